/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/post_site.h"

#include "hazard/curves.h"
#include "hazard/quantiles.h"

typedef oql_post_setup post;

/* ---- values that one thread works in ---- */

typedef struct {
    double *rate;  /* (levels of the job, C) of a site and measure, in the investigation time */
    double *table; /* (S, K) tree_values.h */
    double *value; /* (R), or (L, R) with amplification */
    double *poe;   /* (R) for means and deviations; (L) with amplification */
    double *rock;  /* (levels of the job, R) rates, with amplification */
    double *row;   /* (levels of the job), with amplification */
    double *grid;  /* (grid of the amplification) */
    oql_weighted *work; /* (3 R) for quantiles */
} scratch;

/* Where they stand in the memory of a thread; returns how many doubles that is. */
static size_t lay_out(const post *p, double *at, scratch *s)
{
    const oql_job *job = p->setup->in->job;
    const size_t n_lvl = p->setup->n_lvl, n_rlz = p->values ? p->n_rlz : 0;
    const size_t n_work = job->quantiles.n > 0 ? 6 * n_rlz : 0;
    const bool soil = p->soil != NULL;
    const size_t size[8] = {n_lvl * p->n_curve,
                            p->tree.n_smr * p->tree.n_model,
                            soil ? n_rlz * p->n_lvl : n_rlz,
                            n_rlz > p->n_lvl ? n_rlz : p->n_lvl,
                            soil ? n_lvl * n_rlz : 0,
                            soil ? n_lvl : 0,
                            soil ? p->soil->n_grid : 0,
                            n_work};
    double *start[8];
    size_t n = 0;
    for (size_t k = 0; k < 8; ++k) {
        start[k] = at == NULL ? NULL : at + n;
        n += size[k];
    }
    *s = (scratch){start[0], start[1], start[2], start[3],
                   start[4], start[5], start[6], (oql_weighted *)(void *)start[7]};
    return n;
}

/* ---- one site ---- */

/* All statistics of one level from the values of the realizations: rates of which `convert` makes
 * probabilities, or what is wanted itself (convert == NULL). `mean` is theirs when it is known. */
static void statistics(const post *p, const double *x, const double *weight, const double *mean,
                       double (*convert)(double), const scratch *s, size_t step, double *out)
{
    const oql_job *job = p->setup->in->job;
    const size_t n = p->n_rlz;
    const double *plain = x;

    if (convert != NULL && (job->std || (job->mean && mean == NULL))) {
        for (size_t r = 0; r < n; ++r) {
            s->poe[r] = convert(x[r]);
        }
        plain = s->poe;
    }
    if (job->mean) {
        *out = mean != NULL ? *mean : oql_mean(n, plain, weight);
        out += step;
    }
    if (job->std) {
        *out = oql_standard_deviation(n, plain, weight);
        out += step;
    }
    for (size_t q = 0; q < job->quantiles.n; q += OQL_MOST_QUANTILES) {
        const size_t left = job->quantiles.n - q;
        oql_quantiles(n, x, weight, s->work,
                      left < OQL_MOST_QUANTILES ? left : OQL_MOST_QUANTILES,
                      job->quantiles.x + q, convert, step, out + q * step);
    }
    out += job->quantiles.n * step;
    if (job->max) {
        double most = x[0];
        for (size_t r = 1; r < n; ++r) {
            most = x[r] > most ? x[r] : most;
        }
        *out = convert == NULL ? most : convert(most);
    }
}

/* Rates of all curves at a site: level by level, so that a level is one row. */
static void read_rates(const post *p, const oql_post_chunk *now, size_t site, size_t m,
                       double *rate)
{
    const size_t n_lvl = p->setup->n_lvl, n_imt = p->setup->n_imt;
    for (size_t c = 0; c < p->n_curve; ++c) {
        const double *poe = now->curves + ((c * now->n + site) * n_imt + m) * n_lvl;
        for (size_t l = 0; l < n_lvl; ++l) {
            rate[l * p->n_curve + c] = poe[l] > 0.0 ? oql_rate_from_poe(poe[l]) : 0.0;
        }
    }
}

static const double *weights(const post *p, size_t label, size_t m)
{
    const size_t n = p->tree.n_weight;
    return p->weight + (label * n + (n == 1 ? 0 : m)) * p->n_rlz;
}

/* One level: its rates (C) to the statistics, and realizations when they are kept. */
static void one_level(const post *p, const oql_post_chunk *now, size_t site, size_t label,
                      size_t m, size_t l, const scratch *s)
{
    const size_t n_imt = p->setup->n_imt, n_lvl = p->n_lvl, n_rlz = p->n_rlz;
    const oql_job *job = p->setup->in->job;
    const bool use_rates = job->use_rates;
    double *out = now->stats + (site * p->n_stat * n_imt + m) * n_lvl + l;
    double (*convert)(double) = use_rates ? NULL : oql_poe_from_rate;
    double mean = 0.0;
    const bool known = job->mean && !oql_tree_is_sampled(&p->tree);

    oql_tree_table(&p->tree, label, s->rate + l * p->n_curve, s->table);
    if (known) {
        mean = use_rates ? oql_tree_mean_rate(&p->tree, label, m, s->table)
                         : oql_tree_mean_poe(&p->tree, label, m, s->table);
    }
    if (p->values) {
        oql_tree_values(&p->tree, s->table, s->value);
    }
    for (size_t r = 0; p->keep_rlzs && r < n_rlz; ++r) {
        const double poe = oql_poe_from_rate(s->value[r]);
        now->rlzs[((site * n_rlz + r) * n_imt + m) * n_lvl + l] = poe;
        s->value[r] = use_rates ? s->value[r] : poe;
    }
    if (p->keep_rlzs) {
        convert = NULL;
    }
    if (p->values) {
        statistics(p, s->value, weights(p, label, m), known ? &mean : NULL, convert, s,
                   n_imt * n_lvl, out);
    } else if (job->mean) {
        *out = mean;
    }
}

