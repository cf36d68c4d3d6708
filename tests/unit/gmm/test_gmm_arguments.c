/* SPDX-License-Identifier: BSD-3-Clause */
/* Models with arguments against values of the reference implementation (data/golden_arguments.csv
 * says whose), and what they say to wrong arguments. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/number.h"
#include "gmm_block.h"

static const char *const path = "tests/unit/gmm/data/golden_arguments.csv";

/* A model of a name and its arguments, TOML lines separated by '|'. */
static oql_status create(oql_arena *arena, const char *name, const char *args,
                         const char *imt_text, oql_gmm **g, oql_err *err)
{
    char text[1024];
    oql_imt imt;
    const oql_gmm_spec *spec = NULL;
    oql_status st = OQL_OK;

    (void)snprintf(text, sizeof text, "[%s]\n%s", name, args);
    for (char *p = strchr(text, '|'); p != NULL; p = strchr(p, '|')) {
        *p = '\n';
    }
    OQL_TRY(oql_imt_parse(imt_text, &imt, err));
    OQL_TRY(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, path, 1, &spec, err));
    OQL_TRY(oql_gmm_create(spec, 1, &imt, g, err));
done:
    return st;
}

/* "mag=6.5 rjb=10" into every lane. */
static void read_context(gmm_block *b, const char *text)
{
    char copy[1024], *rest = NULL;
    (void)snprintf(copy, sizeof copy, "%s", text);
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

/* Columns: model, arguments, context, imt, mean, sigma. */
Test(gmm_arguments, models_with_arguments_agree_with_the_reference, .timeout = 120)
{
    oql_csv *csv = NULL;
    oql_err err = {.code = OQL_OK};
    gmm_block *b = gmm_block_create(6.0);

    cr_assert_eq(oql_csv_read(path, OQL_CSV_HEADER, &csv, &err), OQL_OK, "%s", err.text);
    cr_assert_gt(oql_csv_rows(csv), 80);
    for (size_t r = 0; r < oql_csv_rows(csv); ++r) {
        const char *model = oql_csv_cell(csv, r, 0), *measure = oql_csv_cell(csv, r, 3);
        oql_arena *arena = NULL;
        oql_gmm *g = NULL;
        err = (oql_err){.code = OQL_OK};
        cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
        if (create(arena, model, oql_csv_cell(csv, r, 1), measure, &g, &err) != OQL_OK) {
            cr_expect_fail("%s", err.text);
        } else {
            read_context(b, oql_csv_cell(csv, r, 2));
            gmm_block_eval(b, g, 3, true);
            check_value(model, measure, "mean", b->out.mean[1], oql_csv_cell(csv, r, 4));
            check_value(model, measure, "sigma", b->out.sigma[1], oql_csv_cell(csv, r, 5));
        }
        oql_gmm_destroy(g);
        oql_arena_destroy(arena);
    }
    oql_csv_destroy(csv);
    gmm_block_destroy(b);
}

Test(gmm_arguments, wrong_arguments_are_refused_with_their_name)
{
    static const struct {
        const char *model, *args, *word;
    } wrong[] = {
        {"ToroEtAl2002", "kappa = 1.0", "kappa"},
        {"BindiEtAl2014Rjb", "adjustment_factor = -1.0", "adjustment_factor"},
        {"BindiEtAl2014Rjb", "adjustment_factor = \"big\"", "adjustment_factor"},
        {"AtkinsonBoore2006", "mag_eq = \"Ms\"", "mag_eq"},
        {"PitilakisEtAl2018", "reference_velocity = 800.0", "gmpe_name"},
        {"PitilakisEtAl2018", "gmpe_name = \"NoSuchModel\"", "NoSuchModel"},
        {"KothaEtAl2020ESHM20", "dl2l = 1.0", "dl2l"},
        {"HassaniAtkinson2018", "kappa0 = 0.03", "d_sigma"},
        {"ESHM20Craton", "tau_quantile = 1.5", "quantile"},
        {"AmeriEtAl2017RjbStressDrop", "norm_stress_drop = 0.0", "norm_stress_drop"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
        oql_err err = {.code = OQL_OK};
        oql_arena *arena = NULL;
        oql_gmm *g = NULL;
        cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
        cr_expect_eq(create(arena, wrong[i].model, wrong[i].args, "PGA", &g, &err), OQL_EMODEL,
                     "%s %s", wrong[i].model, wrong[i].args);
        cr_expect_not_null(strstr(err.text, wrong[i].word), "%s", err.text);
        cr_expect_null(g);
        oql_gmm_destroy(g);
        oql_arena_destroy(arena);
    }
}

Test(gmm_arguments, measures_that_a_table_does_not_reach_are_refused)
{
    static const struct {
        const char *model, *imt;
    } beyond[] = {
        {"BindiEtAl2011", "SA(5.0)"},
        {"FaccioliCauzzi2006", "PGA"},
        {"FrankelEtAl1996MwNSHMP2008", "SA(0.15)"},
        {"AristeidouEtAl2023", "SDi(0.5,8.0)"},
        {"BommerEtAl2009RSD", "RSD2080"},
        {"BaylessAbrahamson2018", "EAS(0.01)"},
    };

    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; ++i) {
        oql_err err = {.code = OQL_OK};
        oql_arena *arena = NULL;
        oql_gmm *g = NULL;
        cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
        cr_expect_eq(create(arena, beyond[i].model, "", beyond[i].imt, &g, &err), OQL_EMODEL,
                     "%s %s", beyond[i].model, beyond[i].imt);
        oql_gmm_destroy(g);
        oql_arena_destroy(arena);
    }
}

Test(gmm_arguments, etna_has_no_class_c)
{
    oql_err err = {.code = OQL_OK};
    oql_arena *arena = NULL;
    oql_gmm *g = NULL;
    gmm_block *b = gmm_block_create(4.5);

    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(create(arena, "TusaLanger2016RepiSP87SE", "", "PGA", &g, &err), OQL_OK, "%s",
                 err.text);
    read_context(b, "mag=4.5 repi=10");
    gmm_block_set(b, OQL_VS30, 0, 250.0);
    gmm_block_set(b, OQL_VS30, 1, 500.0);
    gmm_block_eval(b, g, 2, false);
    cr_expect(isnan(b->out.mean[0]));
    cr_expect(isfinite(b->out.mean[1]));
    oql_gmm_destroy(g);
    oql_arena_destroy(arena);
    gmm_block_destroy(b);
}
