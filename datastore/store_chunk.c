/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/store_h5.h"

/* Whole chunks, made here and handed to HDF5 as they shall lie in the file. On its own way HDF5 clears a
 * chunk, scatters the values into it, copies it once more for the checksum, which it computes word
 * by word, and gives the memory back to the system: three times the cost. */

enum { CHECKSUM = 4 };

typedef struct {
    int rank;
    size_t dims[OQL_MAX_RANK], chunk[OQL_MAX_RANK];
    const size_t *start, *count;
    const double *x; /* (count) */
} grid;

/* Fletcher's sums (1982, doi:10.1109/TCOM.1982.1095369) of 16-bit words, modulo 65535, as HDF5 defines its
 * checksum: big-endian words, folded so that only a sum of nothing is 0. Sums of words with their bytes
 * exchanged are 256 times the sums as they are, 2^16 being 1; lanes are summed apart, so that gcc makes
 * vectors of them. n is a multiple of LANES words. */
static uint32_t fletcher32(const void *data, size_t n)
{
    enum { LANES = 16 };
    const unsigned char *at = data;
    uint64_t a[LANES] = {0}, b[LANES] = {0}, s1 = 0, s2 = 0;
    for (size_t k = 0; k < n; k += LANES) {
        uint16_t w[LANES];
        memcpy(w, at + 2 * k, sizeof w);
        for (size_t j = 0; j < LANES; ++j) {
            a[j] += w[j];
            b[j] += a[j];
        }
    }
    for (size_t j = 0; j < LANES; ++j) {
        s1 += a[j];
        s2 += LANES * b[j] - j * a[j]; /* word i counts n - i times */
    }
    s1 = s1 == 0 ? 0 : (s1 % 65535 * 256 + 65534) % 65535 + 1;
    s2 = s2 == 0 ? 0 : (s2 % 65535 * 256 + 65534) % 65535 + 1;
    return (uint32_t)(s2 << 16 | s1);
}

/* Is it a chunked array of doubles whose only filter is the checksum, and does the block consist of whole
 * chunks? */
static bool describe(hid_t dset, const size_t *start, const size_t *count, grid *g)
{
    hsize_t dims[OQL_MAX_RANK], chunk[OQL_MAX_RANK];
    size_t bytes = sizeof(double), none = 0;
    unsigned flags, config;
    hid_t dcpl = H5Dget_create_plist(dset), space = H5Dget_space(dset),
          type = H5Dget_type(dset);
    bool ok = dcpl >= 0 && H5Pget_layout(dcpl) == H5D_CHUNKED && H5Pget_nfilters(dcpl) == 1 &&
              H5Pget_filter2(dcpl, 0, &flags, &none, NULL, 0, NULL, &config) ==
                  H5Z_FILTER_FLETCHER32 &&
              H5Tequal(type, H5T_NATIVE_DOUBLE) > 0;
    g->rank = H5Sget_simple_extent_ndims(space);
    ok = ok && g->rank > 0 && g->rank <= OQL_MAX_RANK &&
         H5Sget_simple_extent_dims(space, dims, NULL) >= 0 &&
         H5Pget_chunk(dcpl, g->rank, chunk) == g->rank;
    for (int d = 0; ok && d < g->rank; ++d) {
        g->dims[d] = (size_t)dims[d];
        g->chunk[d] = (size_t)chunk[d];
        bytes *= g->chunk[d];
        ok = start[d] % g->chunk[d] == 0 && count[d] > 0 &&
             (count[d] % g->chunk[d] == 0 || start[d] + count[d] == g->dims[d]);
    }
    g->start = start;
    g->count = count;
    oql_h5_close(&type);
    oql_h5_close(&space);
    oql_h5_close(&dcpl);
    return ok && bytes % 32 == 0; /* whole turns of the checksum */
}

/* The values of the chunk at `at` (from the block's start), fill values beyond the array's end. */
static void gather(const grid *g, const size_t *at, double *out)
{
    size_t have[OQL_MAX_RANK], i[OQL_MAX_RANK] = {0}, n = 1;
    bool whole = true;
    for (int d = 0; d < g->rank; ++d) {
        have[d] = g->count[d] - at[d] < g->chunk[d] ? g->count[d] - at[d] : g->chunk[d];
        whole = whole && have[d] == g->chunk[d];
        n *= g->chunk[d];
    }
    for (size_t k = 0; !whole && k < n; ++k) {
        out[k] = (double)NAN;
    }
    const int last = g->rank - 1;
    for (bool more = true; more;) {
        size_t from = 0, to = 0;
        for (int d = 0; d < g->rank; ++d) {
            from = from * g->count[d] + at[d] + i[d];
            to = to * g->chunk[d] + i[d];
        }
        memcpy(out + to, g->x + from, have[last] * sizeof *out);
        more = false;
        for (int d = last - 1; d >= 0 && !more; --d) { /* the next row */
            i[d] = i[d] + 1 < have[d] ? i[d] + 1 : 0;
            more = i[d] > 0;
        }
    }
}

static size_t chunk_bytes(const grid *g)
{
    size_t bytes = sizeof(double);
    for (int d = 0; d < g->rank; ++d) {
        bytes *= g->chunk[d];
    }
    return bytes;
}

oql_status oql_h5_write_chunks(oql_store *s, hid_t dset, const char *key, const size_t *start,
                               const size_t *count, const double *x, bool *done, oql_err *err)
{
    grid g = {.x = x};
    size_t at[OQL_MAX_RANK] = {0};
    *done = describe(dset, start, count, &g);
    if (!*done) {
        return OQL_OK;
    }
    const size_t bytes = chunk_bytes(&g);
    if (s->chunk_size < bytes + CHECKSUM) {
        free(s->chunk);
        s->chunk = oql_calloc(bytes + CHECKSUM, 1);
        s->chunk_size = s->chunk == NULL ? 0 : bytes + CHECKSUM;
    }
    if (s->chunk == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a chunk of \"%s\"", key);
    }
    for (bool more = true; more;) {
        hsize_t place[OQL_MAX_RANK];
        unsigned char *sum = (unsigned char *)s->chunk + bytes;
        gather(&g, at, s->chunk);
        const uint32_t check = fletcher32(s->chunk, bytes / 2);
        for (int k = 0; k < CHECKSUM; ++k) {
            sum[k] = (unsigned char)(check >> 8 * k);
        }
        for (int d = 0; d < g.rank; ++d) {
            place[d] = start[d] + at[d];
        }
        if (H5Dwrite_chunk(dset, H5P_DEFAULT, 0, place, bytes + CHECKSUM, s->chunk) < 0) {
            return oql_h5_fail(s, err, "cannot write \"%s\"", key);
        }
        more = false;
        for (int d = g.rank - 1; d >= 0 && !more; --d) { /* the next chunk */
            at[d] = at[d] + g.chunk[d] < count[d] ? at[d] + g.chunk[d] : 0;
            more = at[d] > 0;
        }
    }
    return OQL_OK;
}
