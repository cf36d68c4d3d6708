/* SPDX-License-Identifier: BSD-3-Clause */
/** Idini et al. (2017), Chile: interface and slab earthquakes, site classes by predominant
 *  period. */
#include "gmm/family.h"

#include "coeffs/idini_2017.h"
#include "gmm/models/terms.h"

typedef enum { INTERFACE, SLAB } variant;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_idini_2017 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_idini_2017, imt, &C->c1, err);
}

/* Coefficient of the site class 2 to 6; others have none. */
static inline double site_slope(const double s[5], double type)
{
    const double low = type == 2.0 ? s[0] : (type == 3.0 ? s[1] : 0.0);
    const double high = type == 5.0 ? s[3] : (type == 6.0 ? s[4] : low);
    return type == 4.0 ? s[2] : high;
}

static void eval_mean(const oql_coef_idini_2017 *C, variant v, const oql_ctx *x, double *mean)
{
    const bool slab = v == SLAB;
    const double mag = x->mag, dm = mag - 5.0;
    const double quadratic = slab ? C->dc1 + C->dc2 * mag : C->c9 * mag * mag;
    const double base = OQL_LN10 * (C->c1 + C->c2 * mag + quadratic);
    const double by_depth = slab ? OQL_LN10 * C->c8 : 0.0;
    const double slope = C->c3 + 0.1 * dm + (slab ? C->dc3 : 0.0);
    const double near_km = slab ? 0.0 : 5.0 * oql_exp10(0.35 * dm);
    const double linear = OQL_LN10 * C->c5;
    const double site[5] = {C->s2, C->s3, C->s4, C->s5, C->s6};
    const double *dist = x->col[slab || mag < 7.7 ? OQL_RHYPO : OQL_RRUP];
    const double *depth = slab ? x->col[OQL_HYPO_DEPTH] : dist;
    const double *type = x->col[OQL_SOILTYPE], *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + by_depth * (depth[i] - 50.0) + slope * oql_log(dist[i] + near_km) +
                  linear * dist[i] + site_slope(site, type[i]) * oql_log(vs30[i] / 1530.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_idini_2017 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(C, *v, x, l.mean);
        oql_fill_parts(x->n, OQL_LN10 * C->sigma_e, OQL_LN10 * C->sigma_r, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Idini, Rojas, Ruiz & Pasten (2017). Ground motion prediction equations for " \
                 "the Chilean subduction zone. Bulletin of Earthquake Engineering 15(5), "     \
                 "1853-1880",                                                                  \
    .doi = "10.1007/s10518-016-0050-1", .measures = "PGA SA", .component = OQL_IMC_GEOMEAN,    \
    .mag = OQL_RANGE(5.5, 8.8), .dist_km = OQL_RANGE(0.0, 400.0),                              \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(class_name, region, kind, more_needs)                                            \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .trt = region,                                                                \
                 .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_RRUP | OQL_NEED_VS30 |      \
                          OQL_BIT(OQL_SOILTYPE) | (more_needs),                                \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .row_size = sizeof(oql_coef_idini_2017),            \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("IdiniEtAl2017SInter", OQL_TRT_INTERFACE, INTERFACE, 0),
    CLASS("IdiniEtAl2017SSlab", OQL_TRT_INSLAB, SLAB, OQL_NEED_DEPTH),
};

OQL_GMM_FAMILY(idini_2017) = {OQL_COUNT(classes), classes, 0, NULL};
