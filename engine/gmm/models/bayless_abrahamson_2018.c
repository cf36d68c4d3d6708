/* SPDX-License-Identifier: BSD-3-Clause */
/** Bayless & Abrahamson (2019): Fourier amplitudes (EAS) in California. */
#include "gmm/family.h"

#include "coeffs/bayless_abrahamson_2018.h"
#include "gmm/models/terms.h"

typedef oql_coef_bayless_abrahamson_2018 coef;

/* The regression reaches to here; beyond, the amplitude decays with kappa. */
#define MAX_HZ 23.988321

typedef struct {
    coef ir; /* near 5 Hz: the strength of shaking for the nonlinear term */
} state;

typedef struct {
    coef c;          /* of the linear terms, at most at MAX_HZ */
    double s[6];     /* deviations at the frequency itself */
    double over_hz;  /* above MAX_HZ */
    double f[3];     /* f3, f4, f5 at the frequency itself */
    double position; /* last tabulated frequency not above it */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    oql_imt imt;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_imt_parse("EAS(5.0118725)", &imt, err));
    OQL_TRY(oql_coeff_row(&oql_table_bayless_abrahamson_2018, &imt, &s->ir.c1, err));
done:
    return st;
}

/* Row of the table by rising frequency; the file has them falling. */
static const double *table_row(size_t index)
{
    const oql_coeff_table *t = &oql_table_bayless_abrahamson_2018;
    return oql_coeff_row_at(t, t->n_row - 1 - index);
}

static double table_hz(size_t index)
{
    const oql_coeff_table *t = &oql_table_bayless_abrahamson_2018;
    return 1.0 / t->period_s[t->n_row - 1 - index];
}

/* f3, f4 and f5 are the last columns. */
static const double *nonlinear_of(size_t index)
{
    return table_row(index) + oql_table_bayless_abrahamson_2018.n_col - 3;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    const double hz = imt->period_s > 0.0 ? 1.0 / imt->period_s : 0.0;
    const size_t n = oql_table_bayless_abrahamson_2018.n_row;
    size_t k = 0;
    coef own;
    oql_imt highest;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_bayless_abrahamson_2018, imt, &own.c1, err));
    OQL_TRY(oql_imt_parse("EAS(23.988321)", &highest, err));
    r->c = own;
    if (hz > MAX_HZ * (1.0 + 1e-9)) {
        OQL_TRY(oql_coeff_row(&oql_table_bayless_abrahamson_2018, &highest, &r->c.c1, err));
        r->over_hz = hz - MAX_HZ;
    }
    memcpy(r->s, &own.s1, sizeof r->s);
    while (k + 2 < n && table_hz(k + 1) <= hz) {
        ++k;
    }
    memcpy(r->f, &own.f3, sizeof r->f);
    r->position = (double)k;
done:
    return st;
}

/* Source, path, depth and style of faulting. */
static void rock_row(const coef *C, const oql_ctx *x, double *ln_y)
{
    const double hinge = oql_log(1.0 + oql_exp(C->cn * (C->cM - x->mag)));
    const double base = C->c1 + C->c2 * (x->mag - 6.0) + (C->c2 - C->c3) / C->cn * hinge;
    const double near_km = C->c5 * oql_cosh(C->c6 * oql_fmax(x->mag - C->chm, 0.0));
    const double c4 = C->c4, far = 0.5 * (-0.5 - C->c4), c7 = C->c7, c9 = C->c9, c10 = C->c10;
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR], *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double normal = ((rake[i] > -150.0) & (rake[i] < -30.0)) ? c10 : 0.0;
        ln_y[i] = base + c4 * oql_log(rrup[i] + near_km) +
                  far * oql_log(rrup[i] * rrup[i] + 2500.0) + c7 * rrup[i] +
                  c9 * oql_fmin(ztor[i], 20.0) + normal;
    }
}

/* Linear site response and basin depth; sites without a depth (-999) have the one of their
 * vs30. */
static void site_row(const coef *C, const oql_ctx *x, double over_hz, double *mean)
{
    const double *vs30 = x->col[OQL_VS30], *z1pt0 = x->col[OQL_Z1PT0];
    const double c8 = C->c8, a = C->c11a, b = C->c11b, c = C->c11c, d = C->c11d;
    const double v4 = 610.0 * 610.0 * 610.0 * 610.0;
    const double top = 1360.0 * 1360.0 * 1360.0 * 1360.0 + v4, pi = OQL_TWO_PI / 2.0;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double v = vs30[i];
        const double soft = v <= 200.0 ? a : (v <= 300.0 ? b : c), c11 = v <= 500.0 ? soft : d;
        const double reference = oql_exp(-7.67 / 4.0 * oql_log((v * v * v * v + v4) / top));
        const double z = z1pt0[i] == -999.0 ? reference : z1pt0[i];
        const double ratio = (oql_fmin(z / 1000.0, 2.0) + 0.01) / (reference / 1000.0 + 0.01);
        const double kappa = oql_exp(-0.4 * oql_log(v / 760.0) - 3.5);
        mean[i] += c8 * oql_log(oql_fmin(v, 1000.0) / 1000.0) + c11 * oql_log(ratio) -
                   pi * kappa * over_hz;
    }
}

