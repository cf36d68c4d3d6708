/* SPDX-License-Identifier: BSD-3-Clause */
/* Atkinson (2022): backbone models for crustal, interface and slab earthquakes of New Zealand, from
 * equivalent point sources, with the site terms of Seyhan & Stewart (2014).
 */
#include "coeffs/atkinson_2022.h"
#include "coeffs/abrahamson_gulerce_2020.h"
#include "gmm/lanes.h"
#include "nz22_backarc.h"

#define LN_981         6.888572459565363
#define EPISTEMIC_UNIT (1.28155 * 0.893) /* 10 and 90 % quantiles, scaled */

typedef enum { CRUST, INTER, SLAB } kind;

typedef struct {
    oql_coef_atkinson_2022 c;
    oql_coef_nz22_backarc backarc;
    double c0, c1, c2, gamma, sigma, we, be; /* those of the kind of earthquake */
    double rho_w, rho_b;
} row;

typedef struct {
    double epistemic; /* -1 lower, 0 central, 1 upper */
    bool modified_sigma;
    row pga;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *ln_r, *spread, *ln_v, *pga, *ln_nl, *nl, *site;
} shared;

enum { N_SHARED = 7 };

/* Event and path terms, in ln of cm/s2. */
static void rock_motion(const oql_ctx *ctx, const row *r, bool is_slab, const shared *s,
                        double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double mag = ctx->mag, base = r->c0 + mag * (r->c1 + r->c2 * mag);
    const double slope = r->c.b3 + r->c.b4 * mag, gamma = r->gamma;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = base + s->spread[i] + slope * s->ln_r[i] - gamma * rrup[i];
    }
    if (is_slab) {
        oql_nz22_backarc_add(ctx, &r->backarc, mean);
    }
}

static shared make_shared(const oql_ctx *ctx, const state *st, bool is_slab)
{
    const double *rrup = ctx->col[OQL_RRUP], *vs30 = ctx->col[OQL_VS30];
    const double h = oql_exp10(-0.405 + 0.235 * ctx->mag), ln_50 = 3.912023005428146;
    const double ln_ref = 0.5 * oql_log(1.0 + h * h);
    double *rows = oql_work_rows(ctx->work, N_SHARED, ctx->stride);
    shared s;
    double **const row_of[N_SHARED] = {&s.ln_r,  &s.spread, &s.ln_v, &s.pga,
                                       &s.ln_nl, &s.nl,     &s.site};
    for (size_t i = 0; i < N_SHARED; ++i) {
        *row_of[i] = rows + i * ctx->stride;
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double ln_r = 0.5 * oql_log(rrup[i] * rrup[i] + h * h);
        s.ln_r[i] = ln_r - ln_ref;
        s.spread[i] = -1.3 * oql_fmin(ln_r, ln_50) - 0.5 * oql_fmax(ln_r - ln_50, 0.0);
        s.ln_v[i] = oql_log(vs30[i] / 760.0);
    }
    rock_motion(ctx, &st->pga, is_slab, &s, s.pga);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s.pga[i] = oql_exp(s.pga[i]) / 981.0;
        s.ln_nl[i] = oql_log((s.pga[i] + 0.1) / 0.1);
    }
    return s;
}

static void site_terms(const oql_ctx *ctx, const row *r, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const double c = r->c.c, cap = oql_log(r->c.Vc / 760.0), f4 = r->c.f4, f5 = r->c.f5;
    const double at_ref = oql_exp(f5 * 400.0);
    const size_t n = oql_is_constant(ctx, OQL_VS30) ? 1 : ctx->n;
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        s->site[i] = c * oql_fmin(s->ln_v[i], cap);
        s->nl[i] = f4 * (oql_exp(f5 * (oql_fmin(vs30[i], 760.0) - 360.0)) - at_ref);
    }
    if (n == 1) {
        oql_fill(ctx->n, s->site[0], s->site);
        oql_fill(ctx->n, s->nl[0], s->nl);
    }
}

static void add_epistemic(const oql_ctx *ctx, double branch, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const bool is_upper = branch > 0.0;
    const double a = is_upper ? 1.0 : 0.6, b = is_upper ? 0.3 : 0.13,
                 cap = is_upper ? 0.8 : 0.5;
    const double large = 0.15 * oql_fmax(ctx->mag - 7.0, 0.0), unit = EPISTEMIC_UNIT * branch;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double x = oql_log(rrup[i]);
        const double wide = oql_fmax(oql_fmax(a - b * x, 0.3), -0.25 + 0.12 * x);
        mean[i] += unit * (oql_fmin(wide, cap) + large);
    }
}

