/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/region_models.h"

#include <string.h>

#include "hazard/labels.h"

#define OQL_NO_MOTION (-1000.0) /* ln units, or of MMI: below every level */

static oql_status no_memory(size_t n, oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu models", n);
}

size_t oql_branch_measures(const oql_inputs *in, const oql_gslt_branch *b, size_t *measure)
{
    const oql_job *job = in->job;
    const size_t n_imt = job->number_of_logic_tree_samples > 0 ? 0 : b->n_imt;
    size_t n = 0;

    for (size_t m = 0; m < job->n_measures; ++m) {
        bool wanted = true;
        for (size_t i = 0; i < n_imt; ++i) {
            oql_imt imt;
            oql_err ignored = {0};
            if (oql_imt_parse(b->imt[i].imt, &imt, &ignored) == OQL_OK &&
                oql_imt_is_equal(&imt, &job->measures[m].imt)) {
                wanted = b->imt[i].weight != 0.0;
            }
        }
        if (wanted) {
            measure[n++] = m;
        }
    }
    return n;
}

void oql_leaf_spread(const oql_leaf *leaf, size_t n_imt, size_t stride, double *mean,
                     double *sigma)
{
    size_t k = leaf->n_measure;

    for (size_t m = n_imt; m-- > 0;) { /* from the end: measure[k] >= k */
        if (k > 0 && leaf->measure[k - 1] == m) {
            --k;
            memmove(mean + m * stride, mean + k * stride, stride * sizeof *mean);
            memmove(sigma + m * stride, sigma + k * stride, stride * sizeof *sigma);
            continue;
        }
        for (size_t i = 0; i < stride; ++i) {
            mean[m * stride + i] = OQL_NO_MOTION;
            sigma[m * stride + i] = 1.0;
        }
    }
}

/* horiz_comp_to_geom_mean: factors for each measure, unity where nothing is to be done. */
static bool make_conversion(oql_inputs *in, oql_leaf *leaf, const oql_imt *imt)
{
    const size_t n = in->job->n_measures;
    bool any = false;
    if (!in->job->horiz_comp_to_geom_mean) {
        return true;
    }
    oql_component *c = oql_arena_alloc(in->arena, n, sizeof *c);
    for (size_t m = 0; c != NULL && m < n; ++m) {
        c[m] = (oql_component){1.0, 0.0, 1.0};
        const char *component = oql_gmm_component(leaf->gmm);
        any = oql_component_to_geometric_mean(component, &imt[m], &c[m]) || any;
    }
    leaf->convert = any ? c : NULL;
    return c != NULL;
}

/* Create the model of a branch for the measures that it is asked for; one that is asked for none is made
 * for any measure that it accepts. */
static oql_status make_model(const oql_inputs *in, const oql_gslt_branch *b, const oql_imt *imt,
                             size_t n, const size_t *measure, oql_imt *some, oql_gmm **out,
                             oql_err *err)
{
    oql_status st = OQL_OK;
    for (size_t i = 0; i < n; ++i) {
        some[i] = imt[measure[i]];
    }
    if (n > 0) {
        return oql_gmm_create(b->spec, n, some, out, err);
    }
    for (size_t m = 0; m < in->job->n_measures; ++m) {
        *err = (oql_err){0};
        st = oql_gmm_create(b->spec, 1, &imt[m], out, err);
        if (st == OQL_OK) {
            break;
        }
    }
    return st;
}

/* What make_region finds out of a model. */
typedef struct {
    size_t n_measure;
    size_t *measure;
} asked;

