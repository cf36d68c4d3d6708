/* SPDX-License-Identifier: BSD-3-Clause */
#include "roof_model.h"

#include <immintrin.h>

/* ln x for normal x > 0: 2 atanh((m - 1) / (m + 1)) with m from sqrt(1/2) to sqrt(2). */
static inline __m512d ln(__m512d x)
{
    const __m512d one = _mm512_set1_pd(1.0);
    __m512d e = _mm512_getexp_pd(x);
    __m512d m = _mm512_getmant_pd(x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero);
    const __mmask8 high =
        _mm512_cmp_pd_mask(m, _mm512_set1_pd(1.41421356237309505), _CMP_GT_OQ);
    e = _mm512_mask_add_pd(e, high, e, one);
    m = _mm512_mask_mul_pd(m, high, m, _mm512_set1_pd(0.5));
    const __m512d z = _mm512_div_pd(_mm512_sub_pd(m, one), _mm512_add_pd(m, one));
    const __m512d w = _mm512_mul_pd(z, z);
    __m512d p = _mm512_set1_pd(1.0 / 19.0);
    for (int k = 17; k > 0; k -= 2) {
        p = _mm512_fmadd_pd(p, w, _mm512_set1_pd(1.0 / k));
    }
    return _mm512_fmadd_pd(e, _mm512_set1_pd(0.693147180559945309),
                           _mm512_mul_pd(_mm512_add_pd(z, z), p));
}

void oql_roof_model_v4(size_t n, size_t n_imt, const oql_roof_model *c, const double *rjb,
                       const double *rake, double *const rows[4])
{
    for (size_t i = 0; i < n; i += 8) {
        const __m512d r = _mm512_loadu_pd(rjb + i), angle = _mm512_loadu_pd(rake + i);
        const __m512d r2 = _mm512_mul_pd(r, r);
        const __mmask8 normal = _mm512_cmp_pd_mask(angle, _mm512_set1_pd(-45.0), _CMP_LE_OQ) &
                                _mm512_cmp_pd_mask(angle, _mm512_set1_pd(-135.0), _CMP_GE_OQ);
        const __mmask8 reverse = _mm512_cmp_pd_mask(angle, _mm512_set1_pd(45.0), _CMP_GE_OQ) &
                                 _mm512_cmp_pd_mask(angle, _mm512_set1_pd(135.0), _CMP_LE_OQ);
        for (size_t m = 0; m < n_imt; ++m) {
            const oql_roof_model *k = &c[m];
            __m512d base = _mm512_set1_pd(k->base);
            base = _mm512_mask_add_pd(base, normal, base, _mm512_set1_pd(k->normal));
            base = _mm512_mask_add_pd(base, reverse, base, _mm512_set1_pd(k->reverse));
            const __m512d l = ln(_mm512_add_pd(r2, _mm512_set1_pd(k->h2)));
            _mm512_storeu_pd(rows[0] + m * n + i,
                             _mm512_fmadd_pd(_mm512_set1_pd(k->slope), l, base));
            _mm512_storeu_pd(rows[1] + m * n + i, _mm512_set1_pd(k->sigma));
            _mm512_storeu_pd(rows[2] + m * n + i, _mm512_set1_pd(k->tau));
            _mm512_storeu_pd(rows[3] + m * n + i, _mm512_set1_pd(k->phi));
        }
    }
}
