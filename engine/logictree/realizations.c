/* SPDX-License-Identifier: BSD-3-Clause */
#include "logictree/realizations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logictree/paths.h"

/** OpenQuake numbers (region, smr) pairs in 32 bits, 24 of them for smr. */
#define MAX_SMR 16777216.0
/** Beyond this the number of a realization would not be exact in double precision. */
#define MAX_RLZ 9007199254740992.0

typedef struct {
    const char *trt;
    const oql_gslt_branch *model; /* (n) */
    size_t n;
    double sum;         /* of the default weights */
    size_t n_rlz_below; /* full enumeration: product of n of the regions after this one */
} region;

struct oql_lt {
    const oql_smlt *smlt;
    const oql_gslt *gslt;
    oql_lt_options options;
    size_t n_trts;
    region *trt;
    oql_lt_paths smr;
    size_t n_model_paths; /* product of n over the regions */
    size_t n_rlz;
    size_t *begin;   /* sampling: (S + 1) */
    uint8_t *choice; /* sampling: (R, T) model of each region */
    double total;    /* of the weights before scaling */
    bool imt_weights;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What the tree offers, for the message on a missing region. */
static void list_regions(const oql_gslt *gslt, char *out, size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t s = 0; s < gslt->n_sets && n < size; ++s) {
        const int k =
            snprintf(out + n, size - n, "%s\"%s\"", s == 0 ? "" : ", ", gslt->sets[s].trt);
        n += k < 0 ? 0 : (size_t)k;
    }
}

static oql_status find_regions(oql_lt *lt, size_t n, const char *const *trts,
                               oql_problems *problems, oql_err *err)
{
    const oql_gslt *gslt = lt->gslt;
    const bool any = gslt->n_sets == 1 && strcmp(gslt->sets[0].trt, "*") == 0;
    const size_t most = any ? 1 : n == 0 ? gslt->n_sets : n;
    const size_t before = oql_problems_errors(problems);
    char have[240];
    const char **name = malloc((most + 1) * sizeof *name);
    lt->trt = calloc(most + 1, sizeof *lt->trt);
    if (name == NULL || lt->trt == NULL) {
        free(name);
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", gslt->path);
    }
    for (size_t i = 0; i < most; ++i) {
        name[i] = any ? "*" : n == 0 ? gslt->sets[i].trt : trts[i];
    }
    qsort(name, most, sizeof *name, by_text);
    for (size_t i = 0; i < most; ++i) {
        if (i > 0 && strcmp(name[i], name[i - 1]) == 0) {
            continue;
        }
        const oql_gslt_set *set = oql_gslt_find(gslt, name[i]);
        if (set == NULL) {
            list_regions(gslt, have, sizeof have);
            oql_problem_error(problems, gslt->path, 0,
                              "no models for the tectonic region \"%s\" of the source models, "
                              "expected them beside those for %s",
                              name[i], have);
            continue;
        }
        region *r = &lt->trt[lt->n_trts++];
        *r = (region){
            .trt = set->trt, .model = &gslt->branches[set->first], .n = (size_t)set->n};
        if (strcmp(set->trt, "*") == 0 && !any) {
            r->trt = name[i]; /* a set for all other regions among sets for single ones */
        }
        for (size_t g = 0; g < r->n; ++g) {
            r->sum += r->model[g].weight;
            lt->imt_weights = lt->imt_weights || r->model[g].n_imt > 0;
        }
    }
    free(name);
    return oql_problems_errors(problems) > before
               ? OQL_FAIL(err, OQL_EMODEL, "%s: regions without ground-motion models",
                          gslt->path)
               : OQL_OK;
}

static double count_models(oql_lt *lt)
{
    double n = 1.0;
    size_t below = 1;
    for (size_t t = lt->n_trts; t-- > 0;) {
        lt->trt[t].n_rlz_below = below;
        n *= (double)lt->trt[t].n;
        below = n < MAX_RLZ ? below * lt->trt[t].n : below;
    }
    lt->n_model_paths = below;
    return n;
}

