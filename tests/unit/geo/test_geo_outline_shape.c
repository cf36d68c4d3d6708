/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "geo/angles.h"
#include "geo/complex_fault.h"
#include "geo/geodesy.h"
#include "geo/outline_shape.h"
#include "geo/simple_fault.h"
#include "geo/window_shape.h"

/* Outlines of random faults by rings against those by GEOS. */

static uint64_t state;

static double uniform(double a, double b)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return a + (b - a) * (double)(state >> 11) / 9007199254740992.0;
}

static size_t one_of(size_t n)
{
    return (size_t)uniform(0.0, (double)n);
}

/* A trace with bends; `dip` down to the right of it. */
static oql_mesh *random_simple(double dip)
{
    const size_t n = 2 + one_of(4);
    double lon[6] = {uniform(-170.0, 170.0)}, lat[6] = {uniform(-60.0, 60.0)};
    double azimuth = uniform(0.0, 6.28);
    oql_mesh *m = NULL;
    oql_err err = {0};
    for (size_t k = 1; k < n; ++k) {
        const double length = uniform(5.0, 40.0) / 111.0;
        azimuth += uniform(-0.6, 0.6);
        lon[k] = lon[k - 1] + length * sin(azimuth) / cos(oql_radians(lat[0]));
        lat[k] = lat[k - 1] + length * cos(azimuth);
    }
    const double top = uniform(0.0, 5.0), bottom = uniform(8.0, 25.0), step = uniform(0.7, 3.0);
    cr_assert_eq(oql_simple_fault_mesh(n, lon, lat, top, bottom, dip, step, &m, &err), OQL_OK,
                 "%s", err.text);
    return m;
}

/* Edges that wander by `rough` of their spacing, so that rows may cross where it is large; NULL when the
 * edges are none. */
static oql_mesh *random_complex(double rough)
{
    enum { EDGES = 4, POINTS = 8 };
    const size_t n_edge = 2 + one_of(3), n = 3 + one_of(6);
    double lon[EDGES][POINTS], lat[EDGES][POINTS], depth[EDGES][POINTS];
    oql_fault_edge edge[EDGES];
    const double lon0 = uniform(-170.0, 170.0), lat0 = uniform(-55.0, 55.0);
    const double azimuth = uniform(0.0, 6.28), length = uniform(30.0, 150.0);
    const double width = uniform(10.0, 60.0), dip = oql_radians(uniform(8.0, 60.0));
    oql_mesh *m = NULL;
    oql_err err = {0};
    for (size_t e = 0; e < n_edge; ++e) {
        const double down = width * (double)e / (double)(n_edge - 1);
        for (size_t k = 0; k < n; ++k) {
            const double f = (double)k / (double)(n - 1);
            const double x = length * (f + uniform(-rough, rough) / (double)n);
            const double y = down * cos(dip) + 0.1 * length * sin(3.0 * f) +
                             uniform(-0.5, 0.5) * rough * width / (double)n_edge;
            lon[e][k] =
                lon0 + (x * sin(azimuth) + y * cos(azimuth)) / 111.0 / cos(oql_radians(lat0));
            lat[e][k] = lat0 + (x * cos(azimuth) - y * sin(azimuth)) / 111.0;
            depth[e][k] = 2.0 + down * sin(dip);
        }
        edge[e] = (oql_fault_edge){
            .n = n, .lon_deg = lon[e], .lat_deg = lat[e], .depth_km = depth[e]};
    }
    return oql_complex_fault_mesh(n_edge, edge, uniform(2.0, 8.0), &m, &err) == OQL_OK ? m
                                                                                       : NULL;
}

/* Largest distance of the corners, and of places between them, of ring a from ring b. */
static double apart(const oql_ring *a, const oql_ring *b)
{
    double most = 0.0;
    for (size_t k = 0; k < 3 * a->n; ++k) {
        const double *p = a->xy[k / 3], *q = a->xy[(k / 3 + 1) % a->n];
        const double f = (double)(k % 3) / 3.0;
        const double at[2] = {p[0] + f * (q[0] - p[0]), p[1] + f * (q[1] - p[1])};
        double least = HUGE_VAL;
        for (size_t i = 0; i < b->n; ++i) {
            const double *c = b->xy[i], *d = b->xy[(i + 1) % b->n];
            const double from[2] = {c[0] - at[0], c[1] - at[1]};
            const double to[2] = {d[0] - at[0], d[1] - at[1]};
            least = fmin(least, oql_segment_distance2(from, to));
        }
        most = fmax(most, sqrt(least));
    }
    return most;
}

