/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_ESTIMATE_H
#define OQL_HAZARD_ESTIMATE_H

#include "hazard/inputs.h"

/** What a calculation is expected to take, by the cost model of the plan (hazard/tiles.h), whose
 *  constants were fitted on another machine: read it as "about". */
typedef struct {
    int n_thread;
    double seconds; /**< of computing with n_thread threads, statistics and writing left out */
    double n_context; /**< ruptures x sites within the maximum distance */
} oql_estimate;

/** @param[in] n_thread   0 = as OpenMP would */
oql_status oql_estimate_make(const oql_inputs *in, int n_thread, oql_estimate *out,
                             oql_err *err) OQL_MUST_CHECK;

#endif
