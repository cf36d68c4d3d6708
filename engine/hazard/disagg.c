/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/disagg.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hazard/bundles.h"

#define OQL_LEAST_RATE 1e-12 /* OpenQuake's cut-offs of rates in the investigation time */
#define OQL_MOST_RATE  100.0

typedef struct {
    const oql_setup *setup;
    oql_arena *arena;
    oql_bins bins;
    oql_disagg_targets targets;
    oql_disagg_kind *kind;
    size_t n_kind;
    int n_thread;
    oql_worker **worker; /* (threads) */
    oql_collector *collector;

    /* of the current group */
    const oql_group *group;
    size_t *slot;           /* (models of the region) */
    size_t n_slot, n_value; /* n_value: (N, slots, M, P, cells) */
} disagg;

/* ---- the ruptures of a group ---- */

/* Independent items of a group, in order: places, faults, bundles without dependence. */
static size_t count_items(const oql_group *g)
{
    return g->n_free_place + g->n_free_fault + g->n_bundle;
}

static double item_weight(const oql_group *g, size_t i)
{
    if (i < g->n_free_place) {
        const oql_point_shape *s = &g->points.shapes[g->points.shape[i]];
        return (double)(g->points.mfds[g->points.mfd[i]].n * s->n_plane * s->n_depth);
    }
    i -= g->n_free_place;
    if (i < g->n_free_fault) {
        return (double)g->fault[i].ruptures->n;
    }
    return oql_bundle_ruptures(g, &g->bundle[i - g->n_free_fault]);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Items [first, end) into the worker's collector. */
static oql_status do_items(oql_worker *w, const oql_group *g, size_t first, size_t end,
                           oql_err *err)
{
    const size_t n_place = g->n_free_place, n_single = n_place + g->n_free_fault;
    oql_status st = OQL_OK;

    if (first < n_place) {
        oql_tile_points(w, first, smaller(end, n_place));
    }
    for (size_t i = first > n_place ? first : n_place; i < end; ++i) {
        if (i < n_single) {
            OQL_TRY(oql_tile_fault(w, &g->fault[i - n_place], err));
        } else if (g->bundle[i - n_single].atomic == NULL) {
            OQL_TRY(oql_tile_bundle(w, &g->bundle[i - n_single], err));
        }
    }
done:
    return st;
}

/* Which models of the region some chosen realization uses with this group; their number. */
static size_t find_slots(disagg *d)
{
    const oql_inputs *in = d->setup->in;
    const oql_disagg_targets *t = &d->targets;
    const oql_group *g = d->group;
    size_t n = 0;

    for (size_t k = 0; k < in->region[g->trt].n_model; ++k) {
        d->slot[k] = SIZE_MAX;
    }
    for (size_t i = 0; i < t->n_site * t->n_rlz; ++i) {
        for (size_t k = 0; k < g->n_smr; ++k) {
            if (g->smr[k] == (int32_t)oql_lt_rlz_smr(in->lt, t->rlz[i])) {
                const size_t model = oql_lt_rlz_model(in->lt, t->rlz[i], (size_t)g->trt);
                d->slot[model] = d->slot[model] == SIZE_MAX ? n++ : d->slot[model];
            }
        }
    }
    return n;
}

/* Slot of realization r in the current group, SIZE_MAX when it has none. */
static size_t slot_of(const disagg *d, size_t r)
{
    const oql_inputs *in = d->setup->in;
    const oql_group *g = d->group;
    for (size_t k = 0; k < g->n_smr; ++k) {
        if (g->smr[k] == (int32_t)oql_lt_rlz_smr(in->lt, r)) {
            return d->slot[oql_lt_rlz_model(in->lt, r, (size_t)g->trt)];
        }
    }
    return SIZE_MAX;
}

static void start_worker(disagg *d, int thread, double *rate, double share)
{
    oql_collector *c = &d->collector[thread];
    oql_worker *w = d->worker[thread];
    c->n_slot = d->n_slot;
    c->slot = d->slot;
    c->rate = rate;
    c->share = share;
    w->collector = c;
    oql_worker_begin(w, d->group, 0, d->targets.n_site, NULL);
}

/* ---- sums ---- */

double oql_disagg_cut_rate(double rate)
{
    return rate < OQL_LEAST_RATE ? 0.0 : (rate > OQL_MOST_RATE ? OQL_MOST_RATE : rate);
}

double oql_disagg_rate_of_poe(double poe)
{
    const double pne = 1.0 - poe;
    return oql_disagg_cut_rate(-log(pne <= 0.0 ? 1e-45 : pne));
}

/* Sum the cells of one site, model, measure and level over the axes of each kind. */
static void project(disagg *d, const double *cell)
{
    for (size_t k = 0; k < d->n_kind; ++k) {
        oql_disagg_kind *kind = &d->kind[k];
        memset(kind->sum, 0, kind->n_value * sizeof(double));
        for (size_t c = 0; c < d->bins.n_cell; ++c) {
            kind->sum[kind->of_cell[c]] += cell[c];
        }
    }
}

/* Add what project() made, times a weight, to a realization or (z = SIZE_MAX) to the mean. */
static void add_sums(disagg *d, size_t site, size_t map, size_t z, double weight)
{
    const oql_disagg_targets *t = &d->targets;
    const size_t n_map = t->n_imt * t->n_poe;
    const size_t trt = d->bins.region_trt[d->group->trt];

    for (size_t k = 0; k < d->n_kind; ++k) {
        const oql_disagg_kind *kind = &d->kind[k];
        const size_t n = kind->trt_stride > 0 ? kind->n_value / d->bins.n_trt : kind->n_value;
        for (size_t v = 0; v < n; ++v) {
            const size_t at = (site * kind->n_value + trt * kind->trt_stride + v) * n_map + map;
            double *out = z == SIZE_MAX ? &kind->stats[at] : &kind->rlzs[at * t->n_rlz + z];
            *out += weight * kind->sum[v];
        }
    }
}

static double *matrix(const disagg *d, double *x, size_t site, size_t slot, size_t map)
{
    const size_t n_map = d->targets.n_imt * d->targets.n_poe;
    return x + ((site * d->n_slot + slot) * n_map + map) * d->bins.n_cell;
}

static double weight_of(const disagg *d, size_t r)
{
    return oql_lt_rlz_weight(d->setup->in->lt, r, NULL);
}

/* Rates of the investigation time of the group's models, to the realizations that use them. */
static void add_rates(disagg *d, double *rates, bool to_mean)
{
    const oql_disagg_targets *t = &d->targets;

    for (size_t site = 0; site < t->n_site; ++site) {
        for (size_t slot = 0; slot < d->n_slot; ++slot) {
            for (size_t map = 0; map < t->n_imt * t->n_poe; ++map) {
                project(d, matrix(d, rates, site, slot, map));
                for (size_t z = 0; z < t->n_rlz; ++z) {
                    const size_t r = t->rlz[site * t->n_rlz + z];
                    if (slot_of(d, r) == slot) {
                        add_sums(d, site, map, z, 1.0);
                        if (to_mean) {
                            add_sums(d, site, map, SIZE_MAX, weight_of(d, r));
                        }
                    }
                }
            }
        }
    }
}

/* ---- independent sources ---- */

static oql_status do_free(disagg *d, oql_err *err)
{
    const oql_group *g = d->group;
    const size_t n_item = count_items(g);
    const size_t n_tile = smaller(n_item, oql_disagg_tiles(g->n_rupture, d->n_value));
    size_t end[OQL_DISAGG_TILES] = {0};
    double *rate[OQL_DISAGG_TILES] = {0};
    oql_err tile_err[OQL_DISAGG_TILES] = {{0}};
    double total = 0.0, sum = 0.0;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < n_item; ++i) {
        total += item_weight(g, i);
    }
    size_t tile = 0;
    for (size_t i = 0; i < n_item; ++i) {
        sum += item_weight(g, i);
        end[tile] = i + 1;
        tile += tile + 1 < n_tile && sum * (double)n_tile >= total * (double)(tile + 1);
    }
    const size_t used = n_item == 0 ? 0 : tile + 1;
    const int threads = d->n_thread;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) default(none)               \
    shared(d, g, used, end, rate, tile_err)
    for (size_t i = 0; i < used; ++i) {
        const int me = omp_get_thread_num();
        rate[i] = oql_calloc(d->n_value, sizeof(double));
        if (rate[i] == NULL) {
            (void)OQL_FAIL(&tile_err[i], OQL_ENOMEM, "out of memory for a matrix of %zu values",
                           d->n_value);
            continue;
        }
        start_worker(d, me, rate[i], 1.0);
        (void)do_items(d->worker[me], g, i == 0 ? 0 : end[i - 1], end[i], &tile_err[i]);
    }
    const double time_yr = d->setup->in->job->investigation_time_yr;
    for (size_t i = 0; i < used; ++i) {
        if (tile_err[i].code != OQL_OK) {
            *err = tile_err[i];
            st = tile_err[i].code;
            goto done;
        }
        for (size_t v = 0; i > 0 && v < d->n_value; ++v) {
            rate[0][v] += rate[i][v];
        }
    }
    for (size_t v = 0; used > 0 && v < d->n_value; ++v) {
        rate[0][v] = oql_disagg_cut_rate(rate[0][v] * time_yr);
    }
    if (used > 0) {
        add_rates(d, rate[0], d->targets.n_rlz > 1);
    }
