/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/window_distance.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/window_geometry.h"
#include "geo/window_shape.h"

/* Per site: squares of distances to nodes and cells. Per size of window: their minima over
 * windows, found by doubling: the minimum over 2^k columns is that of two minima over 2^(k-1),
 * and any width is covered by two overlapping powers of two. The same over rows. Element (i, j)
 * of a `slid` array is then the minimum over the window that starts at (i, j).
 *
 *      site ──► near2 (3-D), flat2 (at the surface), cell2 (cells, only when the mesh is near)
 *      size ──► near2 slid, flat2 slid, cell2 slid with the index of the nearest cell
 *
 * A cell is found in the projection centred on the site; the distance to it is then taken in
 * the window's own projection, as OpenQuake does. */

/** What of the top rows rx needs; segments in the numbering of the geometry. */
typedef struct {
    double *inner; /* signed distance to segment */
    double *slid;  /* that of least absolute value over a run of segments */
    int32_t
        *run; /* (n_row): length of the runs in `slid`; 0 none, -1 also `inner` is missing */
} top_rows;

typedef struct {
    int32_t n_row, n_col;
} window_size;

struct oql_window_work {
    size_t cap, cap_row;
    const oql_mesh_geometry *g;
    double site[3], site_surface[3], site_unit[3];
    double *near2, *flat2, *cell2;
    double *near_slid, *flat_slid, *cell_slid;
    int32_t *cell_index, *index_slid;
    double *px, *py; /* nodes in the projection centred on the site */
    double *h2, *v2; /* squares of distances to segments of rows and of columns */
    bool near;       /* some node is nearer than OQL_NEAR_KM */
    window_size near_size, flat_size, cell_size; /* of the slid arrays, 0 none */
    bool cells;                                  /* whether cell2 is that of the site */
    top_rows top;
    oql_window_query told; /* announced: n = 0 none */
    int32_t *order;        /* (n) its windows by size, then place: neighbours share most */
    double *trig;          /* (n, 2) sine and cosine of their strikes */
};

oql_status oql_window_work_create(oql_window_work **out, oql_err *err)
{
    *out = calloc(1, sizeof **out);
    return *out != NULL ? OQL_OK : OQL_FAIL(err, OQL_ENOMEM, "memory for window distances");
}

/** The arrays of doubles, so that they are allocated and released in one loop. */
enum { N_DOUBLES = 12, N_INTS = 2 };

static void list_arrays(oql_window_work *w, double **d[N_DOUBLES], int32_t **i[N_INTS])
{
    double **const doubles[N_DOUBLES] = {
        &w->near2, &w->flat2, &w->cell2, &w->near_slid, &w->flat_slid, &w->cell_slid,
        &w->px,    &w->py,    &w->h2,    &w->v2,        &w->top.inner, &w->top.slid};
    int32_t **const ints[N_INTS] = {&w->cell_index, &w->index_slid};

    memcpy(d, doubles, sizeof doubles);
    memcpy(i, ints, sizeof ints);
}

static void release_arrays(oql_window_work *w)
{
    double **d[N_DOUBLES];
    int32_t **n[N_INTS];

    list_arrays(w, d, n);
    for (size_t i = 0; i < N_DOUBLES; ++i) {
        free(*d[i]);
        *d[i] = NULL;
    }
    for (size_t i = 0; i < N_INTS; ++i) {
        free(*n[i]);
        *n[i] = NULL;
    }
    free(w->top.run);
    w->top.run = NULL;
    w->cap = 0;
    w->cap_row = 0;
}

void oql_window_work_destroy(oql_window_work *w)
{
    if (w != NULL) {
        release_arrays(w);
        free(w->order);
        free(w->trig);
        free(w);
    }
}

