/* SPDX-License-Identifier: BSD-3-Clause */
/* Parker et al. (2020, 2022) for subduction interface and slab, global and in regions that share
 * attenuation, saturation and basin terms, and the form of the 2022 New Zealand hazard model.
 */
#include <stdio.h>
#include <string.h>

#include "coeffs/abrahamson_gulerce_2020.h"
#include "coeffs/alaska_2023_bias.h"
#include "coeffs/nz22_parker.h"
#include "coeffs/parker_2020.h"
#include "nga_west2_terms.h"
#include "nz22_backarc.h"

#define B4     0.1
#define F3     0.05
#define LN_2_5 0.9162907318741551 /* ln(500 / 200) */

typedef enum { GLOBAL, AK, CAM, CASCADIA, JP, SA, TW, N_REGION } region;
typedef enum {
    AS_REGION,
    ALEUTIAN,
    CAM_N,
    CAM_S,
    SA_N,
    SA_S,
    TW_E,
    TW_W,
    JP_PAC,
    JP_PHI,
    N_SATURATION
} saturation;
typedef enum { ANY_BASIN, OUT, SEATTLE, N_BASIN } basin;

static const char *const region_name[N_REGION] = {"",   "AK", "CAM", "Cascadia",
                                                  "JP", "SA", "TW"};
static const char *const saturation_name[N_SATURATION] = {
    "", "Aleutian", "CAM_N", "CAM_S", "SA_N", "SA_S", "TW_E", "TW_W", "JP_Pac", "JP_Phi"};

/* Corner magnitude and epistemic deviation: interface, then slab (tables 2 and E5). */
typedef struct {
    const char *name;
    double m_b[2];
    double e1[2], e2[2], t1[2], t2[2];
} place;

static const place places[] = {
    {"", {7.9, 7.6}, {0.4, 0.35}, {0.4, 0.22}, {0.2, 0.15}, {0.4, 2.0}},
    {"AK", {8.6, 7.2}, {0.15, 0.15}, {0.1, 0.12}, {1.0, 0.5}, {4.0, 1.0}},
    {"Aleutian", {8.0, 7.98}, {0.15, 0.25}, {0.1, 0.18}, {1.0, 0.3}, {4.0, 0.8}},
    {"Cascadia", {7.7, 7.2}, {0.43, 0.35}, {0.33, 0.16}, {0.2, 0.2}, {0.5, 3.0}},
    {"CAM_N", {7.4, 7.4}, {0.2, 0.25}, {0.1, 0.19}, {0.7, 0.3}, {4.0, 0.8}},
    {"CAM_S", {7.4, 7.6}, {0.2, 0.25}, {0.1, 0.19}, {0.7, 0.3}, {4.0, 0.8}},
    {"JP_Pac", {8.5, 7.65}, {0.13, 0.13}, {0.1, 0.11}, {0.7, 0.3}, {4.0, 0.8}},
    {"JP_Phi", {7.7, 7.55}, {0.13, 0.21}, {0.1, 0.15}, {0.7, 0.3}, {4.0, 0.7}},
    {"SA_N", {8.5, 7.3}, {0.13, 0.21}, {0.1, 0.15}, {0.7, 0.3}, {4.0, 0.7}},
    {"SA_S", {8.6, 7.25}, {0.13, 0.21}, {0.1, 0.15}, {0.7, 0.3}, {4.0, 0.7}},
    {"TW_E", {7.1, 7.7}, {0.23, 0.13}, {0.14, 0.11}, {0.6, 0.3}, {3.0, 0.8}},
    {"TW_W", {7.1, 7.7}, {0.23, 0.13}, {0.14, 0.11}, {0.6, 0.3}, {3.0, 0.8}},
};

typedef struct {
    bool is_slab, is_nz, has_basin;
} variant;

typedef struct {
    oql_coef_parker_2020 c;
    oql_coef_nz22_backarc backarc;
    double c0, c1, a0, c4, c5, c6, s1, s2; /* those of the region */
    double e1, e2, e3;                     /* basin */
    double f4, added, usgs, rho_w, rho_b;
    bool m9;
} row;

