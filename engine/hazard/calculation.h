/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_CALCULATION_H
#define OQL_HAZARD_CALCULATION_H

#include "hazard/classical.h"
#include "hazard/memory_plan.h"

/** A whole classical calculation: inputs to a published calc_<ID>/output.hdf5. */

typedef struct {
    int n_thread;      /**< 0 = as OpenMP would */
    int64_t resume_id; /**< > 0: go on with this calculation */
    void *user;
    /** Told the id as soon as it is claimed, then the share of the work done (0 … 1) now and then;
     *  phase is a short English text. Master thread. May be NULL. */
    void (*progress)(void *user, int64_t id, const char *phase, double share, uint64_t n_ctx);
    const char *tile_log; /**< CSV file of what each tile took; NULL: none */
} oql_calculation_options;

typedef struct {
    int64_t id;
    char *path; /**< of output.hdf5; owned by the caller */
    oql_classical_info classical;
    double seconds_post;  /**< realizations, statistics, maps, and publishing */
    double seconds_write; /**< in writing the file, of all that */
} oql_calculation;

/** Run it. On failure the folder says so (state failed) and what was finished can be resumed. */
oql_status oql_calculation_run(const oql_inputs *in, const oql_calculation_options *options,
                               oql_calculation *out, oql_err *err) OQL_MUST_CHECK;

/** What a calculation will need, before it starts. */
typedef struct {
    uint64_t n_rupture, n_context; /**< contexts: an upper bound, every rupture at every site */
    oql_memory_plan memory;
    uint64_t disk_live, disk_published;
    size_t n_curve, n_rlz;
} oql_plan;

oql_status oql_calculation_plan(const oql_inputs *in, int n_thread, oql_plan *out,
                                oql_err *err) OQL_MUST_CHECK;

#endif
