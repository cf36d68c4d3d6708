/* SPDX-License-Identifier: BSD-3-Clause */
/** Lin et al. (2011), crustal earthquakes of Taiwan: sites on the footwall and the hanging
 * wall. */
#include "coeffs/tem20_lin_2011_foot.h"
#include "coeffs/tem20_lin_2011_hanging.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    oql_coef_tem20_lin_2011_foot *C = to;

    return oql_coeff_row(v->table, imt, &C->rock_C1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_tem20_lin_2011_foot *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double rock = C->rock_C1 + C->rock_C2 * x->mag;
        const double soil = C->soil_C1 + C->soil_C2 * x->mag;
        const double near_rock = C->rock_C4 * oql_exp(C->rock_C5 * x->mag);
        const double near_soil = C->soil_C4 * oql_exp(C->soil_C5 * x->mag);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const bool on_rock = vs30[i] >= 360.0;
            l.mean[i] = (on_rock ? rock : soil) +
                        (on_rock ? C->rock_C3 : C->soil_C3) *
                            oql_log(rrup[i] + (on_rock ? near_rock : near_soil));
            l.sigma[i] = on_rock ? C->rock_sigma : C->soil_sigma;
            l.tau[i] = 0.0;
            l.phi[i] = 0.0;
        }
    }
}

#define CLASS(class_name, coeffs)                                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Lin, Lee, Cheng & Sung (2011). Response spectral attenuation "  \
                              "relations for shallow crustal earthquakes in Taiwan. "          \
                              "Engineering Geology 121, 150-164",                              \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30,                        \
                 .period_s = OQL_RANGE(0.01, 5.0)},                                            \
        .variant = &(const variant){&(coeffs)},                                                \
        .row_size = sizeof(oql_coef_tem20_lin_2011_foot), .prepare = prepare, .eval = eval     \
    }

static const oql_gmm_class classes[] = {
    CLASS("Lin2011foot", oql_table_tem20_lin_2011_foot),
    CLASS("Lin2011hanging", oql_table_tem20_lin_2011_hanging),
};

OQL_GMM_FAMILY(tem20_lin_2011) = {OQL_COUNT(classes), classes, 0, NULL};
