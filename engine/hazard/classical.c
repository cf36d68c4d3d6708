/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/classical.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "hazard/bundles.h"
#include "hazard/clock.h"

#define OQL_TILES_WANTED 256  /* enough for any balance on many cores */
#define OQL_CHUNK_LEAST  2000 /* ruptures: less is not worth a tile */

/* Sources of a group that one tile takes. */
typedef struct {
    size_t place0, place1, fault0, fault1, bundle0, bundle1;
} chunk;

typedef struct {
    size_t n;
    chunk *list;
} chunks;

/* A group at a block of sites. */
typedef struct {
    size_t group, block, site0, n_site, stride;
    size_t n_tile, next; /* chunks joined so far: next is the one waited for */
    bool joining;        /* some thread adds chunks to the sum */
    double *sum;         /* (G, M, L, stride) */
    double **done;       /* (n_tile) finished out of turn */
} unit;

typedef struct {
    const oql_setup *setup;
    const oql_sink *sink;
    chunks *of_group; /* (n_group) */
    unit *units;
    size_t n_unit, n_tile;
    size_t *tile_unit; /* (n_tile) */
    oql_err *tile_err; /* (n_tile) */
    size_t *ready;     /* units finished, in the order of finishing */
    size_t n_ready, n_sent;
    size_t n_joined; /* tiles */
    uint64_t n_ctx;
    bool stop;
    double seconds_write, seconds_slowest;
    omp_lock_t lock; /* of everything above that changes */
} run;

size_t oql_setup_n_block(const oql_setup *s)
{
    return (s->in->sites->n + s->block_sites - 1) / s->block_sites;
}

static size_t unit_values(const oql_setup *s, const unit *u)
{
    const oql_group *g = &s->in->group[u->group];
    return s->in->region[g->trt].n_model * s->n_imt * s->n_lvl * u->stride;
}

/* ---- cutting ---- */

static double place_weight(const oql_points *p, size_t i)
{
    const oql_point_shape *s = &p->shapes[p->shape[i]];
    return (double)p->mfds[p->mfd[i]].n * (double)(s->n_plane * s->n_depth);
}

static oql_status cut_group(const oql_group *g, size_t n_block, chunks *out, oql_err *err)
{
    const double total = (double)g->n_rupture;
    const size_t wanted = (OQL_TILES_WANTED + n_block - 1) / n_block;
    const size_t worth = 1 + (size_t)(total / OQL_CHUNK_LEAST);
    const double share = total / (double)(wanted < worth ? wanted : worth);
    size_t cap = 0;
    double weight = 0.0;
    chunk now = {0};
    oql_status st = OQL_OK;

    const size_t n_place = g->n_free_place, n_single = n_place + g->n_free_fault;
    const size_t n_item = n_single + g->n_bundle;
    for (size_t i = 0; i < n_item; ++i) {
        if (i < n_place) {
            now.place1 = i + 1;
            weight += place_weight(&g->points, i);
        } else if (i < n_single) {
            now.fault1 = i - n_place + 1;
            weight += (double)g->fault[i - n_place].ruptures->n;
        } else {
            now.bundle1 = i - n_single + 1;
            weight += oql_bundle_ruptures(g, &g->bundle[i - n_single]);
        }
        if (weight >= share || i + 1 == n_item) {
            OQL_TRY(oql_reserve(&out->list, &cap, out->n + 1, sizeof now, err));
            out->list[out->n++] = now;
            now = (chunk){now.place1, now.place1,  now.fault1,
                          now.fault1, now.bundle1, now.bundle1};
            weight = 0.0;
        }
    }
done:
    return st;
}

static oql_status add_unit(run *r, size_t group, size_t block, oql_err *err)
{
    unit *u = &r->units[r->n_unit++];
    const oql_setup *s = r->setup;
    const size_t left = s->in->sites->n - block * s->block_sites;
    *u = (unit){.group = group, .block = block, .site0 = block * s->block_sites};
    u->n_site = left < s->block_sites ? left : s->block_sites;
    u->stride = (u->n_site + OQL_LANES - 1) / OQL_LANES * OQL_LANES;
    u->n_tile = r->of_group[group].n;
    u->done = calloc(u->n_tile + 1, sizeof *u->done);
    if (u->done == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the plan");
    }
    r->n_tile += u->n_tile;
    return OQL_OK;
}

