/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_CLOUD_H
#define OQL_GEO_CLOUD_H

#include "base/status.h"
#include "geo/mesh.h"

/** Surfaces given as points in no order (NRML's griddedSurface), held as a mesh of one row. The
 *  closest point and rrup are those of geo/mesh_distance.h.
 *
 *  Threads   pure functions, reentrant; an oql_cloud_shape is only read by many at once
 */

/** Strike in [0, 360) and dip in [0, 90] of the plane that fits the points best (least squares
 *  of the distances to it), seen so that it dips to the right of its strike. */
void oql_cloud_strike_dip(const oql_mesh *cloud, double *strike_deg, double *dip_deg);

/** The point nearest (in degrees) to the mean of longitudes and latitudes: lon, lat, depth. */
void oql_cloud_middle(const oql_mesh *cloud, double middle[3]);

/** The surface projection: an alpha shape of the projected points, that is their Delaunay triangles
 *  up to the least circumradius at which every point is a corner of one. As in OpenQuake 3.25,
 *  triangles are made and compared where the points are scaled to a unit square, a third of them
 *  is always taken, and a shape in several pieces is widened by 5 m. Triangles of equal size are
 *  taken together (OpenQuake leaves it to rounding which of them are).
 *
 *  Source    Edelsbrunner, Kirkpatrick & Seidel (1983), On the shape of a set of points in the
 *            plane, IEEE Trans. Information Theory 29(4) 551-559, 10.1109/TIT.1983.1056714
 */
typedef struct oql_cloud_shape oql_cloud_shape;

/** Errors    OQL_ENOMEM, OQL_ENUMERIC (GEOS finds no triangles) */
oql_status oql_cloud_shape_create(const oql_mesh *cloud, oql_cloud_shape **out,
                                  oql_err *err) OQL_MUST_CHECK;
void oql_cloud_shape_destroy(oql_cloud_shape *s); /**< NULL is fine */

/** Distance from a site to the surface projection: least distance to the points where that is at
 *  least 40 km or they lie on a line, else to the shape of the cloud. */
double oql_cloud_rjb_km(const oql_mesh *cloud, const oql_cloud_shape *shape, double lon_deg,
                        double lat_deg);

#endif
