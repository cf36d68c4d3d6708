/* SPDX-License-Identifier: BSD-3-Clause */
/* Kuehn et al. (2020) for subduction interface and slab, global and in eight regions, with the
 * epistemic deviation of the median by magnitude and distance, the basin terms of the US national
 * maps and the form of the 2022 New Zealand hazard model. SA up to 0.1 s is not below PGA.
 */
#include <stdio.h>

#include "coeffs/abrahamson_gulerce_2020.h"
#include "coeffs/alaska_2023_bias.h"
#include "coeffs/kuehn_2020.h"
#include "coeffs/kuehn_2020_mu_if_ak.h"
#include "coeffs/kuehn_2020_mu_if_cam.h"
#include "coeffs/kuehn_2020_mu_if_cas.h"
#include "coeffs/kuehn_2020_mu_if_glo.h"
#include "coeffs/kuehn_2020_mu_if_jpn.h"
#include "coeffs/kuehn_2020_mu_if_nzl.h"
#include "coeffs/kuehn_2020_mu_if_sam.h"
#include "coeffs/kuehn_2020_mu_if_twn.h"
#include "coeffs/kuehn_2020_mu_slab_ak.h"
#include "coeffs/kuehn_2020_mu_slab_cam.h"
#include "coeffs/kuehn_2020_mu_slab_cas.h"
#include "coeffs/kuehn_2020_mu_slab_glo.h"
#include "coeffs/kuehn_2020_mu_slab_jpn.h"
#include "coeffs/kuehn_2020_mu_slab_nzl.h"
#include "coeffs/kuehn_2020_mu_slab_sam.h"
#include "coeffs/kuehn_2020_mu_slab_twn.h"
#include "nga_west2_terms.h"
#include "nz22_backarc.h"

#define N_EXP   1.18 /* n and c of the nonlinear site term */
#define C_NL    1.88
#define PHI_AMP 0.3

typedef enum { GLO, ALASKA, CAS, SEA, CAM, JPN, NZL, SAM, TWN, N_REGION } region;

enum { N_M = 12, N_R = 13 };
static const double grid_mag[N_M] = {4.0, 4.5, 5.0, 5.5, 6.0, 6.5,
                                     7.0, 7.5, 8.0, 8.5, 9.0, 9.5};
static const double grid_r[N_R] = {10.0,       15.8489319, 25.1188643, 39.8107171, 63.0957344,
                                   100.0,      158.489319, 251.188643, 398.10717,  500.0,
                                   630.957345, 800.0,      1000.0};

/* Region: suffix of its columns, corner magnitude of interface and slab, epistemic tables. Seattle
 * is Cascadia with a basin term of its own. */
static const struct {
    const char *name, *suffix;
    double m_b[2];
    const oql_coeff_table *mu[2];
} regions[N_REGION] = {
    [GLO] = {"GLO",
             "",
             {7.9, 7.6},
             {&oql_table_kuehn_2020_mu_if_glo, &oql_table_kuehn_2020_mu_slab_glo}},
    [ALASKA] = {"USA-AK",
                "Al",
                {8.6, 7.2},
                {&oql_table_kuehn_2020_mu_if_ak, &oql_table_kuehn_2020_mu_slab_ak}},
    [CAS] = {"CAS",
             "Ca",
             {8.0, 7.2},
             {&oql_table_kuehn_2020_mu_if_cas, &oql_table_kuehn_2020_mu_slab_cas}},
    [SEA] = {"SEA",
             "Ca",
             {8.0, 7.2},
             {&oql_table_kuehn_2020_mu_if_cas, &oql_table_kuehn_2020_mu_slab_cas}},
    [CAM] = {"CAM",
             "CAM",
             {7.5, 7.4},
             {&oql_table_kuehn_2020_mu_if_cam, &oql_table_kuehn_2020_mu_slab_cam}},
    [JPN] = {"JPN",
             "Ja",
             {8.5, 7.6},
             {&oql_table_kuehn_2020_mu_if_jpn, &oql_table_kuehn_2020_mu_slab_jpn}},
    [NZL] = {"NZL",
             "NZ",
             {8.3, 7.6},
             {&oql_table_kuehn_2020_mu_if_nzl, &oql_table_kuehn_2020_mu_slab_nzl}},
    [SAM] = {"SAM",
             "SA",
             {8.6, 7.3},
             {&oql_table_kuehn_2020_mu_if_sam, &oql_table_kuehn_2020_mu_slab_sam}},
    [TWN] = {"TWN",
             "Tw",
             {7.1, 7.7},
             {&oql_table_kuehn_2020_mu_if_twn, &oql_table_kuehn_2020_mu_slab_twn}},
};

