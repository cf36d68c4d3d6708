/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "kernels/level.h"
#include "kernels/vmath.h"

/* Everything is inlined into loops over eight lanes, so that the compiler sees constant trip counts
 * and keeps the coefficients in registers. */

/* P(z) from p = P(|z|). */
static inline double mirror(double p, double z)
{
    return 0.5 - oql_copysign(0.5 - p, z);
}

/* In two short loops: gcc 12 leaves a loop of more than 16 turns rolled, and its body scalar. */
static inline double horner(const double *c, int degree, double y)
{
    double g = c[degree];
    for (int i = degree - 1; i >= 14; --i) {
        g = fma(g, y, c[i]);
    }
    for (int i = degree < 14 ? degree - 1 : 13; i >= 0; --i) {
        g = fma(g, y, c[i]);
    }
    return g;
}

/* z arrives divided by t; see survival.h for the form. */
static inline double survival_poly(const double *c, int degree, double z)
{
    const double s = oql_fmax(oql_fmin(z, 1.0), -1.0);
    const double q = horner(c, degree, fma(s, s, -0.5));
    return (1.0 - s) * fma(-fma(s, s, s), q, 0.5);
}

/* z in standard deviations; see survival.h for the form. */
static inline double survival_mills(const oql_survival *s, double z)
{
    const double a = oql_fmin(oql_fabs(z), s->t);
    const double r = 1.0 / (a + 2.0);
    const double y = (a - 2.0) * r;
    const double tail = oql_exp(-0.5 * a * a) * (horner(s->coef, 22, y) * r);
    return mirror((tail - s->q_t) * s->inv_norm, z);
}

/* Prepare z = ln_iml * slope + offset for the block, and the interval of levels outside of which
 * every lane is saturated. */
typedef struct {
    const double *slope, *offset;
    double all_above, none_above; /* ln_iml <= all_above: P = 1; >= none_above: P = 0 */
} block;

static block prepare(const oql_survival *s, size_t n, const double *restrict mean,
                     const double *restrict sigma, double *restrict work)
{
    double *restrict slope = work, *restrict offset = work + n;
    const double scale = s->kind == OQL_SURVIVAL_MILLS ? 1.0 : 1.0 / s->t;
    const double t = s->t;
    double lo[OQL_LANES], hi[OQL_LANES];

    for (size_t j = 0; j < OQL_LANES; ++j) {
        lo[j] = mean[j] - t * sigma[j];
        hi[j] = mean[j] + t * sigma[j];
    }
    for (size_t i = 0; i < n; i += OQL_LANES) {
#pragma omp simd simdlen(8)
        for (size_t j = 0; j < OQL_LANES; ++j) {
            const double k = scale / sigma[i + j];
            slope[i + j] = k;
            offset[i + j] = -mean[i + j] * k;
            lo[j] = oql_fmin(lo[j], mean[i + j] - t * sigma[i + j]);
            hi[j] = oql_fmax(hi[j], mean[i + j] + t * sigma[i + j]);
        }
    }
    block b = {slope, offset, lo[0], hi[0]};
    for (size_t j = 1; j < OQL_LANES; ++j) {
        b.all_above = oql_fmin(b.all_above, lo[j]);
        b.none_above = oql_fmax(b.none_above, hi[j]);
    }
    return b;
}

static void sum_lanes(size_t n, const double *restrict rate, double *restrict sum)
{
    for (size_t j = 0; j < OQL_LANES; ++j) {
        sum[j] = 0.0;
    }
    for (size_t i = 0; i < n; i += OQL_LANES) {
#pragma omp simd simdlen(8)
        for (size_t j = 0; j < OQL_LANES; ++j) {
            sum[j] += rate[i + j];
        }
    }
}

/* One site: a level's eight partial sums stay in a register while the block streams by. */
#define OQL_ONE_SITE(name, expression)                                                         \
    static void name(const oql_survival *s, size_t n, const block *b,                          \
                     const double *restrict rate, double x, double *restrict acc)              \
    {                                                                                          \
        const double *restrict slope = b->slope, *restrict offset = b->offset;                 \
        const oql_survival local = *s; /* by value: nothing stored below can alias it */       \
        double a[OQL_LANES] = {0};                                                             \
        for (size_t i = 0; i < n; i += OQL_LANES) {                                            \
            _Pragma("omp simd simdlen(8)") for (size_t j = 0; j < OQL_LANES; ++j)              \
            {                                                                                  \
                const double z = fma(x, slope[i + j], offset[i + j]);                          \
                a[j] = fma(rate[i + j], (expression), a[j]);                                   \
            }                                                                                  \
        }                                                                                      \
        for (size_t j = 0; j < OQL_LANES; ++j) {                                               \
            acc[j] += a[j];                                                                    \
        }                                                                                      \
    }