static oql_status reserve(oql_window_work *w, size_t n, size_t n_row, oql_err *err)
{
    double **d[N_DOUBLES];
    int32_t **k[N_INTS];
    bool ok = true;

    if (n <= w->cap && n_row <= w->cap_row) {
        return OQL_OK;
    }
    n = n > w->cap ? n : w->cap;
    n_row = n_row > w->cap_row ? n_row : w->cap_row;
    release_arrays(w);
    list_arrays(w, d, k);
    for (size_t i = 0; i < N_DOUBLES; ++i) {
        *d[i] = oql_calloc(n, sizeof **d[i]);
        ok = ok && *d[i] != NULL;
    }
    for (size_t i = 0; i < N_INTS; ++i) {
        *k[i] = oql_calloc(n, sizeof **k[i]);
        ok = ok && *k[i] != NULL;
    }
    w->top.run = oql_calloc(n_row, sizeof *w->top.run);
    if (!ok || w->top.run == NULL) {
        release_arrays(w);
        return OQL_FAIL(err, OQL_ENOMEM, "distances to a mesh of %zu points", n);
    }
    w->cap = n;
    w->cap_row = n_row;
    return OQL_OK;
}

/* ---- per site ---- */

/** Squares of the distances from p to n points; infinite for missing points. */
static void point_distances(size_t n, const double *restrict x, const double *restrict y,
                            const double *restrict z, const double p[3], double *restrict d2)
{
    const double px = p[0], py = p[1], pz = p[2];

    for (size_t k = 0; k < n; ++k) {
        const double dx = x[k] - px, dy = y[k] - py, dz = z[k] - pz;
        const double d = dx * dx + dy * dy + dz * dz;

        d2[k] = d < HUGE_VAL ? d : HUGE_VAL;
    }
}

/** Square of the distance of the origin from the segment between nodes a and b, as
 *  oql_segment_distance2 but without branches. */
static double segment2(const double *px, const double *py, size_t a, size_t b)
{
    const double dx = px[b] - px[a], dy = py[b] - py[a];
    const double d2 = dx * dx + dy * dy;
    const double t = -(px[a] * dx + py[a] * dy);
    double f = t / (d2 > 0 ? d2 : 1);

    f = f > 0 ? f : 0;
    f = f < 1 ? f : 1;
    const double x = px[a] + f * dx, y = py[a] + f * dy;
    const double r = x * x + y * y;

    return r < HUGE_VAL ? r : HUGE_VAL;
}

static bool crosses_axis(const double *px, const double *py, size_t a, size_t b)
{
    return (py[a] > 0) != (py[b] > 0) && (px[a] * py[b] - py[a] * px[b] > 0) == (py[b] > py[a]);
}

/** Squares of distances to all cells: that to the nearest side, 0 inside. */
static void cell_distances(oql_window_work *w)
{
    const oql_mesh_geometry *const g = w->g;
    const size_t n = g->n, nc = g->n_col;
    const double *const px = w->px, *const py = w->py;
    const double lon = atan2(w->site_unit[1], w->site_unit[0]);
    const oql_window_axes a = oql_axes_at(lon, asin(oql_clip(w->site_unit[2], -1, 1)));

    for (size_t k = 0; k < n; ++k) {
        w->px[k] = g->sx[k] * a.east[0] + g->sy[k] * a.east[1];
        w->py[k] = g->sx[k] * a.north[0] + g->sy[k] * a.north[1] + g->sz[k] * a.north[2];
    }
    for (size_t k = 0; k + 1 < n; ++k) {
        w->h2[k] = segment2(px, py, k, k + 1);
    }
    for (size_t k = 0; k + nc < n; ++k) {
        w->v2[k] = segment2(px, py, k, k + nc);
    }
    for (size_t k = 0; k < n; ++k) {
        w->cell_index[k] = (int32_t)k;
        if (k + nc >= n || (k + 1) % nc == 0) {
            w->cell2[k] = HUGE_VAL;
            continue;
        }
        const bool inside = crosses_axis(px, py, k, k + 1) ^ crosses_axis(px, py, k, k + nc) ^
                            crosses_axis(px, py, k + nc, k + nc + 1) ^
                            crosses_axis(px, py, k + 1, k + nc + 1);
        const double least = fmin(fmin(w->h2[k], w->h2[k + nc]), fmin(w->v2[k], w->v2[k + 1]));
        /* missing nodes have an infinite flat2; and the far side of the Earth looks near here
         */
        const double farthest = fmax(fmax(w->flat2[k], w->flat2[k + 1]),
                                     fmax(w->flat2[k + nc], w->flat2[k + nc + 1]));
        const bool front = farthest < OQL_EARTH_RADIUS_KM * OQL_EARTH_RADIUS_KM;

        w->cell2[k] = !front ? HUGE_VAL : (inside ? 0 : least);
    }
}

