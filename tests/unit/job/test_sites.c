/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static char dir[] = "/tmp/oql_sites_XXXXXX";
static oql_test_job t;
static oql_sites *sites;
static oql_status st;

static void setup(void)
{
    cr_assert_not_null(mkdtemp(dir));
}

static void remove_file(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    (void)remove(path);
}

static void teardown(void)
{
    oql_sites_destroy(sites);
    oql_test_job_clear(&t);
    remove_file("a.csv");
    remove_file("b.csv");
    remove_file("a.xml");
    (void)remove(dir);
}

TestSuite(sites, .init = setup, .fini = teardown);

static void put(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    cr_assert_not_null(f);
    (void)fputs(text, f);
    (void)fclose(f);
}

static void load_with(const char *keys, oql_site_reader xml, void *user)
{
    char text[3000];
    (void)snprintf(text, sizeof text, "%s%s%s", OQL_TEST_KEYS, OQL_TEST_LEVELS, keys);
    t = oql_test_parse_in(dir, text, 0, NULL);
    cr_assert_eq(t.st, OQL_OK, "%s", oql_test_problem(&t, 0));
    st = oql_sites_load(t.job, xml, user, t.problems, &sites, &t.err);
}

static void load(const char *keys)
{
    load_with(keys, NULL, NULL);
    cr_assert_eq(st, OQL_OK, "%s", oql_test_problem(&t, 0));
}

static void refuse(const char *keys, const char *problem)
{
    load_with(keys, NULL, NULL);
    cr_expect_eq(st, OQL_ECONFIG);
    cr_expect_null(sites);
    cr_expect(oql_test_has_problem(&t, true, problem), "found: %s", oql_test_problem(&t, 0));
}

static void expect_place(size_t i, double lon, double lat)
{
    cr_assert_lt(i, sites->n);
    cr_expect(sites->lon_deg[i] == lon && sites->lat_deg[i] == lat, "site %zu is %.17g %.17g",
              i, sites->lon_deg[i], sites->lat_deg[i]);
}

Test(sites, points_are_sorted_and_wrapped)
{
    load("sites = 180 -28, 180 -30, 179 -26 -1.5, -178 -28, -180 -27\n"
         "reference_vs30_value = 760\nreference_vs30_type = measured\n");
    cr_assert_eq(sites->n, 5);
    expect_place(0, -180.0, -27.0); /* OpenQuake's order: sorted first, wrapped then */
    expect_place(1, -178.0, -28.0);
    expect_place(2, 179.0, -26.0);
    expect_place(3, -180.0, -30.0);
    expect_place(4, -180.0, -28.0);
    cr_expect(sites->depth_km[2] == -1.5);
    cr_expect(sites->vs30_mps[4] == 760.0 && sites->vs30measured[0] == 1.0);
    cr_expect(isnan(sites->z1pt0_m[0]) && sites->backarc[0] == 0.0);
    cr_expect_null(sites->xvf_km);
    cr_expect_not(sites->has_site_model);
}

Test(sites, a_list_without_header_is_sorted_and_may_have_depths)
{
    put("a.csv", "153.02,-27.47\n\n-122.186855, 47.326646 -1.0\r\n138.60,-34.93,2\n");
    load("sites_csv = a.csv\n");
    cr_assert_eq(sites->n, 3);
    expect_place(0, -122.18685, 47.32665);
    cr_expect(sites->depth_km[0] == -1.0);
    expect_place(1, 138.6, -34.93);
    cr_expect(sites->depth_km[1] == 2.0);
    expect_place(2, 153.02, -27.47);
}

Test(sites, a_site_model_keeps_its_order_and_its_columns)
{
    put("a.csv", "custom_site_id,lon,lat,vs30,vs30measured,z1pt0,backarc,slope,geology\n"
                 "B,3,-3,500,True,-999,1,0.1,HOLOCENE\nA,-3,-3,760,0,40,0,0.2,UNKNOWN\n");
    load("site_model_file = a.csv\nreference_depth_to_2pt5km_per_sec = 2\n");
    cr_assert_eq(sites->n, 2);
    expect_place(0, 3.0, -3.0);
    cr_expect_str_eq(sites->custom_id[0], "B");
    cr_expect(sites->vs30_mps[0] == 500.0 && sites->vs30measured[0] == 1.0);
    cr_expect(sites->z1pt0_m[0] == -999.0 && sites->z2pt5_km[0] == 2.0);
    cr_expect(sites->backarc[0] == 1.0);
    const double *slope = oql_sites_column(sites, "slope");
    cr_assert_not_null(slope);
    cr_expect(slope[1] == 0.2);
    cr_expect_null(oql_sites_column(sites, "geology"), "a text has no numbers");
    cr_expect_eq(sites->n_columns, 2);
    cr_expect_str_eq(sites->columns[1].text[0], "HOLOCENE");
    cr_expect_eq(oql_sites_require(sites, t.job, "geology", NULL, t.problems), 0);
}

