/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_SHARE_TERMS_H
#define OQL_GMM_MODELS_SHARE_TERMS_H

#include "gmm/models/terms.h"

/** Adjustments of the SHARE project to models without style of faulting and for other rock.
 *
 *  Sources   Bommer, Douglas & Strasser (2003), Style-of-faulting in ground-motion prediction
 *            equations, doi:10.1023/A:1026323123154; Drouet, Cotton & Gueguen (2010), vs30,
 *            kappa, regional attenuation and Mw, doi:10.1111/j.1365-246X.2010.04626.x
 */
typedef struct {
    double strike_slip, normal, reverse; /**< ln of the factors, rock factor included */
} oql_share_row;

/** From the ratio of reverse to strike-slip motion and the rock factor of one measure. */
static inline oql_share_row oql_share_prepare(double reverse_ratio, double rock_factor)
{
    const double normal_ratio = 0.95, normal_share = 0.01, reverse_share = 0.81;
    const double r = log(reverse_ratio), n = log(normal_ratio);
    const double base = log(rock_factor) - r * reverse_share - n * normal_share;
    const oql_share_row row = {base, base + n, base + r};
    return row;
}

/** Add to a row of ln means. */
static inline void oql_share_add(const oql_share_row *r, const oql_ctx *x, double *mean)
{
    const double *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] += oql_by_style_60(rake[i], r->strike_slip, r->normal, r->reverse);
    }
}

#endif
