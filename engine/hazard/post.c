/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/post.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"
#include "hazard/curves.h"
#include "hazard/labels.h"

#define OQL_CHUNK_BYTES ((size_t)64 << 20) /* realizations of a chunk of sites */

/* What is computed, and the buffers of one chunk of sites. */
typedef struct {
    const oql_setup *setup;
    oql_run *run;
    oql_store *store;
    size_t n_chunk; /* sites in a chunk */
    size_t n_curve, n_rlz, n_stat, n_poe, n_period;
    size_t n_lvl;                  /* of the results: those of the soil when it amplifies */
    const oql_amplification *soil; /* convolution, else NULL */
    bool keep_rlzs, maps, spectra;
    size_t *period; /* (n_period) measures of the spectra */
    double *weight; /* (labels, M, R) or (labels, 1, R) */
    bool imt_weights;
    double *curves;               /* (C, n, M, levels of the job) */
    double *rlzs;                 /* (n, R, M, L) when kept */
    double *stats;                /* (n, S, M, L) */
    double *map_rlzs, *map_stats; /* (n, R or S, M, P) */
    double *uhs_rlzs, *uhs_stats; /* (n, R or S, P, K) */
    size_t n_thread;
    double *scratch; /* (threads, scratch_values) */
} post;

size_t oql_first_curve(const oql_inputs *in, size_t group)
{
    size_t n = 0;
    for (size_t g = 0; g < group; ++g) {
        n += in->region[in->group[g].trt].n_model;
    }
    return n;
}

size_t oql_count_curves(const oql_inputs *in)
{
    return oql_first_curve(in, in->n_group);
}

oql_status oql_post_stat_names(const oql_job *job, char ***names, size_t *n, oql_err *err)
{
    char **list = calloc(job->quantiles.n + 4, sizeof *list);
    char text[64];
    size_t k = 0;
    oql_status st = OQL_OK;

    if (list == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the statistics");
    }
    if (job->mean) {
        OQL_TRY(oql_strdup("mean", &list[k++], err));
    }
    if (job->std) {
        OQL_TRY(oql_strdup("std", &list[k++], err));
    }
    for (size_t q = 0; q < job->quantiles.n; ++q) {
        const double x = job->quantiles.x[q];
        /* Python writes 0.0 and 1.0, else the shortest form */
        (void)snprintf(text, sizeof text,
                       x == 0.0 || x == 1.0 ? "quantile-%.1f" : "quantile-%.15g", x);
        OQL_TRY(oql_strdup(text, &list[k++], err));
    }
    if (job->max) {
        OQL_TRY(oql_strdup("max", &list[k++], err));
    }
    *names = list;
    *n = k;
    return OQL_OK;
done:
    for (size_t i = 0; i < k; ++i) {
        free(list[i]);
    }
    free(list);
    return st;
}

static size_t count_stats(const oql_job *job)
{
    return (size_t)job->mean + (size_t)job->std + job->quantiles.n + (size_t)job->max;
}

/* ---- one site ---- */

/* Rates in the investigation time of realization r: the sum over the groups of its source model.
 * site is the index within the chunk; out (L) for measure m. */
