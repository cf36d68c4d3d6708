/* SPDX-License-Identifier: BSD-3-Clause */
/** Ambraseys et al. (2005), Europe and the Middle East: horizontal and vertical motion. */
#include "gmm/family.h"

#include "coeffs/ambraseys_2005_horizontal.h"
#include "coeffs/ambraseys_2005_vertical.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table. */
typedef oql_coef_ambraseys_2005_horizontal coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    coef *C = row;
    return oql_coeff_row(oql_gmm_variant(g), imt, &C->a1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];
    const double ln_unit = OQL_LN_GAL_TO_G + 2.0 * OQL_LN10; /* from m/s2 */

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->a1 + C->a2 * x->mag) + ln_unit, h2 = C->a5 * C->a5;
        const double slope = 0.5 * (C->a3 + C->a4 * x->mag);
        const double soft = OQL_LN10 * C->a6, stiff = OQL_LN10 * C->a7;
        const double normal = OQL_LN10 * C->a8, thrust = OQL_LN10 * C->a9;
        const double odd = OQL_LN10 * C->a10;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double site = vs30[i] <= 360.0 ? soft : (vs30[i] <= 750.0 ? stiff : 0.0);
            l.mean[i] = base + slope * oql_log(rjb[i] * rjb[i] + h2) +
                        (vs30[i] >= 1e-10 ? site : 0.0) +
                        oql_by_style(rake[i], odd, normal, thrust);
        }
        oql_fill_parts(x->n, OQL_LN10 * (C->Sig2a - C->Sig2b * x->mag),
                       OQL_LN10 * (C->Sig1a - C->Sig1b * x->mag), &l);
    }
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Ambraseys, Douglas, Sarma & Smit (2005). Equations for the estimation of "            \
        "strong ground motions from shallow crustal earthquakes using data from "              \
        "Europe and the Middle East: horizontal peak ground acceleration and "                 \
        "spectral acceleration. Bulletin of Earthquake Engineering 3, 1-53; vertical: "        \
        "3, 55-73, doi:10.1007/s10518-005-0186-x",                                             \
    .doi = "10.1007/s10518-005-0183-0", .trt = OQL_TRT_ACTIVE, .measures = "PGA SA",           \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,                      \
    .period_s = OQL_RANGE(0.05, 2.5)

#define CLASS(class_name, direction, table)                                                    \
    {                                                                                          \
        .info = {.name = class_name, .component = direction, PAPER}, .variant = &(table),      \
        .row_size = sizeof(coef), .prepare = prepare, .eval = eval                             \
    }

static const oql_gmm_class classes[] = {
    CLASS("AmbraseysEtAl2005", OQL_IMC_LARGER, oql_table_ambraseys_2005_horizontal),
    CLASS("AmbraseysEtAl2005Vertical", OQL_IMC_VERTICAL, oql_table_ambraseys_2005_vertical),
};

OQL_GMM_FAMILY(ambraseys_2005) = {OQL_COUNT(classes), classes, 0, NULL};
