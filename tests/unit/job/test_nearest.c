/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "job/nearest.h"

/* xorshift64 (Marsaglia 2003), a fixed seed */
static double draw(unsigned long long *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 11) * 0x1p-53;
}

static size_t by_hand(size_t n, double (*xyz)[3], const double p[3], double *distance)
{
    size_t best = 0;
    double least = HUGE_VAL;
    for (size_t i = 0; i < n; ++i) {
        const double d[3] = {xyz[i][0] - p[0], xyz[i][1] - p[1], xyz[i][2] - p[2]};
        const double sq = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        if (sq < least) {
            least = sq;
            best = i;
        }
    }
    *distance = sqrt(least);
    return best;
}

/* grid: coordinates on few values, so that many distances are equal */
static void compare(size_t n, double cells)
{
    static double xyz[2000][3];
    unsigned long long state = 88172645463325252ULL + n;
    oql_nearest *tree = NULL;
    oql_err err = {.code = OQL_OK};

    for (size_t i = 0; i < n; ++i) {
        for (int k = 0; k < 3; ++k) {
            xyz[i][k] = floor(draw(&state) * cells);
        }
    }
    cr_assert_eq(oql_nearest_create(n, (const double(*)[3])xyz, &tree, &err), OQL_OK);
    for (int q = 0; q < 500; ++q) {
        double want_d, got_d;
        const double p[3] = {floor(draw(&state) * cells * 2.0) / 2.0, draw(&state) * cells,
                             floor(draw(&state) * cells)};
        const size_t want = by_hand(n, xyz, p, &want_d);
        cr_assert_eq(oql_nearest_find(tree, p, &got_d), want);
        cr_assert(got_d == want_d);
    }
    oql_nearest_destroy(tree);
}

Test(nearest, equals_the_search_by_hand)
{
    compare(1, 5.0);
    compare(2, 5.0);
    compare(3, 1e6);
    compare(1000, 1e6);
    compare(2000, 1e9);
}

Test(nearest, gives_the_smallest_index_of_equal_distances)
{
    compare(2000, 4.0);
    compare(500, 2.0);
}
