/* SPDX-License-Identifier: BSD-3-Clause */
/* Ground-motion models of the 2015 national hazard maps of Canada (Atkinson & Adams 2013): each is a
 * central, a lower and an upper alternative around one or several published models, evaluated at
 * distances that follow from magnitude and epicentral distance.
 */
#include <string.h>

#include "children.h"
#include "coeffs/can15_eastern_site.h"
#include "coeffs/can15_subduction_site.h"
#include "gmm/lanes.h"

#define LN10 2.302585092994046

typedef enum { WESTERN, WESTERN_RJB, OCEANIC, EASTERN, SLAB, INTER, MACIAS } kind;

typedef struct {
    kind kind;
    double branch; /* -1 lower, 0 central, 1 upper */
} variant;

enum { MAX_CHILD = 5 };

typedef struct {
    size_t n;
    const oql_gmm *child[MAX_CHILD];
} state;

typedef struct {
    double site;  /* ln of the site factor of the measure */
    double sigma; /* total, by period */
    bool is_pga;
} row;

static const struct {
    size_t n;
    struct {
        const char *name;
        double weight;
        bool has_site_factor, deep; /* deep: the depth to the top of Atkinson & Boore (2006) */
    } child[MAX_CHILD];
} trees[] = {
    [WESTERN] = {1, {{"BooreAtkinson2011", 1.0, false, false}}},
    [WESTERN_RJB] = {1, {{"BooreAtkinson2011", 1.0, false, false}}},
    [OCEANIC] = {1, {{"BooreAtkinson2011", 1.0, false, false}}},
    [EASTERN] = {5,
                 {{"PezeshkEtAl2011", 0.2, true, false},
                  {"Atkinson2008prime", 0.2, false, false},
                  {"SilvaEtAl2002SingleCornerSaturation", 0.2, true, false},
                  {"SilvaEtAl2002DoubleCornerSaturation", 0.2, true, false},
                  {"AtkinsonBoore2006Modified2011", 0.2, false, true}}},
    [SLAB] = {1, {{"ZhaoEtAl2006SSlab", 1.0, true, false}}},
    [INTER] = {4,
               {{"ZhaoEtAl2006SInter", 0.1, true, false},
                {"AtkinsonMacias2009", 0.5, false, false},
                {"AbrahamsonEtAl2015SInter", 0.2, false, false},
                {"GhofraniAtkinson2014", 0.2, true, false}}},
    [MACIAS] = {1, {{"AtkinsonMacias2009", 1.0, true, false}}},
};

/* Dimensions of the rupture in the west; in the east stresses are higher and lengths 0.6 of it. */
static void crustal_distances(const oql_ctx *ctx, double mag, double scale, bool deep,
                              double *rjb, double *rrup)
{
    const double *repi = ctx->col[OQL_REPI];
    const double width = scale * oql_exp10(-1.01 + 0.32 * mag);
    const double reach = 0.3 * scale * oql_exp10(-2.44 + 0.59 * mag);
    const double mid = 10.0 - 0.5 * width;
    const double top = oql_fmax(deep ? oql_fmax(21.0 - 2.5 * mag, mid) : mid, 0.0);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        rjb[i] = oql_fmax(repi[i] - reach, 0.1);
        rrup[i] = sqrt(rjb[i] * rjb[i] + top * top);
    }
}

/* A circular rupture at 50 km in the slab. */
static void slab_distances(const oql_ctx *ctx, double *rjb, double *rrup)
{
    const double *repi = ctx->col[OQL_REPI];
    const double radius = sqrt(oql_exp10(-3.225 + 0.89 * ctx->mag) / 3.141592653589793);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        rjb[i] = oql_fmax(repi[i] - radius, 0.0);
        rrup[i] = sqrt(rjb[i] * rjb[i] + 50.0 * 50.0);
    }
}

