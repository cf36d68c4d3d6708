/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "hazard/component.h"
#include "hazard/curves.h"

Test(curves, rates_and_probabilities_are_inverse_to_the_last_digits)
{
    for (double poe = 1e-12; poe < 0.999; poe *= 1.7) {
        cr_expect_float_eq(oql_poe_from_rate(oql_rate_from_poe(poe)) / poe, 1.0, 1e-14);
    }
    cr_expect_eq(oql_rate_from_poe(0.0), 0.0);
    cr_expect_eq(oql_rate_from_poe(1.0), 100.0, "certainty has the largest rate, not infinity");
}

Test(curves, the_mean_of_equal_values_is_that_value)
{
    const double x[] = {0.3, 0.3, 0.3}, w[] = {0.2, 0.5, 0.3};
    cr_expect_float_eq(oql_mean(3, x, w), 0.3, 1e-16);
    cr_expect_float_eq(oql_standard_deviation(3, x, w), 0.0, 1e-16);
}

Test(curves, mean_and_deviation_are_weighted)
{
    const double x[] = {1.0, 2.0, 4.0}, w[] = {0.5, 0.25, 0.25};
    cr_expect_float_eq(oql_mean(3, x, w), 2.0, 1e-15);
    cr_expect_float_eq(oql_standard_deviation(3, x, w), sqrt(0.5 + 0.25 * 4.0), 1e-15);
}

Test(curves, a_quantile_interpolates_over_the_running_sum_of_weights)
{
    oql_weighted v[] = {{0.9, 0.25}, {0.15, 0.25}, {0.5, 0.5}};
    oql_weighted_sort(3, v);
    cr_expect_eq(v[0].x, 0.15);
    cr_expect_eq(oql_quantile(3, v, 0.1), 0.15, "constant below the first weight");
    cr_expect_eq(oql_quantile(3, v, 0.25), 0.15);
    cr_expect_float_eq(oql_quantile(3, v, 0.5), 0.325, 1e-15);
    cr_expect_float_eq(oql_quantile(3, v, 0.75), 0.5, 1e-15);
    cr_expect_float_eq(oql_quantile(3, v, 0.875), 0.7, 1e-15);
    cr_expect_eq(oql_quantile(3, v, 1.0), 0.9);
}

Test(curves, a_map_interpolates_in_logarithms)
{
    const double iml[] = {0.01, 0.1, 1.0}, curve[] = {0.1, 0.01, 0.0001};
    cr_expect_float_eq(oql_map_value(3, iml, curve, 0.01), 0.1, 1e-15);
    cr_expect_float_eq(oql_map_value(3, iml, curve, 0.001), sqrt(0.1), 1e-12);
    cr_expect_float_eq(oql_map_value(3, iml, curve, 0.1), 0.01, 1e-15);
    cr_expect_eq(oql_map_value(3, iml, curve, 0.2), 0.0, "above the curve: no shaking");
    cr_expect_eq(oql_map_value(3, iml, curve, 1e-6), 1.0, "below the curve: the last level");
}

Test(curves, a_map_survives_probabilities_of_zero)
{
    const double iml[] = {0.01, 0.1, 1.0}, curve[] = {0.1, 0.0, 0.0}, none[] = {0.0, 0.0, 0.0};
    const double x = oql_map_value(3, iml, curve, 0.05);
    cr_expect(x > 0.01 && x < 0.1);
    cr_expect_eq(oql_map_value(3, iml, none, 0.05), 0.0);
}

Test(component, converts_only_what_has_a_published_conversion)
{
    oql_imt sa, pga, pgv, mmi;
    oql_component c;
    cr_assert_eq(oql_imt_parse("SA(1.0)", &sa, NULL), OQL_OK);
    cr_assert_eq(oql_imt_parse("PGA", &pga, NULL), OQL_OK);
    cr_assert_eq(oql_imt_parse("MMI", &mmi, NULL), OQL_OK);
    cr_assert_eq(oql_imt_parse("PGV", &pgv, NULL), OQL_OK);
    cr_expect_not(oql_component_to_geometric_mean("Average Horizontal", &pga, &c));
    cr_expect_not(oql_component_to_geometric_mean("Average Horizontal (RotD50)", &pgv, &c));
    cr_expect_not(oql_component_to_geometric_mean("Greater of two horizontal", &pgv, &c));
    cr_expect_not(oql_component_to_geometric_mean("Vertical", &pga, &c));
    cr_expect_not(oql_component_to_geometric_mean("Average Horizontal (RotD50)", &mmi, &c));
    cr_assert(oql_component_to_geometric_mean("Average Horizontal (RotD50)", &pga, &c));
    cr_expect_float_eq(c.median_ratio, 1.009, 1e-15);
    cr_assert(oql_component_to_geometric_mean("Random horizontal", &sa, &c));
    cr_expect_float_eq(c.added_sigma, 0.11, 1e-15);
    cr_expect_float_eq(c.sigma_ratio, 1.05, 1e-15);
    cr_assert(oql_component_to_geometric_mean("Average Horizontal (RotD50)", &sa, &c));
    cr_expect(c.median_ratio > 1.028 && c.median_ratio < 1.042, "between 0.58 s and 4.59 s");
}