static oql_status enumerate(oql_lt *lt, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    const double smr = lt->smlt->n_paths, all = smr * count_models(lt);
    const double limit = lt->options.max_paths;
    if (limit > 0.0 && all > limit) {
        oql_problem_error(
            problems, lt->smlt->path, 0,
            "%.0f potential realizations, expected at most max_potential_paths = "
            "%.0f: raise it, sample the logic tree (number_of_logic_tree_samples) "
            "or set use_rates = true",
            all, limit);
        return OQL_FAIL(err, OQL_EMODEL, "%s: too many realizations", lt->smlt->path);
    }
    if (smr > MAX_SMR || all > MAX_RLZ) {
        oql_problem_error(
            problems, lt->smlt->path, 0,
            "%.0f paths (%.0f of the source-model tree), expected at most %.0f of the "
            "source-model tree: sample the logic tree (number_of_logic_tree_samples)",
            all, smr, MAX_SMR);
        return OQL_FAIL(err, OQL_EMODEL, "%s: too many paths", lt->smlt->path);
    }
    OQL_TRY(oql_lt_enumerate(lt->smlt, &lt->smr, err));
    lt->n_rlz = lt->smr.n * lt->n_model_paths;
    double sum = 0.0;
    for (size_t s = 0; s < lt->smr.n; ++s) {
        sum += lt->smr.weight[s];
        lt->smr.samples[s] = lt->n_model_paths;
    }
    for (size_t t = 0; t < lt->n_trts; ++t) {
        sum *= lt->trt[t].sum;
    }
    lt->total = sum;
done:
    return st;
}

static double sampled_weight(const oql_lt *lt, size_t s, size_t r)
{
    if (oql_lt_is_early(lt->options.sampling)) {
        return 1.0 / (double)lt->n_rlz;
    }
    double w = lt->smr.weight[s];
    for (size_t t = 0; t < lt->n_trts; ++t) {
        w *= lt->trt[t].model[lt->choice[r * lt->n_trts + t]].weight;
    }
    return w;
}

static oql_status sample(oql_lt *lt, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t n = lt->options.n_samples, k = lt->n_trts;
    double *u = NULL;
    lt->n_rlz = n;
    lt->imt_weights = false; /* OpenQuake drops them: the drawing follows one weight */
    OQL_TRY(oql_lt_sample_paths(lt->smlt, &lt->options, &lt->smr, err));
    lt->begin = malloc((lt->smr.n + 1) * sizeof *lt->begin);
    lt->choice = oql_calloc(n, k);
    if (lt->begin == NULL || lt->choice == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu realizations", n);
        goto done;
    }
    lt->begin[0] = 0;
    for (size_t s = 0; s < lt->smr.n; ++s) {
        lt->begin[s + 1] = lt->begin[s] + lt->smr.samples[s];
    }
    /* the models have a stream of their own, so they do not depend on the source-model tree */
    OQL_TRY(oql_lt_random(n, k, lt->options.seed + 1, lt->options.sampling, &u, err));
    for (size_t i = 0; i < n * k; ++i) {
        const region *r = &lt->trt[i % k];
        lt->choice[i] = (uint8_t)oql_lt_pick(u[i], r->n, &r->model[0].weight, sizeof *r->model,
                                             lt->options.sampling);
    }
    for (size_t s = 0; s < lt->smr.n; ++s) {
        for (size_t r = lt->begin[s]; r < lt->begin[s + 1]; ++r) {
            lt->total += sampled_weight(lt, s, r);
        }
    }
done:
    free(u);
    return st;
}

oql_status oql_lt_create(const oql_smlt *smlt, const oql_gslt *gslt, size_t n_trts,
                         const char *const *trts, const oql_lt_options *options,
                         oql_problems *problems, oql_lt **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_lt *lt = calloc(1, sizeof *lt);
    if (lt == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the realizations");
        goto done;
    }
    lt->smlt = smlt;
    lt->gslt = gslt;
    lt->options = *options;
    OQL_TRY(find_regions(lt, n_trts, trts, problems, err));
    if (options->n_samples > 0) {
        OQL_TRY(sample(lt, err));
    } else {
        OQL_TRY(enumerate(lt, problems, err));
    }
    if (!(lt->total > 0.0)) {
        oql_problem_error(problems, smlt->path, 0,
                          "the weights of all realizations are zero, expected a positive one");
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s: all weights are zero, expected one at least above it", smlt->path);
        goto done;
    }
    *out = lt;
    lt = NULL;
done:
    oql_lt_destroy(lt);
    return st;
}

void oql_lt_destroy(oql_lt *lt)
{
    if (lt != NULL) {
        oql_lt_paths_clear(&lt->smr);
        free(lt->trt);
        free(lt->begin);
        free(lt->choice);
        free(lt);
    }
}

/* ---- regions and models ---- */
size_t oql_lt_n_trts(const oql_lt *lt)
{
    return lt->n_trts;
}

