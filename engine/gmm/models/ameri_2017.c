/* SPDX-License-Identifier: BSD-3-Clause */
/** Ameri et al. (2017) and Ameri (2014), France: two distances, with or without stress drop. */
#include "gmm/family.h"

#include "coeffs/ameri_2014.h"
#include "coeffs/ameri_2014_sigma.h"
#include "coeffs/ameri_2017_repi.h"
#include "coeffs/ameri_2017_rjb.h"
#include "coeffs/ameri_2017_sigma_repi.h"
#include "coeffs/ameri_2017_sigma_rjb.h"
#include "coeffs/ameri_2017_stress.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table, *sigma;
    oql_ctx_param distance;
    bool stress;           /* the stress term counts; tau does not depend on magnitude then */
    bool homoscedastic;    /* of 2014: two columns of deviations */
    double default_stress; /* normalised stress drop */
} variant;

typedef struct {
    double ln_factor, stress;
} state;

typedef struct {
    oql_coef_ameri_2017_rjb c;
    oql_coef_ameri_2017_stress s;
    double tau4, tau5, phi; /* between events at M 4 and 5 */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"norm_stress_drop", "adjustment_factor"};
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    double factor = 1.0;
    oql_status st = OQL_OK;

    s->stress = v->default_stress;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->stress, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &factor, err));
    if (!(factor > 0.0) || !(s->stress > 0.0)) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: found %s = %g and %s = %g, expected numbers > 0",
                      spec->name, known[0], s->stress, known[1], factor);
        goto done;
    }
    s->ln_factor = log(factor);
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_ameri_2017_sigma_rjb d;
    oql_coef_ameri_2014_sigma e;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->table, imt, &r->c.a, err));
    if (v->homoscedastic) {
        OQL_TRY(oql_coeff_row(v->sigma, imt, &e.sigmaB, err));
        r->tau4 = r->tau5 = e.sigmaB;
        r->phi = e.sigmaW;
    } else {
        OQL_TRY(oql_coeff_row(v->sigma, imt, &d.tau, err));
        r->tau4 = v->stress ? d.tau : d.tau1;
        r->tau5 = v->stress ? d.tau : d.tau2;
        r->phi = d.phi;
    }
    if (v->stress) {
        OQL_TRY(oql_coeff_row(&oql_table_ameri_2017_stress, imt, &r->s.s0, err));
    }
done:
    return st;
}

/* Two quartics of magnitude, for low and high stress drops. */
static double stress_term(const oql_coef_ameri_2017_stress *S, double mag, double stress)
{
    const double *s = stress <= 1.0 ? &S->s0 : &S->s5;
    const double e = s[0] + mag * (s[1] + mag * (s[2] + mag * (s[3] + mag * s[4])));
    return e * oql_log10(stress);
}

static void eval_mean(const row *r, const variant *v, const state *s, const oql_ctx *x,
                      double *mean)
{
    const oql_coef_ameri_2017_rjb *C = &r->c;
    const double dm = x->mag - 6.75, h2 = C->h * C->h;
    const double f_mag = x->mag <= 6.75 ? C->b1 * dm + C->b2 * dm * dm : C->b3 * dm;
    const double f_stress = v->stress ? stress_term(&r->s, x->mag, s->stress) : 0.0;
    /* the reference implementation takes g as 9.81 m/s2 here */
    const double base =
        OQL_LN10 * (C->a + f_mag + f_stress - 2.0) - oql_log(9.81) + s->ln_factor;
    const double slope = 0.5 * (C->c1 + C->c2 * (x->mag - 5.5));
    const double normal = OQL_LN10 * C->f1, reverse = OQL_LN10 * C->f2;
    const double strike_slip = OQL_LN10 * C->f3;
    const double e1 = OQL_LN10 * C->e1, e2 = OQL_LN10 * C->e2, e3 = OQL_LN10 * C->e3;
    const double e4 = OQL_LN10 * C->e4;
    const double *dist = x->col[v->distance], *vs30 = x->col[OQL_VS30];
    const double *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + slope * oql_log(dist[i] * dist[i] + h2) +
                  oql_by_ec8(vs30[i], e1, e2, e3, e4) +
                  oql_by_style(rake[i], strike_slip, normal, reverse);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, v, oql_gmm_state_c(g), x, l.mean);
        oql_fill_parts(x->n, OQL_LN10 * oql_ramp(x->mag, 4.0, r->tau4, 5.0, r->tau5),
                       OQL_LN10 * r->phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Ameri, Drouet, Traversa, Bindi & Cotton (2017). Toward an empirical ground " \
                 "motion prediction equation for France: accounting for regional differences " \
                 "in the source stress parameter. Bulletin of Earthquake Engineering 15(11), " \
                 "4681-4717",                                                                  \
    .doi = "10.1007/s10518-017-0171-1", .trt = OQL_TRT_ACTIVE, .measures = "PGA SA",           \
    .component = OQL_IMC_GEOMEAN, .period_s = OQL_RANGE(0.01, 3.0)

#define CLASS(class_name, need, ...)                                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_VS30 | (need),               \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }
#define RJB_2017  &oql_table_ameri_2017_rjb, &oql_table_ameri_2017_sigma_rjb, OQL_RJB
#define REPI_2017 &oql_table_ameri_2017_repi, &oql_table_ameri_2017_sigma_repi, OQL_REPI
#define RJB_2014  &oql_table_ameri_2014, &oql_table_ameri_2014_sigma, OQL_RJB

static const oql_gmm_class classes[] = {
    CLASS("Ameri2014Rjb", OQL_NEED_RJB, RJB_2014, false, true, 0.1),
    CLASS("AmeriEtAl2017Repi", OQL_NEED_REPI, REPI_2017, false, false, 0.1),
    CLASS("AmeriEtAl2017RepiStressDrop", OQL_NEED_REPI, REPI_2017, true, false, 1.1),
    CLASS("AmeriEtAl2017Rjb", OQL_NEED_RJB, RJB_2017, false, false, 0.1),
    CLASS("AmeriEtAl2017RjbStressDrop", OQL_NEED_RJB, RJB_2017, true, false, 0.1),
};

OQL_GMM_FAMILY(ameri_2017) = {OQL_COUNT(classes), classes, 0, NULL};
