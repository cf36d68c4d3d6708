/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_BSSA14_FORM_H
#define OQL_GMM_MODELS_BSSA14_FORM_H

#include "gmm/models/terms.h"

/** The functional form of Boore, Stewart, Seyhan & Atkinson (2014), doi:10.1193/070113EQS184M,
 *  equations 1 to 8 without basin, for models with other coefficients. */
typedef struct {
    double e_ss, e_ns, e_rs; /**< strike slip, normal, reverse */
    double e4, e5, e6, Mh, c1, c2, c3, h, c, Vc, f4, f5;
} oql_bssa14_form;

/** ln motion on 760 m/s. Strike slip within 30 degrees of 0 and 180. */
static inline void oql_bssa14_rock(const oql_bssa14_form *C, const oql_ctx *x, double *mean)
{
    const double d = x->mag - C->Mh, h2 = C->h * C->h;
    const double f = d <= 0.0 ? d * (C->e4 + C->e5 * d) : C->e6 * d;
    const double ss = C->e_ss + f, ns = C->e_ns + f, rs = C->e_rs + f;
    const double slope = 0.5 * (C->c1 + C->c2 * (x->mag - 4.5));
    const double *rjb = x->col[OQL_RJB], *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rjb[i] * rjb[i] + h2;
        mean[i] =
            oql_by_style(rake[i], ss, ns, rs) + slope * oql_log(r2) + C->c3 * (sqrt(r2) - 1.0);
    }
}

/** Add the site term for the rock acceleration pga, g. */
static inline void oql_bssa14_site(const oql_bssa14_form *C, const oql_ctx *x,
                                   const double *pga, double *mean)
{
    const double rock = oql_exp(C->f5 * 400.0);
    const double *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double f2 = C->f4 * (oql_exp(C->f5 * (oql_fmin(vs30[i], 760.0) - 360.0)) - rock);
        mean[i] += C->c * oql_log(oql_fmin(vs30[i], C->Vc) / 760.0) +
                   f2 * oql_log((pga[i] + 0.1) / 0.1);
    }
}

#endif
