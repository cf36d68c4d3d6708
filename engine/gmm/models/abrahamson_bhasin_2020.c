/* SPDX-License-Identifier: BSD-3-Clause */
/** Abrahamson & Bhasin (2020), PGV of crustal earthquakes conditional on the PGA, the SA(1.0) or
 *  the SA at a period that grows with magnitude, of the model that the argument `gmpe` names. */
#include "gmm/models/conditional.h"

enum { MAX_CONDITION = 6 };

/** Table 3.2 and what the model is conditional on. */
typedef struct {
    size_t n_period;
    double period_s[MAX_CONDITION]; /**< 0: PGA */
    double a1, a2, a3, a4, a5, a6, a7, a8;
    double phi[2], tau[2], sigma[2]; /**< up to M 5, from M 7 on */
} variant;

typedef struct {
    const oql_gmm *base;                /**< of the measures that are not PGV; may be NULL */
    const oql_gmm *with[MAX_CONDITION]; /**< one measure each: blocks have one magnitude */
} state;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"gmpe"};
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_conditional_base(g, spec, OQL_IMT_PGV, 0, NULL, &s->base, err));
    for (size_t k = 0; k < v->n_period; ++k) {
        const oql_imt imt = v->period_s[k] > 0.0 ? oql_imt_sa(v->period_s[k]) : oql_imt_pga();
        OQL_TRY(oql_child_from_value(g, spec, oql_gmm_spec_get(spec, "gmpe"), 1, &imt,
                                     &s->with[k], err));
    }
done:
    return st;
}

/** Table 3.1: which period goes with the magnitude; half a unit on both sides of 4, 5, ... */
static size_t period_of(const variant *v, double mag)
{
    size_t k = 0;

    while (k + 1 < v->n_period && mag > 3.5 + (double)k) {
        ++k;
    }
    return k;
}

static void eval_pgv(const variant *v, const oql_ctx *x, const oql_lanes *with,
                     const oql_lanes *l)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];
    const double mag = x->mag, slope = oql_ramp(mag, 5.0, v->a2, 7.5, v->a3);
    const double near = 5.0 * oql_exp(0.4 * (mag - 6.0));
    const double base = v->a1 + v->a4 * (mag - 6.0) + v->a5 * (8.5 - mag) * (8.5 - mag);
    const double site = v->a7 + v->a8 * (mag - 5.0), far = v->a6;
    const double sigma = oql_ramp(mag, 5.0, v->sigma[0], 7.0, v->sigma[1]);
    const double tau = oql_ramp(mag, 5.0, v->tau[0], 7.0, v->tau[1]);
    const double phi = oql_ramp(mag, 5.0, v->phi[0], 7.0, v->phi[1]);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double s = slope * with->sigma[i], t = slope * with->tau[i];
        const double p = slope * with->phi[i];
        l->mean[i] = base + slope * with->mean[i] + far * oql_log(rrup[i] + near) +
                     site * oql_log(vs30[i] / 425.0);
        l->sigma[i] = sqrt(s * s + sigma * sigma);
        l->tau[i] = sqrt(t * t + tau * tau);
        l->phi[i] = sqrt(p * p + phi * phi);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_gmm_out one = oql_child_rows(x, 1);

    (void)oql_conditional_eval(g, OQL_IMT_PGV, 0, s->base, x, out);
    oql_gmm_eval(s->with[period_of(v, x->mag)], x, &one);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        if (oql_gmm_imt(g, m)->kind == OQL_IMT_PGV) {
            const oql_lanes with = oql_lanes_of(x, &one, 0), l = oql_lanes_of(x, out, m);
            eval_pgv(v, x, &with, &l);
        }
    }
    oql_work_release(x->work, mark);
}

static const variant general = {6,
                                {0.2, 0.28, 0.4, 0.95, 1.4, 2.8},
                                5.39,
                                0.799,
                                0.654,
                                0.479,
                                -0.062,
                                -0.359,
                                -0.134,
                                0.023,
                                {0.29, 0.29},
                                {0.16, 0.16},
                                {0.33, 0.33}};
static const variant on_pga = {1,           {0.0},  4.77,  0.738, 0.484,        0.275,
                               -0.036,      -0.332, -0.44, 0.0,   {0.32, 0.42}, {0.12, 0.26},
                               {0.34, 0.49}};
static const variant on_sa1 = {1,           {1.0},  4.80,  0.82, 0.55,         0.27,
                               0.054,       -0.382, -0.21, 0.0,  {0.28, 0.38}, {0.12, 0.17},
                               {0.30, 0.42}};

#define CLASS(class_name, v)                                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Abrahamson & Bhasin (2020). Conditional ground-motion model "   \
                              "for peak ground velocity for active crustal regions. PEER "     \
                              "Report 2020/05",                                                \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = OQL_IMC_ROTD50,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30},                       \
        .variant = &(v), .state_size = sizeof(state), .init = init, .eval = eval               \
    }

static const oql_gmm_class classes[] = {
    CLASS("AbrahamsonBhasin2020", general),
    CLASS("AbrahamsonBhasin2020PGA", on_pga),
    CLASS("AbrahamsonBhasin2020SA1", on_sa1),
};

OQL_GMM_FAMILY(abrahamson_bhasin_2020) = {OQL_COUNT(classes), classes, 0, NULL};
