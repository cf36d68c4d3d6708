/* SPDX-License-Identifier: BSD-3-Clause */
/** Bahrampouri, Rodriguez-Marek & Green (2021): Arias intensity in Japan, with attenuation in
 *  front of and behind the volcanic fronts. */
#include "gmm/family.h"

#include "coeffs/bahrampouri_2021_asc.h"
#include "coeffs/bahrampouri_2021_subduction.h"
#include "gmm/models/terms.h"
#include "gmm/models/volcanic_front.h"

typedef enum { CRUST, INTERFACE, SLAB } variant;

/* Volcanic fronts, figure 2. */
static const double kyushu_point[][2] = {{127.067, 27.25},  {128.983, 28.8}, {130.217, 30.433},
                                         {130.817, 32.767}, {131.6, 33.567}, {131.85, 34.367}};
static const double honshu_point[][2] = {
    {148.583, 45.417}, {146.917, 44.45}, {144.717, 43.683}, {144.017, 43.6},  {142.683, 43.5},
    {141.517, 43.4},   {140.667, 42.05}, {141.117, 41.267}, {141.0, 40.45},   {140.583, 39.033},
    {140.133, 37.733}, {138.367, 36.6},  {138.733, 35.383}, {139.75, 33.133}, {140.3, 30.483},
    {140.567, 28.317}, {141.267, 25.417}};
static const oql_front kyushu = {OQL_COUNT(kyushu_point), kyushu_point};
static const oql_front honshu = {OQL_COUNT(honshu_point), honshu_point};

#define NEAR_FRONT_DEG 3.0 /* sites farther away are on neither side */

/* Crustal coefficients lack those of subduction, which are 0. */
typedef oql_coef_bahrampouri_2021_subduction coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    coef *C = row;
    oql_coef_bahrampouri_2021_asc a;
    oql_status st = OQL_OK;

    if (*v != CRUST) {
        return oql_coeff_row(&oql_table_bahrampouri_2021_subduction, imt, &C->a1, err);
    }
    OQL_TRY(oql_coeff_row(&oql_table_bahrampouri_2021_asc, imt, &a.a1, err));
    C->a1 = a.a1;
    C->a2 = a.a2;
    C->a3 = a.a3;
    C->a4 = a.a4;
    C->a7 = a.a7;
    C->b1 = a.b1;
    /* from b3b on both tables have the same columns */
    memcpy(&C->b3b, &a.b3b, sizeof a - offsetof(oql_coef_bahrampouri_2021_asc, b3b));
done:
    return st;
}

/* Path term of one context: lengths on both sides of the front and whether it is crossed. A
 * site on the right of the front of Honshu is behind it, on the right of that of Kyushu before
 * it. The signs follow the reference implementation, which gives the coefficient of the fore
 * arc to the length behind the front and the other way round. */
static double path_term(const coef *C, const double hypo[2], const double site[2], double rrup)
{
    bool right_m, right_k;
    const double dist_m = oql_front_distance(&honshu, site, &right_m);
    const double dist_k = oql_front_distance(&kyushu, site, &right_k);
    const bool cross_m = oql_front_is_crossed(&honshu, hypo, site);
    const bool cross_k = oql_front_is_crossed(&kyushu, hypo, site);
    double behind = 0.0, before = 0.0;

    right_m = right_m && dist_m <= NEAR_FRONT_DEG;
    right_k = right_k && dist_k <= NEAR_FRONT_DEG;
    if (cross_m || (!cross_k && right_m)) {
        behind = right_m ? dist_m : rrup - dist_m;
        before = right_m ? rrup - dist_m : dist_m;
    } else if (cross_k || right_k) {
        before = right_k ? dist_k : rrup - dist_k;
        behind = right_k ? rrup - dist_k : dist_k;
    }
    return C->b3b * before + C->b3f * behind + (cross_m ? C->b4m : 0.0) +
           (cross_k ? C->b4k : 0.0);
}

/* Saturation distance, equation 8. */
static double saturation_km(const coef *C, double mag)
{
    const double low = mag - C->b7, high = mag - C->b8;
    const double mid = C->b9 + low * (C->b10 + low * (C->b11 + low * C->b12));
    const double log_h =
        mag <= C->b7 ? C->b5 + C->b6 * low : (mag > C->b8 ? C->b13 + C->b14 * high : mid);
    return oql_exp10(log_h);
}

static void eval_mean(const coef *C, variant v, const oql_ctx *x, double *mean)
{
    const double mag = x->mag, inter = v == INTERFACE ? 1.0 : 0.0;
    const double h = saturation_km(C, mag), slope = 0.5 * (C->b1 + C->b2 * inter);
    const double base = C->a1 + C->a2 * mag + C->a3 * oql_fmax(mag - C->a4, 0.0) +
                        C->a5 * oql_fmax(mag - C->a6, 0.0) + C->a8 * inter;
    const double a7 = C->a7, c1 = C->c1, c2 = C->c2, c3 = C->c3, c4 = C->c4;
    const double at_1100 = oql_exp(c3 * 820.0);
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR], *vs30 = x->col[OQL_VS30];

    for (size_t i = 0; i < x->n; ++i) {
        const double hypo[2] = {x->col[OQL_HYPO_LON][i], x->col[OQL_HYPO_LAT][i]};
        const double site[2] = {x->col[OQL_LON][i], x->col[OQL_LAT][i]};
        mean[i] = path_term(C, hypo, site, rrup[i]);
    }
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double linear = base + a7 * oql_log(ztor[i] + 1.0) + mean[i] +
                              slope * oql_log(rrup[i] * rrup[i] + h * h) +
                              c1 * oql_log(vs30[i]);
        const double soft = oql_exp(c3 * (oql_fmin(vs30[i], 1100.0) - 280.0)) - at_1100;
        mean[i] = linear + c2 * soft * oql_log((oql_exp(linear) + c4) / c4);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(C, *v, x, l.mean);
        oql_fill_sigmas(x->n, C->sig, C->tau,
                        sqrt(C->phi_ss * C->phi_ss + C->phi_s2s * C->phi_s2s), &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Bahrampouri, Rodriguez-Marek & Green (2021). Ground motion prediction "      \
                 "equations for Arias intensity using the KiK-net database. Earthquake "       \
                 "Spectra 37(1), 428-448",                                                     \
    .doi = "", .measures = "IA", .component = OQL_IMC_GEOMEAN,                                 \
    .needs = OQL_NEED_MAG | OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_HYPO_LON) |                        \
             OQL_BIT(OQL_HYPO_LAT) | OQL_NEED_RRUP | OQL_BIT(OQL_LON) | OQL_BIT(OQL_LAT) |     \
             OQL_NEED_VS30

#define CLASS(class_name, region, kind)                                                        \
    {                                                                                          \
        .info = {.name = class_name, .trt = region, PAPER}, .variant = &(const variant){kind}, \
        .row_size = sizeof(coef), .prepare = prepare, .eval = eval                             \
    }

static const oql_gmm_class classes[] = {
    CLASS("BahrampouriEtAl2021Asc", OQL_TRT_ACTIVE, CRUST),
    CLASS("BahrampouriEtAl2021SInter", OQL_TRT_INTERFACE, INTERFACE),
    CLASS("BahrampouriEtAl2021SSlab", OQL_TRT_INSLAB, SLAB),
};

OQL_GMM_FAMILY(bahrampouri_2021) = {OQL_COUNT(classes), classes, 0, NULL};
