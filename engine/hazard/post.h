/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_POST_H
#define OQL_HAZARD_POST_H

#include "datastore/run.h"
#include "hazard/worker.h"

/** From the curves of the groups to realizations, statistics, maps and spectra, streamed over
 *  sites: a chunk of sites is read, combined by all threads, and written.
 *
 *      curves (C, n, M, L) ─► realizations (n, R, M, L) ─► statistics (n, S, M, L) ─► maps, spectra
 *
 *  Realizations are formed level by level and only when something needs them: quantiles, deviations,
 *  maxima, sampled trees, individual_rlzs. The master writes a chunk and reads the next while the
 *  others compute.
 *
 *  Only the master thread touches the store. Results are the same for any number of threads: each
 *  site is computed by one.
 */

/** Names of the statistics of a job in the order of the datastore: mean, std, quantile-0.1, …, max.
 *  Array and names owned by the caller (free each, then the array). */
oql_status oql_post_stat_names(const oql_job *job, char ***names, size_t *n,
                               oql_err *err) OQL_MUST_CHECK;

/** Compute from the finished run and write into its published file (opened by oql_run_post). */
oql_status oql_post(const oql_setup *setup, oql_run *run, oql_store *store, int n_thread,
                    oql_err *err) OQL_MUST_CHECK;

/** Index of the first curve of a group in the run's list of curves: groups in order, models of the
 *  group's region in order. */
size_t oql_first_curve(const oql_inputs *in, size_t group);
size_t oql_count_curves(const oql_inputs *in);

/** Bytes that the results will take in memory at once, for the plan. */
oql_status oql_post_bytes(const oql_setup *setup, int n_thread, size_t *bytes,
                          oql_err *err) OQL_MUST_CHECK;

/** Bytes of disk that they will take, an upper bound. */
uint64_t oql_post_disk_bytes(const oql_setup *setup);

#endif
