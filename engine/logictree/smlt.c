/* SPDX-License-Identifier: BSD-3-Clause */
#include "logictree/logictree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "logictree/linker.h"

/** OpenQuake's tolerance on sums of weights. */
#define WEIGHT_TOLERANCE 1e-7

// clang-format off
#define TYPE_ROW(id, text, form, n, child) {text, OQL_LT_FORM_##form, n, child},
static const struct {
    const char *name;
    oql_lt_form form;
    size_t n;
    const char *element;
} TYPES[] = {OQL_UNCERTAINTY_LIST(TYPE_ROW) {"dummy", OQL_LT_FORM_TEXT, 0, ""}};
#undef TYPE_ROW
// clang-format on
#define N_TYPES (OQL_COUNT(TYPES) - 1) /* the dummy is not a type of the input */

bool oql_uncertainty_find(const char *name, oql_uncertainty *out)
{
    for (size_t i = 0; i < N_TYPES; ++i) {
        if (strcmp(TYPES[i].name, name) == 0) {
            *out = (oql_uncertainty)i;
            return true;
        }
    }
    return false;
}

const char *oql_uncertainty_name(oql_uncertainty type)
{
    return TYPES[type].name;
}

oql_lt_form oql_uncertainty_form(oql_uncertainty type)
{
    return TYPES[type].form;
}

size_t oql_uncertainty_numbers(oql_uncertainty type)
{
    return TYPES[type].n;
}

const char *oql_uncertainty_element(oql_uncertainty type)
{
    return TYPES[type].element;
}

const char *oql_uncertainty_nearest(const char *name)
{
    const char *known[N_TYPES];
    for (size_t i = 0; i < N_TYPES; ++i) {
        known[i] = TYPES[i].name;
    }
    return oql_nearest_word(name, known, N_TYPES);
}

oql_status oql_smlt_create(const char *path, oql_smlt **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_smlt *tree = calloc(1, sizeof *tree);
    if (tree == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
        goto done;
    }
    OQL_TRY(oql_arena_create(&tree->arena, err));
    tree->path = oql_arena_strdup(tree->arena, path);
    if (tree->path == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
        goto done;
    }
    *out = tree;
    tree = NULL;
done:
    oql_smlt_destroy(tree);
    return st;
}

void oql_smlt_destroy(oql_smlt *tree)
{
    if (tree != NULL) {
        oql_arena_destroy(tree->arena);
        free(tree->sets);
        free(tree->branches);
        free(tree);
    }
}

static oql_status copy_words(oql_arena *arena, size_t n, const char *const *in,
                             const char *const **out, oql_err *err)
{
    const char **copy = oql_arena_alloc(arena, n, sizeof *copy);
    for (size_t i = 0; copy != NULL && i < n; ++i) {
        copy[i] = oql_arena_strdup(arena, in[i]);
        if (copy[i] == NULL) {
            copy = NULL;
        }
    }
    if (copy == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
    }
    *out = copy;
    return OQL_OK;
}

static oql_status copy_word(oql_arena *arena, const char *in, const char **out, oql_err *err)
{
    const char *copy = in == NULL ? NULL : oql_arena_strdup(arena, in);
    if (in != NULL && copy == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
    }
    *out = copy;
    return OQL_OK;
}

oql_status oql_smlt_add_set(oql_smlt *tree, const oql_smlt_set *set, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_smlt_set s = {.type = set->type,
                      .n_apply_sources = set->n_apply_sources,
                      .n_apply_branches = set->n_apply_branches,
                      .line = set->line,
                      .first = (int32_t)tree->n_branches,
                      .ordinal = (int32_t)tree->n_sets};
    OQL_TRY(copy_word(tree->arena, set->id, &s.id, err));
    OQL_TRY(copy_word(tree->arena, set->apply_trt, &s.apply_trt, err));
    OQL_TRY(
        copy_words(tree->arena, s.n_apply_sources, set->apply_sources, &s.apply_sources, err));
    OQL_TRY(copy_words(tree->arena, s.n_apply_branches, set->apply_branches, &s.apply_branches,
                       err));
    OQL_TRY(oql_reserve(&tree->sets, &tree->cap_sets, tree->n_sets + 1, sizeof s, err));
    tree->sets[tree->n_sets++] = s;
    tree->n_real_sets = tree->n_sets;
done:
    return st;
}

