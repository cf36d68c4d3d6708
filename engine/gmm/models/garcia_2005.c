/* SPDX-License-Identifier: BSD-3-Clause */
/** Garcia et al. (2005), in-slab earthquakes of central Mexico. */
#include "coeffs/garcia_2005.h"
#include "coeffs/garcia_2005_vert.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
} variant;

typedef struct {
    oql_coef_garcia_2005 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(v->table, imt, &r->c.c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    /* the distance to the fault counts only for large earthquakes */
    const double *r = x->col[x->mag < 6.5 ? OQL_RHYPO : OQL_RRUP];
    const double *depth = x->col[OQL_HYPO_DEPTH];
    const double delta = 0.0075 * oql_exp10(0.507 * x->mag);
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 2, x->stride);
    double *ln_dist = dist + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        dist[i] = sqrt(r[i] * r[i] + delta * delta);
        ln_dist[i] = oql_log(dist[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *w = oql_gmm_row(g, m);
        const oql_coef_garcia_2005 *C = &w->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c1 + C->c2 * x->mag) + w->ln_unit;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] =
                base + OQL_LN10 * (C->c3 * dist[i] + C->c5 * depth[i]) - C->c4 * ln_dist[i];
        }
        oql_fill_sigmas(x->n, OQL_LN10 * C->s_t, OQL_LN10 * C->s_e, OQL_LN10 * C->s_r, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, coeffs)                                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Garcia, Singh, Herraiz, Ordaz & Pacheco (2005). Inslab "        \
                              "earthquakes of central Mexico: peak ground-motion parameters "  \
                              "and response spectra. Bulletin of the Seismological Society "   \
                              "of America 95(6), 2272-2282",                                   \
                 .doi = "10.1785/0120050072",                                                  \
                 .trt = OQL_TRT_INSLAB,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_RHYPO |     \
                          OQL_NEED_VS30,                                                       \
                 .period_s = OQL_RANGE(0.04, 5.0)},                                            \
        .variant = &(const variant){&(coeffs)}, .row_size = sizeof(row), .prepare = prepare,   \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("GarciaEtAl2005SSlab", oql_table_garcia_2005),
    CLASS("GarciaEtAl2005SSlabVert", oql_table_garcia_2005_vert),
};

OQL_GMM_FAMILY(garcia_2005) = {OQL_COUNT(classes), classes, 0, NULL};
