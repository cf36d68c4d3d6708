/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/worker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/geodesy.h"
#include "hazard/collapsed_store.h"
#include "hazard/disagg.h"
#include "hazard/region_models.h"
#include "kernels/vmath.h"

#define OQL_TILE_BYTES ((size_t)1 << 20) /* rates of a tile: half of a core's cache */
#define OQL_MAX_BLOCK  128

static uint64_t all_needs(const oql_setup *s)
{
    const oql_inputs *in = s->in;
    uint64_t needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RRUP);
    needs |= s->closest_point ? OQL_BIT(OQL_CLON) | OQL_BIT(OQL_CLAT) : 0;
    for (size_t t = 0; t < in->n_region; ++t) {
        needs |= in->region[t].needs;
    }
    return needs;
}

static size_t round_up(size_t n)
{
    return (n + OQL_LANES - 1) / OQL_LANES * OQL_LANES;
}

/* Blocks are cut from the problem, never from the machine, so that results do not depend on it. */
static size_t choose_block(const oql_setup *s, size_t n_site)
{
    if (s->few_sites) {
        return round_up(n_site); /* they are judged together, see points_tile.c */
    }
    const size_t bytes = s->max_leaf * s->n_imt * s->n_lvl * sizeof(double);
    size_t block = OQL_TILE_BYTES / bytes / OQL_LANES * OQL_LANES;
    block = block < 16 ? 16 : (block > OQL_MAX_BLOCK ? OQL_MAX_BLOCK : block);
    return n_site < block ? round_up(n_site) : block;
}

/* Where the values of a site parameter are, if it is one that the sites have. */
static void find_site_column(oql_setup *s, oql_ctx_param p)
{
    const oql_sites *sites = s->in->sites;
    const char *name = oql_ctx_param_name(p);
    s->site_value[p] = oql_sites_column(sites, name);
    for (size_t c = 0; c < sites->n_columns; ++c) {
        if (strcmp(sites->columns[c].name, name) == 0) {
            s->site_text[p] = sites->columns[c].text;
        }
    }
}

/* Levels on rock at which motions are taken before they are amplified. */
static oql_status set_rock(oql_setup *s, oql_err *err)
{
    const oql_amplification *a = s->soil;
    if (a == NULL) {
        return OQL_OK;
    }
    s->ln_rock = oql_calloc(a->n_grid, sizeof(double));
    if (s->ln_rock == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the levels");
    }
    for (size_t g = 0; g < a->n_grid; ++g) {
        s->ln_rock[g] = log(a->grid[g]);
    }
    return OQL_OK;
}

oql_status oql_setup_init(oql_setup *s, const oql_inputs *in, oql_err *err)
{
    const oql_job *job = in->job;
    oql_status st = OQL_OK;

    memset(s, 0, sizeof *s);
    s->in = in;
    s->kernels = oql_kernels_best();
    s->n_imt = job->n_measures;
    s->n_lvl = job->n_levels;
    s->soil = in->amplification != NULL && in->amplification->method == OQL_AMPLIFY_KERNEL
                  ? in->amplification
                  : NULL;
    s->few_sites = (int64_t)in->sites->n <= job->max_sites_disagg;
    for (size_t t = 0; t < in->n_region; ++t) {
        s->max_leaf = in->region[t].n_model > s->max_leaf ? in->region[t].n_model : s->max_leaf;
    }
    s->max_leaf = s->max_leaf == 0 ? 1 : s->max_leaf;
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        find_site_column(s, (oql_ctx_param)p);
    }
    /* a job without sites, which can be planned, has a block as well */
    s->block_sites = choose_block(s, in->sites->n > 0 ? in->sites->n : 1);
    OQL_TRY(oql_survival_init(&s->survival, job->truncation_level_sigma, err));
    s->ln_iml = oql_calloc(s->n_imt * s->n_lvl, sizeof(double));
    s->ln_iml_middle = oql_calloc(s->n_imt, sizeof(double));
    s->ln_iml_single = oql_calloc(s->n_imt * s->n_lvl, sizeof(float));
    const char *precision = getenv("OQLITE_PRECISION");
    s->single =
        s->survival.has_single && (precision == NULL || strcmp(precision, "double") != 0);
    if (s->ln_iml == NULL || s->ln_iml_single == NULL || s->ln_iml_middle == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the levels");
        goto done;
    }
    OQL_TRY(set_rock(s, err));
    OQL_TRY(oql_collapse_store_create(&s->responses, err));
    for (size_t m = 0; m < s->n_imt; ++m) {
        const bool plain = job->measures[m].imt.kind == OQL_IMT_MMI;
        for (size_t l = 0; l < s->n_lvl; ++l) {
            const double x = job->measures[m].levels[l];
            s->ln_iml[m * s->n_lvl + l] = plain ? x : log(x);
        }
        const double *ln = s->ln_iml + m * s->n_lvl;
        s->ln_iml_middle[m] = 0.5 * (ln[0] + ln[s->n_lvl - 1]);
        for (size_t l = 0; l < s->n_lvl; ++l) {
            s->ln_iml_single[m * s->n_lvl + l] = (float)(ln[l] - s->ln_iml_middle[m]);
        }
    }