/* The context that a child sees; takes scratch. */
static oql_ctx inner_context(const oql_ctx *ctx, kind k, bool deep)
{
    oql_ctx c = *ctx;
    if (k == OCEANIC) {
        c = oql_ctx_with(ctx, OQL_MAG, ctx->mag - 0.5);
        c.mag = ctx->mag - 0.5;
    }
    if (k == WESTERN_RJB || k == INTER || k == MACIAS) {
        return c;
    }
    double *rjb = oql_work_rows(ctx->work, 1, ctx->stride);
    double *rrup = oql_work_rows(ctx->work, 1, ctx->stride);
    if (k == SLAB) {
        slab_distances(ctx, rjb, rrup);
    } else {
        crustal_distances(ctx, c.mag, k == EASTERN ? 0.6 : 1.0, deep, rjb, rrup);
    }
    for (size_t i = ctx->n; i < ctx->stride; ++i) {
        rjb[i] = rjb[ctx->n - 1];
        rrup[i] = rrup[ctx->n - 1];
    }
    c.col[OQL_RJB] = rjb;
    c.col[OQL_RRUP] = rrup;
    c.constant &= ~(OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RRUP));
    return c;
}

/* Half-width of the alternatives, ln units, added to mean for the lower and upper ones. Of the
 * eastern models the scatter enters too: ln of the mean of exp(sigma), kept in spread. */
static void add_branch(const oql_ctx *ctx, const oql_ctx *inner, const variant *v,
                       const double *spread, double *mean)
{
    const double *rjb = inner->col[OQL_RJB], *rrup = ctx->col[OQL_RRUP];
    const double *repi = ctx->col[OQL_REPI];
    const double b = v->branch;
    if (b == 0.0) {
        return;
    }
    for (size_t i = 0; i < ctx->n; ++i) {
        double half = LN10 * 0.15;
        if (v->kind == EASTERN) {
            half = oql_log(spread[i]) + oql_fmax(0.1 - 0.001 * repi[i], 0.0);
        } else if (v->kind == INTER) {
            half = oql_fmin(0.15 - 0.0007 * rrup[i], 0.35);
        } else if (v->kind != SLAB) {
            half = LN10 * oql_fmin(0.1 + 0.0007 * rjb[i], 0.3);
        }
        mean[i] += b * half;
    }
}

/* Hard rock to B/C of PGA, which depends on the distance. */
static double east_pga(double repi)
{
    return LN10 * (-0.3 + 0.15 * oql_log10(repi));
}

