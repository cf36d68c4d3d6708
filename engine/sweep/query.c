/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/query.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/problems.h"
#include "sweep/sql.h"

#define MAX_COLUMNS 2000 /* SQLite's own limit */
#define OWN_COLUMNS 9    /* of the table points, before the parameters */

typedef struct {
    const char *path;
    const oql_query *q;
    sqlite3 *sql;
    char *name[MAX_COLUMNS]; /* parameters */
    size_t n_name;
    sqlite3_str *text; /* of the statement */
    oql_err *err;
} query;

/* Columns a user may name, and where they stand. */
static const struct {
    const char *key, *column;
    bool of_points;
} known[] = {
    {"study", "sp.study", true},
    {"position", "sp.position", true},
    {"point", "p.point", true},
    {"state", "p.state", true},
    {"job", "p.job", true},
    {"hash", "p.hash", true},
    {"engine", "p.engine", true},
    {"site", "r.site", false},
    {"lon", "s.lon", false},
    {"lat", "s.lat", false},
    {"statistic", "r.statistic", false},
    {"measure", "r.measure", false},
    {"imt", "r.measure", false},
    {"level", "r.level", false},
    {"poe", "r.poe", false},
};

static oql_status check_tables(query *y)
{
    sqlite3_stmt *s = NULL;
    const oql_status st =
        oql_sql_prepare(y->sql, y->path, &s, y->err, "SELECT 1 FROM study_points, points");
    sqlite3_finalize(s);
    return st;
}

static oql_status read_names(query *y)
{
    sqlite3_stmt *s = NULL;
    const oql_status st = oql_sql_prepare(y->sql, y->path, &s, y->err,
                                          "SELECT name FROM pragma_table_info('points')"
                                          " WHERE cid>=%d ORDER BY cid",
                                          OWN_COLUMNS);
    while (st == OQL_OK && sqlite3_step(s) == SQLITE_ROW && y->n_name < MAX_COLUMNS) {
        y->name[y->n_name++] = sqlite3_mprintf("%s", sqlite3_column_text(s, 0));
    }
    sqlite3_finalize(s);
    return st;
}

static oql_status unknown_key(query *y, const char *key, bool points)
{
    const char *word[MAX_COLUMNS + OQL_COUNT(known)];
    size_t n = 0;
    for (size_t i = 0; i < OQL_COUNT(known); ++i) {
        if (known[i].of_points || !points) {
            word[n++] = known[i].key;
        }
    }
    for (size_t i = 0; i < y->n_name; ++i) {
        word[n++] = y->name[i];
    }
    const char *near = oql_nearest_word(key, word, n);
    return OQL_FAIL(y->err, OQL_ECONFIG, "%s: no column \"%s\"%s%s%s", y->path, key,
                    near == NULL ? "" : ", did you mean \"", near == NULL ? "" : near,
                    near == NULL ? "" : "\"?");
}

/* " AND (column IN (value, …))" for the i-th condition, unless an earlier one of its key did. */
static oql_status put_condition(query *y, const char *const *where, size_t n, size_t i,
                                bool points)
{
    const char *equal = strchr(where[i], '=');
    if (equal == NULL || equal == where[i]) {
        return OQL_FAIL(y->err, OQL_ECONFIG, "\"%s\" found, expected KEY=VALUE", where[i]);
    }
    const size_t n_key = (size_t)(equal - where[i]) + 1;
    for (size_t k = 0; k < i; ++k) {
        if (strncmp(where[k], where[i], n_key) == 0) {
            return OQL_OK;
        }
    }
    char key[128], *column = NULL;
    (void)snprintf(key, sizeof key, "%.*s", (int)n_key - 1, where[i]);
    for (size_t k = 0; k < OQL_COUNT(known) && column == NULL; ++k) {
        if (strcmp(known[k].key, key) == 0 && (known[k].of_points || !points)) {
            column = sqlite3_mprintf("%s", known[k].column);
        }
    }
    for (size_t k = 0; k < y->n_name && column == NULL; ++k) {
        if (strcmp(y->name[k], key) == 0) {
            column = sqlite3_mprintf("p.\"%w\"", key);
        }
    }
    if (column == NULL) {
        return unknown_key(y, key, points);
    }
    sqlite3_str_appendf(y->text, " AND %s IN (", column);
    sqlite3_free(column);
    for (size_t k = i; k < n; ++k) {
        double x = 0.0;
        const char *value = where[k] + n_key;
        char buf[OQL_DOUBLE_TEXT];
        if (strncmp(where[k], where[i], n_key) != 0) {
            continue;
        }
        if (oql_parse_double(value, &x) && isfinite(x)) {
            sqlite3_str_appendf(y->text, "%s%s", k > i ? "," : "", oql_double_text(x, buf));
        } else {
            sqlite3_str_appendf(y->text, "%s%Q", k > i ? "," : "", value);
        }
    }
    sqlite3_str_appendall(y->text, ")");
    return OQL_OK;
}