/* Many sites: each lane has its own sum in memory. */
#define OQL_MANY_SITES(name, expression)                                                       \
    static void name(const oql_survival *s, size_t n, const block *b,                          \
                     const double *restrict rate, double x, double *restrict acc)              \
    {                                                                                          \
        const double *restrict slope = b->slope, *restrict offset = b->offset;                 \
        const oql_survival local = *s;                                                         \
        for (size_t i = 0; i < n; i += OQL_LANES) {                                            \
            _Pragma("omp simd simdlen(8)") for (size_t j = 0; j < OQL_LANES; ++j)              \
            {                                                                                  \
                const double z = fma(x, slope[i + j], offset[i + j]);                          \
                acc[i + j] = fma(rate[i + j], (expression), acc[i + j]);                       \
            }                                                                                  \
        }                                                                                      \
    }

OQL_ONE_SITE(one_site_13, survival_poly(local.coef, 12, z))
OQL_ONE_SITE(one_site_17, survival_poly(local.coef, 16, z))
OQL_ONE_SITE(one_site_22, survival_poly(local.coef, 21, z))
OQL_ONE_SITE(one_site_mills, survival_mills(&local, z))
OQL_MANY_SITES(many_sites_13, survival_poly(local.coef, 12, z))
OQL_MANY_SITES(many_sites_17, survival_poly(local.coef, 16, z))
OQL_MANY_SITES(many_sites_22, survival_poly(local.coef, 21, z))
OQL_MANY_SITES(many_sites_mills, survival_mills(&local, z))

typedef void level_fn(const oql_survival *s, size_t n, const block *b,
                      const double *restrict rate, double x, double *restrict acc);

static level_fn *choose(oql_survival_kind kind, level_fn *f13, level_fn *f17, level_fn *f22,
                        level_fn *mills)
{
    switch (kind) {
    case OQL_SURVIVAL_13:
        return f13;
    case OQL_SURVIVAL_17:
        return f17;
    case OQL_SURVIVAL_22:
        return f22;
    case OQL_SURVIVAL_MILLS:
        break;
    }
    return mills;
}

static void exceed_one_site(const oql_survival *s, size_t n, const double *mean,
                            const double *sigma, const double *rate, size_t n_lvl,
                            const double *ln_iml, double *acc, double *work)
{
    level_fn *level = choose(s->kind, one_site_13, one_site_17, one_site_22, one_site_mills);
    const block b = prepare(s, n, mean, sigma, work);
    double all[OQL_LANES];

    sum_lanes(n, rate, all);
    for (size_t l = 0; l < n_lvl && ln_iml[l] < b.none_above; ++l, acc += OQL_LANES) {
        if (ln_iml[l] <= b.all_above) {
            for (size_t j = 0; j < OQL_LANES; ++j) {
                acc[j] += all[j];
            }
        } else {
            level(s, n, &b, rate, ln_iml[l], acc);
        }
    }
}

static void exceed_many_sites(const oql_survival *s, size_t n, const double *mean,
                              const double *sigma, const double *rate, size_t n_lvl,
                              const double *ln_iml, double *acc, size_t stride, double *work)
{
    level_fn *level =
        choose(s->kind, many_sites_13, many_sites_17, many_sites_22, many_sites_mills);
    const block b = prepare(s, n, mean, sigma, work);

    for (size_t l = 0; l < n_lvl && ln_iml[l] < b.none_above; ++l, acc += stride) {
        if (ln_iml[l] <= b.all_above) {
            for (size_t i = 0; i < n; ++i) {
                acc[i] += rate[i];
            }
        } else {
            level(s, n, &b, rate, ln_iml[l], acc);
        }
    }
}

static void survival(const oql_survival *s, size_t n, const double *z, double *poe)
{
    static const double one[OQL_LANES] = {1, 1, 1, 1, 1, 1, 1, 1};
    level_fn *level =
        choose(s->kind, many_sites_13, many_sites_17, many_sites_22, many_sites_mills);
    const double scale = s->kind == OQL_SURVIVAL_MILLS ? 1.0 : 1.0 / s->t;

    for (size_t i = 0; i < n; i += OQL_LANES) {
        double slope[OQL_LANES], offset[OQL_LANES], p[OQL_LANES] = {0};
        for (size_t j = 0; j < OQL_LANES; ++j) {
            slope[j] = scale * z[i + j];
            offset[j] = 0.0;
        }
        const block b = {slope, offset, 0.0, 0.0};
        level(s, OQL_LANES, &b, one, 1.0, p);
        memcpy(poe + i, p, sizeof p);
    }
}

const oql_kernels OQL_LEVEL(kernels) = {OQL_LEVEL_TEXT(OQL_ISA),
                                        exceed_one_site,
                                        OQL_LEVEL(exceed_one_site_single),
                                        exceed_many_sites,
                                        survival,
                                        OQL_LEVEL(planar_distances),
                                        OQL_LEVEL(add_rows),
                                        OQL_LEVEL(add_clipped)};
