/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/planar.h"
#include "geo/polygon.h"
#include "source/source.h"

/** Of one place: what mistyped widths and lists ask for; published models have some thousands. */
#define MOST_RUPTURES 1e7

/* The builder keeps growing tables of shapes and distributions with an open-addressing hash
 * index on each, so that equal contents, whatever model they came from, are stored once:
 *
 *     shapes  [0] [1] [2] …          slot[hash % n_slot] = index + 1, 0 = free
 *     mfds    [0] [1] [2] …
 */
typedef struct {
    size_t n_slot; /* power of two, 0 before the first entry */
    uint32_t *slot;
    uint64_t *hash; /* of each entry of the table */
    size_t hash_cap;
} hash_index;

struct oql_points_builder {
    oql_points p;
    size_t lon_cap, lat_cap, shape_cap, mfd_cap, factor_cap, source_cap,
        alone_cap; /* of the columns */
    size_t shapes_cap, mfds_cap;
    hash_index shape_index, mfd_index;
};

static uint64_t hash_bytes(uint64_t h, const void *data, size_t n)
{
    const unsigned char *b = data;

    for (size_t i = 0; i < n; ++i) { /* FNV-1a */
        h = (h ^ b[i]) * 1099511628211u;
    }
    return h;
}

static const uint64_t hash_start = 14695981039346656037u;

void oql_points_clear(oql_points *p)
{
    free(p->lon_deg);
    free(p->lat_deg);
    free(p->shape);
    free(p->mfd);
    free(p->factor);
    free(p->alone);
    free(p->source);
    for (size_t i = 0; i < p->n_shape; ++i) {
        free(p->shapes[i].plane);
        free(p->shapes[i].depth);
    }
    free(p->shapes);
    for (size_t i = 0; i < p->n_mfd; ++i) {
        oql_mfd_bins_clear(&p->mfds[i]);
    }
    free(p->mfds);
    *p = (oql_points){0};
}

uint64_t oql_points_count(const oql_points *p)
{
    uint64_t n = 0;

    for (size_t i = 0; i < p->n; ++i) {
        const oql_point_shape *s = &p->shapes[p->shape[i]];

        n += (uint64_t)p->mfds[p->mfd[i]].n * s->n_plane * s->n_depth;
    }
    return n;
}

static void index_clear(hash_index *ix)
{
    free(ix->slot);
    free(ix->hash);
    *ix = (hash_index){0};
}

oql_status oql_points_builder_create(oql_points_builder **out, oql_err *err)
{
    oql_points_builder *b = calloc(1, sizeof *b);

    if (b == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "builder of points");
    }
    *out = b;
    return OQL_OK;
}

void oql_points_builder_destroy(oql_points_builder *b)
{
    if (b != NULL) {
        oql_points_clear(&b->p);
        index_clear(&b->shape_index);
        index_clear(&b->mfd_index);
        free(b);
    }
}

oql_status oql_points_builder_finish(oql_points_builder *b, oql_points *out, oql_err *err)
{
    if (b == NULL || out == NULL) {
        return OQL_FAIL(err, OQL_EARG, "no builder or no place for the result");
    }
    *out = b->p;
    index_clear(&b->shape_index);
    index_clear(&b->mfd_index);
    *b = (oql_points_builder){0};
    return OQL_OK;
}

/* Rebuild the slots so that n entries and one more fill no more than half. */
static oql_status index_grow(hash_index *ix, size_t n, oql_err *err)
{
    size_t n_slot = ix->n_slot == 0 ? 64 : ix->n_slot;
    uint32_t *slot = NULL;

    while (n_slot < 2 * (n + 1)) {
        n_slot *= 2;
    }
    if (n_slot == ix->n_slot) {
        return OQL_OK;
    }
    slot = calloc(n_slot, sizeof *slot);
    if (slot == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu slots", n_slot);
    }
    for (size_t i = 0; i < n; ++i) {
        size_t k = (size_t)ix->hash[i] & (n_slot - 1);

        while (slot[k] != 0) {
            k = (k + 1) & (n_slot - 1);
        }
        slot[k] = (uint32_t)(i + 1);
    }
    free(ix->slot);
    ix->slot = slot;
    ix->n_slot = n_slot;
    return OQL_OK;
}

