/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_WRAPPED_SITE_TERMS_H
#define OQL_GMM_MODELS_WRAPPED_SITE_TERMS_H

#include "coeffs/ceus2020_f760.h"
#include "coeffs/ceus2020_linear.h"
#include "coeffs/ceus2020_nonlinear.h"
#include "coeffs/chiou_youngs_2014.h"
#include "gmm/models/ba08_site.h"
#include "gmm/models/terms.h"

/** Site terms that wrappers add to the rock motion of other models. All work on a row of ln means
 *  of one measure. */

/** Chiou & Youngs (2014), doi:10.1193/072813EQS219M, equation 12, on rock of 1130 m/s. */
static inline void oql_cy14_site_add(const oql_coef_chiou_youngs_2014 *C, const oql_ctx *x,
                                     double *mean)
{
    const double *vs30 = x->col[OQL_VS30];
    const double rock = oql_exp(C->phi3 * (1130.0 - 360.0));

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double soft = oql_exp(C->phi3 * (oql_fmin(vs30[i], 1130.0) - 360.0)) - rock;
        const double level = oql_log((oql_exp(mean[i]) + C->phi4) / C->phi4);
        mean[i] += C->phi1 * oql_fmin(oql_log(vs30[i] / 1130.0), 0.0) + C->phi2 * soft * level;
    }
}

/** The 2015 National Building Code of Canada (Atkinson & Adams 2013, doi:10.1139/cjce-2012-0544):
 *  terms of Boore & Atkinson (2008), driven by the rock motion of the measure itself.
 *
 *  @param[in] ln_hard  ln of the motion on 2000 m/s relative to 760 m/s (Atkinson & Boore 2006);
 *                      used above 760 m/s, interpolated in ln vs30
 *  @param[in] hard     whether ln_hard is used; else the terms go on to 2000 m/s
 */
static inline void oql_nrcan15_site_add(const oql_coef_boore_atkinson_2008_site *C, bool hard,
                                        double ln_hard, const oql_ctx *x, double *mean)
{
    const double *vs30 = x->col[OQL_VS30];
    const double slope = ln_hard / 0.9675840262617057; /* ln(2000 / 760) */
    const double top = hard ? 2000.0 : 1999.0;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double v = vs30[i] >= 2000.0 ? top : vs30[i];
        const oql_ba08_site s = oql_ba08_site_of(v, mean[i]);
        const double soil = C->blin * s.ln_v + C->b1 * s.w1 + C->b2 * s.w2;
        const double rock = hard ? -slope * s.ln_v : soil;
        mean[i] += vs30[i] > 760.0 ? rock : soil;
    }
}

/** Central and eastern North America: coefficients of one measure. */
typedef struct {
    oql_coef_ceus2020_linear lin;
    oql_coef_ceus2020_nonlinear non;
    oql_coef_ceus2020_f760 f760;
    double period_s;
} oql_ceus2020_row;

/** Weight of the impedance model of f760 by vs30 when it is not given. */
static inline double oql_ceus2020_weight(double vs30)
{
    const double ln_600_400 = 0.4054651081081644;
    const double t = oql_log(vs30 / 400.0) / ln_600_400;
    return vs30 >= 600.0 ? 0.767 : (vs30 < 400.0 ? 0.1 : 0.1 + (0.767 - 0.1) * t);
}

/** Stewart et al. (2020), doi:10.1177/8755293019878185, and Hashash et al. (2020),
 *  doi:10.1177/8755293019878193.
 *
 *  @param[in] weight   of the impedance model, < 0: by vs30
 *  @param[in] ref      vs30 of the rock motion, 760 or 3000 m/s
 *  @param[in] ln_pga   (stride) ln of PGA on that rock, g
 */
static inline void oql_ceus2020_site_add(const oql_ceus2020_row *C, double weight, double ref,
                                         const double *ln_pga, const oql_ctx *x, double *mean)
{
    const double *vs30 = x->col[OQL_VS30];
    const double to_3000 = ref == 760.0 ? 1.0 / 2.275 : 1.0;
    const double ref_v = C->period_s < 0.4 ? 760.0 : ref;
    const double rock = oql_exp(C->non.f5 * (ref_v - 360.0));
    const double c2 = C->lin.c * oql_log(C->lin.v2 / 760.0);
    const double ln_hard = oql_log(3000.0 / 2000.0);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double v = vs30[i];
        const double w = weight < 0.0 ? oql_ceus2020_weight(v) : weight;
        const double f760 = w * C->f760.f760i + (1.0 - w) * C->f760.f760g;
        const double mid = C->lin.c * oql_log(oql_clamp(v, C->lin.v1, C->lin.v2) / 760.0);
        const double high = c2 - (c2 + f760) * (oql_log(v / 2000.0) / ln_hard);
        const double linear = v > 2000.0 ? (v <= 3000.0 ? high : 0.0) : mid;
        const double f2 =
            C->non.f4 * (oql_exp(C->non.f5 * (oql_fmin(v, ref_v) - 360.0)) - rock);
        const double level = oql_log((oql_exp(ln_pga[i]) * to_3000 + C->non.f3) / C->non.f3);
        mean[i] += linear + f760 + (v < C->non.vc ? f2 * level : 0.0);
    }
}

#endif
