/* SPDX-License-Identifier: BSD-3-Clause */
/** Nath et al. (2012), Shillong plateau, north-east India. */
#include "coeffs/nath_2012_lower.h"
#include "coeffs/nath_2012_upper.h"
#include "gmm/models/terms.h"

typedef struct {
    bool upper; /**< on the upper crust, else on bedrock */
} variant;

typedef struct {
    oql_coef_nath_2012_lower c;
    double ln_factor;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_nath_2012_upper upper;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_nath_2012_lower, imt, &r->c.c1, err));
    if (v->upper) {
        OQL_TRY(oql_coeff_row(&oql_table_nath_2012_upper, imt, &upper.correction, err));
        r->ln_factor = log(upper.correction);
    }
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP];
    const double d10 = 10.0 - x->mag;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_nath_2012_lower *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * x->mag + C->c3 * d10 * d10 * d10 + r->ln_factor;
        const double near_km = C->c5 * oql_exp(C->c6 * x->mag);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + C->c4 * oql_log(rrup[i] + near_km);
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
}

#define CLASS(class_name, is_upper)                                                            \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Nath, Thingbaijam, Maity & Nayak (2012). Ground-motion "        \
                              "predictions in Shillong region, northeast India. Journal of "   \
                              "Seismology 16, 475-488",                                        \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_INTERFACE,                                                     \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_VERTICAL,                                                \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP,                                        \
                 .depth_km = OQL_RANGE(25.0, 45.0)},                                           \
        .variant = &(const variant){is_upper}, .row_size = sizeof(row), .prepare = prepare,    \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("NathEtAl2012Lower", false),
    CLASS("NathEtAl2012Upper", true),
};

OQL_GMM_FAMILY(nath_2012) = {OQL_COUNT(classes), classes, 0, NULL};
