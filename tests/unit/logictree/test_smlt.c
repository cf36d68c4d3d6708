/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

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

TestSuite(smlt, .init = open_list, .fini = close_list);

#define ROOT OQL_UNC_SOURCE_MODEL
#define B    OQL_UNC_B_GR_RELATIVE

/* Finish a tree that must be refused because of a problem that contains both texts. */
static void refused(size_t n, const smlt_row *rows, const char *where, const char *what)
{
    oql_err err = {0};
    oql_smlt *tree = make_smlt(n, rows);
    cr_expect_eq(oql_smlt_finish(tree, problems, &err), OQL_EMODEL, "%s", what);
    bool is_error;
    const char *first = oql_problems_text(problems, 0, &is_error);
    cr_expect(has_problem(problems, where, what), "expected \"%s … %s\", got \"%s\"", where,
              what, first == NULL ? "nothing" : first);
    oql_smlt_destroy(tree);
}

Test(smlt, refuses_weights_that_do_not_sum_to_one)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 0.5},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, 0.49999}};
    refused(2, rows, "dir/smlt.xml:100:", "sum to 0.99999, expected 1");
}

Test(smlt, accepts_weights_within_the_tolerance)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 0.5},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, 0.50000009}};
    oql_smlt *tree = make_smlt(2, rows);
    finish_trees(tree, NULL);
    oql_smlt_destroy(tree);
}

Test(smlt, refuses_negative_weights)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1.5},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, -0.5}};
    refused(2, rows, "dir/smlt.xml:201:", "is -0.5, expected 0 to 1");
}

Test(smlt, refuses_a_branch_id_that_is_taken)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", B, NULL, NULL, "a", NULL, 0.1, 1}};
    refused(2, rows,
            "dir/smlt.xml:201:", "branchID \"a\" is taken (line 200), expected another");
}

Test(smlt, refuses_a_set_id_that_is_taken)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", B, NULL, NULL, "b", NULL, 0.1, 1},
                             {"s0", B, NULL, NULL, "c", NULL, 0.1, 1}};
    refused(3, rows,
            "dir/smlt.xml:102:", "branchSetID \"s0\" is taken (line 100), expected another");
}

Test(smlt, refuses_equal_values_in_a_set)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", B, NULL, NULL, "b", NULL, 0.1, 0.5},
                             {"s1", B, NULL, NULL, "c", NULL, 0.1, 0.5}};
    refused(3, rows, "dir/smlt.xml:202:", "has the same value as branch \"b\" (line 201)");
}

Test(smlt, refuses_unknown_names_in_applyToBranches)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", B, "a z", NULL, "b", NULL, 0.1, 1}};
    refused(2, rows, "dir/smlt.xml:101:", "names \"z\", expected a branch");
}

/* The sets after it are linked nevertheless, so that their mistakes are found, too. */
Test(smlt, a_misspelt_name_does_not_hide_later_mistakes)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 0.5},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, 0.5},
                             {"s1", B, "z", NULL, "c", NULL, 0.1, 1},
                             {"s2", B, "c", NULL, "d", NULL, 0.1, 1},
                             {"s3", B, "y", NULL, "e", NULL, 0.1, 1}};
    refused(5, rows, "dir/smlt.xml:102:", "names \"z\", expected a branch");
    cr_expect(has_problem(problems, "dir/smlt.xml:104:", "names \"y\", expected a branch"));
    cr_expect_eq(oql_problems_errors(problems), 2);
}

Test(smlt, refuses_a_set_below_its_own_or_a_later_branch)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", B, "b", NULL, "b", NULL, 0.1, 1}};
    refused(2, rows, "dir/smlt.xml:101:", "expected a branch of an earlier set");
}

Test(smlt, refuses_a_second_set_below_a_branch)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 0.5},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, 0.5},
                             {"s1", B, "a", NULL, "c", NULL, 0.1, 1},
                             {"s2", B, "a", NULL, "d", NULL, 0.1, 1}};
    refused(4, rows, "dir/smlt.xml:103:", "has branch set \"s1\" below it already");
}

Test(smlt, refuses_a_first_set_of_another_type)
{
    const smlt_row rows[] = {{"s1", B, NULL, NULL, "b", NULL, 0.1, 1}};
    refused(1, rows, "dir/smlt.xml:100:", "is of type bGRRelative, expected sourceModel");
}

Test(smlt, refuses_a_second_set_of_source_models)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", ROOT, NULL, NULL, "b", "b.xml", 0, 1}};
    refused(2, rows, "dir/smlt.xml:101:", "which only the first may be");
}

Test(smlt, refuses_a_dip_without_sources)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", OQL_UNC_FAULT_DIP_RELATIVE, NULL, NULL, "b", NULL, 5, 1}};
    refused(2, rows, "dir/smlt.xml:101:", "has no applyToSources");
}

Test(smlt, refuses_more_branches_than_letters)
{
    smlt_row rows[184];
    char id[184][8], file[184][8];
    for (int i = 0; i < 184; ++i) {
        (void)snprintf(id[i], sizeof id[i], "b%d", i);
        (void)snprintf(file[i], sizeof file[i], "%d.xml", i);
        rows[i] = (smlt_row){"s0", ROOT, NULL, NULL, id[i], file[i], 0, 1.0 / 184};
    }
    refused(184, rows, "dir/smlt.xml:100:", "has 184 branches, expected at most 183");
    rows[182].weight += 1.0 / 184;
    oql_smlt *tree = make_smlt(183, rows);
    finish_trees(tree, NULL);
    cr_expect_eq(tree->n_paths, 183.0);
    oql_smlt_destroy(tree);
}

