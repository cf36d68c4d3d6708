/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "geo/rings.h"

static oql_ring ring_of(size_t n, const double (*xy)[2])
{
    oql_ring r = {0};
    oql_err err = {0};
    for (size_t k = 0; k < n; ++k) {
        cr_assert_eq(oql_ring_push(&r, xy[k][0], xy[k][1], &err), OQL_OK);
    }
    return r;
}

/* A square of two, clockwise from its lower left corner. */
static oql_rings square_at(double x, double y)
{
    const double xy[4][2] = {{x, y}, {x, y + 2.0}, {x + 2.0, y + 2.0}, {x + 2.0, y}};
    oql_ring r = ring_of(4, xy);
    oql_rings s = {0};
    oql_err err = {0};
    cr_assert_eq(oql_rings_take(&s, &r, &err), OQL_OK);
    cr_expect_null(r.xy, "the set has it now");
    return s;
}

static double area(const oql_ring *r)
{
    double sum = 0.0;
    for (size_t k = 0; k < r->n; ++k) {
        const double *p = r->xy[k], *q = r->xy[(k + 1) % r->n];
        sum += 0.5 * (p[0] * q[1] - p[1] * q[0]);
    }
    return sum;
}

static void expect_corner(const oql_ring *r, size_t k, double x, double y)
{
    cr_expect_float_eq(r->xy[k][0], x, 1e-12, "corner %zu: x = %g", k, r->xy[k][0]);
    cr_expect_float_eq(r->xy[k][1], y, 1e-12, "corner %zu: y = %g", k, r->xy[k][1]);
}

static oql_rings unite(oql_rings a, oql_rings b, bool *hard)
{
    oql_rings out = {0};
    oql_err err = {0};
    *hard = false;
    cr_assert_eq(oql_rings_unite(&a, &b, &out, hard, &err), OQL_OK);
    oql_rings_clear(&a);
    oql_rings_clear(&b);
    return out;
}

Test(rings, thinning_keeps_the_first_corner_and_drops_what_is_within_the_tolerance)
{
    const double xy[7][2] = {{0.0, 0.0},  {0.0, 5.0},  {0.001, 10.0}, {10.0, 10.0},
                             {10.1, 5.0}, {10.0, 0.0}, {5.0, 0.004}};
    oql_ring r = ring_of(7, xy), out = {0};
    bool hard = false;
    oql_err err = {0};
    cr_assert_eq(oql_ring_thin(&r, 0.005, &out, &hard, &err), OQL_OK);
    cr_expect_not(hard);
    cr_assert_eq(out.n, 5);
    expect_corner(&out, 0, 0.0, 0.0);
    expect_corner(&out, 1, 0.001, 10.0);
    expect_corner(&out, 3, 10.1, 5.0);
    oql_ring_clear(&r);
    oql_ring_clear(&out);
}

Test(rings, thinning_that_would_cross_another_side_is_hard)
{
    /* the notch reaches across the chord that replaces the spike */
    const double xy[8][2] = {{0.0, 0.0}, {0.0, 5.0},  {4.0, 5.0},  {5.0, 5.004},
                             {6.0, 5.0}, {10.0, 5.0}, {10.0, 0.0}, {5.0, 5.002}};
    oql_ring r = ring_of(8, xy), out = {0};
    bool hard = false;
    oql_err err = {0};
    cr_assert_eq(oql_ring_thin(&r, 0.005, &out, &hard, &err), OQL_OK);
    cr_expect(hard);
    oql_ring_clear(&r);
    oql_ring_clear(&out);
}

Test(rings, a_widened_square_is_clockwise_with_two_chords_a_corner)
{
    const double xy[4][2] = {
        {0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}}; /* the other way */
    oql_ring r = ring_of(4, xy), out = {0};
    bool hard = false;
    oql_err err = {0};
    cr_assert_eq(oql_ring_widen(&r, 0.1, &out, &hard, &err), OQL_OK);
    cr_expect_not(hard);
    cr_assert_eq(out.n, 12);
    expect_corner(&out, 0, -0.1, 0.0); /* end of the last side */
    /* square, four sides, four corners of two triangles each with 45 degrees */
    cr_expect_float_eq(area(&out), -(1.0 + 0.4 + 8.0 * 0.5 * 0.01 * sqrt(0.5)), 1e-12);
    oql_ring_clear(&r);
    oql_ring_clear(&out);
}

Test(rings, widening_of_a_narrow_ring_is_hard)
{
    const double xy[4][2] = {{0.0, 0.0}, {1.0, 0.0}, {1.0, 0.25}, {0.0, 0.25}};
    oql_ring r = ring_of(4, xy), out = {0};
    bool hard = false;
    oql_err err = {0};
    cr_assert_eq(oql_ring_widen(&r, 0.1, &out, &hard, &err), OQL_OK);
    cr_expect(hard);
    oql_ring_clear(&r);
    oql_ring_clear(&out);
}

