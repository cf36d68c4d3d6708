/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/geodesy.h"
#include "geo/planar.h"
#include "hazard/collapsed.h"
#include "hazard/worker.h"
#include "source/msr.h"

/* Point-like sources. For each magnitude the planes of many places are built once and then serve
 * all sites of the block:
 *
 *   places near the block ─► for each magnitude ─► chunk of places ─► planes (SoA)
 *                                                     └─► each site: distances ─► lanes
 *
 * Beyond pointsource_distance (plus the radius of the rupture) OpenQuake replaces the nodal planes
 * and depths of a place by one plane with mean angles and depth: the set `mean`. */

#define OQL_BUCKETS   64
#define OQL_PLANE_CAP 1024 /* planes of a chunk; one place may have more */

typedef struct {
    oql_plane_kind kind;
    double hypo_lon, hypo_lat;
} plane_info;

typedef struct oql_plane_set {
    size_t n, cap;
    oql_planar_soa soa; /* (cap) columns */
    double *block;      /* their memory */
    double *rate;       /* (cap) */
    int32_t *place;     /* (cap) index into the chunk */
    int8_t *family;     /* (cap) of collapsed planes, -1: none */
    size_t n_family;    /* planes that have one */
    plane_info *info;   /* (cap) */
    double *dist;       /* (6, cap) */
    uint8_t *bucket;    /* (cap) of distance; OQL_BUCKETS: not felt */
    uint32_t *order;    /* (cap) planes by bucket */
} oql_plane_set;

typedef struct oql_place_scratch {
    size_t n, cap;
    size_t *index;     /* places that some site of the block is near to */
    double *x, *y, *z; /* km, at zero depth */
    double *nearest;   /* distance to the nearest site of the block (chord) */
    double *farthest;
    size_t *cursor;      /* next bin of each place's distribution */
    size_t *n_of_shape;  /* places of each shape of the group */
    size_t *chunk;       /* places of the chunk: index into the arrays above */
    double *chunk_close; /* effective point-source distance; INFINITY: no approximation */
    double *chunk_dist;  /* distance from the site */
} oql_place_scratch;

static oql_status make_set(size_t cap, oql_plane_set **out, oql_err *err)
{
    enum {
#define OQL_PLANAR_COUNT(c) COLUMN_##c,
        OQL_PLANAR_LIST(OQL_PLANAR_COUNT)
#undef OQL_PLANAR_COUNT
            COLUMNS
    };
    oql_plane_set *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for planes");
    }
    *out = s;
    s->cap = cap;
    s->block = oql_calloc((size_t)COLUMNS * cap, sizeof(double));
    s->rate = oql_calloc(cap, sizeof(double));
    s->place = oql_calloc(cap, sizeof *s->place);
    s->family = oql_calloc(cap, sizeof *s->family);
    s->info = oql_calloc(cap, sizeof *s->info);
    s->dist = oql_calloc((size_t)6 * cap, sizeof(double));
    s->bucket = oql_calloc(cap, sizeof *s->bucket);
    s->order = oql_calloc(cap, sizeof *s->order);
    if (s->block == NULL || s->rate == NULL || s->place == NULL || s->family == NULL ||
        s->info == NULL || s->dist == NULL || s->bucket == NULL || s->order == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for planes");
    }
#define OQL_PLANAR_POINT(c) s->soa.c = s->block + (size_t)COLUMN_##c * cap;
    OQL_PLANAR_LIST(OQL_PLANAR_POINT)
#undef OQL_PLANAR_POINT
    return OQL_OK;
}

static void free_set(oql_plane_set *s)
{
    if (s != NULL) {
        free(s->block);
        free(s->rate);
        free(s->place);
        free(s->family);
        free(s->info);
        free(s->dist);
        free(s->bucket);
        free(s->order);
        free(s);
    }
}

static size_t most_planes_of_a_cell(const oql_cells *c)
{
    size_t most = 0, sum = 0;
    for (size_t k = 0, i = 0; c != NULL && k < c->places.n; ++k) {
        const oql_point_shape *s = &c->places.shapes[c->places.shape[c->member[k]]];
        if (k == c->start[i + 1]) {
            ++i;
            sum = 0;
        }
        sum += s->n_plane * s->n_depth;
        most = sum > most ? sum : most;
    }
    return most;
}

