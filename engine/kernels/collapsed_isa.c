/* SPDX-License-Identifier: BSD-3-Clause */
#include "kernels/level.h"

void OQL_LEVEL(add_rows)(size_t n, const float weight[OQL_COLLAPSE_POINTS],
                         const float *restrict rows, float *restrict sum)
{
    const float *restrict a = rows, *restrict b = a + n, *restrict c = b + n,
                          *restrict d = c + n, *restrict e = d + n, *restrict f = e + n;
    const float wa = weight[0], wb = weight[1], wc = weight[2], wd = weight[3], we = weight[4],
                wf = weight[5];
#pragma omp simd aligned(a, b, c, d, e, f, sum : 64)
    for (size_t i = 0; i < n; ++i) {
        sum[i] += ((wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i])) + (we * e[i] + wf * f[i]);
    }
}

void OQL_LEVEL(add_clipped)(size_t n_poly, size_t stride, const float *restrict poly, size_t n,
                            const float *restrict x, const float *restrict rate,
                            float *restrict sum)
{
    for (size_t k = 0; k < n_poly; k += OQL_SINGLE_WIDTH) {
        const float *restrict c0 = poly + k, *restrict c1 = c0 + stride,
                              *restrict c2 = c1 + stride, *restrict c3 = c2 + stride,
                              *restrict c4 = c3 + stride, *restrict c5 = c4 + stride;
        float s[OQL_SINGLE_WIDTH] = {0};
        for (size_t i = 0; i < n; ++i) {
            const float t = x[i], r = rate[i];
#pragma omp simd
            for (size_t j = 0; j < OQL_SINGLE_WIDTH; ++j) {
                const float high = c3[j] + t * (c4[j] + t * c5[j]);
                const float y = c0[j] + t * (c1[j] + t * (c2[j] + t * high));
                const float above = y > 0.0F ? y : 0.0F;
                s[j] += r * (above < 1.0F ? above : 1.0F);
            }
        }
        for (size_t j = 0; j < OQL_SINGLE_WIDTH; ++j) {
            sum[k + j] = s[j];
        }
    }
}
