/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_POINT_GRID_H
#define OQL_HAZARD_POINT_GRID_H

#include "base/memory.h"
#include "source/ruptures.h"

/** Places gathered in the cells of a grid (job key ps_grid_spacing): far from a cell its ruptures are
 *  replaced by one for each magnitude, at the mean place with the mean plane and depth; near it
 *  all planes of the members count, with the mean rate of the members.
 *
 *      cell c ─► place c of `cells` (mean place; rates summed by magnitude)
 *             └► members[start[c]] … members[start[c + 1] - 1]: indices into `places`
 *
 *  A cell of one member is that place as it was.
 */
typedef struct {
    oql_points places; /**< as before; shared with nobody */
    size_t *start;     /**< (n + 1) */
    size_t *member;    /**< (places.n) */
    double *depth_km;  /**< (n) depth of the cell's location, 0 for a lone place */
} oql_cells;

/** Gather the places of *points into cells of about spacing_km. *points becomes the cells, and
 *  *out (NULL when there is nothing to gather) keeps the places. All in the arena but the places,
 *  which the caller clears with oql_points_clear.
 *  Errors  OQL_ENOMEM */
oql_status oql_cells_make(oql_points *points, double spacing_km, oql_arena *arena,
                          oql_cells **out, oql_err *err) OQL_MUST_CHECK;

#endif
