/* SPDX-License-Identifier: BSD-3-Clause */
#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/store_h5.h"

/* Dimension scales as the HDF5 dimension scale specification lays them down: an array's
 * DIMENSION_LIST refers to its scales, a scale's REFERENCE_LIST back to the arrays.
 *
 * H5DSattach_scale rewrites the whole REFERENCE_LIST for each array, and writes the four
 * padding bytes of an entry as malloc left them, so equal runs would not surely give equal
 * bytes. So back references are collected and written once, when the file is finished. */

typedef struct { /* an entry of REFERENCE_LIST; 8 + 4 + 4 padding bytes */
    hobj_ref_t array;
    int dim;
} back_reference;

enum { OQL_SCALE_NAME = 128 };

struct oql_h5_scale {
    char *path;
    bool known; /* what follows, up to ref, was read from the file */
    char name[OQL_SCALE_NAME];
    hssize_t length;
    hobj_ref_t self;
    back_reference *ref;
    size_t n, cap;
};

void oql_h5_scales_clear(oql_store *s)
{
    for (size_t i = 0; i < s->n_scales; ++i) {
        free(s->scales[i].path);
        free(s->scales[i].ref);
    }
    free(s->scales);
    s->scales = NULL;
    s->n_scales = s->cap_scales = 0;
}

void oql_h5_scales_forget(oql_store *s)
{
    for (size_t i = 0; i < s->n_scales; ++i) {
        s->scales[i].known = false;
    }
}

static oql_status find_scale(oql_store *s, const char *path, oql_h5_scale **out, oql_err *err)
{
    for (size_t i = 0; i < s->n_scales; ++i) {
        if (strcmp(s->scales[i].path, path) == 0) {
            *out = &s->scales[i];
            return OQL_OK;
        }
    }
    oql_status st =
        oql_reserve(&s->scales, &s->cap_scales, s->n_scales + 1, sizeof *s->scales, err);
    if (st == OQL_OK) {
        oql_h5_scale fresh = {0};
        st = oql_strdup(path, &fresh.path, err);
        if (st == OQL_OK) {
            s->scales[s->n_scales] = fresh;
            *out = &s->scales[s->n_scales++];
        }
    }
    return st;
}

static oql_status remember(oql_h5_scale *scale, hobj_ref_t array, int dim, oql_err *err)
{
    const oql_status st =
        oql_reserve(&scale->ref, &scale->cap, scale->n + 1, sizeof *scale->ref, err);
    if (st == OQL_OK) {
        memset(&scale->ref[scale->n], 0, sizeof *scale->ref); /* padding goes to the file */
        scale->ref[scale->n].array = array;
        scale->ref[scale->n].dim = dim;
        ++scale->n;
    }
    return st;
}

/* Is the array under a scale's path one of n elements? Its name labels the dimension. Asked once for
 * each scale, not for each array. */
static oql_status look_at(oql_store *s, oql_h5_scale *scale, const char *array, oql_err *err)
{
    hid_t dset = H5I_INVALID_HID;
    const oql_status st = oql_h5_dataset(s, scale->path, &dset, err);
    if (st != OQL_OK) {
        return st;
    }
    hid_t space = H5Dget_space(dset);
    scale->length = H5Sget_simple_extent_npoints(space);
    const bool is_scale = H5DSis_scale(dset) > 0;
    scale->known =
        is_scale && H5DSget_scale_name(dset, scale->name, sizeof scale->name) >= 0 &&
        H5Rcreate(&scale->self, s->file, scale->path, H5R_OBJECT, H5I_INVALID_HID) >= 0;
    oql_h5_close(&space);
    oql_h5_close(&dset);
    return scale->known ? OQL_OK
                        : OQL_FAIL(err, OQL_EARG, "%s: \"%s\": \"%s\" is not a dimension scale",
                                   s->path, array, scale->path);
}

static oql_status get_scale(oql_store *s, const char *key, const char *array, int d, size_t n,
                            oql_h5_scale **out, oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL;
    OQL_TRY(oql_h5_path(key, &path, err));
    OQL_TRY(find_scale(s, path, out, err));
    if (!(*out)->known) {
        OQL_TRY(look_at(s, *out, array, err));
    }
    if ((*out)->length < 0 || (size_t)(*out)->length != n) {
        st = OQL_FAIL(err, OQL_EARG,
                      "%s: \"%s\": dimension %d is %zu, its scale \"%s\" has %lld", s->path,
                      array, d, n, path, (long long)(*out)->length);
    }
done:
    free(path);
    return st;
}

