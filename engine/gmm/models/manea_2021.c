/* SPDX-License-Identifier: BSD-3-Clause */
/** Manea, Cioflan & Danciu (2021), earthquakes of intermediate depth under Vrancea. */
#include <math.h>

#include "coeffs/manea_2021.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_coef_manea_2021 *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_manea_2021, imt, &C->phi0, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *depth = x->col[OQL_HYPO_DEPTH];
    const double *vs30 = x->col[OQL_VS30], *f0 = x->col[OQL_F0], *arc = x->col[OQL_BACKARC];
    const double dm = x->mag - 5.7;
    const size_t mark = oql_work_mark(x->work);
    double *ln_r = oql_work_rows(x->work, 2, x->stride);
    double *ln_f = ln_r + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_r[i] = oql_log(rhypo[i]);
        ln_f[i] = oql_log(f0[i] / 15.0);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_manea_2021 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->phi0 + C->phi1 * dm + C->phi2 * dm * dm + OQL_LN_GAL_TO_G;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            /* 0 forearc, 1 backarc, 2 along the arc */
            const double back = arc[i] == 1.0 ? C->phi6 : (arc[i] == 2.0 ? C->phi5 : 0.0);
            const double q = arc[i] == 0.0 ? C->phi7 : back;
            const double site = oql_by_ec8(vs30[i], C->phi9, C->phi10, C->phi11, 0.0);
            l.mean[i] = base + C->phi3 * ln_r[i] + q * rhypo[i] + C->phi4 * depth[i] + site +
                        C->phi8 * ln_f[i];
        }
        oql_fill_sigmas(x->n, C->sigma, C->tau, C->phi, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ManeaEtAl2021",
              .reference = "Manea, Cioflan & Danciu (2022). Ground-motion models for Vrancea "
                           "intermediate-depth earthquakes. Earthquake Spectra 38(1), 407-431",
              .doi = "",
              .trt = OQL_TRT_INSLAB,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RHYPO | OQL_NEED_VS30 |
                       OQL_BIT(OQL_F0) | OQL_BIT(OQL_BACKARC),
              .mag = OQL_RANGE(4.0, 7.4),
              .dist_km = OQL_RANGE(0.0, 500.0),
              .depth_km = OQL_RANGE(70.0, HUGE_VAL),
              .period_s = OQL_RANGE(0.05, 10.0)},
     .row_size = sizeof(oql_coef_manea_2021),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(manea_2021) = {OQL_COUNT(classes), classes, 0, NULL};
