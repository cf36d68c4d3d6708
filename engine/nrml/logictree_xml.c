/* SPDX-License-Identifier: BSD-3-Clause */
#include "nrml/logictree_xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "nrml/xml.h"

typedef struct {
    const char *path;
    const void *data; /* the text of the file when it is in memory, else NULL */
    size_t n_bytes;
    oql_arena *arena; /* the document and everything made while reading it */
    oql_problems *problems;
    oql_err *err;
    oql_smlt *smlt; /* one of them is being built */
    oql_gslt *gslt;
} reader;

static void missing(reader *r, const oql_xml_node *node, const char *what)
{
    oql_problem_error(r->problems, r->path, node->line, "<%s> has no %s, expected one",
                      node->name, what);
}

/* A number, or a problem and false. */
static bool number(reader *r, const oql_xml_node *node, const char *what, const char *text,
                   double *out)
{
    oql_err err = {0};
    if (oql_xml_to_double(r->path, node->line, what, text, out, &err) != OQL_OK) {
        oql_problem_from_err(r->problems, &err);
        return false;
    }
    return true;
}

/* Words separated by white space; *n of them in the arena. */
static oql_status words(reader *r, const char *text, size_t *n, const char *const **out)
{
    static const char BLANK[] = " \t\r\n";
    size_t count = 0;
    for (const char *s = text + strspn(text, BLANK); *s != '\0'; s += strspn(s, BLANK)) {
        s += strcspn(s, BLANK);
        ++count;
    }
    const char **list = oql_arena_alloc(r->arena, count, sizeof *list);
    size_t i = 0;
    for (const char *s = text + strspn(text, BLANK); list != NULL && *s != '\0';
         s += strspn(s, BLANK)) {
        const size_t len = strcspn(s, BLANK);
        list[i] = oql_arena_strndup(r->arena, s, len);
        if (list[i++] == NULL) {
            list = NULL;
        }
        s += len;
    }
    if (list == NULL) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
    }
    *n = count;
    *out = list;
    return OQL_OK;
}

/* Source-model files are relative to the directory of the tree's file. */
static oql_status file_list(reader *r, const oql_xml_node *model, oql_uncertainty type,
                            oql_lt_value *value)
{
    oql_status st = OQL_OK;
    const char *slash = strrchr(r->path, '/');
    const int dir = slash == NULL ? 0 : (int)(slash - r->path) + 1;
    const char *const *name = NULL;
    OQL_TRY(words(r, model->text, &value->n_files, &name));
    const char **full = oql_arena_alloc(r->arena, value->n_files, sizeof *full);
    for (size_t i = 0; full != NULL && i < value->n_files; ++i) {
        const size_t size = (size_t)dir + strlen(name[i]) + 1;
        char *p = oql_arena_alloc(r->arena, size, 1);
        oql_err why = {0};
        if (p == NULL) {
            full = NULL;
            break;
        }
        (void)snprintf(p, size, "%.*s%s", dir, r->path, name[i]);
        full[i] = p;
        if (name[i][0] == '/') {
            oql_problem_error(r->problems, r->path, model->line,
                              "source model \"%s\", expected a path relative to this file",
                              name[i]);
        } else if (oql_file_check(p, &why) != OQL_OK) {
            oql_problem_error(r->problems, r->path, model->line, "source model %s", why.text);
        }
        for (size_t j = 0; j < i; ++j) {
            if (strcmp(name[i], name[j]) == 0) {
                oql_problem_error(r->problems, r->path, model->line,
                                  "source model \"%s\" is named twice, expected once", name[i]);
            }
        }
    }
    if (full == NULL) {
        st = OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
        goto done;
    }
    if (value->n_files == 0 && type == OQL_UNC_SOURCE_MODEL) {
        oql_problem_warning(r->problems, r->path, model->line,
                            "<uncertaintyModel> is empty: a branch without sources");
    }
    value->files = full;
done:
    return st;
}

