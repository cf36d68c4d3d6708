/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/tiles.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/geodesy.h"
#include "geo/window_shape.h"
#include "hazard/bundles.h"
#include "hazard/classical.h"

#define OQL_TILES_WANTED 8192 /* of a large job: 128 for each of 64 cores */
#define OQL_LEAST_NS     10e6 /* less is not worth a tile: 1 % of a second */
#define OQL_LATE         0.1 /* of the cost comes last, in tiles of a quarter: cores end together */
#define OQL_LATE_SIZE    0.25
#define OQL_LUMP_PLACES  64
#define OQL_SAMPLES      4    /* places that stand for a lump wider than */
#define OQL_WIDE         0.1  /* of the maximum distance */
#define OQL_PART_SITES   56   /* least: planes and tables of responses are made once a part */
#define OQL_LEAST_POINTS 4000 /* ruptures of places: they fill the lanes of each magnitude */
#define OQL_LEAST_FAULT  64   /* ruptures of a fault */

typedef struct {
    double x, y, z, radius; /* km; a sphere that holds everything */
} sphere;

/* Sources that are near or far together. */
typedef struct {
    oql_piece piece;
    sphere at; /* of places or a fault; of infinite radius where it is not known */
    sphere some[OQL_SAMPLES]; /* places among them, points */
    double n_rupture;         /* all */
    double n_far;             /* with the nodal planes and depths of a place averaged */
    double radius_km;         /* largest of the ruptures of places */
    double middle_km;         /* that of the middle magnitude */
    double n_near;            /* blocks with sites that ask for the outlines of its ruptures */
    double n_node;            /* of the windows of its ruptures, if they have outlines */
} lump;

typedef struct {
    lump *list;
    size_t n, cap;
} lumps;

/* A lump that a block can feel, and how many of the block's sites are within the maximum distance and
 * near, where planes and outlines are needed. */
typedef struct {
    uint32_t lump;
    uint16_t felt, near; /* near of places: OQL_NO_PLANES */
} touch;

/* Sites are close enough to be looked at one by one, but not to need planes. */
#define OQL_NO_PLANES UINT16_MAX

struct oql_tiling {
    const oql_setup *setup;
    size_t n_block;
    sphere *block;     /* (n_block) */
    double *lon, *lat; /* (n_block) of the middle, degrees */
    double *xyz[3];    /* (N) sites, km */
    lumps *of_group;   /* (n_group) */
    touch *touch;      /* of each group, of each block */
    size_t n_touch, cap_touch;
    size_t *first;     /* (n_group * n_block + 1) touches of a unit */
    double *before_ns; /* (n_group * n_block + 1) cost of the units before one */
    oql_cost total;
    double share_ns; /* of a tile */
};

static const double cost_ns[OQL_COSTS] = {
#define OQL_COST(name, ns, text) [OQL_COST_##name] = ns,
#include "hazard/costs.def"
#undef OQL_COST
};

static double cost_in_ns(const oql_cost *c)
{
    double sum = 0.0;
    for (size_t k = 0; k < OQL_COSTS; ++k) {
        sum += cost_ns[k] * c->n[k];
    }
    return sum;
}

double oql_cost_seconds(const oql_cost *cost)
{
    return 1e-9 * cost_in_ns(cost);
}

const char *oql_cost_name(oql_cost_term term)
{
    static const char *const name[OQL_COSTS] = {
#define OQL_COST(name, ns, text) [OQL_COST_##name] = #name,
#include "hazard/costs.def"
#undef OQL_COST
    };
    return name[term];
}

static void add_cost(oql_cost *sum, const oql_cost *c, double share)
{
    for (size_t k = 0; k < OQL_COSTS; ++k) {
        sum->n[k] += share * c->n[k];
    }
}

/* ---- where things are ---- */

static sphere sphere_of(size_t n, const double *const xyz[3])
{
    sphere s = {0.0, 0.0, 0.0, 0.0};
    double low[3] = {HUGE_VAL, HUGE_VAL, HUGE_VAL}, high[3] = {-HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < n; ++i) {
        for (int k = 0; k < 3; ++k) {
            low[k] = fmin(low[k], xyz[k][i]);
            high[k] = fmax(high[k], xyz[k][i]);
        }
    }
    s.x = 0.5 * (low[0] + high[0]);
    s.y = 0.5 * (low[1] + high[1]);
    s.z = 0.5 * (low[2] + high[2]);
    for (size_t i = 0; i < n; ++i) {
        const double dx = xyz[0][i] - s.x, dy = xyz[1][i] - s.y, dz = xyz[2][i] - s.z;
        s.radius = fmax(s.radius, sqrt(dx * dx + dy * dy + dz * dz));
    }
    return s;
}

