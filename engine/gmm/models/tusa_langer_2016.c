/* SPDX-License-Identifier: BSD-3-Clause */
/** Tusa & Langer (2016), Mount Etna: shallow (SE) and deep (DE) events, in the functional forms
 *  of Boore & Atkinson (BA08) and Sabetta & Pugliese (SP87).
 *
 *  The model knows no site class C: where vs30 is between 180 and 360 m/s the mean is NaN. */
#include "gmm/family.h"

#include <math.h>

#include "coeffs/tusa_langer_2016_ba08de.h"
#include "coeffs/tusa_langer_2016_ba08se.h"
#include "coeffs/tusa_langer_2016_rhypo.h"
#include "coeffs/tusa_langer_2016_sp87de.h"
#include "coeffs/tusa_langer_2016_sp87se.h"
#include "gmm/models/terms.h"

typedef enum { FORM_BA08, FORM_SP87, FORM_RHYPO } form;

typedef struct {
    const oql_coeff_table *table;
    form form;
} variant;

/* The other forms lack columns, which are 0. */
typedef oql_coef_tusa_langer_2016_rhypo coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    coef *C = row;
    oql_coef_tusa_langer_2016_ba08de b;
    oql_coef_tusa_langer_2016_sp87de s;
    oql_status st = OQL_OK;

    switch (v->form) {
    case FORM_RHYPO:
        OQL_TRY(oql_coeff_row(v->table, imt, &C->a, err));
        break;
    case FORM_BA08:
        OQL_TRY(oql_coeff_row(v->table, imt, &b.a, err));
        *C = (coef){b.a, b.b1, b.b2, b.c1, b.c2, b.h, b.c3, b.sA, b.sB, b.sD, b.SigmaTot};
        break;
    case FORM_SP87:
        OQL_TRY(oql_coeff_row(v->table, imt, &s.a, err));
        *C = (coef){.a = s.a,
                    .b1 = s.b1,
                    .c1 = s.c1,
                    .h = s.h,
                    .sA = s.sA,
                    .sB = s.sB,
                    .sD = s.sD,
                    .SigmaTot = s.SigmaTot};
        break;
    }
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[v->form == FORM_RHYPO ? OQL_RHYPO : OQL_REPI];
    const double *vs30 = x->col[OQL_VS30], mag = x->mag, none = (double)NAN;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double h2 = C->h * C->h, linear = OQL_LN10 * C->c3;
        const double base =
            OQL_LN10 * (C->a + C->b1 * mag + C->b2 * mag * mag - C->c3) + OQL_LN_GAL_TO_G;
        const double slope = 0.5 * (C->c1 + C->c2 * (mag - 3.6));
        const double a = OQL_LN10 * C->sA, b = OQL_LN10 * C->sB, d = OQL_LN10 * C->sD;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double r2 = dist[i] * dist[i] + h2;
            const double c = vs30[i] > 180.0 ? none : 0.0;
            l.mean[i] = base + slope * oql_log(r2) + linear * sqrt(r2) +
                        oql_by_ec8(vs30[i], a, b, c, d);
        }
        oql_fill_total(x->n, OQL_LN10 * C->SigmaTot, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Tusa & Langer (2016). Prediction of ground motion parameters for the "       \
                 "volcanic area of Mount Etna. Journal of Seismology 20(1), 1-42",             \
    .doi = "10.1007/s10950-015-9508-x", .trt = OQL_TRT_VOLCANIC, .measures = "PGA SA",         \
    .component = OQL_IMC_LARGER, .mag = OQL_RANGE(3.0, 4.8), .dist_km = OQL_RANGE(0.5, 100.0)

#define CLASS(class_name, from_s, to_s, distance, ...)                                         \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = OQL_RANGE(from_s, to_s),                                          \
                 .needs = OQL_NEED_MAG | OQL_NEED_VS30 | (distance),                           \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(coef),                    \
        .prepare = prepare, .eval = eval                                                       \
    }

#define REPI  OQL_NEED_REPI
#define RHYPO OQL_NEED_RHYPO

static const oql_gmm_class classes[] = {
    CLASS("TusaLanger2016RepiBA08DE", 0.1, 10.0, REPI, &oql_table_tusa_langer_2016_ba08de,
          FORM_BA08),
    CLASS("TusaLanger2016RepiBA08SE", 0.1, 10.0, REPI, &oql_table_tusa_langer_2016_ba08se,
          FORM_BA08),
    CLASS("TusaLanger2016RepiSP87DE", 0.1, 10.0, REPI, &oql_table_tusa_langer_2016_sp87de,
          FORM_SP87),
    CLASS("TusaLanger2016RepiSP87SE", 0.1, 10.0, REPI, &oql_table_tusa_langer_2016_sp87se,
          FORM_SP87),
    CLASS("TusaLanger2016Rhypo", 0.1, 2.0, RHYPO, &oql_table_tusa_langer_2016_rhypo,
          FORM_RHYPO),
};

OQL_GMM_FAMILY(tusa_langer_2016) = {OQL_COUNT(classes), classes, 0, NULL};
