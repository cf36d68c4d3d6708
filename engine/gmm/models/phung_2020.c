/* SPDX-License-Identifier: BSD-3-Clause */
/** Phung et al. (2020), Taiwan: crustal, interface and slab earthquakes. */
#include "coeffs/phung_2020_asc.h"
#include "coeffs/phung_2020_subduction.h"
#include "gmm/models/terms.h"

/* ---- crustal earthquakes: the form of Chiou & Youngs (2014) ---- */

typedef enum { GLOBAL, TAIWAN, CALIFORNIA, JAPAN } crust_region;

typedef struct {
    size_t region; /**< a crust_region */
    bool aftershocks;
    double d_dpp; /**< directivity parameter, centred */
} crust_state;

typedef struct {
    oql_coef_phung_2020_asc c;
    double phi1, phi5, phi6, c_g1; /**< of the region */
} crust_row;

static oql_status crust_init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region", "aftershocks", "d_dpp"};
    static const char *const regions[] = {"glb", "tw", "ca", "jp"};
    crust_state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, known[0], OQL_COUNT(regions), regions, &s->region, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[1], &s->aftershocks, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[2], &s->d_dpp, err));
    s->aftershocks = s->aftershocks && s->region == TAIWAN;
done:
    return st;
}

static oql_status crust_prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const crust_state *s = oql_gmm_state_c(g);
    crust_row *r = to;
    const oql_coef_phung_2020_asc *C = &r->c;
    const oql_status st = oql_coeff_row(&oql_table_phung_2020_asc, imt, &r->c.c1, err);

    if (st != OQL_OK) {
        return st;
    }
    const double phi1[] = {C->phi1glb, C->phi1tw, C->phi1ca, C->phi1jp};
    const double phi5[] = {0.0, C->phi5tw, C->phi5ca, C->phi5jp};
    const double c_g1[] = {C->c_g1glb, C->c_g1tw, C->c_g1ca, C->c_g1jp};
    r->phi1 = phi1[s->region];
    r->phi5 = phi5[s->region];
    r->phi6 = s->region == JAPAN ? 800.0 : 300.0;
    r->c_g1 = c_g1[s->region] + (s->aftershocks ? C->dc_g1as : 0.0);
    return OQL_OK;
}

/** Terms of the magnitude alone. */
typedef struct {
    double base, reverse, normal, by_ztor, by_cos2, near, near_ztor, by_r, directivity;
} crust_terms;

static crust_terms crust_terms_of(const crust_row *r, double d_dpp, double mag)
{
    const oql_coef_phung_2020_asc *C = &r->c;
    const double c2 = 1.06, d = mag - C->c8_b;
    const double decay = 1.0 / oql_cosh(2.0 * oql_fmax(mag - 4.5, 0.0));
    const double grow = oql_cosh(C->c6 * oql_fmax(mag - C->c_hm, 0.0));
    crust_terms t;

    t.base = C->c1 + c2 * (mag - 6.0) +
             (c2 - C->c3) / C->c_n * oql_log(1.0 + oql_exp(C->c_n * (C->c_m - mag)));
    t.reverse = C->c1_a + C->c1_c * decay;
    t.normal = C->c1_b + C->c1_d * decay;
    t.by_ztor = C->c7 + C->c7_b * decay;
    t.by_cos2 = C->c11 + C->c11_b * decay;
    t.near = C->c5 * grow;
    t.near_ztor = mag < 7.0 ? C->dp * grow : 0.0;
    t.by_r = r->c_g1 + C->c_g2 / oql_cosh(oql_fmax(mag - C->c_g3, 0.0));
    t.directivity =
        C->c8 * oql_clamp((mag - 5.5) / 0.8, 0.0, 1.0) * oql_exp(-0.2695 * d * d) * d_dpp;
    return t;
}

/** Columns shared by all measures. */
typedef struct {
    double *ztor, *d_ztor; /**< top of the rupture; less its expected value */
    double *reverse, *normal, *cos_dip;
} crust_rows;

