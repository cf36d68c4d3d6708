/* SPDX-License-Identifier: BSD-3-Clause */
/** Macedo, Abrahamson & Bray (2019), Arias intensity of subduction earthquakes conditional on
 * the
 *  PGA and SA(1.0) of another model, which the argument `gmpe` names. */
#include "gmm/models/conditional.h"
#include "gmm/models/terms.h"

/** Coefficients of one region; natural logarithms, m/s. */
typedef struct {
    double c1, c2, c3, c4, c5, phi, tau_region, tau;
} coef;

/** Regions in the order of the argument's words. */
typedef struct {
    coef region[5];
    double sigma; /**< conditional total deviation */
} variant;

enum { PGA, SA1, N_BASE };

typedef struct {
    size_t region;
    double rho;          /**< correlation of PGA and SA(1.0) */
    const oql_gmm *base; /**< PGA, SA(1.0), then the requested measures that are not IA */
} state;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"region", "rho_pga_sa1", "gmpe"};
    static const char *const regions[] = {"Global", "Japan", "Taiwan", "South America",
                                          "New Zealand"};
    const oql_imt with[N_BASE] = {oql_imt_pga(), oql_imt_sa(1.0)};
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->rho = 0.52; /* Baker & Jayaram (2008), as in the paper */
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, "region", OQL_COUNT(regions), regions, &s->region, err));
    OQL_TRY(oql_gmm_arg_number(spec, "rho_pga_sa1", &s->rho, err));
    OQL_TRY(oql_conditional_base(g, spec, OQL_IMT_IA, N_BASE, with, &s->base, err));
done:
    return st;
}

/** Deviation of IA from the conditional one and those of PGA and SA(1.0). */
static void combine(const coef *C, double rho, double conditional, size_t n, const double *pga,
                    const double *sa1, double *sigma)
{
    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double p = C->c4 * pga[i], a = C->c5 * sa1[i];
        sigma[i] = sqrt(conditional * conditional + p * p + a * a + 2.0 * rho * p * a);
    }
}

static void eval_ia(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *base,
                    const oql_lanes *l)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const coef *C = &v->region[s->region];
    const oql_lanes pga = oql_lanes_of(x, base, PGA), sa1 = oql_lanes_of(x, base, SA1);
    const double *vs30 = x->col[OQL_VS30];
    const double constant = C->c1 + C->c3 * x->mag;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        l->mean[i] =
            constant + C->c2 * oql_log(vs30[i]) + C->c4 * pga.mean[i] + C->c5 * sa1.mean[i];
    }
    combine(C, s->rho, v->sigma, x->n, pga.sigma, sa1.sigma, l->sigma);
    combine(C, s->rho, sqrt(C->tau * C->tau + C->tau_region * C->tau_region), x->n, pga.tau,
            sa1.tau, l->tau);
    combine(C, s->rho, C->phi, x->n, pga.phi, sa1.phi, l->phi);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_gmm_out base = oql_conditional_eval(g, OQL_IMT_IA, N_BASE, s->base, x, out);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        if (oql_gmm_imt(g, m)->kind == OQL_IMT_IA) {
            const oql_lanes l = oql_lanes_of(x, out, m);
            eval_ia(g, x, &base, &l);
        }
    }
    oql_work_release(x->work, mark);
}

/* Tables 1 to 3: global, Japan, Taiwan, South America, New Zealand. */
static const variant interface_events = {{{0.85, -0.36, 0.53, 1.54, 0.17, 0.30, 0.04, 0.18},
                                          {0.98, -0.38, 0.53, 1.54, 0.17, 0.30, 0.0, 0.16},
                                          {0.75, -0.35, 0.53, 1.54, 0.17, 0.27, 0.0, 0.15},
                                          {0.95, -0.36, 0.53, 1.54, 0.17, 0.32, 0.0, 0.19},
                                          {0.82, -0.36, 0.53, 1.54, 0.17, 0.28, 0.0, 0.17}},
                                         0.36};
static const variant slab_events = {{{-0.74, -0.24, 0.66, 1.58, 0.14, 0.28, 0.03, 0.16},
                                     {-0.22, -0.32, 0.66, 1.58, 0.14, 0.26, 0.0, 0.15},
                                     {-1.02, -0.20, 0.66, 1.58, 0.14, 0.29, 0.0, 0.17},
                                     {-0.75, -0.24, 0.66, 1.58, 0.14, 0.30, 0.0, 0.14},
                                     {-0.84, -0.22, 0.66, 1.58, 0.14, 0.30, 0.0, 0.13}},
                                    0.33};

#define CLASS(class_name, region, coeffs)                                                      \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Macedo, Abrahamson & Bray (2019). Arias intensity conditional " \
                              "scaling ground-motion models for subduction zones. Bulletin "   \
                              "of the Seismological Society of America 109(4), 1343-1357",     \
                 .doi = "10.1785/0120180297",                                                  \
                 .trt = region,                                                                \
                 .measures = "IA PGA SA",                                                      \
                 .component = OQL_IMC_ROTD50,                                                  \
                 .needs =                                                                      \
                     OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30 | OQL_BIT(OQL_BACKARC)},     \
        .variant = &(coeffs), .state_size = sizeof(state), .init = init, .eval = eval          \
    }

static const oql_gmm_class classes[] = {
    CLASS("MacedoEtAl2019SInter", OQL_TRT_INTERFACE, interface_events),
    CLASS("MacedoEtAl2019SSlab", OQL_TRT_INSLAB, slab_events),
};

OQL_GMM_FAMILY(macedo_2019) = {OQL_COUNT(classes), classes, 0, NULL};
