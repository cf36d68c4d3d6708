/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>

#include "geo/geodesy.h"
#include "geo/mesh_distance.h"
#include "geo/outline.h"
#include "geo/simple_fault.h"

/* A fault with a bend, so that outlines need GEOS. */
static oql_mesh *bent(void)
{
    static const double lon[3] = {10.0, 10.4, 10.4}, lat[3] = {45.0, 45.3, 45.6};
    oql_mesh *m = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_simple_fault_mesh(3, lon, lat, 2.0, 18.0, 50.0, 2.0, &m, &err), OQL_OK,
                 "%s", err.text);
    return m;
}

enum { N = 6 };
static const int32_t row[N] = {0, 0, 2, 0, 2, 1}, col[N] = {0, 4, 3, 0, 3, 8};
static const int32_t n_row[N] = {4, 4, 5, 4, 5, 6}, n_col[N] = {9, 9, 12, 9, 12, 15};

static oql_outlines *announced(const oql_mesh *m, int32_t index[N])
{
    oql_outlines *o = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_outlines_create(m, &o, &err), OQL_OK);
    for (size_t k = 0; k < N; k += 2) { /* in turns, so that the table grows */
        cr_assert_eq(oql_outlines_announce(o, 2, row + k, col + k, n_row + k, n_col + k,
                                           index + k, &err),
                     OQL_OK, "%s", err.text);
    }
    return o;
}

Test(outline, the_same_window_has_the_same_number)
{
    oql_mesh *m = bent();
    int32_t index[N];
    size_t made = 99;
    oql_outlines *o = announced(m, index);

    cr_expect_eq(oql_outlines_count(o, &made), 4);
    cr_expect_eq(made, 0, "none is made before it is asked for");
    cr_expect_eq(index[3], index[0]);
    cr_expect_eq(index[4], index[2]);
    cr_expect_neq(index[1], index[0]);
    cr_expect_neq(index[5], index[2]);
    oql_outlines_destroy(o);
    oql_mesh_destroy(m);
}

Test(outline, is_made_once_and_is_near_the_cells)
{
    oql_mesh *m = bent();
    int32_t index[N];
    oql_outlines *o = announced(m, index);
    size_t made = 0;

    for (size_t k = 0; k < N; ++k) {
        const oql_window w = {row[k], col[k], n_row[k], n_col[k]};
        for (int s = 0; s < 40; ++s) {
            const double lon = 9.8 + 0.02 * s, lat = 45.7 - 0.023 * s;
            double site[3], got = -1.0;
            oql_err err = {0};
            oql_geo_to_xyz(lon, lat, 0.0, site);
            cr_assert_eq(oql_outline_distance_km(o, index[k], site, &got, &err), OQL_OK, "%s",
                         err.text);
            const double want = oql_mesh_rjb_km(m, &w, lon, lat);
            /* both widen by 5 m; beyond 40 km the other is the distance to a node */
            cr_expect(want > 35.0 || fabs(got - want) < 0.012, "window %zu: %g, cells %g", k,
                      got, want);
        }
    }
    cr_expect_eq(oql_outlines_count(o, &made), 4);
    cr_expect_eq(made, 4);
    oql_outlines_destroy(o);
    oql_mesh_destroy(m);
}

Test(outline, fits_an_equal_mesh_and_no_other)
{
    oql_mesh *a = bent(), *b = bent();
    int32_t index[N];
    oql_outlines *o = announced(a, index);

    cr_expect(oql_outlines_fit(o, b));
    b->lat_deg[7] += 1e-9;
    cr_expect_not(oql_outlines_fit(o, b));
    oql_outlines_destroy(o);
    oql_mesh_destroy(a);
    oql_mesh_destroy(b);
}

typedef struct {
    oql_outlines *o;
    double d[N];
} asker;

static void *ask(void *user)
{
    asker *a = user;
    double site[3];
    oql_err err = {0};
    oql_geo_to_xyz(10.05, 45.35, 0.0, site);
    for (int32_t k = 0; k < 4; ++k) {
        if (oql_outline_distance_km(a->o, k, site, &a->d[k], &err) != OQL_OK) {
            a->d[k] = -1.0;
        }
    }
    return NULL;
}

Test(outline, threads_that_ask_at_once_get_the_same_bits)
{
    oql_mesh *m = bent();
    int32_t index[N];
    oql_outlines *o = announced(m, index);
    asker who[4] = {{o, {0}}, {o, {0}}, {o, {0}}, {o, {0}}};
    pthread_t thread[4];

    for (int t = 0; t < 4; ++t) {
        cr_assert_eq(pthread_create(&thread[t], NULL, ask, &who[t]), 0);
    }
    for (int t = 0; t < 4; ++t) {
        cr_assert_eq(pthread_join(thread[t], NULL), 0);
    }
    for (int t = 1; t < 4; ++t) {
        for (int k = 0; k < 4; ++k) {
            cr_expect(who[t].d[k] > 0.0 && who[t].d[k] == who[0].d[k]);
        }
    }
    oql_outlines_destroy(o);
    oql_mesh_destroy(m);
}
