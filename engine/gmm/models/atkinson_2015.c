/* SPDX-License-Identifier: BSD-3-Clause */
/** Atkinson (2015): small to moderate events at short hypocentral distances, for induced
 *  seismicity; two forms of the saturation at short distances. */
#include "gmm/family.h"

#include "coeffs/atkinson_2015.h"
#include "gmm/models/terms.h"

/* Effective depth max(1, 10^(a + b M)). */
typedef struct {
    double a, b;
} variant;

typedef struct {
    oql_coef_atkinson_2015 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(&oql_table_atkinson_2015, imt, &r->c.c0, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rhypo = x->col[OQL_RHYPO];
    const double h = oql_fmax(oql_exp10(v->a + v->b * x->mag), 1.0);
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 2, x->stride), *ln_r = dist + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        dist[i] = sqrt(rhypo[i] * rhypo[i] + h * h);
        ln_r[i] = oql_log(dist[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_atkinson_2015 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base =
            OQL_LN10 * (C->c0 + C->c1 * x->mag + C->c2 * x->mag * x->mag) + r->ln_unit;
        const double slope = C->c3, linear = OQL_LN10 * C->c4;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * ln_r[i] + linear * dist[i];
        }
        oql_fill_sigmas(x->n, OQL_LN10 * C->sigma, OQL_LN10 * C->tau, OQL_LN10 * C->phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Atkinson (2015). Ground-motion prediction equation for small-to-moderate "   \
                 "events at short hypocentral distances, with application to "                 \
                 "induced-seismicity hazards. Bulletin of the Seismological Society of "       \
                 "America 105(2A), 981-992",                                                   \
    .doi = "10.1785/0120140142", .trt = OQL_TRT_INDUCED, .measures = "PGA PGV SA",             \
    .component = OQL_IMC_ROTD50, .needs = OQL_NEED_MAG | OQL_NEED_RHYPO,                       \
    .mag = OQL_RANGE(3.0, 6.0), .dist_km = OQL_RANGE(1.0, 40.0),                               \
    .period_s = OQL_RANGE(0.03, 5.0)

#define CLASS(class_name, ...)                                                                 \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){__VA_ARGS__},         \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("Atkinson2015", -1.72, 0.43),
    CLASS("Atkinson2015AltDistSat", -0.28, 0.19),
};

OQL_GMM_FAMILY(atkinson_2015) = {OQL_COUNT(classes), classes, 0, NULL};
