/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/store_h5.h"

static oql_status check_columns(const oql_store *s, const char *key, size_t n_cols,
                                const oql_column *cols, oql_err *err)
{
    if (n_cols == 0) {
        return OQL_FAIL(err, OQL_EARG, "%s: table \"%s\" has no columns", s->path, key);
    }
    for (size_t c = 0; c < n_cols; ++c) {
        if (cols[c].name == NULL || cols[c].name[0] == '\0' ||
            (cols[c].type == OQL_TEXT && cols[c].width == 0)) {
            return OQL_FAIL(err, OQL_EARG,
                            "%s: table \"%s\": column %zu has no name or no width", s->path,
                            key, c);
        }
        for (size_t k = 0; k < c; ++k) {
            if (strcmp(cols[k].name, cols[c].name) == 0) {
                return OQL_FAIL(err, OQL_EARG, "%s: table \"%s\" has two columns \"%s\"",
                                s->path, key, cols[c].name);
            }
        }
    }
    return OQL_OK;
}

static size_t row_bytes(size_t n_cols, const oql_column *cols)
{
    size_t row = 0;
    for (size_t c = 0; c < n_cols; ++c) {
        row += oql_h5_width(cols[c].type, cols[c].width);
    }
    return row;
}

/* Packed, so that a table has no padding bytes, whose values would be nobody's. */
static hid_t row_type(size_t n_cols, const oql_column *cols, bool native)
{
    hid_t t = H5Tcreate(H5T_COMPOUND, row_bytes(n_cols, cols));
    size_t at = 0;
    for (size_t c = 0; c < n_cols && t >= 0; ++c) {
        hid_t m = oql_h5_type(cols[c].type, cols[c].width, native);
        if (m < 0 || H5Tinsert(t, cols[c].name, at, m) < 0) {
            oql_h5_close(&t);
        }
        oql_h5_close(&m);
        at += oql_h5_width(cols[c].type, cols[c].width);
    }
    return t;
}

static void interleave(size_t n_rows, size_t n_cols, const oql_column *cols, char *rows)
{
    const size_t row = row_bytes(n_cols, cols);
    size_t at = 0;
    for (size_t c = 0; c < n_cols; ++c) {
        const size_t w = oql_h5_width(cols[c].type, cols[c].width);
        const char *from = cols[c].data;
        for (size_t i = 0; i < n_rows; ++i) {
            memcpy(rows + i * row + at, from + i * w, w);
        }
        at += w;
    }
}

static herr_t describe(hid_t dset, const char *text, size_t n_cols, const oql_column *cols)
{
    herr_t rc = text == NULL ? 0 : oql_h5_attr_text(dset, "description", text);
    for (size_t c = 0; c < n_cols && rc >= 0; ++c) {
        if (cols[c].unit != NULL) {
            char name[128] = "units_";
            strncat(name, cols[c].name, sizeof name - sizeof "units_");
            rc = oql_h5_attr_text(dset, name, cols[c].unit);
        }
    }
    return rc;
}

oql_status oql_store_set_table(oql_store *s, const char *key, const char *text, size_t n_rows,
                               size_t n_cols, const oql_column *cols, oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL, *rows = NULL;
    hid_t ftype = H5I_INVALID_HID, mtype = H5I_INVALID_HID, space = H5I_INVALID_HID;
    hid_t dcpl = H5I_INVALID_HID, lcpl = H5I_INVALID_HID, dset = H5I_INVALID_HID;

    OQL_TRY(oql_h5_path(key, &path, err));
    OQL_TRY(check_columns(s, path, n_cols, cols, err));
    OQL_TRY(oql_h5_clear(s, path, err));
    const size_t row = row_bytes(n_cols, cols);
    rows = oql_calloc(n_rows, row);
    if (rows == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for table \"%s\" of %zu rows", key,
                      n_rows);
        goto done;
    }
    interleave(n_rows, n_cols, cols, rows);
    const hsize_t dim = n_rows;
    /* as text of the row's width: chunked and compressed like an array of such elements */
    const oql_array a = {.type = OQL_TEXT, .width = row, .rank = 1, .dims = {n_rows}};
    ftype = row_type(n_cols, cols, false);
    mtype = row_type(n_cols, cols, true);
    space = H5Screate_simple(1, &dim, NULL);
    lcpl = oql_h5_lcpl();
    dcpl = oql_h5_dcpl(s, &a, rows);
    dset = H5Dcreate2(s->file, path, ftype, space, lcpl, dcpl, H5P_DEFAULT);
    if (dset < 0 ||
        (n_rows > 0 && H5Dwrite(dset, mtype, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) < 0) ||
        describe(dset, text, n_cols, cols) < 0) {
        st = oql_h5_fail(s, err, "cannot write table \"%s\"", path);
    } else {
        st = oql_h5_close_written(s, &dset, path, err);
    }
