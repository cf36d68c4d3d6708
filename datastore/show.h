/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_SHOW_H
#define OQL_DATASTORE_SHOW_H

#include <stdio.h>

#include "datastore/calc.h"

/** What the commands list, show, verify, compare print; ids count from the end when <= 0
 *  (calc.h).
 *
 *  Threads   one thread at a time
 *  Errors    those of store.h; a fault found in a file is output, not an error
 */

/** One line a calculation: id, state, date, size, mode, description; for all but complete ones
 *  a second line says why. */
oql_status oql_show_list(const char *datadir, FILE *out, oql_err *err) OQL_MUST_CHECK;

/** State and attributes of a calculation, then every array: key, type, shape with the names of
 *  its dimensions, units, bytes and stored bytes. */
oql_status oql_show_calc(const char *datadir, int64_t id, FILE *out,
                         oql_err *err) OQL_MUST_CHECK;

/** One key: a group lists its arrays; an array prints like numpy (beyond 1000 elements the
 *  edges), a table its rows (beyond 60 the edges), all with their attributes. */
oql_status oql_show_key(const char *datadir, int64_t id, const char *key, FILE *out,
                        oql_err *err) OQL_MUST_CHECK;

/** The same three for any file of the store. */
oql_status oql_show_file(const char *path, const char *key, FILE *out,
                         oql_err *err) OQL_MUST_CHECK;

/** Read everything (checksums are checked on the way), check the layout, the SHA-256 of the
 *  inputs, that curves are probabilities, and for unfinished runs that finished blocks hash to
 *  their markers. Faults go to out, a line each. @param[out] n_faults number of them */
oql_status oql_verify_calc(const char *datadir, int64_t id, FILE *out, size_t *n_faults,
                           oql_err *err) OQL_MUST_CHECK;

/** Compare two calculations: |a - b| <= atol + rtol max(|a|, |b|), NaN equals NaN; texts by
 *  bytes; /run and /status are left out. For each array that differs: how many elements, and
 *  where most (by site, measure, level). Parameters and inputs that differ are told apart, and do
 *  not count: results may be equal all the same. @param[out] n_differ arrays that differ or exist in
 *  one only */
oql_status oql_compare_calcs(const char *datadir, int64_t id_a, int64_t id_b, double rtol,
                             double atol, FILE *out, size_t *n_differ,
                             oql_err *err) OQL_MUST_CHECK;

#endif
