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

#define NEAR_KM 5.0

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

/* Distance along the long axis with the motion that the short axis has at rb. */
static inline double long_distance(double rb, const axis *a, const axis *b)
{
    const double ln_y = b->base + b->c * oql_log(rb + b->near_km);
    return oql_exp((ln_y - a->base) / a->c) - a->near_km;
}

/* A half axis, and how fast the ellipse's distance in the direction of the site grows with it. */
typedef struct {
    double ra, slope;
} half_axes;

/* One turn of Newton's method for the ellipse through the site, within lo and hi. */
static inline half_axes turn(double ra, double repi, double sin2, double lo, double hi,
                             const axis *a, const axis *b)
{
    const double rb = oql_fmax(short_distance(ra, a, b), 1e-3);
    const double rb_slope = a->c / b->c * (rb + b->near_km) / (ra + a->near_km);
    const double u = (1.0 - sin2) / (ra * ra), v = sin2 / (rb * rb), r = 1.0 / sqrt(u + v);
    const double slope = r * r * r * (u / ra + v * rb_slope / rb);
    return (half_axes){oql_fmin(oql_fmax(ra - (r - repi) / slope, lo), hi), slope};
}

/* The ellipse through the site. On the axes it is known; between them, an ellipse over those two
 * answers is so near that three turns leave less than 1e-9 km, where the site is not within
 * NEAR_KM: there an axis may vanish. */
static inline half_axes solve(double repi, double sin2, const axis *a, const axis *b)
{
    const double on_short = oql_fmax(long_distance(repi, a, b), 1e-3);
    const double lo = oql_fmin(repi, on_short), hi = oql_fmax(repi, on_short);
    const double start =
        1.0 / sqrt((1.0 - sin2) / (repi * repi) + sin2 / (on_short * on_short));
    const half_axes first = turn(start, repi, sin2, lo, hi, a, b);
    const half_axes second = turn(first.ra, repi, sin2, lo, hi, a, b);
    return turn(second.ra, repi, sin2, lo, hi, a, b);
}

/* The reference implementation searches by halving from 200 km and stops when the ellipse passes
 * the site within 1 m, which leaves an error larger than our tolerance. Its steps follow from where
 * the solution is, without evaluating anything on the way ... */
static void halve(size_t n, const double *solution, const double *near, double *active,
                  double *ra)
{
    double step = 100.0;

    oql_fill(n, 200.0, ra);
    oql_fill(n, 1.0, active);
    for (int k = 0; k < 17; ++k) {
        OQL_SIMD
        for (size_t i = 0; i < n; ++i) {
            const double d = ra[i] - solution[i];
            active[i] = oql_fabs(d) > near[i] ? active[i] : 0.0;
            ra[i] -= active[i] * (d > 0.0 ? step : -step);
        }
        step *= 0.5;
    }
}

/* ... and for sites within NEAR_KM they are taken one by one. */
static double near_half_axis(double repi, double sin2, double cos2, const axis *a,
                             const axis *b)
{
    double ra = 200.0, step = 100.0;
    for (int k = 0; k < 17; ++k) {
        const double rb = short_distance(ra, a, b);
        const double d = ra * rb / sqrt(ra * ra * sin2 + rb * rb * cos2) - repi;
        if (oql_fabs(d) <= 0.001) {
            break;
        }
        ra -= d > 0.0 ? step : -step;
        step *= 0.5;
    }
    return ra;
}

static inline double square_of_sine(double azimuth_deg)
{
    const double s = oql_sin(azimuth_deg * (OQL_TWO_PI / 360.0));
    return s * s;
}

/* Into ra, half of the long axis. */
static void half_axes_of(const axis *a, const axis *b, const oql_ctx *x, double *ra)
{
    const double *repi = x->col[OQL_REPI], *azimuth = x->col[OQL_AZIMUTH];
    const size_t mark = oql_work_mark(x->work);
    double *solution = oql_work_rows(x->work, 3, x->stride);
    double *near = solution + x->stride, *active = near + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double sin2 = square_of_sine(azimuth[i]);
        const half_axes h = solve(oql_fmax(repi[i], NEAR_KM), sin2, a, b);
        solution[i] = h.ra;
        near[i] = 0.001 / h.slope;
    }
    halve(x->n, solution, near, active, ra);
    for (size_t i = 0; i < x->n; ++i) {
        if (repi[i] < NEAR_KM) {
            const double sin2 = square_of_sine(azimuth[i]);
            ra[i] = near_half_axis(repi[i], sin2, 1.0 - sin2, a, b);
        }
    }
    oql_work_release(x->work, mark);
}

static void eval_mean(const row *r, const oql_ctx *x, double mag, double *mean)
{
    const axis a = long_axis(&r->c, mag), b = short_axis(&r->c, mag);
    const double *azimuth = x->col[OQL_AZIMUTH], ln_unit = r->ln_unit;

    half_axes_of(&a, &b, x, mean);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double sin2 = square_of_sine(azimuth[i]), cos2 = 1.0 - sin2;
        const double ra = mean[i], rb = short_distance(ra, &a, &b);
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
    .needs = OQL_NEED_MAG | OQL_NEED_REPI | OQL_BIT(OQL_AZIMUTH)

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
