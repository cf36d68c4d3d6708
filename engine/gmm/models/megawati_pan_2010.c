/* SPDX-License-Identifier: BSD-3-Clause */
/** Megawati & Pan (2010), megathrust earthquakes of Sumatra at far hard-rock sites. */
#include "coeffs/megawati_pan_2010.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_megawati_pan_2010 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(&oql_table_megawati_pan_2010, imt, &r->c.a0, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO];
    const double dm = x->mag - 6.0;
    const size_t mark = oql_work_mark(x->work);
    double *ln_r = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_r[i] = oql_log(rhypo[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_megawati_pan_2010 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->a0 + C->a1 * dm + C->a2 * dm * dm + r->ln_unit;
        const double slope = C->a4 + C->a5 * x->mag;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + C->a3 * ln_r[i] + slope * rhypo[i];
        }
        oql_fill_total(x->n, C->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "MegawatiPan2010",
              .reference = "Megawati & Pan (2010). Ground-motion attenuation relationship for "
                           "the Sumatran megathrust earthquakes. Earthquake Engineering and "
                           "Structural Dynamics 39(8), 827-845",
              .doi = "",
              .trt = OQL_TRT_INTERFACE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RHYPO,
              .period_s = OQL_RANGE(0.5, 50.0)},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(megawati_pan_2010) = {OQL_COUNT(classes), classes, 0, NULL};
