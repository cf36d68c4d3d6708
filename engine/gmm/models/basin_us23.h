/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_BASIN_US23_H
#define OQL_GMM_MODELS_BASIN_US23_H

#include "coeffs/basin_cb14.h"
#include "gmm/family.h"

/** Basin terms that the US 2023 national maps add to models without one.
 *
 *  Sources   Campbell & Bozorgnia (2014), doi:10.1193/062913EQS175M, equations 20 and 33;
 *            Moschetti et al. (2024), doi:10.1177/87552930231223995 (M9 term for Seattle)
 */
typedef struct {
    bool cb14, m9;
} oql_basin_args;

/** Depth to 2.5 km/s in km; the value for California from vs30 where it is not known (-999). */
static inline double oql_basin_depth(double z2pt5, double vs30)
{
    return z2pt5 == -999.0 ? oql_exp(7.089 - 1.144 * oql_log(vs30)) : z2pt5;
}

/** Add the terms that args asks for to a row of ln means. */
static inline void oql_basin_add(oql_basin_args args, const oql_coef_basin_cb14 *C,
                                 double period_s, const oql_ctx *x, double *mean)
{
    const bool m9 = args.m9 && period_s >= 1.9;
    if (!args.cb14 && !m9) {
        return;
    }
    const double *z2pt5 = x->col[OQL_Z2PT5];
    const double *vs30 = x->col[OQL_VS30];
    const double shallow = args.cb14 ? C->c14 : 0.0;
    const double deep = args.cb14 ? C->c16 * C->k3 * oql_exp(-0.75) : 0.0;
    const double m9_from_km = m9 ? 6.0 : 1e300;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double z = oql_basin_depth(z2pt5[i], vs30[i]);
        const double f = z < 1.0 ? shallow * (z - 1.0) : 0.0;
        const double d = deep * (1.0 - oql_exp(-0.25 * (z - 3.0)));
        mean[i] += z >= m9_from_km ? 0.693147180559945309 : (z > 3.0 ? d : f);
    }
}

#endif
