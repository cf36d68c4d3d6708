/* SPDX-License-Identifier: BSD-3-Clause */
/** Wong et al. (2022), Hawaii: shallow and deep earthquakes, for discrete vs30. */
#include "coeffs/wong2022_deep.h"
#include "coeffs/wong2022_shallow.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
} variant;

/** Published vs30: 150, 185, 260, 365, 428, 530, 760, 1080, 1500 m/s, in the table's order. */
enum { N_VS30 = 9 };

typedef struct {
    double C1, C2, C4, C6, C7, C10, SigmaTot;
} coef;

typedef struct {
    coef at[N_VS30];
    bool no_sigma; /**< PGV has none */
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    r->no_sigma = imt->kind == OQL_IMT_PGV;
    return oql_coeff_row(v->table, imt, &r->at[0].C1, err);
}

/** Row of the table for a vs30. What lies between published values takes the one of its range;
 *  428 m/s shares the range of 530, as in OpenQuake. */
static inline size_t class_of(double vs30)
{
    const size_t low = vs30 < 185.0 ? 0 : (vs30 > 185.0 ? (vs30 < 365.0 ? 2 : 3) : 1);
    const size_t high = vs30 > 760.0 ? (vs30 < 1500.0 ? 7 : 8) : (vs30 < 760.0 ? 5 : 6);
    return vs30 > 365.0 ? high : low;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30];
    const double d = x->mag - 6.0;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        double base[N_VS30], slope[N_VS30], near[N_VS30], sigma[N_VS30];
        for (size_t k = 0; k < N_VS30; ++k) {
            const coef *C = &r->at[k];
            base[k] = C->C1 + C->C2 * x->mag + C->C10 * d * d;
            slope[k] = C->C6 + C->C7 * x->mag;
            near[k] = oql_exp(C->C4);
            sigma[k] = r->no_sigma ? 0.0 : C->SigmaTot;
        }
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const size_t k = class_of(vs30[i]);
            l.mean[i] = base[k] + slope[k] * oql_log(rjb[i] + near[k]);
            l.sigma[i] = sigma[k];
            l.tau[i] = 0.0;
            l.phi[i] = 0.0;
        }
    }
}

#define CLASS(class_name, coeffs)                                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Wong, Darragh, Smith, Wu, Silva & Kishida (2022). Ground "      \
                              "motion models for shallow crustal and deep earthquakes in "     \
                              "Hawaii and analyses of the 2018 M 6.9 Kalapana sequence. "      \
                              "Earthquake Spectra 38(1), 579-614",                             \
                 .doi = "10.1177/87552930211044521",                                           \
                 .trt = OQL_TRT_VOLCANIC,                                                      \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_HORIZONTAL,                                              \
                 .needs = OQL_NEED_MAG | OQL_NEED_RJB | OQL_NEED_VS30,                         \
                 .period_s = OQL_RANGE(0.01, 10.0)},                                           \
        .variant = &(const variant){&(coeffs)}, .row_size = sizeof(row), .prepare = prepare,   \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("WongEtAl2022Deep", oql_table_wong2022_deep),
    CLASS("WongEtAl2022Shallow", oql_table_wong2022_shallow),
};

OQL_GMM_FAMILY(wong2022) = {OQL_COUNT(classes), classes, 0, NULL};
