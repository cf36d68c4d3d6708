/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "geo/geodesy.h"
#include "geo/planar.h"
#include "geo_golden.h"

/** Of the directions near right angles to a great circle little is left in double precision. */
#define RTOL 1e-8

static double column(const oql_csv *t, size_t row, const char *name)
{
    return golden_number(t, row, name);
}

static oql_planar build_row(const oql_csv *t, size_t i)
{
    const oql_planar_limits limits = {column(t, i, "upper"), column(t, i, "lower"),
                                      column(t, i, "aspect")};
    oql_planar p;

    oql_planar_build(&limits, column(t, i, "lon"), column(t, i, "lat"), column(t, i, "depth"),
                     column(t, i, "strike"), column(t, i, "dip"), column(t, i, "rake"),
                     column(t, i, "area"), column(t, i, "shift") > 0, &p);
    return p;
}

Test(planar, ruptures_agree_with_the_golden_table)
{
    oql_csv *const t = golden_open("planar");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        const oql_planar p = build_row(t, i);

        cr_expect(golden_is_close(p.length_km, column(t, i, "length"), RTOL));
        cr_expect(golden_is_close(p.width_km, column(t, i, "width"), RTOL));
        cr_expect(golden_is_same_angle(p.corner_lon_deg[0], column(t, i, "tl_lon"), 1e-10));
        cr_expect(golden_is_close(p.corner_lat_deg[0], column(t, i, "tl_lat"), RTOL));
        cr_expect(golden_is_close(p.corner_depth_km[0], column(t, i, "tl_depth"), RTOL));
        cr_expect(golden_is_same_angle(p.corner_lon_deg[3], column(t, i, "br_lon"), 1e-10));
        cr_expect(golden_is_close(p.corner_lat_deg[3], column(t, i, "br_lat"), RTOL));
        cr_expect(golden_is_close(p.corner_depth_km[3], column(t, i, "br_depth"), RTOL));
        cr_expect(golden_is_close(p.hypo_depth_km, column(t, i, "hypo_depth"), RTOL));
    }
    oql_csv_destroy(t);
}

Test(planar, distances_agree_with_the_golden_table)
{
    oql_csv *const t = golden_open("planar");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        const oql_planar p = build_row(t, i);
        const double lon = column(t, i, "site_lon"), lat = column(t, i, "site_lat");
        const double z = column(t, i, "site_depth");
        const struct {
            const char *name;
            double got;
        } d[] = {
            {"rrup", oql_planar_rrup_km(&p, lon, lat, z)},
            {"rjb", oql_planar_rjb_km(&p, lon, lat, 0)},
            {"rx", oql_planar_rx_km(&p, lon, lat)},
            {"ry0", oql_planar_ry0_km(&p, lon, lat)},
            {"rhypo", oql_planar_rhypo_km(&p, lon, lat, z)},
            {"repi", oql_planar_repi_km(&p, lon, lat)},
            {"azimuth", oql_planar_azimuth_deg(&p, lon, lat)},
        };

        for (size_t k = 0; k < OQL_COUNT(d); ++k) {
            cr_expect(golden_is_close(d[k].got, column(t, i, d[k].name), RTOL),
                      "row %zu: %s %.12g, expected %.12g", i, d[k].name, d[k].got,
                      column(t, i, d[k].name));
        }
    }
    oql_csv_destroy(t);
}

