/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_POST_SITE_H
#define OQL_HAZARD_POST_SITE_H

#include "hazard/tree_values.h"
#include "hazard/worker.h"

/** Private to the room: statistics, realizations, maps and spectra of one site, from the curves of
 *  the groups. */

/** The buffers of one chunk of sites. */
typedef struct {
    size_t site0, n;
    double *curves;               /**< (C, n, M, levels of the job) probabilities */
    double *rlzs;                 /**< (n, R, M, L) when kept */
    double *stats;                /**< (n, S, M, L) */
    double *map_rlzs, *map_stats; /**< (n, R or S, M, P) */
    double *uhs_rlzs, *uhs_stats; /**< (n, R or S, P, K) */
} oql_post_chunk;

/** What is computed: the same for all sites. */
typedef struct {
    const oql_setup *setup;
    size_t n_curve, n_rlz, n_stat, n_poe, n_period;
    size_t n_lvl;                  /**< of the results: those of the soil when it amplifies */
    const oql_amplification *soil; /**< convolution, else NULL */
    bool keep_rlzs, maps, spectra;
    size_t *period; /**< (n_period) measures of the spectra */
    oql_tree tree;
    bool values;    /**< all realizations are formed; else only their mean is wanted */
    double *weight; /**< (labels, M or 1, R) when they are */
} oql_post_setup;

/** Values of doubles that a thread needs besides. */
size_t oql_post_scratch(const oql_post_setup *p);

/** @param[in]     site    index in the chunk
 *  @param[in]     memory  (oql_post_scratch)
 *  Threads  each its own site and memory */
void oql_post_site(const oql_post_setup *p, const oql_post_chunk *now, size_t site,
                   double *memory);

#endif