done:
    for (size_t i = 0; i < OQL_DISAGG_TILES; ++i) {
        free(rate[i]);
    }
    return st;
}

/* ---- mutually exclusive sources ---- */

/* The mean is of probabilities over the realizations, times the weights of the sources that reach
 * the magnitude (OpenQuake's definition), and then a rate. poe: (n_value), cell: (cells). */
static void add_mutex_mean(disagg *d, double *poe, const double *reach_weight, double *cell)
{
    const oql_disagg_targets *t = &d->targets;
    const size_t n_mag = d->bins.n[OQL_AXIS_MAG], per_mag = d->bins.n_cell / n_mag;

    for (size_t site = 0; site < t->n_site; ++site) {
        for (size_t map = 0; map < t->n_imt * t->n_poe; ++map) {
            memset(cell, 0, d->bins.n_cell * sizeof *cell);
            for (size_t z = 0; z < t->n_rlz; ++z) {
                const size_t r = t->rlz[site * t->n_rlz + z], slot = slot_of(d, r);
                if (slot == SIZE_MAX) {
                    continue;
                }
                const double weight = weight_of(d, r), *x = matrix(d, poe, site, slot, map);
                for (size_t c = 0; c < d->bins.n_cell; ++c) {
                    cell[c] += x[c] * weight * reach_weight[site * n_mag + c / per_mag];
                }
            }
            for (size_t c = 0; c < d->bins.n_cell; ++c) {
                cell[c] = oql_disagg_rate_of_poe(cell[c]);
            }
            project(d, cell);
            add_sums(d, site, map, SIZE_MAX, 1.0);
        }
    }
}

