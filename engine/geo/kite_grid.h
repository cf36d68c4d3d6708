/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_KITE_GRID_H
#define OQL_GEO_KITE_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "geo/geodesy.h"
#include "geo/line.h"

/** Private to the making of kite meshes: points in a grid; a point that is not there has NaN
 *  coordinates. */
typedef struct {
    size_t n_row, n_col;
    double *p; /**< (n_row, n_col, 3) lon, lat, depth */
} oql_kite_grid;

static inline double *oql_kite_node(const oql_kite_grid *g, size_t i, size_t j)
{
    return g->p + 3 * (i * g->n_col + j);
}

/** All points not there; the caller frees out->p. */
oql_status oql_kite_grid_make(size_t n_row, size_t n_col, oql_kite_grid *out,
                              oql_err *err) OQL_MUST_CHECK;

/** One side of a surface: its edges from profile `ref` on (forward, or backward) as rows of g,
 *  points step_km apart. The caller frees g->p, on failure too. */
oql_status oql_kite_side(size_t n, const oql_line *profile, const oql_geo_ortho *proj,
                         size_t ref, bool forward, double step_km, oql_kite_grid *g,
                         oql_err *err) OQL_MUST_CHECK;

#endif
