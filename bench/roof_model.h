/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BENCH_ROOF_MODEL_H
#define OQL_BENCH_ROOF_MODEL_H

#include <stddef.h>

/** The roof of a ground-motion model: Akkar & Bommer (2010, doi:10.1785/gssrl.81.2.195) for many
 *  ruptures of one magnitude at one site on rock, by hand with AVX-512. Everything that does not
 *  vary is known, the logarithm is ours.
 *
 *      mean = base + slope ln(rjb^2 + h2) + (normal, reverse by rake)
 */
typedef struct {
    double base, slope, h2, normal, reverse; /**< of a measure, ln units */
    double sigma, tau, phi;
} oql_roof_model;

/** @param[in]  n     lanes, a multiple of 8; (M) measures
 *  @param[out] rows  mean, sigma, tau, phi, each (M, n) */
void oql_roof_model_v4(size_t n, size_t n_imt, const oql_roof_model *c, const double *rjb,
                       const double *rake, double *const rows[4]);

#endif
