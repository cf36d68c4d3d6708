/* SPDX-License-Identifier: BSD-3-Clause */
/** Average spectral acceleration for the 2020 European seismic hazard model, after Kotha et al.
 *  (2020). */
#include "gmm/family.h"

#include "gmm/models/kotha_2020.h"

#include "coeffs/weatherill_2024.h"
#include "coeffs/weatherill_2024_c3.h"
#include "coeffs/weatherill_2024_geology_fixed.h"
#include "coeffs/weatherill_2024_geology_grad.h"
#include "coeffs/weatherill_2024_geology_int.h"
#include "coeffs/weatherill_2024_sigma_mu.h"
#include "coeffs/weatherill_2024_tau_phi.h"

typedef struct {
    oql_kotha_site site;
    bool homoskedastic; /* deviations do not depend on magnitude */
} variant;

static oql_status prepare_sigma_mu(const oql_imt *imt, oql_kotha_row *r, oql_err *err)
{
    oql_coef_weatherill_2024_sigma_mu c;
    const oql_status st =
        oql_coeff_row(&oql_table_weatherill_2024_sigma_mu, imt, &c.sigma_mu_m8_shallow, err);

    if (st == OQL_OK) {
        r->mu_m8[0] = c.sigma_mu_m8_shallow;
        r->mu_m8[1] = c.sigma_mu_m8_intermediate;
        r->mu_m8[2] = c.sigma_mu_m8_deep;
        r->mu_m74[0] = c.sigma_mu_m7p4_shallow;
        r->mu_m74[1] = c.sigma_mu_m7p4_intermediate;
        r->mu_m74[2] = c.sigma_mu_m7p4_deep;
    }
    return st;
}

static oql_status prepare_regions(const oql_kotha_state *s, const oql_imt *imt,
                                  oql_kotha_row *r, oql_err *err)
{
    double c[2 * (OQL_KOTHA_REGIONS - 1)];
    const oql_status st = oql_coeff_row(&oql_table_weatherill_2024_c3, imt, c, err);

    for (size_t i = 1; st == OQL_OK && i < OQL_KOTHA_REGIONS; ++i) {
        r->c3[i] = c[2 * i - 2] + s->c3_epsilon * c[2 * i - 1];
    }
    return st;
}

static oql_status prepare_geology(const oql_imt *imt, oql_kotha_row *r, oql_err *err)
{
    oql_coef_weatherill_2024_geology_fixed fixed;
    double intercept[OQL_KOTHA_UNITS - 1], gradient[OQL_KOTHA_UNITS - 1];
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_weatherill_2024_geology_fixed, imt, &fixed.V1, err));
    OQL_TRY(oql_coeff_row(&oql_table_weatherill_2024_geology_int, imt, intercept, err));
    OQL_TRY(oql_coeff_row(&oql_table_weatherill_2024_geology_grad, imt, gradient, err));
    r->v1[0] = fixed.V1;
    r->v2[0] = fixed.V2;
    for (size_t i = 1; i < OQL_KOTHA_UNITS; ++i) {
        r->v1[i] = fixed.V1 + intercept[i - 1];
        r->v2[i] = fixed.V2 + gradient[i - 1];
    }
    r->phi_s2s[0] = r->phi_s2s[1] = fixed.phi_s2s;
done:
    return st;
}

static oql_status prepare_sigmas(const variant *v, const oql_coef_weatherill_2024 *c,
                                 const oql_imt *imt, oql_kotha_row *r, oql_err *err)
{
    oql_coef_weatherill_2024_tau_phi t;
    oql_status st = OQL_OK;

    r->phi_s2s[0] = c->phi_s2s_inf;
    r->phi_s2s[1] = c->phi_s2s_obs;
    if (v->homoskedastic) {
        r->tau[0] = r->tau[1] = r->tau[2] = r->tau[3] = c->tau_event_0;
        r->phi0[0] = r->phi0[1] = c->phi_0;
        return st;
    }
    OQL_TRY(oql_coeff_row(&oql_table_weatherill_2024_tau_phi, imt, &t.tau1, err));
    memcpy(r->tau, &t.tau1, sizeof r->tau);
    memcpy(r->phi0, &t.phi0_a, sizeof r->phi0);
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const oql_kotha_state *s = oql_gmm_state_c(g);
    oql_kotha_row *r = to;
    oql_coef_weatherill_2024 c;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_weatherill_2024, imt, &c.e1, err));
    *r =
        (oql_kotha_row){.e1 = c.e1, .b1 = c.b1, .b2 = c.b2, .b3 = c.b3, .c1 = c.c1, .c2 = c.c2};
    r->c3[0] = c.c3 + s->c3_epsilon * c.tau_c3;
    r->tau_l2l = c.tau_l2l;
    OQL_TRY(prepare_sigmas(v, &c, imt, r, err));
    OQL_TRY(prepare_regions(s, imt, r, err));
    if (v->site == OQL_KOTHA_GEOLOGY) {
        OQL_TRY(prepare_geology(imt, r, err));
    } else {
        r->d0[0] = c.d0_inf;
        r->d1[0] = c.d1_inf;
        r->d0[1] = c.d0_obs;
        r->d1[1] = c.d1_obs;
    }
    OQL_TRY(prepare_sigma_mu(imt, r, err));
    OQL_TRY(oql_kotha_finish(s, imt, r, err));
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    oql_kotha_eval(g, x, out, v->site, true);
}

#define PAPER                                                                                  \
    .reference = "Weatherill (2024). Average spectral acceleration for the 2020 European "     \
                 "seismic hazard model, after Kotha, Weatherill, Bindi & Cotton (2020), "      \
                 "Bulletin of Earthquake Engineering 18, 4091-4125",                           \
    .doi = "10.1007/s10518-020-00869-1", .trt = OQL_TRT_ACTIVE, .measures = "AvgSA",           \
    .component = OQL_IMC_ROTD50, .period_s = OQL_RANGE(0.05, 5.0)

#define CLASS(class_name, more_needs, ...)                                                     \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RJB | OQL_BIT(OQL_REGION) | \
                          (more_needs),                                                        \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(oql_kotha_state),       \
        .row_size = sizeof(oql_kotha_row), .init = oql_kotha_init, .prepare = prepare,         \
        .eval = eval                                                                           \
    }

#define VS30M   (OQL_NEED_VS30 | OQL_BIT(OQL_VS30MEASURED))
#define GEOLOGY (OQL_BIT(OQL_SLOPE) | OQL_BIT(OQL_GEOLOGY))

static const oql_gmm_class classes[] = {
    CLASS("Weatherill2024ESHM20AvgSA", VS30M, OQL_KOTHA_MEASURED, false),
    CLASS("Weatherill2024ESHM20AvgSAHomoskedastic", VS30M, OQL_KOTHA_MEASURED, true),
    CLASS("Weatherill2024ESHM20SlopeGeologyAvgSA", GEOLOGY, OQL_KOTHA_GEOLOGY, false),
};

OQL_GMM_FAMILY(weatherill_2024) = {OQL_COUNT(classes), classes, 0, NULL};
