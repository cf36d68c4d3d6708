/* SPDX-License-Identifier: BSD-3-Clause */
/** Atkinson & Boore (1995), eastern North America, as the Geological Survey of Canada used it
 *  in the 2005 hazard maps: best estimate, lower and upper limit. */
#include "gmm/family.h"

#include "coeffs/atkinson_boore_1995_best.h"
#include "coeffs/atkinson_boore_1995_lower.h"
#include "coeffs/atkinson_boore_1995_upper.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table. */
typedef oql_coef_atkinson_boore_1995_best coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    coef *C = row;
    return oql_coeff_row(oql_gmm_variant(g), imt, &C->c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO];
    /* moment magnitude from mN */
    const double mag =
        x->mag <= 5.5 ? 0.98 * x->mag - 0.39 : oql_mw_atkinson_boore_1987(x->mag);
    const double ln_70 = 4.2484952420493594, ln_130 = 4.867534450455582;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * mag + C->c3 * mag * mag, linear = C->c8;
        const double near = C->c4 + C->c5 * mag, far = C->c6 + C->c7 * mag;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double dist = oql_fmax(rhypo[i], 10.0), ln_r = oql_log(dist);
            l.mean[i] = base + near * oql_fmin(ln_r, ln_70) +
                        far * oql_fmax(ln_r - ln_130, 0.0) + linear * dist;
        }
        oql_fill_total(x->n, 0.69, &l);
    }
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Atkinson & Boore (1995). Ground-motion relations for eastern North America. "         \
        "Bulletin of the Seismological Society of America 85(1), 17-30; as in Adams & "        \
        "Halchuk (2003). Fourth generation seismic hazard maps of Canada. Geological "         \
        "Survey of Canada Open File 4459",                                                     \
    .doi = "10.1785/BSSA0850010017", .trt = OQL_TRT_STABLE, .measures = "PGA SA",              \
    .component = OQL_IMC_RANDOM, .needs = OQL_NEED_MAG | OQL_NEED_RHYPO

#define CLASS(class_name, from_s, to_s, table)                                                 \
    {                                                                                          \
        .info = {.name = class_name, .period_s = OQL_RANGE(from_s, to_s), PAPER},              \
        .variant = &(table), .row_size = sizeof(coef), .prepare = prepare, .eval = eval        \
    }

static const oql_gmm_class classes[] = {
    CLASS("AtkinsonBoore1995GSCBest", 0.1, 2.0, oql_table_atkinson_boore_1995_best),
    CLASS("AtkinsonBoore1995GSCLowerLimit", 0.1, 1.0, oql_table_atkinson_boore_1995_lower),
    CLASS("AtkinsonBoore1995GSCUpperLimit", 0.1, 1.0, oql_table_atkinson_boore_1995_upper),
};

OQL_GMM_FAMILY(atkinson_boore_1995) = {OQL_COUNT(classes), classes, 0, NULL};
