/* SPDX-License-Identifier: BSD-3-Clause */
/** ModifiableGMPE: another model and a list of modifications, applied in the order of the
 *  arguments; and the wrappers that add one site or basin term. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/problems.h"
#include "coeffs/ceus2020_f760_usgs.h"
#include "coeffs/mgmpe_nrcan15_ab06.h"
#include "gmm/models/basin_us23.h"
#include "gmm/models/children.h"
#include "gmm/models/imt_table.h"
#include "gmm/models/wrapped_sigma.h"
#include "gmm/models/wrapped_site_terms.h"

/** Modifications: X(identifier, argument). */
#define OPS(X)                                                                                 \
    X(AL_ATIK_SIGMA, "sigma_model_alatik2015")                                                 \
    X(ADD_BETWEEN_WITHIN, "add_between_within_stds")                                           \
    X(ADD_DELTA_STD, "add_delta_std_to_total_std")                                             \
    X(BA08_SITE, "ba08_site_term")                                                             \
    X(BSSA14_SITE, "bssa14_site_term")                                                         \
    X(CB14_BASIN, "cb14_basin_term")                                                           \
    X(CEUS2020_SITE, "ceus2020_site_term")                                                     \
    X(CONDITIONAL, "conditional_gmpe")                                                         \
    X(CY14_SITE, "cy14_site_term")                                                             \
    X(FIXED_SIGMA, "set_fixed_total_sigma")                                                    \
    X(M9_BASIN, "m9_basin_term")                                                               \
    X(NRCAN15_SITE, "nrcan15_site_term")                                                       \
    X(SCALE_MEDIAN, "set_scale_median_scalar")                                                 \
    X(SCALE_MEDIAN_BY_IMT, "set_scale_median_vector")                                          \
    X(SCALE_SIGMA, "set_scale_total_sigma_scalar")                                             \
    X(SCALE_SIGMA_BY_IMT, "set_scale_total_sigma_vector")                                      \
    X(SET_BETWEEN_EPSILON, "set_between_epsilon")                                              \
    X(TAU_PLUS_DELTA, "set_total_std_as_tau_plus_delta")

typedef enum {
#define OP_ENUM(id, name) OP_##id,
    OPS(OP_ENUM)
#undef OP_ENUM
        N_OP
} op_kind;

static const char *const op_name[N_OP] = {
#define OP_NAME(id, name) name,
    OPS(OP_NAME)
#undef OP_NAME
};

typedef struct {
    op_kind kind;
    double a, b;    /**< the numbers of the modification */
    bool flag;      /**< nrcan15: linear above 760 m/s; ceus2020: the f760 of the US maps */
    double *by_imt; /**< (M) numbers that depend on the measure, owned by the state */
    oql_al_atik_args al_atik; /**< of sigma_model_alatik2015 */
    const oql_gmm *other;     /**< a model that the modification evaluates */
} op;

typedef struct {
    const oql_gmm *base;
    size_t n_base;        /**< measures of base */
    size_t *from;         /**< (M) measure of base; n_base: only conditional models know it */
    const oql_gmm **cond; /**< (M) conditional model of a measure or NULL */
    double rock_vs30;     /**< base is evaluated there; 0: at the site's own vs30 */
    size_t n;
    op op[N_OP];
    oql_coef_boore_atkinson_2008 ba08_pga;
} state;

/** Coefficients of the site terms at one measure; only those that are asked for are filled. */
typedef struct {
    oql_coef_boore_atkinson_2008_site ba08;
    oql_coef_chiou_youngs_2014 cy14;
    oql_coef_basin_cb14 cb14;
    oql_ceus2020_row ceus;
    double ln_hard;
    oql_al_atik_row al_atik;
} row;

/** A class: ModifiableGMPE, or a fixed modification of the model that gmpe_name names. */
typedef struct {
    op_kind only; /**< N_OP for ModifiableGMPE */
    bool flag;
} variant;

/* ---- arguments ---- */

static oql_status need_number(const oql_gmm_spec *spec, const char *op_text,
                              const oql_gmm_value *table, const char *key, double *out,
                              oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_table_get(table, key);

    if (v == NULL || table->as.table.n != 1 || !oql_gmm_value_number(v, out)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s: expected {%s = NUMBER}", OQL_AT(spec),
                        spec->name, op_text, key);
    }
    return OQL_OK;
}

