/* SPDX-License-Identifier: BSD-3-Clause */
/** McVerry et al. (2006), New Zealand: crustal, volcanic, interface and slab earthquakes. */
#include "coeffs/mcverry_2006_primed.h"
#include "coeffs/mcverry_2006_sigma.h"
#include "coeffs/mcverry_2006_stress.h"
#include "coeffs/mcverry_2006_unprimed.h"
#include "gmm/models/terms.h"

typedef enum { CRUST, VOLCANIC, INTERFACE, SLAB } region;

/** How a class differs. */
typedef struct {
    region where;
    bool site_class;  /**< by the letter of the site class, else by vs30 */
    bool stress_drop; /**< larger stress drop within the Canterbury model's area */
} variant;

typedef oql_coef_mcverry_2006_primed coef;

typedef struct {
    coef c;
    oql_coef_mcverry_2006_sigma s;
    oql_coef_mcverry_2006_stress drop;
} row;

typedef struct {
    coef pga, pga_unprimed;
} state;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(&oql_table_mcverry_2006_primed, &pga, &s->pga.c1, err));
    OQL_TRY(oql_coeff_row(&oql_table_mcverry_2006_unprimed, &pga, &s->pga_unprimed.c1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_mcverry_2006_primed, imt, &r->c.c1, err));
    OQL_TRY(oql_coeff_row(&oql_table_mcverry_2006_sigma, imt, &r->s.sigmaM6, err));
    OQL_TRY(oql_coeff_row(&oql_table_mcverry_2006_stress, imt, &r->drop.delta, err));
done:
    return st;
}

/** Columns shared by all measures. */
typedef struct {
    double *stiff, *soft; /**< 1 on sites of class C and D, else 0 */
    double *style;        /**< normal: -1, reverse: 1, reverse-oblique: 0.5 (crust only) */
    double *ratio;        /**< ln(PGA / PGA'), from the unprimed and the primed coefficients */
} rows;

static void site_flags(const variant *v, const oql_ctx *x, const rows *w)
{
    if (v->site_class) {
        const double *class = x->col[OQL_SITECLASS];
        const double c = oql_gmm_text_code("C"), d = oql_gmm_text_code("D");
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w->stiff[i] = class[i] == c ? 1.0 : 0.0;
            w->soft[i] = class[i] == d ? 1.0 : 0.0;
        }
    } else {
        const double *vs30 = x->col[OQL_VS30];
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            w->soft[i] = vs30[i] < 360.0 ? 1.0 : 0.0;
            w->stiff[i] = vs30[i] < 760.0 ? 1.0 - w->soft[i] : 0.0;
        }
    }
}

/* Equation 1: crustal and volcanic rock sites. */
static void crust_mean(const coef *C, const variant *v, const oql_ctx *x, const rows *w,
                       double *mean)
{
    const double dm = x->mag - 6.0, d85 = 8.5 - x->mag;
    const double base = C->c1 + C->c4as * dm + C->c3as * d85 * d85;
    const double by_ln_r = C->c8 + C->c6as * dm;
    /* the whole path is taken as volcanic (Stirling et al. 2012) */
    const double by_r = C->c5 + (v->where == VOLCANIC ? C->c46 : 0.0);
    const double near2 = C->c10as * C->c10as;
    const double *rrup = x->col[OQL_RRUP];

    const double c32 = C->c32, c33as = C->c33as;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double style = w->style[i] * (w->style[i] < 0.0 ? c32 : c33as);
        mean[i] =
            base + by_r * rrup[i] + style + by_ln_r * 0.5 * oql_log(rrup[i] * rrup[i] + near2);
    }
}

/* Equation 2: subduction earthquakes, rock sites. */
static void subduction_mean(const coef *C, const variant *v, const oql_ctx *x, double *mean)
{
    const double d10 = 10.0 - x->mag;
    const double base = C->c11 + (C->c12y + (C->c15 - C->c17) * C->c19y) * (x->mag - 6.0) +
                        C->c13y * d10 * d10 * d10 + (v->where == INTERFACE ? C->c24 : 0.0);
    const double near_km = C->c18y * oql_exp(C->c19y * x->mag);
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];

    const double c17 = C->c17, c20 = C->c20;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + c17 * oql_log(rrup[i] + near_km) + c20 * depth[i];
    }
}

/* Rock motion and the terms of site classes C and D. */
static void site_mean(const coef *C, const variant *v, const oql_ctx *x, const rows *w,
                      double *mean)
{
    if (v->where == CRUST || v->where == VOLCANIC) {
        crust_mean(C, v, x, w, mean);
    } else {
        subduction_mean(C, v, x, mean);
    }
    const double c30as = C->c30as, c43 = C->c43, c29 = C->c29;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double soft = c30as * oql_log(oql_exp(mean[i]) + 0.03) + c43;
        mean[i] += c29 * w->stiff[i] + soft * w->soft[i];
    }
}

