/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logictree/logictree.h"

/** OpenQuake's tolerance on sums of weights. */
#define WEIGHT_TOLERANCE 1e-7

const char *oql_lt_letter(size_t i)
{
    /* The order of OpenQuake's paths: A-Z [ ] ^ _ ` a-z { | } ! # … , then Latin-1 from ¡
     * without the soft hyphen. "\", '"', "," and "~" are left out; they mean something in CSV
     * files and paths. */
    static const char *const LETTER[OQL_LT_MAX_BRANCHES] = {
        "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q",
        "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "[", "]", "^", "_", "`", "a", "b", "c",
        "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t",
        "u", "v", "w", "x", "y", "z", "{", "|", "}", "!", "#", "$", "%", "&", "'", "(", ")",
        "*", "+", "-", "/", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<",
        "=", ">", "?", "@", "¡", "¢", "£", "¤", "¥", "¦", "§", "¨", "©", "ª", "«", "¬", "®",
        "¯", "°", "±", "²", "³", "´", "µ", "¶", "·", "¸", "¹", "º", "»", "¼", "½", "¾", "¿",
        "À", "Á", "Â", "Ã", "Ä", "Å", "Æ", "Ç", "È", "É", "Ê", "Ë", "Ì", "Í", "Î", "Ï", "Ð",
        "Ñ", "Ò", "Ó", "Ô", "Õ", "Ö", "×", "Ø", "Ù", "Ú", "Û", "Ü", "Ý", "Þ", "ß", "à", "á",
        "â", "ã", "ä", "å", "æ", "ç", "è", "é", "ê", "ë", "ì", "í", "î", "ï", "ð", "ñ", "ò",
        "ó", "ô", "õ", "ö", "÷", "ø", "ù", "ú", "û", "ü", "ý", "þ", "ÿ"};
    return i < OQL_LT_MAX_BRANCHES ? LETTER[i] : "?";
}

oql_status oql_gslt_create(const char *path, oql_gslt **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_gslt *tree = calloc(1, sizeof *tree);
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
    oql_gslt_destroy(tree);
    return st;
}

void oql_gslt_destroy(oql_gslt *tree)
{
    if (tree != NULL) {
        oql_arena_destroy(tree->arena);
        free(tree->sets);
        free(tree->branches);
        free(tree);
    }
}

oql_status oql_gslt_add_set(oql_gslt *tree, const oql_gslt_set *set, oql_err *err)
{
    oql_gslt_set s = {.id = oql_arena_strdup(tree->arena, set->id),
                      .trt = oql_arena_strdup(tree->arena, set->trt),
                      .line = set->line,
                      .first = (int32_t)tree->n_branches};
    if (s.id == NULL || s.trt == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
    }
    const oql_status st =
        oql_reserve(&tree->sets, &tree->cap_sets, tree->n_sets + 1, sizeof s, err);
    if (st == OQL_OK) {
        tree->sets[tree->n_sets++] = s;
    }
    return st;
}

oql_status oql_gslt_add_branch(oql_gslt *tree, const char *text, size_t n_attrs,
                               const char *const *attr_name, const char *const *attr_value,
                               double weight, size_t n_imt, const oql_imt_weight *imt, int line,
                               oql_err *err)
{
    oql_status st = OQL_OK;
    char id[32];
    if (tree->n_sets == 0) {
        st = OQL_FAIL(err, OQL_EARG, "%s: a branch before any branch set", tree->path);
        goto done;
    }
    oql_gslt_set *set = &tree->sets[tree->n_sets - 1];
    oql_gslt_branch b = {.weight = weight,
                         .n_imt = n_imt,
                         .line = line,
                         .set = (int32_t)tree->n_sets - 1,
                         .number = set->n};
    OQL_TRY(oql_gmm_spec_parse(tree->arena, text, n_attrs, attr_name, attr_value, tree->path,
                               line, &b.spec, err));
    (void)snprintf(id, sizeof id, "g%s%d", oql_lt_letter((size_t)b.number), (int)b.set);
    b.id = oql_arena_strdup(tree->arena, id);
    oql_imt_weight *weights = oql_arena_alloc(tree->arena, n_imt, sizeof *weights);
    for (size_t i = 0; weights != NULL && i < n_imt; ++i) {
        weights[i].weight = imt[i].weight;
        weights[i].imt = oql_arena_strdup(tree->arena, imt[i].imt);
        if (weights[i].imt == NULL) {
            weights = NULL;
        }
    }
    if (b.id == NULL || weights == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a logic tree");
        goto done;
    }
    b.imt = weights;
    OQL_TRY(
        oql_reserve(&tree->branches, &tree->cap_branches, tree->n_branches + 1, sizeof b, err));
    tree->branches[tree->n_branches++] = b;
    ++set->n;
done:
    return st;
}

static double weight_for(const oql_gslt_branch *b, const char *imt)
{
    for (size_t i = 0; imt != NULL && i < b->n_imt; ++i) {
        if (strcmp(b->imt[i].imt, imt) == 0) {
            return b->imt[i].weight;
        }
    }
    return b->weight;
}

/* Weights of one measure (NULL: the default) sum to 1; all zero takes the measure out of the
 * set. */
static void check_sum(const oql_gslt *tree, const oql_gslt_set *set, const char *imt,
                      oql_problems *problems)
{
    double sum = 0.0;
    for (int32_t i = set->first; i < set->first + set->n; ++i) {
        sum += weight_for(&tree->branches[i], imt);
    }
    const bool zero = imt != NULL && !(sum > 0.0) && !(sum < 0.0);
    if (!zero && !(fabs(sum - 1.0) <= WEIGHT_TOLERANCE)) {
        oql_problem_error(problems, tree->path, set->line,
                          "weights%s%s of branch set \"%s\" sum to %.10g, expected 1",
                          imt == NULL ? "" : " for ", imt == NULL ? "" : imt, set->id, sum);
    }
}

static void check_branch(const oql_gslt *tree, const oql_gslt_set *set, int32_t at,
                         oql_problems *problems)
{
    const oql_gslt_branch *b = &tree->branches[at];
    if (!(b->weight >= 0.0 && b->weight <= 1.0 + WEIGHT_TOLERANCE)) {
        oql_problem_error(problems, tree->path, b->line, "weight of %s is %g, expected 0 to 1",
                          b->spec->name, b->weight);
    }
    for (size_t i = 0; i < b->n_imt; ++i) {
        if (!(b->imt[i].weight >= 0.0 && b->imt[i].weight <= 1.0 + WEIGHT_TOLERANCE)) {
            oql_problem_error(problems, tree->path, b->line,
                              "weight of %s for %s is %g, expected 0 to 1", b->spec->name,
                              b->imt[i].imt, b->imt[i].weight);
        }
        for (size_t j = 0; j < i; ++j) {
            if (strcmp(b->imt[i].imt, b->imt[j].imt) == 0) {
                oql_problem_error(problems, tree->path, b->line,
                                  "%s has two weights for %s, expected one", b->spec->name,
                                  b->imt[i].imt);
            }
        }
    }
    for (int32_t j = set->first; j < at; ++j) {
        if (strcmp(tree->branches[j].spec->text, b->spec->text) == 0) {
            oql_problem_error(
                problems, tree->path, b->line,
                "model %s is in branch set \"%s\" already (line %d), expected each once",
                b->spec->name, set->id, tree->branches[j].line);
            break;
        }
    }
}

static void check_set(const oql_gslt *tree, size_t s, oql_problems *problems)
{
    const oql_gslt_set *set = &tree->sets[s];
    for (size_t j = 0; j < s; ++j) {
        if (strcmp(tree->sets[j].id, set->id) == 0) {
            oql_problem_error(problems, tree->path, set->line,
                              "branchSetID \"%s\" is taken (line %d), expected another",
                              set->id, tree->sets[j].line);
        }
        if (strcmp(tree->sets[j].trt, set->trt) == 0) {
            oql_problem_error(
                problems, tree->path, set->line,
                "tectonic region \"%s\" has a branch set already (line %d), expected one",
                set->trt, tree->sets[j].line);
        }
    }
    if (set->n == 0) {
        oql_problem_error(problems, tree->path, set->line,
                          "branch set \"%s\" has no branches, expected at least one", set->id);
        return;
    }
    if (set->n > OQL_LT_MAX_BRANCHES) {
        oql_problem_error(problems, tree->path, set->line,
                          "branch set \"%s\" has %d branches, expected at most %d", set->id,
                          (int)set->n, OQL_LT_MAX_BRANCHES);
        return;
    }
    check_sum(tree, set, NULL, problems);
    for (int32_t i = set->first; i < set->first + set->n; ++i) {
        const oql_gslt_branch *b = &tree->branches[i];
        check_branch(tree, set, i, problems);
        for (size_t k = 0; k < b->n_imt; ++k) { /* each measure once, where it first appears */
            bool seen = false;
            for (int32_t j = set->first; j < i && !seen; ++j) {
                for (size_t m = 0; m < tree->branches[j].n_imt && !seen; ++m) {
                    seen = strcmp(tree->branches[j].imt[m].imt, b->imt[k].imt) == 0;
                }
            }
            if (!seen) {
                check_sum(tree, set, b->imt[k].imt, problems);
            }
        }
    }
}

oql_status oql_gslt_finish(oql_gslt *tree, oql_problems *problems, oql_err *err)
{
    const size_t before = oql_problems_errors(problems);
    if (tree->n_sets == 0) {
        oql_problem_error(problems, tree->path, 0,
                          "no branch sets, expected a ground-motion tree");
    }
    for (size_t s = 0; s < tree->n_sets; ++s) {
        check_set(tree, s, problems);
    }
    if (oql_problems_errors(problems) > before) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: %zu mistakes in the ground-motion logic tree",
                        tree->path, oql_problems_errors(problems) - before);
    }
    return OQL_OK;
}

oql_status oql_gslt_trivial(const char *path, const char *gsim, oql_gslt **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_gslt *tree = NULL;
    OQL_TRY(oql_gslt_create(path, &tree, err));
    OQL_TRY(oql_gslt_add_set(tree, &(oql_gslt_set){.id = "bs1", .trt = "*"}, err));
    OQL_TRY(oql_gslt_add_branch(tree, gsim, 0, NULL, NULL, 1.0, 0, NULL, 0, err));
    *out = tree;
    tree = NULL;
done:
    oql_gslt_destroy(tree);
    return st;
}

const oql_gslt_set *oql_gslt_find(const oql_gslt *tree, const char *trt)
{
    const oql_gslt_set *any = NULL;
    for (size_t s = 0; s < tree->n_sets; ++s) {
        if (strcmp(tree->sets[s].trt, trt) == 0) {
            return &tree->sets[s];
        }
        if (strcmp(tree->sets[s].trt, "*") == 0) {
            any = &tree->sets[s];
        }
    }
    return any;
}
