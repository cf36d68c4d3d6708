/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_SWISS_TERMS_H
#define OQL_GMM_MODELS_SWISS_TERMS_H

#include "coeffs/akkar_bommer_2010_swiss01.h"
#include "gmm/models/terms.h"

/** Adjustments of the 2015 Swiss hazard model: a factor to the Swiss reference rock, a decrease
 *  below magnitude 5.5, and single-station within-event variability.
 *
 *  Source    Edwards, Cauzzi, Danciu & Fah (2016)
 */

/** All tables of adjustments have these columns. */
typedef oql_coef_akkar_bommer_2010_swiss01 oql_swiss_row;

/** ln of the change of the median at one lane. */
static inline double oql_swiss_ln_factor(const oql_swiss_row *C, double ln_k, double small,
                                         double dist_km)
{
    const double r = oql_clamp(oql_fmin(dist_km, C->Rm), 10.0, 1e9);
    return ln_k - small * (C->b1 + C->b2 * oql_log(r / 20.0));
}

/** Weight of the decrease at small magnitudes, of the shape ((5.5 - M) / a1)^a2. a1 is negative
 *  at long periods, where a2 is 1. */
static inline double oql_swiss_small(const oql_swiss_row *C, double mag)
{
    const double ratio = (5.5 - mag) / C->a1;

    if (mag < 3.0 || mag >= 5.5) {
        return 0.0;
    }
    return C->a2 == 1.0 ? ratio : oql_pow(ratio, C->a2);
}

/** Single-station within-event deviation (ln units) at one lane, averaged with its mean. */
static inline double oql_swiss_phi(const oql_swiss_row *C, double mag, double dist_km)
{
    const double near = oql_ramp(dist_km, C->Rc11, C->phi_11, C->Rc21, C->phi_21);
    const double phi = oql_ramp(mag, C->Mc1, near, C->Mc2, C->C2);
    return 0.5 * (phi + C->mean_phi_ss);
}

/** Adjust one measure: means are changed, deviations replaced. tau is that of the model, in
 *  ln. */
static inline void oql_swiss_apply(const oql_swiss_row *C, const oql_ctx *x, const double *dist,
                                   double tau, const oql_lanes *l)
{
    const double ln_k = oql_log(C->k_adj), small = oql_swiss_small(C, x->mag);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double phi = oql_swiss_phi(C, x->mag, dist[i]);
        l->mean[i] += oql_swiss_ln_factor(C, ln_k, small, dist[i]);
        l->phi[i] = phi;
        l->tau[i] = tau;
        l->sigma[i] = sqrt(phi * phi + tau * tau);
    }
}

#endif
