/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "hazard/inputs.h"

/* A source together with the uncertainties that a path of the logic tree applies to it. Paths that
 * apply the same ones share the variant, which is then computed once. */
typedef struct {
    size_t file, index; /* of the source as read */
    size_t n_branch;
    int32_t *branch; /* (n_branch) branches applied, in order; arena */
    const oql_source *source;
    size_t n_smr, cap_smr;
    int32_t *smr; /* malloc */
    uint64_t smr_hash;
} variant;

/* A source as read: the first one that is the same, and whether a path has it already. */
typedef struct {
    size_t file, index;       /* of the first */
    size_t smr;               /* 1 + the last path that took the first one's place */
    size_t by_file, by_index; /* for which source that path took it */
} origin;

typedef struct {
    oql_inputs *in;
    oql_problems *problems;
    origin **origin; /* (n_file, n_source of the file) */
    variant *variant;
    size_t n, cap;
    size_t *slot; /* open addressing: index + 1, 0 = empty */
    size_t n_slot;
} table;

static uint64_t mix(uint64_t h, uint64_t x)
{
    h ^= x + UINT64_C(0x9e3779b97f4a7c15) + (h << 6) + (h >> 2);
    return h * UINT64_C(0xff51afd7ed558ccd);
}

static uint64_t key_hash(size_t file, size_t index, size_t n, const int32_t *branch)
{
    uint64_t h = mix(file, index);
    for (size_t i = 0; i < n; ++i) {
        h = mix(h, (uint64_t)branch[i]);
    }
    return h ^ (h >> 29);
}

static bool same_key(const variant *v, size_t file, size_t index, size_t n,
                     const int32_t *branch)
{
    return v->file == file && v->index == index && v->n_branch == n &&
           (n == 0 || memcmp(v->branch, branch, n * sizeof *branch) == 0);
}

static oql_status grow_slots(table *t, oql_err *err)
{
    const size_t n = t->n_slot == 0 ? 1024 : 2 * t->n_slot;
    size_t *slot = calloc(n, sizeof *slot);
    if (slot == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", t->n);
    }
    for (size_t i = 0; i < t->n; ++i) {
        const variant *v = &t->variant[i];
        size_t at = key_hash(v->file, v->index, v->n_branch, v->branch) & (n - 1);
        while (slot[at] != 0) {
            at = (at + 1) & (n - 1);
        }
        slot[at] = i + 1;
    }
    free(t->slot);
    t->slot = slot;
    t->n_slot = n;
    return OQL_OK;
}

/* Whether the filters of a set let this source through. */
static bool applies(const oql_smlt_set *set, const oql_source *src)
{
    if (set->apply_trt != NULL && strcmp(set->apply_trt, src->trt) != 0) {
        return false;
    }
    for (size_t i = 0; i < set->n_apply_sources; ++i) {
        const size_t n = strlen(set->apply_sources[i]);
        if (strncmp(set->apply_sources[i], src->id, n) == 0 &&
            (src->id[n] == '\0' || src->id[n] == ':')) {
            return true; /* "a:1" is a fragment of source "a" */
        }
    }
    return set->n_apply_sources == 0;
}

/* Sources of an atomic group stay together: what changes one of them makes variants of all. */
static bool applies_to_group(const oql_smlt_set *set, const oql_source_model *m,
                             const oql_source *src)
{
    bool any = applies(set, src);
    for (size_t i = 0; src->atomic != NULL && i < src->atomic->n && !any; ++i) {
        any = applies(set, &m->sources[src->atomic->first + i]);
    }
    return any;
}

/* The value of a branch as an element: values that are plain text have none of their own. */
static const oql_xml_node *value_node(oql_arena *arena, const oql_smlt_branch *b)
{
    if (b->value.node != NULL) {
        return b->value.node;
    }
    oql_xml_node *node = oql_arena_alloc(arena, 1, sizeof *node);
    if (node != NULL) {
        *node = (oql_xml_node){
            .name = "uncertaintyModel", .ns = "", .text = b->value.text, .line = b->line};
    }
    return node;
}

/* Make the source that results from applying the branches one after the other. A change that fails
 * is a problem of the inputs; the unchanged source then stands in, so that reading can go on. */
static oql_status make_variant(table *t, variant *v, oql_err *err)
{
    const oql_smlt *smlt = t->in->smlt;
    v->source = &t->in->model[v->file]->sources[v->index];
    for (size_t i = 0; i < v->n_branch; ++i) {
        const oql_smlt_branch *b = &smlt->branches[v->branch[i]];
        if (!applies(&smlt->sets[b->set], v->source)) {
            continue; /* it changes another source of an atomic group */
        }
        oql_err why = {0};
        const oql_source *changed;
        const oql_xml_node *value = value_node(t->in->arena, b);
        if (value == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the logic tree");
        }
        const oql_status st =
            oql_source_apply(v->source, oql_uncertainty_name(smlt->sets[b->set].type),
                             smlt->path, value, t->in->arena, &changed, &why);
        if (st == OQL_ENOMEM) {
            *err = why;
            return st;
        }
        if (st != OQL_OK) {
            oql_problem_error(t->problems, NULL, 0, "%s (source \"%s\")", why.text,
                              v->source->id);
            return OQL_OK;
        }
        v->source = changed;
    }
    return OQL_OK;
}

