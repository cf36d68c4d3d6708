/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "hazard/disagg.h"

Test(disagg_plan, tiles_follow_from_ruptures_and_are_bounded)
{
    cr_expect_eq(oql_disagg_tiles(0, 1000), 1);
    cr_expect_eq(oql_disagg_tiles(3999, 1000), 1);
    cr_expect_eq(oql_disagg_tiles(4000, 1000), 2);
    cr_expect_eq(oql_disagg_tiles(1u << 30, 1000), OQL_DISAGG_TILES);
}

Test(disagg_plan, matrices_at_once_take_two_gigabytes_or_are_one)
{
    static const size_t n_value[] = {1000000, 20000000, 100000000, 900000000};

    for (size_t i = 0; i < OQL_COUNT(n_value); ++i) {
        const size_t n = oql_disagg_tiles(1u << 30, n_value[i]);
        cr_expect(n >= 1);
        cr_expect(n == 1 || (double)n * (double)n_value[i] * 8.0 <= 2e9, "%zu of %zu", n,
                  n_value[i]);
    }
}

Test(disagg_plan, values_of_a_kind_are_the_product_of_its_axes)
{
    const oql_bins b = {.n = {3, 5, 7, 11, 13}, .n_trt = 2};

    cr_expect_eq(oql_disagg_kind_values("Mag", &b), 3);
    cr_expect_eq(oql_disagg_kind_values("TRT", &b), 2);
    cr_expect_eq(oql_disagg_kind_values("Lon_Lat", &b), 77);
    cr_expect_eq(oql_disagg_kind_values("TRT_Mag_Dist_Eps", &b), 2 * 3 * 5 * 13);
    cr_expect_eq(oql_disagg_kind_values("Mag_Lon_Lat_TRT", &b), 3 * 77 * 2);
    cr_expect_eq(oql_disagg_kind_values("Magnitude", &b), 0);
    cr_expect_eq(oql_disagg_kind_values("Mag_", &b), 0);
}

Test(disagg_plan, rates_are_cut_at_both_ends)
{
    cr_expect_float_eq(oql_disagg_cut_rate(0.99e-12), 0.0, 0.0);
    cr_expect_float_eq(oql_disagg_cut_rate(1.01e-12), 1.01e-12, 0.0);
    cr_expect_float_eq(oql_disagg_cut_rate(101.0), 100.0, 0.0);
    cr_expect_float_eq(oql_disagg_rate_of_poe(0.0), 0.0, 0.0);
    cr_expect_float_eq(oql_disagg_rate_of_poe(0.5), log(2.0), 1e-15);
    cr_expect_float_eq(oql_disagg_rate_of_poe(1.0), 100.0, 0.0); /* 103 before it is cut */
}
