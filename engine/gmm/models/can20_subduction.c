/* SPDX-License-Identifier: BSD-3-Clause */
/* Subduction models of the sixth-generation hazard model of Canada: published models for slab
 * earthquakes at a fixed depth and for the interface, with site terms that are continuous in vs30 and
 * ease into hard rock. Beyond a model's periods the shape of Abrahamson et al. (2016) continues it,
 * and PGV follows from SA at 0.5 s (slab) or 1.92 s (interface).
 */
#include "canada_2020.h"
#include "coeffs/abrahamson_2015.h"
#include "coeffs/abrahamson_2015_dc1.h"
#include "coeffs/abrahamson_2015_sigma_mu.h"
#include "coeffs/atkinson_boore_2003_sslab_cascadia.h"
#include "coeffs/atkinson_macias_2009.h"
#include "coeffs/boore_2014.h"
#include "coeffs/garcia_2005.h"
#include "coeffs/ghofrani_atkinson_2014.h"
#include "coeffs/zhao_2006_asc.h"
#include "coeffs/zhao_2006_sinter.h"
#include "coeffs/zhao_2006_site.h"
#include "coeffs/zhao_2006_sslab.h"

#define LN10     2.302585092994046
#define LN_GAL_G (-6.888230912967695) /* ln(0.01 / 9.80665) */
#define N_EXP    1.18
#define C_NL     1.88

typedef enum { ABRAHAMSON, ZHAO, ATKINSON_BOORE, GARCIA, ATKINSON_MACIAS, GHOFRANI } base_model;

typedef struct {
    base_model base;
    bool is_slab;
    double depth_km;       /* of the slab, or of the interface where the model wants one */
    double min_sa, max_sa; /* periods of the base model */
} variant;

/* The arguments that the forms of Abrahamson et al. (2016) take. */
typedef struct {
    bool single_station; /* not ergodic */
    double theta6_adj, sigma_mu_epsilon;
} state;

/* Abrahamson et al. (2016) for one measure. */
typedef struct {
    oql_coef_abrahamson_2015 c;
    double dc1;
} bchydro;

typedef struct {
    bchydro at, target, pga; /* target: the measure asked for, where `at` is the nearest one */
    oql_coef_zhao_2006_asc zhao;
    oql_coef_zhao_2006_sslab zhao_slab;
    oql_coef_zhao_2006_sinter zhao_inter;
    oql_coef_zhao_2006_site zhao_site;
    oql_coef_atkinson_boore_2003_sslab_cascadia ab, ab_pga;
    oql_coef_garcia_2005 garcia, garcia_pga;
    oql_coef_atkinson_macias_2009 am, am_pga;
    oql_coef_ghofrani_atkinson_2014 ga;
    oql_coef_boore_2014 boore, boore_pga;
    double hard;              /* ln of hard rock (2000 m/s) to 760 m/s */
    double factor, shift;     /* PGV from SA */
    double period_s;          /* of the measure evaluated */
    bool extrapolate, is_pgv; /* is_pgv: evaluated as PGV */
} row;

/* ---- site terms ---- */

enum { N_NODE = 6 };

/* ln of 160, 250, 450, 760, 1100 and 2000 m/s. */
static const double node[N_NODE] = {5.075173815233827, 5.521460917862246, 6.109247582761437,
                                    6.633318433280377, 7.003065458786462, 7.600902459542082};

/* Piecewise linear in ln vs30 through the nodes, constant outside. */
static inline double through_nodes(const double y[N_NODE], double ln_v)
{
    double f = y[0];
    for (size_t k = 0; k + 1 < N_NODE; ++k) {
        const double t = (ln_v - node[k]) / (node[k + 1] - node[k]);
        f += (y[k + 1] - y[k]) * oql_clip01(t);
    }
    return f;
}

static inline double boore_linear(const oql_coef_boore_2014 *C, double ln_v)
{
    return C->c * (oql_fmin(ln_v, oql_log(C->Vc)) - 6.633318433280377);
}

