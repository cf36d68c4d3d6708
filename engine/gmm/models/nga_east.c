/* SPDX-License-Identifier: BSD-3-Clause */
/* NGA-East: tables of motion on hard rock (3000 m/s) for central and eastern North America with the
 * site amplification of the USGS panel and the deviations of the project, and the form of the US
 * national maps (tables interpolated by logarithms, other deviations, epistemic site term).
 */
#include <math.h>
#include <string.h>

#include "coeffs/nga_east_f760.h"
#include "coeffs/nga_east_linear.h"
#include "coeffs/nga_east_nonlinear.h"
#include "coeffs/nga_east_phi_s2ss_cena.h"
#include "coeffs/nga_east_phi_ss_cena.h"
#include "coeffs/nga_east_phi_ss_cena_constant.h"
#include "coeffs/nga_east_phi_ss_global.h"
#include "coeffs/usgs_ceus_2019_bias.h"
#include "coeffs/usgs_ceus_2019_epri.h"
#include "coeffs/usgs_ceus_2019_panel.h"
#include "gmm/models/chapman_guo_2021.h"
#include "table_terms.h"

typedef enum { SPLIT, TOTAL, USGS } kind;
typedef enum { CENA, CENA_CONSTANT, GLOBAL, N_MODEL } sigma_model;
typedef enum { COLLAPSED, EPRI, PANEL, N_USGS } usgs_sigma;

/* A deviation in pieces linear in magnitude: at[k] up to limit[k], at the last one beyond. */
typedef struct {
    size_t n;
    double limit[4], at[4];
} by_magnitude;

typedef struct {
    sigma_model tau, phi;
    bool ergodic, epistemic_site, bias;
    double tau_quantile, phi_quantile, s2ss_quantile, sigma_quantile; /* < 0: the mean */
    double site_epsilon;
    usgs_sigma usgs;
    oql_gmm_table *table;
    oql_ctx_param metric;
    const double *rock; /* log10 of PGA, or of SA(0.01) in tables without it */
    bool coastal;       /* amplification of the coastal plain */
    bool by_sediments;  /* the thickness of sediments tells how much of it, and of the bias */
    oql_arena *arena;   /* of the coastal plain */
    oql_csv *ratios;
} state;

typedef struct {
    const double *motion;
    oql_coef_nga_east_linear lin;
    oql_coef_nga_east_nonlinear nl;
    oql_coef_nga_east_f760 f760;
    oql_coef_usgs_ceus_2019_epri epri;
    oql_coef_usgs_ceus_2019_panel panel;
    double v_ref, f4;
    double bias[2]; /* constant, and per ln vs30 above 1000 m/s */
    bool is_pga;
    const double *ratio; /* of the coastal plain, or NULL */
    by_magnitude tau, phi, sigma;
    double s2ss;
} row;

/* ---- quantiles of the scatter of deviations ---- */

/* Lower incomplete gamma ratio P(a, x), by series and continued fraction: Abramowitz & Stegun
 * (1964), 6.5.29 and 6.5.31. */
static double gamma_ratio(double a, double x)
{
    const double front = exp(a * log(x) - x - lgamma(a));
    if (x <= 0.0) {
        return 0.0;
    }
    if (x < a + 1.0) {
        double term = 1.0 / a, sum = term;
        for (double k = a + 1.0; term > sum * 1e-17; k += 1.0) {
            term *= x / k;
            sum += term;
        }
        return front * sum;
    }
    double f = 0.0; /* evaluated from the tail */
    for (int k = 400; k > 0; --k) {
        f = (double)k * ((double)k - a) / (x + 2.0 * (double)k + 1.0 - a - f);
    }
    return 1.0 - front / (x + 1.0 - a - f);
}

