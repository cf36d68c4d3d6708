/* SPDX-License-Identifier: BSD-3-Clause */
/** Ramadan, Lanzano & Sgobba (2023), volcanic areas of Italy: shallow and deep earthquakes. */
#include "coeffs/ramadan_2023.h"
#include "gmm/models/terms.h"

typedef struct {
    bool deep;
} variant;

typedef struct {
    oql_coef_ramadan_2023 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(&oql_table_ramadan_2023, imt, &r->c.a, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];
    const double h2 = v->deep ? 25.0 : 1.0;
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 2, x->stride);
    double *ln_dist = dist + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        dist[i] = sqrt(rhypo[i] * rhypo[i] + h2);
        ln_dist[i] = oql_log(dist[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_ramadan_2023 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->a + C->b * x->mag) + r->ln_unit;
        const double slope =
            (v->deep ? C->c3 : C->c1) + (v->deep ? C->c4 : C->c2) * (x->mag - 4.8);
        const double by_r = v->deep ? OQL_LN10 * C->c5 : 0.0;
        const double stiff = OQL_LN10 * C->sB, soft = OQL_LN10 * C->sC;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * ln_dist[i] + by_r * dist[i] +
                        oql_by_ec8(vs30[i], 0.0, stiff, soft, soft);
        }
        oql_fill_parts(x->n, OQL_LN10 * C->tau,
                       OQL_LN10 * sqrt(C->phiS2S * C->phiS2S + C->phi0 * C->phi0), &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, is_deep)                                                             \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Ramadan, Lanzano & Sgobba (2023). Vertical seismic ground "     \
                              "shaking in the volcanic areas of Italy: prediction equations "  \
                              "and PSHA examples. Soil Dynamics and Earthquake Engineering",   \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_VOLCANIC,                                                      \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_VS30,                       \
                 .period_s = OQL_RANGE(0.025, 5.0)},                                           \
        .variant = &(const variant){is_deep}, .row_size = sizeof(row), .prepare = prepare,     \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("RamadanEtAl2023deep", true),
    CLASS("RamadanEtAl2023shallow", false),
};

OQL_GMM_FAMILY(ramadan_2023) = {OQL_COUNT(classes), classes, 0, NULL};
