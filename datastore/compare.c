/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/show.h"
#include "datastore/show_walk.h"

typedef struct {
    oql_store *b;
    FILE *out;
    double rtol, atol;
    size_t n_arrays, n_differ, n_inputs, n_params;
    double worst_all; /* largest relative difference of all arrays within the tolerance */
    /* of the array being compared */
    const char *key;
    oql_array shape;
    double *y;
    size_t cap, n_bad, at;
    double worst, a_there, b_there;
} comparison;

/* The same slab of the other file: whole rows from element number first. */
static oql_status read_other(comparison *c, size_t n, size_t first, oql_err *err)
{
    size_t start[OQL_MAX_RANK] = {0}, count[OQL_MAX_RANK], row = 1;
    for (int d = 1; d < c->shape.rank; ++d) {
        count[d] = c->shape.dims[d];
        row *= c->shape.dims[d];
    }
    start[0] = first / row;
    count[0] = n / row;
    const oql_status st = oql_reserve(&c->y, &c->cap, n, sizeof *c->y, err);
    if (st != OQL_OK) {
        return st;
    }
    return oql_store_read(c->b, c->key, OQL_F64, 0, start, count, c->y, err);
}

static oql_status compare_slab(const double *x, size_t n, size_t first, void *user,
                               oql_err *err)
{
    comparison *c = user;
    const oql_status st = read_other(c, n, first, err);
    if (st != OQL_OK) {
        return st;
    }
    for (size_t i = 0; i < n; ++i) {
        const double a = x[i], b = c->y[i];
        if (a == b || (isnan(a) && isnan(b))) {
            continue;
        }
        const double size = fmax(fabs(a), fabs(b)), d = fabs(a - b);
        const bool close = d <= c->atol + c->rtol * size; /* false for a lone NaN */
        const double relative =
            isnan(d) ? (double)INFINITY : d / size; /* INFINITY too for inf - x */
        if (close) {
            c->worst_all = fmax(c->worst_all, relative);
            continue;
        }
        ++c->n_bad;
        if (c->n_bad == 1 || relative > c->worst) {
            c->worst = relative;
            c->at = first + i;
            c->a_there = a;
            c->b_there = b;
        }
    }
    return OQL_OK;
}

static oql_status compare_numbers(oql_store *a, comparison *c, oql_err *err)
{
    c->n_bad = 0;
    c->worst = 0;
    const oql_status st = oql_walk_slabs(a, c->key, compare_slab, c, err);
    if (st != OQL_OK || c->n_bad == 0) {
        return st;
    }
    size_t n = 1;
    char place[200];
    for (int d = 0; d < c->shape.rank; ++d) {
        n *= c->shape.dims[d];
    }
    oql_show_place(a, c->key, &c->shape, c->at, place, sizeof place);
    (void)fprintf(c->out, "%s: %zu of %zu differ, most at %s: %.9g and %.9g (relative %.2g)\n",
                  c->key, c->n_bad, n, place, c->a_there, c->b_there, c->worst);
    ++c->n_differ;
    return OQL_OK;
}

static oql_status compare_texts(oql_store *a, comparison *c, oql_err *err)
{
    oql_names x = {0}, y = {0};
    oql_status st = OQL_OK;
    size_t bad = 0, first = 0;
    OQL_TRY(oql_store_get_texts(a, c->key, &x, err));
    OQL_TRY(oql_store_get_texts(c->b, c->key, &y, err));
    for (size_t i = 0; i < x.n && i < y.n; ++i) {
        if (strcmp(x.name[i], y.name[i]) != 0) {
            first = bad == 0 ? i : first;
            ++bad;
        }
    }
    if (bad > 0) {
        (void)fprintf(c->out, "%s: %zu of %zu differ, first at %zu: '%s' and '%s'\n", c->key,
                      bad, x.n, first, x.name[first], y.name[first]);
        ++c->n_differ;
    }
done:
    oql_names_clear(&x);
    oql_names_clear(&y);
    return st;
}

static bool same_shape(const oql_array *a, const oql_array *b)
{
    bool same = a->rank == b->rank && (a->type == OQL_TEXT) == (b->type == OQL_TEXT);
    for (int d = 0; same && d < a->rank; ++d) {
        same = a->dims[d] == b->dims[d];
    }
    return same;
}

/* Inputs and parameters are told apart from arrays: they explain a difference, they are none. */
static bool left_out(const char *key)
{
    return strncmp(key, "/status/", 8) == 0 || strncmp(key, "/run/", 5) == 0 ||
           strncmp(key, "/inputs/", 8) == 0;
}

static oql_status compare_one(oql_store *a, const char *key, void *user, oql_err *err)
{
    comparison *c = user;
    oql_array b;
    if (left_out(key)) {
        return OQL_OK;
    }
    c->key = key;
    ++c->n_arrays;
    if (!oql_store_has(c->b, key)) {
        (void)fprintf(c->out, "%s: only in the first\n", key);
        ++c->n_differ;
        return OQL_OK;
    }
    if (oql_store_shape(a, key, &c->shape, NULL) != OQL_OK ||
        oql_store_shape(c->b, key, &b, NULL) != OQL_OK) {
        (void)fprintf(c->out, "%s: a table, not compared\n", key);
        return OQL_OK;
    }
    if (!same_shape(&c->shape, &b)) {
        (void)fprintf(c->out, "%s: of another shape or type\n", key);
        ++c->n_differ;
        return OQL_OK;
    }
    return c->shape.type == OQL_TEXT ? compare_texts(a, c, err) : compare_numbers(a, c, err);
}

