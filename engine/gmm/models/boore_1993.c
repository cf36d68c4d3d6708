/* SPDX-License-Identifier: BSD-3-Clause */
/** Boore, Joyner & Fumal (1993), western North America, as the Geological Survey of Canada used
 *  it in the 2005 hazard maps: best estimate, lower and upper limit. */
#include "gmm/family.h"

#include "coeffs/boore_1993_best.h"
#include "coeffs/boore_1993_lower.h"
#include "coeffs/boore_1993_upper.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table. */
typedef oql_coef_boore_1993_best coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    coef *C = row;
    return oql_coeff_row(oql_gmm_variant(g), imt, &C->c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB], dm = x->mag - 6.0, ln_100 = 2.0 * OQL_LN10;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base =
            OQL_LN10 * (C->c1 + C->c2 * dm + C->c3 * dm * dm + C->c6) + OQL_LN_GAL_TO_G;
        const double slope = C->c5, h2 = C->c7 * C->c7, linear = OQL_LN10 * C->c4;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double dist = sqrt(rjb[i] * rjb[i] + h2), ln_r = oql_log(dist);
            l.mean[i] = base + slope * oql_fmin(ln_r, ln_100) - oql_fmax(ln_r - ln_100, 0.0) +
                        linear * oql_fmax(dist - 100.0, 0.0);
        }
        oql_fill_total(x->n, C->sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Boore, Joyner & Fumal (1993). Estimation of response spectra and peak "      \
                 "accelerations from western North American earthquakes: an interim report. "  \
                 "USGS Open-File Report 93-509; as in Adams & Halchuk (2003), GSC Open File "  \
                 "4459",                                                                       \
    .doi = "10.3133/ofr93509", .trt = OQL_TRT_ACTIVE, .measures = "PGA SA",                    \
    .component = OQL_IMC_RANDOM, .needs = OQL_NEED_MAG | OQL_NEED_RJB,                         \
    .period_s = OQL_RANGE(0.1, 2.0)

#define CLASS(class_name, table)                                                               \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(table), .row_size = sizeof(coef),    \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("BooreEtAl1993GSCBest", oql_table_boore_1993_best),
    CLASS("BooreEtAl1993GSCLowerLimit", oql_table_boore_1993_lower),
    CLASS("BooreEtAl1993GSCUpperLimit", oql_table_boore_1993_upper),
};

OQL_GMM_FAMILY(boore_1993) = {OQL_COUNT(classes), classes, 0, NULL};
