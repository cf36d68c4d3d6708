/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_SITE_MODEL_H
#define OQL_JOB_SITE_MODEL_H

#include "base/memory.h"
#include "job/sites.h"

/** What OpenQuake's table of site parameters says about a name. */
typedef enum { OQL_SITE_UNKNOWN, OQL_SITE_NUMBER, OQL_SITE_FLAG, OQL_SITE_TEXT } oql_site_kind;

oql_site_kind oql_site_kind_of(const char *name);

/** A flag as Python writes it (True, False) or as a number (0, 1, 2); false for anything else.
 */
bool oql_site_parse_flag(const char *text, double *out);

/** All site-model files of a job as one table in the arena: columns lon and lat first,
 *  coordinates rounded to 5 decimals, values within their ranges. n_rows == 0 when the job
 *  names none.
 *
 *  Errors    OQL_ENOMEM, OQL_EIO; mistakes go to `problems` (the table is then not to be used)
 */
oql_status oql_site_model_read(const oql_job *job, oql_site_reader xml, void *user,
                               oql_arena *arena, oql_problems *problems, oql_site_table *out,
                               oql_err *err) OQL_MUST_CHECK;

/** Column of a table by name, or NULL. */
const oql_site_column *oql_site_table_find(const oql_site_table *t, const char *name);

/** Report points that share longitude and latitude; what_line may be NULL. Returns false when
 *  memory is out. */
bool oql_site_report_twins(size_t n, const double *lon, const double *lat, const int *line,
                           const char *path, oql_problems *problems);

#endif
