/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define FOLDERS "OQLITE_GMM_TABLES"

static oql_gmm_table_reader reader_in_use;
static oql_gmm_array_reader array_reader;

void oql_gmm_table_set_reader(oql_gmm_table_reader reader)
{
    reader_in_use = reader;
}

void oql_gmm_set_array_reader(oql_gmm_array_reader reader)
{
    array_reader = reader;
}

/* The first existing of folder/file and folder/sub/file for folders separated by ':'. */
static bool find_in_folders(const char *p, const char *sub, const char *file, size_t size,
                            char *path)
{
    while (p != NULL && *p != '\0') {
        const size_t n = strcspn(p, ":");
        (void)snprintf(path, size, "%.*s/%s", (int)n, p, file);
        if (oql_file_check(path, NULL) == OQL_OK) {
            return true;
        }
        (void)snprintf(path, size, "%.*s/%s/%s", (int)n, p, sub, file);
        if (oql_file_check(path, NULL) == OQL_OK) {
            return true;
        }
        p += n + (p[n] == ':' ? 1 : 0);
    }
    return false;
}

oql_status oql_gmm_find_file(const oql_gmm_spec *spec, const char *folder, const char *file,
                             oql_arena *arena, const char **out, oql_err *err)
{
    char found[1024];
    const char *base = strrchr(file, '/');
    const char *path = oql_gmm_spec_file(arena, spec, file);
    if (path == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a path");
    }
    if (oql_file_check(path, NULL) == OQL_OK) {
        *out = path;
        return OQL_OK;
    }
    const char *name = base == NULL ? file : base + 1;
    if (!find_in_folders(getenv(FOLDERS), folder, name, sizeof found, found) &&
        !find_in_folders(OQL_GMM_SHIPPED_TABLES, folder, name, sizeof found, found)) {
        return OQL_FAIL(
            err, OQL_EIO,
            "%s:%d: %s: no table \"%s\", expected it beside that file or in the folders "
            "of " FOLDERS " (now %s)",
            spec->path == NULL ? "" : spec->path, spec->line, spec->name, file,
            getenv(FOLDERS) == NULL ? "not set" : getenv(FOLDERS));
    }
    char *copy = oql_arena_alloc(arena, strlen(found) + 1, 1);
    if (copy == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a path");
    }
    memcpy(copy, found, strlen(found) + 1);
    *out = copy;
    return OQL_OK;
}

oql_status oql_gmm_read_arrays(const oql_gmm_spec *spec, const char *folder, const char *file,
                               oql_arena *arena, size_t n, oql_gmm_array *array, oql_err *err)
{
    oql_status st = OQL_OK;
    const char *path = NULL;
    if (array_reader == NULL) {
        return OQL_FAIL(err, OQL_EUNSUPPORTED, "%s: no reader of HDF5 in this program",
                        spec->name);
    }
    OQL_TRY(oql_gmm_find_file(spec, folder, file, arena, &path, err));
    OQL_TRY(array_reader(path, arena, n, array, err));
done:
    return st;
}

oql_status oql_gmm_table_open(const oql_gmm_spec *spec, const char *folder, const char *file,
                              oql_gmm_table **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;
    const char *path = NULL;
    *out = NULL;
    if (reader_in_use == NULL) {
        return OQL_FAIL(err, OQL_EUNSUPPORTED, "%s: no reader of tables in this program",
                        spec->name);
    }
    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gmm_find_file(spec, folder, file, arena, &path, err));
    OQL_TRY(reader_in_use(path, out, err));
done:
    oql_arena_destroy(arena);
    return st;
}

void oql_gmm_table_destroy(oql_gmm_table *t)
{
    if (t != NULL) {
        oql_arena_destroy(t->arena);
        free(t);
    }
}

/* Row of periods just below, and how far to the next. */
static bool locate_period(const oql_gmm_grid *grid, double period, size_t *k, double *f)
{
    const double *t = grid->period_s;
    const size_t n = grid->n_period;
    if (n == 0 || period < t[0] * (1.0 - 1e-7) || period > t[n - 1] * (1.0 + 1e-7)) {
        return false;
    }
    *k = 0;
    while (*k + 2 < n && period > t[*k + 1]) {
        *k += 1;
    }
    *f = n == 1 ? 0.0 : log10(period / t[*k]) / log10(t[*k + 1] / t[*k]);
    return true;
}

oql_status oql_gmm_table_measure(const oql_gmm_table *t, const oql_gmm_grid *grid,
                                 const oql_imt *imt, const double **out, oql_err *err)
{
    const size_t n = t->n_dist * t->n_mag;
    const double *flat = imt->kind == OQL_IMT_PGA   ? grid->pga
                         : imt->kind == OQL_IMT_PGV ? grid->pgv
                                                    : NULL;
    size_t k = 0;
    double f = 0.0;
    double *log_value = oql_arena_alloc(t->arena, n, sizeof *log_value);
    if (log_value == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a table of motion");
    }
    if (flat == NULL && (imt->kind != OQL_IMT_SA || grid->sa == NULL ||
                         !locate_period(grid, imt->period_s, &k, &f))) {
        return OQL_FAIL(err, OQL_EMODEL, "%s is not defined by the table", imt->text);
    }
    for (size_t d = 0; d < t->n_dist; ++d) {
        for (size_t m = 0; m < t->n_mag; ++m) {
            const size_t at = d * t->n_mag + m;
            /* a deviation of zero has no logarithm, but must stay negligible */
            if (flat != NULL) {
                log_value[at] = log10(fmax(flat[at], 1e-300));
                continue;
            }
            const size_t lo = (d * grid->n_period + k) * t->n_mag + m;
            const size_t hi = lo + (grid->n_period == 1 ? 0 : t->n_mag);
            const double a = log10(fmax(grid->sa[lo], 1e-300));
            const double b = log10(fmax(grid->sa[hi], 1e-300));
            log_value[at] = a + (b - a) * f;
        }
    }
    *out = log_value;
    return OQL_OK;
}
