/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/study.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "job/ini.h"

#define MAX_POINTS ((size_t)1000000)

/* One key with its values; dimension 0 is the job itself. */
typedef struct {
    const char *key;
    const char **value; /* (n) */
    size_t n;
    int line;
} dimension;

typedef enum { COMBINE_PRODUCT, COMBINE_ZIP } combination;

typedef struct {
    const char *path;
    oql_study *study;
    oql_problems *problems;
    oql_err *err;
    dimension *dim; /* (n_dim) */
    size_t n_dim;
    oql_csv *csv;
    size_t *csv_dim; /* (columns) dimension of a column */
    combination how;
    size_t n_point;
    const char **key;
    oql_study_point *point;
} reader;

static oql_status out_of_memory(reader *r)
{
    return OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory for the study", r->path);
}

static const char *trimmed(reader *r, const char *s, size_t n)
{
    for (; n > 0 && isspace((unsigned char)s[0]); --n) {
        ++s;
    }
    while (n > 0 && isspace((unsigned char)s[n - 1])) {
        --n;
    }
    return oql_arena_strndup(r->study->arena, s, n);
}

/* Cut a text at '|' and line ends; empty pieces count for nothing, so that a list may begin on the
 * line after its key. */
static oql_status split(reader *r, const oql_job_param *p, dimension *d)
{
    size_t most = 1;
    for (const char *c = p->value; *c != '\0'; ++c) {
        most += *c == '|' || *c == '\n';
    }
    d->value = oql_arena_alloc(r->study->arena, most, sizeof *d->value);
    if (d->value == NULL) {
        return out_of_memory(r);
    }
    d->n = 0;
    d->line = p->line;
    for (const char *c = p->value; c != NULL;) {
        const size_t n = strcspn(c, "|\n");
        const char *v = trimmed(r, c, n);
        if (v == NULL) {
            return out_of_memory(r);
        }
        if (*v != '\0') {
            d->value[d->n++] = v;
        }
        c = c[n] == '\0' ? NULL : c + n + 1;
    }
    if (d->n == 0) {
        oql_problem_error(r->problems, r->path, p->line,
                          "%s without a value found, expected %s", p->key,
                          "at least one, separated by |");
    }
    return OQL_OK;
}

/* `name` as seen from the current folder when it stands in the file `path`. */
static const char *beside(reader *r, const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    if (name[0] == '/' || slash == NULL) {
        return name;
    }
    const size_t n = (size_t)(slash - path) + 1;
    char *s = oql_arena_alloc(r->study->arena, n + strlen(name) + 1, 1);
    if (s != NULL) {
        memcpy(s, path, n);
        memcpy(s + n, name, strlen(name) + 1);
    }
    return s;
}

static void read_combine(reader *r, const oql_job_param *p)
{
    if (strcmp(p->value, "zip") == 0) {
        r->how = COMBINE_ZIP;
    } else if (strcmp(p->value, "product") != 0) {
        oql_problem_error(r->problems, r->path, p->line,
                          "combine = %s found, expected product or zip", p->value);
    }
}

static void read_store(reader *r, const oql_job_param *p)
{
    const char *s = p->value;
    r->study->curves = r->study->maps = r->study->arrays = false;
    while (*s != '\0') {
        const size_t n = strcspn(s, " ,|\n");
        if (n == 6 && strncmp(s, "curves", n) == 0) {
            r->study->curves = true;
        } else if (n == 4 && strncmp(s, "maps", n) == 0) {
            r->study->maps = true;
        } else if (n == 6 && strncmp(s, "arrays", n) == 0) {
            r->study->arrays = true;
        } else if (n > 0) {
            oql_problem_error(r->problems, r->path, p->line,
                              "store: \"%.*s\" found, expected curves, maps or arrays", (int)n,
                              s);
        }
        s += n + (s[n] != '\0');
    }
    if (!r->study->curves && !r->study->maps && !r->study->arrays) {
        oql_problem_error(r->problems, r->path, p->line,
                          "store without a kind found, expected any of curves, maps, arrays");
    }
}

static oql_status read_csv(reader *r, const oql_job_param *p)
{
    const char *path = beside(r, r->path, p->value);
    if (path == NULL) {
        return out_of_memory(r);
    }
    if (oql_csv_read(path, OQL_CSV_HEADER, &r->csv, r->err) != OQL_OK) {
        if (r->err->code == OQL_ENOMEM) {
            return OQL_ENOMEM;
        }
        oql_problem_from_err(r->problems, r->err);
        *r->err = (oql_err){0};
    }
    return OQL_OK;
}

