/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nrml/logictree_xml.h"

#define NRML4 "<nrml xmlns='http://openquake.org/xmlns/nrml/0.4'>"
#define NRML5 "<nrml xmlns='http://openquake.org/xmlns/nrml/0.5'>"

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

TestSuite(logictree_xml, .init = open_list, .fini = close_list);

static bool has_problem(const char *part)
{
    bool is_error;
    const char *text;
    for (size_t i = 0; (text = oql_problems_text(problems, i, &is_error)) != NULL; ++i) {
        if (strstr(text, part) != NULL) {
            return true;
        }
    }
    return false;
}

static oql_status read_smlt(const char *text, oql_smlt **tree)
{
    oql_err err = {0};
    return oql_smlt_read_memory("smlt.xml", text, strlen(text), problems, tree, &err);
}

static oql_status read_gslt(const char *text, const char *label, oql_gslt **tree)
{
    oql_err err = {0};
    return oql_gslt_read_memory("gslt.xml", text, strlen(text), label, problems, tree, &err);
}

/* "/dev/null" would be refused as absolute; this file exists wherever tests run. */
#define FILE_A "../../../../../../../../../../../../dev/null"

Test(logictree_xml, reads_the_older_form_with_levels)
{
    oql_smlt *tree = NULL;
    bool is_error;
    cr_assert_eq(read_smlt(NRML4 "<logicTree logicTreeID='lt1'><logicTreeBranchingLevel "
                                 "branchingLevelID='bl1'>\n<logicTreeBranchSet "
                                 "uncertaintyType='sourceModel' branchSetID='bs1'>\n"
                                 "<logicTreeBranch branchID='b1'><uncertaintyModel>\n" FILE_A
                                 "\n</uncertaintyModel><uncertaintyWeight> 1.0 "
                                 "</uncertaintyWeight></logicTreeBranch></logicTreeBranchSet>"
                                 "</logicTreeBranchingLevel></logicTree></nrml>",
                           &tree),
                 OQL_OK, "%s", oql_problems_text(problems, 0, &is_error));
    cr_expect_eq(tree->n_real_sets, 1);
    cr_expect_str_eq(tree->sets[0].id, "bs1");
    cr_expect_eq(tree->sets[0].line, 2);
    cr_expect_str_eq(tree->branches[0].value.files[0], FILE_A);
    oql_smlt_destroy(tree);
}

#define ROOT_SET                                                                               \
    "<logicTreeBranchSet uncertaintyType='sourceModel' branchSetID='s0'><logicTreeBranch "     \
    "branchID='a'><uncertaintyModel>" FILE_A "</uncertaintyModel><uncertaintyWeight>1"         \
    "</uncertaintyWeight></logicTreeBranch></logicTreeBranchSet>\n"
#define SET(type, filter, value)                                                               \
    "<logicTreeBranchSet uncertaintyType='" type "' branchSetID='s1' " filter                  \
    "><logicTreeBranch branchID='b'><uncertaintyModel>" value                                  \
    "</uncertaintyModel><uncertaintyWeight>1</uncertaintyWeight></logicTreeBranch>"            \
    "</logicTreeBranchSet>\n"

Test(logictree_xml, values_are_parsed_by_type)
{
    oql_smlt *tree = NULL;
    bool is_error;
    cr_assert_eq(read_smlt(NRML5
                           "<logicTree>" ROOT_SET SET("abGRAbsolute", "applyToSources='7'",
                                                      "\n 4.5 1.1 \n") "</logicTree></nrml>",
                           &tree),
                 OQL_OK, "%s", oql_problems_text(problems, 0, &is_error));
    cr_expect_eq(tree->branches[1].value.n_numbers, 2);
    cr_expect_eq(tree->branches[1].value.number[1], 1.1);
    cr_expect_str_eq(tree->sets[1].apply_sources[0], "7");
    oql_smlt_destroy(tree);
    cr_assert_eq(read_smlt(NRML5 "<logicTree>" ROOT_SET SET(
                               "incrementalMFDAbsolute", "applyToSources='7'",
                               "<incrementalMFD minMag='5' binWidth='0.1'><occurRates>1 2"
                               "</occurRates></incrementalMFD>") "</logicTree></nrml>",
                           &tree),
                 OQL_OK, "%s", oql_problems_text(problems, 0, &is_error));
    const oql_xml_node *mfd = oql_xml_child(tree->branches[1].value.node, "incrementalMFD");
    cr_assert_not_null(mfd);
    cr_expect_str_eq(oql_xml_attr_value(mfd, "minMag"), "5");
    cr_expect_str_eq(oql_xml_child(mfd, "occurRates")->text, "1 2");
    oql_smlt_destroy(tree);
}

