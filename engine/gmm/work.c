/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/work.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/*   base                used                    size
 *     |row|row|row|row|...|  free                 |
 */
struct oql_work {
    void *memory;
    double *base;      /* in it, aligned */
    size_t used, size; /* doubles */
};

oql_status oql_work_create(size_t bytes, oql_work **out, oql_err *err)
{
    *out = NULL;
    oql_work *w = oql_calloc(1, sizeof *w);
    /* calloc, for what no model uses is then never touched */
    unsigned char *memory = calloc(bytes + 2 * OQL_ALIGN, 1);
    if (w == NULL || memory == NULL) {
        free(w);
        free(memory);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu bytes of scratch", bytes);
    }
    w->memory = memory;
    w->base = (double *)(void *)(memory + (OQL_ALIGN - (uintptr_t)memory % OQL_ALIGN));
    w->size = bytes / sizeof *w->base;
    *out = w;
    return OQL_OK;
}

void oql_work_destroy(oql_work *w)
{
    if (w != NULL) {
        free(w->memory);
        free(w);
    }
}

double *oql_work_rows(oql_work *w, size_t n, size_t stride)
{
    const size_t need = n * stride;
    if (need > w->size - w->used) {
        /* Sizes follow from the models (oql_gmm_work_bytes), never from the input. */
        (void)fprintf(stderr, "oqlite: bug: scratch of %zu doubles is too small\n", w->size);
        abort();
    }
    double *rows = w->base + w->used;
    w->used += need;
    return rows;
}

size_t oql_work_mark(const oql_work *w)
{
    return w->used;
}

void oql_work_release(oql_work *w, size_t mark)
{
    w->used = mark;
}