static oql_status put_conditions(query *y, const char *const *where, size_t n, bool points)
{
    oql_status st = OQL_OK;
    for (size_t i = 0; i < n && st == OQL_OK; ++i) {
        st = put_condition(y, where, n, i, points);
    }
    return st;
}

static void put_parameters(query *y)
{
    for (size_t i = 0; i < y->n_name; ++i) {
        sqlite3_str_appendf(y->text, ", p.\"%w\"", y->name[i]);
    }
}

/* The one point that the baseline's values pick. */
static oql_status find_baseline(query *y, int64_t *point)
{
    sqlite3_stmt *s = NULL;
    oql_status st = OQL_OK;
    int n = 0;

    y->text = sqlite3_str_new(y->sql);
    sqlite3_str_appendall(y->text, "SELECT DISTINCT p.point FROM points p JOIN study_points sp"
                                   " ON sp.point=p.point WHERE p.state='done'");
    st = put_conditions(y, y->q->baseline, y->q->n_baseline, true);
    char *text = sqlite3_str_finish(y->text);
    y->text = NULL;
    if (st == OQL_OK) {
        st = oql_sql_prepare(y->sql, y->path, &s, y->err, "%s", text);
    }
    while (st == OQL_OK && sqlite3_step(s) == SQLITE_ROW) {
        *point = sqlite3_column_int64(s, 0);
        ++n;
    }
    if (st == OQL_OK && n != 1) {
        st = OQL_FAIL(y->err, OQL_ECONFIG,
                      "%s: %d done points match the baseline, expected one", y->path, n);
    }
    sqlite3_finalize(s);
    sqlite3_free(text);
    return st;
}

static void put_order(query *y)
{
    sqlite3_str_appendall(y->text, " ORDER BY sp.study, p.job");
    for (size_t i = 0; i < y->n_name; ++i) {
        sqlite3_str_appendf(y->text, ", p.\"%w\"", y->name[i]);
    }
    sqlite3_str_appendall(y->text, ", sp.position");
}

static oql_status write_statement(query *y, bool points)
{
    oql_status st = OQL_OK;
    const bool base = !points && y->q->n_baseline > 0;
    int64_t baseline = 0;

    if (base) {
        OQL_TRY(find_baseline(y, &baseline));
    }
    y->text = sqlite3_str_new(y->sql);
    sqlite3_str_appendall(y->text, "SELECT sp.study AS study, p.job AS job");
    put_parameters(y);
    if (points) {
        sqlite3_str_appendall(y->text, ", p.point, p.state, p.message, p.seconds, p.calc,"
                                       " p.hash, p.engine FROM study_points sp JOIN points p"
                                       " ON p.point=sp.point WHERE 1");
    } else {
        sqlite3_str_appendall(y->text, ", r.site, s.lon, s.lat, r.statistic, r.measure,"
                                       " r.level, r.poe, r.value");
        if (base) {
            sqlite3_str_appendall(y->text,
                                  ", b.value AS baseline, r.value-b.value AS difference,"
                                  " r.value/nullif(b.value,0) AS ratio");
        }
        sqlite3_str_appendall(y->text, " FROM study_points sp JOIN points p ON p.point=sp.point"
                                       " JOIN results r ON r.point=p.point JOIN sites s ON"
                                       " s.point=p.point AND s.site=r.site");
        if (base) {
            sqlite3_str_appendf(y->text, " LEFT JOIN base b ON b.site=r.site"
                                         " AND b.statistic=r.statistic AND b.measure=r.measure"
                                         " AND b.level IS r.level AND b.poe IS r.poe");
            OQL_TRY(
                oql_sql_run(y->sql, y->path, y->err,
                            "CREATE TEMP TABLE base AS SELECT * FROM results WHERE"
                            " point=%lld; CREATE INDEX temp.base_all ON base(site, statistic,"
                            " measure, level, poe)",
                            (long long)baseline));
        }
        sqlite3_str_appendall(y->text, " WHERE p.state='done'");
    }
    OQL_TRY(put_conditions(y, y->q->where, y->q->n_where, points));
    put_order(y);
    sqlite3_str_appendall(y->text, points ? "" : ", r.rowid");
done:
    return st;
}

/* ---- output ---- */

static void put_csv_text(FILE *f, const char *s)
{
    if (strpbrk(s, ",\"\r\n") == NULL) {
        (void)fputs(s, f);
        return;
    }
    (void)fputc('"', f);
    for (; *s != '\0'; ++s) {
        (void)(*s == '"' ? fputs("\"\"", f) : fputc(*s, f));
    }
    (void)fputc('"', f);
}