static oql_status number_list(reader *r, const oql_xml_node *model, oql_uncertainty type,
                              oql_lt_value *value)
{
    oql_status st = OQL_OK;
    const size_t want = oql_uncertainty_numbers(type);
    const char *const *word = NULL;
    size_t n = 0;
    OQL_TRY(words(r, model->text, &n, &word));
    if (n != want) {
        oql_problem_error(r->problems, r->path, model->line,
                          "value of a %s branch is \"%.40s\", expected %zu number%s",
                          oql_uncertainty_name(type), model->text, want, want == 1 ? "" : "s");
        goto done;
    }
    double *x = oql_arena_alloc(r->arena, n, sizeof *x);
    if (x == NULL) {
        st = OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
        goto done;
    }
    for (size_t i = 0; i < n; ++i) {
        if (!number(r, model, oql_uncertainty_name(type), word[i], &x[i])) {
            goto done;
        }
    }
    value->number = x;
    value->n_numbers = n;
done:
    return st;
}

static oql_status read_value(reader *r, const oql_xml_node *model, oql_uncertainty type,
                             oql_lt_value *value)
{
    value->text = model->text;
    switch (oql_uncertainty_form(type)) {
    case OQL_LT_FORM_FILES:
        return file_list(r, model, type, value);
    case OQL_LT_FORM_NUMBERS:
        return number_list(r, model, type, value);
    case OQL_LT_FORM_TEXT:
        if (model->text[0] == '\0') {
            oql_problem_error(r->problems, r->path, model->line,
                              "value of a %s branch is empty, expected a name",
                              oql_uncertainty_name(type));
        }
        return OQL_OK;
    case OQL_LT_FORM_NODE: {
        const char *name = oql_uncertainty_element(type);
        const oql_xml_node *first = oql_xml_child(model, NULL);
        /* a geometry may also stand there without the element around it */
        if (first == NULL ||
            (strcmp(name, "surface") != 0 && oql_xml_child(model, name) == NULL &&
             oql_xml_find(model, "LineString") == NULL &&
             oql_xml_child(model, "faultTopEdge") == NULL)) {
            oql_problem_error(r->problems, r->path, model->line,
                              "value of a %s branch holds %s%s%s, expected <%s>",
                              oql_uncertainty_name(type), first == NULL ? "" : "<",
                              first == NULL ? "no element" : first->name,
                              first == NULL ? "" : ">", name);
        }
        value->node = model;
        return OQL_OK;
    }
    }
    return OQL_OK;
}

/* branchID, weight and model of a branch; false when one is missing or unreadable. */
static bool branch_parts(reader *r, const oql_xml_node *branch, bool need_id, const char **id,
                         double *weight, const oql_xml_node **model)
{
    const oql_xml_node *w = oql_xml_child(branch, "uncertaintyWeight");
    *id = oql_xml_attr_value(branch, "branchID");
    *model = oql_xml_child(branch, "uncertaintyModel");
    if (need_id && (*id == NULL || **id == '\0')) {
        missing(r, branch, "branchID");
    }
    if (*model == NULL) {
        missing(r, branch, "<uncertaintyModel>");
    }
    if (w == NULL) {
        missing(r, branch, "<uncertaintyWeight>");
        return false;
    }
    const bool ok = number(r, w, "weight", w->text, weight);
    return ok && *model != NULL && (*id != NULL || !need_id);
}

static oql_status smlt_branches(reader *r, const oql_xml_node *node, oql_uncertainty type)
{
    oql_status st = OQL_OK;
    for (const oql_xml_node *b = oql_xml_child(node, NULL); b != NULL;
         b = oql_xml_next(b, NULL)) {
        oql_smlt_branch branch = {.line = b->line};
        const oql_xml_node *model = NULL;
        if (strcmp(b->name, "logicTreeBranch") != 0) {
            oql_problem_error(r->problems, r->path, b->line,
                              "found <%s>, expected <logicTreeBranch>", b->name);
            continue;
        }
        if (branch_parts(r, b, true, &branch.id, &branch.weight, &model)) {
            OQL_TRY(read_value(r, model, type, &branch.value));
            OQL_TRY(oql_smlt_add_branch(r->smlt, &branch, r->err));
        }
    }
done:
    return st;
}

