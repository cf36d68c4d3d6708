/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "base/gmmspec.h"

static oql_arena *arena;

static void open_arena(void)
{
    oql_err err = {0};
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
}

static void close_arena(void)
{
    oql_arena_destroy(arena);
}

TestSuite(gmmspec, .init = open_arena, .fini = close_arena);

static const oql_gmm_spec *parse(const char *text)
{
    const oql_gmm_spec *spec = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, "dir/lt.xml", 7, &spec, &err),
                 OQL_OK, "%s", err.text);
    return spec;
}

static const oql_gmm_spec *parse_attr(const char *name, const char *value)
{
    const oql_gmm_spec *spec = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_gmm_spec_parse(arena, "Model", 1, &name, &value, "lt.xml", 7, &spec, &err),
                 OQL_OK, "%s", err.text);
    return spec;
}

static double number(const oql_gmm_value *v)
{
    double x = -1e99;
    cr_expect(v != NULL && oql_gmm_value_number(v, &x));
    return x;
}

Test(gmmspec, bare_name_becomes_a_table_header)
{
    const oql_gmm_spec *s = parse("\n   BooreAtkinson2008 \n");
    cr_expect_str_eq(s->name, "BooreAtkinson2008");
    cr_expect_str_eq(s->text, "[BooreAtkinson2008]");
    cr_expect_eq(s->n_args, 0);
    cr_expect_eq(s->line, 8, "line of the name, after the line break");
    cr_expect_str_eq(parse("Name()")->text, "[Name]");
}

Test(gmmspec, keys_have_types_and_lines_are_stripped)
{
    const oql_gmm_spec *s = parse("[M]\n   a = 'x\\n' # why\n\tb=-2.5e-1 \n c = 12\nd = false\n"
                                  "e = \"\\u00e9\\t\"\n");
    cr_expect_str_eq(s->text, "[M]\na = 'x\\n' # why\nb=-2.5e-1\nc = 12\nd = false\n"
                              "e = \"\\u00e9\\t\"");
    cr_assert_eq(s->n_args, 5);
    cr_expect_eq(oql_gmm_spec_get(s, "a")->type, OQL_ARG_STRING);
    cr_expect_str_eq(oql_gmm_spec_get(s, "a")->as.string, "x\\n");
    cr_expect_eq(oql_gmm_spec_get(s, "b")->as.real, -0.25);
    cr_expect_eq(oql_gmm_spec_get(s, "c")->type, OQL_ARG_INT);
    cr_expect_eq(oql_gmm_spec_get(s, "c")->as.integer, 12);
    cr_expect_eq(oql_gmm_spec_get(s, "d")->type, OQL_ARG_BOOL);
    cr_expect_not(oql_gmm_spec_get(s, "d")->as.boolean);
    cr_expect_str_eq(oql_gmm_spec_get(s, "e")->as.string, "é\t");
    cr_expect_null(oql_gmm_spec_get(s, "f"));
}

Test(gmmspec, nested_tables_and_arrays_over_lines)
{
    const oql_gmm_spec *s = parse("[M]\nw = [0.5,\n  0.25 , # half\n 0.25]\ng.N = {k = 1}\n"
                                  "g.N.m = 2\n\"SA(0.1)\" = 3\n[M.sub]\nx = 4");
    const oql_gmm_value *w = oql_gmm_spec_get(s, "w"), *g = oql_gmm_spec_get(s, "g");
    cr_assert_eq(w->type, OQL_ARG_ARRAY);
    cr_assert_eq(w->as.array.n, 3);
    cr_expect_eq(number(&w->as.array.item[1]), 0.25);
    const oql_gmm_spec *inner = NULL;
    oql_err err = {0};
    cr_assert_eq(oql_gmm_spec_from_value(arena, s, g, &inner, &err), OQL_OK);
    cr_expect_str_eq(inner->name, "N");
    cr_expect_eq(number(oql_gmm_spec_get(inner, "k")), 1.0);
    cr_expect_eq(number(oql_gmm_spec_get(inner, "m")), 2.0, "an inline table may be extended");
    cr_expect_eq(number(oql_gmm_spec_get(s, "SA(0.1)")), 3.0);
    cr_expect_eq(number(oql_gmm_table_get(oql_gmm_spec_get(s, "sub"), "x")), 4.0);
    cr_expect_eq(oql_gmm_spec_from_value(arena, s, w, &inner, &err), OQL_EMODEL);
}

