/* SPDX-License-Identifier: BSD-3-Clause */
/* From a published calculation to rows of the database. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/store.h"
#include "sweep/sql.h"
#include "sweep/study_db.h"

typedef struct {
    oql_study_db *db;
    oql_store *store;
    int64_t point;
    sqlite3_stmt *insert;
    oql_err *err;
} rows;

static oql_status put_sites(rows *r)
{
    double *lon = NULL, *lat = NULL;
    size_t n = 0, m = 0;
    oql_status st = OQL_OK;
    sqlite3_stmt *s = NULL;

    OQL_TRY(oql_store_get_f64(r->store, "sitecol/lon", &lon, &n, r->err));
    OQL_TRY(oql_store_get_f64(r->store, "sitecol/lat", &lat, &m, r->err));
    OQL_TRY(oql_sql_prepare(r->db->sql, r->db->path, &s, r->err,
                            "INSERT INTO sites VALUES(%lld,?1,?2,?3)", (long long)r->point));
    for (size_t i = 0; i < n && i < m; ++i) {
        (void)sqlite3_bind_int64(s, 1, (int64_t)i);
        (void)sqlite3_bind_double(s, 2, lon[i]);
        (void)sqlite3_bind_double(s, 3, lat[i]);
        if (sqlite3_step(s) != SQLITE_DONE) {
            st = oql_sql_fail(r->db->sql, r->db->path, r->err);
            goto done;
        }
        (void)sqlite3_reset(s);
    }
done:
    sqlite3_finalize(s);
    free(lon);
    free(lat);
    return st;
}

/* Statistics, or realizations when the job asked for those only. */
static oql_status names_of(rows *r, bool stats, size_t n, oql_names *out)
{
    char text[32];
    if (stats) {
        return oql_store_get_texts(r->store, "stats", out, r->err);
    }
    out->name = calloc(n + 1, sizeof *out->name);
    if (out->name == NULL) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "out of memory for %zu realizations", n);
    }
    for (; out->n < n; ++out->n) {
        (void)snprintf(text, sizeof text, "rlz-%zu", out->n);
        const oql_status st = oql_strdup(text, &out->name[out->n], r->err);
        if (st != OQL_OK) {
            return st;
        }
    }
    return OQL_OK;
}

