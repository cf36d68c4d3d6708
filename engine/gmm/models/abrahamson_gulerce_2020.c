/* SPDX-License-Identifier: BSD-3-Clause */
/* Abrahamson & Gulerce (2020) for subduction interface and slab, global and in seven regions, and
 * the form of the 2022 New Zealand hazard model with its back-arc term.
 */
#include "coeffs/abrahamson_gulerce_2020.h"
#include "coeffs/alaska_2023_bias.h"
#include "nga_west2_terms.h"
#include "nz22_backarc.h"

#define N_EXP   1.18 /* n and c of the nonlinear site term */
#define C_NL    1.88
#define A4      0.73
#define A45     0.34
#define PHI_AMP 0.3
#define TAU_LIN 0.47

typedef enum { GLO, ALASKA, CAS, CAM, JPN, NZL, SAM, TWN, N_REGION } region;

/* Columns of a region's adjustments, table 4.2; "" where there is none. */
static const struct {
    const char *name;
    double c1_slab;
    const char *a1, *a2, *a6, *a12, *adjust;
} regions[N_REGION] = {
    [GLO] = {"GLO", 7.5, "a1", "", "", "", ""},
    [ALASKA] = {"USA-AK", 7.9, "a31", "", "a24", "a17", "USA-AK_Adj"},
    [CAS] = {"CAS", 7.1, "a32", "", "a25", "a18", "CAS_Adj"},
    [CAM] = {"CAM", 7.4, "a33", "", "a26", "a19", ""},
    [JPN] = {"JPN", 7.6, "a34", "", "a27", "a20", ""},
    [NZL] = {"NZL", 8.0, "a35", "", "a28", "a21", ""},
    [SAM] = {"SAM", 7.5, "a36", "", "a29", "a22", ""},
    [TWN] = {"TWN", 7.7, "a37", "a16", "a30", "a23", ""},
};

typedef struct {
    bool is_slab, is_nz;
} variant;

typedef struct {
    oql_coef_abrahamson_gulerce_2020 c;
    oql_coef_nz22_backarc backarc;
    double a1, a2, a6, a12, basin, usgs, bias;
    double phi_s2s2;  /* site-to-site variance of the region's group */
    double f2[2], f3; /* phi2 and phi3 by period: f2[0] - f2[1] alpha, f3 */
} row;

typedef struct {
    region region;
    bool ergodic, usa_adjust, usgs_basin, bias;
    double epsilon;
    row pga;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *ln_r, *ztor, *ln_v, *dz, *usgs;
    double *alpha, *a2, *phi_pga2; /* of the regional within-event deviations */
    double *pga;                   /* on rock of 1000 m/s, g */
    double *q, *site;
} shared;

enum { N_SHARED = 11 };

static size_t site_lanes(const oql_ctx *ctx, const state *st)
{
    const bool z = (st->region != CAS && st->region != JPN) || oql_is_constant(ctx, OQL_Z2PT5);
    return oql_is_constant(ctx, OQL_VS30) && z ? 1 : ctx->n;
}

static void share_path(const oql_ctx *ctx, bool is_slab, const shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *ztor = ctx->col[OQL_ZTOR];
    const double size = 10.0 * oql_exp(0.4 * (ctx->mag - 6.0));
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double x = oql_clip01((rrup[i] - 225.0) / 225.0);
        s->ln_r[i] = oql_log(rrup[i] + size);
        s->alpha[i] = oql_fmin(oql_fmax(1.0 - 0.0036 * (rrup[i] - 250.0), 0.28), 1.0);
        s->a2[i] = 0.109 + x * (0.062 + 0.470 * x);
    }
    if (is_slab) {
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            s->ztor[i] = oql_fmin(ztor[i], 200.0) - 50.0;
        }
    } else {
        oql_fill(ctx->n, 0.0, s->ztor);
    }
}

/* Depth to 2.5 km/s against the region's reference, m. */
static void share_site(const oql_ctx *ctx, const state *st, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z2pt5 = ctx->col[OQL_Z2PT5];
    const size_t n = site_lanes(ctx, st);
    const bool is_japan = st->region == JPN;
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        s->ln_v[i] = oql_log(oql_fmin(vs30[i], 1000.0));
    }
    if (st->region != CAS && st->region != JPN) {
        return;
    }
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double ln_v = oql_log(vs30[i]);
        const double cas =
            oql_fmin(oql_fmax(8.52 - 0.88 * (ln_v - 5.298317366548036), 7.6), 8.52);
        const double jpn =
            oql_fmin(oql_fmax(7.30 - 2.066 * (ln_v - 5.135798437050262), 4.1), 7.3);
        const double z_ref = oql_exp(is_japan ? jpn : cas);
        const double z = z2pt5[i] == -999.0 ? z_ref : 1000.0 * z2pt5[i];
        const double dz = oql_log((z + 50.0) / (z_ref + 50.0));
        s->dz[i] = is_japan ? oql_fmax(dz, -2.0) : oql_fmax(dz, 0.0);
        /* as the reference, which compares metres with the bounds in kilometres */
        s->usgs[i] = oql_usgs_basin_depth(z, 1.0, 3.0);
    }
}

