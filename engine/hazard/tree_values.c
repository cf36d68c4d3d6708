/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/tree_values.h"

#include <stdlib.h>
#include <string.h>

#include "hazard/curves.h"

static size_t count_labels(const oql_inputs *in)
{
    return in->n_label == 0 ? 1 : in->n_label;
}

static bool has_imt_weights(const oql_inputs *in)
{
    bool any = false;
    for (size_t b = 0; b < count_labels(in); ++b) {
        any = any || oql_lt_has_imt_weights(oql_labels_lt(in, b));
    }
    return any;
}

static size_t count_models(const oql_inputs *in)
{
    size_t n = 0;
    for (size_t t = 0; t < oql_lt_n_trts(in->lt); ++t) {
        n += oql_lt_n_models(in->lt, t);
    }
    return n;
}

static void fill_weights(oql_tree *t)
{
    const oql_inputs *in = t->in;
    double *w = t->model_weight;
    for (size_t b = 0; b < count_labels(in); ++b) {
        const oql_lt *lt = oql_labels_lt(in, b);
        for (size_t s = 0; s < t->n_smr; ++s) {
            t->smr_weight[b * t->n_smr + s] = oql_lt_smr_weight(lt, s);
        }
        for (size_t m = 0; m < t->n_weight; ++m) {
            const char *imt = t->n_weight == 1 ? NULL : in->job->measures[m].imt.text;
            for (size_t r = 0; r < t->n_trt; ++r) {
                const size_t n = oql_lt_n_models(lt, r);
                double sum = 0.0;
                for (size_t g = 0; g < n; ++g) {
                    w[g] = oql_lt_branch_weight(lt, r, g, imt);
                    sum += w[g];
                }
                for (size_t g = 0; g < n; ++g) {
                    w[g] = sum > 0.0 ? w[g] / sum : 0.0;
                }
                w += n;
            }
        }
    }
}

static void fill_terms(oql_tree *t)
{
    const oql_lt *lt = t->in->lt;
    for (size_t r = 0; r < t->n_rlz; ++r) {
        const size_t row = oql_lt_rlz_smr(lt, r) * t->n_model;
        for (size_t k = 0; k < t->n_trt; ++k) {
            t->term[r * t->n_trt + k] =
                (uint32_t)(row + t->first[k] + oql_lt_rlz_model(lt, r, k));
        }
    }
}

oql_status oql_tree_init(const oql_inputs *in, oql_tree *t, oql_err *err)
{
    const size_t n_label = count_labels(in);
    const bool sampled = oql_lt_is_sampled(in->lt);
    size_t n = 0;

    *t = (oql_tree){.in = in,
                    .n_smr = oql_lt_n_smr(in->lt),
                    .n_trt = oql_lt_n_trts(in->lt),
                    .n_rlz = oql_lt_n_rlz(in->lt),
                    .n_model = count_models(in),
                    .n_weight = has_imt_weights(in) ? in->job->n_measures : 1};
    t->first = calloc(t->n_trt + 1, sizeof *t->first);
    t->curve = calloc(in->n_group + 1, sizeof *t->curve);
    t->smr_weight = calloc(n_label * t->n_smr + 1, sizeof *t->smr_weight);
    t->model_weight = calloc(n_label * t->n_weight * t->n_model + 1, sizeof *t->model_weight);
    t->term = sampled ? calloc(t->n_rlz * t->n_trt + 1, sizeof *t->term) : NULL;
    if (t->first == NULL || t->curve == NULL || t->smr_weight == NULL ||
        t->model_weight == NULL || (sampled && t->term == NULL)) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu realizations", t->n_rlz);
    }
    if (t->n_smr * t->n_model > UINT32_MAX) {
        return OQL_FAIL(err, OQL_EUNSUPPORTED,
                        "%zu source models with %zu ground-motion models", t->n_smr,
                        t->n_model);
    }
    for (size_t k = 0; k < t->n_trt; ++k) {
        t->first[k + 1] = t->first[k] + oql_lt_n_models(in->lt, k);
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        t->curve[g] = n;
        n += in->region[in->group[g].trt].n_model;
    }
    fill_weights(t);
    if (sampled) {
        fill_terms(t);
    }
    return OQL_OK;
}

