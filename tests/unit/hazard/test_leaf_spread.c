/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "hazard/region_models.h"

enum { STRIDE = 3, MEASURES = 4 };

/* Row k of a model's answer holds 10 (k + 1) + lane, its sigma a tenth of that. */
static void fill(size_t n, double *mean, double *sigma)
{
    for (size_t i = 0; i < (size_t)MEASURES * STRIDE; ++i) {
        const double row = (double)(i / STRIDE), lane = (double)(i % STRIDE);
        mean[i] = i < n * STRIDE ? 10.0 * (row + 1.0) + lane : -77.0;
        sigma[i] = i < n * STRIDE ? row + 1.0 + 0.1 * lane : -77.0;
    }
}

static void check(size_t n, const size_t *measure)
{
    const oql_leaf leaf = {.n_measure = n, .measure = measure};
    double mean[MEASURES * STRIDE], sigma[MEASURES * STRIDE];

    fill(n, mean, sigma);
    oql_leaf_spread(&leaf, MEASURES, STRIDE, mean, sigma);
    size_t k = 0;
    for (size_t m = 0; m < MEASURES; ++m) {
        const bool asked = k < n && measure[k] == m;
        for (size_t i = 0; i < STRIDE; ++i) {
            const double x = mean[m * STRIDE + i], s = sigma[m * STRIDE + i];
            if (asked) {
                cr_expect_float_eq(x, 10.0 * (double)(k + 1) + (double)i, 0.0);
                cr_expect_float_eq(s, (double)(k + 1) + 0.1 * (double)i, 1e-15);
            } else { /* no level of any measure is ever exceeded */
                cr_expect(x < log(1e-30) && s > 0.0, "measure %zu: %g, %g", m, x, s);
            }
        }
        k += asked;
    }
    cr_expect_eq(k, n);
}

Test(leaf_spread, rows_go_where_their_measures_are)
{
    check(1, (const size_t[]){0});
    check(1, (const size_t[]){3});
    check(2, (const size_t[]){1, 3});
    check(3, (const size_t[]){0, 1, 3});
    check(3, (const size_t[]){1, 2, 3});
}

Test(leaf_spread, a_model_that_is_asked_for_nothing_moves_nothing)
{
    check(0, NULL);
}
