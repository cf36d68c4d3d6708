/* SPDX-License-Identifier: BSD-3-Clause */
/** Sandikkaya & Akkar (2017), cumulative absolute velocity and Arias intensity in Europe. */
#include <math.h>

#include "coeffs/sandikkaya_akkar_2017_repi.h"
#include "coeffs/sandikkaya_akkar_2017_rhyp.h"
#include "coeffs/sandikkaya_akkar_2017_rjb.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    oql_ctx_param distance;
} variant;

typedef struct {
    oql_coef_sandikkaya_akkar_2017_rjb c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    /* CAV from cm/s to g s with 9.81 m/s^2 */
    r->ln_unit = imt->kind == OQL_IMT_CAV ? -log(100.0 * 9.81) : 0.0;
    return oql_coeff_row(v->table, imt, &r->c.a1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[v->distance], *vs30 = x->col[OQL_VS30];
    const double *rake = x->col[OQL_RAKE];
    const double d = x->mag - 6.75, d85 = 8.5 - x->mag;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_sandikkaya_akkar_2017_rjb *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->a1 + C->a2 * d + C->a3 * d85 * d85 + r->ln_unit;
        const double slope = 0.5 * (C->a4 + C->a5 * d), h2 = C->a6 * C->a6;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * oql_log(dist[i] * dist[i] + h2) +
                        oql_by_style_45(rake[i], 0.0, C->a7, C->a8) +
                        C->a9 * oql_log(oql_fmin(vs30[i], 1000.0) / 750.0);
        }
        oql_fill_parts(x->n, C->tau, C->phi, &l);
    }
}

#define CLASS(class_name, coeffs, param)                                                       \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Sandikkaya & Akkar (2017). Cumulative absolute velocity, Arias "         \
                     "intensity and significant duration predictive models from a "            \
                     "pan-European strong-motion dataset. Bulletin of Earthquake "             \
                     "Engineering 15, 1881-1898",                                              \
                 .doi = "10.1007/s10518-016-0066-6",                                           \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "CAV IA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_VS30 | OQL_BIT(param)},      \
        .variant = &(const variant){&(coeffs), param}, .row_size = sizeof(row),                \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("SandikkayaAkkar2017Repi", oql_table_sandikkaya_akkar_2017_repi, OQL_REPI),
    CLASS("SandikkayaAkkar2017Rhyp", oql_table_sandikkaya_akkar_2017_rhyp, OQL_RHYPO),
    CLASS("SandikkayaAkkar2017Rjb", oql_table_sandikkaya_akkar_2017_rjb, OQL_RJB),
};

OQL_GMM_FAMILY(sandikkaya_akkar_2017) = {OQL_COUNT(classes), classes, 0, NULL};
