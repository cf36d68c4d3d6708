/* SPDX-License-Identifier: BSD-3-Clause */
/* Boore, Stewart, Seyhan & Atkinson (2014), with the regional anelastic attenuation (high and low
 * Q) and, where a basin region is named, the term in the depth to 1 km/s.
 *
 * DEVIATION: at vs30 = 225 m/s exactly the reduction of phi is DfV, as in equation 15; OpenQuake
 * subtracts it twice there.
 */
#include "coeffs/boore_2014.h"
#include "coeffs/boore_2014_cybershake.h"
#include "coeffs/boore_2014_path.h"
#include "nga_west2_terms.h"

typedef enum { NO_BASIN, CAL, JPN, N_REGION } region;
typedef enum { AVERAGE_Q, HIGH_Q, LOW_Q } quality;

typedef struct {
    oql_coef_boore_2014 c;
    double basin_share; /* of the USGS scaling at this period */
    double cy_basin;    /* constant term instead of the basin's, NAN: none */
    bool has_basin;
} row;

typedef struct {
    region region;
    bool style, usgs_basin, cybershake;
    double epsilon;
    oql_coef_boore_2014 pga;
} state;

/* Rows that no measure enters, and the two of the measure at hand. */
typedef struct {
    double *ln_pga_01; /* ln((rock PGA + 0.1) / 0.1) */
    double *ln_rjb;
    double *ln_v; /* ln(vs30 / 760) */
    double *dphi; /* share of DfV */
    double *dz;   /* z1.0 less its average for vs30, km */
    double *usgs; /* depth share of the USGS scaling */
    double *nl, *site;
} shared;

/* Magnitude scaling of each style, equation 2, and c1 + c2 (M - Mref). */
typedef struct {
    double strike_slip, normal, reverse, c12;
} source;

static source source_of(const oql_coef_boore_2014 *C, double mag, bool style)
{
    const double x = mag - C->Mh;
    const double f = x <= 0.0 ? x * (C->e4 + C->e5 * x) : C->e6 * x;
    const source s = {(style ? C->e1 : C->e0) + f, (style ? C->e2 : C->e0) + f,
                      (style ? C->e3 : C->e0) + f, C->c1 + C->c2 * (mag - 4.5)};
    return s;
}

/* Event and path terms, equations 2 and 3. */
static void rock_motion(const oql_ctx *ctx, const oql_coef_boore_2014 *C, bool style,
                        double *mean)
{
    const double *rjb = ctx->col[OQL_RJB], *rake = ctx->col[OQL_RAKE];
    const source f = source_of(C, ctx->mag, style);
    const double h2 = C->h * C->h, c3 = C->c3 + C->Dc3;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double r2 = rjb[i] * rjb[i] + h2, steep = oql_fabs(rake[i]);
        const bool is_reverse = (rake[i] > 30.0) & (rake[i] < 150.0);
        const bool is_flat = (steep <= 30.0) | (180.0 - steep <= 30.0);
        const double event = is_reverse ? f.reverse : (is_flat ? f.strike_slip : f.normal);
        mean[i] = event + f.c12 * (0.5 * oql_log(r2)) + c3 * (sqrt(r2) - 1.0);
    }
}

static size_t site_lanes(const oql_ctx *ctx, const state *st)
{
    const bool z = st->region == NO_BASIN || oql_is_constant(ctx, OQL_Z1PT0);
    return oql_is_constant(ctx, OQL_VS30) && z ? 1 : ctx->n;
}

/* Depth to 1 km/s against its average for vs30, equations 11 and 12. */
static void share_basin(const oql_ctx *ctx, const state *st, size_t n, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z1pt0 = ctx->col[OQL_Z1PT0];
    const bool is_japan = st->region == JPN;
    const double k4 = 570.94 * 570.94 * 570.94 * 570.94, k2 = 412.39 * 412.39;
    const double ref4 = 1360.0 * 1360.0 * 1360.0 * 1360.0 + k4, ref2 = 1360.0 * 1360.0 + k2;
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v2 = vs30[i] * vs30[i];
        const double ratio = is_japan ? (v2 + k2) / ref2 : (v2 * v2 + k4) / ref4;
        const double mu =
            0.001 * oql_exp((is_japan ? -5.23 / 2.0 : -7.15 / 4.0) * oql_log(ratio));
        const double z = z1pt0[i] == -999.0 ? mu : 0.001 * z1pt0[i];
        s->dz[i] = z - mu;
        s->usgs[i] = oql_usgs_basin_depth(1000.0 * z, 300.0, 500.0);
    }
}

