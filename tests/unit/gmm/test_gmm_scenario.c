/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/imt.h"
#include "gmm/scenario.h"
#include "gmm_block.h"

static oql_imt measure(const char *text)
{
    oql_imt imt;
    cr_assert_eq(oql_imt_parse(text, &imt, NULL), OQL_OK);
    return imt;
}

static void set(oql_gmm_scenario *s, const char *assignment)
{
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_gmm_scenario_set(s, assignment, &err), OQL_OK, "%s", err.text);
}

Test(gmm_scenario, distances_follow_from_geometry_unless_given)
{
    double v[OQL_CTX_N];
    oql_gmm_scenario s;
    oql_gmm_scenario_init(&s, "Active Shallow Crust");
    set(&s, "dist=3");
    set(&s, "ztor=4");
    oql_gmm_scenario_values(&s, v);
    cr_expect_float_eq(v[OQL_RRUP], 5.0, 1e-12);
    cr_expect_float_eq(v[OQL_RJB], 3.0, 1e-12);
    cr_expect_float_eq(v[OQL_RX], -3.0, 1e-12);
    set(&s, "rrup=70");
    oql_gmm_scenario_values(&s, v);
    cr_expect_eq(v[OQL_RRUP], 70.0);
}

Test(gmm_scenario, basin_depths_follow_from_vs30)
{
    double v[OQL_CTX_N];
    oql_gmm_scenario s;
    oql_gmm_scenario_init(&s, "");
    set(&s, "vs30=760");
    oql_gmm_scenario_values(&s, v);
    cr_expect_float_eq(v[OQL_Z1PT0], 41.3, 0.1); /* Chiou & Youngs (2014), equation 1 */
    cr_expect_float_eq(v[OQL_Z2PT5], 0.607,
                       1e-3); /* Campbell & Bozorgnia (2014), equation 33 */
}

Test(gmm_scenario, slabs_are_deep)
{
    double slab[OQL_CTX_N], crust[OQL_CTX_N];
    oql_gmm_scenario s;
    oql_gmm_scenario_init(&s, "Subduction IntraSlab");
    oql_gmm_scenario_values(&s, slab);
    oql_gmm_scenario_init(&s, "Active Shallow Crust");
    oql_gmm_scenario_values(&s, crust);
    cr_expect_gt(slab[OQL_HYPO_DEPTH], 40.0);
    cr_expect_lt(crust[OQL_HYPO_DEPTH], 20.0);
    cr_expect_gt(slab[OQL_RRUP], crust[OQL_RRUP]);
}

Test(gmm_scenario, refuses_what_it_does_not_know)
{
    static const char *const wrong[] = {"vs30",  "=3",       "velocity=400", "vs30=fast",
                                        "mag=0", "dist=-10", "vs30=nan"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
        oql_gmm_scenario s;
        oql_err err = {.code = OQL_OK};
        oql_gmm_scenario_init(&s, "");
        cr_expect_eq(oql_gmm_scenario_set(&s, wrong[i], &err), OQL_ECONFIG, "%s", wrong[i]);
        cr_expect_not_null(strstr(err.text, "expected"), "%s: %s", wrong[i], err.text);
    }
}

