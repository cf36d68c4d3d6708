/* SPDX-License-Identifier: BSD-3-Clause */
/* Joining the databases of shards. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "sweep/sql.h"
#include "sweep/study_db.h"

static oql_status refuse_mixed(oql_study_db *db, const char *from, oql_err *err)
{
    sqlite3_stmt *s = NULL;
    oql_status st = oql_sql_prepare(db->sql, db->path, &s, err,
                                    "SELECT group_concat(engine, ' and '), count(*) FROM"
                                    " (SELECT engine FROM main.points"
                                    "  UNION SELECT engine FROM other.points)");
    if (st == OQL_OK && sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 1) > 1) {
        st = OQL_FAIL(err, OQL_ECONFIG,
                      "%s and %s hold points of different versions of oqlite: %s", db->path,
                      from, (const char *)sqlite3_column_text(s, 0));
    }
    sqlite3_finalize(s);
    s = NULL;
    if (st == OQL_OK) {
        st = oql_sql_prepare(db->sql, db->path, &s, err,
                             "SELECT value FROM other.meta WHERE key='layout'");
        if (st == OQL_OK && (sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int(s, 0) != 1)) {
            st = OQL_FAIL(err, OQL_ECONFIG, "%s: another layout found, expected 1", from);
        }
        sqlite3_finalize(s);
    }
    return st;
}

/* Parameter columns of the other database, made here when missing; *list = ", "name"" of all. */
static oql_status parameter_columns(oql_study_db *db, char **list, oql_err *err)
{
    sqlite3_stmt *s = NULL;
    oql_status st =
        oql_sql_prepare(db->sql, db->path, &s, err,
                        "SELECT o.name, m.name FROM pragma_table_info('points', 'other') o"
                        " LEFT JOIN pragma_table_info('points', 'main') m ON m.name=o.name"
                        " WHERE o.cid > 8 ORDER BY o.cid");
    *list = sqlite3_mprintf("");
    char **add = NULL;
    size_t n = 0, cap = 0;
    while (st == OQL_OK && sqlite3_step(s) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(s, 0);
        char *longer = sqlite3_mprintf("%s, \"%w\"", *list, name);
        sqlite3_free(*list);
        *list = longer;
        if (sqlite3_column_type(s, 1) == SQLITE_NULL) {
            st = oql_reserve(&add, &cap, n + 1, sizeof *add, err);
            if (st == OQL_OK) {
                add[n++] = sqlite3_mprintf("ALTER TABLE main.points ADD COLUMN \"%w\"", name);
            }
        }
    }
    sqlite3_finalize(s); /* before the table changes */
    for (size_t i = 0; i < n; ++i) {
        if (st == OQL_OK) {
            st = oql_sql_run(db->sql, db->path, err, "%s", add[i]);
        }
        sqlite3_free(add[i]);
    }
    free(add);
    return st;
}

/* Points that come over: unknown here, or done there only. Rows get numbers of their own. */
static oql_status copy(oql_study_db *db, const char *columns, oql_err *err)
{
    return oql_sql_run(
        db->sql, db->path, err,
        "CREATE TEMP TABLE coming AS SELECT o.point AS old, o.hash AS hash FROM other.points o"
        " LEFT JOIN main.points m USING(hash)"
        " WHERE m.hash IS NULL OR (m.state<>'done' AND o.state='done');"
        "DELETE FROM main.study_points WHERE point IN (SELECT point FROM main.points WHERE hash"
        " IN (SELECT hash FROM coming));"
        "DELETE FROM main.points WHERE hash IN (SELECT hash FROM coming);"
        "INSERT INTO main.points(hash, job, engine, state, message, seconds, calc, sweep%s)"
        " SELECT hash, job, engine, iif(state='running', 'pending', state), message, seconds,"
        " NULL, NULL%s FROM other.points WHERE hash IN (SELECT hash FROM coming);"
        "INSERT INTO main.sites SELECT m.point, s.site, s.lon, s.lat FROM coming c"
        " JOIN main.points m USING(hash) JOIN other.sites s ON s.point=c.old;"
        "INSERT INTO main.results SELECT m.point, r.site, r.statistic, r.measure, r.level, "
        "r.poe,"
        " r.value FROM coming c JOIN main.points m USING(hash)"
        " JOIN other.results r ON r.point=c.old ORDER BY r.rowid;"
        "INSERT OR REPLACE INTO main.study_points SELECT sp.study, sp.position, m.point"
        " FROM other.study_points sp JOIN other.points o ON o.point=sp.point"
        " JOIN main.points m USING(hash);"
        "DROP TABLE coming",
        columns, columns);
}

oql_status oql_study_db_merge(oql_study_db *db, const char *from, oql_err *err)
{
    char *columns = NULL;
    oql_status st = OQL_OK;

    if (access(from, R_OK) != 0) {
        return OQL_FAIL(err, OQL_EIO, "%s: no database that can be read", from);
    }
    OQL_TRY(oql_sql_run(db->sql, db->path, err, "ATTACH %Q AS other", from));
    st = oql_sql_run(db->sql, db->path, err, "BEGIN IMMEDIATE");
    if (st == OQL_OK) {
        st = refuse_mixed(db, from, err);
    }
    if (st == OQL_OK) {
        st = parameter_columns(db, &columns, err);
    }
    if (st == OQL_OK) {
        st = copy(db, columns, err);
    }
    if (st == OQL_OK) {
        st = oql_sql_run(db->sql, db->path, err, "COMMIT");
    }
    if (st != OQL_OK) {
        (void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
    }
    (void)sqlite3_exec(db->sql, "DETACH other", NULL, NULL, NULL);
done:
    sqlite3_free(columns);
    return st;
}
