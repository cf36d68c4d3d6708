/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "gmm/gmm.h"

/* Create from text in the form of a logic tree; *out NULL on failure. */
static oql_status create(const char *text, const char *measure, oql_gmm **out, oql_err *err)
{
    oql_arena *arena = NULL;
    const oql_gmm_spec *spec = NULL;
    oql_imt imt;
    *out = NULL;
    cr_assert_eq(oql_arena_create(&arena, err), OQL_OK);
    cr_assert_eq(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, "tree.xml", 7, &spec, err),
                 OQL_OK, "%s", err->text);
    cr_assert_eq(oql_imt_parse(measure, &imt, err), OQL_OK);
    const oql_status st = oql_gmm_create(spec, 1, &imt, out, err);
    oql_arena_destroy(arena);
    return st;
}

Test(gmm_registry, lists_every_name_once_in_order)
{
    const char *last = "";
    cr_assert_gt(oql_gmm_count(), 30);
    for (size_t i = 0; i < oql_gmm_count(); ++i) {
        const char *name = NULL, *alias_of = NULL, *args = NULL;
        const oql_gmm_info *info = oql_gmm_at(i, &name, &alias_of, &args);
        cr_assert_not_null(info);
        cr_expect_lt(strcmp(last, name), 0, "%s after %s", name, last);
        cr_expect_eq(oql_gmm_find(name), info);
        cr_expect((alias_of == NULL) == (args == NULL));
        last = name;
    }
}

Test(gmm_registry, every_class_states_its_source_and_needs_the_magnitude)
{
    for (size_t i = 0; i < oql_gmm_count(); ++i) {
        const char *name, *alias_of, *args;
        const oql_gmm_info *info = oql_gmm_at(i, &name, &alias_of, &args);
        cr_expect_gt(strlen(info->reference), 20, "%s", name);
        cr_expect(info->component != NULL && info->trt != NULL && info->doi != NULL &&
                      info->measures != NULL,
                  "%s", name);
        cr_expect_leq(info->mag.lo, info->mag.hi, "%s", name);
        cr_expect_leq(info->period_s.lo, info->period_s.hi, "%s", name);
    }
}

Test(gmm_registry, suggests_the_nearest_name)
{
    oql_gmm *g;
    oql_err err = {.code = OQL_OK};
    cr_expect_eq(create("BooreAtkinson2080", "PGA", &g, &err), OQL_EMODEL);
    cr_expect_null(g);
    cr_expect_not_null(strstr(err.text, "tree.xml:7"), "%s", err.text);
    cr_expect_not_null(strstr(err.text, "BooreAtkinson2008"), "%s", err.text);
}

Test(gmm_registry, names_the_known_arguments_when_one_is_unknown)
{
    oql_gmm *g;
    oql_err err = {.code = OQL_OK};
    cr_expect_eq(create("[ChiouYoungs2014]\nregoin = \"JPN\"", "PGA", &g, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "regoin"), "%s", err.text);
    cr_expect_not_null(strstr(err.text, "\"region\""), "%s", err.text);
    err = (oql_err){.code = OQL_OK};
    cr_expect_eq(create("[SadighEtAl1997]\nregion = \"JPN\"", "PGA", &g, &err), OQL_EMODEL);
    err = (oql_err){.code = OQL_OK};
    cr_expect_eq(create("[ChiouYoungs2014]\nregion = \"XYZ\"", "PGA", &g, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "\"WEN\""), "%s", err.text);
    err = (oql_err){.code = OQL_OK};
    cr_expect_eq(create("[ChiouYoungs2014]\nalpha_nm = \"x\"", "PGA", &g, &err), OQL_EMODEL);
}

Test(gmm_registry, refuses_measures_that_are_not_declared_or_not_tabulated)
{
    oql_gmm *g;
    oql_err err = {.code = OQL_OK};
    cr_expect_eq(create("SadighEtAl1997", "PGV", &g, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "PGA SA"), "%s", err.text);
    err = (oql_err){.code = OQL_OK};
    cr_expect_eq(create("SadighEtAl1997", "SA(9)", &g, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "SA(9.0)"), "%s", err.text);
}

Test(gmm_registry, arguments_of_a_tree_replace_those_of_an_alias)
{
    oql_gmm *plain, *basin;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(create("BooreEtAl2014CaliforniaBasin", "SA(1.0)", &basin, &err), OQL_OK);
    cr_expect_neq(oql_gmm_needs(basin) & OQL_BIT(OQL_Z1PT0), 0);
    cr_assert_eq(
        create("[BooreEtAl2014CaliforniaBasin]\nregion = \"nobasin\"", "SA(1.0)", &plain, &err),
        OQL_OK, "%s", err.text);
    cr_expect_eq(oql_gmm_needs(plain) & OQL_BIT(OQL_Z1PT0), 0);
    oql_gmm_destroy(plain);
    oql_gmm_destroy(basin);
}

Test(gmm_registry, a_mixture_has_parts_whose_weights_sum_to_one)
{
    oql_gmm *g;
    oql_err err = {.code = OQL_OK};
    double sum = 0.0;
    cr_assert_eq(create("Idriss2014NSHMPMean", "PGA", &g, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_gmm_parts(g), 3);
    for (size_t i = 0; i < 3; ++i) {
        double weight = 0.0;
        const oql_gmm *part = oql_gmm_part(g, i, &weight);
        cr_expect_eq(oql_gmm_parts(part), 1);
        sum += weight;
    }
    cr_expect_float_eq(sum, 1.0, 1e-15);
    oql_gmm_destroy(g);
    cr_assert_eq(create("Idriss2014", "PGA", &g, &err), OQL_OK);
    double weight = 0.0;
    cr_expect_eq(oql_gmm_parts(g), 1);
    cr_expect_eq(oql_gmm_part(g, 0, &weight), g);
    cr_expect(weight == 1.0);
    oql_gmm_destroy(g);
}

Test(gmm_registry, parameters_and_text_codes_round_trip)
{
    for (int p = 0; p < OQL_CTX_N; ++p) {
        cr_expect_eq(oql_ctx_param_by_name(oql_ctx_param_name((oql_ctx_param)p)),
                     (oql_ctx_param)p);
        cr_expect_gt(strlen(oql_ctx_param_unit((oql_ctx_param)p)), 0);
    }
    cr_expect_eq(oql_ctx_param_by_name("vs3O"), OQL_CTX_N);
    cr_expect(oql_gmm_text_code("A") == 65.0);
    cr_expect(oql_gmm_text_code("B1") == 66.0 + 256.0 * 49.0);
    cr_expect(oql_gmm_text_code("HOLOCENE") == oql_gmm_text_code("HOLOCE"));
    cr_expect(oql_gmm_text_code("") == 0.0);
}
