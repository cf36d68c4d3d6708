/* SPDX-License-Identifier: BSD-3-Clause */
/** Faccioli & Cauzzi (2006): macroseismic intensity. */
#include "gmm/family.h"

#include "gmm/models/intensity.h"

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double base = 1.0157 + 1.2566 * x->mag;
    const double *repi = x->col[OQL_REPI];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base - 0.6547 * 0.5 * oql_log(repi[i] * repi[i] + 4.0);
        }
        oql_fill_total(x->n, 0.5344, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "FaccioliCauzzi2006",
              .reference =
                  "Faccioli & Cauzzi (2006). Macroseismic intensities for seismic "
                  "scenarios, estimated from instrumentally based correlations. First "
                  "European Conference on Earthquake Engineering and Seismology, paper "
                  "569",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "MMI",
              .component = OQL_IMC_HORIZONTAL,
              .needs = OQL_NEED_MAG | OQL_NEED_REPI},
     .prepare = oql_prepare_mmi,
     .eval = eval},
};

OQL_GMM_FAMILY(faccioli_cauzzi_2006) = {OQL_COUNT(classes), classes, 0, NULL};