typedef struct {
    region region;
    saturation saturation;
    basin basin;
    bool m9, usgs_basin, bias, modified_sigma;
    double epsilon, m_b;
    row pga;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *r, *ln_r, *ln_v, *far, *soft, *z, *dz, *pga, *ln_nl;
    double *nl, *site;
    bool has_basin;
} shared;

enum { N_SHARED = 11 };

static size_t site_lanes(const oql_ctx *ctx, bool has_basin)
{
    const bool z = !has_basin || oql_is_constant(ctx, OQL_Z2PT5);
    return oql_is_constant(ctx, OQL_VS30) && z ? 1 : ctx->n;
}

/* Depth of saturation, equations 4a and 4b. */
static double saturation_depth(double mag, double m_b, bool is_slab)
{
    const double ln_35 = oql_log10(35.0), slope = (ln_35 - oql_log10(3.12)) / (m_b - 4.0);
    return !is_slab     ? oql_exp10(-0.82 + 0.252 * mag)
           : mag <= m_b ? oql_exp10(slope * (mag - m_b) + ln_35)
                        : 35.0;
}

static void share_path(const oql_ctx *ctx, double h, const shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP];
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double r2 = rrup[i] * rrup[i] + h * h;
        s->r[i] = sqrt(r2);
        s->ln_r[i] = 0.5 * oql_log(r2);
        s->far[i] = oql_clip01(oql_log(rrup[i] / 200.0) / LN_2_5);
    }
}

/* Depth to 2.5 km/s against the average of the region for vs30, equations 5.1 and 5.2. The reference
 * compares kilometres with the average in metres; so do we. */
static void share_site(const oql_ctx *ctx, const state *st, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z2pt5 = ctx->col[OQL_Z2PT5];
    const bool is_japan = st->region == JP;
    const double t0 = is_japan ? 3.05 : 3.94, t1 = is_japan ? -0.8 : -0.42;
    const double mu = oql_log10(is_japan ? 500.0 : 200.0), sd = is_japan ? 0.33 : 0.2;
    const size_t n = site_lanes(ctx, s->has_basin);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        s->ln_v[i] = oql_log(vs30[i]);
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s->soft[i] = oql_clip01(oql_log(500.0 / vs30[i]) / LN_2_5);
    }
    if (!s->has_basin) {
        return;
    }
    for (size_t i = 0; i < n; ++i) { /* scalar: the normal law is a call of libm */
        const double x = (oql_log10(vs30[i]) - mu) / sd;
        const double average = oql_exp10(t0 + t1 * 2.0 * oql_ndtr(x));
        const double z = z2pt5[i] == -999.0 ? average : z2pt5[i];
        s->z[i] = z;
        s->dz[i] = oql_log(z / average);
    }
}

/* Event, path and depth terms, equations 2-6, with the back arc of New Zealand. */
static void common_terms(const oql_ctx *ctx, const state *st, const variant *v, const row *r,
                         const shared *s, double *mean)
{
    const double dm = ctx->mag - st->m_b, h = saturation_depth(ctx->mag, st->m_b, v->is_slab);
    const double size = dm > 0.0 ? r->c6 * dm : dm * (r->c4 + r->c5 * dm);
    const double slope = r->c1 + B4 * ctx->mag, a0 = r->a0;
    const double base = r->c0 + size - B4 * ctx->mag * 0.5 * oql_log(1.0 + h * h);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = base + slope * s->ln_r[i] + a0 * s->r[i];
    }
    if (v->is_slab) {
        const double *depth = ctx->col[OQL_HYPO_DEPTH];
        const double m = r->c.m, d = r->c.d, db = r->c.db;
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] += m * (oql_fmax(oql_fmin(depth[i], db), 20.0) - db) + d;
        }
        if (v->is_nz) {
            oql_nz22_backarc_add(ctx, &r->backarc, mean);
        }
    }
}

/* Basin term of one depth, equation 5.3. */
static inline double basin_term(double e1, double e2, double e3, double dz)
{
    const double inner = e3 == 0.0 ? 1.0 : e3;
    const double f = dz <= e1 / inner ? e1 : (dz >= e2 / inner ? e2 : e3 * dz);
    return e3 == 0.0 ? 0.0 : f;
}