oql_status oql_window_site(oql_window_work *work, const oql_mesh_geometry *g, double lon_deg,
                           double lat_deg, double depth_km, oql_err *err)
{
    const oql_status st = reserve(work, g->n, g->n_row, err);

    if (st != OQL_OK) {
        return st;
    }
    work->g = g;
    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, work->site);
    oql_geo_to_xyz(lon_deg, lat_deg, 0, work->site_surface);
    memcpy(work->site_unit, work->site_surface, sizeof work->site_unit);
    oql_unit(work->site_unit);
    point_distances(g->n, g->mesh->x_km, g->mesh->y_km, g->mesh->z_km, work->site, work->near2);
    work->near_size = work->flat_size = work->cell_size = (window_size){0, 0};
    for (size_t i = 0; i < g->n_row; ++i) {
        work->top.run[i] = -1;
    }
    point_distances(g->n, g->sx, g->sy, g->sz, work->site_surface, work->flat2);
    work->near = false;
    for (size_t k = 0; k < g->n; ++k) {
        work->near |= work->flat2[k] < OQL_NEAR_KM * OQL_NEAR_KM;
    }
    work->cells = false;
    return OQL_OK;
}

/* ---- per size of window ---- */

/** a[k] = min(a[k], a[k + shift]), shift > 0: reads ahead of what it writes. */
static void min_shifted(size_t n, size_t shift, double *a)
{
#pragma omp simd
    for (size_t k = 0; k < n - shift; ++k) {
        const double b = a[k + shift];

        a[k] = b < a[k] ? b : a[k];
    }
}

/** From minima over `len` elements that are `step` apart to those over `width`, not fewer. */
static void widen(size_t n, size_t step, size_t len, size_t width, double *a)
{
    while (len < width) {
        const size_t more = width - len < len ? width - len : len;

        min_shifted(n, more * step, a);
        len += more;
    }
}

static void index_min_shifted(size_t n, size_t shift, double *a, int32_t *ai)
{
    for (size_t k = 0; k + shift < n; ++k) {
        const bool less = a[k + shift] < a[k];

        a[k] = less ? a[k + shift] : a[k];
        ai[k] = less ? ai[k + shift] : ai[k];
    }
}

static void slide_index(oql_window_work *w, size_t step, size_t width)
{
    for (size_t len = 1; len < width;) {
        const size_t more = width - len < len ? width - len : len;

        index_min_shifted(w->g->n, more * step, w->cell_slid, w->index_slid);
        len += more;
    }
}

static bool same_size(window_size a, window_size b)
{
    return a.n_row == b.n_row && a.n_col == b.n_col;
}

/** Make a slid array that of a size: from the size it has when that is smaller (windows come by
 *  size), else from single nodes. */
static void use_size(const oql_window_work *w, window_size want, const double *node,
                     double *slid, window_size *size)
{
    const size_t n = w->g->n, nc = w->g->n_col;

    if (size->n_row == 0 || size->n_row > want.n_row || size->n_col > want.n_col) {
        memcpy(slid, node, n * sizeof *node);
        *size = (window_size){1, 1};
    }
    widen(n, 1, (size_t)size->n_col, (size_t)want.n_col, slid);
    widen(n, nc, (size_t)size->n_row, (size_t)want.n_row, slid);
    *size = want;
}

/** The cells and their indices, always anew: of equal cells the first row's is taken. */
static void use_cells(oql_window_work *w, window_size want)
{
    const size_t n = w->g->n, nc = w->g->n_col;

    if (!w->cells) {
        cell_distances(w);
        w->cells = true;
    }
    memcpy(w->cell_slid, w->cell2, n * sizeof *w->cell2);
    memcpy(w->index_slid, w->cell_index, n * sizeof *w->cell_index);
    slide_index(w, 1, (size_t)want.n_col - 1);
    slide_index(w, nc, (size_t)want.n_row - 1);
    w->cell_size = want;
}

