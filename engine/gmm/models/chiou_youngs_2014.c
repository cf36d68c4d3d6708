/* SPDX-License-Identifier: BSD-3-Clause */
/* Chiou & Youngs (2014) and Stafford (2022), its backbone form for New Zealand. The former with the regions of the paper (equation 11, 12 and tables 1-5), the
 * long-period and faulting-style adjustments of Boore et al. (2022), and the basin terms of the US
 * national maps. SA up to 0.3 s is not below PGA (p. 1144).
 */
#include "coeffs/chiou_youngs_2014.h"
#include "coeffs/chiou_youngs_2014_cybershake.h"
#include "nga_west2_terms.h"

#define DEG 0.017453292519943295

typedef enum { CAL, JPN, ITA, WEN, N_REGION } region;
typedef enum { ORDINARY, PEER, NEAR_FAULT, STAFFORD, ACME } kind;

typedef struct {
    oql_coef_chiou_youngs_2014 c;
    oql_coef_chiou_youngs_2014_cybershake cy; /* phi6cy 0: not used */
    double period_s;
    bool is_pga, floor_at_pga;
    double t; /* Stafford: period, 0.01 s for PGA */
} row;

typedef struct {
    region region;
    double epsilon, alpha_nm;
    bool use_hw, add_delta_c1, usgs_basin, cybershake;
    bool needs_pga; /* a measure has the floor at PGA */
    bool
        acme; /* no terms of the hanging wall, of the depth to the top and of the basin, no floor */
    bool stafford, adjust_c1, adjust_chm, adjust_c7, adjust_cg1;
    double mu_branch, sigma_branch; /* -1 lower, 0 central, 1 upper */
    row pga;
} state;

/* Rows that no measure enters. */
typedef struct {
    double *ln_far, *hw, *cos2, *dztor, *cdpp; /* of the rupture and the distances */
    double *ln_v, *dz, *basin, *usgs;          /* of the site */
    double *nl, *site;                         /* of the measure at hand */
    bool any_hw, any_dpp;
} shared;

static size_t site_lanes(const oql_ctx *ctx)
{
    return oql_is_constant(ctx, OQL_VS30) && oql_is_constant(ctx, OQL_Z1PT0) ? 1 : ctx->n;
}

static void share_distances(const oql_ctx *ctx, const state *st, shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB], *rx = ctx->col[OQL_RX];
    const double *ztor = ctx->col[OQL_ZTOR], *dip = ctx->col[OQL_DIP];
    const double *rake = ctx->col[OQL_RAKE];
    const double crb = st->pga.c.crb;
    /* average depth to the top for the magnitude, equations 4 and 5 */
    const double z_rv = oql_fmax(2.704 - 1.226 * oql_fmax(ctx->mag - 5.849, 0.0), 0.0);
    const double z_ss = oql_fmax(2.673 - 1.136 * oql_fmax(ctx->mag - 4.970, 0.0), 0.0);
    const double hw_on = st->use_hw ? 1.0 : 0.0, ztor_on = st->acme ? 0.0 : 1.0;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const bool is_reverse = (rake[i] >= 30.0) & (rake[i] <= 150.0);
        const double cosine = oql_cos(DEG * dip[i]);
        const double near = sqrt(rjb[i] * rjb[i] + ztor[i] * ztor[i]) / (rrup[i] + 1.0);
        s->ln_far[i] = 0.5 * oql_log(rrup[i] * rrup[i] + crb * crb);
        s->hw[i] = rx[i] >= 0.0 ? hw_on * cosine * (1.0 - near) : 0.0;
        s->cos2[i] = cosine * cosine;
        s->dztor[i] = ztor_on * (ztor[i] - (is_reverse ? z_rv * z_rv : z_ss * z_ss));
    }
    s->any_hw = false;
    for (size_t i = 0; i < ctx->n; ++i) {
        s->any_hw = s->any_hw || s->hw[i] != 0.0;
    }
}

/* Directivity parameter times what the distance and magnitude leave of it, equation 11. */
static void share_directivity(const oql_ctx *ctx, shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *cdpp = ctx->col[OQL_RCDPP];
    const double above = oql_fmax(oql_fmin((ctx->mag - 5.5) / 0.8, 1.0), 0.0);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double taper = oql_fmax(1.0 - oql_fmax(rrup[i] - 40.0, 0.0) / 30.0, 0.0);
        s->cdpp[i] = above * taper * cdpp[i];
    }
    s->any_dpp = true;
}

