/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_PLANAR_H
#define OQL_GEO_PLANAR_H

#include <stdbool.h>

#include "base/status.h"

/** Planar rectangles with two sides parallel to the Earth's surface: the ruptures of point-like
 *  sources, and planar characteristic surfaces.
 *
 *      0 ───u──► 1     u along strike (top left to top right), v down dip, normal = third axis;
 *      │         │     a point p of space has plane coordinates x = (p - xyz0)·u along strike
 *      v         │     and y = (p - xyz0)·v down dip, and lies |(p - xyz0)·normal| off the
 *      ▼         │     plane
 *      2 ─────── 3     corners: top left, top right, bottom left, bottom right
 *
 *  Threads   pure functions, reentrant
 */
typedef struct {
    double corner_lon_deg[4], corner_lat_deg[4], corner_depth_km[4];
    double xyz0_km[3]; /**< top left corner */
    double u[3], v[3], normal[3];
    double length_km, width_km;
    double strike_deg, dip_deg, rake_deg;
    double hypo_lon_deg, hypo_lat_deg, hypo_depth_km;
} oql_planar;

/** What ruptures of a point-like source need: seismogenic layer and length / width. */
typedef struct {
    double upper_km, lower_km, aspect_ratio;
} oql_planar_limits;

/** Length along strike, horizontal projection of the width and height of a rupture of that
 *  area: the width is cut to what fits the seismogenic layer, and the length then keeps the
 *  area. */
void oql_planar_dimensions(const oql_planar_limits *limits, double area_km2, double dip_deg,
                           double *length_km, double *width_projection_km, double *height_km);

/** Rupture of a point-like source. The plane contains the hypocentre and is moved along dip
 *  until it fits the layer. shift_hypo (OpenQuake's key) decides whether the hypocentre of the
 *  result is the centre of the moved plane's depth or the nominal one. */
void oql_planar_build(const oql_planar_limits *limits, double lon_deg, double lat_deg,
                      double depth_km, double strike_deg, double dip_deg, double rake_deg,
                      double area_km2, bool shift_hypo, oql_planar *out);

/** Surface from four corners (order of the picture). Strike is the azimuth of the top edge, dip
 *  that of the left edge; the hypocentre is the middle of the diagonal from 0 to 3; rake is 0.
 *  Errors    OQL_EMODEL: edges not horizontal, edges of different length, corners in a wrong
 *            order (tolerances of OpenQuake: 0.4 % of the area) */
oql_status oql_planar_from_corners(const double lon_deg[4], const double lat_deg[4],
                                   const double depth_km[4], oql_planar *out,
                                   oql_err *err) OQL_MUST_CHECK;

/** Distances from a site; sites above sea level have a negative depth. Reference versions: the
 *  vector kernels must agree with them. */
/* rx and ry0 are horizontal, and so is rjb, but off the corners of the plane, where OpenQuake
 * measures from the site as high or deep as it is; so do we. */
double oql_planar_rrup_km(const oql_planar *p, double lon_deg, double lat_deg, double depth_km);
double oql_planar_rjb_km(const oql_planar *p, double lon_deg, double lat_deg, double depth_km);
double oql_planar_rx_km(const oql_planar *p, double lon_deg, double lat_deg);
double oql_planar_ry0_km(const oql_planar *p, double lon_deg, double lat_deg);
double oql_planar_rhypo_km(const oql_planar *p, double lon_deg, double lat_deg,
                           double depth_km);
double oql_planar_repi_km(const oql_planar *p, double lon_deg, double lat_deg);
/** Azimuth of the site seen from the hypocentre, minus the strike, in [0, 360). */
double oql_planar_azimuth_deg(const oql_planar *p, double lon_deg, double lat_deg);
/** Closest point of the plane: longitude, latitude, depth. */
void oql_planar_closest(const oql_planar *p, double lon_deg, double lat_deg, double depth_km,
                        double lon_lat_depth[3]);

#endif
