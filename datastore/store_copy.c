/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5_hl.h>

#include "base/memory.h"
#include "datastore/store_h5.h"

/* Copying object by object, not byte by byte: a live file is laid out for writing in place, a
 * published one for reading (chunks, checksums, compression); only contents enter it. Scales come
 * first, then names in their order, so that equal contents give equal bytes. */

typedef struct {
    oql_store *src, *dst;
    const char *from, *to; /* groups, "" = the root */
    size_t n_skip;
    const char *const *skip;
    oql_err *err;
} copier;

/* group + "/" + name; new memory, NULL without memory. */
static char *join_key(const char *group, const char *name)
{
    const size_t size = strlen(group) + strlen(name) + 2;
    char *key = malloc(size);
    if (key != NULL) {
        (void)snprintf(key, size, "%s/%s", group, name);
    }
    return key;
}

bool oql_store_attr_is_internal(const char *name)
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

static oql_status copy_attr(copier *c, hid_t from, hid_t to, const char *key, const char *name)
{
    oql_status st = OQL_OK;
    hid_t attr = H5Aopen(from, name, H5P_DEFAULT);
    hid_t type = H5Aget_type(attr), space = H5Aget_space(attr), copy = H5I_INVALID_HID;
    hid_t acpl = H5Aget_create_plist(attr);
    const hssize_t n = H5Sget_simple_extent_npoints(space);
    char *buf = oql_calloc(n < 1 ? 1 : (size_t)n, H5Tget_size(type));
    const bool read = buf != NULL && H5Aread(attr, type, buf) >= 0;
    if (!read) {
        st = oql_h5_fail(c->src, c->err, "cannot read attribute \"%s\" of \"%s\"", name, key);
        goto done;
    }
    if (H5Aexists(to, name) > 0) {
        (void)H5Adelete(to, name);
    }
    copy = H5Acreate2(to, name, type, space, acpl, H5P_DEFAULT);
    if (copy < 0 || H5Awrite(copy, type, buf) < 0) {
        st = oql_h5_fail(c->dst, c->err, "cannot write attribute \"%s\" of \"%s\"", name, key);
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
    return st;
}

static oql_status copy_attrs(copier *c, const char *key, const char *key_to)
{
    oql_names names = {0};
    hid_t from = H5I_INVALID_HID, to = H5I_INVALID_HID;
    oql_status st = OQL_OK;

    OQL_TRY(oql_store_attrs(c->src, key, &names, c->err));
    OQL_TRY(oql_h5_open(c->src, key, &from, c->err));
    OQL_TRY(oql_h5_open(c->dst, key_to, &to, c->err));
    for (size_t i = 0; i < names.n; ++i) {
        if (!oql_store_attr_is_internal(names.name[i])) {
            OQL_TRY(copy_attr(c, from, to, key, names.name[i]));
        }
    }
done:
    oql_h5_close(&to);
    oql_h5_close(&from);
    oql_names_clear(&names);
    return st;
}

/* Rows from `at` of the first axis, whole chunks so that none is packed twice; the array is made with the
 * first of them, which decide whether packing pays. x: room for them. */
static oql_status copy_slab(copier *c, const char *key, const char *key_to, oql_array *a,
                            size_t at, size_t rows, void *x)
{
    oql_status st = OQL_OK;
    const size_t width = oql_h5_width(a->type, a->width);
    const size_t start[OQL_MAX_RANK] = {at};
    size_t count[OQL_MAX_RANK] = {rows}, n = rows;
    for (int d = 1; d < a->rank; ++d) {
        count[d] = a->dims[d];
        n *= count[d];
    }
    OQL_TRY(oql_store_read(c->src, key, a->type, a->width, start, count, x, c->err));
    if (at == 0) {
        a->deflate = oql_h5_deflate(x, n * width, width);
        a->deflate = a->deflate == 0 ? -1 : a->deflate;
        OQL_TRY(oql_store_set(c->dst, key_to, a, NULL, c->err));
    }
    OQL_TRY(oql_store_write(c->dst, key_to, a->type, a->width, start, count, x, c->err));
done:
    return st;
}

size_t oql_h5_slab_rows(const oql_array *a, size_t bytes)
{
    size_t row = oql_h5_width(a->type, a->width), chunk[OQL_MAX_RANK];
    for (int d = 1; d < a->rank; ++d) {
        row *= a->dims[d];
    }
    oql_h5_chunks(a, chunk);
    size_t rows = bytes / (row == 0 ? 1 : row) / chunk[0] * chunk[0];
    rows = rows == 0 ? chunk[0] : rows;
    return rows > a->dims[0] ? a->dims[0] : rows;
}

static oql_status copy_slabs(copier *c, const char *key, const char *key_to, oql_array *a)
{
    enum { SLAB = 8 << 20 }; /* keeps memory small */
    oql_status st = OQL_OK;
    const size_t rows = oql_h5_slab_rows(a, SLAB);
    size_t row = oql_h5_width(a->type, a->width);
    for (int d = 1; d < a->rank; ++d) {
        row *= a->dims[d];
    }
    void *x = oql_calloc(rows, row);
    if (x == NULL) {
        st = OQL_FAIL(c->err, OQL_ENOMEM, "out of memory to copy \"%s\"", key);
        goto done;
    }
    for (size_t at = 0; at < a->dims[0]; at += rows) {
        const size_t n = a->dims[0] - at < rows ? a->dims[0] - at : rows;
        OQL_TRY(copy_slab(c, key, key_to, a, at, n, x));
    }
done:
    free(x);
    return st;
}

static oql_status copy_texts(copier *c, const char *key, const char *key_to, oql_array *a)
{
    oql_names text;
    oql_status st = oql_store_get_texts(c->src, key, &text, c->err);
    if (st == OQL_OK) {
        a->width = 0;
        st = oql_store_set(c->dst, key_to, a, text.name, c->err);
        oql_names_clear(&text);
    }
    return st;
}

static oql_status copy_content(copier *c, const char *key, const char *key_to, oql_array *a)
{
    oql_status st = OQL_OK;
    void *data = NULL;
    size_t n = 1;
    for (int d = 0; d < a->rank; ++d) {
        n *= a->dims[d];
    }
    if (a->type == OQL_TEXT) { /* labels: few; of any length, whatever the live file has */
        return copy_texts(c, key, key_to, a);
    }
    if (a->rank > 0 && n > 0) {
        return copy_slabs(c, key, key_to, a);
    }
    OQL_TRY(oql_store_get(c->src, key, a->type, a, &data, c->err));
    OQL_TRY(oql_store_set(c->dst, key_to, a, data, c->err));
done:
    free(data);
    return st;
}

/* The scales of an array, as keys of the copy; ours lie at the top under their own name. *a must be
 * cleared even on failure. */
static oql_status name_scales(copier *c, hid_t dset, oql_array *a, char **keys)
{
    char name[64];
    for (int d = 0; d < a->rank; ++d) {
        oql_h5_dim_name(dset, d, name, sizeof name);
        if (name[0] != '\0') {
            a->scales[d] = keys[d] = join_key(c->to, name);
            if (keys[d] == NULL) {
                return OQL_FAIL(c->err, OQL_ENOMEM, "out of memory for a key");
            }
        }
    }
    return OQL_OK;
}

static oql_status copy_array(copier *c, const char *key, const char *key_to)
{
    oql_status st = OQL_OK;
    oql_array a;
    hid_t dset = H5I_INVALID_HID;
    char scale[64] = "", *keys[OQL_MAX_RANK] = {NULL};

    OQL_TRY(oql_store_shape(c->src, key, &a, c->err));
    OQL_TRY(oql_h5_dataset(c->src, key, &dset, c->err));
    const bool is_scale = H5DSis_scale(dset) > 0;
    if (is_scale && H5DSget_scale_name(dset, scale, sizeof scale) < 0) {
        st = oql_h5_fail(c->src, c->err, "cannot read scale \"%s\"", key);
        goto done;
    }
    if (!is_scale) {
        OQL_TRY(name_scales(c, dset, &a, keys));
    }
    OQL_TRY(copy_content(c, key, key_to, &a));
    if (is_scale) {
        OQL_TRY(oql_store_make_scale(c->dst, key_to, scale, c->err));
    }
    OQL_TRY(copy_attrs(c, key, key_to));
done:
    for (int d = 0; d < OQL_MAX_RANK; ++d) {
        free(keys[d]);
    }
    oql_h5_close(&dset);
    return st;
}

oql_status oql_h5_copy_rows(oql_store *src, oql_store *dst, const char *key, size_t at,
                            size_t rows, void *x, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_array a;
    hid_t dset = H5I_INVALID_HID;
    char *keys[OQL_MAX_RANK] = {NULL};
    copier c = {src, dst, "", "", 0, NULL, err};

    OQL_TRY(oql_store_shape(src, key, &a, err));
    if (at == 0) {
        OQL_TRY(oql_h5_dataset(src, key, &dset, err));
        OQL_TRY(name_scales(&c, dset, &a, keys));
    }
    OQL_TRY(copy_slab(&c, key, key, &a, at, rows, x));
    if (at == 0) {
        OQL_TRY(copy_attrs(&c, key, key));
    }
done:
    for (int d = 0; d < OQL_MAX_RANK; ++d) {
        free(keys[d]);
    }
    oql_h5_close(&dset);
    return st;
}

static bool is_skipped(const copier *c, const char *name)
{
    for (size_t i = 0; i < c->n_skip; ++i) {
        if (strcmp(c->skip[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- what there is to copy ---- */

typedef enum { IS_GROUP, IS_SCALE, IS_ARRAY } kind;

typedef struct {
    char *key; /* in the source */
    kind is;
} member;

typedef struct {
    size_t n, cap;
    member *of; /* a group before what it holds */
} members;

static void members_clear(members *m)
{
    for (size_t i = 0; i < m->n; ++i) {
        free(m->of[i].key);
    }
    free(m->of);
}

static oql_status list_members(copier *c, const char *group, members *m);

/* Takes key. */
static oql_status list_member(copier *c, char *key, members *m)
{
    oql_status st = OQL_OK;
    hid_t object = H5I_INVALID_HID;
    OQL_TRY(oql_reserve(&m->of, &m->cap, m->n + 1, sizeof *m->of, c->err));
    OQL_TRY(oql_h5_open(c->src, key, &object, c->err));
    const kind is = H5Iget_type(object) == H5I_GROUP ? IS_GROUP
                    : H5DSis_scale(object) > 0       ? IS_SCALE
                                                     : IS_ARRAY;
    oql_h5_close(&object);
    m->of[m->n++] = (member){key, is};
    if (is == IS_GROUP) {
        st = list_members(c, key, m);
    }
    return st;
done:
    free(key);
    return st;
}

static oql_status list_members(copier *c, const char *group, members *m)
{
    oql_status st = OQL_OK;
    oql_names names = {0};
    OQL_TRY(oql_store_keys(c->src, group[0] == '\0' ? "/" : group, &names, c->err));
    for (size_t i = 0; i < names.n; ++i) {
        if (group == c->from && is_skipped(c, names.name[i])) {
            continue;
        }
        char *key = join_key(group, names.name[i]);
        if (key == NULL) {
            st = OQL_FAIL(c->err, OQL_ENOMEM, "out of memory for a key");
            goto done;
        }
        OQL_TRY(list_member(c, key, m));
    }
done:
    oql_names_clear(&names);
    return st;
}

/* What a group holds and its copy will hold. */
static oql_status copy_group(copier *c, const char *key, const char *key_to)
{
    oql_names links = {0}, attrs = {0};
    oql_status st = OQL_OK;
    size_t bytes = 0;
    OQL_TRY(oql_store_keys(c->src, key, &links, c->err));
    OQL_TRY(oql_store_attrs(c->src, key, &attrs, c->err));
    for (size_t i = 0; i < links.n; ++i) {
        bytes += strlen(links.name[i]);
    }
    for (size_t i = 0; i < attrs.n; ++i) {
        bytes += strlen(attrs.name[i]) + OQL_H5_ATTR;
    }
    const size_t n = links.n + attrs.n;
    OQL_TRY(oql_h5_group(c->dst, key_to, (oql_h5_room){n, n == 0 ? 0 : bytes / n + 1}, c->err));
    OQL_TRY(copy_attrs(c, key, key_to));
done:
    oql_names_clear(&links);
    oql_names_clear(&attrs);
    return st;
}

static oql_status copy_members(copier *c, const members *m, bool scales)
{
    oql_status st = OQL_OK;
    char *key_to = NULL;
    for (size_t i = 0; i < m->n; ++i) {
        const char *key = m->of[i].key;
        if ((m->of[i].is == IS_SCALE) != scales) {
            continue;
        }
        free(key_to);
        key_to = join_key(c->to, key + strlen(c->from) + 1);
        if (key_to == NULL) {
            st = OQL_FAIL(c->err, OQL_ENOMEM, "out of memory for a key");
            goto done;
        }
        OQL_TRY(m->of[i].is == IS_GROUP ? copy_group(c, key, key_to)
                                        : copy_array(c, key, key_to));
    }
done:
    free(key_to);
    return st;
}

oql_status oql_h5_copy_group(oql_store *src, oql_store *dst, const char *key, oql_err *err)
{
    copier c = {src, dst, "", "", 0, NULL, err};
    return copy_group(&c, key, key);
}

oql_status oql_store_copy(oql_store *src, const char *from, oql_store *dst, const char *to,
                          size_t n_skip, const char *const *skip, oql_err *err)
{
    oql_status st = OQL_OK;
    char *source = NULL, *target = NULL;
    members m = {0};
    copier c = {src, dst, "", "", n_skip, skip, err};

    OQL_TRY(oql_h5_path(from, &source, err));
    OQL_TRY(oql_h5_path(to, &target, err));
    if (source[1] != '\0' && !oql_store_is_group(src, source)) {
        st = OQL_FAIL(err, OQL_ENOTFOUND, "%s: no group \"%s\"", oql_store_path(src), from);
        goto done;
    }
    if (target[1] != '\0') {
        OQL_TRY(oql_store_group(dst, target, err));
    }
    OQL_TRY(copy_attrs(&c, source, target));
    c.from = source[1] == '\0' ? "" : source;
    c.to = target[1] == '\0' ? "" : target;
    OQL_TRY(list_members(&c, c.from, &m));
    OQL_TRY(copy_members(&c, &m, true));
    OQL_TRY(copy_members(&c, &m, false));
done:
    members_clear(&m);
    free(source);
    free(target);
    return st;
}
