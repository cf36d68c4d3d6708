/* SPDX-License-Identifier: BSD-3-Clause */
/* Campbell & Bozorgnia (2014), extended to CAV and Arias intensity by the same authors (2019), with
 * the regional attenuation (high and low Q), the Japanese site term, the paper's relations for an
 * unknown depth to the top, width and hypocentre, and the basin terms of the US national maps.
 *
 * The variant of the sixth-generation model of Canada has no basin terms and other hard rock.
 *
 * SA below 0.25 s is not below PGA (p. 1107).
 */
#include "coeffs/campbell_bozorgnia_2014.h"
#include "canada_2020.h"
#include "coeffs/campbell_bozorgnia_2014_cybershake.h"
#include "coeffs/campbell_bozorgnia_2014_path.h"
#include "nga_west2_terms.h"

#define DEG   0.017453292519943295
#define N_EXP 1.18 /* n and c of equation 18 */
#define C_NL  1.88

typedef enum { AVERAGE_Q, HIGH_Q, LOW_Q, N_QUALITY } quality;

typedef struct {
    oql_coef_campbell_bozorgnia_2014 c;
    double deep; /* factor of the deep basin term: c16 k3, or of the simulations */
    double adjust;
    double period_s;
    double rho_lo, rho_hi; /* correlation with PGA at M 4.5 and 5.5 */
    bool floor_at_pga;
    oql_shm6_rock rock; /* Canada: hard rock less at_760 */
    double at_760;
} row;

typedef struct {
    quality quality;
    bool canada; /* the variant */
    bool japan, estimate_ztor, estimate_width, estimate_hypo, usgs_basin, cybershake;
    bool needs_pga;
    double epsilon;
    row pga;
} state;

/* Columns of the rupture as given or estimated. */
typedef struct {
    const double *ztor, *width, *hypo;
} rupture;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    rupture rup;
    double *reverse, *normal, *far, *hypo;
    double *hw; /* hanging wall: product of the distance, depth and dip factors, 0 elsewhere */
    double *t, *d; /* rx / r1 within r1, else -1; (rx - r1) / (r2 - r1) beyond */
    double *ln_v, *shallow, *deep, *thin;
    double *pga;      /* on rock of 1100 m/s, g */
    double *q, *site; /* of the measure at hand */
    bool any_hw;
} shared;

enum { N_SHARED = 14 };

static size_t site_lanes(const oql_ctx *ctx)
{
    return oql_is_constant(ctx, OQL_VS30) &&
                   (ctx->col[OQL_Z2PT5] == NULL || oql_is_constant(ctx, OQL_Z2PT5))
               ? 1
               : ctx->n;
}

/* Average depth to the top for the magnitude and style, Chiou & Youngs (2014) equations 4 and 5. */
static void estimate_ztor(const oql_ctx *ctx, double *ztor)
{
    const double *rake = ctx->col[OQL_RAKE];
    const double rv = oql_fmax(2.704 - 1.226 * oql_fmax(ctx->mag - 5.849, 0.0), 0.0);
    const double ss = oql_fmax(2.673 - 1.136 * oql_fmax(ctx->mag - 4.970, 0.0), 0.0);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        ztor[i] = (rake[i] > 30.0) & (rake[i] < 150.0) ? rv * rv : ss * ss;
    }
}

static void estimate_width(const oql_ctx *ctx, const double *ztor, double *width)
{
    const double *dip = ctx->col[OQL_DIP], *zbot = ctx->col[OQL_ZBOT];
    const double square = sqrt(oql_exp10((ctx->mag - 4.07) / 0.98));
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double sine = oql_sin(DEG * dip[i]);
        const double limit = (zbot[i] - ztor[i]) / sine;
        width[i] = oql_fabs(sine) > 0.0 ? oql_fmin(square, limit) : square;
    }
}

static void estimate_hypo(const oql_ctx *ctx, const rupture *r, double *hypo)
{
    const double *dip = ctx->col[OQL_DIP];
    const double size = ctx->mag < 6.75 ? -4.317 + 0.984 * ctx->mag : 2.325;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double drop = r->width[i] * oql_sin(DEG * dip[i]);
        const double flat = dip[i] <= 40.0 ? 0.0445 * (dip[i] - 40.0) : 0.0;
        const double dz = oql_fmin(oql_exp(size + flat), 0.9 * drop);
        hypo[i] = r->ztor[i] + (drop > 0.0 ? dz : 0.0);
    }
}

