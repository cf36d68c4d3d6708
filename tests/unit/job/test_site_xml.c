/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "job/site_model.h"
#include "job/site_xml.h"

/* A tree as the XML reader gives it: nrml > siteModel > two sites. */
static oql_xml_attr attrs[2][5] = {
    {{"lon", "10.0"}, {"lat", "40.0"}, {"vs30", "800"}, {"vs30Type", "measured"}, {"ec8", "A"}},
    {{"lat", "41.0"}, {"lon", "11.0"}, {"vs30", "300"}, {"vs30Type", "inferred"}, {"ec8", "C"}},
};
static oql_xml_node root, model, sites[2];
static oql_arena *arena;
static oql_err err;

static void setup(void)
{
    root = (oql_xml_node){.name = "nrml", .ns = "", .text = "", .line = 1};
    model = (oql_xml_node){.name = "siteModel", .ns = "", .text = "", .line = 2};
    root.first_child = root.last_child = &model;
    for (int i = 0; i < 2; ++i) {
        sites[i] = (oql_xml_node){.name = "site",
                                  .ns = "",
                                  .text = "",
                                  .line = 3 + i,
                                  .n_attrs = 5,
                                  .attrs = attrs[i],
                                  .parent = &model};
    }
    sites[0].next = &sites[1];
    model.first_child = &sites[0];
    model.last_child = &sites[1];
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
}

static void teardown(void)
{
    oql_arena_destroy(arena);
}

TestSuite(site_xml, .init = setup, .fini = teardown);

static void refuses(const char *text)
{
    oql_site_table t = {.n_rows = 77};
    cr_expect_eq(oql_site_table_from_xml(&root, "m.xml", arena, &t, &err), OQL_EMODEL);
    cr_expect_str_eq(err.text, text);
    cr_expect_eq(t.n_rows, 77, "the output is unchanged");
}

Test(site_xml, attributes_become_columns)
{
    oql_site_table t;
    cr_assert_eq(oql_site_table_from_xml(&root, "m.xml", arena, &t, &err), OQL_OK, "%s",
                 err.text);
    cr_expect_eq(t.n_rows, 2);
    cr_expect_eq(t.n_columns, 5);
    cr_expect(oql_site_table_find(&t, "lon")->x[1] == 11.0, "whatever the order of attributes");
    cr_expect(oql_site_table_find(&t, "vs30measured")->x[0] == 1.0);
    cr_expect(oql_site_table_find(&t, "vs30measured")->x[1] == 0.0);
    cr_expect_str_eq(oql_site_table_find(&t, "ec8")->text[1], "C");
    cr_expect_eq(t.lines[1], 4);
}

Test(site_xml, a_velocity_is_inferred_unless_said)
{
    oql_site_table t;
    sites[0].n_attrs = sites[1].n_attrs = 3;
    cr_assert_eq(oql_site_table_from_xml(&root, "m.xml", arena, &t, &err), OQL_OK, "%s",
                 err.text);
    cr_expect_eq(t.n_columns, 4);
    cr_expect(oql_site_table_find(&t, "vs30measured")->x[0] == 0.0);
}

Test(site_xml, a_site_without_a_parameter_is_refused)
{
    sites[1].n_attrs = 4;
    refuses("m.xml:4: no ec8, expected it as in line 3");
}

Test(site_xml, a_site_with_a_parameter_more_is_refused)
{
    sites[0].n_attrs = 4;
    refuses(
        "m.xml:4: ec8, which the site of line 3 has not, expected the same parameters for all "
        "sites");
}

Test(site_xml, an_unknown_parameter_is_refused)
{
    attrs[0][2].name = attrs[1][2].name = "vs31";
    refuses("m.xml:3: 'vs31' is no site parameter, expected one such as vs30");
}

Test(site_xml, a_value_that_is_no_number_is_refused)
{
    attrs[1][0].value = "north";
    refuses("m.xml:4: lat=\"north\", expected a number");
}

Test(site_xml, a_document_without_sites_is_refused)
{
    model.name = "sourceModel";
    refuses("m.xml:2: <sourceModel>, expected <siteModel> with <site> in it");
}
