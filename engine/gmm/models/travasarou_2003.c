/* SPDX-License-Identifier: BSD-3-Clause */
/** Travasarou, Bray & Abrahamson (2003), Arias intensity. */
#include "coeffs/travasarou_2003.h"
#include "gmm/models/terms.h"

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_coef_travasarou_2003 *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_travasarou_2003, imt, &C->c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];
    const double d = x->mag - 6.0, sloped = 0.611 - 0.047 * (x->mag - 4.7);
    const double tau = x->mag < 4.7 ? 0.611 : (x->mag > 7.6 ? 0.475 : sloped);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_coef_travasarou_2003 *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * d + C->c3 * oql_log(x->mag / 6.0);
        const double site_c = C->s11 + C->s12 * d, site_d = C->s21 + C->s22 * d;
        const double h2 = C->h * C->h;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const bool is_d = vs30[i] < 360.0, is_b = vs30[i] >= 760.0;
            const double up = ((rake[i] >= 22.5) & (rake[i] <= 157.5)) ? C->f2 : 0.0;
            const double style = ((rake[i] >= -112.5) & (rake[i] <= -67.5)) ? C->f1 : up;
            const double y = base + 0.5 * C->c4 * oql_log(rrup[i] * rrup[i] + h2) + style +
                             (is_d ? site_d : (is_b ? 0.0 : site_c));
            const double high = is_d ? 0.96 : (is_b ? 1.18 : 1.17);
            const double low = is_d ? 0.73 : (is_b ? 0.94 : 0.93);
            const double ia = oql_exp(y);
            const double middle = high - 0.106 * (y - -4.327538449389812); /* ln 0.0132 */
            const double phi = ia >= 0.125 ? low : (ia > 0.013 ? middle : high);
            l.mean[i] = y;
            l.tau[i] = tau;
            l.phi[i] = phi;
            l.sigma[i] = sqrt(tau * tau + phi * phi);
        }
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "TravasarouEtAl2003",
              .reference = "Travasarou, Bray & Abrahamson (2003). Empirical attenuation "
                           "relationship for Arias intensity. Earthquake Engineering and "
                           "Structural Dynamics 32, 1133-1155",
              .doi = "10.1002/eqe.270",
              .trt = OQL_TRT_ACTIVE,
              .measures = "IA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RRUP | OQL_NEED_VS30},
     .row_size = sizeof(oql_coef_travasarou_2003),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(travasarou_2003) = {OQL_COUNT(classes), classes, 0, NULL};