/* Nonlinear term of Boore et al. (2014) for ln of PGA at 760 m/s. */
static inline double boore_nonlinear(const oql_coef_boore_2014 *C, double vs30, double ln_pga)
{
    const double v = oql_fmin(vs30, 760.0);
    const double f2 = C->f4 * (oql_exp(C->f5 * (v - 360.0)) - oql_exp(C->f5 * 400.0));
    return f2 * oql_log((oql_exp(ln_pga) + 0.1) / 0.1);
}

/* ---- base models: each fills the row of means ---- */

/* Terms but the site's. dist is rhypo in slabs and rrup on the interface. */
static void bchydro_rock(const oql_ctx *ctx, const bchydro *r, const variant *v,
                         const double *dist, double *mean)
{
    const double *backarc = ctx->col[OQL_BACKARC];
    const oql_coef_abrahamson_2015 *C = &r->c;
    const double mag = ctx->mag, c1 = 7.8 + r->dc1;
    const double size = C->theta1 + 0.9 * r->dc1 + 0.9 * oql_fmin(mag - c1, 0.0) +
                        C->theta13 * (10.0 - mag) * (10.0 - mag);
    const double slab = C->theta10 + C->theta11 * (oql_fmin(v->depth_km, 120.0) - 60.0);
    const double base = size + (v->is_slab ? slab : 0.0);
    const double slope = C->theta2 + (v->is_slab ? C->theta14 : 0.0) + 0.1 * (mag - 7.8);
    const double h = 10.0 * oql_exp(0.4 * (mag - 6.0)), theta6 = C->theta6;
    const double a = v->is_slab ? C->theta7 : C->theta15, from = v->is_slab ? 85.0 : 100.0;
    const double b = v->is_slab ? C->theta8 : C->theta16;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double arc = a + b * oql_log(oql_fmax(dist[i], from) / 40.0);
        mean[i] = base + slope * oql_log(dist[i] + h) + theta6 * dist[i] +
                  (backarc[i] != 0.0 ? arc : 0.0);
    }
}

static void bchydro_mean(const oql_ctx *ctx, const row *r, const bchydro *at, const variant *v,
                         const double *dist, double *mean)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t mark = oql_work_mark(ctx->work);
    double *pga = oql_work_rows(ctx->work, 1, ctx->stride);
    const oql_coef_abrahamson_2015 *P = &r->pga.c, *C = &at->c;
    const double at_1000 = (P->theta12 + P->b * N_EXP) * oql_log(1000.0 / P->vlin);
    const double theta12 = C->theta12, b = C->b, vlin = C->vlin;
    bchydro_rock(ctx, &r->pga, v, dist, pga);
    bchydro_rock(ctx, at, v, dist, mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double x = oql_log(oql_fmin(vs30[i], 1000.0) / vlin);
        const double p = oql_exp(pga[i] + at_1000);
        const double soft = oql_log((p + C_NL * oql_exp(N_EXP * x)) / (p + C_NL));
        mean[i] += theta12 * x + b * (vs30[i] >= vlin ? N_EXP * x : soft);
    }
    oql_work_release(ctx->work, mark);
}

static void zhao_mean(const oql_ctx *ctx, const row *r, const variant *v, const double *ln_v,
                      double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const oql_coef_zhao_2006_asc *C = &r->zhao;
    const oql_coef_zhao_2006_sslab *S = &r->zhao_slab;
    const double mag = ctx->mag, ds = mag - 6.5, di = mag - 6.3;
    const double slab = ds * (S->PS + S->QS * ds) + S->WS + S->SS;
    const double inter = r->zhao_inter.QI * di * di + r->zhao_inter.WI + r->zhao_inter.SI;
    const double base = C->a * mag + C->e * oql_fmax(oql_fmin(v->depth_km, 125.0) - 15.0, 0.0) +
                        (v->is_slab ? slab : inter) + oql_log(r->zhao_site.MF) + LN_GAL_G;
    const double size = C->c * oql_exp(C->d * mag), ssl = v->is_slab ? S->SSL : 0.0;
    const double mid = 0.5 * (C->CH + C->C1);
    const double site[N_NODE] = {C->C4, C->C3, C->C2,
                                 C->C1, mid,   oql_fmin(mid, oql_fmax(C->CH, C->C1 + r->hard))};
    const double b = C->b;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double d = rrup[i] == 0.0 ? 0.1 : rrup[i];
        mean[i] =
            base + b * d - oql_log(d + size) + ssl * oql_log(d) + through_nodes(site, ln_v[i]);
    }
}