Test(sites, sites_csv_gives_way_to_reference_values)
{
    put("a.csv", "lon,lat,vs30\n1,2,500\n");
    load("sites_csv = a.csv\nreference_vs30_value = 760\n");
    cr_expect(sites->vs30_mps[0] == 760.0);
}

Test(sites, sites_csv_counts_without_reference_values)
{
    put("a.csv", "lon,lat,vs30\n1,2,500\n");
    load("sites_csv = a.csv\n");
    cr_expect(sites->vs30_mps[0] == 500.0);
}

Test(sites, points_take_the_nearest_row_of_the_model)
{
    put("a.csv", "lon,lat,vs30\n0,0,300\n0.05,0,400\n");
    load("sites = 0.04 0, 0.01 0\nsite_model_file = a.csv\nreference_vs30_value = 760\n");
    expect_place(0, 0.01, 0.0);
    cr_expect(sites->vs30_mps[0] == 300.0 && sites->vs30_mps[1] == 400.0);
}

Test(sites, a_point_far_from_the_model_is_refused)
{
    put("a.csv", "lon,lat,vs30\n0,0,300\n");
    refuse(
        "sites = 0.2 0\nsite_model_file = a.csv\n",
        "the nearest row of the site model is 22.2 km from site 0.2 0, expected at most 8.0");
}

Test(sites, a_point_rather_far_from_the_model_warns)
{
    put("a.csv", "lon,lat,vs30\n0,0,300\n");
    load("sites = 0.1 0, 0.05 0\nsite_model_file = a.csv\n");
    cr_expect_eq(oql_problems_warnings(t.problems), 1);
    cr_expect(oql_test_has_problem(&t, false, "is 11.1 km from site 0.1 0"));
    cr_expect(sites->vs30_mps[1] == 300.0);
}

Test(sites, a_grid_far_from_the_model_warns)
{
    put("a.csv", "lon,lat,vs30\n5,5,300\n");
    load("region = 0 0, 1 0, 1 1, 0 1\nregion_grid_spacing = 60\nsite_model_file = a.csv\n");
    cr_expect_gt(oql_problems_warnings(t.problems), 0);
    cr_expect(sites->vs30_mps[0] == 300.0);
}

Test(sites, a_region_becomes_a_sorted_grid)
{
    load("region = 0 0, 1 0, 1 1, 0 1\nregion_grid_spacing = 60\nreference_vs30_value = 760\n");
    cr_assert_gt(sites->n, 3);
    for (size_t i = 1; i < sites->n; ++i) {
        cr_expect(sites->lon_deg[i] >= sites->lon_deg[i - 1]);
    }
}

Test(sites, a_grid_too_fine_for_any_memory_is_refused)
{
    refuse("region = 0 0, 90 0, 90 80, 0 80\nregion_grid_spacing = 0.001\n",
           "expected at most");
}

Test(sites, several_files_are_joined)
{
    put("a.csv", "lon,lat,vs30\n3,3,300\n");
    put("b.csv", "vs30,lat,lon\n400,1,1\n500,2,2\n");
    load("site_model_file = a.csv b.csv\n");
    cr_assert_eq(sites->n, 3);
    expect_place(2, 2.0, 2.0);
    cr_expect(sites->vs30_mps[1] == 400.0);
}

Test(sites, files_with_other_columns_are_refused)
{
    put("a.csv", "lon,lat,vs30\n3,3,300\n");
    put("b.csv", "lon,lat,z1pt0\n1,1,40\n");
    refuse("site_model_file = a.csv b.csv\n", "b.csv:1: no column vs30, expected it as in");
}

