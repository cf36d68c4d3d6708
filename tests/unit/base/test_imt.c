/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/imt.h"

Test(imt, reads_openquakes_names)
{
    /* period and canonical text as OpenQuake 3.25 gives them */
    static const struct {
        const char *text;
        oql_imt_kind kind;
        double period_s, ratio;
        const char *canonical;
    } cases[] = {
        {"PGA", OQL_IMT_PGA, 0.0, 0.0, "PGA"},
        {" PGV ", OQL_IMT_PGV, 0.0, 0.0, "PGV"},
        {"SA(0.3)", OQL_IMT_SA, 0.3, 0.0, "SA(0.3)"},
        {"SA(1)", OQL_IMT_SA, 1.0, 0.0, "SA(1.0)"},
        {"SA(0.10)", OQL_IMT_SA, 0.1, 0.0, "SA(0.1)"},
        {"SA(1e-2)", OQL_IMT_SA, 0.01, 0.0, "SA(0.01)"},
        {"SA(1.0", OQL_IMT_SA, 1.0, 0.0, "SA(1.0)"},
        {"0.025", OQL_IMT_SA, 0.025, 0.0, "SA(0.025)"},
        {"AvgSA", OQL_IMT_AVGSA, 0.0, 0.0, "AvgSA"},
        {"AvgSA(2.0)", OQL_IMT_AVGSA, 2.0, 0.0, "AvgSA(2.0)"},
        {"EAS(1.0)", OQL_IMT_EAS, 1.0, 0.0, "EAS(1.000000)"},
        {"FAS(0.333)", OQL_IMT_FAS, 1.0 / 0.333, 0.0, "FAS(0.333000)"},
        {"DRVT", OQL_IMT_DRVT, 0.0, 0.0, "DRVT"},
        {"DRVT(5)", OQL_IMT_DRVT, 0.2, 0.0, "DRVT(5.000000)"},
        {"Sa_avg2(0.5)", OQL_IMT_SA_AVG2, 0.5, 0.0, "Sa_avg2(0.5)"},
        {"FIV3(1)", OQL_IMT_FIV3, 1.0, 0.0, "FIV3(1.0)"},
        {"SDi(1.0,2)", OQL_IMT_SDI, 1.0, 2.0, "SDi(1.0,2.0)"},
        {"RSD595", OQL_IMT_RSD595, 0.0, 0.0, "RSD595"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        oql_imt m;
        oql_err err = {.code = OQL_OK};
        cr_assert_eq(oql_imt_parse(cases[i].text, &m, &err), OQL_OK, "%s", err.text);
        cr_expect_eq(m.kind, cases[i].kind);
        cr_expect(m.period_s == cases[i].period_s);
        cr_expect(m.strength_ratio == cases[i].ratio);
        cr_expect(m.damping_pct == 5.0);
        cr_expect_str_eq(m.text, cases[i].canonical);
    }
}

Test(imt, refuses_everything_else)
{
    static const char *const cases[] = {"",        "SA",      "SA()",  "SA(-1)",   "SA(0)",
                                        "SA(nan)", "SA(1,2)", "PGA()", "PGA(1)",   "pga",
                                        "SAx(1)",  "SA(10",   "EAS",   "SDi(1.0)", "SA(0.15",
                                        "-1",      "SA(1)x",  "inf",   "SA(1e9)"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        oql_imt m;
        oql_err err = {.code = OQL_OK};
        cr_expect_eq(oql_imt_parse(cases[i], &m, &err), OQL_ECONFIG, "%s", cases[i]);
        cr_expect_not_null(strstr(err.text, "expected"));
    }
}

Test(imt, orders_by_period_alone)
{
    const oql_imt sa1 = oql_imt_sa(0.1), sa2 = oql_imt_sa(2.0), sa10 = oql_imt_sa(10.0);
    oql_imt pga, pgv;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_imt_parse("PGA", &pga, &err), OQL_OK);
    cr_assert_eq(oql_imt_parse("PGV", &pgv, &err), OQL_OK);
    cr_expect_lt(oql_imt_order(&sa2, &sa10), 0);
    cr_expect_gt(oql_imt_order(&sa10, &sa1), 0);
    cr_expect_lt(oql_imt_order(&pga, &sa1), 0);
    cr_expect_eq(oql_imt_order(&pga, &pgv), 0);
    cr_expect_not(oql_imt_is_equal(&pga, &pgv));
    cr_expect_str_eq(sa2.text, "SA(2.0)");
}

Test(imt, knows_units_and_spectra)
{
    const oql_imt sa = oql_imt_sa(1.0);
    oql_imt pgv;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_imt_parse("PGV", &pgv, &err), OQL_OK);
    cr_expect(oql_imt_is_spectral(&sa));
    cr_expect_not(oql_imt_is_spectral(&pgv));
    cr_expect_str_eq(oql_imt_unit(pgv.kind), "cm/s");
    cr_expect_str_eq(oql_imt_unit(sa.kind), "g");
    cr_expect_str_eq(oql_imt_name(OQL_IMT_AVGSA), "AvgSA");
}