static oql_status smlt_set(reader *r, const oql_xml_node *node)
{
    oql_status st = OQL_OK;
    const char *type = oql_xml_attr_value(node, "uncertaintyType");
    const char *sources = oql_xml_attr_value(node, "applyToSources");
    const char *branches = oql_xml_attr_value(node, "applyToBranches");
    oql_smlt_set set = {.id = oql_xml_attr_value(node, "branchSetID"),
                        .apply_trt = oql_xml_attr_value(node, "applyToTectonicRegionType"),
                        .line = node->line};
    if (set.id == NULL) {
        missing(r, node, "branchSetID");
        set.id = "";
    }
    if (type == NULL) {
        missing(r, node, "uncertaintyType");
        goto done;
    }
    if (!oql_uncertainty_find(type, &set.type)) {
        const char *near = oql_uncertainty_nearest(type);
        oql_problem_error(r->problems, r->path, node->line,
                          "uncertaintyType \"%s\" is unknown, %s %s", type,
                          near == NULL ? "expected one such as" : "did you mean",
                          near == NULL ? "maxMagGRRelative" : near);
        goto done;
    }
    if (oql_xml_attr_value(node, "applyToSourceType") != NULL) {
        oql_problem_warning(r->problems, r->path, node->line,
                            "applyToSourceType is ignored, as OpenQuake does");
    }
    if (sources != NULL) {
        OQL_TRY(words(r, sources, &set.n_apply_sources, &set.apply_sources));
        if (set.n_apply_sources == 0) {
            oql_problem_warning(r->problems, r->path, node->line,
                                "applyToSources is empty: branch set \"%s\" is ignored",
                                set.id);
            goto done;
        }
    }
    if (branches != NULL) {
        OQL_TRY(words(r, branches, &set.n_apply_branches, &set.apply_branches));
    }
    OQL_TRY(oql_smlt_add_set(r->smlt, &set, r->err));
    OQL_TRY(smlt_branches(r, node, set.type));
done:
    return st;
}

/* ---- ground motion ---- */
static oql_status imt_weights(reader *r, const oql_xml_node *branch, size_t *n,
                              const oql_imt_weight **out)
{
    oql_imt_weight *w =
        oql_arena_alloc(r->arena, oql_xml_count(branch, "uncertaintyWeight"), sizeof *w);
    if (w == NULL) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
    }
    const oql_xml_node *first = oql_xml_child(branch, "uncertaintyWeight");
    if (oql_xml_attr_value(first, "imt") != NULL) {
        oql_problem_error(r->problems, r->path, first->line,
                          "the first weight is for one measure, expected the default weight");
    }
    *n = 0;
    *out = w;
    for (const oql_xml_node *x = oql_xml_next(first, "uncertaintyWeight"); x != NULL;
         x = oql_xml_next(x, "uncertaintyWeight")) {
        const char *imt = oql_xml_attr_value(x, "imt");
        if (imt == NULL) {
            oql_problem_error(r->problems, r->path, x->line,
                              "a second weight has no attribute imt, expected a measure");
        } else if (number(r, x, "weight", x->text, &w[*n].weight)) {
            w[(*n)++].imt = imt;
        }
    }
    return OQL_OK;
}

static oql_status gslt_branch(reader *r, const oql_xml_node *b)
{
    oql_status st = OQL_OK;
    const char *id = NULL;
    const oql_xml_node *model = NULL;
    double weight = 0.0;
    size_t n_imt = 0;
    const oql_imt_weight *imt = NULL;
    if (!branch_parts(r, b, false, &id, &weight, &model)) {
        goto done;
    }
    OQL_TRY(imt_weights(r, b, &n_imt, &imt));
    const char **name = oql_arena_alloc(r->arena, 2 * model->n_attrs, sizeof *name);
    if (name == NULL) {
        st = OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory", r->path);
        goto done;
    }
    const char **value = name + model->n_attrs;
    for (size_t i = 0; i < model->n_attrs; ++i) {
        name[i] = model->attrs[i].name;
        value[i] = model->attrs[i].value;
    }
    oql_err err = {0};
    st = oql_gslt_add_branch(r->gslt, model->text, model->n_attrs, name, value, weight, n_imt,
                             imt, model->line, &err);
    if (st == OQL_EMODEL) { /* a mistake in one model's arguments; the others are read, too */
        oql_problem_from_err(r->problems, &err);
        st = OQL_OK;
    } else if (st != OQL_OK && r->err != NULL && r->err->code == OQL_OK) {
        *r->err = err;
    }
done:
    return st;
}

