/* SPDX-License-Identifier: BSD-3-Clause */
/** Bindi et al. (2011), Italy, and the low and high branches of the ITA19 backbone around
 *  it. */
#include "gmm/family.h"

#include "coeffs/bindi_2011.h"
#include "coeffs/bindi_2011_delta.h"
#include "coeffs/bindi_2011_scaled.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    double sign; /* of the branch of the backbone, 0 as published */
} variant;

typedef struct {
    oql_coef_bindi_2011 c;
    oql_coef_bindi_2011_delta delta;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->table, imt, &r->c.e1, err));
    if (v->sign != 0.0) {
        OQL_TRY(oql_coeff_row(&oql_table_bindi_2011_delta, imt, &r->delta.a, err));
    }
    r->ln_unit = oql_ln_unit(imt);
done:
    return st;
}

/* Site classes by Eurocode 8; vs30 = 0 says class E (shallow alluvium). */
static inline double by_class(double vs30, const double s[5])
{
    const double f = oql_by_ec8(vs30, s[0], s[1], s[2], s[3]);
    return oql_fabs(vs30) < 1e-10 ? s[4] : f;
}

static void eval_mean(const row *r, const oql_ctx *x, double sign, double *mean)
{
    const oql_coef_bindi_2011 *C = &r->c;
    const double mag = x->mag, dm = mag - 6.75;
    const double branch = sign * ((r->delta.a * mag + r->delta.b) * mag + r->delta.c);
    const double f_mag = mag <= 6.75 ? C->b1 * dm + C->b2 * dm * dm : 0.0;
    const double base = OQL_LN10 * (C->e1 + f_mag + C->c3) + r->ln_unit + branch;
    const double slope = 0.5 * (C->c1 + C->c2 * (mag - 5.0)), h2 = C->h * C->h;
    const double anelastic = OQL_LN10 * C->c3;
    const double normal = OQL_LN10 * C->f1, reverse = OQL_LN10 * C->f2;
    const double strike_slip = OQL_LN10 * C->f3;
    const double s[5] = {OQL_LN10 * C->sA, OQL_LN10 * C->sB, OQL_LN10 * C->sC, OQL_LN10 * C->sD,
                         OQL_LN10 * C->sE};
    const double *rjb = x->col[OQL_RJB], *rake = x->col[OQL_RAKE];
    const double *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rjb[i] * rjb[i] + h2;
        mean[i] = base + slope * oql_log(r2) - anelastic * sqrt(r2) + by_class(vs30[i], s) +
                  oql_by_style(rake[i], strike_slip, normal, reverse);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, v->sign, l.mean);
        oql_fill_sigmas(x->n, OQL_LN10 * r->c.SigmaTot, OQL_LN10 * r->c.SigmaB,
                        OQL_LN10 * r->c.SigmaW, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Bindi, Pacor, Luzi, Puglia, Massa, Ameri & Paolucci (2011). "                \
                 "Ground motion prediction equations derived from the Italian "                \
                 "strong motion database. Bulletin of Earthquake Engineering "                 \
                 "9(6), 1899-1920",                                                            \
    .doi = "10.1007/s10518-011-9313-z", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",       \
    .component = OQL_IMC_GEOMEAN,                                                              \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_VS30 | OQL_NEED_RJB,                      \
    .mag = OQL_RANGE(4.1, 6.9), .dist_km = OQL_RANGE(0.0, 200.0)

#define CLASS(class_name, from_s, to_s, ...)                                                   \
    {                                                                                          \
        .info = {.name = class_name, .period_s = OQL_RANGE(from_s, to_s), PAPER},              \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(row), .prepare = prepare, \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("BindiEtAl2011", 0.04, 4.0, &oql_table_bindi_2011, 0.0),
    CLASS("BindiEtAl2011Ita19Low", 0.05, 4.0, &oql_table_bindi_2011, -1.0),
    CLASS("BindiEtAl2011Ita19Upp", 0.05, 4.0, &oql_table_bindi_2011, 1.0),
    CLASS("BindiEtAl2011scaled", 0.04, 4.0, &oql_table_bindi_2011_scaled, 0.0),
};

OQL_GMM_FAMILY(bindi_2011) = {OQL_COUNT(classes), classes, 0, NULL};