static void share_site(const oql_ctx *ctx, const state *st, shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z1pt0 = ctx->col[OQL_Z1PT0];
    const bool is_japan = st->region == JPN;
    const double phi6 = is_japan ? 800.0 : 300.0;
    const double k4 = 570.94 * 570.94 * 570.94 * 570.94, k2 = 412.39 * 412.39;
    const double ref4 = 1360.0 * 1360.0 * 1360.0 * 1360.0 + k4, ref2 = 1360.0 * 1360.0 + k2;
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v2 = vs30[i] * vs30[i];
        const double ratio = is_japan ? (v2 + k2) / ref2 : (v2 * v2 + k4) / ref4;
        const double mean_z = oql_exp((is_japan ? -5.23 / 2.0 : -7.15 / 4.0) * oql_log(ratio));
        const double z = z1pt0[i] == -999.0 ? mean_z : z1pt0[i];
        const double dz = z <= 0.0 ? 0.0 : z - mean_z;
        s->ln_v[i] = oql_fmin(oql_log(vs30[i] / 1130.0), 0.0);
        s->dz[i] = dz;
        s->basin[i] = 1.0 - oql_exp(-dz / phi6);
        s->usgs[i] = oql_usgs_basin_depth(z, 300.0, 500.0);
    }
}

static shared make_shared(const oql_gmm *g, const oql_ctx *ctx, const state *st)
{
    const size_t k = ctx->stride;
    double *rows = oql_work_rows(ctx->work, 11, k);
    shared s = {.ln_far = rows,
                .hw = rows + k,
                .cos2 = rows + 2 * k,
                .dztor = rows + 3 * k,
                .cdpp = rows + 4 * k,
                .ln_v = rows + 5 * k,
                .dz = rows + 6 * k,
                .basin = rows + 7 * k,
                .usgs = rows + 8 * k,
                .nl = rows + 9 * k,
                .site = rows + 10 * k};
    share_distances(ctx, st, &s);
    share_site(ctx, st, &s);
    if (*(const kind *)oql_gmm_variant(g) == NEAR_FAULT) {
        share_directivity(ctx, &s);
    }
    return s;
}

/* Linear, basin and slope of the nonlinear site term, equation 12. */
static void site_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const bool is_japan = st->region == JPN, has_cy = r->cy.phi6cy > 0.0 && !is_japan;
    const double phi1 = is_japan ? r->c.phi1jp : r->c.phi1;
    const double phi5 = is_japan ? r->c.phi5jp : has_cy ? r->cy.phi5cy : r->c.phi5;
    const double phi2 = r->c.phi2, phi3 = r->c.phi3, adjust = has_cy ? 0.1 : 0.0;
    const double at_ref = oql_exp(phi3 * (1130.0 - 360.0));
    const double usgs = st->usgs_basin && !is_japan ? oql_usgs_basin_period(r->period_s) : 0.0;
    const double whole = st->acme || (st->usgs_basin && !is_japan) ? 0.0 : 1.0;
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double share = whole + usgs * s->usgs[i];
        s->nl[i] = phi2 * (oql_exp(phi3 * (oql_fmin(vs30[i], 1130.0) - 360.0)) - at_ref);
        s->site[i] = phi1 * s->ln_v[i] + share * (phi5 * s->basin[i] + adjust);
    }
    if (has_cy) {
        const double per_phi6 = -1.0 / r->cy.phi6cy;
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            const double share = whole + usgs * s->usgs[i];
            s->site[i] += share * phi5 * (1.0 - oql_exp(s->dz[i] * per_phi6) - s->basin[i]);
        }
    }
    if (n == 1) {
        oql_fill(ctx->n, s->nl[0], s->nl);
        oql_fill(ctx->n, s->site[0], s->site);
    }
}

/* Boore et al. (2022) equations 2 and 3: SA at long periods of large earthquakes. */
static void add_delta_c1(const oql_ctx *ctx, double period_s, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double above_7 = oql_fmax(ctx->mag - 7.0, 0.0), from = 2.0 - above_7;
    if (period_s <= from || period_s == 0.0) {
        return;
    }
    const double s1 = 0.2704 - 0.0694 * above_7, s2 = -0.1342 + 0.0716 * above_7;
    const double s3 = 0.2513 - 0.0419 * above_7, x = oql_log(period_s / from);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += x * x * (s1 + s2 / oql_cosh(s3 * oql_fmin(rrup[i], 100.0)));
    }
}

