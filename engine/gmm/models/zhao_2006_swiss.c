/* SPDX-License-Identifier: BSD-3-Clause */
/** Zhao et al. (2006) for crustal earthquakes, adjusted to the rock of Switzerland. */
#include "coeffs/zhao_2006_asc.h"
#include "coeffs/zhao_2006_swiss03.h"
#include "coeffs/zhao_2006_swiss05.h"
#include "coeffs/zhao_2006_swiss08.h"
#include "gmm/models/children.h"
#include "gmm/models/swiss_terms.h"

typedef struct {
    const oql_coeff_table *table;
} variant;

typedef struct {
    const oql_gmm *base;
} state;

typedef struct {
    oql_swiss_row c;
    double tau;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const size_t n = oql_gmm_n_imt(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_gmm_add_child_named(g, "ZhaoEtAl2006Asc", n, n == 0 ? NULL : oql_gmm_imt(g, 0),
                                    &s->base, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_zhao_2006_asc base;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->table, imt, &r->c.k_adj, err));
    OQL_TRY(oql_coeff_row(&oql_table_zhao_2006_asc, imt, &base.a, err));
    r->tau = base.tauC;
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_ctx rock = oql_ctx_with(x, OQL_VS30, 700.0);

    oql_gmm_eval(s->base, &rock, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_swiss_apply(&r->c, x, x->col[OQL_RRUP], r->tau, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, coeffs)                                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Edwards, Cauzzi, Danciu & Fah (2016). Region-specific "         \
                              "assessment, adjustment, and weighting of ground-motion "        \
                              "prediction models: application to the 2015 Swiss seismic "      \
                              "hazard maps. Bulletin of the Seismological Society of America " \
                              "106(4), 1840-1857; on Zhao et al. (2006)",                      \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_DEPTH | OQL_NEED_RRUP |      \
                          OQL_NEED_VS30,                                                       \
                 .period_s = OQL_RANGE(0.05, 5.0)},                                            \
        .variant = &(const variant){&(coeffs)}, .state_size = sizeof(state),                   \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

static const oql_gmm_class classes[] = {
    CLASS("ZhaoEtAl2006AscSWISS03", oql_table_zhao_2006_swiss03),
    CLASS("ZhaoEtAl2006AscSWISS05", oql_table_zhao_2006_swiss05),
    CLASS("ZhaoEtAl2006AscSWISS08", oql_table_zhao_2006_swiss08),
};

OQL_GMM_FAMILY(zhao_2006_swiss) = {OQL_COUNT(classes), classes, 0, NULL};