/* One mistake a row; each is reported with its line, and nothing is returned. */
Test(logictree_xml, source_model_tree_mistakes_are_reported_with_their_line)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        {NRML5 "<logicTree>" ROOT_SET SET("bGRrelative", "", "0.1") "</logicTree></nrml>",
         "smlt.xml:2: uncertaintyType \"bGRrelative\" is unknown, did you mean "
         "bGRRelative"},
        {NRML5 "<logicTree>" ROOT_SET SET("bGRRelative", "", "abc") "</logicTree></nrml>",
         "smlt.xml:2: bGRRelative is \"abc\", expected a finite number"},
        {NRML5 "<logicTree>" ROOT_SET SET("bGRRelative", "", "nan") "</logicTree></nrml>",
         "smlt.xml:2: bGRRelative is \"nan\", expected a finite number"},
        {NRML5 "<logicTree>" ROOT_SET SET("abGRAbsolute", "applyToSources='1'",
                                          "1 2 3") "</logicTree></nrml>",
         "smlt.xml:2: value of a abGRAbsolute branch is \"1 2 3\", expected 2 numbers"},
        {NRML5 "<logicTree>" ROOT_SET SET("simpleFaultGeometryAbsolute", "applyToSources='1'",
                                          "<areaGeometry/>") "</logicTree></nrml>",
         "smlt.xml:2: value of a simpleFaultGeometryAbsolute branch holds <areaGeometry>, "
         "expected "
         "<simpleFaultGeometry>"},
        {NRML5 "<logicTree>" ROOT_SET SET("bGRRelative", "applyToBranches='zz'",
                                          "1") "</logicTree></nrml>",
         "smlt.xml:2: applyToBranches of branch set \"s1\" names \"zz\""},
        {NRML5 "<logicTree>" ROOT_SET SET("extendModel", "", "no_such_file.xml") "</logicTree>"
                                                                                 "</nrml>",
         "smlt.xml:2: source model no_such_file.xml: cannot be read"},
        {NRML5 "<logicTree>" ROOT_SET SET("extendModel", "", "/dev/null") "</logicTree></nrml>",
         "smlt.xml:2: source model \"/dev/null\", expected a path relative to this file"},
        {NRML5 "<logicTree>" ROOT_SET
               "<logicTreeBranchSet branchSetID='x'/></logicTree></nrml>",
         "smlt.xml:2: <logicTreeBranchSet> has no uncertaintyType"},
        {NRML5 "<logicTree>" ROOT_SET "<logicTreeBranchSet uncertaintyType='bGRRelative' "
               "branchSetID='x'>\n<logicTreeBranch branchID='b'><uncertaintyModel>1"
               "</uncertaintyModel></logicTreeBranch></logicTreeBranchSet></logicTree></nrml>",
         "smlt.xml:3: <logicTreeBranch> has no <uncertaintyWeight>"},
        {NRML5 "<logicTree>" ROOT_SET "<logicTreeBranchSet uncertaintyType='bGRRelative' "
               "branchSetID='x'>\n<logicTreeBranch><uncertaintyModel>1</uncertaintyModel>"
               "<uncertaintyWeight>1</uncertaintyWeight></logicTreeBranch></logicTreeBranchSet>"
               "</logicTree></nrml>",
         "smlt.xml:3: <logicTreeBranch> has no branchID"},
        {NRML5 "<logicTree>" ROOT_SET "<logicTreeBranchSet uncertaintyType='bGRRelative' "
               "branchSetID='x'>\n</logicTreeBranchSet></logicTree></nrml>",
         "smlt.xml:2: branch set \"x\" has no branches"},
        {NRML5 "<logicTree>" ROOT_SET "<branch/></logicTree></nrml>",
         "smlt.xml:2: found <branch>, expected <logicTreeBranchSet>"},
        {NRML5 "<logicTree></logicTree></nrml>", "smlt.xml: no branch sets"},
        {NRML5 "\n<sourceModel/></nrml>", "smlt.xml:1: found <nrml> with <sourceModel>"},
        {NRML4
         "<logicTree>\n<logicTreeBranchingLevel><logicTreeBranchSet/><logicTreeBranchSet/>"
         "</logicTreeBranchingLevel></logicTree></nrml>",
         "smlt.xml:2: branching level with 2 elements"},
        {NRML5 "<logicTree>\n", "smlt.xml:2: the file ends inside <logicTree>"},
    };
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        oql_smlt *tree = NULL;
        bool is_error;
        close_list();
        open_list();
        cr_expect_eq(read_smlt(rows[i].text, &tree), OQL_EMODEL, "%s", rows[i].what);
        cr_expect_null(tree);
        const char *first = oql_problems_text(problems, 0, &is_error);
        cr_expect(has_problem(rows[i].what), "expected %s, got %s", rows[i].what,
                  first == NULL ? "nothing" : first);
    }
}

