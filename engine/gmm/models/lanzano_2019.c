/* SPDX-License-Identifier: BSD-3-Clause */
/** Lanzano et al. (2019), ITA18 for Italy; scaled for MPS19, brought to reference rock, and
 *  with the near-source correction of NESS2. */
#include "gmm/family.h"

#include "coeffs/lanzano_2019_ness2.h"
#include "coeffs/lanzano_2019_rjb.h"
#include "coeffs/lanzano_2019_rock.h"
#include "coeffs/lanzano_2019_rup.h"
#include "coeffs/lanzano_2019_scaled.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    bool rock, ness; /* which correction */
    oql_ctx_param distance;
} variant;

typedef struct {
    double kappa0;
    bool has_kappa0; /* the argument replaces the sites' values */
} state;

typedef struct {
    oql_coef_lanzano_2019_rjb c;
    oql_coef_lanzano_2019_rock rock;
    oql_coef_lanzano_2019_ness2 ness;
    double ln_unit;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"kappa0"};
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, v->rock ? 1 : 0, known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->kappa0, err));
    s->has_kappa0 = oql_gmm_spec_get(spec, known[0]) != NULL;
    if (s->has_kappa0) {
        oql_gmm_drop_needs(g, OQL_BIT(OQL_KAPPA0));
    }
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->table, imt, &r->c.a, err));
    if (v->rock) {
        OQL_TRY(oql_coeff_row(&oql_table_lanzano_2019_rock, imt, &r->rock.a, err));
    }
    if (v->ness) {
        OQL_TRY(oql_coeff_row(&oql_table_lanzano_2019_ness2, imt, &r->ness.aR, err));
    }
    r->ln_unit = oql_ln_unit(imt);
done:
    return st;
}

/* Equations 1 to 5. */
static void eval_mean(const row *r, const oql_ctx *x, const double *dist, double *mean)
{
    const oql_coef_lanzano_2019_rjb *C = &r->c;
    const double dm = x->mag - C->Mh, h2 = C->h * C->h;
    const double base = OQL_LN10 * (C->a + (x->mag <= C->Mh ? C->b1 : C->b2) * dm) + r->ln_unit;
    const double slope = 0.5 * (C->c1 * (x->mag - C->Mref) + C->c2);
    const double linear = OQL_LN10 * C->c3, k = C->k;
    const double strike_slip = OQL_LN10 * C->f1, thrust = OQL_LN10 * C->f2;
    const double *vs30 = x->col[OQL_VS30], *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r2 = dist[i] * dist[i] + h2;
        mean[i] = base + slope * oql_log(r2) + linear * sqrt(r2) +
                  k * oql_log(oql_fmin(vs30[i], 1500.0) / 800.0) +
                  oql_by_style(rake[i], strike_slip, 0.0, thrust);
    }
}

/* Generic to reference rock, from vs30 and kappa0. */
static void add_rock(const row *r, const oql_ctx *x, const state *s, double *mean)
{
    const double a = OQL_LN10 * r->rock.a, b = r->rock.b, c = OQL_LN10 * r->rock.c;
    const double *vs30 = x->col[OQL_VS30];
    const double *kappa0 = s->has_kappa0 ? vs30 : x->col[OQL_KAPPA0];
    const double fixed = s->kappa0;
    const bool is_fixed = s->has_kappa0;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double known = kappa0[i], kappa = is_fixed ? fixed : known;
        mean[i] += a + b * oql_log(vs30[i] / 800.0) + c * kappa;
    }
}

/* Near-source correction, never negative. */
static void add_ness(const row *r, const oql_ctx *x, const double *dist, double *mean)
{
    const oql_coef_lanzano_2019_ness2 *C = &r->ness;
    const double h2 = C->hR * C->hR, slope = 0.5 * C->cR;
    const double base =
        OQL_LN10 * (C->aR + (x->mag <= C->MrefR ? C->bR * (x->mag - C->MrefR) : 0.0));
    const double strike_slip = OQL_LN10 * C->f1R, thrust = OQL_LN10 * C->f2R;
    const double *rake = x->col[OQL_RAKE];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double f = base + slope * oql_log(dist[i] * dist[i] + h2) +
                         oql_by_style(rake[i], strike_slip, 0.0, thrust);
        mean[i] += oql_fmax(f, 0.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[v->distance];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double s2s = r->c.phi_S2S, phi0 = r->c.phi_0;
        eval_mean(r, x, dist, l.mean);
        if (v->rock) {
            add_rock(r, x, oql_gmm_state_c(g), l.mean);
        }
        if (v->ness) {
            add_ness(r, x, dist, l.mean);
        }
        oql_fill_parts(x->n, OQL_LN10 * r->c.tau, OQL_LN10 * sqrt(s2s * s2s + phi0 * phi0), &l);
    }
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Lanzano, Luzi, Pacor, Felicetta, Puglia, Sgobba & D'Amico (2019). A revised "         \
        "ground-motion prediction model for shallow crustal earthquakes in Italy. "            \
        "Bulletin of the Seismological Society of America 109(2), 525-540",                    \
    .doi = "10.1785/0120180210", .trt = OQL_TRT_ACTIVE, .component = OQL_IMC_ROTD50

#define CLASS(class_name, from_s, to_s, imts, more_needs, ...)                                 \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = OQL_RANGE(from_s, to_s),                                          \
                 .measures = imts,                                                             \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_VS30 | (more_needs),         \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

#define ALL    "PGA PGV SA"
#define BY_RJB &oql_table_lanzano_2019_rjb
#define BY_RUP &oql_table_lanzano_2019_rup
#define SCALED &oql_table_lanzano_2019_scaled
#define KAPPA  (OQL_NEED_RJB | OQL_BIT(OQL_KAPPA0))

static const oql_gmm_class classes[] = {
    CLASS("LanzanoEtAl2019_RJB_OMO", 0.01, 10.0, ALL, OQL_NEED_RJB, BY_RJB, false, false,
          OQL_RJB),
    CLASS("LanzanoEtAl2019_RJB_OMO_NESS2", 0.01, 10.0, "PGA SA", OQL_NEED_RJB, BY_RJB, false,
          true, OQL_RJB),
    CLASS("LanzanoEtAl2019_RJB_OMO_RefRock", 0.01, 10.0, "PGA SA", KAPPA, BY_RJB, true, false,
          OQL_RJB),
    CLASS("LanzanoEtAl2019_RJB_OMOscaled", 0.05, 4.0, ALL, OQL_NEED_RJB, SCALED, false, false,
          OQL_RJB),
    CLASS("LanzanoEtAl2019_RUP_OMO", 0.01, 10.0, ALL, OQL_NEED_RRUP, BY_RUP, false, false,
          OQL_RRUP),
};

OQL_GMM_FAMILY(lanzano_2019) = {OQL_COUNT(classes), classes, 0, NULL};
