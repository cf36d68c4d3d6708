/* SPDX-License-Identifier: BSD-3-Clause */
/** Sharma et al. (2009), the Himalaya; normal faulting counts as strike slip. */
#include "coeffs/sharma_2009.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_coef_sharma_2009 *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_sharma_2009, imt, &C->b1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];
    const double ln_unit = -2.2830607269796044; /* m/s^2 to g */

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_sharma_2009 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->b1 + C->b2 * x->mag) + ln_unit, h2 = C->b4 * C->b4;
        const double rock = OQL_LN10 * C->b5, slip = OQL_LN10 * C->b6;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + 0.5 * C->b3 * oql_log(rjb[i] * rjb[i] + h2) +
                        (vs30[i] > 760.0 ? rock : 0.0) + oql_by_style(rake[i], slip, slip, 0.0);
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "SharmaEtAl2009",
              .reference = "Sharma, Douglas, Bungum & Kotadia (2009). Ground-motion prediction "
                           "equations based on data from the Himalayan and Zagros regions. "
                           "Journal of Earthquake Engineering 13(8), 1191-1210",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,
              .period_s = OQL_RANGE(0.04, 2.5)},
     .row_size = sizeof(oql_coef_sharma_2009),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(sharma_2009) = {OQL_COUNT(classes), classes, 0, NULL};