static double between(const sphere *a, const sphere *b)
{
    const double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
    return sqrt(dx * dx + dy * dy + dz * dz);
}

static oql_status find_blocks(oql_tiling *t, oql_err *err)
{
    const oql_setup *s = t->setup;
    const oql_sites *sites = s->in->sites;

    t->n_block = oql_setup_n_block(s);
    t->block = oql_calloc(t->n_block, sizeof *t->block);
    t->lon = oql_calloc(t->n_block, sizeof(double));
    t->lat = oql_calloc(t->n_block, sizeof(double));
    bool good = t->block != NULL && t->lon != NULL && t->lat != NULL;
    for (int k = 0; k < 3; ++k) {
        t->xyz[k] = oql_calloc(sites->n, sizeof(double));
        good = good && t->xyz[k] != NULL;
    }
    if (!good) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the plan");
    }
    for (size_t i = 0; i < sites->n; ++i) {
        double v[3];
        oql_geo_to_xyz(sites->lon_deg[i], sites->lat_deg[i], sites->depth_km[i], v);
        for (int k = 0; k < 3; ++k) {
            t->xyz[k][i] = v[k];
        }
    }
    for (size_t b = 0; b < t->n_block; ++b) {
        const size_t site0 = b * s->block_sites, left = sites->n - site0;
        const double *const xyz[3] = {t->xyz[0] + site0, t->xyz[1] + site0, t->xyz[2] + site0};
        double depth_km;
        t->block[b] = sphere_of(left < s->block_sites ? left : s->block_sites, xyz);
        oql_geo_from_xyz((double[3]){t->block[b].x, t->block[b].y, t->block[b].z}, &t->lon[b],
                         &t->lat[b], &depth_km);
    }
    return OQL_OK;
}

/* ---- lumps ---- */

static double place_ruptures(const oql_points *p, size_t i)
{
    const oql_point_shape *s = &p->shapes[p->shape[i]];
    return (double)p->mfds[p->mfd[i]].n * (double)(s->n_plane * s->n_depth);
}

static lump lump_of_places(const oql_group *g, size_t first, size_t end)
{
    const oql_points *p = &g->points;
    double memory[3][OQL_LUMP_PLACES];
    const double *const xyz[3] = {memory[0], memory[1], memory[2]};
    lump l = {.piece = {OQL_PIECE_PLACES, 0, first, end}};

    for (size_t i = first; i < end; ++i) {
        const oql_mfd_bins *bins = &p->mfds[p->mfd[i]];
        double v[3];
        oql_geo_to_xyz(p->lon_deg[i], p->lat_deg[i],
                       g->cells != NULL ? g->cells->depth_km[i] : 0.0, v);
        for (int k = 0; k < 3; ++k) {
            memory[k][i - first] = v[k];
        }
        l.n_rupture += place_ruptures(p, i);
        l.n_far += (double)bins->n;
        if (bins->n > 0) {
            const oql_point_shape *shape = &p->shapes[p->shape[i]];
            const double *mag = bins->mag;
            l.radius_km = fmax(l.radius_km, oql_point_shape_radius_km(shape, mag[bins->n - 1]));
            l.middle_km = oql_point_shape_radius_km(shape, mag[bins->n / 2]);
        }
    }
    l.at = sphere_of(end - first, xyz);
    for (size_t k = 0; k < OQL_SAMPLES; ++k) {
        const size_t i = (2 * k + 1) * (end - first) / (2 * OQL_SAMPLES);
        l.some[k] = (sphere){xyz[0][i], xyz[1][i], xyz[2][i], 0.0};
    }
    return l;
}

