/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_KERNELS_LEVEL_H
#define OQL_KERNELS_LEVEL_H

#include "kernels/kernels.h"

/** For the *_isa.c files only: names carry the level, OQL_LEVEL(x) is oql_x_v3 and so on. */
#ifndef OQL_ISA
#define OQL_ISA v1
#endif
#define OQL_LEVEL_PASTE_(a, b) oql_##a##_##b
#define OQL_LEVEL_PASTE(a, b)  OQL_LEVEL_PASTE_(a, b)
#define OQL_LEVEL(name)        OQL_LEVEL_PASTE(name, OQL_ISA)
#define OQL_LEVEL_TEXT_(a)     #a
#define OQL_LEVEL_TEXT(a)      OQL_LEVEL_TEXT_(a)

/* Bodies of this level, joined into the table oql_kernels_<level> by exceedance_isa.c. */
void OQL_LEVEL(planar_distances)(const oql_planar_soa *planes, size_t first, size_t n,
                                 const oql_planar_site *site, unsigned wanted,
                                 const oql_planar_out *out);

void OQL_LEVEL(exceed_one_site_single)(const oql_survival *s, size_t n, const double *mean,
                                       const double *sigma, const double *rate, size_t n_lvl,
                                       double middle, const float *ln_iml, double *sum,
                                       float *work);

void OQL_LEVEL(add_rows)(size_t n, const float weight[OQL_COLLAPSE_POINTS], const float *rows,
                         float *sum);
void OQL_LEVEL(add_clipped)(size_t n_poly, size_t stride, const float *poly, size_t n,
                            const float *x, const float *rate, float *sum);

extern const oql_kernels OQL_LEVEL(kernels);

#endif
