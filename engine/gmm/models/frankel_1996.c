/* SPDX-License-Identifier: BSD-3-Clause */
/** Frankel et al. (1996): the tables of the 1996 US national maps for B/C rock, by magnitude
 *  and logarithm of distance, between which a bicubic spline (not-a-knot ends) interpolates. */
#include "gmm/family.h"

#include "coeffs/frankel_1996.h"
#include "gmm/models/terms.h"

enum { N_DIST = 21, N_MAG = 20, N_MAX = 21 };

#define MAG_MIN  4.4
#define MAG_STEP 0.2
#define LOG_MIN  1.0
#define LOG_STEP 0.1

typedef enum { MAG_MW, MAG_MBLG_1987, MAG_MBLG_1996 } variant;

typedef struct {
    double sigma, cap;
    double y[N_DIST][N_MAG]; /* log10 of g */
    double bend[N_DIST]
               [N_MAG]; /* second derivative along magnitude, times the square of the step */
} row;

/* Second differences (h^2 y'') of the cubic spline with not-a-knot ends through n equidistant
 * values: the interior equations m[i-1] + 4 m[i] + m[i+1] = 6 (second difference), where the
 * ends continue linearly: m[0] = 2 m[1] - m[2] and alike. */
static void spline_bend(size_t n, const double *y, double *m)
{
    double diagonal[N_MAX], upper[N_MAX];

    for (size_t i = 1; i + 1 < n; ++i) {
        m[i] = 6.0 * (y[i - 1] - 2.0 * y[i] + y[i + 1]);
        diagonal[i] = 4.0;
        upper[i] = 1.0;
    }
    /* with the ends put in, the first and last equation have only their own unknown */
    m[1] /= 6.0;
    diagonal[1] = 1.0;
    upper[1] = 0.0;
    m[n - 2] /= 6.0;
    for (size_t i = 2; i + 2 < n; ++i) {
        const double f = 1.0 / diagonal[i - 1];
        diagonal[i] -= f * upper[i - 1];
        m[i] -= f * m[i - 1];
    }
    for (size_t i = n - 3; i >= 2; --i) {
        m[i] = (m[i] - upper[i] * m[i + 1]) / diagonal[i];
    }
    m[0] = 2.0 * m[1] - m[2];
    m[n - 1] = 2.0 * m[n - 2] - m[n - 3];
}

/* Spline at t of an interval, 0 <= t <= 1, from the values and second differences at its
 *  ends. */
static inline double spline_at(double t, double y0, double y1, double m0, double m1)
{
    const double u = 1.0 - t;
    return u * y0 + t * y1 + (u * (u * u - 1.0) * m0 + t * (t * t - 1.0) * m1) / 6.0;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const oql_coeff_table *t = &oql_table_frankel_1996;
    row *r = to;

    (void)g;
    for (size_t i = 0; i < t->n_row; ++i) {
        const bool same =
            imt->kind == OQL_IMT_SA ? t->period_s[i] == imt->period_s : t->period_s[i] == 0.0;
        if (same && (imt->kind == OQL_IMT_SA || imt->kind == OQL_IMT_PGA)) {
            const double *c = oql_coeff_row_at(t, i);
            r->sigma = OQL_LN10 * c[0];
            r->cap = oql_nshmp_cap(imt);
            memcpy(r->y, c + 1, sizeof r->y);
            for (size_t j = 0; j < N_DIST; ++j) {
                spline_bend(N_MAG, r->y[j], r->bend[j]);
            }
            return OQL_OK;
        }
    }
    return OQL_FAIL(
        err, OQL_EMODEL,
        "%s is not tabulated by Frankel et al. (1996), which has PGA and SA at 0.1, "
        "0.2, 0.3, 0.5, 1 and 2 s",
        imt->text);
}

/* The table at one magnitude: values and second differences along distance. */
static void at_magnitude(const row *r, double mag, double *y, double *m)
{
    const double at = oql_clamp((mag - MAG_MIN) / MAG_STEP, 0.0, N_MAG - 1.0);
    const size_t k = at < N_MAG - 2.0 ? (size_t)at : N_MAG - 2;

    for (size_t j = 0; j < N_DIST; ++j) {
        y[j] = spline_at(at - (double)k, r->y[j][k], r->y[j][k + 1], r->bend[j][k],
                         r->bend[j][k + 1]);
    }
    spline_bend(N_DIST, y, m);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double mag = *v == MAG_MBLG_1987   ? oql_mw_atkinson_boore_1987(x->mag)
                       : *v == MAG_MBLG_1996 ? oql_mw_johnston_1996(x->mag)
                                             : x->mag;
    const double *rhypo = x->col[OQL_RHYPO];
    const size_t mark = oql_work_mark(x->work);
    double *at = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        at[i] = oql_clamp((oql_log10(rhypo[i]) - LOG_MIN) / LOG_STEP, 0.0, N_DIST - 1.0);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        double y[N_DIST], bend[N_DIST];
        const double cap = r->cap;

        at_magnitude(r, mag, y, bend);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const int j = (int)oql_fmin(at[i], N_DIST - 2.0);
            const double log_y =
                spline_at(at[i] - (double)j, y[j], y[j + 1], bend[j], bend[j + 1]);
            l.mean[i] = oql_fmin(OQL_LN10 * log_y, cap);
        }
        oql_fill_total(x->n, r->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Frankel, Mueller, Barnhard, Perkins, Leyendecker, Dickman, Hanson & Hopper " \
                 "(1996). National seismic-hazard maps: documentation. USGS Open-File Report " \
                 "96-532",                                                                     \
    .doi = "10.3133/ofr96532", .trt = OQL_TRT_STABLE, .measures = "PGA SA",                    \
    .component = OQL_IMC_GEOMEAN, .needs = OQL_NEED_MAG | OQL_NEED_RHYPO,                      \
    .mag = OQL_RANGE(4.0, 8.0), .dist_km = OQL_RANGE(0.0, 1000.0),                             \
    .period_s = OQL_RANGE(0.1, 2.0)

#define CLASS(class_name, kind)                                                                \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){kind},                \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("FrankelEtAl1996MblgAB1987NSHMP2008", MAG_MBLG_1987),
    CLASS("FrankelEtAl1996MblgJ1996NSHMP2008", MAG_MBLG_1996),
    CLASS("FrankelEtAl1996MwNSHMP2008", MAG_MW),
};

OQL_GMM_FAMILY(frankel_1996) = {OQL_COUNT(classes), classes, 0, NULL};
