/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_TREE_VALUES_H
#define OQL_HAZARD_TREE_VALUES_H

#include "hazard/labels.h"

/** From the rates of groups at one site, measure and level to those of realizations.
 *
 *      rates (C) of groups and models ─► table (S, K): of source-model realization s, the model k
 *                                        of one of the regions ─► values (R) or their mean
 *
 *  K counts the models of all regions, region after region. A realization is the sum of one entry a
 *  region, all in the row of its s. With full enumeration realizations are never looked up: those of
 *  s are the sums of all choices, formed region by region; and the mean probability needs none of
 *  them, because choices of regions are independent:
 *
 *      E[1 - Π(1 - poe)] over the models of all regions = 1 - Π(1 - E[poe])
 *
 *  Threads  read-only once made
 */
typedef struct {
    const oql_inputs *in;
    size_t n_smr, n_trt, n_rlz; /**< S, T, R */
    size_t n_model;             /**< K */
    size_t *first;              /**< (T + 1) of K */
    size_t *curve;              /**< (groups) index of the first curve of a group */
    uint32_t *term;             /**< (R, T) entries of the table; NULL: full enumeration */
    size_t n_weight;            /**< 1, or M when measures have weights of their own */
    double *smr_weight;         /**< (labels, S) */
    double *model_weight;       /**< (labels, n_weight, K), those of a region sum to 1 or 0 */
} oql_tree;

/** Errors  OQL_ENOMEM. *out must be cleared even then. */
oql_status oql_tree_init(const oql_inputs *in, oql_tree *out, oql_err *err) OQL_MUST_CHECK;
void oql_tree_clear(oql_tree *t);
size_t oql_tree_bytes(const oql_inputs *in); /**< that oql_tree_init will take */

/** Whether means need the values of all realizations: models were sampled. */
bool oql_tree_is_sampled(const oql_tree *t);

/** @param[in]  rate   (C) in the investigation time, by group and model of its region
 *  @param[out] table  (S, K) */
void oql_tree_table(const oql_tree *t, size_t label, const double *rate, double *table);

/** Rates of all realizations in the investigation time. @param[out] value (R) */
void oql_tree_values(const oql_tree *t, const double *table, double *value);

/** Mean of the probabilities, or of the rates, over all realizations, with the weights of measure m;
 *  0 when all weights are. Not for sampled trees. */
double oql_tree_mean_poe(const oql_tree *t, size_t label, size_t m, const double *table);
double oql_tree_mean_rate(const oql_tree *t, size_t label, size_t m, const double *table);

#endif
