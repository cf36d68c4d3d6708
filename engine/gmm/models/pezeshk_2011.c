/* SPDX-License-Identifier: BSD-3-Clause */
/** Pezeshk, Zandieh & Tavakoli (2011): hybrid empirical, eastern North America, hard rock; and
 *  brought to B/C rock. */
#include "gmm/family.h"

#include "coeffs/pezeshk_2011.h"
#include "coeffs/pezeshk_2011_bc.h"
#include "gmm/models/terms.h"

typedef enum { HARD_ROCK, BC_ROCK } variant;

typedef struct {
    oql_coef_pezeshk_2011 c;
    oql_coef_pezeshk_2011_bc bc;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_pezeshk_2011, imt, &r->c.c1, err));
    if (*v == BC_ROCK) {
        OQL_TRY(oql_coeff_row(&oql_table_pezeshk_2011_bc, imt, &r->bc.F, err));
    }
done:
    return st;
}

/* Equations 4 and 5; the logarithms are base 10. */
static void eval_mean(const row *r, const oql_ctx *x, double *mean)
{
    const oql_coef_pezeshk_2011 *C = &r->c;
    const double mag = x->mag, h2 = C->c11 * C->c11;
    const double base = C->c1 + C->c2 * mag + C->c3 * mag * mag + r->bc.F;
    const double near = C->c4 + C->c5 * mag, mid = C->c6 + C->c7 * mag;
    const double far = C->c8 + C->c9 * mag, linear = C->c10;
    const double log_70 = 1.845098040014257, log_2 = 0.3010299956639812;
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rrup[i] * rrup[i] + h2, log_r = 0.5 * oql_log10(r2);
        const double over_70 = log_r - log_70;
        mean[i] = OQL_LN10 * (base + near * oql_fmin(log_r, log_70) +
                              mid * oql_clamp(over_70, 0.0, log_2) +
                              far * oql_fmax(over_70 - log_2, 0.0) + linear * sqrt(r2));
    }
}

/* Equations 6 and 7. */
static double sigma_of(const oql_coef_pezeshk_2011 *C, double mag)
{
    const double s = mag <= 7.0 ? C->c12 * mag + C->c13 : -0.00695 * mag + C->c14;
    return OQL_LN10 * sqrt(s * s + C->SigmaReg * C->SigmaReg);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, l.mean);
        oql_fill_total(x->n, sigma_of(&r->c, x->mag), &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Pezeshk, Zandieh & Tavakoli (2011). Hybrid empirical "                       \
                 "ground-motion prediction equations for eastern North America "               \
                 "using NGA models and updated seismological parameters. "                     \
                 "Bulletin of the Seismological Society of America 101(4), "                   \
                 "1859-1870",                                                                  \
    .doi = "10.1785/0120100144", .trt = OQL_TRT_STABLE, .measures = "PGA SA",                  \
    .component = OQL_IMC_GMROTI50, .needs = OQL_NEED_MAG | OQL_NEED_RRUP,                      \
    .mag = OQL_RANGE(5.0, 8.0), .dist_km = OQL_RANGE(0.0, 1000.0),                             \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(class_name, kind)                                                                \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){kind},                \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("PezeshkEtAl2011", HARD_ROCK),
    CLASS("PezeshkEtAl2011NEHRPBC", BC_ROCK),
};

OQL_GMM_FAMILY(pezeshk_2011) = {OQL_COUNT(classes), classes, 0, NULL};
