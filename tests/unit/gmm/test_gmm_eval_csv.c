/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gmm/eval_csv.h"

/* What a call prints; the caller frees. */
typedef struct {
    FILE *f;
    char *text;
    size_t size;
} capture;

static void start(capture *c)
{
    c->f = open_memstream(&c->text, &c->size);
    cr_assert_not_null(c->f);
}

static void stop(capture *c)
{
    (void)fclose(c->f);
}

static const char *write_contexts(const char *text)
{
    static char path[] = "/tmp/oql_gmm_XXXXXX";
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    const int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    FILE *f = fdopen(fd, "w");
    cr_assert_not_null(f);
    (void)fputs(text, f);
    (void)fclose(f);
    return path;
}

Test(gmm_eval_csv, prints_a_row_for_each_context_in_order)
{
    /* Sadigh et al. (1997): values of OpenQuake 3.25 */
    static const char *const imts[] = {"PGA", "SA(1.0)"};
    const char *path = write_contexts("mag,rake,rrup,vs30\n"
                                      "7.97,45,14.954,1513.7\n"
                                      "7.17,45,1.826,773.7\n"
                                      "7.97,45,14.954,1513.7\n");
    oql_err err = {.code = OQL_OK};
    capture c;
    start(&c);
    cr_assert_eq(oql_gmm_eval_csv("SadighEtAl1997", path, 2, imts, c.f, &err), OQL_OK, "%s",
                 err.text);
    stop(&c);
    (void)remove(path);
    double v[3][8];
    const char *p = strchr(c.text, '\n');
    cr_assert_not_null(p);
    cr_expect_eq(strncmp(c.text, "mean:PGA,sigma:PGA,tau:PGA,phi:PGA,mean:SA(1.0),", 48), 0);
    for (size_t i = 0; i < 3; ++i) {
        ++p;
        for (size_t k = 0; k < 8; ++k) {
            char *end;
            v[i][k] = strtod(p, &end);
            cr_assert(*end == (k == 7 ? '\n' : ','));
            p = k == 7 ? end : end + 1;
        }
    }
    cr_expect_float_eq(v[0][0], -0.74274112, 1e-7);
    cr_expect_float_eq(v[0][1], 0.38, 1e-12);
    cr_expect_float_eq(v[1][0], -0.21763036, 1e-7);
    cr_expect_float_eq(v[1][4], -0.40897981, 1e-7);
    cr_expect(v[2][0] == v[0][0] && v[2][4] == v[0][4]);
    free(c.text);
}

Test(gmm_eval_csv, names_a_missing_and_an_unknown_column)
{
    static const char *const imts[] = {"PGA"};
    oql_err err = {.code = OQL_OK};
    const char *path = write_contexts("mag,rake,vs30\n7,45,760\n");
    cr_expect_eq(oql_gmm_eval_csv("SadighEtAl1997", path, 1, imts, stderr, &err), OQL_ECONFIG);
    cr_expect_not_null(strstr(err.text, "rrup"), "%s", err.text);
    (void)remove(path);
    err = (oql_err){.code = OQL_OK};
    path = write_contexts("mag,rake,vs30,rupr\n7,45,760,3\n");
    cr_expect_eq(oql_gmm_eval_csv("SadighEtAl1997", path, 1, imts, stderr, &err), OQL_ECONFIG);
    cr_expect_not_null(strstr(err.text, "rupr"), "%s", err.text);
    (void)remove(path);
}
