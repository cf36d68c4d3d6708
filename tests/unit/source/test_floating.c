/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "source/fault_surface.h"

/* A surface of equal cells, as the floating sees it. */
static oql_mesh_cells *make_cells(int32_t n_row, int32_t n_col, double side_km)
{
    const size_t n = (size_t)n_row * (size_t)n_col;
    oql_mesh_cells *c = calloc(1, sizeof *c);

    cr_assert_not_null(c);
    c->n_row = n_row;
    c->n_col = n_col;
    c->length_km = calloc(n, sizeof(double));
    c->area_km2 = calloc(n, sizeof(double));
    cr_assert(c->length_km != NULL && c->area_km2 != NULL);
    for (size_t i = 0; i < n; ++i) {
        c->length_km[i] = side_km;
        c->area_km2[i] = side_km * side_km;
    }
    return c;
}

static void free_cells(oql_mesh_cells *c)
{
    free(c->length_km);
    free(c->area_km2);
    free(c);
}

Test(floating, simple_rupture_visits_every_node_where_it_fits)
{
    const oql_mesh mesh = {.n_row = 11, .n_col = 21};
    oql_windows w = {0};
    oql_err err = {0};

    /* 4 km x 2 km on a mesh of 1 km: 5 x 3 nodes. */
    cr_assert_eq(oql_float_simple(&mesh, 1.0, 8.0, 2.0, &w, &err), OQL_OK);
    cr_assert_eq(w.n, (21u - 5u + 1u) * (11u - 3u + 1u));
    cr_expect_eq(w.w[0].n_col, 5);
    cr_expect_eq(w.w[0].n_row, 3);
    cr_expect_eq(w.w[w.n - 1].row, 8);
    cr_expect_eq(w.w[w.n - 1].col, 16);
    free(w.w);
}

Test(floating, simple_rupture_too_wide_is_stretched_and_too_large_fills_the_surface)
{
    const oql_mesh mesh = {.n_row = 6, .n_col = 41};
    oql_windows w = {0};
    oql_err err = {0};

    cr_assert_eq(oql_float_simple(&mesh, 1.0, 100.0, 1.0, &w, &err), OQL_OK);
    cr_expect_eq(w.w[0].n_row, 6); /* 10 x 10 km becomes 20 x 5 km */
    cr_expect_eq(w.w[0].n_col, 21);
    cr_assert_eq(oql_float_simple(&mesh, 1.0, 1e5, 1.0, &w, &err), OQL_OK);
    cr_assert_eq(w.n, 1);
    cr_expect_eq(w.w[0].n_col, 41);
    free(w.w);
}

Test(floating, spacing_larger_than_the_rupture_is_refused)
{
    const oql_mesh mesh = {.n_row = 6, .n_col = 6};
    oql_windows w = {0};
    oql_err err = {0};

    cr_expect_eq(oql_float_simple(&mesh, 5.0, 1.0, 1.0, &w, &err), OQL_EMODEL);
    free(w.w);
}

Test(floating, complex_rupture_has_nearest_length_then_nearest_area)
{
    oql_mesh_cells *c = make_cells(4, 10, 5.0);
    oql_windows w = {0};
    oql_err err = {0};

    /* 21 km is nearest to 4 cells; 190 km2 over 20 km is nearest to 2 rows. */
    cr_assert_eq(oql_float_complex(c, 190.0, 21.0, &w, &err), OQL_OK);
    cr_assert_eq(w.n, 6u * 4u); /* from the 7th column on, 21 km do not fit */
    for (size_t i = 0; i < w.n; ++i) {
        cr_expect_eq(w.w[i].n_row, w.w[i].row == 3 ? 2 : 3); /* the last row has what is left */
        cr_expect_eq(w.w[i].n_col, 5);
    }
    free(w.w);
    free_cells(c);
}

Test(floating, complex_rupture_larger_than_the_surface_takes_all_of_it)
{
    oql_mesh_cells *c = make_cells(4, 10, 5.0);
    oql_windows w = {0};
    oql_err err = {0};

    cr_assert_eq(oql_float_complex(c, 1e6, 1e3, &w, &err), OQL_OK);
    cr_assert_eq(w.n, 1);
    cr_expect_eq(w.w[0].n_row, 5);
    cr_expect_eq(w.w[0].n_col, 11);
    free(w.w);
    free_cells(c);
}

Test(floating, complex_rupture_too_wide_for_the_surface_grows_along_strike)
{
    oql_mesh_cells *c = make_cells(2, 10, 5.0);
    oql_windows w = {0};
    oql_err err = {0};

    /* 10 km long and 20 km wide does not fit in 10 km of width: 20 x 10 km does. */
    cr_assert_eq(oql_float_complex(c, 200.0, 10.0, &w, &err), OQL_OK);
    cr_assert(w.n >= 1);
    cr_expect_eq(w.w[0].n_row, 3);
    cr_expect_eq(w.w[0].n_col, 5);
    free(w.w);
    free_cells(c);
}
