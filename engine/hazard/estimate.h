/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_ESTIMATE_H
#define OQL_HAZARD_ESTIMATE_H

#include "hazard/inputs.h"

/** What a calculation is expected to take, found by computing a few small parts of it: they are drawn
 *  evenly over all ruptures x sites, timed, and scaled up. */
typedef struct {
    double seconds; /**< of computing with n_thread threads, statistics and writing left out */
    double n_context; /**< ruptures x sites within the maximum distance */
    size_t n_sample;  /**< parts computed */
    double share;     /**< of all ruptures x sites that they hold */
} oql_estimate;

/** @param[in] n_thread   0 = as OpenMP would
 *  @param[in] budget     seconds to spend; at least one part is computed
 *  Threads   computes on the calling thread only */
oql_status oql_estimate_make(const oql_inputs *in, int n_thread, double budget,
                             oql_estimate *out, oql_err *err) OQL_MUST_CHECK;

#endif
