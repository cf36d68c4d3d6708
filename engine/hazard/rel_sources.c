/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"
#include "hazard/bundles.h"
#include "hazard/by_src.h"
#include "hazard/disagg.h"
#include "hazard/labels.h"

#define OQL_RELEVANT      0.1    /* of the greatest source's rate */
#define OQL_PART_RUPTURES 4000.0 /* less is not worth a part of its own */
#define OQL_BATCH         16     /* parts whose matrices are held at once */
#define OQL_REL_SOURCES   "disagg_by_rel_sources.main"

/* What the job asks for. */
typedef struct {
    size_t n_imt, n_site;
    size_t *imt;  /* (n_imt) indices into the job's measures */
    size_t *site; /* (n_site) */
    double *iml;  /* (n_site, n_imt) */
} wanted;

typedef struct {
    const oql_setup *setup;
    oql_arena *arena;
    oql_bins bins;
    oql_disagg_targets targets;
    oql_source_names names;
    oql_source_part *part;
    size_t n_part;
    int n_thread;
    oql_worker **worker;
    oql_collector *collector; /* (threads) */
    double **buffer;          /* (OQL_BATCH) (N, slots, M, cells) */

    /* of the current site and group */
    size_t site, group;
    size_t *slot;   /* (models) */
    double *weight; /* (slots) */
    size_t n_slot, n_value;
} rel;

static oql_status no_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the disaggregation by source");
}

/* ---- what the job asks for ---- */

bool oql_rel_sources_asked(const oql_job *job)
{
    return job->mode == OQL_JOB_CLASSICAL && job->disagg_by_src &&
           strcmp(job->postproc_func, OQL_REL_SOURCES) == 0;
}

static bool find_measure(const oql_job *job, const oql_literal *text, size_t *out)
{
    oql_imt imt;
    oql_err ignored = {0};
    if (text->kind != OQL_LIT_TEXT || oql_imt_parse(text->text, &imt, &ignored) != OQL_OK) {
        return false;
    }
    for (size_t m = 0; m < job->n_measures; ++m) {
        if (oql_imt_is_equal(&job->measures[m].imt, &imt)) {
            *out = m;
            return true;
        }
    }
    return false;
}

static oql_status read_sites(const oql_inputs *in, const oql_literal *by_site, oql_arena *arena,
                             wanted *w, oql_err *err)
{
    w->site = oql_arena_alloc(arena, by_site->n + 1, sizeof *w->site);
    w->iml = oql_arena_alloc(arena, (by_site->n + 1) * w->n_imt, sizeof *w->iml);
    if (w->site == NULL || w->iml == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < by_site->n; ++i) {
        const oql_literal *key = &by_site->keys[i], *list = &by_site->items[i];
        if (key->kind != OQL_LIT_NUMBER || !(key->number >= 0.0) ||
            !(key->number < (double)in->sites->n) || list->kind != OQL_LIT_LIST ||
            list->n != w->n_imt) {
            return OQL_FAIL(err, OQL_ECONFIG,
                            "imls_by_sid: item %zu, expected the index of a site (0 … %zu) and "
                            "a list of %zu levels",
                            i + 1, in->sites->n - 1, w->n_imt);
        }
        w->site[i] = (size_t)key->number;
        for (size_t j = 0; j < i; ++j) {
            if (w->site[j] == w->site[i]) {
                return OQL_FAIL(err, OQL_ECONFIG, "imls_by_sid: site %zu occurs twice",
                                w->site[i]);
            }
        }
        for (size_t m = 0; m < list->n; ++m) {
            if (list->items[m].kind != OQL_LIT_NUMBER || !(list->items[m].number > 0.0)) {
                return OQL_FAIL(err, OQL_ECONFIG,
                                "imls_by_sid: site %zu has a level that is no number > 0",
                                w->site[i]);
            }
            w->iml[i * w->n_imt + m] = list->items[m].number;
        }
    }
    w->n_site = by_site->n;
    return OQL_OK;
}

