/* SPDX-License-Identifier: BSD-3-Clause */
/** Edwards & Fah (2013): stochastic models for Switzerland, the Alps and their foreland, by
 *  stress drop. */
#include "gmm/family.h"

#include "coeffs/edwards_fah_2013_alpine_10.h"
#include "coeffs/edwards_fah_2013_alpine_120.h"
#include "coeffs/edwards_fah_2013_alpine_20.h"
#include "coeffs/edwards_fah_2013_alpine_30.h"
#include "coeffs/edwards_fah_2013_alpine_50.h"
#include "coeffs/edwards_fah_2013_alpine_60.h"
#include "coeffs/edwards_fah_2013_alpine_75.h"
#include "coeffs/edwards_fah_2013_alpine_90.h"
#include "coeffs/edwards_fah_2013_foreland_10.h"
#include "coeffs/edwards_fah_2013_foreland_120.h"
#include "coeffs/edwards_fah_2013_foreland_20.h"
#include "coeffs/edwards_fah_2013_foreland_30.h"
#include "coeffs/edwards_fah_2013_foreland_50.h"
#include "coeffs/edwards_fah_2013_foreland_60.h"
#include "coeffs/edwards_fah_2013_foreland_75.h"
#include "coeffs/edwards_fah_2013_foreland_90.h"
#include "gmm/models/terms.h"

typedef oql_coef_edwards_fah_2013_alpine_10 coef;

typedef struct {
    const oql_coeff_table *table;
    bool foreland;
} variant;

typedef struct {
    coef c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(v->table, imt, &r->c.a1, err);
}

/* Shortest distance that the simulated ruptures allow. */
static double min_distance(double mag, bool foreland)
{
    if (mag > 5.0) {
        return 0.55;
    }
    if (foreland) {
        return mag > 4.7 ? -2.067 * mag + 11.92 : -0.291 * mag + 3.48;
    }
    return mag > 4.7 ? -2.8 * mag + 14.55 : -0.295 * mag + 2.65;
}

/* Four coefficients as a cubic of magnitude. */
static double cubic(const double *a, double mag)
{
    return a[0] + mag * (a[1] + mag * (a[2] + mag * a[3]));
}

/* A polynomial of degree 4 in log10 of distance, its coefficients polynomials of magnitude. */
static void eval_mean(const row *r, const oql_ctx *x, const double *log_r, double *mean)
{
    const double *a = &r->c.a1, mag = x->mag;
    const double p0 =
        a[0] +
        mag * (a[1] + mag * (a[2] + mag * (a[3] + mag * (a[4] + mag * (a[5] + mag * a[6])))));
    const double p1 = cubic(a + 7, mag), p2 = cubic(a + 11, mag), p3 = cubic(a + 15, mag);
    const double p4 = cubic(a + 19, mag), ln_unit = r->ln_unit;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double u = log_r[i];
        mean[i] = OQL_LN10 * (p0 + u * (p1 + u * (p2 + u * (p3 + u * p4)))) + ln_unit;
    }
}

static void eval_sigmas(const coef *C, const oql_ctx *x, const oql_lanes *l)
{
    const double *rrup = x->col[OQL_RRUP], tau = C->tau, mean_phi = C->mean_phi_ss;
    const double r1 = C->Rc11, phi1 = C->phi_11, r2 = C->Rc21, phi2 = C->phi_21;
    const double m1 = C->Mc1, m2 = C->Mc2, large = C->C2, mag = x->mag;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double by_dist = oql_ramp(rrup[i], r1, phi1, r2, phi2);
        const double phi = 0.5 * (oql_ramp(mag, m1, by_dist, m2, large) + mean_phi);
        l->tau[i] = tau;
        l->phi[i] = phi;
        l->sigma[i] = sqrt(tau * tau + phi * phi);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double min_km = min_distance(x->mag, v->foreland), *rrup = x->col[OQL_RRUP];
    const size_t mark = oql_work_mark(x->work);
    double *log_r = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        log_r[i] = oql_log10(oql_fmax(rrup[i], min_km));
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, log_r, l.mean);
        eval_sigmas(&r->c, x, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Edwards & Fah (2013). A stochastic ground-motion model for Switzerland. "    \
                 "Bulletin of the Seismological Society of America 103(1), 78-98",             \
    .doi = "", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA", .component = OQL_IMC_GEOMEAN,  \
    .needs = OQL_NEED_MAG | OQL_NEED_RRUP, .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(class_name, coeffs, foreland)                                                    \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){&(coeffs), foreland}, \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }
#define ALPINE(bar)                                                                            \
    CLASS("EdwardsFah2013Alpine" #bar "Bars", oql_table_edwards_fah_2013_alpine_##bar, false)
#define FORELAND(bar)                                                                          \
    CLASS("EdwardsFah2013Foreland" #bar "Bars", oql_table_edwards_fah_2013_foreland_##bar, true)

static const oql_gmm_class classes[] = {
    ALPINE(10),   ALPINE(20),   ALPINE(30),   ALPINE(50),   ALPINE(60),   ALPINE(75),
    ALPINE(90),   ALPINE(120),  FORELAND(10), FORELAND(20), FORELAND(30), FORELAND(50),
    FORELAND(60), FORELAND(75), FORELAND(90), FORELAND(120)};

OQL_GMM_FAMILY(edwards_fah_2013) = {OQL_COUNT(classes), classes, 0, NULL};
