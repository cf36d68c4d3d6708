/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_LOGICTREE_PATHS_H
#define OQL_LOGICTREE_PATHS_H

#include "logictree/realizations.h"

/** Private to the room: paths through the source-model tree and the random numbers of sampling.
 *  */

/** A table of paths; row i is branch[i * stride …], ended by OQL_LT_NONE when shorter than
 *  stride. */
typedef struct {
    size_t n, stride;
    int32_t *branch; /**< (n, stride) owned, free() */
    double *weight;  /**< (n) owned */
    size_t *samples; /**< (n) owned; how often the path was drawn, 1 in an enumeration */
} oql_lt_paths;

void oql_lt_paths_clear(oql_lt_paths *p);

/** All paths, sorted by their ids joined with "~"; weight = product of the branch weights. */
oql_status oql_lt_enumerate(const oql_smlt *tree, oql_lt_paths *out,
                            oql_err *err) OQL_MUST_CHECK;

/** Sampled paths, equal ones merged, sorted likewise. The weight is 1/n a sample (early
 *  methods) or the product of the branch weights (late methods), summed over the samples of a
 *  path. */
oql_status oql_lt_sample_paths(const oql_smlt *tree, const oql_lt_options *options,
                               oql_lt_paths *out, oql_err *err) OQL_MUST_CHECK;

/** A table (n, k) of uniform random numbers, rows first, Latin columns when the method asks for
 *  it; owned by the caller, free(). */
oql_status oql_lt_random(size_t n, size_t k, uint32_t seed, oql_lt_sampling method,
                         double **out, oql_err *err) OQL_MUST_CHECK;

/** Index that the random number u picks among n objects: of their cumulated weights with early
 *  methods, of n equal parts with late ones. The weights are given with a stride in bytes. */
size_t oql_lt_pick(double u, size_t n, const double *weight, size_t stride,
                   oql_lt_sampling method);

/** Whether the samples have equal weights because their drawing has followed the weights. */
bool oql_lt_is_early(oql_lt_sampling method);

#endif
