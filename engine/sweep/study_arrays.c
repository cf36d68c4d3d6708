/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/study_arrays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/calc.h"
#include "datastore/store.h"
#include "sweep/sql.h"

enum { GROUP_DIGITS = 16 };

/* A calculation that waits; its id alone is not enough, ids are used again. */
typedef struct {
    int64_t point, calc;
    char group[GROUP_DIGITS + 1], job_hash[72], date[40];
    bool added; /* verified to be that calculation */
} waiting;

typedef struct {
    waiting *list;
    size_t n, cap;
} queue;

oql_status oql_study_arrays_path(const char *db, char **out, oql_err *err)
{
    const char *slash = strrchr(db, '/'), *dot = strrchr(db, '.');
    const int n =
        (int)(dot == NULL || (slash != NULL && dot < slash) ? strlen(db) : (size_t)(dot - db));
    const size_t size = (size_t)n + sizeof ".hdf5";

    *out = malloc(size);
    if (*out == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", db);
    }
    (void)snprintf(*out, size, "%.*s.hdf5", n, db);
    return OQL_OK;
}

static void copy_column(sqlite3_stmt *s, int i, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(s, i);
    (void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

static oql_status read_queue(oql_study_db *db, queue *q, oql_err *err)
{
    sqlite3_stmt *s = NULL;
    oql_status st =
        oql_sql_prepare(db->sql, db->path, &s, err,
                        "SELECT w.point, w.calc, p.hash, w.job_hash, w.date, p.sweep"
                        " FROM waiting w JOIN points p USING(point)"
                        " WHERE p.state='done' ORDER BY w.point");
    while (st == OQL_OK && sqlite3_step(s) == SQLITE_ROW) {
        const int64_t sweep = sqlite3_column_int64(s, 5);
        if (sweep != db->sweep && oql_study_db_is_alive(db, sweep)) {
            continue; /* it will add its own, from its own data folder */
        }
        st = oql_reserve(&q->list, &q->cap, q->n + 1, sizeof *q->list, err);
        if (st == OQL_OK) {
            waiting *w = &q->list[q->n++];
            *w = (waiting){
                sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1), "", "", "", false};
            copy_column(s, 2, w->group, sizeof w->group);
            copy_column(s, 3, w->job_hash, sizeof w->job_hash);
            copy_column(s, 4, w->date, sizeof w->date);
        }
    }
    sqlite3_finalize(s);
    return st;
}

static oql_status open_file(const char *path, oql_store **out, oql_err *err)
{
    oql_status st = OQL_OK;
    if (access(path, F_OK) == 0) {
        return oql_store_revise(path, out, err);
    }
    OQL_TRY(oql_store_create(path, out, err));
    OQL_TRY(oql_store_set_attr_text(*out, "/", "description",
                                    "arrays of the points of a study; a group is named by the "
                                    "first 16 digits of the point's hash",
                                    err));
done:
    return st;
}

static bool attr_is(oql_store *s, const char *key, const char *name, const char *want)
{
    char *value = NULL;
    oql_err ignored = {0};
    const bool same = oql_store_attr_text(s, key, name, &value, &ignored) == OQL_OK &&
                      strcmp(value, want) == 0;
    free(value);
    return same;
}

/* The calculation, if it is still the one that waits; else *out stays NULL. */
static oql_status open_calc(const char *datadir, const waiting *w, oql_store **out,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL;
    oql_err why = {0};

    *out = NULL;
    st = oql_calc_path(datadir, w->calc, &path, &why);
    if (st == OQL_OK) {
        st = oql_store_open(path, out, &why);
    }
    free(path);
    if (st == OQL_OK && (!attr_is(*out, "/", "job_hash", w->job_hash) ||
                         !attr_is(*out, "run", "date", w->date))) {
        oql_store_close(*out);
        *out = NULL;
    }
    return st == OQL_ENOMEM ? OQL_FAIL(err, st, "%s", why.text) : OQL_OK;
}

static oql_status add_one(oql_store *file, const char *datadir, waiting *w, oql_err *err)
{
    static const char *const without[] = {"inputs", "status"};
    oql_store *calc = NULL;
    oql_status st = open_calc(datadir, w, &calc, err);
    if (st == OQL_OK && calc != NULL) {
        /* there already when a sweep was killed between the rename and the database */
        if (!oql_store_has(file, w->group)) {
            st = oql_store_copy(calc, "/", file, w->group, OQL_COUNT(without), without, err);
        }
        w->added = true;
    }
    oql_store_close(calc);
    return st;
}

static oql_status note_added(oql_study_db *db, const queue *q, oql_err *err)
{
    oql_status st = oql_sql_run(db->sql, db->path, err, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < q->n && st == OQL_OK; ++i) {
        const long long point = (long long)q->list[i].point;
        st =
            oql_sql_run(db->sql, db->path, err,
                        q->list[i].added ? "DELETE FROM waiting WHERE point=%lld"
                                         : "DELETE FROM waiting WHERE point=%lld;"
                                           "UPDATE points SET state='pending' WHERE point=%lld",
                        point, point);
    }
    return oql_sql_finish(db->sql, db->path, st, err);
}

static oql_status collect(oql_study_db *db, const char *path, const char *datadir, queue *q,
                          oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *file = NULL;

    OQL_TRY(read_queue(db, q, err));
    if (q->n == 0) {
        goto done;
    }
    OQL_TRY(open_file(path, &file, err));
    for (size_t i = 0; i < q->n; ++i) {
        OQL_TRY(add_one(file, datadir, &q->list[i], err));
    }
    oql_store *finished = file;
    file = NULL; /* publish takes it */
    OQL_TRY(oql_store_publish(finished, err));
    OQL_TRY(note_added(db, q, err));
done:
    oql_store_close(file);
    return st;
}

oql_status oql_study_arrays_collect(oql_study_db *db, const char *datadir, bool keep,
                                    oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL;
    queue q = {0};

    OQL_TRY(oql_study_arrays_path(db->path, &path, err));
    OQL_TRY(oql_study_db_lock_arrays(db, true, err));
    st = collect(db, path, datadir, &q, err);
    for (size_t i = 0; i < q.n && st == OQL_OK && !keep; ++i) {
        oql_err ignored = {0};
        if (q.list[i].added && oql_calc_delete(datadir, q.list[i].calc, &ignored) != OQL_OK) {
            /* left where it is: oqlite list shows it */
        }
    }
    const oql_status unlocked = oql_study_db_lock_arrays(db, false, err);
    st = st == OQL_OK ? unlocked : st;
done:
    free(path);
    free(q.list);
    return st;
}

/* Names of the groups that are there; none when there is no file. */
static oql_status read_groups(const char *path, oql_names *out, oql_err *err)
{
    oql_store *s = NULL;
    oql_status st = OQL_OK;
    if (access(path, F_OK) == 0) {
        OQL_TRY(oql_store_open(path, &s, err));
        OQL_TRY(oql_store_keys(s, "/", out, err));
    }
done:
    oql_store_close(s);
    return st;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

oql_status oql_study_arrays_missing(oql_study_db *db, size_t n, const int64_t *point,
                                    char (*const hash)[65], oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL;
    oql_names groups = {0};

    OQL_TRY(oql_study_arrays_path(db->path, &path, err));
    OQL_TRY(read_groups(path, &groups, err));
    if (groups.n > 0) {
        qsort(groups.name, groups.n, sizeof *groups.name, by_text);
    }
    st = oql_sql_run(db->sql, db->path, err, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < n && st == OQL_OK; ++i) {
        char group[GROUP_DIGITS + 1], *key = group;
        (void)snprintf(group, sizeof group, "%.*s", GROUP_DIGITS, hash[i]);
        if (groups.n == 0 ||
            bsearch(&key, groups.name, groups.n, sizeof *groups.name, by_text) == NULL) {
            st = oql_sql_run(db->sql, db->path, err,
                             "UPDATE points SET state='pending' WHERE point=%lld AND"
                             " state='done' AND point NOT IN (SELECT point FROM waiting)",
                             (long long)point[i]);
        }
    }
    st = oql_sql_finish(db->sql, db->path, st, err);
done:
    oql_names_clear(&groups);
    free(path);
    return st;
}

oql_status oql_study_arrays_merge(oql_study_db *db, const char *from, oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL, *path_from = NULL;
    oql_store *file = NULL, *other = NULL;
    oql_names groups = {0};

    OQL_TRY(oql_study_arrays_path(db->path, &path, err));
    OQL_TRY(oql_study_arrays_path(from, &path_from, err));
    OQL_TRY(read_groups(path_from, &groups, err));
    if (groups.n == 0) {
        goto done;
    }
    OQL_TRY(oql_store_open(path_from, &other, err));
    OQL_TRY(open_file(path, &file, err));
    for (size_t i = 0; i < groups.n; ++i) {
        if (!oql_store_has(file, groups.name[i])) {
            OQL_TRY(oql_store_copy(other, groups.name[i], file, groups.name[i], 0, NULL, err));
        }
    }
    oql_store *finished = file;
    file = NULL; /* publish takes it */
    OQL_TRY(oql_store_publish(finished, err));
done:
    oql_store_close(file);
    oql_store_close(other);
    oql_names_clear(&groups);
    free(path_from);
    free(path);
    return st;
}
