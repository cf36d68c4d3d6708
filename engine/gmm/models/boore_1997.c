/* SPDX-License-Identifier: BSD-3-Clause */
/* Boore, Joyner & Fumal (1997): geometric mean or an arbitrary horizontal component, for a known or
 * an unspecified style of faulting (which normal faulting shares).
 */
#include "coeffs/boore_1997.h"
#include "gmm/lanes.h"

typedef struct {
    bool has_style, arbitrary;
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    (void)g;
    return oql_coeff_row(&oql_table_boore_1997, imt, to, err);
}

static void eval_measure(const oql_ctx *ctx, const oql_coef_boore_1997 *C, bool has_style,
                         const double *ln_v, double *mean)
{
    const double *rjb = ctx->col[OQL_RJB], *rake = ctx->col[OQL_RAKE];
    const double dm = ctx->mag - 6.0, h2 = C->h * C->h;
    const double base = dm * (C->B2 + C->B3 * dm) - C->Bv * oql_log(C->Va);
    const double all = C->B1all, slip = C->B1ss, reverse = C->B1rv, b5 = C->B5, bv = C->Bv;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = base + b5 * (0.5 * oql_log(rjb[i] * rjb[i] + h2)) + bv * ln_v[i];
    }
    if (!has_style) {
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] += all;
        }
        return;
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double steep = oql_fabs(rake[i]);
        const bool is_slip = (steep <= 30.0) | (180.0 - steep <= 30.0);
        mean[i] += is_slip ? slip : (rake[i] > 0.0 ? reverse : all);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t mark = oql_work_mark(ctx->work);
    double *ln_v = oql_work_rows(ctx->work, 1, ctx->stride);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        ln_v[i] = oql_log(vs30[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_boore_1997 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        eval_measure(ctx, C, v->has_style, ln_v, l.mean);
        const double within = v->arbitrary ? C->sigma_r : C->sigma1;
        oql_fill_parts(ctx->n, C->sigma_e, within, &l);
        if (v->arbitrary) {
            oql_fill(ctx->n, C->sigma_tot, l.sigma);
        }
    }
    oql_work_release(ctx->work, mark);
}

static const variant geometric = {true, false}, geometric_any = {false, false};
static const variant arbitrary = {true, true}, arbitrary_any = {false, true};

#define NEEDS (OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_VS30))
#define CLASS(class_name, how, more, what)                                                     \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Boore, Joyner & Fumal (1997), Equations for estimating "                 \
                     "horizontal response spectra and peak acceleration from western "         \
                     "North American earthquakes: a summary of recent work, "                  \
                     "Seismological Research Letters 68(1), 128-153",                          \
                 .doi = "10.1785/gssrl.68.1.128",                                              \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "PGA SA",                                                         \
                 .component = how,                                                             \
                 .needs = NEEDS | (more),                                                      \
                 .mag = {5.5, 7.5},                                                            \
                 .dist_km = {0.0, 80.0},                                                       \
                 .period_s = {0.1, 2.0}},                                                      \
        .variant = &(what), .row_size = sizeof(oql_coef_boore_1997), .prepare = prepare,       \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("BooreEtAl1997GeometricMean", "Average Horizontal", OQL_BIT(OQL_RAKE), geometric),
    CLASS("BooreEtAl1997GeometricMeanUnspecified", "Average Horizontal", 0, geometric_any),
    CLASS("BooreEtAl1997ArbitraryHorizontal", "Horizontal", OQL_BIT(OQL_RAKE), arbitrary),
    CLASS("BooreEtAl1997ArbitraryHorizontalUnspecified", "Horizontal", 0, arbitrary_any),
};

OQL_GMM_FAMILY(boore_1997) = {.n_class = OQL_COUNT(classes), .classes = classes};