/* Average depth of a basin for vs30: a logistic curve between two ln depths (m), table 4.4. */
typedef struct {
    double z1, z2, z3, z4;
} depth_model;

static const depth_model depth_models[N_REGION] = {
    [CAS] = {8.294049640102028, 2.302585092994046, 6.396929655216146, 0.27081459},
    [SEA] = {8.294049640102028, 2.302585092994046, 6.396929655216146, 0.27081459},
    [JPN] = {7.6893685375, 2.302585092994046, 6.3091864, 0.7528670225},
    [NZL] = {6.859789675, 2.302585092994046, 5.745692775, 0.91563524375},
    [TWN] = {6.30560665, 2.302585092994046, 6.1104992125, 0.43671102},
};

typedef struct {
    bool is_slab, is_nz;
} variant;

typedef struct {
    oql_coef_kuehn_2020 c;
    oql_coef_nz22_backarc backarc;
    double c1, c2, c4, c6, c7, c9, c11,
        c12; /* those of the region and the kind of earthquake */
    double m_b, z_b, z_ref;
    double usgs, bias, rho_w, rho_b;
    bool m9, is_pga, floor_at_pga;
    double mu[N_M * N_R];
} row;

typedef struct {
    region region;
    bool m9, usgs_basin, bias, modified_sigma, needs_pga;
    double epsilon, m_b;
    row pga;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *ln_v, *z, *dz; /* ln vs30; depth, m; ln of depth to its average */
    double *pga;           /* on rock of 1100 m/s, g */
    double *q, *site;
    bool has_basin;
} shared;

enum { N_SHARED = 6 };

/* The depth that a region's basin term takes. */
static oql_ctx_param depth_of(region where)
{
    return where == CAS || where == JPN || where == SEA ? OQL_Z2PT5
           : where == NZL || where == TWN               ? OQL_Z1PT0
                                                        : OQL_CTX_N;
}

static size_t site_lanes(const oql_ctx *ctx, const state *st, const shared *s)
{
    const bool z = !s->has_basin || oql_is_constant(ctx, depth_of(st->region));
    return oql_is_constant(ctx, OQL_VS30) && z ? 1 : ctx->n;
}

static void share_site(const oql_ctx *ctx, const state *st, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const size_t n = site_lanes(ctx, st, s);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        s->ln_v[i] = oql_log(vs30[i]);
    }
    if (!s->has_basin) {
        return;
    }
    const double *known = ctx->col[depth_of(st->region)];
    const depth_model d = depth_models[st->region];
    /* Seattle's depth is taken as metres by the reference; its term uses it for scaling only */
    const double metres = st->region == CAS || st->region == JPN ? 1000.0 : 1.0;
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double e = oql_exp((s->ln_v[i] - d.z3) / d.z4);
        const double ln_ref = d.z1 + (d.z2 - d.z1) * (e / (1.0 + e));
        const double z = known[i] == -999.0 ? oql_exp(ln_ref) : metres * known[i];
        s->z[i] = z;
        s->dz[i] = oql_log(z) - ln_ref;
    }
}

