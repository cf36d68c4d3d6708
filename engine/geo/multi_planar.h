/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_MULTI_PLANAR_H
#define OQL_GEO_MULTI_PLANAR_H

#include <stddef.h>

#include "base/status.h"
#include "geo/planar.h"

/** A surface of several planes that break together.
 *
 *  rrup and rjb are the least over the planes; rx and ry0 are the generalized coordinates T and
 *  U (GC2) of Spudich & Chiou (2015), doi:10.3133/ofr20151028, with the top edges of the planes
 *  as strands. Dip, strike, width and depths are means weighted by area. OpenQuake 3.25 keeps
 *  several of these in single precision, and so do we: its numbers are the reference. One plane
 *  alone is that plane: rx and ry0 from its top edge, nothing in single precision.
 *
 *  Threads   immutable once made, shareable
 */
typedef struct oql_multi_planar oql_multi_planar;

/** Errors    OQL_EARG (n = 0), OQL_ENOMEM, OQL_EMODEL (wider than 180 degrees) */
oql_status oql_multi_planar_create(size_t n, const oql_planar *plane, oql_multi_planar **out,
                                   oql_err *err) OQL_MUST_CHECK;
void oql_multi_planar_destroy(oql_multi_planar *m); /**< NULL is fine */

typedef struct {
    double area_km2, dip_deg, strike_deg, width_km, ztor_km, zbot_km;
    double hypo_lon_deg, hypo_lat_deg, hypo_depth_km;
} oql_multi_planar_info;

/** Properties of the surface as ground-motion models want them. */
oql_multi_planar_info oql_multi_planar_get_info(const oql_multi_planar *m);

double oql_multi_planar_rrup_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                double depth_km);
double oql_multi_planar_rjb_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                               double depth_km);
void oql_multi_planar_rx_ry0_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                double *rx_km, double *ry0_km);
/** Lower bound of the distance to any of the planes. */
double oql_multi_planar_bound_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                 double depth_km);

#endif