/** Elements whose window would leave the mesh mix rows and are not read. */
static void use_sizes(oql_window_work *w, window_size want, bool flat, bool cells)
{
    if (!same_size(w->near_size, want)) {
        use_size(w, want, w->near2, w->near_slid, &w->near_size);
    }
    if (flat && !same_size(w->flat_size, want)) {
        use_size(w, want, w->flat2, w->flat_slid, &w->flat_size);
    }
    if (cells && !same_size(w->cell_size, want)) {
        use_cells(w, want);
    }
}

/* ---- per window ---- */

/** Distance to the outline: that to the nearest cell, in the projection of the window. */
static double near_rjb_km(const oql_window_work *w, size_t k, const oql_window_axes *axes)
{
    const oql_mesh_geometry *const g = w->g;

    if (w->cell_slid[k] <= 0) {
        return 0;
    }
    const size_t c = (size_t)w->index_slid[k];
    const size_t node[4] = {c, c + 1, c + g->n_col + 1, c + g->n_col};
    double quad[4][2];

    for (int i = 0; i < 4; ++i) {
        const double p[3] = {g->sx[node[i]] - w->site_surface[0],
                             g->sy[node[i]] - w->site_surface[1],
                             g->sz[node[i]] - w->site_surface[2]};

        quad[i][0] = oql_dot(p, axes->east);
        quad[i][1] = oql_dot(p, axes->north);
    }
    return fmax(sqrt(oql_quad_distance2((const double(*)[2])quad)) - OQL_OUTLINE_KM, 0);
}

static double great_circle_km(double chord2)
{
    return 2 * OQL_EARTH_RADIUS_KM *
           asin(oql_clip(sqrt(chord2) / (2 * OQL_EARTH_RADIUS_KM), 0, 1));
}

static double circle_km(const oql_window_work *w, const oql_row_segment *s)
{
    return OQL_EARTH_RADIUS_KM * asin(oql_clip(oql_dot(w->site_unit, s->right), -1, 1));
}

/** Signed distances to the segments of a row, as oql_geo_distance_to_segment_km. */
static void inner_distances(oql_window_work *w, size_t row)
{
    const size_t nc = w->g->n_col;

    for (size_t k = row * nc; k + 1 < (row + 1) * nc; ++k) {
        const oql_row_segment *const s = &w->g->segment[k];
        double d;

        if (oql_dot(w->site_unit, s->ahead) >= 0 &&
            oql_dot(w->site_unit, s->azimuth_ahead) <= 0) {
            d = fabs(circle_km(w, s));
        } else {
            d = sqrt(fmin(w->flat2[k], w->flat2[k + 1]));
        }
        w->top.inner[k] = oql_dot(w->site_unit, s->right) < 0 ? -d : d;
    }
}

static double least_abs(double a, double b)
{
    return fabs(b) < fabs(a) ? b : a;
}

/** Least signed distances over runs of segments of a row. */
static void slide_row(oql_window_work *w, size_t row, size_t run)
{
    const size_t n = w->g->n_col - 1;
    double *const a = w->top.slid + row * w->g->n_col;
    size_t len = 1;

    memcpy(a, w->top.inner + row * w->g->n_col, n * sizeof *a);
    while (len < run) {
        const size_t shift = 2 * len <= run ? len : run - len;

        for (size_t k = 0; k + shift < n; ++k) { /* reads ahead of what it writes */
            a[k] = least_abs(a[k], a[k + shift]);
        }
        len += shift;
    }
}

/** Distance to the half circle that continues the first segment backwards, or (end) the last
 *  one forwards. */
static double half_circle_km(const oql_window_work *w, size_t segment, bool end)
{
    const oql_row_segment *const s = &w->g->segment[segment];
    const double right = oql_dot(w->site_unit, s->right);
    const bool along =
        end ? oql_dot(w->site_unit, s->ahead) > 0 : oql_dot(w->site_unit, s->end_ahead) < 0;

    if (along) {
        return circle_km(w, s);
    }
    const double d = great_circle_km(w->flat2[end ? segment : segment + 1]);

    return (end ? right < 0 : right <= 0) ? -d : d;
}

