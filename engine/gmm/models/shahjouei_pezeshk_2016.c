/* SPDX-License-Identifier: BSD-3-Clause */
/** Shahjouei & Pezeshk (2016), central and eastern North America. */
#include "coeffs/shahjouei_pezeshk_2016.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_shahjouei_pezeshk_2016 c;
    double psi; /**< slope of the deviation above magnitude 6.5 */
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->psi = imt->kind == OQL_IMT_PGV ? -3.054e-5 : -0.006898;
    return oql_coeff_row(&oql_table_shahjouei_pezeshk_2016, imt, &r->c.c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB];
    const double ln_60 = 4.0943445622221, ln_120 = 4.787491742782046, mag = x->mag;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_shahjouei_pezeshk_2016 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c1 + C->c2 * mag + C->c3 * mag * mag);
        const double s0 = C->c4 + C->c5 * mag, s1 = C->c6 + C->c7 * mag;
        const double s2 = C->c8 + C->c9 * mag, by_r = OQL_LN10 * C->c10, h2 = C->c11 * C->c11;
        const double s = mag <= 6.5 ? C->c12 * mag + C->c13 : r->psi * mag + C->c14;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double dist = sqrt(rjb[i] * rjb[i] + h2), ln_r = oql_log(dist);
            l.mean[i] = base + s0 * oql_fmin(ln_r, ln_60) +
                        s1 * oql_clamp(ln_r - ln_60, 0.0, ln_120 - ln_60) +
                        s2 * oql_fmax(ln_r - ln_120, 0.0) + by_r * dist;
        }
        oql_fill_total(x->n, sqrt(s * s + C->SigmaReg * C->SigmaReg), &l);
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ShahjoueiPezeshk2016",
              .reference = "Shahjouei & Pezeshk (2016). Alternative hybrid empirical "
                           "ground-motion model for central and eastern North America using "
                           "hybrid simulations and NGA-West2 models. Bulletin of the "
                           "Seismological Society of America 106(2), 734-754",
              .doi = "10.1785/0120140367",
              .trt = OQL_TRT_STABLE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_ROTD50,
              .needs = OQL_NEED_MAG | OQL_NEED_RJB,
              .mag = OQL_RANGE(4.0, 8.0),
              .dist_km = OQL_RANGE(0.0, 1000.0),
              .period_s = OQL_RANGE(0.01, 10.0)},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(shahjouei_pezeshk_2016) = {OQL_COUNT(classes), classes, 0, NULL};