/** A factor of all measures or {PGA = ..., "SA(0.1)" = ...}: one number for each measure. */
static oql_status read_by_imt(const oql_gmm *g, const oql_gmm_spec *spec, const op *o,
                              const oql_gmm_value *table, const char *key, oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_table_get(table, key);
    oql_imt_table *t = NULL;
    oql_status st = OQL_OK;

    if (v == NULL || v->type != OQL_ARG_TABLE) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s: expected {%s = {IMT = NUMBER, ...}}",
                        OQL_AT(spec), spec->name, op_name[o->kind], key);
    }
    t = oql_calloc(1, sizeof *t);
    if (t == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    const oql_gmm_arg arg = {key, *v};
    const oql_gmm_spec only = {.name = spec->name, .n_args = 1, .args = &arg};
    OQL_TRY(oql_imt_table_read(&only, key, t, err));
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        OQL_TRY(oql_imt_table_at(t, op_name[o->kind], oql_gmm_imt(g, m), &o->by_imt[m], err));
    }
done:
    free(t);
    return st;
}

static oql_status read_ceus2020(oql_gmm *g, const oql_gmm_spec *spec, op *o,
                                const oql_gmm_value *table, oql_err *err)
{
    const oql_gmm_value *usgs = oql_gmm_table_get(table, "usgs");
    const oql_gmm_value *weight = oql_gmm_table_get(table, "wimp");
    const oql_gmm_value *ref = oql_gmm_table_get(table, "ref_vs30");
    const oql_gmm_value *model = oql_gmm_spec_get(spec, "gmpe");
    const oql_imt pga = oql_imt_pga();

    if (model == NULL) {
        return OQL_OK; /* init says that there is no model */
    }
    o->a = -1.0;
    o->flag = usgs != NULL && usgs->type == OQL_ARG_BOOL && usgs->as.boolean;
    if (ref == NULL || !oql_gmm_value_number(ref, &o->b) || (o->b != 760.0 && o->b != 3000.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s: expected ref_vs30 = 760 or 3000",
                        OQL_AT(spec), spec->name, op_name[o->kind]);
    }
    if (weight != NULL && !oql_gmm_value_number(weight, &o->a)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s: wimp: expected a number", OQL_AT(spec),
                        spec->name, op_name[o->kind]);
    }
    return oql_child_from_value(g, spec, model, 1, &pga, &o->other, err);
}

/** Each measure of the table gets its own conditional model, which contains the base model. */
static oql_status read_conditional(oql_gmm *g, const oql_gmm_spec *spec,
                                   const oql_gmm_value *table, oql_err *err)
{
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;
    const oql_gmm_spec *inner = NULL;

    OQL_TRY(oql_arena_create(&arena, err));
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_imt *imt = oql_gmm_imt(g, m);
        const oql_gmm_value *entry = oql_gmm_table_get(table, imt->text);
        if (entry == NULL) {
            continue;
        }
        const oql_gmm_value *model = oql_gmm_table_get(entry, "gmpe");
        OQL_TRY(
            oql_gmm_spec_from_value(arena, spec, model != NULL ? model : entry, &inner, err));
        oql_gmm_arg *args = oql_arena_alloc(arena, inner->n_args + 1, sizeof *args);
        if (args == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
            goto done;
        }
        if (inner->n_args > 0) {
            memcpy(args, inner->args, inner->n_args * sizeof *args);
        }
        args[inner->n_args] = (oql_gmm_arg){"gmpe", *oql_gmm_spec_get(spec, "gmpe")};
        oql_gmm_spec full = *inner;
        full.n_args = inner->n_args + 1;
        full.args = args;
        OQL_TRY(oql_gmm_add_child(g, &full, 1, imt, &s->cond[m], err));
    }
done:
    oql_arena_destroy(arena);
    return st;
}

