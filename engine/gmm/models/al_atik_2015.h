/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_AL_ATIK_2015_H
#define OQL_GMM_MODELS_AL_ATIK_2015_H

#include "coeffs/al_atik_2015_phi_cena.h"
#include "coeffs/al_atik_2015_phi_cena_constant.h"
#include "coeffs/al_atik_2015_phi_global.h"
#include "gmm/models/terms.h"

/** Between-event and single-station within-event deviations of Al Atik (2015, PEER Report
 *  2015/07), at their means or at a quantile of their chi-squared distributions. */

typedef enum { OQL_TAU_GLOBAL, OQL_TAU_CENA, OQL_TAU_CENA_CONSTANT } oql_al_atik_model;

/** Regularised lower incomplete gamma function P(a, x), series and continued fraction; 1e-14.
 *  Source: Abramowitz & Stegun (1964), 6.5.29 and 6.5.31. */
static inline double oql_gamma_p(double a, double x)
{
    const double front = exp(a * log(x) - x - lgamma(a));

    if (x <= 0.0) {
        return 0.0;
    }
    if (x < a + 1.0) {
        double term = 1.0 / a, sum = term;
        for (int n = 1; n < 10000 && term > sum * 1e-17; ++n) {
            term *= x / (a + n);
            sum += term;
        }
        return sum * front;
    }
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
    for (int n = 1; n < 10000; ++n) {
        const double an = -n * (n - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        const double change = c * d;
        h *= change;
        if (fabs(change - 1.0) < 1e-16) {
            break;
        }
    }
    return 1.0 - front * h;
}

/** Quantile p of the chi-squared distribution with k degrees of freedom, by bisection. */
static inline double oql_chi2_quantile(double p, double k)
{
    double low = 0.0, high = k + 20.0 * sqrt(2.0 * k) + 100.0;

    for (int n = 0; n < 200; ++n) {
        const double mid = 0.5 * (low + high);
        if (oql_gamma_p(0.5 * k, 0.5 * mid) < p) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return 0.5 * (low + high);
}

/** Value at a quantile of a deviation of known mean and of known deviation of its square;
 *  equation 5.4. quantile < 0: the mean. */
static inline double oql_al_atik_at(double mean, double sd2, double quantile)
{
    const double scale = sd2 * sd2 / (2.0 * mean * mean);
    const double freedom = 2.0 * mean * mean * mean * mean / (sd2 * sd2);
    return quantile < 0.0 ? mean : sqrt(scale * oql_chi2_quantile(quantile, freedom));
}

/** Between-event deviation of a measure at M 4.5, 5, 5.5 and 6.5, tables 5.1, 5.3 and 5.5. */
static inline void oql_al_atik_tau(oql_al_atik_model model, const oql_imt *imt, double quantile,
                                   double tau[4])
{
    static const double mean[3][2][4] = {
        {{0.4518, 0.4270, 0.3863, 0.3508}, {0.3733, 0.3639, 0.3434, 0.3236}},
        {{0.3730, 0.3730, 0.3375, 0.3064}, {0.3477, 0.3477, 0.3281, 0.3092}},
        {{0.3695, 0.3695, 0.3695, 0.3695}, {0.3441, 0.3441, 0.3441, 0.3441}}};
    static const double sd2[3][2][4] = {
        {{0.0671, 0.0688, 0.0661, 0.0491}, {0.0558, 0.0554, 0.0477, 0.0449}},
        {{0.0688, 0.0688, 0.0661, 0.0491}, {0.0554, 0.0554, 0.0477, 0.0449}},
        {{0.0688, 0.0688, 0.0688, 0.0688}, {0.0554, 0.0554, 0.0554, 0.0554}}};
    const size_t k = imt->kind == OQL_IMT_PGV ? 1 : 0;

    for (size_t i = 0; i < 4; ++i) {
        tau[i] = oql_al_atik_at(mean[model][k][i], sd2[model][k][i], quantile);
    }
}

/** Straight lines between the four magnitudes. */
static inline double oql_al_atik_tau_at(const double tau[4], double mag)
{
    const double low = oql_ramp(mag, 4.5, tau[0], 5.0, tau[1]);
    const double mid = oql_ramp(mag, 5.0, tau[1], 5.5, tau[2]);
    const double high = oql_ramp(mag, 5.5, tau[2], 6.5, tau[3]);
    return mag <= 5.0 ? low : (mag <= 5.5 ? mid : high);
}

/** Single-station deviation of a measure at M 5 and 6.5; between periods the values at the
 *  quantile are interpolated. Errors: OQL_EMODEL when the measure is not tabulated. */
static inline oql_status oql_al_atik_phi_ss(oql_al_atik_model model, const oql_imt *imt,
                                            double quantile, double phi[2], oql_err *err)
{
    const oql_coeff_table *source = model == OQL_TAU_GLOBAL ? &oql_table_al_atik_2015_phi_global
                                    : model == OQL_TAU_CENA
                                        ? &oql_table_al_atik_2015_phi_cena
                                        : &oql_table_al_atik_2015_phi_cena_constant;
    double data[64 * 2];
    static const char *const column[] = {"a", "b"};
    const oql_coeff_table t = {source->name,     source->n_row, 2,   source->imt,
                               source->period_s, column,        data};

    if (source->n_row > 64) {
        return OQL_FAIL(err, OQL_EARG, "%s: more than 64 rows", source->name);
    }
    for (size_t i = 0; i < source->n_row; ++i) {
        const double *c = oql_coeff_row_at(source, i);
        data[2 * i] = oql_al_atik_at(c[0], c[1], quantile);
        data[2 * i + 1] = oql_al_atik_at(c[2], c[3], quantile);
    }
    return oql_coeff_row(&t, imt, phi, err);
}

#endif
