/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_SWEEP_H
#define OQL_SWEEP_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/problems.h"
#include "base/status.h"

/** Run a study into one database.
 *
 *      study ─► points ─► identity ─► claim ─► worker process ─► published calculation
 *                                       ▲                              │ read by the master
 *                                       └────────── database ◄─────────┘ one transaction a point
 *
 *  Threads   master thread of a process that has started no other threads
 */
typedef struct {
    const char *study;
    const char *db;    /**< NULL = the study's path with .db for its extension */
    int n_worker;      /**< 0 = as many as fit the cores */
    int n_thread;      /**< of each worker; 0 = cores / workers */
    size_t shard, of;  /**< compute every of-th point, from the shard-th (1 …); 0, 0 = all */
    bool retry_failed; /**< failed points again */
    bool keep;         /**< calculations stay in $OQ_DATADIR; else only their rows */
    bool quiet;
} oql_sweep_options;

typedef struct {
    size_t n_point, n_computed, n_failed, n_before; /**< before: done by an earlier sweep */
    bool interrupted;                               /**< SIGINT or SIGTERM */
    double seconds;
} oql_sweep_info;

/** Compute what is new. A failing point is a row with its message, not a failure of this function.
 *  Mistakes of the study, and of any point's job as far as the job file tells, go to `problems`
 *  before anything is computed. */
oql_status oql_sweep_run(const oql_sweep_options *o, oql_problems *problems,
                         oql_sweep_info *out, oql_err *err) OQL_MUST_CHECK;

/** Print the points with their state, cost and disk, computing nothing. */
oql_status oql_sweep_dry_run(const oql_sweep_options *o, oql_problems *problems,
                             oql_err *err) OQL_MUST_CHECK;

#endif