/* log10 of the motion on rock, cm/s2. */
static void atkinson_boore_rock(const oql_ctx *ctx,
                                const oql_coef_atkinson_boore_2003_sslab_cascadia *C,
                                const variant *v, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double mag = oql_fmin(ctx->mag, 8.0), g = oql_exp10(0.301 - 0.01 * mag);
    const double delta = 0.00724 * oql_exp10(0.507 * mag), c4 = C->c4;
    const double base = C->c1 + C->c2 * mag + C->c3 * oql_fmin(v->depth_km, 100.0);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double r2 = rrup[i] * rrup[i] + delta * delta;
        mean[i] = base + c4 * sqrt(r2) - g * 0.5 * oql_log10(r2);
    }
}

static void atkinson_boore_mean(const oql_ctx *ctx, const row *r, const variant *v,
                                const double *ln_v, double *mean)
{
    const size_t mark = oql_work_mark(ctx->work);
    double *pga = oql_work_rows(ctx->work, 1, ctx->stride);
    const oql_coef_atkinson_boore_2003_sslab_cascadia *C = &r->ab;
    const double at_760 = C->c5 * 0.41367;
    const double site[N_NODE] = {C->c7,  C->c6, C->c5,
                                 at_760, 0.0,   oql_fmin(0.0, r->hard / LN10 + at_760)};
    /* how much of the amplification a rock motion of 500 cm/s2 takes away, by period */
    const double t = r->period_s;
    const double loss = t >= 1.0 ? 0.0 : t > 0.5 ? 1.0 / t - 1.0 : 1.0;
    atkinson_boore_rock(ctx, &r->ab_pga, v, pga);
    atkinson_boore_rock(ctx, C, v, mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double strong = oql_clip01((oql_exp10(pga[i]) - 100.0) / 400.0);
        const double s = ln_v[i] < OQL_SHM6_LN_1100 ? 1.0 - loss * strong : 1.0;
        mean[i] = LN10 * (mean[i] + s * through_nodes(site, ln_v[i])) + LN_GAL_G;
    }
    oql_work_release(ctx->work, mark);
}

static void garcia_rock(const oql_ctx *ctx, const oql_coef_garcia_2005 *C, double depth_km,
                        double unit, double *mean)
{
    const double *rhypo = ctx->col[OQL_RHYPO];
    const double delta = 0.0075 * oql_exp10(0.507 * ctx->mag), c3 = C->c3, c4 = C->c4;
    const double base = C->c1 + C->c2 * ctx->mag + C->c5 * depth_km;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double r2 = rhypo[i] * rhypo[i] + delta * delta;
        mean[i] = LN10 * (base + c3 * sqrt(r2) - c4 * 0.5 * oql_log10(r2)) + unit;
    }
}

/* The model's rock is taken as 1100 m/s. */
static void garcia_mean(const oql_ctx *ctx, const row *r, const variant *v, const double *ln_v,
                        double *mean)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t mark = oql_work_mark(ctx->work);
    double *pga = oql_work_rows(ctx->work, 1, ctx->stride);
    const double at_1100 = boore_linear(&r->boore, OQL_SHM6_LN_1100);
    const double pga_1100 = boore_linear(&r->boore_pga, OQL_SHM6_LN_1100);
    const double to_1100 = (node[4] - node[3]) / (node[5] - node[3]);
    const double hard = r->hard * (1.0 - to_1100);
    garcia_rock(ctx, &r->garcia_pga, v->depth_km, LN_GAL_G, pga);
    garcia_rock(ctx, &r->garcia, v->depth_km, r->is_pgv ? 0.0 : LN_GAL_G, mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double linear = boore_linear(&r->boore, ln_v[i]) - at_1100;
        const double t = oql_clip01((ln_v[i] - node[4]) / (node[5] - node[4]));
        const double soft = linear + boore_nonlinear(&r->boore, vs30[i], pga[i] - pga_1100);
        mean[i] += ln_v[i] >= OQL_SHM6_LN_1100 ? oql_fmax(hard * t, linear) : soft;
    }
    oql_work_release(ctx->work, mark);
}

