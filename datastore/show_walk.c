/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/show_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"

oql_status oql_member_key(const char *group, const char *name, char **key, oql_err *err)
{
    const char *stem = strcmp(group, "/") == 0 ? "" : group;
    const size_t size = strlen(stem) + strlen(name) + 2;

    free(*key);
    *key = malloc(size);
    if (*key == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a key");
    }
    (void)snprintf(*key, size, "%s/%s", stem, name);
    return OQL_OK;
}

oql_status oql_walk(oql_store *s, const char *group, oql_visit visit, void *user, oql_err *err)
{
    oql_names names;
    char *key = NULL;
    oql_status st = oql_store_keys(s, group, &names, err);
    if (st != OQL_OK) {
        return st;
    }
    for (size_t i = 0; i < names.n; ++i) {
        OQL_TRY(oql_member_key(group, names.name[i], &key, err));
        if (oql_store_is_group(s, key)) {
            OQL_TRY(oql_walk(s, key, visit, user, err));
        } else {
            OQL_TRY(visit(s, key, user, err));
        }
    }
done:
    free(key);
    oql_names_clear(&names);
    return st;
}

oql_status oql_walk_slabs(oql_store *s, const char *key, oql_slab slab, void *user,
                          oql_err *err)
{
    enum { SLAB = 4 << 20 };
    oql_status st = OQL_OK;
    oql_array a;
    double *x = NULL;
    size_t start[OQL_MAX_RANK] = {0}, count[OQL_MAX_RANK], row = 1;

    OQL_TRY(oql_store_shape(s, key, &a, err));
    for (int d = 1; d < a.rank; ++d) {
        count[d] = a.dims[d];
        row *= a.dims[d];
    }
    const size_t n_rows = a.rank == 0 ? 1 : a.dims[0];
    size_t rows = SLAB / sizeof *x / (row == 0 ? 1 : row);
    rows = rows == 0 ? 1 : rows < n_rows ? rows : n_rows;
    x = oql_calloc(rows, row * sizeof *x);
    if (x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory to read \"%s\"", key);
        goto done;
    }
    for (size_t at = 0; at < n_rows && row > 0; at += rows) {
        start[0] = at;
        count[0] = n_rows - at < rows ? n_rows - at : rows;
        OQL_TRY(oql_store_read(s, key, OQL_F64, 0, start, count, x, err));
        OQL_TRY(slab(x, count[0] * row, at * row, user, err));
    }
done:
    free(x);
    return st;
}

bool oql_is_table(oql_store *s, const char *key)
{
    size_t n_rows, n_cols;
    oql_column *cols = NULL;
    oql_names names = {0};
    if (oql_store_table(s, key, &n_rows, &n_cols, &cols, &names, NULL) != OQL_OK) {
        return false;
    }
    free(cols);
    oql_names_clear(&names);
    return true;
}

char *oql_show_bytes(uint64_t n, char *buf, size_t size)
{
    static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double x = (double)n;
    size_t k = 0;
    while (x >= 1023.95 && k + 1 < OQL_COUNT(unit)) {
        x /= 1024;
        ++k;
    }
    (void)snprintf(buf, size, k == 0 ? "%.0f %s" : "%.1f %s", x, unit[k]);
    return buf;
}

/* "imts" → label of the scale when it has texts, else "site 3" from its name */
static void one_place(oql_store *s, const char *scale, size_t i, char *buf, size_t size)
{
    oql_names text;
    if (scale[0] != '\0' && oql_store_get_texts(s, scale, &text, NULL) == OQL_OK) {
        if (i < text.n) {
            (void)snprintf(buf, size, "%s", text.name[i]);
        }
        oql_names_clear(&text);
        return;
    }
    const size_t n = strlen(scale);
    (void)snprintf(buf, size, "%.*s %zu", (int)(n > 1 && scale[n - 1] == 's' ? n - 1 : n),
                   n == 0 ? "index" : scale, i);
}

void oql_show_place(oql_store *s, const char *key, const oql_array *a, size_t at, char *buf,
                    size_t size)
{
    size_t index[OQL_MAX_RANK] = {0}, used = 0;
    for (int d = a->rank - 1; d >= 0; --d) {
        index[d] = a->dims[d] == 0 ? 0 : at % a->dims[d];
        at = a->dims[d] == 0 ? 0 : at / a->dims[d];
    }
    if (size > 0) {
        buf[0] = '\0';
    }
    for (int d = 0; d < a->rank && used < size; ++d) {
        char scale[64] = "", part[80] = "";
        if (oql_store_dim_name(s, key, d, scale, sizeof scale, NULL) != OQL_OK) {
            scale[0] = '\0';
        }
        one_place(s, scale, index[d], part, sizeof part);
        const int n = snprintf(buf + used, size - used, "%s%s", d == 0 ? "" : ", ", part);
        used += n < 0 ? 0 : (size_t)n;
    }
}
