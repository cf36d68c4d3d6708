/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_NGA_WEST2_TERMS_H
#define OQL_GMM_MODELS_NGA_WEST2_TERMS_H

#include "gmm/lanes.h"

/** Terms that national maps add to all NGA-West2 models. */

/** Epistemic deviation of the median in each magnitude and distance bin, added eps times.
 *
 *  0.4 sqrt(n_ref / n), n the earthquakes of the bin and n_ref 2.
 *  Source   the scheme of Petersen et al. (2014), USGS Open-File Report 2014-1091,
 *           doi:10.3133/ofr20141091; counts of the New Zealand strong-motion database v1.0
 */
static inline void oql_add_epistemic(const oql_ctx *ctx, double eps, double *mean)
{
    static const double count[3][3] = {{11, 38, 94}, {2, 7, 13}, {2, 2, 4}};
    const double *rrup = ctx->col[OQL_RRUP];
    const double mag = ctx->mag;
    const size_t bin = mag >= 5.0 && mag < 6.0 ? 0 : mag >= 6.0 && mag < 7.0 ? 1 : 2;
    const double near = eps * 0.4 * sqrt(2.0 / count[bin][0]);
    const double mid = eps * 0.4 * sqrt(2.0 / count[bin][1]);
    const double far = eps * 0.4 * sqrt(2.0 / count[bin][2]);
    if (eps == 0.0) {
        return;
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += rrup[i] <= 10.0 ? near : (rrup[i] < 30.0 ? mid : far);
    }
}

/** Share of a basin term that applies at depth z, from 0 above upper to 1 below lower (same unit),
 *  and the share of that which applies at a period: none up to 0.5 s, 0.585 at 0.75 s.
 *
 *  Source   Powers et al. (2021), Earthquake Spectra 37(S1), 1315-1341,
 *           doi:10.1177/87552930211011200 (2018 US maps): z1.0 0.3 to 0.5 km, z2.5 1 to 3 km
 */
static inline double oql_usgs_basin_depth(double z, double upper, double lower)
{
    const double share = (oql_fmin(z, lower) - upper) / (lower - upper);
    return z > upper ? share : 0.0;
}

static inline double oql_usgs_basin_period(double period_s)
{
    return period_s <= 0.5 ? 0.0 : period_s == 0.75 ? 0.585 : 1.0;
}

/** Depth to 1 km/s in m that goes with vs30. Source: Chiou & Youngs (2008), equation 1,
 *  doi:10.1193/1.2894832. */
static inline double oql_cy08_z1_ref(double vs30)
{
    const double k2 = 378.7 * 378.7, k4 = k2 * k2, v2 = vs30 * vs30, v4 = v2 * v2;
    return oql_exp(28.5 - (3.82 / 8.0) * oql_log(v4 * v4 + k4 * k4));
}

#endif
