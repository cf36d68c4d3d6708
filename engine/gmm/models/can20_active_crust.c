/* SPDX-License-Identifier: BSD-3-Clause */
/* Active crust of the sixth-generation hazard model of Canada: the NGA-West2 models without basin
 * terms and with the hard-rock factors of that model. (That of Campbell & Bozorgnia stands with its
 * base, because its floor at PGA comes after the site term.)
 */
#include <string.h>

#include "canada_2020.h"
#include "coeffs/abrahamson_2014.h"
#include "coeffs/boore_2014.h"
#include "coeffs/chiou_youngs_2014.h"

typedef enum { BOORE, CHIOU_YOUNGS, ABRAHAMSON, N_KIND } kind;

/* The correction of stiff sites: hard-rock factor less the base model's linear term there. */
typedef struct {
    oql_shm6_rock rock;
    double slope;    /* of the base's linear term in ln vs30 */
    double ln_cap;   /* ln vs30 where the base's amplification ends */
    double ln_ref;   /* ln vs30 where the base's linear term is 0 */
    double at_760;   /* base's linear term at 760 m/s, added to the factor */
    double constant; /* Chiou & Youngs: all that is added */
} row;

typedef struct {
    const oql_gmm *base;
} state;

static double linear(const row *r, double ln_v)
{
    return r->slope * (oql_fmin(ln_v, r->ln_cap) - r->ln_ref);
}

static oql_status prepare_boore(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_boore_2014 C;
    const oql_status st = oql_coeff_row(&oql_table_boore_2014, imt, (double *)&C, err);
    if (st == OQL_OK) {
        r->slope = C.c;
        r->ln_cap = oql_log(C.Vc);
        r->ln_ref = oql_log(760.0);
    }
    return st;
}

static oql_status prepare_abrahamson(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_abrahamson_2014 C;
    const oql_status st = oql_coeff_row(&oql_table_abrahamson_2014, imt, (double *)&C, err);
    const double t = imt->kind == OQL_IMT_SA ? imt->period_s : 0.0;
    if (st == OQL_OK) {
        r->slope = C.a10 + C.b * 1.5;
        r->ln_ref = oql_log(C.vlin);
        r->ln_cap = t <= 0.5  ? oql_log(1500.0)
                    : t < 3.0 ? oql_log(1500.0) - 0.35 * oql_log(t / 0.5)
                              : oql_log(800.0);
        r->at_760 = linear(r, oql_log(760.0));
    }
    return st;
}

/* As the reference computes it, the factor of this model is that of 1100 m/s for all hard rock, and
 * it is added to the term that the base has already. */
static oql_status prepare_chiou_youngs(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_chiou_youngs_2014 C;
    const oql_status st = oql_coeff_row(&oql_table_chiou_youngs_2014, imt, (double *)&C, err);
    if (st == OQL_OK) {
        r->constant = C.phi1 * oql_log(1100.0 / 1130.0);
    }
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const kind k = *(const kind *)oql_gmm_variant(g);
    row *r = to;
    oql_coef_canada_2020_hard_rock hard;
    OQL_TRY(oql_shm6_check(imt, err));
    if (k == CHIOU_YOUNGS) {
        OQL_TRY(prepare_chiou_youngs(imt, r, err));
        return OQL_OK;
    }
    OQL_TRY(oql_coeff_row(&oql_table_canada_2020_hard_rock, imt, (double *)&hard, err));
    if (k == BOORE) {
        OQL_TRY(prepare_boore(imt, r, err));
    } else {
        OQL_TRY(prepare_abrahamson(imt, r, err));
    }
    r->rock = oql_shm6_rock_of(linear(r, OQL_SHM6_LN_1100) - r->at_760,
                               linear(r, OQL_SHM6_LN_2000) - r->at_760, hard.c);
done:
    return st;
}

static void correct(const oql_ctx *ctx, kind k, const row *r, const double *ln_v, double *mean)
{
    const double from = k == ABRAHAMSON ? 1100.0 : 1100.0 * (1.0 + 1e-15);
    const double *vs30 = ctx->col[OQL_VS30];
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double factor =
            oql_shm6_rock_at(r->rock, ln_v[i]) + r->at_760 - linear(r, ln_v[i]) + r->constant;
        mean[i] += vs30[i] >= from ? factor : 0.0;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const kind k = *(const kind *)oql_gmm_variant(g);
    const state *st = oql_gmm_state_c(g);
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t mark = oql_work_mark(ctx->work);
    double *unknown = oql_work_rows(ctx->work, 1, ctx->stride);
    double *ln_v = oql_work_rows(ctx->work, 1, ctx->stride);
    oql_ctx inner = *ctx;
    /* an unknown depth stands at its average, where the basin terms are zero */
    oql_fill(ctx->stride, -999.0, unknown);
    inner.col[OQL_Z1PT0] = unknown;
    inner.constant |= OQL_BIT(OQL_Z1PT0);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        ln_v[i] = oql_log(vs30[i]);
    }
    oql_gmm_eval(st->base, &inner, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        correct(ctx, k, oql_gmm_row(g, m), ln_v, oql_lanes_of(ctx, out, m).mean);
    }
    oql_work_release(ctx->work, mark);
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const base[N_KIND] = {"BooreEtAl2014", "ChiouYoungs2014",
                                             "AbrahamsonEtAl2014"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_gmm_add_child_named(g, base[*(const kind *)oql_gmm_variant(g)],
                                    oql_gmm_n_imt(g), oql_gmm_imt(g, 0), &s->base, err));
done:
    return st;
}

#define CLASS(class_name, asks, what)                                                          \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Kolaj, Halchuk & Adams (2023), Sixth-generation seismic hazard "         \
                     "model of Canada: final input files used to generate the 2020 "           \
                     "National Building Code seismic hazard values, Geological Survey "        \
                     "of Canada Open File 8924",                                               \
                 .doi = "",                                                                    \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Average Horizontal (RotD50)",                                   \
                 .needs = asks,                                                                \
                 .period_s = {0.05, 10.0}},                                                    \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

#define RUPTURE                                                                                \
    (OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |             \
     OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RX) | OQL_BIT(OQL_VS30) |              \
     OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0))

static const kind boore = BOORE, chiou_youngs = CHIOU_YOUNGS, abrahamson = ABRAHAMSON;

static const oql_gmm_class classes[] = {
    CLASS("CanadaSHM6_ActiveCrust_BooreEtAl2014",
          OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_VS30), boore),
    CLASS("CanadaSHM6_ActiveCrust_ChiouYoungs2014", RUPTURE, chiou_youngs),
    CLASS("CanadaSHM6_ActiveCrust_AbrahamsonEtAl2014",
          RUPTURE | OQL_BIT(OQL_WIDTH) | OQL_BIT(OQL_RY0), abrahamson),
};

OQL_GMM_FAMILY(can20_active_crust) = {.n_class = OQL_COUNT(classes), .classes = classes};
