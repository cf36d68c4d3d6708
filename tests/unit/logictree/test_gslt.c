/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>

#include "trees.h"

static oql_problems *problems;

static void open_list(void)
{
    oql_err err = {0};
    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
}

static void close_list(void)
{
    oql_problems_destroy(problems);
}

TestSuite(gslt, .init = open_list, .fini = close_list);

static void refused(size_t n, const gslt_row *rows, const char *where, const char *what)
{
    oql_err err = {0};
    oql_gslt *tree = make_gslt(n, rows);
    cr_expect_eq(oql_gslt_finish(tree, problems, &err), OQL_EMODEL, "%s", what);
    cr_expect(has_problem(problems, where, what), "expected \"%s … %s\"", where, what);
    oql_gslt_destroy(tree);
}

Test(gslt, refuses_weights_that_do_not_sum_to_one)
{
    const gslt_row rows[] = {{"T", "A", 0.5, NULL, 0}, {"T", "B", 0.4, NULL, 0}};
    refused(2, rows, "gslt.xml:100:", "sum to 0.9, expected 1");
}

Test(gslt, refuses_weights_of_a_measure_that_do_not_sum_to_one)
{
    const gslt_row rows[] = {{"T", "A", 0.5, "PGA", 0.5}, {"T", "B", 0.5, "PGA", 0.4}};
    refused(2, rows, "gslt.xml:100:", "weights for PGA of branch set \"set0\" sum to 0.9");
}

Test(gslt, accepts_a_measure_with_zero_weights)
{
    const gslt_row rows[] = {{"T", "A", 0.5, "PGA", 0}, {"T", "B", 0.5, "PGA", 0}};
    oql_gslt *tree = make_gslt(2, rows);
    oql_err err = {0};
    cr_expect_eq(oql_gslt_finish(tree, problems, &err), OQL_OK);
    oql_gslt_destroy(tree);
}

Test(gslt, refuses_a_model_twice_in_a_set)
{
    const gslt_row rows[] = {{"T", "A", 0.5, NULL, 0}, {"T", "[A]", 0.5, NULL, 0}};
    refused(2, rows, "gslt.xml:201:", "model A is in branch set \"set0\" already (line 200)");
}

Test(gslt, refuses_a_region_twice)
{
    const gslt_row rows[] = {
        {"T", "A", 1, NULL, 0}, {"U", "A", 1, NULL, 0}, {"T", "B", 1, NULL, 0}};
    refused(3, rows, "gslt.xml:102:", "\"T\" has a branch set already (line 100)");
}

Test(gslt, refuses_an_empty_tree_and_an_empty_set)
{
    oql_err err = {0};
    oql_gslt *tree = make_gslt(0, NULL);
    cr_expect_eq(oql_gslt_finish(tree, problems, &err), OQL_EMODEL);
    cr_expect(has_problem(problems, "gslt.xml", "no branch sets"));
    const oql_gslt_set set = {.id = "e", .trt = "T", .line = 9};
    cr_assert_eq(oql_gslt_add_set(tree, &set, &err), OQL_OK);
    cr_expect_eq(oql_gslt_finish(tree, problems, &err), OQL_EMODEL);
    cr_expect(has_problem(problems, "gslt.xml:9:", "has no branches"));
    oql_gslt_destroy(tree);
}

Test(gslt, ids_have_the_letter_of_the_branch_and_the_number_of_the_set)
{
    const gslt_row rows[] = {
        {"T", "A", 1, NULL, 0}, {"S", "A", 0.5, NULL, 0}, {"S", "B", 0.5, NULL, 0}};
    oql_gslt *tree = make_gslt(3, rows);
    cr_expect_str_eq(tree->branches[0].id, "gA0");
    cr_expect_str_eq(tree->branches[2].id, "gB1");
    cr_expect_str_eq(oql_lt_letter(25), "Z");
    cr_expect_str_eq(oql_lt_letter(26), "[");
    cr_expect_str_eq(oql_lt_letter(182), "ÿ");
    oql_gslt_destroy(tree);
}

Test(gslt, collapsed_set_is_one_averaging_model)
{
    const gslt_row rows[] = {{"T", "[A]\nx = 'q'\ng.N = {k = [1, 2.5]}", 0.25, NULL, 0},
                             {"T", "B", 0.75, NULL, 0},
                             {"R", "C", 1, NULL, 0},
                             {"U", "D", 1, NULL, 0}};
    const char *const trts[] = {"T", "R"}, *const ids[] = {"set0"}, *const wrong[] = {"setX"};
    oql_gslt *tree = make_gslt(4, rows), *small = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_gslt_collapse(tree, 2, trts, 1, ids, problems, &small, &err), OQL_OK, "%s",
                 err.text);
    cr_assert_eq(small->n_sets, 2);
    cr_expect_str_eq(small->sets[0].trt, "R");
    cr_expect_str_eq(small->branches[0].id, "gA1", "not collapsed: as it was");
    cr_assert_eq(small->sets[1].n, 1);
    const oql_gslt_branch *b = &small->branches[1];
    cr_expect_str_eq(b->id, "gA1");
    cr_expect_eq(b->weight, 1.0);
    cr_expect_str_eq(b->spec->name, "AvgPoeGMPE");
    const oql_gmm_value *first = oql_gmm_spec_get(b->spec, "gA0");
    cr_assert_not_null(first);
    const oql_gmm_value *a = oql_gmm_table_get(first, "A");
    double w = 0;
    cr_expect(oql_gmm_value_number(oql_gmm_table_get(a, "weight"), &w));
    cr_expect_eq(w, 0.25);
    cr_expect_str_eq(oql_gmm_table_get(a, "x")->as.string, "q");
    const oql_gmm_value *n = oql_gmm_table_get(oql_gmm_table_get(a, "g"), "N");
    cr_expect_eq(oql_gmm_table_get(n, "k")->as.array.n, 2);
    oql_gslt_destroy(small);
    cr_expect_eq(oql_gslt_collapse(tree, 2, trts, 1, wrong, problems, &small, &err),
                 OQL_EMODEL);
    cr_expect(has_problem(problems, "gslt.xml", "names \"setX\", expected a branch set"));
    oql_gslt_destroy(tree);
}

Test(gslt, one_model_serves_every_region)
{
    oql_gslt *tree = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_gslt_trivial("job.ini", "[M]\nx=1", &tree, &err), OQL_OK);
    cr_expect_not_null(oql_gslt_find(tree, "Volcanic"));
    oql_gslt_destroy(tree);
    cr_expect_eq(oql_gslt_trivial("job.ini", "[M", &tree, &err), OQL_EMODEL);
}
