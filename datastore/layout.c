/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/show_walk.h"

static const oql_layout_row rows[] = {
#define OQL_LAYOUT(key, type, dims, presence, unit, text)                                      \
    {key, type, dims, presence, unit, text},
#include "datastore/layout.def"
};

/* What files up to a version have instead. */
static const struct {
    int last;
    oql_layout_row row;
} old_rows[] = {
#define OQL_LAYOUT_OLD(last, key, type, dims, unit, text)                                      \
    {last, {key, type, dims, 'O', unit, text}},
#include "datastore/layout.def"
};

typedef struct {
    char letter;
    const char *scale, *text;
} layout_dim;

static const layout_dim letters[] = {
#define OQL_LAYOUT_DIM(letter, scale, text) {letter, scale, text},
#include "datastore/layout.def"
};

typedef struct {
    const char *object, *name;
    oql_type type;
    const char *text;
} layout_attr;

static const layout_attr attrs[] = {
#define OQL_LAYOUT_ATTR(object, name, type, text) {object, name, type, text},
#include "datastore/layout.def"
};

/* One component against one of the table: equal, or any where the table has <…>; <trt_id> and
   <number> take digits only, so that other groups are not taken for a tectonic region. */
static bool component_fits(const char *want, size_t n_want, const char *have, size_t n_have)
{
    if (n_want == 0 || want[0] != '<') {
        return n_want == n_have && strncmp(want, have, n_want) == 0;
    }
    if (strncmp(want, "<trt_id>", n_want) == 0 || strncmp(want, "<number>", n_want) == 0) {
        return n_have > 0 && strspn(have, "0123456789") >= n_have;
    }
    return n_have > 0;
}

static bool key_fits(const char *want, const char *have)
{
    for (;;) {
        const size_t n = strcspn(want, "/"), m = strcspn(have, "/");
        if (!component_fits(want, n, have, m)) {
            return false;
        }
        want += n;
        have += m;
        if (*want == '\0' || *have == '\0') {
            return *want == *have;
        }
        ++want;
        ++have;
    }
}

const oql_layout_row *oql_layout_find(const char *key)
{
    const oql_layout_row *found = NULL;
    key += key[0] == '/' ? 1 : 0;
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        if (key_fits(rows[i].key, key) && (found == NULL || strchr(rows[i].key, '<') == NULL)) {
            found = &rows[i];
        }
    }
    return found;
}

/* The entry that a key falls under in a file of this version. */
static const oql_layout_row *find_in(const char *key, int64_t version)
{
    for (size_t i = 0; i < OQL_COUNT(old_rows); ++i) {
        if (version <= old_rows[i].last && key_fits(old_rows[i].row.key, key)) {
            return &old_rows[i].row;
        }
    }
    return oql_layout_find(key);
}

const char *oql_layout_scale(char letter)
{
    for (size_t i = 0; i < OQL_COUNT(letters); ++i) {
        if (letters[i].letter == letter) {
            return letters[i].scale;
        }
    }
    return NULL;
}

static bool is_scale(const oql_layout_row *row)
{
    const char *scale = row->dims[0] == '\0' ? NULL : oql_layout_scale(row->dims[0]);
    return scale != NULL && strlen(row->dims) == 1 && strcmp(scale, row->key) == 0;
}

/* The scale must be there; one of whole numbers is an index, and made. */
static oql_status need_scale(oql_store *s, const char *key, const char *scale, size_t n,
                             oql_err *err)
{
    const oql_layout_row *row = oql_layout_find(scale);
    if (oql_store_has(s, scale)) {
        return OQL_OK;
    }
    if (row == NULL || row->type != OQL_I32) {
        return OQL_FAIL(err, OQL_EARG, "\"%s\": write its dimension scale \"%s\" first", key,
                        scale);
    }
    int32_t *index = oql_calloc(n, sizeof *index);
    if (index == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for \"%s\"", scale);
    }
    for (size_t i = 0; i < n; ++i) {
        index[i] = (int32_t)i;
    }
    const oql_status st = oql_layout_set(s, scale, &n, index, err);
    free(index);
    return st;
}

oql_status oql_layout_set(oql_store *s, const char *key, const size_t *dims, const void *data,
                          oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_layout_row *row = oql_layout_find(key);
    if (row == NULL) {
        return OQL_FAIL(err, OQL_EARG, "\"%s\" is not in the layout (layout.def)", key);
    }
    oql_array a = {.type = row->type, .text = row->text, .in_order = true};
    a.unit = row->unit[0] == '\0' ? NULL : row->unit;
    a.rank = (int)strlen(row->dims);
    for (int d = 0; d < a.rank; ++d) {
        const char *scale = oql_layout_scale(row->dims[d]);
        a.dims[d] = dims[d];
        a.scales[d] = scale == NULL || scale[0] == '\0' || is_scale(row) ? NULL : scale;
        if (a.scales[d] != NULL) {
            OQL_TRY(need_scale(s, key, scale, dims[d], err));
        }
    }
    OQL_TRY(oql_store_set(s, key, &a, data, err));
    if (is_scale(row)) {
        OQL_TRY(oql_store_make_scale(s, key, row->key, err));
    }
done:
    return st;
}

/* ---- checking ---------------------------------------------------------------------------- */