Test(logictree_xml, all_mistakes_are_reported_at_once)
{
    oql_smlt *tree = NULL;
    cr_expect_eq(read_smlt(NRML5 "<logicTree>" ROOT_SET SET("bGRRelative", "", "x")
                               SET("nonsense", "", "1")
                                   SET("maxMagGRRelative", "", "1 2") "</logicTree></nrml>",
                           &tree),
                 OQL_EMODEL);
    cr_expect(has_problem("expected a finite number"));
    cr_expect(has_problem("\"nonsense\" is unknown"));
    cr_expect(has_problem("expected 1 number"));
    cr_expect(has_problem("branchSetID \"s1\" is taken (line"));
    cr_expect_geq(oql_problems_errors(problems), 5u);
}

#define MODEL(text, weight)                                                                    \
    "<logicTreeBranch branchID='x'><uncertaintyModel>" text "</uncertaintyModel>"              \
    "<uncertaintyWeight>" weight "</uncertaintyWeight></logicTreeBranch>"
#define GSET(id, trt, branches)                                                                \
    "<logicTreeBranchSet uncertaintyType='gmpeModel' branchSetID='" id                         \
    "' applyToTectonicRegionType='" trt "'>" branches "</logicTreeBranchSet>\n"

Test(logictree_xml, ground_motion_tree_has_specs_and_measure_weights)
{
    oql_gslt *tree = NULL;
    bool is_error;
    cr_assert_eq(
        read_gslt(NRML4 "<logicTree logicTreeID='lt1'><logicTreeBranchingLevel>" GSET(
                      "1", "T",
                      MODEL("\n   [A]\n  x = 1\n ", "0.5</uncertaintyWeight>"
                                                    "<uncertaintyWeight imt='PGA'>0.25")
                          MODEL("[A]\nx=2", "0.5</uncertaintyWeight><uncertaintyWeight "
                                            "imt='PGA'>0.75")) "</logicTreeBranchingLevel>"
                                                               "</logicTree></nrml>",
                  NULL, &tree),
        OQL_OK, "%s", oql_problems_text(problems, 0, &is_error));
    cr_assert_eq(tree->n_branches, 2);
    cr_expect_str_eq(tree->branches[0].spec->text, "[A]\nx = 1");
    cr_expect_eq(tree->branches[0].weight, 0.5);
    cr_assert_eq(tree->branches[1].n_imt, 1);
    cr_expect_str_eq(tree->branches[1].imt[0].imt, "PGA");
    cr_expect_eq(tree->branches[1].imt[0].weight, 0.75);
    oql_gslt_destroy(tree);
}

