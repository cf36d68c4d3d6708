/* SPDX-License-Identifier: BSD-3-Clause */
#include "loaded.h"

#include <criterion/criterion.h>
#include <string.h>

oql_inputs *load_inputs(const char *path, size_t n_over, const char *const *over)
{
    oql_problems *problems = NULL;
    oql_inputs *in = NULL;
    oql_err err = {0};
    bool is_error = false;

    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    cr_assert_eq(
        oql_inputs_load(path, n_over, over, problems, &in, &err), OQL_OK, "%s %s", err.text,
        oql_problems_errors(problems) > 0 ? oql_problems_text(problems, 0, &is_error) : "");
    oql_problems_destroy(problems);
    return in;
}

bool loading_tells(const char *path, size_t n_over, const char *const *over, const char *text)
{
    oql_problems *problems = NULL;
    oql_inputs *in = NULL;
    oql_err err = {0};
    bool found = false, is_error = false;

    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    const oql_status st = oql_inputs_load(path, n_over, over, problems, &in, &err);
    const size_t n = oql_problems_errors(problems) + oql_problems_warnings(problems);
    cr_expect((st == OQL_OK) == (in != NULL));
    for (size_t i = 0; i < n; ++i) {
        found = found || strstr(oql_problems_text(problems, i, &is_error), text) != NULL;
    }
    oql_inputs_destroy(in);
    oql_problems_destroy(problems);
    return found;
}
