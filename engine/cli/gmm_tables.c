/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables of motion in HDF5, in OpenQuake's form:
 *   /Mw (M), /Distances (D, 1, M) with attribute metric,
 *   /IMLs/{PGA,PGV} (D, 1, M), /IMLs/SA (D, P, M), /IMLs/T (P), and the same in /Total.
 */
#include "cli/gmm_tables.h"

#include <stdlib.h>
#include <string.h>

#include "datastore/store.h"
#include "gmm/table.h"

/* A whole array into the arena, of n numbers; NULL in *out when the file has none. */
static oql_status read_array(oql_store *s, oql_arena *arena, const char *key, size_t expected,
                             const double **out, size_t *n, oql_err *err)
{
    oql_status st = OQL_OK;
    double *x = NULL;
    *out = NULL;
    if (!oql_store_has(s, key)) {
        return OQL_OK;
    }
    OQL_TRY(oql_store_get_f64(s, key, &x, n, err));
    if (expected != 0 && *n != expected) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: %s has %zu values, expected %zu", oql_store_path(s),
                      key, *n, expected);
        goto done;
    }
    double *copy = oql_arena_alloc(arena, *n, sizeof *copy);
    if (copy == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a table of motion");
        goto done;
    }
    memcpy(copy, x, *n * sizeof *copy);
    *out = copy;
done:
    free(x);
    return st;
}

static oql_status read_grid(oql_store *s, oql_gmm_table *t, const char *const key[4],
                            oql_gmm_grid *grid, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t n = t->n_dist * t->n_mag;
    size_t count = 0;
    OQL_TRY(read_array(s, t->arena, key[0], n, &grid->pga, &count, err));
    OQL_TRY(read_array(s, t->arena, key[1], n, &grid->pgv, &count, err));
    OQL_TRY(read_array(s, t->arena, key[2], 0, &grid->period_s, &grid->n_period, err));
    OQL_TRY(read_array(s, t->arena, key[3], n * grid->n_period, &grid->sa, &count, err));
    if ((grid->sa == NULL) != (grid->period_s == NULL)) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: %s and %s go together", oql_store_path(s), key[2],
                      key[3]);
    }
done:
    return st;
}

static oql_status read_axes(oql_store *s, oql_gmm_table *t, oql_err *err)
{
    oql_status st = OQL_OK;
    char *metric = NULL;
    size_t n = 0;
    OQL_TRY(read_array(s, t->arena, "/Mw", 0, &t->mag, &t->n_mag, err));
    OQL_TRY(read_array(s, t->arena, "/Distances", 0, &t->dist, &n, err));
    if (t->mag == NULL || t->dist == NULL || t->n_mag == 0 || n % t->n_mag != 0) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: /Mw and /Distances of a table of motion expected",
                      oql_store_path(s));
        goto done;
    }
    t->n_dist = n / t->n_mag;
    OQL_TRY(oql_store_attr_text(s, "/Distances", "metric", &metric, err));
    if (strlen(metric) >= sizeof t->metric) {
        st =
            OQL_FAIL(err, OQL_EMODEL, "%s: unknown distance \"%s\"", oql_store_path(s), metric);
        goto done;
    }
    memcpy(t->metric, metric, strlen(metric) + 1);
done:
    free(metric);
    return st;
}

static oql_status read_table(const char *path, oql_gmm_table **out, oql_err *err)
{
    static const char *const motion[4] = {"/IMLs/PGA", "/IMLs/PGV", "/IMLs/T", "/IMLs/SA"};
    static const char *const total[4] = {"/Total/PGA", "/Total/PGV", "/Total/T", "/Total/SA"};
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    oql_gmm_table *t = NULL;

    *out = NULL;
    OQL_TRY(oql_store_open(path, &s, err));
    t = calloc(1, sizeof *t);
    if (t == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a table of motion");
        goto done;
    }
    OQL_TRY(oql_arena_create(&t->arena, err));
    OQL_TRY(read_axes(s, t, err));
    OQL_TRY(read_grid(s, t, motion, &t->motion, err));
    OQL_TRY(read_grid(s, t, total, &t->total, err));
    *out = t;
    t = NULL;
done:
    oql_gmm_table_destroy(t);
    oql_store_close(s);
    return st;
}

/* ---- any arrays ---- */

static oql_status read_texts(oql_store *s, oql_arena *arena, oql_gmm_array *a, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_names names = {0};
    OQL_TRY(oql_store_get_texts(s, a->key, &names, err));
    const char **text = oql_arena_alloc(arena, names.n + 1, sizeof *text);
    for (size_t i = 0; text != NULL && i < names.n; ++i) {
        char *copy = oql_arena_alloc(arena, strlen(names.name[i]) + 1, 1);
        if (copy == NULL) {
            text = NULL;
            break;
        }
        memcpy(copy, names.name[i], strlen(names.name[i]) + 1);
        text[i] = copy;
    }
    if (text == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %s", a->key);
        goto done;
    }
    a->text = text;
    a->n = names.n;
done:
    oql_names_clear(&names);
    return st;
}

static oql_status read_arrays(const char *path, oql_arena *arena, size_t n,
                              oql_gmm_array *array, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    OQL_TRY(oql_store_open(path, &s, err));
    for (size_t i = 0; i < n; ++i) {
        oql_gmm_array *a = &array[i];
        if (!oql_store_has(s, a->key)) {
            st = OQL_FAIL(err, OQL_EMODEL, "%s: no %s, which the model needs", path, a->key);
            goto done;
        }
        if (a->is_text) {
            OQL_TRY(read_texts(s, arena, a, err));
        } else {
            OQL_TRY(read_array(s, arena, a->key, 0, &a->x, &a->n, err));
        }
    }
done:
    oql_store_close(s);
    return st;
}

void oql_cli_install_table_reader(void)
{
    oql_gmm_set_array_reader(read_arrays);
    oql_gmm_table_set_reader(read_table);
}