oql_status oql_smlt_add_branch(oql_smlt *tree, const oql_smlt_branch *branch, oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_lt_value *in = &branch->value;
    if (tree->n_sets == 0) {
        st = OQL_FAIL(err, OQL_EARG, "%s: a branch before any branch set", tree->path);
        goto done;
    }
    oql_smlt_set *set = &tree->sets[tree->n_sets - 1];
    oql_smlt_branch b = {.weight = branch->weight,
                         .value = {.n_files = in->n_files, .n_numbers = in->n_numbers},
                         .line = branch->line,
                         .set = (int32_t)tree->n_sets - 1,
                         .number = set->n,
                         .child = OQL_LT_NONE};
    OQL_TRY(copy_word(tree->arena, branch->id, &b.id, err));
    OQL_TRY(copy_word(tree->arena, in->text == NULL ? "" : in->text, &b.value.text, err));
    OQL_TRY(copy_words(tree->arena, in->n_files, in->files, &b.value.files, err));
    double *number = oql_arena_alloc(tree->arena, in->n_numbers, sizeof *number);
    if (number == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
        goto done;
    }
    if (in->n_numbers > 0) {
        memcpy(number, in->number, in->n_numbers * sizeof *number);
    }
    b.value.number = number;
    if (in->node != NULL) {
        OQL_TRY(oql_xml_clone(tree->arena, in->node, &b.value.node, err));
    }
    OQL_TRY(
        oql_reserve(&tree->branches, &tree->cap_branches, tree->n_branches + 1, sizeof b, err));
    tree->branches[tree->n_branches++] = b;
    tree->n_real_branches = tree->n_branches;
    ++set->n;
done:
    return st;
}

/* ---- validation ---- */
static bool same_node(const oql_xml_node *a, const oql_xml_node *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    bool same = strcmp(a->name, b->name) == 0 && strcmp(a->text, b->text) == 0 &&
                a->n_attrs == b->n_attrs;
    for (size_t i = 0; same && i < a->n_attrs; ++i) {
        same = strcmp(a->attrs[i].name, b->attrs[i].name) == 0 &&
               strcmp(a->attrs[i].value, b->attrs[i].value) == 0;
    }
    const oql_xml_node *x = a->first_child, *y = b->first_child;
    for (; same && x != NULL && y != NULL; x = x->next, y = y->next) {
        same = same_node(x, y);
    }
    return same && x == NULL && y == NULL;
}

static bool same_value(const oql_lt_value *a, const oql_lt_value *b)
{
    if (a->node != NULL || b->node != NULL) {
        return same_node(a->node, b->node);
    }
    if (a->n_numbers > 0 && a->n_numbers == b->n_numbers) {
        return memcmp(a->number, b->number, a->n_numbers * sizeof *a->number) == 0;
    }
    return strcmp(a->text, b->text) == 0;
}

static void check_branches(const oql_smlt *tree, const oql_smlt_set *set,
                           oql_problems *problems)
{
    double sum = 0.0;
    for (int32_t i = set->first; i < set->first + set->n; ++i) {
        const oql_smlt_branch *b = &tree->branches[i];
        if (!(b->weight >= 0.0 && b->weight <= 1.0 + WEIGHT_TOLERANCE)) {
            oql_problem_error(problems, tree->path, b->line,
                              "weight of branch \"%s\" is %g, expected 0 to 1", b->id,
                              b->weight);
        }
        sum += b->weight;
        for (int32_t j = set->first; j < i; ++j) {
            if (same_value(&b->value, &tree->branches[j].value)) {
                oql_problem_error(problems, tree->path, b->line,
                                  "branch \"%s\" has the same value as branch \"%s\" (line %d)",
                                  b->id, tree->branches[j].id, tree->branches[j].line);
                break;
            }
        }
    }
    if (set->n == 0) {
        oql_problem_error(problems, tree->path, set->line,
                          "branch set \"%s\" has no branches, expected at least one", set->id);
    } else if (!(fabs(sum - 1.0) <= WEIGHT_TOLERANCE)) {
        oql_problem_error(problems, tree->path, set->line,
                          "weights of branch set \"%s\" sum to %.10g, expected 1", set->id,
                          sum);
    }
}

static bool is_absolute(oql_uncertainty type)
{
    const char *name = oql_uncertainty_name(type);
    const size_t n = strlen(name), m = sizeof "Absolute" - 1;
    return n > m && strcmp(name + n - m, "Absolute") == 0;
}

