/* SPDX-License-Identifier: BSD-3-Clause */
/** Bindi et al. (2011): macroseismic intensity in Central Asia from the epicentral distance. */
#include "gmm/family.h"

#include "gmm/models/intensity.h"

typedef struct {
    double a1, a2, a3, a4, sigma; /* table 3 */
    double fixed_depth_km;        /* 0: the hypocentre's */
} variant;

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *repi = x->col[OQL_REPI], *depth = x->col[OQL_HYPO_DEPTH];
    const double base = v->a1 * x->mag + v->a2, a3 = v->a3, a4 = v->a4;
    const double fixed = v->fixed_depth_km;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double h = fixed > 0.0 ? fixed : depth[i];
            const double r = sqrt(repi[i] * repi[i] + h * h);
            l.mean[i] = base - a3 * oql_log10(r / h) - a4 * (r - h);
        }
        oql_fill_total(x->n, v->sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Bindi, Parolai, Oth, Abdrakhmatov, Muraliev & Zschau (2011). Intensity "     \
                 "prediction equations for Central Asia. Geophysical Journal International "   \
                 "187(1), 327-337",                                                            \
    .doi = "", .trt = OQL_TRT_ACTIVE, .measures = "MMI", .component = OQL_IMC_HORIZONTAL,      \
    .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_REPI, .mag = OQL_RANGE(4.6, 8.3),        \
    .dist_km = OQL_RANGE(0.0, 600.0)

#define CLASS(class_name, ...)                                                                 \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){__VA_ARGS__},         \
        .prepare = oql_prepare_mmi, .eval = eval                                               \
    }

static const oql_gmm_class classes[] = {
    CLASS("BindiEtAl2011Repi", 0.898, 1.215, 1.809, 0.003447, 0.737, 0.0),
    CLASS("BindiEtAl2011RepiFixedH", 1.049, 0.686, 2.706, 0.0001811, 0.689, 15.0),
};

OQL_GMM_FAMILY(bindi_2011_ipe) = {OQL_COUNT(classes), classes, 0, NULL};
