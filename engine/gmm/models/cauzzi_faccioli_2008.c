/* SPDX-License-Identifier: BSD-3-Clause */
/** Cauzzi & Faccioli (2008), global digital records; Faccioli et al. (2010), its successor with
 *  the rupture distance; and the Swiss variants. */
#include "gmm/family.h"

#include "coeffs/cauzzi_faccioli_2008.h"
#include "coeffs/cauzzi_faccioli_2008_swiss01.h"
#include "coeffs/cauzzi_faccioli_2008_swiss04.h"
#include "coeffs/cauzzi_faccioli_2008_swiss08.h"
#include "coeffs/faccioli_2010.h"
#include "gmm/models/swiss_terms.h"
#include "gmm/models/terms.h"

typedef struct {
    bool by_rrup;                 /* 2010 */
    const oql_coeff_table *swiss; /* or NULL */
} variant;

typedef struct {
    double a1, a2, a3, h, h_mag; /* magnitude, distance, its saturation h 10^(h_mag M) */
    double normal, reverse, strike_slip, b, c, d, sigma, tau;
    double ln_unit;
    oql_swiss_row swiss;
} row;

static oql_status prepare_2008(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_cauzzi_faccioli_2008 c;
    const oql_status st = oql_coeff_row(&oql_table_cauzzi_faccioli_2008, imt, &c.a1, err);

    if (st == OQL_OK) {
        *r = (row){.a1 = c.a1,
                   .a2 = c.a2,
                   .a3 = c.a3,
                   .normal = c.aN,
                   .reverse = c.aR,
                   .strike_slip = c.aS,
                   .b = c.aB,
                   .c = c.aC,
                   .d = c.aD,
                   .sigma = c.sigma,
                   .tau = c.tau};
    }
    return st;
}

static oql_status prepare_2010(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_faccioli_2010 c;
    const oql_status st = oql_coeff_row(&oql_table_faccioli_2010, imt, &c.a1, err);

    if (st == OQL_OK) {
        *r = (row){.a1 = c.a1,
                   .a2 = c.a2,
                   .a3 = c.a3,
                   .h = c.a4,
                   .h_mag = c.a5,
                   .normal = c.aN,
                   .reverse = c.aR,
                   .strike_slip = c.aS,
                   .b = c.aB,
                   .c = c.aC,
                   .d = c.aD,
                   .sigma = c.sigma};
    }
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(v->by_rrup ? prepare_2010(imt, r, err) : prepare_2008(imt, r, err));
    if (v->swiss != NULL) {
        OQL_TRY(oql_coeff_row(v->swiss, imt, &r->swiss.k_adj, err));
    }
    /* PGA in m/s2, spectra as displacement in cm, PGV in cm/s */
    if (imt->kind == OQL_IMT_PGA) {
        r->ln_unit = -log(9.80665);
    } else if (imt->kind == OQL_IMT_SA) {
        r->ln_unit = 2.0 * log(OQL_TWO_PI / imt->period_s) + OQL_LN_GAL_TO_G;
    }
done:
    return st;
}

static void eval_mean(const row *r, const variant *v, const oql_ctx *x, double *mean)
{
    const double *dist = x->col[v->by_rrup ? OQL_RRUP : OQL_RHYPO];
    const double *rake = x->col[OQL_RAKE], *vs30 = x->col[OQL_VS30];
    const double base = OQL_LN10 * (r->a1 + r->a2 * x->mag) + r->ln_unit, slope = r->a3;
    const double h = r->h * oql_exp10(r->h_mag * x->mag);
    const double min_km = v->by_rrup ? 0.0 : 15.0;
    const double strike_slip = OQL_LN10 * r->strike_slip, normal = OQL_LN10 * r->normal;
    const double reverse = OQL_LN10 * r->reverse;
    const double b = OQL_LN10 * r->b, c = OQL_LN10 * r->c, d = OQL_LN10 * r->d;
    const bool fixed_site = v->swiss != NULL;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double site = fixed_site ? 700.0 : vs30[i];
        mean[i] = base + slope * oql_log(oql_fmax(dist[i], min_km) + h) +
                  oql_by_ec8(site, 0.0, b, c, d) +
                  oql_by_style_60(rake[i], strike_slip, normal, reverse);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, v, x, l.mean);
        if (v->swiss != NULL) {
            oql_swiss_apply(&r->swiss, x, x->col[OQL_RHYPO], OQL_LN10 * r->tau, &l);
        } else {
            oql_fill_total(x->n, OQL_LN10 * r->sigma, &l);
        }
    }
}

#define PAPER_2008                                                                             \
    .reference = "Cauzzi & Faccioli (2008). Broadband (0.05 to 20 s) prediction of "           \
                 "displacement response spectra based on worldwide digital records. Journal "  \
                 "of Seismology 12(4), 453-475",                                               \
    .doi = "", .trt = OQL_TRT_ACTIVE, .component = OQL_IMC_GEOMEAN,                            \
    .mag = OQL_RANGE(5.0, 7.2), .dist_km = OQL_RANGE(6.0, 150.0)

#define PAPER_2010                                                                             \
    .reference = "Faccioli, Bianchini & Villani (2010). New ground motion prediction "         \
                 "equations for T > 1 s and their influence on seismic hazard assessment. "    \
                 "Proceedings of the University of Tokyo Symposium on Long-Period Ground "     \
                 "Motion and Urban Disaster Mitigation",                                       \
    .doi = "", .trt = OQL_TRT_ACTIVE, .component = OQL_IMC_GEOMEAN, .mag = OQL_RANGE(4.5, 7.6)

#define CLASS(class_name, to_s, imts, distance, paper, ...)                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = OQL_RANGE(0.05, to_s),                                            \
                 .measures = imts,                                                             \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_VS30 | (distance),           \
                 paper},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(row), .prepare = prepare, \
        .eval = eval                                                                           \
    }

#define SWISS(number)                                                                          \
    CLASS("CauzziFaccioli2008SWISS" #number, 10.0, "PGA SA", OQL_NEED_RHYPO, PAPER_2008,       \
          false, &oql_table_cauzzi_faccioli_2008_swiss##number)

static const oql_gmm_class classes[] = {
    CLASS("CauzziFaccioli2008", 21.03, "PGA PGV SA", OQL_NEED_RHYPO, PAPER_2008, false, NULL),
    SWISS(01),
    SWISS(04),
    SWISS(08),
    CLASS("FaccioliEtAl2010", 20.0, "PGA SA", OQL_NEED_RRUP, PAPER_2010, true, NULL),
};

OQL_GMM_FAMILY(cauzzi_faccioli_2008) = {OQL_COUNT(classes), classes, 0, NULL};
