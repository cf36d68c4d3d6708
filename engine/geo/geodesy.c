/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/geodesy.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "geo/angles.h"

double oql_geo_distance_km(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg)
{
    const double lat1 = oql_radians(lat1_deg);
    const double lat2 = oql_radians(lat2_deg);
    const double s_lat = sin((lat1 - lat2) / 2);
    const double s_lon = sin((oql_radians(lon1_deg) - oql_radians(lon2_deg)) / 2);

    return 2 * OQL_EARTH_RADIUS_KM *
           asin(sqrt(s_lat * s_lat + cos(lat1) * cos(lat2) * (s_lon * s_lon)));
}

double oql_geo_distance3_km(double lon1_deg, double lat1_deg, double depth1_km, double lon2_deg,
                            double lat2_deg, double depth2_km)
{
    const double h = oql_geo_distance_km(lon1_deg, lat1_deg, lon2_deg, lat2_deg);
    const double v = depth1_km - depth2_km;

    return sqrt(h * h + v * v);
}

double oql_geo_azimuth_deg(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg)
{
    const double dlon = oql_radians(lon1_deg) - oql_radians(lon2_deg);
    const double lat1 = oql_radians(lat1_deg);
    const double lat2 = oql_radians(lat2_deg);
    const double course = oql_degrees(atan2(
        sin(dlon) * cos(lat2), cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(dlon)));

    return oql_mod(360 - course, 360);
}

/** Point at an angular distance; course_rad is measured anticlockwise from north. */
static void move_along(double lon, double lat, double course_rad, double sin_d, double cos_d,
                       double lonlat_deg[2])
{
    const double sin_lat = sin(lat);
    const double cos_lat = cos(lat);
    const double sin_lat2 = sin_lat * cos_d + cos_lat * sin_d * cos(course_rad);
    const double dlon = atan2(sin(course_rad) * sin_d * cos_lat, cos_d - sin_lat * sin_lat2);

    lonlat_deg[0] = oql_degrees(oql_mod(lon - dlon + OQL_PI, 2 * OQL_PI) - OQL_PI);
    lonlat_deg[1] = oql_degrees(asin(oql_clip(sin_lat2, -1, 1)));
}

void oql_geo_point_at(double lon_deg, double lat_deg, double azimuth_deg, double distance_km,
                      double lonlat_deg[2])
{
    const double d = distance_km / OQL_EARTH_RADIUS_KM;

    move_along(oql_radians(lon_deg), oql_radians(lat_deg), oql_radians(360 - azimuth_deg),
               sin(d), cos(d), lonlat_deg);
}

void oql_geo_point_at_short(double lon_deg, double lat_deg, double azimuth_deg,
                            double distance_km, double lonlat_deg[2])
{
    const double d = distance_km / OQL_EARTH_RADIUS_KM;

    move_along(oql_radians(lon_deg), oql_radians(lat_deg), -oql_radians(azimuth_deg), sin(d),
               cos(d), lonlat_deg);
}

void oql_geo_middle_point(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg,
                          double lonlat_deg[2])
{
    if (lon1_deg == lon2_deg && lat1_deg == lat2_deg) {
        lonlat_deg[0] = lon1_deg;
        lonlat_deg[1] = lat1_deg;
        return;
    }
    oql_geo_point_at(
        lon1_deg, lat1_deg, oql_geo_azimuth_deg(lon1_deg, lat1_deg, lon2_deg, lat2_deg),
        oql_geo_distance_km(lon1_deg, lat1_deg, lon2_deg, lat2_deg) / 2, lonlat_deg);
}

/** Distance to a great circle: Napier's rule for the right spherical triangle whose hypotenuse
 *  is the way to the point and whose angle at the reference point is `angle`. */
static double off_arc_km(double angle_rad, double distance_km)
{
    return (OQL_PI / 2 - acos(sin(angle_rad) * sin(distance_km / OQL_EARTH_RADIUS_KM))) *
           OQL_EARTH_RADIUS_KM;
}

double oql_geo_distance_to_arc_km(double lon_deg, double lat_deg, double azimuth_deg,
                                  double point_lon_deg, double point_lat_deg)
{
    const double azimuth = oql_geo_azimuth_deg(lon_deg, lat_deg, point_lon_deg, point_lat_deg);
    const double d = oql_geo_distance_km(lon_deg, lat_deg, point_lon_deg, point_lat_deg);

    return off_arc_km(oql_radians(oql_mod(azimuth - azimuth_deg + 360, 360)), d);
}

