/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_OCCURRENCE_H
#define OQL_HAZARD_OCCURRENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "source/source.h"

/** Ruptures that are not Poissonian.
 *
 *  A Poissonian rupture adds rate × P to the rate of exceedance, P being the probability that it
 *  exceeds the level if it occurs. One that occurs k times in the investigation time T with
 *  probability p(k) leaves the level unexceeded with probability
 *
 *      pne = Σ p(k) (1 - P)^k
 *
 *  and adds the equivalent rate -ln(pne) / T, so that independent ruptures of all kinds add up.
 */
typedef enum {
    OQL_OCCUR_POISSON,
    OQL_OCCUR_NEGATIVE_BINOMIAL, /**< mean rate × T, dispersion alpha (Kagan & Jackson 2010,
                                      doi:10.1111/j.1365-246X.2010.04596.x): the sum is closed,
                                      -ln(pne) = ln(1 + alpha rate T P) / alpha */
    OQL_OCCUR_GIVEN,             /**< p(0), p(1), … */
    OQL_OCCUR_TABLE, /**< the same, the rupture's row of prob being the rate minus 1 */
    OQL_OCCUR_ONCE,  /**< p(1) = 1: ruptures of a cluster, which all occur with it */
    OQL_OCCUR_MUTEX /**< p(0), p(1), …, one of several that exclude each other: what adds up is the
                         probability weight × (1 - pne) */
} oql_occurrence_kind;

typedef struct {
    oql_occurrence_kind kind;
    double time_yr; /**< T */
    double alpha;   /**< negative binomial */
    size_t n_prob;
    const double
        *prob;     /**< (n_prob), in a table (rows, n_prob); borrowed from the source model */
    double weight; /**< mutually exclusive */
} oql_occurrence;

/** Of the ruptures of a source; of its rupture k when it lists them one by one. */
oql_occurrence oql_occurrence_of(const oql_source *src, size_t k, double time_yr);

/** What a rupture of that rate [per year] and probability of exceedance adds: a rate [per year],
 *  or for OQL_OCCUR_MUTEX a probability. Pure function. */
double oql_occurrence_term(const oql_occurrence *o, double rate_per_yr, double poe);

struct oql_worker;

/** Add the terms of the lanes of the context for one leaf of the region's models, whose mean and
 *  sigma are in w->out: to the current site (one_site) or lane by lane to the sites. Leaves of
 *  one model must come one after the other. */
void oql_occurrence_add(struct oql_worker *w, size_t leaf, size_t n, bool one_site);

#endif
