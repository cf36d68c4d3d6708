/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "source/source.h"

/* Reference numbers: OpenQuake hazardlib 3.25, SimpleFaultSource.modify(…) on this source. */
static const double lon[] = {10.0, 10.5}, lat[] = {45.0, 45.2};
static const oql_polyline trace = {2, lon, lat, NULL};
static const oql_fault_geometry surface = {.kind = OQL_GEOM_SIMPLE,
                                           .upper_depth_km = 2,
                                           .lower_depth_km = 14,
                                           .dip_deg = 60,
                                           .spacing_km = 2,
                                           .n_line = 1,
                                           .lines = &trace};
static const oql_mfd gr = {.kind = OQL_MFD_TRUNC_GR,
                           .min_mag = 6,
                           .max_mag = 7,
                           .bin_width = 0.1,
                           .a_val = 3,
                           .b_val = 0.9};
static oql_msr wc1994;
static oql_arena *arena;
static oql_err err;

static oql_source fault(void)
{
    return (oql_source){.type = OQL_SOURCE_SIMPLE_FAULT,
                        .id = "f",
                        .mfd = &gr,
                        .msr = &wc1994,
                        .aspect_ratio = 1.5,
                        .geometry = &surface,
                        .rake_deg = 90};
}

static void setup(void)
{
    err = (oql_err){0};
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_msr_parse("WC1994", &wc1994, &err), OQL_OK);
}

static void teardown(void)
{
    oql_arena_destroy(arena);
}

TestSuite(apply, .init = setup, .fini = teardown);

static const oql_source *apply_node(const oql_source *src, const char *type,
                                    const oql_xml_node *value)
{
    const oql_source *out = NULL;

    cr_assert_eq(oql_source_apply(src, type, "lt.xml", value, arena, &out, &err), OQL_OK, "%s",
                 err.text);
    return out;
}

static const oql_source *apply_text(const oql_source *src, const char *type, const char *text)
{
    const oql_xml_node v = {.name = "uncertaintyModel", .ns = "", .text = text, .line = 3};

    return apply_node(src, type, &v);
}

static uint64_t count(const oql_source *src)
{
    oql_fault *f = NULL;

    cr_assert_eq(oql_source_fault(src, 0, &f, &err), OQL_OK, "%s", err.text);
    const uint64_t n = f->n;
    oql_fault_destroy(f);
    return n;
}

Test(apply, geometry_changes_give_the_ruptures_of_hazardlib)
{
    const oql_source s = fault();

    cr_expect_eq(count(&s), 314);
    cr_expect_eq(count(apply_text(&s, "simpleFaultDipRelative", "-15")), 432);
    cr_expect_eq(count(apply_text(&s, "simpleFaultDipAbsolute", "45.0")), 432);
    cr_expect_eq(count(apply_text(&s, "setLowerSeismDepthAbsolute", "18")), 559);
    cr_expect_eq(count(apply_text(&s, "setMSRAbsolute", "Leonard2014_SCR")), 384);
    cr_expect_eq(count(&s), 314, "the source itself is as before");
    cr_expect_eq(count(apply_text(&s, "dummy", "")), 314);
}