/* Terms without the site, equations 4.1-4.6. */
static void common_terms(const oql_ctx *ctx, const state *st, bool is_slab, const row *r,
                         const shared *s, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const oql_coef_abrahamson_gulerce_2020 *C = &r->c;
    const double mag = ctx->mag, c1s = regions[st->region].c1_slab;
    const double c1 = is_slab ? c1s : C->c1i, a4 = is_slab ? A4 + A45 : A4;
    const double size = C->a13 * (10.0 - mag) * (10.0 - mag) + a4 * oql_fmin(mag - c1, 0.0);
    const double slab = is_slab ? C->a10 + (A4 + A45) * (c1s - 7.5) : 0.0;
    const double slope = r->a2 + 0.1 * (mag - 7.0) + (is_slab ? C->a14 : 0.0);
    const double base = r->a1 + size + slab, a6 = r->a6, a8 = C->a8, a11 = C->a11;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = base + slope * s->ln_r[i] + a6 * rrup[i] +
                  (s->ztor[i] <= 0.0 ? a8 : a11) * s->ztor[i];
    }
}

/* Linear site and basin terms, equations 4.7-4.11. */
static void site_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s)
{
    const double ln_vlin = oql_log(r->c.vlin), stiff = r->c.b * N_EXP;
    const double whole = st->usgs_basin ? 0.0 : 1.0;
    const size_t n = site_lanes(ctx, st);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double x = s->ln_v[i] - ln_vlin;
        s->q[i] = x < 0.0 ? C_NL * oql_exp(N_EXP * x) : C_NL;
        s->site[i] = (r->a12 + (x < 0.0 ? 0.0 : stiff)) * x;
    }
    if (st->region == CAS || st->region == JPN) {
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            s->site[i] += r->basin * s->dz[i] * (whole + r->usgs * s->usgs[i]);
        }
    }
    if (n == 1) {
        oql_fill(ctx->n, s->q[0], s->q);
        oql_fill(ctx->n, s->site[0], s->site);
    }
}

/* Within-event variance without site nonlinearity, equations 5.2-5.5. */
static void linear_phi2(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                        double *phi2)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double d1 = r->c.d1, d2 = r->c.d2, f20 = r->f2[0], f21 = r->f2[1], f3 = r->f3;
    const bool has_phi2 = st->region == CAM || st->region == JPN || st->region == SAM;
    const double two = has_phi2 ? 1.0 : 0.0, three = has_phi2 && st->region != CAM ? f3 : 0.0;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        phi2[i] = d1 + d2 * oql_clip01((rrup[i] - 150.0) / 300.0) +
                  two * s->a2[i] * (f20 - f21 * s->alpha[i]) + three;
    }
}

static shared make_shared(const oql_ctx *ctx, const state *st, const variant *v)
{
    shared s;
    double *rows = oql_work_rows(ctx->work, N_SHARED, ctx->stride);
    double **const row_of[N_SHARED] = {&s.ln_r, &s.ztor,     &s.ln_v, &s.dz, &s.usgs, &s.alpha,
                                       &s.a2,   &s.phi_pga2, &s.pga,  &s.q,  &s.site};
    const row *P = &st->pga;
    const double at_1000 = (P->a12 + P->c.b * N_EXP) * (6.907755278982137 - oql_log(P->c.vlin));
    for (size_t i = 0; i < N_SHARED; ++i) {
        *row_of[i] = rows + i * ctx->stride;
    }
    share_path(ctx, v->is_slab, &s);
    share_site(ctx, st, &s);
    common_terms(ctx, st, v->is_slab, P, &s, s.pga);
    if (v->is_nz && v->is_slab) {
        oql_nz22_backarc_add(ctx, &P->backarc, s.pga);
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s.pga[i] = oql_exp(s.pga[i] + at_1000);
    }
    linear_phi2(ctx, st, P, &s, s.phi_pga2);
    return s;
}

