/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/gmmspec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/toml.h"

/* ---- the text of a model ---- */
typedef struct {
    char *s;
    size_t n, cap;
} buffer;

static oql_status put(buffer *b, const char *s, size_t n, oql_err *err)
{
    const oql_status st = oql_reserve(&b->s, &b->cap, b->n + n + 1, 1, err);
    if (st == OQL_OK) {
        memcpy(b->s + b->n, s, n);
        b->n += n;
        b->s[b->n] = '\0';
    }
    return st;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

/* A string in quotes, single ones unless it contains one: TOML reads it back. */
static oql_status put_quoted(buffer *b, const char *s, oql_err *err)
{
    oql_status st = OQL_OK;
    const bool plain = strchr(s, '\'') == NULL;
    OQL_TRY(put(b, plain ? "'" : "\"", 1, err));
    for (; *s != '\0'; ++s) {
        if (!plain && (*s == '"' || *s == '\\')) {
            OQL_TRY(put(b, "\\", 1, err));
        }
        OQL_TRY(put(b, s, 1, err));
    }
    OQL_TRY(put(b, plain ? "'" : "\"", 1, err));
done:
    return st;
}

/* An integer as Python writes one: no leading zeros, so that "01" stays a string. */
static bool is_plain_int(const char *s)
{
    const char *d = *s == '-' || *s == '+' ? s + 1 : s;
    int64_t unused;
    return oql_parse_int(s, &unused) && (d[0] != '0' || d[1] == '\0') && !is_blank(*s) &&
           !is_blank(s[strlen(s) - 1]);
}

/* The value of an XML attribute, as the TOML value that OpenQuake would make of it. */
static oql_status put_attribute(buffer *b, const char *value, oql_err *err)
{
    double x;
    char number[OQL_DOUBLE_TEXT];
    const size_t n = strlen(value);
    if (strcmp(value, "True") == 0 || strcmp(value, "False") == 0) {
        return put(b, value[0] == 'T' ? "true" : "false", value[0] == 'T' ? 4 : 5, err);
    }
    if (n > 0 && is_plain_int(value)) {
        return put(b, value, n, err);
    }
    if (strpbrk(value, "nN") == NULL && strpbrk(value, ".eE") != NULL &&
        oql_parse_double(value, &x)) {
        (void)oql_double_text(x, number);
        return put(b, number, strlen(number), err);
    }
    if (n >= 2 && ((value[0] == '[' && value[n - 1] == ']') ||
                   ((value[0] == '"' || value[0] == '\'') && value[n - 1] == value[0]))) {
        return put(b, value, n, err);
    }
    return put_quoted(b, value, err);
}

/* Header line and arguments; every line stripped. Lines are kept one to one, so that line
 * numbers in messages fit. */
static oql_status make_text(buffer *b, const char *text, size_t n_attrs,
                            const char *const *attr_name, const char *const *attr_value,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    size_t n = strlen(text);
    while (n > 0 && is_blank(text[n - 1])) {
        --n;
    }
    const bool bare = n > 0 && text[0] != '[';
    if (bare && n > 2 && memcmp(text + n - 2, "()", 2) == 0) {
        n -= 2; /* Name() is Name */
    }
    OQL_TRY(put(b, "[", bare ? 1 : 0, err));
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && text[end] != '\n') {
            ++end;
        }
        size_t from = i, to = end;
        while (from < to && is_blank(text[from])) {
            ++from;
        }
        while (to > from && is_blank(text[to - 1])) {
            --to;
        }
        OQL_TRY(put(b, text + from, to - from, err));
        OQL_TRY(put(b, "\n", end < n ? 1 : 0, err));
        i = end + 1;
    }
    OQL_TRY(put(b, "]", bare ? 1 : 0, err));
    for (size_t i = 0; i < n_attrs; ++i) {
        OQL_TRY(put(b, "\n", 1, err));
        OQL_TRY(put(b, attr_name[i], strlen(attr_name[i]), err));
        OQL_TRY(put(b, " = ", 3, err));
        OQL_TRY(put_attribute(b, attr_value[i], err));
    }
done:
    return st;
}

/* Blanks only at the end. */
static bool is_one_word(const char *text)
{
    while (*text != '\0' && !is_blank(*text)) {
        ++text;
    }
    while (is_blank(*text)) {
        ++text;
    }
    return *text == '\0';
}

oql_status oql_gmm_spec_parse(oql_arena *arena, const char *text, size_t n_attrs,
                              const char *const *attr_name, const char *const *attr_value,
                              const char *path, int line, const oql_gmm_spec **out,
                              oql_err *err)
{
    oql_status st = OQL_OK;
    buffer b = {0};
    size_t n = 0;
    const oql_gmm_arg *root = NULL;
    for (; is_blank(*text); ++text) {
        line += *text == '\n';
    }
    if (*text == '\0') {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: empty, expected the name of a ground-motion model", path, line);
        goto done;
    }
    if (*text != '[' && !is_one_word(text)) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: found \"%.60s\", expected the name of a ground-motion model, or "
                      "[Name] and its arguments below",
                      path, line, text);
        goto done;
    }
    OQL_TRY(make_text(&b, text, n_attrs, attr_name, attr_value, err));
    OQL_TRY(oql_toml_parse(arena, b.s, path, line, &n, &root, err));
    if (n != 1 || root->value.type != OQL_ARG_TABLE) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: \"%.60s\" has %zu tables, expected one, named after the model",
                      path, line, b.s, n);
        goto done;
    }
    oql_gmm_spec *spec = oql_arena_alloc(arena, 1, sizeof *spec);
    const char *shown = oql_arena_strdup(arena, b.s), *file = oql_arena_strdup(arena, path);
    if (spec == NULL || shown == NULL || file == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%s:%d: out of memory", path, line);
        goto done;
    }
    *spec = (oql_gmm_spec){.name = root->key,
                           .n_args = root->value.as.table.n,
                           .args = root->value.as.table.arg,
                           .text = shown,
                           .path = file,
                           .line = line};
    *out = spec;
