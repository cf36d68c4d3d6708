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

/* P by the polynomials of kernels/survival.h; z arrives divided by t. */
static inline __m256d survival_d(const oql_roof *r, const __m256d *c, __m256d z)
{
    (void)r;
    const __m256d one = _mm256_set1_pd(1.0), half = _mm256_set1_pd(0.5);
    const __m256d s = _mm256_max_pd(_mm256_min_pd(z, one), _mm256_set1_pd(-1.0));
    const __m256d w = _mm256_fmsub_pd(s, s, half);
    __m256d q = c[12];
#pragma GCC unroll 24
    for (int i = 11; i >= 0; --i) {
        q = _mm256_fmadd_pd(q, w, c[i]);
    }
    return _mm256_mul_pd(_mm256_sub_pd(one, s),
                         _mm256_fnmadd_pd(_mm256_fmadd_pd(s, s, s), q, half));
}

static inline __m256 survival_f(const oql_roof *r, const __m256 *c, __m256 z)
{
    (void)r;
    const __m256 one = _mm256_set1_ps(1.0F), half = _mm256_set1_ps(0.5F);
    const __m256 s = _mm256_max_ps(_mm256_min_ps(z, one), _mm256_set1_ps(-1.0F));
    const __m256 w = _mm256_fmsub_ps(s, s, half);
    __m256 q = c[OQL_SINGLE_TERMS - 1];
#pragma GCC unroll 24
    for (int i = OQL_SINGLE_TERMS - 2; i >= 0; --i) {
        q = _mm256_fmadd_ps(q, w, c[i]);
    }
    return _mm256_mul_ps(_mm256_sub_ps(one, s),
                         _mm256_fnmadd_ps(_mm256_fmadd_ps(s, s, s), q, half));
}

/* As above for kinds of Mills' ratio, z in standard deviations. e^x needs no more than 1e-8 here. */
static inline __m256d survival_mills_d(const oql_roof *r, const __m256d *c, __m256d z)
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
    const __m256d half = _mm256_set1_pd(0.5);
    return _mm256_sub_pd(half,
                         signed_d(_mm256_fnmadd_pd(_mm256_sub_pd(tail, q_t), norm, half), z));
}

#define SUFFIX       d
#define VEC          __m256d
#define SCALAR       double
#define WIDTH        4
#define DEGREE       12
#define COEF         (r->s->coef)
#define LOAD(a)      _mm256_load_pd(a)
#define STORE(a, x)  _mm256_store_pd(a, x)
#define SET1(x)      _mm256_set1_pd((double)(x))
#define FMA(a, b, c) _mm256_fmadd_pd(a, b, c)
#define ADD(a, b)    _mm256_add_pd(a, b)
#define SURVIVAL     survival_d
#include "roof_loops.inc"

#define SUFFIX       mills
#define VEC          __m256d
#define SCALAR       double
#define WIDTH        4
#define DEGREE       22
#define COEF         (r->s->coef)
#define LOAD(a)      _mm256_load_pd(a)
#define STORE(a, x)  _mm256_store_pd(a, x)
#define SET1(x)      _mm256_set1_pd((double)(x))
#define FMA(a, b, c) _mm256_fmadd_pd(a, b, c)
#define ADD(a, b)    _mm256_add_pd(a, b)
#define SURVIVAL     survival_mills_d
#include "roof_loops.inc"

#define SUFFIX       f
#define VEC          __m256
#define SCALAR       float
#define WIDTH        8
#define DEGREE       (OQL_SINGLE_TERMS - 1)
#define COEF         (r->s->single)
#define LOAD(a)      _mm256_load_ps(a)
#define STORE(a, x)  _mm256_store_ps(a, x)
#define SET1(x)      _mm256_set1_ps((float)(x))
#define FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#define ADD(a, b)    _mm256_add_ps(a, b)
#define SURVIVAL     survival_f
#include "roof_loops.inc"

const oql_roofs oql_roofs_v3 = {"v3",         one_site_d,       one_site_mills, one_site_f,
                                many_sites_d, many_sites_mills, many_sites_f};
