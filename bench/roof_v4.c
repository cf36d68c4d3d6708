/* SPDX-License-Identifier: BSD-3-Clause */
#include <immintrin.h>

#include "roof.h"

static inline __m512d abs_d(__m512d x)
{
    return _mm512_abs_pd(x);
}

static inline __m512d signed_d(__m512d magnitude, __m512d z)
{
    return _mm512_xor_pd(magnitude, _mm512_and_pd(z, _mm512_set1_pd(-0.0)));
}

/* P by the polynomials of kernels/survival.h; z arrives divided by t. */
static inline __m512d survival_d(const oql_roof *r, const __m512d *c, __m512d z)
{
    (void)r;
    const __m512d one = _mm512_set1_pd(1.0), half = _mm512_set1_pd(0.5);
    const __m512d s = _mm512_max_pd(_mm512_min_pd(z, one), _mm512_set1_pd(-1.0));
    const __m512d w = _mm512_fmsub_pd(s, s, half);
    __m512d q = c[12];
#pragma GCC unroll 24
    for (int i = 11; i >= 0; --i) {
        q = _mm512_fmadd_pd(q, w, c[i]);
    }
    return _mm512_mul_pd(_mm512_sub_pd(one, s),
                         _mm512_fnmadd_pd(_mm512_fmadd_pd(s, s, s), q, half));
}

static inline __m512 survival_f(const oql_roof *r, const __m512 *c, __m512 z)
{
    (void)r;
    const __m512 one = _mm512_set1_ps(1.0F), half = _mm512_set1_ps(0.5F);
    const __m512 s = _mm512_max_ps(_mm512_min_ps(z, one), _mm512_set1_ps(-1.0F));
    const __m512 w = _mm512_fmsub_ps(s, s, half);
    __m512 q = c[OQL_SINGLE_TERMS - 1];
#pragma GCC unroll 24
    for (int i = OQL_SINGLE_TERMS - 2; i >= 0; --i) {
        q = _mm512_fmadd_ps(q, w, c[i]);
    }
    return _mm512_mul_ps(_mm512_sub_ps(one, s),
                         _mm512_fnmadd_ps(_mm512_fmadd_ps(s, s, s), q, half));
}

/* As above for kinds of Mills' ratio, z in standard deviations. e^x needs no more than 1e-8 here. */
static inline __m512d survival_mills_d(const oql_roof *r, const __m512d *c, __m512d z)
{
    static const double e[] = {1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24,
                               1.0 / 6,    0.5,       1.0,       1.0};
    const __m512d a = _mm512_min_pd(abs_d(z), _mm512_set1_pd(r->s->t)),
                  two = _mm512_set1_pd(2.0);
    const __m512d inv = _mm512_div_pd(_mm512_set1_pd(1.0), _mm512_add_pd(a, two));
    const __m512d y = _mm512_mul_pd(_mm512_sub_pd(a, two), inv);
    __m512d g = c[22];
#pragma GCC unroll 24
    for (int i = 21; i >= 0; --i) {
        g = _mm512_fmadd_pd(g, y, c[i]);
    }
    const __m512d x = _mm512_mul_pd(_mm512_mul_pd(a, a), _mm512_set1_pd(-0.5)),
                  magic = _mm512_set1_pd(0x1.8p52);
    const __m512d shifted = _mm512_fmadd_pd(x, _mm512_set1_pd(0x1.71547652b82fep+0), magic);
    const __m512d k = _mm512_sub_pd(shifted, magic);
    const __m512d f = _mm512_fnmadd_pd(k, _mm512_set1_pd(0x1.62e42fefa39efp-1), x);
    __m512d q = _mm512_set1_pd(e[0]);
#pragma GCC unroll 8
    for (int i = 1; i < 8; ++i) {
        q = _mm512_fmadd_pd(q, f, _mm512_set1_pd(e[i]));
    }
    const __m512d tail = _mm512_mul_pd(_mm512_scalef_pd(q, k), _mm512_mul_pd(g, inv));
    const __m512d norm = _mm512_set1_pd(r->s->inv_norm), q_t = _mm512_set1_pd(r->s->q_t);
    const __m512d half = _mm512_set1_pd(0.5);
    return _mm512_sub_pd(half,
                         signed_d(_mm512_fnmadd_pd(_mm512_sub_pd(tail, q_t), norm, half), z));
}

#define SUFFIX       d
#define VEC          __m512d
#define SCALAR       double
#define WIDTH        8
#define DEGREE       12
#define COEF         (r->s->coef)
#define LOAD(a)      _mm512_load_pd(a)
#define STORE(a, x)  _mm512_store_pd(a, x)
#define SET1(x)      _mm512_set1_pd((double)(x))
#define FMA(a, b, c) _mm512_fmadd_pd(a, b, c)
#define ADD(a, b)    _mm512_add_pd(a, b)
#define SURVIVAL     survival_d
#include "roof_loops.inc"

#define SUFFIX       mills
#define VEC          __m512d
#define SCALAR       double
#define WIDTH        8
#define DEGREE       22
#define COEF         (r->s->coef)
#define LOAD(a)      _mm512_load_pd(a)
#define STORE(a, x)  _mm512_store_pd(a, x)
#define SET1(x)      _mm512_set1_pd((double)(x))
#define FMA(a, b, c) _mm512_fmadd_pd(a, b, c)
#define ADD(a, b)    _mm512_add_pd(a, b)
#define SURVIVAL     survival_mills_d
#include "roof_loops.inc"

#define SUFFIX       f
#define VEC          __m512
#define SCALAR       float
#define WIDTH        16
#define DEGREE       (OQL_SINGLE_TERMS - 1)
#define COEF         (r->s->single)
#define LOAD(a)      _mm512_load_ps(a)
#define STORE(a, x)  _mm512_store_ps(a, x)
#define SET1(x)      _mm512_set1_ps((float)(x))
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
#define ADD(a, b)    _mm512_add_ps(a, b)
#define SURVIVAL     survival_f
#include "roof_loops.inc"

const oql_roofs oql_roofs_v4 = {"v4",         one_site_d,       one_site_mills, one_site_f,
                                many_sites_d, many_sites_mills, many_sites_f};