/* Deviations with the nonlinearity of the site, as Abrahamson & Gulerce (2020). */
static void modified_deviations(const oql_ctx *ctx, const row *r, const row *P, const shared *s,
                                const oql_lanes *l)
{
    const double amp2 = 0.3 * 0.3, tau = r->be;
    const double p2 = r->we * r->we + r->c.phiS2S * r->c.phiS2S;
    const double pb = sqrt(p2 - amp2);
    const double pb_pga = sqrt(P->we * P->we + P->c.phiS2S * P->c.phiS2S - amp2);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double slope = s->nl[i] * s->pga[i] / (s->pga[i] + 0.1);
        const double at = slope * P->be, ap = slope * pb_pga;
        const double tau2 = tau * tau + at * (at + 2.0 * r->rho_b * tau);
        const double phi2 = p2 + ap * (ap + 2.0 * r->rho_w * pb);
        l->sigma[i] = sqrt(tau2 + phi2);
        l->tau[i] = sqrt(tau2);
        l->phi[i] = sqrt(phi2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const bool is_slab = *(const kind *)oql_gmm_variant(g) == SLAB;
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(ctx, st, is_slab);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        site_terms(ctx, r, &s);
        rock_motion(ctx, r, is_slab, &s, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            l.mean[i] += s.site[i] + s.nl[i] * s.ln_nl[i] - LN_981;
        }
        if (st->epistemic != 0.0) {
            add_epistemic(ctx, st->epistemic, l.mean);
        }
        if (st->modified_sigma) {
            modified_deviations(ctx, r, &st->pga, &s, &l);
        } else {
            oql_fill(ctx->n, r->sigma, l.sigma);
            oql_fill(ctx->n, r->be, l.tau);
            oql_fill(ctx->n, sqrt(r->we * r->we + r->c.phiS2S * r->c.phiS2S), l.phi);
        }
    }
    oql_work_release(ctx->work, mark);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const kind k = *(const kind *)oql_gmm_variant(g);
    row *r = to;
    const oql_coef_atkinson_2022 *C = &r->c;
    oql_coef_abrahamson_gulerce_2020 rho = {.rhoW = 1.0, .rhoB = 1.0};
    OQL_TRY(oql_coeff_row(&oql_table_atkinson_2022, imt, (double *)&r->c, err));
    OQL_TRY(oql_nz22_backarc_row(imt, &r->backarc, err));
    if (imt->kind == OQL_IMT_SA && imt->period_s >= 0.01) {
        OQL_TRY(oql_coeff_row(&oql_table_abrahamson_gulerce_2020, imt, (double *)&rho, err));
    }
    const double ln_f = oql_log(C->f);
    r->rho_w = rho.rhoW;
    r->rho_b = rho.rhoB;
    r->c0 = k == SLAB ? C->c0_slab : C->c0_crust;
    r->c1 = k == SLAB ? C->c1_slab : C->c1_crust;
    r->c2 = k == SLAB ? C->c2_slab : C->c2_crust;
    r->gamma = k == CRUST   ? oql_fmin(0.008, 0.005 + 0.0016 * ln_f)
               : k == INTER ? oql_fmin(0.006, 0.0045 + 0.0014 * ln_f)
                            : oql_fmin(0.005, 0.004 + 0.0012 * ln_f);
    r->sigma = k == CRUST ? C->sigma_crust : k == INTER ? C->sigma_inter : C->sigma_slab;
    r->we = k == CRUST ? C->We_crust : k == INTER ? C->We_inter : C->We_slab;
    r->be = k == CRUST ? C->Be_crust : k == INTER ? C->Be_inter : C->Be_slab;
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"epistemic", "modified_sigma"};
    static const char *const branches[] = {"Lower", "Central", "Upper",
                                           "lower", "central", "upper"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    size_t branch = 1;
    oql_imt pga;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "epistemic", OQL_COUNT(branches), branches, &branch, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "modified_sigma", &s->modified_sigma, err));
    s->epistemic = (double)(branch % 3) - 1.0;
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
done:
    return st;
}

#define CLASS(class_name, where, asks, what)                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Atkinson (2022), Backbone ground-motion models for crustal, "   \
                              "interface and slab earthquakes in New Zealand from equivalent " \
                              "point-source concepts, GNS Science report 2022/11",             \
                 .doi = "",                                                                    \
                 .trt = where,                                                                 \
                 .measures = "PGA SA",                                                         \
                 .component = "Average Horizontal (RotD50)",                                   \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_VS30) | (asks),   \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const kind crust = CRUST, inter = INTER, slab = SLAB;

static const oql_gmm_class classes[] = {
    CLASS("Atkinson2022Crust", "Active Shallow Crust", 0, crust),
    CLASS("Atkinson2022SInter", "Subduction Interface", 0, inter),
    CLASS("Atkinson2022SSlab", "Subduction IntraSlab", OQL_BIT(OQL_BACKARC), slab),
};

OQL_GMM_FAMILY(atkinson_2022) = {.n_class = OQL_COUNT(classes), .classes = classes};
