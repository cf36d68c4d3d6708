/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/study_db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "hazard/version.h"
#include "sweep/sql.h"

#define WAIT_MS 60000 /* for another sweep's transaction; ours take milliseconds */

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "INSERT OR IGNORE INTO meta VALUES('layout', '1');"
    "CREATE TABLE IF NOT EXISTS sweeps(sweep INTEGER PRIMARY KEY AUTOINCREMENT,"
    " study TEXT NOT NULL, pid INTEGER NOT NULL, started TEXT NOT NULL, engine TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS points(point INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE,"
    " job TEXT NOT NULL, engine TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending',"
    " message TEXT, seconds REAL, calc INTEGER, sweep INTEGER);"
    "CREATE TABLE IF NOT EXISTS study_points(study TEXT NOT NULL, position INTEGER NOT NULL,"
    " point INTEGER NOT NULL REFERENCES points(point), PRIMARY KEY(study, position))"
    " WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS sites(point INTEGER NOT NULL REFERENCES points(point),"
    " site INTEGER NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, PRIMARY KEY(point, site))"
    " WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS results(point INTEGER NOT NULL REFERENCES points(point),"
    " site INTEGER NOT NULL, statistic TEXT NOT NULL, measure TEXT NOT NULL, level REAL,"
    " poe REAL, value REAL);"
    "CREATE TABLE IF NOT EXISTS waiting(point INTEGER PRIMARY KEY REFERENCES points(point),"
    " calc INTEGER NOT NULL, job_hash TEXT NOT NULL, date TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS results_point ON results(point, site);";

