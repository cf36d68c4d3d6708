/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_BA08_SITE_H
#define OQL_GMM_MODELS_BA08_SITE_H

#include "gmm/models/boore_atkinson_2008.h"

/** The site terms of Boore & Atkinson (2008), relative to 760 m/s, for models of rock sites;
 * they
 *  need mag, rake, rjb and vs30. */

/** Columns shared by all measures. */
typedef struct {
    double *ln_v, *w1, *w2;
} oql_ba08_rows;

/** Fill three rows of scratch (from oql_work_rows) with what no measure enters. */
static inline oql_ba08_rows oql_ba08_site_rows(const oql_coef_boore_atkinson_2008 *pga,
                                               const oql_ctx *x, double *scratch)
{
    const oql_ba08_rows w = {scratch, scratch + x->stride, scratch + 2 * x->stride};
    const oql_ba08_magnitude f = oql_ba08_magnitude_of(pga, x->mag);
    const double *rjb = x->col[OQL_RJB], *rake = x->col[OQL_RAKE], *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const oql_ba08_site s =
            oql_ba08_site_of(vs30[i], oql_ba08_rock(pga, &f, rjb[i], rake[i]));
        w.ln_v[i] = s.ln_v;
        w.w1[i] = s.w1;
        w.w2[i] = s.w2;
    }
    return w;
}

/** Add the term of one measure to a row of ln means. */
static inline void oql_ba08_site_add(const oql_coef_boore_atkinson_2008_site *C,
                                     const oql_ba08_rows *w, size_t n, double *mean)
{
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        mean[i] += C->blin * w->ln_v[i] + C->b1 * w->w1[i] + C->b2 * w->w2[i];
    }
}

#endif
