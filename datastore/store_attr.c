/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/store_h5.h"

/* Texts are variable-length UTF-8: h5py shows those as str, fixed-width ones as bytes. */
static hid_t vlen_text(void)
{
    hid_t t = H5Tcopy(H5T_C_S1);
    if (t >= 0 && (H5Tset_size(t, H5T_VARIABLE) < 0 || H5Tset_cset(t, H5T_CSET_UTF8) < 0)) {
        oql_h5_close(&t);
    }
    return t;
}

/* scalar: one value without dimension; else a vector of n */
static herr_t write_attr(hid_t obj, const char *name, hid_t ftype, hid_t mtype, bool scalar,
                         size_t n, const void *data)
{
    const hsize_t dim = n;
    hid_t space = scalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &dim, NULL);
    hid_t acpl = H5Pcreate(H5P_ATTRIBUTE_CREATE);
    hid_t attr = H5I_INVALID_HID;
    herr_t rc = -1;
    if (space < 0 || acpl < 0 || H5Pset_char_encoding(acpl, H5T_CSET_UTF8) < 0) {
        goto done;
    }
    if (H5Aexists(obj, name) > 0 && H5Adelete(obj, name) < 0) {
        goto done;
    }
    attr = H5Acreate2(obj, name, ftype, space, acpl, H5P_DEFAULT);
    if (attr >= 0 && (n == 0 || H5Awrite(attr, mtype, data) >= 0)) {
        rc = 0;
    }
done:
    oql_h5_close(&attr);
    oql_h5_close(&acpl);
    oql_h5_close(&space);
    return rc;
}

herr_t oql_h5_attr_text(hid_t obj, const char *name, const char *value)
{
    hid_t t = vlen_text();
    if (t < 0) {
        return -1;
    }
    const herr_t rc = write_attr(obj, name, t, t, true, 1, &value);
    oql_h5_close(&t);
    return rc;
}

typedef struct {
    hid_t ftype, mtype;
    bool scalar;
} attr_kind;

static oql_status set_attr(oql_store *s, const char *key, const char *name, attr_kind kind,
                           size_t n, const void *data, oql_err *err)
{
    hid_t obj = H5I_INVALID_HID;
    oql_status st = OQL_OK;
    if (!s->writable) {
        return OQL_FAIL(err, OQL_EARG, "%s: open for reading only, cannot set attribute \"%s\"",
                        s->path, name);
    }
    OQL_TRY(oql_h5_open(s, key, &obj, err));
    if (write_attr(obj, name, kind.ftype, kind.mtype, kind.scalar, n, data) < 0) {
        st = oql_h5_fail(s, err, "cannot write attribute \"%s\" of \"%s\"", name, key);
    }
done:
    oql_h5_close(&obj);
    return st;
}

oql_status oql_store_set_attr_text(oql_store *s, const char *key, const char *name,
                                   const char *value, oql_err *err)
{
    hid_t t = vlen_text();
    const attr_kind kind = {t, t, true};
    const oql_status st = set_attr(s, key, name, kind, 1, &value, err);
    oql_h5_close(&t);
    return st;
}

oql_status oql_store_set_attr_texts(oql_store *s, const char *key, const char *name, size_t n,
                                    const char *const *value, oql_err *err)
{
    hid_t t = vlen_text();
    const attr_kind kind = {t, t, false};
    const oql_status st = set_attr(s, key, name, kind, n, value, err);
    oql_h5_close(&t);
    return st;
}

oql_status oql_store_set_attr_f64(oql_store *s, const char *key, const char *name, size_t n,
                                  const double *x, oql_err *err)
{
    const attr_kind kind = {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, n == 1};
    return set_attr(s, key, name, kind, n, x, err);
}

oql_status oql_store_set_attr_i64(oql_store *s, const char *key, const char *name, size_t n,
                                  const int64_t *x, oql_err *err)
{
    const attr_kind kind = {H5T_STD_I64LE, H5T_NATIVE_INT64, n == 1};
    return set_attr(s, key, name, kind, n, x, err);
}

bool oql_store_has_attr(oql_store *s, const char *key, const char *name)
{
    hid_t obj = H5I_INVALID_HID;
    if (oql_h5_open(s, key, &obj, NULL) != OQL_OK) {
        return false;
    }
    const bool has = H5Aexists(obj, name) > 0;
    oql_h5_close(&obj);
    return has;
}

typedef struct {
    hid_t obj, attr, type, space;
    size_t n;
} open_attr;

static void attr_close(open_attr *a)
{
    oql_h5_close(&a->space);
    oql_h5_close(&a->type);
    oql_h5_close(&a->attr);
    oql_h5_close(&a->obj);
}

static oql_status attr_open(oql_store *s, const char *key, const char *name, open_attr *a,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    *a = (open_attr){H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, 0};
    OQL_TRY(oql_h5_open(s, key, &a->obj, err));
    if (H5Aexists(a->obj, name) <= 0) {
        st = OQL_FAIL(err, OQL_ENOTFOUND, "%s: \"%s\" has no attribute \"%s\"", s->path, key,
                      name);
        goto done;
    }
    a->attr = H5Aopen(a->obj, name, H5P_DEFAULT);
    a->type = H5Aget_type(a->attr);
    a->space = H5Aget_space(a->attr);
    const hssize_t n = H5Sget_simple_extent_npoints(a->space);
    if (n < 0) {
        st = oql_h5_fail(s, err, "cannot read attribute \"%s\" of \"%s\"", name, key);
        goto done;
    }
    a->n = (size_t)n;
done:
    if (st != OQL_OK) {
        attr_close(a);
    }
    return st;
}

