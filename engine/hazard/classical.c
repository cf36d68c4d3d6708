/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/classical.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "hazard/clock.h"
#include "hazard/tiles.h"

/* A group at a block of sites. */
typedef struct {
    size_t group, block, site0, n_site, stride;
    oql_chunks chunks;
    size_t n_tile, first_tile;
    size_t next;   /* tiles joined so far: the one waited for */
    bool joining;  /* some thread adds tiles to the sum */
    double *sum;   /* (G, M, L, stride) */
    double **done; /* (n_tile) finished out of turn */
} unit;

typedef struct {
    const oql_setup *setup;
    const oql_sink *sink;
    unit *units;
    size_t n_unit, n_tile;
    size_t *tile_unit; /* (n_tile) */
    oql_err *tile_err; /* (n_tile) */
    size_t *ready;     /* units finished, in the order of finishing */
    size_t n_ready, n_sent;
    size_t n_joined; /* tiles */
    uint64_t n_ctx, n_collapsed;
    bool stop;
    double seconds_write, seconds_slowest;
    omp_lock_t lock; /* of everything above that changes */
} run;

size_t oql_setup_n_block(const oql_setup *s)
{
    return (s->in->sites->n + s->block_sites - 1) / s->block_sites;
}

/* (G, M, L) */
static size_t unit_rows(const oql_setup *s, const unit *u)
{
    const oql_group *g = &s->in->group[u->group];
    return s->in->region[g->trt].n_model * s->n_imt * s->n_lvl;
}

/* ---- cutting ---- */

static size_t round_up(size_t n)
{
    return (n + OQL_LANES - 1) / OQL_LANES * OQL_LANES;
}

static oql_status add_unit(run *r, const oql_tiling *tiling, size_t group, size_t block,
                           oql_err *err)
{
    unit *u = &r->units[r->n_unit++];
    const oql_setup *s = r->setup;
    const size_t left = s->in->sites->n - block * s->block_sites;
    oql_status st = OQL_OK;

    *u = (unit){.group = group, .block = block, .site0 = block * s->block_sites};
    u->n_site = left < s->block_sites ? left : s->block_sites;
    u->stride = round_up(u->n_site);
    u->first_tile = r->n_tile;
    OQL_TRY(oql_tiling_cut(tiling, group, block, &u->chunks, err));
    u->n_tile = u->chunks.n * u->chunks.n_part;
    u->done = calloc(u->n_tile + 1, sizeof *u->done);
    if (u->done == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the plan");
    }
    r->n_tile += u->n_tile;
done:
    return st;
}

static oql_status list_tiles(run *r, oql_err *err)
{
    r->tile_unit = calloc(r->n_tile + 1, sizeof *r->tile_unit);
    r->tile_err = calloc(r->n_tile + 1, sizeof *r->tile_err);
    if (r->tile_unit == NULL || r->tile_err == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu tiles", r->n_tile);
    }
    for (size_t u = 0; u < r->n_unit; ++u) {
        for (size_t k = 0; k < r->units[u].n_tile; ++k) {
            r->tile_unit[r->units[u].first_tile + k] = u;
        }
        if (r->units[u].n_tile == 0) {
            r->ready[r->n_ready++] = u; /* nothing is near enough: zeros */
        }
    }
    return OQL_OK;
}

static oql_status cut(run *r, oql_err *err)
{
    const oql_setup *s = r->setup;
    const size_t n_group = s->in->n_group, n_block = oql_setup_n_block(s);
    oql_tiling *tiling = NULL;
    oql_status st = OQL_OK;

    r->units = calloc(n_group * n_block + 1, sizeof *r->units);
    r->ready = calloc(n_group * n_block + 1, sizeof *r->ready);
    if (r->units == NULL || r->ready == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the plan");
    }
    OQL_TRY(oql_tiling_create(s, &tiling, err));
    for (size_t g = 0; g < n_group; ++g) {
        for (size_t b = 0; b < n_block; ++b) {
            if (r->sink->wanted == NULL || r->sink->wanted(r->sink->user, g, b)) {
                OQL_TRY(add_unit(r, tiling, g, b, err));
            }
        }
    }
    OQL_TRY(list_tiles(r, err));
done:
    oql_tiling_destroy(tiling);
    return st;
}

/* ---- computing ---- */

/* Sites of a tile: offset in its block, and how many. */
static size_t tile_sites(const unit *u, size_t k, size_t *n)
{
    const size_t offset = k % u->chunks.n_part * u->chunks.part_sites;
    const size_t left = u->n_site - offset;
    *n = left < u->chunks.part_sites ? left : u->chunks.part_sites;
    return offset;
}

static oql_status compute_tile(run *r, oql_worker *w, size_t tile, size_t k, double **out,
                               oql_err *err)
{
    const oql_setup *s = r->setup;
    const unit *u = &r->units[r->tile_unit[tile]];
    const oql_group *g = &s->in->group[u->group];
    const oql_chunks *c = &u->chunks;
    const size_t chunk = k / c->n_part;
    oql_status st = OQL_OK;
    size_t n_site;
    const size_t offset = tile_sites(u, k, &n_site);
    double *rates = oql_calloc(unit_rows(s, u) * round_up(n_site), sizeof(double));

    if (rates == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the rates of a tile");
    }
    oql_worker_begin(w, g, u->site0 + offset, n_site, rates);
    for (size_t p = c->start[chunk]; p < c->start[chunk + 1]; ++p) {
        OQL_TRY(oql_tile_piece(w, &c->piece[p], err));
    }
    *out = rates;
    rates = NULL;
done:
    free(rates);
    return st;
}

