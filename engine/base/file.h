/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_FILE_H
#define OQL_BASE_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "base/status.h"

/** Input files. A folder, a device or a pipe in the place of one is refused: they never end, or wait
 *  for ever, or cannot be read twice.
 *  Errors   OQL_EIO "path: what was found, what was expected"; OQL_ENOMEM
 *  Threads  reentrant
 */

/** Is there a file that can be read? */
oql_status oql_file_check(const char *path, oql_err *err) OQL_MUST_CHECK;

/** Open one to read bytes; the caller closes it. */
oql_status oql_file_open(const char *path, FILE **out, oql_err *err) OQL_MUST_CHECK;

/** The whole of it, and a zero byte after it; the caller owns *bytes (free). *bytes is NULL on
 *  failure. */
oql_status oql_file_read(const char *path, char **bytes, size_t *n,
                         oql_err *err) OQL_MUST_CHECK;

#endif