static void atkinson_macias_rock(const oql_ctx *ctx, const oql_coef_atkinson_macias_2009 *C,
                                 double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double mag = ctx->mag, dm = mag - 8.0, h = mag * mag - 3.1 * mag - 14.55;
    const double base = C->c0 + dm * (C->c3 + C->c4 * dm), c1 = C->c1, c2 = C->c2;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double r2 = rrup[i] * rrup[i] + h * h;
        mean[i] = LN10 * (base + c1 * 0.5 * oql_log10(r2) + c2 * sqrt(r2)) + LN_GAL_G;
    }
}

/* The model's rock is taken as 760 m/s. */
static void atkinson_macias_mean(const oql_ctx *ctx, const row *r, const double *ln_v,
                                 double *mean)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t mark = oql_work_mark(ctx->work);
    double *pga = oql_work_rows(ctx->work, 1, ctx->stride);
    const double at_1100 = boore_linear(&r->boore, OQL_SHM6_LN_1100);
    const double at_2000 = boore_linear(&r->boore, OQL_SHM6_LN_2000);
    const oql_shm6_rock rock = {at_1100, oql_fmin(at_1100, oql_fmax(at_2000, r->hard))};
    atkinson_macias_rock(ctx, &r->am_pga, pga);
    atkinson_macias_rock(ctx, &r->am, mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double linear = vs30[i] > 1100.0 ? oql_shm6_rock_at(rock, ln_v[i])
                                               : boore_linear(&r->boore, ln_v[i]);
        mean[i] += linear + boore_nonlinear(&r->boore, vs30[i], pga[i]);
    }
    oql_work_release(ctx->work, mark);
}

static void ghofrani_mean(const oql_ctx *ctx, const row *r, const double *ln_v, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *backarc = ctx->col[OQL_BACKARC];
    const oql_coef_ghofrani_atkinson_2014 *C = &r->ga;
    const double at_1100 = C->c3 * (node[4] - node[3]), at_2000 = C->c3 * (node[5] - node[3]);
    const oql_shm6_rock rock = {at_1100, oql_fmin(at_1100, oql_fmax(at_2000, r->hard))};
    const double base = LN10 * (C->a + C->b * ctx->mag + C->af) + (r->is_pgv ? 0.0 : LN_GAL_G);
    const double c1 = LN10 * C->c1, c2 = LN10 * C->c2, c3 = C->c3;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double site = ln_v[i] >= OQL_SHM6_LN_1100 ? oql_shm6_rock_at(rock, ln_v[i])
                                                        : c3 * (ln_v[i] - 6.633318433280377);
        mean[i] = base - 0.5 * oql_log(rrup[i] * rrup[i] + 3600.0) +
                  (backarc[i] != 0.0 ? c2 : c1) * rrup[i] + site;
    }
}

/* ---- the whole ---- */

static void base_mean(const oql_ctx *ctx, const row *r, const variant *v, const double *ln_v,
                      const double *dist, double *mean)
{
    switch (v->base) {
    case ABRAHAMSON:
        bchydro_mean(ctx, r, &r->at, v, dist, mean);
        break;
    case ZHAO:
        zhao_mean(ctx, r, v, ln_v, mean);
        break;
    case ATKINSON_BOORE:
        atkinson_boore_mean(ctx, r, v, ln_v, mean);
        break;
    case GARCIA:
        garcia_mean(ctx, r, v, ln_v, mean);
        break;
    case ATKINSON_MACIAS:
        atkinson_macias_mean(ctx, r, ln_v, mean);
        break;
    case GHOFRANI:
        ghofrani_mean(ctx, r, ln_v, mean);
        break;
    }
}

static void extrapolate(const oql_ctx *ctx, const row *r, const variant *v, const double *dist,
                        double *mean)
{
    const size_t mark = oql_work_mark(ctx->work);
    double *from = oql_work_rows(ctx->work, 1, ctx->stride);
    double *to = oql_work_rows(ctx->work, 1, ctx->stride);
    bchydro_mean(ctx, r, &r->at, v, dist, from);
    bchydro_mean(ctx, r, &r->target, v, dist, to);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += to[i] - from[i];
    }
    oql_work_release(ctx->work, mark);
}