static oql_status find_missing(oql_store *b, const char *key, void *user, oql_err *err)
{
    comparison *c = user; /* c->b is the first file here */
    (void)b;
    (void)err;
    if (!left_out(key) && !oql_store_has(c->b, key)) {
        (void)fprintf(c->out, "%s: only in the second\n", key);
        ++c->n_arrays;
        ++c->n_differ;
    }
    return OQL_OK;
}

static void count_parameter(oql_store *a, oql_store *b, const char *name, comparison *c)
{
    char *x = NULL, *y = NULL;
    const bool in_a = oql_store_attr_text(a, "job", name, &x, NULL) == OQL_OK;
    const bool in_b = oql_store_attr_text(b, "job", name, &y, NULL) == OQL_OK;
    if (in_a != in_b || (in_a && strcmp(x, y) != 0)) {
        (void)fprintf(c->out, "job %s = %s and %s\n", name, in_a ? x : "none",
                      in_b ? y : "none");
        ++c->n_params;
    }
    free(x);
    free(y);
}

static oql_status compare_parameters(oql_store *a, oql_store *b, comparison *c, oql_err *err)
{
    oql_names names[2] = {{0}, {0}};
    oql_status st = OQL_OK;
    if (!oql_store_has(a, "job") || !oql_store_has(b, "job")) {
        return OQL_OK; /* a calculation of the library's user need not have a job */
    }
    OQL_TRY(oql_store_attrs(a, "job", &names[0], err));
    OQL_TRY(oql_store_attrs(b, "job", &names[1], err));
    for (size_t i = 0; i < names[0].n; ++i) {
        count_parameter(a, b, names[0].name[i], c);
    }
    for (size_t i = 0; i < names[1].n; ++i) {
        if (!oql_store_has_attr(a, "job", names[1].name[i])) {
            count_parameter(a, b, names[1].name[i], c);
        }
    }
done:
    oql_names_clear(&names[0]);
    oql_names_clear(&names[1]);
    return st;
}

/* path and SHA-256 of input i, "" for what it has not; false when there is no input i. */
static bool read_input(oql_store *s, size_t i, char **path, char **sum)
{
    char key[40];
    *path = *sum = NULL;
    (void)snprintf(key, sizeof key, "inputs/%zu", i);
    if (!oql_store_has(s, key)) {
        return false;
    }
    if (oql_store_attr_text(s, key, "path", path, NULL) != OQL_OK ||
        oql_store_attr_text(s, key, "sha256", sum, NULL) != OQL_OK) {
        free(*path);
        *path = *sum = NULL;
    }
    return true;
}

/* Number by number: equal jobs name their inputs in the same order. */
static void compare_inputs(oql_store *a, oql_store *b, comparison *c)
{
    bool more = true;
    for (size_t i = 0; more; ++i) {
        char *path_a, *sum_a, *path_b, *sum_b;
        const bool in_a = read_input(a, i, &path_a, &sum_a);
        const bool in_b = read_input(b, i, &path_b, &sum_b);
        more = in_a || in_b;
        if (in_a != in_b) {
            const char *path = in_a ? path_a : path_b;
            (void)fprintf(c->out, "input %zu (%s): only in the %s\n", i,
                          path == NULL ? "without a name" : path, in_a ? "first" : "second");
            ++c->n_inputs;
        } else if (sum_a == NULL ? sum_b != NULL : sum_b == NULL || strcmp(sum_a, sum_b) != 0) {
            (void)fprintf(c->out, "input %zu (%s and %s): other bytes\n", i,
                          path_a == NULL ? "without a name" : path_a,
                          path_b == NULL ? "without a name" : path_b);
            ++c->n_inputs;
        }
        free(path_a);
        free(sum_a);
        free(path_b);
        free(sum_b);
    }
}

/* The verdict: what was computed, and apart from it what it was computed from. */
static void conclude(const comparison *c)
{
    if (c->n_differ == 0) {
        (void)fprintf(c->out,
                      "equal: %zu arrays, largest relative difference %.2g, allowed %g\n",
                      c->n_arrays, c->worst_all, c->rtol);
    } else {
        (void)fprintf(c->out, "%zu of %zu arrays differ\n", c->n_differ, c->n_arrays);
    }
    if (c->n_inputs + c->n_params > 0) {
        (void)fprintf(
            c->out, "computed from other inputs: %zu file%s and %zu parameter%s differ\n",
            c->n_inputs, c->n_inputs == 1 ? "" : "s", c->n_params, c->n_params == 1 ? "" : "s");
    }
}

oql_status oql_compare_calcs(const char *datadir, int64_t id_a, int64_t id_b, double rtol,
                             double atol, FILE *out, size_t *n_differ, oql_err *err)
{
    oql_status st = OQL_OK;
    char *path_a = NULL, *path_b = NULL;
    oql_store *a = NULL, *b = NULL;
    comparison c = {.out = out, .rtol = rtol, .atol = atol};

    if (!(rtol >= 0) || !(atol >= 0)) {
        return OQL_FAIL(err, OQL_EARG, "tolerances %g and %g: expected 0 or more", rtol, atol);
    }
    OQL_TRY(oql_calc_path(datadir, id_a, &path_a, err));
    OQL_TRY(oql_calc_path(datadir, id_b, &path_b, err));
    OQL_TRY(oql_store_open(path_a, &a, err));
    OQL_TRY(oql_store_open(path_b, &b, err));
    OQL_TRY(compare_parameters(a, b, &c, err));
    compare_inputs(a, b, &c);
    c.b = b;
    OQL_TRY(oql_walk(a, "/", compare_one, &c, err));
    c.b = a;
    OQL_TRY(oql_walk(b, "/", find_missing, &c, err));
    conclude(&c);
    *n_differ = c.n_differ;
done:
    free(c.y);
    oql_store_close(a);
    oql_store_close(b);
    free(path_a);
    free(path_b);
    return st;
}
