/* SPDX-License-Identifier: BSD-3-Clause */
/** Hassani & Atkinson (2021), Japan: crustal, interface and slab earthquakes on the generic
 *  model of 2018, with site terms of vs30, basin depth and peak frequency. */
#include "gmm/family.h"

#include <math.h>

#include "coeffs/hassani_atkinson_2020.h"
#include "gmm/models/hassani_2018_terms.h"
#include "gmm/models/terms.h"

typedef oql_coef_hassani_atkinson_2020 coef;

/* Calibration constant, hinge distance, stress and its growth between two depths; column of the
 * region in the table's triples. */
typedef struct {
    double cc, rt, cd0, cd1, dp0, dp1;
    size_t region; /* 0 interface, 1 slab, 2 crust */
} variant;

typedef struct {
    double kappa, backarc, forearc_ne, forearc_sw;
    coef pga;
} state;

typedef struct {
    coef c;
    double ln_unit, peak_hz; /* of the resonance term, 0: none */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"kappa", "backarc", "forearc_ne", "forearc_sw"};
    const oql_imt pga = oql_imt_pga();
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->kappa = 0.04;
    s->forearc_ne = 1.0;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->kappa, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->backarc, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[2], &s->forearc_ne, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[3], &s->forearc_sw, err));
    if (!(s->kappa > 0.0) || !(s->backarc + s->forearc_ne + s->forearc_sw > 0.0)) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: %s: expected kappa > 0 and a path in at least one of backarc, "
                      "forearc_ne and forearc_sw",
                      spec->path, spec->line, spec->name);
        goto done;
    }
    OQL_TRY(oql_coeff_row(&oql_table_hassani_atkinson_2020, &pga, &s->pga.f, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    const oql_status st = oql_coeff_row(&oql_table_hassani_atkinson_2020, imt, &r->c.f, err);

    (void)g;
    if (st == OQL_OK) {
        r->ln_unit = imt->kind == OQL_IMT_PGV ? 0.0 : -log(981.0);
        r->peak_hz = imt->kind == OQL_IMT_SA ? pow(10.0, r->c.f) : 0.0;
    }
    return st;
}

/* Anelastic slope averaged over the parts of the path. */
static double anelastic(const coef *C, const variant *v, const state *s)
{
    const double *gamma = &C->barc_if + 3 * v->region;
    return (gamma[0] * s->backarc + gamma[1] * s->forearc_ne + gamma[2] * s->forearc_sw) /
           (s->backarc + s->forearc_ne + s->forearc_sw);
}

/* Terms of magnitude alone, the stress and kappa terms apart. */
static double magnitude_term(const coef *C, const variant *v, double mag)
{
    const double dm = mag - C->mh, *large = &C->clf0_if + 2 * v->region;
    return C->e0 + (mag <= C->mh ? C->e1 * dm + C->e2 * dm * dm : C->e3 * dm) + v->cc + C->chf +
           C->amp_cr + large[0] + large[1] * oql_clamp(mag - 5.5, 0.0, 1.5);
}

/* Motion on rock, log10 of gal or cm/s. */
static void rock_row(const coef *C, const variant *v, const state *s, const oql_ctx *x,
                     double *log_y)
{
    const double mag = rint(x->mag * 100.0) / 100.0;
    const oql_ha18_quadratic d = oql_ha18_stress(&C->g10, &C->g20, mag);
    const oql_ha18_quadratic k = oql_ha18_kappa(&C->d000, mag, s->kappa);
    const double a = magnitude_term(C, v, mag) + d.a + k.a, b = d.b + k.b, c = d.c + k.c;
    const double h = oql_ha18_depth(mag), h2 = h * h, slope = C->b3 + C->b4 * mag;
    const double log_rt = oql_log10(v->rt), gamma = anelastic(C, v, s);
    const double cd0 = v->cd0, cd1 = v->cd1, dp0 = v->dp0, span = v->dp1 - v->dp0;
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ld = cd0 + cd1 * oql_clamp(depth[i] - dp0, 0.0, span);
        log_y[i] = a + ld * (b + ld * c) + oql_ha18_spreading(rrup[i], h2, log_rt, slope) +
                   gamma * rrup[i];
    }
}

/* Linear term of vs30, which is constant outside of 100 to 1000 m/s. */
static inline double vs30_term(double cv1, double cv2, double vs30)
{
    const double log_v = oql_log10(oql_clamp(vs30, 100.0, 1000.0) / 760.0);
    const double log_250 = -0.4828735836087538; /* log10(250 / 760) */
    return vs30 <= 250.0 ? cv1 * log_v + (cv2 - cv1) * log_250 : cv2 * log_v;
}

