/* SPDX-License-Identifier: BSD-3-Clause */
/** Abrahamson et al. (2018), update of the BC Hydro model, adjusted to Cascadia. */
#include "coeffs/abrahamson_2018.h"
#include "gmm/models/terms.h"

typedef oql_coef_abrahamson_2018 coef;

/** How a class differs. */
typedef struct {
    bool slab;
    int branch; /**< epistemic: -1 lower, 0 central, 1 upper */
} variant;

typedef struct {
    coef pga;
} state;

/* Coefficients that are the same for all measures. */
#define SITE_N   1.18
#define SITE_C   1.88
#define C1_SLAB  7.2
#define PHI_AMP2 (0.3 * 0.3)

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(&oql_table_abrahamson_2018, &pga, &s->pga.C1inter, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    coef *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_abrahamson_2018, imt, &C->C1inter, err);
}

/** Columns shared by all measures. */
typedef struct {
    double *ln_r;   /**< ln(R + 10 exp(0.4 (M - 6))) */
    double *deep;   /**< depth of the top below 60 km, at most 40; 0 for interface events */
    double *ln_vs;  /**< ln min(vs30, 1000) */
    double *above;  /**< (vs30 / min(vs30, 1000))^n: the deviations take vs30 as it is */
    double *pga;    /**< on rock, g */
    double *ln_pga; /**< ln(pga + c) */
} rows;

/** Mean without site term, Cascadia's adjustment included. */
static void rock_mean(const coef *C, const variant *v, const oql_ctx *x, const rows *w,
                      double constant, double *mean)
{
    const double c1 = v->slab ? C1_SLAB : C->C1inter, d10 = 10.0 - x->mag;
    const double above = v->slab ? C->a4 * (C1_SLAB - C->C1inter) + 1.73 : 0.0;
    const double base = C->a1 + above + C->a4 * oql_fmin(x->mag - c1, 0.0) +
                        C->a13 * d10 * d10 + (v->slab ? C->adj_slab : C->adj_int) + constant;
    const double by_ln_r = C->a2 + (v->slab ? C->a14 : 0.0) + 0.1 * (x->mag - 7.8);
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + by_ln_r * w->ln_r[i] + C->a6 * rrup[i] + C->a11 * w->deep[i];
    }
}

static void shared_rows(const coef *P, const variant *v, const oql_ctx *x, const rows *w)
{
    const double near_km = 10.0 * oql_exp(0.4 * (x->mag - 6.0));
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];

    if (v->slab) {
        const double *ztor = x->col[OQL_ZTOR];
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w->deep[i] = oql_fmin(ztor[i], 100.0) - 60.0;
        }
    } else {
        oql_fill(x->n, 0.0, w->deep);
    }
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->ln_r[i] = oql_log(rrup[i] + near_km);
        w->ln_vs[i] = oql_log(oql_fmin(vs30[i], 1000.0));
        w->above[i] = oql_exp(SITE_N * (oql_log(vs30[i]) - w->ln_vs[i]));
    }
    rock_mean(P, v, x, w, (P->a12 + P->b * SITE_N) * oql_log(1000.0 / P->vlin), w->pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->pga[i] = oql_exp(w->pga[i]);
        w->ln_pga[i] = oql_log(w->pga[i] + SITE_C);
    }
}

/** Add the site term; standard deviations with the effect of the nonlinear site response. */
static void site_and_sigma(const coef *C, const coef *P, const oql_ctx *x, const rows *w,
                           const oql_lanes *l)
{
    const double ln_vlin = oql_log(C->vlin);
    const double phi2 = C->phi0 * C->phi0, tau2 = C->tau0 * C->tau0;
    const double phi_b2 = phi2 - PHI_AMP2;
    const double phi_cross = 2.0 * C->rho_w * sqrt(phi_b2) * sqrt(P->phi0 * P->phi0 - PHI_AMP2);
    const double tau_cross = 2.0 * C->rho_b * C->tau0 * P->tau0;
    const double *vs30 = x->col[OQL_VS30];

    const double vlin = C->vlin, b = C->b, a12 = C->a12;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_arg = w->ln_vs[i] - ln_vlin;
        const double soft = SITE_C * oql_exp(SITE_N * ln_arg);
        const double curve = oql_log(w->pga[i] + soft) - w->ln_pga[i];
        const bool linear = vs30[i] >= vlin;
        const double slope =
            w->pga[i] * (1.0 / (w->pga[i] + soft * w->above[i]) - 1.0 / (w->pga[i] + SITE_C));
        const double d = linear ? 0.0 : b * slope;
        const double tau = tau2 + d * d * tau2 + d * tau_cross;
        const double phi = phi2 + d * d * phi_b2 + d * phi_cross;

        l->mean[i] += a12 * ln_arg + b * (linear ? SITE_N * ln_arg : curve);
        l->tau[i] = sqrt(tau);
        l->phi[i] = sqrt(phi);
        l->sigma[i] = sqrt(tau + phi);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work), n = x->stride;
    double *a = oql_work_rows(x->work, 6, n);
    const rows w = {a, a + n, a + 2 * n, a + 3 * n, a + 4 * n, a + 5 * n};

    shared_rows(&s->pga, v, x, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double up = v->slab ? C->SSLAB_HIGH : C->SINTER_HIGH;
        const double down = v->slab ? C->SSLAB_LOW : C->SINTER_LOW;
        rock_mean(C, v, x, &w, v->branch > 0 ? up : (v->branch < 0 ? down : 0.0), l.mean);
        site_and_sigma(C, &s->pga, x, &w, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region, is_slab, branch_sign)                                        \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Abrahamson, Kuehn, Gulerce, Gregor, Bozorgnia, Parker, "        \
                              "Stewart, Chiou, Idriss, Campbell & Youngs (2018). Update of "   \
                              "the BC Hydro subduction ground-motion model using the "         \
                              "NGA-Subduction dataset. PEER report 2018/02",                   \
                 .doi = "",                                                                    \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30 |                       \
                          ((is_slab) ? OQL_BIT(OQL_ZTOR) : 0),                                 \
                 .mag = OQL_RANGE(5.0, 9.5),                                                   \
                 .dist_km = OQL_RANGE(0.0, 1000.0),                                            \
                 .period_s = OQL_RANGE(0.01, 10.0)},                                           \
        .variant = &(const variant){is_slab, branch_sign}, .state_size = sizeof(state),        \
        .row_size = sizeof(coef), .init = init, .prepare = prepare, .eval = eval               \
    }

static const oql_gmm_class classes[] = {
    CLASS("AbrahamsonEtAl2018SInter", OQL_TRT_INTERFACE, false, 0),
    CLASS("AbrahamsonEtAl2018SInterHigh", OQL_TRT_INTERFACE, false, 1),
    CLASS("AbrahamsonEtAl2018SInterLow", OQL_TRT_INTERFACE, false, -1),
    CLASS("AbrahamsonEtAl2018SSlab", OQL_TRT_INSLAB, true, 0),
    CLASS("AbrahamsonEtAl2018SSlabHigh", OQL_TRT_INSLAB, true, 1),
    CLASS("AbrahamsonEtAl2018SSlabLow", OQL_TRT_INSLAB, true, -1),
};

OQL_GMM_FAMILY(abrahamson_2018) = {OQL_COUNT(classes), classes, 0, NULL};
