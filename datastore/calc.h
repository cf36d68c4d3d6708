/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_CALC_H
#define OQL_DATASTORE_CALC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Calculation folders: DATADIR/calc_<ID>/output.hdf5, with ids that two runs never share.
 *
 *      DATADIR/            $OQ_DATADIR, else $HOME/oqdata; made when missing
 *        calc_17/
 *          output.hdf5     live (SWMR) while computing, the published file at the end
 *          output.hdf5.tmp the published file while it is being written; safe to remove
 *          writer          text "host pid"; locked (flock) as long as the writer lives
 *
 *  Several processes and users may work in one DATADIR, which then is a folder that all may write to
 *  (chmod 1777, or a group's with 2775). Folders and files have the modes that each user's umask gives:
 *  with 022 others read, with 077 they see that there is a calculation, with 002 the group may resume
 *  and delete. Nothing else is shared: no counter, no list, no database.
 *
 *  Threads   reentrant
 */

/** Path of the data folder, made (with parents) when missing; new memory. OQL_EIO when neither
 *  variable is set or the folder cannot be made or used. */
oql_status oql_datadir(char **out, oql_err *err) OQL_MUST_CHECK;

/** A claimed calculation: its folder exists and is locked by this process. */
typedef struct oql_claim oql_claim;

/** Claim the next free id: mkdir(calc_<ID>) for ID = 1 + the largest in use; a loser tries the
 *  next. The caller owns *out. */
oql_status oql_calc_claim(const char *datadir, oql_claim **out, oql_err *err) OQL_MUST_CHECK;

/** Take the lock of an existing calculation (to resume or salvage it). OQL_EIO naming host and
 *  pid when a living process has it, OQL_ENOTFOUND when there is no such calculation. */
oql_status oql_calc_take(const char *datadir, int64_t id, oql_claim **out,
                         oql_err *err) OQL_MUST_CHECK;

int64_t oql_claim_id(const oql_claim *c);
const char *oql_claim_dir(const oql_claim *c);  /**< borrowed */
const char *oql_claim_file(const oql_claim *c); /**< path of output.hdf5; borrowed */

/** Give up the lock; a claimed folder in which nothing was written is removed. NULL is fine. */
void oql_claim_release(oql_claim *c);

/** Path of the output.hdf5 of a calculation; new memory. OQL_ENOTFOUND when the folder is
 *  absent; id 0 or negative counts from the end: 0 or -1 = the latest. */
oql_status oql_calc_path(const char *datadir, int64_t id, char **out,
                         oql_err *err) OQL_MUST_CHECK;

typedef enum {
    OQL_CALC_EMPTY,    /**< claimed, nothing written, no writer alive */
    OQL_CALC_RUNNING,  /**< a writer is alive */
    OQL_CALC_PARTIAL,  /**< the writer was killed; finished blocks can be read and resumed */
    OQL_CALC_FAILED,   /**< the run ended with an error, told in why */
    OQL_CALC_COMPLETE, /**< published */
    OQL_CALC_DAMAGED,  /**< output.hdf5 cannot be read; why tells what was found */
    OQL_CALC_PRIVATE   /**< of another user, who does not let us read it */
} oql_calc_state;

const char *oql_calc_state_name(oql_calc_state s); /**< "running", …; static storage */

typedef struct {
    int64_t id;
    oql_calc_state state;
    char why[240];         /**< explanation of the state, one line */
    char description[160]; /**< of the job, cut */
    char mode[40];         /**< calculation mode */
    char date[32];         /**< UTC, ISO 8601; of the run when known, else of the folder */
    uint64_t bytes;        /**< of output.hdf5 */
    size_t done, total;    /**< blocks of curves (0, 0 when unknown) */
} oql_calc_info;

/** State of one calculation; garbage is a state (DAMAGED), not an error. */
oql_status oql_calc_inspect(const char *datadir, int64_t id, oql_calc_info *out,
                            oql_err *err) OQL_MUST_CHECK;

/** Ids in the folder, ascending; new memory. Other names than calc_<number> are passed over. */
oql_status oql_calc_ids(const char *datadir, int64_t **ids, size_t *n,
                        oql_err *err) OQL_MUST_CHECK;

/** Remove a calculation folder and the files this program made in it; refused (OQL_EIO) while a
 *  writer lives, or when the folder holds anything else (which is named and nothing is
 *  removed). */
oql_status oql_calc_delete(const char *datadir, int64_t id, oql_err *err) OQL_MUST_CHECK;

#endif
