/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/registry.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/problems.h"
#include "gmm_families.h"
#include "kernels/isa.h"

/* The models are linked once for each level; one list a level, one level a process. */
#define DECLARE(name, isa) extern const oql_gmm_family oql_gmm_family_##name##_##isa;
#define ADDRESS(name, isa) &oql_gmm_family_##name##_##isa,
#define LEVEL(isa)                                                                             \
    OQL_GMM_FAMILIES(DECLARE, isa)                                                             \
    static const oql_gmm_family *const families_##isa[] = {OQL_GMM_FAMILIES(ADDRESS, isa)};
OQL_GMM_ISAS(LEVEL)

static const struct {
    const char *isa;
    const oql_gmm_family *const *family;
} level[] = {
#define ROW(isa) {#isa, families_##isa},
    OQL_GMM_ISAS(ROW)};

enum { N_FAMILY = OQL_GMM_N_FAMILY, MAX_ENTRY = 2048 };

static struct {
    oql_gmm_entry entry[MAX_ENTRY]; /* sorted by name */
    const char *name[MAX_ENTRY];
    size_t n;
} index_of;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int by_name(const void *a, const void *b)
{
    const oql_gmm_entry *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static void add_entry(oql_gmm_entry e)
{
    if (index_of.n == MAX_ENTRY) {
        (void)fprintf(stderr, "oqlite: bug: more than %d models\n", MAX_ENTRY);
        abort();
    }
    index_of.entry[index_of.n++] = e;
}

/* The level that the kernels use; models may have been built for fewer levels, so take the last
 * (best) one not above it. */
static const oql_gmm_family *const *families_of_machine(void)
{
    size_t best = 0;
    for (size_t i = 0; i < OQL_COUNT(level); ++i) {
        if (strcmp(level[i].isa, oql_isa_name()) <= 0) {
            best = i;
        }
    }
    return level[best].family;
}

/* In its own family, which aliases mostly mean, then in all. */
static const oql_gmm_class *class_by_name(const oql_gmm_family *const *family, size_t own,
                                          const char *name)
{
    for (size_t k = 0; k < N_FAMILY; ++k) {
        const oql_gmm_family *f = family[(own + k) % N_FAMILY];
        for (size_t i = 0; i < f->n_class; ++i) {
            if (strcmp(f->classes[i].info.name, name) == 0) {
                return &f->classes[i];
            }
        }
    }
    return NULL;
}

static void build_index(void)
{
    const oql_gmm_family *const *family = families_of_machine();
    for (size_t f = 0; f < N_FAMILY; ++f) {
        for (size_t i = 0; i < family[f]->n_class; ++i) {
            const oql_gmm_class *c = &family[f]->classes[i];
            add_entry((oql_gmm_entry){c->info.name, c, NULL});
        }
        for (size_t i = 0; i < family[f]->n_alias; ++i) {
            const oql_gmm_alias *a = &family[f]->aliases[i];
            const oql_gmm_class *c = class_by_name(family, f, a->class);
            if (c == NULL) {
                (void)fprintf(stderr, "oqlite: bug: %s is an alias of the unknown %s\n",
                              a->name, a->class);
                abort();
            }
            add_entry((oql_gmm_entry){a->name, c, a});
        }
    }
    qsort(index_of.entry, index_of.n, sizeof index_of.entry[0], by_name);
    for (size_t i = 0; i < index_of.n; ++i) {
        index_of.name[i] = index_of.entry[i].name;
    }
}

const oql_gmm_entry *oql_gmm_entry_find(const char *name)
{
    (void)pthread_once(&once, build_index);
    const oql_gmm_entry key = {name, NULL, NULL};
    return bsearch(&key, index_of.entry, index_of.n, sizeof key, by_name);
}

const oql_gmm_entry *oql_gmm_entry_at(size_t index)
{
    (void)pthread_once(&once, build_index);
    return index < index_of.n ? &index_of.entry[index] : NULL;
}

/* Length of the beginning that two names share, whatever the case. */
static size_t shared_beginning(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] != '\0' && (a[n] | 0x20) == (b[n] | 0x20)) {
        ++n;
    }
    return n;
}

static size_t shared_ending(const char *a, const char *b)
{
    const size_t la = strlen(a), lb = strlen(b);
    size_t n = 0;
    while (n < la && n < lb && a[la - 1 - n] == b[lb - 1 - n]) {
        ++n;
    }
    return n;
}

/* The known name of the same first author, if possible of the same year ("Sadigh1997"): the longest
 * beginning of at least four letters, then the longest ending. NULL when none begins alike. */
static const char *nearest_author(const char *name)
{
    const char *best = NULL;
    size_t beginning = 4, ending = 0;
    for (size_t i = 0; i < index_of.n; ++i) {
        const size_t b = shared_beginning(name, index_of.name[i]);
        const size_t e = shared_ending(name, index_of.name[i]);
        if (b > beginning || (b == beginning && e > ending)) {
            beginning = b;
            ending = e;
            best = index_of.name[i];
        }
    }
    return best;
}

oql_status oql_gmm_refuse_name(const char *path, int line, const char *name, oql_err *err)
{
    (void)pthread_once(&once, build_index);
    const char *near = oql_nearest_word(name, index_of.name, index_of.n);
    if (near == NULL) {
        near = nearest_author(name);
    }
    return OQL_FAIL(err, OQL_EMODEL, "%s:%d: unknown ground-motion model \"%s\", %s %s",
                    path == NULL ? "" : path, line, name,
                    near == NULL ? "expected one of" : "did you mean",
                    near == NULL ? "oqlite gmm list" : near);
}

size_t oql_gmm_count(void)
{
    (void)pthread_once(&once, build_index);
    return index_of.n;
}

const oql_gmm_info *oql_gmm_at(size_t index, const char **name, const char **alias_of,
                               const char **alias_args)
{
    const oql_gmm_entry *e = oql_gmm_entry_at(index);
    if (e == NULL) {
        return NULL;
    }
    *name = e->name;
    *alias_of = e->alias == NULL ? NULL : e->alias->class;
    *alias_args = e->alias == NULL ? NULL : e->alias->args;
    return &e->class->info;
}

const oql_gmm_info *oql_gmm_find(const char *name)
{
    const oql_gmm_entry *e = oql_gmm_entry_find(name);
    return e == NULL ? NULL : &e->class->info;
}