Test(smlt, counts_paths_without_making_them)
{
    smlt_row rows[401];
    char id[401][8], set[401][8];
    rows[0] = (smlt_row){"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1};
    for (int i = 1; i < 401; ++i) { /* 200 sets of two branches */
        (void)snprintf(id[i], sizeof id[i], "b%d", i);
        (void)snprintf(set[i], sizeof set[i], "s%d", (i + 1) / 2);
        rows[i] = (smlt_row){set[i], B, NULL, NULL, id[i], NULL, i, 0.5};
    }
    oql_smlt *tree = make_smlt(401, rows);
    finish_trees(tree, NULL);
    cr_expect_eq(tree->n_paths, 0x1p200);
    cr_expect_eq(tree->depth, 201);
    oql_smlt_destroy(tree);
}

Test(smlt, branches_without_files_become_one)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 1},
                             {"s1", OQL_UNC_EXTEND_MODEL, NULL, NULL, "b", "", 0, 0.25},
                             {"s1", OQL_UNC_EXTEND_MODEL, NULL, NULL, "c", "c.xml", 0, 0.5},
                             {"s1", OQL_UNC_EXTEND_MODEL, NULL, NULL, "d", "", 0, 0.25}};
    oql_smlt *tree = make_smlt(4, rows);
    tree->branches[1].value.n_files = tree->branches[3].value.n_files = 0;
    finish_trees(tree, NULL);
    cr_assert_eq(tree->n_branches, 3);
    cr_expect_eq(tree->sets[1].n, 2);
    cr_expect_str_eq(tree->branches[1].id, "c");
    cr_expect_str_eq(tree->branches[2].id, "d");
    cr_expect_eq(tree->branches[2].weight, 0.5);
    cr_expect_eq(tree->branches[2].number, 2, "keeps its letter");
    oql_smlt_destroy(tree);
}

static const oql_lt_source SOURCES[] = {
    {"a.xml", "1", "T1"}, {"a.xml", "2", "T2"}, {"b.xml", "1", "T1"}};

Test(smlt, filters_must_name_sources_and_regions_that_exist)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 0.5},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, 0.5},
                             {"s1", OQL_UNC_MAX_MAG_GR_ABSOLUTE, NULL, "2", "c", NULL, 7, 1},
                             {"s2", OQL_UNC_MAX_MAG_GR_ABSOLUTE, NULL, "9", "d", NULL, 7, 1},
                             {"s3", OQL_UNC_MAX_MAG_GR_ABSOLUTE, NULL, "1", "e", NULL, 7, 1},
                             {"s4", OQL_UNC_MAX_MAG_GR_ABSOLUTE, NULL, NULL, "f", NULL, 7, 1},
                             {"s5", B, NULL, NULL, "g", NULL, 7, 1}};
    oql_smlt *tree = make_smlt(OQL_COUNT(rows), rows);
    tree->sets[5].apply_trt = "T3";
    finish_trees(tree, NULL);
    oql_smlt_check_sources(tree, OQL_COUNT(SOURCES), SOURCES, problems);
    cr_expect(has_problem(problems, "smlt.xml:103:", "names \"9\", expected a source"));
    cr_expect(has_problem(problems, "smlt.xml:104:", "source \"1\" is in 2 branches"));
    cr_expect(has_problem(problems, "smlt.xml:105:", "expected applyToSources with one id"));
    cr_expect(has_problem(problems, "smlt.xml:106:", "\"T3\", expected that of a source"));
    cr_expect_eq(oql_problems_errors(problems), 4);
    oql_smlt_destroy(tree);
}

Test(smlt, keeps_what_concerns_one_source)
{
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 0.25},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, 0.5},
                             {"s0", ROOT, NULL, NULL, "c", "c.xml", 0, 0.25},
                             {"s1", B, NULL, "1", "d", NULL, 0.1, 1},
                             {"s2", B, NULL, "2", "e", NULL, 0.1, 1}};
    oql_smlt *tree = make_smlt(OQL_COUNT(rows), rows), *small = NULL;
    oql_err err = {0};
    finish_trees(tree, NULL);
    cr_assert_eq(
        oql_smlt_keep_source(tree, "2", OQL_COUNT(SOURCES), SOURCES, problems, &small, &err),
        OQL_OK, "%s", err.text);
    cr_assert_eq(small->n_sets, 2);
    cr_expect_str_eq(small->sets[1].id, "s2");
    cr_assert_eq(small->sets[0].n, 2, "b and c have no file with the source");
    cr_expect_str_eq(small->branches[0].id, "a");
    cr_expect_str_eq(small->branches[1].id, "c");
    cr_expect_eq(small->branches[1].weight, 0.75);
    cr_expect_eq(small->branches[1].value.n_files, 0);
    oql_smlt_destroy(small);
    oql_smlt_destroy(tree);
}

Test(smlt, knows_the_uncertainty_types)
{
    oql_uncertainty type;
    cr_expect(oql_uncertainty_find("abGRAbsolute", &type));
    cr_expect_eq(type, OQL_UNC_AB_GR_ABSOLUTE);
    cr_expect_eq(oql_uncertainty_numbers(type), 2);
    cr_expect_not(oql_uncertainty_find("abGrAbsolute", &type));
    cr_expect_not(oql_uncertainty_find("dummy", &type));
    cr_expect_str_eq(oql_uncertainty_nearest("abGrAbsolute"), "abGRAbsolute");
}

Test(smlt, trivial_tree_has_one_path)
{
    const char *const files[] = {"a.xml", "b.xml"};
    oql_smlt *tree = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_smlt_trivial("job.ini", 2, files, &tree, &err), OQL_OK, "%s", err.text);
    cr_expect_eq(tree->n_paths, 1.0);
    cr_expect_str_eq(tree->branches[0].value.files[1], "b.xml");
    oql_smlt_destroy(tree);
}
