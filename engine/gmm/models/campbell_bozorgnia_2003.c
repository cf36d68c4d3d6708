/* SPDX-License-Identifier: BSD-3-Clause */
/* Campbell & Bozorgnia (2003): the equations with site classes, horizontal and vertical, and the
 * form for the boundary of firm rock (half very firm soil, half soft rock) of the 2007 US maps.
 */
#include "coeffs/campbell_bozorgnia_2003.h"
#include "coeffs/campbell_bozorgnia_2003_vertical.h"
#include "coeffs/campbell_bozorgnia_2003_world.h"
#include "gmm/lanes.h"

typedef oql_coef_campbell_bozorgnia_2003 coef; /* the three tables have the same columns */

typedef struct {
    const oql_coeff_table *table;
    bool nshmp;
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    return oql_coeff_row(v->table, imt, to, err);
}

/* What the magnitude decides, equations 2, 3 and 7. */
typedef struct {
    double base, size;
} source;

static source source_of(const coef *C, double mag)
{
    const double x = (8.5 - mag) * (8.5 - mag);
    const source f = {C->c1 + C->c2 * mag + C->c3 * x, oql_exp(C->c8 * mag + C->c9 * x)};
    return f;
}

static inline double style_of(double c10, double c11, double rake, double dip)
{
    const bool is_reverse = (rake >= 22.5) & (rake <= 157.5);
    return is_reverse ? (dip > 45.0 ? c10 : c11) : 0.0;
}

/* Firm rock of the US maps. The hanging-wall term is linear in rjb without a bound, as in the
 * reference; within the 5 km of the paper both are the same. */
static void mean_nshmp(const oql_ctx *ctx, const coef *C, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB];
    const double *rake = ctx->col[OQL_RAKE], *dip = ctx->col[OQL_DIP];
    const source f = source_of(C, ctx->mag);
    const double near = f.size * (C->c5 + 0.5 * C->c6 + 0.5 * C->c7), near2 = near * near;
    const double f_m = C->c15 * oql_fmin(ctx->mag - 5.5, 1.0), c4 = C->c4, c14 = C->c14;
    const double c10 = C->c10, c11 = C->c11;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double hw = dip[i] <= 70.0 ? (5.0 - rjb[i]) / 5.0 : 0.0;
        const double reach = oql_fmin(rrup[i] / 8.0, 1.0);
        mean[i] = f.base + c4 * (0.5 * oql_log(rrup[i] * rrup[i] + near2)) +
                  style_of(c10, c11, rake[i], dip[i]) + c14 + f_m * hw * reach;
    }
}

/* Site classes by vs30: very firm soil 368-421, soft rock to 830, firm rock above (table 5). */
static void mean_world(const oql_ctx *ctx, const coef *C, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB];
    const double *rake = ctx->col[OQL_RAKE], *dip = ctx->col[OQL_DIP];
    const double *vs30 = ctx->col[OQL_VS30];
    const source f = source_of(C, ctx->mag);
    const double f_m = C->c15 * oql_clip01(ctx->mag - 5.5), c4 = C->c4;
    const double c10 = C->c10, c11 = C->c11;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double v = vs30[i];
        const bool is_soil = (v >= 368.0) & (v <= 421.0), is_firm = v > 830.0;
        const bool is_soft = (v > 421.0) & (v <= 830.0), is_any = v >= 368.0;
        const double far = is_soil ? C->c12 : (is_soft ? C->c13 : (is_firm ? C->c14 : 0.0));
        const double g =
            f.size * (C->c5 + (is_soil | is_soft ? C->c6 : (is_firm ? C->c7 : 0.0)));
        const double hw = (dip[i] <= 70.0) & is_any ? oql_fmax((5.0 - rjb[i]) / 5.0, 0.0) : 0.0;
        const double reach = oql_fmin(rrup[i] / 8.0, 1.0);
        const bool is_reverse = (rake[i] >= 22.5) & (rake[i] <= 157.5);
        mean[i] = f.base + c4 * (0.5 * oql_log(rrup[i] * rrup[i] + g * g)) +
                  style_of(c10, c11, rake[i], dip[i]) + far +
                  (is_reverse ? f_m * hw * reach : 0.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        if (v->nshmp) {
            mean_nshmp(ctx, C, l.mean);
        } else {
            mean_world(ctx, C, l.mean);
        }
        oql_fill_total(ctx->n, C->c16 - (ctx->mag < 7.4 ? 0.07 * ctx->mag : 0.518), &l);
    }
}

static const variant world = {&oql_table_campbell_bozorgnia_2003_world, false};
static const variant vertical = {&oql_table_campbell_bozorgnia_2003_vertical, false};
static const variant nshmp = {&oql_table_campbell_bozorgnia_2003, true};

#define CLASS(class_name, from_s, to_s, how, more, what)                                       \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = {from_s, to_s},                                                   \
                 .reference =                                                                  \
                     "Campbell & Bozorgnia (2003), Updated near-source ground-motion "         \
                     "(attenuation) relations for the horizontal and vertical "                \
                     "components of peak ground acceleration and acceleration "                \
                     "response spectra, Bulletin of the Seismological Society of "             \
                     "America 93(1), 314-331",                                                 \
                 .doi = "10.1785/0120020029",                                                  \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "PGA SA",                                                         \
                 .component = how,                                                             \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) |            \
                          OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) | (more),                       \
                 .mag = {5.0, 8.0},                                                            \
                 .dist_km = {3.0, 60.0}},                                                      \
        .variant = &(what), .row_size = sizeof(coef), .prepare = prepare, .eval = eval         \
    }

static const oql_gmm_class classes[] = {
    CLASS("CampbellBozorgnia2003", 0.05, 4.0, "Average Horizontal", OQL_BIT(OQL_VS30), world),
    CLASS("CampbellBozorgnia2003Vertical", 0.05, 4.0, "Vertical", OQL_BIT(OQL_VS30), vertical),
    CLASS("CampbellBozorgnia2003NSHMP2007", 0.1, 2.0, "Average Horizontal", 0, nshmp),
};

OQL_GMM_FAMILY(campbell_bozorgnia_2003) = {.n_class = OQL_COUNT(classes), .classes = classes};
