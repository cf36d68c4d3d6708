/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "hazard/collapsed_table.h"

Test(collapse, bins_follow_each_other_and_widen_with_distance)
{
    oql_distance_bins b;
    oql_distance_bins_make(&b);
    double edge = 0.0;
    for (size_t i = 0; i < b.n; ++i) {
        cr_expect_float_eq(b.centre_km[i] - b.half_km[i], edge, 1e-9, "bin %zu", i);
        cr_expect_float_eq(b.by_half[i] * b.half_km[i], 1.0, 1e-12);
        edge = b.centre_km[i] + b.half_km[i];
        cr_expect(i == 0 || i + 1 == b.n || b.half_km[i] >= b.half_km[i - 1]);
        cr_expect(b.half_km[i] < 0.1 * hypot(b.centre_km[i], 5.0));
    }
    cr_expect_gt(edge, 1000.0);
}

Test(collapse, a_distance_is_found_in_its_bin)
{
    oql_distance_bins b;
    oql_distance_bins_make(&b);
    for (double r = 0.0; r < 900.0; r += 0.173) {
        const size_t i = oql_distance_bins_find(&b, r);
        cr_assert_lt(i, b.n);
        cr_expect_leq(fabs(r - b.centre_km[i]) * b.by_half[i], 1.0 + 1e-9, "%g km", r);
    }
    cr_expect_eq(oql_distance_bins_find(&b, 1e6), OQL_BIN_MAX);
    cr_expect_eq(oql_distance_bins_find(&b, HUGE_VAL), OQL_BIN_MAX);
}

/* A polynomial of the fifth degree is its own interpolation. */
Test(collapse, polynomials_go_through_their_points)
{
    const double want[OQL_COLLAPSE_POINTS] = {0.3, -1.1, 0.7, 2.0, -0.4, 0.9};
    oql_distance_bins b;
    oql_distance_bins_make(&b);
    double v[OQL_COLLAPSE_POINTS] = {0};
    for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
        const double x = 2.0 * (double)k / (OQL_COLLAPSE_POINTS - 1) - 1.0;
        for (size_t j = OQL_COLLAPSE_POINTS; j-- > 0;) {
            v[k] = v[k] * x + want[j];
        }
    }
    for (size_t j = 0; j < OQL_COLLAPSE_POINTS; ++j) {
        double got = 0.0;
        for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
            got += b.power[j][k] * v[k];
        }
        cr_expect_float_eq(got, want[j], 1e-12, "x^%zu: %.15g", j, got);
    }
}

Test(collapse, one_distance_has_to_say_it_all)
{
    const uint64_t rrup = OQL_BIT(OQL_RRUP), rjb = OQL_BIT(OQL_RJB), rx = OQL_BIT(OQL_RX),
                   repi = OQL_BIT(OQL_REPI), rhypo = OQL_BIT(OQL_RHYPO);
    const struct {
        uint64_t needs;
        bool sided, vertical;
        size_t n;
        int first;
    } cases[] = {
        {rrup, false, false, 1, OQL_ROW_RRUP},
        {rjb | OQL_BIT(OQL_VS30), false, false, 1, OQL_ROW_RJB},
        {rjb | rx, false, false, 0, 0},
        {rjb | rx, false, true, 1, OQL_ROW_RJB},
        {rjb | rx, true, true, 0, 0},
        {rjb | rrup | rx, false, true, 2, OQL_ROW_RJB},
        {repi | rhypo, false, false, 2, OQL_ROW_REPI},
        {repi | rrup, false, true, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        const oql_region r = {.needs = cases[i].needs, .sided = cases[i].sided};
        int row[2] = {0, 0};
        cr_expect_eq(oql_collapse_distances(&r, cases[i].vertical, row), cases[i].n, "case %zu",
                     i);
        cr_expect_eq(row[0], cases[i].first, "case %zu", i);
    }
}