static void add_basin(const state *st, const row *r, const shared *s, size_t n)
{
    const double whole = st->usgs_basin ? 0.0 : 1.0, from = r->m9 ? 6.0 : 1e300;
    const double c11 = r->c11, c12 = r->c12;
    const bool is_seattle = st->region == SEA;
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double z = s->z[i], km = 0.001 * z;
        const double plain = is_seattle ? c11 : (z > 0.0 ? c11 + c12 * s->dz[i] : 0.0);
        const double share = whole + r->usgs * oql_usgs_basin_depth(km, 1.0, 3.0);
        s->site[i] += share * (km >= from ? 0.6931471805599453 : plain);
    }
}

/* Linear site and basin terms, equations 4.7-4.10. */
static void site_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s)
{
    const double ln_k1 = oql_log(r->c.k1), stiff = r->c.k2 * N_EXP, c7 = r->c7;
    const size_t n = site_lanes(ctx, st, s);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double x = s->ln_v[i] - ln_k1;
        s->q[i] = x < 0.0 ? C_NL * oql_exp(N_EXP * x) : C_NL;
        s->site[i] = (c7 + (x < 0.0 ? 0.0 : stiff)) * x;
    }
    if (s->has_basin) {
        add_basin(st, r, s, n);
    }
    if (n == 1) {
        oql_fill(ctx->n, s->site[0], s->site);
        oql_fill(ctx->n, s->q[0], s->q);
    }
}

/* ln(1 + e^x) */
static inline double softplus(double x)
{
    return oql_log(1.0 + oql_exp(x));
}

/* Terms of magnitude, distance and depth, equations 4.1-4.6. */
static void common_terms(const oql_ctx *ctx, const variant *v, const row *r, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *ztor = ctx->col[OQL_ZTOR];
    const oql_coef_kuehn_2020 *C = &r->c;
    const double mag = ctx->mag, dm = mag - r->m_b;
    const double size =
        r->c4 * (r->m_b - 6.0) + r->c4 * dm + (C->c_5 - r->c4) * 0.1 * softplus(dm / 0.1);
    const double h = oql_exp10(C->c_nft_1 + C->c_nft_2 * (mag - 6.0));
    const double slope = r->c2 + C->c_3 * mag, c6 = r->c6, c9 = r->c9, z_b = r->z_b;
    const double base = r->c1 + size + c9 * (z_b - r->z_ref);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double dz = ztor[i] - z_b;
        mean[i] =
            base + slope * oql_log(rrup[i] + h) + c6 * rrup[i] + c9 * dz - c9 * softplus(dz);
    }
    if (v->is_nz && v->is_slab) {
        oql_nz22_backarc_add(ctx, &r->backarc, mean);
    }
}

static void mean_at_site(const oql_ctx *ctx, const state *st, const variant *v, const row *r,
                         const shared *s, double *mean)
{
    const double k2 = r->c.k2;
    site_terms(ctx, st, r, s);
    common_terms(ctx, v, r, mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += s->site[i] + k2 * oql_log((s->pga[i] + s->q[i]) / (s->pga[i] + C_NL));
    }
}

/* PGA on rock. The form of New Zealand has the basin term in it. */
static void share_pga(const oql_ctx *ctx, const state *st, const variant *v, const shared *s)
{
    const row *P = &st->pga;
    const double at_1100 = (P->c7 + P->c.k2 * N_EXP) * oql_log(1100.0 / P->c.k1);
    common_terms(ctx, v, P, s->pga);
    oql_fill(ctx->n, 0.0, s->site);
    if (v->is_nz && s->has_basin) {
        const size_t n = site_lanes(ctx, st, s);
        add_basin(st, P, s, n);
        if (n == 1) {
            oql_fill(ctx->n, s->site[0], s->site);
        }
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s->pga[i] = oql_exp(s->pga[i] + at_1100 + s->site[i]);
    }
}

