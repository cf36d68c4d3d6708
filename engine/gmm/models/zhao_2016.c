/* SPDX-License-Identifier: BSD-3-Clause */
/** Zhao et al. (2016), Japan: crustal, upper-mantle, interface and slab earthquakes, with the
 * path
 *  through volcanic zones and nonlinear site terms. */
#include "coeffs/zhao_2016_crust.h"
#include "coeffs/zhao_2016_sinter.h"
#include "coeffs/zhao_2016_site_crust.h"
#include "coeffs/zhao_2016_site_mantle.h"
#include "coeffs/zhao_2016_site_sinter.h"
#include "coeffs/zhao_2016_site_sslab.h"
#include "coeffs/zhao_2016_sslab.h"
#include "gmm/models/terms.h"
#include "gmm/models/zhao_2016_volc.h"

typedef enum { CRUST, MANTLE, INTERFACE, SLAB } region;

/** How a class differs. */
typedef struct {
    region where;
    bool site_sigma; /**< within-event deviation by site class */
    bool zones;      /**< volcanic zones may be given as a file */
} variant;

#define N_CLASS 4 /**< site classes I to IV, by vs30 above 600, 300, 200 m/s */
#define BETA    0.6
#define MC      7.1 /**< magnitude of the break */

/** Site response of one class, brought to
 *      ln SA = rock + gain - slope (ln((k SA_rock)^2 + beta) - ln beta) */
typedef struct {
    double gain, k2, slope; /**< k2 = k^2 */
} site;

typedef struct {
    union {
        oql_coef_zhao_2016_crust crust;
        oql_coef_zhao_2016_sinter inter;
        oql_coef_zhao_2016_sslab slab;
    } c;
    double ln_rock;        /**< ln amplification of class I over hard rock */
    site site[2][N_CLASS]; /**< first index: top of rupture below 25 km (interface only) */
    double tau, phi, phi_class[N_CLASS];
} row;

typedef struct {
    oql_volc_zones *zones; /**< owned; NULL: the path is the parameter rvolc */
} state;

/* ---- preparation ---- */

/** Site response of class i (from 0): S is its published term, equations of Zhao et al.
 * (2015). */
static site make_site(const oql_coef_zhao_2016_site_crust *C, double ln_rock, size_t i,
                      double S)
{
    /* ratio of the impedance correction of each class */
    static const double imf[N_CLASS] = {(1.0 + 0.8 * 2.73) / 3.5, 3.07 / 3.0,
                                        (1.0 + 0.9 * 1.76) / 2.5, (1.0 + 0.6 * 2.02) / 3.0};
    const double a1d = (&C->LnAmax1D1)[i], src = (&C->Src1D1)[i] * imf[i], f = (&C->fsr1)[i];
    const double ln_beta = log(BETA), ln_src = log(src * src + BETA), ln_10b = log(10.0 * BETA);
    const double ln_a = ln_rock + S, ln_sf = ln_rock - a1d + S;
    double snc;

    if (exp(ln_a) < 1.25) {
        const double ca = a1d / (ln_beta - ln_src), cb = -ca * ln_src;
        snc = exp((ca * ln_beta * ln_10b - OQL_LN10 * (cb + ln_sf)) /
                  (ca * (2.0 * ln_10b - ln_beta)));
    } else {
        snc = sqrt(exp((ln_a * ln_src - ln_sf * ln_beta) / a1d) - BETA);
    }
    const double k = imf[i] * snc / src * f;
    const site s = {ln_a, k * k, a1d / (ln_src - ln_beta)};
    return s;
}

static oql_status prepare_sites(const variant *v, const oql_imt *imt, const double *S,
                                const double *S_deep, row *r, oql_err *err)
{
    static const oql_coeff_table *const tables[] = {
        &oql_table_zhao_2016_site_crust, &oql_table_zhao_2016_site_mantle,
        &oql_table_zhao_2016_site_sinter, &oql_table_zhao_2016_site_sslab};
    oql_coef_zhao_2016_site_crust C;
    const oql_status st = oql_coeff_row(tables[v->where], imt, &C.LnAmax1D1, err);

    if (st != OQL_OK) {
        return st;
    }
    for (size_t i = 0; i < N_CLASS; ++i) {
        r->site[0][i] = make_site(&C, r->ln_rock, i, i == 0 ? 0.0 : S[i - 1]);
        r->site[1][i] = make_site(&C, r->ln_rock, i, i == 0 ? 0.0 : S_deep[i - 1]);
    }
    return OQL_OK;
}

