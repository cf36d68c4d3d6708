/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_KERNELS_SURVIVAL_H
#define OQL_KERNELS_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** Survival function of the standard normal law truncated at +-t, prepared for the exceedance
 *  kernels.
 *
 *      P(z) = (F(t) - F(z)) / (2 F(t) - 1)  for |z| < t,  1 below, 0 above
 *
 *  P(-z) = 1 - P(z), so a = |z| in [0, t] suffices. There P(a) = (t - a) g(a) with g smooth and
 *  positive, so that a polynomial for g keeps the *relative* error small down to the truncation
 *  point, where P vanishes: rare exceedances are as accurate as frequent ones.
 *  For t > 4 a polynomial is no longer economical and P is formed from Mills' ratio,
 *  F(-a) = exp(-a^2/2) w(a) / (a + 2), w a polynomial in (a - 2) / (a + 2).
 *
 *  Accuracy  relative error of P below 2e-8 for any t (1.3e-9 at t = 3), tested against erfcl;
 *            in single precision below 2e-6 + 4e-7 / P, the second from the rounding of z
 *  Threads   immutable once made
 */
#define OQL_SURVIVAL_TERMS 24

/** Degree of g in single precision, for 0.5 <= t <= 3. */
#define OQL_SINGLE_DEGREE 12

typedef enum {
    OQL_SURVIVAL_14,   /**< g by a polynomial of degree 14, t <= 3 */
    OQL_SURVIVAL_18,   /**< g by a polynomial of degree 18, t <= 4 */
    OQL_SURVIVAL_MILLS /**< t > 4 and no truncation */
} oql_survival_kind;

typedef struct {
    oql_survival_kind kind;
    double t;                        /**< truncation level, in standard deviations */
    double coef[OQL_SURVIVAL_TERMS]; /**< polynomial in a' = 2 a / t - 1 (or Mills' variable) */
    double q_t;                      /**< F(-t) */
    double inv_norm;                 /**< 1 / (1 - 2 F(-t)) */
    bool has_single;                 /**< the single-precision kernel may be used */
    float single[OQL_SINGLE_DEGREE + 1]; /**< its polynomial in a' */
} oql_survival;

/** Prepare for truncation level t: 0 is a step at the median (taken as 1e-9), INFINITY or anything
 *  above 38 no truncation.  Errors: OQL_ECONFIG for a negative or NaN level. */
oql_status oql_survival_init(oql_survival *s, double t, oql_err *err) OQL_MUST_CHECK;

/** P at one point: the plain reference (libm), for tests and single values. */
double oql_survival_exact(double t, double z);

#endif