Test(sites, every_wrong_value_is_reported_with_its_line)
{
    put("a.csv", "lon,lat,vs30,z1pt0\n0,0,300,-100\n0,1,-1,40\n0,95,300,x\n");
    load_with("site_model_file = a.csv\n", NULL, NULL);
    cr_expect_eq(st, OQL_ECONFIG);
    cr_expect(
        oql_test_has_problem(&t, true, "a.csv:4: 'x' in column z1pt0, expected a number"));
    cr_expect_eq(oql_problems_errors(t.problems), 1, "ranges come after the numbers are read");
    oql_test_job_clear(&t);
    put("a.csv", "lon,lat,vs30,z1pt0\n0,0,300,-100\n0,1,-1,40\n0,95,300,1\n");
    load_with("site_model_file = a.csv\n", NULL, NULL);
    cr_expect(oql_test_has_problem(&t, true, "a.csv:2: z1pt0 = -100, expected a depth >= 0"));
    cr_expect(oql_test_has_problem(&t, true, "a.csv:3: vs30 = -1, expected a velocity"));
    cr_expect(oql_test_has_problem(&t, true, "a.csv:4: lat = 95, expected a latitude"));
    cr_expect_eq(oql_problems_errors(t.problems), 3);
}

Test(sites, a_site_twice_is_refused)
{
    put("a.csv", "lon,lat,vs30\n1,2,300\n3,4,300\n1.000001,2,400\n");
    refuse("site_model_file = a.csv\n", "a.csv:4: site 1 2 again, expected it once (line 2)");
}

Test(sites, an_unknown_column_suggests_a_known_one)
{
    put("a.csv", "lon,lat,vs3O\n1,2,300\n");
    refuse("site_model_file = a.csv\n", "'vs3O' is no site parameter, did you mean vs30");
}

Test(sites, an_empty_model_is_refused)
{
    put("a.csv", "lon,lat,vs30\n");
    refuse("site_model_file = a.csv\n", "no sites");
}

Test(sites, an_empty_file_is_refused)
{
    put("a.csv", "");
    refuse("site_model_file = a.csv\n", "empty, expected a header line");
}

Test(sites, required_parameters_must_be_known)
{
    load("sites = 0 0\n");
    cr_expect_eq(oql_sites_require(sites, t.job, "vs30", "BooreAtkinson2008", t.problems), 1);
    cr_expect_eq(oql_sites_require(sites, t.job, "region", NULL, t.problems), 1);
    cr_expect_eq(oql_sites_require(sites, t.job, "backarc", NULL, t.problems), 0);
    cr_expect_eq(oql_sites_require(sites, t.job, "vs30measured", NULL, t.problems), 0);
    cr_expect(oql_test_has_problem(
        &t, true,
        "expected reference_vs30_value, or a column vs30 in a site model, required by "
        "BooreAtkinson2008"));
    cr_expect(oql_test_has_problem(
        &t, true, "no site_model_file, expected one with the parameter region"));
}

Test(sites, labels_must_be_known)
{
    put("a.csv", "lon,lat,ilabel\n1,2,0\n2,2,3\n");
    refuse("site_model_file = a.csv\nsite_labels = {'Cascadia': 1}\n",
           "ilabel 3 of site 2 2, expected one of them");
}

Test(sites, a_tile_takes_every_nth_site)
{
    load("sites = 0 0, 1 0, 2 0, 3 0, 4 0\ntile_spec = [2, 2]\n");
    cr_assert_eq(sites->n, 2);
    expect_place(0, 1.0, 0.0);
    expect_place(1, 3.0, 0.0);
}

Test(sites, a_tile_counts_as_many_sites)
{
    load("sites = 0 0, 1 0, 2 0, 3 0, 4 0\nmax_sites_disagg = 50\ntile_spec = [2, 2]\n");
    cr_expect_eq(t.job->max_sites_disagg, 1);
}

Test(sites, a_grid_without_region_covers_the_hull_of_the_model)
{
    put("a.csv", "lon,lat,vs30\n10,45,400\n10.1,45.05,500\n10.1,45,600\n10.05,45.01,500\n");
    load("site_model_file = a.csv\nregion_grid_spacing = 5\n");
    /* OpenQuake 3.25: Mesh.get_convex_hull().dilate(5).discretize(5) */
    cr_assert_eq(sites->n, 9);
    expect_place(0, 9.99997, 44.96006);
    expect_place(5, 10.06371, 45.04999);
    expect_place(8, 10.12736, 45.04999);
    cr_expect(sites->vs30_mps[0] == 400.0 && sites->vs30_mps[6] == 600.0);
}

