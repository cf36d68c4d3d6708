/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "logictree/logictree.h"

typedef struct {
    char *s;
    size_t n, cap;
    oql_err *err;
    oql_status st; /* first failure; further output is dropped */
} text;

static void put(text *x, const char *s)
{
    const size_t n = strlen(s);
    if (x->st == OQL_OK) {
        x->st = oql_reserve(&x->s, &x->cap, x->n + n + 1, 1, x->err);
    }
    if (x->st == OQL_OK) {
        memcpy(x->s + x->n, s, n + 1);
        x->n += n;
    }
}

static void put_string(text *x, const char *s)
{
    put(x, "\"");
    for (; *s != '\0'; ++s) {
        char c[8] = {*s, '\0'};
        if (*s == '"' || *s == '\\') {
            (void)snprintf(c, sizeof c, "\\%c", *s);
        } else if (*s == '\n' || *s == '\t' || *s == '\r') {
            (void)snprintf(c, sizeof c, "\\%c", *s == '\n' ? 'n' : *s == '\t' ? 't' : 'r');
        }
        put(x, c);
    }
    put(x, "\"");
}

/* A value in TOML; recursion is as deep as the parser allowed. */
static void put_value(text *x, const oql_gmm_value *v)
{
    char number[OQL_DOUBLE_TEXT];
    switch (v->type) {
    case OQL_ARG_STRING:
        put_string(x, v->as.string);
        break;
    case OQL_ARG_FLOAT:
        put(x, oql_double_text(v->as.real, number));
        break;
    case OQL_ARG_INT:
        (void)snprintf(number, sizeof number, "%lld", (long long)v->as.integer);
        put(x, number);
        break;
    case OQL_ARG_BOOL:
        put(x, v->as.boolean ? "true" : "false");
        break;
    case OQL_ARG_ARRAY:
        put(x, "[");
        for (size_t i = 0; i < v->as.array.n; ++i) {
            put(x, i == 0 ? "" : ", ");
            put_value(x, &v->as.array.item[i]);
        }
        put(x, "]");
        break;
    case OQL_ARG_TABLE:
        put(x, "{");
        for (size_t i = 0; i < v->as.table.n; ++i) {
            put(x, i == 0 ? "" : ", ");
            put_string(x, v->as.table.arg[i].key);
            put(x, " = ");
            put_value(x, &v->as.table.arg[i].value);
        }
        put(x, "}");
        break;
    }
}

/* [AvgPoeGMPE.gA1.Name] with the arguments and the weight of each model of the set. */
static void put_average(text *x, const oql_gslt *tree, const oql_gslt_set *set)
{
    char number[OQL_DOUBLE_TEXT];
    for (int32_t i = set->first; i < set->first + set->n; ++i) {
        const oql_gslt_branch *b = &tree->branches[i];
        put(x, i == set->first ? "[AvgPoeGMPE." : "\n[AvgPoeGMPE.");
        put(x, b->id);
        put(x, ".");
        put(x, b->spec->name);
        put(x, "]\n");
        for (size_t k = 0; k < b->spec->n_args; ++k) {
            put(x, b->spec->args[k].key);
            put(x, " = ");
            put_value(x, &b->spec->args[k].value);
            put(x, "\n");
        }
        put(x, "weight = ");
        put(x, oql_double_text(b->weight, number));
        put(x, "\n");
    }
}

static oql_status add_average(oql_gslt *to, const oql_gslt *tree, const oql_gslt_set *set,
                              oql_err *err)
{
    oql_status st = OQL_OK;
    text x = {.err = err};
    double sum = 0.0;
    for (int32_t i = set->first; i < set->first + set->n; ++i) {
        sum += tree->branches[i].weight;
    }
    put_average(&x, tree, set);
    OQL_TRY(x.st);
    OQL_TRY(oql_gslt_add_branch(to, x.s, 0, NULL, NULL, sum, 0, NULL, set->line, err));
done:
    free(x.s);
    return st;
}

/* A copy that keeps its id, letter and line. */
static oql_status add_copy(oql_gslt *to, const oql_gslt_branch *b, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_gslt_add_branch(to, b->spec->text, 0, NULL, NULL, b->weight, b->n_imt, b->imt,
                                b->line, err));
    oql_gslt_branch *copy = &to->branches[to->n_branches - 1];
    copy->id = oql_arena_strdup(to->arena, b->id);
    if (copy->id == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
    }
done:
    return st;
}

static int by_region(const void *a, const void *b)
{
    const oql_gslt_set *const *x = a, *const *y = b;
    return strcmp((*x)->trt, (*y)->trt);
}

/* The sets of the wanted regions, sorted by region: branch ids are numbered in that order. */
static size_t wanted_sets(const oql_gslt *tree, size_t n_trts, const char *const *trts,
                          const oql_gslt_set **out)
{
    size_t n = 0;
    for (size_t s = 0; s < tree->n_sets; ++s) {
        bool wanted = n_trts == 0 || strcmp(tree->sets[s].trt, "*") == 0;
        for (size_t t = 0; t < n_trts && !wanted; ++t) {
            wanted = strcmp(tree->sets[s].trt, trts[t]) == 0;
        }
        if (wanted) {
            out[n++] = &tree->sets[s];
        }
    }
    qsort(out, n, sizeof *out, by_region);
    return n;
}

static bool is_among(const char *id, size_t n, const char *const *ids)
{
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(ids[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static bool ids_exist(const oql_gslt *tree, size_t n_ids, const char *const *ids,
                      oql_problems *problems)
{
    bool all = true;
    for (size_t i = 0; i < n_ids; ++i) {
        bool known = false;
        for (size_t s = 0; s < tree->n_sets && !known; ++s) {
            known = strcmp(tree->sets[s].id, ids[i]) == 0;
        }
        if (!known) {
            oql_problem_error(problems, tree->path, 0,
                              "collapse_gsim_logic_tree names \"%s\", expected a branch set",
                              ids[i]);
            all = false;
        }
    }
    return all;
}

oql_status oql_gslt_collapse(const oql_gslt *tree, size_t n_trts, const char *const *trts,
                             size_t n_ids, const char *const *ids, oql_problems *problems,
                             oql_gslt **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_gslt *small = NULL;
    const oql_gslt_set **set = malloc((tree->n_sets + 1) * sizeof *set);
    if (set == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
        goto done;
    }
    if (!ids_exist(tree, n_ids, ids, problems)) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: unknown branch sets to collapse", tree->path);
        goto done;
    }
    const size_t n = wanted_sets(tree, n_trts, trts, set);
    OQL_TRY(oql_gslt_create(tree->path, &small, err));
    for (size_t s = 0; s < n; ++s) {
        OQL_TRY(oql_gslt_add_set(small, set[s], err));
        if (set[s]->n > 1 && is_among(set[s]->id, n_ids, ids)) {
            OQL_TRY(add_average(small, tree, set[s], err));
            continue;
        }
        for (int32_t i = set[s]->first; i < set[s]->first + set[s]->n; ++i) {
            OQL_TRY(add_copy(small, &tree->branches[i], err));
        }
    }
    *out = small;
    small = NULL;
done:
    oql_gslt_destroy(small);
    free(set);
    return st;
}