static void deviations(const oql_ctx *ctx, const row *r, const variant *v, const oql_lanes *l)
{
    const double tau_zhao = v->is_slab ? r->zhao_slab.tauS : r->zhao_inter.tauI;
    switch (v->base) {
    case ABRAHAMSON:
        oql_fill(ctx->n, r->at.c.sigma, l->sigma);
        oql_fill(ctx->n, r->at.c.tau, l->tau);
        oql_fill(ctx->n, r->at.c.phi, l->phi);
        break;
    case ZHAO:
        oql_fill_parts(ctx->n, tau_zhao, r->zhao.sigma, l);
        break;
    case ATKINSON_BOORE:
        oql_fill(ctx->n, LN10 * r->ab.sigma, l->sigma);
        oql_fill(ctx->n, LN10 * r->ab.s2, l->tau);
        oql_fill(ctx->n, LN10 * r->ab.s1, l->phi);
        break;
    case GARCIA:
        oql_fill(ctx->n, LN10 * r->garcia.s_t, l->sigma);
        oql_fill(ctx->n, LN10 * r->garcia.s_e, l->tau);
        oql_fill(ctx->n, LN10 * r->garcia.s_r, l->phi);
        break;
    case ATKINSON_MACIAS:
        oql_fill_total(ctx->n, LN10 * r->am.sigma, l);
        break;
    case GHOFRANI:
        oql_fill_parts(ctx->n, LN10 * r->ga.tau, LN10 * r->ga.sigma, l);
        break;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *vs30 = ctx->col[OQL_VS30];
    /* slab models in rrup are continued with that distance */
    const bool by_hypo = v->base == GARCIA || v->base == ABRAHAMSON;
    const double *dist = ctx->col[v->is_slab && by_hypo ? OQL_RHYPO : OQL_RRUP];
    const size_t mark = oql_work_mark(ctx->work);
    double *ln_v = oql_work_rows(ctx->work, 1, ctx->stride);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        ln_v[i] = oql_log(vs30[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        base_mean(ctx, r, v, ln_v, dist, l.mean);
        if (r->extrapolate) {
            extrapolate(ctx, r, v, dist, l.mean);
        }
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            l.mean[i] = r->factor * l.mean[i] + r->shift;
        }
        deviations(ctx, r, v, &l);
    }
    oql_work_release(ctx->work, mark);
}

static oql_status init_abrahamson(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"ergodic", "theta6_adjustment", "sigma_mu_epsilon"};
    state *s = oql_gmm_state(g);
    bool ergodic = true;
    oql_status st = OQL_OK;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[0], &ergodic, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->theta6_adj, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[2], &s->sigma_mu_epsilon, err));
    s->single_station = !ergodic;
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    return v->base == ABRAHAMSON ? init_abrahamson(g, spec, err)
                                 : oql_gmm_args_check(spec, 0, NULL, err);
}

/* What the arguments make of a row; `at` is the measure that the model is evaluated at. */
static oql_status apply_arguments(const state *s, const variant *v, const oql_imt *at, row *r,
                                  oql_err *err)
{
    oql_coef_abrahamson_2015 *C = &r->at.c;
    oql_status st = OQL_OK;
    if (s->sigma_mu_epsilon != 0.0) {
        oql_coef_abrahamson_2015_sigma_mu mu;
        OQL_TRY(oql_coeff_row(&oql_table_abrahamson_2015_sigma_mu, at, (double *)&mu, err));
        /* for PGV: in slabs before the relation to SA, on the interface after it */
        r->shift += (v->is_slab ? r->factor * mu.SIGMA_MU_SSLAB : mu.SIGMA_MU_SINTER) *
                    s->sigma_mu_epsilon / 1.65;
    }
    C->theta6 += s->theta6_adj;
    r->pga.c.theta6 += s->theta6_adj;
    if (s->single_station) {
        C->sigma = C->sigma_ss;
        C->phi = sqrt(C->sigma_ss * C->sigma_ss - C->tau * C->tau);
    }
done:
    return st;
}

