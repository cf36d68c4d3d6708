/* SPDX-License-Identifier: BSD-3-Clause */
/** Gulerce et al. (2017): vertical motion from NGA-West2 data, by region. */
#include "gmm/family.h"

#include "coeffs/gulerce_2017.h"
#include "gmm/models/terms.h"

typedef enum { CALIFORNIA, CHINA, ITALY, JAPAN, MIDDLE_EAST, TAIWAN } variant;

typedef struct {
    oql_coef_gulerce_2017 c;
    double linear, site; /* regional distance and site coefficients */
    double v1;           /* vs30 counts up to here */
} row;

/* Saturation velocity of a period, equation 3. */
static double saturation_vs30(double period)
{
    if (period <= 0.5) {
        return 1500.0;
    }
    return period < 3.0 ? exp(-0.351 * log(period / 0.5) + log(1500.0)) : 800.0;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    const oql_coef_gulerce_2017 *C = &r->c;
    const oql_status st = oql_coeff_row(&oql_table_gulerce_2017, imt, &r->c.vlin, err);

    if (st != OQL_OK) {
        return st;
    }
    const double linear[] = {0.0, C->a28, C->a26, C->a29, C->a27, C->a25};
    const double site = *v == JAPAN ? C->a35 : (*v == TAIWAN ? C->a31 : 0.0);
    r->linear = C->a17 + linear[*v];
    r->site = C->a10 + site;
    r->v1 = saturation_vs30(imt->period_s);
    return st;
}

/* Hanging-wall effect of a lane divided by a13, equations 5 to 9. */
static inline double hanging_wall(double rx, double ry0, double dip, double width, double ztor,
                                  double by_mag)
{
    const double r1 = width * oql_cos(dip * (OQL_TWO_PI / 360.0)), u = rx / r1;
    const double steep = dip <= 30.0 ? 60.0 / 45.0 : (90.0 - dip) / 45.0;
    const double over = 0.25 + (1.5 - 0.75 * u) * u;
    const double past = rx <= 4.0 * r1 ? 1.0 - (rx - r1) / (3.0 * r1) : 0.0;
    const double deep = ztor <= 10.0 ? 1.0 - ztor * ztor / 100.0 : 0.0;
    const double beside = ry0 - rx * 0.36397023426620234; /* tan 20 degrees */
    const double taper = oql_clamp(1.0 - beside / 5.0, 0.0, 1.0);
    const double f = steep * by_mag * (rx < r1 ? over : past) * deep * taper;
    return ((rx > 0.0) & (dip != 90.0)) ? f : 0.0;
}

/* Growth of the hanging-wall effect with magnitude, equation 6. */
static double hanging_wall_magnitude(double mag)
{
    const double d = mag - 6.5, linear = 1.0 + 0.2 * d;
    return mag >= 6.5 ? linear : (mag > 5.5 ? linear - 0.8 * d * d : 0.0);
}

/* Rows that all measures share. */
static void hanging_row(const oql_ctx *x, double *hanging)
{
    const double *rx = x->col[OQL_RX], *ry0 = x->col[OQL_RY0], *dip = x->col[OQL_DIP];
    const double *width = x->col[OQL_WIDTH], *ztor = x->col[OQL_ZTOR];
    const double by_mag = hanging_wall_magnitude(x->mag);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        hanging[i] = hanging_wall(rx[i], ry0[i], dip[i], width[i], ztor[i], by_mag);
    }
}

/* Magnitude scaling of equation 2 with its slope of distance. */
static void magnitude_term(const oql_coef_gulerce_2017 *C, double mag, double *base,
                           double *slope)
{
    const double m = oql_fmax(mag, 5.5), to_max = 8.5 - m, dm = m - 6.75;
    *base = C->a1 + (mag >= 6.75 ? C->a5 : C->a4) * dm + C->a8 * to_max * to_max +
            C->a6 * oql_fmin(mag - 5.5, 0.0);
    *slope = C->a2 + C->a3 * dm;
}

static void eval_mean(const row *r, const oql_ctx *x, const double *hanging, double *mean)
{
    const oql_coef_gulerce_2017 *C = &r->c;
    const double h = C->c4 - (C->c4 - 1.0) * oql_clamp((6.0 - x->mag) / 2.0, 0.0, 1.0);
    const double h2 = h * h, grows = oql_clamp(x->mag - 4.0, 0.0, 1.0);
    const double reverse = C->a11 * grows, normal = C->a12 * grows, a13 = C->a13, a15 = C->a15;
    const double linear = r->linear, site = r->site, v1 = r->v1, vlin = C->vlin;
    const double *rrup = x->col[OQL_RRUP], *rake = x->col[OQL_RAKE], *ztor = x->col[OQL_ZTOR];
    const double *vs30 = x->col[OQL_VS30];
    double base, slope;

    magnitude_term(C, x->mag, &base, &slope);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + 0.5 * slope * oql_log(rrup[i] * rrup[i] + h2) + linear * rrup[i] +
                  oql_by_style(rake[i], 0.0, normal, reverse) +
                  site * oql_log(oql_fmin(vs30[i], v1) / vlin) + a13 * hanging[i] +
                  a15 * oql_fmin(ztor[i] / 20.0, 1.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const size_t mark = oql_work_mark(x->work);
    double *hanging = oql_work_rows(x->work, 1, x->stride);

    hanging_row(x, hanging);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_gulerce_2017 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double s2 = *v == JAPAN ? C->s2_all : C->s2_noJP;
        const double s4 = *v == JAPAN ? C->s4_all : C->s4_noJP;
        eval_mean(r, x, hanging, l.mean);
        oql_fill_parts(x->n, oql_ramp(x->mag, 5.0, C->s3, 7.0, s4),
                       oql_ramp(x->mag, 4.0, C->s1, 6.0, s2), &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Gulerce, Kamai, Abrahamson & Silva (2017). Ground motion prediction "        \
                 "equations for the vertical ground motion component based on the NGA-W2 "     \
                 "database. Earthquake Spectra 33(2), 499-528",                                \
    .doi = "10.1193/121814EQS213M", .trt = OQL_TRT_ACTIVE, .measures = "SA",                   \
    .component = OQL_IMC_VERTICAL,                                                             \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |             \
             OQL_BIT(OQL_WIDTH) | OQL_NEED_RRUP | OQL_BIT(OQL_RX) | OQL_BIT(OQL_RY0) |         \
             OQL_NEED_VS30,                                                                    \
    .mag = OQL_RANGE(3.0, 8.0), .dist_km = OQL_RANGE(0.0, 300.0),                              \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(suffix, region)                                                                  \
    {                                                                                          \
        .info = {.name = "GulerceEtAl2017" suffix, PAPER},                                     \
        .variant = &(const variant){region}, .row_size = sizeof(row), .prepare = prepare,      \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("", CALIFORNIA),  CLASS("RegCHN", CHINA),       CLASS("RegITA", ITALY),
    CLASS("RegJPN", JAPAN), CLASS("RegMID", MIDDLE_EAST), CLASS("RegTWN", TAIWAN),
};

OQL_GMM_FAMILY(gulerce_2017) = {OQL_COUNT(classes), classes, 0, NULL};
