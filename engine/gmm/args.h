/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_ARGS_H
#define OQL_GMM_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/gmmspec.h"
#include "base/status.h"

/** Arguments of a model, for its init. An argument that the specification does not give leaves
 *  *out unchanged, so that the caller puts the default there first.
 *
 *  Errors    OQL_EMODEL naming file, line, model and argument, what was found and expected
 *  Threads   pure
 */

/** Refuse any argument whose key is not among the n known ones. */
oql_status oql_gmm_args_check(const oql_gmm_spec *spec, size_t n, const char *const *known,
                              oql_err *err) OQL_MUST_CHECK;

/** A float or an integer. */
oql_status oql_gmm_arg_number(const oql_gmm_spec *spec, const char *key, double *out,
                              oql_err *err) OQL_MUST_CHECK;

/** A boolean, an integer (not 0), or a text (not empty: XML attributes keep "true" as text). */
oql_status oql_gmm_arg_bool(const oql_gmm_spec *spec, const char *key, bool *out,
                            oql_err *err) OQL_MUST_CHECK;

/** A text; *out is borrowed from the specification. */
oql_status oql_gmm_arg_text(const oql_gmm_spec *spec, const char *key, const char **out,
                            oql_err *err) OQL_MUST_CHECK;

/** One of n texts; *out becomes its index. */
oql_status oql_gmm_arg_choice(const oql_gmm_spec *spec, const char *key, size_t n,
                              const char *const *choice, size_t *out,
                              oql_err *err) OQL_MUST_CHECK;

#endif
