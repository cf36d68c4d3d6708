/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_VALIDITY_H
#define OQL_HAZARD_VALIDITY_H

#include "base/problems.h"
#include "base/status.h"
#include "hazard/inputs.h"

/** Warn, once a model, when a job uses it outside the magnitudes, distances or depths that its
 *  publication gives. A wrapper that declares no range stands for the models inside it.
 *
 *  Magnitudes and depths are those of all ruptures. Distances are those of a sample of ruptures and
 *  sites within the integration distance, less the rupture's length: a warning names pairs that the
 *  job has, and a job that barely leaves the range may go without one.
 *
 *  Errors    OQL_ENOMEM
 */
oql_status oql_validity_warn(const oql_inputs *in, oql_problems *problems,
                             oql_err *err) OQL_MUST_CHECK;

#endif