static rupture rupture_of(const oql_ctx *ctx, const state *st)
{
    rupture r = {ctx->col[OQL_ZTOR], ctx->col[OQL_WIDTH], ctx->col[OQL_HYPO_DEPTH]};
    if (st->estimate_ztor) {
        double *x = oql_work_rows(ctx->work, 1, ctx->stride);
        estimate_ztor(ctx, x);
        r.ztor = x;
    }
    if (st->estimate_width) {
        double *x = oql_work_rows(ctx->work, 1, ctx->stride);
        estimate_width(ctx, r.ztor, x);
        r.width = x;
    }
    if (st->estimate_hypo) {
        double *x = oql_work_rows(ctx->work, 1, ctx->stride);
        estimate_hypo(ctx, &r, x);
        r.hypo = x;
    }
    return r;
}

/* Equations 8-16 but for what the measure enters. */
static void share_hanging_wall(const oql_ctx *ctx, shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB], *rx = ctx->col[OQL_RX];
    const double *dip = ctx->col[OQL_DIP], *ztor = s->rup.ztor, *width = s->rup.width;
    const double r2 = 62.0 * ctx->mag - 350.0;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double r1 = width[i] * oql_cos(DEG * dip[i]);
        const double near = rrup[i] > 0.0 ? (rrup[i] - rjb[i]) / rrup[i] : 1.0;
        const double depth = ztor[i] > 16.66 ? 0.0 : 1.0 - 0.06 * ztor[i];
        const bool is_above = (rx[i] >= 0.0) & (rx[i] < r1);
        s->t[i] = is_above ? rx[i] / r1 : -1.0;
        s->d[i] = is_above ? 0.0 : (rx[i] - r1) / (r2 - r1);
        s->hw[i] = rx[i] >= 0.0 ? near * depth * ((90.0 - dip[i]) / 45.0) : 0.0;
    }
    s->any_hw = false;
    for (size_t i = 0; i < ctx->n; ++i) {
        s->any_hw = s->any_hw || s->hw[i] != 0.0;
    }
}

static void share_rupture(const oql_ctx *ctx, shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *rake = ctx->col[OQL_RAKE];
    const double *hypo = s->rup.hypo;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s->reverse[i] = (rake[i] > 30.0) & (rake[i] < 150.0) ? 1.0 : 0.0;
        s->normal[i] = (rake[i] > -150.0) & (rake[i] < -30.0) ? 1.0 : 0.0;
        s->far[i] = oql_fmax(rrup[i] - 80.0, 0.0);
        s->hypo[i] = oql_fmin(oql_fmax(hypo[i] - 7.0, 0.0), 13.0);
    }
    share_hanging_wall(ctx, s);
}

/* ln of the depth to 2.5 km/s that goes with ln vs30, equations 33 and 34. */
static inline double ln_z_ref(bool japan, double ln_v)
{
    return japan ? 5.359 - 1.102 * ln_v : 7.089 - 1.144 * ln_v;
}

static void share_site(const oql_ctx *ctx, const state *st, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const double *z2pt5 = st->canada ? vs30 : ctx->col[OQL_Z2PT5]; /* Canada ignores depths */
    const bool japan = st->japan;
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double ln_v = oql_log(vs30[i]);
        const double z = z2pt5[i] == -999.0 ? oql_exp(ln_z_ref(japan, ln_v)) : z2pt5[i];
        s->ln_v[i] = ln_v;
        s->shallow[i] = oql_fmin(z - 1.0, 0.0);
        s->deep[i] = z > 3.0 ? 1.0 - oql_exp(-0.25 * (z - 3.0)) : 0.0;
        s->thin[i] = z <= 1.0 ? 1.0 : 0.0;
    }
}

/* Basin term of reference rock, equation 20 at the depth that goes with 1100 m/s. */
static double basin_1100(const state *st, const oql_coef_campbell_bozorgnia_2014 *C)
{
    if (st->canada) {
        return 0.0;
    }
    const double z = oql_exp(ln_z_ref(st->japan, oql_log(1100.0)));
    return (C->c14 + (st->japan ? C->c15 : 0.0)) * (z - 1.0);
}

