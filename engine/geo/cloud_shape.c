/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/cloud.h"
#include "geo/geodesy.h"
#include "geo/geos.h"
#include "geo/window_shape.h"

/*   points ── projected, scaled to a unit square ── Delaunay ── triangles by circumradius
 *                                                                 └─ the smallest that cover all
 *   shape = edges that belong to one of those only: even-odd inside, else the nearest edge
 */
typedef struct {
    double x, y; /* km */
    double u, v; /* of the unit square */
} point;

typedef struct {
    int32_t corner[3];
    double radius2; /* of the circle through the corners; in the unit square */
} triangle;

typedef struct {
    int32_t from, to; /* from < to */
    int32_t owner;    /* triangle */
} edge;

struct oql_cloud_shape {
    oql_window_axes axes;
    bool widened;
    size_t n_edge;     /* 0: the points lie on a line */
    double (*edge)[4]; /* x, y of both ends, km */
};

static int by_uv(const void *a, const void *b)
{
    const point *p = a, *q = b;

    if (p->u != q->u) {
        return p->u < q->u ? -1 : 1;
    }
    return p->v < q->v ? -1 : p->v > q->v;
}

static int by_radius(const void *a, const void *b)
{
    const triangle *s = a, *t = b;

    if (s->radius2 != t->radius2) {
        return s->radius2 < t->radius2 ? -1 : 1;
    }
    for (int k = 0; k < 3; ++k) { /* the same order on any machine */
        if (s->corner[k] != t->corner[k]) {
            return s->corner[k] < t->corner[k] ? -1 : 1;
        }
    }
    return 0;
}

static int by_ends(const void *a, const void *b)
{
    const edge *e = a, *f = b;

    if (e->from != f->from) {
        return e->from < f->from ? -1 : 1;
    }
    return e->to < f->to ? -1 : e->to > f->to;
}

/* Different points in their order, scaled; returns how many, or 0 when they have no extent. */
static size_t project(const oql_mesh *cloud, const oql_window_axes *axes, point *p)
{
    const size_t n = (size_t)cloud->n_col;
    double low[2] = {HUGE_VAL, HUGE_VAL}, high[2] = {-HUGE_VAL, -HUGE_VAL};
    size_t different = 0;

    for (size_t i = 0; i < n; ++i) {
        double q[3];

        oql_geo_to_xyz(cloud->lon_deg[i], cloud->lat_deg[i], 0.0, q);
        p[i].x = oql_dot(q, axes->east);
        p[i].y = oql_dot(q, axes->north);
        low[0] = fmin(low[0], p[i].x);
        high[0] = fmax(high[0], p[i].x);
        low[1] = fmin(low[1], p[i].y);
        high[1] = fmax(high[1], p[i].y);
    }
    if (!(high[0] - low[0] > 0.0 && high[1] - low[1] > 0.0)) {
        return 0;
    }
    for (size_t i = 0; i < n; ++i) {
        p[i].u = (p[i].x - low[0]) / (high[0] - low[0]);
        p[i].v = (p[i].y - low[1]) / (high[1] - low[1]);
    }
    qsort(p, n, sizeof *p, by_uv);
    for (size_t i = 0; i < n; ++i) {
        if (different == 0 || by_uv(&p[different - 1], &p[i]) != 0) {
            p[different++] = p[i];
        }
    }
    return different;
}

static double circumradius2(const point *a, const point *b, const point *c)
{
    const double ab = hypot(b->u - a->u, b->v - a->v), bc = hypot(c->u - b->u, c->v - b->v);
    const double ca = hypot(a->u - c->u, a->v - c->v);
    const double twice =
        (b->u - a->u) * (c->v - a->v) - (b->v - a->v) * (c->u - a->u); /* area */

    return twice != 0.0 ? (ab * bc * ca) * (ab * bc * ca) / (4.0 * twice * twice) : HUGE_VAL;
}

/* ---- Delaunay triangles, with GEOS ---- */