done:
    return st;
}

void oql_setup_clear(oql_setup *s)
{
    free(s->ln_iml);
    free(s->ln_iml_single);
    free(s->ln_iml_middle);
    s->ln_iml_middle = NULL;
    free(s->ln_rock);
    s->ln_rock = NULL;
    s->ln_iml = NULL;
    s->ln_iml_single = NULL;
    oql_collapse_store_destroy(s->responses);
    s->responses = NULL;
}

static size_t capacity(const oql_setup *s)
{
    return s->block_sites > OQL_CTX_LANES ? s->block_sites : OQL_CTX_LANES;
}

/* Of the scratch of the models, which is touched as they need it. */
#define OQL_GMM_TOUCHED_BYTES ((size_t)1 << 20)
/* A fault whose distances are kept for all sites has a few ruptures of each magnitude. */
#define OQL_FEW_RUPTURES ((size_t)400)

size_t oql_worker_bytes(const oql_setup *s)
{
    const size_t cap = capacity(s);
    const uint64_t needs = all_needs(s);
    size_t columns = 6 + 4 * s->n_imt + (s->soil != NULL ? s->soil->n_grid : 0);
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        columns += needs & OQL_BIT(p) ? 2 : 0;
    }
    if (s->in->not_poisson || s->soil != NULL) {
        columns += s->n_imt * s->n_lvl;
    }
    size_t distances = 0; /* of the ruptures of a fault, at all sites when they are few */
    for (size_t g = 0; g < s->in->n_group; ++g) {
        for (size_t f = 0; f < s->in->group[g].n_fault; ++f) {
            const size_t all = s->in->group[g].fault[f].ruptures->n;
            const size_t few = all < OQL_FEW_RUPTURES ? all : OQL_FEW_RUPTURES;
            const size_t n = all > few * s->block_sites ? all : few * s->block_sites;
            distances = n > distances ? n : distances;
        }
    }
    return OQL_GMM_TOUCHED_BYTES + oql_points_scratch_bytes(s) +
           sizeof(double) * (cap * columns + 4 * distances + s->n_lvl * OQL_LANES +
                             s->block_sites * s->max_leaf * s->n_imt * s->n_lvl);
}

/* What the hungriest model may take; only what is used gets memory. */
static size_t models_bytes(const oql_inputs *in, size_t stride)
{
    size_t most = 0;
    for (size_t t = 0; t < in->n_region; ++t) {
        for (size_t g = 0; g < in->region[t].n_model; ++g) {
            const size_t bytes = oql_gmm_work_bytes(in->region[t].model[g], stride);
            most = bytes > most ? bytes : most;
        }
    }
    return most;
}