static void add_basin(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                      size_t n)
{
    const double *z2pt5 = ctx->col[OQL_Z2PT5];
    const oql_coef_parker_2020 *C = &r->c;
    const double e1 = r->e1, e2 = r->e2, e3 = r->e3, whole = st->usgs_basin ? 0.0 : 1.0;
    const double from = r->m9 ? 6.0 : 1e300;
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double f = basin_term(e1, e2, e3, s->dz[i]);
        const double deep = basin_term(C->C_e1, C->C_e2, C->C_e3, oql_log(s->z[i] / 1.279));
        const double share = whole + r->usgs * oql_usgs_basin_depth(s->z[i], 1.0, 3.0);
        const double term = share * (s->z[i] >= from ? 0.6931471805599453 - deep : f);
        s->site[i] += z2pt5[i] != 0.0 ? term : 0.0;
    }
}

/* Linear amplification and slope of the nonlinear term, equations 7 and 8. */
static void site_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const double ln_270 = 5.598421958998375, ln_760 = 6.633318433280377;
    const double ln_v2 = oql_log(r->c.V2), s1 = r->s1, s2 = r->s2, f4 = r->f4, f5 = r->c.f5;
    const double at_ref = oql_exp(f5 * 560.0);
    const size_t n = site_lanes(ctx, s->has_basin);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v = s->ln_v[i];
        s->site[i] = s1 * oql_fmin(v - ln_270, 0.0) +
                     s2 * (oql_fmin(oql_fmax(v, ln_270), ln_v2) - ln_760);
        s->nl[i] = f4 * (oql_exp(f5 * (oql_fmin(vs30[i], 760.0) - 200.0)) - at_ref);
    }
    if (s->has_basin) {
        add_basin(ctx, st, r, s, n);
    }
    if (n == 1) {
        oql_fill(ctx->n, s->site[0], s->site);
        oql_fill(ctx->n, s->nl[0], s->nl);
    }
}

static shared make_shared(const oql_ctx *ctx, const state *st, const variant *v)
{
    shared s;
    double *rows = oql_work_rows(ctx->work, N_SHARED, ctx->stride);
    double **const row_of[N_SHARED] = {&s.r,  &s.ln_r, &s.ln_v,  &s.far, &s.soft, &s.z,
                                       &s.dz, &s.pga,  &s.ln_nl, &s.nl,  &s.site};
    for (size_t i = 0; i < N_SHARED; ++i) {
        *row_of[i] = rows + i * ctx->stride;
    }
    s.has_basin = (st->region == JP || st->region == CASCADIA) && ctx->col[OQL_Z2PT5] != NULL;
    share_path(ctx, saturation_depth(ctx->mag, st->m_b, v->is_slab), &s);
    share_site(ctx, st, &s);
    common_terms(ctx, st, v, &st->pga, &s, s.pga);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s.pga[i] = oql_exp(s.pga[i]);
        s.ln_nl[i] = oql_log((s.pga[i] + F3) / F3);
    }
    return s;
}

/* Equations 6.1-6.4: within-event variance by distance and velocity. */
static void deviations(const oql_ctx *ctx, const row *r, const shared *s, const oql_lanes *l)
{
    const double p1 = r->c.phi21, p2 = r->c.phi22, pv = r->c.phi2V, tau = r->c.Tau;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double phi2 = p1 + (p2 - p1) * s->far[i] + pv * s->soft[i] * (1.0 - s->far[i]);
        l->sigma[i] = sqrt(tau * tau + phi2);
        l->tau[i] = tau;
        l->phi[i] = sqrt(phi2);
    }
}

