/* SPDX-License-Identifier: BSD-3-Clause */
/** ECOS-09: macroseismic intensity from the calibration of the Swiss earthquake catalogue,
 *  which gives magnitude from intensity and distance at a depth of 10 km. */
#include "gmm/family.h"

#include "gmm/models/intensity.h"

typedef struct {
    double a, b, alpha, beta, sigma;
} variant;

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rhypo = x->col[OQL_RHYPO], depth_km = 10.0;
    const double c0 =
        v->alpha * (v->a * oql_log(30.0 / depth_km) + v->b * (30.0 - depth_km)) + v->beta;
    const double base = (x->mag - c0) / v->alpha, a = v->a, b = v->b;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + a * oql_log(rhypo[i] / depth_km) + b * (rhypo[i] - depth_km);
        }
        oql_fill_total(x->n, v->sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Fah, Giardini, Kastli, Deichmann, Gisler, Schwarz-Zanetti, "                 \
                 "Alvarez-Rubio, Sellami, Edwards, Allmann, Bethmann, Wossner, "               \
                 "Gassner-Stamm, Fritsche & Eberhard (2011). ECOS-09 earthquake catalogue of " \
                 "Switzerland, release 2011. Swiss Seismological Service, ETH Zurich",         \
    .doi = "", .trt = OQL_TRT_ACTIVE, .measures = "MMI", .component = OQL_IMC_HORIZONTAL,      \
    .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RHYPO

#define CLASS(class_name, ...)                                                                 \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){__VA_ARGS__},         \
        .prepare = oql_prepare_mmi, .eval = eval                                               \
    }

static const oql_gmm_class classes[] = {
    CLASS("ECOS2009", -0.67755, -0.00174, 0.7725, 1.0363, 0.4073),
    CLASS("ECOS2009Highest", -0.4834, -0.00179, 0.732, 1.132, 0.36474),
};

OQL_GMM_FAMILY(ecos_2009) = {OQL_COUNT(classes), classes, 0, NULL};
