/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hazard/classical.h"
#include "loaded.h"

/* The same two ruptures as independent, exclusive and clustered sources: what the groups give is
 * put together here from the two alone. */
enum { VALUES = 2 * 4 * 2, TIME = 50 }; /* measures x levels x sites */

typedef struct {
    double poe[VALUES];
    size_t n_unit;
} curves;

static oql_status keep(void *user, size_t group, size_t block, size_t site0, size_t n_site,
                       const double *rates, size_t stride, oql_err *err)
{
    curves *c = user;
    (void)group;
    (void)block;
    (void)site0;
    (void)err;
    cr_assert_eq(n_site, 2);
    for (size_t i = 0; i < VALUES; ++i) {
        c->poe[i] = -expm1(-rates[i / 2 * stride + i % 2] * TIME);
    }
    ++c->n_unit;
    return OQL_OK;
}

static curves compute(const char *model, int n_thread)
{
    char over[256];
    const char *overs[] = {over};
    oql_setup setup = {0};
    oql_classical_info info;
    curves c = {{0}, 0};
    const oql_sink sink = {.user = &c, .unit = keep};
    oql_err err = {0};

    (void)snprintf(over, sizeof over, "source_model_file=%s", model);
    oql_inputs *in = load_inputs(DATA "job.ini", 1, overs);
    cr_assert_eq(oql_setup_init(&setup, in, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_classical_compute(&setup, n_thread, &sink, &info, &err), OQL_OK, "%s",
                 err.text);
    cr_assert_eq(c.n_unit, 1);
    oql_setup_clear(&setup);
    oql_inputs_destroy(in);
    return c;
}

static void close_to(double got, double want, size_t i)
{
    cr_assert(fabs(got - want) <= 1e-12 + 1e-10 * want, "value %zu: got %.17g, want %.17g", i,
              got, want);
}

Test(bundles, independent_sources_multiply_their_chances_of_no_exceedance)
{
    const curves a = compute("first.xml", 1), b = compute("second.xml", 1);
    const curves both = compute("independent.xml", 1);
    cr_assert(a.poe[0] > 1e-3);
    for (size_t i = 0; i < VALUES; ++i) {
        close_to(both.poe[i], 1.0 - (1.0 - a.poe[i]) * (1.0 - b.poe[i]), i);
    }
}

Test(bundles, exclusive_sources_add_their_weighted_probabilities)
{
    const curves a = compute("first.xml", 1), b = compute("second.xml", 1);
    const curves group = compute("exclusive_sources.xml", 1);
    for (size_t i = 0; i < VALUES; ++i) {
        close_to(group.poe[i], 0.5 * (0.4 * a.poe[i] + 0.6 * b.poe[i]), i);
    }
}

Test(bundles, exclusive_ruptures_add_their_weighted_probabilities)
{
    const curves a = compute("first.xml", 1), b = compute("second.xml", 1);
    const curves group = compute("exclusive_ruptures.xml", 1);
    for (size_t i = 0; i < VALUES; ++i) {
        close_to(group.poe[i], 0.3 * a.poe[i] + 0.7 * b.poe[i], i);
    }
}

Test(bundles, in_a_cluster_all_ruptures_occur_with_it)
{
    const curves a = compute("certain_first.xml", 1), b = compute("certain_second.xml", 1);
    const curves group = compute("cluster.xml", 1);
    for (size_t i = 0; i < VALUES; ++i) {
        const double any = 1.0 - (1.0 - a.poe[i]) * (1.0 - b.poe[i]);
        close_to(group.poe[i], -expm1(-0.01 * TIME * any), i);
    }
}

Test(bundles, two_threads_give_the_same_bits_as_one)
{
    const char *const model[] = {"independent.xml", "exclusive_sources.xml",
                                 "exclusive_ruptures.xml", "cluster.xml"};
    for (size_t m = 0; m < 4; ++m) {
        const curves one = compute(model[m], 1), two = compute(model[m], 2);
        cr_assert_eq(memcmp(one.poe, two.poe, sizeof one.poe), 0, "%s", model[m]);
    }
}