/* Places and shapes of the largest group, and planes that the full set must hold. */
static void find_sizes(const oql_inputs *in, size_t *places, size_t *shapes, size_t *planes)
{
    *places = *shapes = 0;
    *planes = OQL_PLANE_CAP;
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_points *pts = &in->group[g].points;
        *places = pts->n > *places ? pts->n : *places;
        *shapes = pts->n_shape > *shapes ? pts->n_shape : *shapes;
        for (size_t i = 0; i < pts->n_shape; ++i) {
            const size_t n = pts->shapes[i].n_plane * pts->shapes[i].n_depth;
            *planes = n > *planes ? n : *planes;
        }
        const size_t in_cell = most_planes_of_a_cell(in->group[g].cells);
        *planes = in_cell > *planes ? in_cell : *planes;
    }
}

size_t oql_points_scratch_bytes(const oql_setup *s)
{
    size_t places, shapes, planes;
    find_sizes(s->in, &places, &shapes, &planes);
    const size_t plane = (sizeof(oql_planar_soa) / sizeof(double *) + 7) * sizeof(double) +
                         sizeof(plane_info) + 10;
    return shapes * sizeof(size_t) + places * (2 * sizeof(size_t) + 5 * sizeof(double)) +
           OQL_PLANE_CAP * (sizeof(size_t) + 2 * sizeof(double)) +
           (planes + OQL_PLANE_CAP) * plane;
}

oql_status oql_points_scratch_create(oql_worker *w, oql_err *err)
{
    oql_status st = OQL_OK;
    size_t most, shapes, cap;

    find_sizes(w->setup->in, &most, &shapes, &cap);
    OQL_TRY(make_set(cap, &w->full, err));
    OQL_TRY(make_set(OQL_PLANE_CAP, &w->mean, err));
    oql_place_scratch *p = w->place = calloc(1, sizeof *p);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for places");
    }
    p->cap = most;
    p->index = oql_calloc(most, sizeof *p->index);
    p->cursor = oql_calloc(most, sizeof *p->cursor);
    p->n_of_shape = oql_calloc(shapes, sizeof *p->n_of_shape);
    p->x = oql_calloc(most, sizeof(double));
    p->y = oql_calloc(most, sizeof(double));
    p->z = oql_calloc(most, sizeof(double));
    p->nearest = oql_calloc(most, sizeof(double));
    p->farthest = oql_calloc(most, sizeof(double));
    p->chunk = oql_calloc(OQL_PLANE_CAP, sizeof *p->chunk);
    p->chunk_close = oql_calloc(OQL_PLANE_CAP, sizeof(double));
    p->chunk_dist = oql_calloc(OQL_PLANE_CAP, sizeof(double));
    if (p->index == NULL || p->cursor == NULL || p->n_of_shape == NULL || p->x == NULL ||
        p->y == NULL || p->z == NULL || p->nearest == NULL || p->farthest == NULL ||
        p->chunk == NULL || p->chunk_close == NULL || p->chunk_dist == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu places", most);
    }
done:
    return st;
}

void oql_points_scratch_destroy(oql_worker *w)
{
    free_set(w->full);
    free_set(w->mean);
    oql_place_scratch *p = w->place;
    if (p != NULL) {
        free(p->index);
        free(p->cursor);
        free(p->n_of_shape);
        free(p->x);
        free(p->y);
        free(p->z);
        free(p->nearest);
        free(p->farthest);
        free(p->chunk);
        free(p->chunk_close);
        free(p->chunk_dist);
        free(p);
    }
}

/* ---- planes ---- */

/* Unit normal of the great circle that leaves (lon, lat) at an azimuth, so that its dot product with a
 * point of the unit sphere is -sin(distance / R), distance positive on the right. */
static void circle_normal(double lon_deg, double lat_deg, double azimuth_deg, double n[3])
{
    const double rad = 0x1.1df46a2529d39p-6; /* pi / 180 */
    const double lon = lon_deg * rad, lat = lat_deg * rad, az = azimuth_deg * rad;
    const double sl = sin(lon), cl = cos(lon), sp = sin(lat), cp = cos(lat);
    const double sa = sin(az), ca = cos(az);
    /* normal = position x direction, direction = ca * north + sa * east */
    n[0] = ca * sl - sa * sp * cl;
    n[1] = -ca * cl - sa * sp * sl;
    n[2] = sa * cp;
}

