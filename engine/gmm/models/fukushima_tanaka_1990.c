/* SPDX-License-Identifier: BSD-3-Clause */
/** Fukushima & Tanaka (1990), Japan: peak acceleration, also with the paper's site factors. */
#include "gmm/family.h"

#include "coeffs/fukushima_tanaka_1990.h"
#include "gmm/models/terms.h"

typedef enum { AVERAGE_SITE, SITE_FACTORS } variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_fukushima_tanaka_1990 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_fukushima_tanaka_1990, imt, &C->c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const bool sites = *v == SITE_FACTORS;
    const double *rrup = x->col[OQL_RRUP], *vs30 = sites ? x->col[OQL_VS30] : rrup;
    const double soft = sites ? 0.3364722366212129 : 0.0;  /* ln 1.4 */
    const double rock = sites ? -0.5108256237659907 : 0.0; /* ln 0.6 */

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_fukushima_tanaka_1990 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c1 * x->mag + C->c5) + OQL_LN_GAL_TO_G;
        const double near_km = C->c2 * oql_exp10(C->c3 * x->mag), linear = OQL_LN10 * C->c4;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double site = vs30[i] <= 360.0 ? soft : (vs30[i] > 760.0 ? rock : 0.0);
            l.mean[i] = base - oql_log(rrup[i] + near_km) - linear * rrup[i] + site;
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Fukushima & Tanaka (1990). A new attenuation relation for peak horizontal "  \
                 "acceleration of strong earthquake ground motion in Japan. Bulletin of the "  \
                 "Seismological Society of America 80(4), 757-783",                            \
    .doi = "10.1785/BSSA0800040757", .trt = OQL_TRT_ACTIVE, .measures = "PGA",                 \
    .component = OQL_IMC_GEOMEAN

#define CLASS(class_name, kind, more_needs)                                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | (more_needs),                         \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .row_size = sizeof(oql_coef_fukushima_tanaka_1990), \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("FukushimaTanaka1990", AVERAGE_SITE, 0),
    CLASS("FukushimaTanakaSite1990", SITE_FACTORS, OQL_NEED_VS30),
};

OQL_GMM_FAMILY(fukushima_tanaka_1990) = {OQL_COUNT(classes), classes, 0, NULL};