/* Quantile of the chi-square law, by bisection. */
static double chi2_quantile(double p, double dof)
{
    double lo = 0.0, hi = dof + 40.0 * sqrt(dof) + 100.0;
    for (int i = 0; i < 200; ++i) {
        const double mid = 0.5 * (lo + hi);
        if (gamma_ratio(0.5 * dof, 0.5 * mid) < p) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    return 0.5 * (lo + hi);
}

/* A deviation whose square is scattered as scaled chi-square, at a quantile (Al Atik 2015, 5.2);
 * scatter is the standard deviation of the square. */
static double at_quantile(double mean, double scatter, double quantile)
{
    if (quantile < 0.0) {
        return mean;
    }
    const double s2 = scatter * scatter, m2 = mean * mean;
    return sqrt(s2 / (2.0 * m2) * chi2_quantile(quantile, 2.0 * m2 * m2 / s2));
}

/* ---- deviations ---- */

/* Between-event deviation and its scatter, tables 5.2, 5.5 and 5.8: first for PGV, then for others. */
static const struct {
    size_t n;
    double limit[4], mean[2][4], scatter[2][4];
} taus[N_MODEL] = {
    [CENA] = {3,
              {5.0, 5.5, 6.5, 0.0},
              {{0.3477, 0.3281, 0.3092, 0.0}, {0.3730, 0.3375, 0.3064, 0.0}},
              {{0.0554, 0.0477, 0.0449, 0.0}, {0.0688, 0.0661, 0.0491, 0.0}}},
    [CENA_CONSTANT] = {1,
                       {1e300, 0.0, 0.0, 0.0},
                       {{0.3441, 0.0, 0.0, 0.0}, {0.3695, 0.0, 0.0, 0.0}},
                       {{0.0554, 0.0, 0.0, 0.0}, {0.0688, 0.0, 0.0, 0.0}}},
    [GLOBAL] = {4,
                {4.5, 5.0, 5.5, 6.5},
                {{0.3733, 0.3639, 0.3434, 0.3236}, {0.4518, 0.4270, 0.3863, 0.3508}},
                {{0.0558, 0.0554, 0.0477, 0.0449}, {0.0671, 0.0688, 0.0661, 0.0491}}},
};

static const oql_coeff_table *const phis[N_MODEL] = {
    [CENA] = &oql_table_nga_east_phi_ss_cena,
    [CENA_CONSTANT] = &oql_table_nga_east_phi_ss_cena_constant,
    [GLOBAL] = &oql_table_nga_east_phi_ss_global,
};

static double at_magnitude(const by_magnitude *b, double mag)
{
    double y = b->at[0];
    for (size_t k = 0; k + 1 < b->n; ++k) {
        const double t = (mag - b->limit[k]) / (b->limit[k + 1] - b->limit[k]);
        y += (b->at[k + 1] - b->at[k]) * oql_clip01(t);
    }
    return y;
}

static by_magnitude tau_of(sigma_model m, const oql_imt *imt, double quantile)
{
    const size_t k = imt->kind == OQL_IMT_PGV ? 0 : 1;
    by_magnitude b = {.n = taus[m].n};
    for (size_t i = 0; i < b.n; ++i) {
        b.limit[i] = taus[m].limit[i];
        b.at[i] = at_quantile(taus[m].mean[k][i], taus[m].scatter[k][i], quantile);
    }
    return b;
}

/* Columns of a table of phi: mean_a, var_a, mean_b, var_b, at M 5 and 6.5. */
static by_magnitude phi_of(const double *c, double quantile)
{
    const by_magnitude b = {
        2, {5.0, 6.5}, {at_quantile(c[0], c[1], quantile), at_quantile(c[2], c[3], quantile)}};
    return b;
}

/* What a function makes of a table's rows, interpolated in ln period: quantiles are taken at the
 * tabulated periods. */
typedef void (*row_function)(const state *s, const oql_imt *imt, const double *c, double *out);

static oql_status interpolate(const state *s, const oql_coeff_table *t, const oql_imt *imt,
                              size_t n_out, row_function f, double *out, oql_err *err)
{
    enum { MAX_ROW = 64, MAX_OUT = 4 };
    double data[MAX_ROW * MAX_OUT];
    oql_coeff_table made = *t;
    if (t->n_row > MAX_ROW || n_out > MAX_OUT) {
        return OQL_FAIL(err, OQL_EARG, "table %s is too long", t->name);
    }
    for (size_t i = 0; i < t->n_row; ++i) {
        oql_imt at;
        const oql_status st = oql_imt_parse(t->imt[i], &at, err);
        if (st != OQL_OK) {
            return st;
        }
        f(s, &at, oql_coeff_row_at(t, i), data + i * n_out);
    }
    made.n_col = n_out;
    made.data = data;
    return oql_coeff_row(&made, imt, out, err);
}

static void phi_row(const state *s, const oql_imt *imt, const double *c, double *out)
{
    (void)imt;
    const by_magnitude b = phi_of(c, s->phi_quantile);
    out[0] = b.at[0];
    out[1] = b.at[1];
}

static void s2ss_row(const state *s, const oql_imt *imt, const double *c, double *out)
{
    (void)imt;
    out[0] = at_quantile(c[0], c[1], s->s2ss_quantile);
}

/* Total deviation at the corner magnitudes of tau, from the row of phi. */
static void sigma_row(const state *s, const oql_imt *imt, const double *c, double *out)
{
    const by_magnitude tau = tau_of(s->tau, imt, s->tau_quantile);
    const by_magnitude phi = phi_of(c, s->phi_quantile);
    const by_magnitude scatter = {2, {5.0, 6.5}, {c[1], c[3]}};
    const size_t k = imt->kind == OQL_IMT_PGV ? 0 : 1;
    oql_coef_nga_east_phi_s2ss_cena site = {0.0, 0.0};
    double s2ss = 0.0;
    if (s->ergodic && oql_coeff_row(&oql_table_nga_east_phi_s2ss_cena, imt, (double *)&site,
                                    NULL) == OQL_OK) {
        s2ss = site.mean;
    }
    for (size_t i = 0; i < tau.n; ++i) {
        const double p = at_magnitude(&phi, tau.limit[i]);
        const double ps = at_magnitude(&scatter, tau.limit[i]), ts = taus[s->tau].scatter[k][i];
        const double mean = sqrt(tau.at[i] * tau.at[i] + p * p + s2ss * s2ss);
        const double spread = sqrt(ts * ts + ps * ps + site.var * site.var);
        out[i] = at_quantile(mean, spread, s->sigma_quantile);
    }
}

static oql_status prepare_sigma(const state *s, kind k, const oql_imt *imt, row *r,
                                oql_err *err)
{
    oql_status st = OQL_OK;
    if (k == USGS) {
        OQL_TRY(oql_coeff_row(&oql_table_usgs_ceus_2019_epri, imt, (double *)&r->epri, err));
        OQL_TRY(oql_coeff_row(&oql_table_usgs_ceus_2019_panel, imt, (double *)&r->panel, err));
    } else if (k == TOTAL) {
        r->sigma = tau_of(s->tau, imt, -1.0);
        OQL_TRY(interpolate(s, phis[s->phi], imt, r->sigma.n, sigma_row, r->sigma.at, err));
    } else {
        r->tau = tau_of(s->tau, imt, s->tau_quantile);
        r->phi = (by_magnitude){2, {5.0, 6.5}, {0.0}};
        OQL_TRY(interpolate(s, phis[s->phi], imt, 2, phi_row, r->phi.at, err));
        if (s->ergodic) {
            OQL_TRY(interpolate(s, &oql_table_nga_east_phi_s2ss_cena, imt, 1, s2ss_row,
                                &r->s2ss, err));
        }
    }
done:
    return st;
}

/* ---- site amplification, Stewart et al. (2020), Hashash et al. (2020) ---- */

/* Terms of a site for one measure; f_rk is the rock term of the nonlinear part. */
typedef struct {
    double linear, f2, linear_sd, nl_sd;
} amplification;

static amplification amplify(const row *r, double v)
{
    const oql_coef_nga_east_linear *C = &r->lin;
    const double ln_2000 = oql_log(v / 2000.0) / 0.4054651081081644; /* over ln(3000 / 2000) */
    const double w = 0.1 + (0.767 - 0.1) * oql_clip01(oql_log(v / 400.0) / 0.4054651081081644);
    const double f760 = w * r->f760.f760i + (1.0 - w) * r->f760.f760g;
    const double sd760 = w * r->f760.f760is + (1.0 - w) * r->f760.f760gs;
    const double at = oql_fmin(oql_fmax(v, C->v1), C->v2), top = C->c * oql_log(C->v2 / 760.0);
    const double below = C->c * oql_log(at / 760.0);
    const double f_v = v > 2000.0 ? top - (top + f760) * oql_fmin(ln_2000, 1.0) : below;
    const double x = (v - 200.0) / (C->vf - 200.0), dl = C->sigma_L - C->sigma_vc;
    const double y = (v - C->v2) / (2000.0 - C->v2);
    const double sd_low = C->sigma_L - 2.0 * dl * x + dl * x * x;
    const double sd_high = C->sigma_vc + (C->sigma_U - C->sigma_vc) * y * y;
    const double sd_mid = v < C->vf ? sd_low : (v > C->v2 ? sd_high : C->sigma_vc);
    const double sd_v = v >= 2000.0 ? C->sigma_U * oql_fmax(1.0 - ln_2000, 0.0) : sd_mid;
    const double f5 = r->nl.f5, cap = r->v_ref;
    const double f2 =
        r->f4 * (oql_exp(f5 * (oql_fmin(v, cap) - 360.0)) - oql_exp(f5 * (cap - 360.0)));
    const amplification a = {
        f_v + f760, v < r->nl.Vc ? f2 : 0.0, sqrt(sd760 * sd760 + sd_v * sd_v),
        r->nl.sigma_c * (1.0 - oql_clip01(oql_log(v / 300.0) / 1.2039728043259361))};
    return a;
}

/* Site term of each lane, and its own deviation where it is wanted. */
static void site_terms(const oql_ctx *ctx, const row *r, const double *ln_rock, double *site,
                       double *sd)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t n = oql_is_constant(ctx, OQL_VS30) ? 1 : ctx->n;
    amplification a = {0.0, 0.0, 0.0, 0.0};
    for (size_t i = 0; i < ctx->n; ++i) {
        if (i < n) {
            a = amplify(r, vs30[i]);
        }
        const double f_rk = oql_log((oql_exp(ln_rock[i]) + r->nl.f3) / r->nl.f3);
        const double nl_sd = a.nl_sd * f_rk;
        site[i] = a.linear + a.f2 * f_rk;
        sd[i] = sqrt(a.linear_sd * a.linear_sd + nl_sd * nl_sd);
    }
}

