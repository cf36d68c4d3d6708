/* SPDX-License-Identifier: BSD-3-Clause */
/* Abrahamson & Silva (2008). The nonlinear site term and the deviations depend on PGA on rock of
 * 1100 m/s, computed once a context.
 */
#include "coeffs/abrahamson_silva_2008.h"
#include "gmm/lanes.h"

#define DEG   0.017453292519943295
#define N_EXP 1.18 /* n and c of equation 5 */
#define C_NL  1.88
#define S_AMP 0.3 /* deviation of the amplification */

typedef struct {
    oql_coef_abrahamson_silva_2008 c;
    double ln_v1; /* velocity above which amplification stays, equation 6 */
    double e2;    /* of the soil depth term per -ln(vs30 / 1000), equation 19 */
    double a22;   /* equation 20 */
} row;

typedef struct {
    row pga;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *ln_r, *hw, *ztor, *far, *reverse, *normal;
    double *ln_v, *dz,
        *ln_z;   /* ln vs30; ln of z1.0 to its median; ln(z1.0 / 200) above 200 m */
    double *pga; /* on rock, g */
    double *q, *site;
} shared;

enum { N_SHARED = 12 };

static size_t site_lanes(const oql_ctx *ctx)
{
    return oql_is_constant(ctx, OQL_VS30) && oql_is_constant(ctx, OQL_Z1PT0) ? 1 : ctx->n;
}

/* Hanging wall but for a14, equations 7-12; depth and far-distance terms, 13-15. */
static void share_rupture(const oql_ctx *ctx, const shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB], *rx = ctx->col[OQL_RX];
    const double *dip = ctx->col[OQL_DIP], *ztor = ctx->col[OQL_ZTOR];
    const double *width = ctx->col[OQL_WIDTH], *rake = ctx->col[OQL_RAKE];
    const double size = oql_clip01(ctx->mag - 6.0);
    const double t6 = ctx->mag < 5.5    ? 1.0
                      : ctx->mag >= 6.5 ? 0.5
                                        : 0.5 * (6.5 - ctx->mag) + 0.5;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double span = width[i] * oql_cos(DEG * dip[i]);
        const double t1 = oql_fmax(1.0 - rjb[i] / 30.0, 0.0);
        const double t2 = rx[i] <= span ? 0.5 + rx[i] / (2.0 * span) : 1.0;
        const double t3 = rx[i] < ztor[i] ? rx[i] / ztor[i] : 1.0;
        const double t5 = dip[i] >= 30.0 ? 1.0 - (dip[i] - 30.0) / 60.0 : 1.0;
        const bool is_over = (rx[i] > 0.0) & (dip[i] != 90.0);
        s->ln_r[i] = 0.5 * oql_log(rrup[i] * rrup[i] + 4.5 * 4.5);
        s->hw[i] = is_over ? size * t1 * t2 * t3 * t5 : 0.0;
        s->ztor[i] = oql_fmin(ztor[i] / 10.0, 1.0);
        s->far[i] = t6 * oql_fmax(rrup[i] - 100.0, 0.0);
        s->reverse[i] = (rake[i] > 30.0) & (rake[i] < 150.0) ? 1.0 : 0.0;
        s->normal[i] = (rake[i] > -120.0) & (rake[i] < -60.0) ? 1.0 : 0.0;
    }
}

/* ln of the median depth to 1 km/s in m, equation 17. */
static inline double ln_median_z1(double vs30, double ln_v)
{
    const double ln_180 = 5.19295685089021, ln_500 = 6.214608098422191;
    const double soft = 6.745 - 1.35 * (ln_v - ln_180), stiff = 5.394 - 4.48 * (ln_v - ln_500);
    return vs30 < 180.0 ? 6.745 : (vs30 <= 500.0 ? soft : stiff);
}

