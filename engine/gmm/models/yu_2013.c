/* SPDX-License-Identifier: BSD-3-Clause */
/** Yu, Li & Xiao (2013), China: elliptical isoseismals with a long and a short axis, four
 *  regions, surface-wave or moment magnitude. */
#include "gmm/family.h"

#include "coeffs/yu_2013_active.h"
#include "coeffs/yu_2013_eastern.h"
#include "coeffs/yu_2013_stable.h"
#include "coeffs/yu_2013_tibet.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    bool mw; /* magnitudes are moment magnitudes */
} variant;

typedef struct {
    oql_coef_yu_2013_active c;
    double ln_unit;
} row;

/* ln y = a + b M + c ln(R + d exp(e M)) along one axis. */
typedef struct {
    double base, c, near_km;
} axis;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(v->table, imt, &r->c.a, err);
}

static axis long_axis(const oql_coef_yu_2013_active *C, double mag)
{
    const axis low = {C->a + C->b * mag, C->c, C->d * oql_exp(C->e * mag)};
    const axis high = {C->ua + C->ub * mag, C->uc, C->ud * oql_exp(C->ue * mag)};
    return mag > 6.5 ? high : low;
}

static axis short_axis(const oql_coef_yu_2013_active *C, double mag)
{
    const axis low = {C->ma + C->mb * mag, C->mc, C->md * oql_exp(C->me * mag)};
    const axis high = {C->ia + C->ib * mag, C->ic, C->id * oql_exp(C->ie * mag)};
    return mag > 6.5 ? high : low;
}

/* Distance along the short axis with the motion that the long axis has at ra. */
static inline double short_distance(double ra, const axis *a, const axis *b)
{
    const double ln_y = a->base + a->c * oql_log(ra + a->near_km);
    return oql_exp((ln_y - b->base) / b->c) - b->near_km;
}

/* How far the ellipse through ra is from the site. */
static inline double misfit(double ra, double repi, double sin2, double cos2, const axis *a,
                            const axis *b)
{
    const double rb = short_distance(ra, a, b);
    return ra * rb / sqrt(ra * ra * sin2 + rb * rb * cos2) - repi;
}

/* Half axis of the ellipse through the site: the reference implementation's search by halving
 * from 200 km, stopped at 1 m, is repeated, as its remaining error is larger than our
 * tolerance. */
static inline double half_axis(double repi, double sin2, double cos2, const axis *a,
                               const axis *b)
{
    double ra = 200.0, step = 100.0, active = 1.0;

    for (int k = 0; k < 17; ++k) {
        const double d = misfit(ra, repi, sin2, cos2, a, b);
        active = oql_fabs(d) > 0.001 ? active : 0.0;
        ra -= active * (d > 0.0 ? step : -step);
        step *= 0.5;
    }
    return ra;
}

static void eval_mean(const row *r, const oql_ctx *x, double mag, double *mean)
{
    const axis a = long_axis(&r->c, mag), b = short_axis(&r->c, mag);
    const double *repi = x->col[OQL_REPI], *azimuth = x->col[OQL_AZIMUTH];
    const double ln_unit = r->ln_unit;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double angle = azimuth[i] * (OQL_TWO_PI / 360.0);
        const double s = oql_sin(angle), c = oql_cos(angle), sin2 = s * s, cos2 = c * c;
        const double ra = half_axis(repi[i], sin2, cos2, &a, &b);
        const double rb = short_distance(ra, &a, &b);
        const double ya = a.base + a.c * oql_log(sqrt(ra * ra + 225.0) + a.near_km);
        const double yb = b.base + b.c * oql_log(sqrt(rb * rb + 225.0) + b.near_km);
        mean[i] = ya * yb / sqrt(ya * ya * sin2 + yb * yb * cos2) + ln_unit;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double ms = x->mag < 6.58 ? (x->mag - 0.59) / 0.86 : (x->mag + 2.42) / 1.28;
    const double mag = v->mw ? ms : x->mag;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, mag, l.mean);
        oql_fill_total(x->n, r->c.sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Yu, Li & Xiao (2013). Development of ground motion attenuation relations "            \
        "for the new seismic hazard map of China. Technology for Earthquake Disaster "         \
        "Prevention 8, 24-33 (in Chinese)",                                                    \
    .doi = "", .measures = "PGA PGV", .component = OQL_IMC_GEOMEAN,                            \
    .needs = OQL_NEED_MAG | OQL_NEED_REPI | OQL_BIT(OQL_AZIMUTH), .mag = OQL_RANGE(5.0, 8.5),  \
    .dist_km = OQL_RANGE(0.0, 200.0)

#define CLASS(class_name, region, ...)                                                         \
    {                                                                                          \
        .info = {.name = class_name, .trt = region, PAPER},                                    \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(row), .prepare = prepare, \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("YuEtAl2013Ms", OQL_TRT_ACTIVE, &oql_table_yu_2013_active, false),
    CLASS("YuEtAl2013MsEastern", OQL_TRT_STABLE, &oql_table_yu_2013_eastern, false),
    CLASS("YuEtAl2013MsStable", OQL_TRT_STABLE, &oql_table_yu_2013_stable, false),
    CLASS("YuEtAl2013MsTibet", OQL_TRT_ACTIVE, &oql_table_yu_2013_tibet, false),
    CLASS("YuEtAl2013Mw", OQL_TRT_ACTIVE, &oql_table_yu_2013_active, true),
    CLASS("YuEtAl2013MwEastern", OQL_TRT_STABLE, &oql_table_yu_2013_eastern, true),
    CLASS("YuEtAl2013MwStable", OQL_TRT_STABLE, &oql_table_yu_2013_stable, true),
    CLASS("YuEtAl2013MwTibet", OQL_TRT_ACTIVE, &oql_table_yu_2013_tibet, true),
};

OQL_GMM_FAMILY(yu_2013) = {OQL_COUNT(classes), classes, 0, NULL};