static oql_status cut(run *r, oql_err *err)
{
    const oql_setup *s = r->setup;
    const size_t n_group = s->in->n_group, n_block = oql_setup_n_block(s);
    oql_status st = OQL_OK;

    r->of_group = calloc(n_group + 1, sizeof *r->of_group);
    r->units = calloc(n_group * n_block + 1, sizeof *r->units);
    r->ready = calloc(n_group * n_block + 1, sizeof *r->ready);
    if (r->of_group == NULL || r->units == NULL || r->ready == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the plan");
    }
    for (size_t g = 0; g < n_group; ++g) {
        OQL_TRY(cut_group(&s->in->group[g], n_block, &r->of_group[g], err));
        for (size_t b = 0; b < n_block; ++b) {
            if (r->sink->wanted == NULL || r->sink->wanted(r->sink->user, g, b)) {
                OQL_TRY(add_unit(r, g, b, err));
            }
        }
    }
    r->tile_unit = calloc(r->n_tile + 1, sizeof *r->tile_unit);
    r->tile_err = calloc(r->n_tile + 1, sizeof *r->tile_err);
    if (r->tile_unit == NULL || r->tile_err == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu tiles", r->n_tile);
    }
    size_t t = 0;
    for (size_t u = 0; u < r->n_unit; ++u) {
        for (size_t k = 0; k < r->units[u].n_tile; ++k) {
            r->tile_unit[t++] = u;
        }
        if (r->units[u].n_tile == 0) {
            r->ready[r->n_ready++] = u; /* a group without ruptures: zeros */
        }
    }
done:
    return st;
}

/* ---- computing ---- */

static oql_status compute_tile(run *r, oql_worker *w, size_t tile, size_t k, double **out,
                               oql_err *err)
{
    const oql_setup *s = r->setup;
    const unit *u = &r->units[r->tile_unit[tile]];
    const oql_group *g = &s->in->group[u->group];
    const chunk *c = &r->of_group[u->group].list[k];
    oql_status st = OQL_OK;
    double *rates = oql_calloc(unit_values(s, u), sizeof(double));

    if (rates == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the rates of a tile");
    }
    oql_worker_begin(w, g, u->site0, u->n_site, rates);
    if (c->place1 > c->place0) {
        oql_tile_points(w, c->place0, c->place1);
    }
    for (size_t f = c->fault0; f < c->fault1; ++f) {
        OQL_TRY(oql_tile_fault(w, &g->fault[f], err));
    }
    for (size_t b = c->bundle0; b < c->bundle1; ++b) {
        OQL_TRY(oql_tile_bundle(w, &g->bundle[b], err));
    }
    *out = rates;
    rates = NULL;
done:
    free(rates);
    return st;
}

/* Add finished tiles to the unit's sum, in the order of the chunks: whoever finds the next one there
 * adds it, without the lock. Called with the lock held, which it gives up meanwhile. */
static void join(run *r, unit *u, size_t k, double *rates)
{
    u->done[k] = rates;
    if (u->joining) {
        return;
    }
    u->joining = true;
    for (; u->next < u->n_tile && u->done[u->next] != NULL; ++u->next) {
        double *part = u->done[u->next];
        u->done[u->next] = NULL;
        if (u->sum == NULL) {
            u->sum = part;
            continue;
        }
        omp_unset_lock(&r->lock);
        const size_t n = unit_values(r->setup, u);
        for (size_t i = 0; i < n; ++i) {
            u->sum[i] += part[i];
        }
        free(part);
        omp_set_lock(&r->lock);
    }
    u->joining = false;
    if (u->next == u->n_tile) {
        r->ready[r->n_ready++] = (size_t)(u - r->units);
    }
}

/* Hand finished units to the sink; master thread only. */
static oql_status send_ready(run *r, oql_err *err)
{
    oql_status st = OQL_OK;
    for (;;) {
        omp_set_lock(&r->lock);
        const bool any = r->n_sent < r->n_ready;
        unit *u = any ? &r->units[r->ready[r->n_sent++]] : NULL;
        omp_unset_lock(&r->lock);
        if (u == NULL) {
            return st;
        }
        const double start = oql_clock_seconds();
        if (u->sum == NULL) {
            u->sum = oql_calloc(unit_values(r->setup, u), sizeof(double));
            if (u->sum == NULL) {
                return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the rates of a block");
            }
        }
        st = r->sink->unit(r->sink->user, u->group, u->block, u->site0, u->n_site, u->sum,
                           u->stride, err);
        free(u->sum);
        u->sum = NULL;
        r->seconds_write += oql_clock_seconds() - start;
        if (st != OQL_OK) {
            return st;
        }
    }
}

static void report(run *r)
{
    if (r->sink->progress != NULL) {
        omp_set_lock(&r->lock);
        const double share = r->n_tile == 0 ? 1.0 : (double)r->n_joined / (double)r->n_tile;
        const uint64_t n_ctx = r->n_ctx;
        omp_unset_lock(&r->lock);
        r->sink->progress(r->sink->user, share, n_ctx);
    }
}

static bool stopped(run *r)
{
    omp_set_lock(&r->lock);
    const bool stop = r->stop;
    omp_unset_lock(&r->lock);
    return stop;
}

static void stop(run *r)
{
    omp_set_lock(&r->lock);
    r->stop = true;
    omp_unset_lock(&r->lock);
}

