/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *oql_calloc(size_t n, size_t size)
{
    if (size != 0 && n > (SIZE_MAX - OQL_ALIGN) / size) {
        return NULL;
    }
    const size_t bytes = n * size;
    const size_t padded =
        bytes == 0 ? OQL_ALIGN : (bytes + OQL_ALIGN - 1) / OQL_ALIGN * OQL_ALIGN;
    void *p = aligned_alloc(OQL_ALIGN, padded);
    if (p != NULL) {
        memset(p, 0, padded);
    }
    return p;
}

oql_status oql_reserve(void *data, size_t *cap, size_t need, size_t size, oql_err *err)
{
    if (need <= *cap) {
        return OQL_OK;
    }
    size_t grown = *cap < 8 ? 8 : *cap + *cap / 2;
    if (grown < need) {
        grown = need;
    }
    if (size != 0 && grown > SIZE_MAX / 2 / size) {
        return OQL_FAIL(err, OQL_ENOMEM, "array of %zu elements is too large", need);
    }
    void *old;
    memcpy(&old, data, sizeof old);
    void *p = realloc(old, grown * size);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu bytes", grown * size);
    }
    memcpy(data, &p, sizeof p);
    *cap = grown;
    return OQL_OK;
}

oql_status oql_strdup(const char *s, char **out, oql_err *err)
{
    const size_t n = strlen(s) + 1;
    char *p = malloc(n);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a string of %zu bytes", n);
    }
    memcpy(p, s, n);
    *out = p;
    return OQL_OK;
}

/* Blocks are chained, newest first:
 *
 *   arena -> [header|used ......|free ....] -> [header|used ................] -> NULL
 *
 * A request larger than a block gets one of its own. */
#define OQL_BLOCK_BYTES ((size_t)256 * 1024)

typedef struct block {
    struct block *next;
    size_t size, used; /* payload bytes */
} block;

struct oql_arena {
    block *head;
    size_t bytes;
};

static unsigned char *block_payload(block *b)
{
    return (unsigned char *)b + OQL_ALIGN;
}

oql_status oql_arena_create(oql_arena **out, oql_err *err)
{
    oql_arena *a = calloc(1, sizeof *a);
    if (a == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for an arena");
    }
    *out = a;
    return OQL_OK;
}

void oql_arena_destroy(oql_arena *a)
{
    if (a == NULL) {
        return;
    }
    for (block *b = a->head, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

static block *arena_grow(oql_arena *a, size_t bytes)
{
    const size_t payload = bytes > OQL_BLOCK_BYTES ? bytes : OQL_BLOCK_BYTES;
    const size_t total = (payload + 2 * OQL_ALIGN - 1) / OQL_ALIGN * OQL_ALIGN;
    block *b = aligned_alloc(OQL_ALIGN, total);
    if (b == NULL) {
        return NULL;
    }
    b->size = total - OQL_ALIGN;
    b->used = 0;
    b->next = a->head;
    a->head = b;
    return b;
}

void *oql_arena_alloc(oql_arena *a, size_t n, size_t size)
{
    if (size != 0 && n > (SIZE_MAX / 2) / size) {
        return NULL;
    }
    const size_t bytes = n * size;
    const size_t align = bytes >= OQL_ALIGN ? OQL_ALIGN : 16;
    block *b = a->head;
    size_t start = b == NULL ? 0 : (b->used + align - 1) / align * align;
    if (b == NULL || start > b->size || bytes > b->size - start) {
        b = arena_grow(a, bytes);
        if (b == NULL) {
            return NULL;
        }
        start = 0;
    }
    b->used = start + bytes;
    a->bytes += bytes;
    void *p = block_payload(b) + start;
    memset(p, 0, bytes);
    return p;
}

char *oql_arena_strndup(oql_arena *a, const char *s, size_t n)
{
    char *p = oql_arena_alloc(a, n + 1, 1);
    if (p != NULL) {
        memcpy(p, s, n);
        p[n] = '\0';
    }
    return p;
}

char *oql_arena_strdup(oql_arena *a, const char *s)
{
    return oql_arena_strndup(a, s, strlen(s));
}

size_t oql_arena_bytes(const oql_arena *a)
{
    return a->bytes;
}

size_t oql_resident_bytes(void)
{
    size_t all = 0, held = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f == NULL) {
        return 0;
    }
    const bool good = fscanf(f, "%zu %zu", &all, &held) == 2;
    (void)fclose(f);
    const long page = sysconf(_SC_PAGESIZE);
    return good && page > 0 ? held * (size_t)page : 0;
}

size_t oql_machine_bytes(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (size_t)pages * (size_t)page : 0;
}