/* Make room for entry n and remember its hash; the entry itself is written by the caller. */
static oql_status index_add(hash_index *ix, size_t n, uint64_t hash, oql_err *err)
{
    oql_status st = OQL_OK;
    size_t k = 0;

    if (n >= INT32_MAX) {
        return OQL_FAIL(err, OQL_ENOMEM, "more than %d distributions", INT32_MAX);
    }
    OQL_TRY(index_grow(ix, n, err));
    OQL_TRY(oql_reserve(&ix->hash, &ix->hash_cap, n + 1, sizeof *ix->hash, err));
    ix->hash[n] = hash;
    k = (size_t)hash & (ix->n_slot - 1);
    while (ix->slot[k] != 0) {
        k = (k + 1) & (ix->n_slot - 1);
    }
    ix->slot[k] = (uint32_t)(n + 1);
done:
    return st;
}

/* --- shapes --- */

static uint64_t hash_shape(const oql_source *s)
{
    const double d[4] = {s->upper_depth_km, s->lower_depth_km, s->aspect_ratio, s->msr->arg};
    uint64_t h = hash_bytes(hash_start, d, sizeof d);

    h = hash_bytes(h, &s->msr->rel, sizeof s->msr->rel);
    h = hash_bytes(h, s->planes->plane, s->planes->n * sizeof *s->planes->plane);
    return hash_bytes(h, s->depths->depth, s->depths->n * sizeof *s->depths->depth);
}

static bool shape_equals(const oql_point_shape *p, const oql_source *s)
{
    return p->upper_depth_km == s->upper_depth_km && p->lower_depth_km == s->lower_depth_km &&
           p->aspect_ratio == s->aspect_ratio && oql_msr_is_equal(p->msr, s->msr) &&
           p->n_plane == s->planes->n && p->n_depth == s->depths->n &&
           memcmp(p->plane, s->planes->plane, p->n_plane * sizeof *p->plane) == 0 &&
           memcmp(p->depth, s->depths->depth, p->n_depth * sizeof *p->depth) == 0;
}

static oql_status intern_shape(oql_points_builder *b, const oql_source *s, int32_t *out,
                               oql_err *err)
{
    hash_index *ix = &b->shape_index;
    const uint64_t hash = hash_shape(s);
    oql_point_shape fresh = {.upper_depth_km = s->upper_depth_km,
                             .lower_depth_km = s->lower_depth_km,
                             .aspect_ratio = s->aspect_ratio,
                             .msr = s->msr,
                             .n_plane = s->planes->n,
                             .n_depth = s->depths->n};
    oql_status st = OQL_OK;

    if (ix->n_slot > 0) {
        for (size_t k = (size_t)hash & (ix->n_slot - 1); ix->slot[k] != 0;
             k = (k + 1) & (ix->n_slot - 1)) {
            const size_t i = ix->slot[k] - 1;

            if (ix->hash[i] == hash && shape_equals(&b->p.shapes[i], s)) {
                *out = (int32_t)i;
                return OQL_OK;
            }
        }
    }
    fresh.plane = oql_calloc(fresh.n_plane, sizeof *fresh.plane);
    fresh.depth = oql_calloc(fresh.n_depth, sizeof *fresh.depth);
    if (fresh.plane == NULL || fresh.depth == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "shape of point sources");
        goto done;
    }
    memcpy(fresh.plane, s->planes->plane, fresh.n_plane * sizeof *fresh.plane);
    memcpy(fresh.depth, s->depths->depth, fresh.n_depth * sizeof *fresh.depth);
    OQL_TRY(oql_reserve(&b->p.shapes, &b->shapes_cap, b->p.n_shape + 1, sizeof fresh, err));
    OQL_TRY(index_add(ix, b->p.n_shape, hash, err));
    *out = (int32_t)b->p.n_shape;
    b->p.shapes[b->p.n_shape++] = fresh;
    fresh = (oql_point_shape){0};
