/* SPDX-License-Identifier: BSD-3-Clause */
/** Zhao et al. (2006), Japan: crustal, interface and slab earthquakes. */
#include "gmm/family.h"

#include "coeffs/zhao_2006_asc.h"
#include "coeffs/zhao_2006_sinter.h"
#include "coeffs/zhao_2006_sinter_nshmp2008.h"
#include "coeffs/zhao_2006_site.h"
#include "coeffs/zhao_2006_sslab.h"
#include "gmm/args.h"
#include "gmm/lanes.h"
#include "gmm/models/basin_us23.h"
#include "gmm/models/terms.h"

typedef enum { CRUST, INTERFACE, SLAB } region;

/** How a class differs from the paper. */
typedef struct {
    region where;
    bool cascadia;      /**< site factors of Atkinson (2012) */
    bool maps_2008;     /**< other tau; depth of 20 km for all ruptures */
    double mag_max;     /**< larger magnitudes count as this; 0: no bound */
    double rrup_min_km; /**< nearer distances count as this */
} variant;

typedef struct {
    oql_coef_zhao_2006_asc c;
    oql_coef_basin_cb14 basin;
    /* The event terms, brought to one form: const + p (M-mc) + q (M-mc)^2 + w + slab ln R. */
    double constant, mc, p, q, w, slab, tau, ln_factor;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"cb14_basin_term", "m9_basin_term"};
    oql_basin_args *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[0], &s->cb14, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[1], &s->m9, err));
    if (s->cb14 || s->m9) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_Z2PT5));
    }
done:
    return st;
}

static oql_status prepare_interface(const variant *v, const oql_imt *imt, row *r, oql_err *err)
{
    const oql_coeff_table *t =
        v->maps_2008 ? &oql_table_zhao_2006_sinter_nshmp2008 : &oql_table_zhao_2006_sinter;
    oql_coef_zhao_2006_sinter c;
    const oql_status st = oql_coeff_row(t, imt, &c.SI, err);

    if (st == OQL_OK) {
        r->constant = c.SI;
        r->mc = 6.3;
        r->q = c.QI;
        r->w = c.WI;
        r->tau = c.tauI;
    }
    return st;
}

static oql_status prepare_slab(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_zhao_2006_sslab c;
    const oql_status st = oql_coeff_row(&oql_table_zhao_2006_sslab, imt, &c.SS, err);

    if (st == OQL_OK) {
        r->constant = c.SS;
        r->mc = 6.5;
        r->p = c.PS;
        r->q = c.QS;
        r->w = c.WS;
        r->slab = c.SSL;
        r->tau = c.tauS;
    }
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_zhao_2006_asc, imt, &r->c.a, err));
    OQL_TRY(oql_coeff_row(&oql_table_basin_cb14, imt, &r->basin.c14, err));
    switch (v->where) {
    case CRUST:
        r->mc = 6.3;
        r->q = r->c.QC;
        r->w = r->c.WC;
        r->tau = r->c.tauC;
        break;
    case INTERFACE:
        OQL_TRY(prepare_interface(v, imt, r, err));
        break;
    case SLAB:
        OQL_TRY(prepare_slab(imt, r, err));
        break;
    }
    if (v->cascadia) {
        oql_coef_zhao_2006_site f;
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2006_site, imt, &f.MF, err));
        r->ln_factor = oql_log(f.MF);
    }
done:
    return st;
}

