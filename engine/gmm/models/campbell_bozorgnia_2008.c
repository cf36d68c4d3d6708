/* SPDX-License-Identifier: BSD-3-Clause */
/* Campbell & Bozorgnia (2008), and its total deviation for an arbitrary horizontal component.
 * SA below 0.25 s is not below PGA.
 */
#include "coeffs/campbell_bozorgnia_2008.h"
#include "nga_west2_terms.h"

typedef struct {
    oql_coef_campbell_bozorgnia_2008 c;
    bool floor_at_pga;
} row;

typedef struct {
    bool needs_pga;
    row pga;
} state;

/* Rows that no measure enters, and those of the measure at hand. */
typedef struct {
    double *reverse, *normal, *hw, *ln_v, *shallow, *deep;
    double *pga;      /* on rock of 1100 m/s, g */
    double *q, *site; /* of the measure at hand */
} shared;

static size_t site_lanes(const oql_ctx *ctx)
{
    return oql_is_constant(ctx, OQL_VS30) && oql_is_constant(ctx, OQL_Z2PT5) ? 1 : ctx->n;
}

/* Style of faulting and hanging wall, equations 4-10. */
static void share_rupture(const oql_ctx *ctx, const shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB];
    const double *dip = ctx->col[OQL_DIP], *ztor = ctx->col[OQL_ZTOR];
    const double *rake = ctx->col[OQL_RAKE];
    const double size = oql_clip01(2.0 * (ctx->mag - 6.0));
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const bool is_reverse = (rake[i] > 30.0) & (rake[i] < 150.0);
        const double far = oql_fmax(rrup[i], sqrt(rjb[i] * rjb[i] + 1.0));
        const double r = ztor[i] < 1.0 ? far : rrup[i];
        const double near = rjb[i] > 0.0 ? (r - rjb[i]) / r : 1.0;
        const double depth = oql_fmax((20.0 - ztor[i]) / 20.0, 0.0);
        const double steep = dip[i] > 70.0 ? (90.0 - dip[i]) / 20.0 : 1.0;
        s->reverse[i] = is_reverse ? oql_fmin(ztor[i], 1.0) : 0.0;
        s->normal[i] = (rake[i] > -150.0) & (rake[i] < -30.0) ? 1.0 : 0.0;
        s->hw[i] = near * size * depth * steep;
    }
}

static void share_site(const oql_ctx *ctx, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z2pt5 = ctx->col[OQL_Z2PT5];
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double known = z2pt5[i];
        const double z = known == -999.0 ? 0.519 + 0.003595 * oql_cy08_z1_ref(vs30[i]) : known;
        s->ln_v[i] = oql_log(oql_fmin(vs30[i], 1100.0));
        s->shallow[i] = oql_fmin(z - 1.0, 0.0);
        s->deep[i] = z > 3.0 ? 0.4723665527410147 * (1.0 - oql_exp(-0.25 * (z - 3.0))) : 0.0;
    }
    if (n == 1) {
        oql_fill(ctx->n, s->shallow[0], s->shallow);
        oql_fill(ctx->n, s->deep[0], s->deep);
    }
}

/* Terms but the shallow site's: equations 1-11. */
static void common_terms(const oql_ctx *ctx, const oql_coef_campbell_bozorgnia_2008 *C,
                         const shared *s, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP];
    const double mag = ctx->mag;
    const double size = C->c0 + C->c1 * mag + C->c2 * oql_fmax(mag - 5.5, 0.0) +
                        C->c3 * oql_fmax(mag - 6.5, 0.0);
    const double slope = C->c4 + C->c5 * mag, c6_2 = C->c6 * C->c6;
    const double c7 = C->c7, c8 = C->c8, c9 = C->c9, c11 = C->c11, deep = C->c12 * C->k3;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] = size + slope * (0.5 * oql_log(rrup[i] * rrup[i] + c6_2)) +
                  c7 * s->reverse[i] + c8 * s->normal[i] + c9 * s->hw[i] + c11 * s->shallow[i] +
                  deep * s->deep[i];
    }
}

/* Mean at the site, equation 11: linear above k1 and constant from 1100 m/s. */
static void mean_at_site(const oql_ctx *ctx, const oql_coef_campbell_bozorgnia_2008 *C,
                         const shared *s, double *mean)
{
    const double ln_k1 = oql_log(C->k1), stiff = C->k2 * C->n, c10 = C->c10, k2 = C->k2;
    const double c = C->c, exponent = C->n;
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double x = s->ln_v[i] - ln_k1;
        s->q[i] = x < 0.0 ? c * oql_exp(exponent * x) : c;
        s->site[i] = (c10 + (x < 0.0 ? 0.0 : stiff)) * x;
    }
    if (n == 1) {
        oql_fill(ctx->n, s->q[0], s->q);
        oql_fill(ctx->n, s->site[0], s->site);
    }
    common_terms(ctx, C, s, mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += s->site[i] + k2 * oql_log((s->pga[i] + s->q[i]) / (s->pga[i] + c));
    }
}

