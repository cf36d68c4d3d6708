/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>

#include "hazard/point_grid.h"

/* Four places on a rectangle of about 1 degree; two of them 1 km apart. */
static oql_mfd_bins mfds[2];
static oql_point_shape shapes[1];
static double mag[2][2] = {{5.0, 6.0}, {6.0, 7.0}}, rate[2][2] = {{0.1, 0.01}, {0.03, 0.001}};
static oql_nodal_plane plane[] = {{0.5, 0.0, 90.0, 0.0}, {0.5, 90.0, 60.0, 90.0}};
static oql_hypo_depth depth[] = {{0.25, 4.0}, {0.75, 8.0}};
static double lon[] = {10.0, 10.01, 11.0, 11.0}, lat[] = {45.0, 45.0, 45.0, 46.0};
static double factor[] = {1.0, 2.0, 1.0, 1.0};
static int32_t shape[] = {0, 0, 0, 0}, mfd[] = {0, 1, 0, 1}, source[] = {0, 1, 2, 3};
static bool alone[4];

static oql_points four_places(void)
{
    for (size_t i = 0; i < 2; ++i) {
        mfds[i] = (oql_mfd_bins){2, mag[i], rate[i]};
    }
    shapes[0] = (oql_point_shape){.upper_depth_km = 0.0,
                                  .lower_depth_km = 15.0,
                                  .aspect_ratio = 1.5,
                                  .n_plane = 2,
                                  .plane = plane,
                                  .n_depth = 2,
                                  .depth = depth};
    return (oql_points){.n = 4,
                        .lon_deg = lon,
                        .lat_deg = lat,
                        .shape = shape,
                        .mfd = mfd,
                        .factor = factor,
                        .alone = alone,
                        .source = source,
                        .n_shape = 1,
                        .shapes = shapes,
                        .n_mfd = 2,
                        .mfds = mfds};
}

Test(cells, near_places_share_a_cell_with_summed_rates_and_mean_plane)
{
    oql_arena *arena = NULL;
    oql_cells *cells = NULL;
    oql_err err = {0};
    oql_points p = four_places();

    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_cells_make(&p, 20.0, arena, &cells, &err), OQL_OK, "%s", err.text);
    cr_assert_not_null(cells);
    cr_assert_eq(p.n, 3);
    size_t c = 0;
    while (c < p.n && cells->start[c + 1] - cells->start[c] != 2) {
        ++c;
    }
    cr_assert_lt(c, p.n, "one cell has two members");
    const oql_mfd_bins *b = &p.mfds[p.mfd[c]];
    cr_assert_eq(b->n, 3);
    cr_expect_float_eq(b->rate_per_yr[0], 0.1, 1e-15);
    cr_expect_float_eq(b->rate_per_yr[1], 0.01 + 2.0 * 0.03, 1e-15);
    cr_expect_float_eq(b->rate_per_yr[2], 2.0 * 0.001, 1e-15);
    const oql_point_shape *s = &p.shapes[p.shape[c]];
    cr_expect_eq(s->n_plane * s->n_depth, 1);
    cr_expect_float_eq(s->plane[0].strike_deg, 45.0, 1e-12);
    cr_expect_float_eq(s->plane[0].dip_deg, 75.0, 1e-12);
    cr_expect_float_eq(cells->depth_km[c], 7.0, 1e-12);
    /* rate-weighted place: 0.11 at 10.00 and 0.062 at 10.01 */
    cr_expect_float_eq(p.lon_deg[c], 10.0 + 0.01 * 0.062 / 0.172, 1e-5);
    oql_arena_destroy(arena);
}

Test(cells, places_on_a_line_are_left_alone)
{
    oql_arena *arena = NULL;
    oql_cells *cells = NULL;
    oql_points p = four_places();

    p.n = 3; /* all at latitude 45 */
    cr_assert_eq(oql_arena_create(&arena, NULL), OQL_OK);
    cr_assert_eq(oql_cells_make(&p, 20.0, arena, &cells, NULL), OQL_OK);
    cr_expect_null(cells);
    cr_expect_eq(p.n, 3);
    oql_arena_destroy(arena);
}
