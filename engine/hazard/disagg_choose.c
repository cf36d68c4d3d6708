/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "hazard/curves.h"
#include "hazard/disagg.h"
#include "hazard/post.h"

#define OQL_LEAST_POE 1e-12 /* smaller ones are taken as this when curves are compared */

size_t oql_disagg_count_rlzs(const oql_inputs *in)
{
    const oql_job *job = in->job;
    if (job->rlz_index.n > 0) {
        return job->rlz_index.n;
    }
    return job->num_rlzs_disagg > 0 ? (size_t)job->num_rlzs_disagg : oql_lt_n_rlz(in->lt);
}

/* ---- levels ---- */

/* Levels of one site from its mean curves (M, L). */
static void set_levels(const oql_setup *s, const double *mean, double *iml, double *ln_iml)
{
    const oql_job *job = s->in->job;
    const size_t n_poe = job->iml_disagg.n > 0 ? 1 : job->poes_disagg.n;

    for (size_t m = 0; m < s->n_imt; ++m) {
        const oql_job_measure *measure = &job->measures[m];
        for (size_t p = 0; p < n_poe; ++p) {
            const double x = job->iml_disagg.n > 0
                                 ? measure->levels[0]
                                 : oql_map_value(s->n_lvl, measure->levels, mean + m * s->n_lvl,
                                                 job->poes_disagg.x[p]);
            const bool plain = measure->imt.kind == OQL_IMT_MMI;
            iml[m * n_poe + p] = x;
            ln_iml[m * n_poe + p] = plain ? x : (x > 0.0 ? log(x) : -HUGE_VAL);
        }
    }
}

/* ---- realizations ---- */

typedef struct {
    double distance;
    size_t rlz;
} candidate;

static int by_distance(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->distance != y->distance) {
        return x->distance < y->distance ? -1 : 1;
    }
    return (x->rlz > y->rlz) - (x->rlz < y->rlz);
}

/* Curves of a realization, from the rates of the groups: rates (C, M, L), out (M, L). */
static void realization(const oql_inputs *in, size_t r, size_t n, const double *rates,
                        bool as_rates, double *out)
{
    const int32_t smr = (int32_t)oql_lt_rlz_smr(in->lt, r);

    for (size_t i = 0; i < n; ++i) {
        out[i] = 0.0;
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_group *group = &in->group[g];
        for (size_t k = 0; k < group->n_smr; ++k) {
            if (group->smr[k] == smr) {
                const size_t c =
                    oql_first_curve(in, g) + oql_lt_rlz_model(in->lt, r, (size_t)group->trt);
                for (size_t i = 0; i < n; ++i) {
                    out[i] += rates[c * n + i];
                }
                break;
            }
        }
    }
    for (size_t i = 0; i < n && !as_rates; ++i) {
        out[i] = oql_poe_from_rate(out[i]);
    }
}

/* The mean that realizations are compared with: of probabilities, whatever use_rates says, except in
 * OpenQuake's short cut for means of rates only: true. */
static bool mean_curve(const oql_setup *s, const double *rates, double *row, double *mean)
{
    const oql_inputs *in = s->in;
    const oql_job *job = in->job;
    const size_t n = s->n_imt * s->n_lvl, n_rlz = oql_lt_n_rlz(in->lt);
    const bool of_rates = job->use_rates && !job->individual_rlzs && !job->std && !job->max &&
                          job->quantiles.n == 0;

    for (size_t i = 0; i < n; ++i) {
        mean[i] = 0.0;
    }
    for (size_t r = 0; r < n_rlz; ++r) {
        realization(in, r, n, rates, of_rates, row);
        for (size_t m = 0; m < s->n_imt; ++m) {
            const double weight = oql_lt_rlz_weight(
                in->lt, r, oql_lt_has_imt_weights(in->lt) ? job->measures[m].imt.text : NULL);
            for (size_t l = 0; l < s->n_lvl; ++l) {
                mean[m * s->n_lvl + l] += weight * row[m * s->n_lvl + l];
            }
        }
    }
    for (size_t i = 0; i < n && of_rates; ++i) {
        mean[i] = oql_poe_from_rate(mean[i]);
    }
    return of_rates;
}

/* Realizations of one site in the order of their distance from the mean. OpenQuake 3.25 compares each
 * level with all levels of the mean (a slip of shapes, a column against a row), except after its
 * short cut; the choice of realizations depends on it, so it is done here too. */