static oql_status allocate(oql_worker *w, oql_err *err)
{
    const oql_setup *s = w->setup;
    const size_t cap = capacity(s);
    const uint64_t needs = all_needs(s);
    oql_status st = OQL_OK;

    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        if (needs & OQL_BIT(p)) {
            w->col[p] = oql_calloc(cap, sizeof(double));
            w->site_col[p] = oql_calloc(cap, sizeof(double));
            if (w->col[p] == NULL || w->site_col[p] == NULL) {
                goto nomem;
            }
        }
    }
    w->rows = oql_calloc(s->block_sites * s->max_leaf * s->n_imt * s->n_lvl, sizeof(double));
    w->row_used = calloc(s->block_sites, sizeof *w->row_used);
    w->rate = oql_calloc(cap, sizeof(double));
    w->lanes_rate = oql_calloc(cap, sizeof(double));
    w->lanes = oql_calloc(s->n_lvl * OQL_LANES, sizeof(double));
    w->scratch = oql_calloc(3 * cap, sizeof(double));
    w->single = oql_calloc((2 * s->n_lvl + 1) * OQL_SINGLE_WIDTH, sizeof(float));
    w->site_xyz = oql_calloc(s->block_sites, sizeof *w->site_xyz);
    w->out.mean = oql_calloc(s->n_imt * cap, sizeof(double));
    w->out.sigma = oql_calloc(s->n_imt * cap, sizeof(double));
    w->out.tau = oql_calloc(s->n_imt * cap, sizeof(double));
    w->out.phi = oql_calloc(s->n_imt * cap, sizeof(double));
    if (w->rows == NULL || w->row_used == NULL || w->rate == NULL || w->lanes_rate == NULL ||
        w->lanes == NULL || w->scratch == NULL || w->single == NULL || w->site_xyz == NULL ||
        w->out.mean == NULL || w->out.sigma == NULL || w->out.tau == NULL ||
        w->out.phi == NULL) {
        goto nomem;
    }
    if (s->soil != NULL) {
        w->rock = oql_calloc(s->soil->n_grid * cap, sizeof(double));
        if (w->rock == NULL) {
            goto nomem;
        }
    }
    if (s->in->not_poisson || s->soil != NULL) {
        w->poes = oql_calloc(s->n_imt * s->n_lvl * cap, sizeof(double));
        if (w->poes == NULL) {
            goto nomem;
        }
    }
    OQL_TRY(oql_work_create(models_bytes(s->in, cap), &w->work, err));
    OQL_TRY(oql_window_work_create(&w->windows, err));
    OQL_TRY(oql_points_scratch_create(w, err));
    OQL_TRY(oql_collapse_create(s, &w->collapse, err));
    return OQL_OK;
nomem:
    st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a worker");
done:
    return st;
}

oql_status oql_worker_create(const oql_setup *setup, oql_worker **out, oql_err *err)
{
    oql_worker *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a worker");
    }
    w->setup = setup;
    const oql_status st = allocate(w, err);
    if (st != OQL_OK) {
        oql_worker_destroy(w);
        return st;
    }
    w->ctx.work = w->work;
    *out = w;
    return OQL_OK;
}

void oql_worker_destroy(oql_worker *w)
{
    if (w == NULL) {
        return;
    }
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        free(w->col[p]);
        free(w->site_col[p]);
    }
    free(w->rows);
    free(w->row_used);
    free(w->rate);
    free(w->lanes_rate);
    free(w->lanes);
    free(w->scratch);
    free(w->single);
    free(w->site_xyz);
    free(w->out.mean);
    free(w->out.sigma);
    free(w->out.tau);
    free(w->out.phi);
    free(w->fault_dist);
    free(w->poes);
    free(w->rock);
    oql_work_destroy(w->work);
    oql_window_work_destroy(w->windows);
    oql_points_scratch_destroy(w);
    oql_collapse_destroy(w->collapse);
    free(w);
}

static bool is_site_param(const oql_worker *w, size_t p)
{
    return w->site_col[p] != NULL && oql_setup_has_site(w->setup, p);
}

/* Positions of the block's sites, and the columns of site parameters that some model asks for. */
static void fill_sites(oql_worker *w)
{
    const oql_sites *sites = w->setup->in->sites;
    for (size_t i = 0; i < w->n_site; ++i) {
        const size_t k = w->site0 + i;
        double xyz[3], unit[3];
        oql_geo_to_xyz(sites->lon_deg[k], sites->lat_deg[k], sites->depth_km[k], xyz);
        oql_geo_to_xyz(sites->lon_deg[k], sites->lat_deg[k], 0.0, unit);
        const double r = sqrt(unit[0] * unit[0] + unit[1] * unit[1] + unit[2] * unit[2]);
        w->site_xyz[i] = (oql_planar_site){.x = xyz[0],
                                           .y = xyz[1],
                                           .z = xyz[2],
                                           .ux = unit[0] / r,
                                           .uy = unit[1] / r,
                                           .uz = unit[2] / r,
                                           .depth_km = sites->depth_km[k]};
    }
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        for (size_t i = 0; is_site_param(w, p) && i < w->stride; ++i) {
            const size_t k = w->site0 + (i < w->n_site ? i : w->n_site - 1);
            w->site_col[p][i] = w->setup->site_value[p] != NULL
                                    ? w->setup->site_value[p][k]
                                    : oql_gmm_text_code(w->setup->site_text[p][k]);
        }
    }
}

void oql_worker_begin(oql_worker *w, const oql_group *group, size_t site0, size_t n_site,
                      double *rates)
{
    const bool moved = w->group == NULL || w->site0 != site0 || w->n_site != n_site;
    w->group = group;
    w->region = &w->setup->in->region[group->trt];
    w->rates = rates;
    w->site0 = site0;
    w->n_site = n_site;
    w->stride = round_up(n_site);
    if (moved) {
        fill_sites(w);
    }
}

/* ---- contexts ---- */