/* What magnitude and region make of the coefficients. */
typedef struct {
    double base, reverse, normal, ztor, dip, size, far, gamma;
} source;

static source source_of(const oql_ctx *ctx, const state *st,
                        const oql_coef_chiou_youngs_2014 *C)
{
    const double mag = ctx->mag;
    const double per_cosh = 1.0 / oql_cosh(2.0 * oql_fmax(mag - 4.5, 0.0));
    const bool is_mid = mag > 6.0 && mag < 6.9;
    const double path = (st->region == JPN || st->region == ITA) && is_mid ? C->gjpit
                        : st->region == WEN                                ? C->gwn
                                                                           : 1.0;
    source f;
    f.base = C->c1 + C->c2 * (mag - 6.0) +
             (C->c2 - C->c3) / C->cn * oql_log(1.0 + oql_exp(C->cn * (C->cm - mag)));
    f.reverse = C->c1a + C->c1c * per_cosh;
    f.normal = (C->c1b + C->c1d * per_cosh) * st->alpha_nm;
    f.ztor = C->c7 + C->c7b * per_cosh;
    f.dip = C->c11b * per_cosh; /* c11 is 0 at all periods */
    f.size = C->c5 * oql_cosh(C->c6 * oql_fmax(mag - C->chm, 0.0));
    f.far = C->c4a - C->c4;
    f.gamma = path * (C->cg1 + C->cg2 / oql_cosh(oql_fmax(mag - C->cg3, 0.0)));
    return f;
}

/* Motion on rock of 1130 m/s, equation 11, into mean. */
static void rock_motion(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                        double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *rx = ctx->col[OQL_RX];
    const double *rake = ctx->col[OQL_RAKE];
    const oql_coef_chiou_youngs_2014 *C = &r->c;
    const source f = source_of(ctx, st, C);
    const double c4 = C->c4;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double style = ((rake[i] >= 30.0) & (rake[i] <= 150.0) ? f.reverse : 0.0) +
                             ((rake[i] >= -120.0) & (rake[i] <= -60.0) ? f.normal : 0.0);
        mean[i] = f.base + style + f.ztor * s->dztor[i] + f.dip * s->cos2[i] +
                  c4 * oql_log(rrup[i] + f.size) + f.far * s->ln_far[i] + f.gamma * rrup[i];
    }
    if (s->any_hw && C->c9 != 0.0) {
        const double a = C->c9 * C->c9a, b = C->c9 * (1.0 - C->c9a), per_c9b = 1.0 / C->c9b;
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] += s->hw[i] * (a + b * oql_tanh(rx[i] * per_c9b));
        }
    }
    if (s->any_dpp) {
        const double dm = ctx->mag - C->c8b;
        const double c8 = C->c8 * oql_exp(-C->c8a * dm * dm);
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] += c8 * s->cdpp[i];
        }
    }
    if (st->add_delta_c1) {
        add_delta_c1(ctx, r->period_s, mean);
    }
}

/* ---- Stafford (2022) ---- */

/* The 10 % and 90 % quantiles of the normal law, and the scale of epistemic deviations. */
#define Z_90           1.2815515655446004
#define STAFFORD_SCALE (1.28155 * 0.893)

static inline double sigmoid(double x, double start, double finish, double centre, double slope)
{
    return start + (finish - start) / (1.0 + oql_exp(-(x - centre) / slope));
}

/* Epistemic deviation from the scarcity of data: 0.4 where there are none, 0.15 where many;
 * returned as 0.4 - 0.25 s_m s_lnr, with what a lane needs of s_lnr. */
typedef struct {
    double s_m, centre, slope;
} scarcity;

static scarcity scarcity_of(double t, double mag)
{
    scarcity s;
    s.centre = sigmoid(t, 3.75, 5.75, 3.5, 0.5);
    s.slope = sigmoid(t, 0.225, 1.3, 3.5, 0.5);
    s.s_m = sigmoid(mag, 1.0, 0.0, sigmoid(t, 5.82, 6.4, 3.5, 0.5),
                    sigmoid(t, 0.42, 0.38, 2.5, 0.2));
    return s;
}

static inline double scarcity_at(const scarcity *s, double ln_r)
{
    return 0.4 - 0.25 * s->s_m * sigmoid(ln_r, 0.0, 1.0, s->centre, s->slope);
}

