/* SPDX-License-Identifier: BSD-3-Clause */
/** Models made of several others: averages, mixtures, one model for each measure; and two
 * helpers of
 *  logic trees, a split of the total deviation and a dummy. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gmm/models/children.h"
#include "gmm/models/terms.h"

/** The models and their weights, owned. */
typedef struct {
    size_t n;
    const oql_gmm **child; /**< (n) */
    double *weight;        /**< (n) as written */
} state;

static oql_status alloc_state(oql_gmm *g, size_t n, oql_err *err)
{
    state *s = oql_gmm_state(g);

    s->child = oql_calloc(n, sizeof *s->child);
    s->weight = oql_calloc(n, sizeof *s->weight);
    if (s->child == NULL || s->weight == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    s->n = n;
    return OQL_OK;
}

static void clear(oql_gmm *g)
{
    state *s = oql_gmm_state(g);

    free(s->child);
    free(s->weight);
}

static const oql_imt *all_imt(const oql_gmm *g)
{
    return oql_gmm_n_imt(g) == 0 ? NULL : oql_gmm_imt(g, 0);
}

/* ---- averages: b1.NAME.weight = 0.3, with the model's arguments beside the weight ---- */

/** One branch: the weight is taken out, the rest are the arguments of the model. */
static oql_status add_branch(oql_gmm *g, const oql_gmm_spec *spec, size_t i, oql_arena *arena,
                             oql_err *err)
{
    state *s = oql_gmm_state(g);
    const oql_gmm_spec *inner = NULL;
    size_t n = 0;
    bool has_weight = false;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_spec_from_value(arena, spec, &spec->args[i].value, &inner, err));
    oql_gmm_arg *args = oql_arena_alloc(arena, inner->n_args + 1, sizeof *args);
    if (args == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    for (size_t k = 0; k < inner->n_args; ++k) {
        if (strcmp(inner->args[k].key, "weight") == 0) {
            has_weight = oql_gmm_value_number(&inner->args[k].value, &s->weight[i]);
        } else {
            args[n++] = inner->args[k];
        }
    }
    if (!has_weight) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s.%s: expected weight = NUMBER",
                        OQL_AT(spec), spec->name, spec->args[i].key, inner->name);
    }
    oql_gmm_spec model = *inner;
    model.n_args = n;
    model.args = args;
    OQL_TRY(oql_gmm_add_child(g, &model, oql_gmm_n_imt(g), all_imt(g), &s->child[i], err));
    /* In hazard both kinds of average are averages of the exceedance probability. */
    OQL_TRY(oql_gmm_add_part(g, s->child[i], s->weight[i], err));
done:
    return st;
}

static oql_status init_average(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;

    if (spec->n_args == 0) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: %s: expected branches b1.NAME.weight = NUMBER, ...",
                        OQL_AT(spec), spec->name);
    }
    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(alloc_state(g, spec->n_args, err));
    for (size_t i = 0; i < spec->n_args; ++i) {
        OQL_TRY(add_branch(g, spec, i, arena, err));
    }
done:
    oql_arena_destroy(arena);
    return st;
}

/** Weighted sums over the models: of the mean, of the squares of the deviations, and of the
 * square
 *  of the mean where it is asked for. */
static void add_weighted(const oql_ctx *x, size_t n_imt, double w, bool with_spread,
                         const oql_gmm_out *in, const oql_gmm_out *out)
{
    const double spread = with_spread ? 1.0 : 0.0;

    for (size_t m = 0; m < n_imt; ++m) {
        const oql_lanes a = oql_lanes_of(x, in, m), l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] += w * a.mean[i];
            l.sigma[i] += w * (a.sigma[i] * a.sigma[i] + spread * a.mean[i] * a.mean[i]);
            l.tau[i] += w * a.tau[i] * a.tau[i];
            l.phi[i] += w * a.phi[i] * a.phi[i];
        }
    }
}

