/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

Test(job, has_openquakes_defaults)
{
    oql_test_job t = oql_test_accept(OQL_TEST_JOB);
    const oql_job *j = t.job;

    cr_expect_eq(j->mode, OQL_JOB_CLASSICAL);
    cr_expect_str_eq(j->description, "no description");
    cr_expect(oql_job_pointsource_distance(j, "Volcanic") == 100.0);
    cr_expect(j->rupture_mesh_spacing_km == 5.0);
    cr_expect(j->complex_fault_mesh_spacing_km == 5.0);
    cr_expect(isnan(j->width_of_mfd_bin) && isnan(j->area_source_discretization_km));
    cr_expect(isnan(j->reference_vs30_value_mps));
    cr_expect_eq(j->random_seed, 42);
    cr_expect_eq(j->max_potential_paths, 15000);
    cr_expect_eq(j->max_sites_disagg, 10);
    cr_expect(j->mean && j->split_sources);
    cr_expect_not(j->std || j->max || j->individual_rlzs || j->shift_hypo || j->use_rates);
    cr_expect_eq(j->sampling_method, OQL_SAMPLING_EARLY_WEIGHTS);
    cr_expect_str_eq(j->postproc_func, "dummy.main");
    cr_expect_str_eq(j->path, "/nowhere/job.ini");
    cr_expect_str_eq(j->base_dir, "/nowhere");
    cr_expect_str_eq(j->export_dir, "/nowhere");
    cr_expect_null(j->gsim);
    oql_test_job_clear(&t);
}

Test(job, sorts_measures_by_period_and_keeps_the_order_of_equals)
{
    oql_test_job t = oql_test_accept(
        OQL_TEST_KEYS
        "sites = 0 0\nintensity_measure_types_and_levels = {'SA(10.0)': [1, 2],\n"
        "  'PGV': logscale(1, 100, 2), \"SA(2.0\": [0.1, 0.2,], 'PGA': [0, 0.5]}\n");
    static const char *const want[] = {"PGV", "PGA", "SA(2.0)", "SA(10.0)"};

    cr_assert_eq(t.job->n_measures, 4);
    cr_expect_eq(t.job->n_levels, 2);
    for (size_t m = 0; m < 4; ++m) {
        cr_expect_str_eq(t.job->measures[m].imt.text, want[m]);
        cr_expect_eq(t.job->measures[m].n_levels, 2);
    }
    cr_expect(t.job->measures[1].levels[0] == 1e-10, "a level 0 becomes 1e-10");
    cr_expect_float_eq(t.job->measures[0].levels[1], 100.0, 1e-12);
    oql_test_job_clear(&t);
}

