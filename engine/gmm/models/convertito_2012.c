/* SPDX-License-Identifier: BSD-3-Clause */
/** Convertito et al. (2012): peak acceleration at The Geysers geothermal field. */
#include "gmm/family.h"

#include "coeffs/convertito_2012.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_convertito_2012 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_convertito_2012, imt, &C->a, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_convertito_2012 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->a + C->b * x->mag + 2.0) + OQL_LN_GAL_TO_G;
        const double slope = 0.5 * C->c, h2 = C->h * C->h, linear = OQL_LN10 * C->d;
        const double soil = OQL_LN10 * C->e;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * oql_log(rhypo[i] * rhypo[i] + h2) + linear * rhypo[i] +
                        (vs30[i] < 760.0 ? soil : 0.0);
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ConvertitoEtAl2012Geysers",
              .reference =
                  "Convertito, Maercklin, Sharma & Zollo (2012). From induced "
                  "seismicity to direct time-dependent seismic hazard. Bulletin of the "
                  "Seismological Society of America 102(6), 2563-2573",
              .doi = "",
              .trt = OQL_TRT_GEOTHERMAL,
              .measures = "PGA",
              .component = OQL_IMC_LARGER,
              .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_VS30},
     .row_size = sizeof(oql_coef_convertito_2012),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(convertito_2012) = {OQL_COUNT(classes), classes, 0, NULL};
