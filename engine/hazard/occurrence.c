/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/occurrence.h"

#include <math.h>
#include <string.h>

#include "hazard/worker.h"

/* Beyond this a probability of exceedance is 1 in double precision, whatever is added. */
#define OQL_MOST_RATE 700.0

oql_occurrence oql_occurrence_of(const oql_source *src, size_t k, double time_yr)
{
    oql_occurrence o = {.kind = OQL_OCCUR_POISSON, .time_yr = time_yr, .weight = 1.0};

    if (src->type == OQL_SOURCE_NON_PARAMETRIC) {
        o.kind = OQL_OCCUR_GIVEN;
        o.n_prob = src->ruptures[k].n_prob;
        o.prob = src->ruptures[k].prob;
        o.weight = src->ruptures[k].weight;
    } else if (src->type == OQL_SOURCE_MULTI_FAULT) {
        if (!src->multi->infer_rates) {
            o.kind = OQL_OCCUR_TABLE;
            o.n_prob = src->multi->n_prob;
            o.prob = src->multi->prob;
        }
    } else if (src->tom.kind == OQL_TOM_NEGATIVE_BINOMIAL) {
        o.kind = OQL_OCCUR_NEGATIVE_BINOMIAL;
        o.alpha = src->tom.alpha;
    }
    return o;
}

/* 1 - pne, without cancellation. */
static double exceeded(const oql_occurrence *o, const double *prob, double poe)
{
    double sum = 0.0;

    if (poe >= 1.0) {
        for (size_t k = 1; k < o->n_prob; ++k) {
            sum += prob[k];
        }
        return sum;
    }
    for (size_t k = 1; k < o->n_prob; ++k) {
        sum += prob[k] * (k == 1 ? poe : -expm1((double)k * log1p(-poe)));
    }
    return sum;
}

static double rate_of(double p, double time_yr)
{
    const double rate = p < 1.0 ? -log1p(-p) : OQL_MOST_RATE;
    return fmin(rate, OQL_MOST_RATE) / time_yr;
}

double oql_occurrence_term(const oql_occurrence *o, double rate_per_yr, double poe)
{
    switch (o->kind) {
    case OQL_OCCUR_NEGATIVE_BINOMIAL: {
        const double n = o->alpha * o->time_yr;
        return log1p(n * rate_per_yr * poe) / n;
    }
    case OQL_OCCUR_GIVEN:
        return rate_of(exceeded(o, o->prob, poe), o->time_yr);
    case OQL_OCCUR_TABLE:
        return rate_of(exceeded(o, o->prob + (size_t)(rate_per_yr - 1.0) * o->n_prob, poe),
                       o->time_yr);
    case OQL_OCCUR_ONCE:
        return rate_of(poe, o->time_yr);
    case OQL_OCCUR_MUTEX:
        return o->weight * exceeded(o, o->prob, poe);
    case OQL_OCCUR_POISSON:
        break;
    }
    return rate_per_yr * poe;
}

/* The same on soil, by way of the probabilities of exceeding the grid of levels on rock. */
static void add_soil_poes(oql_worker *w, size_t n, bool one_site)
{
    const oql_setup *s = w->setup;
    const oql_amplification *a = s->soil;
    const size_t n_in = a->n_grid - 1;

    for (size_t m = 0; m < s->n_imt; ++m) {
        double *poes = w->poes + m * s->n_lvl * n;
        memset(w->rock, 0, a->n_grid * n * sizeof(double));
        s->kernels->exceed_many_sites(&s->survival, n, w->out.mean + m * n,
                                      w->out.sigma + m * n, w->lanes_rate, a->n_grid,
                                      s->ln_rock, w->rock, n, w->scratch);
        for (size_t i = 0; i < n; ++i) {
            const size_t k = one_site ? w->site : (i < w->n_site ? i : w->n_site - 1);
            const double *exceed = oql_amplification_row(a, w->site0 + k, m);
            for (size_t l = 0; l < s->n_lvl; ++l) {
                double sum = 0.0;
                for (size_t g = 0; g < n_in; ++g) {
                    sum +=
                        exceed[l * n_in + g] * (w->rock[g * n + i] - w->rock[(g + 1) * n + i]);
                }
                poes[l * n + i] += sum;
            }
        }
    }
}

/* Probabilities of exceedance of a model's leaves, averaged: (M, L, n). */
static void add_poes(oql_worker *w, const oql_leaf *leaf, size_t n, bool one_site)
{
    const oql_setup *s = w->setup;

    for (size_t i = 0; i < n; ++i) {
        w->lanes_rate[i] = leaf->weight;
    }
    if (s->soil != NULL) {
        add_soil_poes(w, n, one_site);
        return;
    }
    for (size_t m = 0; m < s->n_imt; ++m) {
        s->kernels->exceed_many_sites(
            &s->survival, n, w->out.mean + m * n, w->out.sigma + m * n, w->lanes_rate, s->n_lvl,
            s->ln_iml + m * s->n_lvl, w->poes + m * s->n_lvl * n, n, w->scratch);
    }
}

void oql_occurrence_add(oql_worker *w, size_t index, size_t n, bool one_site)
{
    const oql_setup *s = w->setup;
    const oql_leaf *leaf = &w->region->leaf[index];
    const size_t n_row = s->n_imt * s->n_lvl;

    if (index == 0 || leaf[-1].model != leaf->model) {
        memset(w->poes, 0, n_row * n * sizeof(double));
    }
    add_poes(w, leaf, n, one_site);
    if (index + 1 < w->region->n_leaf && leaf[1].model == leaf->model) {
        return;
    }
    for (size_t r = 0; r < n_row; ++r) {
        double *rates = w->rates + ((size_t)leaf->model * n_row + r) * w->stride;
        const double *poe = w->poes + r * n;
        double sum = 0.0;
        for (size_t i = 0; i < n; ++i) {
            if (!(w->rate[i] > 0.0) || !(poe[i] > 0.0)) {
                continue;
            }
            const double p = fmin(poe[i], 1.0);
            const double x = w->occurrence == NULL
                                 ? w->rate[i] * p
                                 : oql_occurrence_term(w->occurrence, w->rate[i], p);
            if (one_site) {
                sum += x;
            } else {
                rates[i] += x;
            }
        }
        if (one_site) {
            rates[w->site] += sum;
        }
    }
}
