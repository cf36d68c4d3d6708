/* SPDX-License-Identifier: BSD-3-Clause */
/** Kale et al. (2015): Turkey and Iran. */
#include "gmm/family.h"

#include "coeffs/kale_2015_iran.h"
#include "coeffs/kale_2015_turkey.h"
#include "gmm/models/akkar_site.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    double c1; /* hinge magnitude */
} variant;

typedef oql_coef_kale_2015_turkey coef;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const oql_imt pga = oql_imt_pga();
    coef *C = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(v->table, &pga, &C->b1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    coef *C = row;
    return oql_coeff_row(v->table, imt, &C->b1, err);
}

/* Equation 1 without the site term. */
static void rock_row(const coef *C, double c1, const oql_ctx *x, double *ln_y)
{
    const double dm = x->mag - c1, to_max = 8.5 - x->mag, h2 = C->b6 * C->b6;
    const double base = C->b1 + (x->mag <= c1 ? C->b2 : C->b7) * dm + C->b3 * to_max * to_max;
    const double slope = 0.5 * (C->b4 + C->b5 * dm), far = C->b10;
    const double normal = C->b8, reverse = C->b9;
    const double *rjb = x->col[OQL_RJB], *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_y[i] = base + slope * oql_log(rjb[i] * rjb[i] + h2) +
                  far * oql_fmax(rjb[i] - 80.0, 0.0) +
                  oql_by_style_45(rake[i], 0.0, normal, reverse);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *vs30 = x->col[OQL_VS30];
    const size_t mark = oql_work_mark(x->work);
    double *lin = oql_work_rows(x->work, 2, x->stride), *non = lin + x->stride;

    rock_row(oql_gmm_state_c(g), v->c1, x, non);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const oql_akkar_site s = oql_akkar_site_of(vs30[i], oql_exp(non[i]));
        lin[i] = s.lin;
        non[i] = s.non;
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double weight = oql_ramp(x->mag, 6.0, C->a1, 6.5, C->a2);
        const double b1 = C->sb1, b2 = C->sb2;
        rock_row(C, v->c1, x, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] += b1 * lin[i] + b2 * non[i];
        }
        oql_fill_parts(x->n, weight * C->sd2, weight * C->sd1, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Kale, Akkar, Ansari & Hamzehloo (2015). A ground-motion predictive model "   \
                 "for Iran and Turkey for horizontal PGA, PGV, and 5% damped response "        \
                 "spectrum: investigation of possible regional effects. Bulletin of the "      \
                 "Seismological Society of America 105(2A), 963-980",                          \
    .doi = "10.1785/0120140134", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",              \
    .component = OQL_IMC_GEOMEAN,                                                              \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,                      \
    .period_s = OQL_RANGE(0.01, 4.0)

#define CLASS(class_name, ...)                                                                 \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){__VA_ARGS__},         \
        .state_size = sizeof(coef), .row_size = sizeof(coef), .init = init,                    \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("KaleEtAl2015Iran", &oql_table_kale_2015_iran, 7.0),
    CLASS("KaleEtAl2015Turkey", &oql_table_kale_2015_turkey, 6.75),
};

OQL_GMM_FAMILY(kale_2015) = {OQL_COUNT(classes), classes, 0, NULL};