static void add_tile(const run *r, unit *u, size_t k, const double *part)
{
    const size_t n_row = unit_rows(r->setup, u);
    size_t n_site;
    const size_t offset = tile_sites(u, k, &n_site), stride = round_up(n_site);

    for (size_t row = 0; row < n_row; ++row) {
        double *sum = u->sum + row * u->stride + offset;
        for (size_t i = 0; i < n_site; ++i) {
            sum[i] += part[row * stride + i];
        }
    }
}

/* Add finished tiles to the unit's sum, in their order: whoever finds the next one there adds it,
 * without the lock. Called with the lock held, which it gives up meanwhile. */
static oql_status join(run *r, unit *u, size_t k, double *rates, oql_err *err)
{
    oql_status st = OQL_OK;
    u->done[k] = rates;
    if (u->joining) {
        return st;
    }
    u->joining = true;
    for (; u->next < u->n_tile && u->done[u->next] != NULL; ++u->next) {
        double *part = u->done[u->next];
        u->done[u->next] = NULL;
        if (u->sum == NULL && u->chunks.n_part == 1) {
            u->sum = part;
            continue;
        }
        omp_unset_lock(&r->lock);
        if (u->sum == NULL) {
            u->sum = oql_calloc(unit_rows(r->setup, u) * u->stride, sizeof(double));
        }
        if (u->sum != NULL) {
            add_tile(r, u, u->next, part);
        } else {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the rates of a block");
        }
        free(part);
        omp_set_lock(&r->lock);
    }
    u->joining = false;
    if (u->next == u->n_tile) {
        r->ready[r->n_ready++] = (size_t)(u - r->units);
    }
    return st;
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

/* Master thread only. */
static oql_status begin(run *r, oql_err *err)
{
    const double start = oql_clock_seconds();
    const oql_status st = r->sink->begin == NULL ? OQL_OK : r->sink->begin(r->sink->user, err);
    r->seconds_write += oql_clock_seconds() - start;
    if (st != OQL_OK) {
        stop(r);
    }
    return st;
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
            u->sum = oql_calloc(unit_rows(r->setup, u) * u->stride, sizeof(double));
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

/* Called with the lock held. */
static void count_tile(run *r, const oql_tile_cost *cost)
{
    r->n_ctx += cost->n_ctx;
    r->n_collapsed += cost->n_collapsed;
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
        const size_t k = tile - u->first_tile;
        size_t n_site;
        (void)tile_sites(u, k, &n_site);
        double *rates = NULL;
        const uint64_t ctx = w->n_ctx, collapsed = w->n_collapsed;
        const double start = oql_thread_seconds();
        if (compute_tile(r, w, tile, k, &rates, &r->tile_err[tile]) != OQL_OK) {
            stop(r);
            return;
        }
        oql_tile_cost cost = {.tile = tile,
                              .group = u->group,
                              .block = u->block,
                              .chunk = k,
                              .n_site = u->n_site,
                              .n_ctx = w->n_ctx - ctx,
                              .n_collapsed = w->n_collapsed - collapsed,
                              .expected = &u->chunks.cost[k / u->chunks.n_part]};
        omp_set_lock(&r->lock);
        const oql_status st = join(r, u, k, rates, &r->tile_err[tile]);
        cost.seconds = oql_thread_seconds() - start;
        count_tile(r, &cost);
        r->stop = r->stop || st != OQL_OK;
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
    enum { SHORTEST_NS = 50000, LONGEST_NS = 5000000 };
    struct timespec nap = {0, SHORTEST_NS};
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
        nap.tv_nsec = nap.tv_nsec < LONGEST_NS / 2 ? 2 * nap.tv_nsec : LONGEST_NS;
    }
}

static void clear(run *r)
{
    for (size_t u = 0; u < r->n_unit; ++u) {
        for (size_t k = 0; r->units[u].done != NULL && k < r->units[u].n_tile; ++k) {
            free(r->units[u].done[k]);
        }
        oql_chunks_clear(&r->units[u].chunks);
        free(r->units[u].done);
        free(r->units[u].sum);
    }
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
    int threads = n_thread > 0 ? n_thread : omp_get_max_threads();
    int used = 1;

    omp_init_lock(&r.lock);
    OQL_TRY(cut(&r, err));
    threads = r.n_tile < (size_t)threads ? (int)r.n_tile : threads; /* none without work */
    threads = threads > 0 ? threads : 1;
    start_err = calloc((size_t)threads, sizeof *start_err);
    if (start_err == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %d threads", threads);
        goto done;
    }
#pragma omp parallel num_threads(threads) default(none)                                        \
    shared(r, counter, write_err, start_err, setup, used)
    {
        const int me = omp_get_thread_num();
        const bool ready = me != 0 || begin(&r, &write_err) == OQL_OK;
        oql_worker *w = NULL;
        if (!ready) {
            w = NULL; /* the others stop, too */
        } else if (oql_worker_create(setup, &w, &start_err[me]) != OQL_OK) {
            stop(&r);
        } else {
            work(&r, w, &counter, me == 0, &write_err);
        }
        if (me == 0) {
            used = omp_get_num_threads();
        }
        if (me == 0 && ready) {
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
                                 .n_collapsed = r.n_collapsed,
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