/* Site and basin terms of the site alone, equations 17-20. */
static void site_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s)
{
    const oql_coef_campbell_bozorgnia_2014 *C = &r->c;
    const double ln_k1 = oql_log(C->k1), stiff = C->k2 * N_EXP, c11 = C->c11;
    const double japan = st->japan ? C->c13 + stiff : 0.0;
    const double soft = st->japan ? C->c12 + stiff : 0.0, ln_200 = oql_log(200.0);
    const double shallow = C->c14 + (st->japan ? C->c15 : 0.0);
    const double deep = r->deep * 0.4723665527410147; /* exp(-0.75) */
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double x = s->ln_v[i] - ln_k1;
        s->q[i] = x < 0.0 ? C_NL * oql_exp(N_EXP * x) : C_NL;
        s->site[i] = (c11 + japan + (x < 0.0 ? 0.0 : stiff)) * x +
                     soft * oql_fmin(s->ln_v[i] - ln_200, 0.0);
    }
    if (st->canada) {
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            const double hard = oql_shm6_rock_at(r->rock, s->ln_v[i]) + r->at_760;
            s->site[i] = s->ln_v[i] >= OQL_SHM6_LN_1100 ? hard : s->site[i];
        }
    } else if (st->usgs_basin) {
        /* As the reference: the scaled term is replaced by that of rock below 1 km, where the
         * scale is not zero, so that what remains is rock's term and the adjustment. */
        const double base = basin_1100(st, C), scale = r->period_s == 0.075 ? 0.585 : 1.0;
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            s->site[i] += scale * (base + r->adjust * s->thin[i]);
        }
    } else {
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            s->site[i] += shallow * s->shallow[i] + deep * s->deep[i];
        }
    }
    if (n == 1) {
        oql_fill(ctx->n, s->q[0], s->q);
        oql_fill(ctx->n, s->site[0], s->site);
    }
}

/* Magnitude, distance, style, hypocentre, dip and attenuation terms, equations 2-6, 21-25. */
static void common_terms(const oql_ctx *ctx, const oql_coef_campbell_bozorgnia_2014 *C,
                         const shared *s, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *dip = ctx->col[OQL_DIP];
    const double mag = ctx->mag, style = oql_clip01(mag - 4.5), above = oql_clip01(mag - 5.5);
    const double size = C->c0 + C->c1 * mag + C->c2 * oql_fmax(mag - 4.5, 0.0) +
                        C->c3 * oql_fmax(mag - 5.5, 0.0) + C->c4 * oql_fmax(mag - 6.5, 0.0);
    const double slope = C->c5 + C->c6 * mag, c7_2 = C->c7 * C->c7;
    const double reverse = C->c8 * style, normal = C->c9 * style;
    const double hypo = C->c17 + (C->c18 - C->c17) * above;
    const double steep = C->c19 * oql_clip01(5.5 - mag), far = C->c20 + C->Dc20;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = size + slope * (0.5 * oql_log(rrup[i] * rrup[i] + c7_2)) +
                  reverse * s->reverse[i] + normal * s->normal[i] + hypo * s->hypo[i] +
                  steep * dip[i] + far * s->far[i];
    }
    const double dm = mag - 6.5;
    const double f_mag = mag < 5.5  ? 0.0
                         : dm > 0.0 ? 1.0 + C->a2 * dm
                                    : (mag - 5.5) * (1.0 + C->a2 * dm);
    const double c10 = C->c10 * f_mag;
    if (s->any_hw && c10 != 0.0) {
        const double h1 = C->h1, h2 = C->h2, h3 = C->h3, h5 = C->h5, h6 = C->h6;
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            const double t = s->t[i], d = s->d[i];
            const double within = h1 + t * (h2 + h3 * t);
            const double beyond = oql_fmax(1.0 + d * (h5 + h6 * d), 0.0);
            mean[i] += c10 * s->hw[i] * (t >= 0.0 ? within : beyond);
        }
    }
}

/* Mean of a measure at the site, without the epistemic term. */
static void mean_at_site(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                         double *mean)
{
    const double k2 = r->c.k2;
    site_terms(ctx, st, r, s);
    common_terms(ctx, &r->c, s, mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += s->site[i] + k2 * oql_log((s->pga[i] + s->q[i]) / (s->pga[i] + C_NL));
    }
}

/* PGA on rock of 1100 m/s, which is stiffer than k1. */
static void share_pga(const oql_ctx *ctx, const state *st, const shared *s)
{
    const oql_coef_campbell_bozorgnia_2014 *C = &st->pga.c;
    const double x = oql_log(1100.0 / C->k1), stiff = C->k2 * N_EXP;
    const double site = (C->c11 + stiff + (st->japan ? C->c13 + stiff : 0.0)) * x;
    const double at_1100 = site + basin_1100(st, C);
    common_terms(ctx, C, s, s->pga);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s->pga[i] = oql_exp(s->pga[i] + at_1100);
    }
}