/* Around the nodes of a mesh or the corners of planes; sections may be anywhere. */
static sphere sphere_of_fault(const oql_ready_fault *f)
{
    enum { CORNERS = 4 };
    const oql_fault *r = f->ruptures;
    sphere s = {0.0, 0.0, 0.0, HUGE_VAL};
    if (r->kind == OQL_SURFACE_PLANES && r->n_plane > 0) {
        for (size_t p = 0; p < r->n_plane; ++p) {
            double memory[3][CORNERS];
            const double *const xyz[3] = {memory[0], memory[1], memory[2]};
            for (size_t k = 0; k < CORNERS; ++k) {
                double v[3];
                oql_geo_to_xyz(f->plane[p].corner_lon_deg[k], f->plane[p].corner_lat_deg[k],
                               f->plane[p].corner_depth_km[k], v);
                for (int c = 0; c < 3; ++c) {
                    memory[c][k] = v[c];
                }
            }
            const sphere one = sphere_of(CORNERS, xyz);
            if (p == 0) {
                s = one;
            } else {
                s.radius = fmax(s.radius, between(&s, &one) + one.radius);
            }
        }
    } else if (r->mesh != NULL && r->kind != OQL_SURFACE_SECTIONS) {
        const oql_mesh *m = r->mesh;
        s = sphere_of((size_t)m->n_row * (size_t)m->n_col,
                      (const double *const[3]){m->x_km, m->y_km, m->z_km});
    }
    return isfinite(s.radius) ? s : (sphere){0.0, 0.0, 0.0, HUGE_VAL};
}

/* Nodes of the windows of ruptures first … end - 1, whose outlines may be asked for. */
static double window_nodes(const oql_ready_fault *f, size_t first, size_t end)
{
    double n = 0.0;
    for (size_t i = first; f->outlines != NULL && i < end; ++i) {
        n += (double)f->ruptures->n_row[i] * (double)f->ruptures->n_col[i];
    }
    return n;
}

static oql_status make_lumps(const oql_group *g, lumps *out, oql_err *err)
{
    const size_t n_place = g->n_free_place;
    oql_status st = OQL_OK;

    const size_t most = n_place / OQL_LUMP_PLACES + 1 + g->n_free_fault + g->n_bundle;
    OQL_TRY(oql_reserve(&out->list, &out->cap, most, sizeof *out->list, err));
    for (size_t i = 0; i < n_place; i += OQL_LUMP_PLACES) {
        const size_t end = n_place - i < OQL_LUMP_PLACES ? n_place : i + OQL_LUMP_PLACES;
        out->list[out->n++] = lump_of_places(g, i, end);
    }
    for (size_t f = 0; f < g->n_free_fault; ++f) {
        const size_t n = g->fault[f].ruptures->n;
        out->list[out->n++] = (lump){.piece = {OQL_PIECE_RUPTURES, f, 0, n},
                                     .at = sphere_of_fault(&g->fault[f]),
                                     .n_rupture = (double)n,
                                     .n_far = (double)n,
                                     .n_node = window_nodes(&g->fault[f], 0, n)};
    }
    for (size_t b = 0; b < g->n_bundle; ++b) {
        const double n = oql_bundle_ruptures(g, &g->bundle[b]);
        out->list[out->n++] =
            (lump){.piece = {OQL_PIECE_BUNDLE, b, 0, 0}, .n_rupture = n, .n_far = n};
    }
done:
    return st;
}

/* ---- who feels what ---- */

typedef struct {
    const oql_tiling *t;
    const oql_group *group;
    const oql_region *region;
    size_t number, block, n_site;
    double reach_km;
} unit;

static unit unit_of(const oql_tiling *t, size_t group, size_t block)
{
    const oql_setup *s = t->setup;
    const size_t left = s->in->sites->n - block * s->block_sites;
    unit u = {.t = t, .group = &s->in->group[group], .block = block};
    u.number = group * t->n_block + block;
    u.region = &s->in->region[u.group->trt];
    u.n_site = left < s->block_sites ? left : s->block_sites;
    u.reach_km = oql_job_reach_km(s->in->job, u.region->name);
    return u;
}

/* Sites of a block within two distances of a place, and the distance of the nearest. */
typedef struct {
    double felt, near, nearest;
} count;