static oql_status read_nrcan15(const oql_gmm_spec *spec, op *o, const oql_gmm_value *table,
                               oql_err *err)
{
    const oql_gmm_value *kind = oql_gmm_table_get(table, "kind");

    if (kind == NULL || kind->type != OQL_ARG_STRING ||
        (strcmp(kind->as.string, "base") != 0 && strcmp(kind->as.string, "linear") != 0)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: %s: %s: expected kind = \"base\" or \"linear\"", OQL_AT(spec),
                        spec->name, op_name[o->kind]);
    }
    o->flag = strcmp(kind->as.string, "linear") == 0;
    return OQL_OK;
}

/** The numbers of a modification; o->by_imt is there already. */
static oql_status read_op(oql_gmm *g, const oql_gmm_spec *spec, op *o,
                          const oql_gmm_value *table, oql_err *err)
{
    const char *text = op_name[o->kind];

    if (table->type != OQL_ARG_TABLE) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s: expected a table", OQL_AT(spec),
                        spec->name, text);
    }
    switch (o->kind) {
    case OP_AL_ATIK_SIGMA:
        return oql_al_atik_read(g, spec, op_name[o->kind], table, &o->al_atik, err);
    case OP_ADD_BETWEEN_WITHIN:
        return need_number(spec, text, table, "with_betw_ratio", &o->a, err);
    case OP_ADD_DELTA_STD:
    case OP_TAU_PLUS_DELTA:
        return need_number(spec, text, table, "delta", &o->a, err);
    case OP_SCALE_MEDIAN:
    case OP_SCALE_SIGMA:
        return need_number(spec, text, table, "scaling_factor", &o->a, err);
    case OP_SET_BETWEEN_EPSILON:
        return need_number(spec, text, table, "epsilon_tau", &o->a, err);
    case OP_SCALE_MEDIAN_BY_IMT:
    case OP_SCALE_SIGMA_BY_IMT:
        return read_by_imt(g, spec, o, table, "scaling_factor", err);
    case OP_FIXED_SIGMA:
        return read_by_imt(g, spec, o, table, "total_sigma", err);
    case OP_NRCAN15_SITE:
        return read_nrcan15(spec, o, table, err);
    case OP_CEUS2020_SITE:
        return read_ceus2020(g, spec, o, table, err);
    case OP_CONDITIONAL:
        return read_conditional(g, spec, table, err);
    default: /* the site and basin terms take no numbers */
        return OQL_OK;
    }
}

/** What a modification needs beyond its numbers: parameters, rock, models. */
static oql_status set_up_op(oql_gmm *g, op *o, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const size_t n = oql_gmm_n_imt(g);
    const oql_imt *imt = n == 0 ? NULL : oql_gmm_imt(g, 0);
    const oql_imt pga = oql_imt_pga();

    switch (o->kind) {
    case OP_BA08_SITE:
        oql_gmm_add_needs(g, OQL_NEED_RAKE | OQL_NEED_RJB);
        s->rock_vs30 = oql_fmax(s->rock_vs30, 760.0);
        return oql_coeff_row(&oql_table_boore_atkinson_2008, &pga, &s->ba08_pga.c1, err);
    case OP_BSSA14_SITE:
        s->rock_vs30 = oql_fmax(s->rock_vs30, 760.0);
        return oql_gmm_add_child_named(g, "BooreEtAl2014", n, imt, &o->other, err);
    case OP_CY14_SITE:
        s->rock_vs30 = 1130.0;
        return OQL_OK;
    case OP_NRCAN15_SITE:
    case OP_CEUS2020_SITE:
        s->rock_vs30 = oql_fmax(s->rock_vs30, 760.0);
        return OQL_OK;
    case OP_CB14_BASIN:
    case OP_M9_BASIN:
        oql_gmm_add_needs(g, OQL_BIT(OQL_Z2PT5) | OQL_NEED_VS30);
        return OQL_OK;
    default:
        return OQL_OK;
    }
}

