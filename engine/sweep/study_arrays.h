/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_STUDY_ARRAYS_H
#define OQL_SWEEP_STUDY_ARRAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "sweep/study_db.h"

/** One HDF5 file beside the database with all arrays of all points:
 *
 *      /<first 16 digits of points.hash>/…   what the point's calculation held, but its inputs
 *
 *  A calculation whose arrays are not in it yet has a row in the table `waiting`. From time to time,
 *  and at the end, what waits is added to a copy of the file, which takes its place by a rename: at any
 *  instant it is complete and can be read, and a kill loses nothing.
 *
 *  Threads   master thread; several sweeps take turns by a lock
 */

/** Path of the file of a database: its name with .hdf5 for the extension; new memory. */
oql_status oql_study_arrays_path(const char *db, char **out, oql_err *err) OQL_MUST_CHECK;

/** Points that are done, but neither in the file nor waiting, are pending again: they were computed
 *  when nobody asked for their arrays.
 *  @param[in] point, hash  (n) */
oql_status oql_study_arrays_missing(oql_study_db *db, size_t n, const int64_t *point,
                                    char (*const hash)[65], oql_err *err) OQL_MUST_CHECK;

/** Add what this sweep and dead ones left waiting. A calculation that is not there any more makes its
 *  point pending.
 *  @param[in] keep  the calculations stay in `datadir`, else they are removed once added */
oql_status oql_study_arrays_collect(oql_study_db *db, const char *datadir, bool keep,
                                    oql_err *err) OQL_MUST_CHECK;

/** Add the points of another database's file that are not in this one's; fine when it has none. */
oql_status oql_study_arrays_merge(oql_study_db *db, const char *from,
                                  oql_err *err) OQL_MUST_CHECK;

#endif
