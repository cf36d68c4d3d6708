/* SPDX-License-Identifier: BSD-3-Clause */
/** Cauzzi, Faccioli, Vanini & Bianchini (2015): global digital records; several site terms. */
#include "gmm/family.h"

#include "coeffs/cauzzi_2014.h"
#include "coeffs/cauzzi_2014_scaled.h"
#include "gmm/models/terms.h"

typedef enum { SITE_VS30, SITE_FIXED, SITE_CLASS } site_kind;

typedef struct {
    const oql_coeff_table *table;
    site_kind site;
    bool style;   /**< style of faulting is known */
    bool germany; /**< point ruptures: distance to the rupture from that to the hypocentre */
} variant;

typedef struct {
    oql_coef_cauzzi_2014 c;
    double ln_unit; /* from metres of displacement to g, ln */
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    const oql_status st = oql_coeff_row(v->table, imt, &r->c.c1, err);

    if (st == OQL_OK && imt->kind != OQL_IMT_PGV) {
        /* PGA is the pseudo-acceleration at 0.01 s */
        const double period = imt->kind == OQL_IMT_PGA ? 0.01 : imt->period_s;
        r->ln_unit = 2.0 * log(OQL_TWO_PI / period) + OQL_LN_GAL_TO_G;
    }
    return st;
}

/* Rupture distance; for ruptures without extent (width 0) it is estimated from that to the
 * hypocentre, at least 3 km. */
static const double *distance(const variant *v, const oql_ctx *x, double *dist)
{
    const double *rrup = x->col[OQL_RRUP];

    if (!v->germany) {
        return rrup;
    }
    const double *rhypo = x->col[OQL_RHYPO], *width = x->col[OQL_WIDTH];
    const double shift = 0.7108 + 2.496e-6 * oql_pow(x->mag, 7.982);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double from_hypo = oql_fmax(rhypo[i] - shift, 3.0);
        dist[i] = width[i] > 0.001 ? rrup[i] : from_hypo;
    }
    return dist;
}

static void eval_mean(const row *r, const variant *v, const oql_ctx *x, double ln_factor,
                      const double *dist, const double *ln_site, double *mean)
{
    const oql_coef_cauzzi_2014 *C = &r->c;
    const double mag = x->mag;
    const double base =
        OQL_LN10 * (C->c1 + C->m1 * mag + C->m2 * mag * mag) + r->ln_unit + ln_factor;
    const double slope = C->r1 + C->r2 * mag, h = C->r3;
    const double strike_slip = v->style ? OQL_LN10 * C->fSS : 0.0;
    const double normal = v->style ? OQL_LN10 * C->fN : 0.0;
    const double reverse = v->style ? OQL_LN10 * C->fR : 0.0;
    const double *rake = v->style ? x->col[OQL_RAKE] : dist, *vs30 = x->col[OQL_VS30];
    const double by_vs30 = v->site == SITE_VS30    ? C->bV
                           : v->site == SITE_FIXED ? C->bV800
                                                   : 0.0;
    const double site0 = v->site == SITE_VS30    ? -C->bV * oql_log(C->VA)
                         : v->site == SITE_FIXED ? -C->bV800 * oql_log(800.0)
                                                 : 0.0;
    const double by_class = v->site == SITE_CLASS ? OQL_LN10 : 0.0;
    const double b = by_class * C->sB, c = by_class * C->sC, d = by_class * C->sD;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double thrust = ((rake[i] > 30.0) & (rake[i] <= 150.0)) ? reverse : strike_slip;
        const double f_style = ((rake[i] > -150.0) & (rake[i] <= -30.0)) ? normal : thrust;
        mean[i] = base + slope * oql_log(dist[i] + h) + f_style + site0 + by_vs30 * ln_site[i] +
                  oql_by_ec8(vs30[i], 0.0, b, c, d);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *ln_factor = oql_gmm_state_c(g), *vs30 = x->col[OQL_VS30];
    const size_t mark = oql_work_mark(x->work);
    double *ln_site = oql_work_rows(x->work, 2, x->stride);
    const double *dist = distance(v, x, ln_site + x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_site[i] = oql_log(vs30[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, v, x, *ln_factor, dist, ln_site, l.mean);
        oql_fill_sigmas(x->n, OQL_LN10 * (v->style ? r->c.sM : r->c.s),
                        OQL_LN10 * (v->style ? r->c.tM : r->c.t), OQL_LN10 * r->c.f, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Cauzzi, Faccioli, Vanini & Bianchini (2015). Updated "                       \
                 "predictive equations for broadband (0.01-10 s) horizontal "                  \
                 "response spectra and peak ground motions, based on a global "                \
                 "dataset of digital acceleration records. Bulletin of "                       \
                 "Earthquake Engineering 13(6), 1587-1612",                                    \
    .doi = "10.1007/s10518-014-9685-y", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",       \
    .component = OQL_IMC_GEOMEAN

#define CLASS(class_name, from_s, to_s, more_needs, ...)                                       \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = OQL_RANGE(from_s, to_s),                                          \
                 .needs = OQL_NEED_MAG | OQL_NEED_VS30 | OQL_NEED_RRUP | (more_needs),         \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(double),                \
        .row_size = sizeof(row), .init = oql_init_adjustment, .prepare = prepare, .eval = eval \
    }

#define PUBLISHED &oql_table_cauzzi_2014
#define SCALED    &oql_table_cauzzi_2014_scaled
#define GERMANY   (OQL_NEED_RAKE | OQL_NEED_RHYPO | OQL_BIT(OQL_WIDTH))

static const oql_gmm_class classes[] = {
    CLASS("CauzziEtAl2014", 0.01, 10.0, OQL_NEED_RAKE, PUBLISHED, SITE_VS30, true, false),
    CLASS("CauzziEtAl2014Eurocode8", 0.01, 10.0, OQL_NEED_RAKE, PUBLISHED, SITE_CLASS, true,
          false),
    CLASS("CauzziEtAl2014Eurocode8NoSOF", 0.01, 10.0, 0, PUBLISHED, SITE_CLASS, false, false),
    CLASS("CauzziEtAl2014Eurocode8scaled", 0.05, 4.0, OQL_NEED_RAKE, SCALED, SITE_CLASS, true,
          false),
    CLASS("CauzziEtAl2014FixedVs30", 0.01, 10.0, OQL_NEED_RAKE, PUBLISHED, SITE_FIXED, true,
          false),
    CLASS("CauzziEtAl2014FixedVs30NoSOF", 0.01, 10.0, 0, PUBLISHED, SITE_FIXED, false, false),
    CLASS("CauzziEtAl2014NoSOF", 0.01, 10.0, 0, PUBLISHED, SITE_VS30, false, false),
    CLASS("CauzziEtAl2014RhypoGermany", 0.01, 10.0, GERMANY, PUBLISHED, SITE_VS30, true, true),
};

OQL_GMM_FAMILY(cauzzi_2014) = {OQL_COUNT(classes), classes, 0, NULL};