/* Called with the lock held. */
static void count_tile(run *r, const oql_tile_cost *cost)
{
    r->n_ctx += cost->n_ctx;
    ++r->n_joined;
    r->seconds_slowest = fmax(r->seconds_slowest, cost->seconds);
    if (r->sink->tile != NULL) {
        r->sink->tile(r->sink->user, cost);
    }
}

/* One thread: tiles until none is left. The tile's number says its unit and chunk. */
static void work(run *r, oql_worker *w, size_t *counter, bool master, oql_err *write_err)
{
    const size_t n_tile = r->n_tile;
    for (;;) {
        size_t tile;
#pragma omp atomic capture
        tile = (*counter)++;
        if (tile >= n_tile || stopped(r)) {
            return;
        }
        unit *u = &r->units[r->tile_unit[tile]];
        size_t k = 0; /* chunk: how many tiles of the same unit come before */
        while (k < tile && r->tile_unit[tile - k - 1] == r->tile_unit[tile]) {
            ++k;
        }
        double *rates = NULL;
        const uint64_t ctx = w->n_ctx;
        const double start = oql_thread_seconds();
        if (compute_tile(r, w, tile, k, &rates, &r->tile_err[tile]) != OQL_OK) {
            stop(r);
            return;
        }
        oql_tile_cost cost = {tile, u->group, u->block, k, u->n_site, w->n_ctx - ctx, 0.0};
        omp_set_lock(&r->lock);
        join(r, u, k, rates);
        cost.seconds = oql_thread_seconds() - start;
        count_tile(r, &cost);
        omp_unset_lock(&r->lock);
        if (master) {
            report(r);
            if (send_ready(r, write_err) != OQL_OK) {
                stop(r);
                return;
            }
        }
    }
}

/* The master has no tile left: write what the others finish. */
static void wait_and_write(run *r, oql_err *write_err)
{
    const struct timespec nap = {0, 5000000};
    for (;;) {
        if (send_ready(r, write_err) != OQL_OK) {
            stop(r);
        }
        omp_set_lock(&r->lock);
        const bool over = r->stop || r->n_sent == r->n_unit;
        omp_unset_lock(&r->lock);
        report(r);
        if (over) {
            return;
        }
        (void)nanosleep(&nap, NULL);
    }
}

static void clear(run *r)
{
    for (size_t u = 0; u < r->n_unit; ++u) {
        for (size_t k = 0; k < r->units[u].n_tile; ++k) {
            free(r->units[u].done[k]);
        }
        free(r->units[u].done);
        free(r->units[u].sum);
    }
    for (size_t g = 0; r->of_group != NULL && g < r->setup->in->n_group; ++g) {
        free(r->of_group[g].list);
    }
    free(r->of_group);
    free(r->units);
    free(r->ready);
    free(r->tile_unit);
    free(r->tile_err);
}

oql_status oql_classical_compute(const oql_setup *setup, int n_thread, const oql_sink *sink,
                                 oql_classical_info *info, oql_err *err)
{
    run r = {.setup = setup, .sink = sink};
    oql_err write_err = {0};
    oql_err *start_err = NULL;
    oql_status st = OQL_OK;
    size_t counter = 0;
    const double start = oql_clock_seconds();
    const int threads = n_thread > 0 ? n_thread : omp_get_max_threads();
    int used = 1;

    omp_init_lock(&r.lock);
    OQL_TRY(cut(&r, err));
    start_err = calloc((size_t)threads, sizeof *start_err);
    if (start_err == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %d threads", threads);
        goto done;
    }
#pragma omp parallel num_threads(threads) default(none)                                        \
    shared(r, counter, write_err, start_err, setup, used)
    {
        const int me = omp_get_thread_num();
        oql_worker *w = NULL;
        if (oql_worker_create(setup, &w, &start_err[me]) != OQL_OK) {
            stop(&r);
        } else {
            work(&r, w, &counter, me == 0, &write_err);
        }
        if (me == 0) {
            used = omp_get_num_threads();
            wait_and_write(&r, &write_err);
        }
        oql_worker_destroy(w);
    }
    for (int i = 0; i < threads && st == OQL_OK; ++i) {
        st = start_err[i].code;
        *err = st == OQL_OK ? *err : start_err[i];
    }
    for (size_t t = 0; t < r.n_tile && st == OQL_OK; ++t) {
        st = r.tile_err[t].code;
        *err = st == OQL_OK ? *err : r.tile_err[t];
    }
    if (st == OQL_OK && write_err.code != OQL_OK) {
        st = write_err.code;
        *err = write_err;
    }
    *info = (oql_classical_info){.n_tile = r.n_tile,
                                 .n_unit = r.n_unit,
                                 .n_ctx = r.n_ctx,
                                 .seconds = oql_clock_seconds() - start,
                                 .seconds_write = r.seconds_write,
                                 .seconds_slowest = r.seconds_slowest,
                                 .n_thread = used};
done:
    free(start_err);
    clear(&r);
    omp_destroy_lock(&r.lock);
    return st;
}
