/* SPDX-License-Identifier: BSD-3-Clause */
/** Youd, Hansen & Bartlett (2002), lateral spread displacement by liquefaction. */
#include "coeffs/youd_etal_2002_freeface.h"
#include "coeffs/youd_etal_2002_slope.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_youd_etal_2002_slope slope, face;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_youd_etal_2002_slope, imt, &r->slope.c0, err));
    OQL_TRY(oql_coeff_row(&oql_table_youd_etal_2002_freeface, imt, &r->face.c0, err));
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *repi = x->col[OQL_REPI], *depth = x->col[OQL_HYPO_DEPTH];
    const double *slope = x->col[OQL_SLOPE], *ratio = x->col[OQL_FREEFACE_RATIO];
    const double *t15 = x->col[OQL_T_15], *f15 = x->col[OQL_F_15], *d50 = x->col[OQL_D50_15];
    const double near_km = oql_exp10(0.89 * x->mag - 5.64);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_youd_etal_2002_slope *S = &r->slope, *F = &r->face;
        const oql_lanes l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double least = depth[i] >= 50.0 ? 5.0 : 0.0;
            const double dist = oql_fmax(repi[i], least);
            /* level ground: the ratio of the free face counts instead of the slope */
            const bool face = slope[i] == 0.0;
            const double grade = oql_log10(face ? ratio[i] : slope[i]);
            const double reach = oql_log10(near_km + dist), thick = oql_log10(t15[i]);
            const double fines = oql_log10(100.0 - f15[i]), grain = oql_log10(d50[i] + 0.1);
            const double on_slope = S->c0 + S->c1 * x->mag + S->c2 * reach + S->c3 * dist +
                                    S->c4 * grade + S->c5 * thick + S->c6 * fines +
                                    S->c7 * grain;
            const double at_face = F->c0 + F->c1 * x->mag + F->c2 * reach + F->c3 * dist +
                                   F->c4 * grade + F->c5 * thick + F->c6 * fines +
                                   F->c7 * grain;
            l.mean[i] = OQL_LN10 * (face ? at_face : on_slope);
        }
        oql_fill_total(x->n, OQL_LN10 * S->sigma, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "YoudEtAl2002",
              .reference =
                  "Youd, Hansen & Bartlett (2002). Revised multilinear regression "
                  "equations for prediction of lateral spread displacement. Journal of "
                  "Geotechnical and Geoenvironmental Engineering 128(12), 1007-1017",
              .doi = "10.1061/(ASCE)1090-0241(2002)128:12(1007)",
              .trt = OQL_TRT_ACTIVE,
              .measures = "LSD",
              .component = OQL_IMC_HORIZONTAL,
              .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_REPI | OQL_BIT(OQL_SLOPE) |
                       OQL_BIT(OQL_FREEFACE_RATIO) | OQL_BIT(OQL_T_15) | OQL_BIT(OQL_F_15) |
                       OQL_BIT(OQL_D50_15)},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(youd_etal_2002) = {OQL_COUNT(classes), classes, 0, NULL};
