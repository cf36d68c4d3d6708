/* SPDX-License-Identifier: BSD-3-Clause */
/** Lin & Lee (2008), subduction earthquakes of Taiwan. */
#include "coeffs/lin_lee_2008_rock.h"
#include "coeffs/lin_lee_2008_soil.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_lin_lee_2008_rock rock;
    oql_coef_lin_lee_2008_soil soil;
} row;

/** Term of in-slab events on rock and soil (C7 of the tables, the same for all measures). */
typedef struct {
    double rock, soil;
} variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_lin_lee_2008_rock, imt, &r->rock.C1, err));
    OQL_TRY(oql_coeff_row(&oql_table_lin_lee_2008_soil, imt, &r->soil.C1, err));
done:
    return st;
}

static void eval_measure(const row *r, const variant *v, const oql_ctx *x, const oql_lanes *l)
{
    const double rock = r->rock.C1 + r->rock.C2 * x->mag + v->rock;
    const double soil = r->soil.C1 + r->soil.C2 * x->mag + v->soil;
    const double near_rock = r->rock.C4 * oql_exp(r->rock.C5 * x->mag);
    const double near_soil = r->soil.C4 * oql_exp(r->soil.C5 * x->mag);
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];
    const double *depth = x->col[OQL_HYPO_DEPTH];

    const double c3_rock = r->rock.C3, c3_soil = r->soil.C3, c6_rock = r->rock.C6,
                 c6_soil = r->soil.C6, sigma_rock = r->rock.sigma, sigma_soil = r->soil.sigma;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const bool on_rock = vs30[i] >= 360.0;
        const double ln_r = oql_log(rhypo[i] + (on_rock ? near_rock : near_soil));
        l->mean[i] = (on_rock ? rock : soil) + (on_rock ? c3_rock : c3_soil) * ln_r +
                     (on_rock ? c6_rock : c6_soil) * depth[i];
        l->sigma[i] = on_rock ? sigma_rock : sigma_soil;
        l->tau[i] = 0.0;
        l->phi[i] = 0.0;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_measure(oql_gmm_row(g, m), oql_gmm_variant(g), x, &l);
    }
}

#define CLASS(class_name, region, ...)                                                         \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Lin & Lee (2008). Ground-motion attenuation relationships for " \
                              "subduction-zone earthquakes in northeastern Taiwan. Bulletin "  \
                              "of the Seismological Society of America 98(1), 220-240",        \
                 .doi = "10.1785/0120060002",                                                  \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RHYPO | OQL_NEED_VS30,      \
                 .period_s = OQL_RANGE(0.01, 5.0)},                                            \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(row), .prepare = prepare, \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("LinLee2008SInter", OQL_TRT_INTERFACE, 0.0, 0.0),
    CLASS("LinLee2008SSlab", OQL_TRT_INSLAB, 0.275, 0.31),
};

OQL_GMM_FAMILY(lin_lee_2008) = {OQL_COUNT(classes), classes, 0, NULL};
