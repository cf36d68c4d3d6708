/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "source/source.h"

static const oql_nodal_plane plane[] = {{0.4, 0, 90, 0}, {0.6, 45, 60, 90}};
static const oql_hypo_depth depth[] = {{1.0, 5.0}};
static const oql_nodal_planes planes = {2, plane};
static const oql_hypo_depths depths = {1, depth};

static oql_mfd gr(double a)
{
    return (oql_mfd){.kind = OQL_MFD_TRUNC_GR,
                     .min_mag = 5,
                     .max_mag = 7,
                     .bin_width = 0.1,
                     .a_val = a,
                     .b_val = 1};
}

static oql_source point(const oql_mfd *mfd, const oql_msr *msr)
{
    return (oql_source){.type = OQL_SOURCE_POINT,
                        .id = "p",
                        .mfd = mfd,
                        .msr = msr,
                        .aspect_ratio = 1.0,
                        .upper_depth_km = 0,
                        .lower_depth_km = 10,
                        .planes = &planes,
                        .depths = &depths,
                        .lon_deg = 10,
                        .lat_deg = 45};
}

static oql_msr relation(const char *name)
{
    oql_msr msr = {0};

    cr_assert_eq(oql_msr_parse(name, &msr, NULL), OQL_OK);
    return msr;
}

Test(points, sources_that_differ_in_a_only_share_their_bins)
{
    const oql_msr wc = relation("WC1994"), peer = relation("PeerMSR");
    oql_points_builder *b = NULL;
    oql_points p;
    oql_err err = {0};

    cr_assert_eq(oql_points_builder_create(&b, &err), OQL_OK);
    for (int i = 0; i < 500; ++i) {
        const oql_mfd m = gr(2.0 + 0.01 * i);
        const oql_source s = point(&m, i % 2 ? &wc : &peer);

        cr_assert_eq(oql_source_points(&s, i, b, &err), OQL_OK, "%s", err.text);
    }
    cr_assert_eq(oql_points_builder_finish(b, &p, &err), OQL_OK);
    cr_expect_eq(p.n, 500);
    cr_expect_eq(p.n_mfd, 1);
    cr_expect_eq(p.n_shape, 2);
    cr_expect_eq(oql_points_count(&p), 500u * 20u * 2u);
    cr_expect_float_eq(p.factor[100], pow(10.0, 3.0), 1e-9);
    cr_expect_float_eq(p.mfds[0].rate_per_yr[0] * p.factor[0], 1e-3 - pow(10, -3.1), 1e-15);
    cr_expect_eq(p.source[77], 77);
    oql_points_clear(&p);
    oql_points_builder_destroy(b);
}

Test(points, many_different_distributions_are_all_found_again)
{
    enum { N = 3000 };
    const oql_msr wc = relation("WC1994");
    oql_points_builder *b = NULL;
    oql_points p;
    oql_err err = {0};

    cr_assert_eq(oql_points_builder_create(&b, &err), OQL_OK);
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < N; ++i) {
            const double rate = 1e-4 * (i + 1);
            const oql_mfd m = {.kind = OQL_MFD_INCREMENTAL,
                               .min_mag = 5,
                               .bin_width = 0.1,
                               .n = 1,
                               .rate_per_yr = &rate};
            const oql_source s = point(&m, &wc);

            cr_assert_eq(oql_source_points(&s, i, b, &err), OQL_OK, "%s", err.text);
        }
    }
    cr_assert_eq(oql_points_builder_finish(b, &p, &err), OQL_OK);
    cr_assert_eq(p.n_mfd, N);
    for (int i = 0; i < N; ++i) {
        cr_assert_eq(p.mfd[i], p.mfd[N + i]);
        cr_assert_float_eq(p.mfds[p.mfd[i]].rate_per_yr[0], 1e-4 * (i + 1), 0.0);
    }
    oql_points_clear(&p);
    oql_points_builder_destroy(b);
}

Test(points, area_divides_its_rate_among_its_places)
{
    static const double lon[] = {10, 10.5, 10.5, 10}, lat[] = {45, 45, 45.5, 45.5};
    static const double low[] = {45, 45, 45.2, 45.2};
    const oql_polyline ring = {4, lon, lat, NULL}, small = {4, lon, low, NULL};
    const oql_msr wc = relation("WC1994");
    const oql_mfd m = gr(3.0);
    oql_source s = point(&m, &wc);
    oql_points_builder *b = NULL;
    oql_points p;
    oql_err err = {0};

    s.type = OQL_SOURCE_AREA;
    s.places = &ring;
    s.discretization_km = 10;
    cr_assert_eq(oql_points_builder_create(&b, &err), OQL_OK);
    cr_assert_eq(oql_source_points(&s, 0, b, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_points_builder_finish(b, &p, &err), OQL_OK);
    cr_assert(p.n > 10 && p.n < 40);
    cr_expect_float_eq(p.factor[0] * (double)p.n, 1000.0, 1e-9);
    cr_expect_not(p.alone[0]);
    cr_expect_eq(oql_points_count(&p),
                 p.n * p.mfds[0].n * p.shapes[0].n_plane * p.shapes[0].n_depth);
    oql_points_clear(&p);

    s.places = &small; /* one place, which is not split into points */
    s.discretization_km = 30;
    cr_assert_eq(oql_source_points(&s, 0, b, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_points_builder_finish(b, &p, &err), OQL_OK);
    cr_assert_eq(p.n, 1);
    cr_expect(p.alone[0]);
    oql_points_clear(&p);
    oql_points_builder_destroy(b);
}

Test(points, the_radius_of_a_shape_is_half_its_diagonal)
{
    const oql_msr wc = relation("WC1994"), dot = relation("PointMSR");
    oql_nodal_plane last[] = {{1.0, 0, 90, 90}};
    oql_point_shape shape = {0, 1e3, 1.0, &wc, 1, last, 0, NULL};
    const double area = oql_msr_area_km2(&wc, 6.95, 90);

    /* vertical: only the length shows on the map */
    cr_expect_float_eq(oql_point_shape_radius_km(&shape, 6.95), sqrt(area) / 2.0, 1e-6);
    shape.msr = &dot;
    cr_expect_float_eq(oql_point_shape_radius_km(&shape, 6.95), 0.0, 0.0);
}

Test(points, faults_are_not_points)
{
    const oql_source s = {.type = OQL_SOURCE_SIMPLE_FAULT, .id = "f"};
    oql_points_builder *b = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_points_builder_create(&b, &err), OQL_OK);
    cr_expect_eq(oql_source_points(&s, 0, b, &err), OQL_EARG);
    oql_points_builder_destroy(b);
}
