/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "geo/geodesy.h"
#include "hazard/classical.h"
#include "hazard/tiles.h"
#include "loaded.h"

static oql_inputs *load(const char *spacing)
{
    return load_inputs("configs/quickstart/job.ini", 1, &spacing);
}

/* Distance from a place to the nearest site of a block, along the chord. */
static double nearest_km(const oql_setup *s, const oql_points *p, size_t place, size_t block)
{
    const oql_sites *sites = s->in->sites;
    double a[3], b[3], near = HUGE_VAL;
    oql_geo_to_xyz(p->lon_deg[place], p->lat_deg[place], 0.0, a);
    for (size_t i = block * s->block_sites; i < sites->n && i < (block + 1) * s->block_sites;
         ++i) {
        oql_geo_to_xyz(sites->lon_deg[i], sites->lat_deg[i], 0.0, b);
        near = fmin(near, hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]));
    }
    return near;
}

/* The pieces of a unit hold every place and rupture at most once, and all places that are near. */
static void check_unit(const oql_setup *s, const oql_group *g, size_t block,
                       const oql_chunks *c)
{
    const double reach = oql_job_reach_km(s->in->job, s->in->region[g->trt].name);
    size_t place = 0;
    for (size_t i = 0; i < c->n_piece; ++i) {
        const oql_piece *p = &c->piece[i];
        cr_assert_lt(p->first, p->end);
        if (p->kind != OQL_PIECE_PLACES) {
            continue;
        }
        cr_assert_leq(place, p->first, "places out of order");
        for (; place < p->first; ++place) {
            cr_assert_gt(nearest_km(s, &g->points, place, block), reach, "place %zu left out",
                         place);
        }
        place = p->end;
    }
    for (; place < g->n_free_place; ++place) {
        cr_assert_gt(nearest_km(s, &g->points, place, block), reach, "place %zu left out",
                     place);
    }
    cr_assert(c->n == 0 || c->start[c->n] == c->n_piece, "pieces beyond the last chunk");
}

Test(tiles, every_place_that_a_block_can_feel_is_in_one_tile)
{
    oql_inputs *in = load("region_grid_spacing=12");
    oql_setup s;
    oql_err err = {0};
    oql_tiling *t = NULL;
    cr_assert_eq(oql_setup_init(&s, in, &err), OQL_OK);
    cr_assert_eq(oql_tiling_create(&s, &t, &err), OQL_OK);
    cr_assert_gt(oql_cost_seconds(oql_tiling_cost(t)), 0.0);
    for (size_t g = 0; g < in->n_group; ++g) {
        for (size_t b = 0; b < oql_setup_n_block(&s); ++b) {
            oql_chunks c = {0};
            cr_assert_eq(oql_tiling_cut(t, g, b, &c, &err), OQL_OK);
            check_unit(&s, &in->group[g], b, &c);
            oql_chunks_clear(&c);
        }
    }
    oql_tiling_destroy(t);
    oql_setup_clear(&s);
    oql_inputs_destroy(in);
}

/* (rupture, site) pairs of faults of which the site may be within reach, by the faults' bounds. */
static double pairs_of_faults(const oql_setup *s, const oql_group *g, size_t block)
{
    const oql_sites *sites = s->in->sites;
    const double reach = oql_job_reach_km(s->in->job, s->in->region[g->trt].name);
    double n = 0.0;
    for (size_t f = 0; f < g->n_free_fault; ++f) {
        for (size_t i = block * s->block_sites;
             i < sites->n && i < (block + 1) * s->block_sites; ++i) {
            const double d = oql_fault_bound_km(&g->fault[f], sites->lon_deg[i],
                                                sites->lat_deg[i], sites->depth_km[i]);
            n += d <= reach ? (double)g->fault[f].ruptures->n : 0.0;
        }
    }
    return n;
}

Test(tiles, no_site_near_a_fault_is_forgotten_in_the_costs)
{
    oql_inputs *in = load("region_grid_spacing=12");
    oql_setup s;
    oql_err err = {0};
    oql_tiling *t = NULL;
    size_t n_near = 0;
    cr_assert_eq(oql_setup_init(&s, in, &err), OQL_OK);
    cr_assert_eq(oql_tiling_create(&s, &t, &err), OQL_OK);
    for (size_t g = 0; g < in->n_group; ++g) {
        for (size_t b = 0; b < oql_setup_n_block(&s); ++b) {
            const double want = pairs_of_faults(&s, &in->group[g], b);
            oql_chunks c = {0};
            double told = 0.0;
            cr_assert_eq(oql_tiling_cut(t, g, b, &c, &err), OQL_OK);
            for (size_t k = 0; k < c.n; ++k) {
                told += c.cost[k].n[OQL_COST_RUPTURE_SITE] * (double)c.n_part;
            }
            cr_expect_geq(told, 0.98 * want, "group %zu, block %zu: %g of %g", g, b, told,
                          want);
            cr_expect_leq(told, 1.5 * want + 1e4, "group %zu, block %zu: %g of %g", g, b, told,
                          want);
            n_near += want > 0.0;
            oql_chunks_clear(&c);
        }
    }
    cr_expect_gt(n_near, 0);
    oql_tiling_destroy(t);
    oql_setup_clear(&s);
    oql_inputs_destroy(in);
}

/* ---- what the tiles of a unit give is what all sources give at once ---- */

typedef struct {
    const oql_setup *setup;
    size_t n_unit, n_value;
} checker;

static oql_status check_rates(void *user, size_t group, size_t block, size_t site0,
                              size_t n_site, const double *rates, size_t stride, oql_err *err)
{
    checker *c = user;
    const oql_setup *s = c->setup;
    const oql_group *g = &s->in->group[group];
    const size_t n = s->in->region[g->trt].n_model * s->n_imt * s->n_lvl * stride;
    double *all = oql_calloc(n, sizeof *all);
    oql_worker *w = NULL;
    (void)block;
    cr_assert_not_null(all);
    cr_assert_eq(oql_worker_create(s, &w, err), OQL_OK);
    oql_worker_begin(w, g, site0, n_site, all);
    oql_tile_points(w, 0, g->n_free_place);
    for (size_t f = 0; f < g->n_free_fault; ++f) {
        cr_assert_eq(oql_tile_fault(w, &g->fault[f], err), OQL_OK);
    }
    for (size_t i = 0; i < n; ++i) {
        const bool padding = i % stride >= n_site;
        cr_assert(padding || fabs(rates[i] - all[i]) <= 2e-6 * all[i] + 1e-12,
                  "value %zu: %.9g, %.9g of all sources at once", i, rates[i], all[i]);
        c->n_value += !padding && all[i] > 0.0;
    }
    ++c->n_unit;
    oql_worker_destroy(w);
    free(all);
    return OQL_OK;
}

Test(tiles, together_give_the_rates_of_all_sources)
{
    oql_inputs *in = load("region_grid_spacing=10"); /* enough for units of several tiles */
    oql_setup s;
    oql_err err = {0};
    cr_assert_eq(oql_setup_init(&s, in, &err), OQL_OK);
    checker c = {.setup = &s};
    const oql_sink sink = {.user = &c, .unit = check_rates};
    oql_classical_info info;
    cr_assert_eq(oql_classical_compute(&s, 2, &sink, &info, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(c.n_unit, in->n_group * oql_setup_n_block(&s));
    cr_assert_gt(info.n_tile, c.n_unit, "no unit of several tiles");
    cr_assert_gt(c.n_value, 1000);
    oql_setup_clear(&s);
    oql_inputs_destroy(in);
}
