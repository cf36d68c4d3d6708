/* SPDX-License-Identifier: BSD-3-Clause */
/** Akkar & Bommer (2010): Europe, the Mediterranean and the Middle East; with the Swiss
 *  variants. */
#include "gmm/family.h"

#include "coeffs/akkar_bommer_2010.h"
#include "coeffs/akkar_bommer_2010_swiss01.h"
#include "coeffs/akkar_bommer_2010_swiss04.h"
#include "coeffs/akkar_bommer_2010_swiss08.h"
#include "gmm/models/swiss_terms.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table of Swiss adjustments, or NULL. */
typedef struct {
    oql_coef_akkar_bommer_2010 c;
    oql_swiss_row swiss;
    double ln_unit, divisor;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const oql_coeff_table *swiss = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_akkar_bommer_2010, imt, &r->c.b1, err));
    if (swiss != NULL) {
        OQL_TRY(oql_coeff_row(swiss, imt, &r->swiss.k_adj, err));
    }
    r->ln_unit = oql_ln_unit(imt);
    /* OpenQuake scales the ln of the added period of 4 s; its numbers are the reference */
    r->divisor = oql_imt_is_sa(imt, 4.0) ? 0.8 : 1.0;
done:
    return st;
}

static void eval_mean(const row *r, const oql_ctx *x, bool fixed_site, double *mean)
{
    const oql_coef_akkar_bommer_2010 *C = &r->c;
    const double mag = x->mag, scale = OQL_LN10 / r->divisor;
    const double base = C->b1 + C->b2 * mag + C->b3 * mag * mag + r->ln_unit / OQL_LN10;
    const double slope = (C->b4 + C->b5 * mag) * 0.5 / OQL_LN10, h2 = C->b6 * C->b6;
    const double soft = C->b7, stiff = C->b8, normal = C->b9, reverse = C->b10;
    const double *rjb = x->col[OQL_RJB], *rake = x->col[OQL_RAKE];
    const double *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double v = fixed_site ? 600.0 : vs30[i];
        const double f_site = v < 360.0 ? soft : (v <= 750.0 ? stiff : 0.0);
        const double f_reverse = ((rake[i] >= 45.0) & (rake[i] <= 135.0)) ? reverse : 0.0;
        const double f_style = ((rake[i] >= -135.0) & (rake[i] <= -45.0)) ? normal : f_reverse;
        mean[i] = scale * (base + slope * oql_log(rjb[i] * rjb[i] + h2) + f_site + f_style);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const bool swiss = oql_gmm_variant(g) != NULL;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, swiss, l.mean);
        if (swiss) {
            oql_swiss_apply(&r->swiss, x, x->col[OQL_RJB], OQL_LN10 * r->c.tau, &l);
        } else {
            oql_fill_sigmas(x->n, OQL_LN10 * r->c.SigmaTot, OQL_LN10 * r->c.tau,
                            OQL_LN10 * r->c.Sigma1, &l);
        }
    }
}

#define PAPER                                                                                  \
    .reference = "Akkar & Bommer (2010). Empirical equations for the prediction "              \
                 "of PGA, PGV, and spectral accelerations in Europe, the "                     \
                 "Mediterranean region, and the Middle East. Seismological "                   \
                 "Research Letters 81(2), 195-206",                                            \
    .doi = "10.1785/gssrl.81.2.195", .trt = OQL_TRT_ACTIVE, .component = OQL_IMC_GEOMEAN,      \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_VS30 | OQL_NEED_RJB,                      \
    .mag = OQL_RANGE(5.0, 7.6), .dist_km = OQL_RANGE(0.0, 100.0),                              \
    .period_s = OQL_RANGE(0.01, 4.0)

#define CLASS(class_name, imts, swiss)                                                         \
    {                                                                                          \
        .info = {.name = class_name, .measures = imts, PAPER}, .variant = (swiss),             \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("AkkarBommer2010", "PGA PGV SA", NULL),
    CLASS("AkkarBommer2010SWISS01", "PGA SA", &oql_table_akkar_bommer_2010_swiss01),
    CLASS("AkkarBommer2010SWISS04", "PGA SA", &oql_table_akkar_bommer_2010_swiss04),
    CLASS("AkkarBommer2010SWISS08", "PGA SA", &oql_table_akkar_bommer_2010_swiss08),
};

OQL_GMM_FAMILY(akkar_bommer_2010) = {OQL_COUNT(classes), classes, 0, NULL};
