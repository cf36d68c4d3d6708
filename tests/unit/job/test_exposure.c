/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/exposure.h"
#include "job/geohash.h"
#include "support.h"

static char dir[] = "/tmp/oql_exposure_XXXXXX";
static oql_test_job t;
static oql_sites *sites;
static oql_arena *arena;

static void setup(void)
{
    oql_err err = {0};
    cr_assert_not_null(mkdtemp(dir));
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
}

static void teardown(void)
{
    static const char *const names[] = {"e.xml", "e.csv"};
    oql_sites_destroy(sites);
    oql_test_job_clear(&t);
    oql_arena_destroy(arena);
    for (size_t i = 0; i < OQL_COUNT(names); ++i) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        (void)remove(path);
    }
    (void)remove(dir);
}

TestSuite(exposure, .init = setup, .fini = teardown);

static void put(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    cr_assert_not_null(f);
    (void)fputs(text, f);
    (void)fclose(f);
}

/* <nrml><exposureModel><exposureFields/><assets>e.csv</assets>, as the XML reader gives it. */
static oql_status exposure_xml(void *user, const char *path, oql_site_table *out, oql_err *err)
{
    static const oql_xml_attr rename[] = {{"oq", "lon"}, {"input", "x"}};
    static oql_xml_node field = {.name = "field", .ns = "", .text = "", .line = 3};
    static oql_xml_node fields = {.name = "exposureFields", .ns = "", .text = "", .line = 3};
    static oql_xml_node assets = {.name = "assets", .ns = "", .line = 4};
    static oql_xml_node model = {.name = "exposureModel", .ns = "", .text = "", .line = 2};
    static oql_xml_node root = {.name = "nrml", .ns = "", .text = "", .line = 1};

    field.n_attrs = 2;
    field.attrs = rename;
    fields.first_child = fields.last_child = user == NULL ? NULL : &field;
    assets.text = "e.csv";
    model.first_child = &fields;
    fields.next = &assets;
    model.last_child = &assets;
    root.first_child = root.last_child = &model;
    return oql_exposure_from_xml(&root, path, arena, out, err);
}

static oql_status load(const char *keys, void *user)
{
    char text[3000];
    (void)snprintf(text, sizeof text, "%s%sexposure_file = e.xml\n%s", OQL_TEST_KEYS,
                   OQL_TEST_LEVELS, keys);
    put("e.xml", "<nrml/>");
    t = oql_test_parse_in(dir, text, 0, NULL);
    cr_assert_eq(t.st, OQL_OK, "%s", oql_test_problem(&t, 0));
    return oql_sites_load(t.job, exposure_xml, user, t.problems, &sites, &t.err);
}

Test(exposure, without_other_sites_each_place_of_an_asset_is_one)
{
    put("e.csv", "id,lon,lat\na,2,1\nb,1,5\nc,2.000001,1\nd,1,4\n");
    cr_assert_eq(load("", NULL), OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_assert_eq(sites->n, 3);
    cr_expect(sites->lon_deg[0] == 1.0 && sites->lat_deg[0] == 4.0);
    cr_expect(sites->lon_deg[1] == 1.0 && sites->lat_deg[1] == 5.0);
    cr_expect(sites->lon_deg[2] == 2.0 && sites->lat_deg[2] == 1.0);
}

Test(exposure, columns_may_have_other_names)
{
    put("e.csv", "id,x,lat\na,2,1\n");
    cr_assert_eq(load("", &arena), OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_assert_eq(sites->n, 1);
    cr_expect_eq(sites->lon_deg[0], 2.0);
}

Test(exposure, only_sites_nearest_to_an_asset_are_kept)
{
    put("e.csv", "id,lon,lat\na,0.05,0\nb,2.05,0\n");
    cr_assert_eq(load("sites = 0 0, 1 0, 2 0\n", NULL), OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_assert_eq(sites->n, 2);
    cr_expect_eq(sites->lon_deg[0], 0.0);
    cr_expect_eq(sites->lon_deg[1], 2.0);
}

Test(exposure, assets_far_from_every_site_are_an_error)
{
    put("e.csv", "id,lon,lat\na,0.05,0\nb,9,0\n");
    cr_expect_eq(load("sites = 0 0, 1 0\n", NULL), OQL_ECONFIG);
    cr_expect(oql_test_has_problem(&t, true, "1 of 2 places of assets are farther than 15 km"),
              "%s", oql_test_problem(&t, 0));
}

Test(exposure, far_assets_may_be_discarded)
{
    put("e.csv", "id,lon,lat\na,0.05,0\nb,9,0\n");
    cr_assert_eq(
        load("sites = 0 0, 1 0\ndiscard_assets = true\nasset_hazard_distance = 8\n", NULL),
        OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_assert_eq(sites->n, 1);
    cr_expect_eq(sites->lon_deg[0], 0.0);
}

Test(exposure, a_file_without_places_is_an_error_with_its_line)
{
    put("e.csv", "id,lon,lat\na,0.05,x\n");
    cr_expect_eq(load("", NULL), OQL_ECONFIG);
    cr_expect(oql_test_has_problem(&t, true, "e.csv:2"), "%s", oql_test_problem(&t, 0));
}

Test(exposure, sites_of_a_tile_have_geohashes_for_names)
{
    put("e.csv", "id,lon,lat\na,10,45\nb,10,46\nc,11,47\n");
    cr_assert_eq(load("tile_spec = [1, 2]\n", NULL), OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_assert_eq(sites->n, 2);
    cr_assert_not_null(sites->custom_id);
    cr_expect_eq(strncmp(sites->custom_id[0], "spzpg", 5), 0, "%s", sites->custom_id[0]);
    cr_expect_eq(strlen(sites->custom_id[0]), 6);
}

Test(exposure, geohashes_agree_with_published_ones)
{
    char text[12];
    oql_geohash(-5.6, 42.6, 5, text); /* the example of geohash.org and Wikipedia */
    cr_expect_str_eq(text, "ezs42");
    oql_geohash(10.40744, 57.64911, 11, text);
    cr_expect_str_eq(text, "u4pruydqqvj");
}
