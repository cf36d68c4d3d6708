/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "hazard/labels.h"
#include "loaded.h"

/* Three sites: the first and the last without label, the second with label 2. Two regions: the active
 * one with two models (two others for the label, of which one is also there without label), the
 * stable one with one. */
#define JOB DATA "labels.ini"
static const char *const basin[] = {"site_labels={'Basin': 2}"};

static const char *model_at(const oql_inputs *in, size_t site, size_t t, size_t g)
{
    const size_t m = oql_labels_model(in, oql_labels_of_site(in, site), t, g);
    cr_assert_lt(m, in->region[t].n_model);
    return in->region[t].text[m];
}

static size_t region(const oql_inputs *in, const char *name)
{
    for (size_t t = 0; t < in->n_region; ++t) {
        if (strcmp(in->region[t].name, name) == 0) {
            return t;
        }
    }
    cr_assert_fail("no region %s", name);
    return 0;
}

Test(labels, a_job_without_labels_has_one_tree)
{
    oql_inputs *in = load_inputs(JOB, 0, NULL);
    cr_assert_eq(in->n_label, 0);
    cr_expect_eq(oql_labels_lt(in, 0), in->lt);
    for (size_t i = 0; i < 3; ++i) {
        cr_expect_eq(oql_labels_of_site(in, i), 0);
        cr_expect_str_eq(model_at(in, i, region(in, "Active Shallow Crust"), 1),
                         "[SadighEtAl1997]");
    }
    cr_expect_eq(in->region[region(in, "Active Shallow Crust")].n_model, 2);
    oql_inputs_destroy(in);
}

Test(labels, each_site_has_the_models_of_its_tree)
{
    oql_inputs *in = load_inputs(JOB, 1, basin);
    const size_t a = region(in, "Active Shallow Crust"), s = region(in, "Stable Shallow Crust");
    static const char *const want[3][3] = {
        {"[BooreAtkinson2008]", "[SadighEtAl1997]", "[SadighEtAl1997]"},
        {"[SadighEtAl1997]", "[CauzziFaccioli2008]", "[BooreAtkinson2008]"},
        {"[BooreAtkinson2008]", "[SadighEtAl1997]", "[SadighEtAl1997]"}};
    cr_assert_eq(in->n_label, 2);
    for (size_t i = 0; i < 3; ++i) {
        cr_expect_eq(oql_labels_of_site(in, i), i == 1 ? 1 : 0);
        cr_expect_str_eq(model_at(in, i, a, 0), want[i][0]);
        cr_expect_str_eq(model_at(in, i, a, 1), want[i][1]);
        cr_expect_str_eq(model_at(in, i, s, 0), want[i][2]);
    }
    oql_inputs_destroy(in);
}

Test(labels, a_model_of_two_trees_is_there_once)
{
    oql_inputs *in = load_inputs(JOB, 1, basin);
    cr_expect_eq(in->region[region(in, "Active Shallow Crust")].n_model, 3);
    cr_expect_eq(in->region[region(in, "Stable Shallow Crust")].n_model, 2);
    oql_inputs_destroy(in);
}

Test(labels, each_tree_has_its_own_weights)
{
    oql_inputs *in = load_inputs(JOB, 1, basin);
    const size_t a = region(in, "Active Shallow Crust");
    static const double want[2][2] = {{0.7, 0.3}, {0.6, 0.4}};
    for (size_t b = 0; b < 2; ++b) {
        for (size_t g = 0; g < 2; ++g) {
            const double w = oql_lt_model_weight(oql_labels_lt(in, b), 0, a, g);
            cr_expect(fabs(w - want[b][g]) < 1e-12, "label %zu model %zu: %g", b, g, w);
        }
    }
    oql_inputs_destroy(in);
}

Test(labels, trees_that_do_not_fit_together_are_refused)
{
    static const struct {
        const char *over[2];
        const char *want;
    } cases[] = {
        {{"site_labels={'Short': 2}", ""},
         "\"Short\" has 1 models for \"Active Shallow Crust\""},
        {{"site_labels={'Nowhere': 2}", ""}, "Nowhere"},
        {{"site_labels={'Basin': 3}", ""}, "ilabel 2 of site 0.5 0.3, expected one of them"},
        {{"site_labels={'Basin': 2}", "collapse_gsim_logic_tree=default_0"},
         "is not implemented"},
    };
    for (size_t i = 0; i < OQL_COUNT(cases); ++i) {
        const size_t n = cases[i].over[1][0] == '\0' ? 1 : 2;
        cr_expect(loading_tells(JOB, n, cases[i].over, cases[i].want), "%s", cases[i].want);
    }
}