static void put_json_text(FILE *f, const char *s)
{
    (void)fputc('"', f);
    for (; *s != '\0'; ++s) {
        if (*s == '"' || *s == '\\') {
            (void)fprintf(f, "\\%c", *s);
        } else if ((unsigned char)*s < 0x20) {
            (void)fprintf(f, "\\u%04x", (unsigned)*s);
        } else {
            (void)fputc(*s, f);
        }
    }
    (void)fputc('"', f);
}

static void put_value(FILE *f, sqlite3_stmt *s, int i, bool json)
{
    char buf[OQL_DOUBLE_TEXT];
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_NULL:
        (void)fputs(json ? "null" : "", f);
        break;
    case SQLITE_INTEGER:
        (void)fprintf(f, "%lld", (long long)sqlite3_column_int64(s, i));
        break;
    case SQLITE_FLOAT:
        (void)oql_double_text(sqlite3_column_double(s, i), buf);
        if (json && !isfinite(sqlite3_column_double(s, i))) {
            put_json_text(f, buf); /* JSON has no infinity */
        } else {
            (void)fputs(buf, f);
        }
        break;
    default:
        (json ? put_json_text : put_csv_text)(f, (const char *)sqlite3_column_text(s, i));
    }
}

static oql_status put_rows(query *y, sqlite3_stmt *s, FILE *f)
{
    const int n = sqlite3_column_count(s);
    const bool json = y->q->json;
    size_t row = 0;
    int rc;

    for (int i = 0; i < n && !json; ++i) {
        (void)fputs(i > 0 ? "," : "", f);
        put_csv_text(f, sqlite3_column_name(s, i));
    }
    (void)fputs(json ? "[" : "\n", f);
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        (void)fputs(!json ? "" : row > 0 ? ",\n{" : "\n{", f);
        for (int i = 0; i < n; ++i) {
            (void)fputs(i == 0 ? "" : json ? ", " : ",", f);
            if (json) {
                put_json_text(f, sqlite3_column_name(s, i));
                (void)fputs(": ", f);
            }
            put_value(f, s, i, json);
        }
        (void)fputs(json ? "}" : "\n", f);
        ++row;
    }
    (void)fputs(json ? "\n]\n" : "", f);
    return rc == SQLITE_DONE ? OQL_OK : oql_sql_fail(y->sql, y->path, y->err);
}

static oql_status put_output(query *y, sqlite3_stmt *s, const char *output)
{
    oql_status st = OQL_OK;
    char *work = sqlite3_mprintf("%s.tmp", output == NULL ? "" : output);
    FILE *f = output == NULL ? stdout : work == NULL ? NULL : fopen(work, "w");

    if (f == NULL) {
        st = OQL_FAIL(y->err, OQL_EIO, "%s: cannot be written", output);
        goto done;
    }
    st = put_rows(y, s, f);
    bool bad = fflush(f) != 0 || ferror(f) != 0;
    if (output != NULL) {
        bad = fclose(f) != 0 || bad;
        bad = bad || st != OQL_OK || rename(work, output) != 0;
        if (bad) {
            (void)remove(work);
        }
    }
    if (bad && st == OQL_OK) {
        st = OQL_FAIL(y->err, OQL_EIO, "%s: cannot be written",
                      output == NULL ? "standard output" : output);
    }
done:
    sqlite3_free(work);
    return st;
}

oql_status oql_query_export(const char *db, const oql_query *q, const char *output,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    sqlite3_stmt *s = NULL;
    char *text = NULL;
    query *y = calloc(1, sizeof *y);

    if (y == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", db);
    }
    y->path = db;
    y->q = q;
    y->err = err;
    if (access(db, R_OK) != 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be read: %s, expected the database of a sweep",
                      db, oql_errno_text(errno));
        goto done;
    }
    if (sqlite3_open_v2(db, &y->sql, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        st = oql_sql_fail(y->sql, db, err);
        goto done;
    }
    (void)sqlite3_busy_timeout(y->sql, 60000);
    oql_err why = {0};
    y->err = &why;
    st = check_tables(y);
    st = st == OQL_OK ? read_names(y) : st;
    y->err = err;
    if (st != OQL_OK) {
        st = OQL_FAIL(err, st, "%s, expected the database of a sweep", why.text);
        goto done;
    }
    OQL_TRY(write_statement(y, q->points));
    text = sqlite3_str_finish(y->text);
    y->text = NULL;
    OQL_TRY(oql_sql_prepare(y->sql, db, &s, err, "%s", text));
    OQL_TRY(put_output(y, s, output));
done:
    sqlite3_finalize(s);
    sqlite3_free(text);
    if (y->text != NULL) {
        sqlite3_free(sqlite3_str_finish(y->text));
    }
    for (size_t i = 0; i < y->n_name; ++i) {
        sqlite3_free(y->name[i]);
    }
    (void)sqlite3_close(y->sql);
    free(y);
    return st;
}
