/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

Test(job_mistakes, ten_mistakes_are_ten_errors_with_their_lines)
{
    oql_test_job t = oql_test_parse("[general]\n"
                                    "calculation_mode = clasical\n"
                                    "random_seed = many\n"
                                    "[erf]\n"
                                    "rupture_mesh_spacing = -5\n"
                                    "source_model_logic_tree_file = /nowhere/ssm.xml\n"
                                    "gsim_logic_tree_file = /dev/null\n"
                                    "intensity_measure_types_and_levels = {'PGA': [0.2, 0.1]}\n"
                                    "maximum_distance = far\n"
                                    "poes = 0.1 1.5\n"
                                    "truncation_level = 3\n"
                                    "sites = 0 0, 200 0\n"
                                    "mean = perhaps\n"
                                    "sampling_method = early\n",
                                    0, NULL);
    static const struct {
        int line;
        const char *text;
    } want[] = {
        {2, "calculation_mode = clasical: expected classical, preclassical or disaggregation"},
        {3, "random_seed = many: expected a whole number >= 0"},
        {5, "rupture_mesh_spacing = -5: expected a number > 0"},
        {8, "level 2 of PGA is 0.1 after 0.2, expected increasing levels"},
        {9, "maximum_distance: expected a number, a text in quotes"},
        {10, "poes = 0.1 1.5: found '1.5', expected a probability between 0 and 1"},
        {12, "point 2 is 200 0, expected lon within -180..180"},
        {13, "mean = perhaps: expected true or false"},
        {14, "sampling_method = early: expected one of early_weights|late_weights"},
        {6, "/nowhere/ssm.xml: cannot be read: No such file or directory, expected a file"},
        {0, "no investigation_time, expected years"},
    };

    cr_expect_eq(t.st, OQL_ECONFIG);
    cr_expect_null(t.job);
    cr_expect_str_eq(t.err.text, "/nowhere/job.ini: 11 errors");
    cr_expect_eq(oql_problems_errors(t.problems), OQL_COUNT(want));
    for (size_t i = 0; i < OQL_COUNT(want); ++i) {
        char place[64];
        (void)snprintf(
            place, sizeof place,
            want[i].line > 0 ? "/nowhere/job.ini:%d: " : "/nowhere/job.ini: ", want[i].line);
        const char *found = oql_test_problem(&t, i);
        cr_expect_eq(strncmp(found, place, strlen(place)), 0, "%s", found);
        cr_expect_not_null(strstr(found, want[i].text), "%s", found);
    }
    oql_test_job_clear(&t);
}

Test(job_mistakes, unknown_keys_warn_with_the_nearest_known_one)
{
    oql_test_job t =
        oql_test_accept(OQL_TEST_JOB "minimun_magnitude = 5\nwhatever_this_is = 1\n"
                                     "ses_per_logic_tree_path = 100\n");
    cr_expect_eq(oql_problems_warnings(t.problems), 2);
    cr_expect_str_eq(
        oql_test_problem(&t, 0),
        "/nowhere/job.ini:10: unknown key minimun_magnitude is ignored, did you mean "
        "minimum_magnitude?");
    cr_expect_str_eq(oql_test_problem(&t, 1),
                     "/nowhere/job.ini:11: unknown key whatever_this_is is ignored");
    oql_test_job_clear(&t);
}

Test(job_mistakes, an_unknown_file_key_is_an_error)
{
    oql_test_job t =
        oql_test_parse(OQL_TEST_JOB "gsim_logic_three_file = /dev/null\n", 0, NULL);
    cr_expect(oql_test_has_problem(&t, true, "did you mean gsim_logic_tree_file?"));
    oql_test_job_clear(&t);
}

Test(job_mistakes, an_override_is_named)
{
    static const char *const over[] = {"truncation_level=-1", "nonsense", "=5"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 3, over);
    cr_expect_eq(oql_problems_errors(t.problems), 3);
    cr_expect(
        oql_test_has_problem(&t, true, "-p: truncation_level = -1: expected a number >= 0"));
    cr_expect(oql_test_has_problem(&t, true, "-p: found 'nonsense', expected key=value"));
    cr_expect(oql_test_has_problem(&t, true, "-p: found '=5', expected key=value"));
    oql_test_job_clear(&t);
}