Test(rings, repeated_corners_and_what_is_no_number_are_hard)
{
    const double x = (double)NAN;
    const double twice[5][2] = {{0.0, 0.0}, {1.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}};
    const double none[5][2] = {{0.0, 0.0}, {x, 0.0}, {1.0, x}, {x, x}, {0.0, 1.0}};
    const double lost[4][2] = {{x, x}, {x, 0.0}, {1.0, x}, {x, x}};
    oql_ring r = ring_of(5, twice), s = ring_of(5, none), q = ring_of(4, lost), out = {0};
    bool hard = false;
    oql_err err = {0};
    cr_assert_eq(oql_ring_widen(&r, 0.05, &out, &hard, &err), OQL_OK);
    cr_expect(hard);
    hard = false;
    cr_assert_eq(oql_ring_widen(&s, 0.05, &out, &hard, &err), OQL_OK);
    cr_expect(hard);
    hard = false;
    cr_assert_eq(oql_ring_thin(&q, 0.05, &out, &hard, &err), OQL_OK);
    cr_expect(hard);
    oql_ring_clear(&r);
    oql_ring_clear(&s);
    oql_ring_clear(&q);
    oql_ring_clear(&out);
}

Test(rings, the_union_of_crossing_squares_starts_one_corner_after_the_first_ones_start)
{
    bool hard;
    oql_rings u = unite(square_at(0.0, 0.0), square_at(1.0, 1.0), &hard);
    cr_expect_not(hard);
    cr_assert_eq(u.n, 1);
    cr_assert_eq(u.ring[0].n, 8);
    cr_expect_float_eq(area(&u.ring[0]), -7.0, 1e-12);
    expect_corner(&u.ring[0], 0, 0.0, 2.0);
    expect_corner(&u.ring[0], 1, 1.0, 2.0);
    oql_rings_clear(&u);

    /* the first one's start lies in the second: from where it leaves it */
    u = unite(square_at(1.0, 1.0), square_at(0.0, 0.0), &hard);
    cr_expect_not(hard);
    cr_assert_eq(u.ring[0].n, 8);
    expect_corner(&u.ring[0], 0, 1.0, 3.0);
    expect_corner(&u.ring[0], 7, 1.0, 2.0);
    oql_rings_clear(&u);
}

Test(rings, squares_apart_stay_two_and_one_inside_vanishes)
{
    bool hard;
    oql_rings u = unite(square_at(0.0, 0.0), square_at(5.0, 0.0), &hard);
    cr_expect_not(hard);
    cr_assert_eq(u.n, 2);
    expect_corner(&u.ring[1], 0, 5.0, 2.0);
    oql_rings three =
        unite(u, square_at(1.5, 0.5), &hard); /* joins none of them but the first */
    cr_expect_not(hard);
    cr_expect_eq(three.n, 2);
    oql_rings_clear(&three);

    const double small[4][2] = {{0.5, 0.5}, {0.5, 0.6}, {0.6, 0.6}, {0.6, 0.5}};
    oql_ring r = ring_of(4, small);
    oql_rings inner = {0};
    oql_err err = {0};
    cr_assert_eq(oql_rings_take(&inner, &r, &err), OQL_OK);
    u = unite(inner, square_at(0.0, 0.0), &hard);
    cr_expect_not(hard);
    cr_assert_eq(u.n, 1);
    cr_expect_float_eq(area(&u.ring[0]), -4.0, 1e-12);
    oql_rings_clear(&u);
}

Test(rings, a_hole_between_rings_is_left_out)
{
    /* a U closed by a bar: the hole is no ring of the result */
    const double bowl[8][2] = {{0.0, 0.0}, {0.0, 4.0}, {1.0, 4.0}, {1.0, 1.0},
                               {3.0, 1.0}, {3.0, 4.0}, {4.0, 4.0}, {4.0, 0.0}};
    const double bar[4][2] = {{-1.0, 3.0}, {-1.0, 3.5}, {5.0, 3.5}, {5.0, 3.0}};
    oql_ring r = ring_of(8, bowl), s = ring_of(4, bar);
    oql_rings a = {0}, b = {0};
    oql_err err = {0};
    bool hard;
    cr_assert_eq(oql_rings_take(&a, &r, &err), OQL_OK);
    cr_assert_eq(oql_rings_take(&b, &s, &err), OQL_OK);
    oql_rings u = unite(a, b, &hard);
    cr_expect_not(hard);
    cr_assert_eq(u.n, 1);
    /* bowl 10, bar outside it 2, the hole 2 x 2 filled */
    cr_expect_float_eq(area(&u.ring[0]), -(10.0 + 2.0 * 0.5 + 2.0 * 0.5 + 2.0 * 2.0), 1e-12);
    oql_rings_clear(&u);
}

Test(rings, squares_with_a_common_side_are_hard)
{
    bool hard;
    oql_rings u = unite(square_at(0.0, 0.0), square_at(2.0, 0.5), &hard);
    cr_expect(hard);
    oql_rings_clear(&u);
}
