/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_QUERY_H
#define OQL_SWEEP_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** What to take from a database of studies. */
typedef struct {
    size_t n_where;
    const char *const *where; /**< (n_where) "key=value"; several of one key mean any of them */
    size_t n_baseline;
    const char *const
        *baseline; /**< (n_baseline) "key=value" of points: exactly one matches; adds
                                      its value, the difference to it and the ratio */
    bool points;   /**< the table of points instead of results */
    bool json;     /**< an array of objects instead of CSV */
} oql_query;

/** Write the rows, sorted by the parameters, then by site, statistic, measure, level or poe in the
 *  order of the job, to `output` (NULL = standard output; a file appears when it is whole). The
 *  database is only read, and may be in work.
 *  Errors    OQL_ECONFIG: a key that is no column (the nearest one is named), a baseline that is
 *            not one point; OQL_EIO */
oql_status oql_query_export(const char *db, const oql_query *q, const char *output,
                            oql_err *err) OQL_MUST_CHECK;

#endif
