/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_OUTLINE_H
#define OQL_GEO_OUTLINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "geo/mesh.h"
#include "geo/mesh_cells.h"

/** Outlines of the surface projections of many windows of one mesh, from which rjb is measured where
 *  the site is near.
 *
 *  OpenQuake 3.25 widens each strip between two rows by 5 m, unites the strips and simplifies the
 *  union to within 5 m (Douglas & Peucker 1973, doi:10.3138/FM57-6770-U75U-7727). That moves crooked
 *  edges by metres and rare probabilities by up to some 1e-3; it is the reference, so we do the same
 *  with the same library, GEOS. Where all nodes lie within 1 mm of the chords between the four
 *  corners - straight faults - nothing is lost by keeping the corners only.
 *
 *  Threads   immutable once made, shareable
 */
typedef struct oql_outlines oql_outlines;

/** Room for the outlines of n windows. */
oql_status oql_outlines_create(size_t n, oql_outlines **out, oql_err *err) OQL_MUST_CHECK;

/** Make outline i, of one window. Threads: different i may be made at once.
 *  Errors  OQL_ENOMEM, OQL_ENUMERIC (GEOS failed; its message) */
oql_status oql_outlines_make(oql_outlines *o, size_t i, const oql_mesh *mesh,
                             const oql_window *window, oql_err *err) OQL_MUST_CHECK;
void oql_outlines_destroy(oql_outlines *o); /**< NULL is fine */

/** Distance from a site (on the surface, Cartesian km) to outline i in the projection of the window;
 *  0 inside. */
double oql_outline_distance_km(const oql_outlines *o, size_t i, const double site_km[3]);

/** Bytes held, for the plan. */
size_t oql_outlines_bytes(const oql_outlines *o);

#endif
