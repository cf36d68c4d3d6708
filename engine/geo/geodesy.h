/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_GEODESY_H
#define OQL_GEO_GEODESY_H

#include <stddef.h>

#include "base/status.h"

/** Geometry of a sphere of 6371 km, the Earth of OpenQuake 3.25.
 *
 *  Units     degrees and km; depth positive down
 *  Formulas  Williams, "Aviation Formulary" (great circles); Snyder (1987) Map Projections,
 *            USGS Professional Paper 1395, section 20 (orthographic projection)
 *  Threads   pure functions, reentrant
 */
#define OQL_EARTH_RADIUS_KM 6371.0

/** Great-circle distance, haversine form. */
double oql_geo_distance_km(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg);

/** Great-circle and vertical distance combined by Pythagoras (rhypo). */
double oql_geo_distance3_km(double lon1_deg, double lat1_deg, double depth1_km, double lon2_deg,
                            double lat2_deg, double depth2_km);

/** Azimuth at point 1 of the great circle to point 2, in [0, 360). */
double oql_geo_azimuth_deg(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg);

/** lonlat = the point at a distance along an azimuth; longitude in [-180, 180). */
void oql_geo_point_at(double lon_deg, double lat_deg, double azimuth_deg, double distance_km,
                      double lonlat_deg[2]);

/** The same as OpenQuake computes it for corners of point ruptures (last bits differ). */
void oql_geo_point_at_short(double lon_deg, double lat_deg, double azimuth_deg,
                            double distance_km, double lonlat_deg[2]);

/** Middle of the great-circle arc between two points. */
void oql_geo_middle_point(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg,
                          double lonlat_deg[2]);

/** Signed distance of a point to the great circle through (lon, lat) with that azimuth:
 *  positive on the right of the direction. */
double oql_geo_distance_to_arc_km(double lon_deg, double lat_deg, double azimuth_deg,
                                  double point_lon_deg, double point_lat_deg);

/** The same to the half circle that starts at (lon, lat): behind the start it is the distance
 *  to the start, negative on the left. */
double oql_geo_distance_to_semi_arc_km(double lon_deg, double lat_deg, double azimuth_deg,
                                       double point_lon_deg, double point_lat_deg);

/** Signed distance of a point to the segment from 1 to 2: positive on its right. Beyond the
 *  ends it is the straight (chord) distance to the nearer end, as in OpenQuake. */
double oql_geo_distance_to_segment_km(double lon1_deg, double lat1_deg, double lon2_deg,
                                      double lat2_deg, double point_lon_deg,
                                      double point_lat_deg);

/** Cartesian coordinates, km, as geo/mesh.h defines them. */
void oql_geo_to_xyz(double lon_deg, double lat_deg, double depth_km, double xyz_km[3]);
void oql_geo_from_xyz(const double xyz_km[3], double *lon_deg, double *lat_deg,
                      double *depth_km);

/** Number of points of oql_geo_intervals for this pair: round(distance / length) + 1. */
size_t oql_geo_interval_points(const double p1[3], const double p2[3], double length_km);

/** Points (lon, lat, depth) spaced by length_km from p1 towards p2 in 3-D, the first one p1,
 *  the last one near p2 (their number is rounded). `points` has shape (oql_geo_interval_points,
 *  3). */
void oql_geo_intervals(const double p1[3], const double p2[3], double length_km, size_t n,
                       double *points);

/** n points from p1 along an azimuth: point i is i / n_interval of the way of h_km (great
 *  circle) and v_km (down). `points` has shape (n, 3). */
void oql_geo_points_towards(const double p1[3], double azimuth_deg, double h_km, double v_km,
                            size_t n_interval, size_t n, double *points);

/** lon2 - lon1 in [-180, 180). */
double oql_geo_lon_extent_deg(double lon1_deg, double lon2_deg);

/** West, east, north and south borders of a set of points; a set that crosses the date line has
 *  west > east. Points whose longitude is NaN are ignored. */
typedef struct {
    double west_deg, east_deg, north_deg, south_deg;
} oql_geo_bbox;

/** Errors    OQL_EMODEL when the points span more than 180 degrees of longitude */
oql_status oql_geo_bbox_of(size_t n, const double *lon_deg, const double *lat_deg,
                           oql_geo_bbox *out, oql_err *err) OQL_MUST_CHECK;

/** Orthographic projection centred on the middle of a bounding box's diagonal. */
typedef struct {
    double lon0_rad, lat0_rad, sin_lat0, cos_lat0;
} oql_geo_ortho;

oql_geo_ortho oql_geo_ortho_of(const oql_geo_bbox *box);
void oql_geo_project(const oql_geo_ortho *p, double lon_deg, double lat_deg, double xy_km[2]);
void oql_geo_unproject(const oql_geo_ortho *p, double x_km, double y_km, double lonlat_deg[2]);

#endif