static oql_status read_key(reader *r, const oql_job_param *p)
{
    if (strcmp(p->key, "combine") == 0) {
        read_combine(r, p);
        return OQL_OK;
    }
    if (strcmp(p->key, "store") == 0) {
        read_store(r, p);
        return OQL_OK;
    }
    if (strcmp(p->key, "points_csv") == 0) {
        return read_csv(r, p);
    }
    if (strcmp(p->key, "base_job") == 0 || strcmp(p->key, "jobs") == 0) {
        if (r->dim[0].n > 0) {
            oql_problem_error(r->problems, r->path, p->line,
                              "base_job and jobs found, expected one of them");
        }
        return split(r, p, &r->dim[0]);
    }
    r->dim[r->n_dim].key = p->key;
    return split(r, p, &r->dim[r->n_dim++]);
}

/* Columns of the table of points become dimensions, too; "job" is the job of the row. */
static oql_status match_columns(reader *r)
{
    const size_t n = oql_csv_cols(r->csv);
    r->csv_dim = oql_arena_alloc(r->study->arena, n, sizeof *r->csv_dim);
    if (r->csv_dim == NULL) {
        return out_of_memory(r);
    }
    for (size_t c = 0; c < n; ++c) {
        const char *name = oql_csv_name(r->csv, c);
        size_t d = strcmp(name, "job") == 0 ? 0 : r->n_dim;
        for (size_t k = 1; k < r->n_dim; ++k) {
            if (strcmp(r->dim[k].key, name) == 0) {
                oql_problem_error(r->problems, r->path, r->dim[k].line,
                                  "%s found here and in %s, expected in one of them", name,
                                  oql_csv_path(r->csv));
            }
        }
        if (d > 0) {
            r->dim[r->n_dim++].key = oql_arena_strdup(r->study->arena, name);
        }
        r->csv_dim[c] = d;
    }
    return OQL_OK;
}

static void count_points(reader *r)
{
    const bool rows = r->csv != NULL;
    r->n_point = rows ? oql_csv_rows(r->csv) : 1;
    for (size_t k = 0; k < r->n_dim; ++k) {
        const dimension *d = &r->dim[k];
        if (d->n < 2) {
            continue;
        }
        if (rows) {
            oql_problem_error(
                r->problems, r->path, d->line,
                "%zu values and points_csv found, expected one value beside a table", d->n);
        } else if (r->how == COMBINE_ZIP) {
            if (r->n_point > 1 && r->n_point != d->n) {
                oql_problem_error(r->problems, r->path, d->line,
                                  "%zu values found, expected %zu as before (combine = zip)",
                                  d->n, r->n_point);
            }
            r->n_point = d->n;
        } else {
            r->n_point = r->n_point > MAX_POINTS ? r->n_point : r->n_point * d->n;
        }
    }
    if (r->n_point == 0 || r->n_point > MAX_POINTS) {
        oql_problem_error(r->problems, r->path, 0, "%s points found, expected 1 to %zu",
                          r->n_point == 0 ? "no" : "too many", MAX_POINTS);
    }
}

/* Value of dimension k at point i, or NULL: as in the job. */
static const char *value_at(reader *r, size_t i, size_t k)
{
    for (size_t c = 0; r->csv != NULL && c < oql_csv_cols(r->csv); ++c) {
        if (r->csv_dim[c] == k) {
            const char *cell = oql_csv_cell(r->csv, i, c);
            if (*cell != '\0') {
                return oql_arena_strdup(r->study->arena, cell);
            }
        }
    }
    const dimension *d = &r->dim[k];
    if (d->n < 2) {
        return d->n == 0 ? NULL : d->value[0];
    }
    if (r->how == COMBINE_ZIP) {
        return d->value[i];
    }
    for (size_t later = r->n_dim; later-- > k + 1;) {
        i /= r->dim[later].n > 1 ? r->dim[later].n : 1;
    }
    return d->value[i % d->n];
}

