/* SPDX-License-Identifier: BSD-3-Clause */
/** Yenier & Atkinson (2015), the generic model adjusted to central and eastern North America.
 * It
 *  publishes no standard deviation: sigma is 0, so another model has to supply it. */
#include <math.h>

#include "coeffs/boore_2014.h"
#include "coeffs/yenier_atkinson_2015.h"
#include "gmm/models/bssa14_form.h"
#include "gmm/models/children.h"

/** The project ACME 2019 fixes the site and the depth and adds the style of faulting. */
typedef struct {
    bool acme;
} variant;

typedef struct {
    double depth_km; /**< NAN: that of the rupture */
} state;

typedef struct {
    oql_coef_yenier_atkinson_2015 c;
    oql_bssa14_form site; /**< only its site coefficients are used */
    double ce, db3;       /**< calibration of this measure */
    double ss, ns, rs;    /**< ln of the style factors of ACME 2019 */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"focal_depth", "region"};
    static const char *const regions[] = {"CENA"};
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    size_t region = 0;
    oql_status st = OQL_OK;

    s->depth_km = v->acme ? 10.0 : (double)NAN;
    OQL_TRY(oql_gmm_args_check(spec, v->acme ? 0 : OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->depth_km, err));
    /* The calibration terms are published for CENA alone. */
    OQL_TRY(oql_gmm_arg_choice(spec, known[1], OQL_COUNT(regions), regions, &region, err));
done:
    return st;
}

/** Calibration terms of equations 13 to 15. */
static void calibrate(const oql_imt *imt, double *ce, double *db3)
{
    if (imt->kind == OQL_IMT_PGV) {
        *ce = -0.21;
        *db3 = 0.052;
    } else if (imt->kind == OQL_IMT_PGA) {
        *ce = -0.25;
        *db3 = 0.03;
    } else {
        *ce = -0.25 + fmax(0.0, 0.39 * log(imt->period_s / 2.0));
        *db3 = fmin(0.095, 0.03 + fmax(0.0, 0.095 * log(imt->period_s / 0.065)));
    }
}

/** Style factors after Bommer et al. (2003), relative to the mix of the data. */
static void set_styles(const oql_imt *imt, row *r)
{
    const double t = fmin(fmax(imt->period_s, 0.4), 3.0);
    const double reverse = log(1.2 - 0.3 / log10(3.0 / 0.4) * log10(t / 0.4));
    const double normal = log(0.95);

    r->ss = -0.68 * reverse - 0.02 * normal;
    r->rs = r->ss + reverse;
    r->ns = r->ss + normal;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    oql_coef_boore_2014 B;
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_yenier_atkinson_2015, imt, &r->c.Mh, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_2014, imt, (double *)&B, err));
    r->site = (oql_bssa14_form){.c = B.c, .Vc = B.Vc, .f4 = B.f4, .f5 = B.f5};
    calibrate(imt, &r->ce, &r->db3);
    if (v->acme) {
        if (imt->kind == OQL_IMT_PGV) {
            st = OQL_FAIL(err, OQL_EMODEL, "PGV has no style-of-faulting factor in this model");
            goto done;
        }
        set_styles(imt, r);
    }
done:
    return st;
}

/** Columns shared by all measures. */
typedef struct {
    double *ln_r;   /**< ln of the effective distance */
    double *ln_z;   /**< geometrical spreading */
    double *stress; /**< ln(stress drop / 100 bar) */
} rows;

static void shared_rows(const state *s, const oql_ctx *x, const rows *w)
{
    const double h = oql_exp10(-0.405 + 0.235 * x->mag);
    const double ln_50 = 3.912023005428146, ln_100 = 2.0 * OQL_LN10;
    const double by_mag = oql_fmin(0.229 * (x->mag - 5.0), 0.0);
    const bool fixed = !isnan(s->depth_km);
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];

    if (fixed) {
        oql_fill(x->n, s->depth_km, w->stress);
    } else {
        memcpy(w->stress, depth, x->n * sizeof *depth);
    }
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double d = w->stress[i];
        w->ln_r[i] = 0.5 * oql_log(rrup[i] * rrup[i] + h * h);
        w->ln_z[i] =
            -1.3 * oql_fmin(w->ln_r[i], ln_50) - 0.5 * oql_fmax(w->ln_r[i] - ln_50, 0.0);
        w->stress[i] = 5.704 + oql_fmin(0.29 * (d - 10.0), 0.0) + by_mag - ln_100;
    }
}

