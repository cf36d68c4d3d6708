/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/planar.h"

#include <math.h>
#include <string.h>

#include "geo/angles.h"
#include "geo/geodesy.h"

/** Allowed difference between the lengths of top and bottom edge, as a fraction of the area. */
#define RECTANGLE_TOLERANCE 0.004

void oql_planar_dimensions(const oql_planar_limits *limits, double area_km2, double dip_deg,
                           double *length_km, double *width_projection_km, double *height_km)
{
    const double dip = oql_radians(dip_deg);
    const double widest = (limits->lower_km - limits->upper_km) / sin(dip);
    double length = sqrt(area_km2 * limits->aspect_ratio);
    double width = area_km2 / length;

    if (width > widest) {
        width = widest;
        length = area_km2 / width;
    }
    *length_km = length;
    *width_projection_km = width * cos(dip);
    *height_km = width * sin(dip);
}

/** How far down the centre must move so that the plane fits the layer. When it fits at neither
 *  end the upper limit wins. */
static double vertical_shift(const oql_planar_limits *limits, double depth_km,
                             double half_height_km)
{
    const double down = limits->upper_km - depth_km + half_height_km;

    if (down >= 0) {
        return down;
    }
    return fmin(limits->lower_km - depth_km - half_height_km, 0);
}

/** Basis, length and width from the corners. */
static void set_basis(oql_planar *p, double edge_length_km[2])
{
    double xyz[4][3], to[4][3];

    for (int i = 0; i < 4; ++i) {
        oql_geo_to_xyz(p->corner_lon_deg[i], p->corner_lat_deg[i], p->corner_depth_km[i],
                       xyz[i]);
        oql_sub(xyz[i], xyz[0], to[i]);
    }
    memcpy(p->xyz0_km, xyz[0], sizeof p->xyz0_km);
    oql_cross(to[1], to[2], p->normal);
    oql_unit(p->normal);
    memcpy(p->u, to[1], sizeof p->u);
    oql_unit(p->u);
    oql_cross(p->normal, p->u, p->v);
    edge_length_km[0] = oql_dot(to[1], p->u);
    edge_length_km[1] = oql_dot(to[3], p->u) - oql_dot(to[2], p->u);
    p->length_km = (edge_length_km[0] + edge_length_km[1]) / 2;
    p->width_km = (oql_dot(to[2], p->v) + (oql_dot(to[3], p->v) - oql_dot(to[1], p->v))) / 2;
}

void oql_planar_build(const oql_planar_limits *limits, double lon_deg, double lat_deg,
                      double depth_km, double strike_deg, double dip_deg, double rake_deg,
                      double area_km2, bool shift_hypo, oql_planar *out)
{
    double length, width, height, edges[2];
    double centre[2] = {lon_deg, lat_deg};

    oql_planar_dimensions(limits, area_km2, dip_deg, &length, &width, &height);
    const double half_length = length / 2, half_width = width / 2, half_height = height / 2;
    const double shift = vertical_shift(limits, depth_km, half_height);
    /* corners lie on the diagonals of the projected rectangle: going round its sides instead
       would add up distortions */
    const double diagonal = sqrt(half_length * half_length + half_width * half_width);
    const double theta = oql_degrees(atan(half_width / half_length));
    const double azimuth[4] = {strike_deg + 180 + theta, strike_deg - theta,
                               strike_deg + 180 - theta, strike_deg + theta};

    if (shift != 0) { /* along dip, so that the hypocentre stays on the plane */
        oql_geo_point_at_short(lon_deg, lat_deg, strike_deg + (shift < 0 ? 270 : 90),
                               fabs(shift / half_height * half_width), centre);
    }
    for (int i = 0; i < 4; ++i) {
        double corner[2];

        oql_geo_point_at_short(centre[0], centre[1], azimuth[i], diagonal, corner);
        out->corner_lon_deg[i] = corner[0];
        out->corner_lat_deg[i] = corner[1];
        out->corner_depth_km[i] = depth_km + shift + (i < 2 ? -half_height : half_height);
    }
    set_basis(out, edges);
    out->strike_deg = strike_deg;
    out->dip_deg = dip_deg;
    out->rake_deg = rake_deg;
    out->hypo_lon_deg = lon_deg;
    out->hypo_lat_deg = lat_deg;
    out->hypo_depth_km = shift_hypo ? depth_km + shift : depth_km;
}

static oql_status check_corners(const oql_planar *p, const double edge[2], oql_err *err)
{
    const double *const z = p->corner_depth_km;

    if (z[0] != z[1] || z[2] != z[3]) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "planar surface with depths %g and %g, %g and %g km, expected top and "
                        "bottom edge to be horizontal",
                        z[0], z[1], z[2], z[3]);
    }
    if (!(p->width_km > 0)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "planar surface of no width, expected different top and bottom edges");
    }
    if (!(p->dip_deg > 0)) {
        return OQL_FAIL(err, OQL_EMODEL, "planar surface: dip %g, expected (0, 90]",
                        p->dip_deg);
    }
    if (!(edge[0] > 0) || !(edge[1] >= 0)) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "planar surface: corners in the wrong order, expected top left, top right, "
            "bottom left, bottom right");
    }
    if (fabs(edge[0] - edge[1]) > p->width_km * p->length_km * RECTANGLE_TOLERANCE) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "planar surface: top and bottom edges have different lengths, %g and "
                        "%g km",
                        edge[0], edge[1]);
    }
    return OQL_OK;
}

