/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_CURVES_H
#define OQL_HAZARD_CURVES_H

#include <stddef.h>

/** From curves of groups to what a modeller asks for: pure functions of one site.
 *
 *  Threads   pure, reentrant
 */

/** Rate in the investigation time from a probability of exceedance, and back (Poisson). A
 *  probability of 1 has the largest rate that a double near 1 can tell, 1e2, as in OpenQuake. */
double oql_rate_from_poe(double poe);
double oql_poe_from_rate(double rate);

/** Weighted mean of n values; weights need not sum to 1. */
double oql_mean(size_t n, const double *x, const double *weight);

/** Weighted standard deviation about the mean, sqrt(sum w (x - mean)^2); weights sum to 1. */
double oql_standard_deviation(size_t n, const double *x, const double *weight);

/** A value with its weight, for quantiles. */
typedef struct {
    double x, weight;
} oql_weighted;

/** Sort by value (in place) for oql_quantile. */
void oql_weighted_sort(size_t n, oql_weighted *v);

/** Quantile q of sorted values: linear interpolation of the values over the running sum of the
 *  weights, constant beyond both ends (no offset of half a weight: OpenQuake's definition). */
double oql_quantile(size_t n, const oql_weighted *sorted, double q);

/** Intensity that a curve exceeds with a probability: linear in ln(iml) over ln(poe), probabilities
 *  below 1e-30 taken as that; 0 where poe is above the first probability of the curve, the last level
 *  where it is below the last.
 *
 *  @param[in] n      L
 *  @param[in] iml    (L) ascending
 *  @param[in] curve  (L) probabilities, descending
 */
double oql_map_value(size_t n, const double *iml, const double *curve, double poe);

#endif
