/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_MESH_DISTANCE_H
#define OQL_GEO_MESH_DISTANCE_H

#include "geo/mesh.h"
#include "geo/mesh_cells.h"

/** Distances from one site to one window of a mesh: the plain versions with OpenQuake's full
 *  meaning. For many windows of one mesh use geo/window_distance.h, which gives the same
 *  numbers.
 *
 *  rrup   least straight distance to the nodes
 *  rjb    least straight distance to the nodes at zero depth; where that is under 40 km,
 *         distance to the outline of the cells in the window's orthographic projection
 *         DEVIATION: OpenQuake widens the outline by 5 m and simplifies it by up to as much
 *         again, with a result that depends on details of its geometry library; we only widen
 *         it. The difference is below 2 m for most sites, at most 5 m off corners.
 *  rx     signed distance to the top edge continued beyond its ends; positive on the hanging
 *         wall
 *  ry0    distance beyond the ends of the top edge along the mean strike; 0 in between
 *
 *  Threads   pure functions, reentrant
 */
double oql_mesh_rrup_km(const oql_mesh *mesh, const oql_window *w, double lon_deg,
                        double lat_deg, double depth_km);
double oql_mesh_rjb_km(const oql_mesh *mesh, const oql_window *w, double lon_deg,
                       double lat_deg);
double oql_mesh_rx_km(const oql_mesh *mesh, const oql_window *w, double lon_deg,
                      double lat_deg);
/** strike_deg from oql_window_dip_strike. */
double oql_mesh_ry0_km(const oql_mesh *mesh, const oql_window *w, double strike_deg,
                       double lon_deg, double lat_deg);
/** Closest node: longitude, latitude, depth. */
void oql_mesh_closest(const oql_mesh *mesh, const oql_window *w, double lon_deg, double lat_deg,
                      double depth_km, double lon_lat_depth[3]);

#endif