static void put3(double *x, double *y, double *z, size_t i, const double v[3])
{
    x[i] = v[0];
    y[i] = v[1];
    z[i] = v[2];
}

static void put_plane(oql_plane_set *s, const oql_planar *p, const oql_plane_kind *kind,
                      double rate, size_t place, int family)
{
    const size_t i = s->n++;
    const oql_planar_soa *a = &s->soa;
    double v[3];

    put3(a->tl_x, a->tl_y, a->tl_z, i, p->xyz0_km);
    put3(a->u_x, a->u_y, a->u_z, i, p->u);
    put3(a->v_x, a->v_y, a->v_z, i, p->v);
    put3(a->w_x, a->w_y, a->w_z, i, p->normal);
    a->length[i] = p->length_km;
    a->width[i] = p->width_km;
    circle_normal(p->corner_lon_deg[2], p->corner_lat_deg[2], p->strike_deg, v);
    put3(a->bot_x, a->bot_y, a->bot_z, i, v);
    circle_normal(p->corner_lon_deg[0], p->corner_lat_deg[0], p->strike_deg, v);
    put3(a->top_x, a->top_y, a->top_z, i, v);
    circle_normal(p->corner_lon_deg[0], p->corner_lat_deg[0], p->strike_deg + 90.0, v);
    put3(a->left_x, a->left_y, a->left_z, i, v);
    circle_normal(p->corner_lon_deg[1], p->corner_lat_deg[1], p->strike_deg + 90.0, v);
    put3(a->right_x, a->right_y, a->right_z, i, v);
    oql_geo_to_xyz(p->corner_lon_deg[0], p->corner_lat_deg[0], 0.0, v);
    put3(a->p_tl_x, a->p_tl_y, a->p_tl_z, i, v);
    oql_geo_to_xyz(p->corner_lon_deg[1], p->corner_lat_deg[1], 0.0, v);
    put3(a->p_tr_x, a->p_tr_y, a->p_tr_z, i, v);
    oql_geo_to_xyz(p->corner_lon_deg[2], p->corner_lat_deg[2], 0.0, v);
    put3(a->p_bl_x, a->p_bl_y, a->p_bl_z, i, v);
    oql_geo_to_xyz(p->corner_lon_deg[3], p->corner_lat_deg[3], 0.0, v);
    put3(a->p_br_x, a->p_br_y, a->p_br_z, i, v);
    oql_geo_to_xyz(p->hypo_lon_deg, p->hypo_lat_deg, 0.0, v);
    for (int k = 0; k < 3; ++k) {
        v[k] /= 6371.0;
    }
    put3(a->h_x, a->h_y, a->h_z, i, v);
    a->h_depth[i] = p->hypo_depth_km;
    s->rate[i] = rate;
    s->place[i] = (int32_t)place;
    s->family[i] = (int8_t)family;
    s->n_family += family >= 0;
    s->info[i] = (plane_info){*kind, p->hypo_lon_deg, p->hypo_lat_deg};
}

static oql_plane_kind kind_of(const oql_planar *p)
{
    return (oql_plane_kind){.rake = p->rake_deg,
                            .dip = p->dip_deg,
                            .strike = p->strike_deg,
                            .ztor = p->corner_depth_km[0],
                            .zbot = p->corner_depth_km[2],
                            .width = p->width_km,
                            .hypo_depth = p->hypo_depth_km};
}

/* The family of a plane, when its shape is collapsed at all: shape -1 is not. */
static int family_of(oql_worker *w, int32_t shape, size_t variant, const oql_plane_kind *kind)
{
    return shape < 0 ? -1 : oql_collapse_family(w, shape, (int32_t)variant, kind);
}