done:
    free(b.s);
    return st;
}

/* ---- looking into specs ---- */
static const oql_gmm_value *get(size_t n, const oql_gmm_arg *args, const char *key)
{
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(args[i].key, key) == 0) {
            return &args[i].value;
        }
    }
    return NULL;
}

const oql_gmm_value *oql_gmm_spec_get(const oql_gmm_spec *spec, const char *key)
{
    return get(spec->n_args, spec->args, key);
}

const oql_gmm_value *oql_gmm_table_get(const oql_gmm_value *value, const char *key)
{
    return value->type != OQL_ARG_TABLE ? NULL
                                        : get(value->as.table.n, value->as.table.arg, key);
}

bool oql_gmm_value_number(const oql_gmm_value *value, double *out)
{
    if (value->type == OQL_ARG_FLOAT) {
        *out = value->as.real;
        return true;
    }
    if (value->type == OQL_ARG_INT) {
        *out = (double)value->as.integer;
        return true;
    }
    return false;
}

static bool same_value(const oql_gmm_value *a, const oql_gmm_value *b);

static bool same_table(size_t na, const oql_gmm_arg *a, size_t nb, const oql_gmm_arg *b)
{
    if (na != nb) {
        return false;
    }
    for (size_t i = 0; i < na; ++i) { /* keys are unique, so this is a bijection */
        const oql_gmm_value *other = get(nb, b, a[i].key);
        if (other == NULL || !same_value(&a[i].value, other)) {
            return false;
        }
    }
    return true;
}

static bool same_value(const oql_gmm_value *a, const oql_gmm_value *b)
{
    double x, y;
    if (oql_gmm_value_number(a, &x) && oql_gmm_value_number(b, &y)) {
        return !(x < y) && !(x > y);
    }
    if (a->type != b->type) {
        return false;
    }
    switch (a->type) {
    case OQL_ARG_STRING:
        return strcmp(a->as.string, b->as.string) == 0;
    case OQL_ARG_BOOL:
        return a->as.boolean == b->as.boolean;
    case OQL_ARG_ARRAY:
        if (a->as.array.n != b->as.array.n) {
            return false;
        }
        for (size_t i = 0; i < a->as.array.n; ++i) {
            if (!same_value(&a->as.array.item[i], &b->as.array.item[i])) {
                return false;
            }
        }
        return true;
    case OQL_ARG_TABLE:
        return same_table(a->as.table.n, a->as.table.arg, b->as.table.n, b->as.table.arg);
    case OQL_ARG_FLOAT:
    case OQL_ARG_INT:
        break; /* done above */
    }
    return false;
}

bool oql_gmm_spec_equal(const oql_gmm_spec *a, const oql_gmm_spec *b)
{
    return strcmp(a->name, b->name) == 0 && same_table(a->n_args, a->args, b->n_args, b->args);
}

oql_status oql_gmm_spec_from_value(oql_arena *arena, const oql_gmm_spec *outer,
                                   const oql_gmm_value *value, const oql_gmm_spec **out,
                                   oql_err *err)
{
    if (value->type != OQL_ARG_TABLE || value->as.table.n != 1 ||
        value->as.table.arg[0].value.type != OQL_ARG_TABLE) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: an argument of %s is not a model, expected {Name = {…}}",
                        outer->path, outer->line, outer->name);
    }
    const oql_gmm_arg *arg = &value->as.table.arg[0];
    oql_gmm_spec *spec = oql_arena_alloc(arena, 1, sizeof *spec);
    const size_t n = strlen(arg->key) + 3;
    char *text = oql_arena_alloc(arena, n, 1);
    if (spec == NULL || text == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s:%d: out of memory", outer->path, outer->line);
    }
    (void)snprintf(text, n, "[%s]", arg->key);
    *spec = (oql_gmm_spec){.name = arg->key,
                           .n_args = arg->value.as.table.n,
                           .args = arg->value.as.table.arg,
                           .text = text,
                           .path = outer->path,
                           .line = outer->line};
    *out = spec;
    return OQL_OK;
}

const char *oql_gmm_spec_file(oql_arena *arena, const oql_gmm_spec *spec, const char *file)
{
    const char *slash = strrchr(spec->path, '/');
    if (file[0] == '/' || slash == NULL) {
        return oql_arena_strdup(arena, file);
    }
    const size_t dir = (size_t)(slash - spec->path) + 1, n = strlen(file);
    char *out = oql_arena_alloc(arena, dir + n + 1, 1);
    if (out != NULL) {
        memcpy(out, spec->path, dir);
        memcpy(out + dir, file, n);
    }
    return out;
}
