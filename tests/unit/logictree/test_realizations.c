/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "trees.h"

#define ROOT OQL_UNC_SOURCE_MODEL
#define B    OQL_UNC_B_GR_RELATIVE
#define M    OQL_UNC_MAX_MAG_GR_RELATIVE

/* Set s1 does not apply to b10, which gets a dummy; s2 applies to all. Sorted by id, b10 comes
 * before b1~… because "0" sorts before "~". */
static const smlt_row SMLT[] = {{"s0", ROOT, NULL, NULL, "b10", "a.xml", 0, 0.2},
                                {"s0", ROOT, NULL, NULL, "b9", "b.xml", 0, 0.3},
                                {"s0", ROOT, NULL, NULL, "b1", "c.xml", 0, 0.5},
                                {"s1", B, "b9 b1", NULL, "x", NULL, 0.1, 0.4},
                                {"s1", B, "b9 b1", NULL, "y", NULL, -0.1, 0.6},
                                {"s2", M, NULL, NULL, "m", NULL, 0.2, 0.25},
                                {"s2", M, NULL, NULL, "n", NULL, 0, 0.75}};
static const gslt_row GSLT[] = {
    {"T2", "SadighEtAl1997", 0.2, NULL, 0},    {"T2", "BooreAtkinson2008", 0.3, NULL, 0},
    {"T2", "AkkarBommer2010", 0.5, NULL, 0},   {"T1", "SadighEtAl1997", 0.3, NULL, 0},
    {"T1", "BooreAtkinson2008", 0.7, NULL, 0}, {"T0", "BooreAtkinson2008", 1, NULL, 0}};
static const char *const TRTS[] = {"T2", "T1", "T2"};

typedef struct {
    const char *path;
    double weight;
} golden;

/* source: these trees, random_seed 23, 12 samples; made-by: OpenQuake engine 3.25
 * (FullLogicTree.get_realizations); weights printed with 15 digits, atol 1e-14 */
// clang-format off
static const golden FULL[] = {
    {"A.A~AA", 0.003}, {"A.A~AB", 0.0045}, {"A.A~AC", 0.0075}, {"A.A~BA", 0.007},
    {"A.A~BB", 0.0105}, {"A.A~BC", 0.0175}, {"A.B~AA", 0.009}, {"A.B~AB", 0.0135},
    {"A.B~AC", 0.0225}, {"A.B~BA", 0.021}, {"A.B~BB", 0.0315}, {"A.B~BC", 0.0525},
    {"CAA~AA", 0.003}, {"CAA~AB", 0.0045}, {"CAA~AC", 0.0075}, {"CAA~BA", 0.007},
    {"CAA~BB", 0.0105}, {"CAA~BC", 0.0175}, {"CAB~AA", 0.009}, {"CAB~AB", 0.0135},
    {"CAB~AC", 0.0225}, {"CAB~BA", 0.021}, {"CAB~BB", 0.0315}, {"CAB~BC", 0.0525},
    {"CBA~AA", 0.0045}, {"CBA~AB", 0.00675}, {"CBA~AC", 0.01125}, {"CBA~BA", 0.0105},
    {"CBA~BB", 0.01575}, {"CBA~BC", 0.02625}, {"CBB~AA", 0.0135}, {"CBB~AB", 0.02025},
    {"CBB~AC", 0.03375}, {"CBB~BA", 0.0315}, {"CBB~BB", 0.04725}, {"CBB~BC", 0.07875},
    {"BAA~AA", 0.0018}, {"BAA~AB", 0.0027}, {"BAA~AC", 0.0045}, {"BAA~BA", 0.0042},
    {"BAA~BB", 0.0063}, {"BAA~BC", 0.0105}, {"BAB~AA", 0.0054}, {"BAB~AB", 0.0081},
    {"BAB~AC", 0.0135}, {"BAB~BA", 0.0126}, {"BAB~BB", 0.0189}, {"BAB~BC", 0.0315},
    {"BBA~AA", 0.0027}, {"BBA~AB", 0.00405}, {"BBA~AC", 0.00675}, {"BBA~BA", 0.0063},
    {"BBA~BB", 0.00945}, {"BBA~BC", 0.01575}, {"BBB~AA", 0.0081}, {"BBB~AB", 0.01215},
    {"BBB~AC", 0.02025}, {"BBB~BA", 0.0189}, {"BBB~BB", 0.02835}, {"BBB~BC", 0.04725}};
static const golden EARLY[] = {
    {"A.B~BC", 0.0833333333333333}, {"CAA~BB", 0.0833333333333333},
    {"CAA~BC", 0.0833333333333333}, {"CAB~BB", 0.0833333333333333},
    {"CAB~AB", 0.0833333333333333}, {"CBA~BB", 0.0833333333333333},
    {"CBA~BC", 0.0833333333333333}, {"CBB~BB", 0.0833333333333333},
    {"BAB~BC", 0.0833333333333333}, {"BAB~BC", 0.0833333333333333},
    {"BAB~BB", 0.0833333333333333}, {"BBB~BC", 0.0833333333333333}};
