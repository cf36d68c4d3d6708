/* SPDX-License-Identifier: BSD-3-Clause */
/** Zafarani et al. (2018), Iran: horizontal component and ratio of vertical to horizontal. */
#include "coeffs/zafarani_2018_horizontal.h"
#include "coeffs/zafarani_2018_ratio.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    double ln_unit;
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    oql_coef_zafarani_2018_ratio *C = to;

    return oql_coeff_row(v->table, imt, &C->mh, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_zafarani_2018_ratio *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double d = x->mag - C->mh, h2 = C->h * C->h;
        const double base =
            OQL_LN10 * (C->e1 + (d <= 0.0 ? (C->b1 + C->b2 * d) * d : C->b3 * d)) + v->ln_unit;
        const double b = OQL_LN10 * C->sB, c = OQL_LN10 * C->sC, e = OQL_LN10 * C->sD;
        const double slip = OQL_LN10 * C->fSS, thrust = OQL_LN10 * C->fTF;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + 0.5 * C->c1 * oql_log(rjb[i] * rjb[i] + h2) +
                        oql_by_ec8(vs30[i], 0.0, b, c, e) +
                        oql_by_style(rake[i], slip, 0.0, thrust);
        }
        oql_fill_sigmas(x->n, OQL_LN10 * C->SigmaTot, OQL_LN10 * C->SigmaB,
                        OQL_LN10 * C->SigmaW, &l);
    }
}

#define CLASS(class_name, component_name, coeffs, ln_unit)                                     \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Zafarani, Luzi, Lanzano & Soghrat (2018). Empirical equations " \
                              "for the prediction of PGA and pseudo spectral accelerations "   \
                              "using Iranian strong-motion data. Journal of Seismology 22, "   \
                              "263-285",                                                       \
                 .doi = "10.1007/s10950-017-9704-y",                                           \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA SA",                                                         \
                 .component = component_name,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,         \
                 .period_s = OQL_RANGE(0.04, 4.0)},                                            \
        .variant = &(const variant){&(coeffs), ln_unit},                                       \
        .row_size = sizeof(oql_coef_zafarani_2018_ratio), .prepare = prepare, .eval = eval     \
    }

static const oql_gmm_class classes[] = {
    CLASS("ZafaraniEtAl2018", OQL_IMC_GEOMEAN, oql_table_zafarani_2018_horizontal,
          OQL_LN_GAL_TO_G),
    CLASS("ZafaraniEtAl2018VHratio", "Vertical-to-Horizontal Ratio",
          oql_table_zafarani_2018_ratio, 0.0),
};

OQL_GMM_FAMILY(zafarani_2018) = {OQL_COUNT(classes), classes, 0, NULL};
