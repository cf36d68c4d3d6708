/* SPDX-License-Identifier: BSD-3-Clause */
/** Dowrick & Rhoades (2005), Modified Mercalli intensity in New Zealand. */
#include "coeffs/dowrickrhoades_2005_deep.h"
#include "coeffs/dowrickrhoades_2005_main.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    bool crust;                               /**< style of faulting by rake */
    double reverse, volcanic, interface_term; /**< dummy variables of the other regions */
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    oql_coef_dowrickrhoades_2005_main *C = to;

    return oql_coeff_row(v->table, imt, &C->A1, err);
}

/** Change of intensity by site class from vs30 (A to E by NEHRP's limits), fading at high
 *  intensities. */
static inline double site_term(double vs30, double mmi)
{
    const double stiff = vs30 > 760.0 ? (vs30 > 1500.0 ? -1.0 : -0.5) : 0.0;
    const double soft = vs30 < 180.0 ? 1.0 : 0.5;
    const double low = vs30 <= 360.0 ? soft : stiff;
    const double middle = low * (1.0 - 0.5 * (mmi - 7.0));

    return mmi <= 7.0 ? low : (mmi < 9.5 ? middle : -0.25 * low);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];
    const double *rake = x->col[OQL_RAKE], *vs30 = x->col[OQL_VS30];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_dowrickrhoades_2005_main *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double d3 = C->d * C->d * C->d;
        const double base =
            C->A1 + (C->A2 + C->A2V * v->volcanic) * x->mag + C->A5 * v->interface_term;
        const double reverse = C->A2R * x->mag;
        const double slope = C->A3 + C->A3V * v->volcanic;
        const double strike_slip = v->crust ? C->A3S : 0.0;
        const double other = v->reverse * reverse;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double a = oql_fabs(rake[i]);
            const bool r = rake[i] > 45.0 && rake[i] < 135.0;
            const double s = a <= 45.0 ? strike_slip : (a >= 135.0 ? strike_slip : 0.0);
            const double r3 = rrup[i] * rrup[i] * rrup[i] + d3;
            const double mmi = base + (v->crust ? (r ? reverse : 0.0) : other) +
                               (slope + s) * (1.0 / 3.0) * oql_log10(r3) + C->A4 * depth[i];
            l.mean[i] = mmi + site_term(vs30[i], mmi);
        }
        oql_fill_parts(x->n, C->tau, C->sigma, &l);
    }
}

#define CLASS(class_name, region, coeffs, ...)                                                 \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Dowrick & Rhoades (2005). Revised models for attenuation of "   \
                              "Modified Mercalli intensity in New Zealand earthquakes. "       \
                              "Bulletin of the New Zealand Society for Earthquake "            \
                              "Engineering 38(4), 185-214",                                    \
                 .doi = "10.5459/bnzsee.38.4.185-214",                                         \
                 .trt = region,                                                                \
                 .measures = "MMI",                                                            \
                 .component = OQL_IMC_HORIZONTAL,                                              \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_DEPTH | OQL_NEED_RRUP |      \
                          OQL_NEED_VS30},                                                      \
        .variant = &(const variant){&(coeffs), __VA_ARGS__},                                   \
        .row_size = sizeof(oql_coef_dowrickrhoades_2005_main), .prepare = prepare,             \
        .eval = eval                                                                           \
    }

#define MAIN oql_table_dowrickrhoades_2005_main
#define DEEP oql_table_dowrickrhoades_2005_deep

static const oql_gmm_class classes[] = {
    CLASS("DowrickRhoades2005Asc", OQL_TRT_ACTIVE, MAIN, .crust = true),
    CLASS("DowrickRhoades2005SInter", OQL_TRT_INTERFACE, MAIN, .reverse = 1.0,
          .interface_term = 1.0),
    CLASS("DowrickRhoades2005SSlab", OQL_TRT_INSLAB, DEEP, .reverse = 0.0),
    CLASS("DowrickRhoades2005Volc", OQL_TRT_VOLCANIC, MAIN, .volcanic = 1.0),
};

OQL_GMM_FAMILY(dowrickrhoades_2005) = {OQL_COUNT(classes), classes, 0, NULL};
