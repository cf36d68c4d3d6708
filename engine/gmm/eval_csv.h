/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_EVAL_CSV_H
#define OQL_GMM_EVAL_CSV_H

#include <stddef.h>
#include <stdio.h>

#include "base/status.h"

/** What `oqlite gmm eval` prints: a model evaluated on contexts from a file. */

/** Evaluate a model on the contexts of a CSV file and print a CSV with one row for each, in order.
 *
 *  Columns of the file are named as the parameters (oql_ctx_param_by_name); text parameters may be
 *  written as text. Columns printed: mean:IMT, sigma:IMT, tau:IMT, phi:IMT for every IMT asked for.
 *
 *  @param[in] model  name of a class or alias, or its TOML form "[Name]\nargument = value"
 *  @param[in] path   contexts
 *  @param[in] n_imt  number of measures
 *  @param[in] imt    (n_imt) their texts, such as "SA(0.1)"
 *  Errors   as oql_gmm_create; OQL_ECONFIG for a bad file or a missing parameter (names it)
 */
oql_status oql_gmm_eval_csv(const char *model, const char *path, size_t n_imt,
                            const char *const *imt, FILE *out, oql_err *err) OQL_MUST_CHECK;

#endif
