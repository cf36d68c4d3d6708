/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hazard/by_src.h"
#include "hazard/classical.h"
#include "loaded.h"

/* Sources 7:1, 8, 7:2 (points), 7:3 and 9 (faults); s:1 and s:2, which exclude each other; 8:b of
 * another region. */
#define JOB DATA "labels.ini"

typedef struct {
    oql_inputs *in;
    oql_setup setup;
    oql_arena *arena;
    oql_source_names names;
    oql_source_part *part;
    size_t n_part;
} bench;

static bench begin(double most)
{
    bench b = {.in = load_inputs(JOB, 0, NULL)};
    oql_err err = {0};
    cr_assert_eq(oql_setup_init(&b.setup, b.in, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_arena_create(&b.arena, &err), OQL_OK);
    cr_assert_eq(oql_source_names_make(b.in, b.arena, &b.names, &err), OQL_OK);
    cr_assert_eq(oql_source_parts_make(b.in, &b.names, most, b.arena, &b.part, &b.n_part, &err),
                 OQL_OK);
    return b;
}

static void end(bench *b)
{
    oql_setup_clear(&b->setup);
    oql_arena_destroy(b->arena);
    oql_inputs_destroy(b->in);
}

Test(by_src, names_end_at_the_first_mark)
{
    static const char *const want[] = {"7", "8", "9", "s"};
    bench b = begin(1e9);
    cr_assert_eq(b.names.n, OQL_COUNT(want));
    for (size_t i = 0; i < b.names.n; ++i) {
        cr_expect_str_eq(b.names.name[i], want[i]);
    }
    for (size_t g = 0; g < b.in->n_group; ++g) {
        for (size_t i = 0; i < b.in->group[g].n_source; ++i) {
            const char *name = b.names.name[b.names.of[g][i]];
            const char *id = b.in->group[g].source[i]->id;
            cr_expect(strncmp(id, name, strlen(name)) == 0 &&
                          strcspn(id, "!:;.") == strlen(name),
                      "%s is not %s", id, name);
        }
    }
    end(&b);
}

/* Everything of a group is in one part, and a part is of one name. */
static void expect_partition(const bench *b)
{
    for (size_t g = 0; g < b->in->n_group; ++g) {
        const oql_group *group = &b->in->group[g];
        size_t place = 0, fault = 0, bundle = 0;
        for (size_t k = 0; k < b->n_part; ++k) {
            const oql_source_part *p = &b->part[k];
            if (p->group != g) {
                continue;
            }
            for (size_t i = p->place0; i < p->place1; ++i, ++place) {
                cr_assert_eq(i, place);
                cr_expect_eq(b->names.of[g][group->points.source[i]], p->name);
            }
            for (size_t i = p->fault0; i < p->fault1; ++i, ++fault) {
                cr_assert_eq(i, fault);
                cr_expect_eq(b->names.of[g][group->fault[i].ruptures->source], p->name);
            }
            for (size_t i = p->bundle0; i < p->bundle1; ++i, ++bundle) {
                cr_assert_eq(i, bundle);
                cr_expect_str_eq(b->names.name[p->name], "s");
            }
        }
        cr_expect(place == group->n_free_place && fault == group->n_free_fault &&
                      bundle == group->n_bundle,
                  "group %zu: %zu places, %zu faults, %zu bundles", g, place, fault, bundle);
    }
}

Test(by_src, parts_hold_everything_once)
{
    size_t before = 0;
    static const double most[] = {1e9, 5.0, 1.0};
    for (size_t i = 0; i < OQL_COUNT(most); ++i) {
        bench b = begin(most[i]);
        expect_partition(&b);
        cr_expect_geq(b.n_part, before);
        before = b.n_part;
        end(&b);
    }
    cr_expect_geq(before, 7); /* 7 8 7, 7 9, s, 8 */
}

static double total[3 * 4 * 3]; /* models x levels x sites of a group */

static oql_status keep(void *user, size_t group, size_t block, size_t site0, size_t n_site,
                       const double *rates, size_t stride, oql_err *err)
{
    const bench *b = user;
    const size_t n_row = b->in->region[b->in->group[group].trt].n_model * b->setup.n_lvl;
    (void)block;
    (void)err;
    cr_assert(site0 == 0 && n_site == 3);
    for (size_t r = 0; r < n_row; ++r) {
        for (size_t i = 0; i < 3; ++i) {
            total[r * 3 + i] += rates[r * stride + i] * (double)(1 + 100 * group);
        }
    }
    return OQL_OK;
}

Test(by_src, rates_of_parts_add_up_to_those_of_the_groups)
{
    bench b = begin(5.0);
    const oql_sink sink = {.user = &b, .unit = keep};
    oql_classical_info info;
    oql_worker *w = NULL;
    oql_err err = {0};
    double sum[OQL_COUNT(total)] = {0};
    const size_t n = b.setup.max_leaf * b.setup.n_imt * b.setup.n_lvl * b.setup.block_sites;
    double *rates = calloc(n, sizeof *rates);

    cr_assert_not_null(rates);
    cr_assert_eq(oql_classical_compute(&b.setup, 1, &sink, &info, &err), OQL_OK, "%s",
                 err.text);
    cr_assert_eq(oql_worker_create(&b.setup, &w, &err), OQL_OK);
    for (size_t k = 0; k < b.n_part; ++k) {
        const size_t g = b.part[k].group;
        const size_t n_row = b.in->region[b.in->group[g].trt].n_model * b.setup.n_lvl;
        const size_t stride = (3 + OQL_LANES - 1) / OQL_LANES * OQL_LANES;
        memset(rates, 0, n * sizeof *rates);
        oql_worker_begin(w, &b.in->group[g], 0, 3, rates);
        cr_assert_eq(oql_source_part_do(w, &b.part[k], &err), OQL_OK, "%s", err.text);
        for (size_t r = 0; r < n_row; ++r) {
            for (size_t i = 0; i < 3; ++i) {
                sum[r * 3 + i] += rates[r * stride + i] * (double)(1 + 100 * g);
            }
        }
    }
    for (size_t i = 0; i < OQL_COUNT(total); ++i) {
        /* ruptures meet others in the sums of the single-precision kernel */
        cr_expect(fabs(sum[i] - total[i]) <= 1e-6 * total[i], "%zu: %.17g, expected %.17g", i,
                  sum[i], total[i]);
    }
    cr_expect_gt(total[0], 1e-3);
    oql_worker_destroy(w);
    free(rates);
    end(&b);
}

Test(by_src, weights_of_the_models_of_a_group_sum_to_that_of_its_sources)
{
    static const char *const over[] = {"site_labels={'Basin': 2}"};
    oql_inputs *in = load_inputs(JOB, 1, over);
    for (size_t label = 0; label < 2; ++label) {
        for (size_t k = 0; k < in->n_group; ++k) {
            const size_t n = in->region[in->group[k].trt].n_model;
            double sum = 0.0;
            for (size_t g = 0; g < n; ++g) {
                sum += oql_group_model_weight(in, &in->group[k], g, label);
            }
            cr_expect(fabs(sum - 1.0) < 1e-12, "label %zu, group %zu: %g", label, k, sum);
        }
    }
    oql_inputs_destroy(in);
    in = load_inputs(DATA "share.ini", 0, NULL);
    double sum = 0.0;
    for (size_t k = 0; k < in->n_group; ++k) {
        const double w = oql_group_model_weight(in, &in->group[k], 0, 0);
        double of_smr = 0.0;
        for (size_t s = 0; s < in->group[k].n_smr; ++s) {
            static const double weight[] = {0.5, 0.3, 0.1, 0.1};
            of_smr += weight[in->group[k].smr[s]];
        }
        cr_expect(fabs(w - of_smr) < 1e-12, "group %zu: %g, expected %g", k, w, of_smr);
        sum += w;
    }
    cr_expect_gt(sum, 1.0);
    oql_inputs_destroy(in);
}
