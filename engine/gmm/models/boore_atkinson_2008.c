/* SPDX-License-Identifier: BSD-3-Clause */
/* Boore & Atkinson (2008) and the publications that revise it:
 *   Atkinson & Boore (2011)   smaller magnitudes, and Atkinson (2008) for eastern North America
 *   Atkinson (2010)           Hawaii
 */
#include "boore_atkinson_2008.h"
#include "coeffs/boore_atkinson_2011_a08.h"

typedef enum { ORIGINAL, REVISED, PRIME, HAWAII } kind;

typedef struct {
    oql_coef_boore_atkinson_2008 c, pga;
    oql_coef_boore_atkinson_2008_site site;
    oql_coef_boore_atkinson_2011_a08 a08;
    double frequency; /* Hz, for Hawaii */
} row;

static kind kind_of(const oql_gmm *g)
{
    return *(const kind *)oql_gmm_variant(g);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    row *r = to;
    oql_imt pga;
    OQL_TRY(oql_imt_parse("PGA", &pga, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008, imt, (double *)&r->c, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008, &pga, (double *)&r->pga, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, (double *)&r->site, err));
    if (kind_of(g) == PRIME) {
        OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2011_a08, imt, (double *)&r->a08, err));
    }
    /* Atkinson (2010) assigns 2 Hz to PGV and 50 Hz to PGA. */
    r->frequency = imt->kind == OQL_IMT_PGV ? 2.0
                   : imt->period_s == 0.0   ? 50.0
                                            : 1.0 / imt->period_s;
done:
    return st;
}

/* ln of the factor for small magnitudes, Atkinson & Boore (2011) equation 5. */
static void add_revision(const oql_ctx *ctx, const double *ln_rjb_10, double *mean)
{
    const double a = OQL_BA08_LN10 * oql_fmax(3.888 - 0.674 * ctx->mag, 0.0);
    const double b = oql_fmax(2.933 - 0.510 * ctx->mag, 0.0);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += a - b * ln_rjb_10[i];
    }
}

/* Atkinson (2010) equations 2-5. */
static void add_hawaii(const oql_ctx *ctx, double frequency, double *mean)
{
    const double *rjb = ctx->col[OQL_RJB], *depth = ctx->col[OQL_HYPO_DEPTH];
    const double f = oql_log10(frequency);
    const double slope = oql_fmin(-0.18 + 0.17 * f, 0.0);
    const double shallow = oql_fmax(0.217 - 0.321 * f, 0.0);
    const double deep = oql_fmin(0.263 + 0.0924 * f, 0.35);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const double at = depth[i] < 20.0 ? shallow : (depth[i] > 35.0 ? deep : 0.2);
        mean[i] += OQL_BA08_LN10 * at + slope * oql_log(oql_fmax(rjb[i], 1.0));
    }
}

static void add_a08(const oql_ctx *ctx, const oql_coef_boore_atkinson_2011_a08 *C, double *mean)
{
    const double *rjb = ctx->col[OQL_RJB];
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += OQL_BA08_LN10 * (C->c + C->d * rjb[i]);
    }
}

/* Rows shared by all measures: ln rock PGA, the three site terms, ln(rjb + 10). */
typedef struct {
    double *ln_pga, *ln_v, *w1, *w2, *ln_rjb_10;
} shared;

static shared make_shared(const oql_gmm *g, const oql_ctx *ctx)
{
    double *rows = oql_work_rows(ctx->work, 5, ctx->stride);
    const shared s = {rows, rows + ctx->stride, rows + 2 * ctx->stride, rows + 3 * ctx->stride,
                      rows + 4 * ctx->stride};
    const row *r = oql_gmm_row(g, 0);
    const double *rjb = ctx->col[OQL_RJB], *rake = ctx->col[OQL_RAKE];
    const double *vs30 = ctx->col[OQL_VS30];
    const oql_ba08_magnitude f = oql_ba08_magnitude_of(&r->pga, ctx->mag);
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        s.ln_pga[i] = oql_ba08_rock(&r->pga, &f, rjb[i], rake[i]);
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        const oql_ba08_site site = oql_ba08_site_of(vs30[i], s.ln_pga[i]);
        s.ln_v[i] = site.ln_v;
        s.w1[i] = site.w1;
        s.w2[i] = site.w2;
    }
    if (kind_of(g) == REVISED || kind_of(g) == PRIME) {
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            s.ln_rjb_10[i] = oql_log(rjb[i] + 10.0);
        }
    }
    return s;
}