static bool take_triangle(GEOSContextHandle_t h, const GEOSGeometry *polygon, size_t n,
                          const point *p, triangle *t)
{
    const GEOSGeometry *ring = GEOSGetExteriorRing_r(h, polygon);
    const GEOSCoordSequence *seq = ring == NULL ? NULL : GEOSGeom_getCoordSeq_r(h, ring);

    for (unsigned k = 0; k < 3; ++k) {
        point key = {0};
        const point *found = NULL;

        if (seq == NULL || !GEOSCoordSeq_getXY_r(h, seq, k, &key.u, &key.v)) {
            return false;
        }
        found = bsearch(&key, p, n, sizeof *p, by_uv);
        if (found == NULL) {
            return false;
        }
        t->corner[k] = (int32_t)(found - p);
    }
    t->radius2 = circumradius2(&p[t->corner[0]], &p[t->corner[1]], &p[t->corner[2]]);
    return true;
}

static GEOSGeometry *triangulate(GEOSContextHandle_t h, size_t n, const point *p)
{
    GEOSCoordSequence *seq = GEOSCoordSeq_create_r(h, (unsigned)n, 2);

    for (size_t i = 0; seq != NULL && i < n; ++i) {
        if (!GEOSCoordSeq_setXY_r(h, seq, (unsigned)i, p[i].u, p[i].v)) {
            GEOSCoordSeq_destroy_r(h, seq);
            return NULL;
        }
    }
    GEOSGeometry *line = seq == NULL ? NULL : GEOSGeom_createLineString_r(h, seq);
    GEOSGeometry *all = line == NULL ? NULL : GEOSDelaunayTriangulation_r(h, line, 0.0, 0);
    GEOSGeom_destroy_r(h, line);
    return all;
}

/* The triangles of n > 2 different points, to be freed; none when the points lie on a line. */
static oql_status make_triangles(size_t n, const point *p, triangle **out, size_t *n_out,
                                 oql_err *err)
{
    const oql_status st = oql_geos_load(err);
    if (st != OQL_OK) {
        return st;
    }
    GEOSContextHandle_t h = GEOS_init_r();
    GEOSGeometry *all = h == NULL ? NULL : triangulate(h, n, p);
    const int found = all == NULL ? -1 : GEOSGetNumGeometries_r(h, all);
    triangle *t = found >= 0 ? oql_calloc((size_t)found + 1, sizeof *t) : NULL;
    bool ok = t != NULL;

    for (int i = 0; ok && i < found; ++i) {
        ok = take_triangle(h, GEOSGetGeometryN_r(h, all, i), n, p, &t[i]);
    }
    if (h != NULL) {
        GEOSGeom_destroy_r(h, all);
        GEOS_finish_r(h);
    }
    if (!ok) {
        free(t);
        return OQL_FAIL(err, OQL_ENUMERIC, "no triangles between %zu points of a surface", n);
    }
    qsort(t, (size_t)found, sizeof *t, by_radius);
    *out = t;
    *n_out = (size_t)found;
    return OQL_OK;
}

/* How many of the sorted triangles belong to the shape. */
static oql_status count_taken(size_t n_point, size_t n, const triangle *t, size_t *taken,
                              oql_err *err)
{
    bool *covered = oql_calloc(n_point, sizeof *covered);
    size_t left = 0, i = 0;

    if (covered == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu points", n_point);
    }
    for (size_t k = 0; k < 3 * n; ++k) { /* points that rounding left out do not count */
        bool *c = &covered[t[k / 3].corner[k % 3]];
        left += *c ? 0 : 1;
        *c = true;
    }
    for (size_t k = 0; k < n_point; ++k) {
        covered[k] = false;
    }
    for (i = 0; i < n && (left > 0 || i <= n / 3); ++i) {
        for (int k = 0; k < 3; ++k) {
            bool *c = &covered[t[i].corner[k]];
            left -= *c ? 0 : 1;
            *c = true;
        }
    }
    while (i > 0 && i < n && t[i].radius2 <= t[i - 1].radius2 * (1.0 + 1e-9)) {
        ++i;
    }
    free(covered);
    *taken = i;
    return OQL_OK;
}

/* ---- the outline ---- */

/* First triangle of the piece that triangle i belongs to. */
static int32_t piece_of(int32_t *parent, int32_t i)
{
    while (parent[i] != i) {
        i = parent[i] = parent[parent[i]];
    }
    return i;
}

static size_t list_edges(size_t n, const triangle *t, edge *e)
{
    for (size_t i = 0; i < n; ++i) {
        for (size_t k = 0; k < 3; ++k) {
            const int32_t a = t[i].corner[k], b = t[i].corner[(k + 1) % 3];
            e[3 * i + k] = (edge){a < b ? a : b, a < b ? b : a, (int32_t)i};
        }
    }
    qsort(e, 3 * n, sizeof *e, by_ends);
    return 3 * n;
}