/* Branches of the median: what they add to c1, by distance. */
static void add_branch(const oql_ctx *ctx, const state *st, double t, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const scarcity s = scarcity_of(t, ctx->mag);
    const double near = 0.6638 - 0.257 * (oql_fmin(ctx->mag, 7.0) - 6.0);
    const double c1 = st->adjust_c1 ? STAFFORD_SCALE * st->mu_branch : 0.0;
    const double chm = st->adjust_chm ? 0.4 * STAFFORD_SCALE * st->mu_branch : 0.0;
    if (st->mu_branch == 0.0) {
        return;
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double ln_r = oql_log(oql_fmax(rrup[i], 1e-10));
        mean[i] += c1 * scarcity_at(&s, ln_r) + chm * sigmoid(ln_r, near, 0.0, 0.799, 0.9835);
    }
}

/* Coefficients of a branch: depth to the top and anelastic attenuation. */
static void adjust_coefficients(const state *st, double t, oql_coef_chiou_youngs_2014 *C)
{
    const double ln_t = oql_log(t), b = st->mu_branch;
    if (st->adjust_c7 && b < 0.0) {
        C->c7 -= 0.02578;
        C->c7b += sigmoid(ln_t, -0.05737, 0.05733, -1.0324, 0.04875);
    } else if (st->adjust_c7 && b == 0.0) {
        C->c7b += sigmoid(ln_t, -0.0865, 0.0, -1.5364, 0.3266);
    }
    if (st->adjust_cg1) {
        C->cg1 += oql_fmin(0.0024 * oql_tanh(0.8 * oql_log(t / 1.8)), 0.0) +
                  b * STAFFORD_SCALE * sigmoid(ln_t, 0.00054, 0.0004, oql_log(0.9), 0.2);
    }
}

/* Quantile of chi-square over its degrees of freedom nu, at the normal quantile z: the expansion of
 * Goldberg & Levine (1946), Ann. Math. Stat. 17(2), 216-225; nu is above 20 here, error below 1e-7. */
static inline double chi2_ratio(double nu, double z)
{
    const double z2 = z * z, per = 1.0 / nu, root = sqrt(2.0 * per);
    const double even =
        1.0 +
        per * (2.0 / 3.0 * (z2 - 1.0) +
               per * (-(6.0 * z2 * z2 + 14.0 * z2 - 32.0) / 405.0 +
                      per * (12.0 * z2 * z2 * z2 - 243.0 * z2 * z2 - 923.0 * z2 + 1472.0) /
                          25515.0));
    const double odd = z + per * (z * (z2 - 7.0) / 18.0 +
                                  per * z * (9.0 * z2 * z2 + 256.0 * z2 - 433.0) / 9720.0);
    return even + root * odd;
}

/* Deviations: mean holds the motion on rock. The branch scales the total. */
static void stafford_deviations(const oql_ctx *ctx, const state *st, const row *r,
                                const shared *s, const oql_lanes *l)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double t = r->t, ln_t = oql_log(t), x = t / 0.717, phi4 = r->c.phi4;
    const double tau0 = sigmoid(ln_t, 0.45, 0.4, 0.0, 0.2);
    const double tau1 = sigmoid(ln_t, 0.35, 0.4, 0.0, 0.2);
    const double tau = tau0 + (tau1 - tau0) * oql_clip01((ctx->mag - 5.0) / 1.5);
    const double s2s = 0.3171 + 0.3248 * oql_pow(x, 0.7911) * oql_exp(-0.897 * x);
    const double ss2 = 0.39 * 0.39, fixed = s2s * s2s + 0.264 * ss2;
    const double neff = t <= 0.3 ? sigmoid(ln_t, 190.34, 221.16, -2.4341, 0.10366)
                                 : 221.16 / oql_pow(t / 0.3, 0.10299);
    const scarcity here = scarcity_of(t, ctx->mag), usual = scarcity_of(t, 5.0);
    const double at_80 = scarcity_at(&usual, oql_log(80.0)), z = Z_90 * st->sigma_branch;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double y = oql_exp(l->mean[i]), nl = 1.0 + s->nl[i] * y / (y + phi4);
        const double few = scarcity_at(&here, oql_log(oql_fmax(rrup[i], 1e-10))) / at_80;
        const double phi2 = fixed + nl * nl * 0.736 * ss2, t2 = nl * nl * tau * tau;
        const double nu = neff / (few * few) - 1.0;
        l->sigma[i] = sqrt((t2 + phi2) * chi2_ratio(nu, z));
        l->tau[i] = sqrt(t2);
        l->phi[i] = sqrt(phi2);
    }
}

