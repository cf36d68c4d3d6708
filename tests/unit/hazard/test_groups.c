/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "loaded.h"

/* Four models: a = sources 1 2 3, b = 4 1 2, c = a steeper 2 and a livelier 1, d = a with b. */
static oql_inputs *load(void)
{
    return load_inputs(DATA "share.ini", 0, NULL);
}

/* How often realization smr has a source with this id; n_group counts the groups that hold any. */
static size_t count(const oql_inputs *in, int32_t smr, const char *id)
{
    size_t n = 0;
    for (size_t g = 0; g < in->n_group; ++g) {
        for (size_t k = 0; k < in->group[g].n_smr; ++k) {
            for (size_t i = 0; in->group[g].smr[k] == smr && i < in->group[g].n_source; ++i) {
                n += strcmp(in->group[g].source[i]->id, id) == 0;
            }
        }
    }
    return n;
}

Test(groups, a_source_that_two_models_share_is_computed_once)
{
    oql_inputs *in = load();
    size_t n_source = 0;
    cr_assert_eq(oql_lt_n_smr(in->lt), 4);
    for (size_t g = 0; g < in->n_group; ++g) {
        n_source += in->group[g].n_source;
    }
    /* 1 2 3 of a, 4 of b, 2 and 1 of c, and once more 1 and 2 for the model that has them twice */
    cr_assert_eq(n_source, 8, "found %zu", n_source);
    oql_inputs_destroy(in);
}

Test(groups, every_model_keeps_all_of_its_sources)
{
    oql_inputs *in = load();
    static const struct {
        const char *id;
        size_t want[4];
    } cases[] = {
        {"1", {1, 1, 1, 2}}, {"2", {1, 1, 1, 2}}, {"3", {1, 0, 0, 1}}, {"4", {0, 1, 0, 1}}};
    for (size_t c = 0; c < OQL_COUNT(cases); ++c) {
        for (int32_t s = 0; s < 4; ++s) {
            cr_assert_eq(count(in, s, cases[c].id), cases[c].want[s],
                         "source %s, model %d: %zu", cases[c].id, s, count(in, s, cases[c].id));
        }
    }
    oql_inputs_destroy(in);
}
