/* SPDX-License-Identifier: BSD-3-Clause */
/** Kotha, Bindi & Cotton (2016), Europe and its regions. */
#include "coeffs/kotha_2016.h"
#include "gmm/models/terms.h"

typedef enum { EUROPE, ITALY, TURKEY, OTHER } region;

typedef struct {
    region where;
} variant;

typedef struct {
    oql_coef_kotha_2016 c;
    double c3, g1, g2; /**< with the region's adjustments */
    double phi, ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    const oql_coef_kotha_2016 *C = &r->c;
    const oql_status st = oql_coeff_row(&oql_table_kotha_2016, imt, &r->c.e1, err);

    if (st != OQL_OK) {
        return st;
    }
    const double c3[] = {0.0, C->Dc3IT, C->Dc3TR, C->Dc3OTH};
    const double g1[] = {0.0, C->Dg1IT, C->Dg1TR, C->Dg1OTH};
    const double g2[] = {0.0, C->Dg2IT, C->Dg2TR, C->Dg2OTH};
    r->c3 = C->c3 + c3[v->where];
    r->g1 = C->g1 + g1[v->where];
    r->g2 = C->g2 + g2[v->where];
    r->phi = sqrt(C->phi0 * C->phi0 + C->phiS2S * C->phiS2S);
    /* m/s^2 to g, m/s to cm/s */
    r->ln_unit = imt->kind == OQL_IMT_PGV ? log(100.0) : -log(9.80665);
    return OQL_OK;
}

static double magnitude_term(const oql_coef_kotha_2016 *C, double mag)
{
    const double d = mag - 6.75;

    return C->e1 + (d >= 0.0 ? C->b3 * d : (C->b1 + C->b2 * d) * d);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30];
    const size_t mark = oql_work_mark(x->work);
    double *ln_vs = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_vs[i] = oql_log(vs30[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_kotha_2016 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = magnitude_term(C, x->mag) + r->g1 + r->ln_unit;
        const double slope = 0.5 * (C->c1 + C->c2 * (x->mag - 5.5)), h2 = C->h * C->h;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double r2 = rjb[i] * rjb[i] + h2;
            l.mean[i] =
                base + slope * oql_log(r2) + r->c3 * (sqrt(r2) - 1.0) + r->g2 * ln_vs[i];
        }
        oql_fill_sigmas(x->n, C->sigma, C->tau, r->phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, where)                                                               \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Kotha, Bindi & Cotton (2016). Partially non-ergodic region "    \
                              "specific GMPE for Europe and Middle-East. Bulletin of "         \
                              "Earthquake Engineering 14, 1245-1263",                          \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RJB | OQL_NEED_VS30,                         \
                 .period_s = OQL_RANGE(0.01, 4.0)},                                            \
        .variant = &(const variant){where}, .row_size = sizeof(row), .prepare = prepare,       \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("KothaEtAl2016", EUROPE),
    CLASS("KothaEtAl2016Italy", ITALY),
    CLASS("KothaEtAl2016Other", OTHER),
    CLASS("KothaEtAl2016Turkey", TURKEY),
};

OQL_GMM_FAMILY(kotha_2016) = {OQL_COUNT(classes), classes, 0, NULL};
