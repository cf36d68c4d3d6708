/* SPDX-License-Identifier: BSD-3-Clause */
#include "trees.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

oql_smlt *make_smlt(size_t n, const smlt_row *rows)
{
    oql_smlt *tree = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_smlt_create("dir/smlt.xml", &tree, &err), OQL_OK, "%s", err.text);
    for (size_t i = 0; i < n; ++i) {
        const smlt_row *r = &rows[i];
        char a[40] = "", b[40] = "";
        const char *const words[2] = {a, b};
        if (i == 0 || strcmp(r->set, rows[i - 1].set) != 0) {
            oql_smlt_set set = {.id = r->set, .type = r->type, .line = 100 + (int)i};
            if (r->apply_branches != NULL) {
                set.n_apply_branches = (size_t)sscanf(r->apply_branches, "%39s %39s", a, b);
                set.apply_branches = words;
            }
            set.n_apply_sources = r->apply_source != NULL;
            set.apply_sources = &r->apply_source;
            cr_assert_eq(oql_smlt_add_set(tree, &set, &err), OQL_OK, "%s", err.text);
        }
        const oql_smlt_branch branch = {.id = r->id,
                                        .weight = r->weight,
                                        .value = {.text = r->file,
                                                  .n_files = r->file != NULL,
                                                  .files = &r->file,
                                                  .n_numbers = r->file == NULL,
                                                  .number = &r->value},
                                        .line = 200 + (int)i};
        cr_assert_eq(oql_smlt_add_branch(tree, &branch, &err), OQL_OK, "%s", err.text);
    }
    return tree;
}

oql_gslt *make_gslt(size_t n, const gslt_row *rows)
{
    oql_gslt *tree = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_gslt_create("dir/gslt.xml", &tree, &err), OQL_OK, "%s", err.text);
    for (size_t i = 0; i < n; ++i) {
        const gslt_row *r = &rows[i];
        if (i == 0 || strcmp(r->trt, rows[i - 1].trt) != 0) {
            char id[24];
            (void)snprintf(id, sizeof id, "set%zu", i);
            const oql_gslt_set set = {.id = id, .trt = r->trt, .line = 100 + (int)i};
            cr_assert_eq(oql_gslt_add_set(tree, &set, &err), OQL_OK, "%s", err.text);
        }
        const oql_imt_weight own = {r->imt, r->imt_weight};
        cr_assert_eq(oql_gslt_add_branch(tree, r->model, 0, NULL, NULL, r->weight,
                                         r->imt != NULL, &own, 200 + (int)i, &err),
                     OQL_OK, "%s", err.text);
    }
    return tree;
}

void finish_trees(oql_smlt *smlt, oql_gslt *gslt)
{
    oql_problems *problems = NULL;
    oql_err err = {0};
    bool is_error;
    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    const oql_status a = oql_smlt_finish(smlt, problems, &err);
    const oql_status b = gslt == NULL ? OQL_OK : oql_gslt_finish(gslt, problems, &err);
    const char *first = oql_problems_text(problems, 0, &is_error);
    cr_assert_eq(a, OQL_OK, "%s", first);
    cr_assert_eq(b, OQL_OK, "%s", first);
    cr_assert_null(first, "%s", first);
    oql_problems_destroy(problems);
}

bool has_problem(const oql_problems *problems, const char *a, const char *b)
{
    bool is_error;
    const char *text;
    for (size_t i = 0; (text = oql_problems_text(problems, i, &is_error)) != NULL; ++i) {
        if (strstr(text, a) != NULL && strstr(text, b) != NULL) {
            return true;
        }
    }
    return false;
}
