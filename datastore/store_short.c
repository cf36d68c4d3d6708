/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/store_h5.h"

static oql_status set_numbers(oql_store *s, const char *key, oql_type type, int rank,
                              const size_t *dims, const void *x, oql_err *err)
{
    oql_array a = {.type = type, .rank = rank};
    if (rank < 0 || rank > OQL_MAX_RANK) {
        return OQL_FAIL(err, OQL_EARG, "\"%s\": rank %d, expected 0 to %d", key, rank,
                        OQL_MAX_RANK);
    }
    for (int d = 0; d < rank; ++d) {
        a.dims[d] = dims[d];
    }
    return oql_store_set(s, key, &a, x, err);
}

oql_status oql_store_set_f64(oql_store *s, const char *key, int rank, const size_t *dims,
                             const double *x, oql_err *err)
{
    return set_numbers(s, key, OQL_F64, rank, dims, x, err);
}

oql_status oql_store_set_i64(oql_store *s, const char *key, int rank, const size_t *dims,
                             const int64_t *x, oql_err *err)
{
    return set_numbers(s, key, OQL_I64, rank, dims, x, err);
}

static size_t elements(const oql_array *a)
{
    size_t n = 1;
    for (int d = 0; d < a->rank; ++d) {
        n *= a->dims[d];
    }
    return n;
}

oql_status oql_store_get_f64(oql_store *s, const char *key, double **x, size_t *n, oql_err *err)
{
    oql_array a;
    void *p = NULL;
    const oql_status st = oql_store_get(s, key, OQL_F64, &a, &p, err);
    if (st == OQL_OK) {
        *x = p;
        *n = elements(&a);
    }
    return st;
}

oql_status oql_store_get_i64(oql_store *s, const char *key, int64_t **x, size_t *n,
                             oql_err *err)
{
    oql_array a;
    void *p = NULL;
    const oql_status st = oql_store_get(s, key, OQL_I64, &a, &p, err);
    if (st == OQL_OK) {
        *x = p;
        *n = elements(&a);
    }
    return st;
}

oql_status oql_store_set_text(oql_store *s, const char *key, const char *text, oql_err *err)
{
    return oql_store_set(s, key, &(oql_array){.type = OQL_TEXT}, &text, err);
}

oql_status oql_store_get_text(oql_store *s, const char *key, char **text, oql_err *err)
{
    oql_array a;
    void *p = NULL;
    oql_status st = oql_store_get(s, key, OQL_TEXT, &a, &p, err);
    if (st != OQL_OK) {
        return st;
    }
    if (elements(&a) != 1) {
        st = OQL_FAIL(err, OQL_EARG, "%s: \"%s\" has %zu texts, expected one", s->path, key,
                      elements(&a));
        goto done;
    }
    char *out = malloc(a.width + 1);
    if (out == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a text");
        goto done;
    }
    memcpy(out, p, a.width);
    out[a.width] = '\0';
    *text = out;
done:
    free(p);
    return st;
}

oql_status oql_store_set_texts(oql_store *s, const char *key, size_t n, const char *const *text,
                               const char *scale, oql_err *err)
{
    const oql_array a = {.type = OQL_TEXT, .rank = 1, .dims = {n}, .scales = {scale}};
    return oql_store_set(s, key, &a, text, err);
}

oql_status oql_store_get_texts(oql_store *s, const char *key, oql_names *out, oql_err *err)
{
    oql_array a;
    void *p = NULL;
    oql_names names = {0};
    oql_status st = oql_store_get(s, key, OQL_TEXT, &a, &p, err);
    if (st != OQL_OK) {
        return st;
    }
    const size_t n = elements(&a);
    const char *from = p;
    names.name = calloc(n == 0 ? 1 : n, sizeof *names.name);
    if (names.name == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu texts", n);
        goto done;
    }
    for (; names.n < n; ++names.n) {
        char *t = malloc(a.width + 1);
        if (t == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu texts", n);
            goto done;
        }
        memcpy(t, from + names.n * a.width, a.width);
        t[a.width] = '\0';
        names.name[names.n] = t;
    }
    *out = names;
    names = (oql_names){0};
done:
    oql_names_clear(&names);
    free(p);
    return st;
}
