/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"
#include "datastore/show_walk.h"

/* ---- list -------------------------------------------------------------------------------- */

oql_status oql_show_list(const char *datadir, FILE *out, oql_err *err)
{
    oql_status st = OQL_OK;
    int64_t *ids = NULL;
    size_t n = 0;
    OQL_TRY(oql_calc_ids(datadir, &ids, &n, err));
    if (n == 0) {
        (void)fprintf(out, "no calculations in %s\n", datadir);
        goto done;
    }
    (void)fprintf(out, "%5s  %-8s  %-20s  %9s  %-12s  %s\n", "id", "state", "date", "size",
                  "mode", "description");
    for (size_t i = 0; i < n; ++i) {
        oql_calc_info c;
        char size[32];
        const oql_status got = oql_calc_inspect(datadir, ids[i], &c, err);
        if (got == OQL_ENOTFOUND) { /* a file of that name, or deleted while we looked */
            if (err != NULL) {
                *err = (oql_err){0};
            }
            continue;
        }
        OQL_TRY(got);
        (void)fprintf(out, "%5" PRId64 "  %-8s  %-20s  %9s  %-12s  %s\n", c.id,
                      oql_calc_state_name(c.state), c.date,
                      oql_show_bytes(c.bytes, size, sizeof size), c.mode, c.description);
        if (c.state != OQL_CALC_COMPLETE) {
            (void)fprintf(out, "%5s  %s\n", "", c.why);
        }
    }
done:
    free(ids);
    return st;
}

/* ---- what is in a file ------------------------------------------------------------------- */

static void print_shape(oql_store *s, const char *key, const oql_array *a, FILE *out)
{
    char name[64];
    (void)fputc('(', out);
    for (int d = 0; d < a->rank; ++d) {
        (void)fprintf(out, "%s", d == 0 ? "" : ", ");
        if (oql_store_dim_name(s, key, d, name, sizeof name, NULL) == OQL_OK &&
            name[0] != '\0') {
            (void)fprintf(out, "%s ", name);
        }
        (void)fprintf(out, "%zu", a->dims[d]);
    }
    (void)fputc(')', out);
}

static oql_status list_one(oql_store *s, const char *key, void *user, oql_err *err)
{
    FILE *out = user;
    oql_array a;
    uint64_t bytes = 0, stored = 0;
    char size[32], packed[32];
    char *units = NULL;
    oql_status st = OQL_OK;
    OQL_TRY(oql_store_size(s, key, &bytes, &stored, err));
    (void)fprintf(out, "%-40s  ", key);
    size_t n_rows = 0, n_cols = 0;
    oql_column *cols = NULL;
    oql_names names = {0};
    if (oql_store_shape(s, key, &a, NULL) == OQL_OK) {
        (void)fprintf(out, "%-7s  ", oql_type_name(a.type));
        print_shape(s, key, &a, out);
    } else if (oql_store_table(s, key, &n_rows, &n_cols, &cols, &names, NULL) == OQL_OK) {
        (void)fprintf(out, "%-7s  %zu rows of", "table", n_rows);
        for (size_t c = 0; c < n_cols; ++c) {
            (void)fprintf(out, " %s", cols[c].name);
        }
    } else {
        (void)fprintf(out, "%-7s", "other");
    }
    free(cols);
    oql_names_clear(&names);
    if (oql_store_has_attr(s, key, "units")) {
        OQL_TRY(oql_store_attr_text(s, key, "units", &units, err));
        (void)fprintf(out, "  [%s]", units);
    }
    (void)fprintf(out, "  %s", oql_show_bytes(bytes, size, sizeof size));
    if (stored < bytes) {
        (void)fprintf(out, ", stored in %s", oql_show_bytes(stored, packed, sizeof packed));
    }
    (void)fputc('\n', out);
done:
    free(units);
    return st;
}

static oql_status print_attrs(oql_store *s, const char *key, FILE *out, oql_err *err)
{
    oql_names names;
    char *text = NULL;
    oql_status st = oql_store_attrs(s, key, &names, err);
    if (st != OQL_OK) {
        return st;
    }
    for (size_t i = 0; i < names.n; ++i) {
        if (!oql_store_attr_is_internal(names.name[i])) {
            free(text);
            text = NULL;
            OQL_TRY(oql_store_attr_text(s, key, names.name[i], &text, err));
            (void)fprintf(out, "  %s = %s\n", names.name[i], text);
        }
    }
done:
    free(text);
    oql_names_clear(&names);
    return st;
}

/* ---- arrays, as numpy prints them -------------------------------------------------------- */

enum { SUMMARISE = 1000, EDGE = 3 };

typedef struct {
    oql_store *s;
    const char *key;
    oql_array a;
    bool cut;        /* only EDGE items at both ends of each axis are shown */
    oql_names cells; /* in the order they are printed */
    size_t cap;
    const char *text; /* whole content of an array of texts */
    oql_err *err;
} printer;

static bool is_cut(const printer *p, int d)
{
    return p->cut && p->a.dims[d] > 2 * EDGE;
}

