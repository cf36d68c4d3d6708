/* SPDX-License-Identifier: BSD-3-Clause */
/* Abrahamson, Silva & Kamai (2014) with the regions of the paper and the basin terms of the US
 * national maps.
 *
 * The site term of a measure depends on the motion of the same measure on rock of 1180 m/s, which
 * differs from the motion sought by site terms only; so the other terms are computed once.
 */
#include "coeffs/abrahamson_2014.h"
#include "coeffs/abrahamson_2014_cybershake.h"
#include "nga_west2_terms.h"

#define DEG    0.017453292519943295
#define TAN_20 0.36397023426620234
#define N_EXP  1.5 /* n of equation 5 */

typedef enum { GLOBAL, CHN, JPN, TWN, N_REGION } region;

typedef struct {
    oql_coef_abrahamson_2014 c;
    double a44, a45, adjust; /* basin coefficients in force */
    double usgs;             /* share of the USGS scaling at this period */
    double ln_v1;            /* velocity above which amplification stays, equation 9 */
} row;

typedef struct {
    region region;
    double epsilon;
    bool usgs_basin, cybershake;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *ln_r, *hw, *ztor, *reverse, *normal;
    double *ln_v, *basin, *usgs;
    double *site; /* terms of the site alone */
    double *q; /* c (vs30 / vlin)^n of the nonlinear term; c on stiff soil, where it is none */
} shared;

static size_t site_lanes(const oql_ctx *ctx)
{
    return oql_is_constant(ctx, OQL_VS30) && oql_is_constant(ctx, OQL_Z1PT0) ? 1 : ctx->n;
}

/* Hanging-wall term but for a13, equations 10-15. */
static void share_hanging_wall(const oql_ctx *ctx, double *hw)
{
    const double *dip = ctx->col[OQL_DIP], *width = ctx->col[OQL_WIDTH];
    const double *ztor = ctx->col[OQL_ZTOR], *rx = ctx->col[OQL_RX], *ry0 = ctx->col[OQL_RY0];
    const double dm = ctx->mag - 6.5;
    const double size = ctx->mag <= 5.5 ? 0.0
                        : dm > 0.0      ? 1.0 + 0.2 * dm
                                        : 1.0 + 0.2 * dm - 0.8 * dm * dm;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double steep = dip[i] <= 30.0 ? 60.0 / 45.0 : (90.0 - dip[i]) / 45.0;
        const double r1 = width[i] * oql_cos(DEG * dip[i]), t = rx[i] / r1;
        const double above = 0.25 + t * (1.5 - 0.75 * t);
        const double beyond = t <= 3.0 ? 1.0 - (t - 1.0) / 2.0 : 0.0;
        const double depth = ztor[i] <= 10.0 ? 1.0 - ztor[i] * ztor[i] / 100.0 : 0.0;
        const double dy = ry0[i] - rx[i] * TAN_20;
        const double along = 1.0 - oql_clip01(dy / 5.0);
        const bool is_over = (rx[i] > 0.0) & (dip[i] != 90.0);
        hw[i] = is_over ? size * steep * (rx[i] < r1 ? above : beyond) * depth * along : 0.0;
    }
}

static void share_rupture(const oql_ctx *ctx, double c4, const shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *ztor = ctx->col[OQL_ZTOR];
    const double *rake = ctx->col[OQL_RAKE];
    const double mag = ctx->mag;
    const double c4m = mag > 5.0 ? c4 : mag < 4.0 ? 1.0 : c4 - (c4 - 1.0) * (5.0 - mag);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s->ln_r[i] = 0.5 * oql_log(rrup[i] * rrup[i] + c4m * c4m);
        s->ztor[i] = oql_fmin(ztor[i] / 20.0, 1.0);
        s->reverse[i] = (rake[i] > 30.0) & (rake[i] < 150.0) ? 1.0 : 0.0;
        s->normal[i] = (rake[i] > -150.0) & (rake[i] < -30.0) ? 1.0 : 0.0;
    }
    share_hanging_wall(ctx, s->hw);
}

/* Depth to 1 km/s against its reference for vs30, equations 17-19. */
static void share_site(const oql_ctx *ctx, const state *st, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z1pt0 = ctx->col[OQL_Z1PT0];
    const bool is_japan = st->region == JPN;
    const double k4 = 610.0 * 610.0 * 610.0 * 610.0, k2 = 412.0 * 412.0;
    const double ref4 = 1360.0 * 1360.0 * 1360.0 * 1360.0 + k4, ref2 = 1360.0 * 1360.0 + k2;
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v2 = vs30[i] * vs30[i];
        const double ratio = is_japan ? (v2 + k2) / ref2 : (v2 * v2 + k4) / ref4;
        const double z_ref =
            0.001 * oql_exp((is_japan ? -5.23 / 2.0 : -7.67 / 4.0) * oql_log(ratio));
        const double z = z1pt0[i] < 0.0 ? z_ref : 0.001 * z1pt0[i];
        s->ln_v[i] = oql_log(vs30[i]);
        s->basin[i] = oql_log((z + 0.01) / (z_ref + 0.01));
        s->usgs[i] = oql_usgs_basin_depth(z1pt0[i], 300.0, 500.0);
    }
}

