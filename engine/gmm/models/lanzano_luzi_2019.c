/* SPDX-License-Identifier: BSD-3-Clause */
/** Lanzano & Luzi (2020), volcanic areas of Italy: shallow and deep events. */
#include "gmm/family.h"

#include "coeffs/lanzano_luzi_2019.h"
#include "coeffs/lanzano_luzi_2019_scaled.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    bool deep;
} variant;

typedef struct {
    oql_coef_lanzano_luzi_2019 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(v->table, imt, &r->c.a, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];
    const double h2 = v->deep ? 25.0 : 4.0;
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 2, x->stride), *ln_r = dist + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rhypo[i] * rhypo[i] + h2;
        dist[i] = sqrt(r2);
        ln_r[i] = 0.5 * oql_log(r2);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_lanzano_luzi_2019 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->a + C->b * x->mag) + r->ln_unit;
        const double slope = v->deep ? C->c2 : C->c1, linear = v->deep ? OQL_LN10 * C->c3 : 0.0;
        const double b = OQL_LN10 * C->sB, c = OQL_LN10 * C->sC;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] =
                base + slope * ln_r[i] + linear * dist[i] + oql_by_ec8(vs30[i], 0.0, b, c, c);
        }
        oql_fill_sigmas(x->n, OQL_LN10 * C->sigma, OQL_LN10 * C->tau, OQL_LN10 * C->phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Lanzano & Luzi (2020). A ground motion model for volcanic areas in Italy. "  \
                 "Bulletin of Earthquake Engineering 18, 57-76",                               \
    .doi = "", .trt = OQL_TRT_VOLCANIC, .measures = "PGA PGV SA",                              \
    .component = OQL_IMC_GEOMEAN, .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_VS30,      \
    .mag = OQL_RANGE(3.5, 4.9), .dist_km = OQL_RANGE(1.0, 200.0)

#define CLASS(class_name, from_s, to_s, ...)                                                   \
    {                                                                                          \
        .info = {.name = class_name, .period_s = OQL_RANGE(from_s, to_s), PAPER},              \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(row), .prepare = prepare, \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("LanzanoLuzi2019deep", 0.025, 5.0, &oql_table_lanzano_luzi_2019, true),
    CLASS("LanzanoLuzi2019deep_scaled", 0.05, 4.0, &oql_table_lanzano_luzi_2019_scaled, true),
    CLASS("LanzanoLuzi2019shallow", 0.025, 5.0, &oql_table_lanzano_luzi_2019, false),
    CLASS("LanzanoLuzi2019shallow_scaled", 0.05, 4.0, &oql_table_lanzano_luzi_2019_scaled,
          false),
};

OQL_GMM_FAMILY(lanzano_luzi_2019) = {OQL_COUNT(classes), classes, 0, NULL};
