/* SPDX-License-Identifier: BSD-3-Clause */
#include "logictree/linker.h"

#include <stdlib.h>
#include <string.h>

/** More than any sensible tree; keeps a hostile file from filling the memory with dummies. */
#define MAX_TREE_BRANCHES 1000000

/* Sets are linked in file order. At each step `open` holds the branches of the level above:
 * those of the previous set and the dummies of branches it did not apply to. */
typedef struct {
    oql_smlt *tree;
    oql_problems *problems;
    oql_err *err;
    int32_t *open, *next; /* of this step and of the following one */
    size_t n_open, n_next, cap_open, cap_next;
    int32_t *by_id; /* real branches sorted by id */
    int32_t *level; /* step at which a dummy set was made; children are of later steps */
    size_t cap_level;
} linker;

static const char *id_of(const oql_smlt *tree, int32_t branch)
{
    return tree->branches[branch].id;
}

/* Ids are sorted by heap sort: in place, without the context that qsort lacks. */
static bool id_less(const oql_smlt *tree, int32_t a, int32_t b)
{
    const int c = strcmp(id_of(tree, a), id_of(tree, b));
    return c != 0 ? c < 0 : a < b;
}

static void sift(const oql_smlt *tree, int32_t *x, size_t root, size_t n)
{
    for (;;) {
        size_t kid = 2 * root + 1;
        if (kid >= n) {
            return;
        }
        if (kid + 1 < n && id_less(tree, x[kid], x[kid + 1])) {
            ++kid;
        }
        if (!id_less(tree, x[root], x[kid])) {
            return;
        }
        const int32_t t = x[root];
        x[root] = x[kid];
        x[kid] = t;
        root = kid;
    }
}

static void sort_ids(const oql_smlt *tree, int32_t *x, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) {
        sift(tree, x, i, n);
    }
    for (size_t i = n; i-- > 1;) {
        const int32_t t = x[0];
        x[0] = x[i];
        x[i] = t;
        sift(tree, x, 0, i);
    }
}

static oql_status index_ids(linker *l)
{
    const oql_smlt *tree = l->tree;
    const size_t n = tree->n_real_branches;
    l->by_id = malloc((n + 1) * sizeof *l->by_id);
    if (l->by_id == NULL) {
        return OQL_FAIL(l->err, OQL_ENOMEM, "%s: out of memory", tree->path);
    }
    for (size_t i = 0; i < n; ++i) {
        l->by_id[i] = (int32_t)i;
    }
    sort_ids(tree, l->by_id, n);
    for (size_t i = 1; i < n; ++i) {
        const oql_smlt_branch *a = &tree->branches[l->by_id[i - 1]],
                              *b = &tree->branches[l->by_id[i]];
        if (strcmp(a->id, b->id) == 0) {
            oql_problem_error(l->problems, tree->path, b->line,
                              "branchID \"%s\" is taken (line %d), expected another", b->id,
                              a->line);
        }
    }
    return OQL_OK;
}

