/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/outline.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/geos.h"
#include "geo/window_shape.h"

/* One outline: corners in order around, on the tangent plane of the window. */
typedef struct {
    size_t n;
    double (*xy)[2]; /* (n) km */
    bool widened;    /* by 5 m already */
    oql_window_axes axes;
} polygon;

struct oql_outlines {
    const oql_mesh *mesh;
    size_t n, cap;
    oql_window *window;     /* (cap), n used */
    _Atomic(polygon *) *of; /* (cap) NULL until made */
    size_t n_slot;          /* a power of two, above 2 n */
    int32_t *slot;          /* (n_slot) hash table of windows: number + 1, 0 free */
};

/* Scratch of one window: the nodes of its boundary. */
typedef struct {
    size_t n;
    double (*xy)[2];
    bool *keep;
    double dropped_km2; /* largest squared distance of a node left out */
} ring;

/* Nodes that far from the chords, km, decide where OpenQuake's simplification begins to matter. */
#define OQL_CROOKED_KM 1e-6

static void project_node(const oql_mesh *m, const oql_window_axes *axes, int32_t i, int32_t j,
                         double xy[2])
{
    const size_t k = (size_t)i * (size_t)m->n_col + (size_t)j;
    double p[3];
    oql_geo_to_xyz(m->lon_deg[k], m->lat_deg[k], 0.0, p);
    xy[0] = oql_dot(p, axes->east);
    xy[1] = oql_dot(p, axes->north);
}

static void push_node(ring *r, const oql_mesh *m, const oql_window_axes *axes, int32_t i,
                      int32_t j)
{
    project_node(m, axes, i, j, r->xy[r->n]);
    r->keep[r->n++] = false;
}

/* Note how far the nodes between two corners lie from the chord. */
static void measure(ring *r, size_t a, size_t b)
{
    for (size_t k = a + 1; k < b; ++k) {
        const double p[2] = {r->xy[a][0] - r->xy[k][0], r->xy[a][1] - r->xy[k][1]};
        const double q[2] = {r->xy[b][0] - r->xy[k][0], r->xy[b][1] - r->xy[k][1]};
        r->dropped_km2 = fmax(r->dropped_km2, oql_segment_distance2(p, q));
    }
}

/* Boundary in order: top edge, right edge down, bottom edge back, left edge up to the start. */
static void walk(ring *r, const oql_mesh *m, const oql_window *w, const oql_window_axes *axes)
{
    const int32_t i1 = w->row + w->n_row - 1, j1 = w->col + w->n_col - 1;
    size_t corner[5] = {0};
    r->n = 0;
    for (int32_t j = w->col; j < j1; ++j) {
        push_node(r, m, axes, w->row, j);
    }
    corner[1] = r->n;
    for (int32_t i = w->row; i < i1; ++i) {
        push_node(r, m, axes, i, j1);
    }
    corner[2] = r->n;
    for (int32_t j = j1; j > w->col; --j) {
        push_node(r, m, axes, i1, j);
    }
    corner[3] = r->n;
    for (int32_t i = i1; i > w->row; --i) {
        push_node(r, m, axes, i, w->col);
    }
    corner[4] = r->n;
    push_node(r, m, axes, w->row, w->col); /* closes the ring */
    for (int e = 0; e < 4; ++e) {
        r->keep[corner[e]] = true;
        measure(r, corner[e], corner[e + 1]);
    }
    --r->n;
}

static oql_status keep_corners(const ring *r, polygon *p, oql_err *err)
{
    p->xy = calloc(4, sizeof *p->xy);
    if (p->xy == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for an outline");
    }
    for (size_t k = 0; k < r->n; ++k) {
        if (r->keep[k]) {
            memcpy(p->xy[p->n++], r->xy[k], sizeof r->xy[k]);
        }
    }
    /* corners as they are: the 5 m are taken off the distance */
    return OQL_OK;
}

/* ---- crooked windows, with GEOS ---- */

typedef struct {
    GEOSContextHandle_t h;
    char message[200];
} geos;

static void note(const char *message, void *user)
{
    geos *g = user;
    (void)snprintf(g->message, sizeof g->message, "%s", message);
}