/* Mean of one measure, without the epistemic term; deviations into l unless that is NULL. */
static void eval_measure(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                         double *mean, const oql_lanes *l)
{
    const oql_coef_chiou_youngs_2014 *C = &r->c;
    const double *measured = ctx->col[OQL_VS30MEASURED];
    const double above_5 = oql_fmax(oql_fmin(ctx->mag - 5.0, 1.5), 0.0) / 1.5;
    const double tau = C->tau1 + (C->tau2 - C->tau1) * above_5;
    const double phi = C->sig1 + (C->sig2 - C->sig1) * above_5;
    const double sig3 = C->sig3, phi4 = C->phi4, per_phi4 = 1.0 / C->phi4;
    site_terms(ctx, st, r, s);
    rock_motion(ctx, st, r, s, mean);
    if (st->stafford) {
        add_branch(ctx, st, r->t, mean);
        stafford_deviations(ctx, st, r, s, l);
    }
    if (l == NULL || st->stafford) {
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            const double y = oql_exp(mean[i]);
            mean[i] += s->site[i] + s->nl[i] * oql_log((y + phi4) * per_phi4);
        }
        return;
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double y = oql_exp(mean[i]);
        const double nl = 1.0 + s->nl[i] * y / (y + phi4);
        const double t = oql_fabs(nl * tau);
        const double p2 = phi * phi * ((measured[i] != 0.0 ? 0.7 : sig3) + nl * nl);
        mean[i] += s->site[i] + s->nl[i] * oql_log((y + phi4) * per_phi4);
        l->sigma[i] = sqrt(t * t + p2);
        l->tau[i] = t;
        l->phi[i] = sqrt(p2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(g, ctx, st);
    double *floor = oql_work_rows(ctx->work, 1, ctx->stride);
    if (st->needs_pga) {
        eval_measure(ctx, st, &st->pga, &s, floor, NULL);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        eval_measure(ctx, st, r, &s, l.mean, &l);
        if (r->floor_at_pga) {
            OQL_SIMD
            for (size_t i = 0; i < ctx->n; ++i) {
                l.mean[i] = oql_fmax(l.mean[i], floor[i]);
            }
        }
        oql_add_epistemic(ctx, st->epsilon, l.mean);
        if (*(const kind *)oql_gmm_variant(g) == PEER) {
            oql_fill_total(ctx->n, 0.65, &l);
        }
    }
    oql_work_release(ctx->work, mark);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    row *r = to;
    const state *s = oql_gmm_state_c(g);
    OQL_TRY(oql_coeff_row(&oql_table_chiou_youngs_2014, imt, (double *)&r->c, err));
    r->period_s = imt->period_s;
    r->is_pga = imt->kind == OQL_IMT_PGA;
    if (s->stafford) {
        r->t = r->is_pga ? 0.01 : imt->period_s;
        adjust_coefficients(s, r->t, &r->c);
        return OQL_OK;
    }
    r->floor_at_pga = !s->acme && imt->kind == OQL_IMT_SA && imt->period_s <= 0.3;
    /* the simulations begin at 2 s; national maps use their term above 1.9 s */
    if (s->cybershake && imt->kind == OQL_IMT_SA && imt->period_s > 1.9) {
        OQL_TRY(
            oql_coeff_row(&oql_table_chiou_youngs_2014_cybershake, imt, (double *)&r->cy, err));
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region",
                                        "sigma_mu_epsilon",
                                        "use_hw",
                                        "add_delta_c1",
                                        "alpha_nm",
                                        "usgs_basin_scaling",
                                        "cybershake_basin_adj"};
    static const char *const regions[N_REGION] = {"CAL", "JPN", "ITA", "WEN"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    size_t choice = CAL;
    oql_imt pga;
    s->alpha_nm = 1.0;
    s->acme = *(const kind *)oql_gmm_variant(g) == ACME;
    s->use_hw = !s->acme;
    OQL_TRY(oql_gmm_args_check(spec, s->acme ? 0 : OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "region", N_REGION, regions, &choice, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "use_hw", &s->use_hw, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "add_delta_c1", &s->add_delta_c1, err));
    OQL_TRY(oql_gmm_arg_number(spec, "alpha_nm", &s->alpha_nm, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_basin_scaling", &s->usgs_basin, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "cybershake_basin_adj", &s->cybershake, err));
    s->region = (region)choice;
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
    for (size_t m = 0; m < oql_gmm_n_imt(g) && !s->acme; ++m) {
        const oql_imt *imt = oql_gmm_imt(g, m);
        s->needs_pga = s->needs_pga || (imt->kind == OQL_IMT_SA && imt->period_s <= 0.3);
    }
done:
    return st;
}

static oql_status init_stafford(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"mu_branch",  "sigma_branch", "adjust_c1",
                                        "adjust_chm", "adjust_c7",    "adjust_cg1"};
    static const char *const branches[] = {"Lower", "Central", "Upper"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    size_t mu = 1, sigma = 1;
    s->stafford = true;
    s->use_hw = true;
    s->alpha_nm = 1.0;
    s->adjust_c1 = s->adjust_chm = s->adjust_c7 = s->adjust_cg1 = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "mu_branch", 3, branches, &mu, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "sigma_branch", 3, branches, &sigma, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "adjust_c1", &s->adjust_c1, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "adjust_chm", &s->adjust_chm, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "adjust_c7", &s->adjust_c7, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "adjust_cg1", &s->adjust_cg1, err));
    s->mu_branch = (double)mu - 1.0;
    s->sigma_branch = (double)sigma - 1.0;
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    OQL_TRY(prepare(g, &pga, &s->pga, err));
done:
    return st;
}

#define NEEDS                                                                                  \
    (OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |             \
     OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RX) | OQL_BIT(OQL_VS30) |              \
     OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0))
