/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "coeffs/sadigh_1997_soil.h"
#include "gmm/coeffs.h"

static const char *const imts[] = {"PGA", "SA(0.1)", "SA(1.0)", "SA(10.0)", "PGV"};
static const double periods[] = {0.0, 0.1, 1.0, 10.0, 0.0};
static const char *const columns[] = {"a", "b"};
static const double data[] = {1.0, 10.0, 2.0, 20.0, 4.0, 0.0, 8.0, -20.0, 16.0, 5.0};
static const oql_coeff_table table = {"toy", 5, 2, imts, periods, columns, data};

static oql_status look(const char *text, double row[2], oql_err *err)
{
    oql_imt imt;
    cr_assert_eq(oql_imt_parse(text, &imt, err), OQL_OK);
    return oql_coeff_row(&table, &imt, row, err);
}

Test(gmm_coeffs, gives_tabulated_rows_as_they_are)
{
    double row[2];
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(look("PGA", row, &err), OQL_OK);
    cr_expect(row[0] == 1.0 && row[1] == 10.0);
    cr_assert_eq(look("SA(1)", row, &err), OQL_OK);
    cr_expect(row[0] == 4.0 && row[1] == 0.0);
    cr_assert_eq(look("PGV", row, &err), OQL_OK);
    cr_expect(row[0] == 16.0 && row[1] == 5.0);
}

Test(gmm_coeffs, interpolates_linearly_in_the_logarithm_of_period)
{
    double row[2];
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(look("SA(0.31622776601683794)", row, &err), OQL_OK); /* half-way, 10^-0.5 */
    cr_expect_float_eq(row[0], 3.0, 1e-12);
    cr_expect_float_eq(row[1], 10.0, 1e-12);
    cr_assert_eq(look("SA(2.0)", row, &err), OQL_OK);
    cr_expect_float_eq(row[0], 4.0 + 4.0 * log10(2.0), 1e-12);
}

Test(gmm_coeffs, refuses_what_is_not_tabulated_and_leaves_the_row)
{
    static const char *const cases[] = {"SA(0.05)", "SA(11)", "PGD", "EAS(1.0)"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        double row[2] = {-1.0, -2.0};
        oql_err err = {.code = OQL_OK};
        cr_expect_eq(look(cases[i], row, &err), OQL_EMODEL);
        cr_expect(row[0] == -1.0 && row[1] == -2.0);
        cr_expect_not_null(strstr(err.text, "toy"));
    }
}

Test(gmm_coeffs, finds_columns_by_name)
{
    size_t col = 9;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_coeff_column(&table, "b", &col, &err), OQL_OK);
    cr_expect_eq(col, 1);
    cr_expect_eq(oql_coeff_column(&table, "c", &col, &err), OQL_EARG);
    cr_expect_eq(col, 1);
    cr_expect_null(oql_coeff_row_at(&table, 5));
    cr_expect(oql_coeff_row_at(&table, 4)[1] == 5.0);
}

Test(gmm_coeffs, tables_made_at_build_time_hold_the_published_digits)
{
    /* Sadigh et al. (1997), table 4, at 0.4 s */
    oql_coef_sadigh_1997_soil C;
    oql_imt imt = oql_imt_sa(0.4);
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_coeff_row(&oql_table_sadigh_1997_soil, &imt, (double *)&C, &err), OQL_OK);
    cr_expect(C.c6ss == 0.9251 && C.c6r == 0.9005 && C.c7 == -0.024 && C.sigma0 == 1.595);
}