static oql_status add_op(oql_gmm *g, op_kind kind, op **out, oql_err *err)
{
    state *s = oql_gmm_state(g);
    op *o = &s->op[s->n];

    o->kind = kind;
    o->by_imt = oql_calloc(oql_gmm_n_imt(g), sizeof(double));
    if (o->by_imt == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    s->n++;
    *out = o;
    return set_up_op(g, o, err);
}

/** The base model with those measures that it defines or that nothing else does. */
static oql_status add_base(oql_gmm *g, const oql_gmm_spec *base, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const size_t n = oql_gmm_n_imt(g);
    oql_imt *imt = oql_calloc(n, sizeof *imt);
    oql_status st;

    if (imt == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    s->n_base = 0;
    for (size_t m = 0; m < n; ++m) {
        s->from[m] = n;
        if (s->cond[m] == NULL) {
            s->from[m] = s->n_base;
            imt[s->n_base++] = *oql_gmm_imt(g, m);
        }
    }
    st = oql_gmm_add_child(g, base, s->n_base, imt, &s->base, err);
    if (st == OQL_OK) {
        oql_gmm_take_component(g, s->base);
    }
    free(imt);
    return st;
}

/** The arguments of ModifiableGMPE but the base model. */
static oql_status read_ops(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;

    for (size_t i = 0; i < spec->n_args; ++i) {
        const oql_gmm_arg *arg = &spec->args[i];
        size_t k = 0;
        op *o = NULL;

        if (strcmp(arg->key, "gmpe") == 0) {
            continue;
        }
        while (k < N_OP && strcmp(op_name[k], arg->key) != 0) {
            ++k;
        }
        if (k == N_OP) {
            const char *near = oql_nearest_word(arg->key, op_name, N_OP);
            return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: unknown modification %s%s%s",
                            OQL_AT(spec), spec->name, arg->key,
                            near == NULL ? "" : ", did you mean ", near == NULL ? "" : near);
        }
        OQL_TRY(add_op(g, (op_kind)k, &o, err));
        OQL_TRY(read_op(g, spec, o, &arg->value, err));
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const oql_gmm_value *model = oql_gmm_spec_get(spec, "gmpe");
    const oql_gmm_spec *base = NULL;
    oql_arena *arena = NULL;
    oql_status st = OQL_OK;

    s->from = oql_calloc(oql_gmm_n_imt(g), sizeof *s->from);
    s->cond = oql_calloc(oql_gmm_n_imt(g), sizeof *s->cond);
    if (s->from == NULL || s->cond == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    if (model == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: expected gmpe = {NAME = {...}}",
                        OQL_AT(spec), spec->name);
    }
    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gmm_spec_from_value(arena, spec, model, &base, err));
    OQL_TRY(read_ops(g, spec, err));
    OQL_TRY(add_base(g, base, err));
    if (s->rock_vs30 > 0.0) {
        oql_gmm_add_needs(g, OQL_NEED_VS30);
    }
done:
    oql_arena_destroy(arena);
    return st;
}

/** gmpe_name names the base model; what other arguments there are belong to it. */
static oql_status init_wrapper(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    oql_gmm_spec base = *spec;
    oql_gmm_arg *args = NULL;
    op *o = NULL;
    oql_status st = OQL_OK;

    base.name = NULL;
    base.n_args = 0;
    s->from = oql_calloc(oql_gmm_n_imt(g), sizeof *s->from);
    s->cond = oql_calloc(oql_gmm_n_imt(g), sizeof *s->cond);
    args = oql_calloc(spec->n_args, sizeof *args);
    if (s->from == NULL || s->cond == NULL || args == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
        goto done;
    }
    OQL_TRY(oql_gmm_arg_text(spec, "gmpe_name", &base.name, err));
    if (base.name == NULL) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: expected gmpe_name = \"NAME\"", OQL_AT(spec),
                      spec->name);
        goto done;
    }
    for (size_t i = 0; i < spec->n_args; ++i) {
        if (strcmp(spec->args[i].key, "gmpe_name") != 0) {
            args[base.n_args++] = spec->args[i];
        }
    }
    base.args = args;
    OQL_TRY(add_op(g, v->only, &o, err));
    o->flag = v->flag;
    OQL_TRY(add_base(g, &base, err));
    if (s->rock_vs30 > 0.0) {
        oql_gmm_add_needs(g, OQL_NEED_VS30);
    }
done:
    free(args);
    return st;
}

