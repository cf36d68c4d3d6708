/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5_hl.h>

#include "base/memory.h"
#include "datastore/run_file.h"
#include "datastore/store_h5.h"

/* Copying object by object, not byte by byte: the live file is laid out for writing in place,
 * the published one for reading (chunks, checksums, compression); only contents enter it. */

/* Attributes that dimension scales make by themselves. */
static bool is_internal(const char *name)
{
    static const char *const internal[] = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST",
                                           "DIMENSION_LABELS"};
    for (size_t i = 0; i < OQL_COUNT(internal); ++i) {
        if (strcmp(name, internal[i]) == 0) {
            return true;
        }
    }
    return false;
}

static oql_status copy_attr(oql_store *src, oql_store *dst, const char *key, const char *name,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    hid_t from = H5I_INVALID_HID, to = H5I_INVALID_HID, attr = H5I_INVALID_HID;
    hid_t type = H5I_INVALID_HID, space = H5I_INVALID_HID, copy = H5I_INVALID_HID;
    hid_t acpl = H5I_INVALID_HID;
    char *buf = NULL;
    bool read = false;
    OQL_TRY(oql_h5_open(src, key, &from, err));
    OQL_TRY(oql_h5_open(dst, key, &to, err));
    attr = H5Aopen(from, name, H5P_DEFAULT);
    type = H5Aget_type(attr);
    space = H5Aget_space(attr);
    acpl = H5Aget_create_plist(attr);
    const hssize_t n = H5Sget_simple_extent_npoints(space);
    buf = oql_calloc(n < 1 ? 1 : (size_t)n, H5Tget_size(type));
    read = buf != NULL && H5Aread(attr, type, buf) >= 0;
    if (!read) {
        st = oql_h5_fail(src, err, "cannot read attribute \"%s\" of \"%s\"", name, key);
        goto done;
    }
    if (H5Aexists(to, name) > 0) {
        (void)H5Adelete(to, name);
    }
    copy = H5Acreate2(to, name, type, space, acpl, H5P_DEFAULT);
    if (copy < 0 || H5Awrite(copy, type, buf) < 0) {
        st = oql_h5_fail(dst, err, "cannot write attribute \"%s\" of \"%s\"", name, key);
    }
done:
    if (read && H5Tdetect_class(type, H5T_STRING) > 0 && H5Tis_variable_str(type) > 0) {
        (void)H5Dvlen_reclaim(type, space, H5P_DEFAULT, buf);
    }
    free(buf);
    oql_h5_close(&copy);
    oql_h5_close(&acpl);
    oql_h5_close(&space);
    oql_h5_close(&type);
    oql_h5_close(&attr);
    oql_h5_close(&to);
    oql_h5_close(&from);
    return st;
}

static oql_status copy_attrs(oql_store *src, oql_store *dst, const char *key, oql_err *err)
{
    oql_names names;
    oql_status st = oql_store_attrs(src, key, &names, err);
    if (st != OQL_OK) {
        return st;
    }
    for (size_t i = 0; i < names.n && st == OQL_OK; ++i) {
        if (!is_internal(names.name[i])) {
            st = copy_attr(src, dst, key, names.name[i], err);
        }
    }
    oql_names_clear(&names);
    return st;
}

/* Slabs along the first axis: whole chunks each, so that no chunk is packed twice, and of a
   size that keeps memory small. */
static oql_status copy_slabs(oql_store *src, oql_store *dst, const char *key, oql_array *a,
                             oql_err *err)
{
    enum { SLAB = 8 << 20 };
    oql_status st = OQL_OK;
    size_t row = oql_h5_width(a->type, a->width), start[OQL_MAX_RANK] = {0};
    size_t count[OQL_MAX_RANK], chunk[OQL_MAX_RANK];
    char *x = NULL;
    for (int d = 1; d < a->rank; ++d) {
        row *= a->dims[d];
        count[d] = a->dims[d];
    }
    oql_h5_chunks(a, chunk);
    size_t rows = SLAB / (row == 0 ? 1 : row) / chunk[0] * chunk[0];
    rows = rows == 0 ? chunk[0] : rows;
    rows = rows > a->dims[0] ? a->dims[0] : rows;
    x = oql_calloc(rows, row);
    if (x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory to copy \"%s\"", key);
        goto done;
    }
    for (size_t at = 0; at < a->dims[0]; at += rows) {
        start[0] = at;
        count[0] = a->dims[0] - at < rows ? a->dims[0] - at : rows;
        OQL_TRY(oql_store_read(src, key, a->type, a->width, start, count, x, err));
        if (at == 0) {
            a->deflate = oql_h5_deflate(x, count[0] * row, oql_h5_width(a->type, a->width));
            a->deflate = a->deflate == 0 ? -1 : a->deflate;
            OQL_TRY(oql_store_set(dst, key, a, NULL, err));
        }
        OQL_TRY(oql_store_write(dst, key, a->type, a->width, start, count, x, err));
    }
done:
    free(x);
    return st;
}