static void eval_sums(const oql_gmm *g, const oql_ctx *x, bool with_spread,
                      const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work), n = oql_gmm_n_imt(g);
    const oql_gmm_out one = oql_child_rows(x, n);
    double sum = 0.0;

    for (size_t k = 0; k < s->n; ++k) {
        sum += s->weight[k];
    }
    for (size_t m = 0; m < n; ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_fill(x->n, 0.0, l.mean);
        oql_fill_sigmas(x->n, 0.0, 0.0, 0.0, &l);
    }
    for (size_t k = 0; k < s->n; ++k) {
        oql_gmm_eval(s->child[k], x, &one);
        add_weighted(x, n, s->weight[k] / sum, with_spread, &one, out);
    }
    for (size_t m = 0; m < n; ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double spread = with_spread ? 1.0 : 0.0;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double var = l.sigma[i] - spread * l.mean[i] * l.mean[i];
            l.sigma[i] = sqrt(oql_fmax(var, 0.0));
            l.tau[i] = sqrt(l.tau[i]);
            l.phi[i] = sqrt(l.phi[i]);
        }
    }
    oql_work_release(x->work, mark);
}

/* Mean of the means, root mean square of the deviations. */
static void eval_average(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    eval_sums(g, x, false, out);
}

/* Mean and standard deviation of the mixture of distributions. */
static void eval_mixture(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    eval_sums(g, x, true, out);
}

/* ---- a mixture of one model with its deviation scaled ---- */

static oql_status read_numbers(const oql_gmm_spec *spec, const char *key, size_t *n,
                               const oql_gmm_value **item, oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_spec_get(spec, key);
    double number;

    if (v == NULL || v->type != OQL_ARG_ARRAY || v->as.array.n == 0) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s: expected a list of numbers",
                        OQL_AT(spec), spec->name, key);
    }
    for (size_t i = 0; i < v->as.array.n; ++i) {
        if (!oql_gmm_value_number(&v->as.array.item[i], &number)) {
            return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s: expected numbers", OQL_AT(spec),
                            spec->name, key);
        }
    }
    *n = v->as.array.n;
    *item = v->as.array.item;
    return OQL_OK;
}

static oql_status init_scaled_mixture(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"gmpe", "factors", "weights"};
    const oql_gmm_value *model = oql_gmm_spec_get(spec, "gmpe");
    const oql_gmm_value *factor = NULL, *weight = NULL;
    size_t n = 0, n_weight = 0;
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(read_numbers(spec, "factors", &n, &factor, err));
    OQL_TRY(read_numbers(spec, "weights", &n_weight, &weight, err));
    if (model == NULL || n != n_weight) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: %s: expected gmpe = {NAME = {...}} and as many factors "
                      "(found %zu) as weights (found %zu)",
                      OQL_AT(spec), spec->name, n, n_weight);
        goto done;
    }
    OQL_TRY(alloc_state(g, n, err));
    for (size_t i = 0; i < n; ++i) {
        const oql_gmm_arg number = {"scaling_factor", factor[i]};
        const oql_gmm_value table = {.type = OQL_ARG_TABLE,
                                     .as.table = {.n = 1, .arg = &number}};
        const oql_gmm_arg args[] = {{"gmpe", *model}, {"set_scale_total_sigma_scalar", table}};
        oql_gmm_spec part = *spec;
        part.name = "ModifiableGMPE";
        part.n_args = OQL_COUNT(args);
        part.args = args;
        (void)oql_gmm_value_number(&weight[i], &s->weight[i]);
        OQL_TRY(oql_gmm_add_child(g, &part, oql_gmm_n_imt(g), all_imt(g), &s->child[i], err));
        OQL_TRY(oql_gmm_add_part(g, s->child[i], s->weight[i], err));
    }
done:
    return st;
}

/* ---- one model for each measure ---- */

static oql_status init_multi(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const size_t n = oql_gmm_n_imt(g);
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(alloc_state(g, n, err));
    for (size_t m = 0; m < n; ++m) {
        const oql_imt *imt = oql_gmm_imt(g, m);
        const oql_gmm_value *model = oql_gmm_spec_get(spec, imt->text);
        if (model == NULL) {
            st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: no model for %s is given", OQL_AT(spec),
                          spec->name, imt->text);
            goto done;
        }
        OQL_TRY(oql_child_from_value(g, spec, model, 1, imt, &s->child[m], err));
    }
