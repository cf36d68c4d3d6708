/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/store_h5.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

void oql_h5_quiet(void)
{
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* can only fail on a wrong stack id */
}

double oql_h5_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void oql_store_no_work_at_exit(void)
{
    (void)H5dont_atexit(); /* fails when HDF5 has started already: then all is as it was */
}

typedef struct {
    int system;       /* errno that HDF5 met, 0 = none told */
    char reason[200]; /* innermost description */
} h5_reason;

static herr_t collect(unsigned n, const H5E_error2_t *e, void *data)
{
    h5_reason *r = data;
    if (n == 0) {
        (void)snprintf(r->reason, sizeof r->reason, "%s", e->desc);
    }
    const char *at = strstr(e->desc, "errno = ");
    if (at != NULL && r->system == 0) {
        r->system = (int)strtol(at + strlen("errno = "), NULL, 10);
    }
    return 0;
}

oql_status oql_h5_fail(const oql_store *s, oql_err *err, const char *fmt, ...)
{
    h5_reason why = {0, "no reason given by HDF5"};
    char what[200];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &why);
    (void)H5Eclear2(H5E_DEFAULT);
    const char *file = s->work != NULL ? s->work : s->path;
    if (why.system != 0) {
        return OQL_FAIL(err, OQL_EIO, "%s: %s (%s)", file, oql_errno_text(why.system), what);
    }
    return OQL_FAIL(err, OQL_EIO, "%s: %s: %s", file, what, why.reason);
}

void oql_h5_close(hid_t *id)
{
    if (*id < 0 || *id == H5P_DEFAULT) {
        return;
    }
    /* Failures to close anything but a file lose nothing: data were handed over by H5Dwrite,
       and what the file could not take is told when the file is flushed. */
    switch (H5Iget_type(*id)) {
    case H5I_ATTR:
        (void)H5Aclose(*id);
        break;
    case H5I_DATASET:
        (void)H5Dclose(*id);
        break;
    case H5I_DATASPACE:
        (void)H5Sclose(*id);
        break;
    case H5I_DATATYPE:
        (void)H5Tclose(*id);
        break;
    case H5I_GROUP:
        (void)H5Gclose(*id);
        break;
    case H5I_GENPROP_LST:
        (void)H5Pclose(*id);
        break;
    default:
        (void)H5Oclose(*id);
        break;
    }
    *id = H5I_INVALID_HID;
}

/* Closing an array is when what is left in its chunk cache goes to the file. */
static void drop(oql_store *s, oql_h5_seen *seen)
{
    if (seen->path != NULL) {
        if (H5Iget_type(seen->id) == H5I_DATASET) {
            s->lost = H5Dclose(seen->id) < 0 || s->lost;
        } else {
            oql_h5_close(&seen->id);
        }
        free(seen->path);
        *seen = (oql_h5_seen){NULL, H5I_INVALID_HID};
    }
}

void oql_h5_forget(oql_store *s)
{
    for (size_t i = 0; i < OQL_H5_SEEN; ++i) {
        drop(s, &s->seen[i]);
    }
    oql_h5_scales_forget(s);
}

/* An object left open, now the first of them; false when it is not among them. */
static bool see_again(oql_store *s, const char *path, hid_t *out)
{
    size_t i = 0;
    while (i < OQL_H5_SEEN && (s->seen[i].path == NULL || strcmp(s->seen[i].path, path) != 0)) {
        ++i;
    }
    if (i == OQL_H5_SEEN || H5Iinc_ref(s->seen[i].id) < 0) {
        return false;
    }
    const oql_h5_seen found = s->seen[i];
    memmove(s->seen + 1, s->seen, i * sizeof *s->seen);
    s->seen[0] = found;
    *out = found.id;
    return true;
}

/* Takes path. */
static void leave_open(oql_store *s, char *path, hid_t id)
{
    if (!s->writable || H5Iinc_ref(id) < 0) {
        free(path);
        return;
    }
    drop(s, &s->seen[OQL_H5_SEEN - 1]);
    memmove(s->seen + 1, s->seen, (OQL_H5_SEEN - 1) * sizeof *s->seen);
    s->seen[0] = (oql_h5_seen){path, id};
}

oql_status oql_h5_close_written(oql_store *s, hid_t *dset, const char *key, oql_err *err)
{
    const herr_t rc = H5Dclose(*dset);
    *dset = H5I_INVALID_HID;
    return rc < 0 ? oql_h5_fail(s, err, "cannot write \"%s\"", key) : OQL_OK;
}

