/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/sql.h"

#include <stdarg.h>

#include "base/number.h"

oql_status oql_sql_fail(sqlite3 *sql, const char *path, oql_err *err)
{
    const int code = sqlite3_errcode(sql);
    return OQL_FAIL(err, code == SQLITE_NOMEM ? OQL_ENOMEM : OQL_EIO, "%s: %s%s", path,
                    sqlite3_errmsg(sql),
                    code == SQLITE_FULL ? " (no space left on the disk or in the quota)" : "");
}

oql_status oql_sql_run(sqlite3 *sql, const char *path, oql_err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = sqlite3_vmprintf(format, args);
    va_end(args);
    if (text == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
    }
    const int rc = sqlite3_exec(sql, text, NULL, NULL, NULL);
    sqlite3_free(text);
    return rc == SQLITE_OK ? OQL_OK : oql_sql_fail(sql, path, err);
}

oql_status oql_sql_finish(sqlite3 *sql, const char *path, oql_status st, oql_err *err)
{
    if (st == OQL_OK) {
        st = oql_sql_run(sql, path, err, "COMMIT");
    }
    if (st != OQL_OK) {
        (void)sqlite3_exec(sql, "ROLLBACK", NULL, NULL, NULL);
    }
    return st;
}

oql_status oql_sql_prepare(sqlite3 *sql, const char *path, sqlite3_stmt **out, oql_err *err,
                           const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = sqlite3_vmprintf(format, args);
    va_end(args);
    if (text == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
    }
    const int rc = sqlite3_prepare_v2(sql, text, -1, out, NULL);
    sqlite3_free(text);
    return rc == SQLITE_OK ? OQL_OK : oql_sql_fail(sql, path, err);
}

int oql_sql_bind(sqlite3_stmt *s, int i, const char *text)
{
    int64_t whole = 0;
    double real = 0.0;
    if (text == NULL) {
        return sqlite3_bind_null(s, i);
    }
    if (oql_parse_int(text, &whole)) {
        return sqlite3_bind_int64(s, i, whole);
    }
    if (oql_parse_double(text, &real)) {
        return sqlite3_bind_double(s, i, real);
    }
    return sqlite3_bind_text(s, i, text, -1, SQLITE_TRANSIENT);
}
