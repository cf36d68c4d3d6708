/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_MODELS_H
#define OQL_HAZARD_MODELS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"
#include "job/job.h"
#include "source/source.h"

/** Source models that several jobs share, each file read once for each way of reading it.
 *
 *  Threads   read-only once filled
 */
typedef struct oql_models oql_models;

oql_status oql_models_create(oql_models **out, oql_err *err) OQL_MUST_CHECK;
void oql_models_destroy(oql_models *m); /**< with its models; NULL is fine */

/** How the job reads its source models; borrows from the job. */
void oql_models_settings(const oql_job *job, oql_source_settings *out);

/** The settings as text, one line each: equal texts, equal models. */
void oql_models_print_settings(const oql_source_settings *s, FILE *out);

/** The model of a file read in this way, borrowed; NULL when it is not there, or m is NULL. */
oql_source_model *oql_models_find(const oql_models *m, const char *file,
                                  const oql_source_settings *settings);

/** Is it one of m (which may be NULL)? */
bool oql_models_has(const oql_models *m, const oql_source_model *model);

/** Read a file as the job does, unless it is there. A file with anything to tell is not kept. */
oql_status oql_models_read(oql_models *m, const char *file, const oql_job *job,
                           oql_err *err) OQL_MUST_CHECK;

#endif
