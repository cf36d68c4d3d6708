/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_OUTLINE_H
#define OQL_GEO_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "geo/mesh.h"
#include "geo/mesh_cells.h"

/** Outlines of the surface projections of many windows of one mesh, from which rjb is measured where
 *  the site is near.
 *
 *  OpenQuake 3.25 widens each strip between two rows by 5 m, unites the strips and simplifies the
 *  union to within 5 m (Douglas & Peucker 1973, doi:10.3138/FM57-6770-U75U-7727). That moves the edges,
 *  of straight faults too, by up to 5 m, and rare probabilities by up to some 1e-3; it is the
 *  reference, so we do the same (geo/outline_shape.h).
 *
 *  An outline is made when a distance first asks for it, once for all faults that share the mesh and
 *  the window (variants of a source in a logic tree); windows of a vertical fault that differ in depth
 *  only share one. It takes some 0.02 ms, of a vertical fault 0.1 ms.
 *
 *      oql_outlines_create(mesh) ─► oql_outlines_announce(windows of each fault) ─► distances
 *                 one thread                        one thread                     any thread
 */
typedef struct oql_outlines oql_outlines;

/** No window yet. Borrows the mesh, which must outlive the outlines. */
oql_status oql_outlines_create(const oql_mesh *mesh, oql_outlines **out,
                               oql_err *err) OQL_MUST_CHECK;
void oql_outlines_destroy(oql_outlines *o); /**< NULL is fine */

/** Whether another mesh has exactly the nodes of this one. */
bool oql_outlines_fit(const oql_outlines *o, const oql_mesh *mesh);

/** Announce n windows, arrays (n); index[k] (n) becomes the number of window k's outline, the same for
 *  the same window. Before the outlines are shared by threads.  Errors  OQL_ENOMEM */
oql_status oql_outlines_announce(oql_outlines *o, size_t n, const int32_t *row,
                                 const int32_t *col, const int32_t *n_row, const int32_t *n_col,
                                 int32_t *index, oql_err *err) OQL_MUST_CHECK;

/** Distance from a site (on the surface, Cartesian km) to an outline in the projection of its window;
 *  0 inside. Makes the outline if it is the first to ask.
 *  Threads  safe: two that ask first at once both make it, with the same bits; one copy is kept
 *  Errors   OQL_ENOMEM, OQL_ENUMERIC (GEOS failed; its message and the window) */
oql_status oql_outline_distance_km(oql_outlines *o, int32_t index, const double site_km[3],
                                   double *distance_km, oql_err *err) OQL_MUST_CHECK;

/** Announced outlines, and how many of them are made: for tests and tables. */
size_t oql_outlines_count(const oql_outlines *o, size_t *made);

#endif
