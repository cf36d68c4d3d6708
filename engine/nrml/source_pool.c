/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "nrml/source_reader.h"

struct oql_pool_entry {
    uint64_t hash;
    const void *data;
    size_t n;
    int tag;
};

static uint64_t hash_of(int tag, const void *data, size_t n)
{
    const unsigned char *b = data;
    uint64_t h = 14695981039346656037u ^ (uint64_t)(unsigned)tag;

    for (size_t i = 0; i < n; ++i) { /* FNV-1a */
        h = (h ^ b[i]) * 1099511628211u;
    }
    return h ^ (h >> 29);
}

static bool grow_slots(oql_pool *p)
{
    const size_t n_slot = p->n_slot == 0 ? 256 : 2 * p->n_slot;
    uint32_t *slot = calloc(n_slot, sizeof *slot);

    if (slot == NULL) {
        return false;
    }
    for (size_t i = 0; i < p->n; ++i) {
        size_t k = (size_t)p->entry[i].hash & (n_slot - 1);

        while (slot[k] != 0) {
            k = (k + 1) & (n_slot - 1);
        }
        slot[k] = (uint32_t)(i + 1);
    }
    free(p->slot);
    p->slot = slot;
    p->n_slot = n_slot;
    return true;
}

const void *oql_pool_add(oql_pool *pool, oql_arena *arena, int tag, const void *data, size_t n,
                         bool *is_new)
{
    const uint64_t hash = hash_of(tag, data, n);
    size_t k = 0;
    unsigned char *copy = NULL;

    *is_new = false;
    if (2 * (pool->n + 1) > pool->n_slot && !grow_slots(pool)) {
        return NULL;
    }
    for (k = (size_t)hash & (pool->n_slot - 1); pool->slot[k] != 0;
         k = (k + 1) & (pool->n_slot - 1)) {
        const struct oql_pool_entry *e = &pool->entry[pool->slot[k] - 1];

        if (e->hash == hash && e->tag == tag && e->n == n && memcmp(e->data, data, n) == 0) {
            return e->data;
        }
    }
    copy = oql_arena_alloc(arena, n + 1, 1);
    if (copy == NULL || pool->n >= UINT32_MAX - 1 ||
        oql_reserve(&pool->entry, &pool->cap, pool->n + 1, sizeof *pool->entry, NULL) !=
            OQL_OK) {
        return NULL;
    }
    memcpy(copy, data, n);
    pool->entry[pool->n] = (struct oql_pool_entry){hash, copy, n, tag};
    pool->slot[k] = (uint32_t)++pool->n;
    *is_new = true;
    return copy;
}

const void *oql_pool_intern(oql_pool *pool, oql_arena *arena, int tag, const void *data,
                            size_t n)
{
    bool is_new = false;

    return oql_pool_add(pool, arena, tag, data, n, &is_new);
}

const char *oql_pool_string(oql_pool *pool, oql_arena *arena, const char *s)
{
    return oql_pool_intern(pool, arena, 's', s, strlen(s) + 1);
}

void oql_pool_clear(oql_pool *pool)
{
    free(pool->entry);
    free(pool->slot);
    *pool = (oql_pool){0};
}