static shared make_shared(const oql_ctx *ctx, const state *st)
{
    const double *rjb = ctx->col[OQL_RJB], *vs30 = ctx->col[OQL_VS30];
    const size_t k = ctx->stride, n_site = site_lanes(ctx, st);
    double *rows = oql_work_rows(ctx->work, 8, k);
    const shared s = {rows,         rows + k,     rows + 2 * k, rows + 3 * k,
                      rows + 4 * k, rows + 5 * k, rows + 6 * k, rows + 7 * k};
    const double ln_300 = oql_log(300.0), span = oql_log(300.0 / 225.0);
    rock_motion(ctx, &st->pga, st->style, s.ln_pga_01);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s.ln_pga_01[i] = oql_log((oql_exp(s.ln_pga_01[i]) + 0.1) / 0.1);
        s.ln_rjb[i] = oql_log(rjb[i]);
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double ln_v = oql_log(vs30[i]);
        s.ln_v[i] = ln_v - 6.633318433280377; /* ln 760 */
        s.dphi[i] = oql_fmin(oql_fmax((ln_300 - ln_v) / span, 0.0), 1.0);
    }
    if (st->region != NO_BASIN) {
        share_basin(ctx, st, n_site, &s);
    }
    return s;
}

/* Equations 6, 8 and 9. */
static void site_terms(const oql_ctx *ctx, const state *st, const row *r, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const oql_coef_boore_2014 *C = &r->c;
    const double c = C->c, ln_vc = oql_log(C->Vc / 760.0), f4 = C->f4, f5 = C->f5;
    const double at_ref = oql_exp(f5 * 400.0);
    const size_t n = site_lanes(ctx, st);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        s->site[i] = c * oql_fmin(s->ln_v[i], ln_vc);
        s->nl[i] = f4 * (oql_exp(f5 * (oql_fmin(vs30[i], 760.0) - 360.0)) - at_ref);
    }
    if (r->has_basin) {
        const double f6 = C->f6, f7 = C->f7, bend = f7 / f6, share = r->basin_share;
        const double cy = r->cy_basin;
        const bool is_cy = cy == cy;
        const double whole = st->usgs_basin ? 0.0 : 1.0;
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            const double f = s->dz[i] <= bend ? f6 * s->dz[i] : f7;
            s->site[i] += (is_cy ? cy : f) * (whole + share * s->usgs[i]);
        }
    }
    if (n == 1) {
        oql_fill(ctx->n, s->site[0], s->site);
        oql_fill(ctx->n, s->nl[0], s->nl);
    }
}

/* Equations 13-15. */
static void deviations(const oql_ctx *ctx, const oql_coef_boore_2014 *C, const shared *s,
                       const oql_lanes *l)
{
    const double above = oql_fmin(oql_fmax(ctx->mag - 4.5, 0.0), 1.0);
    const double tau = C->tau1 + (C->tau2 - C->tau1) * above;
    const double phi0 = C->f1 + (C->f2 - C->f1) * above;
    const double ln_r1 = oql_log(C->R1), per_span = 1.0 / oql_log(C->R2 / C->R1);
    const double dfr = C->DfR, dfv = C->DfV;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double far = oql_fmin(oql_fmax((s->ln_rjb[i] - ln_r1) * per_span, 0.0), 1.0);
        const double phi = phi0 + dfr * far - dfv * s->dphi[i];
        l->sigma[i] = sqrt(tau * tau + phi * phi);
        l->tau[i] = tau;
        l->phi[i] = phi;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(ctx, st);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        rock_motion(ctx, &r->c, st->style, l.mean);
        site_terms(ctx, st, r, &s);
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            l.mean[i] += s.site[i] + s.nl[i] * s.ln_pga_01[i];
        }
        oql_add_epistemic(ctx, st->epsilon, l.mean);
        deviations(ctx, &r->c, &s, &l);
    }
    oql_work_release(ctx->work, mark);
}

