/* SPDX-License-Identifier: BSD-3-Clause */
/** Dost, van Eck & Haak (2004), induced events in the Netherlands; and Bommer's adaptation. */
#include "gmm/family.h"

#include "coeffs/dost_2004.h"
#include "coeffs/dost_2004_bommer.h"
#include "gmm/models/terms.h"

typedef enum { PUBLISHED, BOMMER } variant;

typedef struct {
    oql_coef_dost_2004_bommer c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_dost_2004 c;
    oql_status st = OQL_OK;

    if (*v == BOMMER) {
        OQL_TRY(oql_coeff_row(&oql_table_dost_2004_bommer, imt, &r->c.c0, err));
    } else {
        OQL_TRY(oql_coeff_row(&oql_table_dost_2004, imt, &c.c0, err));
        r->c = (oql_coef_dost_2004_bommer){
            .c0 = c.c0, .c1 = c.c1, .c2 = c.c2, .c3 = c.c3, .sigma = c.sigma};
    }
    /* PGA in m/s2 */
    r->ln_unit = imt->kind == OQL_IMT_PGA ? OQL_LN_GAL_TO_G + 2.0 * OQL_LN10 : 0.0;
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], dm = x->mag - 4.5;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_dost_2004_bommer *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c0 + C->c1 * x->mag + C->c1e * dm * dm) + r->ln_unit;
        const double linear = OQL_LN10 * C->c2, slope = C->c3;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + linear * rhypo[i] + slope * oql_log(rhypo[i]);
        }
        oql_fill_sigmas(x->n, OQL_LN10 * C->sigma, OQL_LN10 * C->tau, OQL_LN10 * C->phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Dost, van Eck & Haak (2004). Scaling of peak ground acceleration and peak "  \
                 "ground velocity recorded in the Netherlands. Bollettino di Geofisica "       \
                 "Teorica ed Applicata 45(3), 153-168",                                        \
    .doi = "", .trt = OQL_TRT_INDUCED, .measures = "PGA PGV",                                  \
    .component = "Average Horizontal (GMRotD100)", .needs = OQL_NEED_MAG | OQL_NEED_RHYPO

#define CLASS(class_name, kind)                                                                \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){kind},                \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("DostEtAl2004", PUBLISHED),
    CLASS("DostEtAl2004BommerAdaptation", BOMMER),
};

OQL_GMM_FAMILY(dost_2004) = {OQL_COUNT(classes), classes, 0, NULL};