oql_status oql_h5_path(const char *key, char **out, oql_err *err)
{
    if (key == NULL) {
        return OQL_FAIL(err, OQL_EARG, "no key given");
    }
    char *p = malloc(strlen(key) + 2);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a key");
    }
    size_t n = 0;
    for (const char *at = key; *at != '\0';) {
        const size_t len = strcspn(at, "/");
        const bool bracketed = len > 2 && at[0] == '[' && at[len - 1] == ']';
        const size_t used = bracketed ? len - 2 : len;
        if (used == 1 && at[0] == '.') { /* HDF5 would read it as "here" */
            free(p);
            return OQL_FAIL(err, OQL_EARG, "key \"%s\": a name \".\" must be escaped", key);
        }
        if (used > 0) {
            p[n++] = '/';
            memcpy(p + n, bracketed ? at + 1 : at, used);
            n += used;
        }
        at += len + (at[len] == '/' ? 1 : 0);
    }
    if (n == 0) {
        p[n++] = '/';
    }
    p[n] = '\0';
    *out = p;
    return OQL_OK;
}

bool oql_h5_exists(hid_t file, const char *path)
{
    if (strcmp(path, "/") == 0) {
        return true;
    }
    char *part = malloc(strlen(path) + 1);
    if (part == NULL) {
        return false;
    }
    bool found = true;
    for (const char *end = path + 1; found && end != NULL && *end != '\0';) {
        end = strchr(end, '/');
        const size_t n = end == NULL ? strlen(path) : (size_t)(end - path);
        memcpy(part, path, n);
        part[n] = '\0';
        found = H5Lexists(file, part, H5P_DEFAULT) > 0;
        if (end != NULL) {
            ++end;
            if (found) { /* a data set has no members, and asking it would be an error */
                H5O_info_t info;
                found =
                    H5Oget_info_by_name2(file, part, &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
                    info.type == H5O_TYPE_GROUP;
            }
        }
    }
    free(part);
    (void)H5Eclear2(H5E_DEFAULT);
    return found;
}

oql_status oql_h5_open(oql_store *s, const char *key, hid_t *out, oql_err *err)
{
    char *path = NULL;
    oql_status st = oql_h5_path(key, &path, err);
    if (st != OQL_OK) {
        return st;
    }
    if (see_again(s, path, out)) {
        goto done;
    }
    hid_t id = H5Oopen(s->file, path, H5P_DEFAULT);
    if (id < 0 && !oql_h5_exists(s->file, path)) {
        st = oql_store_no_key(s, path, err);
        goto done;
    }
    if (id < 0) { /* asking whether it exists forgot the reason */
        id = H5Oopen(s->file, path, H5P_DEFAULT);
    }
    if (id < 0) {
        st = oql_h5_fail(s, err, "cannot open \"%s\"", path);
        goto done;
    }
    *out = id;
    leave_open(s, path, id);
    path = NULL;
done:
    free(path);
    return st;
}

oql_status oql_h5_dataset(oql_store *s, const char *key, hid_t *out, oql_err *err)
{
    hid_t id = H5I_INVALID_HID;
    const oql_status st = oql_h5_open(s, key, &id, err);
    if (st != OQL_OK) {
        return st;
    }
    if (H5Iget_type(id) != H5I_DATASET) {
        oql_h5_close(&id);
        return OQL_FAIL(err, OQL_EARG, "%s: \"%s\" is a group, expected an array", s->path,
                        key);
    }
    *out = id;
    return OQL_OK;
}

size_t oql_h5_width(oql_type type, size_t width)
{
    switch (type) {
    case OQL_U8:
        return 1;
    case OQL_I32:
    case OQL_F32:
        return 4;
    case OQL_I64:
    case OQL_U64:
    case OQL_F64:
        return 8;
    case OQL_TEXT:
        break;
    }
    return width == 0 ? sizeof(char *) : width;
}

static hid_t text_type(size_t width)
{
    const hid_t t = H5Tcopy(H5T_C_S1);
    if (t >= 0 &&
        (H5Tset_size(t, width == 0 ? H5T_VARIABLE : width) < 0 ||
         H5Tset_strpad(t, H5T_STR_NULLPAD) < 0 || H5Tset_cset(t, H5T_CSET_UTF8) < 0)) {
        (void)H5Tclose(t);
        return H5I_INVALID_HID;
    }
    return t;
}

hid_t oql_h5_type(oql_type type, size_t width, bool native)
{
    switch (type) {
    case OQL_U8:
        return H5Tcopy(native ? H5T_NATIVE_UINT8 : H5T_STD_U8LE);
    case OQL_I32:
        return H5Tcopy(native ? H5T_NATIVE_INT32 : H5T_STD_I32LE);
    case OQL_I64:
        return H5Tcopy(native ? H5T_NATIVE_INT64 : H5T_STD_I64LE);
    case OQL_U64:
        return H5Tcopy(native ? H5T_NATIVE_UINT64 : H5T_STD_U64LE);
    case OQL_F32:
        return H5Tcopy(native ? H5T_NATIVE_FLOAT : H5T_IEEE_F32LE);
    case OQL_F64:
        return H5Tcopy(native ? H5T_NATIVE_DOUBLE : H5T_IEEE_F64LE);
    case OQL_TEXT:
        break;
    }
    return text_type(width);
}

hid_t oql_h5_transfer(oql_type type, size_t width, size_t n)
{
    enum { REFERENCE = 16, LEAST = 4096, USUAL = 1 << 20 };
    if (type != OQL_TEXT || width != 0 || n >= USUAL / REFERENCE) {
        return H5P_DEFAULT;
    }
    hid_t dxpl = H5Pcreate(H5P_DATASET_XFER);
    const size_t size = n * REFERENCE > LEAST ? n * REFERENCE : LEAST;
    if (dxpl >= 0 && H5Pset_buffer(dxpl, size, NULL, NULL) < 0) {
        oql_h5_close(&dxpl);
    }
    return dxpl;
}

bool oql_h5_known(hid_t type, oql_type *out, size_t *width)
{
    const size_t size = H5Tget_size(type);
    const bool is_signed = H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2;
    *width = size;
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        *out = size <= 4 ? OQL_F32 : OQL_F64;
        return true;
    case H5T_INTEGER:
        *out = size == 1 && !is_signed                ? OQL_U8
               : size < 4 || (size == 4 && is_signed) ? OQL_I32
               : size == 8 && !is_signed              ? OQL_U64
                                                      : OQL_I64;
        return true;
    case H5T_STRING:
        *out = OQL_TEXT;
        *width = H5Tis_variable_str(type) > 0 ? 0 : size;
        return true;
    default:
        return false;
    }
}