static void clear(oql_gmm *g)
{
    state *s = oql_gmm_state(g);

    for (size_t k = 0; k < s->n; ++k) {
        free(s->op[k].by_imt);
    }
    free(s->from);
    free(s->cond);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_status st = OQL_OK;

    for (size_t k = 0; k < s->n; ++k) {
        switch (s->op[k].kind) {
        case OP_BA08_SITE:
            OQL_TRY(
                oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, &r->ba08.blin, err));
            break;
        case OP_NRCAN15_SITE:
            OQL_TRY(
                oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, &r->ba08.blin, err));
            OQL_TRY(oql_coeff_row(&oql_table_mgmpe_nrcan15_ab06, imt, &r->ln_hard, err));
            r->ln_hard = log(r->ln_hard);
            break;
        case OP_CY14_SITE:
            OQL_TRY(oql_coeff_row(&oql_table_chiou_youngs_2014, imt, &r->cy14.c1, err));
            break;
        case OP_CB14_BASIN:
            OQL_TRY(oql_coeff_row(&oql_table_basin_cb14, imt, &r->cb14.c14, err));
            break;
        case OP_AL_ATIK_SIGMA:
            OQL_TRY(oql_al_atik_prepare(&s->op[k].al_atik, imt, &r->al_atik, err));
            break;
        case OP_CEUS2020_SITE:
            r->ceus.period_s = imt->period_s;
            OQL_TRY(oql_coeff_row(&oql_table_ceus2020_linear, imt, &r->ceus.lin.c, err));
            OQL_TRY(oql_coeff_row(&oql_table_ceus2020_nonlinear, imt, &r->ceus.non.f3, err));
            OQL_TRY(oql_coeff_row(s->op[k].flag ? &oql_table_ceus2020_f760_usgs
                                                : &oql_table_ceus2020_f760,
                                  imt, &r->ceus.f760.f760i, err));
            break;
        default:
            break;
        }
    }
done:
    return st;
}

/* ---- evaluation ---- */

/** New deviations and mean as a linear map of the old ones; squares for the total:
 *      sigma^2 = s.sigma sigma^2 + s.tau tau^2 + s.phi phi^2 + s.one */
typedef struct {
    double mean_one, mean_tau;
    struct {
        double sigma, tau, phi, one;
    } s;
    double tau_sigma, tau_tau, phi_sigma, phi_phi;
} linear_map;

static linear_map map_of(const op *o, size_t m)
{
    linear_map q = {.s = {.sigma = 1.0}, .tau_tau = 1.0, .phi_phi = 1.0};
    const double a = o->a, by = o->by_imt[m];

    switch (o->kind) {
    case OP_ADD_BETWEEN_WITHIN:
        q.tau_tau = q.phi_phi = 0.0;
        q.tau_sigma = 1.0 / sqrt(1.0 + a * a);
        q.phi_sigma = a * q.tau_sigma;
        break;
    case OP_ADD_DELTA_STD:
        q.s.one = a < 0.0 ? -a * a : a * a;
        break;
    case OP_TAU_PLUS_DELTA:
        q.s.sigma = 0.0;
        q.s.tau = 1.0;
        q.s.one = a < 0.0 ? -a * a : a * a;
        break;
    case OP_SCALE_MEDIAN:
        q.mean_one = oql_log(a);
        break;
    case OP_SCALE_MEDIAN_BY_IMT:
        q.mean_one = oql_log(by);
        break;
    case OP_SCALE_SIGMA:
        q.s.sigma = a * a;
        break;
    case OP_SCALE_SIGMA_BY_IMT:
        q.s.sigma = by * by;
        break;
    case OP_FIXED_SIGMA:
        q.s.sigma = 0.0;
        q.s.one = by * by;
        break;
    case OP_SET_BETWEEN_EPSILON:
        q.mean_tau = a;
        q.s.sigma = 0.0;
        q.s.phi = 1.0;
        q.tau_tau = 0.0;
        break;
    default:
        break;
    }
    return q;
}

static void apply_numbers(const op *o, size_t m, size_t n, const oql_lanes *l)
{
    const linear_map q = map_of(o, m);

    OQL_SIMD
    for (size_t i = 0; i < n; ++i) {
        const double sigma = l->sigma[i], tau = l->tau[i], phi = l->phi[i];
        l->mean[i] += q.mean_one + q.mean_tau * tau;
        l->sigma[i] = sqrt(q.s.sigma * sigma * sigma + q.s.tau * tau * tau +
                           q.s.phi * phi * phi + q.s.one);
        l->tau[i] = q.tau_sigma * sigma + q.tau_tau * tau;
        l->phi[i] = q.phi_sigma * sigma + q.phi_phi * phi;
    }
}

