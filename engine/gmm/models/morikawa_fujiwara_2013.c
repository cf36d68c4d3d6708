/* SPDX-License-Identifier: BSD-3-Clause */
/** Morikawa & Fujiwara (2013), Japan up to magnitude 9. */
#include "coeffs/morikawa_fujiwara_2013.h"
#include "gmm/models/terms.h"

typedef enum { CRUST, INTERFACE, SLAB } event;
typedef enum { ANYWHERE, NORTH_EAST, SOUTH_WEST } part;

typedef struct {
    event what;
    part where;
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_coef_morikawa_fujiwara_2013 *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_morikawa_fujiwara_2013, imt, &C->a, err);
}

static void eval_measure(const oql_coef_morikawa_fujiwara_2013 *C, const variant *v,
                         const oql_ctx *x, const oql_lanes *l)
{
    const double mag = oql_fmin(x->mag, 8.2), d = mag - 16.0;
    const double slope = v->what == CRUST ? C->b1 : (v->what == SLAB ? C->b3 : C->b2);
    const double c = v->what == CRUST ? C->c1 : (v->what == SLAB ? C->c3 : C->c2);
    const double base = OQL_LN10 * (C->a * d * d + c);
    const double near_km = C->d * oql_exp10(0.5 * mag);
    const double volcanic = v->where == NORTH_EAST ? C->gNE : C->gEW;
    const double gamma = v->where == ANYWHERE ? 0.0 : volcanic;
    const double plate = v->what == SLAB && v->where == SOUTH_WEST ? C->PH : 0.0;
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];
    const double *vs30 = x->col[OQL_VS30], *z1pt4 = x->col[OQL_Z1PT4], *xvf = x->col[OQL_XVF];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double basin = C->pd * oql_log(oql_fmax(z1pt4[i], C->Dlmin) / 300.0);
        const double site = C->ps * oql_log(oql_fmin(vs30[i], C->Vsmax) / C->V0);
        const double front = gamma * oql_fmin(xvf[i], 75.0) * oql_fmax(depth[i] - 30.0, 0.0);
        const double shallow = depth[i] < 80.0 ? plate : 0.0;
        l->mean[i] = base - oql_log(rrup[i] + near_km) + basin + site + OQL_LN_GAL_TO_G +
                     OQL_LN10 * (slope * rrup[i] + front + shallow);
    }
    oql_fill_total(x->n, OQL_LN10 * C->sigma, l);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_measure(oql_gmm_row(g, m), oql_gmm_variant(g), x, &l);
    }
}

#define CLASS(class_name, region, what, where)                                                 \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Morikawa & Fujiwara (2013). A new ground motion prediction "    \
                              "equation for Japan applicable up to M9 mega-earthquake. "       \
                              "Journal of Disaster Research 8(5), 878-888",                    \
                 .doi = "10.20965/jdr.2013.p0878",                                             \
                 .trt = region,                                                                \
                 .measures = "JMA PGA PGV SA",                                                 \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_VS30 |      \
                          OQL_BIT(OQL_XVF) | OQL_BIT(OQL_Z1PT4),                               \
                 .period_s = OQL_RANGE(0.05, 10.0)},                                           \
        .variant = &(const variant){what, where},                                              \
        .row_size = sizeof(oql_coef_morikawa_fujiwara_2013), .prepare = prepare, .eval = eval  \
    }

static const oql_gmm_class classes[] = {
    CLASS("MorikawaFujiwara2013Crustal", OQL_TRT_ACTIVE, CRUST, ANYWHERE),
    CLASS("MorikawaFujiwara2013SubInterface", OQL_TRT_INTERFACE, INTERFACE, ANYWHERE),
    CLASS("MorikawaFujiwara2013SubInterfaceNE", OQL_TRT_INTERFACE, INTERFACE, NORTH_EAST),
    CLASS("MorikawaFujiwara2013SubInterfaceSW", OQL_TRT_INTERFACE, INTERFACE, SOUTH_WEST),
    CLASS("MorikawaFujiwara2013SubSlab", OQL_TRT_INSLAB, SLAB, ANYWHERE),
    CLASS("MorikawaFujiwara2013SubSlabNE", OQL_TRT_INSLAB, SLAB, NORTH_EAST),
    CLASS("MorikawaFujiwara2013SubSlabSW", OQL_TRT_INSLAB, SLAB, SOUTH_WEST),
};

OQL_GMM_FAMILY(morikawa_fujiwara_2013) = {OQL_COUNT(classes), classes, 0, NULL};