static count count_sites(const unit *u, const sphere *at, double reach, double close)
{
    const oql_tiling *t = u->t;
    const size_t site0 = u->block * t->setup->block_sites;
    const double *restrict x = t->xyz[0] + site0, *restrict y = t->xyz[1] + site0,
                           *restrict z = t->xyz[2] + site0;
    double felt = 0.0, near = 0.0, least = HUGE_VAL;
#pragma omp simd reduction(+ : felt, near) reduction(min : least)
    for (size_t i = 0; i < u->n_site; ++i) {
        const double dx = x[i] - at->x, dy = y[i] - at->y, dz = z[i] - at->z;
        const double d2 = dx * dx + dy * dy + dz * dz;
        felt += d2 <= reach * reach ? 1.0 : 0.0;
        near += d2 <= close * close ? 1.0 : 0.0;
        least = d2 < least ? d2 : least;
    }
    return (count){felt, near, sqrt(least)};
}

/* The same for the sections of a fault, from a few sites; where these feel nothing others may. */
static double sample_sites(const unit *u, const oql_ready_fault *f)
{
    const oql_sites *sites = u->t->setup->in->sites;
    const size_t site0 = u->block * u->t->setup->block_sites;
    const size_t step = u->n_site < 8 ? 1 : u->n_site / 8;
    double asked = 0.0, felt = 0.0;
    for (size_t i = site0; i < site0 + u->n_site; i += step) {
        asked += 1.0;
        felt += oql_fault_bound_km(f, sites->lon_deg[i], sites->lat_deg[i],
                                   sites->depth_km[i]) <= u->reach_km
                    ? 1.0
                    : 0.0;
    }
    return ceil((double)u->n_site * fmax(felt, 0.5) / asked);
}

static bool touches_places(const unit *u, const lump *l, touch *out)
{
    const oql_job *job = u->t->setup->in->job;
    const double far = 1.5 * u->reach_km + job->ps_grid_spacing_km; /* as in points_tile.c */
    const double close =
        fmin(oql_job_pointsource_distance(job, u->region->name) + l->middle_km, u->reach_km);
    const sphere *block = &u->t->block[u->block];
    if (between(block, &l->at) - block->radius - l->at.radius > far) {
        return false;
    }
    count c = count_sites(u, &l->at, u->reach_km, close);
    if (c.nearest - l->at.radius > far) {
        return false;
    }
    if (l->at.radius > OQL_WIDE * u->reach_km) {
        c = (count){0.0, 0.0, HUGE_VAL};
        for (size_t k = 0; k < OQL_SAMPLES; ++k) {
            const count one = count_sites(u, &l->some[k], u->reach_km, close);
            c.felt += one.felt / OQL_SAMPLES;
            c.near += one.near / OQL_SAMPLES;
            c.nearest = fmin(c.nearest, one.nearest);
        }
    }
    out->felt = (uint16_t)ceil(c.felt);
    out->near = OQL_NO_PLANES;
    if (c.nearest <= u->reach_km + fmin(l->radius_km, 0.5 * u->reach_km)) {
        out->near = (uint16_t)ceil(c.near);
    }
    return true;
}

static bool touches_fault(const unit *u, const lump *l, touch *out)
{
    const oql_ready_fault *f = &u->group->fault[l->piece.index];
    const oql_tiling *t = u->t;
    const sphere *block = &t->block[u->block];
    const double far = 1.05 * u->reach_km + 10.0; /* with room for rounding and curvature */
    if (isinf(l->at.radius)) {
        const double d = oql_fault_bound_km(f, t->lon[u->block], t->lat[u->block], 0.0);
        if (d > far + 1.05 * block->radius) {
            return false;
        }
        out->felt = (uint16_t)sample_sites(u, f);
        return true;
    }
    if (between(block, &l->at) - block->radius - l->at.radius > far) {
        return false;
    }
    const count c =
        count_sites(u, &l->at, u->reach_km + l->at.radius, OQL_NEAR_KM + l->at.radius);
    out->felt = (uint16_t)c.felt;
    out->near = f->outlines != NULL ? (uint16_t)c.near : 0;
    return c.nearest - l->at.radius <= far;
}

/* Whether the block may feel the lump. */
static bool touches(const unit *u, const lump *l, touch *out)
{
    switch (l->piece.kind) {
    case OQL_PIECE_PLACES:
        return touches_places(u, l, out);
    case OQL_PIECE_RUPTURES:
        return touches_fault(u, l, out);
    case OQL_PIECE_BUNDLE:
        break;
    }
    out->felt = (uint16_t)u->n_site;
    return true;
}

/* ---- costs ---- */