double oql_geo_distance_to_semi_arc_km(double lon_deg, double lat_deg, double azimuth_deg,
                                       double point_lon_deg, double point_lat_deg)
{
    const double azimuth = oql_geo_azimuth_deg(lon_deg, lat_deg, point_lon_deg, point_lat_deg);
    const double d = oql_geo_distance_km(lon_deg, lat_deg, point_lon_deg, point_lat_deg);
    const double turn = oql_radians(azimuth_deg - azimuth);

    if (cos(turn) > 0) {
        return off_arc_km(oql_radians(oql_mod(azimuth - azimuth_deg + 360, 360)), d);
    }
    return sin(turn) > 0 ? -d : d;
}

double oql_geo_distance_to_segment_km(double lon1_deg, double lat1_deg, double lon2_deg,
                                      double lat2_deg, double point_lon_deg,
                                      double point_lat_deg)
{
    const double azimuth = oql_geo_azimuth_deg(lon1_deg, lat1_deg, lon2_deg, lat2_deg);
    const double az1 = oql_geo_azimuth_deg(lon1_deg, lat1_deg, point_lon_deg, point_lat_deg);
    const double az2 = oql_geo_azimuth_deg(lon2_deg, lat2_deg, point_lon_deg, point_lat_deg);
    double d;

    if (cos(oql_radians(azimuth - az1)) >= 0 && cos(oql_radians(azimuth - az2)) <= 0) {
        d = fabs(oql_geo_distance_to_arc_km(lon1_deg, lat1_deg, azimuth, point_lon_deg,
                                            point_lat_deg));
    } else {
        double a[3], b[3], p[3];

        oql_geo_to_xyz(lon1_deg, lat1_deg, 0, a);
        oql_geo_to_xyz(lon2_deg, lat2_deg, 0, b);
        oql_geo_to_xyz(point_lon_deg, point_lat_deg, 0, p);
        d = fmin(oql_chord_km(a, p), oql_chord_km(b, p));
    }
    return sin(oql_radians(az1 - azimuth)) < 0 ? -d : d;
}

void oql_geo_to_xyz(double lon_deg, double lat_deg, double depth_km, double xyz_km[3])
{
    const double r = OQL_EARTH_RADIUS_KM - depth_km;
    const double lat = oql_radians(lat_deg);
    const double lon = oql_radians(lon_deg);
    const double r_cos = r * cos(lat);

    xyz_km[0] = r_cos * cos(lon);
    xyz_km[1] = r_cos * sin(lon);
    xyz_km[2] = r * sin(lat);
}

void oql_geo_from_xyz(const double xyz_km[3], double *lon_deg, double *lat_deg,
                      double *depth_km)
{
    const double r =
        sqrt(xyz_km[0] * xyz_km[0] + xyz_km[1] * xyz_km[1] + xyz_km[2] * xyz_km[2]);

    *lon_deg = oql_degrees(atan2(xyz_km[1], xyz_km[0]));
    *lat_deg = oql_degrees(asin(oql_clip(xyz_km[2] / r, -1, 1)));
    *depth_km = OQL_EARTH_RADIUS_KM - r;
}

/** Number of intervals, and how much of the way they cover. The distance is rounded to 1e-7 km
 *  first, so that equal distances give equal counts in spite of rounding errors. */
static size_t count_intervals(double h_km, double v_km, double length_km, double *total_km)
{
    *total_km = oql_round_away(sqrt(h_km * h_km + v_km * v_km), 1e7);
    return (size_t)oql_round_away(*total_km / length_km, 1);
}

size_t oql_geo_interval_points(const double p1[3], const double p2[3], double length_km)
{
    const double h = oql_geo_distance_km(p1[0], p1[1], p2[0], p2[1]);
    double total;

    return count_intervals(h, p2[2] - p1[2], length_km, &total) + 1;
}

void oql_geo_intervals(const double p1[3], const double p2[3], double length_km, size_t n,
                       double *points)
{
    const double h = oql_geo_distance_km(p1[0], p1[1], p2[0], p2[1]);
    const double v = p2[2] - p1[2];
    double total;
    const size_t count = count_intervals(h, v, length_km, &total);
    const double factor = count > 0 ? length_km * (double)count / total : 0;

    oql_geo_points_towards(p1, oql_geo_azimuth_deg(p1[0], p1[1], p2[0], p2[1]), h * factor,
                           v * factor, count, n, points);
}

