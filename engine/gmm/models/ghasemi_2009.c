/* SPDX-License-Identifier: BSD-3-Clause */
/** Ghasemi et al. (2009), Iran. */
#include "gmm/family.h"

#include "coeffs/ghasemi_2009.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_ghasemi_2009 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_ghasemi_2009, imt, &C->a1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];
    const double growth = oql_exp10(0.42 * x->mag);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_ghasemi_2009 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->a1 + C->a2 * x->mag) + OQL_LN_GAL_TO_G;
        const double slope = C->a3, near_km = C->a4 * growth;
        const double rock = OQL_LN10 * C->a6, soil = OQL_LN10 * C->a7;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double site = vs30[i] >= 760.0 ? rock : soil;
            l.mean[i] = base + slope * oql_log(rrup[i] + near_km) + site;
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "GhasemiEtAl2009",
              .reference = "Ghasemi, Zare, Fukushima & Koketsu (2009). An empirical spectral "
                           "ground-motion model for Iran. Journal of Seismology 13(4), 499-515",
              .doi = "10.1007/s10950-008-9143-x",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA SA",
              .component = OQL_IMC_GMROTI50,
              .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30,
              .period_s = {0.05, 3.0}},
     .row_size = sizeof(oql_coef_ghasemi_2009),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(ghasemi_2009) = {OQL_COUNT(classes), classes, 0, NULL};
