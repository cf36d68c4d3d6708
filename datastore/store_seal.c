/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datastore/digest.h"
#include "datastore/store_h5.h"

/* A published file ends with its own SHA-256, behind the last byte that HDF5 uses and reads:
 *
 *   | HDF5 file, as long as its superblock says | \n#oqlite sha256 <64 digits>\n |
 *
 * HDF5's checksums leave the global heap out (texts and the lists of dimension scales), and
 * HDF5 1.10.8 crashes on a damaged one. So verify looks at the seal before HDF5 sees the file.
 * */
#define SEAL_START "\n#oqlite sha256 "
enum { SEAL_START_BYTES = sizeof SEAL_START - 1, SEAL_BYTES = SEAL_START_BYTES + 64 + 1 };

static oql_status hash_start(const char *path, int fd, uint64_t n, char hex[65], oql_err *err)
{
    enum { BUFFER = 1 << 18 };
    oql_status st = OQL_OK;
    oql_digest digest;
    const size_t size = n < BUFFER ? (size_t)n : BUFFER;
    char *buf = malloc(size + 1);
    if (buf == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a SHA-256");
        goto done;
    }
    oql_digest_begin(&digest);
    while (n > 0) {
        const ssize_t got = read(fd, buf, n < size ? (size_t)n : size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            st = OQL_FAIL(err, OQL_EIO, "%s: cannot be read: %s", path,
                          got < 0 ? oql_errno_text(errno) : "it ends early");
            goto done;
        }
        oql_digest_add(&digest, buf, (size_t)got);
        n -= (uint64_t)got;
    }
    oql_digest_end(&digest, hex);
done:
    free(buf);
    return st;
}

oql_status oql_h5_seal(const char *path, oql_err *err)
{
    oql_status st = OQL_OK;
    char seal[SEAL_BYTES + 1] = SEAL_START;
    struct stat info;
    const int fd = open(path, O_RDWR);
    if (fd < 0 || fstat(fd, &info) != 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", path, oql_errno_text(errno));
        goto done;
    }
    OQL_TRY(hash_start(path, fd, (uint64_t)info.st_size, seal + SEAL_START_BYTES, err));
    seal[SEAL_BYTES - 1] = '\n';
    const ssize_t n = write(fd, seal, SEAL_BYTES);
    if (n != SEAL_BYTES) {
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", path, oql_errno_text(n >= 0 ? ENOSPC : errno));
    }
done:
    if (fd >= 0 && close(fd) != 0 && st == OQL_OK) {
        st = OQL_FAIL(err, OQL_EIO, "%s: %s", path, oql_errno_text(errno));
    }
    return st;
}

oql_status oql_store_check_seal(const char *path, oql_seal *out, oql_err *err)
{
    oql_status st = OQL_OK;
    char seal[SEAL_BYTES], hex[65];
    struct stat info;
    const int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &info) != 0) {
        st = OQL_FAIL(err, fd < 0 && errno == ENOENT ? OQL_ENOTFOUND : OQL_EIO, "%s: %s", path,
                      oql_errno_text(errno));
        goto done;
    }
    if (info.st_size < SEAL_BYTES ||
        pread(fd, seal, SEAL_BYTES, info.st_size - SEAL_BYTES) != SEAL_BYTES ||
        memcmp(seal, SEAL_START, SEAL_START_BYTES) != 0) {
        *out = OQL_SEAL_NONE;
        goto done;
    }
    OQL_TRY(hash_start(path, fd, (uint64_t)info.st_size - SEAL_BYTES, hex, err));
    *out = seal[SEAL_BYTES - 1] == '\n' && memcmp(seal + SEAL_START_BYTES, hex, 64) == 0
               ? OQL_SEAL_INTACT
               : OQL_SEAL_BROKEN;
done:
    if (fd >= 0) {
        (void)close(fd);
    }
    return st;
}
