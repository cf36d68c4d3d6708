/* SPDX-License-Identifier: BSD-3-Clause */
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/store_h5.h"

/* Chunks are cut for two readers: all of one item (axis 0, a site's curves) and one map (all
 * items of one middle index, say one measure). A chunk is `items` × `middle` × last axis:
 *
 *      item read costs items × mid × last       map read costs N × middle × last
 *
 * so `middle` is the smallest that keeps an item read under READ bytes with chunks of CHUNK
 * bytes. */
enum { CHUNK = 131072, READ = 2097152 };

static size_t elements(const oql_array *a)
{
    size_t n = 1;
    for (int d = 0; d < a->rank; ++d) {
        n *= a->dims[d];
    }
    return n;
}

static size_t at_least_1(size_t x)
{
    return x > 0 ? x : 1;
}

/* As many chunks, of even size: what the last one has beyond the array is stored, too. */
static size_t even(size_t dim, size_t chunk)
{
    const size_t n = (dim + chunk - 1) / chunk;
    return n == 0 ? 1 : (dim + n - 1) / n;
}

void oql_h5_chunks(const oql_array *a, size_t *chunk)
{
    const size_t width = oql_h5_width(a->type, a->width);
    size_t total = width, mid = 1;
    for (int d = 0; d < a->rank; ++d) {
        chunk[d] = a->chunk[d] > 0 && a->chunk[d] < a->dims[d] ? a->chunk[d] : a->dims[d];
        total *= a->dims[d];
        mid *= d > 0 && d < a->rank - 1 ? a->dims[d] : 1;
    }
    if (a->chunk[0] > 0 || total <= 2 * CHUNK) {
        return;
    }
    if (a->rank == 1) {
        chunk[0] = even(a->dims[0], at_least_1(CHUNK / width));
        return;
    }
    const int last = a->rank - 1;
    if (chunk[last] * width > CHUNK) {
        chunk[last] = at_least_1(CHUNK / width);
    }
    const size_t row = chunk[last] * width;
    const size_t fit = at_least_1(CHUNK / row);
    size_t items = at_least_1(READ / row / mid);
    items = items < fit ? items : fit;
    items = items < a->dims[0] ? items : a->dims[0];
    size_t middle = at_least_1(fit / items);
    const size_t wanted = at_least_1(fit / (READ / row / mid + 1));
    if (items < a->dims[0] && middle > wanted) {
        middle = wanted;
    }
    for (int d = last - 1; d > 0; --d) { /* innermost first */
        chunk[d] = middle < a->dims[d] ? middle : a->dims[d];
        middle = at_least_1(middle / at_least_1(chunk[d]));
    }
    chunk[0] = items;
    for (int d = 0; d < a->rank; ++d) {
        chunk[d] = even(a->dims[d], chunk[d]);
    }
}

size_t oql_store_rows(const oql_array *a)
{
    size_t chunk[OQL_MAX_RANK];
    oql_h5_chunks(a, chunk);
    return at_least_1(chunk[0]);
}

static bool set_fill(hid_t dcpl, const oql_array *a)
{
    if (a->type == OQL_F64) {
        const double nan = (double)NAN;
        return H5Pset_fill_value(dcpl, H5T_NATIVE_DOUBLE, &nan) >= 0;
    }
    if (a->type == OQL_F32) {
        const float nan = NAN;
        return H5Pset_fill_value(dcpl, H5T_NATIVE_FLOAT, &nan) >= 0;
    }
    return true;
}

