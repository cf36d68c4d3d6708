/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_HASSANI_2018_TERMS_H
#define OQL_GMM_MODELS_HASSANI_2018_TERMS_H

#include "gmm/models/terms.h"

/** Terms of the generic model of Hassani & Atkinson (2018, doi:10.1785/0120170333) at one
 *  magnitude; log10 units. */

/** A quadratic in log10 of the stress parameter (bar). */
typedef struct {
    double a, b, c;
} oql_ha18_quadratic;

/** A polynomial of degree 4 in x with coefficients g[0] to g[4]. */
static inline double oql_ha18_quartic(const double *g, double x)
{
    return g[0] + x * (g[1] + x * (g[2] + x * (g[3] + x * g[4])));
}

/** Stress term, equation 6, from two sets of five coefficients: it vanishes at 100 bar. */
static inline oql_ha18_quadratic oql_ha18_stress(const double *g1, const double *g2, double mag)
{
    const double e1 = oql_ha18_quartic(g1, mag), e2 = oql_ha18_quartic(g2, mag);
    const oql_ha18_quadratic q = {-2.0 * e1 - 4.0 * e2, e1, e2};
    return q;
}

/** Kappa term, equations 7 to 9: the 48 numbers of d are four blocks (powers of log10 kappa) of
 *  four cubics' coefficients (powers of log10 magnitude), each a quadratic in log10 stress. It
 *  vanishes at kappa = 0.001 s. */
static inline oql_ha18_quadratic oql_ha18_kappa(const double *d, double mag, double kappa)
{
    static const double at_ref[4] = {3.0, -9.0, 27.0, -81.0};
    const double lm = oql_log10(mag), lk = oql_log10(kappa);
    oql_ha18_quadratic q = {0.0, 0.0, 0.0};
    double power = 1.0;

    for (size_t i = 0; i < 4; ++i) {
        double lm_j = 1.0;
        power *= lk;
        for (size_t j = 0; j < 4; ++j) {
            const double w = (at_ref[i] + power) * lm_j;
            q.a += w * d[12 * i + 3 * j];
            q.b += w * d[12 * i + 3 * j + 1];
            q.c += w * d[12 * i + 3 * j + 2];
            lm_j *= lm;
        }
    }
    return q;
}

/** Saturation distance, equation 4. */
static inline double oql_ha18_depth(double mag)
{
    return oql_exp10(-0.405 + 0.235 * mag);
}

/** Geometrical spreading at a lane: slope changes from -1.3 to -0.5 at rt; b is b3 + b4 M. */
static inline double oql_ha18_spreading(double rrup, double h2, double log_rt, double b)
{
    const double log_r = 0.5 * oql_log10(rrup * rrup + h2);
    const double log_ref = 0.5 * oql_log10(1.0 + h2);
    return -1.3 * oql_fmin(log_r, log_rt) - 0.5 * oql_fmax(log_r - log_rt, 0.0) +
           b * (log_r - log_ref);
}

#endif
