/* SPDX-License-Identifier: BSD-3-Clause */
/** Sabetta & Pugliese (1996), Italy, as the hazard map MPS04 uses it: Mw is converted, and
 * styles of
 *  faulting of Bommer et al. (2003) are added from magnitude 6. */
#include <math.h>

#include "coeffs/sabetta_pugliese_1996.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_sabetta_pugliese_1996 c;
    double ln_unit; /**< pseudo-velocity in cm/s to g for SA */
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    if (imt->kind == OQL_IMT_SA) {
        r->ln_unit = log(OQL_TWO_PI / imt->period_s) + OQL_LN_GAL_TO_G;
    } else if (imt->kind == OQL_IMT_PGV) {
        r->ln_unit = OQL_LN_GAL_TO_G; /* as OpenQuake does */
    }
    return oql_coeff_row(&oql_table_sabetta_pugliese_1996, imt, &r->c.a, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *repi = x->col[OQL_REPI], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];
    /* local or surface-wave magnitude */
    const double mag = x->mag < 5.5 ? (x->mag - 1.145) / 0.812 : (x->mag - 1.938) / 0.673;
    const double on = x->mag < 6.0 ? 0.0 : 1.0;
    const double slip = on * oql_log(0.94), normal = on * oql_log(0.89);
    const double reverse = on * oql_log(1.15);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_sabetta_pugliese_1996 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->a + C->b * mag) + r->ln_unit, h2 = C->h * C->h;
        const double shallow = OQL_LN10 * C->e1, deep = OQL_LN10 * C->e2;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double soil = vs30[i] < 400.0 ? deep : shallow;
            l.mean[i] = base + 0.5 * C->c * oql_log(repi[i] * repi[i] + h2) +
                        (vs30[i] < 800.0 ? soil : 0.0) +
                        oql_by_style(rake[i], slip, normal, reverse);
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "SabettaPugliese1996",
              .reference = "Sabetta & Pugliese (1996). Estimation of response spectra and "
                           "simulation of nonstationary earthquake ground motions. Bulletin of "
                           "the Seismological Society of America 86(2), 337-352",
              .doi = "10.1785/BSSA0860020337",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_LARGER,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_REPI | OQL_NEED_VS30,
              .period_s = OQL_RANGE(0.04, 4.0)},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(sabetta_pugliese_1996) = {OQL_COUNT(classes), classes, 0, NULL};
