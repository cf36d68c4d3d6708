/* SPDX-License-Identifier: BSD-3-Clause */
/** Arroyo et al. (2010): interface earthquakes in Mexico, at sites in front of the volcanic
 *  belt. The motion comes from a circular area, so that distance enters by exponential
 *  integrals. */
#include "gmm/family.h"

#include "coeffs/arroyo_2010.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_arroyo_2010 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_arroyo_2010, imt, &C->c1, err);
}

enum { HALF_POINTS = 8 };

/* Distances r at which the integral of exp(-k r) / r from a to b is evaluated, that is
 * E1(k a) - E1(k b), by Gauss' rule of 16 points in ln r: better than 1e-9 where the difference of
 * two functions loses digits. They do not depend on the measure. Nodes: Abramowitz & Stegun (1964),
 * table 25.4. r has 16
 * rows; scale is half the interval over the square of the radius. */
static void distances(const oql_ctx *x, double r02, double *r, double *scale)
{
    static const double node[HALF_POINTS] = {
        0.09501250983763745, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438,
        0.755404408355003,   0.8656312023878318, 0.9445750230732326,  0.9894009349916499};
    const double *rrup = x->col[OQL_RRUP];

    for (size_t j = 0; j < HALF_POINTS; ++j) {
        double *right = r + 2 * j * x->stride, *left = right + x->stride;
        const double at = node[j];
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double near = oql_fmax(rrup[i], 1e-6); /* infinite at 0 */
            const double ln_a = oql_log(near), ln_b = 0.5 * oql_log(near * near + r02);
            const double mid = 0.5 * (ln_a + ln_b), half = 0.5 * (ln_b - ln_a);
            right[i] = oql_exp(mid + half * at);
            left[i] = oql_exp(mid - half * at);
            scale[i] = half / r02;
        }
    }
}

/* Mean over the area of the attenuation, into l->mean. */
static void integrate(const oql_ctx *x, double k, const double *r, double *sum)
{
    static const double weight[HALF_POINTS] = {
        0.18945061045506859, 0.1826034150449236,  0.16915651939500262,  0.14959598881657676,
        0.12462897125553403, 0.09515851168249259, 0.062253523938647706, 0.027152459411754037};

    oql_fill(x->n, 0.0, sum);
    for (size_t j = 0; j < HALF_POINTS; ++j) {
        const double *right = r + 2 * j * x->stride, *left = right + x->stride;
        const double w = weight[j];
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            sum[i] += w * (oql_exp(-k * right[i]) + oql_exp(-k * left[i]));
        }
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double r02 = 1.4447e-5 * oql_exp(2.3026 * x->mag); /* square of the area's radius */
    const size_t mark = oql_work_mark(x->work);
    double *r = oql_work_rows(x->work, 2 * HALF_POINTS + 1, x->stride);
    double *scale = r + 2 * HALF_POINTS * x->stride;

    distances(x, r02, r, scale);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_arroyo_2010 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * x->mag + OQL_LN_GAL_TO_G, c3 = C->c3;
        integrate(x, C->c4, r, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + c3 * oql_log(scale[i] * l.mean[i]);
        }
        oql_fill_sigmas(x->n, C->s_t, C->s_e, C->s_r, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ArroyoEtAl2010SInter",
              .reference =
                  "Arroyo, Garcia, Ordaz, Mora & Singh (2010). Strong ground-motion "
                  "relations for Mexican interplate earthquakes. Journal of Seismology "
                  "14(4), 769-785",
              .doi = "10.1007/s10950-010-9200-0",
              .trt = OQL_TRT_INTERFACE,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RRUP,
              .period_s = {0.04, 5.0}},
     .row_size = sizeof(oql_coef_arroyo_2010),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(arroyo_2010) = {OQL_COUNT(classes), classes, 0, NULL};
