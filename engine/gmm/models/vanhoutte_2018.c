/* SPDX-License-Identifier: BSD-3-Clause */
/** Van Houtte, Larkin & Holden (2018), significant duration in New Zealand. */
#include "coeffs/vanhoutte_2018.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_coef_vanhoutte_2018 *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_vanhoutte_2018, imt, &C->b0, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];
    const double d = x->mag - 6.0;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_vanhoutte_2018 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double h = oql_exp(C->b4 + C->b5 * d), h2 = h * h;
        const double base = C->b0 + C->b1 * d + C->b2 * d * d;
        const double ln_100 = 0.5 * oql_log(1e4 + h2);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double ln_r = 0.5 * oql_log(rrup[i] * rrup[i] + h2);
            l.mean[i] = base + C->b3 * oql_fmin(ln_r, ln_100) +
                        C->b6 * oql_fmax(ln_r - ln_100, 0.0) +
                        C->b7 * oql_log(vs30[i] / 1000.0);
        }
        oql_fill_parts(x->n, C->tau, C->phi, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "VanHoutteEtAl2018RSD",
              .reference =
                  "Van Houtte, Larkin & Holden (2018). On durations, peak factors, and "
                  "nonstationarity corrections in seismic hazard applications of "
                  "random vibration theory. Bulletin of the Seismological Society of "
                  "America 108(1), 418-436",
              .doi = "10.1785/0120170076",
              .trt = OQL_TRT_ACTIVE,
              .measures = "RSD575",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30},
     .row_size = sizeof(oql_coef_vanhoutte_2018),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(vanhoutte_2018) = {OQL_COUNT(classes), classes, 0, NULL};