static oql_status make_point(reader *r, size_t i)
{
    const size_t n_key = r->n_dim - 1;
    oql_arena *a = r->study->arena;
    const char **value = oql_arena_alloc(a, n_key + 1, sizeof *value);
    const char **over = oql_arena_alloc(a, n_key + 1, sizeof *over);
    oql_study_point *p = &r->point[i];

    if (value == NULL || over == NULL) {
        return out_of_memory(r);
    }
    for (size_t k = 0; k < n_key; ++k) {
        value[k] = value_at(r, i, k + 1);
        if (value[k] != NULL) {
            const size_t size = strlen(r->key[k]) + strlen(value[k]) + 2;
            char *text = oql_arena_alloc(a, size, 1);
            if (text == NULL) {
                return out_of_memory(r);
            }
            (void)snprintf(text, size, "%s=%s", r->key[k], value[k]);
            over[p->n_over++] = text;
        }
    }
    p->file = r->csv != NULL ? oql_arena_strdup(a, oql_csv_path(r->csv)) : r->path;
    p->line = r->csv != NULL ? oql_csv_line(r->csv, i) : r->dim[0].line;
    p->job = value_at(r, i, 0);
    if (p->job == NULL) {
        oql_problem_error(r->problems, p->file, p->line,
                          "no job found, expected base_job or jobs in the study");
        return OQL_OK;
    }
    p->value = value;
    p->over = over;
    p->job_path = beside(r, r->path, p->job);
    return p->job_path == NULL || p->file == NULL ? out_of_memory(r) : OQL_OK;
}

static oql_status make_points(reader *r)
{
    oql_study *s = r->study;
    oql_status st = OQL_OK;

    r->point = oql_arena_alloc(s->arena, r->n_point, sizeof *r->point);
    r->key = oql_arena_alloc(s->arena, r->n_dim, sizeof *r->key);
    if (r->point == NULL || r->key == NULL) {
        return out_of_memory(r);
    }
    for (size_t k = 1; k < r->n_dim; ++k) {
        r->key[k - 1] = r->dim[k].key;
    }
    for (size_t i = 0; i < r->n_point; ++i) {
        OQL_TRY(make_point(r, i));
    }
    s->n_key = r->n_dim - 1;
    s->key = r->key;
    s->n_point = r->n_point;
    s->point = r->point;
done:
    return st;
}

static oql_status name_study(reader *r)
{
    const char *slash = strrchr(r->path, '/');
    const char *base = slash == NULL ? r->path : slash + 1;
    const char *dot = strrchr(base, '.');
    const size_t n = dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base);
    r->study->path = r->path;
    r->study->name = oql_arena_strndup(r->study->arena, base, n);
    return r->study->name == NULL ? out_of_memory(r) : OQL_OK;
}

static oql_status read_all(reader *r)
{
    oql_job_param *list = NULL;
    size_t n = 0;
    oql_status st = OQL_OK;

    OQL_TRY(name_study(r));
    OQL_TRY(oql_ini_read(r->path, r->study->arena, r->problems, &list, &n, r->err));
    /* room for the columns of a table that is read on the way: they are counted afterwards */
    r->dim = oql_calloc(n + 1 + 4096, sizeof *r->dim);
    if (r->dim == NULL) {
        st = out_of_memory(r);
        goto done;
    }
    r->dim[0].key = "job";
    r->n_dim = 1;
    for (size_t i = 0; i < n; ++i) {
        OQL_TRY(read_key(r, &list[i]));
    }
    if (r->csv != NULL && oql_csv_cols(r->csv) > 4096) {
        oql_problem_error(r->problems, oql_csv_path(r->csv), 1,
                          "%zu columns found, expected at most 4096", oql_csv_cols(r->csv));
    } else if (r->csv != NULL) {
        OQL_TRY(match_columns(r));
    }
    if (oql_problems_errors(r->problems) == 0) {
        count_points(r);
    }
    if (oql_problems_errors(r->problems) == 0) {
        OQL_TRY(make_points(r));
    }
done:
    return st;
}

oql_status oql_study_read(const char *path, oql_problems *problems, oql_study **out,
                          oql_err *err)
{
    oql_status st = OQL_OK;
    reader r = {.problems = problems, .err = err};
    oql_study *s = calloc(1, sizeof *s);

    *out = NULL;
    if (s == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
    }
    r.study = s;
    s->curves = s->maps = true;
    OQL_TRY(oql_arena_create(&s->arena, err));
    r.path = oql_arena_strdup(s->arena, path);
    if (r.path == NULL) {
        r.path = path;
        st = out_of_memory(&r);
        goto done;
    }
    OQL_TRY(read_all(&r));
    if (oql_problems_errors(problems) > 0) {
        st = OQL_FAIL(err, OQL_ECONFIG, "%s: %zu mistakes in the study", path,
                      oql_problems_errors(problems));
        goto done;
    }
    *out = s;
    s = NULL;
done:
    oql_csv_destroy(r.csv);
    free(r.dim);
    oql_study_destroy(s);
    return st;
}

void oql_study_destroy(oql_study *s)
{
    if (s != NULL) {
        oql_arena_destroy(s->arena);
        free(s);
    }
}
