/* SPDX-License-Identifier: BSD-3-Clause */
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

oql_test_job oql_test_parse_in(const char *dir, const char *text, size_t n_over,
                               const char *const *over)
{
    oql_test_job t = {.job = NULL};
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/job.ini", dir);
    cr_assert_eq(oql_problems_create(&t.problems, &t.err), OQL_OK);
    t.st = oql_job_parse(path, strlen(text), text, n_over, over, t.problems, &t.job, &t.err);
    return t;
}

oql_test_job oql_test_parse(const char *text, size_t n_over, const char *const *over)
{
    return oql_test_parse_in("/nowhere", text, n_over, over);
}

void oql_test_job_clear(oql_test_job *t)
{
    oql_job_destroy(t->job);
    oql_problems_destroy(t->problems);
}

oql_test_job oql_test_accept(const char *text)
{
    const oql_test_job t = oql_test_parse(text, 0, NULL);
    cr_assert_eq(t.st, OQL_OK, "%s", oql_test_problem(&t, 0));
    cr_assert_eq(oql_problems_errors(t.problems), 0);
    return t;
}

const char *oql_test_problem(const oql_test_job *t, size_t i)
{
    bool is_error;
    const char *text = oql_problems_text(t->problems, i, &is_error);
    return text == NULL ? "" : text;
}

bool oql_test_has_problem(const oql_test_job *t, bool is_error, const char *text)
{
    bool error;
    for (size_t i = 0; oql_problems_text(t->problems, i, &error) != NULL; ++i) {
        if (error == is_error && strstr(oql_test_problem(t, i), text) != NULL) {
            return true;
        }
    }
    return false;
}
