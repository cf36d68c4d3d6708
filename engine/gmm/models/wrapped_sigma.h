/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_WRAPPED_SIGMA_H
#define OQL_GMM_MODELS_WRAPPED_SIGMA_H

#include "coeffs/ceus2020_sigma_panel.h"
#include "gmm/models/al_atik_2015.h"
#include "gmm/models/children.h"

/** Standard deviations of Al Atik (2015, PEER report 2015/07) in place of those of another model,
 *  with the between-site deviation of Stewart et al. (2019), doi:10.34948/N33W2J. */
typedef struct {
    bool ergodic;                      /**< with the between-site deviation */
    size_t tau_model, phi_model;       /**< an oql_al_atik_model */
    double tau_quantile, phi_quantile; /**< < 0: the central model */
} oql_al_atik_args;

/** One measure. */
typedef struct {
    double tau[4], phi_ss[2]; /**< by magnitude */
    double s2s[2];            /**< up to 1200 and above 1500 m/s */
} oql_al_atik_row;

/** The arguments out of a table. Errors: OQL_EMODEL. */
static inline oql_status oql_al_atik_read(oql_gmm *g, const oql_gmm_spec *spec,
                                          const char *name, const oql_gmm_value *table,
                                          oql_al_atik_args *a, oql_err *err)
{
    static const char *const known[] = {"ergodic", "tau_model", "phi_model", "tau_quantile",
                                        "phi_ss_quantile"};
    static const char *const models[] = {"global", "cena", "cena_constant"};
    oql_gmm_spec inner = *spec;
    oql_status st = OQL_OK;

    inner.name = name;
    inner.n_args = table->as.table.n;
    inner.args = table->as.table.arg;
    *a = (oql_al_atik_args){true, OQL_TAU_GLOBAL, OQL_TAU_GLOBAL, -1.0, -1.0};
    OQL_TRY(oql_gmm_args_check(&inner, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_bool(&inner, known[0], &a->ergodic, err));
    OQL_TRY(
        oql_gmm_arg_choice(&inner, known[1], OQL_COUNT(models), models, &a->tau_model, err));
    OQL_TRY(
        oql_gmm_arg_choice(&inner, known[2], OQL_COUNT(models), models, &a->phi_model, err));
    OQL_TRY(oql_gmm_arg_number(&inner, known[3], &a->tau_quantile, err));
    OQL_TRY(oql_gmm_arg_number(&inner, known[4], &a->phi_quantile, err));
    if (a->tau_quantile >= 1.0 || a->phi_quantile >= 1.0) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: expected quantiles between 0 and 1",
                      OQL_AT(spec), name);
        goto done;
    }
    if (a->ergodic) {
        oql_gmm_add_needs(g, OQL_NEED_VS30);
    }
done:
    return st;
}

/** Deviations of one measure. Errors: OQL_EMODEL when it is not tabulated. */
static inline oql_status oql_al_atik_prepare(const oql_al_atik_args *a, const oql_imt *imt,
                                             oql_al_atik_row *r, oql_err *err)
{
    oql_coef_ceus2020_sigma_panel C;
    oql_status st = OQL_OK;

    oql_al_atik_tau((oql_al_atik_model)a->tau_model, imt, a->tau_quantile, r->tau);
    OQL_TRY(oql_al_atik_phi_ss((oql_al_atik_model)a->phi_model, imt, a->phi_quantile, r->phi_ss,
                               err));
    if (a->ergodic) {
        OQL_TRY(oql_coeff_row(&oql_table_ceus2020_sigma_panel, imt, (double *)&C, err));
        r->s2s[0] = C.s2s1;
        r->s2s[1] = C.s2s2;
    }
done:
    return st;
}

/** Replace the deviations of one measure. */
static inline void oql_al_atik_apply(const oql_al_atik_row *r, bool ergodic, const oql_ctx *x,
                                     const oql_lanes *l)
{
    const double tau = oql_al_atik_tau_at(r->tau, x->mag);
    const double ss = oql_ramp(x->mag, 5.0, r->phi_ss[0], 6.5, r->phi_ss[1]);

    if (!ergodic) {
        oql_fill_parts(x->n, tau, ss, l);
        return;
    }
    const double *vs30 = x->col[OQL_VS30];
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double s2s = oql_ramp(vs30[i], 1200.0, r->s2s[0], 1500.0, r->s2s[1]);
        const double phi2 = ss * ss + s2s * s2s;
        l->tau[i] = tau;
        l->phi[i] = sqrt(phi2);
        l->sigma[i] = sqrt(tau * tau + phi2);
    }
}

#endif