static shared make_shared(const oql_ctx *ctx, const state *st, const variant *v)
{
    shared s;
    double *rows = oql_work_rows(ctx->work, N_SHARED, ctx->stride);
    double **const row_of[N_SHARED] = {&s.ln_v, &s.z, &s.dz, &s.pga, &s.q, &s.site};
    for (size_t i = 0; i < N_SHARED; ++i) {
        *row_of[i] = rows + i * ctx->stride;
    }
    /* as the reference, New Zealand's own form has no basin term in New Zealand and Seattle */
    const bool has_none = v->is_nz && (st->region == NZL || st->region == SEA);
    s.has_basin = depth_of(st->region) != OQL_CTX_N && !has_none;
    share_site(ctx, st, &s);
    share_pga(ctx, st, v, &s);
    return s;
}

/* Epistemic deviation of the median: linear in magnitude and distance, held at the edges. */
static void add_epistemic(const oql_ctx *ctx, const row *r, double epsilon, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    double at[N_R], mag = oql_fmin(oql_fmax(ctx->mag, grid_mag[0]), grid_mag[N_M - 1]);
    size_t k = 0;
    while (k + 2 < N_M && mag > grid_mag[k + 1]) {
        ++k;
    }
    const double x = (mag - grid_mag[k]) / (grid_mag[k + 1] - grid_mag[k]);
    for (size_t j = 0; j < N_R; ++j) {
        const double lo = r->mu[k * N_R + j], hi = r->mu[(k + 1) * N_R + j];
        at[j] = epsilon * (lo + (hi - lo) * x);
    }
    for (size_t j = 0; j + 1 < N_R; ++j) {
        const double rise = at[j + 1] - at[j], from = grid_r[j];
        const double per = 1.0 / (grid_r[j + 1] - grid_r[j]), first = j == 0 ? at[0] : 0.0;
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] += first + rise * oql_clip01((rrup[i] - from) * per);
        }
    }
}

/* Deviations with the nonlinearity of the site, as Abrahamson & Gulerce (2020), New Zealand. */
static void modified_deviations(const oql_ctx *ctx, const row *r, const row *P, const shared *s,
                                const oql_lanes *l)
{
    const double tau = r->c.tau, phi = r->c.phi, amp2 = PHI_AMP * PHI_AMP, k2 = r->c.k2;
    const double pb = sqrt(phi * phi - amp2), pb_pga = sqrt(P->c.phi * P->c.phi - amp2);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double pga = s->pga[i];
        const double slope = k2 * pga * (1.0 / (pga + s->q[i]) - 1.0 / (pga + C_NL));
        const double at = slope * P->c.tau, ap = slope * pb_pga;
        const double tau2 = tau * tau + at * (at + 2.0 * r->rho_b * tau);
        const double phi2 = phi * phi + ap * (ap + 2.0 * r->rho_w * pb);
        l->sigma[i] = sqrt(tau2 + phi2);
        l->tau[i] = sqrt(tau2);
        l->phi[i] = sqrt(phi2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const variant *v = oql_gmm_variant(g);
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(ctx, st, v);
    double *floor = oql_work_rows(ctx->work, 1, ctx->stride);
    if (st->needs_pga) {
        mean_at_site(ctx, st, v, &st->pga, &s, floor);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        const double bias = r->bias;
        mean_at_site(ctx, st, v, r, &s, l.mean);
        if (r->floor_at_pga) {
            OQL_SIMD
            for (size_t i = 0; i < ctx->n; ++i) {
                l.mean[i] = oql_fmax(l.mean[i], floor[i]);
            }
        }
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            l.mean[i] += bias;
        }
        if (st->epsilon != 0.0) {
            add_epistemic(ctx, r, st->epsilon, l.mean);
        }
        if (st->modified_sigma) {
            modified_deviations(ctx, r, &st->pga, &s, &l);
        } else {
            oql_fill_parts(ctx->n, r->c.tau, r->c.phi, &l);
        }
    }
    oql_work_release(ctx->work, mark);
}

/* Value of the column "<what>_<suffix>". */
static oql_status column(const row *r, const char *what, const char *suffix, double *to,
                         oql_err *err)
{
    char name[32];
    size_t col = 0;
    (void)snprintf(name, sizeof name, "%s%s", what, suffix);
    const oql_status st = oql_coeff_column(&oql_table_kuehn_2020, name, &col, err);
    if (st == OQL_OK) {
        *to = ((const double *)&r->c)[col];
    }
    return st;
}