/** The site term of Boore et al. (2014) is what its mean changes from 760 m/s. */
static void apply_bssa14(const oql_gmm *g, const op *o, const oql_ctx *x,
                         const oql_gmm_out *out)
{
    const size_t mark = oql_work_mark(x->work), n = oql_gmm_n_imt(g);
    const oql_gmm_out at_site = oql_child_rows(x, n), at_rock = oql_child_rows(x, n);
    const oql_ctx rock = oql_ctx_with(x, OQL_VS30, 760.0);

    oql_gmm_eval(o->other, x, &at_site);
    oql_gmm_eval(o->other, &rock, &at_rock);
    for (size_t m = 0; m < n; ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        const oql_lanes s = oql_lanes_of(x, &at_site, m), r = oql_lanes_of(x, &at_rock, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] += s.mean[i] - r.mean[i];
        }
    }
    oql_work_release(x->work, mark);
}

static void apply_ceus2020(const oql_gmm *g, const op *o, const oql_ctx *x,
                           const oql_gmm_out *out)
{
    const size_t mark = oql_work_mark(x->work);
    const oql_gmm_out pga = oql_child_rows(x, 1);
    const oql_ctx rock = oql_ctx_with(x, OQL_VS30, o->b);

    oql_gmm_eval(o->other, &rock, &pga);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        oql_ceus2020_site_add(&r->ceus, o->a, o->b, pga.mean, x, out->mean + m * x->stride);
    }
    oql_work_release(x->work, mark);
}

static void apply_ba08(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_ba08_rows w =
        oql_ba08_site_rows(&s->ba08_pga, x, oql_work_rows(x->work, 3, x->stride));

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        oql_ba08_site_add(&r->ba08, &w, x->n, out->mean + m * x->stride);
    }
    oql_work_release(x->work, mark);
}

static void apply_m9(double period_s, const oql_ctx *x, double *mean)
{
    const double *z2pt5 = x->col[OQL_Z2PT5];
    const double extra = period_s > 1.9 ? 0.693147180559945309 : 0.0;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] += z2pt5[i] >= 6.0 ? extra : 0.0;
    }
}

/** A modification of all measures. */
static void apply(const oql_gmm *g, const op *o, const oql_ctx *x, const oql_gmm_out *out)
{
    static const oql_basin_args cb14 = {.cb14 = true};
    const state *s = oql_gmm_state_c(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double period = oql_gmm_imt(g, m)->period_s;

        switch (o->kind) {
        case OP_NRCAN15_SITE:
            oql_nrcan15_site_add(&r->ba08, o->flag, r->ln_hard, x, l.mean);
            break;
        case OP_CY14_SITE:
            oql_cy14_site_add(&r->cy14, x, l.mean);
            break;
        case OP_CB14_BASIN:
            oql_basin_add(cb14, &r->cb14, period, x, l.mean);
            break;
        case OP_M9_BASIN:
            apply_m9(period, x, l.mean);
            break;
        case OP_AL_ATIK_SIGMA:
            oql_al_atik_apply(&r->al_atik, o->al_atik.ergodic, x, &l);
            break;
        case OP_CONDITIONAL:
            if (s->cond[m] != NULL) {
                const oql_gmm_out one = {l.mean, l.sigma, l.tau, l.phi};
                oql_gmm_eval(s->cond[m], x, &one);
            }
            break;
        default:
            apply_numbers(o, m, x->n, &l);
            break;
        }
    }
}