enum { MOST = 4000, LEAST = 3000 }; /* entries in a header */

bool oql_h5_plain(hid_t ocpl, bool group)
{
    return H5Pset_obj_track_times(ocpl, false) >= 0 &&
           H5Pset_attr_phase_change(ocpl, MOST, LEAST) >= 0 &&
           (!group || H5Pset_link_phase_change(ocpl, MOST, LEAST) >= 0);
}

bool oql_h5_reserve(hid_t gcpl, oql_h5_room room)
{
    const size_t bytes = room.bytes < UINT16_MAX ? room.bytes : UINT16_MAX;
    return room.n == 0 || room.n > MOST ||
           H5Pset_est_link_info(gcpl, (unsigned)room.n, (unsigned)bytes) >= 0;
}

hid_t oql_h5_lcpl(void)
{
    hid_t id = H5Pcreate(H5P_LINK_CREATE);
    if (id >= 0 && H5Pset_char_encoding(id, H5T_CSET_UTF8) < 0) {
        oql_h5_close(&id);
    }
    return id;
}

static oql_status make_groups(oql_store *s, const char *path, bool last, oql_h5_room room,
                              oql_err *err)
{
    /* Group by group: groups that HDF5 makes on the way by itself carry times. */
    oql_status st = OQL_OK;
    hid_t lcpl = oql_h5_lcpl();
    hid_t gcpl = H5Pcreate(H5P_GROUP_CREATE);
    char *part = malloc(strlen(path) + 1);
    if (part == NULL || lcpl < 0 || gcpl < 0 || !oql_h5_plain(gcpl, true)) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a group");
        goto done;
    }
    for (const char *end = path; *end != '\0' && end[1] != '\0';) {
        const char *next = strchr(end + 1, '/');
        if (next == NULL && !last) {
            break;
        }
        const size_t n = next == NULL ? strlen(path) : (size_t)(next - path);
        memcpy(part, path, n);
        part[n] = '\0';
        if (!oql_h5_exists(s->file, part)) {
            if (next == NULL && !oql_h5_reserve(gcpl, room)) {
                st = oql_h5_fail(s, err, "cannot describe group \"%s\"", part);
                goto done;
            }
            hid_t g = H5Gcreate2(s->file, part, lcpl, gcpl, H5P_DEFAULT);
            if (g < 0) {
                st = oql_h5_fail(s, err, "cannot make group \"%s\"", part);
                goto done;
            }
            oql_h5_close(&g);
        }
        end = path + n;
    }