static oql_status add_cell(printer *p, const char *text)
{
    oql_status st =
        oql_reserve(&p->cells.name, &p->cap, p->cells.n + 1, sizeof(char *), p->err);
    if (st == OQL_OK) {
        st = oql_strdup(text, &p->cells.name[p->cells.n], p->err);
    }
    p->cells.n += st == OQL_OK ? 1 : 0;
    return st;
}

/* One run of n elements of the last axis, from index[] on. */
static oql_status read_cells(printer *p, const size_t *index, size_t n)
{
    oql_status st = OQL_OK;
    size_t count[OQL_MAX_RANK], flat = 0;
    union {
        double f;
        int64_t i;
        uint64_t u;
    } x[SUMMARISE];
    char buf[40];
    const oql_type as = p->a.type == OQL_F32 || p->a.type == OQL_F64 ? OQL_F64
                        : p->a.type == OQL_U64                       ? OQL_U64
                                                                     : OQL_I64;
    for (int d = 0; d < p->a.rank; ++d) {
        count[d] = d == p->a.rank - 1 ? n : 1;
        flat = flat * p->a.dims[d] + index[d];
    }
    if (p->a.type != OQL_TEXT) {
        OQL_TRY(oql_store_read(p->s, p->key, as, 0, index, count, x, p->err));
    }
    for (size_t i = 0; i < n; ++i) {
        if (p->a.type == OQL_TEXT) {
            char *t = malloc(p->a.width + 3);
            if (t == NULL) {
                st = OQL_FAIL(p->err, OQL_ENOMEM, "out of memory for a text");
                goto done;
            }
            (void)snprintf(t, p->a.width + 3, "'%.*s'", (int)p->a.width,
                           p->text + (flat + i) * p->a.width);
            st = add_cell(p, t);
            free(t);
            OQL_TRY(st);
            continue;
        }
        if (as == OQL_F64) {
            (void)snprintf(buf, sizeof buf, "%.6g", x[i].f);
        } else if (as == OQL_I64) {
            (void)snprintf(buf, sizeof buf, "%" PRId64, x[i].i);
        } else {
            (void)snprintf(buf, sizeof buf, "%" PRIu64, x[i].u);
        }
        OQL_TRY(add_cell(p, buf));
    }
done:
    return st;
}

static oql_status collect(printer *p, size_t *index, int d)
{
    oql_status st = OQL_OK;
    const size_t n = p->a.rank == 0 ? 1 : p->a.dims[d];
    if (d >= p->a.rank - 1) {
        index[d] = 0;
        OQL_TRY(read_cells(p, index, p->a.rank > 0 && is_cut(p, d) ? EDGE : n));
        if (p->a.rank > 0 && is_cut(p, d)) {
            index[d] = n - EDGE;
            OQL_TRY(read_cells(p, index, EDGE));
        }
        return st;
    }
    for (size_t i = 0; i < n; ++i) {
        if (is_cut(p, d) && i == EDGE) {
            i = n - EDGE;
        }
        index[d] = i;
        OQL_TRY(collect(p, index, d + 1));
    }
done:
    return st;
}

static size_t print_level(const printer *p, int d, size_t at, int width, FILE *out)
{
    const size_t n = p->a.dims[d];
    const bool last = d == p->a.rank - 1;
    (void)fputc('[', out);
    for (size_t i = 0; i < n; ++i) {
        if (i > 0 && last) {
            (void)fputc(' ', out);
        } else if (i > 0) {
            for (int k = d; k < p->a.rank - 1; ++k) {
                (void)fputc('\n', out); /* a blank line between blocks, as numpy does */
            }
            (void)fprintf(out, "%*s", d + 1, "");
        }
        if (is_cut(p, d) && i == EDGE) {
            (void)fputs(last ? "... " : "...", out);
            if (!last) {
                for (int k = d; k < p->a.rank - 1; ++k) {
                    (void)fputc('\n', out);
                }
                (void)fprintf(out, "%*s", d + 1, "");
            }
            i = n - EDGE;
        }
        if (last) {
            (void)fprintf(out, "%*s", width, p->cells.name[at++]);
        } else {
            at = print_level(p, d + 1, at, width, out);
        }
    }
    (void)fputc(']', out);
    return at;
}

static oql_status print_array(oql_store *s, const char *key, FILE *out, oql_err *err)
{
    oql_status st = OQL_OK;
    printer p = {.s = s, .key = key, .err = err};
    void *text = NULL;
    size_t index[OQL_MAX_RANK] = {0}, n = 1, width = 0;
    OQL_TRY(oql_store_shape(s, key, &p.a, err));
    if (p.a.type == OQL_TEXT) {
        OQL_TRY(oql_store_get(s, key, OQL_TEXT, &p.a, &text, err));
        p.text = text;
    }
    for (int d = 0; d < p.a.rank; ++d) {
        n *= p.a.dims[d];
    }
    p.cut = n > SUMMARISE;
    if (n == 0) {
        (void)fputs("[]\n", out);
        goto done;
    }
    OQL_TRY(collect(&p, index, 0));
    if (p.a.rank == 0) {
        (void)fprintf(out, "%s\n", p.cells.name[0]);
        goto done;
    }
    for (size_t i = 0; i < p.cells.n; ++i) {
        const size_t len = strlen(p.cells.name[i]);
        width = len > width ? len : width;
    }
    (void)print_level(&p, 0, 0, p.a.type == OQL_TEXT ? 0 : (int)width, out);
    (void)fputc('\n', out);
done:
    oql_names_clear(&p.cells);
    free(text);
    return st;
}

