/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_WINDOW_DISTANCE_H
#define OQL_GEO_WINDOW_DISTANCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "geo/mesh.h"
#include "geo/outline.h"

/** Distances from one site to many windows of one mesh, fast: what depends on the node only is
 *  computed once, minima over windows of one size by sliding over rows, then over columns.
 *
 *      oql_mesh_geometry (one a mesh, shared)    oql_window_work (one a thread)
 *               └──────────────┬───────────────────────┘
 *          oql_window_site(work, geometry, site)         once a site
 *          oql_window_distances(work, n, row, col, …)    any number of times
 */

/** What depends on the mesh only. Immutable once made, shareable. */
typedef struct oql_mesh_geometry oql_mesh_geometry;

/** Borrows the mesh, which must outlive the geometry. */
oql_status oql_mesh_geometry_create(const oql_mesh *mesh, oql_mesh_geometry **out,
                                    oql_err *err) OQL_MUST_CHECK;
void oql_mesh_geometry_destroy(oql_mesh_geometry *g); /**< NULL is fine */

/** Lower bound of rrup for any window of the mesh, by its bounding sphere. Cheap. */
double oql_mesh_geometry_bound_km(const oql_mesh_geometry *g, double lon_deg, double lat_deg,
                                  double depth_km);

/** Working memory of one thread. It grows to the largest mesh given to oql_window_site, and
 *  allocates only while it grows. */
typedef struct oql_window_work oql_window_work;

oql_status oql_window_work_create(oql_window_work **out, oql_err *err) OQL_MUST_CHECK;
void oql_window_work_destroy(oql_window_work *w); /**< NULL is fine */

/** Choose mesh and site; borrows the geometry until the next call. */
oql_status oql_window_site(oql_window_work *work, const oql_mesh_geometry *g, double lon_deg,
                           double lat_deg, double depth_km, oql_err *err) OQL_MUST_CHECK;

/** Distances to n windows of the chosen mesh; arrays (n). An output that is NULL is not
 * computed. Windows have at least 2 x 2 nodes, inside the mesh (else OQL_EARG). The numbers are
 *  those of geo/mesh_distance.h but for rounding (1e-9 relative).
 *  strike_deg (mean strike of each window) is needed for ry0 only. Windows that follow each other
 *  share their minima when they do not shrink: announce them, or pass them sorted by size. */
typedef struct {
    size_t n;
    const int32_t *row, *col, *n_row, *n_col;
    const double *strike_deg;
    double *rrup_km, *rjb_km, *rx_km, *ry0_km;
    /** Outlines, from which near rjb is measured, and their numbers (n) for these windows; NULL: near
     *  rjb from all cells. */
    oql_outlines *outlines;
    const int32_t *outline;
} oql_window_query;

/** Announce the windows of the queries that follow, at any sites, with exactly these input arrays:
 *  they are then gone through by size, and what does not depend on the site is found once. Optional;
 *  valid until the next call. Outputs of q are not looked at. */
oql_status oql_window_announce(oql_window_work *work, const oql_window_query *q,
                               oql_err *err) OQL_MUST_CHECK;

oql_status oql_window_distances(oql_window_work *work, const oql_window_query *q,
                                oql_err *err) OQL_MUST_CHECK;

#endif