static void check_set(const oql_smlt *tree, size_t i, oql_problems *problems)
{
    const oql_smlt_set *set = &tree->sets[i];
    const char *name = oql_uncertainty_name(set->type);
    if (i == 0 && set->type != OQL_UNC_SOURCE_MODEL) {
        oql_problem_error(problems, tree->path, set->line,
                          "first branch set is of type %s, expected sourceModel", name);
    }
    if (i > 0 && set->type == OQL_UNC_SOURCE_MODEL) {
        oql_problem_error(
            problems, tree->path, set->line,
            "branch set \"%s\" is of type sourceModel, which only the first may be", set->id);
    }
    if (set->type == OQL_UNC_SOURCE_MODEL &&
        (set->n_apply_sources > 0 || set->apply_trt != NULL)) {
        oql_problem_error(problems, tree->path, set->line,
                          "branch set \"%s\" of type sourceModel has a filter, expected none",
                          set->id);
    }
    if (set->n_apply_sources > 0 && set->apply_trt != NULL) {
        oql_problem_error(problems, tree->path, set->line,
                          "branch set \"%s\" has applyToSources and applyToTectonicRegionType, "
                          "expected one filter",
                          set->id);
    }
    if ((set->type == OQL_UNC_FAULT_DIP_RELATIVE || set->type == OQL_UNC_FAULT_DIP_ABSOLUTE) &&
        set->n_apply_sources == 0) {
        oql_problem_error(
            problems, tree->path, set->line,
            "branch set \"%s\" of type %s has no applyToSources, expected source ids", set->id,
            name);
    }
    for (size_t j = 0; j < i; ++j) {
        if (strcmp(tree->sets[j].id, set->id) == 0) {
            oql_problem_error(problems, tree->path, set->line,
                              "branchSetID \"%s\" is taken (line %d), expected another",
                              set->id, tree->sets[j].line);
        }
    }
    check_branches(tree, set, problems);
}

/* Branches without files (models that add nothing) are one: their weights are summed and the
 * last of them stands at the end of the set, as OpenQuake does. */
static void merge_empty(oql_smlt *tree)
{
    int32_t to = 0;
    for (size_t s = 0; s < tree->n_sets; ++s) {
        oql_smlt_set *set = &tree->sets[s];
        const int32_t from = set->first, end = set->first + set->n;
        const bool files = oql_uncertainty_form(set->type) == OQL_LT_FORM_FILES;
        oql_smlt_branch empty = {.id = NULL};
        set->first = to;
        for (int32_t i = from; i < end; ++i) {
            const oql_smlt_branch b = tree->branches[i];
            if (files && b.value.n_files == 0) {
                const double sum = empty.id == NULL ? 0.0 : empty.weight;
                empty = b;
                empty.weight += sum;
            } else {
                tree->branches[to++] = b;
            }
        }
        if (empty.id != NULL) {
            tree->branches[to++] = empty;
        }
        set->n = to - set->first;
    }
    tree->n_branches = tree->n_real_branches = (size_t)to;
}

oql_status oql_smlt_finish(oql_smlt *tree, oql_problems *problems, oql_err *err)
{
    const size_t before = oql_problems_errors(problems);
    if (tree->n_sets == 0) {
        oql_problem_error(problems, tree->path, 0,
                          "no branch sets, expected a source-model tree");
    }
    for (size_t i = 0; i < tree->n_sets; ++i) {
        if (tree->sets[i].n > OQL_LT_MAX_BRANCHES) {
            oql_problem_error(
                problems, tree->path, tree->sets[i].line,
                "branch set \"%s\" has %d branches, expected at most %d: split it",
                tree->sets[i].id, (int)tree->sets[i].n, OQL_LT_MAX_BRANCHES);
        }
    }
    merge_empty(tree);
    for (size_t i = 0; i < tree->n_sets; ++i) {
        check_set(tree, i, problems);
    }
    const oql_status st = oql_smlt_link(tree, problems, err);
    if (st == OQL_OK && oql_problems_errors(problems) > before) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: %zu mistakes in the source-model logic tree",
                        tree->path, oql_problems_errors(problems) - before);
    }
    return st;
}

oql_status oql_smlt_trivial(const char *path, size_t n_files, const char *const *files,
                            oql_smlt **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_smlt *tree = NULL;
    oql_problems *problems = NULL;
    OQL_TRY(oql_problems_create(&problems, err));
    OQL_TRY(oql_smlt_create(path, &tree, err));
    OQL_TRY(oql_smlt_add_set(tree, &(oql_smlt_set){.id = "bs0", .type = OQL_UNC_SOURCE_MODEL},
                             err));
    OQL_TRY(oql_smlt_add_branch(
        tree,
        &(oql_smlt_branch){
            .id = "b0", .weight = 1.0, .value = {.n_files = n_files, .files = files}},
        err));
    OQL_TRY(oql_smlt_finish(tree, problems, err));
    *out = tree;
    tree = NULL;
done:
    oql_smlt_destroy(tree);
    oql_problems_destroy(problems);
    return st;
}

