/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_NGA_EAST_SITE_H
#define OQL_GMM_MODELS_NGA_EAST_SITE_H

#include "coeffs/nga_east_f760.h"
#include "coeffs/nga_east_linear.h"
#include "coeffs/nga_east_nonlinear.h"
#include "gmm/models/terms.h"

/** Site response of central and eastern North America relative to rock of 3000 m/s, with its
 *  epistemic deviation.
 *
 *  Sources   Stewart et al. (2020), doi:10.1177/8755293019878185 (linear); Hashash et al.
 *            (2020), doi:10.1177/8755293019878193 (nonlinear)
 */
typedef struct {
    oql_coef_nga_east_linear lin;
    oql_coef_nga_east_nonlinear non;
    oql_coef_nga_east_f760 f760;
    double ref; /**< 760 m/s for periods up to 0.4 s, else 3000 */
} oql_nga_east_site;

static inline oql_status oql_nga_east_site_prepare(const oql_imt *imt, oql_nga_east_site *s,
                                                   oql_err *err)
{
    const double period = imt->kind == OQL_IMT_PGV ? 0.5 : imt->period_s;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_nga_east_linear, imt, &s->lin.c, err));
    OQL_TRY(oql_coeff_row(&oql_table_nga_east_nonlinear, imt, &s->non.f3, err));
    OQL_TRY(oql_coeff_row(&oql_table_nga_east_f760, imt, &s->f760.f760i, err));
    s->ref = period <= 0.4 ? 760.0 : 3000.0;
done:
    return st;
}

/** Weight of the impedance model of f760: 0.1 up to 400 m/s, 0.767 from 600 m/s. */
static inline double oql_nga_east_weight(double ln_v)
{
    const double ln_400 = 5.991464547107982, ln_600 = 6.396929655216146;
    return oql_ramp(ln_v, ln_400, 0.1, ln_600, 0.767);
}

/** ln of the linear amplification at one lane. */
static inline double oql_nga_east_linear(const oql_nga_east_site *s, double vs30)
{
    const double ln_v = oql_log(vs30), w = oql_nga_east_weight(ln_v);
    const double f760 = w * s->f760.f760i + (1.0 - w) * s->f760.f760g;
    const double f_v = s->lin.c * oql_log(oql_clamp(vs30, s->lin.v1, s->lin.v2) / 760.0);
    /* beyond 2000 m/s it falls to nothing at 3000 */
    const double share = oql_log(oql_clamp(vs30, 2000.0, 3000.0) / 2000.0) / 0.4054651081081644;
    return (f_v + f760) * (1.0 - share);
}

/** ln of the nonlinear factor of the strength of shaking, ln((pga + f3) / f3). */
static inline double oql_nga_east_shaking(const oql_nga_east_site *s, double pga)
{
    return oql_log((pga + s->non.f3) / s->non.f3);
}

/** ln of the nonlinear amplification; f4 is that of the table or another weighting of it. */
static inline double oql_nga_east_nonlinear(const oql_nga_east_site *s, double f4, double vs30,
                                            double shaking)
{
    const double f2 = f4 * (oql_exp(s->non.f5 * (oql_fmin(vs30, s->ref) - 360.0)) -
                            oql_exp(s->non.f5 * (s->ref - 360.0)));
    return vs30 < s->non.Vc ? f2 * shaking : 0.0;
}

/** Epistemic deviation of the sum of both. */
static inline double oql_nga_east_site_sigma(const oql_nga_east_site *s, double vs30,
                                             double shaking)
{
    const double ln_v = oql_log(vs30), w = oql_nga_east_weight(ln_v);
    const double f760 = w * s->f760.f760is + (1.0 - w) * s->f760.f760gs;
    const double mid = s->lin.sigma_vc, dl = s->lin.sigma_L - mid, du = s->lin.sigma_U - mid;
    const double x = (vs30 - 200.0) / (s->lin.vf - 200.0);
    const double y = (vs30 - s->lin.v2) / (2000.0 - s->lin.v2);
    const double soft = s->lin.sigma_L - 2.0 * dl * x + dl * x * x;
    const double stiff = vs30 > s->lin.v2 ? mid + du * y * y : mid;
    const double hard =
        s->lin.sigma_U *
        (1.0 - oql_log(oql_clamp(vs30, 2000.0, 3000.0) / 2000.0) / 0.4054651081081644);
    const double below = vs30 < s->lin.vf ? soft : stiff;
    const double linear = vs30 >= 2000.0 ? hard : below;
    /* from 300 m/s it falls to nothing at 1000 */
    const double share = oql_log(oql_clamp(vs30, 300.0, 1000.0) / 300.0) / 1.2039728043259361;
    const double nonlinear = s->non.sigma_c * (1.0 - share) * shaking;
    return sqrt(f760 * f760 + linear * linear + nonlinear * nonlinear);
}

#endif
