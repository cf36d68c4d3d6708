/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "kernels/level.h"
#include "kernels/vmath.h"

/* Exceedance at one site in single precision: twice the lanes of a register. The layout of the work:
 *
 *     lanes sorted by distance, in vectors of 16
 *        vector 0:  levels ......|computed|         | 0
 *        vector 1:  levels 1 1 1 .....|computed |   | 0     saturated levels cost nothing:
 *        vector 2:  levels 1 1 1 1 1 .....|computed|        ones are summed from the top, once
 *
 * The sums of one call are formed in single precision over at most OQL_SINGLE_LANES lanes and then
 * added to the caller's double precision sums, so that errors do not grow with their number. */
#define LANES OQL_SINGLE_WIDTH

static inline float minf(float a, float b)
{
    return a < b ? a : b;
}

static inline uint32_t bits_of(float x)
{
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline float from_bits(uint32_t u)
{
    float x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* P from z * 2 / t; as survival_poly in exceedance_isa.c. */
static inline float survival(const float *c, float z)
{
    const uint32_t sign = bits_of(z) & UINT32_C(0x80000000);
    const float a = from_bits(bits_of(z) & UINT32_C(0x7fffffff));
    const float y = minf(a, 2.0F) - 1.0F;
    float g = c[OQL_SINGLE_DEGREE];
    for (int i = OQL_SINGLE_DEGREE - 1; i >= 0; --i) {
        g = fmaf(g, y, c[i]);
    }
    const float half = 0.5F - (1.0F - y) * g; /* in [0, 0.5] but for rounding */
    return 0.5F - from_bits((bits_of(half) & UINT32_C(0x7fffffff)) | sign);
}

/* Levels [first, end) of one vector; acc (L, LANES). */
static inline void add_levels(const float *restrict coef, const float *restrict slope,
                              const float *restrict offset, const float *restrict rate,
                              const float *restrict x, size_t first, size_t end,
                              float *restrict acc)
{
    float c[OQL_SINGLE_DEGREE + 1], s[LANES], o[LANES], r[LANES];
    memcpy(c, coef, sizeof c);
    memcpy(s, slope, sizeof s);
    memcpy(o, offset, sizeof o);
    memcpy(r, rate, sizeof r);
    for (size_t l = first; l < end; ++l) {
        const float xl = x[l];
        float *restrict a = acc + l * LANES;
#pragma omp simd simdlen(16)
        for (size_t j = 0; j < LANES; ++j) {
            a[j] = fmaf(r[j], survival(c, fmaf(xl, s[j], o[j])), a[j]);
        }
    }
}

typedef struct {
    float slope[OQL_SINGLE_LANES], offset[OQL_SINGLE_LANES], rate[OQL_SINGLE_LANES];
    double lo[OQL_SINGLE_LANES / LANES], hi[OQL_SINGLE_LANES / LANES]; /* of each vector */
} prepared;

/* ln_iml <= lo: P = 1 in all lanes of the vector; >= hi: P = 0. Lanes of rate 0 do not count. */
static void prepare(const oql_survival *s, size_t n, const double *restrict mean,
                    const double *restrict sigma, const double *restrict rate, prepared *p)
{
    const double t = s->t, scale = 2.0 / s->t;
#pragma omp simd
    for (size_t i = 0; i < n; ++i) {
        const double k = scale / sigma[i];
        p->slope[i] = (float)k;
        p->offset[i] = (float)(-mean[i] * k);
        p->rate[i] = (float)rate[i];
    }
    for (size_t v = 0; v * LANES < n; ++v) {
        double lo[LANES], hi[LANES];
        const double *m = mean + v * LANES, *g = sigma + v * LANES;
#pragma omp simd
        for (size_t j = 0; j < LANES; ++j) {
            lo[j] = m[j] - t * g[j];
            hi[j] = m[j] + t * g[j];
        }
        p->lo[v] = lo[0];
        p->hi[v] = hi[0];
        for (size_t j = 1; j < LANES; ++j) {
            p->lo[v] = oql_fmin(p->lo[v], lo[j]);
            p->hi[v] = oql_fmax(p->hi[v], hi[j]);
        }
    }
}

/* Number of levels <= bound (strict: < bound), starting the search where the last one ended. */
static size_t search(const double *x, size_t n, double bound, bool strict, size_t from)
{
    size_t l = from;
    while (l < n && (x[l] < bound || (!strict && x[l] == bound))) {
        ++l;
    }
    while (l > 0 && !(x[l - 1] < bound || (!strict && x[l - 1] == bound))) {
        --l;
    }
    return l;
}

void OQL_LEVEL(exceed_one_site_single)(const oql_survival *s, size_t n, const double *mean,
                                       const double *sigma, const double *rate, size_t n_lvl,
                                       const double *ln_iml, const float *ln_iml_single,
                                       double *sum, float *work)
{
    float *restrict acc = work, *restrict ones = work + n_lvl * LANES; /* (L, W), (L + 1, W) */
    prepared p;
    size_t first = 0, end = 0, most = 0;

    prepare(s, n, mean, sigma, rate, &p);
    memset(work, 0, (2 * n_lvl + 1) * LANES * sizeof *work);
    for (size_t v = 0; v * LANES < n; ++v) {
        first = search(ln_iml, n_lvl, p.lo[v], false, first);
        end = search(ln_iml, n_lvl, p.hi[v], true, end);
        float *restrict o = ones + first * LANES;
        const float *restrict r = p.rate + v * LANES;
#pragma omp simd simdlen(16)
        for (size_t j = 0; j < LANES; ++j) {
            o[j] += r[j];
        }
        add_levels(s->single, p.slope + v * LANES, p.offset + v * LANES, r, ln_iml_single,
                   first, end, acc);
        most = end > most ? end : most;
    }
    /* from the top: what is saturated at a level is saturated at all below */
    float above[LANES] = {0};
    for (size_t l = most; l-- > 0;) {
        float part[LANES];
        const float *restrict o = ones + (l + 1) * LANES, *restrict a = acc + l * LANES;
#pragma omp simd simdlen(16)
        for (size_t j = 0; j < LANES; ++j) {
            above[j] += o[j];
            part[j] = above[j] + a[j];
        }
        for (size_t j = 0; j < LANES / 2; ++j) {
            part[j] += part[j + LANES / 2];
        }
        for (size_t j = 0; j < LANES / 4; ++j) {
            part[j] += part[j + LANES / 4];
        }
        sum[l] += (double)((part[0] + part[2]) + (part[1] + part[3]));
    }
}