static oql_status read_bchydro(const oql_imt *imt, bchydro *to, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_coef_abrahamson_2015_dc1 dc1;
    OQL_TRY(oql_coeff_row(&oql_table_abrahamson_2015, imt, (double *)&to->c, err));
    OQL_TRY(oql_coeff_row(&oql_table_abrahamson_2015_dc1, imt, (double *)&dc1, err));
    to->dc1 = dc1.dc1;
done:
    return st;
}

/* Coefficients of the base model for the measure it is evaluated at. */
static oql_status read_base(const variant *v, const oql_imt *imt, const oql_imt *pga, row *r,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    switch (v->base) {
    case ABRAHAMSON:
        break;
    case ZHAO:
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2006_asc, imt, (double *)&r->zhao, err));
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2006_site, imt, (double *)&r->zhao_site, err));
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2006_sslab, imt, (double *)&r->zhao_slab, err));
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2006_sinter, imt, (double *)&r->zhao_inter, err));
        break;
    case ATKINSON_BOORE:
        OQL_TRY(oql_coeff_row(&oql_table_atkinson_boore_2003_sslab_cascadia, imt,
                              (double *)&r->ab, err));
        OQL_TRY(oql_coeff_row(&oql_table_atkinson_boore_2003_sslab_cascadia, pga,
                              (double *)&r->ab_pga, err));
        break;
    case GARCIA:
        OQL_TRY(oql_coeff_row(&oql_table_garcia_2005, imt, (double *)&r->garcia, err));
        OQL_TRY(oql_coeff_row(&oql_table_garcia_2005, pga, (double *)&r->garcia_pga, err));
        break;
    case ATKINSON_MACIAS:
        OQL_TRY(oql_coeff_row(&oql_table_atkinson_macias_2009, imt, (double *)&r->am, err));
        OQL_TRY(oql_coeff_row(&oql_table_atkinson_macias_2009, pga, (double *)&r->am_pga, err));
        break;
    case GHOFRANI:
        OQL_TRY(oql_coeff_row(&oql_table_ghofrani_atkinson_2014, imt, (double *)&r->ga, err));
        break;
    }
done:
    return st;
}

/* The measure that a base model is evaluated at for the one asked for. */
static oql_imt nearest(const variant *v, const oql_imt *imt, row *r)
{
    const bool has_pgv = v->base == GARCIA || v->base == GHOFRANI;
    r->factor = 1.0;
    if (imt->kind == OQL_IMT_PGV && !has_pgv) {
        r->factor = v->is_slab ? 0.995 : 0.897;
        r->shift = v->is_slab ? 3.937 : 4.835;
        return oql_imt_sa(v->is_slab ? 0.5 : 1.92);
    }
    r->is_pgv = imt->kind == OQL_IMT_PGV;
    if (imt->kind == OQL_IMT_SA && (imt->period_s < v->min_sa || imt->period_s > v->max_sa)) {
        r->extrapolate = true;
        return oql_imt_sa(imt->period_s < v->min_sa ? v->min_sa : v->max_sa);
    }
    return *imt;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_canada_2020_hard_rock hard;
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    OQL_TRY(oql_shm6_check(imt, err));
    const oql_imt at = nearest(v, imt, r);
    r->period_s = at.period_s;
    if (!r->is_pgv) {
        OQL_TRY(read_bchydro(&at, &r->at, err));
        OQL_TRY(read_bchydro(r->extrapolate ? imt : &at, &r->target, err));
    }
    OQL_TRY(read_bchydro(&pga, &r->pga, err));
    OQL_TRY(oql_coeff_row(&oql_table_canada_2020_hard_rock, &at, (double *)&hard, err));
    r->hard = -oql_log(hard.c);
    OQL_TRY(oql_coeff_row(&oql_table_boore_2014, &at, (double *)&r->boore, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_2014, &pga, (double *)&r->boore_pga, err));
    OQL_TRY(read_base(v, &at, &pga, r, err));
    OQL_TRY(apply_arguments(oql_gmm_state_c(g), v, &at, r, err));
done:
    return st;
}

