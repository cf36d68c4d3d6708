/* SPDX-License-Identifier: BSD-3-Clause */
/** Baumont et al. (2018): macroseismic intensity in metropolitan France. */
#include "gmm/family.h"

#include "gmm/models/intensity.h"

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO];
    const double base = 2.4 + 1.301 * x->mag, within = 0.227, between = 0.373;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base - 2.544 * oql_log10(rhypo[i]) - 5.14e-3 * rhypo[i];
        }
        oql_fill_total(x->n, sqrt(within * within + between * between), &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "BaumontEtAl2018High2210IAVGDC30n7",
              .reference = "Baumont, Manchuel, Traversa, Durouchoux, Nayman & Ameri (2018). "
                           "Intensity predictive attenuation models calibrated in Mw for "
                           "metropolitan France. Bulletin of Earthquake Engineering 16(6), "
                           "2285-2310",
              .doi = "10.1007/s10518-018-0344-6",
              .trt = OQL_TRT_ACTIVE,
              .measures = "MMI",
              .component = OQL_IMC_HORIZONTAL,
              .needs = OQL_NEED_MAG | OQL_NEED_RHYPO},
     .prepare = oql_prepare_mmi,
     .eval = eval},
};

OQL_GMM_FAMILY(baumont_2018) = {OQL_COUNT(classes), classes, 0, NULL};