/* Equation 1 with the magnitude-squared term of equation 5, for one measure. */
static void eval_mean(const row *r, const variant *v, const oql_ctx *x, const double *dist,
                      const double *ln_dist, double *mean)
{
    const oql_coef_zhao_2006_asc *C = &r->c;
    const double mag = v->mag_max > 0.0 ? oql_fmin(x->mag, v->mag_max) : x->mag;
    const double dm = mag - r->mc;
    const double base = C->a * mag + r->p * dm + r->q * dm * dm + r->w + r->constant +
                        r->ln_factor + OQL_LN_GAL_TO_G;
    const double near_km = C->c * oql_exp(C->d * mag);
    const double reverse = v->where == CRUST ? C->FR : 0.0;
    /* Only crustal models need the rake: any column will do where its weight is 0. */
    const double *rake = v->where == CRUST ? x->col[OQL_RAKE] : dist;
    const double *depth = x->col[OQL_HYPO_DEPTH];
    const double *vs30 = x->col[OQL_VS30];
    const bool fixed = v->maps_2008;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double h = oql_fmin(fixed ? 20.0 : depth[i], 125.0);
        const double f_depth = h >= 15.0 ? C->e * (h - 15.0) : 0.0;
        const double f_style = rake[i] > 45.0 ? (rake[i] < 135.0 ? reverse : 0.0) : 0.0;
        const double soft = vs30[i] > 200.0 ? C->C3 : C->C4;
        const double hard = vs30[i] > 600.0 ? C->C1 : C->C2;
        const double site = vs30[i] > 1100.0 ? C->CH : (vs30[i] > 300.0 ? hard : soft);
        mean[i] = base + C->b * dist[i] - oql_log(dist[i] + near_km) + r->slab * ln_dist[i] +
                  f_depth + f_style + site;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const oql_basin_args *s = oql_gmm_state_c(g);
    const double *rrup = x->col[OQL_RRUP];
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 2, x->stride);
    double *ln_dist = dist + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        dist[i] = oql_fmax(rrup[i], v->rrup_min_km);
    }
    if (v->where == SLAB) {
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            /* the logarithm of the slab term has no value at 0 */
            dist[i] = dist[i] == 0.0 ? 0.1 : dist[i];
            ln_dist[i] = oql_log(dist[i]);
        }
    } else {
        oql_fill(x->n, 0.0, ln_dist);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, v, x, dist, ln_dist, l.mean);
        oql_basin_add(*s, &r->basin, oql_gmm_imt(g, m)->period_s, x, l.mean);
        oql_fill_parts(x->n, r->tau, r->c.sigma, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region_text, more_needs, ...)                                        \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Zhao, Zhang, Asano, Ohno, Oouchi, Takahashi, Ogawa, Irikura, "  \
                              "Thio, Somerville, Fukushima & Fukushima (2006). Attenuation "   \
                              "relations of strong ground motion in Japan using site "         \
                              "classification based on predominant period. Bulletin of the "   \
                              "Seismological Society of America 96(3), 898-913",               \
                 .doi = "10.1785/0120050122",                                                  \
                 .trt = region_text,                                                           \
                 .measures = "PGA SA",                                                         \
                 .component = "Average Horizontal",                                            \
                 .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_HYPO_DEPTH) | OQL_BIT(OQL_RRUP) |     \
                          OQL_BIT(OQL_VS30) | (more_needs),                                    \
                 .mag = OQL_RANGE(5.0, 8.3),                                                   \
                 .dist_km = OQL_RANGE(0.0, 400.0),                                             \
                 .period_s = OQL_RANGE(0.05, 5.0)},                                            \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(oql_basin_args),        \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

#define ASC    "Active Shallow Crust"
#define SINTER "Subduction Interface"
#define SSLAB  "Subduction IntraSlab"
#define RAKE   OQL_BIT(OQL_RAKE)

static const oql_gmm_class classes[] = {
    CLASS("ZhaoEtAl2006Asc", ASC, RAKE, .where = CRUST),
    CLASS("ZhaoEtAl2006AscSGS", ASC, RAKE, .where = CRUST, .rrup_min_km = 5.0),
    CLASS("ZhaoEtAl2006SInter", SINTER, 0, .where = INTERFACE),
    CLASS("ZhaoEtAl2006SInterCascadia", SINTER, 0, .where = INTERFACE, .cascadia = true),
    CLASS("ZhaoEtAl2006SInterNSHMP2008", SINTER, 0, .where = INTERFACE, .maps_2008 = true),
    CLASS("ZhaoEtAl2006SSlab", SSLAB, 0, .where = SLAB),
    CLASS("ZhaoEtAl2006SSlabCascadia", SSLAB, 0, .where = SLAB, .cascadia = true),
    CLASS("ZhaoEtAl2006SSlabNSHMP2014", SSLAB, 0, .where = SLAB, .mag_max = 7.8),
};

OQL_GMM_FAMILY(zhao_2006) = {OQL_COUNT(classes), classes, 0, NULL};