oql_status oql_study_db_open(const char *path, oql_study_db **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_study_db *db = calloc(1, sizeof *db);

    *out = NULL;
    if (db == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
    }
    db->lock = -1;
    OQL_TRY(oql_strdup(path, &db->path, err));
    if (sqlite3_open_v2(path, &db->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
        SQLITE_OK) {
        st = oql_sql_fail(db->sql, path, err);
        goto done;
    }
    (void)sqlite3_busy_timeout(db->sql, WAIT_MS);
    /* changing the journal does not wait for others who do the same: ask again */
    const struct timespec pause = {0, 20000000};
    for (int left = WAIT_MS / 20;; --left) {
        const int rc = sqlite3_exec(db->sql, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
        if (rc == SQLITE_OK) {
            break;
        }
        if ((rc != SQLITE_BUSY && rc != SQLITE_LOCKED) || left == 0) {
            st = oql_sql_fail(db->sql, path, err);
            goto done;
        }
        (void)nanosleep(&pause, NULL);
    }
    OQL_TRY(oql_sql_run(db->sql, path, err, "PRAGMA synchronous=NORMAL; BEGIN IMMEDIATE;"));
    OQL_TRY(oql_sql_run(db->sql, path, err, "%s COMMIT", schema));
    *out = db;
    db = NULL;
done:
    oql_study_db_close(db);
    return st;
}

void oql_study_db_close(oql_study_db *db)
{
    if (db == NULL) {
        return;
    }
    (void)sqlite3_close(db->sql);
    if (db->lock >= 0) {
        (void)close(db->lock);
    }
    free(db->path);
    free(db);
}

/* ---- sweeps: who is alive ---- */

static oql_status open_lock(oql_study_db *db, oql_err *err)
{
    const size_t size = strlen(db->path) + sizeof "-lock";
    char *path = db->lock >= 0 ? NULL : malloc(size);
    oql_status st = OQL_OK;

    if (db->lock >= 0) {
        return OQL_OK;
    }
    if (path == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", db->path);
    }
    (void)snprintf(path, size, "%s-lock", db->path);
    db->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (db->lock < 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be made: %s", path, oql_errno_text(errno));
    }
    free(path);
    return st;
}

/* Byte 0 is for the file of arrays, sweeps count from 1. */
static struct flock lock_of(int64_t sweep)
{
    return (struct flock){
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)sweep, .l_len = 1};
}

bool oql_study_db_is_alive(const oql_study_db *db, int64_t sweep)
{
    struct flock lock = lock_of(sweep);
    return sweep == db->sweep ||
           (fcntl(db->lock, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK);
}

/* Within the transaction that enters the points, so that no sweep is seen before it is locked. */
static oql_status become_sweep(oql_study_db *db, const char *study, oql_err *err)
{
    char date[32];
    const time_t now = time(NULL);
    struct tm utc;
    oql_status st = OQL_OK;

    (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    OQL_TRY(open_lock(db, err));
    OQL_TRY(oql_sql_run(db->sql, db->path, err,
                        "INSERT INTO sweeps(study, pid, started, engine) VALUES(%Q,%lld,%Q,%Q)",
                        study, (long long)getpid(), date, OQL_VERSION));
    const int64_t sweep = sqlite3_last_insert_rowid(db->sql);
    struct flock lock = lock_of(sweep);
    if (fcntl(db->lock, F_SETLK, &lock) != 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s-lock: cannot be locked: %s", db->path,
                      oql_errno_text(errno));
        goto done;
    }
    db->sweep = sweep;
done:
    return st;
}

oql_status oql_study_db_lock_arrays(oql_study_db *db, bool lock, oql_err *err)
{
    struct flock whole = lock_of(0);
    const oql_status st = open_lock(db, err);
    whole.l_type = lock ? F_WRLCK : F_UNLCK;
    if (st == OQL_OK && fcntl(db->lock, F_SETLKW, &whole) != 0) {
        return OQL_FAIL(err, OQL_EIO, "%s-lock: cannot be locked: %s", db->path,
                        oql_errno_text(errno));
    }
    return st;
}

/* ---- points ---- */

static oql_status add_columns(oql_study_db *db, const oql_study *study, oql_err *err)
{
    static const char *const own[] = {"point",      "hash",    "job",  "engine", "state",
                                      "message",    "seconds", "calc", "sweep",  "study",
                                      "position",   "site",    "lon",  "lat",    "statistic",
                                      "measure",    "level",   "poe",  "value",  "baseline",
                                      "difference", "ratio"};
    oql_status st = OQL_OK;
    sqlite3_stmt *s = NULL;

    for (size_t k = 0; k < study->n_key; ++k) {
        for (size_t i = 0; i < OQL_COUNT(own); ++i) {
            if (sqlite3_stricmp(own[i], study->key[k]) == 0) {
                return OQL_FAIL(err, OQL_ECONFIG, "%s: the key %s is a column of its own",
                                study->path, study->key[k]);
            }
        }
        OQL_TRY(oql_sql_prepare(db->sql, db->path, &s, err,
                                "SELECT 1 FROM pragma_table_info('points') WHERE name=%Q",
                                study->key[k]));
        const bool there = sqlite3_step(s) == SQLITE_ROW;
        sqlite3_finalize(s);
        s = NULL;
        if (!there) {
            OQL_TRY(oql_sql_run(db->sql, db->path, err, "ALTER TABLE points ADD COLUMN \"%w\"",
                                study->key[k]));
        }
    }
done:
    return st;
}

static oql_status enter_point(oql_study_db *db, const oql_study *study, size_t at,
                              const char *hash, bool retry, int64_t *point, oql_err *err)
{
    const oql_study_point *p = &study->point[at];
    oql_status st = OQL_OK;
    sqlite3_stmt *s = NULL;

    OQL_TRY(oql_sql_run(db->sql, db->path, err,
                        "INSERT OR IGNORE INTO points(hash, job, engine) VALUES(%Q,%Q,%Q)",
                        hash, p->job, OQL_VERSION));
    if (retry) {
        OQL_TRY(oql_sql_run(db->sql, db->path, err,
                            "UPDATE points SET state='pending', message=NULL"
                            " WHERE hash=%Q AND state='failed'",
                            hash));
    }
    for (size_t k = 0; k < study->n_key; ++k) {
        OQL_TRY(oql_sql_prepare(db->sql, db->path, &s, err,
                                "UPDATE points SET \"%w\"=?1 WHERE hash=%Q AND \"%w\" IS NULL",
                                study->key[k], hash, study->key[k]));
        if (oql_sql_bind(s, 1, p->value[k]) != SQLITE_OK || sqlite3_step(s) != SQLITE_DONE) {
            st = oql_sql_fail(db->sql, db->path, err);
            goto done;
        }
        sqlite3_finalize(s);
        s = NULL;
    }
    OQL_TRY(oql_sql_prepare(db->sql, db->path, &s, err,
                            "SELECT point FROM points WHERE hash=%Q", hash));
    if (sqlite3_step(s) != SQLITE_ROW) {
        st = oql_sql_fail(db->sql, db->path, err);
        goto done;
    }
    *point = sqlite3_column_int64(s, 0);
    OQL_TRY(oql_sql_run(db->sql, db->path, err,
                        "INSERT OR REPLACE INTO study_points VALUES(%Q,%lld,%lld)", study->name,
                        (long long)at + 1, (long long)*point));
done:
    sqlite3_finalize(s);
    return st;
}

oql_status oql_study_db_enter(oql_study_db *db, const oql_study *study, size_t n,
                              char (*hash)[65], const size_t *at, bool retry, int64_t *point,
                              oql_err *err)
{
    oql_status st = oql_sql_run(db->sql, db->path, err, "BEGIN IMMEDIATE");
    if (st != OQL_OK) {
        return st;
    }
    OQL_TRY(become_sweep(db, study->name, err));
    OQL_TRY(add_columns(db, study, err));
    OQL_TRY(oql_sql_run(db->sql, db->path, err,
                        "DELETE FROM study_points WHERE study=%Q AND position>%lld",
                        study->name, (long long)study->n_point));
    for (size_t i = 0; i < n; ++i) {
        OQL_TRY(enter_point(db, study, at[i], hash[i], retry, &point[i], err));
    }
done:
    return oql_sql_finish(db->sql, db->path, st, err);
}

oql_status oql_study_db_claim(oql_study_db *db, int64_t point, oql_point_claim *out,
                              int64_t *calc, oql_err *err)
{
    sqlite3_stmt *s = NULL;
    oql_status st = oql_sql_run(db->sql, db->path, err, "BEGIN IMMEDIATE");
    if (st != OQL_OK) {
        return st;
    }
    OQL_TRY(oql_sql_prepare(db->sql, db->path, &s, err,
                            "SELECT state, sweep, calc FROM points WHERE point=%lld",
                            (long long)point));
    if (sqlite3_step(s) != SQLITE_ROW) {
        st = OQL_FAIL(err, OQL_EIO, "%s: point %lld is gone", db->path, (long long)point);
        goto done;
    }
    const char *state = (const char *)sqlite3_column_text(s, 0);
    *calc = sqlite3_column_int64(s, 2);
    if (strcmp(state, "done") == 0 || strcmp(state, "failed") == 0) {
        *out = state[0] == 'd' ? OQL_POINT_DONE : OQL_POINT_FAILED;
    } else if (strcmp(state, "running") == 0 &&
               oql_study_db_is_alive(db, sqlite3_column_int64(s, 1))) {
        *out = OQL_POINT_ELSEWHERE;
    } else {
        *out = OQL_POINT_CLAIMED;
        OQL_TRY(oql_sql_run(db->sql, db->path, err,
                            "UPDATE points SET state='running', sweep=%lld WHERE point=%lld",
                            (long long)db->sweep, (long long)point));
    }
done:
    sqlite3_finalize(s);
    return oql_sql_finish(db->sql, db->path, st, err);
}

oql_status oql_study_db_started(oql_study_db *db, int64_t point, int64_t calc, oql_err *err)
{
    return oql_sql_run(db->sql, db->path, err, "UPDATE points SET calc=%lld WHERE point=%lld",
                       (long long)calc, (long long)point);
}

oql_status oql_study_db_give_back(oql_study_db *db, int64_t point, oql_err *err)
{
    return oql_sql_run(db->sql, db->path, err,
                       "UPDATE points SET state='pending', sweep=NULL WHERE point=%lld",
                       (long long)point);
}

oql_status oql_study_db_failed(oql_study_db *db, int64_t point, double seconds,
                               const char *message, oql_err *err)
{
    return oql_sql_run(db->sql, db->path, err,
                       "UPDATE points SET state='failed', seconds=%!.6g, message=%Q, calc=NULL"
                       " WHERE point=%lld",
                       seconds, message, (long long)point);
}