done:
    oql_h5_close(&dset);
    oql_h5_close(&dcpl);
    oql_h5_close(&lcpl);
    oql_h5_close(&space);
    oql_h5_close(&mtype);
    oql_h5_close(&ftype);
    free(rows);
    free(path);
    return st;
}

static oql_status open_table(oql_store *s, const char *key, hid_t *dset, hid_t *type,
                             size_t *n_rows, oql_err *err)
{
    oql_status st = OQL_OK;
    *type = H5I_INVALID_HID;
    *dset = H5I_INVALID_HID;
    OQL_TRY(oql_h5_dataset(s, key, dset, err));
    *type = H5Dget_type(*dset);
    hid_t space = H5Dget_space(*dset);
    const hssize_t n = H5Sget_simple_extent_npoints(space);
    oql_h5_close(&space);
    if (H5Tget_class(*type) != H5T_COMPOUND || n < 0) {
        st = OQL_FAIL(err, OQL_EARG, "%s: \"%s\" is an array, expected a table", s->path, key);
        goto done;
    }
    *n_rows = (size_t)n;
done:
    if (st != OQL_OK) {
        oql_h5_close(type);
        oql_h5_close(dset);
    }
    return st;
}

oql_status oql_store_table(oql_store *s, const char *key, size_t *n_rows, size_t *n_cols,
                           oql_column **cols, oql_names *names, oql_err *err)
{
    hid_t dset, type;
    oql_names list = {0};
    oql_column *out = NULL;
    size_t rows = 0;
    oql_status st = open_table(s, key, &dset, &type, &rows, err);
    if (st != OQL_OK) {
        return st;
    }
    const int n = H5Tget_nmembers(type);
    const size_t count = n < 0 ? 0 : (size_t)n;
    out = calloc(count + 1, sizeof *out);
    list.name = calloc(count + 1, sizeof *list.name);
    if (out == NULL || list.name == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the columns of \"%s\"", key);
        goto done;
    }
    for (size_t c = 0; c < count; ++c) {
        hid_t m = H5Tget_member_type(type, (unsigned)c);
        const bool known = oql_h5_known(m, &out[c].type, &out[c].width);
        oql_h5_close(&m);
        char *name = H5Tget_member_name(type, (unsigned)c);
        st = !known || name == NULL
                 ? OQL_FAIL(err, OQL_EARG, "%s: table \"%s\": column %zu is not a scalar",
                            s->path, key, c)
                 : oql_strdup(name, &list.name[c], err);
        (void)H5free_memory(name);
        if (st != OQL_OK) {
            goto done;
        }
        out[c].name = list.name[c];
        ++list.n;
    }
    *n_rows = rows;
    *n_cols = count;
    *cols = out;
    *names = list;
    out = NULL;
    list = (oql_names){0};
done:
    free(out);
    oql_names_clear(&list);
    oql_h5_close(&type);
    oql_h5_close(&dset);
    return st;
}

oql_status oql_store_read_column(oql_store *s, const char *key, const char *column,
                                 oql_type type, size_t width, void *data, oql_err *err)
{
    hid_t dset, row;
    hid_t mem = H5I_INVALID_HID, member = H5I_INVALID_HID, have_type = H5I_INVALID_HID;
    size_t n_rows = 0;
    oql_status st = open_table(s, key, &dset, &row, &n_rows, err);
    if (st != OQL_OK) {
        return st;
    }
    const int at = H5Tget_member_index(row, column);
    if (at < 0) {
        st = OQL_FAIL(err, OQL_ENOTFOUND, "%s: table \"%s\" has no column \"%s\"", s->path, key,
                      column);
        goto done;
    }
    oql_type have = OQL_U8;
    size_t have_width = 0;
    have_type = H5Tget_member_type(row, (unsigned)at);
    if (!oql_h5_known(have_type, &have, &have_width) ||
        (have == OQL_TEXT) != (type == OQL_TEXT)) {
        st = OQL_FAIL(err, OQL_EARG, "%s: column \"%s\" of \"%s\" holds %s, asked for %s",
                      s->path, column, key, have == OQL_TEXT ? "text" : "numbers",
                      type == OQL_TEXT ? "text" : "numbers");
        goto done;
    }
    member = oql_h5_type(type, width, true);
    mem = H5Tcreate(H5T_COMPOUND, H5Tget_size(member));
    if (mem < 0 || H5Tinsert(mem, column, 0, member) < 0 ||
        (n_rows > 0 && H5Dread(dset, mem, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)) {
        st = oql_h5_fail(s, err, "cannot read column \"%s\" of \"%s\"", column, key);
    }
done:
    oql_h5_close(&mem);
    oql_h5_close(&member);
    oql_h5_close(&have_type);
    oql_h5_close(&row);
    oql_h5_close(&dset);
    return st;
}