/* Those of New Zealand: nonlinear site response as in Abrahamson & Gulerce (2020). */
static void modified_deviations(const oql_ctx *ctx, const row *r, const row *P, const shared *s,
                                const oql_lanes *l)
{
    const double tau = r->c.Tau, tau_pga = P->c.Tau, amp2 = 0.3 * 0.3;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double slope = s->nl[i] * s->pga[i] / (s->pga[i] + F3);
        const double p2 = r->c.phi21 + (r->c.phi22 - r->c.phi21) * s->far[i];
        const double p2_pga = P->c.phi21 + (P->c.phi22 - P->c.phi21) * s->far[i];
        const double pb = sqrt(p2 - amp2), pb_pga = slope * sqrt(p2_pga - amp2);
        const double at = slope * tau_pga;
        const double phi2 = p2 + pb_pga * (pb_pga + 2.0 * r->rho_w * pb);
        const double tau2 = tau * tau + at * (at + 2.0 * r->rho_b * tau);
        l->sigma[i] = sqrt(tau2 + phi2);
        l->tau[i] = sqrt(tau2);
        l->phi[i] = sqrt(phi2);
    }
}

static void add_site(const oql_ctx *ctx, const shared *s, double added, double *mean)
{
    const double *site = s->site, *nl = s->nl, *ln_nl = s->ln_nl;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += site[i] + nl[i] * ln_nl[i] + added;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const variant *v = oql_gmm_variant(g);
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(ctx, st, v);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        site_terms(ctx, st, r, &s);
        common_terms(ctx, st, v, r, &s, l.mean);
        add_site(ctx, &s, r->added, l.mean);
        if (st->modified_sigma) {
            modified_deviations(ctx, r, &st->pga, &s, &l);
        } else {
            deviations(ctx, r, &s, &l);
        }
    }
    oql_work_release(ctx->work, mark);
}

/* Value of the column "<where><_><what>", or "<what>" without a place. */
static oql_status column(const row *r, const char *where, const char *what, double *to,
                         oql_err *err)
{
    char name[32];
    size_t col = 0;
    const oql_coeff_table *t = &oql_table_parker_2020;
    (void)snprintf(name, sizeof name, "%s%s%s", where, where[0] == '\0' ? "" : "_", what);
    const oql_status st = oql_coeff_column(t, name, &col, err);
    if (st == OQL_OK) {
        *to = ((const double *)&r->c)[col];
    }
    return st;
}

static const char *saturation_of(const state *s)
{
    return s->saturation == AS_REGION ? region_name[s->region] : saturation_name[s->saturation];
}

static oql_status regional_terms(const state *s, bool is_slab, row *r, oql_err *err)
{
    oql_status st = OQL_OK;
    const char *where = region_name[s->region], *sat = saturation_of(s);
    const bool by_sat = !is_slab || s->region == AK || s->region == SA;
    const bool by_name = s->region != GLOBAL && s->region != CAM;
    const bool two = s->region == TW || s->region == JP;
    OQL_TRY(column(r, by_sat || s->region == GLOBAL ? sat : where, is_slab ? "c0slab" : "c0",
                   &r->c0, err));
    OQL_TRY(column(r, !is_slab && s->region == CASCADIA ? "" : where, is_slab ? "a0slab" : "a0",
                   &r->a0, err));
    OQL_TRY(column(r, by_name ? where : "", "s2", &r->s2, err));
    r->s1 = r->s2;
    if (two) {
        OQL_TRY(column(r, where, "s1", &r->s1, err));
    }
    r->c1 = is_slab ? r->c.c1slab : r->c.c1;
    r->c4 = is_slab ? r->c.c4slab : r->c.c4;
    r->c5 = is_slab ? r->c.c5slab : r->c.c5;
    r->c6 = is_slab ? r->c.c6slab : r->c.c6;
    const double shift = s->basin == OUT       ? r->c.del_None
                         : s->basin == SEATTLE ? r->c.del_Seattle
                                               : 0.0;
    r->e1 = s->region == JP ? r->c.J_e1 : r->c.C_e1;
    r->e2 = s->region == JP ? r->c.J_e2 : r->c.C_e2 + shift;
    r->e3 = s->region == JP ? r->c.J_e3 : r->c.C_e3 + shift;
done:
    return st;
}

static const place *place_of(const state *s)
{
    for (size_t i = 0; i < OQL_COUNT(places); ++i) {
        if (strcmp(places[i].name, saturation_of(s)) == 0) {
            return &places[i];
        }
    }
    return &places[0];
}