static void set_phi(row *r, double s1, double s2, double s3, double s4)
{
    const double s[N_CLASS] = {s1, s2, s3, s4};

    memcpy(r->phi_class, s, sizeof s);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    if (v->where == INTERFACE) {
        oql_coef_zhao_2016_sinter *C = &r->c.inter;
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2016_sinter, imt, &C->alpha, err));
        r->ln_rock = C->lnSC1AM;
        r->tau = C->tau;
        r->phi = C->sigma;
        set_phi(r, C->sc1_sigma_S, C->sc2_sigma_S, C->sc3_sigma_S, C->sc4_sigma_S);
        OQL_TRY(prepare_sites(v, imt, &C->S2, &C->S5, r, err));
    } else if (v->where == SLAB) {
        oql_coef_zhao_2016_sslab *C = &r->c.slab;
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2016_sslab, imt, &C->alpha, err));
        r->ln_rock = C->lnSC1AM;
        r->tau = C->tau;
        r->phi = C->sigma;
        set_phi(r, C->sc1_sigma_S, C->sc2_sigma_S, C->sc3_sigma_S, C->sc4_sigma_S);
        OQL_TRY(prepare_sites(v, imt, &C->S2, &C->S2, r, err));
    } else {
        oql_coef_zhao_2016_crust *C = &r->c.crust;
        OQL_TRY(oql_coeff_row(&oql_table_zhao_2016_crust, imt, &C->c1, err));
        r->ln_rock = C->lnSC1AM;
        r->tau = C->tau;
        r->phi = C->sigma;
        set_phi(r, C->sc1_sigma_S, C->sc2_sigma_S, C->sc3_sigma_S, C->sc4_sigma_S);
        OQL_TRY(prepare_sites(v, imt, &C->S2, &C->S2, r, err));
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"volc_arc_file"};
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    const char *file = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 1, known, err));
    OQL_TRY(oql_gmm_arg_text(spec, known[0], &file, err));
    if (file != NULL && v->zones) {
        OQL_TRY(oql_volc_zones_read(spec, file, &s->zones, err));
        oql_gmm_drop_needs(g, OQL_BIT(OQL_RVOLC));
    }
done:
    return st;
}

static void clear(oql_gmm *g)
{
    state *s = oql_gmm_state(g);

    oql_volc_zones_destroy(s->zones);
}

/* ---- evaluation ---- */

/** Columns shared by all measures. */
typedef struct {
    double *ln_200; /**< ln(R + 200) */
    double *volc;   /**< km through volcanic zones */
} rows;

static void crust_mean(const row *r, bool mantle, const oql_ctx *x, const rows *w, double *mean)
{
    const oql_coef_zhao_2016_crust *C = &r->c.crust;
    const double mag = oql_fmin(x->mag, MC), above = x->mag - mag;
    const double base = C->ccr * mag + C->dcr * above + C->gamma_S - r->ln_rock;
    const double near = 2.0 + oql_exp(C->c1 + C->c2 * mag);
    const double near_65 = 2.0 + oql_exp(C->c1 + 6.5 * C->c2);
    const double normal = mantle ? C->FN_UM : C->FN_CR, reverse = mantle ? C->FRV_UM : 0.0;
    const double by_ln_r = mantle ? C->gUM : C->gcr, by_r = mantle ? C->eum : C->ecr;
    const double by_top = mantle ? 0.0 : C->bcr;
    const double *rrup = x->col[OQL_RRUP], *rake = x->col[OQL_RAKE], *ztor = x->col[OQL_ZTOR];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double up = ((rake[i] > 45.0) & (rake[i] < 135.0)) ? reverse : 0.0;
        const double style = ((rake[i] <= -45.0) & (rake[i] >= -135.0)) ? normal : up;
        mean[i] = base + style + by_top * ztor[i] + by_ln_r * oql_log(rrup[i] + near) +
                  C->gcrL * w->ln_200[i] +
                  C->gcrN * oql_log(oql_fmin(rrup[i], 30.0) + near_65) + by_r * rrup[i] +
                  C->ecrV * w->volc[i];
    }
}

