/* SPDX-License-Identifier: BSD-3-Clause */
/** Chao et al. (2020), Taiwan: crustal, interface and slab earthquakes. */
#include "gmm/family.h"

#include "coeffs/chao_2020.h"
#include "gmm/models/terms.h"

typedef enum { CRUST, INTERFACE, SLAB } region;

typedef struct {
    region region;
    double growth, depth_km, large; /* C4, reference depth, magnitude of saturation */
} variant;

typedef struct {
    bool manila, aftershocks, geology; /* geology: vs30 was inferred from it */
} state;

/* Coefficients of the class's region. */
typedef struct {
    oql_coef_chao_2020 c;
    double c14, c8, c11, c17, c19, c21, tau[2], phi_ss[2];
    double soft; /* strength of shaking where soil becomes nonlinear */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"manila", "aftershocks", "geology"};
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->geology = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[0], &s->manila, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[1], &s->aftershocks, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[2], &s->geology, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const bool crust = v->region == CRUST;
    row *r = to;
    const oql_coef_chao_2020 *C = &r->c;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_chao_2020, imt, &r->c.c1, err));
    r->c14 = crust ? C->c14_cr : (v->region == SLAB ? C->c14_is : C->c14_if);
    r->c8 = crust ? C->c8_cr : C->c8_sb;
    r->c11 = crust ? C->c11_cr : C->c11_sb;
    r->c17 = crust ? C->c17_cr : C->c17_sb;
    r->c19 = crust ? C->c19_cr : C->c19_sb;
    r->c21 = crust ? C->c21_cr : C->c21_sb;
    r->tau[0] = crust ? C->tau1_cr : C->tau1_sb;
    r->tau[1] = crust ? C->tau2_cr : C->tau2_sb;
    r->phi_ss[0] = crust ? C->phiss1_cr : C->phiss1_sb;
    r->phi_ss[1] = crust ? C->phiss2_cr : C->phiss2_sb;
    r->soft = imt->kind == OQL_IMT_PGV || imt->kind == OQL_IMT_PGD ? 2400.0 : 2.4;
done:
    return st;
}

/* Terms of magnitude alone. */
static double magnitude_term(const row *r, const variant *v, const state *s, double mag)
{
    const oql_coef_chao_2020 *C = &r->c;
    const double dm = mag - 6.5, over = oql_fmax(mag - v->large, 0.0);
    const double crustal = (dm * dm - over * over) * C->c10;
    const double c4 = v->region == SLAB ? C->c4_is : C->c4_if;
    const double c29 = v->region == SLAB ? C->c29_is : C->c29_if;
    const double subduction = oql_fmax(6.0 - mag, 0.0) * C->c13 + over * c29 + c4;
    return dm * r->c8 + oql_fmax(5.0 - mag, 0.0) * r->c11 +
           (v->region == CRUST ? crustal : subduction) + (s->aftershocks ? C->c6 : 0.0) +
           (s->manila ? C->c7 : 0.0);
}

static void eval_mean(const row *r, const variant *v, const state *s, const oql_ctx *x,
                      double *mean)
{
    const oql_coef_chao_2020 *C = &r->c;
    const bool crust = v->region == CRUST;
    const double over = oql_fmax(x->mag - v->large, 0.0);
    const double h = 10.0 * (v->region == INTERFACE ? oql_exp(v->growth * over) : 1.0);
    const double h2 = h * h, mag_r = crust ? x->mag : oql_fmin(x->mag, v->large);
    const double slope = 0.5 * (r->c17 + r->c19 * (mag_r - 6.5)), linear = r->c21;
    const double base = magnitude_term(r, v, s, x->mag), c14 = r->c14, z0 = v->depth_km;
    const double strike_slip = crust ? C->c2 : 0.0, normal = crust ? C->c3 : 0.0;
    const double reverse = crust ? C->c1 : 0.0, c24 = C->c24, c25 = C->c25, c23 = C->c23;
    const double measured = C->c26, inferred = s->geology ? C->c27 : C->c28, soft = r->soft;
    const double z_top = 1750.0 * 1750.0 + 355.4 * 355.4, ln_1180 = 0.43994960432407614;
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR], *vs30 = x->col[OQL_VS30];
    const double *known = x->col[OQL_VS30MEASURED], *z1pt0 = x->col[OQL_Z1PT0];
    const double *rake = crust ? x->col[OQL_RAKE] : rrup;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double thrust = ((rake[i] >= 30.0) & (rake[i] <= 150.0)) ? reverse : strike_slip;
        const double style = ((rake[i] >= -150.0) & (rake[i] <= -30.0)) ? normal : thrust;
        const double rock = base + style + c14 * (ztor[i] - z0) +
                            slope * oql_log((rrup[i] * rrup[i] + h2) / h2) + linear * rrup[i] +
                            (known[i] != 0.0 ? measured : inferred);
        const double ln_v = oql_log(vs30[i] / 760.0);
        const double shake = oql_exp(rock + ln_1180 * c24);
        const double bend =
            -1.5 * ln_v - oql_log(shake + soft) + oql_log(shake + soft * oql_exp(1.5 * ln_v));
        const double ln_z = -2.04 * oql_log((vs30[i] * vs30[i] + 355.4 * 355.4) / z_top);
        const double basin = oql_log(z1pt0[i]) - ln_z;
        mean[i] = rock + c24 * ln_v + (ln_v < 0.0 ? c23 * bend : 0.0) +
                  (z1pt0[i] >= 0.0 ? c25 * basin : 0.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double phi_ss = oql_ramp(x->mag, 4.5, r->phi_ss[0], 6.5, r->phi_ss[1]);
        eval_mean(r, v, oql_gmm_state_c(g), x, l.mean);
        oql_fill_parts(x->n, oql_ramp(x->mag, 4.5, r->tau[0], 6.5, r->tau[1]),
                       sqrt(r->c.phis2s * r->c.phis2s + phi_ss * phi_ss), &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Chao, Chiou, Hsu & Lin (2020). Development of horizontal ground-motion "     \
                 "model for Taiwan. Earthquake Spectra 36(2), 463-495",                        \
    .doi = "10.1177/8755293019891711", .measures = "PGA PGD PGV SA",                           \
    .component = OQL_IMC_GEOMEAN, .period_s = OQL_RANGE(0.01, 5.0)

#define CLASS(class_name, trt_text, more_needs, ...)                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .trt = trt_text,                                                              \
                 .needs = OQL_NEED_MAG | OQL_BIT(OQL_ZTOR) | OQL_NEED_RRUP | OQL_NEED_VS30 |   \
                          OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0) | (more_needs),       \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

static const oql_gmm_class classes[] = {
    CLASS("ChaoEtAl2020Asc", OQL_TRT_ACTIVE, OQL_NEED_RAKE, CRUST, 0.0, 0.0, 7.6),
    CLASS("ChaoEtAl2020SInter", OQL_TRT_INTERFACE, 0, INTERFACE, 0.3, 0.0, 7.1),
    CLASS("ChaoEtAl2020SSlab", OQL_TRT_INSLAB, 0, SLAB, 0.2, 35.0, 7.1),
};

OQL_GMM_FAMILY(chao_2020) = {OQL_COUNT(classes), classes, 0, NULL};
