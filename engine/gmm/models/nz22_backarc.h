/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_NZ22_BACKARC_H
#define OQL_GMM_MODELS_NZ22_BACKARC_H

#include "coeffs/nz22_backarc.h"
#include "gmm/lanes.h"

/** Attenuation of slab motion in the back arc that the 2022 New Zealand hazard model adds to models
 *  without it: theta7 + theta8 ln(max(rrup, 85 km) / 40 km), times a factor for epistemic centring.
 *
 *  Source   Bradley et al. (2024), doi:10.1785/0120230184; coefficients of Abrahamson et al. (2016),
 *           doi:10.1193/051712EQS188MR
 */
static inline oql_status oql_nz22_backarc_row(const oql_imt *imt, oql_coef_nz22_backarc *to,
                                              oql_err *err)
{
    /* below 0.02 s, and for PGV, the values of PGA hold */
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    const bool is_long = imt->kind == OQL_IMT_SA && imt->period_s >= 0.02;
    return oql_coeff_row(&oql_table_nz22_backarc, is_long ? imt : &pga, (double *)to, err);
}

static inline void oql_nz22_backarc_add(const oql_ctx *ctx, const oql_coef_nz22_backarc *C,
                                        double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *backarc = ctx->col[OQL_BACKARC];
    const double t7 = 1.008 * C->theta7, t8 = 1.008 * C->theta8;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double term = t7 + t8 * oql_log(oql_fmax(rrup[i], 85.0) / 40.0);
        mean[i] += backarc[i] != 0.0 ? term : 0.0;
    }
}

#endif