static oql_status make_leaves(oql_inputs *in, oql_region *r, size_t n_leaf, const asked *of,
                              const oql_imt *imt, oql_err *err)
{
    const size_t n_imt = in->job->n_measures;

    r->leaf = oql_arena_alloc(in->arena, n_leaf, sizeof *r->leaf);
    if (r->leaf == NULL) {
        return no_memory(n_leaf, err);
    }
    for (size_t g = 0; g < r->n_model; ++g) {
        const size_t parts = r->model[g] == NULL ? 0 : oql_gmm_parts(r->model[g]);
        for (size_t i = 0; i < parts; ++i) {
            oql_leaf *leaf = &r->leaf[r->n_leaf++];
            leaf->gmm = oql_gmm_part(r->model[g], i, &leaf->weight);
            leaf->model = (int32_t)g;
            leaf->n_measure = of[g].n_measure;
            leaf->measure = of[g].n_measure == n_imt ? NULL : of[g].measure;
            if (!make_conversion(in, leaf, imt)) {
                return no_memory(n_leaf, err);
            }
        }
    }
    return OQL_OK;
}

/* What is wrong with a file of a model is told with the place that names the model. */
static void tell(const oql_gmm_spec *spec, const oql_err *why, oql_problems *problems)
{
    if (spec->path == NULL || strncmp(why->text, spec->path, strlen(spec->path)) == 0) {
        oql_problem_from_err(problems, why);
    } else {
        const bool named = strncmp(why->text, spec->name, strlen(spec->name)) == 0;
        oql_problem_error(problems, spec->path, spec->line, "%s%s%s", named ? "" : spec->name,
                          named ? "" : ": ", why->text);
    }
}

static oql_status make_region(oql_inputs *in, size_t t, const oql_imt *imt,
                              oql_problems *problems, oql_err *err)
{
    oql_region *r = &in->region[t];
    const size_t n_imt = in->job->n_measures;
    const oql_gslt_branch **branch = NULL;
    size_t n = 0, n_leaf = 0;
    oql_status st = OQL_OK;

    OQL_TRY(oql_labels_models(in, t, &branch, &n, err));
    r->name = oql_lt_trt(in->lt, t);
    r->n_model = n;
    r->model = oql_arena_alloc(in->arena, n, sizeof *r->model);
    r->text = oql_arena_alloc(in->arena, n, sizeof *r->text);
    asked *of = oql_arena_alloc(in->arena, n, sizeof *of);
    oql_imt *some = oql_arena_alloc(in->arena, n_imt, sizeof *some);
    if (r->model == NULL || r->text == NULL || of == NULL || some == NULL) {
        return no_memory(n, err);
    }
    for (size_t g = 0; g < n; ++g) {
        const oql_gslt_branch *b = branch[g];
        oql_err why = {0};
        r->text[g] = b->spec->text;
        of[g].measure = oql_arena_alloc(in->arena, n_imt, sizeof *of[g].measure);
        if (of[g].measure == NULL) {
            return no_memory(n, err);
        }
        of[g].n_measure = oql_branch_measures(in, b, of[g].measure);
        if (make_model(in, b, imt, of[g].n_measure, of[g].measure, some, &r->model[g], &why) !=
            OQL_OK) {
            tell(b->spec, &why, problems);
            continue;
        }
        n_leaf += oql_gmm_parts(r->model[g]);
        r->needs |= oql_gmm_needs(r->model[g]);
        r->sided = r->sided || oql_gmm_is_sided(r->model[g]);
    }
    OQL_TRY(make_leaves(in, r, n_leaf, of, imt, err));
done:
    return st;
}

oql_status oql_inputs_make_regions(oql_inputs *in, oql_problems *problems, oql_err *err)
{
    const size_t m = in->job->n_measures;
    oql_status st = OQL_OK;
    oql_imt *imt = oql_arena_alloc(in->arena, m, sizeof *imt);

    in->n_region = oql_lt_n_trts(in->lt);
    in->region = oql_arena_alloc(in->arena, in->n_region, sizeof *in->region);
    if (imt == NULL || in->region == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu regions", in->n_region);
    }
    for (size_t i = 0; i < m; ++i) {
        imt[i] = in->job->measures[i].imt;
    }
    for (size_t t = 0; t < in->n_region; ++t) {
        OQL_TRY(make_region(in, t, imt, problems, err));
    }
done:
    return st;
}