void oql_tree_clear(oql_tree *t)
{
    free(t->first);
    free(t->curve);
    free(t->term);
    free(t->smr_weight);
    free(t->model_weight);
    *t = (oql_tree){0};
}

size_t oql_tree_bytes(const oql_inputs *in)
{
    const size_t n_weight = has_imt_weights(in) ? in->job->n_measures : 1;
    const size_t terms = oql_lt_is_sampled(in->lt)
                             ? oql_lt_n_rlz(in->lt) * oql_lt_n_trts(in->lt) * sizeof(uint32_t)
                             : 0;
    return terms + in->n_group * sizeof(size_t) +
           count_labels(in) * (oql_lt_n_smr(in->lt) + n_weight * count_models(in)) *
               sizeof(double);
}

bool oql_tree_is_sampled(const oql_tree *t)
{
    return t->term != NULL;
}

void oql_tree_table(const oql_tree *t, size_t label, const double *rate, double *table)
{
    const oql_inputs *in = t->in;
    memset(table, 0, t->n_smr * t->n_model * sizeof *table);
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_group *group = &in->group[g];
        const size_t trt = (size_t)group->trt, n = t->first[trt + 1] - t->first[trt];
        for (size_t k = 0; k < n; ++k) {
            const double x = rate[t->curve[g] + oql_labels_model(in, label, trt, k)];
            double *column = table + t->first[trt] + k;
            for (size_t i = 0; x != 0.0 && i < group->n_smr; ++i) {
                column[(size_t)group->smr[i] * t->n_model] += x;
            }
        }
    }
}

/* All sums of one entry a region of a row: (n) become (n x models) in place, the last region fastest. */
static size_t expand(const oql_tree *t, const double *row, double *value)
{
    size_t n = 1;
    value[0] = 0.0;
    for (size_t k = 0; k < t->n_trt; ++k) {
        const double *x = row + t->first[k];
        const size_t n_model = t->first[k + 1] - t->first[k];
        for (size_t i = n; i-- > 0;) {
            const double sum = value[i];
            for (size_t g = 0; g < n_model; ++g) {
                value[i * n_model + g] = sum + x[g];
            }
        }
        n *= n_model;
    }
    return n;
}

void oql_tree_values(const oql_tree *t, const double *table, double *value)
{
    if (t->term == NULL) {
        for (size_t s = 0; s < t->n_smr; ++s) {
            value += expand(t, table + s * t->n_model, value);
        }
        return;
    }
    for (size_t r = 0; r < t->n_rlz; ++r) {
        const uint32_t *term = t->term + r * t->n_trt;
        double sum = 0.0;
        for (size_t k = 0; k < t->n_trt; ++k) {
            sum += table[term[k]];
        }
        value[r] = sum;
    }
}

static double mean(const oql_tree *t, size_t label, size_t m, const double *table, bool rates)
{
    const double *weight =
        t->model_weight + (label * t->n_weight + (t->n_weight == 1 ? 0 : m)) * t->n_model;
    const double *of_smr = t->smr_weight + label * t->n_smr;
    double sum = 0.0, total = 0.0;

    for (size_t k = 0; k < t->n_trt; ++k) { /* no weight at all in a region: none in the tree */
        double any = 0.0;
        for (size_t g = t->first[k]; g < t->first[k + 1]; ++g) {
            any += weight[g];
        }
        if (!(any > 0.0)) {
            return 0.0;
        }
    }
    for (size_t s = 0; s < t->n_smr; ++s) {
        const double *row = table + s * t->n_model;
        double all = 0.0;
        for (size_t k = 0; k < t->n_trt; ++k) {
            double one = 0.0;
            for (size_t g = t->first[k]; g < t->first[k + 1]; ++g) {
                one += weight[g] * (rates ? row[g] : oql_poe_from_rate(row[g]));
            }
            all = rates ? all + one : all + one - all * one;
        }
        sum += of_smr[s] * all;
        total += of_smr[s];
    }
    return total > 0.0 ? sum / total : 0.0;
}

double oql_tree_mean_poe(const oql_tree *t, size_t label, size_t m, const double *table)
{
    return mean(t, label, m, table, false);
}

double oql_tree_mean_rate(const oql_tree *t, size_t label, size_t m, const double *table)
{
    return mean(t, label, m, table, true);
}
