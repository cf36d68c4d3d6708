/* SPDX-License-Identifier: BSD-3-Clause */
/* Abrahamson & Silva (1997), horizontal and vertical. Rock PGA of the same model drives the soil
 * term; soil is vs30 below 600 m/s. The hanging-wall term is applied to reverse earthquakes.
 */
#include "coeffs/abrahamson_silva_1997.h"
#include "coeffs/abrahamson_silva_1997_sigma.h"
#include "coeffs/abrahamson_silva_1997_vertical.h"
#include "coeffs/abrahamson_silva_1997_vertical_sigma.h"
#include "gmm/lanes.h"

typedef struct {
    oql_coef_abrahamson_silva_1997 c; /* the vertical table has the same columns */
    oql_coef_abrahamson_silva_1997_sigma sigma;
} row;

typedef struct {
    oql_coef_abrahamson_silva_1997 pga;
} state;

typedef struct {
    const oql_coeff_table *mean, *sigma;
} tables;

/* What the magnitude decides, equations 3-10. */
typedef struct {
    double base, slope, reverse, hw;
} source;

static source source_of(const oql_coef_abrahamson_silva_1997 *C, double mag)
{
    const double dm = mag - C->c1, x = 8.5 - mag;
    const double shape = C->n == 3.0 ? x * x * x : x * x;
    source f;
    f.base = C->a1 + C->a12 * shape + (dm <= 0.0 ? C->a2 : C->a4) * dm;
    f.slope = C->a3 + C->a13 * dm;
    f.reverse = C->a5 + (C->a6 - C->a5) * oql_clip01((mag - 5.8) / (C->c1 - 5.8));
    f.hw = C->a9 * oql_clip01(mag - 5.5);
    return f;
}

/* Hanging-wall shape over rrup, equation 9. */
static inline double hanging_wall(double rrup)
{
    const double rise = (rrup - 4.0) / 4.0, fall = 1.0 - (rrup - 18.0) / 7.0;
    const double inner = rrup <= 4.0 ? 0.0 : (rrup <= 8.0 ? rise : 1.0);
    return rrup <= 18.0 ? inner : (rrup <= 24.0 ? fall : 0.0);
}

static void rock_motion(const oql_ctx *ctx, const oql_coef_abrahamson_silva_1997 *C,
                        double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *rake = ctx->col[OQL_RAKE];
    const source f = source_of(C, ctx->mag);
    const double c4_2 = C->c4 * C->c4;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const bool is_reverse = (rake[i] >= 45.0) & (rake[i] <= 135.0);
        const double style = f.reverse + f.hw * hanging_wall(rrup[i]);
        mean[i] = f.base + f.slope * (0.5 * oql_log(rrup[i] * rrup[i] + c4_2)) +
                  (is_reverse ? style : 0.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t mark = oql_work_mark(ctx->work);
    double *ln_pga = oql_work_rows(ctx->work, 1, ctx->stride);
    double *pga = oql_work_rows(ctx->work, 1, ctx->stride);
    rock_motion(ctx, &st->pga, ln_pga);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        pga[i] = oql_exp(ln_pga[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        const double a10 = r->c.a10, a11 = r->c.a11, c5 = r->c.c5;
        rock_motion(ctx, &r->c, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            l.mean[i] += vs30[i] < 600.0 ? a10 + a11 * oql_log(pga[i] + c5) : 0.0;
        }
        const double above_5 = oql_fmin(oql_fmax(ctx->mag - 5.0, 0.0), 2.0);
        oql_fill_total(ctx->n, r->sigma.b5 - r->sigma.b6 * above_5, &l);
    }
    oql_work_release(ctx->work, mark);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const tables *t = oql_gmm_variant(g);
    row *r = to;
    OQL_TRY(oql_coeff_row(t->mean, imt, (double *)&r->c, err));
    OQL_TRY(oql_coeff_row(t->sigma, imt, (double *)&r->sigma, err));
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    const tables *t = oql_gmm_variant(g);
    oql_imt pga;
    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(oql_coeff_row(t->mean, &pga, (double *)&((state *)oql_gmm_state(g))->pga, err));
done:
    return st;
}

static const tables horizontal = {&oql_table_abrahamson_silva_1997,
                                  &oql_table_abrahamson_silva_1997_sigma};
static const tables vertical = {&oql_table_abrahamson_silva_1997_vertical,
                                &oql_table_abrahamson_silva_1997_vertical_sigma};

#define CLASS(class_name, how, what)                                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Abrahamson & Silva (1997), Empirical response spectral "        \
                              "attenuation relations for shallow crustal earthquakes, "        \
                              "Seismological Research Letters 68(1), 94-127",                  \
                 .doi = "10.1785/gssrl.68.1.94",                                               \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "PGA SA",                                                         \
                 .component = how,                                                             \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_RRUP) |           \
                          OQL_BIT(OQL_VS30),                                                   \
                 .mag = {4.5, 8.0},                                                            \
                 .dist_km = {0.0, 200.0},                                                      \
                 .period_s = {0.01, 5.0}},                                                     \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const oql_gmm_class classes[] = {
    CLASS("AbrahamsonSilva1997", "Average Horizontal", horizontal),
    CLASS("AbrahamsonSilva1997Vertical", "Vertical", vertical),
};

OQL_GMM_FAMILY(abrahamson_silva_1997) = {.n_class = OQL_COUNT(classes), .classes = classes};