static oql_status do_mutex(disagg *d, const oql_bundle *b, oql_err *err)
{
    const size_t n_touch = d->targets.n_site * d->bins.n[OQL_AXIS_MAG];
    const double time_yr = d->setup->in->job->investigation_time_yr;
    oql_collector *c = &d->collector[0];
    double *part = oql_calloc(d->n_value, sizeof *part);
    double *poe = oql_calloc(d->n_value, sizeof *poe);
    double *reach_weight = oql_calloc(n_touch, sizeof *reach_weight);
    double *cell = oql_calloc(d->bins.n_cell, sizeof *cell);
    oql_status st = OQL_OK;

    if (part == NULL || poe == NULL || reach_weight == NULL || cell == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a matrix of %zu values", d->n_value);
        goto done;
    }
    start_worker(d, 0, part, b->atomic->probability);
    for (size_t i = 0; i < b->n_part; ++i) {
        const double weight = b->part[i].source->mutex_weight;
        memset(part, 0, d->n_value * sizeof *part);
        memset(c->touched, 0, n_touch * sizeof *c->touched);
        OQL_TRY(oql_tile_part(d->worker[0], &b->part[i], err));
        for (size_t v = 0; v < d->n_value; ++v) {
            poe[v] += weight * -expm1(-part[v] * time_yr);
        }
        for (size_t v = 0; v < n_touch; ++v) {
            reach_weight[v] += c->touched[v] ? weight : 0.0;
        }
    }
    if (d->targets.n_rlz > 1) {
        add_mutex_mean(d, poe, reach_weight, cell);
    }
    for (size_t v = 0; v < d->n_value; ++v) {
        poe[v] = oql_disagg_rate_of_poe(poe[v]);
    }
    add_rates(d, poe, false);
done:
    free(part);
    free(poe);
    free(reach_weight);
    free(cell);
    return st;
}

