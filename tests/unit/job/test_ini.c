/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/ini.h"

static oql_arena *arena;
static oql_problems *problems;
static oql_job_param *list;
static size_t n_list;

static void setup(void)
{
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
}

static void teardown(void)
{
    oql_arena_destroy(arena);
    oql_problems_destroy(problems);
}

TestSuite(ini, .init = setup, .fini = teardown);

static void parse(const char *text)
{
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(
        oql_ini_parse("j.ini", strlen(text), text, arena, problems, &list, &n_list, &err),
        OQL_OK, "%s", err.text);
}

static void expect_entry(size_t i, const char *key, const char *value, int line)
{
    cr_assert_lt(i, n_list);
    cr_expect_str_eq(list[i].key, key);
    cr_expect_str_eq(list[i].value, value);
    cr_expect_eq(list[i].line, line);
    cr_expect_str_eq(list[i].file, "j.ini");
}

static void expect_problem(size_t i, const char *text)
{
    bool is_error;
    const char *found = oql_problems_text(problems, i, &is_error);
    cr_assert_not_null(found);
    cr_expect_str_eq(found, text);
}

Test(ini, reads_keys_and_values_of_all_sections)
{
    parse("[general]\nDescription = A b\n[other]\nrandom_seed:42\nempty =\n");
    cr_expect_eq(n_list, 3);
    expect_entry(0, "description", "A b", 2);
    expect_entry(1, "random_seed", "42", 4);
    expect_entry(2, "empty", "", 5);
    cr_expect_eq(oql_problems_errors(problems), 0);
}

Test(ini, keeps_what_looks_like_a_comment_behind_a_value)
{
    parse("[g]\na = 1 ; two\nb = x # y\n; whole line\n  # too\nc = 'k=v: w'\n");
    expect_entry(0, "a", "1 ; two", 2);
    expect_entry(1, "b", "x # y", 3);
    expect_entry(2, "c", "'k=v: w'", 6);
}

Test(ini, joins_lines_indented_deeper_than_the_key)
{
    parse("[g]\nlevels = {1,\n  # not this\n  2,\n\n\t3}\n  key2 = part\nnext = 1\n");
    expect_entry(0, "levels", "{1,\n2,\n\n3}\nkey2 = part", 2);
    expect_entry(1, "next", "1", 8);
    cr_expect_eq(n_list, 2);
}

Test(ini, an_indented_key_is_a_key_after_an_indented_key)
{
    parse("[g]\n  a = 1\n  b = 2\n");
    expect_entry(0, "a", "1", 2);
    expect_entry(1, "b", "2", 3);
}

Test(ini, keeps_a_value_longer_than_any_line_of_inih)
{
    static char text[20000];
    const int n = snprintf(text, sizeof text, "[g]\nlong = ");
    memset(text + n, 'x', 9000);
    (void)strcpy(text + n + 9000, "\nnext = 1\n");
    parse(text);
    cr_expect_eq(strlen(list[0].value), 9000);
    expect_entry(1, "next", "1", 3);
}

Test(ini, accepts_windows_line_ends_and_byte_order_mark)
{
    parse("\xEF\xBB\xBF[g]\r\na = 1\r\n b\r\n\r\nc = 2\r\n");
    expect_entry(0, "a", "1\nb", 2);
    expect_entry(1, "c", "2", 5);
}

Test(ini, refuses_a_key_twice_in_any_section)
{
    parse("[g]\na = 1\nA = 2\n[h]\na = 3\nb = 1\n");
    cr_expect_eq(oql_problems_errors(problems), 2);
    expect_problem(0, "j.ini:3: a again, expected once: it is set in line 2");
    expect_problem(1, "j.ini:5: a again, expected once: it is set in line 2");
    cr_expect_eq(n_list, 2);
    expect_entry(0, "a", "1", 2);
    expect_entry(1, "b", "1", 6);
}

Test(ini, reports_every_malformed_line_and_reads_on)
{
    parse("x = 0\n[g]\nnothing\n= 1\n[open\n[g]\n\xFF = 1\ngood = 1\n");
    cr_expect_eq(oql_problems_errors(problems), 6);
    expect_problem(0, "j.ini:1: found 'x = 0' before any [section], expected [general] first");
    expect_problem(1, "j.ini:3: found 'nothing', expected key = value");
    expect_problem(2, "j.ini:4: found '= 1', expected key = value");
    expect_problem(3, "j.ini:5: found '[open', expected [section]");
    expect_problem(4, "j.ini:6: section [g] again, expected each section once");
    expect_problem(5, "j.ini:7: not UTF-8, expected text in UTF-8");
    expect_entry(n_list - 1, "good", "1", 8);
}

Test(ini, refuses_names_that_inih_would_cut)
{
    parse("[g]\nabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz = 1\na;b = 2\n");
    cr_expect_eq(oql_problems_errors(problems), 2);
    cr_expect_eq(n_list, 0);
}

Test(ini, an_empty_file_has_no_entries)
{
    parse("");
    cr_expect_eq(n_list, 0);
    cr_expect_eq(oql_problems_errors(problems), 0);
}

Test(ini, ends_when_there_are_too_many_keys)
{
    const size_t n = 5000;
    char *text = malloc(16 * n + 16), *at = text;
    at += sprintf(at, "[g]\n");
    for (size_t i = 0; i < n; ++i) {
        at += sprintf(at, "k%zu=1\n", i);
    }
    parse(text);
    cr_expect_eq(oql_problems_errors(problems), 1);
    cr_expect_leq(n_list, 4096);
    free(text);
}

Test(ini, a_missing_file_is_an_io_error)
{
    oql_err err = {.code = OQL_OK};
    cr_expect_eq(oql_ini_read("/nowhere/j.ini", arena, problems, &list, &n_list, &err),
                 OQL_EIO);
    cr_expect_not_null(strstr(err.text, "/nowhere/j.ini: cannot be read"));
}