Test(sites, depths_in_metres_are_refused)
{
    put("a.csv", "lon,lat,depth,vs30\n1,2,-8.8,500\n2,2,-1500,500\n3,2,101,500\n");
    refuse("site_model_file = a.csv\n", "depth = -1500, expected km below sea level");
    cr_expect(oql_test_has_problem(&t, true, "a.csv:4: depth = 101"));
    oql_test_job_clear(&t);
    t = oql_test_parse_in(dir, OQL_TEST_KEYS OQL_TEST_LEVELS "sites = 1 2 -9\n", 0, NULL);
    cr_expect(oql_test_has_problem(&t, true, "depth of point 1 is -9, expected km"));
}

Test(sites, names_that_would_be_cut_are_refused)
{
    put("a.csv", "lon,lat,vs30,custom_site_id\n1,2,500,eightlet\n2,2,500,nineletrs\n");
    refuse("site_model_file = a.csv\n",
           "a.csv:3: custom_site_id = nineletrs has 9 letters, expected at most 8");
}

Test(sites, override_vs30_without_effect_is_told)
{
    put("a.csv", "lon,lat,vs30\n1,2,400\n2,2,300\n");
    load("site_model_file = a.csv\noverride_vs30 = 500 760\n");
    cr_expect(oql_test_has_problem(&t, false, "no site has vs30 = -999"));
    cr_expect(sites->n == 2 && sites->vs30_mps[1] == 300.0);
}

Test(sites, override_vs30_repeats_the_only_site)
{
    load("sites = 0 0\noverride_vs30 = 500 760\nreference_vs30_value = 800\n"
         "reference_depth_to_1pt0km_per_sec = 40\n");
    cr_assert_eq(sites->n, 2);
    cr_expect(sites->vs30_mps[0] == 500.0 && sites->vs30_mps[1] == 760.0);
    cr_expect_str_eq(sites->custom_id[0], "0:C");
    cr_expect_str_eq(sites->custom_id[1], "0:BC");
    /* Chiou & Youngs (2014), eq. 1 */
    cr_expect_float_eq(sites->z1pt0_m[1], 41.3066, 1e-4);
    cr_expect(isnan(sites->z2pt5_km[0]));
}

Test(sites, override_vs30_of_one_value_replaces_all)
{
    put("a.csv", "lon,lat,vs30\n1,2,-999\n2,2,300\n");
    load("site_model_file = a.csv\noverride_vs30 = 600\n");
    cr_assert_eq(sites->n, 2);
    cr_expect(sites->vs30_mps[0] == 600.0 && sites->vs30_mps[1] == 600.0);
    cr_expect_str_eq(sites->custom_id[1], "1:C");
}

static oql_status fake_xml(void *user, const char *path, oql_site_table *out, oql_err *err)
{
    static const double lon[] = {1.000004, 2.0}, lat[] = {0.0, 0.0}, vs30[] = {400.0, 500.0};
    static const oql_site_column columns[] = {
        {"lon", lon, NULL}, {"lat", lat, NULL}, {"vs30", vs30, NULL}};
    static const int lines[] = {3, 4};
    if (user != NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:9: not closed", path);
    }
    *out = (oql_site_table){path, 2, 3, columns, lines};
    return OQL_OK;
}

Test(sites, an_xml_model_comes_through_a_callback)
{
    put("a.xml", "<nrml/>");
    load_with("site_model_file = a.xml\n", fake_xml, NULL);
    cr_assert_eq(st, OQL_OK);
    cr_assert_eq(sites->n, 2);
    expect_place(0, 1.0, 0.0);
    cr_expect(sites->vs30_mps[1] == 500.0);
}

Test(sites, the_failure_of_an_xml_model_is_reported)
{
    put("a.xml", "<nrml/>");
    load_with("site_model_file = a.xml\n", fake_xml, &st);
    cr_expect_eq(st, OQL_ECONFIG);
    cr_expect(oql_test_has_problem(&t, true, "a.xml:9: not closed"));
}

Test(sites, too_many_sites_to_disaggregate_are_refused)
{
    static const char *const over[] = {"calculation_mode=disaggregation", "poes=0.1",
                                       "disagg_bin_edges={'mag': [5, 6]}",
                                       "max_sites_disagg=1"};
    t = oql_test_parse(OQL_TEST_KEYS OQL_TEST_LEVELS "sites = 0 0, 1 1\n", 4, over);
    cr_assert_eq(t.st, OQL_OK, "%s", oql_test_problem(&t, 0));
    st = oql_sites_load(t.job, NULL, NULL, t.problems, &sites, &t.err);
    cr_expect_eq(st, OQL_ECONFIG);
    cr_expect(oql_test_has_problem(&t, true, "expected max_sites_disagg >= 2"));
}