static oql_status find_or_add(table *t, size_t file, size_t index, size_t n,
                              const int32_t *branch, variant **out, oql_err *err)
{
    oql_status st = OQL_OK;
    if (2 * (t->n + 1) > t->n_slot) {
        OQL_TRY(grow_slots(t, err));
    }
    size_t at = key_hash(file, index, n, branch) & (t->n_slot - 1);
    for (; t->slot[at] != 0; at = (at + 1) & (t->n_slot - 1)) {
        variant *v = &t->variant[t->slot[at] - 1];
        if (same_key(v, file, index, n, branch)) {
            *out = v;
            return OQL_OK;
        }
    }
    OQL_TRY(oql_reserve(&t->variant, &t->cap, t->n + 1, sizeof *t->variant, err));
    variant v = {.file = file, .index = index, .n_branch = n};
    v.branch = oql_arena_alloc(t->in->arena, n + 1, sizeof *branch);
    if (v.branch == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the logic tree");
        goto done;
    }
    if (n > 0) {
        memcpy(v.branch, branch, n * sizeof *branch);
    }
    OQL_TRY(make_variant(t, &v, err));
    t->variant[t->n] = v;
    t->slot[at] = ++t->n;
    *out = &t->variant[t->n - 1];
done:
    return st;
}

static oql_status add_smr(variant *v, size_t s, oql_err *err)
{
    if (v->n_smr > 0 && v->smr[v->n_smr - 1] == (int32_t)s) {
        return OQL_OK; /* the same file twice in one model */
    }
    const oql_status st = oql_reserve(&v->smr, &v->cap_smr, v->n_smr + 1, sizeof *v->smr, err);
    if (st == OQL_OK) {
        v->smr[v->n_smr++] = (int32_t)s;
        v->smr_hash = mix(v->smr_hash, s);
    }
    return st;
}

static size_t file_index(const oql_inputs *in, const char *file)
{
    for (size_t f = 0; f < in->n_file; ++f) {
        if (strcmp(in->file[f], file) == 0) {
            return f;
        }
    }
    return in->n_file;
}

static uint64_t text_hash(const char *s)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *s != '\0'; ++s) {
        h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
    }
    return h ^ (h >> 29);
}

/* Find the first source that is the same, for every source of every file: source models that
 * share sources are common, and each source is computed once whatever the number of models. */
static oql_status find_origins(table *t, oql_err *err)
{
    const oql_inputs *in = t->in;
    oql_status st = OQL_OK;
    size_t n = 0, n_slot = 1024;
    origin **slot = NULL;

    for (size_t f = 0; f < in->n_file; ++f) {
        n += in->model[f] == NULL ? 0 : in->model[f]->n_source;
    }
    while (n_slot < 2 * n) {
        n_slot *= 2;
    }
    slot = calloc(n_slot, sizeof *slot);
    t->origin = calloc(in->n_file + 1, sizeof *t->origin);
    if (slot == NULL || t->origin == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", n);
        goto done;
    }
    for (size_t f = 0; f < in->n_file; ++f) {
        const oql_source_model *m = in->model[f];
        const size_t n_source = m == NULL ? 0 : m->n_source;
        t->origin[f] = calloc(n_source + 1, sizeof **t->origin);
        if (t->origin[f] == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", n);
            goto done;
        }
        for (size_t k = 0; k < n_source; ++k) {
            size_t at = text_hash(m->sources[k].id) & (n_slot - 1);
            while (slot[at] != NULL &&
                   (slot[at]->file == f ||
                    !oql_source_is_same(&in->model[slot[at]->file]->sources[slot[at]->index],
                                        &m->sources[k]))) {
                at = (at + 1) & (n_slot - 1);
            }
            if (slot[at] == NULL) {
                t->origin[f][k] = (origin){.file = f, .index = k};
                slot[at] = &t->origin[f][k];
            } else {
                t->origin[f][k] = *slot[at];
            }
        }
    }
done:
    free(slot);
    return st;
}

/* Which source stands for source k of file f in path s. A path that has the same source in two
 * files has it twice. */
static origin origin_in_path(table *t, size_t s, size_t f, size_t k)
{
    const origin own = {.file = f, .index = k};
    origin *first = &t->origin[t->origin[f][k].file][t->origin[f][k].index];
    if (first->smr == s + 1 && (first->by_file != f || first->by_index != k)) {
        return own;
    }
    first->smr = s + 1;
    first->by_file = f;
    first->by_index = k;
    return *first;
}

#define OQL_MAX_FILES    4096
#define OQL_MAX_BRANCHES 1024