/* Bias of the 2023 maps, less where sediments are thick (scale, 0 where they do not count). */
static void add_bias(const oql_ctx *ctx, const double bias[2], const double *scale,
                     double *mean)
{
    const double *vs30 = ctx->col[OQL_VS30];
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double v = oql_fmin(oql_fmax(vs30[i], 1000.0), 2000.0);
        mean[i] += (1.0 - scale[i]) * (bias[0] + bias[1] * oql_log(v / 1000.0));
    }
}

static void sediment_scale(const oql_ctx *ctx, const state *st, double *scale)
{
    const double *z = ctx->col[OQL_Z_SED];
    if (!st->by_sediments) {
        oql_fill(ctx->n, 0.0, scale);
        return;
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        scale[i] = oql_cg21_scale(z[i]);
    }
}

/* The coastal plain's ratio instead of the amplification at 1000 m/s. */
static void add_coastal(const oql_ctx *ctx, const row *r, const double *ln_rock,
                        const double *scale, double *scratch, double *mean)
{
    row plain = *r;
    plain.f4 = r->nl.f4;
    const amplification a = amplify(&plain, 1000.0);
    const double f3 = r->nl.f3;
    oql_cg21_motion(ctx, r->ratio, scratch);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double f_rk = oql_log((oql_exp(ln_rock[i]) + f3) / f3);
        mean[i] += scratch[i] - (a.linear + a.f2 * f_rk) * scale[i];
    }
}

