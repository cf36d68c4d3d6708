/* SPDX-License-Identifier: BSD-3-Clause */
/* A few contexts of every model against tabulated values (data/golden.csv says whose). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/number.h"
#include "gmm_block.h"

static const char *const path = "tests/unit/gmm/data/golden.csv";

/* "mag=6.5 rjb=10" into lane 0. */
static void read_context(gmm_block *b, const char *text)
{
    char copy[1024], *rest = NULL;
    cr_assert_lt(strlen(text), sizeof copy);
    memcpy(copy, text, strlen(text) + 1);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(word, '=');
        cr_assert_not_null(value, "%s", word);
        *value++ = '\0';
        const oql_ctx_param p = oql_ctx_param_by_name(word);
        double x = 0.0;
        cr_assert_neq(p, OQL_CTX_N, "%s", word);
        if (!oql_parse_double(value, &x)) {
            x = oql_gmm_text_code(value);
        }
        for (size_t i = 0; i < BLOCK_LANES; ++i) {
            gmm_block_set(b, p, i, x);
        }
        if (p == OQL_MAG) {
            b->ctx.mag = x;
        }
    }
}

static void check_value(const char *model, const char *imt, const char *what, double got,
                        const char *want_text)
{
    double want = 0.0;
    cr_assert(oql_parse_double(want_text, &want), "%s", want_text);
    cr_expect(fabs(got - want) <= 1e-5 * fmax(1.0, fabs(want)), "%s %s %s: got %.9g, want %.9g",
              model, imt, what, got, want);
}

/* Columns: model, context, imt, mean, sigma; several rows of a model follow each other. */
Test(gmm_golden, models_agree_with_tabulated_values, .timeout = 120)
{
    oql_csv *csv = NULL;
    oql_err err = {.code = OQL_OK};
    gmm_block *b = gmm_block_create(6.0);
    cr_assert_eq(oql_csv_read(path, OQL_CSV_HEADER, &csv, &err), OQL_OK, "%s", err.text);
    cr_assert_gt(oql_csv_rows(csv), 1000);
    for (size_t r = 0; r < oql_csv_rows(csv); ++r) {
        const char *model = oql_csv_cell(csv, r, 0), *measure = oql_csv_cell(csv, r, 2);
        const oql_gmm_spec spec = {.name = model, .text = model, .path = path};
        oql_gmm *g = NULL;
        oql_imt imt;
        err = (oql_err){.code = OQL_OK};
        cr_assert_eq(oql_imt_parse(measure, &imt, &err), OQL_OK, "%s", err.text);
        if (oql_gmm_create(&spec, 1, &imt, &g, &err) != OQL_OK) {
            cr_expect_fail("%s", err.text);
            continue;
        }
        read_context(b, oql_csv_cell(csv, r, 1));
        gmm_block_eval(b, g, 3, true);
        check_value(model, measure, "mean", b->out.mean[2], oql_csv_cell(csv, r, 3));
        check_value(model, measure, "sigma", b->out.sigma[2], oql_csv_cell(csv, r, 4));
        oql_gmm_destroy(g);
    }
    oql_csv_destroy(csv);
    gmm_block_destroy(b);
}