static oql_status regional_terms(const state *s, bool is_slab, row *r, oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_coef_kuehn_2020 *C = &r->c;
    const char *suffix = regions[s->region].suffix;
    r->c1 = is_slab ? C->mu_c_1_slab : C->mu_c_1_if;
    r->c6 = C->mu_c_6;
    r->c7 = C->mu_c_7;
    if (s->region != GLO) {
        OQL_TRY(column(r, is_slab ? "c_1_slab_reg_" : "c_1_if_reg_", suffix, &r->c1, err));
        OQL_TRY(column(r, "c_6_2_reg_", suffix, &r->c6, err));
        OQL_TRY(column(r, "c_7_reg_", suffix, &r->c7, err));
    }
    if (s->region == SEA) {
        r->c11 = C->theta_11_Sea;
    } else if (depth_of(s->region) != OQL_CTX_N) {
        OQL_TRY(column(r, "c_11_", suffix, &r->c11, err));
        OQL_TRY(column(r, "c_12_", suffix, &r->c12, err));
    }
    r->c2 = is_slab ? C->c_2_slab : C->c_2_if;
    r->c4 = is_slab ? C->c_4_slab : C->c_4_if;
    r->c9 = is_slab ? C->c_9_slab : C->c_9_if;
    r->z_b = is_slab ? 80.0 + C->dz_b_slab : 30.0 + C->dz_b_if;
    r->z_ref = is_slab ? 50.0 : 15.0;
    /* the corner magnitude shifts with period in two regions, PGA's aside */
    r->m_b = s->m_b;
    if (!is_slab && !r->is_pga && (s->region == JPN || s->region == SAM)) {
        r->m_b += C->dm_b;
    }
done:
    return st;
}

static oql_status correlations(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_abrahamson_gulerce_2020 C;
    r->rho_w = 1.0;
    r->rho_b = 1.0;
    if (imt->kind != OQL_IMT_SA) {
        return OQL_OK;
    }
    const oql_status st =
        oql_coeff_row(&oql_table_abrahamson_gulerce_2020, imt, (double *)&C, err);
    if (st == OQL_OK) {
        r->rho_w = C.rhoW;
        r->rho_b = C.rhoB;
    }
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    const variant *v = oql_gmm_variant(g);
    const bool is_spectral = imt->kind == OQL_IMT_SA;
    row *r = to;
    OQL_TRY(oql_coeff_row(&oql_table_kuehn_2020, imt, (double *)&r->c, err));
    OQL_TRY(oql_nz22_backarc_row(imt, &r->backarc, err));
    r->is_pga = imt->kind == OQL_IMT_PGA;
    r->floor_at_pga = is_spectral && imt->period_s <= 0.1;
    OQL_TRY(regional_terms(s, v->is_slab, r, err));
    r->usgs = s->usgs_basin ? oql_usgs_basin_period(imt->period_s) : 0.0;
    r->m9 = s->m9 && imt->period_s >= 1.9;
    if (s->epsilon != 0.0) {
        OQL_TRY(oql_coeff_row(regions[s->region].mu[v->is_slab ? 1 : 0], imt, r->mu, err));
    }
    if (s->modified_sigma) {
        OQL_TRY(correlations(imt, r, err));
    }
    if (s->bias) {
        oql_coef_alaska_2023_bias bias;
        OQL_TRY(oql_coeff_row(&oql_table_alaska_2023_bias, imt, (double *)&bias, err));
        r->bias = bias.bias_adj;
    }
done:
    return st;
}

