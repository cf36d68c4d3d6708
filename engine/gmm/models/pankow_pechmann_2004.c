/* SPDX-License-Identifier: BSD-3-Clause */
/** Pankow & Pechmann (2004), extensional regimes (SEA99 revised). */
#include "coeffs/pankow_pechmann_2004.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_pankow_pechmann_2004 c;
    double ln_unit; /**< pseudo-velocity in cm/s to g */
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    if (imt->kind == OQL_IMT_SA) {
        r->ln_unit = log(OQL_TWO_PI / imt->period_s) + OQL_LN_GAL_TO_G;
    }
    return oql_coeff_row(&oql_table_pankow_pechmann_2004, imt, &r->c.Bv, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30];
    const double d = x->mag - 6.0;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_pankow_pechmann_2004 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->b1 + C->b2 * d + C->b3 * d * d) + r->ln_unit;
        const double soil = OQL_LN10 * C->b6, h2 = C->h * C->h;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + 0.5 * C->b5 * oql_log(rjb[i] * rjb[i] + h2) +
                        (vs30[i] > 910.0 ? 0.0 : soil);
        }
        oql_fill_total(x->n, OQL_LN10 * C->SlZ, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "PankowPechmann2004",
              .reference = "Pankow & Pechmann (2004). The SEA99 ground-motion predictive "
                           "relations for extensional tectonic regimes: revisions and a new "
                           "peak ground velocity relation. Bulletin of the Seismological "
                           "Society of America 94(1), 341-348",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RJB | OQL_NEED_VS30,
              .mag = OQL_RANGE(5.0, 7.7),
              .dist_km = OQL_RANGE(0.0, 100.0),
              .period_s = OQL_RANGE(0.1, 2.0)},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(pankow_pechmann_2004) = {OQL_COUNT(classes), classes, 0, NULL};
