/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MIXTURE_H
#define OQL_GMM_MIXTURE_H

#include "base/gmmspec.h"
#include "base/memory.h"
#include "base/status.h"

/** Any model may carry the argument mixture_model = {factors = [...], weights = [...]}: its
 *  exceedance probability is then the weighted sum over copies whose total deviation is
 * scaled. Such a
 *  specification is rewritten as the class MixtureModel around the model without that argument.
 *
 *  @param[in]  arena  owns what is new in *out
 *  @param[out] out    spec itself when it has no such argument
 *  Errors   OQL_EMODEL when the argument is not a table, OQL_ENOMEM; *out unchanged then
 */
oql_status oql_gmm_spec_unmix(oql_arena *arena, const oql_gmm_spec *spec,
                              const oql_gmm_spec **out, oql_err *err) OQL_MUST_CHECK;

#endif
