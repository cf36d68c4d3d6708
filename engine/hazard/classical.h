/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_CLASSICAL_H
#define OQL_HAZARD_CLASSICAL_H

#include "hazard/worker.h"

/** Rates of exceedance of all groups at all sites.
 *
 *      group g × block of sites b = unit ─► S_g tiles (chunks of sources) ─► any thread, any order
 *                                            └► joined in the order of the chunks ─► sink
 *
 *  Tiles are cut from the problem, never from the machine, so the rates have the same bits for any
 *  number of threads.
 */

/** What a tile took. */
typedef struct {
    size_t tile;                /**< tiles start in this order */
    size_t group, block, chunk; /**< chunk: number of the tile in the unit */
    size_t n_site;
    uint64_t n_ctx, n_collapsed;
    double
        seconds; /**<  processor time of its thread, adding to the sum of the unit included */
    const struct oql_cost *expected; /**< hazard/tiles.h */
} oql_tile_cost;

/** Where finished units go. Called by the master thread only, while others compute. */
typedef struct {
    void *user;
    /** Called first, by the master while the others compute already; may be NULL. When it fails, nothing
     *  else is called. */
    oql_status (*begin)(void *user, oql_err *err);
    /** rates (G, M, L, stride) per year, for sites site0 … site0 + n_site - 1; borrowed. */
    oql_status (*unit)(void *user, size_t group, size_t block, size_t site0, size_t n_site,
                       const double *rates, size_t stride, oql_err *err);
    /** Whether the unit is needed (a resumed calculation has some already); NULL = all are. */
    bool (*wanted)(void *user, size_t group, size_t block);
    /** Share of the work done, 0 … 1, and contexts so far; may be NULL. */
    void (*progress)(void *user, double share, uint64_t n_ctx);
    /** Told of each tile as it ends, by any thread but one at a time; may be NULL. */
    void (*tile)(void *user, const oql_tile_cost *cost);
} oql_sink;

typedef struct {
    size_t n_tile, n_unit;
    uint64_t n_ctx;         /**< (rupture, site) pairs computed */
    uint64_t n_collapsed;   /**< those of them that were collapsed, hazard/collapsed.h */
    double seconds;         /**< wall time of the computation */
    double seconds_write;   /**< of which the master spent in the sink */
    double seconds_slowest; /**< of the slowest tile */
    int n_thread;
} oql_classical_info;

/** Compute with n_thread threads (0 = as OpenMP would).
 *  Errors  the first failing tile's in tile order, or the sink's */
oql_status oql_classical_compute(const oql_setup *setup, int n_thread, const oql_sink *sink,
                                 oql_classical_info *info, oql_err *err) OQL_MUST_CHECK;

size_t oql_setup_n_block(const oql_setup *setup);

#endif
