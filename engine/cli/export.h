/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_EXPORT_H
#define OQL_CLI_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Make a folder with its parents; fine when it is there. OQL_EIO when it is no folder or not to be
 *  written to. */
oql_status oql_cli_make_dir(const char *dir, oql_err *err) OQL_MUST_CHECK;

/** Export the calculation in the file `path` as CSV into dir, made with its parents when missing.
 *  @param[in]  key  one array or group, see results/export_key.h; NULL = results in OpenQuake's form
 *  @param[in]  traditional  disaggregation as shares, in files …-traditional-…
 *  @param[out] n_file  files written */
oql_status oql_cli_export(const char *path, int64_t id, const char *key, const char *dir,
                          bool traditional, size_t *n_file, oql_err *err) OQL_MUST_CHECK;

#endif
