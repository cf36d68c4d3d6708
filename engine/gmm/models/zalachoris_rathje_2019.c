/* SPDX-License-Identifier: BSD-3-Clause */
/** Zalachoris & Rathje (2019), induced earthquakes of Texas, Oklahoma and Kansas: Boore et al.
 * (2014)
 *  with the factors of Hassani & Atkinson (2015) and regional adjustments. */
#include "coeffs/zalachoris_rathje_2019_bssa14.h"
#include "coeffs/zalachoris_rathje_2019_ha15.h"
#include "coeffs/zalachoris_rathje_2019_zr19.h"
#include "gmm/models/bssa14_form.h"

typedef struct {
    oql_bssa14_form f;
    oql_coef_zalachoris_rathje_2019_ha15 ena;
    oql_coef_zalachoris_rathje_2019_zr19 c;
} row;

typedef struct {
    oql_bssa14_form pga;
} state;

static oql_status load_form(const oql_imt *imt, oql_bssa14_form *f, oql_err *err)
{
    oql_coef_zalachoris_rathje_2019_bssa14 C;
    const oql_status st =
        oql_coeff_row(&oql_table_zalachoris_rathje_2019_bssa14, imt, &C.e0, err);

    if (st == OQL_OK) {
        *f = (oql_bssa14_form){C.e1, C.e2,         C.e3, C.e4, C.e5, C.e6, C.Mh, C.c1,
                               C.c2, C.c3 + C.Dc3, C.h,  C.c,  C.Vc, C.f4, C.f5};
    }
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(load_form(&pga, &s->pga, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(load_form(imt, &r->f, err));
    OQL_TRY(oql_coeff_row(&oql_table_zalachoris_rathje_2019_ha15, imt, &r->ena.C1, err));
    OQL_TRY(oql_coeff_row(&oql_table_zalachoris_rathje_2019_zr19, imt, &r->c.a, err));
done:
    return st;
}

static void add_adjustment(const row *r, const oql_ctx *x, double *mean)
{
    const oql_coef_zalachoris_rathje_2019_ha15 *E = &r->ena;
    const oql_coef_zalachoris_rathje_2019_zr19 *C = &r->c;
    const double mag = oql_clamp(x->mag, C->Mb, 5.8);
    const double base = OQL_LN10 * E->C1 + C->b0 + C->b1 * (mag - C->Mb) + C->Cadj;
    const double by_r = OQL_LN10 * E->C2;
    const double *rjb = x->col[OQL_RJB], *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double far = oql_log(oql_clamp(rjb[i], 50.0, 150.0) / 50.0);
        const double near = oql_log(oql_clamp(rhypo[i], 4.0, C->Rb) / C->Rb);
        const double site = oql_log(oql_fmin(vs30[i], C->Vc) / C->Vc);
        mean[i] += base + by_r * rjb[i] + E->C3 * far + C->a * near + C->c * site;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *pga = oql_work_rows(x->work, 1, x->stride);

    oql_bssa14_rock(&s->pga, x, pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        pga[i] = oql_exp(pga[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_bssa14_rock(&r->f, x, l.mean);
        oql_bssa14_site(&r->f, x, pga, l.mean);
        add_adjustment(r, x, l.mean);
        oql_fill_sigmas(x->n, r->c.sigma, r->c.tau, r->c.phi, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "ZalachorisRathje2019",
              .reference = "Zalachoris & Rathje (2019). Ground motion model for "
                           "small-to-moderate earthquakes in Texas, Oklahoma, and Kansas. "
                           "Earthquake Spectra 35(1), 1-20",
              .doi = "",
              .trt = OQL_TRT_INDUCED,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_ROTD50,
              .needs =
                  OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_RHYPO | OQL_NEED_VS30,
              .mag = OQL_RANGE(3.0, 5.8),
              .dist_km = OQL_RANGE(4.0, 500.0),
              .period_s = OQL_RANGE(0.05, 10.0)},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(zalachoris_rathje_2019) = {OQL_COUNT(classes), classes, 0, NULL};
