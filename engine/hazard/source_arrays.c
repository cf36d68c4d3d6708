/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include "base/memory.h"
#include "datastore/store.h"
#include "hazard/bundles.h"

/* Arrays of the HDF5 file beside a source model. */

static oql_status read_numbers(void *user, const char *file, const char *key, size_t dims[2],
                               double **x, oql_err *err)
{
    oql_store *store = NULL;
    oql_array a = {0};
    void *data = NULL;
    oql_status st = OQL_OK;

    (void)user;
    OQL_TRY(oql_store_open(file, &store, err));
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
    OQL_TRY(oql_store_open(file, &store, err));
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