/* ---- tables ------------------------------------------------------------------------------ */

static void print_field(const oql_column *c, const void *data, size_t row, FILE *out)
{
    enum { FIELD = 14 };
    if (c->type == OQL_TEXT) {
        const char *t = (const char *)data + row * c->width;
        (void)fprintf(out, "  %-*.*s", FIELD, (int)c->width, t);
    } else if (c->type == OQL_F32 || c->type == OQL_F64) {
        (void)fprintf(out, "  %*.6g", FIELD, ((const double *)data)[row]);
    } else {
        (void)fprintf(out, "  %*" PRId64, FIELD, ((const int64_t *)data)[row]);
    }
}

static oql_status print_table(oql_store *s, const char *key, FILE *out, oql_err *err)
{
    enum { ROWS = 60, ENDS = 10 };
    oql_status st = OQL_OK;
    size_t n_rows = 0, n_cols = 0;
    oql_column *cols = NULL;
    oql_names names = {0};
    void **data = NULL;
    OQL_TRY(oql_store_table(s, key, &n_rows, &n_cols, &cols, &names, err));
    data = calloc(n_cols + 1, sizeof *data);
    if (data == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a table");
        goto done;
    }
    for (size_t c = 0; c < n_cols; ++c) {
        const bool text = cols[c].type == OQL_TEXT;
        const bool real = cols[c].type == OQL_F32 || cols[c].type == OQL_F64;
        data[c] = oql_calloc(n_rows, text ? cols[c].width : 8);
        if (data[c] == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a table of %zu rows", n_rows);
            goto done;
        }
        OQL_TRY(oql_store_read_column(s, key, cols[c].name,
                                      text   ? OQL_TEXT
                                      : real ? OQL_F64
                                             : OQL_I64,
                                      cols[c].width, data[c], err));
        (void)fprintf(out, text ? "  %-14s" : "  %14s", cols[c].name);
    }
    (void)fputc('\n', out);
    for (size_t i = 0; i < n_rows; ++i) {
        if (n_rows > ROWS && i == ENDS) {
            (void)fprintf(out, "  ... %zu rows more\n", n_rows - 2 * ENDS);
            i = n_rows - ENDS;
        }
        for (size_t c = 0; c < n_cols; ++c) {
            print_field(&cols[c], data[c], i, out);
        }
        (void)fputc('\n', out);
    }
done:
    for (size_t c = 0; data != NULL && c < n_cols; ++c) {
        free(data[c]);
    }
    free(data);
    free(cols);
    oql_names_clear(&names);
    return st;
}

/* ---- commands ---------------------------------------------------------------------------- */

oql_status oql_show_file(const char *path, const char *key, FILE *out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    OQL_TRY(oql_store_open(path, &s, err));
    if (!oql_store_has(s, key)) {
        st = oql_store_no_key(s, key, err);
    } else if (oql_store_is_group(s, key)) {
        OQL_TRY(print_attrs(s, key, out, err));
        OQL_TRY(oql_walk(s, key, list_one, out, err));
    } else {
        OQL_TRY(list_one(s, key, out, err));
        OQL_TRY(print_attrs(s, key, out, err));
        if (oql_is_table(s, key)) {
            OQL_TRY(print_table(s, key, out, err));
        } else {
            OQL_TRY(print_array(s, key, out, err));
        }
    }
done:
    oql_store_close(s);
    return st;
}

oql_status oql_show_key(const char *datadir, int64_t id, const char *key, FILE *out,
                        oql_err *err)
{
    char *path = NULL;
    oql_status st = oql_calc_path(datadir, id, &path, err);
    if (st == OQL_OK) {
        st = oql_show_file(path, key, out, err);
    }
    free(path);
    return st;
}

oql_status oql_show_calc(const char *datadir, int64_t id, FILE *out, oql_err *err)
{
    oql_calc_info c;
    char size[32];
    const oql_status st = oql_calc_inspect(datadir, id, &c, err);
    if (st != OQL_OK) {
        return st;
    }
    (void)fprintf(out, "calculation %" PRId64 ": %s, %s%s%s\n", c.id,
                  oql_calc_state_name(c.state), oql_show_bytes(c.bytes, size, sizeof size),
                  c.state == OQL_CALC_COMPLETE ? "" : "; ",
                  c.state == OQL_CALC_COMPLETE ? "" : c.why);
    if (c.state == OQL_CALC_DAMAGED || c.state == OQL_CALC_PRIVATE || c.bytes == 0) {
        return OQL_OK;
    }
    return oql_show_key(datadir, c.id, "/", out, err);
}