static void crust_shared(const oql_ctx *x, const crust_rows *w)
{
    const double up = oql_fmax(3.5384 - 2.6 * oql_fmax(x->mag - 5.853, 0.0), 0.0);
    const double down = oql_fmax(2.7482 - 1.7639 * oql_fmax(x->mag - 5.521, 0.0), 0.0);
    const double *rake = x->col[OQL_RAKE], *dip = x->col[OQL_DIP], *ztor = x->col[OQL_ZTOR];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->reverse[i] = ((rake[i] >= 30.0) & (rake[i] <= 150.0)) ? 1.0 : 0.0;
        w->normal[i] = ((rake[i] >= -120.0) & (rake[i] <= -60.0)) ? 1.0 : 0.0;
        w->cos_dip[i] = oql_cos(dip[i] * (OQL_TWO_PI / 360.0));
        const double other = w->normal[i] > 0.0 ? down * down : ztor[i];
        const double expected = w->reverse[i] > 0.0 ? up * up : other;
        w->ztor[i] = ztor[i] < 0.0 ? expected : ztor[i];
        w->d_ztor[i] = w->ztor[i] - expected;
    }
}

/* ln of SA on rock of 1130 m/s. */
static void crust_rock(const crust_row *r, const crust_terms *t, const oql_ctx *x,
                       const crust_rows *w, double *mean)
{
    const oql_coef_phung_2020_asc *C = &r->c;
    const double *rrup = x->col[OQL_RRUP], *rjb = x->col[OQL_RJB], *rx = x->col[OQL_RX];
    const double c4 = -2.1, c4a = -0.5;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double near =
            t->near + t->near_ztor * oql_fmax(w->ztor[i] / 50.0 - 20.0 / 50.0, 0.0);
        const double taper = oql_fmax(1.0 - oql_fmax(rrup[i] - 40.0, 0.0) / 30.0, 0.0);
        const double shape = C->c9_a + (1.0 - C->c9_a) * oql_tanh(rx[i] / C->c9_b);
        const double away =
            1.0 - sqrt(rjb[i] * rjb[i] + w->ztor[i] * w->ztor[i]) / (rrup[i] + 1.0);
        const double wall = C->c9 * w->cos_dip[i] * shape * away;
        mean[i] = t->base + t->reverse * w->reverse[i] + t->normal * w->normal[i] +
                  t->by_ztor * w->d_ztor[i] + t->by_cos2 * w->cos_dip[i] * w->cos_dip[i] +
                  (rx[i] >= 0.0 ? wall : 0.0) + t->directivity * taper +
                  c4 * oql_log(rrup[i] + near) +
                  (c4a - c4) * 0.5 * oql_log(rrup[i] * rrup[i] + 2500.0) + t->by_r * rrup[i];
    }
}

/** Expected depth to 1 km/s, m: equation by region. */
static inline double expected_z1(double vs30, double slope, double v, double top)
{
    return oql_exp(0.5 * slope * oql_log((vs30 * vs30 + v * v) / (top * top + v * v)));
}

static void crust_site(const crust_row *r, size_t region, const oql_ctx *x, double *mean)
{
    const oql_coef_phung_2020_asc *C = &r->c;
    const bool taiwan = region == TAIWAN;
    const double slope = taiwan ? -3.73 : -5.23, v = taiwan ? 290.53 : 412.39;
    const double top = taiwan ? 1750.0 : 1360.0;
    const double rock = oql_exp(C->phi3 * (1130.0 - 360.0));
    const double *vs30 = x->col[OQL_VS30], *z1pt0 = x->col[OQL_Z1PT0];
    const double phi3 = C->phi3, phi4 = C->phi4, phi2 = C->phi2, phi1 = r->phi1, phi5 = r->phi5,
                 phi6 = r->phi6;
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double soft = oql_exp(phi3 * (oql_fmin(vs30[i], 1130.0) - 360.0)) - rock;
        const double level = oql_log((oql_exp(mean[i]) + phi4) / phi4);
        const double ez1 = expected_z1(vs30[i], slope, v, top);
        /* a factor, not a choice, and coefficients outside: else gcc leaves the loop scalar */
        const double known = z1pt0[i] < 0.0 ? 0.0 : 1.0;
        const double basin = known * (1.0 - oql_exp(-(z1pt0[i] - ez1) / phi6));
        mean[i] += phi1 * oql_fmin(oql_log(vs30[i] / 1130.0), 0.0) + phi2 * soft * level +
                   phi5 * basin;
    }
}