/* Epistemic deviation of the median at a period. New Zealand has the global one only. */
static double epistemic(const state *s, const variant *v, double period)
{
    const place *p = place_of(s);
    const size_t k = v->is_slab ? 1 : 0;
    if (v->is_nz && s->region != GLOBAL) {
        return 0.0;
    }
    const double t = oql_fmin(oql_fmax(period, p->t1[k]), p->t2[k]);
    const double x = oql_log(t / p->t1[k]) / oql_log(p->t2[k] / p->t1[k]);
    return p->e1[k] + (p->e2[k] - p->e1[k]) * x;
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
    row *r = to;
    OQL_TRY(oql_coeff_row(&oql_table_parker_2020, imt, (double *)&r->c, err));
    if (v->is_nz) {
        oql_coef_nz22_parker nz;
        OQL_TRY(oql_coeff_row(&oql_table_nz22_parker, imt, (double *)&nz, err));
        r->c.f4 = nz.f4;
        r->c.c6 = nz.c6;
    }
    OQL_TRY(oql_nz22_backarc_row(imt, &r->backarc, err));
    OQL_TRY(regional_terms(s, v->is_slab, r, err));
    r->f4 = !v->is_nz && imt->period_s >= 3.0 ? 0.0 : r->c.f4;
    r->usgs = s->usgs_basin ? oql_usgs_basin_period(imt->period_s) : 0.0;
    r->m9 = s->m9 && imt->period_s >= 1.9;
    r->added = s->epsilon * epistemic(s, v, imt->period_s);
    if (s->modified_sigma) {
        OQL_TRY(correlations(imt, r, err));
    }
    if (s->bias) {
        oql_coef_alaska_2023_bias bias;
        OQL_TRY(oql_coeff_row(&oql_table_alaska_2023_bias, imt, (double *)&bias, err));
        r->added += bias.bias_adj;
    }
done:
    return st;
}

static oql_status read_args(const variant *v, const oql_gmm_spec *spec, state *s, oql_err *err)
{
    static const char *const known[] = {
        "region",        "saturation_region",  "basin",        "sigma_mu_epsilon",
        "m9_basin_term", "usgs_basin_scaling", "ak23_bias_adj"};
    static const char *const known_nz[] = {"region", "saturation_region", "basin",
                                           "sigma_mu_epsilon", "modified_sigma"};
    static const char *const basins[N_BASIN] = {"", "out", "Seattle"};
    oql_status st = OQL_OK;
    size_t where = GLOBAL, sat = AS_REGION, in = ANY_BASIN;
    OQL_TRY(oql_gmm_args_check(spec, v->is_nz ? OQL_COUNT(known_nz) : OQL_COUNT(known),
                               v->is_nz ? known_nz : known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "region", N_REGION, region_name, &where, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "saturation_region", N_SATURATION, saturation_name, &sat,
                               err));
    OQL_TRY(oql_gmm_arg_choice(spec, "basin", N_BASIN, basins, &in, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "m9_basin_term", &s->m9, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_basin_scaling", &s->usgs_basin, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "ak23_bias_adj", &s->bias, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "modified_sigma", &s->modified_sigma, err));
    s->region = (region)where;
    s->saturation = (saturation)sat;
    s->basin = (basin)in;
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
    if ((s->m9 || s->usgs_basin) && (s->region != CASCADIA || !v->has_basin)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s: m9_basin_term and usgs_basin_scaling need region \"Cascadia\" of "
                        "a class that ends in B",
                        spec->name);
    }
    if (s->bias && (v->is_slab || s->region != GLOBAL)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: ak23_bias_adj is for the global interface model",
                        spec->name);
    }
    if (s->region == CAM && s->saturation == AS_REGION && !v->is_slab) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: region \"CAM\" needs a saturation_region",
                        spec->name);
    }
    s->m_b = place_of(s)->m_b[v->is_slab ? 1 : 0];
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
done:
    return st;
}

/* DEVIATION: the paper's component is RotD50. OpenQuake declares the geometric mean, which decides
 * what horiz_comp_to_geom_mean does (nothing), so that is declared here too. */
