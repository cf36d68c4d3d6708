/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/collapsed_store.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* What a response depends on; compared byte by byte, so nothing is left unset. */
typedef struct {
    const oql_region *region;
    double mag;
    oql_plane_kind kind;
    double site[OQL_CTX_N]; /* parameters that models ask for; 0 for others */
} key;

typedef struct {
    key key;
    oql_response *response;
} entry;

struct oql_collapse_store {
    omp_lock_t lock; /* of everything below */
    size_t n, cap, bytes;
    entry *entry;
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
    if (s != NULL) {
        for (size_t i = 0; i < s->n; ++i) {
            oql_response_destroy(s->entry[i].response);
        }
        free(s->entry);
        omp_destroy_lock(&s->lock);
        free(s);
    }
}

static void make_key(const oql_collapse_case *c, key *k)
{
    const oql_worker *w = c->w;
    memset(k, 0, sizeof *k);
    k->region = w->region;
    k->mag = c->mag;
    k->kind = c->kind;
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        if ((w->region->needs & OQL_BIT(p)) != 0 && w->site_col[p] != NULL &&
            (w->setup->site_value[p] != NULL || w->setup->site_text[p] != NULL)) {
            k->site[p] = w->site_col[p][0];
        }
    }
}

static oql_response *find(const oql_collapse_store *s, const key *k)
{
    for (size_t i = s->n; i-- > 0;) { /* what was made last is asked for most */
        if (s->entry[i].key.mag == k->mag && memcmp(&s->entry[i].key, k, sizeof *k) == 0) {
            return s->entry[i].response;
        }
    }
    return NULL;
}

/* Keep a response when there is room. */
static bool keep(oql_collapse_store *s, const key *k, oql_response *r)
{
    if (s->bytes + r->bytes > OQL_STORE_BYTES) {
        return false;
    }
    if (s->n == s->cap) {
        const size_t cap = s->cap == 0 ? 32 : 2 * s->cap;
        entry *more = realloc(s->entry, cap * sizeof *more);
        if (more == NULL) {
            return false;
        }
        s->entry = more;
        s->cap = cap;
    }
    s->entry[s->n++] = (entry){*k, r};
    s->bytes += r->bytes;
    return true;
}

oql_status oql_collapse_store_get(oql_collapse_store *s, const oql_collapse_case *c,
                                  oql_response **out, bool *owned, oql_err *err)
{
    key k;
    make_key(c, &k);
    *owned = false;
    omp_set_lock(&s->lock);
    *out = find(s, &k);
    omp_unset_lock(&s->lock);
    if (*out != NULL) {
        return OQL_OK;
    }
    oql_response *made = NULL;
    const oql_status st = oql_response_make(c, &made, err);
    if (st != OQL_OK) {
        return st;
    }
    omp_set_lock(&s->lock);
    *out = find(s, &k); /* another worker may have made it meanwhile */
    const bool kept = *out == NULL && keep(s, &k, made);
    omp_unset_lock(&s->lock);
    if (*out != NULL) {
        oql_response_destroy(made);
        return OQL_OK;
    }
    *out = made;
    *owned = !kept;
    return OQL_OK;
}