const char *oql_lt_trt(const oql_lt *lt, size_t t)
{
    return lt->trt[t].trt;
}

int oql_lt_find_trt(const oql_lt *lt, const char *trt)
{
    if (lt->n_trts == 1 && strcmp(lt->trt[0].trt, "*") == 0) {
        return 0;
    }
    for (size_t t = 0; t < lt->n_trts; ++t) {
        if (strcmp(lt->trt[t].trt, trt) == 0) {
            return (int)t;
        }
    }
    return OQL_LT_NONE;
}

size_t oql_lt_n_models(const oql_lt *lt, size_t t)
{
    return lt->trt[t].n;
}

const oql_gslt_branch *oql_lt_model(const oql_lt *lt, size_t t, size_t g)
{
    return &lt->trt[t].model[g];
}

/* ---- source-model realizations ---- */
size_t oql_lt_n_smr(const oql_lt *lt)
{
    return lt->smr.n;
}

double oql_lt_smr_weight(const oql_lt *lt, size_t s)
{
    return lt->smr.weight[s];
}

const int32_t *oql_lt_smr_path(const oql_lt *lt, size_t s, size_t *n)
{
    const int32_t *path = lt->smr.branch + s * lt->smr.stride;
    size_t k = 0;
    while (k < lt->smr.stride && path[k] != OQL_LT_NONE) {
        ++k;
    }
    *n = k;
    return path;
}

static const oql_smlt_set *set_of(const oql_lt *lt, int32_t branch)
{
    return &lt->smlt->sets[lt->smlt->branches[branch].set];
}

size_t oql_lt_smr_files(const oql_lt *lt, size_t s, size_t cap, const char **files)
{
    size_t n, count = 0;
    const int32_t *path = oql_lt_smr_path(lt, s, &n);
    for (size_t i = 0; i < n && set_of(lt, path[i])->type != OQL_UNC_DUMMY; ++i) {
        const oql_lt_value *v = &lt->smlt->branches[path[i]].value;
        for (size_t f = 0; f < v->n_files; ++f) {
            if (count < cap) {
                files[count] = v->files[f];
            }
            ++count;
        }
    }
    return count;
}

size_t oql_lt_smr_uncertainties(const oql_lt *lt, size_t s, size_t cap, int32_t *branch)
{
    size_t n, count = 0;
    const int32_t *path = oql_lt_smr_path(lt, s, &n);
    for (size_t i = 0; i < n; ++i) {
        const oql_uncertainty type = set_of(lt, path[i])->type;
        if (type == OQL_UNC_DUMMY) {
            break;
        }
        if (type == OQL_UNC_SOURCE_MODEL || type == OQL_UNC_EXTEND_MODEL) {
            continue;
        }
        if (count < cap) {
            branch[count] = path[i];
        }
        ++count;
    }
    return count;
}

/* ---- realizations ---- */
size_t oql_lt_n_rlz(const oql_lt *lt)
{
    return lt->n_rlz;
}

size_t oql_lt_rlz_begin(const oql_lt *lt, size_t s)
{
    return lt->begin == NULL ? s * lt->n_model_paths : lt->begin[s];
}

