/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

/* The null device ends at once: an empty file. */
static bool is_null(const struct stat *info)
{
    struct stat null;
    return S_ISCHR(info->st_mode) && stat("/dev/null", &null) == 0 &&
           info->st_rdev == null.st_rdev;
}

oql_status oql_file_check(const char *path, oql_err *err)
{
    struct stat info;

    if (stat(path, &info) != 0 || access(path, R_OK) != 0) {
        return OQL_FAIL(err, OQL_EIO, "%s: cannot be read: %s, expected a file", path,
                        oql_errno_text(errno));
    }
    return S_ISREG(info.st_mode) || is_null(&info)
               ? OQL_OK
               : OQL_FAIL(err, OQL_EIO, "%s: a %s found, expected a file", path,
                          S_ISDIR(info.st_mode) ? "folder" : "device or pipe");
}

oql_status oql_file_open(const char *path, FILE **out, oql_err *err)
{
    oql_status st = OQL_OK;

    *out = NULL;
    OQL_TRY(oql_file_check(path, err));
    *out = fopen(path, "rb");
    if (*out == NULL) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be read: %s, expected a file", path,
                      oql_errno_text(errno));
    }
done:
    return st;
}

oql_status oql_file_read(const char *path, char **bytes, size_t *n, oql_err *err)
{
    oql_status st = OQL_OK;
    FILE *f = NULL;
    struct stat info;
    char *x = NULL;
    size_t cap = 0, have = 0, got = 0;

    *bytes = NULL;
    OQL_TRY(oql_file_open(path, &f, err));
    OQL_TRY(oql_reserve(&x, &cap, fstat(fileno(f), &info) == 0 ? (size_t)info.st_size + 2 : 2,
                        1, err));
    while ((got = fread(x + have, 1, cap - have - 1, f)) > 0) {
        have += got;
        OQL_TRY(oql_reserve(&x, &cap, have + 2, 1, err)); /* it may have grown */
    }
    if (ferror(f)) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be read: %s", path, oql_errno_text(errno));
        goto done;
    }
    x[have] = '\0';
    *n = have;
    *bytes = x;
    x = NULL;
done:
    free(x);
    if (f != NULL) {
        (void)fclose(f); /* only read from */
    }
    return st;
}