static oql_status get_numbers(oql_store *s, const char *key, const char *name, hid_t mtype,
                              void **x, size_t *n, oql_err *err)
{
    open_attr a;
    oql_status st = attr_open(s, key, name, &a, err);
    if (st != OQL_OK) {
        return st;
    }
    void *p = NULL;
    const H5T_class_t cls = H5Tget_class(a.type);
    if (cls != H5T_INTEGER && cls != H5T_FLOAT) {
        st = OQL_FAIL(err, OQL_EARG, "%s: attribute \"%s\" of \"%s\" is not a number", s->path,
                      name, key);
        goto done;
    }
    p = oql_calloc(a.n, 8);
    if (p == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for an attribute");
        goto done;
    }
    if (a.n > 0 && H5Aread(a.attr, mtype, p) < 0) {
        st = oql_h5_fail(s, err, "cannot read attribute \"%s\" of \"%s\"", name, key);
        goto done;
    }
    *x = p;
    *n = a.n;
    p = NULL;
done:
    free(p);
    attr_close(&a);
    return st;
}

oql_status oql_store_attr_f64(oql_store *s, const char *key, const char *name, double **x,
                              size_t *n, oql_err *err)
{
    void *p = NULL;
    const oql_status st = get_numbers(s, key, name, H5T_NATIVE_DOUBLE, &p, n, err);
    if (st == OQL_OK) {
        *x = p;
    }
    return st;
}

oql_status oql_store_attr_i64(oql_store *s, const char *key, const char *name, int64_t **x,
                              size_t *n, oql_err *err)
{
    void *p = NULL;
    const oql_status st = get_numbers(s, key, name, H5T_NATIVE_INT64, &p, n, err);
    if (st == OQL_OK) {
        *x = p;
    }
    return st;
}

/* A text that grows; the parts are joined by ", ". */
typedef struct {
    char *p;
    size_t n, cap;
} text_buffer;

static oql_status append(text_buffer *t, const char *part, size_t len, oql_err *err)
{
    const oql_status st = oql_reserve(&t->p, &t->cap, t->n + len + 3, 1, err);
    if (st != OQL_OK) {
        return st;
    }
    if (t->n > 0) {
        memcpy(t->p + t->n, ", ", 2);
        t->n += 2;
    }
    memcpy(t->p + t->n, part, len);
    t->n += len;
    t->p[t->n] = '\0';
    return OQL_OK;
}

static oql_status print_texts(oql_store *s, const open_attr *a, text_buffer *t, oql_err *err)
{
    oql_status st = OQL_OK;
    const bool vlen = H5Tis_variable_str(a->type) > 0;
    const size_t width = vlen ? sizeof(char *) : H5Tget_size(a->type);
    char *data = oql_calloc(a->n, width);
    hid_t mem = vlen ? vlen_text() : oql_h5_type(OQL_TEXT, width, true);
    bool read = false;
    if (data == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for an attribute");
        goto done;
    }
    if (vlen) {
        (void)H5Tset_cset(mem, H5Tget_cset(a->type));
    }
    if (H5Aread(a->attr, mem, data) < 0) {
        st = oql_h5_fail(s, err, "cannot read a text attribute");
        goto done;
    }
    read = true;
    for (size_t i = 0; i < a->n; ++i) {
        const char *part = data + i * width;
        size_t len = vlen ? 0 : strnlen(part, width);
        if (vlen) {
            memcpy(&part, data + i * width, sizeof part);
            part = part == NULL ? "" : part;
            len = strlen(part);
        }
        OQL_TRY(append(t, part, len, err));
    }
done:
    if (vlen && read) {
        (void)H5Dvlen_reclaim(mem, a->space, H5P_DEFAULT, data);
    }
    free(data);
    oql_h5_close(&mem);
    return st;
}

static oql_status print_numbers(oql_store *s, const char *key, const char *name, bool integer,
                                text_buffer *t, oql_err *err)
{
    oql_status st = OQL_OK;
    char part[40];
    size_t n = 0;
    double *f = NULL;
    int64_t *i = NULL;
    st = integer ? oql_store_attr_i64(s, key, name, &i, &n, err)
                 : oql_store_attr_f64(s, key, name, &f, &n, err);
    for (size_t k = 0; st == OQL_OK && k < n; ++k) {
        const int len = integer ? snprintf(part, sizeof part, "%" PRId64, i[k])
                                : snprintf(part, sizeof part, "%.17g", f[k]);
        st = append(t, part, (size_t)len, err);
    }
    free(f);
    free(i);
    return st;
}

oql_status oql_store_attr_text(oql_store *s, const char *key, const char *name, char **value,
                               oql_err *err)
{
    open_attr a;
    text_buffer t = {0};
    oql_status st = attr_open(s, key, name, &a, err);
    if (st != OQL_OK) {
        return st;
    }
    const H5T_class_t cls = H5Tget_class(a.type);
    OQL_TRY(oql_reserve(&t.p, &t.cap, 1, 1, err));
    t.p[0] = '\0';
    if (cls == H5T_STRING) {
        OQL_TRY(print_texts(s, &a, &t, err));
    } else if (cls == H5T_INTEGER || cls == H5T_FLOAT) {
        OQL_TRY(print_numbers(s, key, name, cls == H5T_INTEGER, &t, err));
    } else {
        OQL_TRY(append(&t, "<references>", 12, err)); /* of the dimension scales */
    }
    *value = t.p;
    t.p = NULL;
done:
    free(t.p);
    attr_close(&a);
    return st;
}
