/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_RESULTS_OUT_FILE_H
#define OQL_RESULTS_OUT_FILE_H

#include <stdio.h>

#include "results/export_csv.h"

/** Files that exports write.
 *  Errors   OQL_EIO naming the file that could not be written
 */

oql_status oql_out_open(const char *path, FILE **out, oql_err *err) OQL_MUST_CHECK;

/** The same for <dir>/<name>_<id>.csv of an export; path (size) receives it. */
oql_status oql_out_open_csv(const oql_export *e, const char *name, char *path, size_t size,
                            FILE **out, oql_err *err) OQL_MUST_CHECK;

/** Close it and tell whether all was written; what was not written whole is removed. */
oql_status oql_out_close(FILE *f, const char *path, oql_err *err) OQL_MUST_CHECK;

#endif
