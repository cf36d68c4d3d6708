/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_LANES_H
#define OQL_GMM_LANES_H

#include <stddef.h>

#include "gmm/family.h"

/** Small helpers of the models' loops over lanes. */

/** The rows of one measure in the answer. */
typedef struct {
    double *mean, *sigma, *tau, *phi; /**< (stride) */
} oql_lanes;

static inline oql_lanes oql_lanes_of(const oql_ctx *ctx, const oql_gmm_out *out, size_t m)
{
    const size_t at = m * ctx->stride;
    const oql_lanes l = {out->mean + at, out->sigma + at, out->tau + at, out->phi + at};
    return l;
}

/** x held between 0 and 1. */
static inline double oql_clip01(double x)
{
    return oql_fmin(oql_fmax(x, 0.0), 1.0);
}

/** Every lane of a row gets x. */
static inline void oql_fill(size_t n, double x, double *row)
{
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        row[i] = x;
    }
}

/** A total standard deviation that is the same in every lane and not split. */
static inline void oql_fill_total(size_t n, double sigma, const oql_lanes *l)
{
    oql_fill(n, sigma, l->sigma);
    oql_fill(n, 0.0, l->tau);
    oql_fill(n, 0.0, l->phi);
}

/** Between- and within-event deviations that are the same in every lane. */
static inline void oql_fill_parts(size_t n, double tau, double phi, const oql_lanes *l)
{
    oql_fill(n, sqrt(tau * tau + phi * phi), l->sigma);
    oql_fill(n, tau, l->tau);
    oql_fill(n, phi, l->phi);
}

/** Whether a parameter has the same value in every lane, so that its terms can be hoisted. */
static inline bool oql_is_constant(const oql_ctx *ctx, oql_ctx_param p)
{
    return (ctx->constant & OQL_BIT(p)) != 0;
}

#endif