size_t oql_lt_rlz_smr(const oql_lt *lt, size_t r)
{
    if (lt->begin == NULL) {
        return r / lt->n_model_paths;
    }
    size_t lo = 0, hi = lt->smr.n; /* begin[lo] <= r < begin[hi] */
    while (hi - lo > 1) {
        const size_t mid = lo + (hi - lo) / 2;
        if (lt->begin[mid] <= r) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    return lo;
}

size_t oql_lt_rlz_model(const oql_lt *lt, size_t r, size_t t)
{
    if (lt->choice != NULL) {
        return lt->choice[r * lt->n_trts + t];
    }
    return r / lt->trt[t].n_rlz_below % lt->trt[t].n; /* the last region runs fastest */
}

bool oql_lt_has_imt_weights(const oql_lt *lt)
{
    return lt->imt_weights;
}

/* Whether any branch has a weight of its own for that measure. */
static bool is_weighted_imt(const oql_lt *lt, const char *imt)
{
    for (size_t t = 0; imt != NULL && lt->imt_weights && t < lt->n_trts; ++t) {
        for (size_t g = 0; g < lt->trt[t].n; ++g) {
            for (size_t i = 0; i < lt->trt[t].model[g].n_imt; ++i) {
                if (strcmp(lt->trt[t].model[g].imt[i].imt, imt) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* OpenQuake multiplies only the branches that name the measure; others count as 1. */
static double own_weight(const oql_gslt_branch *b, const char *imt)
{
    for (size_t i = 0; i < b->n_imt; ++i) {
        if (strcmp(b->imt[i].imt, imt) == 0) {
            return b->imt[i].weight;
        }
    }
    return 1.0;
}

double oql_lt_rlz_weight(const oql_lt *lt, size_t r, const char *imt)
{
    const size_t s = oql_lt_rlz_smr(lt, r);
    if (lt->choice != NULL) {
        return sampled_weight(lt, s, r) / lt->total;
    }
    const bool own = is_weighted_imt(lt, imt);
    double w = 1.0;
    for (size_t t = 0; t < lt->n_trts; ++t) {
        const oql_gslt_branch *b = &lt->trt[t].model[oql_lt_rlz_model(lt, r, t)];
        w *= own ? own_weight(b, imt) : b->weight;
    }
    return lt->smr.weight[s] * w / lt->total;
}

double oql_lt_branch_weight(const oql_lt *lt, size_t t, size_t g, const char *imt)
{
    const oql_gslt_branch *b = &lt->trt[t].model[g];
    return is_weighted_imt(lt, imt) ? own_weight(b, imt) : b->weight;
}

bool oql_lt_is_sampled(const oql_lt *lt)
{
    return lt->choice != NULL;
}

double oql_lt_model_weight(const oql_lt *lt, size_t s, size_t t, size_t g)
{
    double w = 0.0;
    if (lt->choice == NULL) {
        w = lt->smr.weight[s] * lt->trt[t].model[g].weight;
        for (size_t u = 0; u < lt->n_trts; ++u) {
            w *= u == t ? 1.0 : lt->trt[u].sum;
        }
        return w / lt->total;
    }
    for (size_t r = lt->begin[s]; r < lt->begin[s + 1]; ++r) {
        w += oql_lt_rlz_model(lt, r, t) == g ? sampled_weight(lt, s, r) : 0.0;
    }
    return w / lt->total;
}

/* ---- texts ---- */
typedef struct {
    char *out;
    size_t size, n;
} text;

static void put(text *x, const char *s)
{
    for (; *s != '\0'; ++s, ++x->n) {
        if (x->n + 1 < x->size) {
            x->out[x->n] = *s;
        }
    }
}

static size_t finish(text *x)
{
    if (x->size > 0) {
        x->out[x->n < x->size ? x->n : x->size - 1] = '\0';
    }
    return x->n;
}

size_t oql_lt_rlz_path(const oql_lt *lt, size_t r, char *out, size_t size)
{
    text x = {out, size, 0};
    size_t n, n_models = 0;
    const int32_t *path = oql_lt_smr_path(lt, oql_lt_rlz_smr(lt, r), &n);
    for (size_t i = 0; i < n && lt->smlt->n_real_branches > 1; ++i) {
        const oql_smlt_branch *b = &lt->smlt->branches[path[i]];
        put(&x, b->id[0] == '.' ? "." : oql_lt_letter((size_t)b->number));
    }
    put(&x, lt->smlt->n_real_branches > 1 ? "~" : "A~");
    for (size_t t = 0; t < lt->n_trts; ++t) {
        n_models += lt->trt[t].n;
    }
    for (size_t t = 0; t < lt->n_trts; ++t) {
        const oql_gslt_branch *b = &lt->trt[t].model[oql_lt_rlz_model(lt, r, t)];
        put(&x, n_models == 1 ? "A" : oql_lt_letter((size_t)b->number));
    }
    return finish(&x);
}

size_t oql_lt_rlz_models_path(const oql_lt *lt, size_t r, char *out, size_t size)
{
    text x = {out, size, 0};
    for (size_t t = 0; t < lt->n_trts; ++t) {
        put(&x, t == 0 ? "" : "~");
        put(&x, lt->trt[t].model[oql_lt_rlz_model(lt, r, t)].id);
    }
    return finish(&x);
}

size_t oql_lt_smr_path_text(const oql_lt *lt, size_t s, char *out, size_t size)
{
    text x = {out, size, 0};
    size_t n;
    const int32_t *path = oql_lt_smr_path(lt, s, &n);
    for (size_t i = 0; i < n; ++i) {
        put(&x, i == 0 ? "" : "~");
        put(&x, lt->smlt->branches[path[i]].id);
    }
    return finish(&x);
}