/* The strip between two rows: its outline simplified, then widened. */
static GEOSGeometry *strip(const geos *g, const oql_mesh *m, const oql_window *w, int32_t i,
                           const oql_window_axes *axes)
{
    const unsigned n = 2 * (unsigned)w->n_col + 1;
    GEOSCoordSequence *seq = GEOSCoordSeq_create_r(g->h, n, 2);
    for (unsigned k = 0; seq != NULL && k < n; ++k) {
        /* back along the first row, along the second, to the start */
        const int32_t back = w->col + w->n_col - 1 - (int32_t)k;
        const int32_t along = w->col + (int32_t)k - w->n_col;
        double xy[2];
        if (k == n - 1) {
            project_node(m, axes, i, w->col + w->n_col - 1, xy);
        } else if (k < (unsigned)w->n_col) {
            project_node(m, axes, i, back, xy);
        } else {
            project_node(m, axes, i + 1, along, xy);
        }
        if (!GEOSCoordSeq_setXY_r(g->h, seq, k, xy[0], xy[1])) {
            GEOSCoordSeq_destroy_r(g->h, seq);
            return NULL;
        }
    }
    GEOSGeometry *line = seq == NULL ? NULL : GEOSGeom_createLineString_r(g->h, seq);
    GEOSGeometry *thin =
        line == NULL ? NULL : GEOSTopologyPreserveSimplify_r(g->h, line, OQL_OUTLINE_KM);
    GEOSGeometry *wide =
        thin == NULL ? NULL
                     : GEOSBufferWithStyle_r(g->h, thin, OQL_OUTLINE_KM, 2, GEOSBUF_CAP_ROUND,
                                             GEOSBUF_JOIN_ROUND, 5.0);
    const GEOSGeometry *outer = wide == NULL ? NULL : GEOSGetExteriorRing_r(g->h, wide);
    GEOSGeometry *shell = outer == NULL ? NULL : GEOSGeom_clone_r(g->h, outer);
    GEOSGeometry *out = shell == NULL ? NULL : GEOSGeom_createPolygon_r(g->h, shell, NULL, 0);
    GEOSGeom_destroy_r(g->h, line);
    GEOSGeom_destroy_r(g->h, thin);
    GEOSGeom_destroy_r(g->h, wide);
    return out;
}

/* Union of the strips, simplified; NULL on failure. */
static GEOSGeometry *unite(const geos *g, const oql_mesh *m, const oql_window *w,
                           const oql_window_axes *axes)
{
    const unsigned n = (unsigned)w->n_row - 1;
    GEOSGeometry **part = calloc(n, sizeof(GEOSGeometry *)), *all = NULL, *joined = NULL,
                 *out = NULL;
    unsigned made = 0;
    while (part != NULL && made < n &&
           (part[made] = strip(g, m, w, w->row + (int32_t)made, axes)) != NULL) {
        ++made;
    }
    if (part != NULL && made == n) {
        all = GEOSGeom_createCollection_r(g->h, GEOS_GEOMETRYCOLLECTION, part, n);
        made = all != NULL ? 0 : made; /* the collection owns the parts */
        joined = all == NULL ? NULL : GEOSUnaryUnion_r(g->h, all);
        out = joined == NULL ? NULL
                             : GEOSTopologyPreserveSimplify_r(g->h, joined, OQL_OUTLINE_KM);
    }
    for (unsigned k = 0; k < made; ++k) {
        GEOSGeom_destroy_r(g->h, part[k]);
    }
    free(part);
    GEOSGeom_destroy_r(g->h, all);
    GEOSGeom_destroy_r(g->h, joined);
    return out;
}

/* The outer ring of a geometry (of its first part) without the closing point. */
static bool take_ring(const geos *g, const GEOSGeometry *whole, polygon *p)
{
    const GEOSGeometry *poly = GEOSGetGeometryN_r(g->h, whole, 0);
    const GEOSGeometry *outer = poly == NULL ? NULL : GEOSGetExteriorRing_r(g->h, poly);
    const GEOSCoordSequence *seq = outer == NULL ? NULL : GEOSGeom_getCoordSeq_r(g->h, outer);
    unsigned n = 0;
    if (seq == NULL || !GEOSCoordSeq_getSize_r(g->h, seq, &n) || n < 4) {
        return false;
    }
    p->xy = calloc(n, sizeof *p->xy);
    p->n = n - 1;
    for (unsigned k = 0; p->xy != NULL && k + 1 < n; ++k) {
        if (!GEOSCoordSeq_getXY_r(g->h, seq, k, &p->xy[k][0], &p->xy[k][1])) {
            return false;
        }
    }
    return p->xy != NULL;
}

