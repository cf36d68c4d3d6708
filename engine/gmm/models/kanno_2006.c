/* SPDX-License-Identifier: BSD-3-Clause */
/** Kanno et al. (2006), Japan: shallow and deep earthquakes. */
#include <math.h>

#include "coeffs/kanno_2006_deep.h"
#include "coeffs/kanno_2006_shallow.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
} variant;

typedef struct {
    oql_coef_kanno_2006_deep c;
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
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];
    const double power = oql_exp10(0.5 * x->mag);
    const size_t mark = oql_work_mark(x->work);
    double *ln_vs = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_vs[i] = oql_log(vs30[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_kanno_2006_deep *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c + C->a * x->mag + C->q) + r->ln_unit;
        const double slope = OQL_LN10 * C->b, near_km = C->d * power;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * rrup[i] - oql_log(rrup[i] + near_km) + C->p * ln_vs[i];
        }
        oql_fill_total(x->n, OQL_LN10 * C->epsilon, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region, coeffs, from_km, to_km)                                      \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Kanno, Narita, Morikawa, Fujiwara & Fukushima (2006). A new "   \
                              "attenuation relation for strong ground motion in Japan based "  \
                              "on recorded data. Bulletin of the Seismological Society of "    \
                              "America 96(3), 879-897",                                        \
                 .doi = "10.1785/0120050138",                                                  \
                 .trt = region,                                                                \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Peak square root of sum of squares of horizontals",             \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30,                        \
                 .depth_km = OQL_RANGE(from_km, to_km),                                        \
                 .period_s = OQL_RANGE(0.05, 5.0)},                                            \
        .variant = &(const variant){&(coeffs)}, .row_size = sizeof(row), .prepare = prepare,   \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("Kanno2006Deep", OQL_TRT_INSLAB, oql_table_kanno_2006_deep, 30.0, HUGE_VAL),
    CLASS("Kanno2006Shallow", OQL_TRT_INTERFACE, oql_table_kanno_2006_shallow, 0.0, 30.0),
};

OQL_GMM_FAMILY(kanno_2006) = {OQL_COUNT(classes), classes, 0, NULL};