Test(apply, whole_geometry_is_replaced)
{
    const oql_source s = fault();
    oql_xml_attr spacing = {"spacing", "2.5"};
    oql_xml_node lower = {.name = "lowerSeismoDepth", .ns = "", .text = "10", .line = 8};
    oql_xml_node upper = {
        .name = "upperSeismoDepth", .ns = "", .text = "0", .line = 7, .next = &lower};
    oql_xml_node dip = {.name = "dip", .ns = "", .text = "90", .line = 6, .next = &upper};
    oql_xml_node pos = {.name = "posList", .ns = "", .text = "10 45 10.8 45.2", .line = 5};
    oql_xml_node line = {.name = "LineString",
                         .ns = "",
                         .text = "",
                         .line = 5,
                         .first_child = &pos,
                         .next = &dip};
    oql_xml_node geom = {.name = "simpleFaultGeometry",
                         .ns = "",
                         .text = "",
                         .line = 4,
                         .n_attrs = 1,
                         .attrs = &spacing,
                         .first_child = &line};
    oql_xml_node value = {
        .name = "uncertaintyModel", .ns = "", .text = "", .line = 3, .first_child = &geom};
    const oql_source *out = apply_node(&s, "simpleFaultGeometryAbsolute", &value);

    cr_expect_eq(count(out), 206);
    cr_expect_float_eq(out->geometry->spacing_km, 2.5, 0.0);
    dip.text = "120";
    cr_expect_eq(oql_source_apply(&s, "simpleFaultGeometryAbsolute", "lt.xml", &value, arena,
                                  &out, &err),
                 OQL_EMODEL);
    cr_expect(strstr(err.text, "lt.xml:3: ") == err.text && strstr(err.text, "dip") != NULL,
              "%s", err.text);
}

Test(apply, magnitudes_and_rates_follow_the_area)
{
    const oql_source s = fault();
    oql_xml_attr data_attrs[] = {
        {"slipRate", "2.0"}, {"rigidity", "32"}, {"constant_term", "9.05"}};
    oql_xml_node data = {.name = "faultActivityData",
                         .ns = "",
                         .text = "",
                         .line = 4,
                         .n_attrs = 2,
                         .attrs = data_attrs};
    const oql_xml_node value = {
        .name = "uncertaintyModel", .ns = "", .text = "", .line = 3, .first_child = &data};
    double area = 0.0;

    cr_assert_eq(oql_source_fault_area(&s, &area, &err), OQL_OK);
    cr_expect_float_eq(area / 629.4050788646925, 1.0, 1e-9);
    cr_expect_float_eq(apply_text(&s, "recomputeMmax", "0.5")->mfd->max_mag, 6.97403721874333,
                       1e-9);
    cr_expect_float_eq(apply_node(&s, "truncatedGRFromSlipAbsolute", &value)->mfd->a_val,
                       3.129018740313443, 1e-9);
    data.n_attrs = 3;
    cr_expect_float_eq(apply_node(&s, "truncatedGRFromSlipAbsolute", &value)->mfd->a_val,
                       3.1790187403134436, 1e-9);
}

Test(apply, changes_stack)
{
    const oql_source s = fault();
    const oql_source *a = apply_text(&s, "abGRAbsolute", "4.0 1.1");
    const oql_source *b = apply_text(a, "maxMagGRAbsolute", "6.8");

    cr_expect_float_eq(b->mfd->a_val, 4.0, 0.0);
    cr_expect_float_eq(b->mfd->b_val, 1.1, 0.0);
    cr_expect_float_eq(b->mfd->max_mag, 6.8, 0.0);
    cr_expect_float_eq(apply_text(b, "abMaxMagAbsolute", "3 1 7.2")->mfd->max_mag, 7.2, 0.0);
    cr_expect_float_eq(s.mfd->max_mag, 7.0, 0.0);
}

Test(apply, incremental_distribution_is_replaced)
{
    static const double rates[] = {0.1};
    const oql_mfd inc = {.kind = OQL_MFD_INCREMENTAL,
                         .min_mag = 6,
                         .bin_width = 0.1,
                         .n = 1,
                         .rate_per_yr = rates};
    oql_source s = fault();
    oql_xml_attr attrs[] = {{"minMag", "6.5"}, {"binWidth", "0.2"}};
    oql_xml_node rate = {.name = "occurRates", .ns = "", .text = "0.2 0.1 0.05", .line = 5};
    oql_xml_node mfd = {.name = "incrementalMFD",
                        .ns = "",
                        .text = "",
                        .line = 4,
                        .n_attrs = 2,
                        .attrs = attrs,
                        .first_child = &rate};
    const oql_xml_node value = {
        .name = "uncertaintyModel", .ns = "", .text = "", .line = 3, .first_child = &mfd};
    const oql_source *out = NULL;

    s.mfd = &inc;
    out = apply_node(&s, "incrementalMFDAbsolute", &value);
    cr_assert_eq(out->mfd->n, 3);
    cr_expect_float_eq(out->mfd->rate_per_yr[2], 0.05, 0.0);
    rate.text = "0.2 -0.1";
    cr_expect_eq(
        oql_source_apply(&s, "incrementalMFDAbsolute", "lt.xml", &value, arena, &out, &err),
        OQL_EMODEL);
}