static void eval_measure(const oql_ctx *ctx, const row *r, const shared *s, bool is_pga,
                         double *mean)
{
    const double *rjb = ctx->col[OQL_RJB], *rake = ctx->col[OQL_RAKE];
    const oql_coef_boore_atkinson_2008_site site = r->site;
    const oql_ba08_magnitude f = oql_ba08_magnitude_of(&r->c, ctx->mag);
    if (is_pga) {
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] = s->ln_pga[i];
        }
    } else {
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] = oql_ba08_rock(&r->c, &f, rjb[i], rake[i]);
        }
    }
    OQL_SIMD
    for (size_t i = 0; i < ctx->n; ++i) {
        mean[i] += site.blin * s->ln_v[i] + site.b1 * s->w1[i] + site.b2 * s->w2[i];
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const kind k = kind_of(g);
    const size_t mark = oql_work_mark(ctx->work), n_imt = oql_gmm_n_imt(g);
    if (n_imt == 0) {
        return;
    }
    const shared s = make_shared(g, ctx);
    for (size_t m = 0; m < n_imt; ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        eval_measure(ctx, r, &s, oql_gmm_imt(g, m)->kind == OQL_IMT_PGA, l.mean);
        if (k == REVISED || k == PRIME) {
            add_revision(ctx, s.ln_rjb_10, l.mean);
        }
        if (k == PRIME) {
            add_a08(ctx, &r->a08, l.mean);
        }
        if (k == HAWAII) {
            add_hawaii(ctx, r->frequency, l.mean);
            /* independent of frequency, caption of table 2 */
            oql_fill_total(ctx->n, 0.26 * OQL_BA08_LN10, &l);
        } else {
            oql_fill(ctx->n, r->c.std, l.sigma);
            oql_fill(ctx->n, r->c.tau, l.tau);
            oql_fill(ctx->n, r->c.sigma, l.phi);
        }
    }
    oql_work_release(ctx->work, mark);
}

#define NEEDS (OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_VS30))
#define BODY  .row_size = sizeof(row), .prepare = prepare, .eval = eval

static const kind original = ORIGINAL, revised = REVISED, prime = PRIME, hawaii = HAWAII;

static const oql_gmm_class classes[] = {
    {.info = {.name = "BooreAtkinson2008",
              .reference =
                  "Boore & Atkinson (2008), Ground-motion prediction equations for the average "
                  "horizontal component of PGA, PGV, and 5%-damped PSA at spectral periods "
                  "between 0.01 s and 10.0 s, Earthquake Spectra 24(1), 99-138",
              .doi = "10.1193/1.2830434",
              .trt = "Active Shallow Crust",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal (GMRotI50)",
              .needs = NEEDS,
              .mag = {5.0, 8.0},
              .dist_km = {0.0, 200.0},
              .period_s = {0.01, 10.0}},
     .variant = &original,
     BODY},
    {.info = {.name = "BooreAtkinson2011",
              .reference =
                  "Atkinson & Boore (2011), Modifications to existing ground-motion prediction "
                  "equations in light of new data, Bulletin of the Seismological Society of "
                  "America 101(3), 1121-1135",
              .doi = "10.1785/0120100270",
              .trt = "Active Shallow Crust",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal (GMRotI50)",
              .needs = NEEDS,
              .mag = {4.0, 8.0},
              .dist_km = {0.0, 200.0},
              .period_s = {0.01, 10.0}},
     .variant = &revised,
     BODY},
    {.info = {.name = "Atkinson2008prime",
              .reference =
                  "Atkinson & Boore (2011), Modifications to existing ground-motion prediction "
                  "equations in light of new data, Bulletin of the Seismological Society of "
                  "America 101(3), 1121-1135 (Atkinson 2008 revised)",
              .doi = "10.1785/0120100270",
              .trt = "Stable Shallow Crust",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal (GMRotI50)",
              .needs = NEEDS,
              .mag = {4.0, 8.0},
              .dist_km = {0.0, 1000.0},
              .period_s = {0.01, 10.0}},
     .variant = &prime,
     BODY},
    {.info = {.name = "Atkinson2010Hawaii",
              .reference =
                  "Atkinson (2010), Ground-motion prediction equations for Hawaii from a "
                  "referenced empirical approach, Bulletin of the Seismological Society of "
                  "America 100(2), 751-761",
              .doi = "10.1785/0120090098",
              .trt = "Volcanic",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal",
              .needs = NEEDS | OQL_BIT(OQL_HYPO_DEPTH),
              .mag = {5.0, 8.0},
              .dist_km = {0.0, 200.0}},
     .variant = &hawaii,
     BODY},
};

OQL_GMM_FAMILY(boore_atkinson_2008) = {.n_class = OQL_COUNT(classes), .classes = classes};
