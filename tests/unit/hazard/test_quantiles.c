/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "hazard/quantiles.h"

static uint64_t state;

static double uniform(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(state >> 11) * 0x1p-53;
}

static void quantiles(size_t n, const oql_weighted *v, size_t n_q, const double *q,
                      double (*convert)(double), double *out)
{
    double *x = malloc(n * sizeof *x), *weight = malloc(n * sizeof *weight);
    oql_weighted *memory = malloc(3 * n * sizeof *memory);
    cr_assert(x != NULL && weight != NULL && memory != NULL);
    for (size_t i = 0; i < n; ++i) {
        x[i] = v[i].x;
        weight[i] = v[i].weight;
    }
    oql_quantiles(n, x, weight, memory, n_q, q, convert, 1, out);
    free(x);
    free(weight);
    free(memory);
}

/* Every value of q against the definition on the sorted list. */
static void check(size_t n, const oql_weighted *v, size_t n_q, const double *q)
{
    oql_weighted *a = malloc(n * sizeof *a);
    double got[OQL_MOST_QUANTILES];
    cr_assert_not_null(a);
    for (size_t i = 0; i < n; ++i) {
        a[i] = v[i];
    }
    oql_weighted_sort(n, a);
    quantiles(n, v, n_q, q, NULL, got);
    for (size_t k = 0; k < n_q; ++k) {
        const double want = oql_quantile(n, a, q[k]);
        cr_assert(fabs(got[k] - want) <= 1e-9 * fabs(want), "n %zu, q %g: %.17g, want %.17g", n,
                  q[k], got[k], want);
    }
    free(a);
}

static void random_values(size_t n, size_t n_distinct, oql_weighted *v)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; ++i) {
        v[i].x =
            n_distinct == 0 ? exp(-20.0 * uniform()) : floor(uniform() * (double)n_distinct);
        v[i].weight = 0.01 + uniform();
        sum += v[i].weight;
    }
    for (size_t i = 0; i < n; ++i) {
        v[i].weight /= sum;
    }
}

Test(quantiles, are_those_of_the_sorted_list)
{
    static const size_t size[] = {1, 2, 3, 24, 25, 26, 100, 1000, 5000};
    static const size_t distinct[] = {0, 1, 2, 7, 300};
    static const double q[] = {0.84, 0.5, 0.16, 0.05, 0.95, 0.0, 1.0, 0.5, 0.001, 0.999};
    oql_weighted *v = malloc(5000 * sizeof *v);
    cr_assert_not_null(v);
    for (size_t s = 0; s < sizeof size / sizeof *size; ++s) {
        for (size_t d = 0; d < sizeof distinct / sizeof *distinct; ++d) {
            for (uint64_t seed = 1; seed <= 20; ++seed) {
                state = seed;
                random_values(size[s], distinct[d], v);
                check(size[s], v, sizeof q / sizeof *q, q);
            }
        }
    }
    free(v);
}

Test(quantiles, of_sorted_and_reversed_values_are_found)
{
    static const double q[] = {0.1, 0.5, 0.9};
    oql_weighted v[1000];
    for (int down = 0; down < 2; ++down) {
        for (size_t i = 0; i < 1000; ++i) {
            v[i] = (oql_weighted){down ? 1000.0 - (double)i : (double)i, 0.001};
        }
        check(1000, v, 3, q);
    }
}

Test(quantiles, of_values_of_both_signs_and_both_zeros_are_found)
{
    static const double q[] = {0.02, 0.3, 0.5, 0.7, 0.98};
    oql_weighted v[600];
    state = 3;
    random_values(600, 0, v);
    for (size_t i = 0; i < 600; ++i) {
        v[i].x = i % 3 == 0 ? -v[i].x : (i % 3 == 1 ? v[i].x : (i % 2 == 0 ? 0.0 : -0.0));
    }
    check(600, v, 5, q);
}

Test(quantiles, near_a_value_far_from_the_others_are_found)
{
    static const double q[] = {0.0, 0.5, 0.9985, 0.9995};
    oql_weighted v[1000];
    for (size_t i = 0; i < 1000; ++i) { /* all but one in one bucket */
        v[i] =
            (oql_weighted){i == 500 ? 1e300 : 1.0 + 1e-12 * (double)((i * 7919) % 1000), 1e-3};
    }
    check(1000, v, 4, q);
}

static double square(double x)
{
    return x * x;
}

Test(quantiles, are_interpolated_between_converted_values)
{
    oql_weighted v[] = {{3.0, 0.25}, {1.0, 0.25}, {2.0, 0.5}};
    const double q = 0.5;
    double out[2] = {-1.0, -1.0};
    quantiles(3, v, 1, &q, square, out);
    cr_expect_float_eq(out[0], 1.0 + 0.5 * (4.0 - 1.0), 1e-15, "between 1 and 4: %g", out[0]);
    cr_expect_eq(out[1], -1.0);
}

Test(quantiles, values_without_weight_do_not_matter)
{
    oql_weighted v[40];
    const double q = 0.5;
    double out = 0.0;
    for (size_t i = 0; i < 40; ++i) {
        v[i] = (oql_weighted){i < 20 ? 1.0 : 2.0, i < 20 ? 0.0 : 0.05};
    }
    quantiles(40, v, 1, &q, NULL, &out);
    cr_expect_eq(out, 2.0);
}