hid_t oql_h5_dcpl(const oql_store *s, const oql_array *a, const void *data)
{
    const size_t width = oql_h5_width(a->type, a->width);
    hid_t dcpl = H5Pcreate(H5P_DATASET_CREATE);
    enum { SHORT = 1000 }; /* 16 bytes each in the object header, which holds 64 KiB */
    const bool by_reference = a->type == OQL_TEXT && a->width == 0;
    const size_t n = elements(a);
    size_t chunk[OQL_MAX_RANK];
    hsize_t h[OQL_MAX_RANK];
    bool ok = dcpl >= 0 && oql_h5_plain(dcpl, false) && set_fill(dcpl, a);
    if (s->early && data == NULL) {
        ok = ok && H5Pset_alloc_time(dcpl, H5D_ALLOC_TIME_EARLY) >= 0 &&
             H5Pset_fill_time(dcpl, H5D_FILL_TIME_ALLOC) >= 0;
    } else if (a->rank == 0 || (by_reference && n <= SHORT)) {
        /* in the object header, which has a checksum of its own */
        ok = ok && H5Pset_layout(dcpl, H5D_COMPACT) >= 0;
    } else if (n > 0 && !by_reference) { /* HDF5 takes no filter for texts of any length */
        oql_h5_chunks(a, chunk);
        for (int d = 0; d < a->rank; ++d) {
            h[d] = chunk[d];
        }
        const int level = a->deflate > 0    ? a->deflate
                          : a->deflate == 0 ? oql_h5_deflate(data, n * width, width)
                                            : 0;
        ok = ok && H5Pset_chunk(dcpl, a->rank, h) >= 0;
        if (data == NULL && a->deflate == 0 && !a->in_order) {
            /* blocks may come in any order and size: places are given now, so that the bytes of
               the file do not tell it; but all is written twice, first as fill values */
            ok = ok && H5Pset_alloc_time(dcpl, H5D_ALLOC_TIME_EARLY) >= 0;
        }
        if (level > 0) {
            ok = ok && H5Pset_shuffle(dcpl) >= 0 && H5Pset_deflate(dcpl, (unsigned)level) >= 0;
        }
        ok = ok && H5Pset_fletcher32(dcpl) >= 0;
    }
    if (!ok) {
        oql_h5_close(&dcpl);
    }
    return dcpl;
}

static oql_status check_shape(const oql_store *s, const char *key, const oql_array *a,
                              oql_err *err)
{
    if (a->rank < 0 || a->rank > OQL_MAX_RANK) {
        return OQL_FAIL(err, OQL_EARG, "%s: \"%s\": rank %d, expected 0 to %d", s->path, key,
                        a->rank, OQL_MAX_RANK);
    }
    size_t n = at_least_1(oql_h5_width(a->type, a->width));
    for (int d = 0; d < a->rank; ++d) {
        if (a->dims[d] > (SIZE_MAX / 4) / n) {
            return OQL_FAIL(err, OQL_EARG, "%s: \"%s\" is too large", s->path, key);
        }
        n *= at_least_1(a->dims[d]);
    }
    if (a->rank == 0 && n > 60000) {
        return OQL_FAIL(err, OQL_EARG, "%s: \"%s\": a scalar of %zu bytes, at most 60000",
                        s->path, key, n);
    }
    return OQL_OK;
}

oql_status oql_store_set(oql_store *s, const char *key, const oql_array *a, const void *data,
                         oql_err *err)
{
    const double begin = oql_h5_now();
    oql_status st = OQL_OK;
    char *path = NULL;
    hid_t space = H5I_INVALID_HID, type = H5I_INVALID_HID, mem = H5I_INVALID_HID;
    hid_t dcpl = H5I_INVALID_HID, lcpl = H5I_INVALID_HID, dset = H5I_INVALID_HID;
    hid_t dxpl = H5I_INVALID_HID;
    hsize_t dims[OQL_MAX_RANK];

    OQL_TRY(oql_h5_path(key, &path, err));
    OQL_TRY(check_shape(s, path, a, err));
    OQL_TRY(oql_h5_clear(s, path, err));
    for (int d = 0; d < a->rank; ++d) {
        dims[d] = a->dims[d];
    }
    space = a->rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(a->rank, dims, NULL);
    type = oql_h5_type(a->type, a->width, false);
    mem = oql_h5_type(a->type, a->width, true);
    lcpl = oql_h5_lcpl();
    dcpl = oql_h5_dcpl(s, a, data);
    dxpl = oql_h5_transfer(a->type, a->width, elements(a));
    if (space < 0 || type < 0 || mem < 0 || lcpl < 0 || dcpl < 0 || dxpl < 0) {
        st = oql_h5_fail(s, err, "cannot describe \"%s\"", path);
        goto done;
    }
    dset = H5Dcreate2(s->file, path, type, space, lcpl, dcpl, H5P_DEFAULT);
    if (dset < 0 || (data != NULL && H5Dwrite(dset, mem, H5S_ALL, H5S_ALL, dxpl, data) < 0)) {
        st = oql_h5_fail(s, err, "cannot write \"%s\"", path);
        goto done;
    }
    if ((a->unit != NULL && oql_h5_attr_text(dset, "units", a->unit) < 0) ||
        (a->text != NULL && oql_h5_attr_text(dset, "description", a->text) < 0)) {
        st = oql_h5_fail(s, err, "cannot write the attributes of \"%s\"", path);
        goto done;
    }
    OQL_TRY(oql_h5_attach(s, dset, path, a, err));
    st = oql_h5_close_written(s, &dset, path, err);
done:
    oql_h5_close(&dset);
    oql_h5_close(&dxpl);
    oql_h5_close(&dcpl);
    oql_h5_close(&lcpl);
    oql_h5_close(&mem);
    oql_h5_close(&type);
    oql_h5_close(&space);
    free(path);
    s->seconds += oql_h5_now() - begin;
    return st;
}