static const golden LATE[] = {
    {"A.B~BC", 0.32774945375091}, {"A.B~BA", 0.131099781500364},
    {"A.B~AC", 0.140464051607533}, {"CAA~BA", 0.0145666423889293},
    {"CAB~AB", 0.0280928103215066}, {"CBA~AB", 0.0280928103215066},
    {"CBA~BC", 0.10924981791697}, {"BAA~BA", 0.0174799708667152},
    {"BAA~BB", 0.0262199563000728}, {"BAB~BC", 0.0655498907501821},
    {"BBA~BA", 0.0131099781500364}, {"BBB~BC", 0.0983248361252731}};
static const golden EARLY_LATIN[] = {
    {"A.B~BA", 0.0833333333333333}, {"A.B~BC", 0.0833333333333333},
    {"CAA~AC", 0.0833333333333333}, {"CAB~BB", 0.0833333333333333},
    {"CBA~BB", 0.0833333333333333}, {"CBB~BB", 0.0833333333333333},
    {"CBB~BC", 0.0833333333333333}, {"CBB~BC", 0.0833333333333333},
    {"BAB~BA", 0.0833333333333333}, {"BAB~AB", 0.0833333333333333},
    {"BAB~BC", 0.0833333333333333}, {"BBA~AC", 0.0833333333333333}};
static const golden LATE_LATIN[] = {
    {"A.A~AA", 0.00536768652710682}, {"A.B~AB", 0.072463768115942},
    {"A.B~AC", 0.120772946859903}, {"A.B~BA", 0.112721417069243},
    {"CAA~BB", 0.0187869028448739}, {"CBA~BB", 0.0281803542673108},
    {"CBB~BC", 0.281803542673108}, {"CBB~BC", 0.281803542673108},
    {"BAA~BA", 0.0225442834138486}, {"BAA~AA", 0.00966183574879227},
    {"BAA~AC", 0.0241545893719807}, {"BBB~AB", 0.0217391304347826}};
// clang-format on

static oql_smlt *smlt;
static oql_gslt *gslt;
static oql_problems *problems;

static void open_trees(void)
{
    oql_err err = {0};
    smlt = make_smlt(OQL_COUNT(SMLT), SMLT);
    gslt = make_gslt(OQL_COUNT(GSLT), GSLT);
    finish_trees(smlt, gslt);
    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
}

static void close_trees(void)
{
    oql_smlt_destroy(smlt);
    oql_gslt_destroy(gslt);
    oql_problems_destroy(problems);
}

TestSuite(realizations, .init = open_trees, .fini = close_trees);

static oql_lt *build(size_t n_samples, oql_lt_sampling sampling)
{
    oql_lt *lt = NULL;
    oql_err err = {0};
    const oql_lt_options options = {.n_samples = n_samples, .seed = 23, .sampling = sampling};
    cr_assert_eq(
        oql_lt_create(smlt, gslt, OQL_COUNT(TRTS), TRTS, &options, problems, &lt, &err), OQL_OK,
        "%s", err.text);
    return lt;
}

static void compare(const oql_lt *lt, size_t n, const golden *want)
{
    char path[64];
    cr_assert_eq(oql_lt_n_rlz(lt), n);
    for (size_t r = 0; r < n; ++r) {
        cr_expect_eq(oql_lt_rlz_path(lt, r, path, sizeof path), strlen(want[r].path));
        cr_expect_str_eq(path, want[r].path);
        cr_expect_float_eq(oql_lt_rlz_weight(lt, r, NULL), want[r].weight, 1e-14, "%zu", r);
    }
}

/* What holds of any realizations: weights sum to 1, rows of a source-model realization are
 * together, and the weight of a model is that of the realizations that use it. */
static void check_laws(const oql_lt *lt)
{
    double sum = 0.0;
    for (size_t s = 0; s < oql_lt_n_smr(lt); ++s) {
        for (size_t t = 0; t < oql_lt_n_trts(lt); ++t) {
            for (size_t g = 0; g < oql_lt_n_models(lt, t); ++g) {
                double w = 0.0;
                for (size_t r = oql_lt_rlz_begin(lt, s); r < oql_lt_rlz_begin(lt, s + 1); ++r) {
                    cr_expect_eq(oql_lt_rlz_smr(lt, r), s);
                    w += oql_lt_rlz_model(lt, r, t) == g ? oql_lt_rlz_weight(lt, r, NULL) : 0.0;
                }
                cr_expect_float_eq(oql_lt_model_weight(lt, s, t, g), w, 1e-15);
            }
        }
    }
    for (size_t r = 0; r < oql_lt_n_rlz(lt); ++r) {
        sum += oql_lt_rlz_weight(lt, r, NULL);
    }
    cr_expect_float_eq(sum, 1.0, 1e-14);
    cr_expect_eq(oql_lt_rlz_begin(lt, oql_lt_n_smr(lt)), oql_lt_n_rlz(lt));
}

