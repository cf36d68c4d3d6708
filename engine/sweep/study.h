/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_STUDY_H
#define OQL_SWEEP_STUDY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "base/problems.h"
#include "base/status.h"

/** A study: one job with many parameter values, or many jobs.
 *
 *      [study]
 *      base_job = job.ini              or several: jobs = a.ini | b.ini
 *      combine = product               or zip
 *      points_csv = points.csv         one row a point, one column a key of the job
 *      store = maps                    any of curves, maps, arrays; default: curves, maps
 *      [parameters]                    any other key: a key of the job with its values,
 *      truncation_level = 2 | 3        separated by |
 *      maximum_distance =
 *        100                           or one a line
 *        {"default": 200}
 *
 *  Section names are decoration, as in a job. Relative paths of jobs start at the study. The last
 *  parameter of a product changes fastest.
 *  Threads   read-only once read
 */

typedef struct {
    const char *job;          /**< path as the study writes it */
    const char *job_path;     /**< the same, seen from the current folder */
    const char *const *value; /**< (n_key); NULL = as in the job */
    const char *const *over;  /**< (n_over) "key=value", what a job is read with */
    size_t n_over;
    const char *file; /**< where the point stands, for messages */
    int line;
} oql_study_point;

typedef struct {
    const char *path; /**< as given */
    const char *name; /**< file name without folder and extension */
    size_t n_key;
    const char *const *key; /**< (n_key) keys of the job that vary, in the order of the file */
    size_t n_point;
    const oql_study_point *point; /**< (n_point) */
    bool curves, maps;            /**< which results become rows */
    bool arrays;                  /**< all arrays go to one HDF5 file */
    oql_arena *arena;             /**< owns all the above */
} oql_study;

/** Read a study. Mistakes go to `problems` with path:line; OQL_ECONFIG when there was one. *out is
 *  owned by the caller, NULL on failure. */
oql_status oql_study_read(const char *path, oql_problems *problems, oql_study **out,
                          oql_err *err) OQL_MUST_CHECK;
void oql_study_destroy(oql_study *s); /**< NULL is fine */

#endif