/* OpenQuake evaluates attributes as Python literals: what is none stays a string. */
Test(gmmspec, attributes_are_python_literals_or_strings)
{
    static const struct {
        const char *value, *text;
        oql_gmm_arg_type type;
    } rows[] = {{"10", "[Model]\nk = 10", OQL_ARG_INT},
                {"01", "[Model]\nk = '01'", OQL_ARG_STRING},
                {"-3", "[Model]\nk = -3", OQL_ARG_INT},
                {"1e-3", "[Model]\nk = 0.001", OQL_ARG_FLOAT},
                {"True", "[Model]\nk = true", OQL_ARG_BOOL},
                {"true", "[Model]\nk = 'true'", OQL_ARG_STRING},
                {"../a.hdf5", "[Model]\nk = '../a.hdf5'", OQL_ARG_STRING},
                {"it's", "[Model]\nk = \"it's\"", OQL_ARG_STRING},
                {"nan", "[Model]\nk = 'nan'", OQL_ARG_STRING},
                {"", "[Model]\nk = ''", OQL_ARG_STRING}};
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        const oql_gmm_spec *s = parse_attr("k", rows[i].value);
        cr_expect_str_eq(s->text, rows[i].text);
        cr_expect_eq(oql_gmm_spec_get(s, "k")->type, rows[i].type, "%s", rows[i].value);
    }
}

Test(gmmspec, refuses_mistakes_with_their_line)
{
    static const struct {
        const char *text, *line, *what;
    } rows[] = {{"", "f:7:", "empty"},
                {"[M]\na=1\na=2", "f:9:", "given twice"},
                {"[M]\n\nb=", "f:9:", "end early"},
                {"[M]\na=[1,", "f:8:", "end early"},
                {"[M]\na={b=1", "f:8:", "end early"},
                {"[M]\na=1 2", "f:8:", "end of the line"},
                {"[M]\na='x", "f:8:", "closing"},
                {"[M]\na=2020-01-01", "f:8:", "a value"},
                {"[M]\na", "f:8:", "\"=\""},
                {"[M]\na=1\na.b=2", "f:9:", "not a table"},
                {"[M]\n[M]", "f:8:", "opened twice"},
                {"[M]\n[N]", "f:7:", "2 tables"},
                {"[M", "f:7:", "\"]\""},
                {"[M]\na=\"\\q\"", "f:8:", "an escape"}};
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        const oql_gmm_spec *spec = NULL;
        oql_err err = {0};
        cr_expect_eq(
            oql_gmm_spec_parse(arena, rows[i].text, 0, NULL, NULL, "f", 7, &spec, &err),
            OQL_EMODEL, "%s", rows[i].text);
        cr_expect_null(spec);
        cr_expect(strncmp(err.text, rows[i].line, strlen(rows[i].line)) == 0, "%s", err.text);
        cr_expect_not_null(strstr(err.text, rows[i].what), "%s", err.text);
    }
}

Test(gmmspec, deep_nesting_is_refused_not_followed)
{
    char text[4096] = "[M]\na=";
    memset(text + 6, '[', 4000);
    const oql_gmm_spec *spec = NULL;
    oql_err err = {0};
    cr_expect_eq(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, "f", 7, &spec, &err),
                 OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "nested"), "%s", err.text);
}

Test(gmmspec, equality_ignores_the_order_of_arguments)
{
    cr_expect(
        oql_gmm_spec_equal(parse("[M]\na=1\nb=[1.0,2]"), parse("[M]\nb = [1, 2.0]\na = 1")));
    cr_expect_not(oql_gmm_spec_equal(parse("[M]\na=1"), parse("[M]\na=2")));
    cr_expect_not(oql_gmm_spec_equal(parse("[M]\na=1"), parse("[M]\na='1'")));
    cr_expect_not(oql_gmm_spec_equal(parse("M"), parse("N")));
}

Test(gmmspec, file_arguments_are_relative_to_the_tree)
{
    const oql_gmm_spec *s = parse("M");
    cr_expect_str_eq(oql_gmm_spec_file(arena, s, "t/a.hdf5"), "dir/t/a.hdf5");
    cr_expect_str_eq(oql_gmm_spec_file(arena, s, "/t/a.hdf5"), "/t/a.hdf5");
}
