/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_QUANTILES_H
#define OQL_HAZARD_QUANTILES_H

#include "hazard/curves.h"

/** Quantiles of weighted values by selection: the definition is oql_quantile's, without the sort.
 *
 *  Weights are summed in buckets of the leading bits of the values; only the values of the buckets where
 *  quantiles lie, and of those next below, are looked at again. The cost is about three passes,
 *  whatever the number of values and quantiles. Among few values, and in a bucket that holds many, a
 *  pivot near the quantile wanted splits them by one pass without branches, and only the part that
 *  holds the quantile is split again.
 *
 *  The running sum of the weights is formed part by part instead of value by value, so quantiles
 *  differ from those of the sorted list by the rounding of that sum.
 *
 *  @param[in]     n        > 0
 *  @param[in]     x        (n) none NaN
 *  @param[in]     weight   (n)
 *  @param[in]     memory   (3 n) caller's storage
 *  @param[in]     n_q      at most OQL_MOST_QUANTILES
 *  @param[in]     q        (n_q) in any order
 *  @param[in]     convert  increasing; applied to the two values that are interpolated; NULL: none
 *  @param[out]    out      (n_q), by stride
 *  Threads  pure, reentrant
 */
#define OQL_MOST_QUANTILES 64
void oql_quantiles(size_t n, const double *x, const double *weight, oql_weighted *memory,
                   size_t n_q, const double *q, double (*convert)(double), size_t stride,
                   double *out);

#endif