static void add_child(const oql_ctx *ctx, const oql_gmm *g, const variant *v, size_t k,
                      const oql_gmm_out *from, const oql_gmm_out *out, double *spread)
{
    const double weight = trees[v->kind].child[k].weight;
    const bool has_site = trees[v->kind].child[k].has_site_factor;
    const double *repi = ctx->col[OQL_REPI];
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const size_t at = m * ctx->stride;
        const bool by_distance = has_site && v->kind == EASTERN && r->is_pga;
        for (size_t i = 0; i < ctx->n; ++i) {
            const double site = by_distance ? east_pga(repi[i]) : has_site ? r->site : 0.0;
            out->mean[at + i] += weight * (from->mean[at + i] + site);
            spread[at + i] += weight * oql_exp(from->sigma[at + i]);
        }
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work), n_imt = oql_gmm_n_imt(g);
    double *spread = oql_work_rows(ctx->work, n_imt, ctx->stride);
    const oql_ctx shown = inner_context(ctx, v->kind, false);
    oql_fill(n_imt * ctx->stride, 0.0, spread);
    oql_fill(n_imt * ctx->stride, 0.0, out->mean);
    for (size_t k = 0; k < s->n; ++k) {
        const size_t inside = oql_work_mark(ctx->work);
        const oql_ctx c = inner_context(ctx, v->kind, trees[v->kind].child[k].deep);
        const oql_gmm_out from = oql_child_rows(ctx, n_imt);
        oql_gmm_eval(s->child[k], &c, &from);
        add_child(ctx, g, v, k, &from, out, spread);
        /* the parts of the deviation stay those of a single base model */
        for (size_t m = 0; m < n_imt && s->n == 1; ++m) {
            const oql_lanes l = oql_lanes_of(ctx, out, m), f = oql_lanes_of(ctx, &from, m);
            memcpy(l.sigma, f.sigma, ctx->n * sizeof(double));
            memcpy(l.tau, f.tau, ctx->n * sizeof(double));
            memcpy(l.phi, f.phi, ctx->n * sizeof(double));
        }
        oql_work_release(ctx->work, inside);
    }
    for (size_t m = 0; m < n_imt && v->kind != MACIAS; ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        add_branch(ctx, &shown, v, spread + m * ctx->stride, l.mean);
        oql_fill(ctx->n, r->sigma, l.sigma);
        if (s->n > 1) {
            oql_fill(ctx->n, 0.0, l.tau);
            oql_fill(ctx->n, 0.0, l.phi);
        }
    }
    oql_work_release(ctx->work, mark);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const variant *v = oql_gmm_variant(g);
    const double above = oql_clip01((imt->period_s - 0.2) / 0.8);
    row *r = to;
    r->sigma = LN10 * (0.23 + 0.04 * above);
    r->is_pga = imt->kind == OQL_IMT_PGA;
    if (v->kind == EASTERN && !r->is_pga) {
        oql_coef_can15_eastern_site C;
        OQL_TRY(oql_coeff_row(&oql_table_can15_eastern_site, imt, (double *)&C, err));
        r->site = LN10 * C.mf;
    } else if (v->kind == SLAB || v->kind == INTER || v->kind == MACIAS) {
        oql_coef_can15_subduction_site C;
        OQL_TRY(oql_coeff_row(&oql_table_can15_subduction_site, imt, (double *)&C, err));
        r->site = v->kind == SLAB ? LN10 * C.slab : oql_log(C.inter);
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    s->n = trees[v->kind].n;
    for (size_t k = 0; k < s->n; ++k) {
        OQL_TRY(oql_gmm_add_child_named(g, trees[v->kind].child[k].name, oql_gmm_n_imt(g),
                                        oql_gmm_imt(g, 0), &s->child[k], err));
    }
    /* the children's distances are made here */
    if (v->kind == WESTERN || v->kind == OCEANIC || v->kind == EASTERN || v->kind == SLAB) {
        oql_gmm_drop_needs(g, OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RRUP));
    }
    if (v->kind == INTER) { /* which is not in the equations used */
        oql_gmm_drop_needs(g, OQL_BIT(OQL_RAKE));
    }
done:
    return st;
}

#define MAG   OQL_BIT(OQL_MAG)
#define RAKE  OQL_BIT(OQL_RAKE)
#define REPI  OQL_BIT(OQL_REPI)
#define VS30  OQL_BIT(OQL_VS30)
#define DEPTH OQL_BIT(OQL_HYPO_DEPTH)
#define WEST  MAG | RAKE | REPI | VS30

#define CLASS(class_name, where, what, how, asks, v)                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Atkinson & Adams (2013), Ground motion equations for application "       \
                     "to the 2015 Canadian national seismic hazard maps, Canadian "            \
                     "Journal of Civil Engineering 40(10), 988-998",                           \
                 .doi = "10.1139/cjce-2012-0544",                                              \
                 .trt = where,                                                                 \
                 .measures = what,                                                             \
                 .component = how,                                                             \
                 .needs = asks},                                                               \
        .variant = &(v), .state_size = sizeof(state), .row_size = sizeof(row), .init = init,   \
        .prepare = prepare, .eval = eval                                                       \
    }