static void interface_mean(const row *r, const oql_ctx *x, const rows *w, double *mean)
{
    const oql_coef_zhao_2016_sinter *C = &r->c.inter;
    const double mag = oql_fmin(x->mag, MC), above = x->mag - mag;
    const double base = C->dint * above + C->gammaint - r->ln_rock;
    const double near = 10.0 + oql_exp(C->alpha + C->beta * mag);
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double slope = ztor[i] > 25.0 ? C->cint : C->cintS;
        const double shallow = C->gintLS * w->ln_200[i] + C->eintS * rrup[i] + C->gamma_ints;
        const double deep = C->gintLD * w->ln_200[i];
        mean[i] = base + slope * mag + C->bint * ztor[i] + C->gint * oql_log(rrup[i] + near) +
                  C->eintV * w->volc[i] + (ztor[i] < 25.0 ? shallow : deep);
    }
}

static void slab_mean(const row *r, const oql_ctx *x, const rows *w, double *mean)
{
    const oql_coef_zhao_2016_sslab *C = &r->c.slab;
    const double mag = oql_fmin(x->mag, MC), above = x->mag - mag, d = mag - 6.3;
    const double base = C->cSL * mag + C->cSL2 * d * d + C->dSL * above + C->gamma - r->ln_rock;
    const double near = oql_exp(C->alpha + C->beta * mag);
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double q = ztor[i] >= 50.0 ? C->eSLH * (0.02 * ztor[i] - 1.0) : 0.0;
        mean[i] = base + C->bSLH * oql_fmin(ztor[i], 100.0) + C->gSL * oql_log(rrup[i] + near) +
                  C->gLL * w->ln_200[i] + (C->eSL + q) * rrup[i] + C->eSLV * w->volc[i];
    }
}

/** From hard rock to the site; within-event deviations. */
static void add_site(const row *r, const variant *v, const oql_ctx *x, const oql_lanes *l)
{
    const site a = r->site[0][0], b = r->site[0][1], c = r->site[0][2], d = r->site[0][3];
    const site e = r->site[1][0], f = r->site[1][1], g = r->site[1][2], h = r->site[1][3];
    const double *vs30 = x->col[OQL_VS30], *ztor = x->col[OQL_ZTOR];
    const double deep_from_km = v->where == INTERFACE ? 25.0 : 1e300;
    const double ln_beta = oql_log(BETA), tau = r->tau;
    double phi[N_CLASS];

    for (size_t k = 0; k < N_CLASS; ++k) {
        phi[k] = v->site_sigma ? r->phi_class[k] : r->phi;
    }
    const double phi_a = phi[0], phi_b = phi[1], phi_c = phi[2], phi_d = phi[3];
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double u = vs30[i];
        const bool deep = ztor[i] > deep_from_km;
#define BY_CLASS(p, q, s, t) (u > 300.0 ? (u > 600.0 ? (p) : (q)) : (u > 200.0 ? (s) : (t)))
#define PICK(x)              (deep ? BY_CLASS(e.x, f.x, g.x, h.x) : BY_CLASS(a.x, b.x, c.x, d.x))
        const double gain = PICK(gain), k2 = PICK(k2), slope = PICK(slope);
        const double sa = oql_exp(l->mean[i]);
        const double own = BY_CLASS(phi_a, phi_b, phi_c, phi_d);
#undef PICK
#undef BY_CLASS
        l->mean[i] += gain - slope * (oql_log(k2 * sa * sa + BETA) - ln_beta);
        l->tau[i] = tau;
        l->phi[i] = own;
        l->sigma[i] = sqrt(tau * tau + own * own);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *a = oql_work_rows(x->work, 2, x->stride);
    const rows w = {a, a + x->stride};
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w.ln_200[i] = oql_log(rrup[i] + 200.0);
    }
    if (s->zones != NULL) {
        oql_volc_paths(s->zones, x, w.volc);
    } else {
        memcpy(w.volc, x->col[OQL_RVOLC], x->n * sizeof *w.volc);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        if (v->where == INTERFACE) {
            interface_mean(r, x, &w, l.mean);
        } else if (v->where == SLAB) {
            slab_mean(r, x, &w, l.mean);
        } else {
            crust_mean(r, v->where == MANTLE, x, &w, l.mean);
        }
        add_site(r, v, x, &l);
    }
    oql_work_release(x->work, mark);
}

