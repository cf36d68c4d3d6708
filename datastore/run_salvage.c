/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/run_file.h"

/* Shape of the curves as the file tells it, and a buffer for one block. */
typedef struct {
    oql_names keys;
    uint64_t *markers;
    size_t n_blocks, site_block;
    oql_array shape; /* (N, M, L) */
    double *x;       /* one block */
} survey;

static void survey_clear(survey *v)
{
    oql_names_clear(&v->keys);
    free(v->markers);
    free(v->x);
    *v = (survey){0};
}

static oql_status survey_open(oql_store *s, survey *v, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_array m;
    void *markers = NULL;
    int64_t *block = NULL;
    size_t n = 0;
    const char *file = oql_store_path(s);
    OQL_TRY(oql_store_get_texts(s, "status/curves", &v->keys, err));
    OQL_TRY(oql_store_get(s, "status/markers", OQL_U64, &m, &markers, err));
    v->markers = markers;
    OQL_TRY(oql_store_attr_i64(s, "/", "site_block", &block, &n, err));
    if (v->keys.n == 0 || m.rank != 2 || m.dims[0] != v->keys.n || n != 1 || block[0] < 1) {
        st = OQL_FAIL(err, OQL_EIO, "%s: /status does not fit together", file);
        goto done;
    }
    v->n_blocks = m.dims[1];
    v->site_block = (size_t)block[0];
    OQL_TRY(oql_store_shape(s, v->keys.name[0], &v->shape, err));
    if (v->shape.rank != 3 || v->shape.dims[0] == 0 || v->n_blocks == 0 ||
        (v->shape.dims[0] - 1) / v->site_block != v->n_blocks - 1) {
        st = OQL_FAIL(err, OQL_EIO, "%s: /status does not fit the curves", file);
        goto done;
    }
    v->site_block = v->site_block < v->shape.dims[0] ? v->site_block : v->shape.dims[0];
    v->x = oql_calloc(v->site_block * v->shape.dims[1] * v->shape.dims[2], sizeof *v->x);
    if (v->x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a block of curves");
    }
done:
    free(block);
    if (st != OQL_OK) {
        survey_clear(v);
    }
    return st;
}

/* start and count of block b, its values into v->x */
static oql_status read_block(oql_store *s, const survey *v, size_t c, size_t b, size_t *start,
                             size_t *count, oql_err *err)
{
    const size_t from = b * v->site_block, left = v->shape.dims[0] - from;
    start[0] = from;
    start[1] = start[2] = 0;
    count[0] = left < v->site_block ? left : v->site_block;
    count[1] = v->shape.dims[1];
    count[2] = v->shape.dims[2];
    return oql_store_read(s, v->keys.name[c], OQL_F64, 0, start, count, v->x, err);
}

oql_status oql_run_survey(oql_store *s, oql_names *keys, uint64_t **markers, size_t *n_blocks,
                          size_t *site_block, size_t *n_bad, oql_err *err)
{
    oql_status st = OQL_OK;
    survey v = {0};
    size_t start[3], count[3], bad = 0;
    OQL_TRY(survey_open(s, &v, err));
    for (size_t i = 0; i < v.keys.n * v.n_blocks; ++i) {
        const size_t c = i / v.n_blocks, b = i % v.n_blocks;
        if (v.markers[i] == 0) {
            continue;
        }
        OQL_TRY(read_block(s, &v, c, b, start, count, err));
        if (oql_run_marker(c, b, v.x, count[0] * count[1] * count[2]) != v.markers[i]) {
            v.markers[i] = 0;
            ++bad;
        }
    }
    *keys = v.keys;
    *markers = v.markers;
    *n_blocks = v.n_blocks;
    *site_block = v.site_block;
    *n_bad = bad;
    v.keys = (oql_names){0};
    v.markers = NULL;
done:
    survey_clear(&v);
    return st;
}

/* What has no valid marker was being written when the run died; NaN tells so. */
static oql_status blank_unfinished(oql_store *dst, const survey *v, oql_err *err)
{
    oql_status st = OQL_OK;
    size_t start[3], count[3];
    for (size_t i = 0; i < v->keys.n * v->n_blocks; ++i) {
        const size_t c = i / v->n_blocks, b = i % v->n_blocks;
        if (v->markers[i] != 0) {
            continue;
        }
        OQL_TRY(read_block(dst, v, c, b, start, count, err));
        const size_t n = count[0] * count[1] * count[2];
        bool touched = false;
        for (size_t k = 0; k < n; ++k) {
            touched = touched || !isnan(v->x[k]);
            v->x[k] = (double)NAN;
        }
        if (touched) {
            OQL_TRY(oql_store_write(dst, v->keys.name[c], OQL_F64, 0, start, count, v->x, err));
        }
    }
done:
    return st;
}

static oql_status salvage(oql_store *src, const char *file, size_t *done, size_t *total,
                          oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *dst = NULL;
    survey v = {0};
    uint64_t *good = NULL;
    oql_names keys = {0};
    size_t n_blocks = 0, site_block = 0, n_bad = 0, kept = 0;
    const size_t all[] = {0, 0};

    OQL_TRY(oql_run_survey(src, &keys, &good, &n_blocks, &site_block, &n_bad, err));
    OQL_TRY(survey_open(src, &v, err));
    memcpy(v.markers, good, keys.n * n_blocks * sizeof *good);
    const size_t count[] = {keys.n, n_blocks};
    OQL_TRY(oql_store_create(file, &dst, err));
    OQL_TRY(oql_store_copy(src, "/", dst, "/", 0, NULL, err));
    OQL_TRY(oql_store_write(dst, "status/markers", OQL_U64, 0, all, count, good, err));
    OQL_TRY(blank_unfinished(dst, &v, err));
    OQL_TRY(oql_store_set_attr_text(dst, "/", "state", "partial", err));
    for (size_t i = 0; i < keys.n * n_blocks; ++i) {
        kept += good[i] != 0 ? 1 : 0;
    }
    oql_store *finished = dst;
    dst = NULL; /* publish takes it */
    OQL_TRY(oql_store_publish(finished, err));
    *done = kept;
    *total = keys.n * n_blocks;
done:
    oql_store_close(dst);
    oql_names_clear(&keys);
    survey_clear(&v);
    free(good);
    return st;
}

oql_status oql_calc_salvage(const char *datadir, int64_t id, size_t *done, size_t *total,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    oql_claim *c = NULL;
    oql_store *src = NULL;
    OQL_TRY(oql_calc_take(datadir, id, &c, err));
    OQL_TRY(oql_store_open(oql_claim_file(c), &src, err));
    if (!oql_store_has(src, "status/markers")) {
        st = OQL_FAIL(err, OQL_EARG, "%s: complete, or not a calculation; nothing to salvage",
                      oql_claim_file(c));
        goto done;
    }
    OQL_TRY(salvage(src, oql_claim_file(c), done, total, err));
done:
    oql_store_close(src);
    oql_claim_release(c);
    return st;
}