static void add_contexts(const unit *u, double n, bool fault, oql_cost *c)
{
    const oql_setup *s = u->t->setup;
    const double measures = n * (double)(u->region->n_leaf * s->n_imt);
    c->n[OQL_COST_CONTEXT] += n;
    c->n[OQL_COST_MEASURE] += measures;
    c->n[fault ? OQL_COST_FAULT_LEVEL : OQL_COST_LEVEL] += measures * (double)s->n_lvl;
}

/* Expected cost of a lump at a block. */
static oql_cost cost_of(const unit *u, const lump *l, const touch *t)
{
    oql_cost c = {{0.0}};
    const double felt = (double)t->felt, near = (double)t->near;
    if (l->piece.kind != OQL_PIECE_PLACES) {
        c.n[OQL_COST_RUPTURE_SITE] += l->n_rupture * felt;
        add_contexts(u, l->n_rupture * felt, true, &c);
        if (near > 0.0) {
            c.n[OQL_COST_OUTLINE] += l->n_node / l->n_near;
        }
        return c;
    }
    c.n[OQL_COST_PLACE_SITE] += (double)(l->piece.end - l->piece.first) * (double)u->n_site;
    if (t->near != OQL_NO_PLANES) {
        const double n = near * l->n_rupture + (felt - near) * l->n_far;
        c.n[OQL_COST_PLANE] += near > 0.0 ? l->n_rupture : l->n_far;
        c.n[OQL_COST_PLANE_SITE] += n;
        add_contexts(u, n, false, &c);
    }
    return c;
}

static double rates_of(const unit *u)
{
    const oql_setup *s = u->t->setup;
    const size_t stride = (u->n_site + OQL_LANES - 1) / OQL_LANES * OQL_LANES;
    return (double)(u->region->n_model * s->n_imt * s->n_lvl * stride);
}

/* Find what each unit of a group feels. */
static oql_status find_touches(oql_tiling *t, size_t g, oql_err *err)
{
    const lumps *list = &t->of_group[g];
    oql_status st = OQL_OK;
    for (size_t b = 0; b < t->n_block; ++b) {
        const unit u = unit_of(t, g, b);
        t->first[u.number] = t->n_touch;
        OQL_TRY(
            oql_reserve(&t->touch, &t->cap_touch, t->n_touch + list->n, sizeof *t->touch, err));
        for (size_t i = 0; i < list->n; ++i) {
            lump *l = &list->list[i];
            touch *one = &t->touch[t->n_touch];
            *one = (touch){.lump = (uint32_t)i};
            if (l->n_rupture > 0.0 && touches(&u, l, one)) {
                l->n_near += l->piece.kind == OQL_PIECE_RUPTURES && one->near > 0 ? 1.0 : 0.0;
                ++t->n_touch;
            }
        }
        t->first[u.number + 1] = t->n_touch;
    }
done:
    return st;
}

/* Cost of a unit in ns; added to *sum unless that is NULL. */
static double unit_cost(const oql_tiling *t, size_t g, size_t b, oql_cost *sum)
{
    const unit u = unit_of(t, g, b);
    double ns = 0.0;
    for (size_t k = t->first[u.number]; k < t->first[u.number + 1]; ++k) {
        const oql_cost c = cost_of(&u, &t->of_group[g].list[t->touch[k].lump], &t->touch[k]);
        ns += cost_in_ns(&c);
        if (sum != NULL) {
            add_cost(sum, &c, 1.0);
        }
    }
    return ns;
}

oql_status oql_tiling_create(const oql_setup *setup, oql_tiling **out, oql_err *err)
{
    const oql_inputs *in = setup->in;
    oql_tiling *t = calloc(1, sizeof *t);
    oql_status st = OQL_OK;

    if (t == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the plan");
    }
    t->setup = setup;
    t->of_group = calloc(in->n_group + 1, sizeof *t->of_group);
    t->first = oql_calloc(in->n_group * oql_setup_n_block(setup) + 1, sizeof *t->first);
    t->before_ns = oql_calloc(in->n_group * oql_setup_n_block(setup) + 1, sizeof(double));
    if (t->of_group == NULL || t->first == NULL || t->before_ns == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the plan");
        goto done;
    }
    OQL_TRY(find_blocks(t, err));
    for (size_t g = 0; g < in->n_group; ++g) {
        OQL_TRY(make_lumps(&in->group[g], &t->of_group[g], err));
        OQL_TRY(find_touches(t, g, err));
        for (size_t b = 0; b < t->n_block; ++b) {
            const size_t k = g * t->n_block + b;
            t->before_ns[k + 1] = t->before_ns[k] + unit_cost(t, g, b, &t->total);
        }
    }
    t->share_ns = cost_in_ns(&t->total) / OQL_TILES_WANTED;
    *out = t;
    t = NULL;
done:
    oql_tiling_destroy(t);
    return st;
}