/* Whether the file has a source whose id begins like that one. */
static bool has_source(const char *file, const char *id, size_t n, const oql_lt_source *sources)
{
    for (size_t k = 0; k < n; ++k) {
        if (strcmp(sources[k].file, file) == 0 && strncmp(sources[k].id, id, strlen(id)) == 0) {
            return true;
        }
    }
    return false;
}

oql_status oql_smlt_keep_source(const oql_smlt *tree, const char *source_id, size_t n,
                                const oql_lt_source *sources, oql_problems *problems,
                                oql_smlt **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_smlt *small = NULL;
    const char **files = NULL;
    size_t cap = 0;
    OQL_TRY(oql_smlt_create(tree->path, &small, err));
    for (size_t s = 0; s < tree->n_real_sets; ++s) {
        oql_smlt_set set = tree->sets[s];
        bool keep = set.n_apply_sources == 0;
        for (size_t i = 0; i < set.n_apply_sources; ++i) {
            keep = keep || strcmp(set.apply_sources[i], source_id) == 0;
        }
        if (!keep) {
            continue;
        }
        set.n_apply_sources = set.n_apply_sources > 0;
        set.apply_sources = &source_id;
        OQL_TRY(oql_smlt_add_set(small, &set, err));
        for (int32_t b = set.first; b < set.first + set.n; ++b) {
            oql_smlt_branch branch = tree->branches[b];
            size_t n_files = 0;
            OQL_TRY(oql_reserve(&files, &cap, branch.value.n_files, sizeof *files, err));
            for (size_t f = 0; f < branch.value.n_files; ++f) {
                if (has_source(branch.value.files[f], source_id, n, sources)) {
                    files[n_files++] = branch.value.files[f];
                }
            }
            branch.value.n_files = n_files;
            branch.value.files = files;
            OQL_TRY(oql_smlt_add_branch(small, &branch, err));
            small->branches[small->n_branches - 1].number = tree->branches[b].number;
        }
    }
    OQL_TRY(oql_smlt_finish(small, problems, err));
    *out = small;
    small = NULL;
done:
    oql_smlt_destroy(small);
    free(files);
    return st;
}

/* ---- filters against the sources ---- */

/* Branches of sourceModel and extendModel sets whose files contain the source. */
static size_t branches_with_source(const oql_smlt *tree, size_t n, const oql_lt_source *sources,
                                   const char *id)
{
    size_t found = 0;
    for (size_t i = 0; i < tree->n_real_branches; ++i) {
        const oql_lt_value *v = &tree->branches[i].value;
        bool here = false;
        for (size_t k = 0; k < n && v->n_files > 0 && !here; ++k) {
            if (strcmp(sources[k].id, id) != 0) {
                continue;
            }
            for (size_t f = 0; f < v->n_files && !here; ++f) {
                here = strcmp(v->files[f], sources[k].file) == 0;
            }
        }
        found += here;
    }
    return found;
}

static void check_source_filter(const oql_smlt *tree, const oql_smlt_set *set, size_t n,
                                const oql_lt_source *sources, oql_problems *problems)
{
    for (size_t i = 0; i < set->n_apply_sources; ++i) {
        const size_t found = branches_with_source(tree, n, sources, set->apply_sources[i]);
        if (found == 0) {
            oql_problem_error(
                problems, tree->path, set->line,
                "applyToSources names \"%s\", expected a source of the source models",
                set->apply_sources[i]);
        } else if (found > 1 && set->n_apply_branches == 0) {
            oql_problem_error(
                problems, tree->path, set->line,
                "source \"%s\" is in %zu branches, expected applyToBranches beside "
                "applyToSources",
                set->apply_sources[i], found);
        }
    }
}

void oql_smlt_check_sources(const oql_smlt *tree, size_t n, const oql_lt_source *sources,
                            oql_problems *problems)
{
    for (size_t s = 1; s < tree->n_real_sets; ++s) {
        const oql_smlt_set *set = &tree->sets[s];
        check_source_filter(tree, set, n, sources, problems);
        if (is_absolute(set->type) && n > 1 && set->n_apply_sources != 1) {
            oql_problem_error(problems, tree->path, set->line,
                              "branch set \"%s\" of type %s applies to %zu sources, expected "
                              "applyToSources with one id",
                              set->id, oql_uncertainty_name(set->type), set->n_apply_sources);
        }
        bool known = set->apply_trt == NULL;
        for (size_t k = 0; k < n && !known; ++k) {
            known = strcmp(sources[k].trt, set->apply_trt) == 0;
        }
        if (!known) {
            oql_problem_error(problems, tree->path, set->line,
                              "applyToTectonicRegionType is \"%s\", expected that of a source",
                              set->apply_trt);
        }
    }
}