static oql_status outline(size_t n, const triangle *t, const point *p, oql_cloud_shape *s,
                          oql_err *err)
{
    edge *e = oql_calloc(3 * n + 1, sizeof *e);
    int32_t *parent = oql_calloc(n + 1, sizeof *parent);
    const size_t n_edge = e == NULL ? 0 : list_edges(n, t, e);
    size_t n_piece = n;

    s->edge = oql_calloc(3 * n + 1, sizeof *s->edge);
    if (e == NULL || parent == NULL || s->edge == NULL) {
        free(e);
        free(parent);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu triangles", n);
    }
    for (size_t i = 0; i < n; ++i) {
        parent[i] = (int32_t)i;
    }
    for (size_t i = 0; i < n_edge; ++i) {
        if (i + 1 < n_edge && by_ends(&e[i], &e[i + 1]) == 0) { /* between two triangles */
            const int32_t a = piece_of(parent, e[i].owner);
            const int32_t b = piece_of(parent, e[i + 1].owner);
            n_piece -= a != b ? 1 : 0;
            parent[b] = a;
            ++i;
            continue;
        }
        double *out = s->edge[s->n_edge++];
        out[0] = p[e[i].from].x;
        out[1] = p[e[i].from].y;
        out[2] = p[e[i].to].x;
        out[3] = p[e[i].to].y;
    }
    s->widened = n_piece > 1;
    free(e);
    free(parent);
    return OQL_OK;
}

oql_status oql_cloud_shape_create(const oql_mesh *cloud, oql_cloud_shape **out, oql_err *err)
{
    const oql_window all = {0, 0, 1, cloud->n_col};
    oql_cloud_shape *s = calloc(1, sizeof *s);
    point *p = oql_calloc((size_t)cloud->n_col, sizeof *p);
    triangle *t = NULL;
    size_t n = 0, n_triangle = 0, taken = 0;
    oql_status st = OQL_OK;

    if (s == NULL || p == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %d points", (int)cloud->n_col);
        goto done;
    }
    s->axes = oql_axes_of_window(cloud, &all);
    n = project(cloud, &s->axes, p);
    if (n > 2) {
        OQL_TRY(make_triangles(n, p, &t, &n_triangle, err));
        OQL_TRY(count_taken(n, n_triangle, t, &taken, err));
        OQL_TRY(outline(taken, t, p, s, err));
    }
    *out = s;
    s = NULL;
done:
    oql_cloud_shape_destroy(s);
    free(p);
    free(t);
    return st;
}

void oql_cloud_shape_destroy(oql_cloud_shape *s)
{
    if (s != NULL) {
        free(s->edge);
        free(s);
    }
}

static double shape_distance(const oql_cloud_shape *s, const double site[3])
{
    const double x = oql_dot(site, s->axes.east), y = oql_dot(site, s->axes.north);
    double least2 = HUGE_VAL;
    bool inside = false;

    for (size_t i = 0; i < s->n_edge; ++i) {
        const double a[2] = {s->edge[i][0] - x, s->edge[i][1] - y};
        const double b[2] = {s->edge[i][2] - x, s->edge[i][3] - y};

        if ((a[1] > 0.0) != (b[1] > 0.0) && a[0] + (b[0] - a[0]) * a[1] / (a[1] - b[1]) > 0.0) {
            inside = !inside;
        }
        least2 = fmin(least2, oql_segment_distance2(a, b));
    }
    return inside ? 0.0 : fmax(0.0, sqrt(least2) - (s->widened ? OQL_OUTLINE_KM : 0.0));
}

double oql_cloud_rjb_km(const oql_mesh *cloud, const oql_cloud_shape *shape, double lon_deg,
                        double lat_deg)
{
    double site[3], least = HUGE_VAL;

    oql_geo_to_xyz(lon_deg, lat_deg, 0.0, site);
    for (size_t i = 0; i < (size_t)cloud->n_col; ++i) {
        double p[3];

        oql_geo_to_xyz(cloud->lon_deg[i], cloud->lat_deg[i], 0.0, p);
        least = fmin(least, oql_chord_km(p, site));
    }
    return least < OQL_NEAR_KM && shape->n_edge > 0 ? shape_distance(shape, site) : least;
}