static oql_status read_args(const variant *v, const oql_gmm_spec *spec, state *s, oql_err *err)
{
    static const char *const known[] = {
        "region",       "m_b", "sigma_mu_epsilon", "m9_basin_term", "usgs_basin_scaling",
        "ak23_bias_adj"};
    static const char *const known_nz[] = {"region", "m_b", "sigma_mu_epsilon",
                                           "modified_sigma"};
    const char *names[N_REGION];
    oql_status st = OQL_OK;
    size_t where = GLO;
    for (size_t i = 0; i < N_REGION; ++i) {
        names[i] = regions[i].name;
    }
    OQL_TRY(oql_gmm_args_check(spec, v->is_nz ? OQL_COUNT(known_nz) : OQL_COUNT(known),
                               v->is_nz ? known_nz : known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "region", N_REGION, names, &where, err));
    OQL_TRY(oql_gmm_arg_number(spec, "m_b", &s->m_b, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "m9_basin_term", &s->m9, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_basin_scaling", &s->usgs_basin, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "ak23_bias_adj", &s->bias, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "modified_sigma", &s->modified_sigma, err));
    s->region = (region)where;
    s->m_b = s->m_b != 0.0 ? s->m_b : regions[where].m_b[v->is_slab ? 1 : 0];
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    oql_imt pga;
    OQL_TRY(read_args(v, spec, s, err));
    if ((s->m9 || s->usgs_basin) && s->region != CAS && s->region != SEA) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "%s: m9_basin_term and usgs_basin_scaling need region \"CAS\" or \"SEA\"",
            spec->name);
    }
    if (s->bias && (v->is_slab || s->region != GLO)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: ak23_bias_adj is for the global interface model",
                        spec->name);
    }
    if (depth_of(s->region) != OQL_CTX_N && !(v->is_nz && s->region == NZL)) {
        oql_gmm_add_needs(g, OQL_BIT(depth_of(s->region)));
    }
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_imt *imt = oql_gmm_imt(g, m);
        s->needs_pga = s->needs_pga || (imt->kind == OQL_IMT_SA && imt->period_s <= 0.1);
    }
done:
    return st;
}

#define CLASS(class_name, where, asks, what)                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Kuehn, Bozorgnia, Campbell & Gregor (2020), Partially "         \
                              "non-ergodic ground-motion model for subduction regions using "  \
                              "the NGA-Subduction database, PEER report 2020/04",              \
                 .doi = "",                                                                    \
                 .trt = where,                                                                 \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Average Horizontal (RotD50)",                                   \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_RRUP) |           \
                          OQL_BIT(OQL_VS30) | (asks),                                          \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const variant inter = {false, false}, slab = {true, false};
static const variant nz_inter = {false, true}, nz_slab = {true, true};

static const oql_gmm_class classes[] = {
    CLASS("KuehnEtAl2020SInter", "Subduction Interface", 0, inter),
    CLASS("KuehnEtAl2020SSlab", "Subduction IntraSlab", 0, slab),
    CLASS("NZNSHM2022_KuehnEtAl2020SInter", "Subduction Interface", 0, nz_inter),
    CLASS("NZNSHM2022_KuehnEtAl2020SSlab", "Subduction IntraSlab", OQL_BIT(OQL_BACKARC),
          nz_slab),
};

#define ALIASES(c)                                                                             \
    {c "Alaska", c, "region = \"USA-AK\""}, {c "Cascadia", c, "region = \"CAS\""},             \
        {c "CascadiaSeattleBasin", c, "region = \"SEA\""},                                     \
        {c "CentralAmericaMexico", c, "region = \"CAM\""}, {c "Japan", c, "region = \"JPN\""}, \
        {c "NewZealand", c, "region = \"NZL\""}, {c "SouthAmerica", c, "region = \"SAM\""},    \
    {                                                                                          \
        c "Taiwan", c, "region = \"TWN\""                                                      \
    }

static const oql_gmm_alias aliases[] = {ALIASES("KuehnEtAl2020SInter"),
                                        ALIASES("KuehnEtAl2020SSlab")};

OQL_GMM_FAMILY(kuehn_2020) = {.n_class = OQL_COUNT(classes),
                              .classes = classes,
                              .n_alias = OQL_COUNT(aliases),
                              .aliases = aliases};