static void realization(const post *p, size_t r, size_t label, size_t n_site, size_t site,
                        size_t m, double *out)
{
    const oql_inputs *in = p->setup->in;
    const size_t n_imt = p->setup->n_imt, n_lvl = p->setup->n_lvl;
    const int32_t smr = (int32_t)oql_lt_rlz_smr(in->lt, r);
    size_t curve = 0;

    for (size_t l = 0; l < n_lvl; ++l) {
        out[l] = 0.0;
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_group *group = &in->group[g];
        const size_t n_model = in->region[group->trt].n_model;
        size_t lo = 0, hi = group->n_smr; /* is smr in the ascending list? */
        while (lo < hi) {
            const size_t mid = (lo + hi) / 2;
            if (group->smr[mid] < smr) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        if (lo < group->n_smr && group->smr[lo] == smr) {
            const size_t t = (size_t)group->trt, k = oql_lt_rlz_model(in->lt, r, t);
            const size_t c = curve + oql_labels_model(in, label, t, k);
            const double *x = p->curves + ((c * n_site + site) * n_imt + m) * n_lvl;
            for (size_t l = 0; l < n_lvl; ++l) {
                out[l] += x[l];
            }
        }
        curve += n_model;
    }
}

/* All statistics of one level: x (R) and weights. Values are probabilities, or rates. */
static void statistics(const post *p, const double *x, const double *weight,
                       oql_weighted *sorted, size_t step, double *out)
{
    const oql_job *job = p->setup->in->job;
    const size_t n = p->n_rlz;
    if (job->mean) {
        *out = oql_mean(n, x, weight);
        out += step;
    }
    if (job->std) {
        *out = oql_standard_deviation(n, x, weight);
        out += step;
    }
    if (job->quantiles.n > 0) {
        for (size_t r = 0; r < n; ++r) {
            sorted[r] = (oql_weighted){x[r], weight[r]};
        }
        oql_weighted_sort(n, sorted);
        for (size_t q = 0; q < job->quantiles.n; ++q, out += step) {
            *out = oql_quantile(n, sorted, job->quantiles.x[q]);
        }
    }
    if (job->max) {
        *out = x[0];
        for (size_t r = 1; r < n; ++r) {
            *out = x[r] > *out ? x[r] : *out;
        }
    }
}

/* Values of doubles that one thread works in: see one_measure. */
static size_t scratch_values(const post *p)
{
    const size_t n_grid = p->soil == NULL ? 0 : p->soil->n_grid;
    return p->n_rlz * p->n_lvl + p->setup->n_lvl + p->n_lvl + n_grid + 2 * p->n_rlz;
}

/* Rates on rock (levels of the job) become probabilities (L), on soil when the job amplifies; `work`
 * has room for the grid of the amplification. */
static void probabilities(const post *p, size_t site, size_t m, double *rate, double *work,
                          double *poe)
{
    const size_t n = p->setup->n_lvl;
    double *rock = p->soil == NULL ? poe : rate;
    for (size_t l = 0; l < n; ++l) {
        rock[l] = oql_poe_from_rate(rate[l]);
    }
    if (p->soil != NULL) {
        const double *level = p->setup->in->job->measures[m].levels;
        oql_amplification_intervals(p->soil, n, level, rock, work);
        oql_amplification_apply(p->soil, site, m, work, poe);
    }
}

/* scratch: (L, R) values, (levels of the job) rates, (L) probabilities, (grid), (R) sorted. */
static void one_measure(const post *p, size_t site0, size_t n_site, size_t site, size_t m,
                        double *scratch)
{
    const size_t n_imt = p->setup->n_imt, n_lvl = p->n_lvl, n_rlz = p->n_rlz;
    const bool use_rates = p->setup->in->job->use_rates;
    double *value = scratch, *row = value + n_rlz * n_lvl, *poe = row + p->setup->n_lvl,
           *work = poe + n_lvl;
    oql_weighted *sorted =
        (oql_weighted *)(void *)(work + (p->soil == NULL ? 0 : p->soil->n_grid));
    const size_t label = oql_labels_of_site(p->setup->in, site0 + site);
    const double *weight = p->weight + (p->imt_weights ? label * n_imt + m : label) * n_rlz;

    for (size_t r = 0; r < n_rlz; ++r) {
        realization(p, r, label, n_site, site, m, row);
        probabilities(p, site0 + site, m, row, work, poe);
        for (size_t l = 0; l < n_lvl; ++l) {
            if (p->keep_rlzs) {
                p->rlzs[((site * n_rlz + r) * n_imt + m) * n_lvl + l] = poe[l];
            }
            if (use_rates) {
                value[l * n_rlz + r] = p->soil == NULL ? row[l] : oql_rate_from_poe(poe[l]);
            } else {
                value[l * n_rlz + r] = poe[l];
            }
        }
    }
    for (size_t l = 0; l < n_lvl && p->n_stat > 0; ++l) {
        const size_t step = n_imt * n_lvl;
        double *out = p->stats + (site * p->n_stat * n_imt + m) * n_lvl + l;
        statistics(p, value + l * n_rlz, weight, sorted, step, out);
        for (size_t s = 0; use_rates && s < p->n_stat; ++s) {
            out[s * step] = oql_poe_from_rate(out[s * step]);
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

static void one_site(const post *p, size_t site0, size_t n_site, size_t site, double *scratch)
{
    const size_t n_imt = p->setup->n_imt, n_lvl = p->n_lvl;
    for (size_t m = 0; m < n_imt; ++m) {
        one_measure(p, site0, n_site, site, m, scratch);
    }
    if (!p->maps) {
        return;
    }
    const size_t cell = n_imt * n_lvl, map = n_imt * p->n_poe, uhs = p->n_poe * p->n_period;
    maps(p, p->n_stat, p->stats + site * p->n_stat * cell,
         p->map_stats + site * p->n_stat * map, p->uhs_stats + site * p->n_stat * uhs);
    if (p->keep_rlzs) {
        maps(p, p->n_rlz, p->rlzs + site * p->n_rlz * cell, p->map_rlzs + site * p->n_rlz * map,
             p->uhs_rlzs + site * p->n_rlz * uhs);
    }
}

/* ---- all sites ---- */

static oql_status write_rows(const post *p, const char *key, size_t site0, size_t n, size_t d1,
                             size_t d2, size_t d3, const double *x, oql_err *err)
{
    const size_t start[4] = {site0, 0, 0, 0}, count[4] = {n, d1, d2, d3};
    return oql_store_write(p->store, key, OQL_F64, 0, start, count, x, err);
}

/* Curves on soil have levels of their own, and keys. */
static const char *curves_key(const post *p, bool stats)
{
    if (p->soil != NULL) {
        return stats ? "soil_hcurves_stats" : "soil_hcurves_rlzs";
    }
    return stats ? "hcurves_stats" : "hcurves_rlzs";
}

static oql_status write_chunk(const post *p, size_t site0, size_t n, oql_err *err)
{
    const size_t m = p->setup->n_imt, l = p->n_lvl, s = p->n_stat, r = p->n_rlz;
    oql_status st = OQL_OK;
    if (s > 0) {
        OQL_TRY(write_rows(p, curves_key(p, true), site0, n, s, m, l, p->stats, err));
    }
    if (p->keep_rlzs) {
        OQL_TRY(write_rows(p, curves_key(p, false), site0, n, r, m, l, p->rlzs, err));
    }
    if (p->maps && s > 0) {
        OQL_TRY(write_rows(p, "hmaps_stats", site0, n, s, m, p->n_poe, p->map_stats, err));
    }
    if (p->maps && p->keep_rlzs) {
        OQL_TRY(write_rows(p, "hmaps_rlzs", site0, n, r, m, p->n_poe, p->map_rlzs, err));
    }
    if (p->spectra && s > 0) {
        OQL_TRY(
            write_rows(p, "uhs_stats", site0, n, s, p->n_poe, p->n_period, p->uhs_stats, err));
    }
    if (p->spectra && p->keep_rlzs) {
        OQL_TRY(
            write_rows(p, "uhs_rlzs", site0, n, r, p->n_poe, p->n_period, p->uhs_rlzs, err));
    }
done:
    return st;
}

static oql_status read_chunk(const post *p, size_t site0, size_t n, oql_err *err)
{
    const size_t cell = p->setup->n_imt * p->setup->n_lvl;
    oql_status st = OQL_OK;
    for (size_t c = 0; c < p->n_curve; ++c) {
        double *x = p->curves + c * n * cell;
        OQL_TRY(oql_run_read(p->run, c, site0, n, x, err));
        for (size_t i = 0; i < n * cell; ++i) {
            x[i] = oql_rate_from_poe(x[i]);
        }
    }
done:
    return st;
}

static oql_status all_sites(const post *p, oql_err *err)
{
    const size_t n_site = p->setup->in->sites->n;
    const size_t scratch = scratch_values(p);
    const int threads = (int)p->n_thread;
    oql_status st = OQL_OK;

    for (size_t site0 = 0; site0 < n_site; site0 += p->n_chunk) {
        const size_t n = n_site - site0 < p->n_chunk ? n_site - site0 : p->n_chunk;
        OQL_TRY(read_chunk(p, site0, n, err));
#pragma omp parallel for schedule(dynamic) num_threads(threads) default(none)                  \
    shared(p, n, site0, scratch)
        for (size_t i = 0; i < n; ++i) {
            one_site(p, site0, n, i, p->scratch + (size_t)omp_get_thread_num() * scratch);
        }
        OQL_TRY(write_chunk(p, site0, n, err));
    }
done:
    return st;
}

/* ---- scales and layout ---- */

static oql_status write_realizations(const post *p, oql_err *err)
{
    const oql_lt *lt = p->setup->in->lt;
    const size_t n = p->n_rlz, dims[1] = {n};
    oql_status st = OQL_OK;
    int32_t *index = calloc(n, sizeof *index);
    double *weight = calloc(n, sizeof *weight);
    char **path = calloc(n, sizeof *path);

    if (index == NULL || weight == NULL || path == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu realizations", n);
        goto done;
    }
    for (size_t r = 0; r < n; ++r) {
        index[r] = (int32_t)r;
        weight[r] = oql_lt_rlz_weight(lt, r, NULL);
        const size_t length = oql_lt_rlz_path(lt, r, NULL, 0);
        path[r] = calloc(length + 1, 1);
        if (path[r] == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu realizations", n);
            goto done;
        }
        (void)oql_lt_rlz_path(lt, r, path[r], length + 1);
    }
    OQL_TRY(oql_layout_set(p->store, "rlzs", dims, index, err));
    OQL_TRY(oql_layout_set(p->store, "weights", dims, weight, err));
    OQL_TRY(oql_layout_set(p->store, "rlz_paths", dims, path, err));
done:
    for (size_t r = 0; path != NULL && r < n; ++r) {
        free(path[r]);
    }
    free(path);
    free(weight);
    free(index);
    return st;
}

static oql_status declare_results(const post *p, oql_err *err)
{
    const oql_job *job = p->setup->in->job;
    const size_t n = p->setup->in->sites->n, m = p->setup->n_imt, l = p->n_lvl;
    const size_t curves_s[4] = {n, p->n_stat, m, l}, curves_r[4] = {n, p->n_rlz, m, l};
    const size_t maps_s[4] = {n, p->n_stat, m, p->n_poe},
                 maps_r[4] = {n, p->n_rlz, m, p->n_poe};
    const size_t uhs_s[4] = {n, p->n_stat, p->n_poe, p->n_period};
    const size_t uhs_r[4] = {n, p->n_rlz, p->n_poe, p->n_period};
    oql_status st = OQL_OK;

    if (p->soil != NULL) {
        OQL_TRY(oql_layout_set(p->store, "soil_levels", &l, p->soil->soil, err));
    }
    if (p->n_stat > 0) {
        OQL_TRY(oql_layout_set(p->store, curves_key(p, true), curves_s, NULL, err));
    }
    if (p->keep_rlzs) {
        OQL_TRY(oql_layout_set(p->store, curves_key(p, false), curves_r, NULL, err));
    }
    if (p->maps) {
        OQL_TRY(oql_layout_set(p->store, "poes", &p->n_poe, job->poes.x, err));
        if (p->n_stat > 0) {
            OQL_TRY(oql_layout_set(p->store, "hmaps_stats", maps_s, NULL, err));
        }
        if (p->keep_rlzs) {
            OQL_TRY(oql_layout_set(p->store, "hmaps_rlzs", maps_r, NULL, err));
        }
    }
    if (p->spectra) {
        double *period = oql_calloc(p->n_period, sizeof *period);
        if (period == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the periods");
        }
        for (size_t t = 0; t < p->n_period; ++t) {
            period[t] = job->measures[p->period[t]].imt.period_s;
        }
        st = oql_layout_set(p->store, "periods", &p->n_period, period, err);
        free(period);
        OQL_TRY(st);
        if (p->n_stat > 0) {
            OQL_TRY(oql_layout_set(p->store, "uhs_stats", uhs_s, NULL, err));
        }
        if (p->keep_rlzs) {
            OQL_TRY(oql_layout_set(p->store, "uhs_rlzs", uhs_r, NULL, err));
        }
    }
done:
    return st;
}

static oql_status write_stat_names(const post *p, oql_err *err)
{
    char **names = NULL;
    size_t n = 0;
    oql_status st = oql_post_stat_names(p->setup->in->job, &names, &n, err);
    if (st == OQL_OK && n > 0) {
        st = oql_layout_set(p->store, "stats", &n, names, err);
    }
    for (size_t i = 0; i < n; ++i) {
        free(names[i]);
    }
    free(names);
    return st;
}

static size_t chunk_sites(const oql_setup *s, size_t n_rlz)
{
    const size_t bytes = n_rlz * s->n_imt * s->n_lvl * sizeof(double);
    size_t n = OQL_CHUNK_BYTES / bytes;
    n = n < 1 ? 1 : (n > 256 ? 256 : n);
    return n < s->in->sites->n ? n : s->in->sites->n;
}

size_t oql_post_bytes(const oql_setup *s)
{
    const size_t n_rlz = oql_lt_n_rlz(s->in->lt);
    return chunk_sites(s, n_rlz) * s->n_imt * s->n_lvl * sizeof(double) *
           (n_rlz + 2 * oql_count_curves(s->in) + 8);
}

static size_t count_labels(const oql_inputs *in)
{
    return in->n_label == 0 ? 1 : in->n_label;
}

uint64_t oql_post_disk_bytes(const oql_setup *s)
{
    const oql_job *job = s->in->job;
    const size_t n_rlz = oql_lt_n_rlz(s->in->lt);
    const uint64_t kinds = count_stats(job) + (job->individual_rlzs || n_rlz == 1 ? n_rlz : 0);
    const uint64_t maps = job->hazard_maps || job->uniform_hazard_spectra ? job->poes.n : 0;
    const uint64_t n_lvl =
        s->in->amplification != NULL && s->in->amplification->n_soil > s->n_lvl
            ? s->in->amplification->n_soil
            : s->n_lvl;
    const uint64_t cells = s->n_imt * (n_lvl + 2 * maps);
    return s->in->sites->n * kinds * cells * sizeof(double) / 1000 * 1010 + 100 * n_rlz + 32768;
}

static oql_status allocate(post *p, oql_err *err)
{
    const size_t rock = p->setup->n_imt * p->setup->n_lvl, n = p->n_chunk;
    const size_t cell = p->setup->n_imt * p->n_lvl;
    const size_t map = p->setup->n_imt * p->n_poe, uhs = p->n_poe * p->n_period;
    const size_t scratch = scratch_values(p);
    const size_t r = p->keep_rlzs ? p->n_rlz : 0;

    p->curves = oql_calloc(p->n_curve * n * rock, sizeof(double));
    p->stats = oql_calloc(n * p->n_stat * cell, sizeof(double));
    p->rlzs = oql_calloc(n * r * cell, sizeof(double));
    p->map_stats = oql_calloc(n * p->n_stat * map, sizeof(double));
    p->map_rlzs = oql_calloc(n * r * map, sizeof(double));
    p->uhs_stats = oql_calloc(n * p->n_stat * uhs, sizeof(double));
    p->uhs_rlzs = oql_calloc(n * r * uhs, sizeof(double));
    p->scratch = oql_calloc(p->n_thread * scratch, sizeof(double));
    p->weight = oql_calloc(count_labels(p->setup->in) * p->n_rlz *
                               (p->imt_weights ? p->setup->n_imt : 1),
                           sizeof(double));
    if (p->curves == NULL || p->stats == NULL || p->rlzs == NULL || p->map_stats == NULL ||
        p->map_rlzs == NULL || p->uhs_stats == NULL || p->uhs_rlzs == NULL ||
        p->scratch == NULL || p->weight == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu realizations", p->n_rlz);
    }
    return OQL_OK;
}

static void fill_weights(post *p)
{
    const oql_inputs *in = p->setup->in;
    double *weight = p->weight;
    for (size_t b = 0; b < count_labels(in); ++b) {
        const oql_lt *lt = oql_labels_lt(in, b);
        for (size_t m = 0; m < (p->imt_weights ? p->setup->n_imt : 1); ++m) {
            for (size_t r = 0; r < p->n_rlz; ++r) {
                *weight++ = oql_lt_rlz_weight(
                    lt, r, p->imt_weights ? in->job->measures[m].imt.text : NULL);
            }
        }
    }
}

static void clear(post *p)
{
    free(p->period);
    free(p->curves);
    free(p->stats);
    free(p->rlzs);
    free(p->map_stats);
    free(p->map_rlzs);
    free(p->uhs_stats);
    free(p->uhs_rlzs);
    free(p->scratch);
    free(p->weight);
}

oql_status oql_post(const oql_setup *setup, oql_run *run, oql_store *store, int n_thread,
                    oql_err *err)
{
    const oql_inputs *in = setup->in;
    const oql_job *job = in->job;
    oql_status st = OQL_OK;
    post p = {.setup = setup, .run = run, .store = store};

    p.n_thread = (size_t)(n_thread > 0 ? n_thread : omp_get_max_threads());
    p.n_curve = oql_count_curves(in);
    p.n_rlz = oql_lt_n_rlz(in->lt);
    p.n_stat = count_stats(job);
    if (in->amplification != NULL && in->amplification->method == OQL_AMPLIFY_CONVOLUTION) {
        p.soil = in->amplification;
    }
    p.n_lvl = p.soil == NULL ? setup->n_lvl : p.soil->n_soil;
    p.keep_rlzs = job->individual_rlzs || p.n_rlz == 1;
    p.n_poe = job->hazard_maps || job->uniform_hazard_spectra ? job->poes.n : 0;
    p.maps = p.n_poe > 0;
    for (size_t b = 0; b < count_labels(in); ++b) {
        p.imt_weights = p.imt_weights || oql_lt_has_imt_weights(oql_labels_lt(in, b));
    }
    p.n_chunk = chunk_sites(setup, p.n_rlz);
    p.period = calloc(setup->n_imt, sizeof *p.period);
    if (p.period == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the periods");
    }
    for (size_t m = 0; m < setup->n_imt; ++m) {
        const oql_imt_kind kind = job->measures[m].imt.kind;
        if (kind == OQL_IMT_PGA || kind == OQL_IMT_SA) {
            p.period[p.n_period++] = m;
        }
    }
    p.spectra = p.maps && job->uniform_hazard_spectra && p.n_period > 0;
    OQL_TRY(allocate(&p, err));
    fill_weights(&p);
    OQL_TRY(write_realizations(&p, err));
    OQL_TRY(write_stat_names(&p, err));
    OQL_TRY(declare_results(&p, err));
    OQL_TRY(all_sites(&p, err));
done:
    clear(&p);
    return st;
}
