/* SPDX-License-Identifier: BSD-3-Clause */
/** Allen (2022): far-field motion of plate-margin earthquakes in the North Australian
 *  craton. */
#include "gmm/family.h"

#include "coeffs/allen_2022.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    oql_coef_allen_2022 *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_allen_2022, imt, &C->c0, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *depth = x->col[OQL_HYPO_DEPTH];
    const double *vs30 = x->col[OQL_VS30];
    const double dm = x->mag - 6.0, log_600 = 2.7781512503836436, log_150 = 2.1760912590556813;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_allen_2022 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c0 + C->c1 * dm * dm + C->c2 * dm + C->d0 + C->s0;
        const double c3 = C->c3, c4 = C->c4, n0 = C->n0, s1 = C->s1;
        const double d1 = C->d1, d2 = C->d2, d3 = C->d3;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double log_r = oql_log10(rhypo[i]), log_z = oql_log10(depth[i]);
            const double far = oql_fmax(log_r - log_600, 0.0);
            const double near = oql_fmin(log_r - log_600, 0.0);
            l.mean[i] = base + c3 * oql_fmin(log_r, log_600) + c4 * far + n0 * near +
                        log_z * (d3 + log_z * (d2 + log_z * d1)) +
                        s1 / (oql_log10(vs30[i]) - log_150);
        }
        oql_fill_sigmas(x->n, C->sigma, C->tau, C->phi, &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "Allen2022",
              .reference = "Allen (2022). A far-field ground-motion model for the North "
                           "Australian craton from plate-margin earthquakes. Bulletin of the "
                           "Seismological Society of America 112(2), 1041-1059",
              .doi = "10.1785/0120210191",
              .trt = OQL_TRT_INSLAB,
              .measures = "PGA PGV SA",
              .component = "Median horizontal",
              .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RHYPO | OQL_NEED_VS30,
              .period_s = {0.1, 10.0}},
     .row_size = sizeof(oql_coef_allen_2022),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(allen_2022) = {OQL_COUNT(classes), classes, 0, NULL};
