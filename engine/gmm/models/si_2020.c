/* SPDX-License-Identifier: BSD-3-Clause */
/** Si, Midorikawa & Kishida (2020), subduction earthquakes of Japan. */
#include "coeffs/si_2020.h"
#include "gmm/models/terms.h"

typedef struct {
    bool slab;
} variant;

typedef struct {
    oql_coef_si_2020 c;
    double mag_ref; /**< of the change in magnitude scaling */
} row;

typedef struct {
    row pga;
} state;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->mag_ref = imt->period_s < 2.0 ? 8.3 : 7.5;
    return oql_coeff_row(&oql_table_si_2020, imt, &r->c.e, err);
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(prepare(g, &pga, &s->pga, err));
done:
    return st;
}

/* ln on 760 m/s; z2pt5 with unknown depths filled in. */
static void rock_mean(const row *r, const variant *v, const oql_ctx *x, const double *z2pt5,
                      double *mean)
{
    const oql_coef_si_2020 *C = &r->c;
    const double above = oql_fmax(x->mag - r->mag_ref, 0.0);
    const double base = OQL_LN10 * (C->e + (v->slab ? C->d1 : C->d0) + C->a1 * x->mag +
                                    (C->a2 - C->a1) * above + C->Cd);
    const double near = C->c_gs * oql_exp10(0.5 * oql_fmin(x->mag, 8.3));
    const double by_z = OQL_LN10 * C->Dd, by_h = OQL_LN10 * C->h, by_r = OQL_LN10 * C->c_attn;
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double h = 1.7 * depth[i], ln_r = oql_log(rrup[i] + near);
        /* below the Moho (30 km) the decay is faster beyond 1.7 depths */
        const double far = 0.6 * oql_log(h + near) - 1.6 * ln_r;
        const double spread = ((depth[i] > 30.0) & (rrup[i] >= h)) ? far : -ln_r;
        mean[i] = base + spread + by_z * z2pt5[i] + by_h * depth[i] + by_r * rrup[i];
    }
}

static void add_site(const oql_coef_si_2020 *C, const oql_ctx *x, const double *pga,
                     double *mean)
{
    const double rock = oql_exp(C->f5 * (760.0 - 360.0));
    const double *vs30 = x->col[OQL_VS30];

    const double f5 = C->f5, f3 = C->f3, c = C->c, vc = C->Vc, v_ref = C->Vref, f1 = C->f1,
                 f4 = C->f4;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double soft = oql_exp(f5 * (oql_fmin(vs30[i], 760.0) - 360.0)) - rock;
        const double level = oql_log((pga[i] + f3) / f3);
        mean[i] += c * oql_log(oql_fmin(vs30[i], vc) / v_ref) + f1 + 0.5 * f4 * soft * level;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *z2pt5 = oql_work_rows(x->work, 2, x->stride), *pga = z2pt5 + x->stride;
    const double *z = x->col[OQL_Z2PT5], *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        /* Campbell & Bozorgnia (2014), Japan */
        z2pt5[i] = z[i] == -999.0 ? oql_exp(5.359 - 1.102 * oql_log(vs30[i])) : z[i];
    }
    rock_mean(&s->pga, v, x, z2pt5, pga);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        pga[i] = oql_exp(pga[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        rock_mean(r, v, x, z2pt5, l.mean);
        add_site(&r->c, x, pga, l.mean);
        oql_fill_parts(x->n, r->c.tau, r->c.phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region, is_slab)                                                     \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Si, Midorikawa & Kishida (2020). Development of NGA-Sub "       \
                              "ground-motion model of 5%-damped pseudo-spectral acceleration " \
                              "based on database for subduction earthquakes in Japan. PEER "   \
                              "report 2020/06",                                                \
                 .doi = "",                                                                    \
                 .trt = region,                                                                \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_ROTD50,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_VS30 |      \
                          OQL_BIT(OQL_Z2PT5),                                                  \
                 .period_s = OQL_RANGE(0.01, 10.0)},                                           \
        .variant = &(const variant){is_slab}, .state_size = sizeof(state),                     \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

static const oql_gmm_class classes[] = {
    CLASS("SiEtAl2020SInter", OQL_TRT_INTERFACE, false),
    CLASS("SiEtAl2020SSlab", OQL_TRT_INSLAB, true),
};

OQL_GMM_FAMILY(si_2020) = {OQL_COUNT(classes), classes, 0, NULL};
