/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "source/parse.h"

static oql_xml_node text_node(const char *text)
{
    return (oql_xml_node){.name = "posList", .ns = "", .text = text, .line = 7};
}

Test(parse, coordinates_are_rounded_to_five_decimals_of_their_decimal_value)
{
    /* Values of Python's round(x, 5). */
    cr_expect_float_eq(oql_round_lonlat(0.123456), 0.12346, 0.0);
    cr_expect_float_eq(oql_round_lonlat(123.300795), 123.30079, 0.0);
    cr_expect_float_eq(oql_round_lonlat(-123.300795), -123.30079, 0.0);
    cr_expect_float_eq(oql_round_lonlat(2.5e-6), 0.0, 0.0);
    cr_expect_float_eq(oql_round_lonlat(179.9999999), 180.0, 0.0);
}

Test(parse, lines_have_two_or_three_numbers_a_point)
{
    oql_arena *arena = NULL;
    oql_polyline line = {0};
    oql_err err = {0};
    const oql_xml_node ok = text_node(" 10.0 45.0\n\t10.1234567 45.1 "),
                       odd = text_node("1 2 3"), deep = text_node("1 2 3 4 5 6"),
                       word = text_node("1 x"), far = text_node("181 0"), none = text_node(" "),
                       nan = text_node("nan 1");

    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_parse_line("f", &ok, 2, arena, &line, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(line.n, 2);
    cr_expect_float_eq(line.lon_deg[1], 10.12346, 0.0);
    cr_expect_null(line.depth_km);
    cr_assert_eq(oql_parse_line("f", &deep, 3, arena, &line, &err), OQL_OK);
    cr_expect_float_eq(line.depth_km[1], 6.0, 0.0);
    cr_expect_eq(oql_parse_line("f", &odd, 2, arena, &line, &err), OQL_EMODEL);
    cr_expect_str_eq(err.text,
                     "f:7: <posList> has 3 numbers, expected longitudes and latitudes "
                     "(a multiple of 2)");
    err = (oql_err){0};
    cr_expect_eq(oql_parse_line("f", &word, 2, arena, &line, &err), OQL_EMODEL);
    cr_expect(strstr(err.text, "\"x\"") != NULL, "%s", err.text);
    cr_expect_eq(oql_parse_line("f", &far, 2, arena, &line, NULL), OQL_EMODEL);
    cr_expect_eq(oql_parse_line("f", &none, 2, arena, &line, NULL), OQL_EMODEL);
    cr_expect_eq(oql_parse_line("f", &nan, 2, arena, &line, NULL), OQL_EMODEL);
    cr_expect_eq(line.n, 2, "unchanged on failure");
    oql_arena_destroy(arena);
}

Test(parse, a_place_may_have_a_comma)
{
    const oql_xml_node a = text_node("12,14"), three = text_node("1 2 3"), one = text_node("1");
    double lon = 0.0, lat = 0.0;

    cr_assert_eq(oql_parse_lonlat("f", &a, &lon, &lat, NULL), OQL_OK);
    cr_expect_float_eq(lon, 12.0, 0.0);
    cr_expect_float_eq(lat, 14.0, 0.0);
    cr_expect_eq(oql_parse_lonlat("f", &three, &lon, &lat, NULL), OQL_EMODEL);
    cr_expect_eq(oql_parse_lonlat("f", &one, &lon, &lat, NULL), OQL_EMODEL);
}
