/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"
#include "datastore/run.h"
#include "datastore/show.h"
#include "datastore/show_walk.h"

typedef struct {
    FILE *out;
    size_t n_faults, n_arrays;
    uint64_t bytes;
    bool complete;
    /* of the array being read */
    size_t n_bad, first_bad;
    double bad;
    bool is_probability;
} verifier;

static void fault(verifier *v, const char *text)
{
    ++v->n_faults;
    (void)fprintf(v->out, "%s\n", text);
}

static oql_status check_slab(const double *x, size_t n, size_t first, void *user, oql_err *err)
{
    verifier *v = user;
    (void)err;
    for (size_t i = 0; v->is_probability && i < n; ++i) {
        if (!(x[i] >= 0 && x[i] <= 1) && (v->complete || x[i] == x[i])) {
            if (v->n_bad == 0) {
                v->first_bad = first + i;
                v->bad = x[i];
            }
            ++v->n_bad;
        }
    }
    return OQL_OK;
}

static bool holds_probabilities(const char *key)
{
    const oql_layout_row *row = oql_layout_find(key);
    return row != NULL &&
           (strcmp(row->key, "<trt_id>/<gsim>") == 0 || strcmp(row->key, "hcurves_rlzs") == 0);
}

static void check_hash(verifier *v, oql_store *s, const char *key)
{
    oql_array a;
    void *data = NULL;
    char *want = NULL;
    char have[65];
    oql_err why = {0};
    if (oql_store_get(s, key, OQL_U8, &a, &data, &why) != OQL_OK ||
        oql_store_attr_text(s, key, "sha256", &want, &why) != OQL_OK) {
        fault(v, why.text);
        goto done;
    }
    oql_sha256(data, a.dims[0], have);
    if (strcmp(have, want) != 0) {
        ++v->n_faults;
        (void)fprintf(v->out, "%s: SHA-256 is %s, stored as %s\n", key, have, want);
    }
done:
    free(want);
    free(data);
}

static void check_numbers(verifier *v, oql_store *s, const char *key, const oql_array *a)
{
    oql_err why = {0};
    v->n_bad = 0;
    v->is_probability = holds_probabilities(key);
    if (oql_walk_slabs(s, key, check_slab, v, &why) != OQL_OK) {
        fault(v, why.text);
        return;
    }
    if (v->n_bad > 0) {
        char place[200];
        oql_show_place(s, key, a, v->first_bad, place, sizeof place);
        ++v->n_faults;
        (void)fprintf(v->out, "%s: %zu values are not probabilities, first %g at %s\n", key,
                      v->n_bad, v->bad, place);
    }
}

static void check_table(verifier *v, oql_store *s, const char *key)
{
    size_t n_rows = 0, n_cols = 0;
    oql_column *cols = NULL;
    oql_names names = {0};
    oql_err why = {0};
    if (oql_store_table(s, key, &n_rows, &n_cols, &cols, &names, &why) != OQL_OK) {
        fault(v, why.text);
        return;
    }
    for (size_t c = 0; c < n_cols && c < 1;
         ++c) { /* rows are stored whole: one column reads all */
        void *x = oql_calloc(n_rows, cols[c].width > 8 ? cols[c].width : 8);
        if (x == NULL || oql_store_read_column(s, key, cols[c].name, cols[c].type,
                                               cols[c].width, x, &why) != OQL_OK) {
            fault(v, x == NULL ? "out of memory for a table" : why.text);
        }
        free(x);
    }
    free(cols);
    oql_names_clear(&names);
}

static oql_status visit(oql_store *s, const char *key, void *user, oql_err *err)
{
    verifier *v = user;
    oql_array a;
    oql_err why = {0};
    uint64_t bytes = 0, stored = 0;
    (void)err;
    ++v->n_arrays;
    if (oql_store_size(s, key, &bytes, &stored, &why) == OQL_OK) {
        v->bytes += bytes;
    }
    if (oql_store_shape(s, key, &a, NULL) != OQL_OK) {
        check_table(v, s, key);
    } else if (a.type == OQL_TEXT) {
        void *text = NULL;
        if (oql_store_get(s, key, OQL_TEXT, &a, &text, &why) != OQL_OK) {
            fault(v, why.text);
        }
        free(text);
    } else {
        check_numbers(v, s, key, &a);
    }
    if (strncmp(key, "/inputs/", 8) == 0) {
        check_hash(v, s, key);
    }
    return OQL_OK;
}

static void check_blocks(verifier *v, oql_store *s)
{
    oql_names keys = {0};
    uint64_t *markers = NULL;
    size_t n_blocks = 0, site_block = 0, n_bad = 0;
    oql_err why = {0};
    if (oql_run_survey(s, &keys, &markers, &n_blocks, &site_block, &n_bad, &why) != OQL_OK) {
        fault(v, why.text);
        return;
    }
    size_t done = 0;
    for (size_t i = 0; i < keys.n * n_blocks; ++i) {
        done += markers[i] != 0 ? 1 : 0;
    }
    (void)fprintf(v->out, "unfinished: %zu of %zu blocks are finished and intact\n", done,
                  keys.n * n_blocks);
    if (n_bad > 0) {
        ++v->n_faults;
        (void)fprintf(v->out,
                      "%zu blocks differ from their marker; a resume computes them again\n",
                      n_bad);
    }
    oql_names_clear(&keys);
    free(markers);
}

oql_status oql_verify_calc(const char *datadir, int64_t id, FILE *out, size_t *n_faults,
                           oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL, size[32];
    oql_store *s = NULL;
    verifier v = {.out = out};
    oql_err why = {0};

    oql_seal seal = OQL_SEAL_NONE;
    OQL_TRY(oql_calc_path(datadir, id, &path, err));
    if (oql_store_check_seal(path, &seal, &why) != OQL_OK) {
        fault(&v, why.text);
        goto report;
    }
    if (seal == OQL_SEAL_BROKEN) { /* not shown to HDF5, which may crash on it */
        fault(&v, "the file was changed after it was published: its SHA-256 is another one");
        goto report;
    }
    if (oql_store_open(path, &s, &why) != OQL_OK) {
        fault(&v, why.text);
        goto report;
    }
    v.complete = !oql_store_has(s, "status/markers");
    if (v.complete && seal == OQL_SEAL_NONE) {
        fault(&v, "no seal at the end of the file: it was cut, or written by another program");
    }
    if (oql_layout_check(s, &why) != OQL_OK) {
        fault(&v, why.text);
    }
    why = (oql_err){0};
    if (oql_walk(s, "/", visit, &v, &why) != OQL_OK) {
        fault(&v, why.text);
    }
    if (!v.complete) {
        check_blocks(&v, s);
    }
report:
    (void)fprintf(out, "%s: %zu arrays, %s read, %zu fault%s\n", path, v.n_arrays,
                  oql_show_bytes(v.bytes, size, sizeof size), v.n_faults,
                  v.n_faults == 1 ? "" : "s");
    *n_faults = v.n_faults;
done:
    oql_store_close(s);
    free(path);
    return st;
}
