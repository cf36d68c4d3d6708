/* SPDX-License-Identifier: BSD-3-Clause */
/** Kotha et al. (2020), Europe, and its forms in the 2020 European seismic hazard model
 *  (ESHM20). */
#include "gmm/family.h"

#include "gmm/models/kotha_2020.h"

#include "coeffs/kotha_2020.h"
#include "coeffs/kotha_2020_c3.h"
#include "coeffs/kotha_2020_eshm20.h"
#include "coeffs/kotha_2020_geology_fixed.h"
#include "coeffs/kotha_2020_geology_grad.h"
#include "coeffs/kotha_2020_geology_int.h"
#include "coeffs/kotha_2020_phi0.h"
#include "coeffs/kotha_2020_sigma_mu.h"
#include "gmm/models/kotha_2020_aliases.h"

/* The variant of a class is its site term. */

static oql_status prepare_sigma_mu(const oql_imt *imt, oql_kotha_row *r, oql_err *err)
{
    oql_coef_kotha_2020_sigma_mu c;
    const oql_status st =
        oql_coeff_row(&oql_table_kotha_2020_sigma_mu, imt, &c.sigma_mu_m8_shallow, err);

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

static void constant_sigmas(double tau, double phi0, double phi_s2s, oql_kotha_row *r)
{
    r->tau[0] = r->tau[1] = r->tau[2] = r->tau[3] = tau;
    r->phi0[0] = r->phi0[1] = phi0;
    r->phi_s2s[0] = r->phi_s2s[1] = phi_s2s;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const oql_kotha_site *site = oql_gmm_variant(g);
    const oql_kotha_state *s = oql_gmm_state_c(g);
    oql_kotha_row *r = to;
    oql_coef_kotha_2020 c;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_kotha_2020, imt, &c.e1, err));
    *r =
        (oql_kotha_row){.e1 = c.e1, .b1 = c.b1, .b2 = c.b2, .b3 = c.b3, .c1 = c.c1, .c2 = c.c2};
    r->c3[0] = c.c3 + s->c3_epsilon * c.tau_c3;
    r->tau_l2l = c.tau_l2l;
    if (*site == OQL_KOTHA_VS30) {
        r->g0 = c.g0_vs30;
        r->g1 = c.g1_vs30;
        r->g2 = c.g2_vs30;
        constant_sigmas(c.tau_event_0, c.phi_0, c.phi_s2s_vs30, r);
    } else if (*site == OQL_KOTHA_SLOPE) {
        r->g0 = c.g0_slope;
        r->g1 = c.g1_slope;
        r->g2 = c.g2_slope;
        constant_sigmas(c.tau_event_0, c.phi_0, c.phi_s2s_slope, r);
    } else {
        constant_sigmas(c.tau_event_0, c.phi_0, c.phis2s, r);
    }
    OQL_TRY(prepare_sigma_mu(imt, r, err));
    OQL_TRY(oql_kotha_finish(s, imt, r, err));
done:
    return st;
}

/* Attenuation by region; PGV has the general one everywhere. */
static oql_status prepare_regions(const oql_kotha_state *s, const oql_imt *imt,
                                  oql_kotha_row *r, oql_err *err)
{
    double c[2 * (OQL_KOTHA_REGIONS - 1)];
    oql_status st = OQL_OK;

    if (imt->kind == OQL_IMT_PGV) {
        for (size_t i = 1; i < OQL_KOTHA_REGIONS; ++i) {
            r->c3[i] = r->c3[0];
        }
        return st;
    }
    OQL_TRY(oql_coeff_row(&oql_table_kotha_2020_c3, imt, c, err));
    for (size_t i = 1; i < OQL_KOTHA_REGIONS; ++i) {
        r->c3[i] = c[2 * i - 2] + s->c3_epsilon * c[2 * i - 1];
    }
done:
    return st;
}

static oql_status prepare_geology(const oql_imt *imt, oql_kotha_row *r, oql_err *err)
{
    oql_coef_kotha_2020_geology_fixed fixed;
    double intercept[OQL_KOTHA_UNITS - 1], gradient[OQL_KOTHA_UNITS - 1];
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_kotha_2020_geology_fixed, imt, &fixed.V1, err));
    OQL_TRY(oql_coeff_row(&oql_table_kotha_2020_geology_int, imt, intercept, err));
    OQL_TRY(oql_coeff_row(&oql_table_kotha_2020_geology_grad, imt, gradient, err));
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

