/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "source/source.h"

/* A row of nodes 0.2 degrees apart, westwards from the middle of the region. */
static oql_mesh *make_row(int32_t n)
{
    oql_mesh *m = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_mesh_create(1, n, &m, &err), OQL_OK, "%s", err.text);
    for (int32_t i = 0; i < n; ++i) {
        m->lon_deg[i] = 172.4 - 0.2 * i;
        m->lat_deg[i] = -43.6;
        m->depth_km[i] = 5.0;
    }
    return m;
}

/* Ruptures of two columns each, one step further west each. */
static oql_fault *make_windows(void)
{
    oql_fault *f = calloc(1, sizeof *f);

    cr_assert_not_null(f);
    f->kind = OQL_SURFACE_MESH;
    f->mesh = make_row(9);
    f->n = 8;
    f->row = calloc(f->n, sizeof *f->row);
    f->col = calloc(f->n, sizeof *f->col);
    f->n_row = calloc(f->n, sizeof *f->n_row);
    f->n_col = calloc(f->n, sizeof *f->n_col);
    cr_assert(f->row != NULL && f->col != NULL && f->n_row != NULL && f->n_col != NULL);
    for (size_t i = 0; i < f->n; ++i) {
        f->col[i] = (int32_t)i;
        f->n_row[i] = 1;
        f->n_col[i] = 2;
    }
    return f;
}

Test(canterbury, a_rupture_is_inside_when_one_of_its_nodes_is)
{
    oql_fault *f = make_windows();
    oql_err err = {0};

    cr_assert_eq(oql_fault_find_canterbury(f, &err), OQL_OK, "%s", err.text);
    for (size_t i = 0; i < f->n; ++i) { /* nodes east of 171.6: the first four */
        cr_expect_float_eq(f->in_canterbury[i], i < 4 ? 1.0 : 0.0, 0.0, "rupture %zu", i);
    }
    oql_fault_destroy(f);
}

Test(canterbury, a_node_on_the_border_is_outside_and_a_missing_one_nowhere)
{
    oql_fault *f = make_windows();
    oql_err err = {0};

    f->mesh->lat_deg[0] = -43.3;
    f->mesh->lon_deg[1] = (double)NAN;
    cr_assert_eq(oql_fault_find_canterbury(f, &err), OQL_OK, "%s", err.text);
    cr_expect_float_eq(f->in_canterbury[0], 0.0, 0.0);
    cr_expect_float_eq(f->in_canterbury[1], 1.0, 0.0);
    oql_fault_destroy(f);
}

Test(canterbury, one_corner_of_one_plane_is_enough)
{
    oql_fault *f = calloc(1, sizeof *f);
    oql_err err = {0};

    cr_assert_not_null(f);
    f->kind = OQL_SURFACE_PLANES;
    f->n = 1;
    f->n_plane = 2;
    f->plane = calloc(2, sizeof *f->plane);
    cr_assert_not_null(f->plane);
    cr_assert_eq(oql_fault_find_canterbury(f, &err), OQL_OK, "%s", err.text);
    cr_expect_float_eq(f->in_canterbury[0], 0.0, 0.0);
    free(f->in_canterbury);
    f->plane[1].lon_deg[3] = 173.0;
    f->plane[1].lat_deg[3] = -43.5;
    cr_assert_eq(oql_fault_find_canterbury(f, &err), OQL_OK, "%s", err.text);
    cr_expect_float_eq(f->in_canterbury[0], 1.0, 0.0);
    oql_fault_destroy(f);
}