Test(realizations, full_enumeration_is_that_of_openquake)
{
    oql_lt *lt = build(0, OQL_LT_EARLY_WEIGHTS);
    compare(lt, OQL_COUNT(FULL), FULL);
    check_laws(lt);
    oql_lt_destroy(lt);
}

Test(realizations, sampling_with_early_weights_is_that_of_openquake)
{
    oql_lt *lt = build(12, OQL_LT_EARLY_WEIGHTS);
    compare(lt, OQL_COUNT(EARLY), EARLY);
    check_laws(lt);
    oql_lt_destroy(lt);
}

Test(realizations, sampling_with_late_weights_is_that_of_openquake)
{
    oql_lt *lt = build(12, OQL_LT_LATE_WEIGHTS);
    compare(lt, OQL_COUNT(LATE), LATE);
    check_laws(lt);
    oql_lt_destroy(lt);
}

Test(realizations, early_latin_sampling_is_that_of_openquake)
{
    oql_lt *lt = build(12, OQL_LT_EARLY_LATIN);
    compare(lt, OQL_COUNT(EARLY_LATIN), EARLY_LATIN);
    check_laws(lt);
    oql_lt_destroy(lt);
}

Test(realizations, late_latin_sampling_is_that_of_openquake)
{
    oql_lt *lt = build(12, OQL_LT_LATE_LATIN);
    compare(lt, OQL_COUNT(LATE_LATIN), LATE_LATIN);
    check_laws(lt);
    oql_lt_destroy(lt);
}

Test(realizations, regions_are_sorted_and_unused_ones_left_out)
{
    oql_lt *lt = build(0, OQL_LT_EARLY_WEIGHTS);
    char text[64];
    cr_assert_eq(oql_lt_n_trts(lt), 2);
    cr_expect_str_eq(oql_lt_trt(lt, 0), "T1");
    cr_expect_eq(oql_lt_find_trt(lt, "T2"), 1);
    cr_expect_eq(oql_lt_find_trt(lt, "T0"), OQL_LT_NONE);
    cr_expect_eq(oql_lt_n_models(lt, 1), 3);
    (void)oql_lt_rlz_models_path(lt, 5, text, sizeof text);
    cr_expect_str_eq(text, "gB1~gC0");
    cr_expect_eq(oql_lt_rlz_models_path(lt, 5, text, 4), 7, "the length it would have");
    cr_expect_str_eq(text, "gB1");
    oql_lt_destroy(lt);
}

Test(realizations, files_and_uncertainties_follow_the_path)
{
    oql_lt *lt = build(0, OQL_LT_EARLY_WEIGHTS);
    const char *file = NULL;
    int32_t branch[4];
    char text[64];
    (void)oql_lt_smr_path_text(lt, 9, text, sizeof text);
    cr_assert_str_eq(text, "b9~y~n");
    cr_expect_eq(oql_lt_smr_files(lt, 9, 1, &file), 1);
    cr_expect_str_eq(file, "b.xml");
    cr_assert_eq(oql_lt_smr_uncertainties(lt, 9, 4, branch), 2);
    cr_expect_str_eq(smlt->branches[branch[0]].id, "y");
    cr_expect_str_eq(smlt->branches[branch[1]].id, "n");
    (void)oql_lt_smr_path_text(lt, 0, text, sizeof text);
    cr_assert_str_eq(text, "b10~.~m");
    cr_expect_eq(oql_lt_smr_uncertainties(lt, 0, 4, branch), 0,
                 "nothing behind a dummy applies");
    oql_lt_destroy(lt);
}

Test(realizations, missing_regions_are_named_with_the_file)
{
    const char *const trts[] = {"T1", "Volcanic", "Stable"};
    oql_lt *lt = NULL;
    oql_err err = {0};
    cr_expect_eq(oql_lt_create(smlt, gslt, 3, trts, &(oql_lt_options){0}, problems, &lt, &err),
                 OQL_EMODEL);
    cr_expect_null(lt);
    cr_expect(has_problem(problems, "dir/gslt.xml", "\"Volcanic\""));
    cr_expect(has_problem(problems, "expected them beside those for \"T2\", \"T1\", \"T0\"",
                          "\"Stable\""));
}