oql_status oql_store_make_scale(oql_store *s, const char *key, const char *name, oql_err *err)
{
    hid_t dset = H5I_INVALID_HID;
    oql_status st = OQL_OK;
    if (!s->writable) {
        return OQL_FAIL(err, OQL_EARG, "%s: open for reading only", s->path);
    }
    OQL_TRY(oql_h5_dataset(s, key, &dset, err));
    if (H5DSset_scale(dset, name) < 0) {
        st = oql_h5_fail(s, err, "cannot make \"%s\" a dimension scale", key);
    }
done:
    oql_h5_close(&dset);
    return st;
}

/* ---- blocks ------------------------------------------------------------------------------ */

typedef struct {
    hid_t dset, file_space, mem_space, mem_type;
    size_t n;
} block;

static void block_close(block *b)
{
    oql_h5_close(&b->mem_type);
    oql_h5_close(&b->mem_space);
    oql_h5_close(&b->file_space);
    oql_h5_close(&b->dset);
}

static oql_status check_kinds(const oql_store *s, const char *key, hid_t dset, oql_type type,
                              size_t want, oql_err *err)
{
    oql_type have;
    size_t width;
    hid_t ftype = H5Dget_type(dset);
    const bool known = oql_h5_known(ftype, &have, &width);
    oql_h5_close(&ftype);
    if (!known) {
        return OQL_FAIL(err, OQL_EARG,
                        "%s: \"%s\" is not an array of numbers or fixed-width text", s->path,
                        key);
    }
    if ((have == OQL_TEXT) != (type == OQL_TEXT)) {
        return OQL_FAIL(err, OQL_EARG, "%s: \"%s\" holds %s, asked for %s", s->path, key,
                        have == OQL_TEXT ? "text" : "numbers",
                        type == OQL_TEXT ? "text" : "numbers");
    }
    if (have == OQL_TEXT && (width == 0) != (want == 0)) {
        return OQL_FAIL(err, OQL_EARG, "%s: \"%s\" holds texts of %s length", s->path, key,
                        width == 0 ? "any" : "fixed");
    }
    return OQL_OK;
}

/* start == NULL: the whole array */
static oql_status block_open(oql_store *s, const char *key, oql_type type, size_t width,
                             const size_t *start, const size_t *count, block *b, oql_err *err)
{
    oql_status st = OQL_OK;
    hsize_t dims[OQL_MAX_RANK] = {0}, from[OQL_MAX_RANK] = {0}, len[OQL_MAX_RANK] = {0};

    *b = (block){H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, 1};
    OQL_TRY(oql_h5_dataset(s, key, &b->dset, err));
    OQL_TRY(check_kinds(s, key, b->dset, type, width, err));
    b->file_space = H5Dget_space(b->dset);
    const int rank = H5Sget_simple_extent_ndims(b->file_space);
    if (rank < 0 || rank > OQL_MAX_RANK ||
        H5Sget_simple_extent_dims(b->file_space, dims, NULL) < 0) {
        st = oql_h5_fail(s, err, "cannot read the shape of \"%s\"", key);
        goto done;
    }
    for (int d = 0; d < rank; ++d) {
        from[d] = start == NULL ? 0 : start[d];
        len[d] = start == NULL ? dims[d] : count[d];
        if (from[d] > dims[d] || len[d] > dims[d] - from[d]) {
            st = OQL_FAIL(err, OQL_EARG,
                          "%s: \"%s\": %zu from %zu of dimension %d, which has %zu", s->path,
                          key, (size_t)len[d], (size_t)from[d], d, (size_t)dims[d]);
            goto done;
        }
        b->n *= (size_t)len[d];
    }
    b->mem_type = oql_h5_type(type, width, true);
    b->mem_space = rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, len, NULL);
    if (b->mem_type < 0 || b->mem_space < 0 ||
        (rank > 0 && b->n > 0 &&
         H5Sselect_hyperslab(b->file_space, H5S_SELECT_SET, from, NULL, len, NULL) < 0)) {
        st = oql_h5_fail(s, err, "cannot select from \"%s\"", key);
    }
