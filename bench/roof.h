/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BENCH_ROOF_H
#define OQL_BENCH_ROOF_H

#include <stddef.h>

#include "kernels/survival.h"

/** The roof of the exceedance kernels: the best loops that we could write by hand, with intrinsics,
 *  for one job only. No saturation test, no padding, no choice of kind: everything is known.
 *
 *      sum over lanes of rate P(x slope + offset)        z arrives as the kernels scale it
 *
 *  Four levels stay in registers while the lanes stream by. P has the relative accuracy of the
 *  kernels (the same polynomials), for that is what is to be matched. */
typedef struct {
    size_t n, n_lvl; /**< lanes, a multiple of 16; levels, a multiple of 4 */
    const void *slope, *offset, *rate, *x; /**< double or float */
    const oql_survival *s;
    void *acc; /**< one site: (L, width) partial sums; many sites: (L, n) */
} oql_roof;

/** Loops of one instruction set; NULL where it has none. */
typedef struct {
    const char *isa;
    void (*one_site)(const oql_roof *);        /**< double, kind OQL_SURVIVAL_13 */
    void (*one_site_mills)(const oql_roof *);  /**< double, kind OQL_SURVIVAL_MILLS */
    void (*one_site_single)(const oql_roof *); /**< float */
    void (*many_sites)(const oql_roof *);      /**< double, kind OQL_SURVIVAL_13 */
    void (*many_sites_mills)(const oql_roof *);
    void (*many_sites_single)(const oql_roof *); /**< what single precision would give there */
} oql_roofs;

extern const oql_roofs oql_roofs_v3, oql_roofs_v4;

#endif
