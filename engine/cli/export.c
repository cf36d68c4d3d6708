/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/export.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datastore/store.h"
#include "hazard/version.h"
#include "results/export_csv.h"
#include "results/export_key.h"

oql_status oql_cli_make_dir(const char *dir, oql_err *err)
{
    char path[4096];
    struct stat found;
    const size_t n = strlen(dir);
    if (n == 0 || n >= sizeof path) {
        return OQL_FAIL(err, OQL_EIO, "\"%s\": the path of the folder is %s", dir,
                        n == 0 ? "empty" : "too long");
    }
    memcpy(path, dir, n + 1);
    for (size_t i = 1; i <= n; ++i) {
        if (path[i] == '/' || path[i] == '\0') {
            const char keep = path[i];
            path[i] = '\0';
            if (mkdir(path, 0777) != 0 && errno != EEXIST) {
                return OQL_FAIL(err, OQL_EIO, "%s: cannot be made: %s", path,
                                oql_errno_text(errno));
            }
            path[i] = keep;
        }
    }
    if (stat(dir, &found) != 0 || !S_ISDIR(found.st_mode)) {
        return OQL_FAIL(err, OQL_EIO, "%s: a file found, expected a folder", dir);
    }
    return access(dir, W_OK) == 0
               ? OQL_OK
               : OQL_FAIL(err, OQL_EIO, "%s: cannot be written: %s, expected a folder of yours",
                          dir, oql_errno_text(errno));
}

oql_status oql_cli_export(const char *path, int64_t id, const char *key, const char *dir,
                          bool traditional, size_t *n_file, oql_err *err)
{
    oql_store *store = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_cli_make_dir(dir, err));
    OQL_TRY(oql_store_open(path, &store, err));
    const oql_export e = {store, dir, id, "oqlite " OQL_VERSION, traditional};
    *n_file = 0;
    OQL_TRY(key == NULL ? oql_export_csv(&e, n_file, err)
                        : oql_export_key(&e, key, n_file, err));
done:
    oql_store_close(store);
    return st;
}