done:
    return st;
}

static void eval_multi(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);

    for (size_t m = 0; m < s->n; ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        const oql_gmm_out one = {l.mean, l.sigma, l.tau, l.phi};
        oql_gmm_eval(s->child[m], x, &one);
    }
}

/* ---- the total deviation split by a given part ---- */

typedef struct {
    const oql_gmm *base;
    double part;    /**< given deviation */
    bool is_within; /**< which of the two it is */
} split_state;

static oql_status init_split(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"gmpe_name", "within_absolute", "between_absolute"};
    split_state *s = oql_gmm_state(g);
    const char *name = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_text(spec, "gmpe_name", &name, err));
    if (name == NULL || (oql_gmm_spec_get(spec, "within_absolute") == NULL &&
                         oql_gmm_spec_get(spec, "between_absolute") == NULL)) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: %s: expected gmpe_name and within_absolute or between_absolute",
                      OQL_AT(spec), spec->name);
        goto done;
    }
    s->is_within = oql_gmm_spec_get(spec, "between_absolute") == NULL;
    OQL_TRY(oql_gmm_arg_number(spec, s->is_within ? "within_absolute" : "between_absolute",
                               &s->part, err));
    OQL_TRY(oql_gmm_add_child_named(g, name, oql_gmm_n_imt(g), all_imt(g), &s->base, err));
    oql_gmm_take_component(g, s->base);
done:
    return st;
}

static void eval_split(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const split_state *s = oql_gmm_state_c(g);

    oql_gmm_eval(s->base, x, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        double *given = s->is_within ? l.phi : l.tau, *rest = s->is_within ? l.tau : l.phi;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            given[i] = s->part;
            rest[i] = sqrt(l.sigma[i] * l.sigma[i] - s->part * s->part);
        }
    }
}

/* ---- a dummy for branches of weight zero ---- */

static oql_status init_dummy(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"ordinal"};

    (void)g;
    return oql_gmm_args_check(spec, 1, known, err);
}

static void eval_dummy(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_fill(x->n, 0.0, l.mean);
        oql_fill_sigmas(x->n, 0.005, 0.003, 0.004, &l);
    }
}

#define CLASS(class_name, title, region, needed, state_type, init_function, eval_function,     \
              clear_function)                                                                  \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = title,                                                           \
                 .doi = "",                                                                    \
                 .trt = region,                                                                \
                 .measures = "",                                                               \
                 .component = OQL_IMC_HORIZONTAL,                                              \
                 .needs = needed},                                                             \
        .state_size = sizeof(state_type), .init = init_function, .eval = eval_function,        \
        .clear = clear_function                                                                \
    }

static const oql_gmm_class classes[] = {
    CLASS("AvgGMPE", "Weighted average of models", "", OQL_NEED_MAG, state, init_average,
          eval_average, clear),
    CLASS("AvgPoeGMPE", "Weighted average of the exceedance probabilities of models", "",
          OQL_NEED_MAG, state, init_average, eval_mixture, clear),
    CLASS("DummyGMPE", "A stand-in for branches of weight zero", OQL_TRT_ACTIVE,
          OQL_NEED_MAG | OQL_NEED_RRUP, state, init_dummy, eval_dummy, NULL),
    CLASS("MixtureModel", "Mixture of one model with its total deviation scaled by factors", "",
          OQL_NEED_MAG, state, init_scaled_mixture, eval_mixture, clear),
    CLASS("MultiGMPE", "A model for each measure", "", OQL_NEED_MAG, state, init_multi,
          eval_multi, clear),
    CLASS("SplitSigmaGMPE", "A model whose total deviation is split by a given part", "",
          OQL_NEED_MAG, split_state, init_split, eval_split, NULL),
};

OQL_GMM_FAMILY(mgmpe_averages) = {OQL_COUNT(classes), classes, 0, NULL};