void oql_tiling_destroy(oql_tiling *t)
{
    if (t == NULL) {
        return;
    }
    for (size_t g = 0; t->of_group != NULL && g < t->setup->in->n_group; ++g) {
        free(t->of_group[g].list);
    }
    free(t->of_group);
    free(t->touch);
    free(t->first);
    free(t->before_ns);
    for (int k = 0; k < 3; ++k) {
        free(t->xyz[k]);
    }
    free(t->block);
    free(t->lon);
    free(t->lat);
    free(t);
}

const oql_cost *oql_tiling_cost(const oql_tiling *t)
{
    return &t->total;
}

/* ---- cutting ---- */

typedef struct {
    oql_chunks *out;
    double share_ns, late_share_ns; /* of a chunk */
    double at_ns, late_ns;          /* of the job: cost so far; where chunks become small */
    double open_ns, open_points;    /* of the chunk being filled */
    size_t first_piece;
    oql_cost cost;
} cutter;

static oql_status close_chunk(cutter *c, oql_err *err)
{
    oql_chunks *o = c->out;
    oql_status st = OQL_OK;

    OQL_TRY(oql_reserve(&o->start, &o->cap_start, o->n + 2, sizeof *o->start, err));
    OQL_TRY(oql_reserve(&o->cost, &o->cap_cost, o->n + 1, sizeof *o->cost, err));
    o->start[0] = 0;
    o->cost[o->n++] = c->cost;
    o->start[o->n] = o->n_piece;
    c->first_piece = o->n_piece;
    c->cost = (oql_cost){{0.0}};
    c->open_ns = 0.0;
    c->open_points = 0.0;
done:
    return st;
}

static double share_of(const cutter *c)
{
    return c->at_ns < c->late_ns ? c->share_ns : c->late_share_ns;
}

static oql_status add_piece(cutter *c, const oql_piece *p, const oql_cost *cost, double share,
                            double n_rupture, oql_err *err)
{
    oql_chunks *o = c->out;
    oql_status st = OQL_OK;
    oql_piece *last = o->n_piece > c->first_piece ? &o->piece[o->n_piece - 1] : NULL;

    if (last != NULL && last->kind == p->kind && last->index == p->index &&
        last->end == p->first && p->kind != OQL_PIECE_BUNDLE) {
        last->end = p->end;
    } else {
        OQL_TRY(oql_reserve(&o->piece, &o->cap_piece, o->n_piece + 1, sizeof *o->piece, err));
        o->piece[o->n_piece++] = *p;
    }
    add_cost(&c->cost, cost, share);
    c->open_ns += share * cost_in_ns(cost);
    c->at_ns += share * cost_in_ns(cost);
    c->open_points += p->kind == OQL_PIECE_PLACES ? n_rupture : OQL_LEAST_POINTS;
    if (c->open_ns >= share_of(c) && c->open_points >= OQL_LEAST_POINTS) {
        OQL_TRY(close_chunk(c, err));
    }
done:
    return st;
}

/* A fault in ranges of ruptures: all but its outlines in proportion to them. */
static oql_status add_ranges(cutter *c, const oql_ready_fault *f, const lump *l,
                             const oql_cost *cost, oql_err *err)
{
    const double outlines = cost->n[OQL_COST_OUTLINE];
    oql_status st = OQL_OK;

    for (size_t i = l->piece.first; i < l->piece.end; i += OQL_LEAST_FAULT) {
        oql_piece p = l->piece;
        p.first = i;
        p.end = p.end - i < OQL_LEAST_FAULT ? p.end : i + OQL_LEAST_FAULT;
        const double n = (double)(p.end - p.first);
        oql_cost part = {{0.0}};
        add_cost(&part, cost, n / l->n_rupture);
        if (outlines > 0.0) {
            part.n[OQL_COST_OUTLINE] = outlines * window_nodes(f, p.first, p.end) / l->n_node;
        }
        OQL_TRY(add_piece(c, &p, &part, 1.0, n, err));
    }
done:
    return st;
}

