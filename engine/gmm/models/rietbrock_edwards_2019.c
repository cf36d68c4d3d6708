/* SPDX-License-Identifier: BSD-3-Clause */
/** Rietbrock & Edwards (2019), United Kingdom. */
#include "coeffs/rietbrock_edwards_2019_low.h"
#include "coeffs/rietbrock_edwards_2019_mean.h"
#include "coeffs/rietbrock_edwards_2019_up.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
} variant;

typedef struct {
    oql_coef_rietbrock_edwards_2019_mean c;
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
    const double *rjb = x->col[OQL_RJB];
    const double ln_10 = OQL_LN10, ln_50 = 3.912023005428146, ln_100 = 2.0 * OQL_LN10;
    const double mag = x->mag;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_rietbrock_edwards_2019_mean *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c1 + C->c2 * mag + C->c3 * mag * mag) + r->ln_unit;
        const double s0 = C->c4 + C->c5 * mag, s1 = C->c6 + C->c7 * mag;
        const double s2 = C->c8 + C->c9 * mag, by_r = OQL_LN10 * C->c10, h2 = C->c11 * C->c11;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double dist = sqrt(rjb[i] * rjb[i] + h2), ln_r = oql_log(dist);
            l.mean[i] = base + s0 * oql_fmax(ln_10 - ln_r, 0.0) + s1 * oql_fmin(ln_r, ln_50) +
                        s2 * oql_fmax(ln_r - ln_100, 0.0) + by_r * dist;
        }
        oql_fill_sigmas(x->n, OQL_LN10 * C->total, OQL_LN10 * C->tau, OQL_LN10 * C->phi, &l);
    }
}

#define CLASS(class_name, coeffs)                                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Rietbrock & Edwards (2019). Update of the UK stochastic ground "         \
                     "motion model using a decade of broadband data. Proceedings of "          \
                     "the 2019 SECED conference",                                              \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_STABLE,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RJB,                                         \
                 .period_s = OQL_RANGE(0.03, 5.0)},                                            \
        .variant = &(const variant){&(coeffs)}, .row_size = sizeof(row), .prepare = prepare,   \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("RietbrockEdwards2019Low", oql_table_rietbrock_edwards_2019_low),
    CLASS("RietbrockEdwards2019Mean", oql_table_rietbrock_edwards_2019_mean),
    CLASS("RietbrockEdwards2019Up", oql_table_rietbrock_edwards_2019_up),
};

OQL_GMM_FAMILY(rietbrock_edwards_2019) = {OQL_COUNT(classes), classes, 0, NULL};
