/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/estimate.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hazard/classical.h"
#include "hazard/clock.h"

#define OQL_SAMPLES       64  /* parts at most; a power of two */
#define OQL_SAMPLE_PLACES 500 /* ruptures of point-like places in one part */

typedef struct {
    oql_setup setup;
    oql_worker *worker;
    double *rates;
    size_t n_rates; /* values of the largest block */
    double total;   /* ruptures x sites */
} sampler;

/* Ruptures of one place. */
static double place_weight(const oql_points *p, size_t i)
{
    const oql_point_shape *s = &p->shapes[p->shape[i]];
    return (double)p->mfds[p->mfd[i]].n * (double)(s->n_plane * s->n_depth);
}

/* Places from the one that holds rupture `at` of the group, to about OQL_SAMPLE_PLACES ruptures. */
static void find_places(const oql_group *g, double at, size_t *first, size_t *end, double *w)
{
    size_t i = 0;
    double sum = place_weight(&g->points, 0);
    while (i + 1 < g->points.n && sum <= at) {
        sum += place_weight(&g->points, ++i);
    }
    *first = i;
    *w = 0.0;
    while (i < g->points.n && *w < OQL_SAMPLE_PLACES) {
        *w += place_weight(&g->points, i++);
    }
    *end = i;
}

/* Compute the part of the group that holds rupture `at`, at one block; *w becomes its weight. */
static oql_status compute_part(sampler *s, const oql_group *g, double at, size_t block,
                               double *w, oql_err *err)
{
    const size_t site0 = block * s->setup.block_sites, left = s->setup.in->sites->n - site0;
    const size_t n_site = left < s->setup.block_sites ? left : s->setup.block_sites;
    double of_places = 0.0;
    size_t first = 0, end = 0, f = 0;

    for (size_t i = 0; i < g->points.n; ++i) {
        of_places += place_weight(&g->points, i);
    }
    memset(s->rates, 0, s->n_rates * sizeof *s->rates);
    oql_worker_begin(s->worker, g, site0, n_site, s->rates);
    if (at < of_places) {
        find_places(g, at, &first, &end, w);
        oql_tile_points(s->worker, first, end);
        *w *= (double)n_site;
        return OQL_OK;
    }
    at -= of_places;
    while (f + 1 < g->n_fault && at >= (double)g->fault[f].ruptures->n) {
        at -= (double)g->fault[f++].ruptures->n;
    }
    *w = (double)g->fault[f].ruptures->n * (double)n_site;
    return oql_tile_fault(s->worker, &g->fault[f], err);
}

/* The part at the share x (0 … 1) of all ruptures x sites, groups one after the other. */
static oql_status sample(sampler *s, double x, double *w, oql_err *err)
{
    const oql_inputs *in = s->setup.in;
    const double n_site = (double)in->sites->n;
    double at = x * s->total;
    size_t g = 0;

    while (g + 1 < in->n_group && at >= (double)in->group[g].n_rupture * n_site) {
        at -= (double)in->group[g++].n_rupture * n_site;
    }
    const double n_rupture = (double)in->group[g].n_rupture;
    if (n_rupture == 0.0) {
        return OQL_OK;
    }
    /* within a group sites vary fastest, so that the samples spread over both */
    double rupture = at / n_site;
    const size_t site = (size_t)((rupture - (double)(uint64_t)rupture) * n_site);
    rupture = rupture < n_rupture ? rupture : n_rupture - 1.0;
    return compute_part(s, &in->group[g], rupture,
                        (site < in->sites->n ? site : in->sites->n - 1) / s->setup.block_sites,
                        w, err);
}

/* Bits of i turned round: whenever the time is over, the samples so far are spread evenly. */
static double spread(size_t i)
{
    double x = 0.5 / OQL_SAMPLES, half = 0.5;
    for (; i > 0; i /= 2, half /= 2.0) {
        x += (i % 2 == 1) ? half : 0.0;
    }
    return x;
}

static oql_status take_samples(sampler *s, double budget, oql_estimate *out, oql_err *err)
{
    const double start = oql_thread_seconds();
    double seconds = 0.0, contexts = 0.0, weight = 0.0;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < OQL_SAMPLES; ++i) {
        const double begin = oql_thread_seconds();
        const uint64_t ctx = s->worker->n_ctx;
        double w = 0.0;
        OQL_TRY(sample(s, spread(i), &w, err));
        const double end = oql_thread_seconds();
        if (w > 0.0) {
            seconds += (end - begin) / w;
            contexts += (double)(s->worker->n_ctx - ctx) / w;
            weight += w;
            ++out->n_sample;
        }
        if (end - start > budget) {
            break;
        }
    }
    if (out->n_sample > 0) {
        out->seconds = seconds / (double)out->n_sample * s->total;
        out->n_context = contexts / (double)out->n_sample * s->total;
        out->share = weight < s->total ? weight / s->total : 1.0;
    }
done:
    return st;
}

oql_status oql_estimate_make(const oql_inputs *in, int n_thread, double budget,
                             oql_estimate *out, oql_err *err)
{
    sampler s = {.n_rates = 0};
    oql_status st = OQL_OK;
    size_t n_model = 0;

    *out = (oql_estimate){0};
    OQL_TRY(oql_setup_init(&s.setup, in, err));
    for (size_t g = 0; g < in->n_group; ++g) {
        s.total += (double)in->group[g].n_rupture * (double)in->sites->n;
    }
    if (!(s.total > 0.0)) {
        goto done;
    }
    for (size_t t = 0; t < in->n_region; ++t) {
        n_model = in->region[t].n_model > n_model ? in->region[t].n_model : n_model;
    }
    s.n_rates = n_model * s.setup.n_imt * s.setup.n_lvl * s.setup.block_sites;
    s.rates = oql_calloc(s.n_rates, sizeof *s.rates);
    if (s.rates == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the rates of a tile");
        goto done;
    }
    OQL_TRY(oql_worker_create(&s.setup, &s.worker, err));
    OQL_TRY(take_samples(&s, budget, out, err));
    out->seconds /= n_thread > 0 ? n_thread : omp_get_max_threads();
done:
    oql_worker_destroy(s.worker);
    free(s.rates);
    oql_setup_clear(&s.setup);
    return st;
}