static shared make_shared(const oql_ctx *ctx, const oql_coef_campbell_bozorgnia_2008 *P)
{
    const size_t k = ctx->stride;
    double *rows = oql_work_rows(ctx->work, 9, k);
    const shared s = {rows,         rows + k,     rows + 2 * k, rows + 3 * k, rows + 4 * k,
                      rows + 5 * k, rows + 6 * k, rows + 7 * k, rows + 8 * k};
    const double at_1100 = (P->c10 + P->k2 * P->n) * oql_log(1100.0 / P->k1);
    share_rupture(ctx, &s);
    share_site(ctx, &s);
    common_terms(ctx, P, &s, s.pga);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s.pga[i] = oql_exp(s.pga[i] + at_1100);
    }
    return s;
}

/* Equations 12-17. */
static void deviations(const oql_ctx *ctx, const oql_coef_campbell_bozorgnia_2008 *C,
                       double s_pga, double arbitrary, const shared *s, const oql_lanes *l)
{
    const double amp2 = C->s_lnAF * C->s_lnAF, s2 = C->s_lny * C->s_lny;
    const double b = sqrt(s2 - amp2), b_pga = sqrt(s_pga * s_pga - amp2);
    const double tau = C->t_lny, rho = C->rho, k2 = C->k2, c = C->c;
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double pga = s->pga[i];
        const double a = k2 * pga * (1.0 / (pga + s->q[i]) - 1.0 / (pga + c)) * b_pga;
        const double p2 = s2 + a * (a + 2.0 * rho * b);
        l->sigma[i] = sqrt(p2 + tau * tau + arbitrary * arbitrary);
        l->tau[i] = tau;
        l->phi[i] = sqrt(p2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const bool arbitrary = oql_gmm_variant(g) != NULL;
    const size_t mark = oql_work_mark(ctx->work);
    const shared s = make_shared(ctx, &st->pga.c);
    double *floor = oql_work_rows(ctx->work, 1, ctx->stride);
    if (st->needs_pga) {
        mean_at_site(ctx, &st->pga.c, &s, floor);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        mean_at_site(ctx, &r->c, &s, l.mean);
        if (r->floor_at_pga) {
            OQL_SIMD
            for (size_t i = 0; i < ctx->n; ++i) {
                l.mean[i] = oql_fmax(l.mean[i], floor[i]);
            }
        }
        deviations(ctx, &r->c, st->pga.c.s_lny, arbitrary ? r->c.c_lny : 0.0, &s, &l);
    }
    oql_work_release(ctx->work, mark);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    (void)g;
    row *r = to;
    r->floor_at_pga = imt->kind == OQL_IMT_SA && imt->period_s < 0.25;
    return oql_coeff_row(&oql_table_campbell_bozorgnia_2008, imt, (double *)&r->c, err);
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    oql_imt pga;
    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_imt *imt = oql_gmm_imt(g, m);
        s->needs_pga = s->needs_pga || (imt->kind == OQL_IMT_SA && imt->period_s < 0.25);
    }
done:
    return st;
}

#define CLASS(class_name, how, what)                                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Campbell & Bozorgnia (2008), NGA ground motion model for the "           \
                     "geometric mean horizontal component of PGA, PGV, PGD and 5% "            \
                     "damped linear elastic response spectra for periods ranging from "        \
                     "0.01 to 10 s, Earthquake Spectra 24(1), 139-171; CAV: (2010), "          \
                     "Earthquake Spectra 26(3), 635-650",                                      \
                 .doi = "10.1193/1.2857546",                                                   \
                 .trt = "Active Shallow Crust",                                                \
                 .measures = "CAV PGA PGD PGV SA",                                             \
                 .component = how,                                                             \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) |            \
                          OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) |           \
                          OQL_BIT(OQL_VS30) | OQL_BIT(OQL_Z2PT5),                              \
                 .mag = {4.0, 8.5},                                                            \
                 .dist_km = {0.0, 200.0},                                                      \
                 .period_s = {0.01, 10.0}},                                                    \
        .variant = (what), .state_size = sizeof(state), .row_size = sizeof(row), .init = init, \
        .prepare = prepare, .eval = eval                                                       \
    }

static const bool is_arbitrary = true;

static const oql_gmm_class classes[] = {
    CLASS("CampbellBozorgnia2008", "Average Horizontal (GMRotI50)", NULL),
    CLASS("CampbellBozorgnia2008Arbitrary", "Horizontal", &is_arbitrary),
};

OQL_GMM_FAMILY(campbell_bozorgnia_2008) = {.n_class = OQL_COUNT(classes), .classes = classes};
