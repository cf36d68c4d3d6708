/* SPDX-License-Identifier: BSD-3-Clause */
/** Akkar, Sandikkaya & Bommer (2014): Europe and the Middle East, one set of coefficients for
 *  each of three distance metrics. */
#include "gmm/family.h"

#include "coeffs/akkar_2014_repi.h"
#include "coeffs/akkar_2014_rhyp.h"
#include "coeffs/akkar_2014_rjb.h"
#include "gmm/models/akkar_site.h"
#include "gmm/models/terms.h"

typedef oql_coef_akkar_2014_rjb coef;

typedef struct {
    const oql_coeff_table *table;
    oql_ctx_param distance;
} variant;

typedef struct {
    double ln_factor; /* of the argument adjustment_factor */
    coef pga;
} state;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_init_adjustment(g, spec, err));
    OQL_TRY(oql_coeff_row(v->table, &pga, &s->pga.a1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    coef *C = row;
    return oql_coeff_row(v->table, imt, &C->a1, err);
}

/* Magnitude terms of equation 2. */
static double magnitude_term(const coef *C, double mag)
{
    const double dm = mag - C->c1, to_max = 8.5 - mag;
    return C->a1 + (mag <= C->c1 ? C->a2 : C->a7) * dm + C->a3 * to_max * to_max;
}

/* Terms that all measures share: ln distance, and the two site functions of equation 3, which
 * the coefficients b1 and b2 multiply. */
static void shared_rows(const coef *C, const oql_ctx *x, const double *dist, double *ln_r,
                        double *lin, double *non)
{
    const double base = magnitude_term(C, x->mag), slope = C->a4 + C->a5 * (x->mag - C->c1);
    const double h2 = C->a6 * C->a6, normal = C->a8, reverse = C->a9;
    const double *rake = x->col[OQL_RAKE], *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_r[i] = 0.5 * oql_log(dist[i] * dist[i] + h2);
        const double rock =
            oql_exp(base + slope * ln_r[i] + oql_by_style_45(rake[i], 0.0, normal, reverse));
        const oql_akkar_site s = oql_akkar_site_of(vs30[i], rock);
        lin[i] = s.lin;
        non[i] = s.non;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *ln_r = oql_work_rows(x->work, 3, x->stride);
    double *lin = ln_r + x->stride, *non = lin + x->stride;
    const double *rake = x->col[OQL_RAKE];

    /* a6 is the same for all measures */
    shared_rows(&s->pga, x, x->col[v->distance], ln_r, lin, non);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = magnitude_term(C, x->mag) + s->ln_factor;
        const double slope = C->a4 + C->a5 * (x->mag - C->c1);
        const double normal = C->a8, reverse = C->a9, b1 = C->b1, b2 = C->b2;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * ln_r[i] +
                        oql_by_style_45(rake[i], 0.0, normal, reverse) + b1 * lin[i] +
                        b2 * non[i];
        }
        oql_fill_parts(x->n, C->tau, C->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Akkar, Sandikkaya & Bommer (2014). Empirical ground-motion "                 \
                 "models for point- and extended-source crustal earthquake "                   \
                 "scenarios in Europe and the Middle East. Bulletin of "                       \
                 "Earthquake Engineering 12(1), 359-387",                                      \
    .doi = "10.1007/s10518-013-9461-4", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",       \
    .component = OQL_IMC_GEOMEAN, .mag = OQL_RANGE(4.0, 8.0),                                  \
    .dist_km = OQL_RANGE(0.0, 200.0), .depth_km = OQL_RANGE(0.0, 30.0),                        \
    .period_s = OQL_RANGE(0.01, 4.0)

#define CLASS(class_name, param, coeffs)                                                       \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_VS30 | OQL_BIT(param),       \
                 PAPER},                                                                       \
        .variant = &(const variant){&(coeffs), param}, .state_size = sizeof(state),            \
        .row_size = sizeof(coef), .init = init, .prepare = prepare, .eval = eval               \
    }

static const oql_gmm_class classes[] = {
    CLASS("AkkarEtAlRepi2014", OQL_REPI, oql_table_akkar_2014_repi),
    CLASS("AkkarEtAlRhyp2014", OQL_RHYPO, oql_table_akkar_2014_rhyp),
    CLASS("AkkarEtAlRjb2014", OQL_RJB, oql_table_akkar_2014_rjb),
};

static const oql_gmm_alias aliases[] = {
    {"AkkarEtAl2013", "AkkarEtAlRjb2014", ""}, /* the manuscript before its publication */
};

OQL_GMM_FAMILY(akkar_2014) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases), aliases};