static oql_status check_array(oql_store *s, const char *key, const oql_layout_row *row,
                              oql_err *err)
{
    oql_array a;
    const char *file = oql_store_path(s);
    const oql_status st = oql_store_shape(s, key, &a, err);
    if (st != OQL_OK) {
        return st;
    }
    if (a.type != row->type || a.rank != (int)strlen(row->dims)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s: \"%s\" has another type or rank than the layout says", file, key);
    }
    for (int d = 0; d < a.rank; ++d) {
        const char *scale = oql_layout_scale(row->dims[d]);
        char name[64];
        const oql_status got = oql_store_dim_name(s, key, d, name, sizeof name, err);
        if (got != OQL_OK) {
            return got;
        }
        if (scale != NULL && scale[0] != '\0' && strcmp(name, scale) != 0) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s: dimension %d of \"%s\" is named \"%s\", expected \"%s\"", file,
                            d, key, name, scale);
        }
    }
    if (!oql_store_has_attr(s, key, "description") ||
        (row->unit[0] != '\0' && !oql_store_has_attr(s, key, "units"))) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: \"%s\" lacks its unit or description", file, key);
    }
    return OQL_OK;
}

/* oql_visit: an array that the layout does not know is nobody's business. */
static oql_status check_one(oql_store *s, const char *key, void *version, oql_err *err)
{
    key += strspn(key, "/");
    const oql_layout_row *row = find_in(key, *(const int64_t *)version);
    return row == NULL ? OQL_OK : check_array(s, key, row, err);
}

oql_status oql_layout_check(oql_store *s, oql_err *err)
{
    oql_status st = OQL_OK;
    int64_t *version = NULL;
    size_t n = 0;
    const char *file = oql_store_path(s);

    OQL_TRY(oql_store_attr_i64(s, "/", "layout_version", &version, &n, err));
    if (n != 1 || version[0] < 1 || version[0] > OQL_LAYOUT_VERSION) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s: layout version %lld, this program reads versions 1 to %d", file,
                      n == 1 ? (long long)version[0] : -1LL, OQL_LAYOUT_VERSION);
        goto done;
    }
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        if (rows[i].presence == 'A' && strchr(rows[i].key, '<') == NULL &&
            !oql_store_has(s, rows[i].key)) {
            st = OQL_FAIL(err, OQL_EMODEL, "%s: \"%s\" is missing", file, rows[i].key);
            goto done;
        }
    }
    OQL_TRY(oql_walk(s, "/", check_one, version, err));
done:
    free(version);
    return st;
}

/* ---- LAYOUT.md --------------------------------------------------------------------------- */

const char *oql_type_name(oql_type type)
{
    switch (type) {
    case OQL_U8:
        return "uint8";
    case OQL_I32:
        return "int32";
    case OQL_I64:
        return "int64";
    case OQL_U64:
        return "uint64";
    case OQL_F32:
        return "float32";
    case OQL_F64:
        return "float64";
    case OQL_TEXT:
        break;
    }
    return "text";
}

static void markdown_rows(FILE *out, char presence)
{
    (void)fputs("| key | type | dimensions | unit | meaning |\n|---|---|---|---|---|\n", out);
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        const oql_layout_row *r = &rows[i];
        if (r->presence == presence) {
            (void)fprintf(out, "| `/%s` | %s | %s | %s | %s |\n", r->key,
                          oql_type_name(r->type), r->dims, r->unit, r->text);
        }
    }
}

void oql_layout_markdown(FILE *out)
{
    (void)fprintf(
        out,
        "# Layout of output.hdf5, version %d\n\n"
        "Made from `layout.def`, the table that the writer and the validator use; a test "
        "compares. Do not edit.\n\n"
        "Attribute texts are variable-length UTF-8; text columns are fixed-width UTF-8 "
        "padded with NUL. Every array has the attributes `units` (where it has one) and "
        "`description`, a Fletcher32 checksum, and its dimension scales attached. Names "
        "made from the inputs (`<gsim>`) have the bytes 0-31, 127, `/`, `%%` and blanks at "
        "the ends written as `%%XX`.\n\n## Dimensions\n\n"
        "| letter | scale | meaning |\n|---|---|---|\n",
        OQL_LAYOUT_VERSION);
    for (size_t i = 0; i < OQL_COUNT(letters); ++i) {
        (void)fprintf(out, "| %c | %s%s | %s |\n", letters[i].letter,
                      letters[i].scale[0] == '\0' ? "" : "/", letters[i].scale,
                      letters[i].text);
    }
    (void)fputs("\n## Always there\n\n", out);
    markdown_rows(out, 'A');
    (void)fputs("\n## Where the job asks for it\n\n", out);
    markdown_rows(out, 'O');
    (void)fputs(
        "\n## While computing, and in what was salvaged of a killed run\n\n"
        "Arrays are contiguous and without checksum then (see docs/adr/0003-datastore.md); "
        "values not yet computed are NaN.\n\n",
        out);
    markdown_rows(out, 'L');
    (void)fputs(
        "\n## Otherwise in files of earlier versions\n\n"
        "`-` is an axis without a scale.\n\n"
        "| up to | key | type | dimensions | unit | meaning |\n|---|---|---|---|---|---|\n",
        out);
    for (size_t i = 0; i < OQL_COUNT(old_rows); ++i) {
        const oql_layout_row *r = &old_rows[i].row;
        (void)fprintf(out, "| %d | `/%s` | %s | %s | %s | %s |\n", old_rows[i].last, r->key,
                      oql_type_name(r->type), r->dims, r->unit, r->text);
    }
    (void)fputs("\n## Attributes\n\n| object | name | type | meaning |\n|---|---|---|---|\n",
                out);
    for (size_t i = 0; i < OQL_COUNT(attrs); ++i) {
        (void)fprintf(out, "| `%s` | %s | %s | %s |\n", attrs[i].object, attrs[i].name,
                      oql_type_name(attrs[i].type), attrs[i].text);
    }
}
