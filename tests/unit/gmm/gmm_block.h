/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_TEST_GMM_BLOCK_H
#define OQL_TEST_GMM_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "gmm/gmm.h"
#include "gmm/work.h"

/** A block of contexts with storage, filled with one plausible context in every lane. */
enum { BLOCK_LANES = 24, BLOCK_IMT = 8 };

typedef struct {
    double col[OQL_CTX_N][BLOCK_LANES];
    double answer[4][BLOCK_IMT * BLOCK_LANES];
    oql_ctx ctx;
    oql_gmm_out out;
} gmm_block;

/** Allocate; the caller frees with gmm_block_destroy. */
gmm_block *gmm_block_create(double mag);
void gmm_block_destroy(gmm_block *b);

/** One value of a parameter in lane i. */
void gmm_block_set(gmm_block *b, oql_ctx_param p, size_t i, double x);

/** Every distance of lane i follows from an epicentral one, depth and extent of the rupture small. */
void gmm_block_set_distance(gmm_block *b, size_t i, double repi_km);

/** Evaluate the first n lanes; with_mask: tell which columns are constant. */
void gmm_block_eval(gmm_block *b, const oql_gmm *g, size_t n, bool with_mask);

#endif
