/* SPDX-License-Identifier: BSD-3-Clause */
/** Akkar & Cagnan (2010), Turkey, with the site terms of Boore & Atkinson (2008). */
#include "gmm/family.h"

#include "coeffs/akkar_cagnan_2010.h"
#include "gmm/models/boore_atkinson_2008.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_coef_akkar_cagnan_2010 c;
    oql_coef_boore_atkinson_2008_site site;
    double ln_unit;
} row;

typedef oql_coef_akkar_cagnan_2010 coef;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const oql_imt pga = oql_imt_pga();
    coef *C = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(&oql_table_akkar_cagnan_2010, &pga, &C->a1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_akkar_cagnan_2010, imt, &r->c.a1, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, &r->site.blin, err));
    r->ln_unit = oql_ln_unit(imt);
done:
    return st;
}

/* Equation 1: motion on rock, ln of gal or cm/s. */
static void rock_row(const coef *C, const oql_ctx *x, double ln_unit, double *ln_y)
{
    const double dm = x->mag - 6.5, to_max = 8.5 - x->mag, h2 = C->a7 * C->a7;
    const double base =
        C->a1 + (x->mag <= 6.5 ? C->a2 : C->a3) * dm + C->a4 * to_max * to_max + ln_unit;
    const double slope = 0.5 * (C->a5 + C->a6 * dm), normal = C->a8, reverse = C->a9;
    const double *rjb = x->col[OQL_RJB], *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_y[i] = base + slope * oql_log(rjb[i] * rjb[i] + h2) +
                  oql_by_style_45(rake[i], 0.0, normal, reverse);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *vs30 = x->col[OQL_VS30];
    const size_t mark = oql_work_mark(x->work);
    double *ln_v = oql_work_rows(x->work, 3, x->stride);
    double *w1 = ln_v + x->stride, *w2 = w1 + x->stride;

    rock_row(oql_gmm_state_c(g), x, OQL_LN_GAL_TO_G, w2);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const oql_ba08_site s = oql_ba08_site_of(vs30[i], w2[i]);
        ln_v[i] = s.ln_v;
        w1[i] = s.w1;
        w2[i] = s.w2;
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double blin = r->site.blin, b1 = r->site.b1, b2 = r->site.b2;
        rock_row(&r->c, x, r->ln_unit, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] += blin * ln_v[i] + b1 * w1[i] + b2 * w2[i];
        }
        oql_fill_parts(x->n, r->c.tau, r->c.sigma, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "AkkarCagnan2010",
              .reference = "Akkar & Cagnan (2010). A local ground-motion predictive model for "
                           "Turkey, and its comparison with other regional and global "
                           "ground-motion models. Bulletin of the Seismological Society of "
                           "America 100(6), 2978-2995",
              .doi = "10.1785/0120090367",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,
              .mag = {5.0, 7.6},
              .dist_km = {0.0, 200.0},
              .period_s = {0.03, 2.0}},
     .state_size = sizeof(coef),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(akkar_cagnan_2010) = {OQL_COUNT(classes), classes, 0, NULL};
