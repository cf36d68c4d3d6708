/* SPDX-License-Identifier: BSD-3-Clause */
/** Zhang & Zhao (2005), lateral spread displacement by liquefaction, driven by the attenuation
 * of
 *  spectral displacement of Sadigh et al. (1997) and Youngs et al. (1997). */
#include "coeffs/zhang_zhao_2005_freeface.h"
#include "coeffs/zhang_zhao_2005_slope.h"
#include "gmm/models/terms.h"

typedef enum { CRUST, INTERFACE, SLAB } region;

typedef struct {
    region where;
} variant;

typedef struct {
    oql_coef_zhang_zhao_2005_slope slope, face;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_zhang_zhao_2005_slope, imt, &r->slope.c4, err));
    OQL_TRY(oql_coeff_row(&oql_table_zhang_zhao_2005_freeface, imt, &r->face.c4, err));
done:
    return st;
}

/* log10 of the spectral displacement. */
static void displacement(region where, const oql_ctx *x, double *sd)
{
    const bool crust = where == CRUST;
    const double *rrup = x->col[OQL_RRUP];
    const double *rake = crust ? x->col[OQL_RAKE] : rrup;
    const double *depth = crust ? rrup : x->col[OQL_HYPO_DEPTH];
    const double mag = x->mag, d10 = 10.0 - mag;
    const double bend = oql_exp(2.5 * oql_log(oql_fmax(8.5 - mag, 1e-300)));
    const double near_crust =
        mag >= 6.5 ? 0.3825 * oql_exp(0.5882 * mag) : 2.1863 * oql_exp(0.32 * mag);
    const double base_crust = oql_log(0.06212) + mag - 0.033 * bend;
    const double near_sub = 1.097 * oql_exp(0.617 * mag);
    const double base_sub = oql_log(0.2485) - 3.5387 + 1.438 * mag - 0.0066 * d10 * d10 * d10 +
                            (where == SLAB ? 0.3643 : 0.0);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const bool reverse = (rake[i] >= 45.0) & (rake[i] <= 135.0);
        const double on_crust = base_crust + (reverse ? -1.92 + 0.8285 : -2.17 + 0.8494) -
                                1.7 * oql_log(rrup[i] + near_crust);
        const double on_sub =
            base_sub - 1.785 * oql_log(rrup[i] + near_sub) + 0.00648 * depth[i];
        sd[i] = (crust ? on_crust : on_sub) * (1.0 / OQL_LN10);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *slope = x->col[OQL_SLOPE], *ratio = x->col[OQL_FREEFACE_RATIO];
    const double *t15 = x->col[OQL_T_15], *f15 = x->col[OQL_F_15], *d50 = x->col[OQL_D50_15];
    const size_t mark = oql_work_mark(x->work);
    double *sd = oql_work_rows(x->work, 1, x->stride);

    displacement(v->where, x, sd);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_zhang_zhao_2005_slope *S = &r->slope, *F = &r->face;
        const oql_lanes l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            /* level ground: the ratio of the free face counts instead of the slope */
            const bool face = slope[i] == 0.0;
            const double grade = oql_log10(face ? ratio[i] : slope[i]);
            const double fines = oql_log10(100.0 - f15[i]), grain = oql_log10(d50[i] + 0.1);
            const double on_slope =
                S->c4 * grade + S->c5 * t15[i] + S->c6 * fines + S->c7 * grain + S->c8;
            const double at_face =
                F->c4 * grade + F->c5 * t15[i] + F->c6 * fines + F->c7 * grain + F->c8;
            l.mean[i] = OQL_LN10 * (1.856 * sd[i] + (face ? at_face : on_slope));
        }
        oql_fill_total(x->n, OQL_LN10 * S->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region, more_needs, where)                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Zhang & Zhao (2005). Empirical models for estimating "          \
                              "liquefaction-induced lateral spread displacement. Soil "        \
                              "Dynamics and Earthquake Engineering 25(6), 439-450",            \
                 .doi = "",                                                                    \
                 .trt = region,                                                                \
                 .measures = "LSD",                                                            \
                 .component = OQL_IMC_HORIZONTAL,                                              \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_BIT(OQL_SLOPE) |                  \
                          OQL_BIT(OQL_FREEFACE_RATIO) | OQL_BIT(OQL_T_15) |                    \
                          OQL_BIT(OQL_F_15) | OQL_BIT(OQL_D50_15) | (more_needs)},             \
        .variant = &(const variant){where}, .row_size = sizeof(row), .prepare = prepare,       \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("Zhang_Zhao2005Crust", OQL_TRT_ACTIVE, OQL_NEED_RAKE, CRUST),
    CLASS("Zhang_Zhao2005SInter", OQL_TRT_INTERFACE, OQL_NEED_DEPTH, INTERFACE),
    CLASS("Zhang_Zhao2005SSlab", OQL_TRT_INSLAB, OQL_NEED_DEPTH, SLAB),
};

OQL_GMM_FAMILY(zhang_zhao_2005) = {OQL_COUNT(classes), classes, 0, NULL};