static void share_site(const oql_ctx *ctx, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z1pt0 = ctx->col[OQL_Z1PT0];
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double ln_v = oql_log(vs30[i]);
        const double median = oql_exp(ln_median_z1(vs30[i], ln_v));
        const double z = z1pt0[i] == -999.0 ? median : z1pt0[i];
        s->ln_v[i] = ln_v;
        s->dz[i] = oql_log((z + 50.0) / (median + 50.0));
        s->ln_z[i] = oql_log(oql_fmax(z, 200.0) / 200.0);
    }
}

/* Equations 2-4 and the terms of the rupture. */
static void common_terms(const oql_ctx *ctx, const oql_coef_abrahamson_silva_2008 *C,
                         const shared *s, double *mean)
{
    const double dm = ctx->mag - 6.75, x = 8.5 - ctx->mag;
    const double size = C->a1 + C->a8 * x * x + (dm <= 0.0 ? -0.231 : -0.398) * dm;
    const double slope = C->a2 + 0.265 * dm;
    const double a12 = C->a12, a13 = C->a13, a14 = C->a14, a16 = C->a16, a18 = C->a18;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = size + slope * s->ln_r[i] + a12 * s->reverse[i] + a13 * s->normal[i] +
                  a14 * s->hw[i] + a16 * s->ztor[i] + a18 * s->far[i];
    }
}

static void share_pga(const oql_ctx *ctx, const row *P, const shared *s)
{
    const oql_coef_abrahamson_silva_2008 *C = &P->c;
    const double x = oql_fmin(oql_log(1100.0), P->ln_v1) - oql_log(C->VLIN);
    const double at_1100 = (C->a10 + C->b * N_EXP) * x; /* no soil depth term from 1000 m/s */
    common_terms(ctx, C, s, s->pga);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s->pga[i] = oql_exp(s->pga[i] + at_1100);
    }
}

static shared make_shared(const oql_ctx *ctx, const row *P)
{
    shared s;
    double *rows = oql_work_rows(ctx->work, N_SHARED, ctx->stride);
    double **const row_of[N_SHARED] = {&s.ln_r, &s.hw, &s.ztor, &s.far, &s.reverse, &s.normal,
                                       &s.ln_v, &s.dz, &s.ln_z, &s.pga, &s.q,       &s.site};
    for (size_t i = 0; i < N_SHARED; ++i) {
        *row_of[i] = rows + i * ctx->stride;
    }
    share_rupture(ctx, &s);
    share_site(ctx, &s);
    share_pga(ctx, P, &s);
    return s;
}

/* Linear site term and soil depth, equations 5, 16-20. */
static void site_terms(const oql_ctx *ctx, const row *r, const shared *s)
{
    const oql_coef_abrahamson_silva_2008 *C = &r->c;
    const double ln_vlin = oql_log(C->VLIN), stiff = C->b * N_EXP, a10 = C->a10;
    const double ln_v1 = r->ln_v1, e2 = r->e2, a22 = r->a22;
    const double ln_1000 = 6.907755278982137, bound = oql_fmin(ln_v1, ln_1000);
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double star = oql_fmin(s->ln_v[i], ln_v1), x = star - ln_vlin;
        const bool is_soft = s->ln_v[i] < ln_vlin;
        /* the depth term does not undo the amplification against 1000 m/s */
        const double linear = (a10 + stiff) * (star - bound);
        const double depth = -e2 * (s->ln_v[i] - ln_1000) * s->dz[i];
        const double held = linear + depth < 0.0 ? -linear : depth;
        const double soft = C_NL * oql_exp(N_EXP * x);
        s->q[i] = is_soft ? soft : C_NL;
        s->site[i] = (a10 + (is_soft ? 0.0 : stiff)) * x + (s->ln_v[i] < ln_1000 ? held : 0.0) +
                     a22 * s->ln_z[i];
    }
    if (n == 1) {
        oql_fill(ctx->n, s->q[0], s->q);
        oql_fill(ctx->n, s->site[0], s->site);
    }
}

/* Deviations on rock of a measure for inferred and measured vs30. */
typedef struct {
    double inferred, measured, tau;
} rock_sigma;

