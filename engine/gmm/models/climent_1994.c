/* SPDX-License-Identifier: BSD-3-Clause */
/** Climent et al. (1994), Central America; brought to the larger horizontal component. */
#include "gmm/family.h"

#include "coeffs/climent_1994.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_climent_1994 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    const oql_status st = oql_coeff_row(&oql_table_climent_1994, imt, &r->c.c1, err);

    (void)g;
    if (st == OQL_OK) {
        /* spectra are pseudo-velocities */
        const double ln_w = imt->kind == OQL_IMT_SA ? log(OQL_TWO_PI / imt->period_s) : 0.0;
        r->ln_unit = ln_w + OQL_LN_GAL_TO_G + 2.0 * OQL_LN10 - log(r->c.r_SA);
    }
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_climent_1994 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * x->mag + r->ln_unit;
        const double slope = C->c3, linear = C->c4, soil = C->c5;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            /* the nearest distance of the data */
            const double dist = oql_fmax(rhypo[i], 6.056877878);
            l.mean[i] =
                base + slope * oql_log(dist) + linear * dist + (vs30[i] < 760.0 ? soil : 0.0);
        }
        oql_fill_total(x->n, C->SigmaB / C->r_std, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ClimentEtAl1994",
              .reference = "Climent, Taylor, Ciudad Real, Strauch, Villagran, Dahle & Bungum "
                           "(1994). Spectral strong motion attenuation in Central America. "
                           "NORSAR Technical Report 2-17",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA SA",
              .component = OQL_IMC_LARGER,
              .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_VS30,
              .period_s = {0.025, 4.0}},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(climent_1994) = {OQL_COUNT(classes), classes, 0, NULL};