static oql_status get_coefficients(const oql_gmm *g, const oql_imt *imt,
                                   oql_coef_boore_2014 *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const quality q = *(const quality *)oql_gmm_variant(g);
    oql_coef_boore_2014_path path;
    OQL_TRY(oql_coeff_row(&oql_table_boore_2014, imt, (double *)to, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_2014_path, imt, (double *)&path, err));
    to->Dc3 = q == HIGH_Q ? path.high_q : q == LOW_Q ? path.low_q : to->Dc3;
    to->f6 = q == LOW_Q ? path.low_q_f6 : to->f6;
    to->f7 = q == LOW_Q ? path.low_q_f7 : to->f7;
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    OQL_TRY(get_coefficients(g, imt, &r->c, err));
    r->cy_basin = (double)NAN;
    r->has_basin = s->region != NO_BASIN && imt->period_s >= 0.65;
    r->basin_share = s->usgs_basin ? oql_usgs_basin_period(imt->period_s) : 0.0;
    if (s->cybershake && imt->kind == OQL_IMT_SA && imt->period_s > 1.9) {
        oql_coef_boore_2014_cybershake C;
        OQL_TRY(oql_coeff_row(&oql_table_boore_2014_cybershake, imt, (double *)&C, err));
        r->cy_basin = 0.1 + (C.dz1cy <= C.f6cy ? C.f6cy * C.dz1cy : C.f7cy);
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region", "sof", "sigma_mu_epsilon",
                                        "usgs_basin_scaling", "cybershake_basin_adj"};
    static const char *const regions[N_REGION] = {"nobasin", "CAL", "JPN"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    size_t choice = NO_BASIN;
    oql_imt pga;
    s->style = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "region", N_REGION, regions, &choice, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "sof", &s->style, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "usgs_basin_scaling", &s->usgs_basin, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "cybershake_basin_adj", &s->cybershake, err));
    s->region = (region)choice;
    if (s->region != NO_BASIN) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_Z1PT0));
    } else if (s->usgs_basin) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s: usgs_basin_scaling needs region \"CAL\" or \"JPN\"", spec->name);
    }
    if (s->epsilon != 0.0) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_RRUP));
    }
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(get_coefficients(g, &pga, &s->pga, err));
done:
    return st;
}

static const quality average_q = AVERAGE_Q, high_q = HIGH_Q, low_q = LOW_Q;

#define CLASS(class_name, q)                                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Boore, Stewart, Seyhan & Atkinson (2014), NGA-West2 equations "          \
                     "for predicting PGA, PGV, and 5% damped PSA for shallow crustal "         \
                     "earthquakes, Earthquake Spectra 30(3), 1057-1085",                       \
                 .doi = "10.1193/070113EQS184M",                                               \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Average Horizontal (RotD50)",                                   \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_RJB) |            \
                          OQL_BIT(OQL_VS30),                                                   \
                 .mag = {3.0, 8.5},                                                            \
                 .dist_km = {0.0, 400.0},                                                      \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = &(q), .state_size = sizeof(state), .row_size = sizeof(row), .init = init,   \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("BooreEtAl2014", average_q),
    CLASS("BooreEtAl2014HighQ", high_q),
    CLASS("BooreEtAl2014LowQ", low_q),
};

#define ALIASES(class_name)                                                                    \
    {class_name "CaliforniaBasin", class_name, "region = \"CAL\""},                            \
        {class_name "CaliforniaBasinNoSOF", class_name, "region = \"CAL\"\nsof = 0"},          \
        {class_name "JapanBasin", class_name, "region = \"JPN\""},                             \
        {class_name "JapanBasinNoSOF", class_name, "region = \"JPN\"\nsof = 0"},               \
    {                                                                                          \
        class_name "NoSOF", class_name, "sof = 0"                                              \
    }

static const oql_gmm_alias aliases[] = {ALIASES("BooreEtAl2014"), ALIASES("BooreEtAl2014HighQ"),
                                        ALIASES("BooreEtAl2014LowQ")};

OQL_GMM_FAMILY(boore_2014) = {.n_class = OQL_COUNT(classes),
                              .classes = classes,
                              .n_alias = OQL_COUNT(aliases),
                              .aliases = aliases};
