/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "geo/cloud.h"
#include "geo_golden.h"

enum { MOST = 100 };

static oql_mesh *cloud_of(const char *text)
{
    double x[3 * MOST];
    const size_t n = golden_list(text, x, 3 * MOST) / 3;
    oql_mesh *m = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_mesh_create(1, (int32_t)n, &m, &err), OQL_OK, "%s", err.text);
    for (size_t i = 0; i < n; ++i) {
        m->lon_deg[i] = x[3 * i];
        m->lat_deg[i] = x[3 * i + 1];
        m->depth_km[i] = x[3 * i + 2];
    }
    oql_mesh_set_xyz(m);
    return m;
}

static oql_cloud_shape *shape_of(const oql_mesh *m)
{
    oql_cloud_shape *s = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_cloud_shape_create(m, &s, &err), OQL_OK, "%s", err.text);
    return s;
}

Test(cloud, agrees_with_the_golden_table)
{
    oql_csv *const t = golden_open("cloud");

    for (size_t i = 0; i < oql_csv_rows(t); ++i) {
        oql_mesh *m = cloud_of(golden_text(t, i, "points"));
        oql_cloud_shape *s = shape_of(m);
        double strike, dip, middle[3], want[3], site[2 * MOST], rjb[MOST];
        const size_t n = golden_list(golden_text(t, i, "sites"), site, 2 * MOST) / 2;
        const double tol = golden_number(t, i, "pieces") > 1.0 ? 3e-3 : 1e-6;

        oql_cloud_strike_dip(m, &strike, &dip);
        cr_expect(golden_is_same_angle(strike, golden_number(t, i, "strike"), 1e-5), "row %zu",
                  i);
        cr_expect(golden_is_close(dip, golden_number(t, i, "dip"), 1e-6), "row %zu", i);
        oql_cloud_middle(m, middle);
        if (golden_list(golden_text(t, i, "middle"), want, 3) == 3) {
            cr_expect(memcmp(middle, want, sizeof want) == 0, "row %zu: middle %g %g", i,
                      middle[0], middle[1]);
        }
        cr_assert_eq(golden_list(golden_text(t, i, "rjb"), rjb, MOST), n);
        for (size_t k = 0; k < n; ++k) {
            const double got = oql_cloud_rjb_km(m, s, site[2 * k], site[2 * k + 1]);
            cr_expect(fabs(got - rjb[k]) <= tol * fmax(1.0, rjb[k]),
                      "row %zu site %zu: rjb %.9g, want %.9g", i, k, got, rjb[k]);
        }
        oql_cloud_shape_destroy(s);
        oql_mesh_destroy(m);
    }
    oql_csv_destroy(t);
}

Test(cloud, the_middle_lies_across_the_date_line_too)
{
    oql_mesh *m = cloud_of("179.8 10 5; -179.9 10 6; 180 10.01 7; -179.95 10 8");
    double middle[3];

    oql_cloud_middle(m, middle);
    cr_expect_eq(middle[2], 7.0, "middle at %g %g", middle[0], middle[1]);
    oql_mesh_destroy(m);
}

Test(cloud, triangles_of_the_same_size_are_taken_together)
{
    oql_mesh *m =
        cloud_of("-0.1 -0.05 5; 0 -0.05 5; 0.1 -0.05 5; -0.1 0.05 5; 0 0.05 5; 0.1 0.05 5");
    oql_cloud_shape *s = shape_of(m);

    for (int i = -9; i <= 9; ++i) {
        for (int j = -4; j <= 4; ++j) {
            cr_expect_eq(oql_cloud_rjb_km(m, s, 0.01 * i + 0.001, 0.01 * j), 0.0);
        }
    }
    cr_expect_float_eq(oql_cloud_rjb_km(m, s, 0.2, 0.0), 0.1 * 111.195, 0.01);
    oql_cloud_shape_destroy(s);
    oql_mesh_destroy(m);
}

Test(cloud, points_on_a_line_or_alone_have_distances_to_themselves)
{
    static const char *const text[] = {"10 45 5", "10 45 5; 10 45 9", "10 45 5; 10.1 45 5",
                                       "10 45 5; 10 45.1 5; 10 45.2 5"};

    for (size_t i = 0; i < sizeof text / sizeof text[0]; ++i) {
        oql_mesh *m = cloud_of(text[i]);
        oql_cloud_shape *s = shape_of(m);
        const double d = oql_cloud_rjb_km(m, s, 10.0, 44.9);

        cr_expect_float_eq(d, 0.1 * 111.195, 0.01, "%s: %g", text[i], d);
        cr_expect(oql_cloud_rjb_km(m, s, 10.0, 45.0) < 1e-9);
        oql_cloud_shape_destroy(s);
        oql_mesh_destroy(m);
    }
}
