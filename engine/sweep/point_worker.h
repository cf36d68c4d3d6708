/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_POINT_WORKER_H
#define OQL_SWEEP_POINT_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "hazard/models.h"
#include "sweep/study.h"

/** One point computed in a process of its own: whatever happens there, the sweep goes on.
 *
 *  The child reads the job and computes it into $OQ_DATADIR; through a pipe it tells the id of its
 *  calculation as soon as there is one, and how it ended. A child whose sweep has died stops at its
 *  next report of progress; its calculation can be gone on with.
 *  Threads   the caller must not have started threads
 */
typedef struct {
    pid_t pid;     /**< 0 = free */
    int pipe;      /**< reading end */
    size_t at;     /**< the caller's: position in the study */
    int64_t point; /**< the caller's: row of the point */
    double start;  /**< seconds, oql_clock_seconds */
    bool told;     /**< how it ended has been told */
    bool ok;
    int64_t calc; /**< 0 = not known yet */
    char message[480];
} oql_point_worker;

/** Start.
 *  @param[in] models  source models read before, or NULL
 *  @param[in] resume  calculation to go on with, 0 = none; when that cannot be, the point is computed
 *                     anew */
oql_status oql_point_worker_start(oql_point_worker *w, const oql_study_point *p,
                                  const oql_models *models, int n_thread, int64_t resume,
                                  oql_err *err) OQL_MUST_CHECK;

typedef enum { OQL_WORKER_BUSY, OQL_WORKER_HAS_CALC, OQL_WORKER_ENDED } oql_worker_news;

/** What is new, without waiting. After ENDED: ok and message say how, pid is 0. */
oql_worker_news oql_point_worker_news(oql_point_worker *w);

/** End it at once and wait until it has. NULL-safe for a free one. */
void oql_point_worker_stop(oql_point_worker *w);

#endif