/* ---- all groups ---- */

static oql_status do_group(disagg *d, const oql_group *g, oql_err *err)
{
    oql_status st = OQL_OK;

    d->group = g;
    if (d->bins.region_trt[g->trt] == SIZE_MAX) {
        return OQL_OK;
    }
    d->n_slot = find_slots(d);
    d->n_value =
        d->targets.n_site * d->n_slot * d->targets.n_imt * d->targets.n_poe * d->bins.n_cell;
    if (d->n_slot == 0) {
        return OQL_OK;
    }
    OQL_TRY(do_free(d, err));
    for (size_t b = 0; b < g->n_bundle; ++b) {
        if (g->bundle[b].atomic != NULL) {
            OQL_TRY(do_mutex(d, &g->bundle[b], err));
        }
    }
done:
    return st;
}

static oql_status make_workers(disagg *d, const oql_setup *setup, oql_err *err)
{
    const size_t n = (size_t)d->n_thread;
    const size_t lanes =
        setup->block_sites > OQL_CTX_LANES ? setup->block_sites : OQL_CTX_LANES;
    oql_status st = OQL_OK;

    d->worker = oql_arena_alloc(d->arena, n, sizeof *d->worker);
    d->collector = oql_arena_alloc(d->arena, n, sizeof *d->collector);
    d->slot = oql_arena_alloc(d->arena, setup->max_leaf, sizeof *d->slot);
    if (d->worker == NULL || d->collector == NULL || d->slot == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu threads", n);
    }
    for (size_t i = 0; i < n; ++i) {
        oql_collector *c = &d->collector[i];
        *c = (oql_collector){
            .bins = &d->bins, .targets = &d->targets, .star = setup->in->job->epsilon_star};
        c->mean = oql_arena_alloc(d->arena, setup->n_imt * lanes, sizeof(double));
        c->sigma = oql_arena_alloc(d->arena, setup->n_imt * lanes, sizeof(double));
        c->poe = oql_arena_alloc(d->arena, d->bins.eps.n, sizeof(double));
        c->touched =
            oql_arena_alloc(d->arena, setup->in->sites->n * d->bins.mag.n, sizeof(bool));
        if (c->mean == NULL || c->sigma == NULL || c->poe == NULL || c->touched == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu threads", n);
        }
        OQL_TRY(oql_worker_create(setup, &d->worker[i], err));
    }
done:
    return st;
}

static void to_probabilities(disagg *d)
{
    const oql_disagg_targets *t = &d->targets;
    for (size_t k = 0; k < d->n_kind; ++k) {
        const size_t n = t->n_site * d->kind[k].n_value * t->n_imt * t->n_poe;
        for (size_t i = 0; i < n * t->n_rlz; ++i) {
            d->kind[k].rlzs[i] = -expm1(-d->kind[k].rlzs[i]);
        }
        for (size_t i = 0; i < n; ++i) {
            d->kind[k].stats[i] = -expm1(-d->kind[k].stats[i]);
        }
    }
}

oql_status oql_disagg(const oql_setup *setup, oql_run *run, oql_store *store, int n_thread,
                      oql_err *err)
{
    const oql_inputs *in = setup->in;
    oql_setup second = *setup; /* borrows: not cleared */
    disagg d = {.setup = &second, .n_thread = n_thread > 0 ? n_thread : omp_get_max_threads()};
    oql_status st = OQL_OK;

    second.closest_point = true;
    OQL_TRY(oql_arena_create(&d.arena, err));
    OQL_TRY(oql_bins_make(in, d.arena, &d.bins, err));
    OQL_TRY(oql_disagg_choose(setup, run, store, d.arena, &d.targets, err));
    OQL_TRY(oql_disagg_kinds(in, &d.bins, &d.targets, d.arena, &d.kind, &d.n_kind, err));
    OQL_TRY(make_workers(&d, &second, err));
    for (size_t g = 0; g < in->n_group; ++g) {
        OQL_TRY(do_group(&d, &in->group[g], err));
    }
    to_probabilities(&d);
    OQL_TRY(oql_disagg_write(in, store, &d.bins, &d.targets, d.kind, d.n_kind, err));
done:
    for (int i = 0; d.worker != NULL && i < d.n_thread; ++i) {
        oql_worker_destroy(d.worker[i]);
    }
    oql_arena_destroy(d.arena);
    return st;
}
