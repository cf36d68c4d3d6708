/* SPDX-License-Identifier: BSD-3-Clause */
/** Berge-Thierry et al. (2003), the French rule RFS 2001-01: magnitude Ms, or Mw by the
 *  conversions of Weatherill et al. (2016, W) and of Lolli et al. (2014, L), whose uncertainty
 *  is added. */
#include "gmm/family.h"

#include "coeffs/berge_thierry_2003.h"
#include "gmm/models/terms.h"

typedef enum { MS, MS_UNCERTAIN, MW_W, MW_L_MED, MW_L_ITA, MW_L_GBL } variant;

typedef struct {
    double ms, sigma;
} magnitude;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_berge_thierry_2003 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_berge_thierry_2003, imt, &C->a, err);
}

/* Mw = exp(a + b Ms) + c turned round, with the deviation of Mw brought to Ms. */
static magnitude exponential(double mw, double a, double b, double c, double sigma)
{
    const double ms = (oql_log(mw - c) - a) / b;
    const magnitude m = {ms, sigma / (b * oql_exp(a + b * ms))};
    return m;
}

static magnitude convert(variant v, double mag)
{
    magnitude m = {mag, 0.0};

    switch (v) {
    case MS:
        break;
    case MS_UNCERTAIN:
        m.sigma = 0.2;
        break;
    case MW_W:
        m.ms = mag <= 6.064 ? (mag - 2.369) / 0.616 : (mag - 0.1) / 0.994;
        m.sigma = mag <= 6.064 ? 0.147 / 0.616 : 0.174 / 0.994;
        break;
    case MW_L_MED:
        m = exponential(mag, 2.133, 0.063, -6.205, 0.1703);
        break;
    case MW_L_ITA:
        m = exponential(mag, 1.421, 0.108, -1.863, 0.1685);
        break;
    case MW_L_GBL:
        m = mag < 5.75 ? exponential(mag, 2.133, 0.063, -6.205, 0.1703)
                       : exponential(mag, -0.109, 0.229, 2.586, 0.1462);
        break;
    }
    return m;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const magnitude mag = convert(*v, x->mag);
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_berge_thierry_2003 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * C->a * mag.ms + OQL_LN_GAL_TO_G,
                     linear = OQL_LN10 * C->b;
        const double rock = OQL_LN10 * C->c1, soil = OQL_LN10 * C->c2;
        const double sigma = OQL_LN10 * C->sigma, by_mag = C->a * mag.sigma;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double dist = oql_fmax(rhypo[i], 4.0);
            l.mean[i] = base + linear * dist - oql_log(dist) + (vs30[i] >= 800.0 ? rock : soil);
        }
        oql_fill_total(x->n, sqrt(sigma * sigma + by_mag * by_mag), &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Berge-Thierry, Cotton, Scotti, Griot-Pommera & Fukushima (2003). New "       \
                 "empirical response spectral attenuation laws for moderate European "         \
                 "earthquakes. Journal of Earthquake Engineering 7(2), 193-222",               \
    .doi = "", .trt = OQL_TRT_ACTIVE, .measures = "PGA SA", .component = OQL_IMC_HORIZONTAL,   \
    .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_VS30, .mag = OQL_RANGE(4.0, 7.9),        \
    .dist_km = OQL_RANGE(4.0, 330.0), .period_s = OQL_RANGE(0.029412, 10.0)

#define CLASS(class_name, kind)                                                                \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){kind},                \
        .row_size = sizeof(oql_coef_berge_thierry_2003), .prepare = prepare, .eval = eval      \
    }

static const oql_gmm_class classes[] = {
    CLASS("BergeThierryEtAl2003Ms", MS),
    CLASS("BergeThierryEtAl2003MwL_GBL", MW_L_GBL),
    CLASS("BergeThierryEtAl2003MwL_ITA", MW_L_ITA),
    CLASS("BergeThierryEtAl2003MwL_MED", MW_L_MED),
    CLASS("BergeThierryEtAl2003MwW", MW_W),
    CLASS("BergeThierryEtAl2003SIGMA", MS_UNCERTAIN),
};

OQL_GMM_FAMILY(berge_thierry_2003) = {OQL_COUNT(classes), classes, 0, NULL};