static oql_status gslt_set(reader *r, const oql_xml_node *node)
{
    oql_status st = OQL_OK;
    const char *type = oql_xml_attr_value(node, "uncertaintyType");
    oql_gslt_set set = {.id = oql_xml_attr_value(node, "branchSetID"),
                        .trt = oql_xml_attr_value(node, "applyToTectonicRegionType"),
                        .line = node->line};
    if (type == NULL || strcmp(type, "gmpeModel") != 0) {
        oql_problem_error(r->problems, r->path, node->line,
                          "uncertaintyType is \"%s\", expected gmpeModel",
                          type == NULL ? "" : type);
    }
    if (set.id == NULL) {
        missing(r, node, "branchSetID");
        set.id = "";
    }
    if (set.trt == NULL) {
        missing(r, node, "applyToTectonicRegionType");
        set.trt = "";
    }
    OQL_TRY(oql_gslt_add_set(r->gslt, &set, r->err));
    for (const oql_xml_node *b = oql_xml_child(node, NULL); b != NULL;
         b = oql_xml_next(b, NULL)) {
        if (strcmp(b->name, "logicTreeBranch") == 0) {
            OQL_TRY(gslt_branch(r, b));
        } else {
            oql_problem_error(r->problems, r->path, b->line,
                              "found <%s>, expected <logicTreeBranch>", b->name);
        }
    }
done:
    return st;
}

/* ---- both ---- */
typedef oql_status (*set_reader)(reader *r, const oql_xml_node *node);

/* Branch sets stand in <logicTree> directly or, in NRML 0.4, one in each level. */
static oql_status read_sets(reader *r, const oql_xml_node *tree, set_reader read)
{
    oql_status st = OQL_OK;
    for (const oql_xml_node *x = oql_xml_child(tree, NULL); x != NULL;
         x = oql_xml_next(x, NULL)) {
        if (strcmp(x->name, "logicTreeBranchSet") == 0) {
            OQL_TRY(read(r, x));
        } else if (strcmp(x->name, "logicTreeBranchingLevel") == 0) {
            const oql_xml_node *set = oql_xml_child(x, "logicTreeBranchSet");
            if (oql_xml_count(x, NULL) != 1 || set == NULL) {
                oql_problem_error(r->problems, r->path, x->line,
                                  "branching level with %zu elements, expected one "
                                  "<logicTreeBranchSet>",
                                  oql_xml_count(x, NULL));
            } else {
                OQL_TRY(read(r, set));
            }
        } else {
            oql_problem_error(r->problems, r->path, x->line,
                              "found <%s>, expected <logicTreeBranchSet>", x->name);
        }
    }
done:
    return st;
}

static const oql_xml_node *find_tree(reader *r, const oql_xml_node *root, const char *label)
{
    const oql_xml_node *tree =
        strcmp(root->name, "nrml") == 0 ? oql_xml_child(root, "logicTree") : NULL;
    while (tree != NULL && label != NULL) {
        const char *id = oql_xml_attr_value(tree, "logicTreeID");
        if (id != NULL && strcmp(id, label) == 0) {
            break;
        }
        tree = oql_xml_next(tree, "logicTree");
    }
    if (tree == NULL && label != NULL) {
        oql_problem_error(r->problems, r->path, root->line, "no <logicTree logicTreeID=\"%s\">",
                          label);
    } else if (tree == NULL) {
        const oql_xml_node *child = oql_xml_child(root, NULL);
        oql_problem_error(r->problems, r->path, root->line,
                          "found <%s> with <%s>, expected <nrml> with <logicTree>", root->name,
                          child == NULL ? "" : child->name);
    }
    return tree;
}