static shared make_shared(const oql_ctx *ctx, const state *st)
{
    const size_t k = ctx->stride;
    shared s = {.rup = rupture_of(ctx, st)};
    double *rows = oql_work_rows(ctx->work, N_SHARED, k);
    double **const row_of[N_SHARED] = {&s.reverse, &s.normal, &s.far,  &s.hypo,    &s.hw,
                                       &s.t,       &s.d,      &s.ln_v, &s.shallow, &s.deep,
                                       &s.thin,    &s.pga,    &s.q,    &s.site};
    for (size_t i = 0; i < N_SHARED; ++i) {
        *row_of[i] = rows + i * k;
    }
    share_rupture(ctx, &s);
    share_site(ctx, st, &s);
    share_pga(ctx, st, &s);
    return s;
}

/* A coefficient of the deviations: lo up to M 4.5, hi from 5.5, linear between. */
static double ramp(double lo, double hi, double mag)
{
    return lo + (hi - lo) * oql_clip01(mag - 4.5);
}

/* Equations 27-31. The slope of the site term with respect to ln PGA is alpha. */
static void deviations(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                       const oql_lanes *l)
{
    const oql_coef_campbell_bozorgnia_2014 *C = &r->c, *P = &st->pga.c;
    const double mag = ctx->mag, amp2 = C->philnAF * C->philnAF;
    const double tau = ramp(C->tau1, C->tau2, mag), tau_pga = ramp(P->tau1, P->tau2, mag);
    const double phi = ramp(C->phi1, C->phi2, mag), phi_pga = ramp(P->phi1, P->phi2, mag);
    const double phi_b = sqrt(phi * phi - amp2);
    const double phi_b_pga = sqrt(phi_pga * phi_pga - P->philnAF * P->philnAF);
    const double rho = ramp(r->rho_lo, r->rho_hi, mag), k2 = C->k2;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double pga = s->pga[i];
        const double alpha = k2 * pga * (1.0 / (pga + s->q[i]) - 1.0 / (pga + C_NL));
        const double at = alpha * tau_pga, ap = alpha * phi_b_pga;
        const double t2 = tau * tau + at * (at + 2.0 * rho * tau);
        const double p2 = phi * phi + ap * (ap + 2.0 * rho * phi_b);
        l->sigma[i] = sqrt(t2 + p2);
        l->tau[i] = sqrt(t2);
        l->phi[i] = sqrt(p2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(ctx, st);
    double *floor = oql_work_rows(ctx->work, 1, ctx->stride);
    if (st->needs_pga) {
        mean_at_site(ctx, st, &st->pga, &s, floor);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        mean_at_site(ctx, st, r, &s, l.mean);
        oql_add_epistemic(ctx, st->epsilon, l.mean);
        if (r->floor_at_pga) {
            OQL_SIMD
            for (size_t i = 0; i < ctx->n; ++i) {
                l.mean[i] = oql_fmax(l.mean[i], floor[i]);
            }
            /* DEVIATION from a plain reading: as the reference, twice where the floor is checked */
            oql_add_epistemic(ctx, st->epsilon, l.mean);
        }
        deviations(ctx, st, r, &s, &l);
    }
    oql_work_release(ctx->work, mark);
}

/* Hard rock of Canada from the linear term of the measure, whose k1 is below 1100 m/s. */
static oql_status prepare_canada(const oql_imt *imt, row *r, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_coef_canada_2020_hard_rock hard;
    const double slope = r->c.c11 + r->c.k2 * N_EXP, ln_k1 = oql_log(r->c.k1);
    OQL_TRY(oql_shm6_check(imt, err));
    OQL_TRY(oql_coeff_row(&oql_table_canada_2020_hard_rock, imt, (double *)&hard, err));
    r->at_760 = slope * (oql_log(760.0) - ln_k1);
    r->rock = oql_shm6_rock_of(slope * (OQL_SHM6_LN_1100 - ln_k1) - r->at_760,
                               slope * (OQL_SHM6_LN_2000 - ln_k1) - r->at_760, hard.c);
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_coef_campbell_bozorgnia_2014_path path;
    oql_coef_campbell_bozorgnia_2014 *C = &r->c;
    const bool is_spectral = imt->kind == OQL_IMT_SA;
    const bool is_integral = imt->kind == OQL_IMT_CAV || imt->kind == OQL_IMT_IA;
    OQL_TRY(oql_coeff_row(&oql_table_campbell_bozorgnia_2014, imt, (double *)C, err));
    OQL_TRY(oql_coeff_row(&oql_table_campbell_bozorgnia_2014_path, imt, (double *)&path, err));
    C->Dc20 = s->quality == HIGH_Q ? path.high_q : s->quality == LOW_Q ? path.low_q : C->Dc20;
    r->period_s = imt->period_s;
    r->floor_at_pga = is_spectral && imt->period_s < 0.25;
    r->rho_lo = is_integral ? C->rho1pga : C->rholny;
    r->rho_hi = is_integral ? C->rho2pga : C->rholny;
    r->deep = C->c16 * C->k3;
    if (s->cybershake && is_spectral && imt->period_s > 1.9) {
        oql_coef_campbell_bozorgnia_2014_cybershake cy;
        OQL_TRY(oql_coeff_row(&oql_table_campbell_bozorgnia_2014_cybershake, imt, (double *)&cy,
                              err));
        r->deep = cy.slope_cy;
        r->adjust = 0.1;
    }
    if (s->canada) {
        OQL_TRY(prepare_canada(imt, r, err));
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"SJ",
                                        "quality",
                                        "sigma_mu_epsilon",
                                        "estimate_ztor",
                                        "estimate_width",
                                        "estimate_hypo_depth",
                                        "usgs_basin_scaling",
                                        "cybershake_basin_adj"};
    static const char *const qualities[N_QUALITY] = {"average", "high", "low"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    size_t choice = AVERAGE_Q;
    oql_imt pga;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "SJ", &s->japan, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "quality", N_QUALITY, qualities, &choice, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "estimate_ztor", &s->estimate_ztor, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "estimate_width", &s->estimate_width, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "estimate_hypo_depth", &s->estimate_hypo, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_basin_scaling", &s->usgs_basin, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "cybershake_basin_adj", &s->cybershake, err));
    s->quality = (quality)choice;
    s->canada = oql_gmm_variant(g) != NULL;
    if (s->estimate_width) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_ZBOT));
    }
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_imt *imt = oql_gmm_imt(g, m);
        s->needs_pga = s->needs_pga || (imt->kind == OQL_IMT_SA && imt->period_s < 0.25);
    }
