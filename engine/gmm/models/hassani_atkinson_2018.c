/* SPDX-License-Identifier: BSD-3-Clause */
/** Hassani & Atkinson (2018): an adjustable generic model of stress parameter and kappa, with
 *  the site terms of Seyhan & Stewart (2014). It defines no deviations. */
#include "gmm/family.h"

#include "coeffs/boore_2014.h"
#include "coeffs/hassani_atkinson_2018.h"
#include "gmm/models/bssa14_site.h"
#include "gmm/models/hassani_2018_terms.h"
#include "gmm/models/terms.h"

typedef oql_coef_hassani_atkinson_2018 coef;

typedef struct {
    double stress_bar, kappa_s;
    coef pga;
} state;

typedef struct {
    coef c;
    oql_coef_boore_2014 site;
    double ln_unit;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"d_sigma", "kappa0", "gamma_fle"};
    const oql_imt pga = oql_imt_pga();
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->stress_bar, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->kappa_s, err));
    if (oql_gmm_spec_get(spec, known[2]) != NULL) {
        st = OQL_FAIL(err, OQL_EUNSUPPORTED, "%s:%d: %s: gamma_fle is not supported",
                      spec->path, spec->line, spec->name);
        goto done;
    }
    if (!(s->stress_bar > 0.0) || !(s->kappa_s > 0.0)) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: %s: found d_sigma = %g and kappa0 = %g, expected both > 0",
                      spec->path, spec->line, spec->name, s->stress_bar, s->kappa_s);
        goto done;
    }
    OQL_TRY(oql_coeff_row(&oql_table_hassani_atkinson_2018, &pga, &s->pga.Mh, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_hassani_atkinson_2018, imt, &r->c.Mh, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_2014, imt, &r->site.e0, err));
    r->ln_unit = oql_ln_unit(imt);
done:
    return st;
}

/* Motion on rock, log10 of gal or cm/s. */
static void rock_row(const coef *C, const state *s, const oql_ctx *x, double *log_y)
{
    const double dm = x->mag - C->Mh, ld = oql_log10(s->stress_bar);
    const oql_ha18_quadratic d = oql_ha18_stress(&C->g1_0, &C->g2_0, x->mag);
    const oql_ha18_quadratic k = oql_ha18_kappa(&C->d1_0_0, x->mag, s->kappa_s);
    const double f_mag = x->mag <= C->Mh ? C->e1 * dm + C->e2 * dm * dm : C->e3 * dm;
    const double base = C->e0 + f_mag + d.a + k.a + ld * (d.b + k.b + ld * (d.c + k.c));
    const double h = oql_ha18_depth(x->mag), b = C->b3 + C->b4 * x->mag;
    const double log_50 = 1.6989700043360187;
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        log_y[i] = base + oql_ha18_spreading(rrup[i], h * h, log_50, b);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const double *vs30 = x->col[OQL_VS30];
    const size_t mark = oql_work_mark(x->work);
    double *pga = oql_work_rows(x->work, 1, x->stride);

    /* the reference implementation takes e to the power of the log10 of PGA, and adds the site
     * terms, natural logarithms, to log10 of the motion; its numbers define the model here */
    rock_row(&s->pga, s, x, pga);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double ln_unit = r->ln_unit;
        rock_row(&r->c, s, x, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] =
                OQL_LN10 * (l.mean[i] + oql_bssa14_site(&r->site, vs30[i], oql_exp(pga[i]))) +
                ln_unit;
        }
        oql_fill_total(x->n, 0.0, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "HassaniAtkinson2018",
              .reference =
                  "Hassani & Atkinson (2018). Adjustable generic ground-motion "
                  "prediction equation based on equivalent point-source simulations: "
                  "accounting for kappa effects. Bulletin of the Seismological Society "
                  "of America 108(2), 913-928",
              .doi = "10.1785/0120170333",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30,
              .period_s = {0.01, 10.0}},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(hassani_atkinson_2018) = {OQL_COUNT(classes), classes, 0, NULL};