done:
    if (st != OQL_OK) {
        block_close(b);
    }
    return st;
}

oql_status oql_store_write(oql_store *s, const char *key, oql_type type, size_t width,
                           const size_t *start, const size_t *count, const void *data,
                           oql_err *err)
{
    block b;
    const double begin = oql_h5_now();
    if (!s->writable) {
        return OQL_FAIL(err, OQL_EARG, "%s: open for reading only, cannot write \"%s\"",
                        s->path, key);
    }
    oql_status st = block_open(s, key, type, width, start, count, &b, err);
    if (st != OQL_OK) {
        return st;
    }
    bool whole = false;
    if (type == OQL_F64 && !s->early && b.n > 0) {
        OQL_TRY(oql_h5_write_chunks(s, b.dset, key, start, count, data, &whole, err));
    }
    /* in a live file, contiguous and without a buffer, the values are in the file then (run.c) */
    if (!whole && b.n > 0 &&
        H5Dwrite(b.dset, b.mem_type, b.mem_space, b.file_space, H5P_DEFAULT, data) < 0) {
        st = oql_h5_fail(s, err, "cannot write \"%s\"", key);
        goto done;
    }
    OQL_TRY(oql_h5_close_written(s, &b.dset, key, err));
    if (!s->early) {
        oql_h5_write_back(s, b.n * oql_h5_width(type, width));
    }
done:
    block_close(&b);
    s->seconds += oql_h5_now() - begin;
    return st;
}

oql_status oql_store_read(oql_store *s, const char *key, oql_type type, size_t width,
                          const size_t *start, const size_t *count, void *data, oql_err *err)
{
    block b;
    oql_status st = block_open(s, key, type, width, start, count, &b, err);
    if (st != OQL_OK) {
        return st;
    }
    if (b.n > 0 &&
        H5Dread(b.dset, b.mem_type, b.mem_space, b.file_space, H5P_DEFAULT, data) < 0) {
        st = oql_h5_fail(s, err, "cannot read \"%s\"", key);
    }
    block_close(&b);
    return st;
}

oql_status oql_store_shape(oql_store *s, const char *key, oql_array *out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_array a = {0};
    hid_t dset = H5I_INVALID_HID, type = H5I_INVALID_HID, space = H5I_INVALID_HID;
    hsize_t dims[H5S_MAX_RANK];

    OQL_TRY(oql_h5_dataset(s, key, &dset, err));
    type = H5Dget_type(dset);
    space = H5Dget_space(dset);
    a.rank = H5Sget_simple_extent_dims(space, dims, NULL);
    if (a.rank < 0 || a.rank > OQL_MAX_RANK || !oql_h5_known(type, &a.type, &a.width)) {
        st =
            OQL_FAIL(err, OQL_EARG, "%s: \"%s\" is not an array of numbers or fixed-width text",
                     s->path, key);
        goto done;
    }
    for (int d = 0; d < a.rank; ++d) {
        a.dims[d] = (size_t)dims[d];
    }
    *out = a;
done:
    oql_h5_close(&type);
    oql_h5_close(&space);
    oql_h5_close(&dset);
    return st;
}

/* Texts of any length into a matrix of bytes. The file's own type is asked for: HDF5 converts
   neither character sets nor lengths of such texts. */
