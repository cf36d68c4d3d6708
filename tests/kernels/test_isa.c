/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/isa.h"
#include "kernels/kernels.h"

#define N 1032 /* a multiple of 8 that no wider register divides */
#define L 45

static const char *const levels[] = {"v3", "v4"};

static double uniform(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

static double *column(size_t n)
{
    double *p = oql_calloc(n, sizeof *p);
    cr_assert_not_null(p);
    return p;
}

typedef struct {
    double *mean, *sigma, *rate, *x, *work;
} data;

static data make_data(void)
{
    data d = {column(N), column(N), column(N), column(L), column((size_t)3 * N)};
    uint64_t state = 20101;
    for (size_t i = 0; i < N; ++i) {
        d.mean[i] = -6.0 + 6.0 * uniform(&state);
        d.sigma[i] = 0.4 + 0.4 * uniform(&state);
        d.rate[i] = i % 7 == 0 ? 0.0 : 1e-4 * uniform(&state);
    }
    d.mean[3] = 40.0; /* edges: saturated lanes, a tiny sigma */
    d.mean[4] = -40.0;
    d.sigma[5] = 1e-6;
    for (size_t l = 0; l < L; ++l) {
        d.x[l] = log(0.005) + (log(2.13) - log(0.005)) * (double)l / (L - 1);
    }
    return d;
}

static void free_data(data *d)
{
    free(d->mean);
    free(d->sigma);
    free(d->rate);
    free(d->x);
    free(d->work);
}

Test(isa, exceedance_has_the_same_bits_at_every_level)
{
    const double truncations[] = {0.0, 2.0, 3.0, 4.0, 5.0, 6.0, 99.0};
    data d = make_data();
    double *want = column((size_t)L * N), *got = column((size_t)L * N);
    for (size_t c = 0; c < sizeof truncations / sizeof truncations[0]; ++c) {
        oql_survival s;
        cr_assert_eq(oql_survival_init(&s, truncations[c], NULL), OQL_OK);
        const oql_kernels *v1 = oql_kernels_by_name("v1");
        for (size_t k = 0; k < sizeof levels / sizeof levels[0]; ++k) {
            const oql_kernels *v = oql_kernels_by_name(levels[k]);
            if (v == NULL) {
                continue;
            }
            memset(want, 0, sizeof(double) * L * N);
            memset(got, 0, sizeof(double) * L * N);
            v1->exceed_one_site(&s, N, d.mean, d.sigma, d.rate, L, d.x, want, d.work);
            v->exceed_one_site(&s, N, d.mean, d.sigma, d.rate, L, d.x, got, d.work);
            cr_expect_arr_eq(got, want, sizeof(double) * L * 8, "one site, %s", v->name);
            memset(want, 0, sizeof(double) * L * N);
            memset(got, 0, sizeof(double) * L * N);
            v1->exceed_many_sites(&s, N, d.mean, d.sigma, d.rate, L, d.x, want, N, d.work);
            v->exceed_many_sites(&s, N, d.mean, d.sigma, d.rate, L, d.x, got, N, d.work);
            cr_expect_arr_eq(got, want, sizeof(double) * L * N, "many sites, %s", v->name);
        }
    }
    free(want);
    free(got);
    free_data(&d);
}

enum { COLUMNS = 48, PLANES = 37 };

Test(isa, collapsed_sums_have_the_same_bits_at_every_level)
{
    enum { P = OQL_COLLAPSE_POINTS };
    float *rows = oql_calloc((size_t)P * COLUMNS, sizeof *rows), x[PLANES], rate[PLANES],
          weight[P];
    float *want = oql_calloc((size_t)2 * COLUMNS, sizeof *want),
          *got = oql_calloc((size_t)2 * COLUMNS, sizeof *got);
    uint64_t state = 7;
    cr_assert(rows != NULL && want != NULL && got != NULL);
    for (size_t i = 0; i < (size_t)P * COLUMNS; ++i) {
        rows[i] = (float)(2.0 * uniform(&state) - 1.0);
    }
    for (size_t i = 0; i < PLANES; ++i) {
        x[i] = (float)(2.0 * uniform(&state) - 1.0);
        rate[i] = (float)(1e-3 * uniform(&state));
    }
    for (size_t k = 0; k < P; ++k) {
        weight[k] = (float)(uniform(&state) - 0.1);
    }
    const oql_kernels *v1 = oql_kernels_by_name("v1");
    v1->add_rows(COLUMNS, weight, rows, want);
    v1->add_clipped(COLUMNS, COLUMNS, rows, PLANES, x, rate, want + COLUMNS);
    for (size_t c = 0; c < COLUMNS; ++c) {
        double sum = 0.0, cut = 0.0;
        for (size_t k = 0; k < P; ++k) {
            sum += (double)weight[k] * (double)rows[k * COLUMNS + c];
        }
        for (size_t i = 0; i < PLANES; ++i) {
            double y = 0.0;
            for (size_t k = P; k-- > 0;) {
                y = y * (double)x[i] + (double)rows[k * COLUMNS + c];
            }
            cut += (double)rate[i] * fmin(1.0, fmax(0.0, y));
        }
        cr_expect_float_eq((double)want[c], sum, 1e-6, "%zu", c);
        cr_expect_float_eq((double)want[COLUMNS + c], cut, 1e-8, "%zu", c);
    }
    for (size_t k = 0; k < sizeof levels / sizeof levels[0]; ++k) {
        const oql_kernels *v = oql_kernels_by_name(levels[k]);
        if (v != NULL) {
            memset(got, 0, (size_t)2 * COLUMNS * sizeof *got);
            v->add_rows(COLUMNS, weight, rows, got);
            v->add_clipped(COLUMNS, COLUMNS, rows, PLANES, x, rate, got + COLUMNS);
            cr_expect_arr_eq(got, want, (size_t)2 * COLUMNS * sizeof *got, "%s", v->name);
        }
    }
    free(rows);
    free(want);
    free(got);
}

/* Sums over all lanes in single precision, by calls of at most OQL_SINGLE_LANES sorted lanes. */
static void sum_single(const oql_kernels *k, const oql_survival *s, const data *d,
                       const float *x, double middle, float *work, double *sum)
{
    const size_t n = N / OQL_SINGLE_WIDTH * OQL_SINGLE_WIDTH;
    memset(sum, 0, L * sizeof *sum);
    for (size_t i = 0; i < n; i += OQL_SINGLE_LANES) {
        const size_t m = n - i < OQL_SINGLE_LANES ? n - i : OQL_SINGLE_LANES;
        k->exceed_one_site_single(s, m, d->mean + i, d->sigma + i, d->rate + i, L, middle, x,
                                  sum, work);
    }
}

Test(isa, single_precision_has_the_same_bits_at_every_level_and_1e_6)
{
    const double truncations[] = {0.5, 1.0, 2.0, 2.5, 3.0};
    data d = make_data();
    float x[L], *work = oql_calloc((2 * L + 1) * OQL_SINGLE_WIDTH, sizeof *work);
    const double middle = 0.5 * (d.x[0] + d.x[L - 1]);
    double want[L], got[L];

    cr_assert_not_null(work);
    for (size_t l = 0; l < L; ++l) {
        x[l] = (float)(d.x[l] - middle);
    }
    for (size_t c = 0; c < sizeof truncations / sizeof truncations[0]; ++c) {
        const double t = truncations[c];
        oql_survival s;
        cr_assert_eq(oql_survival_init(&s, t, NULL), OQL_OK);
        cr_assert(s.has_single);
        sum_single(oql_kernels_by_name("v1"), &s, &d, x, middle, work, want);
        for (size_t l = 0; l < L; ++l) {
            double exact = 0.0;
            for (size_t i = 0; i < N / OQL_SINGLE_WIDTH * OQL_SINGLE_WIDTH; ++i) {
                exact += d.rate[i] * oql_survival_exact(t, (d.x[l] - d.mean[i]) / d.sigma[i]);
            }
            cr_expect(fabs(want[l] - exact) <= 1e-6 * exact, "t=%g level %zu: %.9g, %.9g", t, l,
                      want[l], exact);
        }
        for (size_t k = 0; k < sizeof levels / sizeof levels[0]; ++k) {
            const oql_kernels *v = oql_kernels_by_name(levels[k]);
            if (v != NULL) {
                sum_single(v, &s, &d, x, middle, work, got);
                cr_expect_arr_eq(got, want, sizeof want, "t=%g, %s", t, v->name);
            }
        }
    }
    free(work);
    free_data(&d);
}

/* One lane at a time: the relative accuracy of rare exceedances. */
Test(isa, single_precision_is_relative_down_to_the_truncation_point)
{
    float x[1] = {0.0F}, *work = oql_calloc(3 * OQL_SINGLE_WIDTH, sizeof *work);
    const oql_kernels *k = oql_kernels_best();
    double worst = 0.0;
    oql_survival s;

    cr_assert_not_null(work);
    cr_assert_eq(oql_survival_init(&s, 3.0, NULL), OQL_OK);
    for (int i = 0; i < 3000; ++i) {
        const double z = -3.0 + 0.002 * (i + 0.5);
        double mean[OQL_SINGLE_WIDTH], sigma[OQL_SINGLE_WIDTH], rate[OQL_SINGLE_WIDTH] = {1.0};
        double sum = 0.0;
        for (size_t j = 0; j < OQL_SINGLE_WIDTH; ++j) {
            mean[j] = -(double)(float)(0.6 * z);
            sigma[j] = 0.6;
        }
        k->exceed_one_site_single(&s, OQL_SINGLE_WIDTH, mean, sigma, rate, 1, 0.0, x, &sum,
                                  work);
        const double want = oql_survival_exact(3.0, -mean[0] / 0.6);
        /* 1.5e-7 z: rounding of sigma, of the offset and of z, times the density */
        const double density = 0.4 * exp(-0.5 * z * z);
        const double bound = 1e-6 * want + 6e-7 * density;
        worst = fmax(worst, fabs(sum - want) / bound);
    }
    cr_expect(worst <= 1.0, "%g of the bound", worst);
    free(work);
}

Test(isa, both_shapes_and_the_plain_sum_agree)
{
    data d = make_data();
    double *one = column((size_t)L * 8), *many = column((size_t)L * N);
    const oql_kernels *k = oql_kernels_best();
    oql_survival s;
    cr_assert_eq(oql_survival_init(&s, 3.0, NULL), OQL_OK);
    k->exceed_one_site(&s, N, d.mean, d.sigma, d.rate, L, d.x, one, d.work);
    k->exceed_many_sites(&s, N, d.mean, d.sigma, d.rate, L, d.x, many, N, d.work);
    for (size_t l = 0; l < L; ++l) {
        double a = 0.0, b = 0.0, want = 0.0;
        for (size_t j = 0; j < 8; ++j) {
            a += one[l * 8 + j];
        }
        for (size_t i = 0; i < N; ++i) {
            b += many[l * N + i];
            want += d.rate[i] * oql_survival_exact(3.0, (d.x[l] - d.mean[i]) / d.sigma[i]);
        }
        cr_expect_float_eq(a / want, 1.0, 1e-8, "level %zu: %g, %g", l, a, want);
        cr_expect_float_eq(b / want, 1.0, 1e-8, "level %zu: %g, %g", l, b, want);
    }
    free(one);
    free(many);
    free_data(&d);
}

Test(isa, the_name_in_use_can_be_asked_for)
{
    cr_expect_not_null(oql_kernels_by_name(oql_isa_name()));
    cr_expect_null(oql_kernels_by_name("v9"));
    setenv("OQLITE_ISA", "v1", 1);
    cr_expect_str_eq(oql_isa_name(), "v1");
}
