/* SPDX-License-Identifier: BSD-3-Clause */
/** Somerville et al. (2001), central and eastern United States, as in the 2008 US national
 *  maps. */
#include "gmm/family.h"

#include "coeffs/somerville_2001.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_somerville_2001 c;
    double cap;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->cap = oql_nshmp_cap(imt);
    return oql_coeff_row(&oql_table_somerville_2001, imt, &r->c.a1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB];
    const double dm = x->mag - 6.4, to_max = 8.5 - x->mag;
    const double ln_d1 = 0.5 * oql_log(2536.0); /* at 50 km */
    const size_t mark = oql_work_mark(x->work);
    double *ln_r = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_r[i] = 0.5 * oql_log(rjb[i] * rjb[i] + 36.0);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_somerville_2001 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->a1 + C->a2 * dm + C->a7 * to_max * to_max;
        const double near = C->a3, both = C->a4 * dm, linear = C->a5, far = C->a6, cap = r->cap;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = oql_fmin(base + near * oql_fmin(ln_r[i], ln_d1) + both * ln_r[i] +
                                     linear * rjb[i] + far * oql_fmax(ln_r[i] - ln_d1, 0.0),
                                 cap);
        }
        oql_fill_total(x->n, C->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "SomervilleEtAl2001NSHMP2008",
              .reference = "Somerville, Collins, Abrahamson, Graves & Saikia (2001). Ground "
                           "motion attenuation relations for the central and eastern United "
                           "States. Final report to the US Geological Survey, award 99HQGR0098",
              .doi = "",
              .trt = OQL_TRT_STABLE,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RJB,
              .mag = {4.0, 8.0},
              .dist_km = {0.0, 1000.0},
              .period_s = {0.1, 2.0}},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(somerville_2001) = {OQL_COUNT(classes), classes, 0, NULL};
