/* SPDX-License-Identifier: BSD-3-Clause */
/** Afshari & Stewart (2016): significant durations of crustal earthquakes; the depth to 1 km/s
 *  goes with vs30 as in California or Japan. */
#include "gmm/family.h"

#include "coeffs/afshari_stewart_2016.h"
#include "gmm/models/terms.h"

typedef enum { CALIFORNIA, JAPAN } variant;

typedef oql_coef_afshari_stewart_2016 coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    coef *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_afshari_stewart_2016, imt, &C->m1, err);
}

/* Duration of the source: the inverse corner frequency (Brune's model with a shear velocity of
 * 3.2 km/s), or a constant for small events. */
static double source_duration(const coef *C, double mag, double b0, double b1)
{
    const double ln_stress =
        b1 + C->b2 * (oql_fmin(mag, C->m2) - 6.0) + C->b3 * oql_fmax(mag - C->m2, 0.0);
    const double ln_moment = OQL_LN10 * (1.5 * mag + 16.05);
    const double corner = 4.9e6 * 3.2 * oql_exp((ln_stress - ln_moment) / 3.0);
    return mag <= C->m1 ? b0 : 1.0 / corner;
}

/* Depth to 1 km/s minus that expected from vs30, at most 200. The reference implementation
 * takes the expected depth in km and the site's in m. */
static void depth_row(variant v, const oql_ctx *x, double *dz)
{
    const double *vs30 = x->col[OQL_VS30], *z1pt0 = x->col[OQL_Z1PT0];
    const double power = v == JAPAN ? 2.0 : 4.0, factor = v == JAPAN ? 5.23 : 7.15;
    const double knee = oql_pow(v == JAPAN ? 412.39 : 570.94, power);
    const double top = oql_pow(1360.0, power) + knee, ln_1000 = 3.0 * OQL_LN10;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ratio = (oql_pow(vs30[i], power) + knee) / top;
        const double expected = oql_exp(-factor / power * oql_log(ratio) - ln_1000);
        const double z = z1pt0[i] == -999.0 ? expected : z1pt0[i];
        dz[i] = oql_fmin(z - expected, 200.0);
    }
}

static void eval_mean(const coef *C, const oql_ctx *x, const double *dz, double *mean)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];
    const double strike_slip = source_duration(C, x->mag, C->b0SS, C->b1SS);
    const double normal = source_duration(C, x->mag, C->b0N, C->b1N);
    const double reverse = source_duration(C, x->mag, C->b0R, C->b1R);
    const double c1 = C->c1, c2 = C->c2, c3 = C->c3, c4 = C->c4, c5 = C->c5, vref = C->vref;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double thrust = ((rake[i] >= 45.0) & (rake[i] <= 135.0)) ? reverse : strike_slip;
        const double source = ((rake[i] <= -45.0) & (rake[i] >= -135.0)) ? normal : thrust;
        const double path = c1 * oql_fmin(rrup[i], 10.0) +
                            c2 * oql_clamp(rrup[i] - 10.0, 0.0, 40.0) +
                            c3 * oql_fmax(rrup[i] - 50.0, 0.0);
        mean[i] =
            oql_log(source + path) + c5 * dz[i] + c4 * oql_log(oql_fmin(vs30[i], 600.0) / vref);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const size_t mark = oql_work_mark(x->work);
    double *dz = oql_work_rows(x->work, 1, x->stride);

    depth_row(*v, x, dz);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(C, x, dz, l.mean);
        oql_fill_parts(x->n, oql_ramp(x->mag, 6.5, C->tau1, 7.0, C->tau2),
                       oql_ramp(x->mag, 5.5, C->phi1, 5.75, C->phi2), &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Afshari & Stewart (2016). Physically parameterized prediction equations for "         \
        "significant duration in active crustal regions. Earthquake Spectra 32(4), "           \
        "2057-2081",                                                                           \
    .doi = "10.1193/063015EQS106M", .trt = OQL_TRT_ACTIVE,                                     \
    .measures = "RSD2080 RSD575 RSD595", .component = OQL_IMC_GEOMEAN,                         \
    .needs =                                                                                   \
        OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RRUP | OQL_NEED_VS30 | OQL_BIT(OQL_Z1PT0),     \
    .mag = OQL_RANGE(3.0, 7.9), .dist_km = OQL_RANGE(0.0, 300.0)

#define CLASS(class_name, kind)                                                                \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){kind},                \
        .row_size = sizeof(coef), .prepare = prepare, .eval = eval                             \
    }

static const oql_gmm_class classes[] = {
    CLASS("AfshariStewart2016", CALIFORNIA),
    CLASS("AfshariStewart2016Japan", JAPAN),
};

OQL_GMM_FAMILY(afshari_stewart_2016) = {OQL_COUNT(classes), classes, 0, NULL};
