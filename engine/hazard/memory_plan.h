/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_MEMORY_PLAN_H
#define OQL_HAZARD_MEMORY_PLAN_H

#include "hazard/inputs.h"

/** Memory that a calculation will need, in bytes: what is there once the inputs are read, measured, and
 *  the most of what comes after, reckoned from the sizes of the job. */
typedef struct {
    size_t inputs; /**< the process with the inputs, as the system counts it now */
    size_t computing, statistics, disaggregation; /**< one after the other, besides */
    size_t peak;                                  /**< inputs and the greatest of the others */
} oql_memory_plan;

/** To be called when the inputs are read and nothing else is.
 *  @param[in] n_thread  0 = as OpenMP would */
oql_status oql_memory_plan_make(const oql_inputs *in, int n_thread, oql_memory_plan *out,
                                oql_err *err) OQL_MUST_CHECK;

#endif