static void shared_rows(const oql_gmm *g, const oql_ctx *x, const rows *w, double *scratch)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const double *rake = x->col[OQL_RAKE];

    site_flags(v, x, w);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double a = rake[i];
        const double oblique = ((a > 33.0) & (a < 66.0)) ? 0.5 : 0.0;
        const double reverse = ((a > 67.0) & (a < 123.0)) ? 1.0 : oblique;
        w->style[i] = ((a > -147.0) & (a < -33.0)) ? -1.0 : reverse;
    }
    site_mean(&s->pga_unprimed, v, x, w, w->ratio);
    site_mean(&s->pga, v, x, w, scratch);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->ratio[i] -= scratch[i];
    }
}

/** Change of ln motion where the stress drop is 1.5 times as large. */
static double stress_term(const oql_coef_mcverry_2006_stress *C, double mag)
{
    const double f = oql_fmax(mag - C->M1, 0.0) / (C->Mh - C->M1);
    const double log10_factor = oql_fmin(0.05 + C->delta, 0.05 + C->delta * f);

    return OQL_LN10 * log10_factor * oql_log(1.5) / oql_log(2.0);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const size_t mark = oql_work_mark(x->work), n = x->stride;
    double *a = oql_work_rows(x->work, 5, n);
    const rows w = {a, a + n, a + 2 * n, a + 3 * n};

    shared_rows(g, x, &w, a + 4 * n);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double phi = r->s.sigmaM6 + r->s.sigSlope * oql_clamp(x->mag - 6.0, -1.0, 1.0);
        site_mean(&r->c, v, x, &w, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] += w.ratio[i];
        }
        if (v->stress_drop) {
            const double *in = x->col[OQL_IN_CSHM];
            const double extra = stress_term(&r->drop, x->mag);
            OQL_SIMD
            for (size_t i = 0; i < x->n; ++i) {
                l.mean[i] += in[i] != 0.0 ? extra : 0.0;
            }
        }
        oql_fill_parts(x->n, r->s.tau, phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region, more_needs, ...)                                             \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "McVerry, Zhao, Abrahamson & Somerville (2006). New Zealand "    \
                              "acceleration response spectrum attenuation relations for "      \
                              "crustal and subduction zone earthquakes. Bulletin of the New "  \
                              "Zealand Society for Earthquake Engineering 39(1), 1-58",        \
                 .doi = "10.5459/bnzsee.39.1.1-58",                                            \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_LARGER,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_DEPTH | OQL_NEED_RRUP |      \
                          (more_needs),                                                        \
                 .mag = OQL_RANGE(5.0, 8.5),                                                   \
                 .dist_km = OQL_RANGE(0.0, 400.0),                                             \
                 .period_s = OQL_RANGE(0.075, 3.0)},                                           \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

#define LETTER OQL_BIT(OQL_SITECLASS)
#define CSHM   (LETTER | OQL_BIT(OQL_IN_CSHM))

/* The class with additional sigma adds none in OpenQuake; its results are those of Chch. */
static const oql_gmm_class classes[] = {
    CLASS("McVerry2006Asc", OQL_TRT_ACTIVE, OQL_NEED_VS30, CRUST, false, false),
    CLASS("McVerry2006SInter", OQL_TRT_INTERFACE, OQL_NEED_VS30, INTERFACE, false, false),
    CLASS("McVerry2006SSlab", OQL_TRT_INSLAB, OQL_NEED_VS30, SLAB, false, false),
    CLASS("McVerry2006Volc", OQL_TRT_VOLCANIC, OQL_NEED_VS30, VOLCANIC, false, false),
    CLASS("McVerry2006AscSC", OQL_TRT_ACTIVE, LETTER, CRUST, true, false),
    CLASS("McVerry2006SInterSC", OQL_TRT_INTERFACE, LETTER, INTERFACE, true, false),
    CLASS("McVerry2006SSlabSC", OQL_TRT_INSLAB, LETTER, SLAB, true, false),
    CLASS("McVerry2006VolcSC", OQL_TRT_VOLCANIC, LETTER, VOLCANIC, true, false),
    CLASS("McVerry2006Chch", OQL_TRT_ACTIVE, CSHM, CRUST, true, false),
    CLASS("McVerry2006ChchAdditionalSigma", OQL_TRT_ACTIVE, CSHM, CRUST, true, false),
    CLASS("McVerry2006ChchStressDrop", OQL_TRT_ACTIVE, CSHM, CRUST, true, true),
};

OQL_GMM_FAMILY(mcverry_2006) = {OQL_COUNT(classes), classes, 0, NULL};