static void build_full(oql_worker *w, size_t place, double lon, double lat,
                       int32_t family_shape, const oql_point_shape *shape, double mag,
                       double rate)
{
    const oql_planar_limits limits = {shape->upper_depth_km, shape->lower_depth_km,
                                      shape->aspect_ratio};
    const bool shift = w->setup->in->job->shift_hypo;
    for (size_t i = 0; i < shape->n_plane; ++i) {
        const oql_nodal_plane *np = &shape->plane[i];
        const double area = oql_msr_area_km2(shape->msr, mag, np->rake_deg);
        for (size_t d = 0; d < shape->n_depth; ++d) {
            oql_planar p;
            oql_planar_build(&limits, lon, lat, shape->depth[d].depth_km, np->strike_deg,
                             np->dip_deg, np->rake_deg, area, shift, &p);
            const oql_plane_kind kind = kind_of(&p);
            put_plane(w->full, &p, &kind, rate * (np->weight * shape->depth[d].weight), place,
                      family_of(w, family_shape, i * shape->n_depth + d, &kind));
        }
    }
}

static void build_mean(oql_worker *w, size_t place, double lon, double lat,
                       int32_t family_shape, const oql_point_shape *shape, double mag,
                       double rate)
{
    const oql_planar_limits limits = {shape->upper_depth_km, shape->lower_depth_km,
                                      shape->aspect_ratio};
    double strike = 0.0, dip = 0.0, rake = 0.0, depth = 0.0, sum = 0.0, dsum = 0.0;
    for (size_t i = 0; i < shape->n_plane; ++i) {
        const oql_nodal_plane *np = &shape->plane[i];
        strike += np->weight * np->strike_deg;
        dip += np->weight * np->dip_deg;
        rake += np->weight * np->rake_deg;
        sum += np->weight;
    }
    for (size_t d = 0; d < shape->n_depth; ++d) {
        depth += shape->depth[d].weight * shape->depth[d].depth_km;
        dsum += shape->depth[d].weight;
    }
    oql_planar p;
    const double mean_rake = rake / sum;
    oql_planar_build(&limits, lon, lat, depth / dsum, strike / sum, dip / sum, mean_rake,
                     oql_msr_area_km2(shape->msr, mag, mean_rake), false, &p);
    const oql_plane_kind kind = kind_of(&p);
    put_plane(w->mean, &p, &kind, rate, place,
              family_of(w, family_shape, shape->n_plane * shape->n_depth, &kind));
}

/* ---- places ---- */

static double chord(const oql_planar_site *s, double x, double y, double z)
{
    const double dx = s->x - x, dy = s->y - y, dz = s->z - z;
    return sqrt(dx * dx + dy * dy + dz * dz);
}

/* OpenQuake uses the point-source distance, and the cut by the distance of the place, for points
 * only: areas and multi-points count when they are split into points, which needs the job key
 * split_sources and more than one place. */
static bool is_point(const oql_worker *w, size_t place)
{
    const oql_points *pts = &w->group->points;
    const oql_source *src = w->group->source[pts->source[place]];

    return src->type == OQL_SOURCE_POINT ||
           (w->setup->in->job->split_sources && !pts->alone[place]);
}

/* Keep the places that the block can feel, with their distance to the nearest and the farthest site,
 * and count those of each shape. */
static void gather_places(oql_worker *w, size_t first, size_t end)
{
    const oql_points *pts = &w->group->points;
    const oql_job *job = w->setup->in->job;
    const double reach = oql_job_reach_km(job, w->region->name);
    oql_place_scratch *p = w->place;

    p->n = 0;
    for (size_t i = first; i < end; ++i) {
        double xyz[3], near = HUGE_VAL, far = 0.0;
        oql_geo_to_xyz(pts->lon_deg[i], pts->lat_deg[i],
                       w->group->cells != NULL ? w->group->cells->depth_km[i] : 0.0, xyz);
        for (size_t s = 0; s < w->n_site; ++s) {
            const double d = chord(&w->site_xyz[s], xyz[0], xyz[1], xyz[2]);
            near = d < near ? d : near;
            far = d > far ? d : far;
        }
        /* the radius counts up to half the reach */
        if (near > 1.5 * reach + job->ps_grid_spacing_km && is_point(w, i)) {
            continue;
        }
        p->index[p->n] = i;
        p->cursor[p->n] = 0;
        p->x[p->n] = xyz[0];
        p->y[p->n] = xyz[1];
        p->z[p->n] = xyz[2];
        p->nearest[p->n] = near;
        p->farthest[p->n] = far;
        ++p->n;
    }
    memset(p->n_of_shape, 0, pts->n_shape * sizeof *p->n_of_shape);
    for (size_t k = 0; k < p->n; ++k) {
        ++p->n_of_shape[pts->shape[p->index[k]]];
    }
}