oql_status oql_planar_from_corners(const double lon_deg[4], const double lat_deg[4],
                                   const double depth_km[4], oql_planar *out, oql_err *err)
{
    oql_planar p = {0};
    double edges[2], mid[2];

    memcpy(p.corner_lon_deg, lon_deg, sizeof p.corner_lon_deg);
    memcpy(p.corner_lat_deg, lat_deg, sizeof p.corner_lat_deg);
    memcpy(p.corner_depth_km, depth_km, sizeof p.corner_depth_km);
    p.strike_deg = oql_geo_azimuth_deg(lon_deg[0], lat_deg[0], lon_deg[1], lat_deg[1]);
    p.dip_deg = oql_degrees(asin((depth_km[2] - depth_km[0]) /
                                 oql_geo_distance3_km(lon_deg[0], lat_deg[0], depth_km[0],
                                                      lon_deg[2], lat_deg[2], depth_km[2])));
    set_basis(&p, edges);

    const oql_status st = check_corners(&p, edges, err);

    if (st == OQL_OK) {
        oql_geo_middle_point(lon_deg[0], lat_deg[0], lon_deg[3], lat_deg[3], mid);
        p.hypo_lon_deg = mid[0];
        p.hypo_lat_deg = mid[1];
        p.hypo_depth_km = (depth_km[0] + depth_km[3]) / 2;
        *out = p;
    }
    return st;
}

/** Distance of x from the interval [0, length]. */
static double outside(double x, double length)
{
    return x < 0 ? x : (x > length ? x - length : 0);
}

double oql_planar_rrup_km(const oql_planar *p, double lon_deg, double lat_deg, double depth_km)
{
    double site[3], to[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    oql_sub(site, p->xyz0_km, to);
    const double off = oql_dot(to, p->normal);
    const double x = outside(oql_dot(to, p->u), p->length_km);
    const double y = outside(oql_dot(to, p->v), p->width_km);

    return sqrt(off * off + x * x + y * y);
}

static double from_arc(const oql_planar *p, int corner, double azimuth_deg, double lon_deg,
                       double lat_deg)
{
    return oql_geo_distance_to_arc_km(p->corner_lon_deg[corner], p->corner_lat_deg[corner],
                                      azimuth_deg, lon_deg, lat_deg);
}

static int sign_of(double x)
{
    return (x > 0) - (x < 0);
}

static double nearest_corner_km(const oql_planar *p, double lon_deg, double lat_deg,
                                double depth_km)
{
    double site[3], least = HUGE_VAL;

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    for (int i = 0; i < 4; ++i) {
        double corner[3];

        oql_geo_to_xyz(p->corner_lon_deg[i], p->corner_lat_deg[i], 0, corner);
        least = fmin(least, oql_chord_km(site, corner));
    }
    return least;
}

double oql_planar_rjb_km(const oql_planar *p, double lon_deg, double lat_deg, double depth_km)
{
    /* four great circles hold the sides of the projection; a site between both of a pair has
       distances of different sign from them */
    const double down = oql_mod(p->strike_deg + 90, 360);
    const double bottom = from_arc(p, 2, p->strike_deg, lon_deg, lat_deg);
    const double top = from_arc(p, 0, p->strike_deg, lon_deg, lat_deg);
    const double left = from_arc(p, 0, down, lon_deg, lat_deg);
    const double right = from_arc(p, 1, down, lon_deg, lat_deg);
    const bool beyond_dip = sign_of(bottom) == sign_of(top);
    const bool beyond_strike = sign_of(left) == sign_of(right);

    if (beyond_dip && beyond_strike) {
        return nearest_corner_km(p, lon_deg, lat_deg, depth_km);
    }
    if (beyond_dip) {
        return fmin(fabs(bottom), fabs(top));
    }
    if (beyond_strike) {
        return fmin(fabs(left), fabs(right));
    }
    return 0;
}

double oql_planar_rx_km(const oql_planar *p, double lon_deg, double lat_deg)
{
    return from_arc(p, 0, p->strike_deg, lon_deg, lat_deg);
}

double oql_planar_ry0_km(const oql_planar *p, double lon_deg, double lat_deg)
{
    const double down = oql_mod(p->strike_deg + 90, 360);
    const double left = from_arc(p, 0, down, lon_deg, lat_deg);
    const double right = from_arc(p, 1, down, lon_deg, lat_deg);

    return sign_of(left) == sign_of(right) ? fmin(fabs(left), fabs(right)) : 0;
}

double oql_planar_rhypo_km(const oql_planar *p, double lon_deg, double lat_deg, double depth_km)
{
    return oql_geo_distance3_km(p->hypo_lon_deg, p->hypo_lat_deg, p->hypo_depth_km, lon_deg,
                                lat_deg, depth_km);
}

double oql_planar_repi_km(const oql_planar *p, double lon_deg, double lat_deg)
{
    return oql_geo_distance_km(p->hypo_lon_deg, p->hypo_lat_deg, lon_deg, lat_deg);
}

double oql_planar_azimuth_deg(const oql_planar *p, double lon_deg, double lat_deg)
{
    return oql_mod(oql_geo_azimuth_deg(p->hypo_lon_deg, p->hypo_lat_deg, lon_deg, lat_deg) -
                       p->strike_deg,
                   360);
}

void oql_planar_closest(const oql_planar *p, double lon_deg, double lat_deg, double depth_km,
                        double lon_lat_depth[3])
{
    double site[3], to[3], q[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    oql_sub(site, p->xyz0_km, to);
    const double x = oql_clip(oql_dot(to, p->u), 0, p->length_km);
    const double y = oql_clip(oql_dot(to, p->v), 0, p->width_km);

    for (int k = 0; k < 3; ++k) {
        q[k] = p->xyz0_km[k] + p->u[k] * x + p->v[k] * y;
    }
    oql_geo_from_xyz(q, &lon_lat_depth[0], &lon_lat_depth[1], &lon_lat_depth[2]);
}
