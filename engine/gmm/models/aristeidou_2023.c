/* SPDX-License-Identifier: BSD-3-Clause */
/** Aristeidou, Tarbali & O'Reilly (2023): inelastic spectral displacement by period and
 *  strength ratio, for two horizontal components. */
#include "gmm/family.h"

#include "coeffs/aristeidou_2023_rotd100_r15.h"
#include "coeffs/aristeidou_2023_rotd100_r2.h"
#include "coeffs/aristeidou_2023_rotd100_r3.h"
#include "coeffs/aristeidou_2023_rotd100_r4.h"
#include "coeffs/aristeidou_2023_rotd100_r6.h"
#include "coeffs/aristeidou_2023_rotd50_r15.h"
#include "coeffs/aristeidou_2023_rotd50_r2.h"
#include "coeffs/aristeidou_2023_rotd50_r3.h"
#include "coeffs/aristeidou_2023_rotd50_r4.h"
#include "coeffs/aristeidou_2023_rotd50_r6.h"
#include "gmm/models/terms.h"

enum { N_RATIO = 5 };

static const double ratios[N_RATIO] = {1.5, 2.0, 3.0, 4.0, 6.0};

/* The variant of a class is its tables by strength ratio. */
typedef struct {
    const oql_coeff_table *table[N_RATIO];
} variant;

typedef oql_coef_aristeidou_2023_rotd50_r15 coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const double ratio = imt->strength_ratio;
    double low[sizeof(coef) / sizeof(double)], high[sizeof(coef) / sizeof(double)];
    double *out = row;
    size_t k = 0;
    oql_status st = OQL_OK;

    if (imt->kind != OQL_IMT_SDI || ratio < ratios[0] || ratio > ratios[N_RATIO - 1]) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "%s is not defined by %s, which has SDi with strength ratios from 1.5 to 6",
            imt->text, oql_gmm_get_info(g)->name);
    }
    while (k + 2 < N_RATIO && ratios[k + 1] <= ratio) {
        ++k;
    }
    OQL_TRY(oql_coeff_row(v->table[k], imt, low, err));
    OQL_TRY(oql_coeff_row(v->table[k + 1], imt, high, err));
    const double t = log(ratio / ratios[k]) / log(ratios[k + 1] / ratios[k]);
    for (size_t i = 0; i < OQL_COUNT(low); ++i) {
        out[i] = low[i] + t * (high[i] - low[i]);
    }
done:
    return st;
}

static void eval_mean(const coef *C, const oql_ctx *x, double *mean)
{
    const double dm = x->mag - 6.0, h2 = C->c3 * C->c3;
    const double base = C->a + C->b1 * dm + C->b2 * dm * dm, ln_150 = 5.0106352940962555;
    const double near = C->c11 + C->c21 * dm, mid = C->c12 + C->c22 * dm;
    const double far = C->c13 + C->c23 * dm, normal = C->f1, reverse = C->f2;
    const double s1 = C->s1, s2 = C->s2, s3 = C->s3, s4 = C->s4, d1 = C->d1, d2 = C->d2;
    const double *rrup = x->col[OQL_RRUP], *rake = x->col[OQL_RAKE], *vs30 = x->col[OQL_VS30];
    const double *z2pt5 = x->col[OQL_Z2PT5];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rrup[i] * rrup[i] + h2, ln_r = 0.5 * oql_log(r2) - ln_150;
        const double slope = r2 <= 225.0 ? near : (r2 <= 22500.0 ? mid : far);
        const double thrust = ((rake[i] > 30.0) & (rake[i] <= 150.0)) ? reverse : 0.0;
        const double style = ((rake[i] > -150.0) & (rake[i] <= -30.0)) ? normal : thrust;
        const double ln_v = oql_log(vs30[i]);
        const double soft = vs30[i] < 400.0 ? s1 : s2, hard = vs30[i] < 1000.0 ? s3 : s4;
        const double z = z2pt5[i] == -999.0 ? oql_exp(7.089 - 1.144 * ln_v) : z2pt5[i];
        const double basin =
            d1 * oql_fmin(z - 1.0, 0.0) + d2 * (1.0 - oql_exp(-0.25 * oql_fmax(z - 3.0, 0.0)));
        mean[i] = base + slope * ln_r + style + (vs30[i] < 650.0 ? soft : hard) * ln_v + basin;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(C, x, l.mean);
        oql_fill_sigmas(x->n, C->sigma, C->tau, C->phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Aristeidou, Tarbali & O'Reilly (2023). A ground motion model for "           \
                 "orientation-independent inelastic spectral displacements from shallow "      \
                 "crustal earthquakes. Earthquake Spectra 39(3), 1601-1624",                   \
    .doi = "10.1177/87552930231180228", .trt = OQL_TRT_ACTIVE, .measures = "SDi",              \
    .needs =                                                                                   \
        OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RRUP | OQL_NEED_VS30 | OQL_BIT(OQL_Z2PT5),     \
    .period_s = OQL_RANGE(0.04, 5.0)

#define CLASS(class_name, direction, ...)                                                      \
    {                                                                                          \
        .info = {.name = class_name, .component = direction, PAPER},                           \
        .variant = &(const variant){{__VA_ARGS__}}, .row_size = sizeof(coef),                  \
        .prepare = prepare, .eval = eval                                                       \
    }

#define TABLES(component)                                                                      \
    &oql_table_aristeidou_2023_##component##_r15, &oql_table_aristeidou_2023_##component##_r2, \
        &oql_table_aristeidou_2023_##component##_r3,                                           \
        &oql_table_aristeidou_2023_##component##_r4,                                           \
        &oql_table_aristeidou_2023_##component##_r6

static const oql_gmm_class classes[] = {
    CLASS("AristeidouEtAl2023", OQL_IMC_ROTD50, TABLES(rotd50)),
    CLASS("AristeidouEtAl2023RotD100", OQL_IMC_ROTD100, TABLES(rotd100)),
};

OQL_GMM_FAMILY(aristeidou_2023) = {OQL_COUNT(classes), classes, 0, NULL};
