/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "geo/multi_planar.h"
#include "geo_golden.h"

/** OpenQuake, and we, hold these in single precision. */
#define RTOL  1e-6
#define MAX_N 16

/** Surface of the row's planes: corners separated by blanks, planes by ';'. */
static oql_multi_planar *build_row(const oql_csv *t, size_t row)
{
    double v[12 * MAX_N];
    oql_planar plane[MAX_N];
    oql_multi_planar *m = NULL;
    oql_err err = {.code = OQL_OK};
    const size_t n = golden_list(golden_text(t, row, "planes"), v, 12 * MAX_N) / 12;

    for (size_t i = 0; i < n; ++i) {
        double lon[4], lat[4], depth[4];

        for (size_t k = 0; k < 4; ++k) {
            lon[k] = v[12 * i + 3 * k];
            lat[k] = v[12 * i + 3 * k + 1];
            depth[k] = v[12 * i + 3 * k + 2];
        }
        cr_assert_eq(oql_planar_from_corners(lon, lat, depth, &plane[i], &err), OQL_OK, "%s",
                     err.text);
    }
    cr_assert_eq(oql_multi_planar_create(n, plane, &m, &err), OQL_OK, "%s", err.text);
    return m;
}

Test(multi_planar, agrees_with_the_golden_table)
{
    oql_csv *const t = golden_open("multi_planar");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        oql_multi_planar *const m = build_row(t, i);
        const oql_multi_planar_info f = oql_multi_planar_get_info(m);
        const double lon = golden_number(t, i, "site_lon"),
                     lat = golden_number(t, i, "site_lat");
        double rx, ry0;

        oql_multi_planar_rx_ry0_km(m, lon, lat, &rx, &ry0);
        const struct {
            const char *name;
            double got;
        } d[] = {
            {"area", f.area_km2},
            {"dip", f.dip_deg},
            {"strike", f.strike_deg},
            {"width", f.width_km},
            {"ztor", f.ztor_km},
            {"hypo_lon", f.hypo_lon_deg},
            {"hypo_lat", f.hypo_lat_deg},
            {"hypo_depth", f.hypo_depth_km},
            {"rrup", oql_multi_planar_rrup_km(m, lon, lat, 0)},
            {"rjb", oql_multi_planar_rjb_km(m, lon, lat, 0)},
            {"rx", rx},
            {"ry0", ry0},
        };

        for (size_t k = 0; k < OQL_COUNT(d); ++k) {
            cr_expect(golden_is_close(d[k].got, golden_number(t, i, d[k].name), RTOL),
                      "row %zu: %s %.12g, expected %.12g", i, d[k].name, d[k].got,
                      golden_number(t, i, d[k].name));
        }
        cr_expect_leq(oql_multi_planar_bound_km(m, lon, lat, 0),
                      oql_multi_planar_rrup_km(m, lon, lat, 0));
        oql_multi_planar_destroy(m);
    }
    oql_csv_destroy(t);
}

Test(multi_planar, one_plane_has_the_distances_of_the_plane)
{
    const oql_planar_limits limits = {1, 15, 3};
    oql_planar p;
    oql_multi_planar *m = NULL;
    oql_err err = {.code = OQL_OK};
    uint64_t seed = 6;

    oql_planar_build(&limits, 30, 10, 8, 45, 60, 0, 600, true, &p);
    cr_assert_eq(oql_multi_planar_create(1, &p, &m, &err), OQL_OK);
    for (int i = 0; i < 100; ++i) {
        const double lon = random_in(&seed, 29.5, 30.5), lat = random_in(&seed, 9.5, 10.5);
        double rx, ry0;

        oql_multi_planar_rx_ry0_km(m, lon, lat, &rx, &ry0);
        cr_expect_eq(oql_multi_planar_rrup_km(m, lon, lat, 0),
                     oql_planar_rrup_km(&p, lon, lat, 0));
        cr_expect_eq(rx, oql_planar_rx_km(&p, lon, lat));
        cr_expect_eq(ry0, oql_planar_ry0_km(&p, lon, lat));
    }
    const oql_multi_planar_info info = oql_multi_planar_get_info(m);
    cr_expect(info.dip_deg == p.dip_deg && info.strike_deg == p.strike_deg &&
              info.width_km == p.width_km && info.area_km2 == p.length_km * p.width_km &&
              info.ztor_km == p.corner_depth_km[0] && info.zbot_km == p.corner_depth_km[3]);
    oql_multi_planar_destroy(m);
}

Test(multi_planar, no_plane_is_a_bug_of_the_caller)
{
    oql_multi_planar *m = NULL;
    oql_planar none;

    memset(&none, 0, sizeof none);
    cr_expect_eq(oql_multi_planar_create(0, &none, &m, NULL), OQL_EARG);
    cr_expect_null(m);
}