static void usgs_deviations(const oql_ctx *ctx, const row *r, usgs_sigma which,
                            const oql_lanes *l)
{
    const by_magnitude te = {
        3, {5.0, 6.0, 7.0}, {r->epri.tau_M5, r->epri.tau_M6, r->epri.tau_M7}};
    const by_magnitude pe = {
        3, {5.0, 6.0, 7.0}, {r->epri.phi_M5, r->epri.phi_M6, r->epri.phi_M7}};
    const by_magnitude tp = {
        4, {4.5, 5.0, 5.5, 6.5}, {r->panel.t1, r->panel.t2, r->panel.t3, r->panel.t4}};
    const by_magnitude pp = {2, {5.0, 6.5}, {r->panel.ss_a, r->panel.ss_b}};
    const double *vs30 = ctx->col[OQL_VS30];
    const double hundredth = oql_round_to_hundredth(ctx->mag);
    const double tau_e = at_magnitude(&te, hundredth), phi_e = at_magnitude(&pe, hundredth);
    const double tau_p = at_magnitude(&tp, hundredth), ss = at_magnitude(&pp, hundredth);
    const double sigma_e = sqrt(tau_e * tau_e + phi_e * phi_e);
    const double s1 = r->panel.s2s1, s2 = r->panel.s2s2;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double site = s1 + (s2 - s1) * oql_clip01((vs30[i] - 1200.0) / 300.0);
        const double phi_p = sqrt(ss * ss + site * site);
        const double sigma_p = sqrt(tau_p * tau_p + phi_p * phi_p);
        const double both = 0.8 * sigma_e + 0.2 * sigma_p;
        l->sigma[i] = which == EPRI ? sigma_e : (which == PANEL ? sigma_p : both);
        l->tau[i] = which == EPRI ? tau_e : (which == PANEL ? tau_p : 0.0);
        l->phi[i] = which == EPRI ? phi_e : (which == PANEL ? phi_p : 0.0);
    }
}