/* An attribute with one element for each dimension. */
static bool write_of_dims(hid_t dset, const char *name, hid_t type, int rank, const void *value)
{
    const hsize_t dims = (hsize_t)rank;
    hid_t space = H5Screate_simple(1, &dims, NULL);
    hid_t attr = H5Acreate2(dset, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const bool ok = attr >= 0 && H5Awrite(attr, type, value) >= 0;
    oql_h5_close(&attr);
    oql_h5_close(&space);
    return ok;
}

/* The scales of an array, and their names as labels, for h5py's dims[i].label. */
static bool write_lists(hid_t dset, int rank, const hvl_t *list, const char *const *label)
{
    hid_t refs = H5Tvlen_create(H5T_STD_REF_OBJ), text = H5Tcopy(H5T_C_S1);
    const bool ok = H5Tset_size(text, H5T_VARIABLE) >= 0 &&
                    write_of_dims(dset, "DIMENSION_LABELS", text, rank, label) &&
                    write_of_dims(dset, "DIMENSION_LIST", refs, rank, list);
    oql_h5_close(&text);
    oql_h5_close(&refs);
    return ok;
}

oql_status oql_h5_attach(oql_store *s, hid_t dset, const char *key, const oql_array *a,
                         oql_err *err)
{
    oql_status st = OQL_OK;
    hvl_t list[OQL_MAX_RANK] = {{0}};
    hobj_ref_t ref[OQL_MAX_RANK], self = 0;
    char label[OQL_MAX_RANK][OQL_SCALE_NAME];
    const char *labels[OQL_MAX_RANK] = {NULL};
    bool any = false;
    for (int d = 0; d < a->rank; ++d) {
        oql_h5_scale *scale = NULL;
        if (a->scales[d] == NULL) {
            continue;
        }
        OQL_TRY(get_scale(s, a->scales[d], key, d, a->dims[d], &scale, err));
        if (!any && H5Rcreate(&self, s->file, key, H5R_OBJECT, H5I_INVALID_HID) < 0) {
            st = oql_h5_fail(s, err, "cannot refer to \"%s\"", key);
            goto done;
        }
        any = true;
        ref[d] = scale->self;
        list[d] = (hvl_t){1, &ref[d]};
        memcpy(label[d], scale->name, sizeof label[d]);
        labels[d] = label[d];
        OQL_TRY(remember(scale, self, d, err));
    }
    if (any && !write_lists(dset, a->rank, list, labels)) {
        st = oql_h5_fail(s, err, "\"%s\": cannot attach its scales", key);
    }
done:
    return st;
}

static hid_t list_type(void)
{
    hid_t t = H5Tcreate(H5T_COMPOUND, sizeof(back_reference));
    if (t >= 0 &&
        (H5Tinsert(t, "dataset", HOFFSET(back_reference, array), H5T_STD_REF_OBJ) < 0 ||
         H5Tinsert(t, "dimension", HOFFSET(back_reference, dim), H5T_NATIVE_INT) < 0)) {
        oql_h5_close(&t);
    }
    return t;
}

static int by_place(const void *pa, const void *pb)
{
    const back_reference *a = pa, *b = pb;
    if (a->array != b->array) {
        return a->array < b->array ? -1 : 1;
    }
    return a->dim - b->dim;
}

/* What the file has already (a revision), to be written again with the new ones. */
static oql_status add_existing(oql_store *s, hid_t dset, oql_h5_scale *scale, hid_t type,
                               oql_err *err)
{
    oql_status st = OQL_OK;
    hid_t attr = H5Aopen(dset, "REFERENCE_LIST", H5P_DEFAULT);
    hid_t space = H5Aget_space(attr);
    const hssize_t n = H5Sget_simple_extent_npoints(space);
    if (attr < 0 || n < 0) {
        st = oql_h5_fail(s, err, "cannot read the references of \"%s\"", scale->path);
        goto done;
    }
    const size_t more = (size_t)n;
    OQL_TRY(oql_reserve(&scale->ref, &scale->cap, scale->n + more, sizeof *scale->ref, err));
    memset(scale->ref + scale->n, 0, more * sizeof *scale->ref);
    if (H5Aread(attr, type, scale->ref + scale->n) < 0) {
        st = oql_h5_fail(s, err, "cannot read the references of \"%s\"", scale->path);
        goto done;
    }
    scale->n += more;
done:
    oql_h5_close(&space);
    oql_h5_close(&attr);
    return st;
}

/* Sorted, once each, without those to arrays deleted meanwhile. */
static void tidy(oql_store *s, oql_h5_scale *scale)
{
    size_t n = 0;
    qsort(scale->ref, scale->n, sizeof *scale->ref, by_place);
    for (size_t i = 0; i < scale->n; ++i) {
        H5O_type_t kind;
        const bool again = n > 0 && by_place(&scale->ref[n - 1], &scale->ref[i]) == 0;
        if (!again && H5Rget_obj_type2(s->file, H5R_OBJECT, &scale->ref[i].array, &kind) >= 0 &&
            kind == H5O_TYPE_DATASET) {
            scale->ref[n++] = scale->ref[i];
        }
    }
    scale->n = n;
    (void)H5Eclear2(H5E_DEFAULT);
}

static oql_status write_references(oql_store *s, oql_h5_scale *scale, oql_err *err)
{
    oql_status st = OQL_OK;
    hid_t dset = H5I_INVALID_HID, space = H5I_INVALID_HID, attr = H5I_INVALID_HID;
    hid_t type = list_type();
    if (scale->n == 0 || !oql_h5_exists(s->file, scale->path)) {
        goto done; /* no array has it, or it was deleted itself */
    }
    OQL_TRY(oql_h5_dataset(s, scale->path, &dset, err));
    if (H5Aexists(dset, "REFERENCE_LIST") > 0) {
        OQL_TRY(add_existing(s, dset, scale, type, err));
        (void)H5Adelete(dset, "REFERENCE_LIST");
    }
    tidy(s, scale);
    const hsize_t n = scale->n;
    space = H5Screate_simple(1, &n, NULL);
    if (n > 0) {
        attr = H5Acreate2(dset, "REFERENCE_LIST", type, space, H5P_DEFAULT, H5P_DEFAULT);
        if (attr < 0 || H5Awrite(attr, type, scale->ref) < 0) {
            st = oql_h5_fail(s, err, "cannot write the references of \"%s\"", scale->path);
        }
    }
done:
    oql_h5_close(&attr);
    oql_h5_close(&space);
    oql_h5_close(&type);
    oql_h5_close(&dset);
    return st;
}

oql_status oql_h5_finish_scales(oql_store *s, oql_err *err)
{
    oql_status st = OQL_OK;
    for (size_t i = 0; i < s->n_scales; ++i) {
        OQL_TRY(write_references(s, &s->scales[i], err));
    }
    oql_h5_scales_clear(s);
done:
    return st;
}
