/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gmm/describe.h"

/* What gmm info prints for a model; the caller frees. NULL on failure. */
static char *info_of(const char *model, oql_err *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    cr_assert_not_null(f);
    const oql_status st = oql_gmm_print_info(model, f, err);
    cr_assert_eq(fclose(f), 0);
    if (st != OQL_OK) {
        cr_expect_eq(size, 0, "%s printed and failed", model);
        free(text);
        return NULL;
    }
    return text;
}

static void expect_lines(const char *model, size_t n, const char *const *line)
{
    oql_err err = {.code = OQL_OK};
    char *text = info_of(model, &err);
    cr_assert_not_null(text, "%s: %s", model, err.text);
    for (size_t i = 0; i < n; ++i) {
        cr_expect_not_null(strstr(text, line[i]), "%s: no \"%s\" in\n%s", model, line[i], text);
    }
    free(text);
}

Test(gmm_describe, lists_the_models_that_hold_a_text)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    oql_gmm_print_list("Sadigh", f);
    cr_assert_eq(fclose(f), 0);
    cr_expect_eq(strncmp(text, "SadighEtAl1997 ", 15), 0);
    cr_expect_eq(strchr(text, '\n'), text + size - 1);
    free(text);
}

Test(gmm_describe, an_alias_is_described_with_its_arguments_and_what_they_need)
{
    expect_lines("BooreEtAl2014JapanBasin", 4,
                 (const char *[]){"alias of       BooreEtAl2014\n",
                                  "doi            10.1193/070113EQS184M\n",
                                  "region = \"JPN\"\n", "z1pt0 [m]"});
}

Test(gmm_describe, arguments_in_toml_count)
{
    expect_lines("[BooreEtAl2014]\nregion = \"CAL\"", 1, (const char *[]){"z1pt0 [m]"});
    expect_lines("[ModifiableGMPE]\ngmpe.SadighEtAl1997 = {}", 3,
                 (const char *[]){"built on       SadighEtAl1997\n", "measures       PGA SA\n",
                                  "rrup [km]"});
}

Test(gmm_describe, says_what_no_source_gives)
{
    expect_lines("Lin2009", 1, (const char *[]){"doi            not known\n"});
    expect_lines("SadighEtAl1997", 1, (const char *[]){"depth          not stated\n"});
}

Test(gmm_describe, a_wrapper_is_described_without_its_arguments)
{
    expect_lines("AvgGMPE", 3,
                 (const char *[]){"doi            none, not a publication\n",
                                  "measures       as the model it is built on\n",
                                  "mag [Mw], and what its arguments ask for\n"});
}

Test(gmm_describe, refuses_an_unknown_name_and_a_wrong_argument)
{
    oql_err err = {.code = OQL_OK};
    cr_expect_null(info_of("Sadigh1997", &err));
    cr_expect_eq(err.code, OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "SadighEtAl1997"), "%s", err.text);
    err = (oql_err){.code = OQL_OK};
    cr_expect_null(info_of("[BooreEtAl2014]\nregoin = \"CAL\"", &err));
    cr_expect_not_null(strstr(err.text, "regoin"), "%s", err.text);
}
