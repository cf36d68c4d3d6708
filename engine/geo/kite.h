/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_KITE_H
#define OQL_GEO_KITE_H

#include "base/status.h"
#include "geo/complex_fault.h"
#include "geo/mesh.h"
#include "geo/mesh_cells.h"
#include "geo/planar.h"
#include "geo/trace.h"

/** Kite surfaces: profiles down dip, joined by edges along strike. The mesh is ragged where profiles
 *  have different lengths: nodes that are not there have NaN coordinates.
 *
 *  Threads   immutable once made, shareable
 */

/** Mesh of a kite surface: each profile is cut every down_km from its top, points of equal number
 *  are joined to edges, and these are cut every along_km from the longest profile outwards. Rows
 *  are sorted by depth, columns so that the surface dips to their right.
 *
 *  Errors    OQL_EMODEL fewer than two profiles, or too short for the spacing
 *  Ownership the caller owns *out (oql_mesh_destroy)
 */
oql_status oql_kite_mesh(size_t n_profile, const oql_fault_edge *profile, double down_km,
                         double along_km, oql_mesh **out, oql_err *err) OQL_MUST_CHECK;

/** The nodes of a window of a kite mesh as a surface of its own; its columns are reversed where its
 *  own first cell dips to the left. Errors: OQL_EMODEL no cell with four corners. */
oql_status oql_kite_mesh_window(const oql_mesh *mesh, const oql_window *w, oql_mesh **out,
                                oql_err *err) OQL_MUST_CHECK;

/** A surface with what distances need. */
typedef struct oql_kite oql_kite;

/** Takes the mesh, on success only. */
oql_status oql_kite_create(oql_mesh *mesh, oql_kite **out, oql_err *err) OQL_MUST_CHECK;

/** A plane that stands among kite surfaces: its distances are those of geo/planar.h, its mesh has
 *  the corners. */
oql_status oql_kite_create_planar(const oql_planar *plane, oql_kite **out,
                                  oql_err *err) OQL_MUST_CHECK;
void oql_kite_destroy(oql_kite *k); /**< NULL is fine */

/** Properties as ground-motion models want them. */
typedef struct {
    double area_km2, dip_deg, strike_deg, width_km, ztor_km, zbot_km;
    double middle[3]; /**< node nearest to the mean of all: lon, lat, depth */
} oql_kite_info;

oql_kite_info oql_kite_get_info(const oql_kite *k);
const oql_mesh *oql_kite_get_mesh(const oql_kite *k); /**< borrowed */

/** Least distance to the nodes; closest (may be NULL) = that node: lon, lat, depth. */
double oql_kite_rrup_km(const oql_kite *k, double lon_deg, double lat_deg, double depth_km,
                        double closest[3]);
/** Least distance to the nodes of the outline where that is at least 40 km, else to the outline's
 *  surface projection. The depth of the site counts for sections that are planes, see geo/planar.h. */
double oql_kite_rjb_km(const oql_kite *k, double lon_deg, double lat_deg, double depth_km);
/** rx and ry0 of the surface alone, from the top row of nodes as for other meshes: see
 *  geo/mesh_distance.h. Where surfaces break together they are those of geo/trace.h. */
void oql_kite_rx_ry0_km(const oql_kite *k, double lon_deg, double lat_deg, double *rx_km,
                        double *ry0_km);
/** Trace of the top: the first node of each column, where that is in the first two rows, and of
 *  these the ones at which the azimuth changes by more than 1 degree. Borrowed. */
const oql_trace *oql_kite_get_top(const oql_kite *k);
/** Lower bound of rrup. */
double oql_kite_bound_km(const oql_kite *k, double lon_deg, double lat_deg, double depth_km);

#endif