static oql_status simplify(const oql_mesh *m, const oql_window *w, polygon *p, oql_err *err)
{
    const oql_status st = oql_geos_load(err);
    if (st != OQL_OK) {
        return st;
    }
    geos g = {.h = GEOS_init_r()};
    bool ok = false;
    if (g.h != NULL) {
        (void)GEOSContext_setErrorMessageHandler_r(g.h, note, &g);
        GEOSGeometry *whole = unite(&g, m, w, &p->axes);
        ok = whole != NULL && take_ring(&g, whole, p);
        GEOSGeom_destroy_r(g.h, whole);
        GEOS_finish_r(g.h);
    }
    if (!ok) {
        return OQL_FAIL(err, OQL_ENUMERIC, "the outline of a rupture cannot be made: %s",
                        g.message[0] == '\0' ? "no ring" : g.message);
    }
    p->widened = true;
    return OQL_OK;
}

/* ---- outlines ---- */

static void free_polygon(polygon *p)
{
    if (p != NULL) {
        free(p->xy);
        free(p);
    }
}

static oql_status make(const oql_mesh *mesh, const oql_window *window, polygon **out,
                       oql_err *err)
{
    const size_t room = 2 * ((size_t)window->n_row + (size_t)window->n_col) + 2;
    polygon *p = calloc(1, sizeof *p);
    ring r = {.xy = calloc(room, sizeof *r.xy), .keep = calloc(room, sizeof *r.keep)};
    oql_status st = OQL_OK;

    if (p == NULL || r.xy == NULL || r.keep == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for an outline");
        goto done;
    }
    p->axes = oql_axes_of_window(mesh, window);
    walk(&r, mesh, window, &p->axes);
    if (r.dropped_km2 <= OQL_CROOKED_KM * OQL_CROOKED_KM) {
        OQL_TRY(keep_corners(&r, p, err));
    } else {
        OQL_TRY(simplify(mesh, window, p, err));
    }
    *out = p;
    p = NULL;
done:
    free_polygon(p);
    free(r.xy);
    free(r.keep);
    return st;
}

oql_status oql_outlines_create(const oql_mesh *mesh, oql_outlines **out, oql_err *err)
{
    oql_outlines *o = calloc(1, sizeof *o);
    if (o == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for outlines");
    }
    o->mesh = mesh;
    *out = o;
    return OQL_OK;
}

void oql_outlines_destroy(oql_outlines *o)
{
    if (o != NULL) {
        for (size_t i = 0; i < o->n; ++i) {
            free_polygon(atomic_load_explicit(&o->of[i], memory_order_relaxed));
        }
        free(o->window);
        free(o->of);
        free(o->slot);
        free(o);
    }
}

bool oql_outlines_fit(const oql_outlines *o, const oql_mesh *mesh)
{
    const oql_mesh *m = o->mesh;
    if (m->n_row != mesh->n_row || m->n_col != mesh->n_col) {
        return false;
    }
    const size_t n = (size_t)m->n_row * (size_t)m->n_col * sizeof(double);
    return memcmp(m->lon_deg, mesh->lon_deg, n) == 0 &&
           memcmp(m->lat_deg, mesh->lat_deg, n) == 0;
}

/* Where a window stands in the hash table, or the free slot where it belongs. */
static size_t find_slot(const oql_outlines *o, const oql_window *w)
{
    uint64_t h = ((uint64_t)(uint32_t)w->row << 32) | (uint32_t)w->col;
    h = h * UINT64_C(0x9e3779b97f4a7c15) +
        (((uint64_t)(uint32_t)w->n_row << 32) | (uint32_t)w->n_col);
    h = (h ^ (h >> 29)) * UINT64_C(0xbf58476d1ce4e5b9);
    for (size_t k = (size_t)(h >> 20) & (o->n_slot - 1);; k = (k + 1) & (o->n_slot - 1)) {
        if (o->slot[k] == 0) {
            return k;
        }
        const oql_window *v = &o->window[o->slot[k] - 1];
        if (v->row == w->row && v->col == w->col && v->n_row == w->n_row &&
            v->n_col == w->n_col) {
            return k;
        }
    }
}