static double rx_km(oql_window_work *w, int32_t row, int32_t col, int32_t n_col)
{
    const size_t first = (size_t)row * w->g->n_col + (size_t)col;
    const int32_t run = n_col - 3; /* segments between the first and the last */

    if (n_col == 2) {
        return circle_km(w, &w->g->segment[first]);
    }
    double best = half_circle_km(w, first, false);

    if (run > 0) {
        if (w->top.run[row] < 0) {
            inner_distances(w, (size_t)row);
        }
        if (w->top.run[row] != run) {
            slide_row(w, (size_t)row, (size_t)run);
            w->top.run[row] = run;
        }
        best = least_abs(best, w->top.slid[first + 1]);
    }
    return least_abs(best, half_circle_km(w, first + (size_t)n_col - 2, true));
}

/** Distance of the site from the circle through a node at right angles to a strike. */
static double across_km(const oql_window_work *w, size_t node, double sin_strike,
                        double cos_strike)
{
    const oql_mesh_geometry *const g = w->g;
    const double p[3] = {g->sx[node] / OQL_EARTH_RADIUS_KM, g->sy[node] / OQL_EARTH_RADIUS_KM,
                         g->sz[node] / OQL_EARTH_RADIUS_KM};
    /* east is (-p1, p0, 0) / r and north (-p2 p0, -p2 p1, r^2) / r, r the distance from the
     * axis */
    const double r = sqrt(p[0] * p[0] + p[1] * p[1]);
    const double *const s = w->site_unit;
    const double east = (p[0] * s[1] - p[1] * s[0]) / r;
    const double north = r * s[2] - p[2] * (p[0] * s[0] + p[1] * s[1]) / r;

    return -OQL_EARTH_RADIUS_KM * asin(oql_clip(north * cos_strike + east * sin_strike, -1, 1));
}

/** trig: sine and cosine of the strike. */
static double ry0_km(const oql_window_work *w, int32_t row, int32_t col, int32_t n_col,
                     const double trig[2])
{
    const size_t first = (size_t)row * w->g->n_col + (size_t)col;
    const double left = across_km(w, first, trig[0], trig[1]);
    const double right = across_km(w, first + (size_t)n_col - 1, trig[0], trig[1]);

    if ((left > 0 && right > 0) || (left < 0 && right < 0)) {
        return fmin(fabs(left), fabs(right));
    }
    return 0;
}

static double rjb_km(const oql_window_work *w, const oql_window *win, size_t k)
{
    const double flat = sqrt(w->flat_slid[k]);

    if (flat >= OQL_NEAR_KM) {
        return flat;
    }
    const oql_window_axes axes = oql_axes_of_window(w->g->mesh, win);

    return near_rjb_km(w, k, &axes);
}

typedef struct {
    int32_t n_row, n_col, row, col, index;
} sized;

static int by_size(const void *a, const void *b)
{
    const sized *const x = a, *const y = b;
    const int32_t p[] = {x->n_row, x->n_col, x->row, x->col, x->index};
    const int32_t q[] = {y->n_row, y->n_col, y->row, y->col, y->index};

    for (size_t k = 0; k < OQL_COUNT(p); ++k) {
        if (p[k] != q[k]) {
            return p[k] < q[k] ? -1 : 1;
        }
    }
    return 0;
}

oql_status oql_window_announce(oql_window_work *work, const oql_window_query *q, oql_err *err)
{
    oql_status st = OQL_OK;
    sized *const list = oql_calloc(q->n, sizeof *list);

    free(work->order);
    free(work->trig);
    work->order = oql_calloc(q->n, sizeof *work->order);
    work->trig = oql_calloc(q->n, 2 * sizeof *work->trig);
    if (list == NULL || work->order == NULL || work->trig == NULL) {
        work->told = (oql_window_query){0};
        st = OQL_FAIL(err, OQL_ENOMEM, "%zu windows of a mesh", q->n);
        goto done;
    }
    for (size_t i = 0; i < q->n; ++i) {
        const double strike = q->strike_deg == NULL ? 0.0 : oql_radians(q->strike_deg[i]);

        list[i] = (sized){q->n_row[i], q->n_col[i], q->row[i], q->col[i], (int32_t)i};
        work->trig[2 * i] = sin(strike);
        work->trig[2 * i + 1] = cos(strike);
    }
    qsort(list, q->n, sizeof *list, by_size);
    for (size_t i = 0; i < q->n; ++i) {
        work->order[i] = list[i].index;
    }
    work->told = *q;
done:
    free(list);
    return st;
}