#define MAG   OQL_BIT(OQL_MAG)
#define RRUP  OQL_BIT(OQL_RRUP)
#define RHYPO OQL_BIT(OQL_RHYPO)
#define VS30  OQL_BIT(OQL_VS30)
#define ARC   OQL_BIT(OQL_BACKARC)
#define SLAB  "Subduction IntraSlab"
#define INTER "Subduction Interface"

#define CLASS(class_name, where, how, asks, what)                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Kolaj, Halchuk & Adams (2023), Sixth-generation seismic hazard "         \
                     "model of Canada: final input files used to generate the 2020 "           \
                     "National Building Code seismic hazard values, Geological Survey "        \
                     "of Canada Open File 8924",                                               \
                 .doi = "",                                                                    \
                 .trt = where,                                                                 \
                 .measures = "PGA PGV SA",                                                     \
                 .component = how,                                                             \
                 .needs = MAG | VS30 | (asks),                                                 \
                 .period_s = {0.05, 10.0}},                                                    \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const variant a30 = {ABRAHAMSON, true, 30.0, 0.05, 10.0};
static const variant a55 = {ABRAHAMSON, true, 55.0, 0.05, 10.0};
static const variant z30 = {ZHAO, true, 30.0, 0.05, 5.0}, z55 = {ZHAO, true, 55.0, 0.05, 5.0};
static const variant ab30 = {ATKINSON_BOORE, true, 30.0, 0.04, 3.0};
static const variant ab55 = {ATKINSON_BOORE, true, 55.0, 0.04, 3.0};
static const variant g30 = {GARCIA, true, 30.0, 0.04, 5.0};
static const variant g55 = {GARCIA, true, 55.0, 0.04, 5.0};
static const variant a_inter = {ABRAHAMSON, false, 0.0, 0.05, 10.0};
static const variant z_inter = {ZHAO, false, 30.0, 0.05, 5.0};
static const variant am_inter = {ATKINSON_MACIAS, false, 0.0, 0.05, 10.0};
static const variant ga_inter = {GHOFRANI, false, 0.0, 0.07, 9.09};

static const oql_gmm_class classes[] = {
    CLASS("CanadaSHM6_InSlab_AbrahamsonEtAl2015SSlab30", SLAB, "Average Horizontal",
          RHYPO | ARC, a30),
    CLASS("CanadaSHM6_InSlab_AbrahamsonEtAl2015SSlab55", SLAB, "Average Horizontal",
          RHYPO | ARC, a55),
    CLASS("CanadaSHM6_InSlab_ZhaoEtAl2006SSlabCascadia30", SLAB, "Average Horizontal",
          RRUP | ARC, z30),
    CLASS("CanadaSHM6_InSlab_ZhaoEtAl2006SSlabCascadia55", SLAB, "Average Horizontal",
          RRUP | ARC, z55),
    CLASS("CanadaSHM6_InSlab_AtkinsonBoore2003SSlabCascadia30", SLAB, "Random horizontal",
          RRUP | ARC, ab30),
    CLASS("CanadaSHM6_InSlab_AtkinsonBoore2003SSlabCascadia55", SLAB, "Random horizontal",
          RRUP | ARC, ab55),
    CLASS("CanadaSHM6_InSlab_GarciaEtAl2005SSlab30", SLAB, "Average Horizontal", RHYPO | ARC,
          g30),
    CLASS("CanadaSHM6_InSlab_GarciaEtAl2005SSlab55", SLAB, "Average Horizontal", RHYPO | ARC,
          g55),
    CLASS("CanadaSHM6_Interface_AbrahamsonEtAl2015SInter", INTER, "Average Horizontal",
          RRUP | ARC, a_inter),
    CLASS("CanadaSHM6_Interface_ZhaoEtAl2006SInterCascadia", INTER, "Average Horizontal",
          RRUP | ARC, z_inter),
    CLASS("CanadaSHM6_Interface_AtkinsonMacias2009", INTER, "Random horizontal", RRUP,
          am_inter),
    CLASS("CanadaSHM6_Interface_GhofraniAtkinson2014Cascadia", INTER, "Average Horizontal",
          RRUP | ARC, ga_inter),
};

OQL_GMM_FAMILY(can20_subduction) = {.n_class = OQL_COUNT(classes), .classes = classes};