static oql_status read_args(const oql_inputs *in, oql_arena *arena, wanted *w, oql_err *err)
{
    const oql_literal *args = in->job->postproc_args;
    const oql_literal *imts = oql_literal_get(args, "imts");
    const oql_literal *by_site = oql_literal_get(args, "imls_by_sid");

    *w = (wanted){0};
    if (imts == NULL || imts->kind != OQL_LIT_LIST || imts->n == 0 || by_site == NULL ||
        by_site->kind != OQL_LIT_DICT) {
        return OQL_FAIL(err, OQL_ECONFIG,
                        "expected {\"imts\": [\"PGA\", …], \"imls_by_sid\": {0: [0.1, …]}}");
    }
    w->imt = oql_arena_alloc(arena, imts->n, sizeof *w->imt);
    if (w->imt == NULL) {
        return no_memory(err);
    }
    for (size_t m = 0; m < imts->n; ++m) {
        if (!find_measure(in->job, &imts->items[m], &w->imt[m])) {
            return OQL_FAIL(err, OQL_ECONFIG,
                            "imts: \"%s\", expected one of the job's measures",
                            imts->items[m].kind == OQL_LIT_TEXT ? imts->items[m].text : "?");
        }
    }
    w->n_imt = imts->n;
    return read_sites(in, by_site, arena, w, err);
}

void oql_rel_sources_check(const oql_inputs *in, oql_problems *problems)
{
    const oql_job_param *p = oql_job_find(in->job, "postproc_args");
    oql_arena *arena = NULL;
    oql_err err = {0};
    wanted w;

    if (!oql_rel_sources_asked(in->job) || in->sites == NULL) {
        return;
    }
    p = p == NULL ? oql_job_find(in->job, "postproc_func") : p;
    for (size_t g = 0; g < in->n_group; ++g) {
        for (size_t b = 0; b < in->group[g].n_bundle; ++b) {
            const oql_source_group *a = in->group[g].bundle[b].atomic;
            if (a != NULL && (a->cluster || a->mutex_ruptures)) {
                oql_problem_error(
                    problems, p->file, p->line,
                    "source \"%s\": %s, expected sources that can be disaggregated",
                    in->group[g].bundle[b].part[0].source->id,
                    a->cluster ? "a cluster" : "mutually exclusive ruptures");
            }
        }
    }
    if (oql_arena_create(&arena, &err) != OQL_OK || read_args(in, arena, &w, &err) != OQL_OK) {
        oql_problem_error(problems, p->file, p->line, "%s: %s", p->key, err.text);
    }
    oql_arena_destroy(arena);
}

/* ---- which sources matter ---- */

static double interpolate(size_t n, const double *x, const double *y, size_t step, double at)
{
    size_t i = 0;
    while (i < n && x[i] <= at) {
        ++i;
    }
    if (i == 0 || i == n) {
        return y[(i == 0 ? 0 : n - 1) * step];
    }
    const double lo = y[(i - 1) * step], hi = y[i * step];
    return lo + (hi - lo) * ((at - x[i - 1]) / (x[i] - x[i - 1]));
}

/* Marks the sources that matter at a site for some measure; returns how many. */
static oql_status find_relevant(const rel *d, oql_store *store, const wanted *w, size_t k,
                                bool *relevant, size_t *n, oql_err *err)
{
    const oql_setup *s = d->setup;
    const size_t n_name = d->names.n;
    const size_t start[4] = {w->site[k], 0, 0, 0}, count[4] = {1, s->n_imt, s->n_lvl, n_name};
    double *rate = oql_calloc(s->n_imt * s->n_lvl * n_name, sizeof *rate);
    double *at = oql_calloc(n_name, sizeof *at);
    oql_status st = OQL_OK;

    *n = 0;
    if (rate == NULL || at == NULL) {
        st = no_memory(err);
        goto done;
    }
    OQL_TRY(oql_store_read(store, "mean_rates_by_src", OQL_F64, 0, start, count, rate, err));
    for (size_t m = 0; m < w->n_imt; ++m) {
        double most = 0.0;
        for (size_t u = 0; u < n_name; ++u) {
            at[u] = interpolate(s->n_lvl, s->in->job->measures[w->imt[m]].levels,
                                rate + w->imt[m] * s->n_lvl * n_name + u, n_name,
                                w->iml[k * w->n_imt + m]);
            most = fmax(most, at[u]);
        }
        for (size_t u = 0; u < n_name; ++u) {
            relevant[u] = relevant[u] || at[u] > OQL_RELEVANT * most;
        }
    }
    for (size_t u = 0; u < n_name; ++u) {
        *n += relevant[u];
    }
done:
    free(rate);
    free(at);
    return st;
}

