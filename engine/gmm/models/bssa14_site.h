/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_BSSA14_SITE_H
#define OQL_GMM_MODELS_BSSA14_SITE_H

#include "coeffs/boore_2014.h"
#include "gmm/models/terms.h"

/** Site terms of Seyhan & Stewart (2014, doi:10.1193/063013EQS181M), relative to 760 m/s, for
 *  models of a fixed rock velocity. */

/** Linear plus nonlinear term of one measure; the rock PGA is in g. */
static inline double oql_bssa14_site(const oql_coef_boore_2014 *C, double vs30, double rock_pga)
{
    const double linear = C->c * oql_log(oql_fmin(vs30, C->Vc) / 760.0);
    const double f2 =
        C->f4 * (oql_exp(C->f5 * (oql_fmin(vs30, 760.0) - 360.0)) - oql_exp(C->f5 * 400.0));
    return linear + f2 * oql_log((rock_pga + 0.1) / 0.1);
}

/** Bring a measure from rock of vs30 = rock_vs30 to the sites. ln_pga is the model's PGA on its
 *  rock and ln_pga_760 the same at 760 m/s. */
static inline void oql_bssa14_site_add(const oql_coef_boore_2014 *C, double rock_vs30,
                                       const oql_ctx *x, const double *ln_pga,
                                       const double *ln_pga_760, double *mean)
{
    const double *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] += oql_bssa14_site(C, vs30[i], oql_exp(ln_pga_760[i])) -
                   oql_bssa14_site(C, rock_vs30, oql_exp(ln_pga[i]));
    }
}

/** ln PGA at 760 m/s from that on the model's rock. */
static inline void oql_bssa14_pga_760(const oql_coef_boore_2014 *C, double rock_vs30,
                                      const oql_ctx *x, const double *ln_pga,
                                      double *ln_pga_760)
{
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_pga_760[i] = ln_pga[i] - oql_bssa14_site(C, rock_vs30, oql_exp(ln_pga[i]));
    }
}

#endif
