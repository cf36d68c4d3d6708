/* SPDX-License-Identifier: BSD-3-Clause */
/** Ratio of vertical to horizontal motion from Stewart et al. (2016) and Boore et al. (2014).
 * */
#include "coeffs/stewart_2016_vh_rho.h"
#include "gmm/models/children.h"
#include "gmm/models/terms.h"

typedef struct {
    const char *vertical, *horizontal; /**< the two models, in TOML */
} variant;

typedef struct {
    const oql_gmm *vertical, *horizontal;
} state;

static oql_status add_model(oql_gmm *g, const char *text, const oql_gmm **child, oql_err *err)
{
    const size_t n = oql_gmm_n_imt(g);
    oql_arena *arena = NULL;
    const oql_gmm_spec *spec = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, "", 0, &spec, err));
    OQL_TRY(oql_gmm_add_child(g, spec, n, n == 0 ? NULL : oql_gmm_imt(g, 0), child, err));
done:
    oql_arena_destroy(arena);
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(add_model(g, v->vertical, &s->vertical, err));
    OQL_TRY(add_model(g, v->horizontal, &s->horizontal, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_coef_stewart_2016_vh_rho *C = to;

    (void)g;
    return oql_coeff_row(&oql_table_stewart_2016_vh_rho, imt, &C->rhow1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work), n = oql_gmm_n_imt(g);
    const oql_gmm_out other = oql_child_rows(x, n);
    const double t = oql_clamp(5.5 - x->mag, 0.0, 1.0);

    oql_gmm_eval(s->vertical, x, out);
    oql_gmm_eval(s->horizontal, x, &other);
    for (size_t m = 0; m < n; ++m) {
        const oql_coef_stewart_2016_vh_rho *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m), h = oql_lanes_of(x, &other, m);
        const double rho_b = C->rhob2 + (C->rhob1 - C->rhob2) * t;
        const double rho_w = C->rhow2 + (C->rhow1 - C->rhow2) * t;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double a = l.tau[i], b = h.tau[i], c = l.phi[i], d = h.phi[i];
            const double tau2 = a * a + b * b - 2.0 * rho_b * a * b;
            const double phi2 = c * c + d * d - 2.0 * rho_w * c * d;
            l.mean[i] -= h.mean[i];
            l.tau[i] = sqrt(tau2);
            l.phi[i] = sqrt(phi2);
            l.sigma[i] = sqrt(tau2 + phi2);
        }
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, v_args, h_name, h_args)                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Stewart, Boore, Seyhan & Atkinson (2016). NGA-West2 equations " \
                              "for predicting vertical-component PGA, PGV, and 5%-damped PSA " \
                              "from shallow crustal earthquakes. Earthquake Spectra 32(2), "   \
                              "1005-1031; correlation after Bozorgnia & Campbell (2016)",      \
                 .doi = "10.1193/072114EQS116M",                                               \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Vertical-to-Horizontal Ratio",                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RJB | OQL_NEED_VS30,         \
                 .mag = OQL_RANGE(3.0, 7.9),                                                   \
                 .period_s = OQL_RANGE(0.01, 10.0)},                                           \
        .variant = &(const variant){"[StewartEtAl2016]\n" v_args, "[" h_name "]\n" h_args},    \
        .state_size = sizeof(state), .row_size = sizeof(oql_coef_stewart_2016_vh_rho),         \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

#define CHINA   "region = \"CHN\"\n"
#define JAPAN   "region = \"JPN\"\n"
#define ANY_SOF "sof = false\n"

static const oql_gmm_class classes[] = {
    CLASS("StewartEtAl2016NoSOFVH", ANY_SOF, "BooreEtAl2014", ANY_SOF),
    CLASS("StewartEtAl2016RegCHNNoSOFVH", CHINA ANY_SOF, "BooreEtAl2014HighQ", ANY_SOF),
    CLASS("StewartEtAl2016RegCHNVH", CHINA, "BooreEtAl2014HighQ", ""),
    CLASS("StewartEtAl2016RegJPNNoSOFVH", JAPAN ANY_SOF, "BooreEtAl2014LowQ", ANY_SOF),
    CLASS("StewartEtAl2016RegJPNVH", JAPAN, "BooreEtAl2014LowQ", ""),
    CLASS("StewartEtAl2016VH", "", "BooreEtAl2014", ""),
};

OQL_GMM_FAMILY(stewart_2016_vh) = {OQL_COUNT(classes), classes, 0, NULL};