static void deviations(const oql_ctx *ctx, const state *st, kind k, const row *r,
                       const oql_lanes *l)
{
    if (k == USGS) {
        usgs_deviations(ctx, r, st->usgs, l);
    } else if (k == TOTAL) {
        oql_fill_total(ctx->n, at_magnitude(&r->sigma, oql_round_to_hundredth(ctx->mag)), l);
    } else {
        const double ss = at_magnitude(&r->phi, ctx->mag);
        oql_fill_parts(ctx->n, at_magnitude(&r->tau, ctx->mag),
                       sqrt(ss * ss + r->s2ss * r->s2ss), l);
    }
}

static void add_site(const oql_ctx *ctx, const state *st, kind k, const double *site,
                     const double *sd, double *mean)
{
    const bool mixed = k == USGS && st->epistemic_site;
    for (size_t i = 0; i < ctx->n; ++i) {
        const double spread =
            mixed ? oql_log(0.63 + 0.185 * (oql_exp(sd[i]) + oql_exp(-sd[i]))) : 0.0;
        mean[i] += site[i] + st->site_epsilon * sd[i] + spread;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const kind k = *(const kind *)oql_gmm_variant(g);
    const size_t mark = oql_work_mark(ctx->work);
    const oql_table_place place =
        oql_table_locate(st->table, ctx, ctx->col[st->metric], k == USGS);
    double *rock = oql_work_rows(ctx->work, 5, ctx->stride);
    double *site = rock + ctx->stride, *sd = site + ctx->stride, *biased = sd + ctx->stride;
    double *scale = biased + ctx->stride;
    sediment_scale(ctx, st, scale);
    oql_table_motion(st->table, ctx, &place, st->rock, k == USGS, rock);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        oql_table_motion(st->table, ctx, &place, r->is_pga ? st->rock : r->motion, k == USGS,
                         l.mean);
        memcpy(biased, rock, ctx->n * sizeof *biased);
        if (st->bias) { /* that of the measure shifts the rock motion, too */
            add_bias(ctx, r->bias, scale, biased);
            add_bias(ctx, r->bias, scale, l.mean);
        }
        site_terms(ctx, r, biased, site, sd);
        add_site(ctx, st, k, site, sd, l.mean);
        if (r->ratio != NULL) {
            add_coastal(ctx, r, biased, scale, sd, l.mean);
        }
        deviations(ctx, st, k, r, &l);
    }
    oql_work_release(ctx->work, mark);
}

