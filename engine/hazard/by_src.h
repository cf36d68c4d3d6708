/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_BY_SRC_H
#define OQL_HAZARD_BY_SRC_H

#include "datastore/store.h"
#include "hazard/worker.h"

/** Hazard by source (job key disagg_by_src).
 *
 *      all ruptures once more ─► rates of a part of one source ─► weighted mean over models and
 *                                                                 realizations ─► /mean_rates_by_src
 *
 *  A source is what OpenQuake calls so: all ids up to the first of ! : ; . belong together. A bundle
 *  (mutually exclusive sources, clusters) counts as its first source. The mean of rates over
 *  realizations, summed over the sources, is the mean curve of a job with use_rates.
 *  Same bits for any number of threads: parts are cut from the problem and added in order.
 */

/** Sources by name. */
typedef struct {
    size_t n;          /**< U */
    const char **name; /**< (U) sorted */
    size_t **of;       /**< (n_group)(n_source): name of each source */
} oql_source_names;

/** The names of a job's sources, in the arena. */
oql_status oql_source_names_make(const oql_inputs *in, oql_arena *arena, oql_source_names *out,
                                 oql_err *err) OQL_MUST_CHECK;

/** Items of a group that are computed one after the other: places, faults, bundles. */
typedef struct {
    size_t name, group;
    size_t place0, place1, fault0, fault1, bundle0, bundle1;
} oql_source_part;

/** Cut all groups into parts of one name each, of at most about `most` ruptures, in the order of the
 *  groups and their sources. */
oql_status oql_source_parts_make(const oql_inputs *in, const oql_source_names *names,
                                 double most, oql_arena *arena, oql_source_part **out,
                                 size_t *n, oql_err *err) OQL_MUST_CHECK;

/** Add the ruptures of a part to what the worker collects. */
oql_status oql_source_part_do(oql_worker *w, const oql_source_part *p,
                              oql_err *err) OQL_MUST_CHECK;

/** Total weight of the realizations that take model g of its region from this group, for the sites
 *  of a label. */
double oql_group_model_weight(const oql_inputs *in, const oql_group *group, size_t g,
                              size_t label);

/** Compute and write the rates; a job without disagg_by_src returns at once. */
oql_status oql_mean_rates_by_src(const oql_setup *setup, oql_store *store, int n_thread,
                                 oql_err *err) OQL_MUST_CHECK;

/** Disaggregation by magnitude, distance and epsilon of each source that matters (the job's
 *  postproc_func disagg_by_rel_sources.main): one with more than a tenth of the rate of the greatest at
 *  the level. Needs /mean_rates_by_src in the store. Returns at once for other jobs. */
oql_status oql_rel_sources(const oql_setup *setup, oql_store *store, int n_thread,
                           oql_err *err) OQL_MUST_CHECK;

/** Whether the job can have what it asks for, before anything is computed; mistakes go to `problems`. */
void oql_rel_sources_check(const oql_inputs *in, oql_problems *problems);

/** Whether the job asks for it. */
bool oql_rel_sources_asked(const oql_job *job);

#endif
