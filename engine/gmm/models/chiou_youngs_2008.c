/* SPDX-License-Identifier: BSD-3-Clause */
/* Chiou & Youngs (2008). The rock motion (equation 13a, reference vs30 1130 m/s) enters the site
 * term (13b) and the deviations (19-21) of the same measure, so each lane computes it once.
 */
#include "coeffs/chiou_youngs_2008.h"
#include "gmm/lanes.h"

#define DEG 0.017453292519943295

typedef struct {
    oql_coef_chiou_youngs_2008 c;
} row;

/* Rows that no measure enters. */
typedef struct {
    double *ln_far; /* ln sqrt(rrup^2 + crb^2) */
    double *hw;     /* hanging wall: 1 - sqrt(rjb^2 + ztor^2) / (rrup + 0.001), else 0 */
    double *x_hw;   /* rx cos^2 dip */
    double *ln_v;   /* min(ln(vs30 / 1130), 0) */
    double *z;      /* depth to 1 km/s, m */
    double *thin;   /* 1 / cosh(0.15 max(z - 15, 0)) */
    double *nl;     /* of the measure at hand: slope of the nonlinear term */
    double *site;   /* of the measure at hand: linear and basin terms */
    size_t first_hw, end_hw; /* lanes on a hanging wall lie in between */
} shared;

static size_t site_lanes(const oql_ctx *ctx)
{
    return oql_is_constant(ctx, OQL_VS30) && oql_is_constant(ctx, OQL_Z1PT0) ? 1 : ctx->n;
}

static void spread(const oql_ctx *ctx, size_t n, double *to)
{
    if (n == 1) {
        oql_fill(ctx->n, to[0], to);
    }
}

static void share_distances(const oql_ctx *ctx, double crb, shared *s)
{
    const double *rrup = ctx->col[OQL_RRUP], *rjb = ctx->col[OQL_RJB], *rx = ctx->col[OQL_RX];
    const double *ztor = ctx->col[OQL_ZTOR], *dip = ctx->col[OQL_DIP];
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double cosine = oql_cos(DEG * dip[i]);
        const double near = sqrt(rjb[i] * rjb[i] + ztor[i] * ztor[i]) / (rrup[i] + 0.001);
        s->ln_far[i] = 0.5 * oql_log(rrup[i] * rrup[i] + crb * crb);
        /* of a vertical plane the cosine is 6e-17, which no sum would show */
        const double felt = ((rx[i] >= 0.0) & (cosine > 1e-15)) ? 1.0 : 0.0;
        s->hw[i] = felt * (1.0 - near);
        s->x_hw[i] = rx[i] * cosine * cosine;
    }
    s->first_hw = 0;
    s->end_hw = ctx->n;
    while (s->first_hw < s->end_hw && s->hw[s->first_hw] == 0.0) {
        ++s->first_hw;
    }
    while (s->first_hw < s->end_hw && s->hw[s->end_hw - 1] == 0.0) {
        --s->end_hw;
    }
}

static void share_site(const oql_ctx *ctx, shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30], *z1pt0 = ctx->col[OQL_Z1PT0];
    const double v_ref_8 = 378.7 * 378.7 * 378.7 * 378.7 * 378.7 * 378.7 * 378.7 * 378.7;
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v2 = vs30[i] * vs30[i], v4 = v2 * v2;
        const double z_ref = oql_exp(28.5 - (3.82 / 8.0) * oql_log(v4 * v4 + v_ref_8));
        const double z = z1pt0[i] == -999.0 ? z_ref : z1pt0[i];
        s->ln_v[i] = oql_fmin(oql_log(vs30[i] / 1130.0), 0.0);
        s->z[i] = z;
        s->thin[i] = 1.0 / oql_cosh(0.15 * oql_fmax(z - 15.0, 0.0));
    }
}

static shared make_shared(const oql_gmm *g, const oql_ctx *ctx)
{
    const size_t k = ctx->stride;
    double *rows = oql_work_rows(ctx->work, 8, k);
    shared s = {.ln_far = rows,
                .hw = rows + k,
                .x_hw = rows + 2 * k,
                .ln_v = rows + 3 * k,
                .z = rows + 4 * k,
                .thin = rows + 5 * k,
                .nl = rows + 6 * k,
                .site = rows + 7 * k};
    const row *r = oql_gmm_row(g, 0);
    share_distances(ctx, r->c.crb, &s);
    share_site(ctx, &s);
    return s;
}

