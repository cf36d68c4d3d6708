/* SPDX-License-Identifier: BSD-3-Clause */
/** Ambraseys, Simpson & Bommer (1996), Europe; with conversions to Mw, from the epicentral
 *  distance and the style factors of Bommer et al. (2003). */
#include "gmm/family.h"

#include "coeffs/ambraseys_1996.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_ambraseys_1996 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_ambraseys_1996, imt, &C->c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *repi = x->col[OQL_REPI], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];
    const bool large = x->mag >= 6.0; /* ruptures with extent and known style */
    const double ms = (x->mag - 1.938) / 0.673;
    const double shift = large ? -3.5525 : 0.0, scale = large ? 0.8845 : 1.0;
    const double ln_style = large ? 1.0 : 0.0;
    const double reverse = ln_style * 0.12221763272424911;      /* ln 1.13 */
    const double normal = ln_style * -0.12783337150988489;      /* ln 0.88 */
    const double strike_slip = ln_style * -0.07257069283483537; /* ln 0.93 */

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_ambraseys_1996 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c1 + C->c2 * ms), slope = 0.5 * C->c4;
        const double h2 = C->h * C->h, stiff = OQL_LN10 * C->ca, soft = OQL_LN10 * C->cs;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double dist = oql_fmax(shift + scale * repi[i], 0.0);
            const double site = vs30[i] <= 360.0 ? soft : (vs30[i] <= 750.0 ? stiff : 0.0);
            l.mean[i] = base + slope * oql_log(dist * dist + h2) + site +
                        oql_by_style(rake[i], strike_slip, normal, reverse);
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "AmbraseysEtAl1996",
              .reference =
                  "Ambraseys, Simpson & Bommer (1996). Prediction of horizontal response "
                  "spectra in Europe. Earthquake Engineering and Structural Dynamics "
                  "25(4), 371-400",
              .doi = "10.1002/(SICI)1096-9845(199604)25:4<371::AID-EQE550>3.0.CO;2-A",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA SA",
              .component = OQL_IMC_LARGER,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_REPI | OQL_NEED_VS30,
              .mag = {4.0, 7.9},
              .dist_km = {0.0, 260.0},
              .period_s = {0.1, 2.0}},
     .row_size = sizeof(oql_coef_ambraseys_1996),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(ambraseys_1996) = {OQL_COUNT(classes), classes, 0, NULL};