done:
    free(part);
    oql_h5_close(&lcpl);
    oql_h5_close(&gcpl);
    return st;
}

oql_status oql_h5_mkgroups(oql_store *s, const char *path, bool last, oql_err *err)
{
    return make_groups(s, path, last, (oql_h5_room){0}, err);
}

oql_status oql_h5_group(oql_store *s, const char *path, oql_h5_room room, oql_err *err)
{
    return make_groups(s, path, true, room, err);
}

oql_status oql_h5_clear(oql_store *s, const char *path, oql_err *err)
{
    if (!s->writable) {
        return OQL_FAIL(err, OQL_EARG, "%s: open for reading only, cannot write \"%s\"",
                        s->path, path);
    }
    if (strcmp(path, "/") == 0) {
        return OQL_FAIL(err, OQL_EARG, "%s: the root cannot be replaced", s->path);
    }
    if (!oql_h5_exists(s->file, path)) {
        return oql_h5_mkgroups(s, path, false, err);
    }
    oql_h5_forget(s);
    H5O_info_t info;
    if (H5Oget_info_by_name2(s->file, path, &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
        info.type == H5O_TYPE_GROUP) {
        return OQL_FAIL(err, OQL_EARG, "%s: \"%s\" is a group; delete it first", s->path, path);
    }
    if (H5Ldelete(s->file, path, H5P_DEFAULT) < 0) {
        return oql_h5_fail(s, err, "cannot replace \"%s\"", path);
    }
    return OQL_OK;
}

/* Deflate pays when, after the byte shuffle that HDF5 applies first, a sample shrinks to half:
   packing runs at 70 MB/s, a tenth of what a disk takes, and curves that shrink by a third cost
   8 % of a whole job. The sample is cut from the data alone, so equal data are always stored alike. */
int oql_h5_deflate(const void *data, size_t n, size_t width)
{
    enum { SMALL = 32768, SAMPLE = 16384, LEVEL = 1 };
    if (data == NULL || n < SMALL || width == 0) {
        return 0;
    }
    const size_t take = (n < SAMPLE ? n : SAMPLE) / width;
    const size_t bytes = take * width;
    const unsigned char *from = (const unsigned char *)data + (n - bytes) / 2 / width * width;
    uLongf packed = compressBound((uLong)bytes);
    unsigned char *shuffled = malloc(bytes);
    unsigned char *out = malloc(packed);
    int level = 0;
    if (shuffled != NULL && out != NULL) {
        for (size_t i = 0; i < take; ++i) {
            for (size_t k = 0; k < width; ++k) {
                shuffled[k * take + i] = from[i * width + k];
            }
        }
        if (compress2(out, &packed, shuffled, (uLong)bytes, LEVEL) == Z_OK &&
            packed < bytes / 2) {
            level = LEVEL;
        }
    }
    free(shuffled);
    free(out);
    return level;
}

oql_status oql_h5_sync(const char *path, bool folder, oql_err *err)
{
    oql_status st = OQL_OK;
    char *name = NULL;
    OQL_TRY(oql_strdup(path, &name, err));
    if (folder) {
        char *slash = strrchr(name, '/');
        if (slash == NULL) {
            free(name);
            name = NULL;
            OQL_TRY(oql_strdup(".", &name, err));
        } else {
            slash[slash == name ? 1 : 0] = '\0';
        }
    }
    const int fd = open(name, O_RDONLY);
    if (fd < 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", name, oql_errno_text(errno));
        goto done;
    }
    /* EINVAL: a file system that cannot sync a folder; there is nothing to do about it */
    if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) {
        const int e = errno;
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", name, oql_errno_text(e));
    }
    (void)close(fd);
done:
    free(name);
    return st;
}

long oql_store_open_handles(void)
{
    return (long)H5Fget_obj_count((hid_t)H5F_OBJ_ALL, H5F_OBJ_ALL);
}
