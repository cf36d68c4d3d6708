/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/guard.h"
#include "datastore/store_h5.h"

/* Locks of HDF5 are advisory and break on many network file systems (errno 37); they are used
   where they work. We do not depend on them: a published file is never written again. */
static hid_t access_list(bool live)
{
    /* A SWMR reader of HDF5 1.10.8 that finds a wrong checksum sleeps and reads again, 100 times,
       twice as long each time: for ever, in a damaged file. Metadata of a live file never
       change (run.c), so a few attempts, 2 ms in all, are plenty. */
    enum { ATTEMPTS = 20 };
    hid_t fapl = H5Pcreate(H5P_FILE_ACCESS);
    /* The format is pinned, not "latest": equal runs give equal bytes with a newer HDF5 too. */
    bool ok = fapl >= 0 && H5Pset_libver_bounds(fapl, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
              H5Pset_fclose_degree(fapl, H5F_CLOSE_STRONG) >= 0 &&
              H5Pset_metadata_read_attempts(fapl, ATTEMPTS) >= 0;
    if (!live) {
        /* a row of chunks, at most 2 MiB (store_array.c), is filled by several blocks of sites: it stays until
           it is whole */
        ok = ok && H5Pset_cache(fapl, 0, 521, (size_t)4 << 20, 1.0) >= 0;
    }
#if H5_VERSION_GE(1, 10, 7)
    ok = ok && H5Pset_file_locking(fapl, true, true) >= 0;
#endif
    if (live) {
        /* 8-byte elements never straddle a page, and go to the file at once: see run.c */
        ok = ok && H5Pset_alignment(fapl, 1, 8) >= 0 && H5Pset_sieve_buf_size(fapl, 0) >= 0;
    }
    if (!ok) {
        oql_h5_close(&fapl);
    }
    return fapl;
}

static void destroy(oql_store *s)
{
    if (s != NULL) {
        oql_h5_scales_clear(s);
        free(s->path);
        free(s->work);
        free(s->chunk);
        free(s);
    }
}

static oql_status make(const char *path, bool writing, oql_store **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a store");
    }
    s->file = H5I_INVALID_HID;
    s->writable = writing;
    OQL_TRY(oql_strdup(path, &s->path, err));
    if (writing) {
        const size_t n = strlen(path);
        s->work = malloc(n + sizeof ".tmp");
        if (s->work == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a path");
            goto done;
        }
        memcpy(s->work, path, n);
        memcpy(s->work + n, ".tmp", sizeof ".tmp");
    }
    oql_h5_quiet();
    *out = s;
    s = NULL;
done:
    destroy(s);
    return st;
}

oql_status oql_h5_create(const char *path, bool live, oql_h5_room root, oql_store **out,
                         oql_err *err)
{
    oql_status st = OQL_OK;
    hid_t fapl = H5I_INVALID_HID, fcpl = H5I_INVALID_HID;
    oql_store *s = NULL;

    *out = NULL;
    OQL_TRY(make(path, true, &s, err));
    s->early = live;
    fapl = access_list(live);
    fcpl = H5Pcreate(H5P_FILE_CREATE);
    if (fapl < 0 || fcpl < 0 || !oql_h5_plain(fcpl, true) || !oql_h5_reserve(fcpl, root)) {
        st = oql_h5_fail(s, err, "cannot set up HDF5");
        goto done;
    }
    /* A left-over .tmp is removed, not truncated: a dead writer's reader may look at it. */
    (void)unlink(s->work);
    s->file = H5Fcreate(s->work, H5F_ACC_TRUNC, fcpl, fapl);
    if (s->file < 0) {
        st = oql_h5_fail(s, err, "cannot create the file");
        goto done;
    }
    *out = s;
    s = NULL;
done:
    oql_h5_close(&fapl);
    oql_h5_close(&fcpl);
    oql_store_close(s);
    return st;
}

oql_status oql_store_create(const char *path, oql_store **out, oql_err *err)
{
    return oql_h5_create(path, false, (oql_h5_room){0}, out, err);
}

oql_status oql_store_open(const char *path, oql_store **out, oql_err *err)
{
    *out = NULL;
    const oql_status st = oql_guarded_probe(path, err);
    return st == OQL_OK ? oql_h5_open_file(path, out, err) : st;
}