static int32_t find_branch(const linker *l, const char *id)
{
    size_t lo = 0, hi = l->tree->n_real_branches;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        const int c = strcmp(id_of(l->tree, l->by_id[mid]), id);
        if (c == 0) {
            return l->by_id[mid];
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return OQL_LT_NONE;
}

static bool applies_to(const oql_smlt_set *set, const char *branch_id)
{
    if (set->n_apply_branches == 0) {
        return true;
    }
    for (size_t i = 0; i < set->n_apply_branches; ++i) {
        if (strcmp(set->apply_branches[i], branch_id) == 0) {
            return true;
        }
    }
    return false;
}

static oql_status keep_open(linker *l, int32_t branch)
{
    const oql_status st =
        oql_reserve(&l->next, &l->cap_next, l->n_next + 1, sizeof *l->next, l->err);
    if (st == OQL_OK) {
        l->next[l->n_next++] = branch;
    }
    return st;
}

/* A dummy set of one branch "." below `parent`; the dummy becomes an open branch. */
static oql_status add_dummy(linker *l, int32_t parent, size_t step)
{
    oql_status st = OQL_OK;
    oql_smlt *tree = l->tree;
    const size_t n_dummies = tree->n_sets - tree->n_real_sets;
    if (tree->n_branches >= MAX_TREE_BRANCHES) {
        st = OQL_FAIL(l->err, OQL_EMODEL, "%s: more branches than expected, %d", tree->path,
                      MAX_TREE_BRANCHES);
        goto done;
    }
    OQL_TRY(oql_reserve(&tree->sets, &tree->cap_sets, tree->n_sets + 1, sizeof *tree->sets,
                        l->err));
    OQL_TRY(oql_reserve(&tree->branches, &tree->cap_branches, tree->n_branches + 1,
                        sizeof *tree->branches, l->err));
    OQL_TRY(oql_reserve(&l->level, &l->cap_level, n_dummies + 1, sizeof *l->level, l->err));
    l->level[n_dummies] = (int32_t)step;
    tree->sets[tree->n_sets] = (oql_smlt_set){
        .id = "dummy", .type = OQL_UNC_DUMMY, .first = (int32_t)tree->n_branches, .n = 1};
    tree->branches[tree->n_branches] = (oql_smlt_branch){.id = ".",
                                                         .weight = 1.0,
                                                         .value = {.text = ""},
                                                         .set = (int32_t)tree->n_sets,
                                                         .child = OQL_LT_NONE};
    tree->branches[parent].child = (int32_t)tree->n_sets;
    OQL_TRY(keep_open(l, (int32_t)tree->n_branches));
    ++tree->n_sets;
    ++tree->n_branches;
done:
    return st;
}

static bool is_leaf(const oql_smlt *tree, const oql_smlt_branch *b)
{
    return b->child == OQL_LT_NONE || tree->sets[b->child].type == OQL_UNC_DUMMY;
}

/* The set hangs below the branches it names, of any earlier level. */
static void apply_to_named(linker *l, size_t step)
{
    oql_smlt *tree = l->tree;
    const oql_smlt_set *set = &tree->sets[step];
    for (size_t i = 0; i < set->n_apply_branches; ++i) {
        const char *id = set->apply_branches[i];
        const int32_t at = find_branch(l, id);
        oql_smlt_branch *b = at == OQL_LT_NONE ? NULL : &tree->branches[at];
        if (b == NULL || b->set >= (int32_t)step) {
            oql_problem_error(l->problems, tree->path, set->line,
                              "applyToBranches of branch set \"%s\" names \"%s\", expected a "
                              "branch of an earlier set",
                              set->id, id);
        } else if (!is_leaf(tree, b) && b->child != (int32_t)step) {
            oql_problem_error(
                l->problems, tree->path, set->line,
                "branch set \"%s\" applies to branch \"%s\", which has branch set "
                "\"%s\" below it already",
                set->id, id, tree->sets[b->child].id);
        } else {
            b->child = (int32_t)step;
        }
    }
}

/* Names of applyToBranches are checked even where the set applies to all open branches, or else
 * a misspelt name beside them would go unnoticed. */
static bool names_exist(linker *l, size_t step)
{
    const oql_smlt_set *set = &l->tree->sets[step];
    if (step == 0 && set->n_apply_branches > 0) {
        oql_problem_warning(l->problems, l->tree->path, set->line,
                            "applyToBranches of the first branch set is ignored");
        return true;
    }
    bool all = true;
    for (size_t i = 0; i < set->n_apply_branches; ++i) {
        if (find_branch(l, set->apply_branches[i]) == OQL_LT_NONE) {
            oql_problem_error(l->problems, l->tree->path, set->line,
                              "applyToBranches of branch set \"%s\" names \"%s\", expected a "
                              "branch of this tree",
                              set->id, set->apply_branches[i]);
            all = false;
        }
    }
    return all;
}

static oql_status link_set(linker *l, size_t step)
{
    oql_status st = OQL_OK;
    oql_smlt *tree = l->tree;
    bool everywhere = true;
    for (size_t i = 0; i < l->n_open && everywhere; ++i) {
        everywhere = applies_to(&tree->sets[step], id_of(tree, l->open[i]));
    }
    l->n_next = 0;
    for (int32_t b = 0; b < tree->sets[step].n; ++b) {
        OQL_TRY(keep_open(l, tree->sets[step].first + b));
    }
    if (!names_exist(l, step)) {
        goto done;
    }
    if (everywhere) {
        for (size_t i = 0; i < l->n_open; ++i) {
            tree->branches[l->open[i]].child = (int32_t)step;
        }
        goto done;
    }
    apply_to_named(l, step);
    for (size_t i = 0; i < l->n_open; ++i) {
        if (!applies_to(&tree->sets[step], id_of(tree, l->open[i]))) {
            OQL_TRY(add_dummy(l, l->open[i], step));
        }
    }
done:
    return st;
}

typedef struct {
    double paths;
    size_t depth;
} extent;

/* Paths below one set, from those of its children. */
static extent measure_set(const oql_smlt *tree, size_t s, const extent *known)
{
    extent e = {0.0, 0};
    for (int32_t i = 0; i < tree->sets[s].n; ++i) {
        const int32_t child = tree->branches[tree->sets[s].first + i].child;
        const extent c = child == OQL_LT_NONE ? (extent){1.0, 0} : known[child];
        e.paths += c.paths;
        e.depth = c.depth > e.depth ? c.depth : e.depth;
    }
    ++e.depth;
    return e;
}

/* From the last step to the first, since children are always of later steps: no recursion. */
static oql_status measure(linker *l)
{
    oql_smlt *tree = l->tree;
    extent *e = calloc(tree->n_sets + 1, sizeof *e);
    if (e == NULL) {
        return OQL_FAIL(l->err, OQL_ENOMEM, "%s: out of memory", tree->path);
    }
    size_t dummy = tree->n_sets;
    for (size_t step = tree->n_real_sets; step-- > 0;) {
        while (dummy > tree->n_real_sets &&
               l->level[dummy - 1 - tree->n_real_sets] >= (int32_t)step) {
            --dummy;
            e[dummy] = measure_set(tree, dummy, e);
        }
        e[step] = measure_set(tree, step, e);
    }
    tree->n_paths = e[0].paths;
    tree->depth = e[0].depth;
    free(e);
    return OQL_OK;
}

oql_status oql_smlt_link(oql_smlt *tree, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    linker l = {.tree = tree, .problems = problems, .err = err};
    OQL_TRY(index_ids(&l));
    for (size_t step = 0; step < tree->n_real_sets; ++step) {
        OQL_TRY(link_set(&l, step));
        int32_t *const open = l.open;
        const size_t cap = l.cap_open;
        l.open = l.next;
        l.n_open = l.n_next;
        l.cap_open = l.cap_next;
        l.next = open;
        l.cap_next = cap;
    }
    if (tree->n_real_sets > 0) {
        OQL_TRY(measure(&l));
    }
done:
    free(l.open);
    free(l.next);
    free(l.by_id);
    free(l.level);
    return st;
}