static rock_sigma rock_sigma_of(const oql_coef_abrahamson_silva_2008 *C, double mag)
{
    const double above = oql_clip01((mag - 5.0) / 2.0);
    const double est = C->s1est + (C->s2est - C->s1est) * above;
    const double mea = C->s1mea + (C->s2mea - C->s1mea) * above;
    const rock_sigma r = {sqrt(est * est - S_AMP * S_AMP), sqrt(mea * mea - S_AMP * S_AMP),
                          C->s3 + (C->s4 - C->s3) * above};
    return r;
}

static void eval_measure(const oql_ctx *ctx, const row *r, const row *P, const shared *s,
                         const oql_lanes *l)
{
    const double *measured = ctx->col[OQL_VS30MEASURED];
    const rock_sigma own = rock_sigma_of(&r->c, ctx->mag),
                     of_pga = rock_sigma_of(&P->c, ctx->mag);
    const double b = r->c.b, rho = r->c.rho;
    site_terms(ctx, r, s);
    common_terms(ctx, &r->c, s, l->mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double pga = s->pga[i], q = s->q[i];
        const double slope = b * pga * (1.0 / (pga + q) - 1.0 / (pga + C_NL));
        const bool known = measured[i] != 0.0;
        const double sb = known ? own.measured : own.inferred;
        const double sp = slope * (known ? of_pga.measured : of_pga.inferred);
        const double tp = slope * of_pga.tau;
        const double p2 = sb * sb + S_AMP * S_AMP + sp * (sp + 2.0 * rho * sb);
        const double t2 = own.tau * own.tau + tp * (tp + 2.0 * rho * own.tau);
        l->mean[i] += s->site[i] + b * oql_log((pga + q) / (pga + C_NL));
        l->sigma[i] = sqrt(p2 + t2);
        l->tau[i] = sqrt(t2);
        l->phi[i] = sqrt(p2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(ctx, &st->pga);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        eval_measure(ctx, oql_gmm_row(g, m), &st->pga, &s, &l);
    }
    oql_work_release(ctx->work, mark);
}

static double v1_of(const oql_imt *imt)
{
    const double t = imt->period_s;
    if (imt->kind == OQL_IMT_PGV) {
        return 862.0;
    }
    return t <= 0.5   ? 1500.0
           : t <= 1.0 ? oql_exp(8.0 - 0.795 * oql_log(t / 0.21))
           : t < 2.0  ? oql_exp(6.76 - 0.297 * oql_log(t))
                      : 700.0;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    (void)g;
    row *r = to;
    /* PGV is treated as SA of 1 s in the soil depth term */
    const double t = imt->kind == OQL_IMT_PGV ? 1.0 : imt->period_s;
    r->ln_v1 = oql_log(v1_of(imt));
    r->e2 = t < 0.35 ? 0.0 : 0.25 * oql_log(oql_fmin(t, 2.0) / 0.35);
    r->a22 = t < 2.0 ? 0.0 : 0.0625 * (t - 2.0);
    return oql_coeff_row(&oql_table_abrahamson_silva_2008, imt, (double *)&r->c, err);
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_imt pga;
    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &((state *)oql_gmm_state(g))->pga, err));
done:
    return st;
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "AbrahamsonSilva2008",
              .reference = "Abrahamson & Silva (2008), Summary of the Abrahamson & Silva NGA "
                           "ground-motion relations, Earthquake Spectra 24(1), 67-97",
              .doi = "10.1193/1.2924360",
              .trt = "Active Shallow Crust",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal (GMRotI50)",
              .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) |
                       OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_WIDTH) | OQL_BIT(OQL_RRUP) |
                       OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RX) | OQL_BIT(OQL_VS30) |
                       OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0),
              .mag = {5.0, 8.5},
              .dist_km = {0.0, 200.0},
              .period_s = {0.01, 10.0}},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(abrahamson_silva_2008) = {.n_class = OQL_COUNT(classes), .classes = classes};