/* Between-event deviations of the global model of Al Atik (2015), PEER 2015/07, table 5.1. */
static void global_tau(const oql_imt *imt, oql_kotha_row *r)
{
    static const double pgv[4] = {0.3733, 0.3639, 0.3434, 0.3236};
    static const double sa[4] = {0.4518, 0.4270, 0.3863, 0.3508};
    memcpy(r->tau, imt->kind == OQL_IMT_PGV ? pgv : sa, sizeof r->tau);
}

static oql_status prepare_eshm20(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const oql_kotha_site *site = oql_gmm_variant(g);
    const oql_kotha_state *s = oql_gmm_state_c(g);
    oql_kotha_row *r = to;
    oql_coef_kotha_2020_eshm20 c;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_kotha_2020_eshm20, imt, &c.e1, err));
    *r =
        (oql_kotha_row){.e1 = c.e1, .b1 = c.b1, .b2 = c.b2, .b3 = c.b3, .c1 = c.c1, .c2 = c.c2};
    r->c3[0] = c.c3 + s->c3_epsilon * c.tau_c3;
    r->tau_l2l = c.tau_l2l;
    OQL_TRY(oql_coeff_row(&oql_table_kotha_2020_phi0, imt, r->phi0, err));
    global_tau(imt, r);
    OQL_TRY(prepare_regions(s, imt, r, err));
    if (*site == OQL_KOTHA_GEOLOGY) {
        OQL_TRY(prepare_geology(imt, r, err));
    } else {
        r->d0[0] = c.d0_inf;
        r->d1[0] = c.d1_inf;
        r->d0[1] = c.d0_obs;
        r->d1[1] = c.d1_obs;
        r->phi_s2s[0] = c.phi_s2s_inf;
        r->phi_s2s[1] = c.phi_s2s_obs;
    }
    OQL_TRY(prepare_sigma_mu(imt, r, err));
    OQL_TRY(oql_kotha_finish(s, imt, r, err));
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const oql_kotha_site *site = oql_gmm_variant(g);
    const bool regions = *site == OQL_KOTHA_MEASURED || *site == OQL_KOTHA_GEOLOGY;
    oql_kotha_eval(g, x, out, *site, regions);
}

#define PAPER                                                                                  \
    .reference = "Kotha, Weatherill, Bindi & Cotton (2020). A regionally-adaptable "           \
                 "ground-motion model for shallow crustal earthquakes in Europe. Bulletin of " \
                 "Earthquake Engineering 18, 4091-4125",                                       \
    .doi = "10.1007/s10518-020-00869-1", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",      \
    .component = OQL_IMC_ROTD50, .mag = OQL_RANGE(3.0, 7.4), .dist_km = OQL_RANGE(0.0, 545.0), \
    .period_s = OQL_RANGE(0.01, 8.0)

#define CLASS(class_name, site, more_needs, prepare_row)                                       \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RJB | (more_needs),         \
                 PAPER},                                                                       \
        .variant = &(const oql_kotha_site){site}, .state_size = sizeof(oql_kotha_state),       \
        .row_size = sizeof(oql_kotha_row), .init = oql_kotha_init, .prepare = prepare_row,     \
        .eval = eval                                                                           \
    }

#define VS30M   (OQL_BIT(OQL_REGION) | OQL_NEED_VS30 | OQL_BIT(OQL_VS30MEASURED))
#define SLOPE   OQL_BIT(OQL_SLOPE)
#define GEOLOGY (OQL_BIT(OQL_REGION) | OQL_BIT(OQL_SLOPE) | OQL_BIT(OQL_GEOLOGY))

static const oql_gmm_class classes[] = {
    CLASS("KothaEtAl2020", OQL_KOTHA_NO_SITE, 0, prepare),
    CLASS("KothaEtAl2020ESHM20", OQL_KOTHA_MEASURED, VS30M, prepare_eshm20),
    CLASS("KothaEtAl2020ESHM20SlopeGeology", OQL_KOTHA_GEOLOGY, GEOLOGY, prepare_eshm20),
    CLASS("KothaEtAl2020Site", OQL_KOTHA_VS30, OQL_NEED_VS30, prepare),
    CLASS("KothaEtAl2020Slope", OQL_KOTHA_SLOPE, SLOPE, prepare),
};

OQL_GMM_FAMILY(kotha_2020) = {OQL_COUNT(classes), classes, OQL_COUNT(oql_kotha_aliases),
                              oql_kotha_aliases};
