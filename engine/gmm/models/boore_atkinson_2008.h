/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_BOORE_ATKINSON_2008_H
#define OQL_GMM_MODELS_BOORE_ATKINSON_2008_H

#include "coeffs/boore_atkinson_2008.h"
#include "coeffs/boore_atkinson_2008_site.h"
#include "gmm/lanes.h"

/** Body shared by the models that modify Boore & Atkinson (2008), and its site terms, which other
 *  publications adopted.
 *
 *  Source   Boore & Atkinson (2008), doi:10.1193/1.2830434; equation numbers below are its own
 */

/** Natural logarithm of 10. */
#define OQL_BA08_LN10 2.302585092994046

/** Site terms that no measure enters, so that they are computed once a context:
 *      F_s = blin ln_v + b1 w1 + b2 w2
 *  with w1, w2 the shares of b1 and b2 in the slope b_nl (13a-d) times the shape of (8a-c). */
typedef struct {
    double ln_v, w1, w2;
} oql_ba08_site;

/** Shares of b1 and b2 in the nonlinear slope of a site. */
static inline void oql_ba08_slope(double vs30, double ln_v, double *s1, double *s2)
{
    const double ln_300_760 = -0.9295359586241757, ln_180_300 = -0.5108256237659907;
    const double t = (ln_v - ln_300_760) / ln_180_300; /* 1 at 180 m/s, 0 at 300 */
    const double soft = t > 1.0 ? 1.0 : t;
    *s1 = vs30 <= 300.0 ? soft : 0.0;
    *s2 = vs30 <= 300.0 ? 1.0 - soft : (vs30 < 760.0 ? ln_v / ln_300_760 : 0.0);
}

/** Shape of the nonlinear term for ln of the rock acceleration in g, equations (8a-c). */
static inline double oql_ba08_shape(double ln_pga)
{
    const double ln_a1 = -3.506557897319982, ln_a2 = -2.4079456086518722;
    const double ln_01 = -2.302585092994046, ln_low_01 = -0.5108256237659907;
    const double dx = ln_a2 - ln_a1, dy = 0.4054651081081644; /* ln(a2 / pga_low) */
    const double c = (3.0 * dy - dx) / (dx * dx), d = -(2.0 * dy - dx) / (dx * dx * dx);
    const double x = ln_pga - ln_a1;
    const double bent = ln_low_01 + x * x * (c + d * x);
    return ln_pga <= ln_a1 ? ln_low_01 : (ln_pga <= ln_a2 ? bent : ln_pga - ln_01);
}

/** All of them for one context. */
static inline oql_ba08_site oql_ba08_site_of(double vs30, double ln_pga)
{
    oql_ba08_site s;
    double s1, s2;
    s.ln_v = oql_log(vs30 / 760.0);
    oql_ba08_slope(vs30, s.ln_v, &s1, &s2);
    const double shape = oql_ba08_shape(ln_pga);
    s.w1 = s1 * shape;
    s.w2 = s2 * shape;
    return s;
}

/** Magnitude scaling of each style of faulting, equations (5a, b). */
typedef struct {
    double strike_slip, normal, reverse, c12;
} oql_ba08_magnitude;

static inline oql_ba08_magnitude oql_ba08_magnitude_of(const oql_coef_boore_atkinson_2008 *C,
                                                       double mag)
{
    const double x = mag - C->Mh;
    const double scaling = x <= 0.0 ? x * (C->e5 + C->e6 * x) : C->e7 * x;
    const oql_ba08_magnitude r = {C->e2 + scaling, C->e3 + scaling, C->e4 + scaling,
                                  C->c1 + C->c2 * (mag - 4.5)};
    return r;
}

/** Rock motion ln y, equations (1), (3)-(5), of one context. */
static inline double oql_ba08_rock(const oql_coef_boore_atkinson_2008 *C,
                                   const oql_ba08_magnitude *f, double rjb, double rake)
{
    const double r2 = rjb * rjb + C->h * C->h;
    const double style = (rake > 30.0) & (rake < 150.0)
                             ? f->reverse
                             : ((rake > -150.0) & (rake < -30.0) ? f->normal : f->strike_slip);
    return style + f->c12 * (0.5 * oql_log(r2)) + C->c3 * (sqrt(r2) - 1.0);
}

#endif