void oql_geo_points_towards(const double p1[3], double azimuth_deg, double h_km, double v_km,
                            size_t n_interval, size_t n, double *points)
{
    const double lon = oql_radians(p1[0]);
    const double lat = oql_radians(p1[1]);
    const double course = oql_radians(360 - azimuth_deg);
    const double h_step = n_interval > 0 ? h_km / OQL_EARTH_RADIUS_KM / (double)n_interval : 0;
    const double v_step = n_interval > 0 ? v_km / (double)n_interval : 0;

    for (size_t i = 0; i < n; ++i) {
        double *const p = points + 3 * i;

        if (i == 0) {
            p[0] = p1[0];
            p[1] = p1[1];
            p[2] = p1[2];
        } else {
            move_along(lon, lat, course, sin((double)i * h_step), cos((double)i * h_step), p);
            p[2] = (double)i * v_step + p1[2];
        }
    }
}

double oql_geo_lon_extent_deg(double lon1_deg, double lon2_deg)
{
    return oql_mod(lon2_deg - lon1_deg + 180, 360) - 180;
}

oql_status oql_geo_bbox_of(size_t n, const double *lon_deg, const double *lat_deg,
                           oql_geo_bbox *out, oql_err *err)
{
    oql_geo_bbox b = {HUGE_VAL, -HUGE_VAL, -HUGE_VAL, HUGE_VAL};

    for (size_t i = 0; i < n; ++i) {
        if (isfinite(lon_deg[i])) {
            b.west_deg = fmin(b.west_deg, lon_deg[i]);
            b.east_deg = fmax(b.east_deg, lon_deg[i]);
            b.north_deg = fmax(b.north_deg, lat_deg[i]);
            b.south_deg = fmin(b.south_deg, lat_deg[i]);
        }
    }
    if (b.west_deg > b.east_deg) {
        return OQL_FAIL(err, OQL_EMODEL, "no points with coordinates");
    }
    if (oql_geo_lon_extent_deg(b.west_deg, b.east_deg) < 0) {
        /* on both sides of the date line: the box goes from the least positive longitude
           eastwards to the greatest negative one */
        b.west_deg = HUGE_VAL;
        b.east_deg = -HUGE_VAL;
        for (size_t i = 0; i < n; ++i) {
            if (lon_deg[i] > 0) {
                b.west_deg = fmin(b.west_deg, lon_deg[i]);
            } else if (lon_deg[i] < 0) {
                b.east_deg = fmax(b.east_deg, lon_deg[i]);
            }
        }
        bool wide = !isfinite(b.west_deg) || !isfinite(b.east_deg);
        for (size_t i = 0; i < n && !wide; ++i) {
            wide =
                isfinite(lon_deg[i]) && (oql_geo_lon_extent_deg(b.west_deg, lon_deg[i]) < 0 ||
                                         oql_geo_lon_extent_deg(lon_deg[i], b.east_deg) < 0);
        }
        if (wide) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "points span more than 180 degrees of longitude, expected less");
        }
    }
    *out = b;
    return OQL_OK;
}

oql_geo_ortho oql_geo_ortho_of(const oql_geo_bbox *box)
{
    double mid[2];
    oql_geo_ortho p;

    oql_geo_middle_point(box->west_deg, box->north_deg, box->east_deg, box->south_deg, mid);
    p.lon0_rad = oql_radians(mid[0]);
    p.lat0_rad = oql_radians(mid[1]);
    p.sin_lat0 = sin(p.lat0_rad);
    p.cos_lat0 = cos(p.lat0_rad);
    return p;
}

void oql_geo_project(const oql_geo_ortho *p, double lon_deg, double lat_deg, double xy_km[2])
{
    const double dlon = oql_radians(lon_deg) - p->lon0_rad;
    const double lat = oql_radians(lat_deg);

    xy_km[0] = cos(lat) * sin(dlon) * OQL_EARTH_RADIUS_KM;
    xy_km[1] =
        (p->cos_lat0 * sin(lat) - p->sin_lat0 * cos(lat) * cos(dlon)) * OQL_EARTH_RADIUS_KM;
}

void oql_geo_unproject(const oql_geo_ortho *p, double x_km, double y_km, double lonlat_deg[2])
{
    const double x = x_km / OQL_EARTH_RADIUS_KM;
    const double y = y_km / OQL_EARTH_RADIUS_KM;
    const double cos_c = sqrt(1 - (x * x + y * y));
    double lon = oql_degrees(p->lon0_rad + atan2(x, p->cos_lat0 * cos_c - y * p->sin_lat0));

    if (lon >= 180) {
        lon -= 360;
    } else if (lon <= -180) {
        lon += 360;
    }
    lonlat_deg[0] = lon;
    lonlat_deg[1] = oql_degrees(asin(cos_c * p->sin_lat0 + y * p->cos_lat0));
}
