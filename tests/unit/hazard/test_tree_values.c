/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "hazard/curves.h"
#include "hazard/post.h"
#include "hazard/tree_values.h"
#include "loaded.h"

static oql_inputs *load(size_t n_over, const char *const *over)
{
    return load_inputs(DATA "regions.ini", n_over, over);
}

/* Rates of the groups that tell which they are. */
static double *make_rates(const oql_inputs *in)
{
    const size_t n = oql_count_curves(in);
    double *rate = malloc(n * sizeof *rate);
    cr_assert_not_null(rate);
    for (size_t c = 0; c < n; ++c) {
        rate[c] = 0.01 * sqrt(2.0 + (double)c);
    }
    return rate;
}

/* The rate of realization r, looked up in the plainest way. */
static double look_up(const oql_inputs *in, const double *rate, size_t r)
{
    double sum = 0.0;
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_group *group = &in->group[g];
        for (size_t i = 0; i < group->n_smr; ++i) {
            if ((size_t)group->smr[i] == oql_lt_rlz_smr(in->lt, r)) {
                sum += rate[oql_first_curve(in, g) +
                            oql_lt_rlz_model(in->lt, r, (size_t)group->trt)];
            }
        }
    }
    return sum;
}

static void check_values(const oql_inputs *in)
{
    oql_tree t;
    oql_err err = {0};
    cr_assert_eq(oql_tree_init(in, &t, &err), OQL_OK, "%s", err.text);
    double *rate = make_rates(in), *table = malloc(t.n_smr * t.n_model * sizeof *table),
           *value = malloc(t.n_rlz * sizeof *value);
    cr_assert(table != NULL && value != NULL);
    oql_tree_table(&t, 0, rate, table);
    oql_tree_values(&t, table, value);
    for (size_t r = 0; r < t.n_rlz; ++r) {
        const double want = look_up(in, rate, r);
        cr_assert(fabs(value[r] - want) <= 1e-15, "realization %zu: %g, want %g", r, value[r],
                  want);
    }
    if (!oql_tree_is_sampled(&t)) {
        double mean_rate = 0.0, mean_poe = 0.0, total = 0.0;
        for (size_t r = 0; r < t.n_rlz; ++r) {
            const double w = oql_lt_rlz_weight(in->lt, r, NULL);
            mean_rate += w * value[r];
            mean_poe += w * oql_poe_from_rate(value[r]);
            total += w;
        }
        cr_assert_float_eq(oql_tree_mean_rate(&t, 0, 0, table), mean_rate / total, 1e-15);
        cr_assert_float_eq(oql_tree_mean_poe(&t, 0, 0, table), mean_poe / total, 1e-15);
    }
    free(rate);
    free(table);
    free(value);
    oql_tree_clear(&t);
}

Test(tree_values, of_a_full_enumeration_are_sums_over_regions)
{
    oql_inputs *in = load(0, NULL);
    cr_assert_eq(oql_lt_n_rlz(in->lt), 2 * 2 * 3);
    cr_assert_not(oql_lt_is_sampled(in->lt));
    check_values(in);
    oql_inputs_destroy(in);
}

Test(tree_values, of_a_sample_follow_its_choices)
{
    const char *const over[] = {"number_of_logic_tree_samples=20", "random_seed=5"};
    oql_inputs *in = load(2, over);
    cr_assert_eq(oql_lt_n_rlz(in->lt), 20);
    cr_assert(oql_lt_is_sampled(in->lt));
    check_values(in);
    oql_inputs_destroy(in);
}