/* Basin term; its bounds are in m though depths come in km, as in the reference
 *  implementation. */
static inline double basin_term(double cz0, double cz1, double cz2, double z)
{
    const double low = cz1 * oql_log10(oql_clamp(z, 150.0, 800.0) / 150.0);
    const double high = cz2 * oql_log10(oql_clamp(z, 800.0, 4200.0) / 800.0);
    return z >= 0.0 ? cz0 + low + high : 0.0;
}

/* Resonance term of the ratio of the site's peak frequency and the measure's. */
static inline double peak_term(double f0, double peak_hz)
{
    const double ratio = f0 / peak_hz;
    const double f = -0.011 + 0.421 * oql_log10(oql_clamp(ratio, 0.5, 1.0) / 0.5) -
                     0.604 * oql_log10(oql_clamp(ratio, 1.0, 2.5)) +
                     0.086 * oql_log10(oql_fmax(ratio, 2.5) / 2.5);
    return f0 > 0.0 ? f : 0.0;
}

static void add_site(const row *r, const oql_ctx *x, const double *pga, double *mean)
{
    const coef *C = &r->c;
    const double *vs30 = x->col[OQL_VS30], *z2pt5 = x->col[OQL_Z2PT5], *f0 = x->col[OQL_F0];
    const double f4 = C->f4, f5 = C->f5, at_760 = oql_exp(f5 * 400.0), ln_unit = r->ln_unit;
    const double cv1 = C->cv1, cv2 = C->cv2, cz0 = C->cz0, cz1 = C->cz1, cz2 = C->cz2;
    const double peak_hz = r->peak_hz > 0.0 ? r->peak_hz : 1.0;
    const double peak = r->peak_hz > 0.0 ? 1.0 : 0.0;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double expected = oql_exp(5.359 - 1.102 * oql_log(vs30[i]));
        const double z = z2pt5[i] == -999.0 ? expected : z2pt5[i];
        const double f2 = f4 * (oql_exp(f5 * (oql_fmin(vs30[i], 760.0) - 360.0)) - at_760);
        const double nonlinear = f2 * oql_log((pga[i] + 98.1) / 98.1);
        mean[i] =
            OQL_LN10 * (mean[i] + vs30_term(cv1, cv2, vs30[i]) + basin_term(cz0, cz1, cz2, z) +
                        peak * peak_term(f0[i], peak_hz) + nonlinear) +
            ln_unit;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *pga = oql_work_rows(x->work, 1, x->stride);

    rock_row(&s->pga, v, s, x, pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        pga[i] = oql_exp10(pga[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const coef *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double pss = (&C->pss_if)[v->region];
        rock_row(C, v, s, x, l.mean);
        add_site(r, x, pga, l.mean);
        oql_fill_sigmas(x->n, (&C->s_if)[v->region], C->tau,
                        sqrt(C->ps2s * C->ps2s + pss * pss), &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Hassani & Atkinson (2021). Equivalent point-source ground-motion model for " \
                 "subduction earthquakes in Japan. Bulletin of the Seismological Society of "  \
                 "America 111(2), 951-974",                                                    \
    .doi = "", .measures = "PGA PGV SA", .component = OQL_IMC_GEOMEAN,                         \
    .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_VS30 |                   \
             OQL_BIT(OQL_Z2PT5) | OQL_BIT(OQL_F0),                                             \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(class_name, trt_text, ...)                                                       \
    {                                                                                          \
        .info = {.name = class_name, .trt = trt_text, PAPER},                                  \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

static const oql_gmm_class classes[] = {
    CLASS("HassaniAtkinson2020Asc", OQL_TRT_ACTIVE, 0.45, 50.0, 2.5011, 0.0, 0.0, 30.0, 2),
    CLASS("HassaniAtkinson2020SInter", OQL_TRT_INTERFACE, 0.85, 150.0, 1.606, 0.0097, 25.0,
          55.0, 0),
    CLASS("HassaniAtkinson2020SSlab", OQL_TRT_INSLAB, 0.9, 250.0, 1.9241, 0.0133, 40.0, 90.0,
          1),
};

OQL_GMM_FAMILY(hassani_atkinson_2020) = {OQL_COUNT(classes), classes, 0, NULL};
