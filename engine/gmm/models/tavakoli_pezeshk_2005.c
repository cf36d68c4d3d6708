/* SPDX-License-Identifier: BSD-3-Clause */
/** Tavakoli & Pezeshk (2005), hybrid empirical, eastern North America; with the forms of the
 *  2008 US national maps. */
#include "gmm/family.h"

#include "coeffs/tavakoli_pezeshk_2005.h"
#include "coeffs/tavakoli_pezeshk_2005_nshmp.h"
#include "gmm/models/terms.h"

typedef enum { PUBLISHED, MAPS_MW, MAPS_MBLG_1987, MAPS_MBLG_1996 } variant;

typedef struct {
    oql_coef_tavakoli_pezeshk_2005 c;
    double cap;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const bool maps = *v != PUBLISHED;
    row *r = to;

    r->cap = maps ? oql_nshmp_cap(imt) : OQL_NO_CAP;
    return oql_coeff_row(maps ? &oql_table_tavakoli_pezeshk_2005_nshmp
                              : &oql_table_tavakoli_pezeshk_2005,
                         imt, &r->c.c1, err);
}

static double moment_magnitude(variant v, double mag)
{
    return v == MAPS_MBLG_1987   ? oql_mw_atkinson_boore_1987(mag)
           : v == MAPS_MBLG_1996 ? oql_mw_johnston_1996(mag)
                                 : mag;
}

/* Equations 6 to 9; the magnitude of 8.5 is the model's largest. */
static void eval_mean(const row *r, const oql_ctx *x, double mag, double *mean)
{
    const oql_coef_tavakoli_pezeshk_2005 *C = &r->c;
    const double ln_70 = 4.2484952420493594, ln_130 = 4.867534450455582;
    const double to_max = oql_pow(oql_fmax(8.5 - mag, 1e-300), 2.5);
    const double base = C->c1 + C->c2 * mag + C->c3 * to_max;
    const double h = C->c5 * oql_exp(C->c6 * mag + C->c7 * to_max), h2 = h * h;
    const double slope = 0.5 * (C->c4 + C->c13 * mag), linear = C->c8 + C->c12 * mag;
    const double c9 = C->c9, c10 = C->c10, c11 = C->c11, cap = r->cap;
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rrup[i] * rrup[i] + h2, ln_r = oql_log(rrup[i]);
        const double spread = c9 * oql_log(rrup[i] + 4.5) + c10 * oql_fmax(ln_r - ln_70, 0.0) +
                              c11 * oql_fmax(ln_r - ln_130, 0.0);
        mean[i] = oql_fmin(base + spread + slope * oql_log(r2) + linear * sqrt(r2), cap);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double mag = moment_magnitude(*v, x->mag);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, mag, l.mean);
        oql_fill_total(x->n, mag < 7.2 ? r->c.c14 + r->c.c15 * mag : r->c.c16, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Tavakoli & Pezeshk (2005). Empirical-stochastic ground-motion prediction "   \
                 "for eastern North America. Bulletin of the Seismological Society of "        \
                 "America 95(6), 2283-2296",                                                   \
    .doi = "10.1785/0120050030", .trt = OQL_TRT_STABLE, .measures = "PGA SA",                  \
    .component = OQL_IMC_HORIZONTAL, .needs = OQL_NEED_MAG | OQL_NEED_RRUP,                    \
    .mag = OQL_RANGE(5.0, 8.2), .dist_km = OQL_RANGE(0.0, 1000.0),                             \
    .period_s = OQL_RANGE(0.05, 4.0)

#define CLASS(class_name, kind)                                                                \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){kind},                \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("TavakoliPezeshk2005", PUBLISHED),
    CLASS("TavakoliPezeshk2005MblgAB1987NSHMP2008", MAPS_MBLG_1987),
    CLASS("TavakoliPezeshk2005MblgJ1996NSHMP2008", MAPS_MBLG_1996),
    CLASS("TavakoliPezeshk2005MwNSHMP2008", MAPS_MW),
};

OQL_GMM_FAMILY(tavakoli_pezeshk_2005) = {OQL_COUNT(classes), classes, 0, NULL};
