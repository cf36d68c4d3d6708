/* SPDX-License-Identifier: BSD-3-Clause */
/* Campbell (1997), PGA only: equation 3 with the deviation that depends on the median (equation 5).
 * Distances are rrup in place of the distance to the seismogenic rupture.
 */
#include "gmm/lanes.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    (void)g;
    (void)row;
    return imt->kind == OQL_IMT_PGA
               ? OQL_OK
               : OQL_FAIL(err, OQL_EMODEL, "%s is not defined, only PGA", imt->text);
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const double *rrup = ctx->col[OQL_RRUP], *rake = ctx->col[OQL_RAKE];
    const double *vs30 = ctx->col[OQL_VS30];
    const double mag = ctx->mag, size = 0.149 * oql_exp(0.647 * mag);
    const double ln_low = oql_log(0.068), ln_high = oql_log(0.21);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            const double ln_r = oql_log(rrup[i]);
            const double angle = rake[i] < 0.0 ? rake[i] + 360.0 : rake[i];
            const bool is_reverse = (angle >= 45.0) & (angle <= 135.0);
            const bool is_normal = (angle >= 225.0) & (angle <= 315.0);
            const double style = is_reverse ? 1.0 : (is_normal ? 0.5 : 0.0);
            const double hard = 0.405 - 0.222 * ln_r, soft = 0.440 - 0.171 * ln_r;
            const double site = vs30[i] >= 1500.0 ? hard : (vs30[i] >= 760.0 ? soft : 0.0);
            const double mean = -3.512 + 0.904 * mag -
                                1.328 * (0.5 * oql_log(rrup[i] * rrup[i] + size * size)) +
                                (1.125 - 0.112 * ln_r - 0.0957 * mag) * style + site;
            const double sloped = 0.173 - 0.140 * mean;
            l.mean[i] = mean;
            l.sigma[i] = mean < ln_low ? 0.55 : (mean <= ln_high ? sloped : 0.39);
            l.tau[i] = 0.0;
            l.phi[i] = 0.0;
        }
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "Campbell1997",
              .reference = "Campbell (1997), Empirical near-source attenuation relationships "
                           "for horizontal and vertical components of peak ground "
                           "acceleration, peak ground velocity, and pseudo-absolute "
                           "acceleration response spectra, Seismological Research Letters "
                           "68(1), 154-179",
              .doi = "10.1785/gssrl.68.1.154",
              .trt = "Active Shallow Crust",
              .measures = "PGA",
              .component = "Average Horizontal",
              .needs =
                  OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_VS30),
              .mag = {5.0, 8.0},
              .dist_km = {3.0, 60.0}},
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(campbell_1997) = {.n_class = OQL_COUNT(classes), .classes = classes};
