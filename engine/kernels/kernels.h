/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_KERNELS_KERNELS_H
#define OQL_KERNELS_KERNELS_H

#include <stddef.h>

#include "kernels/planar_site.h"
#include "kernels/survival.h"

/** The hot loops. One portable body each, compiled once for each instruction-set level, the same
 *  bits at every level (tests/kernels). Arrays are 64-byte aligned and padded to OQL_LANES.
 *
 *  Threads   all functions are pure but for their output arrays
 */
#define OQL_LANES 8

/** Lanes of a vector in single precision, and most lanes of one call. */
#define OQL_SINGLE_WIDTH 16
#define OQL_SINGLE_LANES 256

/** Points, and terms of a polynomial, of collapsed ruptures (hazard/collapsed.h). */
#define OQL_COLLAPSE_POINTS 6

typedef struct {
    const char *name; /**< "v1", "v3", "v4": the x86-64 levels; "v1" alone elsewhere */

    /** Rates of exceedance at one site: the lanes are ruptures.
     *
     *      acc[l][j] += sum over i = j mod 8 of rate[i] P((ln_iml[l] - mean[i]) / sigma[i])
     *
     *  The eight partial sums of a level are added by the caller in lane order, at the end.
     *  @param[in]     n       lanes, a multiple of 8 (padding lanes have rate 0, sigma 1)
     *  @param[in]     mean    (n) ln units
     *  @param[in]     sigma   (n) ln units, > 0
     *  @param[in]     rate    (n) per year
     *  @param[in]     n_lvl   L
     *  @param[in]     ln_iml  (L) ascending
     *  @param[in,out] acc     (L, 8)
     *  @param[out]    work    (3 n) scratch
     */
    void (*exceed_one_site)(const oql_survival *s, size_t n, const double *mean,
                            const double *sigma, const double *rate, size_t n_lvl,
                            const double *ln_iml, double *acc, double *work);

    /** Rates of exceedance at one site in single precision; only when s->has_single.
     *
     *      sum[l] += sum over i of rate[i] P((ln_iml[l] + middle - mean[i]) / sigma[i])
     *
     *  Each vector of 16 lanes computes only the levels that are not saturated in all of them, so
     *  lanes should be sorted by distance. One call's sum is in single precision.
     *  @param[in]     n              lanes, a multiple of 16, <= OQL_SINGLE_LANES; padding has rate 0
     *  @param[in]     middle         of the levels: what is far from 0 is rounded more
     *  @param[in]     ln_iml         (L) ascending, ln_iml - middle
     *  @param[in,out] sum            (L)
     *  @param[out]    work           ((2 L + 1) 16) scratch, 64-byte aligned
     *  Accuracy  see kernels/survival.h; of a sum over many ruptures below 1e-6 relative
     */
    void (*exceed_one_site_single)(const oql_survival *s, size_t n, const double *mean,
                                   const double *sigma, const double *rate, size_t n_lvl,
                                   double middle, const float *ln_iml, double *sum,
                                   float *work);

    /** Rates of exceedance at many sites: the lanes are sites and the rate is the rupture's.
     *
     *      acc[l][i] += rate[i] P((ln_iml[l] - mean[i]) / sigma[i])
     *
     *  @param[in]     stride  distance between the rows of acc, >= n
     *  @param[in,out] acc     (L, stride)
     *  Other parameters as above. */
    void (*exceed_many_sites)(const oql_survival *s, size_t n, const double *mean,
                              const double *sigma, const double *rate, size_t n_lvl,
                              const double *ln_iml, double *acc, size_t stride, double *work);

    /** P at n points, plain: poe[i] = P(z[i]); n a multiple of 8. */
    void (*survival)(const oql_survival *s, size_t n, const double *z, double *poe);

    /** Distances from planes to one site; see kernels/planar_site.h. */
    void (*planar_distances)(const oql_planar_soa *planes, size_t first, size_t n,
                             const oql_planar_site *site, unsigned wanted,
                             const oql_planar_out *out);

    /** Rows at once: sum[i] += weight[0] rows[0][i] + weight[1] rows[1][i] + ...
     *  @param[in]     n     a multiple of 16
     *  @param[in]     rows  (OQL_COLLAPSE_POINTS, n)
     *  @param[in,out] sum   (n)
     */
    void (*add_rows)(size_t n, const float weight[OQL_COLLAPSE_POINTS], const float *rows,
                     float *sum);

    /** Sums of polynomials between 0 and 1:
     *      sum[k] = sum over i of rate[i] min(1, max(0, c0[k] + c1[k] x[i] + ... + c5[k] x[i]^5))
     *  @param[in]  n_poly   a multiple of 16
     *  @param[in]  poly     (OQL_COLLAPSE_POINTS, stride) c0, c1, ...
     *  @param[in]  x, rate  (n), any n
     *  @param[out] sum      (n_poly)
     */
    void (*add_clipped)(size_t n_poly, size_t stride, const float *poly, size_t n,
                        const float *x, const float *rate, float *sum);
} oql_kernels;

/** The best level that this build has and this processor supports; OQLITE_ISA=v1|v3|v4 in the
 *  environment asks for another (ignored when unavailable). Static. */
const oql_kernels *oql_kernels_best(void);

/** A level by name, or NULL when this build or this processor lacks it. Static. */
const oql_kernels *oql_kernels_by_name(const char *name);

#endif