void oql_ctx_begin_site(oql_worker *w, size_t site, double mag)
{
    w->site = site;
    w->ctx.n = 0;
    w->ctx.mag = mag;
}

size_t oql_ctx_lanes(oql_worker *w, size_t n, size_t *first)
{
    if (w->ctx.n == OQL_CTX_LANES) {
        oql_ctx_flush_site(w);
    }
    const size_t left = OQL_CTX_LANES - w->ctx.n, got = n < left ? n : left;
    *first = w->ctx.n;
    w->ctx.n += got;
    return got;
}

/* Distances below minimum_distance are raised to it. */
static void raise_distances(oql_worker *w, size_t n)
{
    static const oql_ctx_param distance[] = {OQL_RRUP, OQL_RJB,   OQL_RX,
                                             OQL_RY0,  OQL_RHYPO, OQL_REPI};
    const double least = w->setup->in->job->minimum_distance_km;
    for (size_t k = 0; least > 0.0 && k < OQL_COUNT(distance); ++k) {
        double *x = w->col[distance[k]];
        for (size_t i = 0; x != NULL && i < n; ++i) {
            x[i] = x[i] < least ? least : x[i];
        }
    }
}

/* Point the context at the columns and fill those that hold one value. */
static void bind_columns(oql_worker *w, bool one_site, size_t n)
{
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        w->ctx.col[p] = w->col[p];
        if (!is_site_param(w, p)) {
            continue;
        }
        if (one_site) {
            const double x = w->site_col[p][w->site];
            for (size_t i = 0; i < n; ++i) {
                w->col[p][i] = x;
            }
            w->ctx.constant |= OQL_BIT(p);
        } else {
            w->ctx.col[p] = w->site_col[p];
        }
    }
    for (size_t i = 0; i < n; ++i) {
        w->col[OQL_MAG][i] = w->ctx.mag;
    }
    w->ctx.constant |= OQL_BIT(OQL_MAG);
}

/* The models' mean and sigma, converted to the geometric mean where the job wants that. */
static void eval_leaf(oql_worker *w, const oql_leaf *leaf, size_t n)
{
    oql_gmm_eval(leaf->gmm, &w->ctx, &w->out);
    if (leaf->measure != NULL) {
        oql_leaf_spread(leaf, w->setup->n_imt, w->ctx.stride, w->out.mean, w->out.sigma);
    }
    for (size_t m = 0; leaf->convert != NULL && m < w->setup->n_imt; ++m) {
        const oql_component *c = &leaf->convert[m];
        const double shift = log(c->median_ratio);
        double *mean = w->out.mean + m * w->ctx.stride,
               *sigma = w->out.sigma + m * w->ctx.stride;
        for (size_t i = 0; i < n; ++i) {
            mean[i] -= shift;
            sigma[i] =
                sqrt(sigma[i] * sigma[i] - c->added_sigma * c->added_sigma) / c->sigma_ratio;
        }
    }
}

/* Sum of a measure's rates over the lanes, into w->lanes (L). */
static void sum_one_site(oql_worker *w, size_t m, size_t n)
{
    const oql_setup *s = w->setup;
    const double *mean = w->out.mean + m * w->ctx.stride,
                 *sigma = w->out.sigma + m * w->ctx.stride;
    const double *x = s->ln_iml + m * s->n_lvl;
    if (s->single) {
        memset(w->lanes, 0, s->n_lvl * sizeof(double));
        s->kernels->exceed_one_site_single(&s->survival, n, mean, sigma, w->rate, s->n_lvl,
                                           s->ln_iml_middle[m], s->ln_iml_single + m * s->n_lvl,
                                           w->lanes, w->single);
        return;
    }
    memset(w->lanes, 0, s->n_lvl * OQL_LANES * sizeof(double));
    s->kernels->exceed_one_site(&s->survival, n, mean, sigma, w->rate, s->n_lvl, x, w->lanes,
                                w->scratch);
    for (size_t l = 0; l < s->n_lvl; ++l) {
        const double *a = w->lanes + l * OQL_LANES;
        w->lanes[l] = ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));
    }
}

static void add_one_site(oql_worker *w, const oql_leaf *leaf, size_t n)
{
    const oql_setup *s = w->setup;
    const size_t cell = s->n_imt * s->n_lvl;
    double *row = w->rows + (w->site * w->region->n_model + (size_t)leaf->model) * cell;
    w->row_used[w->site] = true;
    for (size_t m = 0; m < s->n_imt; ++m, row += s->n_lvl) {
        sum_one_site(w, m, n);
        for (size_t l = 0; l < s->n_lvl; ++l) {
            row[l] += leaf->weight * w->lanes[l];
        }
    }
}

