/* SPDX-License-Identifier: BSD-3-Clause */
#include "results/out_file.h"

#include <errno.h>

oql_status oql_out_open(const char *path, FILE **out, oql_err *err)
{
    *out = fopen(path, "wb");
    return *out != NULL ? OQL_OK
                        : OQL_FAIL(err, OQL_EIO, "%s: cannot be written: %s", path,
                                   oql_errno_text(errno));
}

oql_status oql_out_open_csv(const oql_export *e, const char *name, char *path, size_t size,
                            FILE **out, oql_err *err)
{
    const int n = snprintf(path, size, "%s/%s_%lld.csv", e->dir, name, (long long)e->id);
    if (n < 0 || (size_t)n >= size) {
        return OQL_FAIL(err, OQL_EIO, "%s: the path of \"%s\" is too long", e->dir, name);
    }
    return oql_out_open(path, out, err);
}

oql_status oql_out_close(FILE *f, const char *path, oql_err *err)
{
    const bool bad = ferror(f) != 0;
    if (fclose(f) == 0 && !bad) {
        return OQL_OK;
    }
    const int why = errno;
    (void)remove(path);
    return OQL_FAIL(err, OQL_EIO, "%s: cannot be written: %s", path, oql_errno_text(why));
}
