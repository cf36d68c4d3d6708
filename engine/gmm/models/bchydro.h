/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_BCHYDRO_H
#define OQL_GMM_MODELS_BCHYDRO_H

#include <string.h>

#include "coeffs/abrahamson_2015.h"
#include "coeffs/abrahamson_2015_sigma_mu.h"
#include "gmm/args.h"
#include "gmm/family.h"
#include "gmm/lanes.h"

/** The body of the BC Hydro model for subduction earthquakes and of the models that only bring
 * new
 *  coefficients to it.
 *
 *  Source   Abrahamson, Gregor & Addo (2016), doi:10.1193/051712EQS188MR, equations 1 to 9; the
 *           along-arc tapers: Weatherill et al. (2024), doi:10.5194/nhess-24-1795-2024
 */

/** How a class differs; static data. */
typedef struct {
    bool slab;                    /**< in-slab events: rhypo and depth; else interface, rrup */
    bool volcanic_front;          /**< forearc and backarc by xvf and a taper, not by a flag */
    const oql_coeff_table *table; /**< columns of coeffs/abrahamson_2015.csv */
    const oql_coeff_table *dc1;   /**< delta C1 by measure; NULL: dc1_slab for all */
    size_t dc1_col;               /**< column of that table */
    double dc1_slab;
    double c1; /**< magnitude of the break (C1) in both terms, but see c1_dist */
    double c1_dist;
} oql_bchydro_variant;

typedef enum {
    OQL_TAPER_STEP,
    OQL_TAPER_LINEAR,
    OQL_TAPER_S,
    OQL_TAPER_SIGMOID,
    OQL_TAPER_GAUSS
} oql_taper_kind;

typedef struct {
    oql_coef_abrahamson_2015 c;
    double dc1;
    double epistemic; /**< added to the mean */
    double phi, sigma;
} oql_bchydro_row;

typedef struct {
    bool ergodic;
    double theta6_adj, sigma_mu_epsilon;
    size_t taper; /**< an oql_taper_kind */
    double a, b, width, c, taper_sigma;
    oql_bchydro_row pga;
} oql_bchydro_state;

/** Exponent and offset of the nonlinear site term, and near-source saturation. */
#define OQL_BCHYDRO_N 1.18
#define OQL_BCHYDRO_C 1.88

static inline oql_status oql_bchydro_prepare(const oql_gmm *g, const oql_imt *imt, void *to,
                                             oql_err *err)
{
    const oql_bchydro_variant *v = oql_gmm_variant(g);
    const oql_bchydro_state *s = oql_gmm_state_c(g);
    oql_bchydro_row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->table, imt, &r->c.vlin, err));
    r->dc1 = v->dc1_slab;
    if (v->dc1 != NULL) {
        double dc1[3];
        OQL_TRY(oql_coeff_row(v->dc1, imt, dc1, err));
        r->dc1 = dc1[v->dc1_col];
    }
    r->epistemic = 0.0;
    if (s->sigma_mu_epsilon != 0.0) {
        oql_coef_abrahamson_2015_sigma_mu mu;
        OQL_TRY(
            oql_coeff_row(&oql_table_abrahamson_2015_sigma_mu, imt, &mu.SIGMA_MU_SINTER, err));
        /* the table holds 1.65 standard deviations */
        r->epistemic =
            s->sigma_mu_epsilon * (v->slab ? mu.SIGMA_MU_SSLAB : mu.SIGMA_MU_SINTER) / 1.65;
    }
    r->sigma = s->ergodic ? r->c.sigma : r->c.sigma_ss;
    r->phi = s->ergodic ? r->c.phi : sqrt(r->c.sigma_ss * r->c.sigma_ss - r->c.tau * r->c.tau);
    if (r->sigma <= 0.0) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "ergodic = false: no single-station deviation is "
                      "published for this model");
    }
done:
    return st;
}

/** What is wrong with the arguments of the taper, or NULL. */
static inline const char *oql_bchydro_taper_fault(const oql_bchydro_state *s)
{
    switch ((oql_taper_kind)s->taper) {
    case OQL_TAPER_S:
        return s->a < s->b ? NULL : "taper SFunc: a must be less than b";
    case OQL_TAPER_LINEAR:
        return s->width > 0.0 ? NULL : "taper Linear: width must be > 0";
    case OQL_TAPER_SIGMOID:
        return s->c > 0.0 ? NULL : "taper Sigmoid: c must be > 0";
    case OQL_TAPER_GAUSS:
        return s->taper_sigma > 0.0 && s->b > s->a ? NULL
                                                   : "taper Gaussian: sigma must be > 0, b > a";
    case OQL_TAPER_STEP:
        break;
    }
    return NULL;
}