static oql_status read_texts(oql_store *s, const char *key, oql_array *a, void **data,
                             oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t n = elements(a);
    char *p = NULL, **text = calloc(n + 1, sizeof *text);
    hid_t dset = H5I_INVALID_HID, type = H5I_INVALID_HID, space = H5I_INVALID_HID;
    hid_t dxpl = oql_h5_transfer(OQL_TEXT, 0, n);
    bool read = false;
    OQL_TRY(oql_h5_dataset(s, key, &dset, err));
    type = H5Dget_type(dset);
    space = H5Dget_space(dset);
    read = text != NULL && (n == 0 || H5Dread(dset, type, H5S_ALL, H5S_ALL, dxpl, text) >= 0);
    if (!read) {
        st = oql_h5_fail(s, err, "cannot read \"%s\"", key);
        goto done;
    }
    size_t width = 1;
    for (size_t i = 0; i < n; ++i) {
        const size_t len = text[i] == NULL ? 0 : strlen(text[i]);
        width = len > width ? len : width;
    }
    p = oql_calloc(n, width);
    if (p == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu texts", n);
        goto done;
    }
    for (size_t i = 0; i < n; ++i) {
        memcpy(p + i * width, text[i] == NULL ? "" : text[i],
               text[i] == NULL ? 0 : strlen(text[i]));
    }
    a->width = width;
    *data = p;
done:
    if (read && n > 0) {
        (void)H5Dvlen_reclaim(type, space, H5P_DEFAULT, text);
    }
    free(text);
    oql_h5_close(&dxpl);
    oql_h5_close(&space);
    oql_h5_close(&type);
    oql_h5_close(&dset);
    return st;
}

oql_status oql_store_get(oql_store *s, const char *key, oql_type type, oql_array *out,
                         void **data, oql_err *err)
{
    oql_array a;
    oql_status st = oql_store_shape(s, key, &a, err);
    if (st != OQL_OK) {
        return st;
    }
    if (type == OQL_TEXT && a.type == OQL_TEXT && a.width == 0) {
        st = read_texts(s, key, &a, data, err);
        if (st == OQL_OK) {
            *out = a;
        }
        return st;
    }
    const size_t n = elements(&a);
    const size_t width = oql_h5_width(type, a.width);
    void *p = oql_calloc(n, width);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory to read \"%s\" of %zu elements", key,
                        n);
    }
    block b;
    st = block_open(s, key, type, width, NULL, NULL, &b, err);
    if (st == OQL_OK) {
        if (type == OQL_TEXT) { /* HDF5 does not convert ASCII to UTF-8, which holds it */
            const hid_t stored = H5Dget_type(b.dset);
            (void)H5Tset_cset(b.mem_type, H5Tget_cset(stored));
            (void)H5Tclose(stored);
        }
        if (n > 0 && H5Dread(b.dset, b.mem_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, p) < 0) {
            st = oql_h5_fail(s, err, "cannot read \"%s\"", key);
        }
        block_close(&b);
    }
    if (st != OQL_OK) {
        free(p);
        return st;
    }
    a.type = type;
    a.width = type == OQL_TEXT ? width : 0;
    *out = a;
    *data = p;
    return OQL_OK;
}

oql_status oql_store_size(oql_store *s, const char *key, uint64_t *bytes, uint64_t *stored,
                          oql_err *err)
{
    oql_status st = OQL_OK;
    hid_t dset = H5I_INVALID_HID, type = H5I_INVALID_HID, space = H5I_INVALID_HID;

    OQL_TRY(oql_h5_dataset(s, key, &dset, err));
    type = H5Dget_type(dset);
    space = H5Dget_space(dset);
    *bytes = (uint64_t)H5Tget_size(type) * (uint64_t)H5Sget_simple_extent_npoints(space);
    *stored = (uint64_t)H5Dget_storage_size(dset);
done:
    oql_h5_close(&type);
    oql_h5_close(&space);
    oql_h5_close(&dset);
    return st;
}

void oql_h5_dim_name(hid_t dset, int d, char *buf, size_t size)
{
    if (size == 0) {
        return;
    }
    buf[0] = '\0';
    if (H5DSis_scale(dset) > 0) {
        (void)H5DSget_scale_name(dset, buf, size);
    } else if (H5DSget_label(dset, (unsigned)d, buf, size) < 0) {
        buf[0] = '\0'; /* an array without labels */
    }
    buf[size - 1] = '\0';
    (void)H5Eclear2(H5E_DEFAULT);
}

oql_status oql_store_dim_name(oql_store *s, const char *key, int d, char *buf, size_t size,
                              oql_err *err)
{
    hid_t dset = H5I_INVALID_HID;
    const oql_status st = oql_h5_dataset(s, key, &dset, err);
    if (st == OQL_OK) {
        oql_h5_dim_name(dset, d, buf, size);
        oql_h5_close(&dset);
    }
    return st;
}