done:
    free(fresh.plane);
    free(fresh.depth);
    return st;
}

/* --- distributions --- */

/* Takes bins: stored, or freed when equal ones are there already or on failure. */
static oql_status intern_bins(oql_points_builder *b, oql_mfd_bins *bins, int32_t *out,
                              oql_err *err)
{
    hash_index *ix = &b->mfd_index;
    const size_t bytes = bins->n * sizeof(double);
    const uint64_t hash =
        hash_bytes(hash_bytes(hash_start, bins->mag, bytes), bins->rate_per_yr, bytes);
    oql_status st = OQL_OK;

    if (ix->n_slot > 0) {
        for (size_t k = (size_t)hash & (ix->n_slot - 1); ix->slot[k] != 0;
             k = (k + 1) & (ix->n_slot - 1)) {
            const size_t i = ix->slot[k] - 1;
            const oql_mfd_bins *old = &b->p.mfds[i];

            if (ix->hash[i] == hash && old->n == bins->n &&
                memcmp(old->mag, bins->mag, bytes) == 0 &&
                memcmp(old->rate_per_yr, bins->rate_per_yr, bytes) == 0) {
                *out = (int32_t)i;
                goto done;
            }
        }
    }
    OQL_TRY(oql_reserve(&b->p.mfds, &b->mfds_cap, b->p.n_mfd + 1, sizeof *bins, err));
    OQL_TRY(index_add(ix, b->p.n_mfd, hash, err));
    *out = (int32_t)b->p.n_mfd;
    b->p.mfds[b->p.n_mfd++] = *bins;
    *bins = (oql_mfd_bins){0};
done:
    oql_mfd_bins_clear(bins);
    return st;
}

typedef struct {
    int32_t shape, mfd, source;
    double factor;
    bool alone;
} place_data;

/* Distribution of one place. Gutenberg-Richter forms that differ in `a` only share their bins:
 * the rates of a = 0 are stored and 10^a goes into the factor. */
static oql_status intern_mfd(oql_points_builder *b, const oql_mfd *mfd, place_data *d,
                             oql_err *err)
{
    const oql_point_shape *shape = &b->p.shapes[d->shape];
    oql_mfd unit = *mfd;
    oql_mfd_bins bins = {0};
    oql_status st = OQL_OK;

    d->factor = 1.0;
    if (mfd->kind == OQL_MFD_TRUNC_GR) {
        unit.a_val = 0.0;
        d->factor = pow(10.0, mfd->a_val);
    }
    OQL_TRY(oql_mfd_make_bins(&unit, &bins, err));
    const double n = (double)bins.n * (double)shape->n_plane * (double)shape->n_depth;
    if (n > MOST_RUPTURES) {
        st = OQL_FAIL(
            err, OQL_EMODEL,
            "%zu magnitudes, %zu nodal planes and %zu depths make %.2g ruptures at each "
            "place, expected at most %.0e: increase the width of the magnitude bins",
            bins.n, shape->n_plane, shape->n_depth, n, MOST_RUPTURES);
        goto done;
    }
    oql_mfd_sort_bins(&bins);
    OQL_TRY(intern_bins(b, &bins, &d->mfd, err));
done:
    oql_mfd_bins_clear(&bins); /* empty when they were taken */
    return st;
}

/* --- places --- */

static oql_status reserve_places(oql_points_builder *b, size_t more, oql_err *err)
{
    oql_points *p = &b->p;
    const size_t n = p->n + more;
    oql_status st = OQL_OK;

    OQL_TRY(oql_reserve(&p->lon_deg, &b->lon_cap, n, sizeof *p->lon_deg, err));
    OQL_TRY(oql_reserve(&p->lat_deg, &b->lat_cap, n, sizeof *p->lat_deg, err));
    OQL_TRY(oql_reserve(&p->shape, &b->shape_cap, n, sizeof *p->shape, err));
    OQL_TRY(oql_reserve(&p->mfd, &b->mfd_cap, n, sizeof *p->mfd, err));
    OQL_TRY(oql_reserve(&p->factor, &b->factor_cap, n, sizeof *p->factor, err));
    OQL_TRY(oql_reserve(&p->source, &b->source_cap, n, sizeof *p->source, err));
    OQL_TRY(oql_reserve(&p->alone, &b->alone_cap, n, sizeof *p->alone, err));
done:
    return st;
}