static void crust_eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const crust_state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work), n = x->stride;
    double *a = oql_work_rows(x->work, 5, n);
    const crust_rows w = {a, a + n, a + 2 * n, a + 3 * n, a + 4 * n};

    crust_shared(x, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const crust_row *r = oql_gmm_row(g, m);
        const crust_terms t = crust_terms_of(r, s->d_dpp, x->mag);
        const oql_lanes l = oql_lanes_of(x, out, m);
        crust_rock(r, &t, x, &w, l.mean);
        crust_site(r, s->region, x, l.mean);
        oql_fill_parts(x->n, r->c.tau,
                       sqrt(r->c.phiss * r->c.phiss + r->c.phis2s * r->c.phis2s), &l);
    }
    oql_work_release(x->work, mark);
}

/* ---- subduction earthquakes: the form of Abrahamson et al. (2016) ---- */

typedef struct {
    bool slab;
} sub_variant;

typedef oql_coef_phung_2020_subduction sub_coef;

typedef struct {
    size_t taiwan; /**< 0: Japan and Taiwan together, 1: Taiwan */
    sub_coef pga;
} sub_state;

static oql_status sub_init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region"};
    static const char *const regions[] = {"jptw", "tw"};
    sub_state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 1, known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, known[0], OQL_COUNT(regions), regions, &s->taiwan, err));
    OQL_TRY(oql_coeff_row(&oql_table_phung_2020_subduction, &pga, &s->pga.a1, err));
done:
    return st;
}

static oql_status sub_prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    sub_coef *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_phung_2020_subduction, imt, &C->a1, err);
}

/** Columns shared by all measures. */
typedef struct {
    double *ln_r, *ln_vs, *ln_z, *pga, *ln_pga;
} sub_rows;

/** Everything but the site; by_r is the anelastic coefficient. */
static void sub_rock(const sub_coef *C, bool slab, bool taiwan, double by_r, double constant,
                     const oql_ctx *x, const sub_rows *w, double *mean)
{
    const double d = x->mag - C->mref, d10 = 10.0 - x->mag;
    const double a4 = C->a4 + (taiwan ? 0.0 : C->a4_del);
    const double base = C->a1 + (taiwan ? 0.0 : C->a1_del) + (slab ? C->a7 : 0.0) +
                        (d <= 0.0 ? a4 : C->a5) * d + C->a13 * d10 * d10 + constant;
    const double by_ln_r = C->a2 + (slab ? C->a14 : 0.0) + 0.1 * (x->mag - 7.8);
    const double by_top = slab ? C->a11 : C->a10, deepest = slab ? 80.0 : 40.0;
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = base + by_ln_r * w->ln_r[i] + by_r * rrup[i] +
                  by_top * (oql_fmin(ztor[i], deepest) - 0.5 * deepest);
    }
}

static void sub_shared(const sub_state *s, bool slab, const oql_ctx *x, const sub_rows *w)
{
    const bool taiwan = s->taiwan == 1;
    const double near = 10.0 * oql_exp(0.25 * (x->mag - 6.0));
    const double slope = taiwan ? -3.96 : -5.23, v = taiwan ? 352.7 : 412.39;
    const double top = taiwan ? 1750.0 : 1360.0;
    const double ln_rock = oql_log(1000.0 / s->pga.vlin);
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30], *z1 = x->col[OQL_Z1PT0];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double vs = oql_fmin(vs30[i], 1000.0);
        const double known = oql_log(z1[i] / expected_z1(vs, slope, v, top));
        w->ln_r[i] = oql_log(rrup[i] + near);
        w->ln_vs[i] = oql_log(vs);
        w->ln_z[i] = z1[i] < 0.0 ? 0.0 : oql_fmin(known, 1.0);
    }
    sub_rock(&s->pga, slab, taiwan, s->pga.a6tw, (s->pga.a12tw + s->pga.b * 1.18) * ln_rock, x,
             w, w->pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->pga[i] = oql_exp(w->pga[i]);
        w->ln_pga[i] = oql_log(w->pga[i] + 1.88);
    }
}

