/* SPDX-License-Identifier: BSD-3-Clause */
/** Douglas et al. (2013): stochastic models for geothermal areas, 36 of them by stress drop SD
 *  (bar), quality factor Q and kappa K (ms). */
#include "gmm/family.h"

#include "coeffs/douglas_2013_sd001q1800k005.h"
#include "coeffs/douglas_2013_sd001q1800k020.h"
#include "coeffs/douglas_2013_sd001q1800k040.h"
#include "coeffs/douglas_2013_sd001q1800k060.h"
#include "coeffs/douglas_2013_sd001q200k005.h"
#include "coeffs/douglas_2013_sd001q200k020.h"
#include "coeffs/douglas_2013_sd001q200k040.h"
#include "coeffs/douglas_2013_sd001q200k060.h"
#include "coeffs/douglas_2013_sd001q600k005.h"
#include "coeffs/douglas_2013_sd001q600k020.h"
#include "coeffs/douglas_2013_sd001q600k040.h"
#include "coeffs/douglas_2013_sd001q600k060.h"
#include "coeffs/douglas_2013_sd010q1800k005.h"
#include "coeffs/douglas_2013_sd010q1800k020.h"
#include "coeffs/douglas_2013_sd010q1800k040.h"
#include "coeffs/douglas_2013_sd010q1800k060.h"
#include "coeffs/douglas_2013_sd010q200k005.h"
#include "coeffs/douglas_2013_sd010q200k020.h"
#include "coeffs/douglas_2013_sd010q200k040.h"
#include "coeffs/douglas_2013_sd010q200k060.h"
#include "coeffs/douglas_2013_sd010q600k005.h"
#include "coeffs/douglas_2013_sd010q600k020.h"
#include "coeffs/douglas_2013_sd010q600k040.h"
#include "coeffs/douglas_2013_sd010q600k060.h"
#include "coeffs/douglas_2013_sd100q1800k005.h"
#include "coeffs/douglas_2013_sd100q1800k020.h"
#include "coeffs/douglas_2013_sd100q1800k040.h"
#include "coeffs/douglas_2013_sd100q1800k060.h"
#include "coeffs/douglas_2013_sd100q200k005.h"
#include "coeffs/douglas_2013_sd100q200k020.h"
#include "coeffs/douglas_2013_sd100q200k040.h"
#include "coeffs/douglas_2013_sd100q200k060.h"
#include "coeffs/douglas_2013_sd100q600k005.h"
#include "coeffs/douglas_2013_sd100q600k020.h"
#include "coeffs/douglas_2013_sd100q600k040.h"
#include "coeffs/douglas_2013_sd100q600k060.h"
#include "coeffs/douglas_2013_sigma.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table. */
typedef struct {
    oql_coef_douglas_2013_sd001q200k005 c;
    oql_coef_douglas_2013_sigma s;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(oql_gmm_variant(g), imt, &r->c.b1, err));
    OQL_TRY(oql_coeff_row(&oql_table_douglas_2013_sigma, imt, &r->s.phi, err));
    r->ln_unit = oql_ln_unit(imt);
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], dm = x->mag - 3.0;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_douglas_2013_sd001q200k005 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->b1 + dm * (C->b2 + dm * (C->b3 + dm * C->b4)) + r->ln_unit;
        const double slope = C->b5, linear = C->b6, h = C->bh;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double dist = rhypo[i] + h;
            l.mean[i] = base + slope * oql_log(dist) + linear * dist;
        }
        oql_fill_parts(x->n, 0.5 * (r->s.tau_s + r->s.tau_b), r->s.phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Douglas, Edwards, Convertito, Sharma, Tramelli, Kraaijpoel, Cabrera, "       \
                 "Maercklin & Troise (2013). Predicting ground "                               \
                 "motion from induced earthquakes in geothermal areas. Bulletin of the "       \
                 "Seismological Society of America 103(3), 1875-1897",                         \
    .doi = "10.1785/0120120197", .trt = OQL_TRT_GEOTHERMAL, .measures = "PGA PGV SA",          \
    .component = OQL_IMC_GEOMEAN, .needs = OQL_NEED_MAG | OQL_NEED_RHYPO,                      \
    .period_s = OQL_RANGE(0.005, 0.5)

#define CLASS(sd, q, k, table)                                                                 \
    {                                                                                          \
        .info = {.name = "DouglasEtAl2013StochasticSD" sd "Q" q "K" k, PAPER},                 \
        .variant = &(table), .row_size = sizeof(row), .prepare = prepare, .eval = eval         \
    }
#define KAPPAS(drop, qual)                                                                     \
    CLASS(#drop, #qual, "005", oql_table_douglas_2013_sd##drop##q##qual##k005),                \
        CLASS(#drop, #qual, "020", oql_table_douglas_2013_sd##drop##q##qual##k020),            \
        CLASS(#drop, #qual, "040", oql_table_douglas_2013_sd##drop##q##qual##k040),            \
        CLASS(#drop, #qual, "060", oql_table_douglas_2013_sd##drop##q##qual##k060)

static const oql_gmm_class classes[] = {
    KAPPAS(001, 1800), KAPPAS(001, 200),  KAPPAS(001, 600), KAPPAS(010, 1800), KAPPAS(010, 200),
    KAPPAS(010, 600),  KAPPAS(100, 1800), KAPPAS(100, 200), KAPPAS(100, 600),
};

OQL_GMM_FAMILY(douglas_stochastic_2013) = {OQL_COUNT(classes), classes, 0, NULL};