/* The smallest magnitude not yet done, or NaN. Bins are ascending. */
static double next_magnitude(const oql_worker *w)
{
    const oql_points *pts = &w->group->points;
    const oql_place_scratch *p = w->place;
    double next = (double)NAN;
    for (size_t k = 0; k < p->n; ++k) {
        const oql_mfd_bins *bins = &pts->mfds[pts->mfd[p->index[k]]];
        if (p->cursor[k] < bins->n && !(bins->mag[p->cursor[k]] >= next)) {
            next = bins->mag[p->cursor[k]];
        }
    }
    return next;
}

/* ---- lanes ---- */

/* Parameters that few models ask for, one lane at a time: closest point of the rupture and azimuth of
 * the site, seen from the hypocentre, from the strike. */
static void set_rare(oql_worker *w, size_t lane, const oql_plane_set *s, size_t i)
{
    const oql_planar_soa *a = &s->soa;
    const oql_planar_site *site = &w->site_xyz[w->site];
    if (w->col[OQL_CLON] != NULL || w->col[OQL_CLAT] != NULL) {
        const double d[3] = {site->x - a->tl_x[i], site->y - a->tl_y[i], site->z - a->tl_z[i]};
        double along = d[0] * a->u_x[i] + d[1] * a->u_y[i] + d[2] * a->u_z[i];
        double down = d[0] * a->v_x[i] + d[1] * a->v_y[i] + d[2] * a->v_z[i];
        along = fmin(fmax(along, 0.0), a->length[i]);
        down = fmin(fmax(down, 0.0), a->width[i]);
        const double xyz[3] = {a->tl_x[i] + along * a->u_x[i] + down * a->v_x[i],
                               a->tl_y[i] + along * a->u_y[i] + down * a->v_y[i],
                               a->tl_z[i] + along * a->u_z[i] + down * a->v_z[i]};
        double lon, lat, depth;
        oql_geo_from_xyz(xyz, &lon, &lat, &depth);
        oql_ctx_put(w, OQL_CLON, lane, lon);
        oql_ctx_put(w, OQL_CLAT, lane, lat);
    }
    if (w->col[OQL_AZIMUTH] != NULL) {
        const size_t k = w->site0 + w->site;
        const oql_sites *sites = w->setup->in->sites;
        const double azimuth = oql_geo_azimuth_deg(s->info[i].hypo_lon, s->info[i].hypo_lat,
                                                   sites->lon_deg[k], sites->lat_deg[k]) -
                               s->info[i].kind.strike;
        w->col[OQL_AZIMUTH][lane] = azimuth - 360.0 * floor(azimuth / 360.0);
    }
}

/* Planes order[0 … n - 1] of a set into n lanes; `computed` are the distances that the set has. Of
 * the others no model looks at the values, but the bits of a sum may follow their rounding. */
static void set_lanes(oql_worker *w, size_t lane, size_t n, const oql_plane_set *s,
                      const uint32_t *order, unsigned computed)
{
    static const struct {
        oql_ctx_param param;
        size_t offset;
    } info[] = {
        {OQL_RAKE, offsetof(plane_info, kind.rake)},
        {OQL_DIP, offsetof(plane_info, kind.dip)},
        {OQL_STRIKE, offsetof(plane_info, kind.strike)},
        {OQL_ZTOR, offsetof(plane_info, kind.ztor)},
        {OQL_ZBOT, offsetof(plane_info, kind.zbot)},
        {OQL_WIDTH, offsetof(plane_info, kind.width)},
        {OQL_HYPO_LON, offsetof(plane_info, hypo_lon)},
        {OQL_HYPO_LAT, offsetof(plane_info, hypo_lat)},
        {OQL_HYPO_DEPTH, offsetof(plane_info, kind.hypo_depth)},
    };
    static const oql_ctx_param distance[] = {OQL_RRUP, OQL_RJB,  OQL_RX,
                                             OQL_RY0,  OQL_REPI, OQL_RHYPO};
    for (size_t k = 0; k < OQL_COUNT(info); ++k) {
        const unsigned char *from = (const unsigned char *)s->info + info[k].offset;
        double *to = w->col[info[k].param];
        for (size_t i = 0; to != NULL && i < n; ++i) {
            memcpy(&to[lane + i], from + order[i] * sizeof *s->info, sizeof(double));
        }
    }
    for (size_t k = 0; k < OQL_COUNT(distance); ++k) {
        const bool has = k == 0 || (computed >> (k - 1) & 1U) != 0;
        const double *from = s->dist + (has ? k * s->cap : 0);
        double *to = w->col[distance[k]];
        for (size_t i = 0; to != NULL && i < n; ++i) {
            to[lane + i] = from[order[i]];
        }
    }
    double *in_cshm = w->col[OQL_IN_CSHM];
    for (size_t i = 0; in_cshm != NULL && i < n; ++i) {
        in_cshm[lane + i] = 0.0; /* OpenQuake does not look at these ruptures */
    }
    for (size_t i = 0; i < n; ++i) {
        w->rate[lane + i] = s->rate[order[i]];
    }
    if (w->col[OQL_CLON] != NULL || w->col[OQL_CLAT] != NULL || w->col[OQL_AZIMUTH] != NULL) {
        for (size_t i = 0; i < n; ++i) {
            set_rare(w, lane + i, s, order[i]);
        }
    }
}

