/* SPDX-License-Identifier: BSD-3-Clause */
/** Tromans et al. (2019), a nuclear site in the United Kingdom: deviations and adjustments for
 * the
 *  median of another model.
 *
 * DEVIATION: sigma_mu_epsilon and vskappa change their own measure; OpenQuake adds the terms of
 * every measure of the job to all of them.
 */
#include <math.h>
#include <stdlib.h>

#include "coeffs/tromans_2019_phi.h"
#include "coeffs/tromans_2019_s2s.h"
#include "coeffs/tromans_2019_tau.h"
#include "gmm/models/children.h"
#include "gmm/models/imt_table.h"

typedef struct {
    const oql_gmm *base;
    size_t branch; /**< 0 central, 1 upper, 2 lower */
    bool homoskedastic, site;
    double sigma_mu_epsilon, ln_factor;
    double *ln_kappa; /**< (M), owned; NULL: no such argument */
} state;

typedef struct {
    oql_coef_tromans_2019_tau tau;
    oql_coef_tromans_2019_phi phi;
    double s2s, ln_period; /**< ln_period: 0 up to 1 s */
} row;

static oql_status read_kappa(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    oql_imt_table *t = oql_calloc(1, sizeof *t);
    oql_status st = OQL_OK;

    if (t == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    OQL_TRY(oql_imt_table_read(spec, "vskappa", t, err));
    if (t->n == 0) {
        goto done;
    }
    s->ln_kappa = oql_calloc(oql_gmm_n_imt(g), sizeof *s->ln_kappa);
    if (s->ln_kappa == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
        goto done;
    }
    for (size_t k = 0; k < t->n; ++k) {
        t->value[k] = log(t->value[k]); /* interpolated in ln */
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        OQL_TRY(oql_imt_table_at(t, "vskappa", oql_gmm_imt(g, m), &s->ln_kappa[m], err));
    }
done:
    free(t);
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"gmpe_name",      "branch",  "sigma_mu_epsilon",
                                        "scaling_factor", "vskappa", "homoskedastic_sigma",
                                        "phi_ds2s"};
    static const char *const branches[] = {"central", "upper", "lower"};
    state *s = oql_gmm_state(g);
    const size_t n = oql_gmm_n_imt(g);
    const char *name = NULL;
    double factor = 1.0;
    oql_status st = OQL_OK;

    s->site = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_text(spec, "gmpe_name", &name, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "branch", OQL_COUNT(branches), branches, &s->branch, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sigma_mu_epsilon", &s->sigma_mu_epsilon, err));
    OQL_TRY(oql_gmm_arg_number(spec, "scaling_factor", &factor, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "homoskedastic_sigma", &s->homoskedastic, err));
    OQL_TRY(oql_gmm_arg_bool(spec, "phi_ds2s", &s->site, err));
    if (name == NULL || !(factor > 0.0)) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: expected gmpe_name and scaling_factor > 0",
                      OQL_AT(spec), spec->name);
        goto done;
    }
    s->ln_factor = log(factor);
    OQL_TRY(read_kappa(g, spec, err));
    OQL_TRY(
        oql_gmm_add_child_named(g, name, n, n == 0 ? NULL : oql_gmm_imt(g, 0), &s->base, err));
    if (s->sigma_mu_epsilon != 0.0) {
        oql_gmm_add_needs(g, OQL_NEED_RAKE);
    }
done:
    return st;
}

static void clear(oql_gmm *g)
{
    state *s = oql_gmm_state(g);

    free(s->ln_kappa);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_tromans_2019_tau, imt, &r->tau.s3, err));
    OQL_TRY(oql_coeff_row(&oql_table_tromans_2019_phi, imt, &r->phi.const_phiss, err));
    if (s->site) {
        OQL_TRY(oql_coeff_row(&oql_table_tromans_2019_s2s, imt, &r->s2s, err));
    }
    r->ln_period = log(fmax(imt->period_s, 1.0));
done:
    return st;
}

/** Epistemic deviation of the median, Al Atik & Youngs (2014). */
static void add_epistemic(const row *r, double epsilon, const oql_ctx *x, double *mean)
{
    const double s = 0.083 + 0.056 * oql_fmax(x->mag - 7.0, 0.0) + 0.0171 * r->ln_period;
    const double *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double normal = ((rake[i] >= -135.0) & (rake[i] <= -45.0)) ? 0.038 : 0.0;
        mean[i] += epsilon * (s + normal);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    static const double tau_shift[] = {0.0, 0.075, -0.075}, phi_scale[] = {1.0, 1.16, 0.84};
    const state *s = oql_gmm_state_c(g);
    const double t = oql_clamp((x->mag - 5.0) / 2.0, 0.0, 1.0);
    const double t_tau = s->homoskedastic ? 0.5 : t;

    oql_gmm_eval(s->base, x, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double tau = r->tau.s3 + (r->tau.s4 - r->tau.s3) * t_tau + tau_shift[s->branch];
        const double by_mag =
            oql_fmax(r->phi.phi1m + (r->phi.phi2m - r->phi.phi1m) * t, r->phi.const_phiss);
        const double ss =
            phi_scale[s->branch] * (s->homoskedastic ? r->phi.const_phiss : by_mag);
        const double shift = s->ln_factor + (s->ln_kappa == NULL ? 0.0 : s->ln_kappa[m]);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] += shift;
        }
        if (s->sigma_mu_epsilon != 0.0) {
            add_epistemic(r, s->sigma_mu_epsilon, x, l.mean);
        }
        oql_fill_parts(x->n, tau, sqrt(ss * ss + r->s2s * r->s2s), &l);
    }
}

#define CLASS(class_name, more_needs)                                                          \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Tromans et al. (2019). Probabilistic seismic hazard assessment "         \
                     "for a new-build nuclear power plant site in the UK. Bulletin "           \
                     "of Earthquake Engineering 17, 1-36",                                     \
                 .doi = "10.1007/s10518-018-0441-6",                                           \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "",                                                               \
                 .component = OQL_IMC_ROTD50,                                                  \
                 .needs = OQL_NEED_MAG | (more_needs)},                                        \
        .state_size = sizeof(state), .row_size = sizeof(row), .init = init,                    \
        .prepare = prepare, .eval = eval, .clear = clear                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("TromansEtAl2019", 0),
    CLASS("TromansEtAl2019SigmaMu", OQL_NEED_RAKE),
};

OQL_GMM_FAMILY(tromans_2019) = {OQL_COUNT(classes), classes, 0, NULL};