typedef struct {
    int windows, hard;
    double worst_km;
} tally;

static void compare_window(const oql_mesh *m, const oql_window *w, bool wall, tally *t)
{
    const oql_window_axes axes = oql_axes_of_window(m, w);
    const size_t n_row = (size_t)w->n_row, n_col = (size_t)w->n_col;
    double(*xy)[2] = calloc(n_row * n_col, sizeof *xy);
    oql_ring got = {0}, want = {0};
    oql_err err = {0};
    bool hard = false;

    for (size_t k = 0; k < n_row * n_col; ++k) {
        const size_t node =
            ((size_t)w->row + k / n_col) * (size_t)m->n_col + (size_t)w->col + k % n_col;
        double p[3];
        oql_geo_to_xyz(m->lon_deg[node], m->lat_deg[node], 0.0, p);
        xy[k][0] = oql_dot(p, axes.east);
        xy[k][1] = oql_dot(p, axes.north);
    }
    const double(*node)[2] = (const double(*)[2])xy;
    const oql_status st = wall ? oql_outline_of_nodes(n_row, n_col, node, &got, &err)
                               : oql_outline_by_rings(n_row, n_col, node, &got, &hard, &err);
    cr_assert_eq(st, OQL_OK, "%s", err.text);
    cr_assert_eq(oql_outline_by_geos(n_row, n_col, node, &want, &err), OQL_OK, "%s", err.text);
    ++t->windows;
    t->hard += hard;
    if (!hard) {
        const double d = fmax(apart(&got, &want), apart(&want, &got));
        t->worst_km = fmax(t->worst_km, d);
        cr_expect_lt(d, 1e-9, "%d x %d nodes: %g km", w->n_row, w->n_col, d);
    }
    oql_ring_clear(&got);
    oql_ring_clear(&want);
    free(xy);
}

static void compare_windows(const oql_mesh *m, bool wall, tally *t)
{
    for (int k = 0; m != NULL && k < 3; ++k) {
        oql_window w = {.n_row = 2 + (int32_t)one_of((size_t)m->n_row - 1),
                        .n_col = 2 + (int32_t)one_of((size_t)m->n_col - 1)};
        w.row = (int32_t)one_of((size_t)(m->n_row - w.n_row) + 1);
        w.col = (int32_t)one_of((size_t)(m->n_col - w.n_col) + 1);
        if (w.n_col > 3) { /* with three and fewer a wall may be straight: another way */
            compare_window(m, &w, wall, t);
        }
    }
}

static oql_mesh *simple(int k)
{
    (void)k;
    return random_simple(uniform(20.0, 88.0));
}

static oql_mesh *complex_or_rough(int k)
{
    return random_complex(k % 2 == 0 ? 0.05 : 0.5);
}

static oql_mesh *vertical(int k)
{
    (void)k;
    return random_simple(90.0);
}

/* Windows of n random meshes. */
static tally compare_meshes(uint64_t seed, int n, oql_mesh *(*make)(int k), bool wall)
{
    tally t = {0};
    state = seed;
    for (int k = 0; k < n; ++k) {
        oql_mesh *m = make(k);
        compare_windows(m, wall, &t);
        oql_mesh_destroy(m);
    }
    return t;
}

Test(outline_shape, rings_are_what_geos_gives_for_random_simple_faults)
{
    const tally t = compare_meshes(UINT64_C(88172645463325252), 100, simple, false);
    cr_expect_geq(t.windows, 200);
    cr_expect_leq(t.hard, t.windows / 10, "%d of %d are left to GEOS", t.hard, t.windows);
}

Test(outline_shape, rings_are_what_geos_gives_for_random_complex_faults)
{
    const tally t = compare_meshes(UINT64_C(88172645463325253), 100, complex_or_rough, false);
    cr_expect_geq(t.windows, 150);
    cr_expect_leq(t.hard, t.windows / 10, "%d of %d are left to GEOS", t.hard, t.windows);
}

Test(outline_shape, one_strip_stands_for_all_of_a_vertical_fault)
{
    const tally t = compare_meshes(UINT64_C(88172645463325254), 60, vertical, true);
    cr_expect_geq(t.windows, 100);
}
