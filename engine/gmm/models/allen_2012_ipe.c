/* SPDX-License-Identifier: BSD-3-Clause */
/** Allen, Wald & Worden (2012): macroseismic intensity in active crust, by rupture or
 *  hypocentral distance. */
#include "gmm/family.h"

#include "gmm/models/intensity.h"

typedef struct {
    oql_ctx_param distance;
    double c0, c1, c2, c3, c4, m1, m2, s1, s2, s3; /* tables 2 and 3 */
} variant;

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[v->distance];
    const double growth = oql_exp(x->mag - 5.0), base = v->c0 + v->c1 * x->mag;
    const double h = v->distance == OQL_RRUP ? 1.0 + v->c3 * growth : v->m1 + v->m2 * growth;
    const double slope = 0.5 * v->c2, far = v->c4, s1 = v->s1, s2 = v->s2, s3 = v->s3;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_fill_total(x->n, 0.0, &l);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double ratio = dist[i] / s3;
            l.mean[i] = base + slope * oql_log(dist[i] * dist[i] + h * h) +
                        far * oql_fmax(oql_log(dist[i] / 50.0), 0.0);
            l.sigma[i] = s1 + s2 / (1.0 + ratio * ratio);
        }
    }
}

#define PAPER                                                                                  \
    .reference = "Allen, Wald & Worden (2012). Intensity attenuation for active crustal "      \
                 "regions. Journal of Seismology 16(3), 409-433",                              \
    .doi = "10.1007/s10950-012-9278-7", .trt = OQL_TRT_ACTIVE, .measures = "MMI",              \
    .component = OQL_IMC_GEOMEAN, .mag = OQL_RANGE(5.0, 7.9), .dist_km = OQL_RANGE(0.0, 300.0)

#define CLASS(class_name, need, ...)                                                           \
    {                                                                                          \
        .info = {.name = class_name, .needs = OQL_NEED_MAG | (need), PAPER},                   \
        .variant = &(const variant){__VA_ARGS__}, .prepare = oql_prepare_mmi, .eval = eval     \
    }

static const oql_gmm_class classes[] = {
    CLASS("AllenEtAl2012", OQL_NEED_RRUP, OQL_RRUP, 3.95, 0.913, -1.107, 0.813, 0.0, 0.0, 0.0,
          0.72, 0.23, 44.7),
    CLASS("AllenEtAl2012Rhypo", OQL_NEED_RHYPO, OQL_RHYPO, 2.085, 1.428, -1.402, 0.0, 0.078,
          -0.209, 2.042, 0.82, 0.37, 22.9),
};

OQL_GMM_FAMILY(allen_2012_ipe) = {OQL_COUNT(classes), classes, 0, NULL};
