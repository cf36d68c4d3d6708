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
 *  1/2 - P is odd in z; with s = z / t in [-1, 1] and w = s^2 - 1/2 it is
 *  s (1/2 + (1/2 - w) q(w)), q smooth, so that
 *
 *      P = (1 - s) (1/2 - s (1 + s) q(w))
 *
 *  is exactly 0 and 1 where s is clamped, and a polynomial for q keeps the *relative* error small down
 *  to the truncation point, where P vanishes: rare exceedances are as accurate as frequent ones.
 *  There is no absolute value to take and no sign to put back.
 *  For t > 5 a polynomial is no longer economical and P is formed from Mills' ratio,
 *  F(-a) = exp(-a^2/2) w(a) / (a + 2), w a polynomial in (a - 2) / (a + 2).
 *
 *  Accuracy  relative error of P below 2e-8 for any t (3e-10 at t = 3), tested against erfcl;
 *            in single precision below 1e-6 but for the rounding of z, 2e-7 (1 + |z|)
 *  Threads   immutable once made
 */
#define OQL_SURVIVAL_TERMS 24

/** Terms of q in single precision, for 0.5 <= t <= 3: the fit leaves 5e-7 P at t = 3. */
#define OQL_SINGLE_TERMS 10

typedef enum {
    OQL_SURVIVAL_13,   /**< q by 13 terms, t <= 3 */
    OQL_SURVIVAL_17,   /**< q by 17 terms, t <= 4 */
    OQL_SURVIVAL_22,   /**< q by 22 terms, t <= 5 */
    OQL_SURVIVAL_MILLS /**< t > 5 and no truncation */
} oql_survival_kind;

typedef struct {
    oql_survival_kind kind;
    double t;                        /**< truncation level, in standard deviations */
    double coef[OQL_SURVIVAL_TERMS]; /**< polynomial in w (or Mills' variable) */
    double q_t;                      /**< F(-t) */
    double inv_norm;                 /**< 1 / (1 - 2 F(-t)) */
    bool has_single;                 /**< the single-precision kernel may be used */
    float single[OQL_SINGLE_TERMS];  /**< coefficients of q */
} oql_survival;

/** Prepare for truncation level t: 0 is a step at the median (taken as 1e-9), INFINITY or anything
 *  above 38 no truncation.  Errors: OQL_ECONFIG for a negative or NaN level. */
oql_status oql_survival_init(oql_survival *s, double t, oql_err *err) OQL_MUST_CHECK;

/** P at one point: the plain reference (libm), for tests and single values. */
double oql_survival_exact(double t, double z);

#endif