oql_status oql_h5_open_file(const char *path, oql_store **out, oql_err *err)
{
    oql_status st = OQL_OK;
    hid_t fapl = H5I_INVALID_HID;
    oql_store *s = NULL;

    *out = NULL;
    if (access(path, R_OK) != 0) {
        return OQL_FAIL(err, errno == ENOENT ? OQL_ENOTFOUND : OQL_EIO, "%s: %s", path,
                        oql_errno_text(errno));
    }
    OQL_TRY(make(path, false, &s, err));
    fapl = access_list(false);
    s->file = H5Fopen(path, H5F_ACC_RDONLY, fapl);
    if (s->file < 0) {
        /* A file whose writer lives, or was killed, opens only this way. */
        s->file = H5Fopen(path, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, fapl);
        s->live = s->file >= 0;
    }
    if (s->file < 0) {
        st = oql_h5_fail(s, err, "expected an HDF5 file");
        goto done;
    }
    *out = s;
    s = NULL;
done:
    oql_h5_close(&fapl);
    oql_store_close(s);
    return st;
}

static oql_status copy_file(const char *from, const char *to, oql_err *err)
{
    enum { CHUNK = 1 << 20 };
    oql_status st = OQL_OK;
    char *buf = malloc(CHUNK);
    const int in = open(from, O_RDONLY);
    const int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (buf == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory to copy %s", from);
        goto done;
    }
    if (in < 0 || out < 0) {
        st = OQL_FAIL(err, in < 0 && errno == ENOENT ? OQL_ENOTFOUND : OQL_EIO, "%s: %s",
                      in < 0 ? from : to, oql_errno_text(errno));
        goto done;
    }
    for (ssize_t n; (n = read(in, buf, CHUNK)) != 0;) {
        if (n < 0) {
            st = OQL_FAIL(err, OQL_EIO, "%s: %s", from, oql_errno_text(errno));
            goto done;
        }
        for (ssize_t at = 0; at < n;) {
            const ssize_t w = write(out, buf + at, (size_t)(n - at));
            if (w < 0) {
                st = OQL_FAIL(err, OQL_EIO, "%s: %s", to, oql_errno_text(errno));
                goto done;
            }
            at += w;
        }
    }
done:
    if (in >= 0) {
        (void)close(in);
    }
    if (out >= 0 && close(out) != 0 && st == OQL_OK) {
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", to, oql_errno_text(errno));
    }
    free(buf);
    return st;
}

oql_status oql_store_revise(const char *path, oql_store **out, oql_err *err)
{
    oql_status st = OQL_OK;
    hid_t fapl = H5I_INVALID_HID;
    oql_store *s = NULL;

    *out = NULL;
    OQL_TRY(make(path, true, &s, err));
    (void)unlink(s->work);
    OQL_TRY(copy_file(path, s->work, err));
    fapl = access_list(false);
    s->file = H5Fopen(s->work, H5F_ACC_RDWR, fapl);
    if (s->file < 0) {
        st = oql_h5_fail(s, err, "expected an HDF5 file");
        goto done;
    }
    *out = s;
    s = NULL;
done:
    oql_h5_close(&fapl);
    oql_store_close(s);
    return st;
}

oql_status oql_store_publish(oql_store *s, oql_err *err)
{
    oql_status st = OQL_OK;
    if (!s->writable) {
        st = OQL_FAIL(err, OQL_EARG, "%s: open for reading only", s->path);
        goto done;
    }
    OQL_TRY(oql_h5_finish_scales(s, err));
    oql_h5_forget(s);
    if (H5Fflush(s->file, H5F_SCOPE_LOCAL) < 0 || s->lost) {
        st = oql_h5_fail(s, err, "cannot write to the disk");
        goto done;
    }
    if (H5Fclose(s->file) < 0) {
        st = oql_h5_fail(s, err, "cannot close");
        goto done;
    }
    s->file = H5I_INVALID_HID;
    OQL_TRY(oql_h5_seal(s->work, err));
    OQL_TRY(oql_h5_sync(s->work, false, err));
    if (rename(s->work, s->path) != 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be renamed to %s: %s", s->work, s->path,
                      oql_errno_text(errno));
        goto done;
    }
    free(s->work);
    s->work = NULL;
    OQL_TRY(oql_h5_sync(s->path, true, err));
done:
    oql_store_close(s);
    return st;
}

void oql_store_close(oql_store *s)
{
    if (s == NULL) {
        return;
    }
    oql_h5_forget(s);
    if (s->work != NULL) {
        /* Emptied before closing, so that HDF5 can write its last bytes even on a full disk;
           otherwise the close fails and the handle stays open for good. */
        (void)!truncate(s->work, 0);
        (void)unlink(s->work);
    }
    if (s->file >= 0) {
        (void)H5Fclose(s->file);
    }
    (void)H5Eclear2(H5E_DEFAULT);
    destroy(s);
}

bool oql_store_is_live(const oql_store *s)
{
    return s->live;
}

const char *oql_store_path(const oql_store *s)
{
    return s->path;
}