static void sort_realizations(const oql_setup *s, const double *rates, double *scratch,
                              candidate *list)
{
    const size_t n = s->n_imt * s->n_lvl, n_rlz = oql_lt_n_rlz(s->in->lt);
    double *mean = scratch, *row = scratch + n;

    const bool by_level = mean_curve(s, rates, row, mean);
    for (size_t i = 0; i < n; ++i) {
        mean[i] = log(fmax(mean[i], OQL_LEAST_POE));
    }
    for (size_t r = 0; r < n_rlz; ++r) {
        double sum = 0.0;
        realization(s->in, r, n, rates, false, row);
        for (size_t i = 0; i < n; ++i) {
            const double x = log(fmax(row[i], OQL_LEAST_POE));
            for (size_t k = by_level ? i : 0; k < (by_level ? i + 1 : n); ++k) {
                sum += (x - mean[k]) * (x - mean[k]);
            }
        }
        list[r] = (candidate){sqrt(sum), r};
    }
    qsort(list, n_rlz, sizeof *list, by_distance);
}

static oql_status choose_realizations(const oql_setup *s, oql_run *run, size_t site,
                                      double *rates, double *scratch, candidate *list,
                                      size_t n_rlz, size_t *out, oql_err *err)
{
    const oql_inputs *in = s->in;
    const size_t n = s->n_imt * s->n_lvl, n_curve = oql_count_curves(in);
    oql_status st = OQL_OK;

    for (size_t z = 0; z < in->job->rlz_index.n; ++z) {
        out[z] = (size_t)in->job->rlz_index.x[z];
    }
    if (in->job->rlz_index.n > 0 || oql_lt_n_rlz(in->lt) == 1) {
        return OQL_OK; /* the only one is 0 */
    }
    for (size_t c = 0; c < n_curve; ++c) {
        OQL_TRY(oql_run_read(run, c, site, 1, rates + c * n, err));
    }
    for (size_t i = 0; i < n_curve * n; ++i) {
        rates[i] = oql_rate_from_poe(rates[i]);
    }
    sort_realizations(s, rates, scratch, list);
    for (size_t z = 0; z < n_rlz; ++z) {
        out[z] = list[z].rlz;
    }
done:
    return st;
}

oql_status oql_disagg_choose(const oql_setup *s, oql_run *run, oql_store *store,
                             oql_arena *arena, oql_disagg_targets *out, oql_err *err)
{
    const oql_inputs *in = s->in;
    const oql_job *job = in->job;
    const bool given = job->iml_disagg.n > 0;
    const size_t cell = s->n_imt * s->n_lvl;
    oql_disagg_targets t = {.n_site = in->sites->n,
                            .n_imt = s->n_imt,
                            .n_poe = given ? 1 : job->poes_disagg.n,
                            .n_rlz = oql_disagg_count_rlzs(in)};
    const size_t n_map = t.n_imt * t.n_poe;
    double *mean = oql_arena_alloc(arena, t.n_site * cell, sizeof *mean);
    double *rates = oql_arena_alloc(arena, oql_count_curves(in) * cell, sizeof *rates);
    double *scratch = oql_arena_alloc(arena, 2 * cell, sizeof *scratch);
    candidate *list = oql_arena_alloc(arena, oql_lt_n_rlz(in->lt), sizeof *list);
    oql_status st = OQL_OK;

    t.poe = oql_arena_alloc(arena, t.n_site * t.n_poe, sizeof *t.poe);
    t.iml = oql_arena_alloc(arena, t.n_site * n_map, sizeof *t.iml);
    t.ln_iml = oql_arena_alloc(arena, t.n_site * n_map, sizeof *t.ln_iml);
    t.rlz = oql_arena_alloc(arena, t.n_site * t.n_rlz, sizeof *t.rlz);
    if (mean == NULL || rates == NULL || scratch == NULL || list == NULL || t.poe == NULL ||
        t.iml == NULL || t.ln_iml == NULL || t.rlz == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the levels of the disaggregation");
    }
    const size_t start[4] = {0}, count[4] = {t.n_site, 1, t.n_imt, s->n_lvl};
    OQL_TRY(oql_store_read(store, "hcurves_stats", OQL_F64, 0, start, count, mean, err));
    for (size_t i = 0; i < t.n_site; ++i) {
        set_levels(s, mean + i * cell, t.iml + i * n_map, t.ln_iml + i * n_map);
        OQL_TRY(choose_realizations(s, run, i, rates, scratch, list, t.n_rlz,
                                    t.rlz + i * t.n_rlz, err));
    }
    double most = 0.0;
    for (size_t i = 0; i < t.n_site * n_map; ++i) {
        most = fmax(most, t.iml[i]);
    }
    if (!(most > 0.0)) {
        const oql_job_param *p = oql_job_find(job, "poes_disagg");
        p = p == NULL ? oql_job_find(job, "poes") : p;
        return OQL_FAIL(
            err, OQL_ECONFIG,
            "%s:%d: no hazard to disaggregate, expected probabilities that some site "
            "reaches",
            p == NULL ? job->path : p->file, p == NULL ? 0 : p->line);
    }
    for (size_t i = 0; i < t.n_site * t.n_poe; ++i) {
        /* of given levels OpenQuake tells the probability of the first measure */
        t.poe[i] = given ? mean[i * cell] : job->poes_disagg.x[i % t.n_poe];
    }
    *out = t;
done:
    return st;
}
