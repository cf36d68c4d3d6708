/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "geo/mesh_cells.h"
#include "geo/mesh_distance.h"
#include "geo/window_distance.h"
#include "geo_golden.h"

#define N_WINDOW 120

/** Random windows of a mesh, in runs of equal size, with their distances. */
typedef struct {
    int32_t row[N_WINDOW], col[N_WINDOW], n_row[N_WINDOW], n_col[N_WINDOW];
    double strike[N_WINDOW], rrup[N_WINDOW], rjb[N_WINDOW], rx[N_WINDOW], ry0[N_WINDOW];
} windows;

static windows draw_windows(const oql_mesh *m, uint64_t *seed)
{
    windows w;

    for (int i = 0; i < N_WINDOW; ++i) {
        const bool same = i % 6 != 0;

        w.n_row[i] = same ? w.n_row[i - 1] : random_int(seed, 2, m->n_row);
        w.n_col[i] = same ? w.n_col[i - 1] : random_int(seed, 2, m->n_col);
        w.row[i] = random_int(seed, 0, m->n_row - w.n_row[i]);
        w.col[i] = random_int(seed, 0, m->n_col - w.n_col[i]);
        w.strike[i] = random_in(seed, 0, 360);
    }
    return w;
}

static oql_window_query query_of(windows *w)
{
    return (oql_window_query){.n = N_WINDOW,
                              .row = w->row,
                              .col = w->col,
                              .n_row = w->n_row,
                              .n_col = w->n_col,
                              .strike_deg = w->strike,
                              .rrup_km = w->rrup,
                              .rjb_km = w->rjb,
                              .rx_km = w->rx,
                              .ry0_km = w->ry0};
}

static oql_mesh_geometry *geometry_of(const oql_mesh *m)
{
    oql_mesh_geometry *g = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_mesh_geometry_create(m, &g, &err), OQL_OK, "%s", err.text);
    return g;
}

static oql_window_work *work_of(void)
{
    oql_window_work *w = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_window_work_create(&w, &err), OQL_OK);
    return w;
}

static void measure(oql_window_work *work, const oql_mesh_geometry *g, windows *w, double lon,
                    double lat, double depth)
{
    const oql_window_query q = query_of(w);
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_window_site(work, g, lon, lat, depth, &err), OQL_OK);
    cr_assert_eq(oql_window_distances(work, &q, &err), OQL_OK, "%s", err.text);
}

Test(window_distance, equals_the_plain_distances)
{
    oql_window_work *const work = work_of();
    uint64_t seed = 7;

    for (int k = 0; k < 6; ++k) {
        oql_mesh *const m = some_fault(k % 2 ? 179.8 : -71, k < 2 ? 90 : 25 + 10 * k);
        oql_mesh_geometry *const g = geometry_of(m);
        windows w = draw_windows(m, &seed);

        for (int s = 0; s < 12; ++s) {
            const double reach = s % 3 == 0 ? 0.1 : (s % 3 == 1 ? 0.5 : 3);
            const double lon = m->lon_deg[0] + random_in(&seed, -reach, reach);
            const double lat = m->lat_deg[0] + random_in(&seed, -reach, reach);
            const double depth = s % 2 ? -1.2 : 0;

            measure(work, g, &w, lon, lat, depth);
            for (int i = 0; i < N_WINDOW; ++i) {
                const oql_window one = {w.row[i], w.col[i], w.n_row[i], w.n_col[i]};

                cr_expect_eq(w.rrup[i], oql_mesh_rrup_km(m, &one, lon, lat, depth));
                cr_expect(golden_is_close(w.rjb[i], oql_mesh_rjb_km(m, &one, lon, lat), 1e-12));
                cr_expect(golden_is_close(w.rx[i], oql_mesh_rx_km(m, &one, lon, lat), 1e-9));
                cr_expect(golden_is_close(
                    w.ry0[i], oql_mesh_ry0_km(m, &one, w.strike[i], lon, lat), 1e-9));
            }
        }
        oql_mesh_geometry_destroy(g);
        oql_mesh_destroy(m);
    }
    oql_window_work_destroy(work);
}

Test(window_distance, announcing_the_windows_changes_no_bit)
{
    oql_mesh *const m = some_fault(10, 50);
    oql_mesh_geometry *const g = geometry_of(m);
    oql_window_work *const plain = work_of(), *const told = work_of();
    uint64_t seed = 8;
    windows a = draw_windows(m, &seed), b = a;
    const oql_window_query q = query_of(&b);
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_window_announce(told, &q, &err), OQL_OK);
    for (int s = 0; s < 20; ++s) {
        const double lon = random_in(&seed, 9.8, 10.6), lat = random_in(&seed, 37.8, 38.5);

        measure(plain, g, &a, lon, lat, 0);
        measure(told, g, &b, lon, lat, 0);
        cr_expect_arr_eq(a.rjb, b.rjb, sizeof a.rjb);
        cr_expect_arr_eq(a.rrup, b.rrup, sizeof a.rrup);
        cr_expect_arr_eq(a.rx, b.rx, sizeof a.rx);
        cr_expect_arr_eq(a.ry0, b.ry0, sizeof a.ry0);
    }
    oql_window_work_destroy(plain);
    oql_window_work_destroy(told);
    oql_mesh_geometry_destroy(g);
    oql_mesh_destroy(m);
}