/* One array (N, S, M, L or P) as rows. at: (M, L) levels, or (P) probabilities. */
static oql_status put_array(rows *r, const oql_array *a, const double *x, const oql_names *name,
                            const oql_names *imt, bool curves, const double *at)
{
    const size_t n_k = a->dims[3];
    sqlite3_stmt *s = r->insert;
    for (size_t i = 0; i < a->dims[0] * a->dims[1] * a->dims[2] * n_k; ++i) {
        const size_t k = i % n_k, m = i / n_k % a->dims[2];
        const size_t stat = i / n_k / a->dims[2] % a->dims[1];
        (void)sqlite3_bind_int64(s, 1, (int64_t)(i / n_k / a->dims[2] / a->dims[1]));
        (void)sqlite3_bind_text(s, 2, name->name[stat], -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(s, 3, imt->name[m], -1, SQLITE_STATIC);
        (void)sqlite3_bind_null(s, curves ? 5 : 4);
        (void)sqlite3_bind_double(s, curves ? 4 : 5, at[curves ? m * n_k + k : k]);
        (void)sqlite3_bind_double(s, 6, x[i]);
        if (sqlite3_step(s) != SQLITE_DONE) {
            return oql_sql_fail(r->db->sql, r->db->path, r->err);
        }
        (void)sqlite3_reset(s);
    }
    return OQL_OK;
}

static oql_status put_results(rows *r, bool curves)
{
    const char *const keys[2][2] = {{"hmaps_stats", "hmaps_rlzs"},
                                    {"hcurves_stats", "hcurves_rlzs"}};
    oql_names name = {0}, imt = {0};
    oql_array a = {0};
    double *at = NULL;
    void *x = NULL;
    size_t n = 0;
    oql_status st = OQL_OK;
    const bool stats = oql_store_has(r->store, keys[curves][0]);
    const char *key = keys[curves][stats ? 0 : 1];

    if (!oql_store_has(r->store, key)) {
        return OQL_OK;
    }
    OQL_TRY(oql_store_get(r->store, key, OQL_F64, &a, &x, r->err));
    OQL_TRY(oql_store_get_texts(r->store, "imts", &imt, r->err));
    OQL_TRY(names_of(r, stats, a.dims[1], &name));
    OQL_TRY(oql_store_get_f64(r->store, curves ? "imls" : "poes", &at, &n, r->err));
    if (a.rank != 4 || name.n != a.dims[1] || imt.n != a.dims[2] ||
        n != (curves ? a.dims[2] * a.dims[3] : a.dims[3])) {
        st = OQL_FAIL(r->err, OQL_EIO, "%s: %s has not the shape of its scales",
                      oql_store_path(r->store), key);
        goto done;
    }
    OQL_TRY(put_array(r, &a, x, &name, &imt, curves, at));
done:
    free(x);
    free(at);
    oql_names_clear(&name);
    oql_names_clear(&imt);
    return st;
}

static oql_status put_all(rows *r, const oql_study *study)
{
    oql_status st = OQL_OK;
    OQL_TRY(
        oql_sql_run(r->db->sql, r->db->path, r->err,
                    "DELETE FROM results WHERE point=%lld; DELETE FROM sites WHERE point=%lld",
                    (long long)r->point, (long long)r->point));
    OQL_TRY(put_sites(r));
    OQL_TRY(oql_sql_prepare(r->db->sql, r->db->path, &r->insert, r->err,
                            "INSERT INTO results VALUES(%lld,?1,?2,?3,?4,?5,?6)",
                            (long long)r->point));
    if (study->curves) {
        OQL_TRY(put_results(r, true));
    }
    if (study->maps) {
        OQL_TRY(put_results(r, false));
    }
done:
    return st;
}

/* The calculation's arrays wait to be added to the study's file (study_arrays.h). */
static oql_status put_waiting(rows *r, int64_t calc)
{
    oql_status st = OQL_OK;
    char *job_hash = NULL, *date = NULL;

    OQL_TRY(oql_store_attr_text(r->store, "/", "job_hash", &job_hash, r->err));
    OQL_TRY(oql_store_attr_text(r->store, "run", "date", &date, r->err));
    OQL_TRY(oql_sql_run(r->db->sql, r->db->path, r->err,
                        "INSERT OR REPLACE INTO waiting VALUES(%lld,%lld,%Q,%Q)",
                        (long long)r->point, (long long)calc, job_hash, date));
done:
    free(job_hash);
    free(date);
    return st;
}

oql_status oql_study_db_done(oql_study_db *db, int64_t point, double seconds, const char *path,
                             const oql_study *study, int64_t calc, bool keep, oql_err *err)
{
    rows r = {.db = db, .point = point, .err = err};
    oql_status st = oql_store_open(path, &r.store, err);
    if (st != OQL_OK) {
        return st;
    }
    OQL_TRY(oql_sql_run(db->sql, db->path, err, "BEGIN IMMEDIATE"));
    st = put_all(&r, study);
    if (st == OQL_OK && study->arrays) {
        st = put_waiting(&r, calc);
    }
    if (st == OQL_OK) {
        st = oql_sql_run(db->sql, db->path, err,
                         "UPDATE points SET state='done', message=NULL, seconds=%!.6g,"
                         " calc=nullif(%lld, 0) WHERE point=%lld",
                         seconds, keep ? (long long)calc : 0LL, (long long)point);
    }
    sqlite3_finalize(r.insert);
    st = oql_sql_finish(db->sql, db->path, st, err);
done:
    oql_store_close(r.store);
    return st;
}