/* Deviations with the nonlinearity of the site, equations 5.6-5.9; phi holds the linear variance. */
static void deviations(const oql_ctx *ctx, const state *st, const row *r, const shared *s,
                       const oql_lanes *l)
{
    const double b = r->c.b, rho_w = r->c.rhoW, rho_b = r->c.rhoB, amp2 = PHI_AMP * PHI_AMP;
    /* Within a site its own variance is left out. For the group of most regions the reference takes
     * the measure's own value for PGA too; the two are close. */
    const double s2s2 = st->ergodic ? 0.0 : r->phi_s2s2;
    const bool own = st->region != CAM && st->region != JPN && st->region != SAM;
    const double s2s2_pga = st->ergodic ? 0.0 : own ? r->phi_s2s2 : st->pga.phi_s2s2;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double pga = s->pga[i], p2 = l->phi[i] - s2s2, p2_pga = s->phi_pga2[i] - s2s2_pga;
        const double slope = b * pga * (1.0 / (pga + s->q[i]) - 1.0 / (pga + C_NL));
        const double pb = sqrt(oql_fmax(p2 - amp2, 0.0));
        const double pb_pga = slope * sqrt(oql_fmax(p2_pga - amp2, 0.0));
        const double phi2 = p2 + pb_pga * (pb_pga + 2.0 * rho_w * pb);
        const double tau2 = TAU_LIN * TAU_LIN * (1.0 + slope * (slope + 2.0 * rho_b));
        l->sigma[i] = sqrt(tau2 + phi2);
        l->tau[i] = sqrt(tau2);
        l->phi[i] = sqrt(phi2);
    }
}

static void add_epistemic(const oql_ctx *ctx, const row *r, double epsilon, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double e1 = epsilon * r->c.e1, e2 = epsilon * r->c.e2, e3 = epsilon * r->c.e3;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double x = oql_fmin(oql_fmax(rrup[i], 50.0), 500.0) / 100.0;
        mean[i] += e1 + x * (e2 + e3 * x);
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
        const double b = r->c.b, bias = r->bias;
        site_terms(ctx, st, r, &s);
        common_terms(ctx, st, v->is_slab, r, &s, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            l.mean[i] +=
                bias + s.site[i] + b * oql_log((s.pga[i] + s.q[i]) / (s.pga[i] + C_NL));
        }
        if (v->is_nz && v->is_slab) {
            oql_nz22_backarc_add(ctx, &r->backarc, l.mean);
        }
        if (st->epsilon != 0.0) {
            add_epistemic(ctx, r, st->epsilon, l.mean);
        }
        linear_phi2(ctx, st, r, &s, l.phi);
        deviations(ctx, st, r, &s, &l);
    }
    oql_work_release(ctx->work, mark);
}

/* Value of a column of C that a region names; 0 for "". */
static oql_status column(const oql_coef_abrahamson_gulerce_2020 *C, const char *name,
                         double *add, oql_err *err)
{
    size_t col = 0;
    if (name[0] == '\0') {
        return OQL_OK;
    }
    const oql_status st = oql_coeff_column(&oql_table_abrahamson_gulerce_2020, name, &col, err);
    if (st == OQL_OK) {
        *add += ((const double *)C)[col];
    }
    return st;
}