Test(window_distance, outputs_may_be_left_out_in_any_order)
{
    oql_mesh *const m = some_fault(10, 50);
    oql_mesh_geometry *const g = geometry_of(m);
    oql_window_work *const work = work_of();
    uint64_t seed = 9;
    windows a = draw_windows(m, &seed), b = a;
    oql_window_query only = query_of(&b);
    oql_err err = {.code = OQL_OK};

    measure(work, g, &a, 10.2, 38.3, 0);
    cr_assert_eq(oql_window_site(work, g, 10.2, 38.3, 0, &err), OQL_OK);
    only.rjb_km = only.rx_km = only.ry0_km = NULL;
    cr_assert_eq(oql_window_distances(work, &only, &err), OQL_OK);
    only = query_of(&b);
    only.rrup_km = only.rx_km = only.ry0_km = NULL;
    cr_assert_eq(oql_window_distances(work, &only, &err), OQL_OK);
    cr_expect_arr_eq(a.rrup, b.rrup, sizeof a.rrup);
    cr_expect_arr_eq(a.rjb, b.rjb, sizeof a.rjb);
    oql_window_work_destroy(work);
    oql_mesh_geometry_destroy(g);
    oql_mesh_destroy(m);
}

Test(window_distance, rjb_is_at_most_rrup_and_the_bound_at_most_both)
{
    oql_window_work *const work = work_of();
    uint64_t seed = 10;

    for (int k = 0; k < 4; ++k) {
        oql_mesh *const m = some_fault(100, 20 + 20 * k);
        oql_mesh_geometry *const g = geometry_of(m);
        windows w = draw_windows(m, &seed);

        for (int s = 0; s < 50; ++s) {
            const double lon = random_in(&seed, 98, 102), lat = random_in(&seed, 36, 40);
            const double bound = oql_mesh_geometry_bound_km(g, lon, lat, 0);

            measure(work, g, &w, lon, lat, 0);
            for (int i = 0; i < N_WINDOW; ++i) {
                /* the depths of nodes bring them nearer to the chord by depth / radius */
                cr_expect_leq(w.rjb[i], w.rrup[i] * 1.0025 + 1e-9);
                cr_expect_leq(bound, w.rrup[i]);
            }
        }
        oql_mesh_geometry_destroy(g);
        oql_mesh_destroy(m);
    }
    oql_window_work_destroy(work);
}

Test(window_distance, rotation_across_the_date_line_changes_nothing)
{
    oql_mesh *const here = some_fault(0.5, 40), *const there = some_fault(179.8, 40);
    oql_mesh_geometry *const g = geometry_of(here), *const h = geometry_of(there);
    oql_window_work *const work = work_of();
    uint64_t seed = 11;

    cr_assert_eq(here->n_col, there->n_col);
    windows a = draw_windows(here, &seed), b = a;

    for (int s = 0; s < 30; ++s) {
        const double lon = random_in(&seed, -1, 2), lat = random_in(&seed, 37, 39);

        measure(work, g, &a, lon, lat, 0);
        measure(work, h, &b, lon + 179.3 > 180 ? lon - 180.7 : lon + 179.3, lat, 0);
        for (int i = 0; i < N_WINDOW; ++i) {
            cr_expect(golden_is_close(b.rrup[i], a.rrup[i], 1e-8));
            cr_expect(golden_is_close(b.rjb[i], a.rjb[i], 1e-8), "%.12g %.12g", b.rjb[i],
                      a.rjb[i]);
            cr_expect(golden_is_close(b.rx[i], a.rx[i], 1e-8));
            cr_expect(golden_is_close(b.ry0[i], a.ry0[i], 1e-8));
        }
    }
    oql_window_work_destroy(work);
    oql_mesh_geometry_destroy(g);
    oql_mesh_geometry_destroy(h);
    oql_mesh_destroy(here);
    oql_mesh_destroy(there);
}

Test(window_distance, a_window_outside_the_mesh_is_a_bug_of_the_caller)
{
    oql_mesh *const m = some_fault(10, 50);
    oql_mesh_geometry *const g = geometry_of(m);
    oql_window_work *const work = work_of();
    const int32_t row[1] = {1}, col[1] = {0}, n_row[1] = {m->n_row}, n_col[1] = {2};
    double rrup[1];
    const oql_window_query q = {
        .n = 1, .row = row, .col = col, .n_row = n_row, .n_col = n_col, .rrup_km = rrup};
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_window_site(work, g, 10, 38, 0, &err), OQL_OK);
    cr_expect_eq(oql_window_distances(work, &q, &err), OQL_EARG);
    oql_window_work_destroy(work);
    oql_mesh_geometry_destroy(g);
    oql_mesh_destroy(m);
}

Test(window_distance, rjb_is_zero_above_the_window_only)
{
    oql_mesh *const m = some_fault(10, 30);
    const oql_window whole = oql_window_whole(m), top = {0, 0, 2, m->n_col};
    const int32_t k = (m->n_row / 2) * m->n_col + m->n_col / 2;

    cr_expect_eq(oql_mesh_rjb_km(m, &whole, m->lon_deg[k] + 0.001, m->lat_deg[k]), 0);
    cr_expect_gt(oql_mesh_rjb_km(m, &top, m->lon_deg[k] + 0.001, m->lat_deg[k]), 2);
    oql_mesh_destroy(m);
}