Test(job, truncation_zero_is_a_step)
{
    static const char *const over[] = {"truncation_level=0"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect(t.job->truncation_level_sigma == 1e-9);
    oql_test_job_clear(&t);
}

Test(job, maximum_distance_is_zero_outside_its_magnitudes)
{
    oql_test_job t = oql_test_accept(OQL_TEST_JOB);
    cr_expect(oql_job_max_distance(t.job, "Volcanic", 6.0) == 200.0);
    cr_expect(oql_job_max_distance(t.job, "Volcanic", 2.5) == 200.0);
    cr_expect(oql_job_max_distance(t.job, "Volcanic", 2.49) == 0.0);
    cr_expect(oql_job_max_distance(t.job, "Volcanic", 10.21) == 0.0);
    cr_expect(oql_job_reach_km(t.job, "Volcanic") == 200.0);
    oql_test_job_clear(&t);
}

Test(job, maximum_distance_by_region_and_magnitude)
{
    static const char *const over[] = {
        "maximum_distance={'Volcanic': [(5, 0), (6, 200.0), (10, 500.0)], 'default': 100}"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect(oql_job_max_distance(t.job, "Volcanic", 5.5) == 100.0);
    cr_expect(oql_job_max_distance(t.job, "Volcanic", 8.0) == 350.0);
    cr_expect(oql_job_max_distance(t.job, "Volcanic", 4.9) == 0.0);
    cr_expect(oql_job_max_distance(t.job, "Stable", 4.9) == 100.0);
    cr_expect(oql_job_reach_km(t.job, "Volcanic") == 500.0);
    oql_test_job_clear(&t);
}

Test(job, maximum_distance_without_default_takes_the_farthest_region)
{
    static const char *const over[] = {"maximum_distance={'A': 100, 'B': 300}"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect(oql_job_max_distance(t.job, "A", 6.0) == 100.0);
    cr_expect(oql_job_max_distance(t.job, "C", 6.0) == 300.0);
    oql_test_job_clear(&t);
}

Test(job, maximum_distance_knows_magdist)
{
    static const char *const over[] = {"maximum_distance=magdist"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect(oql_job_max_distance(t.job, "A", 4.5) == 75.0);
    cr_expect(oql_job_max_distance(t.job, "A", 8.0) == 375.0);
    oql_test_job_clear(&t);
}

Test(job, minimum_magnitude_cuts_the_maximum_distance)
{
    /* OpenQuake: [(4, 50), (8, 200)] cut at 5 is [(5, 87.5), (8, 200)] */
    static const char *const over[] = {"maximum_distance=[(4, 50), (8, 200)]",
                                       "minimum_magnitude={'A': 5, 'B': 6.5}"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 2, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect(oql_job_max_distance(t.job, "A", 5.0) == 87.5);
    cr_expect(oql_job_max_distance(t.job, "A", 4.99) == 0.0);
    cr_expect(oql_job_max_distance(t.job, "B", 6.4) == 0.0);
    cr_expect(oql_job_max_distance(t.job, "B", 8.0) == 200.0);
    cr_expect(oql_job_max_distance(t.job, "C", 5.0) == 87.5, "others take the smallest");
    cr_expect(oql_job_dict_value(&t.job->minimum_magnitude, "C", 0.0) == 5.0);
    cr_expect(oql_job_dict_value(&t.job->minimum_magnitude, "B", 0.0) == 6.5);
    oql_test_job_clear(&t);
}

Test(job, grid_spacing_of_points_lowers_the_point_distance)
{
    static const char *const over[] = {"ps_grid_spacing=50", "pointsource_distance=1000"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect(oql_job_pointsource_distance(t.job, "A") == 40.0);
    oql_test_job_clear(&t);
    t = oql_test_parse(OQL_TEST_JOB, 2, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect(oql_job_pointsource_distance(t.job, "A") == 1000.0);
    oql_test_job_clear(&t);
}

Test(job, aliases_and_old_names_mean_the_same)
{
    oql_test_job t = oql_test_accept(
        OQL_TEST_JOB "individual_curves = 1\nquantile_hazard_curves = 0.16, 0.84\n"
                     "mean_hazard_curves = False\nmax_hazard_curves = TRUE\n");
    cr_expect(t.job->individual_rlzs && t.job->max);
    cr_expect_not(t.job->mean);
    cr_assert_eq(t.job->quantiles.n, 2);
    cr_expect(t.job->quantiles.x[1] == 0.84);
    cr_expect_not_null(oql_job_find(t.job, "quantiles"));
    oql_test_job_clear(&t);
}

Test(job, lists_may_have_commas_blanks_and_brackets)
{
    static const char *const values[] = {"poes=0.1 0.02", "poes=0.1, 0.02",
                                         "poes=[0.1,\n0.02]"};
    for (size_t i = 0; i < 3; ++i) {
        oql_test_job t = oql_test_parse(OQL_TEST_JOB, 1, &values[i]);
        cr_assert_eq(t.st, OQL_OK);
        cr_assert_eq(t.job->poes.n, 2);
        cr_expect(t.job->poes.x[0] == 0.1 && t.job->poes.x[1] == 0.02);
        oql_test_job_clear(&t);
    }
}

Test(job, return_periods_give_probabilities)
{
    static const char *const over[] = {"return_periods=475 2475"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB "hazard_maps = true\n", 1, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_assert_eq(t.job->poes.n, 2);
    cr_expect_float_eq(t.job->poes.x[0], 0.0999, 1e-4);
    oql_test_job_clear(&t);
}

Test(job, overrides_win_and_are_marked)
{
    static const char *const over[] = {"Random_Seed = 7 ", "investigation_time=1", "std=true",
                                       "random_seed=8"};
    oql_test_job t = oql_test_parse(OQL_TEST_JOB "random_seed = 5\n", 4, over);
    cr_assert_eq(t.st, OQL_OK);
    cr_expect_eq(t.job->random_seed, 8, "the last one counts");
    cr_expect(t.job->investigation_time_yr == 1.0);
    cr_expect(t.job->std);
    const oql_job_param *p = oql_job_find(t.job, "random_seed");
    cr_expect_str_eq(p->file, "-p");
    cr_expect_str_eq(p->value, "8");
    cr_expect_str_eq(oql_job_find(t.job, "maximum_distance")->file, "/nowhere/job.ini");
    cr_expect_eq(oql_job_find(t.job, "maximum_distance")->line, 6);
    oql_test_job_clear(&t);
}

Test(job, files_become_absolute_and_keep_their_kind)
{
    char dir[] = "/tmp/oql_job_XXXXXX", name[64];
    cr_assert_not_null(mkdtemp(dir));
    (void)snprintf(name, sizeof name, "%s/a.xml", dir);
    FILE *f = fopen(name, "w");
    cr_assert_not_null(f);
    (void)fclose(f);
    static const char *const over[] = {"source_model_logic_tree_file=./x/../a.xml",
                                       "reqv_hdf5={'Volcanic': 'a.xml'}",
                                       "source_model_file=a.xml ./a.xml/../a.xml"};
    oql_test_job t = oql_test_parse_in(dir, OQL_TEST_JOB, 2, over);
    cr_assert_eq(t.st, OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_expect_str_eq(t.job->source_model_logic_tree_file, name);
    const oql_job_input *in = oql_job_find_input(t.job, "reqv", 0);
    cr_assert_not_null(in);
    cr_expect_str_eq(in->label, "Volcanic");
    cr_expect_str_eq(in->path, name);
    cr_expect_null(oql_job_find_input(t.job, "reqv", 1));
    cr_expect_str_eq(oql_job_find_input(t.job, "job_ini", 0)->path, t.job->path);
    oql_test_job_clear(&t);
    t = oql_test_parse_in(dir, OQL_TEST_JOB, 3, over);
    cr_expect(oql_test_has_problem(&t, true, "is named twice"));
    oql_test_job_clear(&t);
    (void)remove(name);
    (void)remove(dir);
}

Test(job, disaggregation_shares_its_probabilities)
{
    static const char *const over[] = {"calculation_mode=disaggregation"};
    oql_test_job t =
        oql_test_parse(OQL_TEST_JOB "poes_disagg = 0.1\nmag_bin_width = 0.5\n"
                                    "distance_bin_width = 20\ncoordinate_bin_width = 1\n"
                                    "num_epsilon_bins = 3\nhazard_maps = true\n"
                                    "disagg_outputs = Mag TRT, Mag_Dist\n",
                       1, over);
    cr_assert_eq(t.st, OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_expect_eq(t.job->mode, OQL_JOB_DISAGGREGATION);
    cr_expect_eq(t.job->poes.n, 1);
    cr_expect_eq(t.job->num_epsilon_bins, 1, "no output needs epsilon");
    cr_expect_eq(t.job->disagg_outputs.n, 3);
    oql_test_job_clear(&t);
}

Test(job, iml_disagg_gives_measures_and_levels)
{
    static const char *const over[] = {"calculation_mode=disaggregation"};
    oql_test_job t =
        oql_test_parse(OQL_TEST_KEYS "sites = 0 0\niml_disagg = {'SA(0.10)': 0.2, 'PGA': 0.1}\n"
                                     "disagg_bin_edges = {'mag': [5, 6, 7], 'eps': [-3, 3]}\n",
                       1, over);
    cr_assert_eq(t.st, OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_assert_eq(t.job->n_measures, 2);
    cr_expect_str_eq(t.job->measures[0].imt.text, "PGA");
    cr_expect(t.job->measures[1].levels[0] == 0.2);
    cr_expect(oql_job_dict_value(&t.job->iml_disagg, "SA(0.1)", -1.0) == 0.2);
    cr_expect_eq(t.job->n_bin_edges, 2);
    cr_expect_eq(t.job->disagg_outputs.n, 11);
    oql_test_job_clear(&t);
}

Test(job, reads_what_it_writes)
{
    oql_test_job a = oql_test_accept(
        OQL_TEST_JOB "poes = 0.1 0.02\nminimum_magnitude = {'A': 5}\nsite_labels = {'x': 1}\n"
                     "gsim = [FromFile]\npostproc_args = {'a': [1, None, 'b']}\n"
                     "discard_trts = Volcanic, Stable Shallow\nsource_id = 1 2\n");
    char *text = NULL, *again = NULL;
    size_t n = 0;

    FILE *f = open_memstream(&text, &n);
    (void)fprintf(f, "[general]\nsource_model_logic_tree_file = /dev/null\n"
                     "gsim_logic_tree_file = /dev/null\n");
    oql_job_dump(a.job, f);
    (void)fclose(f);
    *strstr(text, "input job_ini") = '\0'; /* the list of files is no key */
    oql_test_job b = oql_test_accept(text);
    f = open_memstream(&again, &n);
    (void)fprintf(f, "[general]\nsource_model_logic_tree_file = /dev/null\n"
                     "gsim_logic_tree_file = /dev/null\n");
    oql_job_dump(b.job, f);
    (void)fclose(f);
    *strstr(again, "input job_ini") = '\0';
    cr_expect_str_eq(text, again);
    cr_assert_eq(b.job->discard_trts.n, 2);
    cr_expect_str_eq(b.job->discard_trts.s[1], "Stable Shallow");
    free(text);
    free(again);
    oql_test_job_clear(&a);
    oql_test_job_clear(&b);
}
