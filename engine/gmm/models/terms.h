/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_TERMS_H
#define OQL_GMM_MODELS_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/imt.h"
#include "gmm/family.h"
#include "gmm/lanes.h"
#include "gmm/models/units.h"

/** Pieces that many families share: region and component names, classes of style of faulting
 *  and of site, magnitude conversions. What takes a lane's value is free of branches, so that
 *  it may stand in a loop marked OQL_SIMD. */

#define OQL_TWO_PI 6.28318530717958647693
#define OQL_NO_CAP 1e300 /**< a cap that never caps */

/* Tectonic regions and horizontal components as OpenQuake spells them. */
#define OQL_TRT_ACTIVE     "Active Shallow Crust"
#define OQL_TRT_STABLE     "Stable Shallow Crust"
#define OQL_TRT_INTERFACE  "Subduction Interface"
#define OQL_TRT_INSLAB     "Subduction IntraSlab"
#define OQL_TRT_VOLCANIC   "Volcanic"
#define OQL_TRT_GEOTHERMAL "Geothermal"
#define OQL_TRT_INDUCED    "Induced"
#define OQL_IMC_GEOMEAN    "Average Horizontal"
#define OQL_IMC_GMROTI50   "Average Horizontal (GMRotI50)"
#define OQL_IMC_ROTD50     "Average Horizontal (RotD50)"
#define OQL_IMC_ROTD100    "Horizontal Maximum Direction (RotD100)"
#define OQL_IMC_LARGER     "Greater of two horizontal"
#define OQL_IMC_RANDOM     "Random horizontal"
#define OQL_IMC_HORIZONTAL "Horizontal"
#define OQL_IMC_VERTICAL   "Vertical"

/** An interval of validity; a macro's body cannot hold the bare braces without confusing
 *  clang-format. */
#define OQL_RANGE(from, to)                                                                    \
    {                                                                                          \
        from, to                                                                               \
    }

/* Bits of needs, short. */
#define OQL_NEED_MAG   OQL_BIT(OQL_MAG)
#define OQL_NEED_RAKE  OQL_BIT(OQL_RAKE)
#define OQL_NEED_RJB   OQL_BIT(OQL_RJB)
#define OQL_NEED_RRUP  OQL_BIT(OQL_RRUP)
#define OQL_NEED_RHYPO OQL_BIT(OQL_RHYPO)
#define OQL_NEED_REPI  OQL_BIT(OQL_REPI)
#define OQL_NEED_VS30  OQL_BIT(OQL_VS30)
#define OQL_NEED_DEPTH OQL_BIT(OQL_HYPO_DEPTH)

/** The measure PGA. */
static inline oql_imt oql_imt_pga(void)
{
    const oql_imt pga = {.kind = OQL_IMT_PGA, .damping_pct = 5.0, .text = "PGA"};
    return pga;
}

/** True for the spectral acceleration of that period. */
static inline bool oql_imt_is_sa(const oql_imt *imt, double period_s)
{
    return imt->kind == OQL_IMT_SA && imt->period_s == period_s;
}

/** ln of the factor from gal to g for PGA and SA, 0 for other measures. */
static inline double oql_ln_unit(const oql_imt *imt)
{
    return imt->kind == OQL_IMT_PGA || imt->kind == OQL_IMT_SA ? OQL_LN_GAL_TO_G : 0.0;
}

/** Cap on the ln median in the US national maps: 1.5 g for PGA, 3 g for short periods (Petersen
 *  et al. 2008, USGS Open-File Report 2008-1128). */
static inline double oql_nshmp_cap(const oql_imt *imt)
{
    if (imt->period_s == 0.0) {
        return 0.405;
    }
    return imt->period_s > 0.02 && imt->period_s < 0.55 ? 1.099 : OQL_NO_CAP;
}

/** Moment magnitude from Mblg after Johnston (1996, GJI 124, 381-414). */
static inline double oql_mw_johnston_1996(double mblg)
{
    return 1.14 + 0.24 * mblg + 0.0933 * mblg * mblg;
}

/** Moment magnitude from Mblg after Atkinson & Boore (1987, BSSA 77, 1599-1613). */
static inline double oql_mw_atkinson_boore_1987(double mblg)
{
    return 2.715 - 0.277 * mblg + 0.127 * mblg * mblg;
}

/** The init of a class whose only argument is adjustment_factor: its ln goes to the state, a
 *  single double. */
static inline oql_status oql_init_adjustment(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"adjustment_factor"};
    double *const ln_factor = oql_gmm_state(g);
    double factor = 1.0;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 1, known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &factor, err));
    if (!(factor > 0.0)) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: adjustment_factor: found %g, expected a number > 0",
                      spec->name, factor);
        goto done;
    }
    *ln_factor = log(factor);
done:
    return st;
}

/** Three deviations that are the same in every lane. */
static inline void oql_fill_sigmas(size_t n, double sigma, double tau, double phi,
                                   const oql_lanes *l)
{
    oql_fill(n, sigma, l->sigma);
    oql_fill(n, tau, l->tau);
    oql_fill(n, phi, l->phi);
}

/** x clamped to [lo, hi]. */
static inline double oql_clamp(double x, double lo, double hi)
{
    return oql_fmin(oql_fmax(x, lo), hi);
}

/** The line through (x0, y0) and (x1, y1), constant outside of [x0, x1]. */
static inline double oql_ramp(double x, double x0, double y0, double x1, double y1)
{
    return y0 + (y1 - y0) * (oql_clamp(x, x0, x1) - x0) / (x1 - x0);
}

/** One of three values by style of faulting: reverse for rakes in (30, 150), normal in
 *  (-150, -30), else strike slip. */
static inline double oql_by_style(double rake, double strike_slip, double normal,
                                  double reverse)
{
    const double r = ((rake > 30.0) & (rake < 150.0)) ? reverse : strike_slip;
    return ((rake > -150.0) & (rake < -30.0)) ? normal : r;
}

/** The same with narrower windows: reverse in (45, 135), normal in (-135, -45). */
static inline double oql_by_style_45(double rake, double strike_slip, double normal,
                                     double reverse)
{
    const double r = ((rake > 45.0) & (rake < 135.0)) ? reverse : strike_slip;
    return ((rake > -135.0) & (rake < -45.0)) ? normal : r;
}

/** The same with windows of unequal width: reverse in (30, 150], normal in (-120, -60]. */
static inline double oql_by_style_60(double rake, double strike_slip, double normal,
                                     double reverse)
{
    const double r = ((rake > 30.0) & (rake <= 150.0)) ? reverse : strike_slip;
    return ((rake > -120.0) & (rake <= -60.0)) ? normal : r;
}

/** One of four values by Eurocode 8 site class from vs30: A >= 800, B >= 360, C >= 180, D. */
static inline double oql_by_ec8(double vs30, double a, double b, double c, double d)
{
    const double cd = vs30 < 180.0 ? d : c;
    const double ab = vs30 < 800.0 ? b : a;
    return vs30 < 360.0 ? cd : ab;
}

#endif