Test(logictree_xml, ground_motion_trees_are_found_by_label)
{
    static const char TEXT[] = NRML5 "<logicTree logicTreeID='one'>" GSET(
        "1", "T", MODEL("A", "1")) "</logicTree>"
                                   "<logicTree logicTreeID='two'>" GSET(
                                       "1", "T", MODEL("B", "1")) "</logicTree></nrml>";
    oql_gslt *tree = NULL;
    cr_assert_eq(read_gslt(TEXT, "two", &tree), OQL_OK);
    cr_expect_str_eq(tree->branches[0].spec->name, "B");
    oql_gslt_destroy(tree);
    tree = NULL;
    cr_expect_eq(read_gslt(TEXT, "three", &tree), OQL_EMODEL);
    cr_expect(has_problem("gslt.xml:1: no <logicTree logicTreeID=\"three\">"));
}

Test(logictree_xml, ground_motion_tree_mistakes_are_reported_with_their_line)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        {NRML5 "<logicTree>\n" GSET("1", "T", MODEL("[A\nx", "1")) "</logicTree></nrml>",
         "gslt.xml:2: found"},
        {NRML5 "<logicTree>\n" GSET("1", "T", MODEL("[A]\n\nx=", "1")) "</logicTree></nrml>",
         "gslt.xml:4: the model's arguments end early"},
        {NRML5 "<logicTree>\n" GSET("1", "T", MODEL(" ", "1")) "</logicTree></nrml>",
         "gslt.xml:2: empty, expected the name of a ground-motion model"},
        {NRML5 "<logicTree>\n" GSET("1", "T", MODEL("A", "half")) "</logicTree></nrml>",
         "gslt.xml:2: weight is \"half\", expected a finite number"},
        {NRML5 "<logicTree>\n" GSET("1", "T", MODEL("A", "0.9")) "</logicTree></nrml>",
         "gslt.xml:2: weights of branch set \"1\" sum to 0.9, expected 1"},
        {NRML5 "<logicTree>\n" GSET(
             "1", "T",
             MODEL("A", "1</uncertaintyWeight><uncertaintyWeight>1")) "</logicTree></nrml>",
         "gslt.xml:2: a second weight has no attribute imt"},
        {NRML5
         "<logicTree>\n<logicTreeBranchSet uncertaintyType='sourceModel' branchSetID='1' "
         "applyToTectonicRegionType='T'>" MODEL("A", "1") "</logicTreeBranchSet></logicTree>"
                                                          "</nrml>",
         "gslt.xml:2: uncertaintyType is \"sourceModel\", expected gmpeModel"},
        {NRML5
         "<logicTree>\n<logicTreeBranchSet uncertaintyType='gmpeModel' branchSetID='1'>" MODEL(
             "A", "1") "</logicTreeBranchSet></logicTree></nrml>",
         "gslt.xml:2: <logicTreeBranchSet> has no applyToTectonicRegionType"},
        {NRML5 "<logicTree>\n" GSET("1", "T", MODEL("A", "1"))
             GSET("1", "U", MODEL("A", "1")) "</logicTree></nrml>",
         "gslt.xml:3: branchSetID \"1\" is taken (line 2), expected another"},
    };
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        oql_gslt *tree = NULL;
        bool is_error;
        close_list();
        open_list();
        cr_expect_eq(read_gslt(rows[i].text, NULL, &tree), OQL_EMODEL, "%s", rows[i].what);
        cr_expect_null(tree);
        const char *first = oql_problems_text(problems, 0, &is_error);
        cr_expect(has_problem(rows[i].what), "expected %s, got %s", rows[i].what,
                  first == NULL ? "nothing" : first);
    }
}

Test(logictree_xml, a_missing_file_is_a_problem_and_an_io_error)
{
    oql_smlt *tree = NULL;
    oql_err err = {0};
    cr_expect_eq(oql_smlt_read("/nonexistent/smlt.xml", problems, &tree, &err), OQL_EIO);
    cr_expect(has_problem("/nonexistent/smlt.xml: cannot be read"));
}