static oql_status copy_texts(oql_store *src, oql_store *dst, const char *key, oql_array *a,
                             oql_err *err)
{
    oql_names text;
    oql_status st = oql_store_get_texts(src, key, &text, err);
    if (st == OQL_OK) {
        a->width = 0;
        st = oql_store_set(dst, key, a, text.name, err);
        oql_names_clear(&text);
    }
    return st;
}

static oql_status copy_array(oql_store *src, oql_store *dst, const char *key, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_array a;
    void *data = NULL;
    hid_t dset = H5I_INVALID_HID;
    char scale[64] = "", names[OQL_MAX_RANK][64];

    OQL_TRY(oql_store_shape(src, key, &a, err));
    OQL_TRY(oql_h5_dataset(src, key, &dset, err));
    const bool is_scale = H5DSis_scale(dset) > 0;
    if (is_scale && H5DSget_scale_name(dset, scale, sizeof scale) < 0) {
        st = oql_h5_fail(src, err, "cannot read scale \"%s\"", key);
        goto done;
    }
    for (int d = 0; d < a.rank && !is_scale; ++d) {
        /* our scales lie in the root under their own name */
        OQL_TRY(oql_store_dim_name(src, key, d, names[d], sizeof names[d], err));
        a.scales[d] = names[d][0] == '\0' ? NULL : names[d];
    }
    size_t n = 1;
    for (int d = 0; d < a.rank; ++d) {
        n *= a.dims[d];
    }
    if (a.type == OQL_TEXT) { /* labels: few; of any length, whatever the live file has */
        OQL_TRY(copy_texts(src, dst, key, &a, err));
    } else if (a.rank > 0 && n > 0) {
        OQL_TRY(copy_slabs(src, dst, key, &a, err));
    } else {
        OQL_TRY(oql_store_get(src, key, a.type, &a, &data, err));
        OQL_TRY(oql_store_set(dst, key, &a, data, err));
    }
    if (is_scale) {
        OQL_TRY(oql_store_make_scale(dst, key, scale, err));
    }
    OQL_TRY(copy_attrs(src, dst, key, err));
done:
    oql_h5_close(&dset);
    free(data);
    return st;
}

/* scales: only those, or only the others */
static oql_status copy_group(oql_store *src, oql_store *dst, const char *group, bool scales,
                             bool with_status, oql_err *err)
{
    oql_names names;
    char *key = NULL;
    oql_status st = oql_store_keys(src, group, &names, err);
    if (st != OQL_OK) {
        return st;
    }
    for (size_t i = 0; i < names.n; ++i) {
        const size_t size = strlen(group) + strlen(names.name[i]) + 2;
        free(key);
        key = malloc(size);
        if (key == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a key");
            goto done;
        }
        (void)snprintf(key, size, "%s/%s", group[1] == '\0' ? "" : group, names.name[i]);
        if (oql_store_is_group(src, key)) {
            if (!scales && (with_status || strcmp(key, "/status") != 0)) {
                OQL_TRY(oql_store_group(dst, key, err));
                OQL_TRY(copy_attrs(src, dst, key, err));
                OQL_TRY(copy_group(src, dst, key, scales, with_status, err));
            }
            continue;
        }
        hid_t dset = H5I_INVALID_HID;
        OQL_TRY(oql_h5_dataset(src, key, &dset, err));
        const bool is_scale = H5DSis_scale(dset) > 0;
        oql_h5_close(&dset);
        if (is_scale == scales) {
            OQL_TRY(copy_array(src, dst, key, err));
        }
    }
done:
    free(key);
    oql_names_clear(&names);
    return st;
}

oql_status oql_run_copy(oql_store *src, oql_store *dst, bool with_status, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(copy_attrs(src, dst, "/", err));
    OQL_TRY(copy_group(src, dst, "/", true, with_status, err));
    OQL_TRY(copy_group(src, dst, "/", false, with_status, err));
done:
    return st;
}

oql_status oql_run_post(oql_run *r, oql_store **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    for (size_t c = 0; c < r->n_curves; ++c) {
        for (size_t b = 0; b < r->n_blocks; ++b) {
            if (!oql_run_is_done(r, c, b)) {
                return OQL_FAIL(err, OQL_EARG, "block %zu of \"%s\" is not computed yet", b,
                                r->keys.name[c]);
            }
        }
    }
    OQL_TRY(oql_h5_create(oql_claim_file(r->claim), false, &s, err));
    OQL_TRY(oql_run_copy(r->live, s, false, err));
    OQL_TRY(oql_store_set_attr_text(s, "/", "state", "complete", err));
    r->post = s;
    *out = s;
    s = NULL;
done:
    oql_store_close(s);
    return st;
}

oql_status oql_run_publish(oql_run *r, double seconds, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    if (r->post == NULL) {
        OQL_TRY(oql_run_post(r, &s, err));
    }
    s = r->post;
    if (getenv("SOURCE_DATE_EPOCH") == NULL) { /* set: whole files are to be compared */
        OQL_TRY(oql_store_set_attr_f64(s, "run", "seconds", 1, &seconds, err));
    }
    r->post = NULL; /* publish takes it */
    OQL_TRY(oql_store_publish(s, err));
done:
    if (st != OQL_OK) {
        oql_run_abort(r, err == NULL ? "cannot be published" : err->text);
    } else {
        oql_run_end(r);
    }
    return st;
}