/* ---- matrices ---- */

static void start_worker(rel *d, int me, double *rate, double share)
{
    oql_collector *c = &d->collector[me];
    c->n_slot = d->n_slot;
    c->slot = d->slot;
    c->rate = rate;
    c->share = share;
    d->worker[me]->collector = c;
    oql_worker_begin(d->worker[me], &d->setup->in->group[d->group], d->site, 1, NULL);
}

/* Models of the group that have a weight at the site. */
static oql_status start_group(rel *d, size_t group, oql_err *err)
{
    const oql_inputs *in = d->setup->in;
    const oql_group *g = &in->group[group];
    const size_t label = oql_labels_of_site(in, d->site);

    d->group = group;
    d->n_slot = 0;
    for (size_t k = 0; k < in->region[g->trt].n_model; ++k) {
        const double weight = oql_group_model_weight(in, g, k, label);
        d->slot[k] = weight > 0.0 ? d->n_slot : SIZE_MAX;
        if (weight > 0.0) {
            d->weight[d->n_slot++] = weight;
        }
    }
    d->n_value = d->targets.n_site * d->n_slot * d->targets.n_imt * d->bins.n_cell;
    for (size_t i = 0; i < OQL_BATCH; ++i) {
        free(d->buffer[i]);
        d->buffer[i] = NULL;
    }
    d->buffer[0] = oql_calloc(d->n_value, sizeof(double)); /* the others as needed */
    return d->buffer[0] == NULL ? no_memory(err) : OQL_OK;
}

/* Add a matrix of a model (cells of the site and measure) to bins of magnitude, distance, epsilon. */
static void project(const rel *d, const double *cell, double weight, size_t step, double *out)
{
    const oql_bins *b = &d->bins;
    const size_t n_eps = b->n[OQL_AXIS_EPS];
    const size_t n_place = b->n[OQL_AXIS_LON] * b->n[OQL_AXIS_LAT];
    for (size_t i = 0; i < b->n[OQL_AXIS_MAG] * b->n[OQL_AXIS_DIST]; ++i) {
        for (size_t p = 0; p < n_place; ++p) {
            for (size_t e = 0; e < n_eps; ++e) {
                out[(i * n_eps + e) * step] += weight * cell[(i * n_place + p) * n_eps + e];
            }
        }
    }
}

static const double *matrix(const rel *d, const double *x, size_t slot, size_t imt)
{
    return x + ((d->site * d->n_slot + slot) * d->targets.n_imt + imt) * d->bins.n_cell;
}

/* Independent parts of a source in the current group, added up in buffer 0. */
static oql_status do_parts(rel *d, size_t n, const oql_source_part *const *part, oql_err *err)
{
    oql_err why[OQL_BATCH] = {{0}};
    const int threads = d->n_thread;

#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) default(none)               \
    shared(d, n, part, why)
    for (size_t i = 0; i < n; ++i) {
        double **x = &d->buffer[i];
        if (*x == NULL) {
            *x = oql_calloc(d->n_value, sizeof **x);
        }
        if (*x == NULL) {
            (void)no_memory(&why[i]);
            continue;
        }
        if (i > 0) {
            memset(*x, 0, d->n_value * sizeof **x);
        }
        start_worker(d, omp_get_thread_num(), *x, 1.0);
        (void)oql_source_part_do(d->worker[omp_get_thread_num()], part[i], &why[i]);
    }
    for (size_t i = 0; i < n; ++i) {
        if (why[i].code != OQL_OK) {
            *err = why[i];
            return why[i].code;
        }
        for (size_t v = 0; i > 0 && v < d->n_value; ++v) {
            d->buffer[0][v] += d->buffer[i][v];
        }
    }
    return OQL_OK;
}

/* Mutually exclusive sources: weights of the sources that reach a magnitude multiply the mean of the
 * probabilities over the models (OpenQuake's definition). out: (V, I) */
