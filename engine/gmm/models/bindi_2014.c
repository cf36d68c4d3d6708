/* SPDX-License-Identifier: BSD-3-Clause */
/** Bindi et al. (2014), Europe and the Middle East: two distances, vs30 or Eurocode 8
 *  classes. */
#include "gmm/family.h"

#include "coeffs/bindi_2014_rhyp.h"
#include "coeffs/bindi_2014_rhyp_ec8.h"
#include "coeffs/bindi_2014_rjb.h"
#include "coeffs/bindi_2014_rjb_ec8.h"
#include "coeffs/bindi_2014_scaled.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    oql_ctx_param distance;
    bool classes, style;
} variant;

typedef struct {
    oql_coef_bindi_2014_rjb_ec8 c;
    double gamma, ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_bindi_2014_rjb b;
    oql_status st = OQL_OK;

    r->ln_unit = oql_ln_unit(imt);
    if (v->classes) {
        return oql_coeff_row(v->table, imt, &r->c.e1, err);
    }
    OQL_TRY(oql_coeff_row(v->table, imt, &b.e1, err));
    r->gamma = b.gamma;
    r->c = (oql_coef_bindi_2014_rjb_ec8){.e1 = b.e1,
                                         .c1 = b.c1,
                                         .c2 = b.c2,
                                         .h = b.h,
                                         .c3 = b.c3,
                                         .b1 = b.b1,
                                         .b2 = b.b2,
                                         .b3 = b.b3,
                                         .sofN = b.sofN,
                                         .sofR = b.sofR,
                                         .sofS = b.sofS,
                                         .tau = b.tau,
                                         .phi = b.phi,
                                         .sigma = b.sigma};
done:
    return st;
}

static void eval_mean(const row *r, const variant *v, const oql_ctx *x, double ln_factor,
                      double *mean)
{
    const oql_coef_bindi_2014_rjb_ec8 *C = &r->c;
    const double dm = x->mag - 6.75, h2 = C->h * C->h;
    const double f_mag = x->mag < 6.75 ? C->b1 * dm + C->b2 * dm * dm : C->b3 * dm;
    const double base = OQL_LN10 * (C->e1 + f_mag + C->c3) + r->ln_unit + ln_factor;
    const double slope = 0.5 * (C->c1 + C->c2 * (x->mag - 5.5)), linear = OQL_LN10 * C->c3;
    const double style = v->style ? OQL_LN10 : 0.0;
    const double normal = style * C->sofN, reverse = style * C->sofR;
    const double strike_slip = style * C->sofS, gamma = r->gamma;
    const double b = OQL_LN10 * C->eB, c = OQL_LN10 * C->eC, d = OQL_LN10 * C->eD;
    const double *dist = x->col[v->distance], *vs30 = x->col[OQL_VS30];
    const double *rake = v->style ? x->col[OQL_RAKE] : dist;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = dist[i] * dist[i] + h2;
        mean[i] = base + slope * oql_log(r2) - linear * sqrt(r2) +
                  gamma * oql_log(vs30[i] / 800.0) + oql_by_ec8(vs30[i], 0.0, b, c, d) +
                  oql_by_style(rake[i], strike_slip, normal, reverse);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *ln_factor = oql_gmm_state_c(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, v, x, *ln_factor, l.mean);
        oql_fill_sigmas(x->n, OQL_LN10 * r->c.sigma, OQL_LN10 * r->c.tau, OQL_LN10 * r->c.phi,
                        &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Bindi, Massa, Luzi, Ameri, Pacor, Puglia & Augliera (2014). Pan-European "   \
                 "ground-motion prediction equations for the average horizontal component of " \
                 "PGA, PGV, and 5%-damped PSA at spectral periods up to 3.0 s using the "      \
                 "RESORCE dataset. Bulletin of Earthquake Engineering 12(1), 391-430",         \
    .doi = "10.1007/s10518-013-9525-5", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",       \
    .component = OQL_IMC_GEOMEAN, .mag = OQL_RANGE(4.0, 7.6),                                  \
    .dist_km = OQL_RANGE(0.0, 300.0), .depth_km = OQL_RANGE(0.0, 35.0)

#define CLASS(class_name, from_s, to_s, more_needs, ...)                                       \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = OQL_RANGE(from_s, to_s),                                          \
                 .needs = OQL_NEED_MAG | OQL_NEED_VS30 | (more_needs),                         \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(double),                \
        .row_size = sizeof(row), .init = oql_init_adjustment, .prepare = prepare, .eval = eval \
    }

#define RJB   (OQL_NEED_RAKE | OQL_NEED_RJB)
#define RHYPO (OQL_NEED_RAKE | OQL_NEED_RHYPO)

static const oql_gmm_class classes[] = {
    CLASS("BindiEtAl2014Rhyp", 0.02, 3.0, RHYPO, &oql_table_bindi_2014_rhyp, OQL_RHYPO, false,
          true),
    CLASS("BindiEtAl2014RhypEC8", 0.02, 4.0, RHYPO, &oql_table_bindi_2014_rhyp_ec8, OQL_RHYPO,
          true, true),
    CLASS("BindiEtAl2014RhypEC8NoSOF", 0.02, 4.0, OQL_NEED_RHYPO,
          &oql_table_bindi_2014_rhyp_ec8, OQL_RHYPO, true, false),
    CLASS("BindiEtAl2014RhypEC8scaled", 0.04, 4.0, RHYPO, &oql_table_bindi_2014_scaled,
          OQL_RHYPO, true, true),
    CLASS("BindiEtAl2014Rjb", 0.02, 3.0, RJB, &oql_table_bindi_2014_rjb, OQL_RJB, false, true),
    CLASS("BindiEtAl2014RjbEC8", 0.02, 3.0, RJB, &oql_table_bindi_2014_rjb_ec8, OQL_RJB, true,
          true),
    CLASS("BindiEtAl2014RjbEC8NoSOF", 0.02, 3.0, OQL_NEED_RJB, &oql_table_bindi_2014_rjb_ec8,
          OQL_RJB, true, false),
};

OQL_GMM_FAMILY(bindi_2014) = {OQL_COUNT(classes), classes, 0, NULL};