#define NEEDS                                                                                  \
    (OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30 | OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_RVOLC))
#define PATH                                                                                   \
    (OQL_NEED_RAKE | OQL_NEED_DEPTH | OQL_BIT(OQL_HYPO_LON) | OQL_BIT(OQL_HYPO_LAT) |          \
     OQL_BIT(OQL_STRIKE) | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_LON) | OQL_BIT(OQL_LAT) |            \
     OQL_BIT(OQL_CLON) | OQL_BIT(OQL_CLAT))

#define CLASS(class_name, region, title, doi_text, more_needs, ...)                            \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = title,                                                           \
                 .doi = doi_text,                                                              \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = NEEDS | (more_needs),                                                \
                 .mag = OQL_RANGE(5.0, 9.5),                                                   \
                 .dist_km = OQL_RANGE(0.0, 1000.0),                                            \
                 .period_s = OQL_RANGE(0.005, 5.0)},                                           \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval,               \
        .clear = clear                                                                         \
    }

#define CRUSTAL(name, region, ...)                                                             \
    CLASS(name, region,                                                                        \
          "Zhao et al. (2016). Ground-motion prediction equations for shallow crustal and "    \
          "upper-mantle earthquakes in Japan using site class and simple geometric "           \
          "attenuation functions. Bulletin of the Seismological Society of America 106(4), "   \
          "1552-1569",                                                                         \
          "10.1785/0120150063", OQL_NEED_RAKE, __VA_ARGS__)
#define INTER(name, ...)                                                                       \
    CLASS(name, OQL_TRT_INTERFACE,                                                             \
          "Zhao et al. (2016). Ground-motion prediction equations for subduction interface "   \
          "earthquakes in Japan using site class and simple geometric attenuation "            \
          "functions. Bulletin of the Seismological Society of America 106(4), 1518-1534",     \
          "10.1785/0120150034", 0, __VA_ARGS__)
#define INSLAB(name, more, ...)                                                                \
    CLASS(name, OQL_TRT_INSLAB,                                                                \
          "Zhao et al. (2016). Ground-motion prediction equations for subduction slab "        \
          "earthquakes in Japan using site class and simple geometric attenuation "            \
          "functions. Bulletin of the Seismological Society of America 106(4), 1535-1551",     \
          "10.1785/0120150056", more, __VA_ARGS__)

static const oql_gmm_class classes[] = {
    CRUSTAL("ZhaoEtAl2016Asc", OQL_TRT_ACTIVE, CRUST, false, false),
    CRUSTAL("ZhaoEtAl2016AscSiteSigma", OQL_TRT_ACTIVE, CRUST, true, false),
    CRUSTAL("ZhaoEtAl2016UpperMantle", "Upper Mantle", MANTLE, false, false),
    CRUSTAL("ZhaoEtAl2016UpperMantleSiteSigma", "Upper Mantle", MANTLE, true, false),
    INTER("ZhaoEtAl2016SInter", INTERFACE, false, false),
    INTER("ZhaoEtAl2016SInterSiteSigma", INTERFACE, true, false),
    INSLAB("ZhaoEtAl2016SSlab", 0, SLAB, false, false),
    INSLAB("ZhaoEtAl2016SSlabPErg", PATH, SLAB, false, true),
    INSLAB("ZhaoEtAl2016SSlabSiteSigma", 0, SLAB, true, false),
};

OQL_GMM_FAMILY(zhao_2016) = {OQL_COUNT(classes), classes, 0, NULL};