#define FACTS                                                                                  \
    .reference = "Chiou & Youngs (2014), Update of the Chiou and Youngs NGA model for the "    \
                 "average horizontal component of peak ground motion and response spectra, "   \
                 "Earthquake Spectra 30(3), 1117-1153",                                        \
    .doi = "10.1193/072813EQS219M", .trt = "Active Shallow Crust",                             \
    .component = "Average Horizontal (RotD50)", .mag = {3.5, 8.5}, .dist_km = {0.0, 300.0},    \
    .period_s = {0.01, 10.0}
#define BODY                                                                                   \
    .state_size = sizeof(state), .row_size = sizeof(row), .init = init, .prepare = prepare,    \
    .eval = eval

static const kind ordinary = ORDINARY, peer = PEER, near_fault = NEAR_FAULT;
static const kind stafford = STAFFORD, acme = ACME;

static const oql_gmm_class classes[] = {
    {.info = {.name = "ChiouYoungs2014", .measures = "PGA PGV SA", .needs = NEEDS, FACTS},
     .variant = &ordinary,
     BODY},
    {.info = {.name = "ChiouYoungs2014PEER", .measures = "PGA", .needs = NEEDS, FACTS},
     .variant = &peer,
     BODY},
    {.info = {.name = "ChiouYoungs2014NearFaultEffect",
              .measures = "PGA PGV SA",
              .needs = NEEDS | OQL_BIT(OQL_RCDPP),
              FACTS},
     .variant = &near_fault,
     BODY},
    {.info =
         {.name = "ChiouYoungs2014ACME2019", .measures = "PGA PGV SA", .needs = NEEDS, FACTS},
     .variant = &acme,
     BODY},
    {.info = {.name = "Stafford2022",
              .reference = "Stafford (2022), A model for the distribution of response spectral "
                           "ordinates from New Zealand crustal earthquakes based upon "
                           "adjustments to the Chiou and Youngs (2014) response spectral "
                           "model, GNS Science report 2022/15",
              .doi = "",
              .trt = "Active Shallow Crust",
              .measures = "PGA SA",
              .component = "Average Horizontal (RotD50)",
              .needs = NEEDS,
              .period_s = {0.01, 10.0}},
     .variant = &stafford,
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init_stafford,
     .prepare = prepare,
     .eval = eval},
};

static const oql_gmm_alias aliases[] = {
    {"ChiouYoungs2014Italy", "ChiouYoungs2014", "region = \"ITA\""},
    {"ChiouYoungs2014Japan", "ChiouYoungs2014", "region = \"JPN\""},
    {"ChiouYoungs2014Wenchuan", "ChiouYoungs2014", "region = \"WEN\""},
};

OQL_GMM_FAMILY(chiou_youngs_2014) = {.n_class = OQL_COUNT(classes),
                                     .classes = classes,
                                     .n_alias = OQL_COUNT(aliases),
                                     .aliases = aliases};