static inline oql_status oql_bchydro_init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"ergodic",
                                        "theta6_adjustment",
                                        "sigma_mu_epsilon",
                                        "faba_taper_model",
                                        "a",
                                        "b",
                                        "width",
                                        "c",
                                        "sigma"};
    static const char *const tapers[] = {"Step", "Linear", "SFunc", "Sigmoid", "Gaussian"};
    const oql_bchydro_variant *v = oql_gmm_variant(g);
    oql_bchydro_state *s = oql_gmm_state(g);
    const oql_imt pga = {.kind = OQL_IMT_PGA, .damping_pct = 5.0, .text = "PGA"};
    const char *fault = NULL;
    oql_err why = {0};
    oql_status st = OQL_OK;

    s->ergodic = true;
    s->width = s->c = s->taper_sigma = 1.0;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "ergodic", &s->ergodic, err));
    OQL_TRY(oql_gmm_arg_number(spec, "theta6_adjustment", &s->theta6_adj, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->sigma_mu_epsilon, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "faba_taper_model", OQL_COUNT(tapers), tapers, &s->taper,
                               err));
    if (s->taper == OQL_TAPER_GAUSS) { /* not truncated unless told so */
        s->a = -(double)INFINITY;
        s->b = (double)INFINITY;
    }
    OQL_TRY(oql_gmm_arg_number(spec, "a", &s->a, err));
    OQL_TRY(oql_gmm_arg_number(spec, "b", &s->b, err));
    OQL_TRY(oql_gmm_arg_number(spec, "width", &s->width, err));
    OQL_TRY(oql_gmm_arg_number(spec, "c", &s->c, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma", &s->taper_sigma, err));
    if (v->volcanic_front) {
        fault = oql_bchydro_taper_fault(s);
    }
    if (fault == NULL && oql_bchydro_prepare(g, &pga, &s->pga, &why) != OQL_OK) {
        fault = why.text;
    }
    if (fault != NULL) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s", spec->path == NULL ? "" : spec->path,
                      spec->line, spec->name, fault);
    }
done:
    return st;
}

/** Smooth step of Zadeh from 0 at a to 1 at b. */
static inline double oql_taper_s(double x, double a, double b)
{
    const double up = (x - a) / (b - a), down = (x - b) / (b - a);
    const double y = up < 0.5 ? 2.0 * up * up : 1.0 - 2.0 * down * down;
    return x <= a ? 0.0 : (x >= b ? 1.0 : y);
}

/** Share of the backarc in each lane: 0 forearc, 1 backarc. xvf is positive in the forearc. */
static inline void oql_bchydro_taper(const oql_bchydro_state *s, const oql_ctx *x, double *w)
{
    const double *xvf = x->col[OQL_XVF];
    const double half = 0.5 * s->width;

    switch ((oql_taper_kind)s->taper) {
    case OQL_TAPER_STEP:
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w[i] = xvf[i] < 0.0 ? 1.0 : 0.0;
        }
        break;
    case OQL_TAPER_LINEAR:
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w[i] = oql_fmin(oql_fmax((half - xvf[i]) / s->width, 0.0), 1.0);
        }
        break;
    case OQL_TAPER_S:
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w[i] = oql_taper_s(-xvf[i], s->a, s->b);
        }
        break;
    case OQL_TAPER_SIGMOID:
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w[i] = 1.0 / (1.0 + oql_exp(xvf[i] / s->c));
        }
        break;
    case OQL_TAPER_GAUSS: {
        const double lo = oql_ndtr(s->a / s->taper_sigma);
        const double hi = oql_ndtr(s->b / s->taper_sigma);
        for (size_t i = 0; i < x->n; ++i) { /* no OQL_SIMD: oql_ndtr is not for vectors */
            const double p = (oql_ndtr(-xvf[i] / s->taper_sigma) - lo) / (hi - lo);
            w[i] = oql_fmin(oql_fmax(p, 0.0), 1.0);
        }
        break;
    }
    }
}

/** Columns shared by all measures. */
typedef struct {
    double *dist;   /**< km */
    double *ln_r;   /**< ln(R + 10 exp(0.4 (M - 6))) */
    double *arc;    /**< share of the backarc */
    double *arc_ln; /**< the same times ln(max(R, 85 or 100)/40) */
    double *deep;   /**< depth below 60 km, capped; 0 for interface events */
    double *ln_vs;  /**< ln min(vs30, 1000) */
    double *pga;    /**< PGA on rock of 1000 m/s, g */
    double *ln_pga; /**< ln(pga + c) */
} oql_bchydro_rows;

static inline void oql_bchydro_shared(const oql_bchydro_variant *v, const oql_bchydro_state *s,
                                      const oql_ctx *x, const oql_bchydro_rows *w)
{
    const double *r = x->col[v->slab ? OQL_RHYPO : OQL_RRUP];
    const double *vs30 = x->col[OQL_VS30];
    const double near_km = 10.0 * oql_exp(0.4 * (x->mag - 6.0));
    const double arc_from_km = v->slab ? 85.0 : 100.0;

    if (v->volcanic_front) {
        oql_bchydro_taper(s, x, w->arc);
    } else {
        const double *backarc = x->col[OQL_BACKARC];
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w->arc[i] = backarc[i] != 0.0 ? 1.0 : 0.0;
        }
    }
    if (v->slab) {
        const double *depth = x->col[OQL_HYPO_DEPTH];
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w->deep[i] = oql_fmin(depth[i], 120.0) - 60.0;
        }
    } else {
        oql_fill(x->n, 0.0, w->deep);
    }
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->dist[i] = r[i];
        w->ln_r[i] = oql_log(r[i] + near_km);
        w->arc_ln[i] = w->arc[i] * oql_log(oql_fmax(r[i], arc_from_km) * (1.0 / 40.0));
        w->ln_vs[i] = oql_log(oql_fmin(vs30[i], 1000.0));
    }
}

