/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/collapsed_store.h"

#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What a response depends on; compared byte by byte, so nothing is left unset. */
typedef struct {
    const oql_region *region;
    double mag;
    oql_plane_kind kind;
    double site[OQL_CTX_N]; /* parameters that models ask for; 0 for others */
} key;

typedef struct entry {
    key key;
    uint64_t hash;
    oql_response *response;
    struct entry *next; /* of the same list */
} entry;

/* Many threads ask for each magnitude of each tile: what they do with the lock held must be short. */
#define OQL_LISTS 1024
struct oql_collapse_store {
    omp_lock_t lock; /* of everything below */
    size_t bytes;
    entry *list[OQL_LISTS];
};

oql_status oql_collapse_store_create(oql_collapse_store **out, oql_err *err)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
    }
    omp_init_lock(&(*out)->lock);
    return OQL_OK;
}

void oql_collapse_store_destroy(oql_collapse_store *s)
{
    for (size_t i = 0; s != NULL && i < OQL_LISTS; ++i) {
        while (s->list[i] != NULL) {
            entry *e = s->list[i];
            s->list[i] = e->next;
            oql_response_destroy(e->response);
            free(e);
        }
    }
    if (s != NULL) {
        omp_destroy_lock(&s->lock);
    }
    free(s);
}

static void make_key(const oql_collapse_case *c, key *k)
{
    const oql_worker *w = c->w;
    memset(k, 0, sizeof *k);
    k->region = w->region;
    k->mag = c->mag;
    k->kind = c->kind;
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        if ((w->region->needs & OQL_BIT(p)) != 0 && oql_setup_has_site(w->setup, p)) {
            k->site[p] = w->site_col[p][c->site];
        }
    }
}

/* FNV-1a, by words: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash_of(const key *k)
{
    uint64_t hash = UINT64_C(14695981039346656037), word;
    for (size_t i = 0; i + sizeof word <= sizeof *k; i += sizeof word) {
        memcpy(&word, (const unsigned char *)k + i, sizeof word);
        hash = (hash ^ word ^ word >> 32) * UINT64_C(1099511628211);
    }
    return hash ^ hash >> 32;
}

static oql_response *find(const oql_collapse_store *s, const key *k, uint64_t hash)
{
    const entry *e = s->list[hash % OQL_LISTS];
    while (e != NULL && (e->hash != hash || memcmp(&e->key, k, sizeof *k) != 0)) {
        e = e->next;
    }
    return e == NULL ? NULL : e->response;
}

/* Keep an entry when there is room. */
static bool keep(oql_collapse_store *s, entry *e)
{
    if (s->bytes + e->response->bytes > OQL_STORE_BYTES) {
        return false;
    }
    e->next = s->list[e->hash % OQL_LISTS];
    s->list[e->hash % OQL_LISTS] = e;
    s->bytes += e->response->bytes;
    return true;
}

oql_status oql_collapse_store_get(oql_collapse_store *s, const oql_collapse_case *c,
                                  oql_response **out, bool *owned, oql_err *err)
{
    key k;
    make_key(c, &k);
    const uint64_t hash = hash_of(&k);
    *owned = false;
    omp_set_lock(&s->lock);
    *out = find(s, &k, hash);
    omp_unset_lock(&s->lock);
    if (*out != NULL) {
        return OQL_OK;
    }
    entry *e = calloc(1, sizeof *e);
    if (e == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
    }
    e->key = k;
    e->hash = hash;
    const oql_status st = oql_response_make(c, &e->response, err);
    if (st != OQL_OK) {
        free(e);
        return st;
    }
    omp_set_lock(&s->lock);
    oql_response *other = find(s, &k, hash); /* a worker may have made it meanwhile */
    const bool kept = other == NULL && keep(s, e);
    omp_unset_lock(&s->lock);
    *out = other != NULL ? other : e->response;
    *owned = other == NULL && !kept;
    if (other != NULL) {
        oql_response_destroy(e->response);
    }
    if (!kept) {
        free(e);
    }
    return OQL_OK;
}
