/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "datastore/store.h"
#include "hazard/bundles.h"

/* What sources need beside their own file: arrays in HDF5, sections of other models. */

static oql_status open_file(const char *file, oql_store **out, oql_err *err)
{
    if (access(file, F_OK) != 0) {
        return OQL_FAIL(err, OQL_EIO,
                        "a source without ruptures, expected them here or in %s, which is not "
                        "there",
                        file);
    }
    const oql_status st = oql_file_check(file, err);
    return st == OQL_OK ? oql_store_open(file, out, err) : st;
}

static oql_status read_numbers(void *user, const char *file, const char *key, size_t dims[2],
                               double **x, oql_err *err)
{
    oql_store *store = NULL;
    oql_array a = {0};
    void *data = NULL;
    oql_status st = OQL_OK;

    (void)user;
    OQL_TRY(open_file(file, &store, err));
    OQL_TRY(oql_store_get(store, key, OQL_F64, &a, &data, err));
    if (a.rank < 1 || a.rank > 2) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: %s has %d dimensions, expected 1 or 2", file, key,
                      a.rank);
        goto done;
    }
    dims[0] = a.dims[0];
    dims[1] = a.rank == 2 ? a.dims[1] : 1;
    *x = data;
    data = NULL;
done:
    free(data);
    oql_store_close(store);
    return st;
}

static oql_status read_texts(void *user, const char *file, const char *key, size_t *n,
                             char ***text, oql_err *err)
{
    oql_store *store = NULL;
    oql_names names = {0};
    oql_status st = OQL_OK;

    (void)user;
    OQL_TRY(open_file(file, &store, err));
    OQL_TRY(oql_store_get_texts(store, key, &names, err));
    *n = names.n;
    *text = names.name; /* the caller's now */
    names = (oql_names){0};
done:
    oql_names_clear(&names);
    oql_store_close(store);
    return st;
}

const oql_array_reader *oql_source_arrays(void)
{
    static const oql_array_reader reader = {NULL, read_numbers, read_texts};
    return &reader;
}

static int by_id(const void *a, const void *b)
{
    const oql_section *x = a, *y = b;
    const int order = strcmp(x->id, y->id);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

oql_status oql_inputs_collect_sections(oql_inputs *in, oql_problems *problems, oql_err *err)
{
    size_t n = 0;

    for (size_t f = 0; f < in->n_file; ++f) {
        n += in->model[f] == NULL ? 0 : in->model[f]->n_section;
    }
    in->section = oql_arena_alloc(in->arena, n + 1, sizeof *in->section);
    if (in->section == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sections", n);
    }
    for (size_t f = 0; f < in->n_file; ++f) {
        const oql_source_model *m = in->model[f];
        for (size_t i = 0; m != NULL && i < m->n_section; ++i) {
            in->section[in->n_section++] = m->sections[i];
        }
    }
    qsort(in->section, n, sizeof *in->section, by_id);
    for (size_t i = 1; i < n; ++i) {
        if (strcmp(in->section[i - 1].id, in->section[i].id) == 0) {
            oql_problem_error(problems, in->section[i].path, in->section[i].line,
                              "section \"%s\" is defined twice, expected once (%s:%d)",
                              in->section[i].id, in->section[i - 1].path,
                              in->section[i - 1].line);
        }
    }
    return OQL_OK;
}