/* Room for n windows in all. */
static oql_status make_room(oql_outlines *o, size_t n, oql_err *err)
{
    size_t n_slot = 64;
    while (n_slot < 2 * n + 2) {
        n_slot *= 2;
    }
    oql_window *window = calloc(n + 1, sizeof *window);
    _Atomic(polygon *) *of = calloc(n + 1, sizeof *of);
    int32_t *slot = calloc(n_slot, sizeof *slot);
    if (window == NULL || of == NULL || slot == NULL) {
        free(window);
        free(of);
        free(slot);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu outlines", n);
    }
    for (size_t i = 0; i < o->n; ++i) {
        window[i] = o->window[i];
        atomic_store_explicit(&of[i], atomic_load_explicit(&o->of[i], memory_order_relaxed),
                              memory_order_relaxed);
    }
    free(o->window);
    free(o->of);
    free(o->slot);
    o->window = window;
    o->of = of;
    o->slot = slot;
    o->cap = n;
    o->n_slot = n_slot;
    for (size_t i = 0; i < o->n; ++i) {
        o->slot[find_slot(o, &o->window[i])] = (int32_t)i + 1;
    }
    return OQL_OK;
}

oql_status oql_outlines_announce(oql_outlines *o, size_t n, const int32_t *row,
                                 const int32_t *col, const int32_t *n_row, const int32_t *n_col,
                                 int32_t *index, oql_err *err)
{
    if (o->n + n > o->cap || o->slot == NULL) {
        const oql_status st = make_room(o, o->n + n, err);
        if (st != OQL_OK) {
            return st;
        }
    }
    for (size_t k = 0; k < n; ++k) {
        const oql_window w = {row[k], col[k], n_row[k], n_col[k]};
        int32_t *slot = &o->slot[find_slot(o, &w)];
        if (*slot == 0) {
            o->window[o->n] = w;
            *slot = (int32_t)++o->n;
        }
        index[k] = *slot - 1;
    }
    return OQL_OK;
}

size_t oql_outlines_count(const oql_outlines *o, size_t *made)
{
    *made = 0;
    for (size_t i = 0; i < o->n; ++i) {
        *made += atomic_load_explicit(&o->of[i], memory_order_acquire) != NULL;
    }
    return o->n;
}

/* The outline, made now when nobody has made it yet. */
static oql_status get(oql_outlines *o, size_t i, const polygon **out, oql_err *err)
{
    polygon *p = atomic_load_explicit(&o->of[i], memory_order_acquire);
    if (p == NULL) {
        polygon *mine = NULL;
        const oql_window *w = &o->window[i];
        oql_err why = {0};
        const oql_status st = make(o->mesh, w, &mine, &why);
        if (st != OQL_OK) {
            return OQL_FAIL(err, st, "rows %d to %d, columns %d to %d of a fault's mesh: %s",
                            w->row, w->row + w->n_row - 1, w->col, w->col + w->n_col - 1,
                            why.text);
        }
        if (atomic_compare_exchange_strong_explicit(&o->of[i], &p, mine, memory_order_acq_rel,
                                                    memory_order_acquire)) {
            p = mine;
        } else {
            free_polygon(mine); /* p is now another thread's, with the same bits */
        }
    }
    *out = p;
    return OQL_OK;
}

/* Winding number of the ring around the origin, one side at a time: +1 where the side crosses the
 * positive x axis upwards, -1 downwards. */
static int winding(const double a[2], const double b[2])
{
    const double left = a[0] * b[1] - b[0] * a[1];
    if (a[1] <= 0.0 && b[1] > 0.0 && left > 0.0) {
        return 1;
    }
    return a[1] > 0.0 && b[1] <= 0.0 && left < 0.0 ? -1 : 0;
}

static double distance_km(const polygon *p, const double site_km[3])
{
    const double site[2] = {oql_dot(site_km, p->axes.east), oql_dot(site_km, p->axes.north)};
    double least = HUGE_VAL, a[2] = {0.0, 0.0};
    int turns = 0;

    for (size_t k = 0; k <= p->n; ++k) {
        const double *v = p->xy[k < p->n ? k : 0];
        const double b[2] = {v[0] - site[0], v[1] - site[1]};
        if (k > 0) {
            least = fmin(least, oql_segment_distance2(a, b));
            turns += winding(a, b);
        }
        memcpy(a, b, sizeof a);
    }
    return turns != 0 ? 0.0 : fmax(sqrt(least) - (p->widened ? 0.0 : OQL_OUTLINE_KM), 0.0);
}

oql_status oql_outline_distance_km(oql_outlines *o, int32_t index, const double site_km[3],
                                   double *distance, oql_err *err)
{
    const polygon *p = NULL;
    const oql_status st = get(o, (size_t)index, &p, err);
    if (st == OQL_OK) {
        *distance = distance_km(p, site_km);
    }
    return st;
}
