/* SPDX-License-Identifier: BSD-3-Clause */
/** Bora, Cotton & Scherbaum (2019), NGA-West2 data: Fourier amplitudes and durations for
 *  random-vibration theory, by frequency. */
#include "gmm/family.h"

#include "coeffs/bora_2019_duration.h"
#include "coeffs/bora_2019_fas.h"
#include "gmm/models/spline.h"
#include "gmm/models/terms.h"

static oql_status prepare_fas(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_bora_2019_fas *C = row;

    (void)g;
    return oql_spline_row(&oql_table_bora_2019_fas, imt, &C->c0, err);
}

static oql_status prepare_duration(const oql_gmm *g, const oql_imt *imt, void *row,
                                   oql_err *err)
{
    oql_coef_bora_2019_duration *C = row;

    (void)g;
    return oql_spline_row(&oql_table_bora_2019_duration, imt, &C->d0, err);
}

/* Amplitudes: spreading changes at 50 km, saturation grows between M 4 and 5. */
static void eval_fas(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];
    const double mag = x->mag, to_max = 8.5 - mag;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_bora_2019_fas *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base =
            C->c0 + (mag > 5.0 ? C->c3 : C->c1) * (mag - 5.0) + C->c2 * to_max * to_max;
        const double middle = C->c4 - (C->c4 - 1.0) * (5.0 - mag);
        const double h = mag <= 4.0 ? 2.0 : (mag <= 5.0 ? middle : C->c4), h2 = h * h;
        const double near = C->b1 + C->c7 * (mag - 4.5), far = C->b2 + C->c7 * (mag - 4.5);
        const double ln_50 = 0.5 * oql_log(2500.0 + h2), c5 = C->c5, c6 = C->c6;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double r2 = rrup[i] * rrup[i] + h2, ln_r = 0.5 * oql_log(r2);
            l.mean[i] = base + near * oql_fmin(ln_r, ln_50) +
                        far * oql_fmax(ln_r - ln_50, 0.0) + c5 * (sqrt(r2) - 1.0) +
                        c6 * oql_log(oql_fmin(vs30[i], 1100.0) / 800.0);
        }
        oql_fill_parts(x->n, C->tau, sqrt(C->phiss * C->phiss + C->phis2s * C->phis2s), &l);
    }
}

static void eval_duration(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_bora_2019_duration *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base =
            C->d0 + C->d1 * oql_fmin(x->mag, 5.3) + C->d2 * oql_fmax(x->mag - 5.3, 0.0);
        const double slope = C->d3 + C->d4 * (x->mag - 6.0), d5 = C->d5;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] =
                base + slope * oql_log(rrup[i]) + d5 * oql_log(oql_fmin(vs30[i], 450.0));
        }
        oql_fill_parts(x->n, C->tau, sqrt(C->phi * C->phi + C->phis2s * C->phis2s), &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Bora, Cotton & Scherbaum (2019). NGA-West2 empirical Fourier and duration "  \
                 "models to generate adjustable response spectra. Earthquake Spectra 35(1), "  \
                 "61-93",                                                                      \
    .doi = "", .trt = OQL_TRT_ACTIVE, .component = OQL_IMC_HORIZONTAL,                         \
    .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30, .mag = OQL_RANGE(3.2, 7.9),         \
    .dist_km = OQL_RANGE(0.0, 300.0)

static const oql_gmm_class classes[] = {
    {.info = {.name = "BoraEtAl2019", .measures = "FAS", PAPER},
     .row_size = sizeof(oql_coef_bora_2019_fas),
     .prepare = prepare_fas,
     .eval = eval_fas},
    {.info = {.name = "BoraEtAl2019Drvt", .measures = "DRVT", PAPER},
     .row_size = sizeof(oql_coef_bora_2019_duration),
     .prepare = prepare_duration,
     .eval = eval_duration},
};

OQL_GMM_FAMILY(bora_2019) = {OQL_COUNT(classes), classes, 0, NULL};