Test(realizations, too_many_paths_are_refused)
{
    oql_lt *lt = NULL;
    oql_err err = {0};
    const oql_lt_options options = {.max_paths = 59};
    cr_expect_eq(oql_lt_create(smlt, gslt, 3, TRTS, &options, problems, &lt, &err), OQL_EMODEL);
    cr_expect(has_problem(problems, "60 potential realizations", "max_potential_paths = 59"));
}

Test(realizations, weights_of_a_measure_apply_to_that_measure_only)
{
    const gslt_row rows[] = {{"T1", "A", 0.5, "PGA", 0.0},
                             {"T1", "B", 0.5, "PGA", 1.0},
                             {"T2", "A", 0.25, NULL, 0},
                             {"T2", "B", 0.75, NULL, 0}};
    oql_gslt *own = make_gslt(4, rows);
    oql_lt *lt = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_lt_create(smlt, own, 3, TRTS, &(oql_lt_options){0}, problems, &lt, &err),
                 OQL_OK);
    cr_expect(oql_lt_has_imt_weights(lt));
    const double w = oql_lt_smr_weight(lt, 0);
    cr_expect_float_eq(oql_lt_rlz_weight(lt, 0, "PGA"), 0.0, 0.0);
    cr_expect_float_eq(oql_lt_rlz_weight(lt, 2, "PGA"), w, 1e-16, "T2 names no measure");
    cr_expect_float_eq(oql_lt_rlz_weight(lt, 2, "SA(0.1)"), w * 0.5 * 0.25, 1e-16);
    cr_expect_float_eq(oql_lt_rlz_weight(lt, 2, NULL), w * 0.5 * 0.25, 1e-16);
    oql_lt_destroy(lt);
    oql_gslt_destroy(own);
}

/* 2^24 source-model paths would be 400 MB; 400 models^3 times 10 paths are nothing. */
Test(realizations, memory_does_not_grow_with_the_ground_motion_tree)
{
    gslt_row rows[450];
    char name[450][8];
    const char *const region[] = {"T1", "T2", "T3"};
    for (int i = 0; i < 450; ++i) {
        (void)snprintf(name[i], sizeof name[i], "M%d", i);
        rows[i] = (gslt_row){region[i / 150], name[i], 1.0 / 150, NULL, 0};
    }
    oql_gslt *big = make_gslt(450, rows);
    oql_lt *lt = NULL;
    oql_err err = {0};
    const size_t before = oql_resident_bytes();
    cr_assert_eq(oql_lt_create(smlt, big, 3, region, &(oql_lt_options){0}, problems, &lt, &err),
                 OQL_OK);
    cr_expect_eq(oql_lt_n_rlz(lt), 33750000u);
    cr_expect_lt(oql_resident_bytes() - before, 10000000u, "less than a byte for each");
    cr_expect_eq(oql_lt_rlz_model(lt, 33750000 - 2, 2), 148u);
    cr_expect_float_eq(oql_lt_model_weight(lt, 0, 0, 3), oql_lt_smr_weight(lt, 0) / 150, 1e-16);
    oql_lt_destroy(lt);
    oql_gslt_destroy(big);
}

Test(realizations, two_dummies_on_a_level_both_go_on)
{
    /* a, b have nothing below at s1; s2 applies to c only; s3 applies to all that is open */
    const smlt_row rows[] = {{"s0", ROOT, NULL, NULL, "a", "a.xml", 0, 0.25},
                             {"s0", ROOT, NULL, NULL, "b", "b.xml", 0, 0.25},
                             {"s0", ROOT, NULL, NULL, "c", "c.xml", 0, 0.5},
                             {"s1", B, "c", NULL, "d", NULL, 0.1, 1},
                             {"s2", M, "d", NULL, "e", NULL, 0.1, 1},
                             {"s3", OQL_UNC_B_GR_ABSOLUTE, NULL, NULL, "f", NULL, 1, 0.5},
                             {"s3", OQL_UNC_B_GR_ABSOLUTE, NULL, NULL, "g", NULL, 2, 0.5}};
    const char *const want[] = {"a~.~.~f", "a~.~.~g", "b~.~.~f",
                                "b~.~.~g", "c~d~e~f", "c~d~e~g"};
    oql_smlt *tree = make_smlt(OQL_COUNT(rows), rows);
    oql_lt *lt = NULL;
    oql_err err = {0};
    char text[32];
    finish_trees(tree, NULL);
    cr_assert_eq(oql_lt_create(tree, gslt, 1, TRTS, &(oql_lt_options){0}, problems, &lt, &err),
                 OQL_OK);
    cr_assert_eq(oql_lt_n_smr(lt), 6);
    for (size_t s = 0; s < 6; ++s) {
        (void)oql_lt_smr_path_text(lt, s, text, sizeof text);
        cr_expect_str_eq(text, want[s]);
    }
    oql_lt_destroy(lt);
    oql_smlt_destroy(tree);
}