/* A lump of places one by one, a fault in ranges. */
static oql_status add_parts(cutter *c, const oql_group *g, const lump *l, const oql_cost *cost,
                            oql_err *err)
{
    oql_status st = OQL_OK;

    if (l->piece.kind == OQL_PIECE_RUPTURES) {
        return add_ranges(c, &g->fault[l->piece.index], l, cost, err);
    }
    for (size_t i = l->piece.first; i < l->piece.end; ++i) {
        const oql_piece p = {l->piece.kind, l->piece.index, i, i + 1};
        const double weight = place_ruptures(&g->points, i);
        OQL_TRY(add_piece(c, &p, cost, weight / l->n_rupture, weight, err));
    }
done:
    return st;
}

/* Parts of the sites of a unit that should become n tiles. */
static void part_sites(const unit *u, double n, oql_chunks *out)
{
    const size_t most = u->t->setup->few_sites ? 1 : u->n_site / OQL_PART_SITES;
    const size_t parts = (size_t)fmax(1.0, fmin(n, (double)most));
    const size_t sites = (u->n_site + parts - 1) / parts;
    out->part_sites = (sites + OQL_LANES - 1) / OQL_LANES * OQL_LANES;
    out->n_part = (u->n_site + out->part_sites - 1) / out->part_sites;
}

oql_status oql_tiling_cut(const oql_tiling *t, size_t group, size_t block, oql_chunks *out,
                          oql_err *err)
{
    const unit u = unit_of(t, group, block);
    const size_t n_unit = t->setup->in->n_group * t->n_block;
    /* a tile must cost more than clearing and adding its rates, by far */
    const double rates_ns = 20.0 * cost_ns[OQL_COST_RATE] * rates_of(&u);
    cutter c = {.out = out,
                .at_ns = t->before_ns[u.number],
                .late_ns = (1.0 - OQL_LATE) * t->before_ns[n_unit]};
    oql_status st = OQL_OK;

    const double sum = unit_cost(t, group, block, NULL);
    const double least = fmax(fmax(OQL_LEAST_NS, rates_ns), t->share_ns);
    const double n_tile = ceil(fmax(1.0, sum / least));
    part_sites(&u, n_tile, out);
    c.share_ns = sum / ceil(n_tile / (double)out->n_part) * (1.0 - 1e-9);
    c.late_share_ns = fmax(fmin(rates_ns, c.share_ns), OQL_LATE_SIZE * c.share_ns);
    for (size_t k = t->first[u.number]; k < t->first[u.number + 1]; ++k) {
        const lump *l = &t->of_group[group].list[t->touch[k].lump];
        const oql_cost cost = cost_of(&u, l, &t->touch[k]);
        if (l->piece.kind != OQL_PIECE_BUNDLE && cost_in_ns(&cost) > 0.25 * share_of(&c)) {
            OQL_TRY(add_parts(&c, u.group, l, &cost, err));
        } else {
            OQL_TRY(add_piece(&c, &l->piece, &cost, 1.0, l->n_rupture, err));
        }
    }
    if (out->n_piece > c.first_piece) {
        OQL_TRY(close_chunk(&c, err));
    }
    for (size_t k = 0; k < out->n; ++k) {
        oql_cost *of = &out->cost[k];
        const double planes = of->n[OQL_COST_PLANE]; /* built for each part */
        for (size_t i = 0; i < OQL_COSTS; ++i) {
            of->n[i] /= (double)out->n_part;
        }
        of->n[OQL_COST_PLANE] = planes;
        of->n[OQL_COST_RATE] += rates_of(&u) / (double)out->n_part;
    }
done:
    return st;
}

void oql_chunks_clear(oql_chunks *c)
{
    free(c->start);
    free(c->piece);
    free(c->cost);
    *c = (oql_chunks){0};
}

oql_status oql_tile_piece(oql_worker *w, const oql_piece *p, oql_err *err)
{
    switch (p->kind) {
    case OQL_PIECE_PLACES:
        oql_tile_points(w, p->first, p->end);
        return OQL_OK;
    case OQL_PIECE_RUPTURES:
        return oql_tile_ruptures(w, &w->group->fault[p->index], p->first, p->end, err);
    case OQL_PIECE_BUNDLE:
        break;
    }
    return oql_tile_bundle(w, &w->group->bundle[p->index], err);
}