static bool is_announced(const oql_window_query *told, const oql_window_query *q)
{
    return told->n > 0 && q->n == told->n && q->row == told->row && q->col == told->col &&
           q->n_row == told->n_row && q->n_col == told->n_col &&
           q->strike_deg == told->strike_deg;
}

/** All that is wanted of window i; trig is NULL when it is not announced. */
static oql_status one_window(oql_window_work *work, const oql_window_query *q, size_t i,
                             const oql_window *w, const double *trig, oql_err *err)
{
    const size_t k = (size_t)w->row * work->g->n_col + (size_t)w->col;

    if (q->rrup_km != NULL) {
        q->rrup_km[i] = sqrt(work->near_slid[k]);
    }
    if (q->rjb_km != NULL && q->outlines != NULL && sqrt(work->flat_slid[k]) < OQL_NEAR_KM) {
        const oql_status st = oql_outline_distance_km(q->outlines, q->outline[i],
                                                      work->site_surface, &q->rjb_km[i], err);
        if (st != OQL_OK) {
            return st;
        }
    } else if (q->rjb_km != NULL) {
        q->rjb_km[i] = rjb_km(work, w, k);
    }
    if (q->rx_km != NULL) {
        q->rx_km[i] = rx_km(work, w->row, w->col, w->n_col);
    }
    if (q->ry0_km != NULL) {
        const double strike = oql_radians(q->strike_deg[i]);
        const double own[2] = {trig == NULL ? sin(strike) : trig[0],
                               trig == NULL ? cos(strike) : trig[1]};
        q->ry0_km[i] = ry0_km(work, w->row, w->col, w->n_col, own);
    }
    return OQL_OK;
}

static void copy_window(const oql_window_query *q, size_t from, size_t to)
{
    double *const rows[] = {q->rrup_km, q->rjb_km, q->rx_km, q->ry0_km};

    for (size_t r = 0; r < OQL_COUNT(rows); ++r) {
        if (rows[r] != NULL) {
            rows[r][to] = rows[r][from];
        }
    }
}

oql_status oql_window_distances(oql_window_work *work, const oql_window_query *q, oql_err *err)
{
    const oql_mesh_geometry *const g = work->g;
    const bool announced = is_announced(&work->told, q);
    const bool flat = q->rjb_km != NULL, cells = flat && work->near && q->outlines == NULL;
    oql_window last = {-1, -1, 0, 0};
    size_t done = 0; /* index of `last` */

    for (size_t v = 0; v < q->n; ++v) {
        const size_t i = announced ? (size_t)work->order[v] : v;
        const oql_window w = {q->row[i], q->col[i], q->n_row[i], q->n_col[i]};

        if (w.row < 0 || w.col < 0 || w.n_row < 2 || w.n_col < 2 ||
            w.n_row > g->mesh->n_row - w.row || w.n_col > g->mesh->n_col - w.col) {
            return OQL_FAIL(err, OQL_EARG, "window %zu is not inside its mesh", i);
        }
        if (w.row == last.row && w.col == last.col && w.n_row == last.n_row &&
            w.n_col == last.n_col &&
            (q->ry0_km == NULL || q->strike_deg[i] == q->strike_deg[done])) {
            copy_window(q, done, i);
            continue;
        }
        use_sizes(work, (window_size){w.n_row, w.n_col}, flat, cells);
        const oql_status st =
            one_window(work, q, i, &w, announced ? &work->trig[2 * i] : NULL, err);
        if (st != OQL_OK) {
            return st;
        }
        last = w;
        done = i;
    }
    return OQL_OK;
}