static oql_status do_mutex(rel *d, const wanted *w, const oql_bundle *b, double *out,
                           oql_err *err)
{
    const oql_bins *bins = &d->bins;
    const size_t n_mag = bins->n[OQL_AXIS_MAG], per_mag = bins->n_cell / n_mag;
    const size_t n_out = n_mag * bins->n[OQL_AXIS_DIST] * bins->n[OQL_AXIS_EPS] * w->n_imt;
    const double time_yr = d->setup->in->job->investigation_time_yr;
    const oql_collector *c = &d->collector[0];
    double *part = oql_calloc(d->n_value, sizeof *part), *poe = d->buffer[0];
    double *reach = oql_calloc(n_mag, sizeof *reach), *sum = oql_calloc(n_out, sizeof *sum);
    oql_status st = OQL_OK;

    if (part == NULL || reach == NULL || sum == NULL) {
        st = no_memory(err);
        goto done;
    }
    memset(poe, 0, d->n_value * sizeof *poe);
    start_worker(d, 0, part, b->atomic->probability);
    for (size_t i = 0; i < b->n_part; ++i) {
        const double weight = b->part[i].source->mutex_weight;
        memset(part, 0, d->n_value * sizeof *part);
        memset(c->touched, 0, d->targets.n_site * n_mag * sizeof *c->touched);
        OQL_TRY(oql_tile_part(d->worker[0], &b->part[i], err));
        for (size_t v = 0; v < d->n_value; ++v) {
            poe[v] += weight * -expm1(-part[v] * time_yr);
        }
        for (size_t v = 0; v < n_mag; ++v) {
            reach[v] += c->touched[d->site * n_mag + v] ? weight : 0.0;
        }
    }
    for (size_t v = 0; v < d->n_value; ++v) {
        poe[v] *= reach[v % bins->n_cell / per_mag];
    }
    for (size_t m = 0; m < w->n_imt; ++m) {
        for (size_t k = 0; k < d->n_slot; ++k) {
            project(d, matrix(d, poe, k, w->imt[m]), d->weight[k], w->n_imt, sum + m);
        }
    }
    for (size_t i = 0; i < n_out; ++i) {
        out[i] += oql_disagg_rate_of_poe(sum[i]);
    }
done:
    free(part);
    free(reach);
    free(sum);
    return st;
}

/* The source in one group: out (V, I) += rates in the investigation time. */
static oql_status do_group(rel *d, const wanted *w, size_t name, double *out, oql_err *err)
{
    const oql_inputs *in = d->setup->in;
    const double time_yr = in->job->investigation_time_yr;
    const oql_source_part *batch[OQL_BATCH];
    size_t n = 0;
    bool any = false;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < d->n_part; ++i) {
        const oql_source_part *p = &d->part[i];
        const oql_bundle *b =
            p->bundle1 > p->bundle0 ? &in->group[p->group].bundle[p->bundle0] : NULL;
        if (p->group != d->group || p->name != name || (b != NULL && b->atomic != NULL)) {
            continue;
        }
        any = true;
        batch[n++] = p;
        if (n == OQL_BATCH) {
            OQL_TRY(do_parts(d, n, batch, err));
            n = 0;
        }
    }
    OQL_TRY(do_parts(d, n, batch, err));
    for (size_t v = 0; any && v < d->n_value; ++v) {
        d->buffer[0][v] = oql_disagg_cut_rate(d->buffer[0][v] * time_yr);
    }
    for (size_t m = 0; any && m < w->n_imt; ++m) {
        for (size_t k = 0; k < d->n_slot; ++k) {
            project(d, matrix(d, d->buffer[0], k, w->imt[m]), d->weight[k], w->n_imt, out + m);
        }
    }
    for (size_t i = 0; i < d->n_part; ++i) {
        const oql_source_part *p = &d->part[i];
        if (p->group == d->group && p->name == name && p->bundle1 > p->bundle0 &&
            in->group[p->group].bundle[p->bundle0].atomic != NULL) {
            OQL_TRY(do_mutex(d, w, &in->group[p->group].bundle[p->bundle0], out, err));
        }
    }
done:
    return st;
}

static bool has_source(const rel *d, size_t group, size_t name)
{
    for (size_t i = 0; i < d->setup->in->group[group].n_source; ++i) {
        if (d->names.of[group][i] == name) {
            return true;
        }
    }
    return false;
}

