/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_SQL_H
#define OQL_SWEEP_SQL_H

#include <sqlite3.h>
#include <stdint.h>

#include "base/status.h"

/** What the files of this room share on SQLite. Formats are those of sqlite3_mprintf: %Q a quoted
 *  text, "%w" a name, %lld. */

struct oql_study_db {
    sqlite3 *sql;
    char *path;
    int lock;      /* descriptor of FILE-lock, -1 = none */
    int64_t sweep; /* row of this sweep, 0 = none */
};

/** Record what SQLite said. */
oql_status oql_sql_fail(sqlite3 *sql, const char *path, oql_err *err);

/** Run statements without a result. */
oql_status oql_sql_run(sqlite3 *sql, const char *path, oql_err *err, const char *format, ...);

/** End a transaction: COMMIT when st is OQL_OK, else ROLLBACK; returns st, or what COMMIT gave. */
oql_status oql_sql_finish(sqlite3 *sql, const char *path, oql_status st, oql_err *err);

/** Prepare one statement; the caller finalizes it. */
oql_status oql_sql_prepare(sqlite3 *sql, const char *path, sqlite3_stmt **out, oql_err *err,
                           const char *format, ...);

/** Bind a value as what it looks like: whole number, number or text; NULL as NULL. */
int oql_sql_bind(sqlite3_stmt *s, int i, const char *text);

#endif
