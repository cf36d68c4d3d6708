/* SPDX-License-Identifier: BSD-3-Clause */
/** Geomatrix Consultants (1993): slab earthquakes, as in the 2008 US national maps. */
#include "gmm/family.h"

#include "coeffs/geomatrix_1993.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_geomatrix_1993 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_geomatrix_1993, imt, &C->gc1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *ztor = x->col[OQL_ZTOR];
    const double to_10 = 10.0 - x->mag, near_km = 1.7818 * oql_exp(0.554 * x->mag);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_geomatrix_1993 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base =
            0.2418 + 0.3846 + C->gc1 + 1.414 * x->mag + C->gc2 * to_10 * to_10 * to_10;
        const double slope = C->gc3;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + 0.00607 * ztor[i] + slope * oql_log(rrup[i] + near_km);
        }
        oql_fill_total(x->n, C->gc4 + C->gc5 * oql_fmin(x->mag, 8.0), &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "Geomatrix1993SSlabNSHMP2008",
              .reference =
                  "Geomatrix Consultants (1993). Seismic margin earthquake for the "
                  "Trojan site: final unpublished report for Portland General Electric; "
                  "as in Petersen et al. (2008), USGS Open-File Report 2008-1128",
              .doi = "10.3133/ofr20081128",
              .trt = OQL_TRT_INSLAB,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_BIT(OQL_ZTOR) | OQL_NEED_RRUP,
              .period_s = {0.1, 3.0}},
     .row_size = sizeof(oql_coef_geomatrix_1993),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(geomatrix_1993) = {OQL_COUNT(classes), classes, 0, NULL};