Test(planar, the_closest_point_is_at_rrup_and_in_the_layer)
{
    const oql_planar_limits limits = {2, 14, 2};
    uint64_t seed = 5;

    for (int i = 0; i < 300; ++i) {
        oql_planar p;
        double c[3], a[3], b[3];
        const double lon = random_in(&seed, 179, 181), lat = random_in(&seed, 40, 41);

        oql_planar_build(&limits, 180, 40.5, random_in(&seed, 2, 14), random_in(&seed, 0, 360),
                         random_in(&seed, 10, 90), 0, random_in(&seed, 1, 900), false, &p);
        oql_planar_closest(&p, lon, lat, -1, c);
        oql_geo_to_xyz(c[0], c[1], c[2], a);
        oql_geo_to_xyz(lon, lat, -1, b);
        const double d = hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);

        cr_expect(golden_is_close(d, oql_planar_rrup_km(&p, lon, lat, -1), 1e-9));
        cr_expect(p.corner_depth_km[0] >= 2 - 1e-9 && p.corner_depth_km[2] <= 14 + 1e-9);
        /* rjb is measured along the surface, rrup straight, and sides are great circles */
        cr_expect(oql_planar_rjb_km(&p, lon, lat, 0) <=
                  oql_planar_rrup_km(&p, lon, lat, 0) * 1.0025 + 0.3);
    }
}

Test(planar, the_area_is_kept_when_the_layer_is_thin)
{
    const oql_planar_limits limits = {0, 10, 1};
    double length, width, height;

    oql_planar_dimensions(&limits, 1000, 30, &length, &width, &height);
    cr_expect(golden_is_close(height, 10, 1e-12));
    cr_expect(golden_is_close(length * hypot(width, height), 1000, 1e-12));
    oql_planar_dimensions(&limits, 100, 30, &length, &width, &height);
    cr_expect(golden_is_close(length, 10, 1e-12));
    cr_expect(golden_is_close(height, 5, 1e-12));
}

Test(planar, corners_give_back_the_plane)
{
    const oql_planar_limits limits = {1, 20, 1.5};
    oql_planar p, q;
    oql_err err = {.code = OQL_OK};

    oql_planar_build(&limits, -70, -20, 10, 200, 40, 90, 100, false, &p);
    cr_assert_eq(oql_planar_from_corners(p.corner_lon_deg, p.corner_lat_deg, p.corner_depth_km,
                                         &q, &err),
                 OQL_OK, "%s", err.text);
    cr_expect(golden_is_close(q.length_km, p.length_km, 1e-12));
    cr_expect(golden_is_close(q.width_km, p.width_km, 1e-12));
    cr_expect(golden_is_same_angle(q.strike_deg, 200, 0.1));
    cr_expect(fabs(q.dip_deg - 40) < 0.1);
    cr_expect(fabs(q.hypo_depth_km - 10) < 1e-9);
    cr_expect(oql_geo_distance_km(q.hypo_lon_deg, q.hypo_lat_deg, -70, -20) < 0.01);
}

Test(planar, bad_corners_are_refused_with_the_reason)
{
    const double lon[4] = {0, 0.1, 0, 0.1}, lat[4] = {0.1, 0.1, 0, 0};
    const double depth[4] = {0, 0, 10, 10}, tilted[4] = {0, 1, 10, 10}, up[4] = {10, 10, 0, 0};
    const double short_lon[4] = {0, 0.1, 0, 0.04}, crossed[4] = {0, 0.1, 0.1, 0};
    oql_planar p;
    oql_err e[4] = {{.code = OQL_OK}};

    cr_expect_eq(oql_planar_from_corners(lon, lat, tilted, &p, &e[0]), OQL_EMODEL);
    cr_expect_str_eq(e[0].text,
                     "planar surface with depths 0 and 1, 10 and 10 km, expected top "
                     "and bottom edge to be horizontal");
    cr_expect_eq(oql_planar_from_corners(lon, lat, up, &p, &e[1]), OQL_EMODEL);
    cr_expect_eq(oql_planar_from_corners(short_lon, lat, depth, &p, &e[2]), OQL_EMODEL);
    cr_expect_eq(oql_planar_from_corners(crossed, lat, depth, &p, &e[3]), OQL_EMODEL);
    cr_expect_str_eq(
        e[3].text, "planar surface: corners in the wrong order, expected top left, top right, "
                   "bottom left, bottom right");
}