static const variant west_mid = {WESTERN, 0.0}, west_low = {WESTERN, -1.0};
static const variant west_upp = {WESTERN, 1.0}, rjb_mid = {WESTERN_RJB, 0.0};
static const variant rjb_low = {WESTERN_RJB, -1.0}, rjb_upp = {WESTERN_RJB, 1.0};
static const variant ocean_mid = {OCEANIC, 0.0}, ocean_low = {OCEANIC, -1.0};
static const variant ocean_upp = {OCEANIC, 1.0}, east_mid = {EASTERN, 0.0};
static const variant east_low = {EASTERN, -1.0}, east_upp = {EASTERN, 1.0};
static const variant slab_mid = {SLAB, 0.0}, slab_low = {SLAB, -1.0}, slab_upp = {SLAB, 1.0};
static const variant inter_mid = {INTER, 0.0}, inter_low = {INTER, -1.0};
static const variant inter_upp = {INTER, 1.0}, macias = {MACIAS, 0.0};

#define CRUST  "Active Shallow Crust"
#define ROTI50 "Average Horizontal (GMRotI50)"

static const oql_gmm_class classes[] = {
    CLASS("WesternCan15Mid", CRUST, "PGA PGV SA", ROTI50, WEST, west_mid),
    CLASS("WesternCan15Low", CRUST, "PGA PGV SA", ROTI50, WEST, west_low),
    CLASS("WesternCan15Upp", CRUST, "PGA PGV SA", ROTI50, WEST, west_upp),
    CLASS("WesternCan15RjbMid", CRUST, "PGA PGV SA", ROTI50, MAG | RAKE | VS30, rjb_mid),
    CLASS("WesternCan15RjbLow", CRUST, "PGA PGV SA", ROTI50, MAG | RAKE | VS30, rjb_low),
    CLASS("WesternCan15RjbUpp", CRUST, "PGA PGV SA", ROTI50, MAG | RAKE | VS30, rjb_upp),
    CLASS("OceanicCan15Mid", CRUST, "PGA PGV SA", ROTI50, WEST, ocean_mid),
    CLASS("OceanicCan15Low", CRUST, "PGA PGV SA", ROTI50, WEST, ocean_low),
    CLASS("OceanicCan15Upp", CRUST, "PGA PGV SA", ROTI50, WEST, ocean_upp),
    CLASS("EasternCan15Mid", "Stable Shallow Crust", "PGA SA", ROTI50, WEST, east_mid),
    CLASS("EasternCan15Low", "Stable Shallow Crust", "PGA SA", ROTI50, WEST, east_low),
    CLASS("EasternCan15Upp", "Stable Shallow Crust", "PGA SA", ROTI50, WEST, east_upp),
    CLASS("SSlabCan15Mid", "Subduction IntraSlab", "PGA SA", "Average Horizontal",
          MAG | DEPTH | REPI | VS30, slab_mid),
    CLASS("SSlabCan15Low", "Subduction IntraSlab", "PGA SA", "Average Horizontal",
          MAG | DEPTH | REPI | VS30, slab_low),
    CLASS("SSlabCan15Upp", "Subduction IntraSlab", "PGA SA", "Average Horizontal",
          MAG | DEPTH | REPI | VS30, slab_upp),
    CLASS("SInterCan15Mid", "Subduction Interface", "PGA SA", "Average Horizontal",
          MAG | DEPTH | VS30, inter_mid),
    CLASS("SInterCan15Low", "Subduction Interface", "PGA SA", "Average Horizontal",
          MAG | DEPTH | VS30, inter_low),
    CLASS("SInterCan15Upp", "Subduction Interface", "PGA SA", "Average Horizontal",
          MAG | DEPTH | VS30, inter_upp),
    CLASS("AtkinsonMacias2009NSHMP2014", "Subduction Interface", "PGA SA", "Random horizontal",
          MAG, macias),
};

OQL_GMM_FAMILY(can15) = {.n_class = OQL_COUNT(classes), .classes = classes};
