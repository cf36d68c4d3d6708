/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_TOML_H
#define OQL_BASE_TOML_H

#include "base/gmmspec.h"

/** The TOML subset of model arguments, described in base/gmmspec.h.
 *
 *  @param[in]  text  the document
 *  @param[in]  path, line  where it stands, for messages: `line` is that of its first line
 *  @param[out] n, out  (n) entries of the top-level table, owned by the arena; unchanged on
 *  failure
 *
 *  Errors    OQL_EMODEL with path:line, OQL_ENOMEM
 *  Threads   reentrant; the arena belongs to the caller's thread
 *  Source    toml.io/en/v1.0.0
 */
oql_status oql_toml_parse(oql_arena *arena, const char *text, const char *path, int line,
                          size_t *n, const oql_gmm_arg **out, oql_err *err) OQL_MUST_CHECK;

#endif
