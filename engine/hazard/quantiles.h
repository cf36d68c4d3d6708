/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_QUANTILES_H
#define OQL_HAZARD_QUANTILES_H

#include "hazard/curves.h"

/** Quantiles of weighted values by selection: the definition is oql_quantile's, without the sort.
 *
 *  A pivot near the quantile wanted splits the values by one pass without branches; only the part
 *  that holds the quantile is split again. The cost is about three passes for one quantile, whatever
 *  the number of values.
 *
 *  The running sum of the weights is formed part by part instead of value by value, so quantiles
 *  differ from those of the sorted list by the rounding of that sum.
 *
 *  @param[in]     n        > 0
 *  @param[in,out] v        (n) values, none NaN; left in another order, some lost
 *  @param[in]     work     (n)
 *  @param[in]     n_q      at most OQL_MOST_QUANTILES
 *  @param[in]     q        (n_q) in any order
 *  @param[in]     convert  increasing; applied to the two values that are interpolated; NULL: none
 *  @param[out]    out      (n_q), by stride
 *  Threads  pure, reentrant
 */
#define OQL_MOST_QUANTILES 64
void oql_quantiles(size_t n, oql_weighted *v, oql_weighted *work, size_t n_q, const double *q,
                   double (*convert)(double), size_t stride, double *out);

#endif
