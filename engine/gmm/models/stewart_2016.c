/* SPDX-License-Identifier: BSD-3-Clause */
/** Stewart et al. (2016), vertical component, NGA-West2. */
#include "coeffs/stewart_2016.h"
#include "gmm/models/bssa14_form.h"

typedef struct {
    oql_bssa14_form f;
    double tau1, tau2, phi1, phi2;
} row;

typedef struct {
    size_t region;
    bool style; /**< terms for the style of faulting */
    row pga;
} state;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    oql_coef_stewart_2016 C;
    row *r = to;
    oql_bssa14_form *f = &r->f;
    const oql_status st = oql_coeff_row(&oql_table_stewart_2016, imt, &C.e0, err);

    if (st != OQL_OK) {
        return st;
    }
    const double dc3[] = {0.0, C.Dc3CH, C.Dc3JP};
    *f = (oql_bssa14_form){C.e0, C.e0, C.e0, C.e4, C.e5, C.e6, C.Mh, C.c1,
                           C.c2, C.c3, C.h,  C.c,  C.Vc, C.f4, C.f5};
    f->c3 += dc3[s->region];
    if (s->style) {
        f->e_ss = C.e1;
        f->e_ns = C.e2;
        f->e_rs = C.e3;
    }
    r->tau1 = C.tau1;
    r->tau2 = C.tau2;
    r->phi1 = C.phi1;
    r->phi2 = C.phi2;
    return OQL_OK;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region", "sof"};
    static const char *const regions[] = {"CAL", "CHN", "JPN"};
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    s->style = true;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, known[0], OQL_COUNT(regions), regions, &s->region, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[1], &s->style, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *pga = oql_work_rows(x->work, 1, x->stride);
    const double t = oql_clamp(x->mag - 4.5, 0.0, 1.0);

    oql_bssa14_rock(&s->pga.f, x, pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        pga[i] = oql_exp(pga[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_bssa14_rock(&r->f, x, l.mean);
        oql_bssa14_site(&r->f, x, pga, l.mean);
        oql_fill_parts(x->n, r->tau1 + (r->tau2 - r->tau1) * t,
                       r->phi1 + (r->phi2 - r->phi1) * t, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "StewartEtAl2016",
              .reference = "Stewart, Boore, Seyhan & Atkinson (2016). NGA-West2 equations for "
                           "predicting vertical-component PGA, PGV, and 5%-damped PSA from "
                           "shallow crustal earthquakes. Earthquake Spectra 32(2), 1005-1031",
              .doi = "10.1193/072114EQS116M",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_VERTICAL,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,
              .mag = OQL_RANGE(3.0, 7.9),
              .period_s = OQL_RANGE(0.01, 10.0)},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

static const oql_gmm_alias aliases[] = {
    {"StewartEtAl2016CHNNoSOF", "StewartEtAl2016", "region = \"CHN\"\nsof = 0"},
    {"StewartEtAl2016JPNNoSOF", "StewartEtAl2016", "region = \"JPN\"\nsof = 0"},
    {"StewartEtAl2016NoSOF", "StewartEtAl2016", "sof = 0"},
    {"StewartEtAl2016RegCHN", "StewartEtAl2016", "region = \"CHN\""},
    {"StewartEtAl2016RegJPN", "StewartEtAl2016", "region = \"JPN\""},
};

OQL_GMM_FAMILY(stewart_2016) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases), aliases};