static void append_place(oql_points *p, double lon_deg, double lat_deg, const place_data *d)
{
    p->lon_deg[p->n] = lon_deg;
    p->lat_deg[p->n] = lat_deg;
    p->shape[p->n] = d->shape;
    p->mfd[p->n] = d->mfd;
    p->factor[p->n] = d->factor;
    p->alone[p->n] = d->alone;
    p->source[p->n++] = d->source;
}

static oql_status add_area(oql_points_builder *b, const oql_source *src, place_data *d,
                           oql_err *err)
{
    double *lon = NULL, *lat = NULL;
    size_t n = 0;
    oql_status st = OQL_OK;

    OQL_TRY(oql_polygon_discretize(src->places->n, src->places->lon_deg, src->places->lat_deg,
                                   src->discretization_km, &n, &lon, &lat, err));
    OQL_TRY(intern_mfd(b, src->mfd, d, err));
    OQL_TRY(reserve_places(b, n, err));
    d->factor /= (double)n;
    d->alone = n == 1;
    for (size_t i = 0; i < n; ++i) {
        append_place(&b->p, lon[i], lat[i], d);
    }
done:
    free(lon);
    free(lat);
    return st;
}

static oql_status add_multi_point(oql_points_builder *b, const oql_source *src, place_data *d,
                                  oql_err *err)
{
    oql_status st = OQL_OK;

    OQL_TRY(reserve_places(b, src->places->n, err));
    d->alone = src->places->n == 1;
    for (size_t i = 0; i < src->places->n; ++i) {
        oql_mfd member;

        OQL_TRY(oql_mfd_member(src->mfd, i, &member, err));
        OQL_TRY(intern_mfd(b, &member, d, err));
        append_place(&b->p, src->places->lon_deg[i], src->places->lat_deg[i], d);
    }
done:
    return st;
}

oql_status oql_source_points(const oql_source *src, int32_t source, oql_points_builder *b,
                             oql_err *err)
{
    place_data d = {.source = source};
    oql_status st = OQL_OK;

    if (!oql_source_is_pointlike(src)) {
        return OQL_FAIL(err, OQL_EARG, "source %s is a %s, not made of points", src->id,
                        oql_source_type_name(src->type));
    }
    OQL_TRY(intern_shape(b, src, &d.shape, err));
    if (src->type == OQL_SOURCE_AREA) {
        OQL_TRY(add_area(b, src, &d, err));
    } else if (src->type == OQL_SOURCE_MULTI_POINT) {
        OQL_TRY(add_multi_point(b, src, &d, err));
    } else {
        OQL_TRY(intern_mfd(b, src->mfd, &d, err));
        OQL_TRY(reserve_places(b, 1, err));
        append_place(&b->p, src->lon_deg, src->lat_deg, &d);
    }
done:
    return st;
}

double oql_point_shape_radius_km(const oql_point_shape *shape, double mag)
{
    const oql_planar_limits limits = {shape->upper_depth_km, shape->lower_depth_km,
                                      shape->aspect_ratio};
    const oql_nodal_plane *last = &shape->plane[shape->n_plane - 1];
    double length = 0.0, width = 0.0, height = 0.0;

    if (strcmp(shape->msr->rel->name, "PointMSR") == 0) {
        return 0.0;
    }
    oql_planar_dimensions(&limits, oql_msr_area_km2(shape->msr, mag, last->rake_deg),
                          last->dip_deg, &length, &width, &height);
    return hypot(length, width) / 2.0;
}
