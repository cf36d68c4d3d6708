/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_CLOUD_H
#define OQL_GEO_CLOUD_H

#include "base/status.h"
#include "geo/mesh.h"

/** Surfaces given as points in no order (NRML's griddedSurface), held as a mesh of one row. The
 *  closest point and rrup are those of geo/mesh_distance.h.
 *
 *  Threads   pure functions, reentrant
 */

/** Strike in [0, 360) and dip in [0, 90] of the plane that fits the points best (least squares
 *  of the distances to it), seen so that it dips to the right of its strike. */
void oql_cloud_strike_dip(const oql_mesh *cloud, double *strike_deg, double *dip_deg);

/** Distance from a site to the surface projection: least distance to the points where that is at
 *  least 40 km, else to their convex hull.
 *  DEVIATION: OpenQuake takes an alpha shape, which also follows bays of the outline.
 *  Errors    OQL_ENOMEM */
oql_status oql_cloud_rjb_km(const oql_mesh *cloud, double lon_deg, double lat_deg,
                            double *rjb_km, oql_err *err) OQL_MUST_CHECK;

#endif
