/* SPDX-License-Identifier: BSD-3-Clause */
/** Tusa, Langer & Azzaro (2020), shallow earthquakes of Mt. Etna within 100 and 60 km. */
#include "coeffs/tusa_langer_azzaro_2019_100b.h"
#include "coeffs/tusa_langer_azzaro_2019_60b.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    oql_coef_tusa_langer_azzaro_2019_60b *C = to;

    return oql_coeff_row(v->table, imt, &C->a, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];
    const double h = oql_exp10((x->mag - 3.391) / 2.076);
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 2, x->stride), *ln_dist = dist + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        dist[i] = sqrt(rhypo[i] * rhypo[i] + h * h);
        ln_dist[i] = oql_log(dist[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_tusa_langer_azzaro_2019_60b *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base =
            OQL_LN10 * (C->a + C->b1 * x->mag + C->b2 * x->mag * x->mag) + OQL_LN_GAL_TO_G;
        const double slope = C->c1 + C->c2 * (x->mag - 3.6), by_r = OQL_LN10 * C->c3;
        const double a = OQL_LN10 * C->sA, b = OQL_LN10 * C->sB, cd = OQL_LN10 * C->sCD;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * ln_dist[i] + by_r * (dist[i] - 1.0) +
                        oql_by_ec8(vs30[i], a, b, cd, cd);
        }
        oql_fill_total(x->n, OQL_LN10 * C->SigmaTot, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, coeffs, to_km)                                                       \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Tusa, Langer & Azzaro (2020). Localizing ground-motion models " \
                              "in volcanic terranes: shallow events at Mt. Etna, Italy, "      \
                              "revisited. Bulletin of the Seismological Society of America "   \
                              "110(6), 2843-2861",                                             \
                 .doi = "10.1785/0120190325",                                                  \
                 .trt = OQL_TRT_VOLCANIC,                                                      \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_LARGER,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_VS30,                       \
                 .mag = OQL_RANGE(3.0, 4.8),                                                   \
                 .dist_km = OQL_RANGE(0.0, to_km),                                             \
                 .depth_km = OQL_RANGE(0.0, 6.0),                                              \
                 .period_s = OQL_RANGE(0.05, 4.0)},                                            \
        .variant = &(const variant){&(coeffs)},                                                \
        .row_size = sizeof(oql_coef_tusa_langer_azzaro_2019_60b), .prepare = prepare,          \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("TusaLangerAzzaro2019_100b", oql_table_tusa_langer_azzaro_2019_100b, 100.0),
    CLASS("TusaLangerAzzaro2019_60b", oql_table_tusa_langer_azzaro_2019_60b, 60.0),
};

OQL_GMM_FAMILY(tusa_langer_azzaro_2019) = {OQL_COUNT(classes), classes, 0, NULL};