/* Rates on rock (levels of the job) become probabilities (L) on soil. */
static void on_soil(const post *p, size_t site, size_t m, double *rate, double *work,
                    double *poe)
{
    const size_t n = p->setup->n_lvl;
    for (size_t l = 0; l < n; ++l) {
        rate[l] = oql_poe_from_rate(rate[l]);
    }
    oql_amplification_intervals(p->soil, n, p->setup->in->job->measures[m].levels, rate, work);
    oql_amplification_apply(p->soil, site, m, work, poe);
}

/* With amplification a level of the soil takes all levels on rock, so realizations are formed whole:
 * those of each level on rock first, then each is carried up. */
static void one_measure_on_soil(const post *p, const oql_post_chunk *now, size_t site,
                                size_t label, size_t m, const scratch *s)
{
    const size_t n_imt = p->setup->n_imt, n_lvl = p->n_lvl, n_rlz = p->n_rlz;
    const bool use_rates = p->setup->in->job->use_rates;

    for (size_t r = 0; r < n_rlz; ++r) {
        for (size_t l = 0; l < p->setup->n_lvl; ++l) {
            s->row[l] = s->rock[l * n_rlz + r];
        }
        on_soil(p, now->site0 + site, m, s->row, s->grid, s->poe);
        for (size_t l = 0; l < n_lvl; ++l) {
            if (p->keep_rlzs) {
                now->rlzs[((site * n_rlz + r) * n_imt + m) * n_lvl + l] = s->poe[l];
            }
            s->value[l * n_rlz + r] = use_rates ? oql_rate_from_poe(s->poe[l]) : s->poe[l];
        }
    }
    for (size_t l = 0; l < n_lvl; ++l) {
        double *out = now->stats + (site * p->n_stat * n_imt + m) * n_lvl + l;
        statistics(p, s->value + l * n_rlz, weights(p, label, m), NULL, NULL, s, n_imt * n_lvl,
                   out);
    }
}

static void one_measure(const post *p, const oql_post_chunk *now, size_t site, size_t m,
                        const scratch *s)
{
    const size_t label = oql_labels_of_site(p->setup->in, now->site0 + site);
    read_rates(p, now, site, m, s->rate);
    for (size_t l = 0; p->soil == NULL && l < p->n_lvl; ++l) {
        one_level(p, now, site, label, m, l, s);
    }
    for (size_t l = 0; p->soil != NULL && l < p->setup->n_lvl; ++l) {
        oql_tree_table(&p->tree, label, s->rate + l * p->n_curve, s->table);
        oql_tree_values(&p->tree, s->table, s->rock + l * p->n_rlz);
    }
    if (p->soil != NULL) {
        one_measure_on_soil(p, now, site, label, m, s);
    }
    if (p->setup->in->job->use_rates) {
        const size_t n = p->setup->n_imt * p->n_lvl;
        for (size_t k = 0; k < p->n_stat; ++k) {
            double *out = now->stats + (site * p->n_stat + k) * n + m * p->n_lvl;
            for (size_t l = 0; l < p->n_lvl; ++l) {
                out[l] = oql_poe_from_rate(out[l]);
            }
        }
    }
}

/* Maps and spectra from n_kind curves (K', M, L) of one site. */
static void maps(const post *p, size_t n_kind, const double *curves, double *map, double *uhs)
{
    const oql_job *job = p->setup->in->job;
    const size_t n_imt = p->setup->n_imt, n_lvl = p->n_lvl;
    for (size_t k = 0; k < n_kind; ++k) {
        for (size_t m = 0; m < n_imt; ++m) {
            for (size_t q = 0; q < p->n_poe; ++q) {
                map[(k * n_imt + m) * p->n_poe + q] = oql_map_value(
                    n_lvl, p->soil == NULL ? job->measures[m].levels : p->soil->soil,
                    curves + (k * n_imt + m) * n_lvl, job->poes.x[q]);
            }
        }
        for (size_t q = 0; q < p->n_poe; ++q) {
            for (size_t t = 0; t < p->n_period; ++t) {
                uhs[(k * p->n_poe + q) * p->n_period + t] =
                    map[(k * n_imt + p->period[t]) * p->n_poe + q];
            }
        }
    }
}

void oql_post_site(const post *p, const oql_post_chunk *now, size_t site, double *memory)
{
    const size_t n_imt = p->setup->n_imt, n_lvl = p->n_lvl;
    const size_t cell = n_imt * n_lvl, map = n_imt * p->n_poe, uhs = p->n_poe * p->n_period;
    scratch s;
    (void)lay_out(p, memory, &s);
    for (size_t m = 0; m < n_imt; ++m) {
        one_measure(p, now, site, m, &s);
    }
    if (!p->maps) {
        return;
    }
    maps(p, p->n_stat, now->stats + site * p->n_stat * cell,
         now->map_stats + site * p->n_stat * map, now->uhs_stats + site * p->n_stat * uhs);
    if (p->keep_rlzs) {
        maps(p, p->n_rlz, now->rlzs + site * p->n_rlz * cell,
             now->map_rlzs + site * p->n_rlz * map, now->uhs_rlzs + site * p->n_rlz * uhs);
    }
}

size_t oql_post_scratch(const post *p)
{
    scratch s;
    return lay_out(p, NULL, &s);
}
