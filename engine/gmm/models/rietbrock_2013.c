/* SPDX-License-Identifier: BSD-3-Clause */
/** Rietbrock, Strasser & Edwards (2013): stochastic model for the United Kingdom, with constant
 *  or magnitude-dependent stress. */
#include "gmm/family.h"

#include "coeffs/rietbrock_2013_similar.h"
#include "coeffs/rietbrock_2013_stress.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table. */
typedef struct {
    oql_coef_rietbrock_2013_similar c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(oql_gmm_variant(g), imt, &r->c.c1, err);
}

/* Equations 1 to 5; spreading changes at 10, 50 and 100 km. */
static void eval_mean(const row *r, const oql_ctx *x, double *mean)
{
    const oql_coef_rietbrock_2013_similar *C = &r->c;
    const double mag = x->mag, h2 = C->c11 * C->c11;
    const double base = OQL_LN10 * (C->c1 + C->c2 * mag + C->c3 * mag * mag) + r->ln_unit;
    const double f0 = C->c4 + C->c5 * mag, f1 = C->c6 + C->c7 * mag, f2 = C->c8 + C->c9 * mag;
    const double linear = OQL_LN10 * C->c10;
    const double ln_50 = 3.912023005428146, ln_100 = 4.605170185988092;
    const double *rjb = x->col[OQL_RJB];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rjb[i] * rjb[i] + h2, ln_r = 0.5 * oql_log(r2);
        mean[i] = base + f0 * oql_fmax(OQL_LN10 - ln_r, 0.0) + f1 * oql_fmin(ln_r, ln_50) +
                  f2 * oql_fmax(ln_r - ln_100, 0.0) + linear * sqrt(r2);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, l.mean);
        oql_fill_parts(x->n, OQL_LN10 * r->c.tau, OQL_LN10 * r->c.phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Rietbrock, Strasser & Edwards (2013). A stochastic earthquake "              \
                 "ground-motion prediction model for the United Kingdom. Bulletin of the "     \
                 "Seismological Society of America 103(1), 57-77",                             \
    .doi = "", .trt = OQL_TRT_STABLE, .measures = "PGA PGV SA", .component = OQL_IMC_GEOMEAN,  \
    .needs = OQL_NEED_MAG | OQL_NEED_RJB, .mag = OQL_RANGE(3.0, 7.0),                          \
    .dist_km = OQL_RANGE(1.0, 300.0), .period_s = OQL_RANGE(0.03, 5.0)

#define CLASS(class_name, table)                                                               \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(table), .row_size = sizeof(row),     \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("RietbrockEtAl2013MagDependent", oql_table_rietbrock_2013_stress),
    CLASS("RietbrockEtAl2013SelfSimilar", oql_table_rietbrock_2013_similar),
};

OQL_GMM_FAMILY(rietbrock_2013) = {OQL_COUNT(classes), classes, 0, NULL};