static void sub_eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const sub_variant *v = oql_gmm_variant(g);
    const sub_state *s = oql_gmm_state_c(g);
    const bool taiwan = s->taiwan == 1;
    const size_t mark = oql_work_mark(x->work), n = x->stride;
    double *a = oql_work_rows(x->work, 5, n);
    const sub_rows w = {a, a + n, a + 2 * n, a + 3 * n, a + 4 * n};

    sub_shared(s, v->slab, x, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const sub_coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double ln_vlin = oql_log(C->vlin), b = C->b;
        const double a12 = taiwan ? C->a12tw : C->a12jptw, a8 = taiwan ? C->a8tw : C->a8jptw;
        const double ss = taiwan ? C->phiss4tw : C->phiss4jptw;
        const double s2s = taiwan ? C->phis2s4tw : C->phis2s4jptw;
        sub_rock(C, v->slab, taiwan, taiwan ? C->a6tw : C->a6jptw, 0.0, x, &w, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double ln_arg = w.ln_vs[i] - ln_vlin;
            const double soft = oql_log(w.pga[i] + 1.88 * oql_exp(1.18 * ln_arg)) - w.ln_pga[i];
            l.mean[i] +=
                a12 * ln_arg + b * (ln_arg < 0.0 ? soft : 1.18 * ln_arg) + a8 * w.ln_z[i];
        }
        oql_fill_parts(x->n, taiwan ? C->tau4tw : C->tau4jptw, sqrt(ss * ss + s2s * s2s), &l);
    }
    oql_work_release(x->work, mark);
}

#define SUBDUCTION(class_name, region, is_slab)                                                \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference =                                                                  \
                     "Phung, Loh, Chao & Abrahamson (2020). Ground motion prediction "         \
                     "equation for Taiwan subduction zone earthquakes. Earthquake "            \
                     "Spectra 36(3), 1331-1358",                                               \
                 .doi = "10.1177/8755293020906829",                                            \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30 | OQL_BIT(OQL_ZTOR) |   \
                          OQL_BIT(OQL_Z1PT0),                                                  \
                 .mag = OQL_RANGE(4.5, 9.1),                                                   \
                 .period_s = OQL_RANGE(0.01, 5.0)},                                            \
        .variant = &(const sub_variant){is_slab}, .state_size = sizeof(sub_state),             \
        .row_size = sizeof(sub_coef), .init = sub_init, .prepare = sub_prepare,                \
        .eval = sub_eval                                                                       \
    }

static const oql_gmm_class classes[] = {
    {.info = {.name = "PhungEtAl2020Asc",
              .reference = "Phung, Loh, Chao, Chiou & Huang (2020). Ground motion prediction "
                           "equation for crustal earthquakes in Taiwan. Earthquake Spectra "
                           "36(4), 2129-2164",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_RRUP |
                       OQL_NEED_VS30 | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_RX) |
                       OQL_BIT(OQL_Z1PT0),
              .period_s = OQL_RANGE(0.01, 10.0)},
     .state_size = sizeof(crust_state),
     .row_size = sizeof(crust_row),
     .init = crust_init,
     .prepare = crust_prepare,
     .eval = crust_eval},
    SUBDUCTION("PhungEtAl2020SInter", OQL_TRT_INTERFACE, false),
    SUBDUCTION("PhungEtAl2020SSlab", OQL_TRT_INSLAB, true),
};

OQL_GMM_FAMILY(phung_2020) = {OQL_COUNT(classes), classes, 0, NULL};