static unsigned wanted_distances(const oql_worker *w)
{
    return (w->col[OQL_RJB] != NULL ? OQL_WANT_RJB : 0U) |
           (w->col[OQL_RX] != NULL ? OQL_WANT_RX : 0U) |
           (w->col[OQL_RY0] != NULL ? OQL_WANT_RY0 : 0U) |
           (w->col[OQL_REPI] != NULL ? OQL_WANT_REPI : 0U) |
           (w->col[OQL_RHYPO] != NULL ? OQL_WANT_RHYPO : 0U);
}

/* Of the planes, which are in the order of their places, those of places c0 … c1 - 1. */
static void find_planes(const oql_plane_set *s, size_t c0, size_t c1, size_t *first,
                        size_t *end)
{
    size_t i = 0;
    while (i < s->n && (size_t)s->place[i] < c0) {
        ++i;
    }
    *first = i;
    while (i < s->n && (size_t)s->place[i] < c1) {
        ++i;
    }
    *end = i;
}

/* Add the planes of a set, of the places c0 … c1 - 1, that are within the reach of the site and on the
 * right side of their place's point-source distance, nearest first (in buckets): neighbouring lanes
 * then saturate at about the same levels, which the kernels skip. */
static void add_planes(oql_worker *w, oql_plane_set *s, size_t c0, size_t c1, bool want_close,
                       double reach)
{
    const oql_place_scratch *p = w->place;
    const size_t cap = s->cap;
    size_t first, last;
    find_planes(s, c0, c1, &first, &last);
    if (first == last) {
        return;
    }
    double *d = s->dist + first;
    const double *rrup = s->dist;
    const oql_planar_out out = {d, d + cap, d + 2 * cap, d + 3 * cap, d + 4 * cap, d + 5 * cap};
    const unsigned wanted = s->n_family == s->n ? oql_collapse_wants(w) : wanted_distances(w);
    w->setup->kernels->planar_distances(&s->soa, first, last - first, &w->site_xyz[w->site],
                                        wanted, &out);
    size_t start[OQL_BUCKETS + 1] = {0};
    const double per_km = OQL_BUCKETS / reach;
    for (size_t i = first; i < last; ++i) {
        const size_t c = (size_t)s->place[i];
        const bool close = p->chunk_dist[c] <= p->chunk_close[c];
        s->bucket[i] = rrup[i] < reach && close == want_close && p->chunk_dist[c] >= 0.0;
    }
    if (s->n_family > 0) {
        const oql_planes_at at = {cap, s->dist, s->rate, s->family};
        oql_collapse_take(w, &at, first, last, s->bucket);
    }
    for (size_t i = first; i < last; ++i) {
        const bool felt = s->bucket[i] != 0;
        const size_t b = felt ? (size_t)(rrup[i] * per_km) : OQL_BUCKETS;
        s->bucket[i] = (uint8_t)(b < OQL_BUCKETS || !felt ? b : OQL_BUCKETS - 1);
        start[s->bucket[i]] += felt;
    }
    for (size_t b = 0, sum = 0; b <= OQL_BUCKETS; ++b) {
        const size_t n = start[b];
        start[b] = sum;
        sum += n;
    }
    for (size_t i = first; i < last; ++i) {
        if (s->bucket[i] < OQL_BUCKETS) {
            s->order[start[s->bucket[i]]++] = (uint32_t)i;
        }
    }
    const size_t n = start[OQL_BUCKETS - 1];
    for (size_t i = 0, lane = 0; i < n;) {
        const size_t free_lanes = oql_ctx_lanes(w, n - i, &lane);
        set_lanes(w, lane, free_lanes, s, s->order + i, wanted);
        i += free_lanes;
    }
}