/* ---- instances ---- */

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    const kind k = *(const kind *)oql_gmm_variant(g);
    row *r = to;
    /* PGV amplifies as 0.5 s */
    const double period = imt->kind == OQL_IMT_PGV ? 0.5 : imt->period_s;
    OQL_TRY(oql_gmm_table_measure(s->table, &s->table->motion, imt, &r->motion, err));
    OQL_TRY(oql_coeff_row(&oql_table_nga_east_linear, imt, (double *)&r->lin, err));
    OQL_TRY(oql_coeff_row(&oql_table_nga_east_nonlinear, imt, (double *)&r->nl, err));
    OQL_TRY(oql_coeff_row(&oql_table_nga_east_f760, imt, (double *)&r->f760, err));
    r->is_pga = imt->kind == OQL_IMT_PGA;
    r->v_ref = period <= 0.4 ? 760.0 : 3000.0;
    r->f4 = s->bias || s->coastal ? 0.5 * (r->nl.f4 + r->nl.f4_mod) : r->nl.f4;
    if (s->coastal) {
        const size_t n = OQL_CG21_Z * OQL_CG21_M * OQL_CG21_R;
        double *ratio = oql_arena_alloc(s->arena, n, sizeof *ratio);
        if (ratio == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a table of ratios");
        }
        OQL_TRY(oql_cg21_read(s->ratios, imt, ratio, err));
        r->ratio = ratio;
    }
    if (s->bias) {
        OQL_TRY(oql_coeff_row(&oql_table_usgs_ceus_2019_bias, imt, r->bias, err));
    }
    OQL_TRY(prepare_sigma(s, k, imt, r, err));
done:
    return st;
}

static oql_status read_usgs_args(const oql_gmm_spec *spec, state *s, oql_err *err)
{
    static const char *const known[] = {"gmpe_table",
                                        "sigma_model",
                                        "epistemic_site",
                                        "usgs_2023_bias_adj",
                                        "coastal_plains_site_amp",
                                        "z_sed_scaling"};
    static const char *const models[N_USGS] = {"COLLAPSED", "EPRI", "PANEL"};
    oql_status st = OQL_OK;
    size_t choice = COLLAPSED;
    s->epistemic_site = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "sigma_model", N_USGS, models, &choice, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "epistemic_site", &s->epistemic_site, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_2023_bias_adj", &s->bias, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "coastal_plains_site_amp", &s->coastal, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "z_sed_scaling", &s->by_sediments, err));
    if (s->coastal && !s->by_sediments) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s: coastal_plains_site_amp goes together with z_sed_scaling = true",
                        spec->name);
    }
    s->usgs = (usgs_sigma)choice;
done:
    return st;
}