static shared make_shared(const oql_gmm *g, const oql_ctx *ctx, const state *st)
{
    const size_t k = ctx->stride;
    double *rows = oql_work_rows(ctx->work, 10, k);
    const shared s = {rows,         rows + k,     rows + 2 * k, rows + 3 * k, rows + 4 * k,
                      rows + 5 * k, rows + 6 * k, rows + 7 * k, rows + 8 * k, rows + 9 * k};
    const row *r = oql_gmm_row(g, 0);
    share_rupture(ctx, r->c.c4, &s); /* c4 is the same at all periods */
    share_site(ctx, st, &s);
    return s;
}

/* Japan's term in vs30, linear between tabulated values and beyond the first. */
static double japan_site(const oql_coef_abrahamson_2014 *C, double v)
{
    return C->a36 + (C->a37 - C->a36) * oql_fmin((v - 150.0) / 100.0, 1.0) +
           (C->a38 - C->a37) * oql_clip01((v - 250.0) / 100.0) +
           (C->a39 - C->a38) * oql_clip01((v - 350.0) / 100.0) +
           (C->a40 - C->a39) * oql_clip01((v - 450.0) / 150.0) +
           (C->a41 - C->a40) * oql_clip01((v - 600.0) / 250.0) +
           (C->a42 - C->a41) * oql_clip01((v - 850.0) / 300.0);
}

/* Terms of the site alone: linear amplification, basin and region. */
static void site_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const oql_coef_abrahamson_2014 *C = &r->c;
    const double vlin = C->vlin, c = C->c, a43 = C->a43, to_44 = r->a44 - a43;
    const double to_45 = r->a45 - r->a44, to_46 = C->a46 - r->a45, ln_v1 = r->ln_v1;
    const double usgs = r->usgs, adjust = r->adjust, stiff = C->b * N_EXP;
    const double ln_vlin = oql_log(C->vlin), whole = st->usgs_basin ? 0.0 : 1.0;
    const double linear = C->a10 + (st->region == TWN ? C->a31 : 0.0);
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v = vs30[i], x = oql_fmin(s->ln_v[i], ln_v1) - ln_vlin;
        const bool is_stiff = v >= vlin;
        const double soft = c * oql_exp(N_EXP * x);
        const double basin = a43 + to_44 * oql_clip01((v - 150.0) / 100.0) +
                             to_45 * oql_clip01((v - 250.0) / 150.0) +
                             to_46 * oql_clip01((v - 400.0) / 300.0);
        const double share = whole + usgs * s->usgs[i];
        s->q[i] = is_stiff ? c : soft;
        s->site[i] =
            x * (linear + (is_stiff ? stiff : 0.0)) + share * (basin * s->basin[i] + adjust);
    }
    if (st->region == JPN) {
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            s->site[i] += japan_site(C, vs30[i]);
        }
    }
    if (n == 1) {
        oql_fill(ctx->n, s->q[0], s->q);
        oql_fill(ctx->n, s->site[0], s->site);
    }
}

/* What 1180 m/s adds to the common terms. */
static double site_1180(const state *st, const row *r)
{
    const oql_coef_abrahamson_2014 *C = &r->c;
    const double x = oql_fmin(oql_log(1180.0), r->ln_v1) - oql_log(C->vlin);
    const double linear = (C->a10 + C->b * N_EXP) * x;
    const double basin = st->usgs_basin ? 0.0 : r->adjust;
    const double regional = st->region == TWN   ? C->a31 * x
                            : st->region == JPN ? japan_site(C, 1180.0)
                                                : 0.0;
    return linear + basin + regional;
}

/* Terms without the site: equations 2-4, hanging wall, depth, style, regional attenuation. */
static void common_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                         double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const oql_coef_abrahamson_2014 *C = &r->c;
    const double mag = ctx->mag, m = oql_fmax(mag, 5.0), dm = m - C->m1, small = mag - m;
    const double base = C->a1 + (mag >= C->m1 ? C->a5 : C->a4) * dm +
                        C->a8 * (8.5 - m) * (8.5 - m) + small * (C->a6 + C->a7 * small);
    const double slope = C->a2 + C->a3 * dm, style = oql_clip01(mag - 4.0);
    const double path = C->a17 + (st->region == TWN   ? C->a25
                                  : st->region == CHN ? C->a28
                                  : st->region == JPN ? C->a29
                                                      : 0.0);
    const double f7 = C->a11 * style, f8 = C->a12 * style, a13 = C->a13, a15 = C->a15;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = base + slope * s->ln_r[i] + path * rrup[i] + a13 * s->hw[i] +
                  a15 * s->ztor[i] + f7 * s->reverse[i] + f8 * s->normal[i];
    }
}

