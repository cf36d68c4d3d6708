/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#include "base/memory.h"
#include "hazard/disagg_bins.h"
#include "kernels/survival.h"

static const double edge[] = {5.0, 6.0, 7.0, 8.0};
static const oql_edges three = {3, edge};

Test(disagg_bins, magnitudes_on_an_edge_belong_below)
{
    cr_assert_eq(oql_bin_of_mag(&three, 6.0), 0);
    cr_assert_eq(oql_bin_of_mag(&three, 6.001), 1);
    cr_assert_eq(oql_bin_of_mag(&three, 5.0), 0);
    cr_assert_eq(oql_bin_of_mag(&three, 8.0), 2);
    cr_assert_eq(oql_bin_of_mag(&three, 8.001), 3);
}

Test(disagg_bins, distances_on_an_edge_belong_above_and_outside_is_last)
{
    cr_assert_eq(oql_bin_of(&three, 6.0), 1);
    cr_assert_eq(oql_bin_of(&three, 5.999), 0);
    cr_assert_eq(oql_bin_of(&three, 8.0), 2);
    cr_assert_eq(oql_bin_of(&three, 9.0), 2);
    cr_assert_eq(oql_bin_of(&three, 4.0), 2);
}

Test(disagg_bins, longitudes_are_found_across_the_date_line)
{
    static const double lon[] = {178.0, 179.5, -179.0, -177.5};
    const oql_edges e = {3, lon};
    cr_assert_eq(oql_bin_of_lon(&e, 178.5), 0);
    cr_assert_eq(oql_bin_of_lon(&e, 180.0), 1);
    cr_assert_eq(oql_bin_of_lon(&e, -180.0), 1);
    cr_assert_eq(oql_bin_of_lon(&e, -178.0), 2);
}

Test(disagg_bins, uniform_edges_are_multiples_of_the_width)
{
    oql_arena *arena = NULL;
    oql_err err = {0};
    oql_edges e;
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_uniform_edges("width", 1.0, 10.0, 1.1, arena, &e, &err), OQL_OK);
    cr_assert_eq(e.n, 10);
    cr_assert_float_eq(e.edge[0], 0.0, 0.0);
    cr_assert_float_eq(e.edge[10], 11.0, 1e-12);
    cr_assert_eq(oql_uniform_edges("width", 0.0, 1e9, 1e-9, arena, &e, &err), OQL_ECONFIG);
    oql_arena_destroy(arena);
}

/* Six bins of one standard deviation, truncated at 3. */
static void fill(oql_bins *b, double *band, double *above)
{
    static const double eps[] = {-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0};
    *b = (oql_bins){.eps = {6, eps}, .truncation = 3.0, .band = band, .above = above};
    above[6] = 0.0;
    for (size_t e = 6; e-- > 0;) {
        band[e] = oql_survival_exact(3.0, eps[e]) - oql_survival_exact(3.0, eps[e + 1]);
        above[e] = above[e + 1] + band[e];
    }
}

Test(disagg_bins, epsilon_bins_add_up_to_the_probability_of_exceedance)
{
    oql_bins b;
    double band[6], above[7], poe[6];
    fill(&b, band, above);
    for (double z = -3.45; z < 3.5; z += 0.1) {
        double sum = 0.0;
        oql_bins_epsilon(&b, z, false, poe);
        for (size_t e = 0; e < 6; ++e) {
            cr_assert_geq(poe[e], -1e-15);
            sum += poe[e];
        }
        cr_assert_float_eq(sum, oql_survival_exact(3.0, z), 1e-14, "z = %g", z);
    }
}

Test(disagg_bins, epsilon_star_is_all_in_the_bin_of_the_level)
{
    oql_bins b;
    double band[6], above[7], poe[6];
    fill(&b, band, above);
    oql_bins_epsilon(&b, 0.5, true, poe);
    for (size_t e = 0; e < 6; ++e) {
        cr_assert_float_eq(poe[e], e == 3 ? oql_survival_exact(3.0, 0.5) : 0.0, 1e-15);
    }
    oql_bins_epsilon(&b, -3.5, true, poe);
    for (size_t e = 0; e < 6; ++e) {
        cr_assert_float_eq(poe[e], 0.0, 0.0);
    }
}
