/* SPDX-License-Identifier: BSD-3-Clause */
/** Lin (2009), crustal earthquakes of Taiwan. */
#include "coeffs/lin_2009.h"
#include "gmm/models/terms.h"

typedef struct {
    bool adjusted; /**< deviations of the Taiwan Earthquake Model */
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_coef_lin_2009 *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_lin_2009, imt, &C->C1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];
    const double d = x->mag - 6.3, d85 = 8.5 - x->mag;
    const size_t mark = oql_work_mark(x->work);
    double *ln_v = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_v[i] = oql_log(vs30[i] / 1130.0);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_lin_2009 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->C1 + C->C3 * d85 * d85 + (d > 0.0 ? -C->H * C->C5 : C->C2) * d;
        const double slope = 0.5 * (C->C4 + C->C5 * d), h2 = oql_exp(2.0 * C->H);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double up = ((rake[i] >= 30.0) & (rake[i] <= 150.0)) ? C->C7 : 0.0;
            const double style = ((rake[i] >= -120.0) & (rake[i] <= -60.0)) ? C->C6 : up;
            l.mean[i] =
                base + slope * oql_log(rrup[i] * rrup[i] + h2) + style + C->C8 * ln_v[i];
        }
        oql_fill_total(x->n, v->adjusted ? C->adjusted_sigma : C->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, is_adjusted)                                                         \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Lin (2009). Ground-motion attenuation relationship and "        \
                              "path-effect study using Taiwan data set. PhD thesis, National " \
                              "Central University, Taiwan",                                    \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RRUP | OQL_NEED_VS30,        \
                 .period_s = OQL_RANGE(0.01, 5.0)},                                            \
        .variant = &(const variant){is_adjusted}, .row_size = sizeof(oql_coef_lin_2009),       \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("Lin2009", false),
    CLASS("Lin2009AdjustedSigma", true),
};

OQL_GMM_FAMILY(lin_2009) = {OQL_COUNT(classes), classes, 0, NULL};