/** Everything but the site term: equations 1 to 8. */
static inline void oql_bchydro_rock(const oql_bchydro_variant *v, const oql_bchydro_state *s,
                                    const oql_bchydro_row *row, const oql_ctx *x,
                                    const oql_bchydro_rows *w, double *mean)
{
    const oql_coef_abrahamson_2015 *C = &row->c;
    const double dm = x->mag - (v->c1 + row->dc1), d10 = 10.0 - x->mag;
    const double slope = (dm > 0.0 ? C->theta5 : C->theta4) * dm;
    const double base = C->theta1 + C->theta4 * row->dc1 + slope + C->theta13 * d10 * d10 +
                        (v->slab ? C->theta10 : 0.0) + row->epistemic;
    const double by_ln_r =
        C->theta2 + (v->slab ? C->theta14 : 0.0) + C->theta3 * (x->mag - v->c1_dist);
    const double by_r = C->theta6 + s->theta6_adj;
    const double arc = v->slab ? C->theta7 : C->theta15;
    const double arc_ln = v->slab ? C->theta8 : C->theta16;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + by_ln_r * w->ln_r[i] + by_r * w->dist[i] + C->theta11 * w->deep[i] +
                  arc * w->arc[i] + arc_ln * w->arc_ln[i];
    }
}

/** Add the site term, equation 9. */
static inline void oql_bchydro_site(const oql_bchydro_row *row, const oql_ctx *x,
                                    const oql_bchydro_rows *w, double *mean)
{
    const oql_coef_abrahamson_2015 *C = &row->c;
    const double *vs30 = x->col[OQL_VS30];
    const double ln_vlin = oql_log(C->vlin);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_arg = w->ln_vs[i] - ln_vlin;
        const double soft = oql_exp(OQL_BCHYDRO_N * ln_arg);
        const double nonlinear = oql_log(w->pga[i] + OQL_BCHYDRO_C * soft) - w->ln_pga[i];
        const double linear = OQL_BCHYDRO_N * ln_arg;
        mean[i] += C->theta12 * ln_arg + C->b * (vs30[i] >= C->vlin ? linear : nonlinear);
    }
}

static inline void oql_bchydro_eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const oql_bchydro_variant *v = oql_gmm_variant(g);
    const oql_bchydro_state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work), n = x->stride;
    double *a = oql_work_rows(x->work, 8, n);
    const oql_bchydro_rows w = {a,         a + n,     a + 2 * n, a + 3 * n,
                                a + 4 * n, a + 5 * n, a + 6 * n, a + 7 * n};
    const oql_coef_abrahamson_2015 *P = &s->pga.c;
    const double site =
        (P->theta12 + P->b * OQL_BCHYDRO_N) * oql_log(1000.0 / P->vlin) - s->pga.epistemic;

    oql_bchydro_shared(v, s, x, &w);
    oql_bchydro_rock(v, s, &s->pga, x, &w, w.pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w.pga[i] = oql_exp(w.pga[i] + site);
        w.ln_pga[i] = oql_log(w.pga[i] + OQL_BCHYDRO_C);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_bchydro_row *row = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_bchydro_rock(v, s, row, x, &w, l.mean);
        oql_bchydro_site(row, x, &w, l.mean);
        oql_fill(x->n, row->sigma, l.sigma);
        oql_fill(x->n, row->c.tau, l.tau);
        oql_fill(x->n, row->phi, l.phi);
    }
    oql_work_release(x->work, mark);
}

#define OQL_BCHYDRO_SITE(more)                                                                 \
    (OQL_BIT(OQL_MAG) | OQL_BIT(OQL_VS30) | ((more) ? OQL_BIT(OQL_XVF) : OQL_BIT(OQL_BACKARC)))
#define OQL_BCHYDRO_SINTER OQL_BIT(OQL_RRUP)
#define OQL_BCHYDRO_SSLAB  (OQL_BIT(OQL_RHYPO) | OQL_BIT(OQL_HYPO_DEPTH))

/** A class of this body from its info (in parentheses after the braces) and its variant. */
#define OQL_BCHYDRO_BODY(variant_ptr)                                                          \
    .variant = (variant_ptr), .state_size = sizeof(oql_bchydro_state),                         \
    .row_size = sizeof(oql_bchydro_row), .init = oql_bchydro_init,                             \
    .prepare = oql_bchydro_prepare, .eval = oql_bchydro_eval

#endif
