/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_DESCRIBE_H
#define OQL_GMM_DESCRIBE_H

#include <stdio.h>

#include "base/status.h"

/** The catalogue of ground-motion models as text: `oqlite gmm list` and `oqlite gmm info`. */

/** One line for each model whose name, region or measures contain the filter (NULL: all). */
void oql_gmm_print_list(const char *filter, FILE *out);

/** Everything a model declares, one "key  value" line for each fact; a fact that no source gives is
 *  printed as not known or not stated. Parameters and component are those of the instance, so that
 *  arguments (an alias's or the caller's) and the models it is built on count.
 *
 *  @param[in] model  name of a class or alias, or its TOML form "[Name]\nargument = value"
 *  Errors   OQL_EMODEL for an unknown name (suggests the nearest) or wrong arguments; OQL_ENOMEM
 */
oql_status oql_gmm_print_info(const char *model, FILE *out, oql_err *err) OQL_MUST_CHECK;

#endif