/* Terms of the site alone, equations 10 and 13b. */
static void site_terms(const oql_ctx *ctx, const oql_coef_chiou_youngs_2008 *C, const shared *s)
{
    const double *vs30 = ctx->col[OQL_VS30];
    const double at_ref = oql_exp(C->phi3 * (1130.0 - 360.0));
    const double phi1 = C->phi1, phi2 = C->phi2, phi3 = C->phi3, phi5 = C->phi5;
    const double phi6 = C->phi6, phi7 = C->phi7, phi8 = C->phi8;
    const size_t n = site_lanes(ctx);
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double v = oql_fmin(vs30[i], 1130.0);
        const double deep = 1.0 / oql_cosh(phi6 * oql_fmax(s->z[i] - phi7, 0.0));
        s->nl[i] = phi2 * (oql_exp(phi3 * (v - 360.0)) - at_ref);
        s->site[i] = phi1 * s->ln_v[i] + phi5 * (1.0 - deep) + phi8 * s->thin[i];
    }
    spread(ctx, n, s->nl);
    spread(ctx, n, s->site);
}

/* Rock motion, equation 13a, into mean. Aftershocks are not considered. */
static void rock_motion(const oql_ctx *ctx, const oql_coef_chiou_youngs_2008 *C,
                        const shared *s, double *mean)
{
    const double *rrup = ctx->col[OQL_RRUP], *rake = ctx->col[OQL_RAKE];
    const double *ztor = ctx->col[OQL_ZTOR];
    const double mag = ctx->mag, c4 = C->c4, c7 = C->c7, c1a = C->c1a, c1b = C->c1b;
    const double base = C->c1 + C->c2 * (mag - 6.0) +
                        (C->c2 - C->c3) / C->cn * oql_log(1.0 + oql_exp(C->cn * (C->cm - mag)));
    const double size = C->c5 * oql_cosh(C->c6 * oql_fmax(mag - C->chm, 0.0));
    const double far = C->c4a - C->c4;
    const double gamma = C->cg1 + C->cg2 / oql_cosh(oql_fmax(mag - C->cg3, 0.0));
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double style = ((rake[i] >= 30.0) & (rake[i] <= 150.0) ? c1a : 0.0) +
                             ((rake[i] >= -120.0) & (rake[i] <= -60.0) ? c1b : 0.0);
        mean[i] = base + style + c7 * (ztor[i] - 4.0) + c4 * oql_log(rrup[i] + size) +
                  far * s->ln_far[i] + gamma * rrup[i];
    }
    const double c9 = C->c9, per_c9a = 1.0 / C->c9a;
    OQL_SIMD
    for (size_t i = s->first_hw; i < s->end_hw; ++i) {
        mean[i] += c9 * s->hw[i] * oql_tanh(s->x_hw[i] * per_c9a);
    }
}

static void eval_measure(const oql_ctx *ctx, const oql_coef_chiou_youngs_2008 *C,
                         const shared *s, const oql_lanes *l)
{
    const double *measured = ctx->col[OQL_VS30MEASURED];
    const double above_5 = oql_fmax(oql_fmin(ctx->mag, 7.0), 5.0) - 5.0;
    const double tau = C->tau1 + (C->tau2 - C->tau1) / 2.0 * above_5;
    const double phi = C->sig1 + 0.5 * (C->sig2 - C->sig1) * above_5;
    const double sig3 = C->sig3, phi4 = C->phi4, per_phi4 = 1.0 / C->phi4;
    site_terms(ctx, C, s);
    rock_motion(ctx, C, s, l->mean);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double y = oql_exp(l->mean[i]);
        const double nl = 1.0 + s->nl[i] * y / (y + phi4);
        const double t = oql_fabs(nl * tau);
        const double p2 = phi * phi * ((measured[i] != 0.0 ? 0.7 : sig3) + nl * nl);
        l->mean[i] += s->site[i] + s->nl[i] * oql_log((y + phi4) * per_phi4);
        l->sigma[i] = sqrt(t * t + p2);
        l->tau[i] = t;
        l->phi[i] = sqrt(p2);
    }
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    (void)g;
    return oql_coeff_row(&oql_table_chiou_youngs_2008, imt, (double *)&((row *)to)->c, err);
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const size_t mark = oql_work_mark(ctx->work), n_imt = oql_gmm_n_imt(g);
    if (n_imt == 0) {
        return;
    }
    const shared s = make_shared(g, ctx);
    for (size_t m = 0; m < n_imt; ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        eval_measure(ctx, &r->c, &s, &l);
    }
    oql_work_release(ctx->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ChiouYoungs2008",
              .reference =
                  "Chiou & Youngs (2008), An NGA model for the average horizontal component of "
                  "peak ground motion and response spectra, Earthquake Spectra 24(1), 173-215",
              .doi = "10.1193/1.2894832",
              .trt = "Active Shallow Crust",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal (GMRotI50)",
              .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) |
                       OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) |
                       OQL_BIT(OQL_RX) | OQL_BIT(OQL_VS30) | OQL_BIT(OQL_VS30MEASURED) |
                       OQL_BIT(OQL_Z1PT0),
              .mag = {4.0, 8.5},
              .dist_km = {0.0, 200.0},
              .period_s = {0.01, 10.0}},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(chiou_youngs_2008) = {.n_class = OQL_COUNT(classes), .classes = classes};
