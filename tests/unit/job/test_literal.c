/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "job/literal.h"

static oql_arena *arena;

static void setup(void)
{
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
}

static void teardown(void)
{
    oql_arena_destroy(arena);
}

TestSuite(literal, .init = setup, .fini = teardown);

static const oql_literal *parse(const char *text)
{
    const oql_literal *v = NULL;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_literal_parse(text, arena, &v, &err), OQL_OK, "%s: %s", text, err.text);
    return v;
}

Test(literal, reads_numbers_texts_and_words)
{
    cr_expect(parse(" -1.5e-2 ")->number == -0.015);
    cr_expect(parse("7")->is_integer);
    cr_expect_not(parse("7.")->is_integer);
    cr_expect_str_eq(parse("'a \"b\"'")->text, "a \"b\"");
    cr_expect_str_eq(parse("\"it\\'s\"")->text, "it's");
    cr_expect_eq(parse("True")->kind, OQL_LIT_BOOL);
    cr_expect(parse("true")->number == 1.0);
    cr_expect_eq(parse("None")->kind, OQL_LIT_NONE);
}

Test(literal, reads_nested_lists_and_dictionaries)
{
    const oql_literal *v =
        parse("{'imts': ['PGA',], # why\n \"x\": {0: (.1, 2)}, 'empty': [], 'e': {},}");

    cr_assert_eq(v->kind, OQL_LIT_DICT);
    cr_assert_eq(v->n, 4);
    cr_expect_str_eq(oql_literal_get(v, "imts")->items[0].text, "PGA");
    const oql_literal *x = oql_literal_get(v, "x");
    cr_expect(x->keys[0].number == 0.0);
    cr_expect(x->items[0].items[0].number == 0.1);
    cr_expect_eq(oql_literal_get(v, "empty")->n, 0);
    cr_expect_null(oql_literal_get(v, "nothing"));
    cr_expect_null(oql_literal_get(NULL, "x"));
    cr_expect_null(oql_literal_get(x->items, "x"));
}

Test(literal, logscale_is_even_in_the_logarithm)
{
    const oql_literal *v = parse("{'ls': logscale(0.01, 2, 5)}");
    /* numpy: array([0.01, 0.03760603, 0.14142136, 0.53182959, 2.]) */
    static const double want[] = {0.01, 0.03760603093086394, 0.14142135623730953,
                                  0.5318295896944989, 2.0};
    cr_assert_eq(v->items[0].n, 5);
    for (size_t i = 0; i < 5; ++i) {
        cr_expect_float_eq(v->items[0].items[i].number, want[i], 1e-15);
    }
    v = parse("linscale(1, 2, 3,)");
    cr_expect(v->items[1].number == 1.5);
}

Test(literal, says_what_is_wrong)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"{'a': }", "expected a number, a text in quotes"},
        {"{'a' 1}", "expected : after a key"},
        {"[1 2]", "expected a comma or ]"},
        {"[1, 2", "at 'the end'"},
        {"'open", "expected a closing '"},
        {"1 2", "expected the end of the value"},
        {"{[1]: 2}", "expected a text or a number as key"},
        {"logscale(1, 0.5, 3)", "needs 0 < first < last"},
        {"logscale(0.1, 1, 1)", "expected 2 to 10000 levels, found 1"},
        {"logscale(0.1, 1, 2.5)", "expected 2 to 10000 levels"},
        {"logscale(0.1, 1)", "expected a comma"},
        {"logscale(0.1, 1, 1e9)", "expected 2 to 10000 levels"},
        {"__import__('os')", "expected a number, a text in quotes"},
        {"1e999", "expected a number"},
        {"", "at 'the end' (character 1)"},
        {"'\\x41'", "as the only escapes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        const oql_literal *v = NULL;
        oql_err err = {.code = OQL_OK};
        cr_expect_eq(oql_literal_parse(cases[i].text, arena, &v, &err), OQL_ECONFIG, "%s",
                     cases[i].text);
        cr_expect_null(v);
        cr_expect_not_null(strstr(err.text, cases[i].want), "%s: %s", cases[i].text, err.text);
    }
}

Test(literal, refuses_bottomless_nesting)
{
    char text[1000];
    const oql_literal *v = NULL;
    oql_err err = {.code = OQL_OK};

    memset(text, '[', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cr_expect_eq(oql_literal_parse(text, arena, &v, &err), OQL_ECONFIG);
    cr_expect_not_null(strstr(err.text, "nested deeper than 32"));
}
