/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/sql.h"

#include <errno.h>
#include <stdarg.h>

#include "base/number.h"

/* The errno behind "disk I/O error", 0 when it is not known: of the call, the database or its log. */
static int last_errno(sqlite3 *sql)
{
    int number = sqlite3_system_errno(sql);
    sqlite3_file *log = NULL;
    if (number == 0) {
        (void)sqlite3_file_control(sql, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
    }
    if (number == 0 &&
        sqlite3_file_control(sql, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != NULL && log->pMethods != NULL) {
        (void)log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
    }
    return number;
}

oql_status oql_sql_fail(sqlite3 *sql, const char *path, oql_err *err)
{
    const int code = sqlite3_errcode(sql);
    const int why = code == SQLITE_FULL ? ENOSPC : code == SQLITE_IOERR ? last_errno(sql) : 0;
    return OQL_FAIL(err, code == SQLITE_NOMEM ? OQL_ENOMEM : OQL_EIO, "%s: %s%s%s", path,
                    sqlite3_errmsg(sql), why == 0 ? "" : ": ",
                    why == 0 ? "" : oql_errno_text(why));
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
