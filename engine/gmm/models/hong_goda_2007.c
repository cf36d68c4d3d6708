/* SPDX-License-Identifier: BSD-3-Clause */
/** Hong & Goda (2007), California: the largest horizontal direction, with the site factors of
 *  Atkinson & Boore (2006). */
#include "gmm/family.h"

#include "coeffs/hong_goda_2007.h"
#include "coeffs/hong_goda_2007_site.h"
#include "gmm/models/terms.h"

typedef oql_coef_hong_goda_2007 coef;

typedef struct {
    coef c;
    oql_coef_hong_goda_2007_site site;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const oql_imt pga = oql_imt_pga();
    coef *C = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(&oql_table_hong_goda_2007, &pga, &C->b1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_hong_goda_2007, imt, &r->c.b1, err));
    OQL_TRY(oql_coeff_row(&oql_table_hong_goda_2007_site, imt, &r->site.blin, err));
done:
    return st;
}

/* Terms that all measures share: ln(vs30 / 760), and the weights of the nonlinear coefficients
 * times ln of the rock PGA over 0.1 g, which is at least 0.06 g. */
static void site_rows(const coef *C, const oql_ctx *x, double *ln_v, double *w1, double *w2)
{
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30];
    const double base = C->b1 + C->b2 * (x->mag - 7.0), slope = 0.5 * C->b4, h2 = C->h * C->h;
    const double ln_180_300 = -0.5108256237659907, ln_300_760 = -0.9295359586241757;
    const double ln_gal = -OQL_LN_GAL_TO_G, ln_100 = 2.0 * OQL_LN10;
    const double low = -0.5108256237659907; /* ln 0.6 */

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_pga = base + slope * oql_log(rjb[i] * rjb[i] + h2) + ln_gal;
        const double shake = oql_fmax(ln_pga - ln_100, low);
        const double v = oql_log(vs30[i] / 760.0);
        const double s1 = oql_clamp((v - ln_300_760) / ln_180_300, 0.0, 1.0);
        const double s2 = oql_clamp(v / ln_300_760, 0.0, 1.0) - s1;
        /* at exactly 180 m/s the reference implementation has no nonlinear term */
        const double on = vs30[i] == 180.0 ? 0.0 : shake;
        ln_v[i] = v;
        w1[i] = on * s1;
        w2[i] = on * s2;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rjb = x->col[OQL_RJB];
    const double dm = x->mag - 7.0;
    const size_t mark = oql_work_mark(x->work);
    double *ln_v = oql_work_rows(x->work, 3, x->stride);
    double *w1 = ln_v + x->stride, *w2 = w1 + x->stride;

    site_rows(oql_gmm_state_c(g), x, ln_v, w1, w2);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const coef *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->b1 + C->b2 * dm + C->b3 * dm * dm, h2 = C->h * C->h;
        const double slope = 0.5 * (C->b4 + C->b5 * (x->mag - 4.5));
        const double blin = r->site.blin, b1 = r->site.b1sa, b2 = r->site.b2sa;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * oql_log(rjb[i] * rjb[i] + h2) + blin * ln_v[i] +
                        b1 * w1[i] + b2 * w2[i];
        }
        oql_fill_sigmas(x->n, C->sigtot, C->sig1, C->sig2, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "HongGoda2007",
              .reference =
                  "Hong & Goda (2007). Orientation-dependent ground-motion measure for "
                  "seismic-hazard assessment. Bulletin of the Seismological Society of "
                  "America 97(5), 1525-1538",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_ROTD100,
              .needs = OQL_NEED_MAG | OQL_NEED_RJB | OQL_NEED_VS30,
              .period_s = {0.1, 3.0}},
     .state_size = sizeof(coef),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(hong_goda_2007) = {OQL_COUNT(classes), classes, 0, NULL};