Test(apply, depths_of_points_stay_within_the_layer)
{
    static const oql_nodal_plane plane[] = {{1.0, 0, 90, 0}};
    static const oql_hypo_depth depth[] = {{1.0, 12.0}};
    static const oql_nodal_planes planes = {1, plane};
    static const oql_hypo_depths depths = {1, depth};
    oql_source s = fault();
    const oql_xml_node value = {
        .name = "uncertaintyModel", .ns = "", .text = "10.0", .line = 3};
    const oql_source *out = NULL;

    s.type = OQL_SOURCE_POINT;
    s.geometry = NULL;
    s.lower_depth_km = 15;
    s.planes = &planes;
    s.depths = &depths;
    cr_expect_float_eq(apply_text(&s, "setLowerSeismDepthAbsolute", "20")->lower_depth_km, 20.0,
                       0.0);
    cr_expect_eq(
        oql_source_apply(&s, "setLowerSeismDepthAbsolute", "lt.xml", &value, arena, &out, &err),
        OQL_EMODEL);
    cr_expect(strstr(err.text, "hypocentral depth 12") != NULL, "%s", err.text);
}

Test(apply, wrong_changes_name_the_branch)
{
    static const struct {
        const char *type, *text;
        oql_status want;
    } c[] = {{"maxMagGRAbsolute", "big", OQL_EMODEL},
             {"maxMagGRAbsolute", "6.05", OQL_EMODEL},
             {"maxMagGRAbsolute", "", OQL_EMODEL},
             {"abGRAbsolute", "4.0", OQL_EMODEL},
             {"abGRAbsolute", "4.0 1.0 2.0", OQL_EMODEL},
             {"bGRAbsolute", "nan", OQL_EMODEL},
             {"simpleFaultDipAbsolute", "0", OQL_EMODEL},
             {"simpleFaultDipRelative", "45", OQL_EMODEL},
             {"setLowerSeismDepthAbsolute", "1.0", OQL_EMODEL},
             {"setUpperSeismDepthAbsolute", "1.0", OQL_EMODEL},
             {"setMSRAbsolute", "WC1995", OQL_EMODEL},
             {"complexFaultGeometryAbsolute", "", OQL_EMODEL},
             {"areaSourceGeometryAbsolute", "", OQL_EMODEL},
             {"characteristicFaultGeometryAbsolute", "", OQL_EMODEL},
             {"truncatedGRFromSlipAbsolute", "", OQL_EMODEL},
             {"incrementalMFDAbsolute", "", OQL_EMODEL},
             {"slipRateOfTheMoon", "1.0", OQL_EUNSUPPORTED}};
    const oql_source s = fault();

    for (size_t i = 0; i < sizeof c / sizeof c[0]; ++i) {
        const oql_xml_node v = {
            .name = "uncertaintyModel", .ns = "", .text = c[i].text, .line = 3};
        const oql_source *out = NULL;
        oql_err why = {0};

        cr_expect_eq(oql_source_apply(&s, c[i].type, "lt.xml", &v, arena, &out, &why),
                     c[i].want, "%s \"%s\": %s", c[i].type, c[i].text, why.text);
        cr_expect(strncmp(why.text, "lt.xml:3: ", 10) == 0, "%s", why.text);
        cr_expect_null(out);
    }
}