/* Periods between which phi2 and phi3 rise and fall, equations 5.4 and 5.5: 1 - alpha w1, then w2. */
static void taper(const double t[4], double period, double *one, double *of_alpha)
{
    const double p = oql_fmax(period, 1e-3);
    const double rise = oql_log(p / t[1]) / oql_log(t[0] / t[1]);
    const double fall = oql_log(p / t[3]) / oql_log(t[2] / t[3]);
    *of_alpha = p <= t[0] ? 1.0 : p <= t[1] ? rise : 0.0;
    *one = p <= t[2] ? 1.0 : p < t[3] ? fall : 0.0;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    static const double t2[4] = {0.03, 0.075, 0.2, 1.0}, t3[4] = {0.03, 0.075, 0.1, 0.3};
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    const oql_coef_abrahamson_gulerce_2020 *C = &r->c;
    double one, of_alpha;
    OQL_TRY(oql_coeff_row(&oql_table_abrahamson_gulerce_2020, imt, (double *)&r->c, err));
    OQL_TRY(oql_nz22_backarc_row(imt, &r->backarc, err));
    r->a2 = C->a2;
    r->a6 = C->a6;
    r->a12 = C->a12;
    OQL_TRY(column(C, regions[s->region].a1, &r->a1, err));
    OQL_TRY(column(C, s->usa_adjust ? regions[s->region].adjust : "", &r->a1, err));
    OQL_TRY(column(C, regions[s->region].a2, &r->a2, err));
    OQL_TRY(column(C, regions[s->region].a6, &r->a6, err));
    OQL_TRY(column(C, regions[s->region].a12, &r->a12, err));
    r->basin = s->region == CAS ? C->a39 : s->region == JPN ? C->a41 : 0.0;
    r->usgs = s->usgs_basin ? oql_usgs_basin_period(imt->period_s) : 0.0;
    const double s2s = s->region == CAM                       ? C->phi_s2s_g2
                       : s->region == JPN || s->region == SAM ? C->phi_s2s_g3
                                                              : C->phi_s2s_g1;
    r->phi_s2s2 = s2s * s2s;
    taper(t2, imt->period_s, &r->f2[0], &r->f2[1]);
    taper(t3, imt->period_s, &one, &of_alpha);
    r->f3 = 0.242 * (one - 0.42 * of_alpha);
    if (s->bias) {
        oql_coef_alaska_2023_bias bias;
        OQL_TRY(oql_coeff_row(&oql_table_alaska_2023_bias, imt, (double *)&bias, err));
        r->bias = bias.bias_adj;
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region",
                                        "ergodic",
                                        "apply_usa_adjustment",
                                        "sigma_mu_epsilon",
                                        "usgs_basin_scaling",
                                        "ak23_bias_adj"};
    const char *names[N_REGION];
    oql_status st = OQL_OK;
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    size_t choice = GLO;
    oql_imt pga;
    for (size_t i = 0; i < N_REGION; ++i) {
        names[i] = regions[i].name;
    }
    s->ergodic = true;
    OQL_TRY(oql_gmm_args_check(spec, v->is_nz ? 4 : OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "region", N_REGION, names, &choice, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "ergodic", &s->ergodic, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "apply_usa_adjustment", &s->usa_adjust, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_basin_scaling", &s->usgs_basin, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "ak23_bias_adj", &s->bias, err));
    s->region = (region)choice;
    if (s->region == CAS || s->region == JPN) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_Z2PT5));
    }
    if (s->usgs_basin && s->region != CAS) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: usgs_basin_scaling needs region \"CAS\"",
                        spec->name);
    }
    if (s->bias && (v->is_slab || s->region != GLO)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: ak23_bias_adj is for the global interface model",
                        spec->name);
    }
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
done:
    return st;
}

#define CLASS(class_name, where, asks, what)                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Abrahamson & Gulerce (2020), Regionalized ground-motion models "         \
                     "for subduction earthquakes based on the NGA-SUB database, "              \
                     "PEER report 2020/25; (2022), Summary of the Abrahamson and "             \
                     "Gulerce NGA-SUB ground-motion model for subduction "                     \
                     "earthquakes, Earthquake Spectra 38(4), 2638-2681",                       \
                 .doi = "10.1177/87552930221114374",                                           \
                 .trt = where,                                                                 \
                 .measures = "PGA SA",                                                         \
                 .component = "Average Horizontal (RotD50)",                                   \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_VS30) | (asks),   \
                 .mag = {5.0, 9.5},                                                            \
                 .dist_km = {0.0, 500.0},                                                      \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = &(what), .state_size = sizeof(state), .row_size = sizeof(row),              \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const variant inter = {false, false}, slab = {true, false};
static const variant nz_inter = {false, true}, nz_slab = {true, true};

static const oql_gmm_class classes[] = {
    CLASS("AbrahamsonGulerce2020SInter", "Subduction Interface", 0, inter),
    CLASS("AbrahamsonGulerce2020SSlab", "Subduction IntraSlab", OQL_BIT(OQL_ZTOR), slab),
    CLASS("NZNSHM2022_AbrahamsonGulerce2020SInter", "Subduction Interface", 0, nz_inter),
    CLASS("NZNSHM2022_AbrahamsonGulerce2020SSlab", "Subduction IntraSlab",
          OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_BACKARC), nz_slab),
};

#define ALIASES(class_name)                                                                    \
    {class_name "Alaska", class_name, "region = \"USA-AK\""},                                  \
        {class_name "Cascadia", class_name, "region = \"CAS\""},                               \
        {class_name "CentralAmericaMexico", class_name, "region = \"CAM\""},                   \
        {class_name "Japan", class_name, "region = \"JPN\""},                                  \
        {class_name "NewZealand", class_name, "region = \"NZL\""},                             \
        {class_name "SouthAmerica", class_name, "region = \"SAM\""},                           \
    {                                                                                          \
        class_name "Taiwan", class_name, "region = \"TWN\""                                    \
    }

static const oql_gmm_alias aliases[] = {ALIASES("AbrahamsonGulerce2020SInter"),
                                        ALIASES("AbrahamsonGulerce2020SSlab"),
                                        ALIASES("NZNSHM2022_AbrahamsonGulerce2020SInter"),
                                        ALIASES("NZNSHM2022_AbrahamsonGulerce2020SSlab")};

OQL_GMM_FAMILY(abrahamson_gulerce_2020) = {.n_class = OQL_COUNT(classes),
                                           .classes = classes,
                                           .n_alias = OQL_COUNT(aliases),
                                           .aliases = aliases};