/* ---- one site ---- */

static oql_status write_site(const rel *d, oql_store *store, const wanted *w, size_t n,
                             const char *const *name, const double *x, oql_err *err)
{
    const oql_bins *b = &d->bins;
    const size_t dims[3] = {n, b->n[OQL_AXIS_MAG] * b->n[OQL_AXIS_DIST] * b->n[OQL_AXIS_EPS],
                            w->n_imt};
    char key[64];
    oql_status st = OQL_OK;

    (void)snprintf(key, sizeof key, "mean_disagg_by_src/%zu", d->site);
    OQL_TRY(oql_layout_set(store, key, dims, x, err));
    (void)snprintf(key, sizeof key, "mean_disagg_by_src_ids/%zu", d->site);
    OQL_TRY(oql_layout_set(store, key, &n, name, err));
done:
    return st;
}

static void aim(rel *d, const wanted *w, size_t k)
{
    const oql_job *job = d->setup->in->job;
    const size_t n_imt = d->targets.n_imt;
    d->site = w->site[k];
    for (size_t i = 0; i < d->targets.n_site * n_imt; ++i) {
        d->targets.ln_iml[i] = -HUGE_VAL; /* not asked */
    }
    for (size_t m = 0; m < w->n_imt; ++m) {
        const double x = w->iml[k * w->n_imt + m];
        d->targets.ln_iml[d->site * n_imt + w->imt[m]] =
            job->measures[w->imt[m]].imt.kind == OQL_IMT_MMI ? x : log(x);
    }
}

static oql_status do_site(rel *d, oql_store *store, const wanted *w, size_t k, oql_err *err)
{
    const oql_inputs *in = d->setup->in;
    const oql_bins *b = &d->bins;
    const size_t n_cell =
        b->n[OQL_AXIS_MAG] * b->n[OQL_AXIS_DIST] * b->n[OQL_AXIS_EPS] * w->n_imt;
    bool *relevant = calloc(d->names.n + 1, sizeof *relevant);
    const char **name = calloc(d->names.n + 1, sizeof *name);
    double *out = NULL;
    size_t n = 0, u = 0;
    oql_status st = OQL_OK;

    if (relevant == NULL || name == NULL) {
        st = no_memory(err);
        goto done;
    }
    aim(d, w, k);
    OQL_TRY(find_relevant(d, store, w, k, relevant, &n, err));
    out = oql_calloc(n * n_cell, sizeof *out);
    if (out == NULL) {
        st = no_memory(err);
        goto done;
    }
    for (size_t i = 0; i < d->names.n; ++i) {
        if (!relevant[i]) {
            continue;
        }
        for (size_t g = 0; g < in->n_group; ++g) {
            if (has_source(d, g, i)) {
                OQL_TRY(start_group(d, g, err));
                OQL_TRY(do_group(d, w, i, out + u * n_cell, err));
            }
        }
        name[u++] = d->names.name[i];
    }
    OQL_TRY(write_site(d, store, w, n, name, out, err));
done:
    free(relevant);
    free(name);
    free(out);
    return st;
}

/* ---- all ---- */

static oql_status make_workers(rel *d, oql_err *err)
{
    const oql_setup *s = d->setup;
    const size_t n = (size_t)d->n_thread, n_site = s->in->sites->n;
    const size_t lanes = s->block_sites > OQL_CTX_LANES ? s->block_sites : OQL_CTX_LANES;
    oql_status st = OQL_OK;

    d->worker = oql_arena_alloc(d->arena, n, sizeof *d->worker);
    d->collector = oql_arena_alloc(d->arena, n, sizeof *d->collector);
    d->buffer = oql_arena_alloc(d->arena, OQL_BATCH, sizeof *d->buffer);
    d->slot = oql_arena_alloc(d->arena, s->max_leaf, sizeof *d->slot);
    d->weight = oql_arena_alloc(d->arena, s->max_leaf, sizeof *d->weight);
    d->targets = (oql_disagg_targets){.n_site = n_site, .n_imt = s->n_imt, .n_poe = 1};
    d->targets.ln_iml = oql_arena_alloc(d->arena, n_site * s->n_imt, sizeof(double));
    if (d->worker == NULL || d->collector == NULL || d->buffer == NULL || d->slot == NULL ||
        d->weight == NULL || d->targets.ln_iml == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < n; ++i) {
        oql_collector *c = &d->collector[i];
        *c = (oql_collector){
            .bins = &d->bins, .targets = &d->targets, .star = s->in->job->epsilon_star};
        c->mean = oql_arena_alloc(d->arena, s->n_imt * lanes, sizeof(double));
        c->sigma = oql_arena_alloc(d->arena, s->n_imt * lanes, sizeof(double));
        c->poe = oql_arena_alloc(d->arena, d->bins.eps.n, sizeof(double));
        c->touched = oql_arena_alloc(d->arena, n_site * d->bins.mag.n, sizeof(bool));
        if (c->mean == NULL || c->sigma == NULL || c->poe == NULL || c->touched == NULL) {
            return no_memory(err);
        }
        OQL_TRY(oql_worker_create(s, &d->worker[i], err));
    }
done:
    return st;
}

