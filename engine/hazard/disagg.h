/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_DISAGG_H
#define OQL_HAZARD_DISAGG_H

#include "datastore/run.h"
#include "hazard/disagg_bins.h"
#include "hazard/worker.h"

/** Disaggregation: which magnitudes, distances, … the hazard at a level comes from.
 *
 *      mean curves ─► levels (N, M, P) ┐
 *      curves ─► closest realizations (N, Z) ┤
 *      all ruptures once more ─► rate of exceeding the level, by bin ─► sums over axes (kinds)
 *                                  of each group and model               of each realization, mean
 *
 *  A rupture adds its rate of exceedance, split over the epsilon bins, to the bin of its magnitude,
 *  distance and closest point. All results are probabilities in the investigation time,
 *  1 - exp(-rate T), as OpenQuake's. The mean is that of the rates over the selected
 *  realizations with the weights they have, not normalised (OpenQuake's definition).
 *
 *  Same bits for any number of threads: tiles are cut from the problem and added in order.
 */

/** Whether the job can be disaggregated; before anything is computed.
 *  Errors  OQL_ECONFIG naming the key to change: too many sites, realizations, or bins; mutually
 *          exclusive ruptures, which OpenQuake refuses too; clusters, whose ruptures it takes for
 *          independent ones with rates of their own, which they do not have */
oql_status oql_disagg_check(const oql_inputs *in, oql_err *err) OQL_MUST_CHECK;

/** Bytes that it takes at its peak, besides the inputs: at most OQL_DISAGG_TILES matrices (N, G, M, P,
 *  cells) of one group (one, if two need more than 2 GB), the kinds, and the workers. */
oql_status oql_disagg_bytes(const oql_setup *setup, int n_thread, size_t *bytes,
                            oql_err *err) OQL_MUST_CHECK;

/** Compute and write /disagg…; the hazard curves and their mean are in `run` and `store`. */
oql_status oql_disagg(const oql_setup *setup, oql_run *run, oql_store *store, int n_thread,
                      oql_err *err) OQL_MUST_CHECK;

/* ---- private to the room ---- */

/** What is disaggregated: levels and realizations of each site. */
typedef struct {
    size_t n_site, n_imt, n_poe, n_rlz; /**< N, M, P, Z */
    double *poe;                        /**< (N, P) of the levels */
    double *iml;                        /**< (N, M, P), 0: no hazard */
    double *ln_iml;                     /**< (N, M, P); plain values for MMI; -INFINITY for 0 */
    size_t *rlz;                        /**< (N, Z), the closest to the mean first */
} oql_disagg_targets;

size_t oql_disagg_count_rlzs(const oql_inputs *in); /**< Z */

#define OQL_DISAGG_TILES 16
/** How many tiles a group is cut into, each with a matrix of n_value numbers: from its ruptures and
 *  from the memory, never from the machine. */
size_t oql_disagg_tiles(uint64_t n_rupture, size_t n_value);

oql_status oql_disagg_choose(const oql_setup *setup, oql_run *run, oql_store *store,
                             oql_arena *arena, oql_disagg_targets *out,
                             oql_err *err) OQL_MUST_CHECK;

/** OpenQuake's cut-offs of rates in the investigation time: below 1e-12 nothing, at most 100. */
double oql_disagg_cut_rate(double rate);

/** Probability to rate, cut; 1 has the rate of the smallest number in single precision, as in
 *  OpenQuake. */
double oql_disagg_rate_of_poe(double poe);

/** Where the lanes of a worker go instead of its curves; of one thread. */
typedef struct oql_collector {
    const oql_bins *bins;
    const oql_disagg_targets *targets;
    const size_t *slot; /**< (G) place of a model of the region, SIZE_MAX: not wanted */
    size_t n_slot;
    double share;         /**< multiplies probabilities of exceedance: of the source group */
    double *rate;         /**< (N, n_slot, M, P, cells) per year */
    bool *touched;        /**< (N, mag) some rupture was there */
    double *mean, *sigma; /**< (M, lanes) of averaged models */
    double *poe;          /**< (E) */
    bool star;
} oql_collector;

/** Add the lanes of the context for a leaf of the region, as oql_occurrence_add does. */
void oql_disagg_collect(oql_worker *w, size_t leaf, size_t n, bool one_site);

/** Sums over axes. */
typedef struct {
    const char *name; /**< "TRT_Mag_Dist" */
    size_t n_axis;
    size_t n_bin[OQL_AXES + 1]; /**< (n_axis) in the order of the name */
    size_t n_value;             /**< V, bins of all its axes, C order */
    size_t trt_stride;          /**< of the region within them, 0 without */
    uint32_t *of_cell;          /**< (cells) value that a cell of region 0 adds to */
    double *rlzs;               /**< (N, V, M, P, Z) rates, then probabilities */
    double *stats;              /**< (N, V, M, P) mean; NULL with one realization */
    double *sum;                /**< (V) scratch */
} oql_disagg_kind;

/** Bins of all axes of a kind, "TRT_Mag"; 0 for a name that is none. */
size_t oql_disagg_kind_values(const char *name, const oql_bins *bins);

oql_status oql_disagg_kinds(const oql_inputs *in, const oql_bins *bins,
                            const oql_disagg_targets *t, oql_arena *arena,
                            oql_disagg_kind **out, size_t *n, oql_err *err) OQL_MUST_CHECK;

/** Write bins, levels, realizations and kinds. */
oql_status oql_disagg_write(const oql_inputs *in, oql_store *store, const oql_bins *bins,
                            const oql_disagg_targets *t, const oql_disagg_kind *kind,
                            size_t n_kind, oql_err *err) OQL_MUST_CHECK;

#endif
