/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "base/status.h"

static oql_status fails(oql_err *err)
{
    return OQL_FAIL(err, OQL_EIO, "a.csv:%d: cannot read", 3);
}

static oql_status tries(oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(fails(err));
    return OQL_EARG; /* never reached */
done:
    return st;
}

Test(status, failure_leaves_code_text_and_place_in_the_callers_record)
{
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(tries(&err), OQL_EIO);
    cr_expect_eq(err.code, OQL_EIO);
    cr_expect_str_eq(err.text, "a.csv:3: cannot read");
    cr_expect_str_eq(err.func, "fails");
    cr_expect_gt(err.line, 0);
}

Test(status, first_failure_wins)
{
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(OQL_FAIL(&err, OQL_ECONFIG, "first"), OQL_ECONFIG);
    cr_expect_eq(OQL_FAIL(&err, OQL_EIO, "second"), OQL_EIO, "each call returns its own code");
    cr_expect_eq(err.code, OQL_ECONFIG);
    cr_expect_str_eq(err.text, "first");
}

Test(status, record_may_be_absent)
{
    cr_expect_eq(OQL_FAIL(NULL, OQL_ENOMEM, "nobody reads this"), OQL_ENOMEM);
}

Test(status, long_text_is_cut_and_terminated)
{
    oql_err err = {.code = OQL_OK};
    char text[2000];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cr_expect_eq(OQL_FAIL(&err, OQL_EIO, "%s", text), OQL_EIO);
    cr_expect_eq(strlen(err.text), sizeof err.text - 1);
}

Test(status, every_code_has_its_own_name_and_text)
{
    static const oql_status all[] = {
#define CODE(code, text) code,
        OQL_STATUS_LIST(CODE)
#undef CODE
    };
    cr_expect_str_eq(oql_status_name(OQL_EIO), "OQL_EIO");
    for (size_t i = 0; i < OQL_COUNT(all); ++i) {
        for (size_t k = 0; k < i; ++k) {
            cr_expect_str_neq(oql_status_name(all[i]), oql_status_name(all[k]));
            cr_expect_str_neq(oql_status_text(all[i]), oql_status_text(all[k]));
        }
    }
}
