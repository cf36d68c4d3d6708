/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/labels.h"

#include <string.h>

#include "hazard/region_models.h"
#include "nrml/logictree_xml.h"

static oql_status no_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the labels of the sites");
}

/* ---- reading ---- */

/* Regions and numbers of models must be those of the first tree. */
static void check_shape(const oql_inputs *in, const oql_label *label, oql_problems *problems)
{
    for (size_t t = 0; t < oql_lt_n_trts(in->lt); ++t) {
        const size_t want = oql_lt_n_models(in->lt, t), have = oql_lt_n_models(label->lt, t);
        if (have != want) {
            oql_problem_error(problems, label->gslt->path, 0,
                              "logic tree \"%s\" has %zu models for \"%s\" and the first tree "
                              "%zu, expected as many (add DummyGMPE with weight 0)",
                              label->name, have, oql_lt_trt(in->lt, t), want);
        }
    }
}

static oql_status read_label(oql_inputs *in, const oql_job_entry *entry, oql_label *label,
                             size_t n_trt, const char *const *trt,
                             const oql_lt_options *options, oql_problems *problems,
                             oql_err *err)
{
    oql_status st = OQL_OK;
    label->name = entry->name;
    OQL_TRY(
        oql_gslt_read(in->job->gsim_logic_tree_file, entry->name, problems, &label->gslt, err));
    OQL_TRY(
        oql_lt_create(in->smlt, label->gslt, n_trt, trt, options, problems, &label->lt, err));
    check_shape(in, label, problems);
done:
    if (st != OQL_OK && st != OQL_ENOMEM) { /* it is among the problems */
        st = OQL_OK;
        *err = (oql_err){0};
    }
    return st;
}

static oql_status assign(oql_inputs *in, oql_err *err)
{
    const oql_job_dict *dict = &in->job->site_labels;
    const double *x = oql_sites_column(in->sites, "ilabel");
    in->label_of_site = oql_arena_alloc(in->arena, in->sites->n, sizeof *in->label_of_site);
    if (in->label_of_site == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; x != NULL && i < in->sites->n; ++i) {
        for (size_t k = 0; k < dict->n; ++k) {
            if (dict->entry[k].value == x[i]) {
                in->label_of_site[i] = k + 1;
            }
        }
    }
    return OQL_OK;
}

oql_status oql_labels_make(oql_inputs *in, size_t n_trt, const char *const *trt,
                           const oql_lt_options *options, oql_problems *problems, oql_err *err)
{
    const oql_job *job = in->job;
    const oql_job_dict *dict = &job->site_labels;
    const oql_job_param *p = oql_job_find(job, "site_labels");
    oql_status st = OQL_OK;

    if (dict->n == 0 || in->sites == NULL || in->lt == NULL) {
        return OQL_OK;
    }
    if (job->gsim_logic_tree_file == NULL) {
        oql_problem_error(problems, p->file, p->line,
                          "site_labels without gsim_logic_tree_file, expected a file with a "
                          "tree for each label");
        return OQL_OK;
    }
    if (job->collapse_gsim_logic_tree.n > 0 || job->mode == OQL_JOB_DISAGGREGATION) {
        oql_problem_error(problems, p->file, p->line,
                          "site_labels together with %s is not implemented",
                          job->mode == OQL_JOB_DISAGGREGATION ? "disaggregation"
                                                              : "collapse_gsim_logic_tree");
        return OQL_OK;
    }
    in->label = oql_arena_alloc(in->arena, dict->n + 1, sizeof *in->label);
    if (in->label == NULL) {
        return no_memory(err);
    }
    in->n_label = dict->n + 1;
    in->label[0] = (oql_label){.name = "", .gslt = in->gslt, .lt = in->lt};
    for (size_t k = 0; k < dict->n; ++k) {
        OQL_TRY(read_label(in, &dict->entry[k], &in->label[k + 1], n_trt, trt, options,
                           problems, err));
    }
    OQL_TRY(assign(in, err));
done:
    return st;
}

void oql_labels_clear(oql_inputs *in)
{
    for (size_t b = 1; b < in->n_label; ++b) {
        oql_lt_destroy(in->label[b].lt);
        oql_gslt_destroy(in->label[b].gslt);
    }
}

/* ---- models ---- */

/* Whether both branches ask the same model for the same measures. */
static bool is_same(const oql_inputs *in, const oql_gslt_branch *a, const oql_gslt_branch *b,
                    size_t *measure)
{
    const size_t n_imt = in->job->n_measures;
    if (strcmp(a->spec->text, b->spec->text) != 0) {
        return false;
    }
    const size_t n = oql_branch_measures(in, a, measure);
    return n == oql_branch_measures(in, b, measure + n_imt) &&
           memcmp(measure, measure + n_imt, n * sizeof *measure) == 0;
}

/* measure: (2 M) scratch */
static size_t find_or_add(const oql_inputs *in, const oql_gslt_branch **list, size_t *n,
                          const oql_gslt_branch *b, size_t *measure)
{
    for (size_t i = 0; i < *n; ++i) {
        if (is_same(in, list[i], b, measure)) {
            return i;
        }
    }
    list[*n] = b;
    return (*n)++;
}

oql_status oql_labels_models(oql_inputs *in, size_t t, const oql_gslt_branch ***list, size_t *n,
                             oql_err *err)
{
    const size_t n_default = oql_lt_n_models(in->lt, t);
    const size_t n_label = in->n_label == 0 ? 1 : in->n_label;
    const oql_gslt_branch **out = oql_arena_alloc(in->arena, n_label * n_default, sizeof *out);
    size_t *scratch = oql_arena_alloc(in->arena, 2 * in->job->n_measures, sizeof *scratch);
    if (out == NULL || scratch == NULL) {
        return no_memory(err);
    }
    *n = n_default;
    for (size_t g = 0; g < n_default; ++g) {
        out[g] = oql_lt_model(in->lt, t, g); /* the same model twice stays twice */
    }
    for (size_t b = 0; b < in->n_label; ++b) {
        oql_label *label = &in->label[b];
        if (label->model == NULL) {
            label->model = oql_arena_alloc(in->arena, in->n_region, sizeof *label->model);
        }
        size_t *model = oql_arena_alloc(in->arena, n_default, sizeof *model);
        if (label->model == NULL || model == NULL) {
            return no_memory(err);
        }
        label->model[t] = model;
        for (size_t g = 0; g < n_default; ++g) {
            const bool known = label->lt != NULL && g < oql_lt_n_models(label->lt, t);
            model[g] = b == 0 || !known
                           ? g
                           : find_or_add(in, out, n, oql_lt_model(label->lt, t, g), scratch);
        }
    }
    *list = out;
    return OQL_OK;
}