Test(job_mistakes, each_missing_key_is_named)
{
    static const char *const keys[] = {"calculation_mode",
                                       "maximum_distance",
                                       "truncation_level",
                                       "source_model_logic_tree_file",
                                       "gsim_logic_tree_file",
                                       "investigation_time",
                                       "intensity_measure_types_and_levels"};
    oql_test_job t = oql_test_parse("[general]\n", 0, NULL);
    for (size_t i = 0; i < OQL_COUNT(keys); ++i) {
        char text[80];
        (void)snprintf(text, sizeof text, "no %s, expected", keys[i]);
        cr_expect(oql_test_has_problem(&t, true, text), "%s", keys[i]);
    }
    cr_expect(oql_test_has_problem(&t, true, "no sites, expected"));
    cr_expect_eq(oql_problems_errors(t.problems), OQL_COUNT(keys) + 1);
    oql_test_job_clear(&t);
}

/* Lines added to a valid job, and what must then be said. */
Test(job_mistakes, what_does_not_fit_together_is_refused)
{
    static const struct {
        const char *lines, *want;
    } cases[] = {
        {"gsim = BooreAtkinson2008\n", "gsim and gsim_logic_tree_file"},
        {"region = 0 0, 1 0, 1 1\nregion_grid_spacing = 10\n", "sites (line 9) and region"},
        {"hazard_maps = true\n", "no poes"},
        {"uniform_hazard_spectra = true\npoes =\n", "no poes"},
        {"individual_rlzs = 1\nindividual_curves = 1\n", "are the same key"},
        {"disagg_by_src = true\nps_grid_spacing = 10\n", "cannot be used with ps_grid_spacing"},
        {"soil_intensities = 0.1 0.2\n", "expected only with amplification_method"},
        {"amplification_csv = /dev/null\n", "no soil_intensities"},
        {"amplification_csv = /dev/null\nsoil_intensities = 0.1\n", "at least 2 intensities"},
        {"number_of_logic_tree_samples = 65536\n", "expected less than 65536"},
        {"siteid = a b\n", "2 names for 1 sites"},
        {"sites_csv = /dev/null\nsite_model_file = /dev/null\n", "expected one of them"},
        {"minimum_magnitude = 11\n", "above all magnitudes"},
        {"tile_spec = [3, 2]\n", "number of tiles"},
        {"site_labels = {'a': 0}\n", "whole number from 1 to 255"},
        {"hazard_calculation_id = 5\n", "expected nothing"},
        {"postproc_func = compute_rtgm.main\n", "SA(1.0)"},
        {"region = 0 0, 1 1\n", "at least 3"},
        {"minimum_intensity = {'XYZ': 1}\n", "unknown intensity measure"},
        {"reference_vs30_value = 0\n", "expected a number > 0"},
        {"reference_depth_to_1pt0km_per_sec = -100\n", "or -999"},
        {"site_model_file =\n", "expected the name of a file"},
        {"source_model_file = ssm.zip\n", "is an archive"},
        {"iml_disagg = {'PGA': 0.1}\n", "expected no levels beside iml_disagg (line 10)"},
    };
    for (size_t i = 0; i < OQL_COUNT(cases); ++i) {
        char text[2000];
        (void)snprintf(text, sizeof text, "%s%s", OQL_TEST_JOB, cases[i].lines);
        oql_test_job t = oql_test_parse(text, 0, NULL);
        cr_expect_eq(t.st, OQL_ECONFIG, "accepted: %s", cases[i].lines);
        cr_expect(oql_test_has_problem(&t, true, cases[i].want), "%s gave %s", cases[i].lines,
                  oql_test_problem(&t, 0));
        cr_expect_eq(oql_problems_errors(t.problems), 1, "%s gave also %s", cases[i].lines,
                     oql_test_problem(&t, 1));
        oql_test_job_clear(&t);
    }
}