static void eval_base(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work), n = oql_gmm_n_imt(g);
    oql_ctx rock = *x;

    if (s->rock_vs30 > 0.0) {
        rock = oql_ctx_with(x, OQL_VS30, s->rock_vs30);
    }
    if (s->n_base == n) {
        oql_gmm_eval(s->base, &rock, out);
    } else {
        const oql_gmm_out some = oql_child_rows(x, s->n_base);
        if (s->n_base > 0) {
            oql_gmm_eval(s->base, &rock, &some);
        }
        for (size_t m = 0; m < n; ++m) {
            if (s->from[m] < n) {
                oql_child_copy(x, &some, s->from[m], out, m);
            }
        }
    }
    oql_work_release(x->work, mark);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);

    eval_base(g, x, out);
    for (size_t k = 0; k < s->n; ++k) {
        const op *o = &s->op[k];
        switch (o->kind) {
        case OP_BA08_SITE:
            apply_ba08(g, x, out);
            break;
        case OP_BSSA14_SITE:
            apply_bssa14(g, o, x, out);
            break;
        case OP_CEUS2020_SITE:
            apply_ceus2020(g, o, x, out);
            break;
        default:
            apply(g, o, x, out);
            break;
        }
    }
}

#define CLASS(class_name, title, doi_text, init_function, op_or_none, flag_value)              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = title,                                                           \
                 .doi = doi_text,                                                              \
                 .trt = "",                                                                    \
                 .measures = "",                                                               \
                 .component = "",                                                              \
                 .needs = OQL_NEED_MAG},                                                       \
        .variant = &(const variant){op_or_none, flag_value}, .state_size = sizeof(state),      \
        .row_size = sizeof(row), .init = init_function, .prepare = prepare, .eval = eval,      \
        .clear = clear                                                                         \
    }

#define WRAPPER(name, title, doi, op, flag) CLASS(name, title, doi, init_wrapper, op, flag)
#define BA08                                                                                   \
    "Site terms of Boore & Atkinson (2008), Earthquake Spectra 24(1), 99-138, added to "       \
    "another model"
#define BSSA14                                                                                 \
    "Site terms of Boore, Stewart, Seyhan & Atkinson (2014), Earthquake Spectra 30(3), "       \
    "1057-1085, added to another model"
#define CY14                                                                                   \
    "Site terms of Chiou & Youngs (2014), Earthquake Spectra 30(3), 1117-1153, added to "      \
    "another model"
#define CB14                                                                                   \
    "Basin term of Campbell & Bozorgnia (2014), Earthquake Spectra 30(3), 1087-1115, added "   \
    "to another model"
#define M9                                                                                     \
    "Amplification of deep basins in simulations of the M9 project (Frankel et al. 2018, "     \
    "BSSA 108(5A), 2347-2369), added to another model"
#define NRCAN15                                                                                \
    "Site terms of the 2015 National Building Code of Canada (Atkinson & Adams 2013, "         \
    "Canadian Journal of Civil Engineering 40, 988-998), added to another model"

static const oql_gmm_class classes[] = {
    CLASS("ModifiableGMPE", "Another model with modifications of its mean and deviations", "",
          init, N_OP, false),
    WRAPPER("BA08SiteTerm", BA08, "10.1193/1.2830434", OP_BA08_SITE, false),
    WRAPPER("BSSA14SiteTerm", BSSA14, "10.1193/070113EQS184M", OP_BSSA14_SITE, false),
    WRAPPER("CB14BasinTerm", CB14, "10.1193/062913EQS175M", OP_CB14_BASIN, false),
    WRAPPER("CY14SiteTerm", CY14, "10.1193/072813EQS219M", OP_CY14_SITE, false),
    WRAPPER("M9BasinTerm", M9, "10.1785/0120180034", OP_M9_BASIN, false),
    WRAPPER("NRCan15SiteTerm", NRCAN15, "10.1139/cjce-2012-0544", OP_NRCAN15_SITE, false),
    WRAPPER("NRCan15SiteTermLinear", NRCAN15, "10.1139/cjce-2012-0544", OP_NRCAN15_SITE, true),
};

static const oql_gmm_alias aliases[] = {
    {"NGAEastAUS23_vs3000", "ModifiableGMPE",
     "gmpe.NGAEastAUS2023GMPE.table_relpath = "
     "\"NGA-East_Backbone_Model.geometric.3000.mps.hdf5\"\n"
     "ceus2020_site_term.ref_vs30 = 3000\nceus2020_site_term.wimp = 0.0"},
};

OQL_GMM_FAMILY(mgmpe_modifiable_gmpe) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases),
                                         aliases};