/* With few sites OpenQuake decides for all of them together: one close site makes all close. */
static double effective_close(const oql_worker *w, size_t k, double psdist, double max_dist)
{
    const oql_place_scratch *p = w->place;
    if (!w->setup->few_sites) {
        return psdist;
    }
    return p->nearest[k] <= psdist && p->nearest[k] <= max_dist ? HUGE_VAL : -1.0;
}

static void do_chunk(oql_worker *w, size_t n_chunk, double mag, double reach,
                     const double *max_dist)
{
    oql_place_scratch *p = w->place;
    for (size_t s = 0; s < w->n_site; ++s) {
        const oql_planar_site *site = &w->site_xyz[s];
        size_t c0 = n_chunk, c1 = 0; /* places felt are among c0 … c1 - 1 */
        for (size_t c = 0; c < n_chunk; ++c) {
            const size_t k = p->chunk[c];
            const double d = chord(site, p->x[k], p->y[k], p->z[k]);
            const bool felt = d <= max_dist[c];
            p->chunk_dist[c] = felt ? d : -1.0; /* -1: not felt at all */
            c0 = felt && c < c0 ? c : c0;
            c1 = felt ? c + 1 : c1;
        }
        if (c0 >= c1) {
            continue;
        }
        oql_ctx_begin_site(w, s, oql_round_mag(mag));
        add_planes(w, w->full, c0, c1, true, reach);
        add_planes(w, w->mean, c0, c1, false, reach);
        oql_collapse_close_site(w);
        oql_ctx_flush_site(w);
    }
    w->full->n = w->mean->n = 0;
    w->full->n_family = w->mean->n_family = 0;
}

/* Distance beyond which a place is not felt, whatever the magnitude; OpenQuake cuts the radius of
 * the largest rupture at half the integration distance. */
static double felt_distance(const oql_worker *w, const oql_point_shape *shape,
                            const oql_mfd_bins *bins, double cell_radius)
{
    const oql_job *job = w->setup->in->job;
    double max_dist = 0.0;
    for (size_t b = bins->n; b-- > 0 && max_dist <= 0.0;) {
        max_dist = oql_job_max_distance(job, w->region->name, bins->mag[b]);
    }
    const double radius = oql_point_shape_radius_km(shape, bins->mag[bins->n - 1]);
    return max_dist + cell_radius + (radius < max_dist / 2.0 ? radius : max_dist / 2.0);
}

static size_t members(const oql_group *g, size_t i)
{
    return g->cells == NULL ? 1 : g->cells->start[i + 1] - g->cells->start[i];
}

static bool has_magnitude(const oql_mfd_bins *bins, double mag)
{
    size_t b = 0;
    while (b < bins->n && bins->mag[b] < mag) {
        ++b;
    }
    return b < bins->n && bins->mag[b] == mag;
}

/* Planes that a place, or the members of a cell, have for a magnitude; *n_with: members with it. */
static size_t count_planes(const oql_group *g, size_t i, double mag, size_t *n_with)
{
    size_t planes = 0;
    *n_with = 0;
    for (size_t k = g->cells->start[i]; k < g->cells->start[i + 1]; ++k) {
        const oql_points *p = &g->cells->places;
        const size_t m = g->cells->member[k];
        const oql_point_shape *s = &p->shapes[p->shape[m]];
        if (has_magnitude(&p->mfds[p->mfd[m]], mag)) {
            planes += s->n_plane * s->n_depth;
            ++*n_with;
        }
    }
    return planes;
}

static size_t planes_at(const oql_group *g, size_t i, double mag)
{
    const oql_point_shape *s = &g->points.shapes[g->points.shape[i]];
    size_t n_with = 0;
    return members(g, i) > 1 ? count_planes(g, i, mag, &n_with) : s->n_plane * s->n_depth;
}