void oql_ctx_end_sites(oql_worker *w, size_t first, size_t end)
{
    const size_t n = w->region->n_model * w->setup->n_imt * w->setup->n_lvl;
    for (; first < end && !w->row_used[first]; ++first) {
    }
    for (; first < end && !w->row_used[end - 1]; --end) {
    }
    for (size_t c = 0; first < end && c < n; ++c) { /* a line of rates at a time */
        double *rates = w->rates + c * w->stride;
        for (size_t i = first; i < end; ++i) {
            rates[i] += w->rows[i * n + c];
        }
    }
    for (size_t i = first; i < end; ++i) {
        memset(w->rows + i * n, 0, n * sizeof *w->rows);
        w->row_used[i] = false;
    }
}

/* Make the lanes of a site what models take: padding lanes repeat the last and have rate 0. */
static void close_lanes(oql_worker *w, size_t padded)
{
    const size_t n = w->ctx.n;
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        for (size_t i = n; w->col[p] != NULL && i < padded; ++i) {
            w->col[p][i] = w->col[p][n - 1];
        }
    }
    for (size_t i = n; i < padded; ++i) {
        w->rate[i] = 0.0;
    }
    w->ctx.n = padded;
    w->ctx.stride = padded;
    w->ctx.constant = 0;
    raise_distances(w, padded);
    bind_columns(w, true, padded);
}

void oql_ctx_probe_site(oql_worker *w, oql_ctx_seen *see, void *user)
{
    const size_t padded = round_up(w->ctx.n);
    close_lanes(w, padded);
    for (size_t i = 0; i < w->region->n_leaf; ++i) {
        eval_leaf(w, &w->region->leaf[i], padded);
        for (size_t m = 0; m < w->setup->n_imt; ++m) {
            see(user, &w->region->leaf[i], m, w->out.mean + m * padded,
                w->out.sigma + m * padded);
        }
    }
    w->ctx.n = 0;
}

void oql_ctx_flush_site(oql_worker *w)
{
    const size_t n = w->ctx.n;
    const size_t padded = (n + OQL_SINGLE_WIDTH - 1) / OQL_SINGLE_WIDTH * OQL_SINGLE_WIDTH;
    if (n == 0) {
        return;
    }
    w->n_ctx += n;
    close_lanes(w, padded);
    for (size_t i = 0; i < w->region->n_leaf; ++i) {
        eval_leaf(w, &w->region->leaf[i], padded);
        if (w->collector != NULL) {
            oql_disagg_collect(w, i, padded, true);
            continue;
        }
        if (w->occurrence != NULL || w->setup->soil != NULL) {
            oql_occurrence_add(w, i, padded, true);
            continue;
        }
        add_one_site(w, &w->region->leaf[i], padded);
    }
    w->ctx.n = 0;
}

void oql_ctx_flush_sites(oql_worker *w, double mag, uint64_t constant)
{
    const oql_setup *s = w->setup;
    const size_t n = w->stride;
    size_t used = 0;

    for (size_t i = 0; i < n; ++i) {
        used += w->rate[i] > 0.0;
    }
    if (used == 0) {
        return;
    }
    w->n_ctx += used;
    w->ctx.n = n;
    w->ctx.stride = n;
    w->ctx.mag = mag;
    w->ctx.constant = constant;
    raise_distances(w, n);
    bind_columns(w, false, n);
    for (size_t k = 0; k < w->region->n_leaf; ++k) {
        const oql_leaf *leaf = &w->region->leaf[k];
        eval_leaf(w, leaf, n);
        if (w->collector != NULL) {
            oql_disagg_collect(w, k, n, false);
            continue;
        }
        if (w->occurrence != NULL || s->soil != NULL) {
            oql_occurrence_add(w, k, n, false);
            continue;
        }
        double *rate = w->rate;
        double *weighted = w->lanes_rate;
        if (leaf->weight != 1.0) {
            for (size_t i = 0; i < n; ++i) {
                weighted[i] = leaf->weight * w->rate[i];
            }
            rate = weighted;
        }
        for (size_t m = 0; m < s->n_imt; ++m) {
            double *rates = w->rates + ((size_t)leaf->model * s->n_imt + m) * s->n_lvl * n;
            s->kernels->exceed_many_sites(&s->survival, n, w->out.mean + m * n,
                                          w->out.sigma + m * n, rate, s->n_lvl,
                                          s->ln_iml + m * s->n_lvl, rates, n, w->scratch);
        }
    }
    w->ctx.n = 0;
}