/* Single-station deviation on rock before the split, equations 24 and 25, into phi. */
static void linear_phi(const oql_ctx *ctx, const state *st, const oql_coef_abrahamson_2014 *C,
                       double *phi)
{
    const double *rrup = ctx->col[OQL_RRUP], *measured = ctx->col[OQL_VS30MEASURED];
    const double above = oql_clip01((ctx->mag - 4.0) / 2.0);
    const double inferred = C->s1e + (C->s2e - C->s1e) * above;
    const double known = C->s1m + (C->s2m - C->s1m) * above;
    const double s5 = C->s5, s6 = C->s6;
    const bool is_japan = st->region == JPN;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double japan = s5 + (s6 - s5) * oql_clip01((rrup[i] - 30.0) / 50.0);
        phi[i] = is_japan ? japan : (measured[i] != 0.0 ? known : inferred);
    }
}

static void eval_measure(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                         const oql_lanes *l)
{
    const oql_coef_abrahamson_2014 *C = &r->c;
    const double b = C->b, c = C->c, at_1180 = site_1180(st, r);
    const double tau_al = C->s3 + (C->s4 - C->s3) * oql_clip01((ctx->mag - 5.0) / 2.0);
    site_terms(ctx, st, r, s);
    common_terms(ctx, st, r, s, l->mean);
    linear_phi(ctx, st, C, l->phi);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double sa = oql_exp(l->mean[i] + at_1180), q = s->q[i];
        const double amp = oql_fmin(0.4, l->phi[i] < 0.4 ? 0.99 * l->phi[i] : 0.4);
        const double nl = 1.0 + b * sa * (1.0 / (sa + q) - 1.0 / (sa + c));
        const double phi_b2 = l->phi[i] * l->phi[i] - amp * amp;
        const double tau = tau_al * nl, phi2 = phi_b2 * nl * nl + amp * amp;
        l->mean[i] += s->site[i] + b * oql_log((sa + q) / (sa + c));
        l->sigma[i] = sqrt(tau * tau + phi2);
        l->tau[i] = tau;
        l->phi[i] = sqrt(phi2);
    }
    oql_add_epistemic(ctx, st->epsilon, l->mean);
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work), n_imt = oql_gmm_n_imt(g);
    if (n_imt == 0) {
        return;
    }
    const shared s = make_shared(g, ctx, st);
    for (size_t m = 0; m < n_imt; ++m) {
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        eval_measure(ctx, st, oql_gmm_row(g, m), &s, &l);
    }
    oql_work_release(ctx->work, mark);
}

static double ln_v1_of(const oql_imt *imt)
{
    const double t = imt->kind == OQL_IMT_SA ? imt->period_s : 0.0;
    return t <= 0.5  ? oql_log(1500.0)
           : t < 3.0 ? oql_log(1500.0) - 0.35 * oql_log(t / 0.5)
                     : oql_log(800.0);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    OQL_TRY(oql_coeff_row(&oql_table_abrahamson_2014, imt, (double *)&r->c, err));
    r->a44 = r->c.a44;
    r->a45 = r->c.a45;
    r->usgs = s->usgs_basin ? oql_usgs_basin_period(imt->period_s) : 0.0;
    r->ln_v1 = ln_v1_of(imt);
    if (s->cybershake && imt->kind == OQL_IMT_SA && imt->period_s > 1.9) {
        oql_coef_abrahamson_2014_cybershake C;
        OQL_TRY(oql_coeff_row(&oql_table_abrahamson_2014_cybershake, imt, (double *)&C, err));
        r->a44 = C.a44cy;
        r->a45 = C.a45cy;
        r->adjust = 0.1;
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region", "sigma_mu_epsilon", "usgs_basin_scaling",
                                        "cybershake_basin_adj"};
    static const char *const regions[N_REGION] = {"", "CHN", "JPN", "TWN"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    size_t choice = GLOBAL;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "region", N_REGION, regions, &choice, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_basin_scaling", &s->usgs_basin, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "cybershake_basin_adj", &s->cybershake, err));
    s->region = (region)choice;
done:
    return st;
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "AbrahamsonEtAl2014",
              .reference = "Abrahamson, Silva & Kamai (2014), Summary of the ASK14 ground "
                           "motion relation for active crustal regions, Earthquake Spectra "
                           "30(3), 1025-1055",
              .doi = "10.1193/070913EQS198M",
              .trt = "Active Shallow Crust",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal (RotD50)",
              .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) |
                       OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_WIDTH) | OQL_BIT(OQL_RRUP) |
                       OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RX) | OQL_BIT(OQL_RY0) |
                       OQL_BIT(OQL_VS30) | OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0),
              .mag = {3.0, 8.5},
              .dist_km = {0.0, 300.0},
              .period_s = {0.01, 10.0}},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

static const oql_gmm_alias aliases[] = {
    {"AbrahamsonEtAl2014RegCHN", "AbrahamsonEtAl2014", "region = \"CHN\""},
    {"AbrahamsonEtAl2014RegJPN", "AbrahamsonEtAl2014", "region = \"JPN\""},
    {"AbrahamsonEtAl2014RegTWN", "AbrahamsonEtAl2014", "region = \"TWN\""},
};

OQL_GMM_FAMILY(abrahamson_2014) = {.n_class = OQL_COUNT(classes),
                                   .classes = classes,
                                   .n_alias = OQL_COUNT(aliases),
                                   .aliases = aliases};
