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

static inline float maxf(float a, float b)
{
    return a > b ? a : b;
}

/* sum + rate P, from z / t; the form is in survival.h. */
static inline float add_survival(const float *c, float z, float rate, float sum)
{
    const float s = maxf(minf(z, 1.0F), -1.0F);
    const float w = fmaf(s, s, -0.5F);
    float q = c[OQL_SINGLE_TERMS - 1];
    for (int i = OQL_SINGLE_TERMS - 2; i >= 0; --i) {
        q = fmaf(q, w, c[i]);
    }
    return fmaf(fmaf(-rate, s, rate), fmaf(-fmaf(s, s, s), q, 0.5F), sum);
}

/* Levels [first, end) of one vector; acc (L, LANES). */
static inline void add_levels(const float *restrict coef, const float *restrict slope,
                              const float *restrict offset, const float *restrict rate,
                              const float *restrict x, size_t first, size_t end,
                              float *restrict acc)
{
    float c[OQL_SINGLE_TERMS], s[LANES], o[LANES], r[LANES];
    memcpy(c, coef, sizeof c);
    memcpy(s, slope, sizeof s);
    memcpy(o, offset, sizeof o);
    memcpy(r, rate, sizeof r);
    for (size_t l = first; l < end; ++l) {
        const float xl = x[l];
        float *restrict a = acc + l * LANES;
#pragma omp simd simdlen(16)
        for (size_t j = 0; j < LANES; ++j) {
            a[j] = add_survival(c, fmaf(xl, s[j], o[j]), r[j], a[j]);
        }
    }
}

typedef struct {
    float slope[OQL_SINGLE_LANES], offset[OQL_SINGLE_LANES], rate[OQL_SINGLE_LANES];
    float lo[OQL_SINGLE_LANES],
        hi[OQL_SINGLE_LANES]; /* at t sigma; then the first of a vector */
} prepared;

/* Least and greatest of the first LANES elements into element 0. */
static inline void reduce(float *restrict lo, float *restrict hi)
{
    for (size_t half = LANES / 2; half > 0; half /= 2) {
        for (size_t j = 0; j < half; ++j) {
            lo[j] = minf(lo[j], lo[j + half]);
            hi[j] = maxf(hi[j], hi[j + half]);
        }
    }
}

/* ln_iml <= lo: P = 1 in all lanes of the vector; >= hi: P = 0. The offset is made from the slope as
 * rounded, so that its rounding is one of sigma: relative in z. */
static void prepare(const oql_survival *s, size_t n, const double *restrict mean,
                    const double *restrict sigma, const double *restrict rate, double middle,
                    prepared *p)
{
    const double t = s->t;
    const float inv_t = (float)(1.0 / s->t);
#pragma omp simd
    for (size_t i = 0; i < n; ++i) {
        const float k = inv_t / (float)sigma[i];
        p->slope[i] = k;
        const double m = mean[i] - middle;
        p->offset[i] = (float)(-m * (double)k);
        p->rate[i] = (float)rate[i];
        p->lo[i] = (float)(m - t * sigma[i]);
        p->hi[i] = (float)(m + t * sigma[i]);
    }
    for (size_t v = 0; v < n; v += LANES) {
        reduce(p->lo + v, p->hi + v);
    }
}

/* Number of levels <= bound (strict: < bound), starting the search where the last one ended. */
static size_t search(const float *x, size_t n, float bound, bool strict, size_t from)
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
                                       double middle, const float *ln_iml, double *sum,
                                       float *work)
{
    float *restrict acc = work, *restrict ones = work + n_lvl * LANES; /* (L, W), (L + 1, W) */
    prepared p;
    size_t first = 0, end = 0, most = 0;

    prepare(s, n, mean, sigma, rate, middle, &p);
    memset(work, 0, (2 * n_lvl + 1) * LANES * sizeof *work);
    for (size_t v = 0; v * LANES < n; ++v) {
        first = search(ln_iml, n_lvl, p.lo[v * LANES], false, first);
        end = search(ln_iml, n_lvl, p.hi[v * LANES], true, end);
        float *restrict o = ones + first * LANES;
        const float *restrict r = p.rate + v * LANES;
#pragma omp simd simdlen(16)
        for (size_t j = 0; j < LANES; ++j) {
            o[j] += r[j];
        }
        add_levels(s->single, p.slope + v * LANES, p.offset + v * LANES, r, ln_iml, first, end,
                   acc);
        most = end > most ? end : most;
    }
    /* from the top: what is saturated at a level is saturated at all below */
    float above[LANES] = {0};
    for (size_t l = most; l-- > 0;) {
        float *restrict a = acc + l * LANES;
        const float *restrict o = ones + (l + 1) * LANES;
#pragma omp simd simdlen(16)
        for (size_t j = 0; j < LANES; ++j) {
            above[j] += o[j];
            a[j] += above[j];
        }
    }
    for (size_t l = 0; l < most; ++l) {
        const float *restrict a = acc + l * LANES;
        float *restrict f = ones + l * 4; /* no longer needed */
        for (size_t j = 0; j < 4; ++j) {
            f[j] = (a[j] + a[j + 8]) + (a[j + 4] + a[j + 12]);
        }
    }
    for (size_t l = 0; l < most; ++l) {
        const float *restrict f = ones + l * 4;
        sum[l] += (double)((f[0] + f[2]) + (f[1] + f[3]));
    }
}
