/* SPDX-License-Identifier: BSD-3-Clause */
/** Bindi et al. (2017): NGA-West2 data for regions of low seismicity, two distances. */
#include "gmm/family.h"

#include "coeffs/bindi_2017_rhypo.h"
#include "coeffs/bindi_2017_rjb.h"
#include "gmm/models/terms.h"

typedef enum { RJB, RHYPO } variant;

typedef oql_coef_bindi_2017_rjb coef; /* h is 0 for the hypocentral distance */

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    coef *C = row;
    oql_coef_bindi_2017_rhypo c;
    oql_status st = OQL_OK;

    if (*v == RJB) {
        return oql_coeff_row(&oql_table_bindi_2017_rjb, imt, &C->e1, err);
    }
    OQL_TRY(oql_coeff_row(&oql_table_bindi_2017_rhypo, imt, &c.e1, err));
    *C = (coef){c.e1, c.b1, c.b2, c.b3, c.c1, c.c2, c.c3, 0.0, c.sA, c.tau, c.phi};
done:
    return st;
}

static double magnitude_term(const coef *C, double mag)
{
    const double dm = oql_fmin(mag, 6.5) - 4.5;
    return C->e1 + C->b1 * dm + C->b2 * dm * dm + C->b3 * oql_fmax(mag - 6.5, 0.0);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *ln_factor = oql_gmm_state_c(g);
    const double *dist = x->col[*v == RJB ? OQL_RJB : OQL_RHYPO], *vs30 = x->col[OQL_VS30];
    /* from m/s2 to g */
    const double ln_unit = OQL_LN_GAL_TO_G + 2.0 * OQL_LN10 + *ln_factor;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = magnitude_term(C, x->mag) + ln_unit - C->c3, h2 = C->h * C->h;
        const double slope = 0.5 * (C->c1 + C->c2 * (x->mag - 4.5)), linear = C->c3;
        const double site = C->sA;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double r2 = dist[i] * dist[i] + h2;
            l.mean[i] = base + slope * oql_log(r2) + linear * sqrt(r2) +
                        site * oql_log(vs30[i] / 800.0);
        }
        oql_fill_parts(x->n, C->tau, C->phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Bindi, Cotton, Kotha, Bosse, Stromeyer & Grunthal (2017). "                  \
                 "Application-driven ground motion prediction equation for seismic hazard "    \
                 "assessments in non-cratonic moderate-seismicity areas. Journal of "          \
                 "Seismology 21(5), 1201-1218",                                                \
    .doi = "", .trt = OQL_TRT_STABLE, .measures = "PGA SA", .component = OQL_IMC_GEOMEAN,      \
    .period_s = OQL_RANGE(0.01, 4.0)

#define CLASS(class_name, kind, distance)                                                      \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_VS30 | (distance),                           \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .state_size = sizeof(double),                       \
        .row_size = sizeof(coef), .init = oql_init_adjustment, .prepare = prepare,             \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("BindiEtAl2017Rhypo", RHYPO, OQL_NEED_RHYPO),
    CLASS("BindiEtAl2017Rjb", RJB, OQL_NEED_RJB),
};

OQL_GMM_FAMILY(bindi_2017) = {OQL_COUNT(classes), classes, 0, NULL};
