/* SPDX-License-Identifier: BSD-3-Clause */
/** Bommer, Stafford & Alarcon (2009): significant durations of crustal earthquakes. */
#include "gmm/family.h"

#include "coeffs/bommer_2009.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_bommer_2009 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_bommer_2009, imt, &C->c0, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR], *vs30 = x->col[OQL_VS30];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_bommer_2009 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c0 + C->m1 * x->mag, slope = 0.5 * (C->r1 + C->r2 * x->mag);
        const double h2 = C->h1 * C->h1, z1 = C->z1, v1 = C->v1;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * oql_log(rrup[i] * rrup[i] + h2) + z1 * ztor[i] +
                        v1 * oql_log(vs30[i]);
        }
        oql_fill_parts(x->n, C->tau, C->phi, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "BommerEtAl2009RSD",
              .reference = "Bommer, Stafford & Alarcon (2009). Empirical equations for the "
                           "prediction of the significant, bracketed, and uniform duration of "
                           "earthquake ground motion. Bulletin of the Seismological Society of "
                           "America 99(6), 3217-3233",
              .doi = "10.1785/0120080298",
              .trt = OQL_TRT_ACTIVE,
              .measures = "RSD575 RSD595",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_BIT(OQL_ZTOR) | OQL_NEED_RRUP | OQL_NEED_VS30,
              .mag = {4.8, 7.9},
              .dist_km = {0.0, 100.0}},
     .row_size = sizeof(oql_coef_bommer_2009),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(bommer_2009) = {OQL_COUNT(classes), classes, 0, NULL};