done:
    return st;
}

#define CLASS(class_name, from_s, how, asks, what)                                             \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Campbell & Bozorgnia (2014), NGA-West2 ground motion model for "         \
                     "the average horizontal components of PGA, PGV, and 5% damped "           \
                     "linear acceleration response spectra, Earthquake Spectra 30(3), "        \
                     "1087-1115; CAV and IA: (2019), Earthquake Spectra 35(3), "               \
                     "1289-1311, doi:10.1193/090818EQS212M",                                   \
                 .doi = "10.1193/062913EQS175M",                                               \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "CAV IA PGA PGV SA",                                              \
                 .component = how,                                                             \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) |            \
                          OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_WIDTH) | OQL_BIT(OQL_HYPO_DEPTH) |   \
                          OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RX) |             \
                          OQL_BIT(OQL_VS30) | (asks),                                          \
                 .mag = {3.3, 8.5},                                                            \
                 .dist_km = {0.0, 300.0},                                                      \
                 .depth_km = {0.0, 20.0},                                                      \
                 .period_s = {from_s, 10.0}},                                                  \
        .variant = (what), .state_size = sizeof(state), .row_size = sizeof(row), .init = init, \
        .prepare = prepare, .eval = eval                                                       \
    }

static const bool canada = true;

static const oql_gmm_class classes[] = {
    CLASS("CampbellBozorgnia2014", 0.01, "Average Horizontal (RotD50)", OQL_BIT(OQL_Z2PT5),
          NULL),
    CLASS("CampbellBozorgnia2019", 0.01, "Average Horizontal", OQL_BIT(OQL_Z2PT5), NULL),
    CLASS("CanadaSHM6_ActiveCrust_CampbellBozorgnia2014", 0.05, "Average Horizontal (RotD50)",
          0, &canada),
};

#define ALIASES(class_name)                                                                    \
    {class_name "HighQ", class_name, "quality = \"high\""},                                    \
        {class_name "LowQ", class_name, "quality = \"low\""},                                  \
        {class_name "JapanSite", class_name, "SJ = true"},                                     \
        {class_name "HighQJapanSite", class_name, "quality = \"high\"\nSJ = true"},            \
    {                                                                                          \
        class_name "LowQJapanSite", class_name, "quality = \"low\"\nSJ = true"                 \
    }

static const oql_gmm_alias aliases[] = {ALIASES("CampbellBozorgnia2014"),
                                        ALIASES("CampbellBozorgnia2019")};

OQL_GMM_FAMILY(campbell_bozorgnia_2014) = {.n_class = OQL_COUNT(classes),
                                           .classes = classes,
                                           .n_alias = OQL_COUNT(aliases),
                                           .aliases = aliases};