static oql_status read_args(kind k, const oql_gmm_spec *spec, state *s, oql_err *err)
{
    static const char *const known[] = {"gmpe_table",        "tau_model",    "phi_model",
                                        "phi_s2ss_model",    "tau_quantile", "phi_ss_quantile",
                                        "phi_s2ss_quantile", "site_epsilon", "sigma_quantile"};
    static const char *const models[N_MODEL] = {"cena", "cena_constant", "global"};
    oql_status st = OQL_OK;
    size_t tau = GLOBAL, phi = GLOBAL, s2ss = N_MODEL;
    s->tau_quantile = s->phi_quantile = s->s2ss_quantile = s->sigma_quantile = -1.0;
    OQL_TRY(oql_gmm_args_check(spec, k == TOTAL ? 9 : 8, known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "tau_model", N_MODEL, models, &tau, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "phi_model", N_MODEL, models, &phi, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "phi_s2ss_model", 1, models, &s2ss, err));
    OQL_TRY(oql_gmm_arg_number(spec, "tau_quantile", &s->tau_quantile, err));
    OQL_TRY(oql_gmm_arg_number(spec, "phi_ss_quantile", &s->phi_quantile, err));
    OQL_TRY(oql_gmm_arg_number(spec, "phi_s2ss_quantile", &s->s2ss_quantile, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_quantile", &s->sigma_quantile, err));
    OQL_TRY(oql_gmm_arg_number(spec, "site_epsilon", &s->site_epsilon, err));
    s->tau = (sigma_model)tau;
    s->phi = (sigma_model)phi;
    s->ergodic = s2ss != N_MODEL;
done:
    return st;
}

static oql_status read_ratios(const oql_gmm_spec *spec, state *s, oql_err *err)
{
    oql_status st = OQL_OK;
    const char *path = NULL;
    OQL_TRY(oql_arena_create(&s->arena, err));
    OQL_TRY(oql_gmm_find_file(spec, "chapman_guo_2021", "chapman_guo_2021_psa_ratios.csv",
                              s->arena, &path, err));
    OQL_TRY(oql_csv_read(path, OQL_CSV_HEADER, &s->ratios, err));
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    const kind k = *(const kind *)oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    const char *file = NULL;
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    if (k == USGS) {
        OQL_TRY(read_usgs_args(spec, s, err));
    } else {
        OQL_TRY(read_args(k, spec, s, err));
    }
    OQL_TRY(oql_gmm_arg_text(spec, "gmpe_table", &file, err));
    if (file == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: argument gmpe_table expected", spec->name);
    }
    OQL_TRY(oql_gmm_table_open(spec, k == USGS ? "usgs_nga_east_tables" : "nga_east_tables",
                               file, &s->table, err));
    OQL_TRY(oql_table_metric(s->table, &s->metric, err));
    oql_gmm_add_needs(g, OQL_BIT(s->metric));
    const oql_imt rock = s->table->motion.pga != NULL ? pga : oql_imt_sa(0.01);
    OQL_TRY(oql_gmm_table_measure(s->table, &s->table->motion, &rock, &s->rock, err));
    oql_gmm_add_needs(g, s->by_sediments ? OQL_BIT(OQL_Z_SED) : 0);
    if (s->coastal) {
        oql_gmm_add_needs(g, OQL_NEED_RRUP);
        OQL_TRY(read_ratios(spec, s, err));
    }
done:
    return st;
}

static void clear(oql_gmm *g)
{
    state *s = oql_gmm_state(g);
    oql_gmm_table_destroy(s->table);
    oql_csv_destroy(s->ratios);
    oql_arena_destroy(s->arena);
}

#define CLASS(class_name, cited, id, k)                                                        \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = cited,                                                           \
                 .doi = id,                                                                    \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Average Horizontal (RotD50)",                                   \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_VS30),                                \
                 .mag = {4.0, 8.2},                                                            \
                 .dist_km = {0.0, 1500.0},                                                     \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = &(k), .state_size = sizeof(state), .row_size = sizeof(row), .init = init,   \
        .prepare = prepare, .eval = eval, .clear = clear                                       \
    }

#define GOULET                                                                                 \
    "Goulet et al. (2018), Central and eastern North America ground motion characterization: " \
    "NGA-East final report, PEER report 2018/08"
#define REZAEIAN                                                                               \
    "Rezaeian et al. (2021), The 2018 update of the US National Seismic Hazard Model: ground " \
    "motion models in the central and eastern US, Earthquake Spectra 37(S1), 1354-1390"

static const kind split = SPLIT, total = TOTAL, usgs = USGS;

static const oql_gmm_class classes[] = {
    CLASS("NGAEastGMPE", GOULET, "", split),
    CLASS("NGAEastGMPETotalSigma", GOULET, "", total),
    CLASS("NGAEastUSGSGMPE", REZAEIAN, "", usgs),
};

#define SEED(name, key)                                                                        \
    {name, "NGAEastGMPE", "gmpe_table = \"NGAEast_" key ".hdf5\""},                            \
    {                                                                                          \
        name "TotalSigma", "NGAEastGMPETotalSigma", "gmpe_table = \"NGAEast_" key ".hdf5\""    \
    }
#define MAPS(name, key)                                                                        \
    {                                                                                          \
        "NGAEastUSGS" name, "NGAEastUSGSGMPE", "gmpe_table = \"nga_east_" key ".hdf5\""        \
    }

static const oql_gmm_alias aliases[] = {
    SEED("Boore2015NGAEastA04", "BOORE_A04_J15"),
    SEED("Boore2015NGAEastAB14", "BOORE_AB14_J15"),
    SEED("Boore2015NGAEastAB95", "BOORE_AB95_J15"),
    SEED("Boore2015NGAEastBCA10D", "BOORE_BCA10D_J15"),
    SEED("Boore2015NGAEastBS11", "BOORE_BS11_J15"),
    SEED("Boore2015NGAEastSGD02", "BOORE_SGD02_J15"),
    SEED("DarraghEtAl2015NGAEast1CCSP", "DARRAGH_1CCSP"),
    SEED("DarraghEtAl2015NGAEast1CVSP", "DARRAGH_1CVSP"),
    SEED("DarraghEtAl2015NGAEast2CCSP", "DARRAGH_2CCSP"),
    SEED("DarraghEtAl2015NGAEast2CVSP", "DARRAGH_2CVSP"),
    SEED("YenierAtkinson2015NGAEast", "YENIER_ATKINSON"),
    SEED("PezeschkEtAl2015NGAEastM1SS", "PEZESCHK_M1SS"),
    SEED("PezeschkEtAl2015NGAEastM2ES", "PEZESCHK_M2ES"),
    SEED("Frankel2015NGAEast", "FRANKEL_J15"),
    SEED("ShahjoueiPezeschk2015NGAEast", "SHAHJOUEI_PEZESCHK"),
    SEED("AlNomanCramer2015NGAEast", "ALNOMAN_CRAMER"),
    SEED("Graizer2015NGAEast", "GRAIZER"),
    SEED("HassaniAtkinson2015NGAEast", "HASSANI_ATKINSON"),
    SEED("HollenbackEtAl2015NGAEastGP", "PEER_GP"),
    SEED("HollenbackEtAl2015NGAEastEX", "PEER_EX"),
    MAPS("SeedSP15", "SP15"),
    MAPS("Seed1CCSP", "1CCSP"),
    MAPS("Seed2CVSP", "2CVSP"),
    MAPS("Seed1CVSP", "1CVSP"),
    MAPS("Seed2CCSP", "2CCSP"),
    MAPS("SeedGraizer", "Graizer"),
    MAPS("SeedB_ab95", "B_ab95"),
    MAPS("SeedB_bca10d", "B_bca10d"),
    MAPS("SeedB_sgd02", "B_sgd02"),
    MAPS("SeedB_a04", "B_a04"),
    MAPS("SeedB_bs11", "B_bs11"),
    MAPS("SeedB_ab14", "B_ab14"),
    MAPS("SeedHA15", "HA15"),
    MAPS("SeedPEER_EX", "PEER_EX"),
    MAPS("SeedPEER_GP", "PEER_GP"),
    MAPS("SeedGraizer16", "Graizer16"),
    MAPS("SeedGraizer17", "Graizer17"),
    MAPS("SeedFrankel", "Frankel"),
    MAPS("SeedYA15", "YA15"),
    MAPS("SeedPZCT15_M1SS", "PZCT15_M1SS"),
    MAPS("SeedPZCT15_M2ES", "PZCT15_M2ES"),
    MAPS("Sammons1", "usgs_1"),
    MAPS("Sammons2", "usgs_2"),
    MAPS("Sammons3", "usgs_3"),
    MAPS("Sammons4", "usgs_4"),
    MAPS("Sammons5", "usgs_5"),
    MAPS("Sammons6", "usgs_6"),
    MAPS("Sammons7", "usgs_7"),
    MAPS("Sammons8", "usgs_8"),
    MAPS("Sammons9", "usgs_9"),
    MAPS("Sammons10", "usgs_10"),
    MAPS("Sammons11", "usgs_11"),
    MAPS("Sammons12", "usgs_12"),
    MAPS("Sammons13", "usgs_13"),
    MAPS("Sammons14", "usgs_14"),
    MAPS("Sammons15", "usgs_15"),
    MAPS("Sammons16", "usgs_16"),
    MAPS("Sammons17", "usgs_17"),
};

OQL_GMM_FAMILY(nga_east) = {.n_class = OQL_COUNT(classes),
                            .classes = classes,
                            .n_alias = OQL_COUNT(aliases),
                            .aliases = aliases};
