/* SPDX-License-Identifier: BSD-3-Clause */
/** Megawati, Pan & Koketsu (2003), far sites of earthquakes on the Sumatran fault. */
#include "coeffs/megawati_2003.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_megawati_2003 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(&oql_table_megawati_2003, imt, &r->c.a0, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *azimuth = x->col[OQL_AZIMUTH];
    const size_t mark = oql_work_mark(x->work);
    double *ln_r = oql_work_rows(x->work, 3, x->stride);
    double *c2 = ln_r + x->stride, *s2 = c2 + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double twice = 2.0 * azimuth[i] * (OQL_TWO_PI / 360.0);
        ln_r[i] = oql_log(rhypo[i]);
        c2[i] = oql_fabs(oql_cos(twice));
        s2[i] = oql_fabs(oql_sin(twice));
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_megawati_2003 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->a0 + C->a1 * x->mag + C->a2 * x->mag * x->mag + r->ln_unit;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double radiation = oql_fmax(c2[i], C->a5 * s2[i]);
            l.mean[i] = base + C->a3 * ln_r[i] + C->a4 * rhypo[i] + oql_log(radiation);
        }
        oql_fill_total(x->n, C->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "MegawatiEtAl2003",
              .reference = "Megawati, Pan & Koketsu (2003). Response spectral attenuation "
                           "relationships for Singapore and the Malay Peninsula due to distant "
                           "Sumatran-fault earthquakes. Earthquake Engineering and Structural "
                           "Dynamics 32, 2241-2265",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_BIT(OQL_AZIMUTH),
              .period_s = OQL_RANGE(0.5, 20.0)},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(megawati_2003) = {OQL_COUNT(classes), classes, 0, NULL};
