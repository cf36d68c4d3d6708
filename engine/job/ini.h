/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_INI_H
#define OQL_JOB_INI_H

#include <stddef.h>

#include "base/memory.h"
#include "base/problems.h"
#include "base/status.h"
#include "job/job.h"

/** An INI file as Python's configparser reads it, section names dropped: keys in lower case,
 *  values over several lines when the further ones are indented deeper than the key, whole-line
 *  comments with # or ;, no comments behind values, no key twice.
 *
 *  @param[in]  path      file to read; appears in each entry and message
 *  @param[in]  arena     owns all strings and the array
 *  @param[out] out, n    entries in the order of the file (n)
 *
 *  Errors    OQL_EIO (cannot read), OQL_ENOMEM; mistakes in the file go to `problems`
 */
oql_status oql_ini_read(const char *path, oql_arena *arena, oql_problems *problems,
                        oql_job_param **out, size_t *n, oql_err *err) OQL_MUST_CHECK;

/** The same from n_bytes of memory. */
oql_status oql_ini_parse(const char *path, size_t n_bytes, const char *bytes, oql_arena *arena,
                         oql_problems *problems, oql_job_param **out, size_t *n,
                         oql_err *err) OQL_MUST_CHECK;

#endif