Test(job_mistakes, levels_are_checked)
{
    static const struct {
        const char *value, *want;
    } cases[] = {
        {"{'PGA': [0.1, 0.1]}", "expected increasing levels"},
        {"{'PGA': [0.1, 0.2], 'SA(1)': [0.1]}", "PGA has 2 levels and SA(1.0) has 1"},
        {"{'PGA': [0.1], 'PGA': [0.2]}", "PGA appears twice"},
        {"{'SA(0.1)': [0.1], 'SA(0.10)': [0.2]}", "SA(0.1) appears twice"},
        {"{'PGA': []}", "no levels for PGA"},
        {"{'PGA': 0.1}", "expected a list of levels"},
        {"{'PGA': [-1, 1]}", "expected a positive number"},
        {"{'PGA': [0]}", "all levels are 0"},
        {"{'PGA': ['a']}", "expected only numbers for PGA"},
        {"{'SA': [1]}", "lacks its period"},
        {"{1: [1]}", "expected a measure in quotes"},
        {"[1, 2]", "expected a dictionary"},
        {"", "empty, expected"},
    };
    for (size_t i = 0; i < OQL_COUNT(cases); ++i) {
        char text[300];
        (void)snprintf(text, sizeof text, "intensity_measure_types_and_levels=%s",
                       cases[i].value);
        const char *const over[] = {text};
        oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, over);
        cr_expect_eq(t.st, OQL_ECONFIG, "accepted: %s", cases[i].value);
        cr_expect(oql_test_has_problem(&t, true, cases[i].want), "%s gave %s", cases[i].value,
                  oql_test_problem(&t, 0));
        oql_test_job_clear(&t);
    }
}

Test(job_mistakes, distances_are_checked)
{
    static const char *const cases[] = {"-1",
                                        "[(5, 100)]",
                                        "[(6, 1), (5, 2)]",
                                        "[(1, 1), (5, 2)]",
                                        "[(5, 1), (11, 2)]",
                                        "[(5, 1), 6]",
                                        "{}",
                                        "{1: 100}",
                                        "{'a': 'b'}",
                                        "200 km",
                                        "",
                                        "nan"};
    for (size_t i = 0; i < OQL_COUNT(cases); ++i) {
        char text[100];
        (void)snprintf(text, sizeof text, "maximum_distance=%s", cases[i]);
        const char *const over[] = {text};
        oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, over);
        cr_expect_eq(t.st, OQL_ECONFIG, "accepted: %s", cases[i]);
        cr_expect_eq(oql_problems_errors(t.problems), 1);
        oql_test_job_clear(&t);
    }
}

Test(job_mistakes, a_disaggregation_needs_its_bins_and_levels)
{
    static const char *const over[] = {"calculation_mode=disaggregation", "rlz_index=0",
                                       "disagg_outputs=Mag_Dits"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 3, over);
    cr_expect(oql_test_has_problem(&t, true, "no poes_disagg"));
    cr_expect(oql_test_has_problem(&t, true, "no mag_bin_width"));
    cr_expect(oql_test_has_problem(&t, true, "no distance_bin_width"));
    cr_expect(oql_test_has_problem(&t, true, "no coordinate_bin_width"));
    cr_expect(oql_test_has_problem(&t, true, "no num_epsilon_bins"));
    cr_expect(oql_test_has_problem(&t, true, "expected num_rlzs_disagg = 1"));
    cr_expect(oql_test_has_problem(&t, true, "did you mean Mag_Dist"));
    cr_expect_eq(oql_problems_errors(t.problems), 7);
    oql_test_job_clear(&t);
}

Test(job_mistakes, a_mode_of_openquake_is_told_from_a_typo)
{
    static const char *const over[] = {"calculation_mode=event_based"};
    oql_test_job t = oql_test_parse("[general]\n", 1, over);
    cr_expect_eq(oql_problems_errors(t.problems), 1, "what such a job must hold is not judged");
    cr_expect(oql_test_has_problem(&t, true, "a mode of OpenQuake"));
    oql_test_job_clear(&t);
}

Test(job_mistakes, a_missing_file_is_an_io_error)
{
    oql_test_job t = {.job = NULL};
    cr_assert_eq(oql_problems_create(&t.problems, &t.err), OQL_OK);
    cr_expect_eq(oql_job_read("/nowhere/job.ini", 0, NULL, t.problems, &t.job, &t.err),
                 OQL_EIO);
    cr_expect_null(t.job);
    oql_test_job_clear(&t);
}