/* What all sites share: bins, measures, levels. */
static oql_status write_axes(const rel *d, oql_store *store, const wanted *w, oql_err *err)
{
    const oql_inputs *in = d->setup->in;
    const oql_bins *b = &d->bins;
    const size_t edges[3] = {b->mag.n + 1, b->dist.n + 1, b->eps.n + 1};
    const size_t dims[2] = {in->sites->n, w->n_imt};
    const char **imt = oql_arena_alloc(d->arena, w->n_imt, sizeof *imt);
    double *iml = oql_arena_alloc(d->arena, in->sites->n * w->n_imt, sizeof *iml);
    oql_status st = OQL_OK;

    if (imt == NULL || iml == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < w->n_site * w->n_imt; ++i) {
        iml[w->site[i / w->n_imt] * w->n_imt + i % w->n_imt] = w->iml[i];
    }
    for (size_t m = 0; m < w->n_imt; ++m) {
        imt[m] = in->job->measures[w->imt[m]].imt.text;
    }
    OQL_TRY(oql_layout_set(store, "disagg_bins/Mag", &edges[0], b->mag.edge, err));
    OQL_TRY(oql_layout_set(store, "disagg_bins/Dist", &edges[1], b->dist.edge, err));
    OQL_TRY(oql_layout_set(store, "disagg_bins/Eps", &edges[2], b->eps.edge, err));
    OQL_TRY(oql_layout_set(store, "mean_disagg_by_src_imts", &w->n_imt, imt, err));
    OQL_TRY(oql_layout_set(store, "mean_disagg_by_src_imls", dims, iml, err));
done:
    return st;
}

oql_status oql_rel_sources(const oql_setup *setup, oql_store *store, int n_thread, oql_err *err)
{
    const oql_inputs *in = setup->in;
    oql_setup second = *setup; /* borrows: not cleared */
    rel d = {.setup = &second, .n_thread = n_thread > 0 ? n_thread : omp_get_max_threads()};
    wanted w;
    oql_status st = OQL_OK;

    if (!oql_rel_sources_asked(in->job) || in->n_group == 0) {
        return OQL_OK;
    }
    second.closest_point = true;
    OQL_TRY(oql_arena_create(&d.arena, err));
    OQL_TRY(read_args(in, d.arena, &w, err));
    OQL_TRY(oql_bins_make(in, d.arena, &d.bins, err));
    OQL_TRY(oql_source_names_make(in, d.arena, &d.names, err));
    OQL_TRY(oql_source_parts_make(in, &d.names, OQL_PART_RUPTURES, d.arena, &d.part, &d.n_part,
                                  err));
    OQL_TRY(make_workers(&d, err));
    OQL_TRY(write_axes(&d, store, &w, err));
    for (size_t k = 0; k < w.n_site; ++k) {
        OQL_TRY(do_site(&d, store, &w, k, err));
    }
done:
    for (int i = 0; d.worker != NULL && i < d.n_thread; ++i) {
        oql_worker_destroy(d.worker[i]);
    }
    for (size_t i = 0; d.buffer != NULL && i < OQL_BATCH; ++i) {
        free(d.buffer[i]);
    }
    oql_arena_destroy(d.arena);
    return st;
}