Test(gmm_scenario, a_curve_is_what_the_model_says)
{
    const oql_gmm_spec spec = {.name = "BooreAtkinson2008", .text = "", .path = "test"};
    const oql_imt pga = measure("PGA");
    oql_err err = {.code = OQL_OK};
    oql_gmm_scenario s;
    oql_gmm_curve c;
    oql_gmm *g = NULL;
    oql_gmm_scenario_init(&s, "Active Shallow Crust");
    cr_assert_eq(
        oql_gmm_curve_make(&spec, &pga, &s, OQL_GMM_OVER_DISTANCE, 1.0, 100.0, 3, &c, &err),
        OQL_OK, "%s", err.text);
    cr_assert_eq(c.n, 3);
    cr_expect_float_eq(c.x[1], 10.0, 1e-12);
    cr_assert_eq(oql_gmm_create(&spec, 1, &pga, &g, &err), OQL_OK);
    gmm_block *b = gmm_block_create(6.5);
    gmm_block_set(b, OQL_RJB, 0, 10.0);
    gmm_block_set(b, OQL_VS30, 0, 760.0);
    gmm_block_set(b, OQL_RAKE, 0, 0.0);
    gmm_block_eval(b, g, 1, false);
    cr_expect_float_eq(c.mean[1], b->out.mean[0], 1e-13);
    cr_expect_float_eq(c.sigma[1], b->out.sigma[0], 1e-13);
    cr_expect_float_eq(c.median[1], exp(b->out.mean[0]), 1e-13);
    cr_expect_float_eq(log(c.upper[1] / c.lower[1]), 2.0 * b->out.sigma[0], 1e-12);
    gmm_block_destroy(b);
    oql_gmm_destroy(g);
    oql_gmm_curve_clear(&c);
}

Test(gmm_scenario, a_spectrum_leaves_out_periods_that_are_not_defined)
{
    const oql_gmm_spec spec = {.name = "SadighEtAl1997", .text = "", .path = "test"};
    const oql_gmm_spec macro = {.name = "AllenEtAl2012", .text = "", .path = "test"};
    const oql_imt pga = measure("PGA");
    oql_err err = {.code = OQL_OK};
    oql_gmm_scenario s;
    oql_gmm_curve c;
    oql_gmm_scenario_init(&s, "");
    cr_assert_eq(
        oql_gmm_curve_make(&spec, &pga, &s, OQL_GMM_OVER_PERIOD, 0.01, 10.0, 31, &c, &err),
        OQL_OK, "%s", err.text);
    cr_expect(c.n > 10 && c.n < 31, "%zu periods", c.n); /* tabulated to 4 s */
    cr_expect_lt(c.x[c.n - 1], 4.0);
    oql_gmm_curve_clear(&c);
    cr_assert_eq(
        oql_gmm_curve_make(&macro, &pga, &s, OQL_GMM_OVER_PERIOD, 0.01, 10.0, 5, &c, &err),
        OQL_OK);
    cr_expect_eq(c.n, 0); /* intensities only */
    oql_gmm_curve_clear(&c);
}

Test(gmm_scenario, intensities_stay_plain)
{
    const oql_gmm_spec spec = {.name = "AllenEtAl2012", .text = "", .path = "test"};
    const oql_imt mmi = measure("MMI");
    oql_err err = {.code = OQL_OK};
    oql_gmm_scenario s;
    oql_gmm_curve c;
    oql_gmm_scenario_init(&s, "");
    cr_assert_eq(
        oql_gmm_curve_make(&spec, &mmi, &s, OQL_GMM_OVER_MAGNITUDE, 5.0, 7.0, 3, &c, &err),
        OQL_OK, "%s", err.text);
    cr_expect_float_eq(c.median[1], c.mean[1], 1e-15);
    cr_expect_float_eq(c.upper[1] - c.median[1], c.sigma[1], 1e-12);
    cr_expect(c.median[2] > c.median[0]);
    oql_gmm_curve_clear(&c);
}

Test(gmm_scenario, a_refused_measure_leaves_an_empty_curve)
{
    const oql_gmm_spec spec = {.name = "SadighEtAl1997", .text = "", .path = "test"};
    const oql_imt mmi = measure("MMI");
    oql_err err = {.code = OQL_OK};
    oql_gmm_scenario s;
    oql_gmm_curve c;
    oql_gmm_scenario_init(&s, "");
    cr_expect_eq(
        oql_gmm_curve_make(&spec, &mmi, &s, OQL_GMM_OVER_MAGNITUDE, 5.0, 7.0, 3, &c, &err),
        OQL_EMODEL);
    cr_expect_eq(c.n, 0);
    cr_expect_null(c.x);
}
