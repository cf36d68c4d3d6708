/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "base/problems.h"

static oql_problems *make(void)
{
    oql_problems *p = NULL;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_problems_create(&p, &err), OQL_OK);
    return p;
}

Test(problems, keeps_errors_and_warnings_in_order_with_their_place)
{
    oql_problems *p = make();
    bool is_error = false;

    oql_problem_error(p, "a/job.ini", 12, "found %d, expected %s", 3, "more");
    oql_problem_warning(p, "b.csv", 0, "odd");
    oql_problem_error(p, NULL, 0, "nowhere");
    cr_expect_eq(oql_problems_errors(p), 2);
    cr_expect_eq(oql_problems_warnings(p), 1);
    cr_expect_str_eq(oql_problems_text(p, 0, &is_error),
                     "a/job.ini:12: found 3, expected more");
    cr_expect(is_error);
    cr_expect_str_eq(oql_problems_text(p, 1, &is_error), "b.csv: odd");
    cr_expect_not(is_error);
    cr_expect_str_eq(oql_problems_text(p, 2, &is_error), "nowhere");
    cr_expect_null(oql_problems_text(p, 3, &is_error));
    oql_problems_destroy(p);
    oql_problems_destroy(NULL);
}

Test(problems, takes_the_text_of_an_error_record)
{
    oql_problems *p = make();
    oql_err err = {.code = OQL_OK};
    bool is_error;

    cr_assert_eq(OQL_FAIL(&err, OQL_EIO, "x.xml:7: not closed"), OQL_EIO);
    oql_problem_from_err(p, &err);
    cr_expect_str_eq(oql_problems_text(p, 0, &is_error), "x.xml:7: not closed");
    oql_problems_destroy(p);
}

Test(problems, counts_on_when_the_list_is_full)
{
    oql_problems *p = make();
    bool is_error;
    size_t kept = 0;

    for (int i = 0; i < 5000; ++i) {
        oql_problem_error(p, "f", i, "x");
    }
    while (oql_problems_text(p, kept, &is_error) != NULL) {
        ++kept;
    }
    cr_expect_eq(oql_problems_errors(p), 5000);
    cr_expect_eq(kept, 1000);
    oql_problems_destroy(p);
}

Test(problems, cuts_a_very_long_text)
{
    oql_problems *p = make();
    bool is_error;
    char text[5000];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    oql_problem_error(p, "f", 1, "%s", text);
    oql_problem_error(p, text, 1, "after");
    cr_expect_lt(strlen(oql_problems_text(p, 0, &is_error)), 1024);
    cr_expect_str_eq(oql_problems_text(p, 1, &is_error), "after");
    oql_problems_destroy(p);
}

Test(problems, suggests_the_nearest_word)
{
    static const char *const known[] = {"maximum_distance", "minimum_magnitude", "poes",
                                        "mean"};

    cr_expect_str_eq(oql_nearest_word("minimun_magnitude", known, 4), "minimum_magnitude");
    cr_expect_str_eq(oql_nearest_word("mimimum_magnitude", known, 4), "minimum_magnitude");
    cr_expect_str_eq(oql_nearest_word("maximum_distanc", known, 4), "maximum_distance");
    cr_expect_str_eq(oql_nearest_word("poe", known, 4), "poes");
    cr_expect_null(oql_nearest_word("quantiles", known, 4));
    cr_expect_null(oql_nearest_word("", known, 4));
    cr_expect_null(oql_nearest_word("mean", known, 3),
                   "a known word itself is not among these");
}

Test(problems, suggests_nothing_for_a_monstrous_word)
{
    static const char *const known[] = {"poes"};
    char word[500];

    memset(word, 'p', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    cr_expect_null(oql_nearest_word(word, known, 1));
}
