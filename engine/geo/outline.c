/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/outline.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/outline_shape.h"
#include "geo/window_shape.h"

/* One outline, on the tangent plane of the window. */
typedef struct {
    oql_ring ring; /* km */
    oql_window_axes axes;
} polygon;

struct oql_outlines {
    const oql_mesh *mesh;
    bool is_wall;         /* all rows have the same places: a vertical fault */
    double (*surface)[3]; /* (n_row * n_col) nodes moved up to the surface, km */
    size_t n, cap;
    oql_window *window;     /* (cap), n used */
    _Atomic(polygon *) *of; /* (cap) NULL until made */
    size_t n_slot;          /* a power of two, above 2 n */
    int32_t *slot;          /* (n_slot) hash table of windows: number + 1, 0 free */
};

/* The nodes of the window on its tangent plane. */
static void project(const oql_outlines *o, const oql_window *w, const oql_window_axes *axes,
                    double (*xy)[2])
{
    for (int32_t i = w->row; i < w->row + w->n_row; ++i) {
        const double(*p)[3] = (const double(*)[3])o->surface +
                              (size_t)i * (size_t)o->mesh->n_col + (size_t)w->col;
        for (int32_t j = 0; j < w->n_col; ++j) {
            (*xy)[0] = oql_dot(p[j], axes->east);
            (*xy++)[1] = oql_dot(p[j], axes->north);
        }
    }
}

/* ---- outlines ---- */

static void free_polygon(polygon *p)
{
    if (p != NULL) {
        oql_ring_clear(&p->ring);
        free(p);
    }
}

static oql_status make(const oql_outlines *o, const oql_window *w, polygon **out, oql_err *err)
{
    const size_t n_row = (size_t)w->n_row, n_col = (size_t)w->n_col;
    polygon *p = calloc(1, sizeof *p);
    double(*xy)[2] = oql_calloc(n_row * n_col, sizeof *xy);
    oql_status st = OQL_OK;

    if (p == NULL || xy == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for an outline");
        goto done;
    }
    p->axes = oql_axes_of_window(o->mesh, w);
    project(o, w, &p->axes, xy);
    OQL_TRY(oql_outline_of_nodes(n_row, n_col, (const double(*)[2])xy, &p->ring, err));
    *out = p;
    p = NULL;
done:
    free_polygon(p);
    free(xy);
    return st;
}

static bool is_wall(const oql_mesh *m)
{
    const size_t n_col = (size_t)m->n_col;
    for (size_t i = 1; i < (size_t)m->n_row; ++i) {
        if (memcmp(m->lon_deg, m->lon_deg + i * n_col, n_col * sizeof *m->lon_deg) != 0 ||
            memcmp(m->lat_deg, m->lat_deg + i * n_col, n_col * sizeof *m->lat_deg) != 0) {
            return false;
        }
    }
    return true;
}

oql_status oql_outlines_create(const oql_mesh *mesh, oql_outlines **out, oql_err *err)
{
    oql_outlines *o = calloc(1, sizeof *o);
    if (o == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for outlines");
    }
    const size_t n = (size_t)mesh->n_row * (size_t)mesh->n_col;
    o->mesh = mesh;
    o->is_wall = is_wall(mesh);
    o->surface = oql_calloc(n, sizeof *o->surface);
    if (o->surface == NULL) {
        free(o);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for outlines");
    }
    for (size_t k = 0; k < n; ++k) {
        oql_geo_to_xyz(mesh->lon_deg[k], mesh->lat_deg[k], 0.0, o->surface[k]);
    }
    *out = o;
    return OQL_OK;
}

void oql_outlines_destroy(oql_outlines *o)
{
    if (o != NULL) {
        for (size_t i = 0; i < o->n; ++i) {
            free_polygon(atomic_load_explicit(&o->of[i], memory_order_relaxed));
        }
        free(o->surface);
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

/* The window whose outline is that of another: in a wall the rows do not matter, and their number only
 * by how often it can be halved (outline_shape.c). */
static oql_window stand_in(const oql_outlines *o, const oql_window *w)
{
    oql_window v = *w;
    if (o->is_wall) {
        v.row = 0;
        for (v.n_row = 2; 2 * (v.n_row - 1) <= w->n_row - 1; v.n_row = 2 * v.n_row - 1) {
        }
    }
    return v;
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
        const oql_window w = stand_in(o, &(oql_window){row[k], col[k], n_row[k], n_col[k]});
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
        const oql_status st = make(o, w, &mine, &why);
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

    for (size_t k = 0; k <= p->ring.n; ++k) {
        const double *v = p->ring.xy[k < p->ring.n ? k : 0];
        const double b[2] = {v[0] - site[0], v[1] - site[1]};
        if (k > 0) {
            least = fmin(least, oql_segment_distance2(a, b));
            turns += winding(a, b);
        }
        memcpy(a, b, sizeof a);
    }
    return turns != 0 ? 0.0 : sqrt(least);
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