/* All sources of source-model realization s. */
static oql_status collect_smr(table *t, size_t s, oql_err *err)
{
    const oql_inputs *in = t->in;
    const char *files[OQL_MAX_FILES];
    int32_t all[OQL_MAX_BRANCHES], match[OQL_MAX_BRANCHES];
    oql_status st = OQL_OK;

    const size_t n_file = oql_lt_smr_files(in->lt, s, OQL_MAX_FILES, files);
    const size_t n_all = oql_lt_smr_uncertainties(in->lt, s, OQL_MAX_BRANCHES, all);
    if (n_file > OQL_MAX_FILES || n_all > OQL_MAX_BRANCHES) {
        return OQL_FAIL(err, OQL_EUNSUPPORTED,
                        "%s: a path of %zu files and %zu uncertainties, at most %d and %d",
                        in->smlt->path, n_file, n_all, OQL_MAX_FILES, OQL_MAX_BRANCHES);
    }
    for (size_t i = 0; i < n_file; ++i) {
        const size_t f = file_index(in, files[i]);
        const oql_source_model *m = f < in->n_file ? in->model[f] : NULL;
        for (size_t k = 0; m != NULL && k < m->n_source; ++k) {
            size_t n = 0;
            for (size_t b = 0; b < n_all; ++b) {
                const int32_t set = in->smlt->branches[all[b]].set;
                if (applies_to_group(&in->smlt->sets[set], m, &m->sources[k])) {
                    match[n++] = all[b];
                }
            }
            variant *v = NULL;
            const origin o = origin_in_path(t, s, f, k);
            OQL_TRY(find_or_add(t, o.file, o.index, n, match, &v, err));
            OQL_TRY(add_smr(v, s, err));
        }
    }
done:
    return st;
}

static bool same_group(const oql_group *g, int32_t trt, const variant *v)
{
    return g->trt == trt && g->n_smr == v->n_smr &&
           memcmp(g->smr, v->smr, v->n_smr * sizeof *v->smr) == 0;
}

/* Distribute the variants over groups; a group takes the smr list of its first variant. */
static oql_status distribute(table *t, oql_err *err)
{
    oql_inputs *in = t->in;
    oql_status st = OQL_OK;
    size_t cap = 0;
    size_t *member = calloc(t->n + 1, sizeof *member); /* group of each variant */
    uint64_t *hash = NULL;
    size_t cap_hash = 0;

    if (member == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", t->n);
        goto done;
    }
    for (size_t i = 0; i < t->n; ++i) {
        variant *v = &t->variant[i];
        const int32_t trt = oql_lt_find_trt(in->lt, v->source->trt);
        size_t g = 0;
        while (g < in->n_group &&
               (hash[g] != v->smr_hash || !same_group(&in->group[g], trt, v))) {
            ++g;
        }
        if (g == in->n_group) {
            OQL_TRY(oql_reserve(&in->group, &cap, g + 1, sizeof *in->group, err));
            OQL_TRY(oql_reserve(&hash, &cap_hash, g + 1, sizeof *hash, err));
            in->group[g] = (oql_group){.trt = trt, .n_smr = v->n_smr, .smr = v->smr};
            hash[g] = v->smr_hash;
            v->smr = NULL; /* the group owns it now */
            ++in->n_group;
        }
        member[i] = g;
        in->group[g].n_source += 1;
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        oql_group *group = &in->group[g];
        group->source = oql_arena_alloc(in->arena, group->n_source, sizeof(void *));
        if (group->source == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", group->n_source);
            goto done;
        }
        group->n_source = 0;
    }
    for (size_t i = 0; i < t->n; ++i) {
        oql_group *group = &in->group[member[i]];
        group->source[group->n_source++] = t->variant[i].source;
    }
done:
    free(member);
    free(hash);
    return st;
}

/* All sources were filtered away: one group without any, so that there are curves, of zeros. */
static oql_status stand_in(oql_inputs *in, oql_problems *problems, oql_err *err)
{
    if (oql_problems_errors(problems) > 0 || in->n_region == 0) {
        return OQL_OK;
    }
    const oql_job_param *p = oql_job_find(in->job, "discard_trts");
    p = p == NULL ? oql_job_find(in->job, "source_id") : p;
    oql_problem_warning(problems, p == NULL ? in->job->path : p->file, p == NULL ? 0 : p->line,
                        "no source is left: all curves will be zero");
    in->group = calloc(1, sizeof *in->group);
    if (in->group == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a group of sources");
    }
    in->n_group = 1;
    return OQL_OK;
}

oql_status oql_inputs_make_groups(oql_inputs *in, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    table t = {.in = in, .problems = problems};

    OQL_TRY(find_origins(&t, err));
    for (size_t s = 0; s < oql_lt_n_smr(in->lt); ++s) {
        OQL_TRY(collect_smr(&t, s, err));
    }
    OQL_TRY(distribute(&t, err));
    if (in->n_group == 0) {
        OQL_TRY(stand_in(in, problems, err));
    }
done:
    for (size_t i = 0; i < t.n; ++i) {
        free(t.variant[i].smr);
    }
    for (size_t f = 0; t.origin != NULL && f < in->n_file; ++f) {
        free(t.origin[f]);
    }
    free(t.origin);
    free(t.variant);
    free(t.slot);
    return st;
}
