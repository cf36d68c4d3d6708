/* SPDX-License-Identifier: BSD-3-Clause */
#include <immintrin.h>

#include "roof.h"

static inline __m256d abs_d(__m256d x)
{
    return _mm256_andnot_pd(_mm256_set1_pd(-0.0), x);
}

static inline __m256d signed_d(__m256d magnitude, __m256d z)
{
    return _mm256_xor_pd(magnitude, _mm256_and_pd(z, _mm256_set1_pd(-0.0)));
}

static inline __m256 abs_f(__m256 x)
{
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), x);
}

static inline __m256 signed_f(__m256 magnitude, __m256 z)
{
    return _mm256_xor_ps(magnitude, _mm256_and_ps(z, _mm256_set1_ps(-0.0F)));
}

/* 1/2 - P by the polynomials of kernels/survival.h; z arrives multiplied by 2 / t. */
static inline __m256d half_minus_d(const oql_roof *r, const __m256d *c, __m256d z)
{
    (void)r;
    const __m256d one = _mm256_set1_pd(1.0);
    const __m256d y = _mm256_sub_pd(_mm256_min_pd(abs_d(z), _mm256_set1_pd(2.0)), one);
    __m256d g = c[14];
#pragma GCC unroll 24
    for (int i = 14 - 1; i >= 0; --i) {
        g = _mm256_fmadd_pd(g, y, c[i]);
    }
    return signed_d(_mm256_fnmadd_pd(_mm256_sub_pd(one, y), g, _mm256_set1_pd(0.5)), z);
}

static inline __m256 half_minus_f(const oql_roof *r, const __m256 *c, __m256 z)
{
    (void)r;
    const __m256 one = _mm256_set1_ps(1.0F);
    const __m256 y = _mm256_sub_ps(_mm256_min_ps(abs_f(z), _mm256_set1_ps(2.0F)), one);
    __m256 g = c[OQL_SINGLE_DEGREE];
#pragma GCC unroll 24
    for (int i = OQL_SINGLE_DEGREE - 1; i >= 0; --i) {
        g = _mm256_fmadd_ps(g, y, c[i]);
    }
    return signed_f(_mm256_fnmadd_ps(_mm256_sub_ps(one, y), g, _mm256_set1_ps(0.5F)), z);
}

/* As above for kinds of Mills' ratio, z in standard deviations. e^x needs no more than 1e-8 here. */
static inline __m256d half_minus_mills_d(const oql_roof *r, const __m256d *c, __m256d z)
{
    static const double e[] = {1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24,
                               1.0 / 6,    0.5,       1.0,       1.0};
    const __m256d a = _mm256_min_pd(abs_d(z), _mm256_set1_pd(r->s->t)),
                  two = _mm256_set1_pd(2.0);
    const __m256d inv = _mm256_div_pd(_mm256_set1_pd(1.0), _mm256_add_pd(a, two));
    const __m256d y = _mm256_mul_pd(_mm256_sub_pd(a, two), inv);
    __m256d g = c[22];
#pragma GCC unroll 24
    for (int i = 21; i >= 0; --i) {
        g = _mm256_fmadd_pd(g, y, c[i]);
    }
    const __m256d x = _mm256_mul_pd(_mm256_mul_pd(a, a), _mm256_set1_pd(-0.5)),
                  magic = _mm256_set1_pd(0x1.8p52);
    const __m256d shifted = _mm256_fmadd_pd(x, _mm256_set1_pd(0x1.71547652b82fep+0), magic);
    const __m256d k = _mm256_sub_pd(shifted, magic);
    const __m256d f = _mm256_fnmadd_pd(k, _mm256_set1_pd(0x1.62e42fefa39efp-1), x);
    __m256d q = _mm256_set1_pd(e[0]);
#pragma GCC unroll 8
    for (int i = 1; i < 8; ++i) {
        q = _mm256_fmadd_pd(q, f, _mm256_set1_pd(e[i]));
    }
    const __m256d tail = _mm256_mul_pd(
        _mm256_castsi256_pd(_mm256_add_epi64(
            _mm256_castpd_si256(q), _mm256_slli_epi64(_mm256_castpd_si256(shifted), 52))),
        _mm256_mul_pd(g, inv));
    const __m256d norm = _mm256_set1_pd(r->s->inv_norm), q_t = _mm256_set1_pd(r->s->q_t);
    return signed_d(_mm256_fnmadd_pd(_mm256_sub_pd(tail, q_t), norm, _mm256_set1_pd(0.5)), z);
}

#define SUFFIX        d
#define VEC           __m256d
#define SCALAR        double
#define WIDTH         4
#define DEGREE        14
#define COEF          (r->s->coef)
#define LOAD(a)       _mm256_load_pd(a)
#define STORE(a, x)   _mm256_store_pd(a, x)
#define SET1(x)       _mm256_set1_pd((double)(x))
#define FMA(a, b, c)  _mm256_fmadd_pd(a, b, c)
#define FNMA(a, b, c) _mm256_fnmadd_pd(a, b, c)
#define ADD(a, b)     _mm256_add_pd(a, b)
#define MUL(a, b)     _mm256_mul_pd(a, b)
#define HALF_MINUS    half_minus_d
#include "roof_loops.inc"

#define SUFFIX        mills
#define VEC           __m256d
#define SCALAR        double
#define WIDTH         4
#define DEGREE        22
#define COEF          (r->s->coef)
#define LOAD(a)       _mm256_load_pd(a)
#define STORE(a, x)   _mm256_store_pd(a, x)
#define SET1(x)       _mm256_set1_pd((double)(x))
#define FMA(a, b, c)  _mm256_fmadd_pd(a, b, c)
#define FNMA(a, b, c) _mm256_fnmadd_pd(a, b, c)
#define ADD(a, b)     _mm256_add_pd(a, b)
#define MUL(a, b)     _mm256_mul_pd(a, b)
#define HALF_MINUS    half_minus_mills_d
#include "roof_loops.inc"

#define SUFFIX        f
#define VEC           __m256
#define SCALAR        float
#define WIDTH         8
#define DEGREE        OQL_SINGLE_DEGREE
#define COEF          (r->s->single)
#define LOAD(a)       _mm256_load_ps(a)
#define STORE(a, x)   _mm256_store_ps(a, x)
#define SET1(x)       _mm256_set1_ps((float)(x))
#define FMA(a, b, c)  _mm256_fmadd_ps(a, b, c)
#define FNMA(a, b, c) _mm256_fnmadd_ps(a, b, c)
#define ADD(a, b)     _mm256_add_ps(a, b)
#define MUL(a, b)     _mm256_mul_ps(a, b)
#define HALF_MINUS    half_minus_f
#include "roof_loops.inc"

const oql_roofs oql_roofs_v3 = {"v3",         one_site_d,       one_site_mills, one_site_f,
                                many_sites_d, many_sites_mills, many_sites_f};
