/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_STUDY_DB_H
#define OQL_SWEEP_STUDY_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "sweep/study.h"

/** The SQLite database of studies; its schema is docs/sweep.md.
 *
 *  Any number of sweeps of one machine may have it open: WAL, short transactions, each waits for
 *  the other. Which sweep is alive is told by a lock on a byte of FILE-lock, which ends with its
 *  process however that ends.
 *  Threads   one thread at a time; not to be used in a forked child
 *  Errors    OQL_EIO, naming the file and what SQLite said
 */
typedef struct oql_study_db oql_study_db;

/** Open, made when missing. */
oql_status oql_study_db_open(const char *path, oql_study_db **out, oql_err *err) OQL_MUST_CHECK;
void oql_study_db_close(oql_study_db *db); /**< NULL is fine */

/** Become a sweep: points of the study are entered (new ones as pending), its list is replaced.
 *  @param[in]  hash   (n) identity of each point of `at`
 *  @param[in]  at     (n) positions in the study
 *  @param[in]  retry  failed points become pending again
 *  @param[out] point  (n) rows of the table points */
oql_status oql_study_db_enter(oql_study_db *db, const oql_study *study, size_t n,
                              char (*hash)[65], const size_t *at, bool retry, int64_t *point,
                              oql_err *err) OQL_MUST_CHECK;

typedef enum {
    OQL_POINT_CLAIMED,   /**< ours to compute now */
    OQL_POINT_DONE,      /**< nothing to do */
    OQL_POINT_FAILED,    /**< nothing to do, either */
    OQL_POINT_ELSEWHERE, /**< a living sweep computes it */
} oql_point_claim;

/** Claim a point for this sweep; one that a dead sweep left running is taken over, with its
 *  calculation (*calc, 0 = none) to go on from. */
oql_status oql_study_db_claim(oql_study_db *db, int64_t point, oql_point_claim *out,
                              int64_t *calc, oql_err *err) OQL_MUST_CHECK;

/** The calculation of a running point. */
oql_status oql_study_db_started(oql_study_db *db, int64_t point, int64_t calc,
                                oql_err *err) OQL_MUST_CHECK;

/** Give a point back (state pending), as when the sweep is interrupted. */
oql_status oql_study_db_give_back(oql_study_db *db, int64_t point, oql_err *err) OQL_MUST_CHECK;

/** A point failed. */
oql_status oql_study_db_failed(oql_study_db *db, int64_t point, double seconds,
                               const char *message, oql_err *err) OQL_MUST_CHECK;

/** A point is done: its results, from a published calculation, and its state in one transaction.
 *  With study->arrays the calculation is entered in the table `waiting`, too.
 *  @param[in] keep  the calculation stays, so the row names it */
oql_status oql_study_db_done(oql_study_db *db, int64_t point, double seconds, const char *path,
                             const oql_study *study, int64_t calc, bool keep,
                             oql_err *err) OQL_MUST_CHECK;

/** Is this sweep, by its number, a living process? */
bool oql_study_db_is_alive(const oql_study_db *db, int64_t sweep);

/** Take, waiting for others, or give up the lock of the file of arrays (study_arrays.h). */
oql_status oql_study_db_lock_arrays(oql_study_db *db, bool lock, oql_err *err) OQL_MUST_CHECK;

/** Copy everything of the database `from` into this one; points it has already are skipped, unless
 *  they are not done here and done there. Refused (OQL_ECONFIG) when the two hold points of
 *  different engine versions, or another layout. */
oql_status oql_study_db_merge(oql_study_db *db, const char *from, oql_err *err) OQL_MUST_CHECK;

#endif