/* Nonlinear term at one frequency from the logarithm of the shaking. */
static void nonlinear(const oql_ctx *x, const double f[3], const double *ln, double *y)
{
    const double *vs30 = x->col[OQL_VS30];
    const double f4 = f[1], f5 = f[2], at_760 = oql_exp(f5 * 400.0);
    const size_t n = oql_is_constant(x, OQL_VS30) ? 1 : x->n;

    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        y[i] = f4 * (oql_exp(f5 * (oql_fmin(vs30[i], 760.0) - 360.0)) - at_760);
    }
    const double first = y[0];
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        y[i] = (n == 1 ? first : y[i]) * ln[i];
    }
}

/* ln of the shaking ir on rock, in units of f3. */
static void log_shaking(const oql_ctx *x, double f3, const double *ir, double *ln)
{
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln[i] = oql_log((ir[i] + f3) / f3);
    }
}

static bool is_same_row(const double *a, const double *b)
{
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* Least value over all frequencies and where it is: from there on the term stays. From 3.4 Hz on
 * f3 is one number, so that its logarithm is taken once; rows that repeat cannot be lower. ln has
 * two rows of scratch. */
static void lowest(const oql_ctx *x, const double *ir, double *ln, double *least, double *where)
{
    double *y = ln + x->stride;

    oql_fill(x->n, 1e300, least);
    oql_fill(x->n, 0.0, where);
    for (size_t k = 0; k < oql_table_bayless_abrahamson_2018.n_row; ++k) {
        const double *f = nonlinear_of(k), *last = k == 0 ? NULL : nonlinear_of(k - 1);
        const double index = (double)k;
        if (last != NULL && is_same_row(f, last)) {
            continue;
        }
        if (last == NULL || f[0] != last[0]) {
            log_shaking(x, f[0], ir, ln);
        }
        nonlinear(x, f, ln, y);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            where[i] = y[i] < least[i] ? index : where[i];
            least[i] = y[i] < least[i] ? y[i] : least[i];
        }
    }
}

static void eval_measure(const row *r, const oql_ctx *x, const double *ir, const double *least,
                         const double *where, double *ln, const oql_lanes *l)
{
    const double k = r->position;
    double *y = ln + x->stride;
    const double tau = oql_ramp(x->mag, 4.0, r->s[0], 6.0, r->s[1]);
    const double s2s = oql_ramp(x->mag, 4.0, r->s[2], 6.0, r->s[3]);
    const double ss = oql_ramp(x->mag, 4.0, r->s[4], 6.0, r->s[5]);
    const double phi2 = s2s * s2s + ss * ss, c1a = r->c.c1a;

    rock_row(&r->c, x, l->mean);
    site_row(&r->c, x, r->over_hz, l->mean);
    log_shaking(x, r->f[0], ir, ln);
    nonlinear(x, r->f, ln, y);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        l->mean[i] += k < where[i] ? y[i] : least[i];
    }
    oql_fill_sigmas(x->n, sqrt(tau * tau + phi2 + c1a * c1a), tau, sqrt(phi2), l);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *ir = oql_work_rows(x->work, 5, x->stride);
    double *least = ir + x->stride, *where = least + x->stride, *ln = where + x->stride;

    rock_row(&s->ir, x, ir);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ir[i] = oql_exp(1.238 + 0.846 * ir[i]);
    }
    lowest(x, ir, ln, least, where);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_measure(oql_gmm_row(g, m), x, ir, least, where, ln, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "BaylessAbrahamson2018",
              .reference =
                  "Bayless & Abrahamson (2019). Summary of the BA18 ground-motion model "
                  "for Fourier amplitude spectra for crustal earthquakes in California. "
                  "Bulletin of the Seismological Society of America 109(5), 2088-2105",
              .doi = "10.1785/0120190077",
              .trt = OQL_TRT_ACTIVE,
              .measures = "EAS",
              .component = OQL_IMC_HORIZONTAL,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_BIT(OQL_ZTOR) | OQL_NEED_RRUP |
                       OQL_NEED_VS30 | OQL_BIT(OQL_Z1PT0),
              .mag = {3.0, 8.0},
              .dist_km = {0.0, 300.0}},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(bayless_abrahamson_2018) = {OQL_COUNT(classes), classes, 0, NULL};