/* Load the document and read its sets into r->smlt or r->gslt. Problems that make the file
 * unreadable are in the list afterwards, too. */
static oql_status read_tree(reader *r, const char *label, set_reader read)
{
    oql_status st = OQL_OK;
    oql_err err = {0};
    const oql_xml_node *root = NULL;
    OQL_TRY(oql_arena_create(&r->arena, r->err));
    st = r->data == NULL
             ? oql_xml_load_file(r->path, r->arena, &root, &err)
             : oql_xml_load_memory(r->path, r->data, r->n_bytes, r->arena, &root, &err);
    if (st != OQL_OK) {
        oql_problem_from_err(r->problems, &err);
        if (r->err != NULL && r->err->code == OQL_OK) {
            *r->err = err;
        }
        goto done;
    }
    const oql_xml_node *tree = find_tree(r, root, label);
    if (tree == NULL) {
        st = OQL_FAIL(r->err, OQL_EMODEL, "%s: expected a logic tree", r->path);
        goto done;
    }
    OQL_TRY(read_sets(r, tree, read));
done:
    return st;
}

static oql_status finish_status(const reader *r, size_t before)
{
    const size_t n = oql_problems_errors(r->problems) - before;
    return n == 0 ? OQL_OK : OQL_FAIL(r->err, OQL_EMODEL, "%s: %zu mistakes", r->path, n);
}

static oql_status read_smlt(reader *r, oql_smlt **out)
{
    oql_status st = OQL_OK;
    const size_t before = oql_problems_errors(r->problems);
    OQL_TRY(oql_smlt_create(r->path, &r->smlt, r->err));
    OQL_TRY(read_tree(r, NULL, smlt_set));
    OQL_TRY(oql_smlt_finish(r->smlt, r->problems, r->err));
    OQL_TRY(finish_status(r, before));
    *out = r->smlt;
    r->smlt = NULL;
done:
    oql_smlt_destroy(r->smlt);
    oql_arena_destroy(r->arena);
    return st;
}

static oql_status read_gslt(reader *r, const char *label, oql_gslt **out)
{
    oql_status st = OQL_OK;
    const size_t before = oql_problems_errors(r->problems);
    OQL_TRY(oql_gslt_create(r->path, &r->gslt, r->err));
    OQL_TRY(read_tree(r, label, gslt_set));
    OQL_TRY(oql_gslt_finish(r->gslt, r->problems, r->err));
    OQL_TRY(finish_status(r, before));
    *out = r->gslt;
    r->gslt = NULL;
done:
    oql_gslt_destroy(r->gslt);
    oql_arena_destroy(r->arena);
    return st;
}

oql_status oql_smlt_read(const char *path, oql_problems *problems, oql_smlt **out, oql_err *err)
{
    reader r = {.path = path, .problems = problems, .err = err};
    return read_smlt(&r, out);
}

oql_status oql_smlt_read_memory(const char *path, const void *data, size_t n_bytes,
                                oql_problems *problems, oql_smlt **out, oql_err *err)
{
    reader r = {
        .path = path, .data = data, .n_bytes = n_bytes, .problems = problems, .err = err};
    return read_smlt(&r, out);
}

oql_status oql_gslt_read(const char *path, const char *label, oql_problems *problems,
                         oql_gslt **out, oql_err *err)
{
    reader r = {.path = path, .problems = problems, .err = err};
    return read_gslt(&r, label, out);
}

oql_status oql_gslt_read_memory(const char *path, const void *data, size_t n_bytes,
                                const char *label, oql_problems *problems, oql_gslt **out,
                                oql_err *err)
{
    reader r = {
        .path = path, .data = data, .n_bytes = n_bytes, .problems = problems, .err = err};
    return read_gslt(&r, label, out);
}