/** a[0] + a[1] m + ... + a[4] m^4 */
static double polynomial(const double *a, double m)
{
    return a[0] + m * (a[1] + m * (a[2] + m * (a[3] + m * a[4])));
}

static void rock_mean(const row *r, const oql_ctx *x, const rows *w, double *mean)
{
    const oql_coef_yenier_atkinson_2015 *C = &r->c;
    const double d = x->mag - C->Mh, h = oql_exp10(-0.405 + 0.235 * x->mag);
    const double base = C->e0 + (d > 0.0 ? C->e3 * d : (C->e1 + C->e2 * d) * d) + r->ce;
    const double low = polynomial(&C->s0, x->mag), high = polynomial(&C->s5, x->mag);
    const double slope = C->b3 + C->b4 * x->mag, ln_ref = 0.5 * oql_log(1.0 + h * h);
    const double ln_150 = 5.010635294096256;
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double e = w->stress[i] > 0.0 ? high : low;
        mean[i] = base + e * w->stress[i] + w->ln_z[i] + slope * (w->ln_r[i] - ln_ref) +
                  C->gCENA * rrup[i] + r->db3 * oql_fmin(w->ln_r[i] - ln_150, 0.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const size_t mark = oql_work_mark(x->work), n = x->stride;
    double *a = oql_work_rows(x->work, 4, n), *pga = a + 3 * n;
    const rows w = {a, a + n, a + 2 * n};
    const oql_ctx at = v->acme ? oql_ctx_with(x, OQL_VS30, 760.0) : *x;
    const double ln_150 = 5.010635294096256;
    double ce, db3;
    const oql_imt pga_imt = oql_imt_pga();

    calibrate(&pga_imt, &ce, &db3);
    shared_rows(oql_gmm_state_c(g), x, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        rock_mean(r, x, &w, l.mean);
        /* The rock motion that drives the soil has this measure's coefficients and PGA's
         * calibration, as in OpenQuake. */
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double cp = (db3 - r->db3) * oql_fmin(w.ln_r[i] - ln_150, 0.0);
            pga[i] = oql_exp(l.mean[i] + (ce - r->ce) + cp);
        }
        oql_bssa14_site(&r->site, &at, pga, l.mean);
        if (v->acme) {
            const double *rake = x->col[OQL_RAKE];
            OQL_SIMD
            for (size_t i = 0; i < x->n; ++i) {
                l.mean[i] += oql_by_style_45(rake[i], r->ss, r->ns, r->rs);
            }
        }
        oql_fill_total(x->n, 0.0, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, is_acme, more_needs)                                                 \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Yenier & Atkinson (2015). Regionally adjustable generic "       \
                              "ground-motion prediction equation based on equivalent "         \
                              "point-source simulations: application to central and eastern "  \
                              "North America. Bulletin of the Seismological Society of "       \
                              "America 105(4), 1989-2009",                                     \
                 .doi = "10.1785/0120140332",                                                  \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_VS30 |      \
                          (more_needs),                                                        \
                 .mag = OQL_RANGE(3.0, 8.0),                                                   \
                 .dist_km = OQL_RANGE(0.0, 600.0),                                             \
                 .period_s = OQL_RANGE(0.01, 10.0)},                                           \
        .variant = &(const variant){is_acme}, .state_size = sizeof(state),                     \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

static const oql_gmm_class classes[] = {
    CLASS("YenierAtkinson2015ACME2019", true, OQL_NEED_RAKE),
    CLASS("YenierAtkinson2015BSSA", false, 0),
};

OQL_GMM_FAMILY(yenier_atkinson_2015) = {OQL_COUNT(classes), classes, 0, NULL};