#define CLASS(class_name, where, asks, what)                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Parker, Stewart, Boore, Atkinson & Hassani (2022), NGA-subduction "      \
                     "global ground motion models with regional adjustment factors, "          \
                     "Earthquake Spectra 38(1), 456-493; PEER report 2020/03",                 \
                 .doi = "10.1177/87552930211034889",                                           \
                 .trt = where,                                                                 \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Average Horizontal",                                            \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_VS30) | (asks),   \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const variant inter = {false, false, false}, inter_b = {false, false, true};
static const variant slab = {true, false, false}, slab_b = {true, false, true};
static const variant nz_inter = {false, true, false}, nz_inter_b = {false, true, true};
static const variant nz_slab = {true, true, false}, nz_slab_b = {true, true, true};

#define Z25   OQL_BIT(OQL_Z2PT5)
#define DEPTH OQL_BIT(OQL_HYPO_DEPTH)
#define ARC   OQL_BIT(OQL_BACKARC)

static const oql_gmm_class classes[] = {
    CLASS("ParkerEtAl2020SInter", "Subduction Interface", 0, inter),
    CLASS("ParkerEtAl2020SInterB", "Subduction Interface", Z25, inter_b),
    CLASS("ParkerEtAl2020SSlab", "Subduction IntraSlab", DEPTH, slab),
    CLASS("ParkerEtAl2020SSlabB", "Subduction IntraSlab", DEPTH | Z25, slab_b),
    CLASS("NZNSHM2022_ParkerEtAl2020SInter", "Subduction Interface", 0, nz_inter),
    CLASS("NZNSHM2022_ParkerEtAl2020SInterB", "Subduction Interface", Z25, nz_inter_b),
    CLASS("NZNSHM2022_ParkerEtAl2020SSlab", "Subduction IntraSlab", DEPTH | ARC, nz_slab),
    CLASS("NZNSHM2022_ParkerEtAl2020SSlabB", "Subduction IntraSlab", DEPTH | ARC | Z25,
          nz_slab_b),
};

#define PLAIN(c)                                                                               \
    {c "Aleutian", c, "region = \"AK\"\nsaturation_region = \"Aleutian\""},                    \
        {c "Alaska", c, "region = \"AK\""},                                                    \
        {c "CAMN", c, "region = \"CAM\"\nsaturation_region = \"CAM_N\""},                      \
        {c "CAMS", c, "region = \"CAM\"\nsaturation_region = \"CAM_S\""},                      \
        {c "SAN", c, "region = \"SA\"\nsaturation_region = \"SA_N\""},                         \
        {c "SAS", c, "region = \"SA\"\nsaturation_region = \"SA_S\""},                         \
        {c "TaiwanE", c, "region = \"TW\"\nsaturation_region = \"TW_E\""},                     \
    {                                                                                          \
        c "TaiwanW", c, "region = \"TW\"\nsaturation_region = \"TW_W\""                        \
    }
#define BASIN(c)                                                                               \
    {c "Cascadia", c "B", "region = \"Cascadia\""},                                            \
        {c "CascadiaOut", c "B", "region = \"Cascadia\"\nbasin = \"out\""},                    \
        {c "CascadiaSeattle", c "B", "region = \"Cascadia\"\nbasin = \"Seattle\""},            \
        {c "JapanPac", c "B", "region = \"JP\"\nsaturation_region = \"JP_Pac\""},              \
    {                                                                                          \
        c "JapanPhi", c "B", "region = \"JP\"\nsaturation_region = \"JP_Phi\""                 \
    }

static const oql_gmm_alias aliases[] = {PLAIN("ParkerEtAl2020SInter"),
                                        BASIN("ParkerEtAl2020SInter"),
                                        PLAIN("ParkerEtAl2020SSlab"),
                                        BASIN("ParkerEtAl2020SSlab"),
                                        PLAIN("NZNSHM2022_ParkerEtAl2020SInter"),
                                        BASIN("NZNSHM2022_ParkerEtAl2020SInter"),
                                        PLAIN("NZNSHM2022_ParkerEtAl2020SSlab"),
                                        BASIN("NZNSHM2022_ParkerEtAl2020SSlab")};

OQL_GMM_FAMILY(parker_2020) = {.n_class = OQL_COUNT(classes),
                               .classes = classes,
                               .n_alias = OQL_COUNT(aliases),
                               .aliases = aliases};
