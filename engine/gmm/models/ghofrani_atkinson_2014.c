/* SPDX-License-Identifier: BSD-3-Clause */
/* Ghofrani & Atkinson (2014) for large interface earthquakes in Japan, the form for Cascadia (which
 * has another site response, factor af) and the epistemic bands of both.
 */
#include "coeffs/ghofrani_atkinson_2014.h"
#include "gmm/lanes.h"

#define LN10     2.302585092994046
#define LN_GAL_G (-6.888230912967695) /* ln(0.01 / 9.80665) */

typedef struct {
    bool is_cascadia;
    double band; /* -1 lower, 0 central, 1 upper */
} variant;

typedef struct {
    oql_coef_ghofrani_atkinson_2014 c;
    double unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    (void)g;
    row *r = to;
    r->unit = imt->kind == OQL_IMT_PGV ? 0.0 : LN_GAL_G;
    return oql_coeff_row(&oql_table_ghofrani_atkinson_2014, imt, (double *)&r->c, err);
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rrup = ctx->col[OQL_RRUP], *vs30 = ctx->col[OQL_VS30];
    const double *backarc = ctx->col[OQL_BACKARC];
    const double band = LN10 * v->band;
    const size_t mark = oql_work_mark(ctx->work);
    double *spread = oql_work_rows(ctx->work, 1, ctx->stride);
    double *ln_v = oql_work_rows(ctx->work, 1, ctx->stride);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        /* 60 km of saturation, equation 3, and the band, equation 9 */
        spread[i] = -0.5 * oql_log(rrup[i] * rrup[i] + 3600.0) +
                    band * oql_fmin(0.15 + 0.0007 * rrup[i], 0.35);
        ln_v[i] = oql_log(vs30[i] / 760.0);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        const double base =
            LN10 * (r->c.a + r->c.b * ctx->mag + (v->is_cascadia ? r->c.af : 0.0)) + r->unit;
        const double fore = LN10 * r->c.c1, back = LN10 * r->c.c2, c3 = r->c.c3;
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            l.mean[i] =
                base + spread[i] + (backarc[i] != 0.0 ? back : fore) * rrup[i] + c3 * ln_v[i];
        }
        oql_fill_parts(ctx->n, LN10 * r->c.tau, LN10 * r->c.sigma, &l);
    }
    oql_work_release(ctx->work, mark);
}

#define CLASS(class_name, v)                                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Ghofrani & Atkinson (2014), Ground-motion prediction equations "         \
                     "for interface earthquakes of M7 to M9 based on empirical data "          \
                     "from Japan, Bulletin of Earthquake Engineering 12(2), 549-571",          \
                 .doi = "10.1007/s10518-013-9533-5",                                           \
                 .trt = "Subduction Interface",                                                \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Average Horizontal",                                            \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_VS30) |           \
                          OQL_BIT(OQL_BACKARC),                                                \
                 .mag = {7.0, 9.0},                                                            \
                 .period_s = {0.07, 9.09}},                                                    \
        .variant = &(v), .row_size = sizeof(row), .prepare = prepare, .eval = eval             \
    }

static const variant central = {false, 0.0}, upper = {false, 1.0}, lower = {false, -1.0};
static const variant cascadia = {true, 0.0}, cascadia_upper = {true, 1.0};
static const variant cascadia_lower = {true, -1.0};

static const oql_gmm_class classes[] = {
    CLASS("GhofraniAtkinson2014", central),
    CLASS("GhofraniAtkinson2014Upper", upper),
    CLASS("GhofraniAtkinson2014Lower", lower),
    CLASS("GhofraniAtkinson2014Cascadia", cascadia),
    CLASS("GhofraniAtkinson2014CascadiaUpper", cascadia_upper),
    CLASS("GhofraniAtkinson2014CascadiaLower", cascadia_lower),
};

OQL_GMM_FAMILY(ghofrani_atkinson_2014) = {.n_class = OQL_COUNT(classes), .classes = classes};
