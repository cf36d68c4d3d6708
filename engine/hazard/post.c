/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/post.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"
#include "hazard/post_site.h"

#define OQL_CHUNK_BYTES ((size_t)6 << 20) /* curves and realizations of a chunk of sites */
#define OQL_CHUNK_SITES 64

/* All sites in chunks: one is computed while the master writes the one before and reads the next. */
typedef struct {
    oql_post_setup of; /* what is computed */
    oql_run *run;
    oql_store *store;
    size_t n_chunk; /* sites in a chunk */
    size_t n_thread;
    double *scratch; /* (threads, oql_post_scratch) */
    oql_post_chunk chunk[2];
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

/* ---- all sites ---- */

static oql_status write_rows(const post *p, const char *key, const oql_post_chunk *c, size_t d1,
                             size_t d2, size_t d3, const double *x, oql_err *err)
{
    const size_t start[4] = {c->site0, 0, 0, 0}, count[4] = {c->n, d1, d2, d3};
    return oql_store_write(p->store, key, OQL_F64, 0, start, count, x, err);
}

/* Curves on soil have levels of their own, and keys. */
static const char *curves_key(const post *p, bool stats)
{
    if (p->of.soil != NULL) {
        return stats ? "soil_hcurves_stats" : "soil_hcurves_rlzs";
    }
    return stats ? "hcurves_stats" : "hcurves_rlzs";
}

static oql_status write_chunk(const post *p, const oql_post_chunk *c, oql_err *err)
{
    const size_t m = p->of.setup->n_imt, l = p->of.n_lvl, s = p->of.n_stat, r = p->of.n_rlz;
    oql_status st = OQL_OK;
    if (s > 0) {
        OQL_TRY(write_rows(p, curves_key(p, true), c, s, m, l, c->stats, err));
    }
    if (p->of.keep_rlzs) {
        OQL_TRY(write_rows(p, curves_key(p, false), c, r, m, l, c->rlzs, err));
    }
    if (p->of.maps && s > 0) {
        OQL_TRY(write_rows(p, "hmaps_stats", c, s, m, p->of.n_poe, c->map_stats, err));
    }
    if (p->of.maps && p->of.keep_rlzs) {
        OQL_TRY(write_rows(p, "hmaps_rlzs", c, r, m, p->of.n_poe, c->map_rlzs, err));
    }
    if (p->of.spectra && s > 0) {
        OQL_TRY(
            write_rows(p, "uhs_stats", c, s, p->of.n_poe, p->of.n_period, c->uhs_stats, err));
    }
    if (p->of.spectra && p->of.keep_rlzs) {
        OQL_TRY(write_rows(p, "uhs_rlzs", c, r, p->of.n_poe, p->of.n_period, c->uhs_rlzs, err));
    }
done:
    return st;
}

static oql_status read_chunk(const post *p, size_t site0, oql_post_chunk *c, oql_err *err)
{
    const size_t left = p->of.setup->in->sites->n - site0;
    const size_t cell = p->of.setup->n_imt * p->of.setup->n_lvl;
    oql_status st = OQL_OK;
    c->site0 = site0;
    c->n = left < p->n_chunk ? left : p->n_chunk;
    for (size_t k = 0; k < p->of.n_curve; ++k) {
        OQL_TRY(oql_run_read(p->run, k, site0, c->n, c->curves + k * c->n * cell, err));
    }
done:
    return st;
}

/* While others compute: write the chunk before, read the next into its place. */
static oql_status write_and_read(const post *p, oql_post_chunk *other, size_t next,
                                 oql_err *err)
{
    oql_status st = OQL_OK;
    if (other->n > 0) {
        OQL_TRY(write_chunk(p, other, err));
        other->n = 0;
    }
    if (next < p->of.setup->in->sites->n) {
        OQL_TRY(read_chunk(p, next, other, err));
    }
done:
    return st;
}

static oql_status all_sites(post *p, oql_err *err)
{
    const size_t n_site = p->of.setup->in->sites->n;
    const size_t scratch = oql_post_scratch(&p->of);
    const int threads = (int)p->n_thread;
    oql_status st = OQL_OK;
    size_t turn = 0;

    OQL_TRY(read_chunk(p, 0, &p->chunk[0], err));
    for (size_t site0 = 0; site0 < n_site; site0 += p->n_chunk, turn = 1 - turn) {
        oql_post_chunk *now = &p->chunk[turn], *other = &p->chunk[1 - turn];
#pragma omp parallel num_threads(threads) default(none)                                        \
    shared(p, now, other, site0, scratch, st, err)
        {
#pragma omp master
            st = write_and_read(p, other, site0 + p->n_chunk, err);
#pragma omp for schedule(dynamic)
            for (size_t i = 0; i < now->n; ++i) {
                oql_post_site(&p->of, now, i,
                              p->scratch + (size_t)omp_get_thread_num() * scratch);
            }
        }
        OQL_TRY(st);
    }
    OQL_TRY(write_chunk(p, &p->chunk[1 - turn], err));
done:
    return st;
}

/* ---- scales and layout ---- */

static oql_status write_realizations(const post *p, oql_err *err)
{
    const oql_lt *lt = p->of.setup->in->lt;
    const size_t n = p->of.n_rlz, dims[1] = {n};
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
    const oql_job *job = p->of.setup->in->job;
    const size_t n = p->of.setup->in->sites->n, m = p->of.setup->n_imt, l = p->of.n_lvl;
    const size_t curves_s[4] = {n, p->of.n_stat, m, l}, curves_r[4] = {n, p->of.n_rlz, m, l};
    const size_t maps_s[4] = {n, p->of.n_stat, m, p->of.n_poe},
                 maps_r[4] = {n, p->of.n_rlz, m, p->of.n_poe};
    const size_t uhs_s[4] = {n, p->of.n_stat, p->of.n_poe, p->of.n_period};
    const size_t uhs_r[4] = {n, p->of.n_rlz, p->of.n_poe, p->of.n_period};
    oql_status st = OQL_OK;

    if (p->of.soil != NULL) {
        OQL_TRY(oql_layout_set(p->store, "soil_levels", &l, p->of.soil->soil, err));
    }
    if (p->of.n_stat > 0) {
        OQL_TRY(oql_layout_set(p->store, curves_key(p, true), curves_s, NULL, err));
    }
    if (p->of.keep_rlzs) {
        OQL_TRY(oql_layout_set(p->store, curves_key(p, false), curves_r, NULL, err));
    }
    if (p->of.maps) {
        OQL_TRY(oql_layout_set(p->store, "poes", &p->of.n_poe, job->poes.x, err));
        if (p->of.n_stat > 0) {
            OQL_TRY(oql_layout_set(p->store, "hmaps_stats", maps_s, NULL, err));
        }
        if (p->of.keep_rlzs) {
            OQL_TRY(oql_layout_set(p->store, "hmaps_rlzs", maps_r, NULL, err));
        }
    }
    if (p->of.spectra) {
        double *period = oql_calloc(p->of.n_period, sizeof *period);
        if (period == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the periods");
        }
        for (size_t t = 0; t < p->of.n_period; ++t) {
            period[t] = job->measures[p->of.period[t]].imt.period_s;
        }
        st = oql_layout_set(p->store, "periods", &p->of.n_period, period, err);
        free(period);
        OQL_TRY(st);
        if (p->of.n_stat > 0) {
            OQL_TRY(oql_layout_set(p->store, "uhs_stats", uhs_s, NULL, err));
        }
        if (p->of.keep_rlzs) {
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
    oql_status st = oql_post_stat_names(p->of.setup->in->job, &names, &n, err);
    if (st == OQL_OK && n > 0) {
        st = oql_layout_set(p->store, "stats", &n, names, err);
    }
    for (size_t i = 0; i < n; ++i) {
        free(names[i]);
    }
    free(names);
    return st;
}

/* Values of doubles that a site has in a chunk. */
static size_t site_values(const oql_post_setup *p)
{
    const size_t map = p->setup->n_imt * p->n_poe, uhs = p->n_poe * p->n_period;
    const size_t kinds = p->n_stat + (p->keep_rlzs ? p->n_rlz : 0);
    return p->n_curve * p->setup->n_imt * p->setup->n_lvl +
           kinds * (p->setup->n_imt * p->n_lvl + map + uhs);
}

/* Sites of a chunk: as many as fit, and whole chunks of the largest array of the file, so that none is
 * written twice; but small enough that writing and computing overlap. */
static size_t chunk_sites(const oql_post_setup *p)
{
    const size_t n_site = p->setup->in->sites->n;
    const size_t kinds = p->keep_rlzs ? p->n_rlz : p->n_stat;
    const oql_array largest = {
        .type = OQL_F64, .rank = 4, .dims = {n_site, kinds, p->setup->n_imt, p->n_lvl}};
    const size_t rows = kinds > 0 ? oql_store_rows(&largest) : 1;
    const size_t most = rows > OQL_CHUNK_SITES ? rows : OQL_CHUNK_SITES / rows * rows;
    size_t n = OQL_CHUNK_BYTES / (site_values(p) * sizeof(double) + 1);
    n = n < 1 ? 1 : (n > most ? most : n);
    n = n > rows ? n / rows * rows : n;
    return n < n_site ? n : n_site;
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

static size_t weight_values(const oql_post_setup *p)
{
    return p->values ? count_labels(p->setup->in) * p->tree.n_weight * p->n_rlz : 0;
}

static oql_status allocate_chunk(const post *p, oql_post_chunk *c, oql_err *err)
{
    const oql_post_setup *of = &p->of;
    const size_t rock = of->setup->n_imt * of->setup->n_lvl, n = p->n_chunk;
    const size_t cell = of->setup->n_imt * of->n_lvl;
    const size_t map = of->setup->n_imt * of->n_poe, uhs = of->n_poe * of->n_period;
    const size_t r = of->keep_rlzs ? of->n_rlz : 0;

    c->curves = oql_calloc(of->n_curve * n * rock, sizeof(double));
    c->stats = oql_calloc(n * of->n_stat * cell, sizeof(double));
    c->rlzs = oql_calloc(n * r * cell, sizeof(double));
    c->map_stats = oql_calloc(n * of->n_stat * map, sizeof(double));
    c->map_rlzs = oql_calloc(n * r * map, sizeof(double));
    c->uhs_stats = oql_calloc(n * of->n_stat * uhs, sizeof(double));
    c->uhs_rlzs = oql_calloc(n * r * uhs, sizeof(double));
    if (c->curves == NULL || c->stats == NULL || c->rlzs == NULL || c->map_stats == NULL ||
        c->map_rlzs == NULL || c->uhs_stats == NULL || c->uhs_rlzs == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu realizations", of->n_rlz);
    }
    return OQL_OK;
}

static oql_status allocate(post *p, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(allocate_chunk(p, &p->chunk[0], err));
    if (p->n_chunk < p->of.setup->in->sites->n) { /* else there is only one */
        OQL_TRY(allocate_chunk(p, &p->chunk[1], err));
    }
    p->scratch = oql_calloc(p->n_thread * oql_post_scratch(&p->of), sizeof(double));
    p->of.weight = oql_calloc(weight_values(&p->of), sizeof(double));
    if (p->scratch == NULL || p->of.weight == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu realizations", p->of.n_rlz);
    }
done:
    return st;
}

static void fill_weights(oql_post_setup *p)
{
    const oql_inputs *in = p->setup->in;
    double *weight = p->weight;
    for (size_t b = 0; p->values && b < count_labels(in); ++b) {
        const oql_lt *lt = oql_labels_lt(in, b);
        for (size_t m = 0; m < p->tree.n_weight; ++m) {
            const char *imt = p->tree.n_weight == 1 ? NULL : in->job->measures[m].imt.text;
            for (size_t r = 0; r < p->n_rlz; ++r) {
                *weight++ = oql_lt_rlz_weight(lt, r, imt);
            }
        }
    }
}

static void clear_of(oql_post_setup *p)
{
    free(p->period);
    free(p->weight);
    oql_tree_clear(&p->tree);
}

static void clear(post *p)
{
    for (size_t k = 0; k < 2; ++k) {
        oql_post_chunk *c = &p->chunk[k];
        free(c->curves);
        free(c->stats);
        free(c->rlzs);
        free(c->map_stats);
        free(c->map_rlzs);
        free(c->uhs_stats);
        free(c->uhs_rlzs);
    }
    free(p->scratch);
    clear_of(&p->of);
}

/* What is to be computed. *p must be cleared even on failure. */
static oql_status prepare(const oql_setup *setup, oql_post_setup *p, oql_err *err)
{
    const oql_inputs *in = setup->in;
    const oql_job *job = in->job;
    oql_status st = OQL_OK;

    *p = (oql_post_setup){.setup = setup};
    p->n_curve = oql_count_curves(in);
    p->n_rlz = oql_lt_n_rlz(in->lt);
    p->n_stat = count_stats(job);
    if (in->amplification != NULL && in->amplification->method == OQL_AMPLIFY_CONVOLUTION) {
        p->soil = in->amplification;
    }
    p->n_lvl = p->soil == NULL ? setup->n_lvl : p->soil->n_soil;
    p->keep_rlzs = job->individual_rlzs || p->n_rlz == 1;
    p->n_poe = job->hazard_maps || job->uniform_hazard_spectra ? job->poes.n : 0;
    p->maps = p->n_poe > 0;
    p->period = calloc(setup->n_imt, sizeof *p->period);
    if (p->period == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the periods");
    }
    for (size_t m = 0; m < setup->n_imt; ++m) {
        const oql_imt_kind kind = job->measures[m].imt.kind;
        if (kind == OQL_IMT_PGA || kind == OQL_IMT_SA) {
            p->period[p->n_period++] = m;
        }
    }
    p->spectra = p->maps && job->uniform_hazard_spectra && p->n_period > 0;
    OQL_TRY(oql_tree_init(in, &p->tree, err));
    p->values = p->keep_rlzs || job->quantiles.n > 0 || job->std || job->max ||
                p->soil != NULL || (job->mean && oql_tree_is_sampled(&p->tree));
done:
    return st;
}

oql_status oql_post_bytes(const oql_setup *setup, int n_thread, size_t *bytes, oql_err *err)
{
    oql_post_setup p;
    const size_t threads = (size_t)(n_thread > 0 ? n_thread : omp_get_max_threads());
    const oql_status st = prepare(setup, &p, err);
    if (st == OQL_OK) {
        const size_t n = chunk_sites(&p), chunks = n < setup->in->sites->n ? 2 : 1;
        /* realizations are listed with their paths, a text each */
        *bytes = oql_tree_bytes(setup->in) + 100 * p.n_rlz +
                 (chunks * n * site_values(&p) + threads * oql_post_scratch(&p) +
                  weight_values(&p)) *
                     sizeof(double);
    }
    clear_of(&p);
    return st;
}

oql_status oql_post(const oql_setup *setup, oql_run *run, oql_store *store, int n_thread,
                    oql_err *err)
{
    oql_status st = OQL_OK;
    post p = {.run = run, .store = store};

    p.n_thread = (size_t)(n_thread > 0 ? n_thread : omp_get_max_threads());
    p.n_thread = p.n_thread < setup->in->sites->n ? p.n_thread : setup->in->sites->n;
    OQL_TRY(prepare(setup, &p.of, err));
    p.n_chunk = chunk_sites(&p.of);
    OQL_TRY(allocate(&p, err));
    fill_weights(&p.of);
    OQL_TRY(write_realizations(&p, err));
    OQL_TRY(write_stat_names(&p, err));
    OQL_TRY(declare_results(&p, err));
    OQL_TRY(all_sites(&p, err));
done:
    clear(&p);
    return st;
}