/* All planes of the members of a cell, each member with the mean rate of those that have the
 * magnitude. */
static void build_members(oql_worker *w, size_t chunk, size_t i, double mag, double rate)
{
    const oql_cells *cells = w->group->cells;
    const oql_points *p = &cells->places;
    size_t n_with = 0;
    (void)count_planes(w->group, i, mag, &n_with);
    for (size_t k = cells->start[i]; k < cells->start[i + 1]; ++k) {
        const size_t m = cells->member[k];
        if (has_magnitude(&p->mfds[p->mfd[m]], mag)) {
            build_full(w, chunk, p->lon_deg[m], p->lat_deg[m], -1, &p->shapes[p->shape[m]], mag,
                       rate / (double)n_with);
        }
    }
}

static void do_magnitude(oql_worker *w, double mag)
{
    const oql_points *pts = &w->group->points;
    const oql_job *job = w->setup->in->job;
    oql_place_scratch *p = w->place;
    const double reach = oql_job_max_distance(job, w->region->name, mag);
    const double psd = oql_job_pointsource_distance(job, w->region->name);
    double felt[OQL_PLANE_CAP];
    size_t n_chunk = 0;

    oql_collapse_begin(w, mag);
    for (size_t k = 0; k < p->n; ++k) {
        const size_t i = p->index[k];
        const oql_mfd_bins *bins = &pts->mfds[pts->mfd[i]];
        const size_t b = p->cursor[k];
        if (b >= bins->n || bins->mag[b] > mag) {
            continue;
        }
        ++p->cursor[k];
        const oql_point_shape *shape = &pts->shapes[pts->shape[i]];
        const double rate = bins->rate_per_yr[b] * pts->factor[i];
        const size_t n_member = members(w->group, i);
        const double cell_radius = n_member > 1 ? 0.707 * job->ps_grid_spacing_km : 0.0;
        const bool point = n_member > 1 || is_point(w, i);
        const double felt_at = point ? felt_distance(w, shape, bins, cell_radius) : HUGE_VAL;
        if (!(reach > 0.0) || !(rate > 0.0) || p->nearest[k] > felt_at) {
            continue;
        }
        const size_t planes = planes_at(w->group, i, mag);
        if (n_chunk == OQL_PLANE_CAP || w->full->n + planes > w->full->cap ||
            w->mean->n == w->mean->cap || oql_collapse_is_full(w)) {
            do_chunk(w, n_chunk, mag, reach, felt);
            n_chunk = 0;
            if (oql_collapse_is_full(w)) {
                oql_collapse_begin(w, mag);
            }
        }
        const bool worth =
            n_member == 1 && oql_collapse_is_worth(w, p->n_of_shape[pts->shape[i]],
                                                   shape->n_plane * shape->n_depth + 1);
        const int32_t family_shape = worth ? pts->shape[i] : -1;
        double close = HUGE_VAL;
        if (n_member > 1 || (planes > 1 && point)) {
            const double radius = oql_point_shape_radius_km(shape, mag);
            const double extra = cell_radius + (radius < reach / 2.0 ? radius : reach / 2.0);
            close = effective_close(w, k, psd + extra, felt_at);
        }
        p->chunk[n_chunk] = k;
        p->chunk_close[n_chunk] = close;
        felt[n_chunk] = felt_at;
        if (p->nearest[k] <= close && n_member > 1) {
            build_members(w, n_chunk, i, mag, rate);
        } else if (p->nearest[k] <= close) {
            build_full(w, n_chunk, pts->lon_deg[i], pts->lat_deg[i], family_shape, shape, mag,
                       rate);
        }
        if (p->farthest[k] > close) {
            build_mean(w, n_chunk, pts->lon_deg[i], pts->lat_deg[i], family_shape, shape, mag,
                       rate);
        }
        ++n_chunk;
    }
    if (n_chunk > 0) {
        do_chunk(w, n_chunk, mag, reach, felt);
    }
}

void oql_tile_points(oql_worker *w, size_t first, size_t end)
{
    gather_places(w, first, end);
    oql_collapse_begin_tile(w);
    for (double mag = next_magnitude(w); mag == mag; mag = next_magnitude(w)) {
        do_magnitude(w, mag);
    }
    oql_ctx_end_sites(w, 0, w->n_site);
}
