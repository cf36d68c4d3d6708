/* SPDX-License-Identifier: BSD-3-Clause */
/** The cratonic model of the 2020 European seismic hazard model (Weatherill & Cotton 2020): a
 *  backbone of NGA-East on hard rock, with the site response of eastern North America. */
#include "gmm/family.h"

#include "coeffs/ceus2020_sigma_panel.h"
#include "coeffs/eshm20_craton.h"
#include "gmm/models/al_atik_2015.h"
#include "gmm/models/nga_east_site.h"
#include "gmm/models/terms.h"

typedef oql_coef_eshm20_craton coef;

typedef struct {
    double epsilon, site_epsilon;
    double tau_quantile, phi_quantile; /* < 0: the means */
    size_t tau_model, phi_model;
    bool ergodic;
    coef pga;
} state;

typedef struct {
    coef c;
    oql_nga_east_site site;
    double tau[4], phi[2], s2s1, s2s2;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"epsilon",         "site_epsilon", "tau_quantile",
                                        "phi_ss_quantile", "tau_model",    "phi_model",
                                        "ergodic"};
    static const char *const models[] = {"global", "cena", "cena_constant"};
    const oql_imt pga = oql_imt_pga();
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->tau_quantile = s->phi_quantile = -1.0;
    s->ergodic = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->epsilon, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->site_epsilon, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[2], &s->tau_quantile, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[3], &s->phi_quantile, err));
    OQL_TRY(oql_gmm_arg_choice(spec, known[4], OQL_COUNT(models), models, &s->tau_model, err));
    OQL_TRY(oql_gmm_arg_choice(spec, known[5], OQL_COUNT(models), models, &s->phi_model, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[6], &s->ergodic, err));
    if (s->tau_quantile >= 1.0 || s->phi_quantile >= 1.0) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: found a quantile of %g, expected less than 1",
                      spec->name, oql_fmax(s->tau_quantile, s->phi_quantile));
        goto done;
    }
    OQL_TRY(oql_coeff_row(&oql_table_eshm20_craton, &pga, &s->pga.e1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_coef_ceus2020_sigma_panel p;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_eshm20_craton, imt, &r->c.e1, err));
    OQL_TRY(oql_nga_east_site_prepare(imt, &r->site, err));
    oql_al_atik_tau((oql_al_atik_model)s->tau_model, imt, s->tau_quantile, r->tau);
    OQL_TRY(
        oql_al_atik_phi_ss((oql_al_atik_model)s->phi_model, imt, s->phi_quantile, r->phi, err));
    if (s->ergodic) {
        OQL_TRY(oql_coeff_row(&oql_table_ceus2020_sigma_panel, imt, &p.t1, err));
        r->s2s1 = p.s2s1;
        r->s2s2 = p.s2s2;
    }
done:
    return st;
}

/* Motion on hard rock. */
static void rock_row(const coef *C, const oql_ctx *x, double shift, const double *ln_r,
                     const double *dr, double *mean)
{
    const double dm = x->mag - 6.2;
    const double base =
        C->e1 + shift + (x->mag <= 6.2 ? C->b1 * dm + C->b2 * dm * dm : C->b3 * dm);
    const double slope = C->c1 + C->c2 * (x->mag - 4.5), linear = C->c3;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + slope * ln_r[i] + linear * dr[i];
    }
}

static void add_site(const oql_nga_east_site *site, const oql_ctx *x, double epsilon,
                     const double *pga, double *mean)
{
    const double *vs30 = x->col[OQL_VS30], f4 = site->non.f4;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double shaking = oql_nga_east_shaking(site, pga[i]);
        mean[i] += oql_nga_east_linear(site, vs30[i]) +
                   oql_nga_east_nonlinear(site, f4, vs30[i], shaking) +
                   epsilon * oql_nga_east_site_sigma(site, vs30[i], shaking);
    }
}

static void eval_sigmas(const row *r, const oql_ctx *x, const oql_lanes *l)
{
    const double tau = oql_al_atik_tau_at(r->tau, x->mag);
    const double phi_ss = oql_ramp(x->mag, 5.0, r->phi[0], 6.5, r->phi[1]);
    const double s2s1 = r->s2s1, s2s2 = r->s2s2, *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double s2s = oql_ramp(vs30[i], 1200.0, s2s1, 1500.0, s2s2);
        const double phi2 = phi_ss * phi_ss + s2s * s2s;
        l->tau[i] = tau;
        l->phi[i] = sqrt(phi2);
        l->sigma[i] = sqrt(tau * tau + phi2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const double *rrup = x->col[OQL_RRUP];
    const size_t mark = oql_work_mark(x->work);
    double *ln_r = oql_work_rows(x->work, 3, x->stride);
    double *dr = ln_r + x->stride, *pga = dr + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rrup[i] * rrup[i] + 25.0;
        ln_r[i] = 0.5 * oql_log(r2 / 26.0);
        dr[i] = (sqrt(r2) - 5.0990195135927845) / 100.0; /* sqrt(26): at 1 km */
    }
    rock_row(&s->pga, x, 0.0, ln_r, dr, pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        pga[i] = oql_exp(pga[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        rock_row(&r->c, x, s->epsilon * r->c.sigma_mu, ln_r, dr, l.mean);
        add_site(&r->site, x, s->site_epsilon, pga, l.mean);
        eval_sigmas(r, x, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ESHM20Craton",
              .reference =
                  "Weatherill & Cotton (2020). A ground motion logic tree for seismic "
                  "hazard analysis in the stable cratonic region of Europe: "
                  "regionalisation, model selection and development of a scaled backbone "
                  "approach. Bulletin of Earthquake Engineering 18, 6119-6148",
              .doi = "10.1007/s10518-020-00940-x",
              .trt = OQL_TRT_STABLE,
              .measures = "PGA SA",
              .component = OQL_IMC_ROTD50,
              .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30,
              .period_s = {0.01, 10.0}},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

/* Branches of the European logic tree: stress (median) by site. */
#define SITE(stress, value, site, site_value)                                                  \
    {                                                                                          \
        "ESHM20Craton" stress "Stress" site "Site", "ESHM20Craton",                            \
            "epsilon = " value "\nsite_epsilon = " site_value                                  \
    }
#define STRESS(stress, value)                                                                  \
    SITE(stress, value, "Low", "-1.732051"), SITE(stress, value, "Mid", "0.0"),                \
        SITE(stress, value, "High", "1.732051")

static const oql_gmm_alias aliases[] = {STRESS("VLow", "-2.85697"), STRESS("Low", "-1.35563"),
                                        STRESS("Mid", "0.0"), STRESS("High", "1.35563"),
                                        STRESS("VHigh", "2.85697")};

OQL_GMM_FAMILY(eshm20_craton) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases), aliases};
