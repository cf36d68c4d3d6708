/* SPDX-License-Identifier: BSD-3-Clause */
/** Boore et al. (2021): shallow crustal earthquakes in Greece. */
#include "gmm/family.h"

#include "coeffs/boore_2020.h"
#include "gmm/models/terms.h"

typedef oql_coef_boore_2020 coef;

typedef struct {
    coef c;
    double ln_unit;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const oql_imt pga = oql_imt_pga();
    coef *C = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_2020, &pga, &C->B, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    /* the paper's 1 g is 981 gal */
    r->ln_unit = imt->kind == OQL_IMT_PGV ? 0.0 : -log(981.0);
    return oql_coeff_row(&oql_table_boore_2020, imt, &r->c.B, err);
}

/* Motion at 760 m/s, ln of gal or cm/s. */
static void rock_row(const coef *C, const oql_ctx *x, double ln_unit, double *ln_y)
{
    const double dm = x->mag - C->Mh, h2 = C->h * C->h, c3 = C->c3;
    const double f_mag = x->mag <= C->Mh ? C->e4 * dm + C->e5 * dm * dm : C->e6 * dm;
    const double base = f_mag + ln_unit - c3;
    const double slope = 0.5 * (C->c1 + C->c2 * (x->mag - 4.5));
    const double strike_slip = C->e1, normal = C->e2, reverse = C->e3;
    const double *rjb = x->col[OQL_RJB], *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = rjb[i] * rjb[i] + h2;
        ln_y[i] = base + slope * oql_log(r2) + c3 * sqrt(r2) +
                  oql_by_style(rake[i], strike_slip, normal, reverse);
    }
}

static void add_site(const coef *C, const oql_ctx *x, const double *pga, double *mean)
{
    const double *vs30 = x->col[OQL_VS30];
    const double clin = C->clin, v1 = C->V1, vc = C->Vc;
    const double f1 = C->f1, f3 = C->f3, f4 = C->f4, f5 = C->f5, at_760 = oql_exp(f5 * 400.0);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double f2 = f4 * (oql_exp(f5 * (oql_fmin(vs30[i], 760.0) - 360.0)) - at_760);
        mean[i] += clin * oql_log(oql_clamp(vs30[i], v1, vc) / 760.0) + f1 +
                   f2 * oql_log(1.0 + pga[i] / f3);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const size_t mark = oql_work_mark(x->work);
    double *pga = oql_work_rows(x->work, 1, x->stride);

    rock_row(oql_gmm_state_c(g), x, 0.0, pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        pga[i] = oql_exp(pga[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        rock_row(&r->c, x, r->ln_unit, l.mean);
        add_site(&r->c, x, pga, l.mean);
        oql_fill_parts(x->n, oql_ramp(x->mag, r->c.Mtau1, r->c.tau1, r->c.Mtau2, r->c.tau2),
                       r->c.phi, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "BooreEtAl2020",
              .reference =
                  "Boore, Stewart, Skarlatoudis, Seyhan, Margaris, Theodoulidis, "
                  "Scordilis, Kalogeras, Klimis & Melis (2021). A ground-motion "
                  "prediction model for shallow crustal earthquakes in Greece. Bulletin "
                  "of the Seismological Society of America 111(2), 857-874",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_ROTD50,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,
              .period_s = {0.01, 10.0}},
     .state_size = sizeof(coef),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(boore_2020) = {OQL_COUNT(classes), classes, 0, NULL};
