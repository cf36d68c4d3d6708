/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "geo/geodesy.h"
#include "geo_golden.h"

#define RTOL 1e-9

Test(geodesy, agrees_with_the_golden_table)
{
    oql_csv *const t = golden_open("geodesy");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        const double lon = golden_number(t, i, "lon"), lat = golden_number(t, i, "lat");
        const double azimuth = golden_number(t, i, "azimuth");
        const double px = golden_number(t, i, "point_lon");
        const double py = golden_number(t, i, "point_lat");
        double q[2];

        oql_geo_point_at(lon, lat, azimuth, golden_number(t, i, "distance"), q);
        cr_expect(golden_is_same_angle(q[0], golden_number(t, i, "at_lon"), 1e-10));
        cr_expect(golden_is_close(q[1], golden_number(t, i, "at_lat"), RTOL));
        cr_expect(golden_is_close(oql_geo_distance_km(lon, lat, px, py),
                                  golden_number(t, i, "point_distance"), RTOL));
        cr_expect(golden_is_close(oql_geo_azimuth_deg(lon, lat, px, py),
                                  golden_number(t, i, "point_azimuth"), RTOL));
        cr_expect(golden_is_close(oql_geo_distance_to_arc_km(lon, lat, azimuth, px, py),
                                  golden_number(t, i, "to_arc"), RTOL));
        cr_expect(golden_is_close(oql_geo_distance_to_semi_arc_km(lon, lat, azimuth, px, py),
                                  golden_number(t, i, "to_semi_arc"), RTOL));
        cr_expect(golden_is_close(
            oql_geo_distance_to_segment_km(lon, lat, golden_number(t, i, "end_lon"),
                                           golden_number(t, i, "end_lat"), px, py),
            golden_number(t, i, "to_segment"), RTOL));
    }
    oql_csv_destroy(t);
}

Test(geodesy, a_point_at_a_distance_is_that_far_in_that_direction)
{
    uint64_t seed = 1;

    for (int i = 0; i < 500; ++i) {
        const double lon = random_in(&seed, -180, 180), lat = random_in(&seed, -85, 85);
        const double azimuth = random_in(&seed, 0, 360), d = random_in(&seed, 0.01, 5000);
        double p[2], q[2];

        oql_geo_point_at(lon, lat, azimuth, d, p);
        oql_geo_point_at_short(lon, lat, azimuth, d, q);
        cr_expect(golden_is_close(oql_geo_distance_km(lon, lat, p[0], p[1]), d, 1e-9));
        cr_expect(
            golden_is_same_angle(oql_geo_azimuth_deg(lon, lat, p[0], p[1]), azimuth, 1e-6));
        cr_expect(golden_is_same_angle(p[0], q[0], 1e-9));
        cr_expect(golden_is_close(p[1], q[1], 1e-9));
        cr_expect(p[0] >= -180 && p[0] < 180 + 1e-9);
    }
}

Test(geodesy, rotation_in_longitude_changes_nothing)
{
    uint64_t seed = 2;

    for (int i = 0; i < 500; ++i) {
        const double lon = random_in(&seed, -5, 5), lat = random_in(&seed, -80, 80);
        const double px = random_in(&seed, -5, 5), py = random_in(&seed, -80, 80);
        const double az = random_in(&seed, 0, 360);
        const double d = oql_geo_distance_to_arc_km(lon, lat, az, px, py);
        double lon2 = lon + 180, px2 = px + 180;

        lon2 -= lon2 > 180 ? 360 : 0;
        px2 -= px2 > 180 ? 360 : 0;
        cr_expect(golden_is_close(oql_geo_distance_km(lon2, lat, px2, py),
                                  oql_geo_distance_km(lon, lat, px, py), 1e-9));
        cr_expect(golden_is_close(oql_geo_distance_to_arc_km(lon2, lat, az, px2, py), d, 1e-9));
    }
}

Test(geodesy, cartesian_coordinates_come_back)
{
    uint64_t seed = 3;

    for (int i = 0; i < 200; ++i) {
        const double lon = random_in(&seed, -180, 180), lat = random_in(&seed, -90, 90);
        const double depth = random_in(&seed, -8, 700);
        double xyz[3], a, b, c;

        oql_geo_to_xyz(lon, lat, depth, xyz);
        oql_geo_from_xyz(xyz, &a, &b, &c);
        cr_expect(golden_is_same_angle(a, lon, 1e-9));
        cr_expect(golden_is_close(b, lat, 1e-9));
        cr_expect(fabs(c - depth) < 1e-8);
    }
}

Test(geodesy, a_bounding_box_may_cross_the_date_line)
{
    const double lon[3] = {179, -179, 179.5}, lat[3] = {10, 12, 11};
    oql_geo_bbox box;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_geo_bbox_of(3, lon, lat, &box, &err), OQL_OK);
    cr_expect_eq(box.west_deg, 179);
    cr_expect_eq(box.east_deg, -179);
    cr_expect_eq(box.south_deg, 10);
    cr_expect_eq(box.north_deg, 12);
}

Test(geodesy, a_bounding_box_wider_than_half_the_earth_is_refused)
{
    const double lon[4] = {-170, 170, 10, -90}, lat[4] = {0, 0, 0, 0};
    oql_geo_bbox box;
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(oql_geo_bbox_of(4, lon, lat, &box, &err), OQL_EMODEL);
    cr_expect_neq(err.text[0], '\0');
}

Test(geodesy, a_projection_is_true_at_its_centre_and_comes_back)
{
    const oql_geo_bbox box = {179, -179, 41, 39};
    const oql_geo_ortho p = oql_geo_ortho_of(&box);
    uint64_t seed = 4;

    for (int i = 0; i < 200; ++i) {
        const double x = random_in(&seed, -300, 300), y = random_in(&seed, -300, 300);
        double q[2], xy[2];

        oql_geo_unproject(&p, x, y, q);
        oql_geo_project(&p, q[0], q[1], xy);
        cr_expect(fabs(xy[0] - x) < 1e-8 && fabs(xy[1] - y) < 1e-8);
    }
    cr_expect(golden_is_same_angle(p.lon0_rad * 180 / acos(-1), 180, 0.1));
}

Test(geodesy, intervals_are_equal_and_start_at_the_first_point)
{
    const double a[3] = {10, 45, 0}, b[3] = {10.3, 45.2, 12};
    const size_t n = oql_geo_interval_points(a, b, 2);
    double p[3 * 64];

    cr_assert(n > 2 && n < 64);
    oql_geo_intervals(a, b, 2, n, p);
    cr_expect_arr_eq(p, a, sizeof a);
    for (size_t i = 1; i < n; ++i) {
        const double d = oql_geo_distance3_km(p[3 * i - 3], p[3 * i - 2], p[3 * i - 1],
                                              p[3 * i], p[3 * i + 1], p[3 * i + 2]);
        cr_expect(golden_is_close(d, 2, 1e-9));
    }
}
