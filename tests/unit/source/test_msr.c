/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "source/msr.h"

static double cell(const oql_csv *csv, size_t row, const char *name)
{
    oql_err err = {0};
    size_t col = 0;
    double x = 0.0;

    cr_assert_eq(oql_csv_need(csv, name, &col, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_csv_number(csv, row, col, true, &x, &err), OQL_OK, "%s", err.text);
    return x;
}

static void expect(const char *name, size_t row, const char *what, double got, double want)
{
    if (isnan(want)) {
        cr_expect(isnan(got), "%s row %zu: %s is %g, not defined in the reference", name, row,
                  what, got);
    } else {
        cr_expect(fabs(got - want) <= 1e-12 * fabs(want), "%s row %zu: %s %.17g, want %.17g",
                  name, row, what, got, want);
    }
}

Test(msr, every_relation_agrees_with_hazardlib)
{
    oql_csv *csv = NULL;
    oql_err err = {0};
    size_t col = 0, n_relation = 0, seen = 0;
    const char *last = "";

    cr_assert_eq(oql_csv_read("tests/unit/source/data/msr.csv", OQL_CSV_HEADER, &csv, &err),
                 OQL_OK, "%s", err.text);
    cr_assert_eq(oql_csv_need(csv, "name", &col, &err), OQL_OK);
    for (size_t i = 0; i < oql_csv_rows(csv); ++i) {
        const char *name = oql_csv_cell(csv, i, col);
        const double mag = cell(csv, i, "mag"), rake = cell(csv, i, "rake");
        oql_msr msr;

        cr_assert_eq(oql_msr_parse(name, &msr, &err), OQL_OK, "%s", err.text);
        seen += strcmp(name, last) != 0;
        last = name;
        expect(name, i, "area", oql_msr_area_km2(&msr, mag, rake), cell(csv, i, "area"));
        expect(name, i, "area_std", oql_msr_area_std(&msr, rake), cell(csv, i, "area_std"));
        expect(name, i, "length", oql_msr_length_km(&msr, mag), cell(csv, i, "length"));
        expect(name, i, "width", oql_msr_width_km(&msr, mag), cell(csv, i, "width"));
        expect(name, i, "length_std", oql_msr_length_std(&msr), cell(csv, i, "length_std"));
        if (fabs(rake) != 135.0) { /* hazardlib's WC1994 bins rakes of 135 differently there */
            expect(name, i, "mag", oql_msr_mag(&msr, 500.0, rake), cell(csv, i, "mag_of_500"));
            expect(name, i, "mag_std", oql_msr_mag_std(&msr, rake), cell(csv, i, "mag_std"));
        }
    }
    (void)oql_msr_table(&n_relation);
    cr_expect_eq(seen, n_relation, "%zu relations in the reference, %zu here", seen,
                 n_relation);
    oql_csv_destroy(csv);
}

Test(msr, table_is_sorted_and_every_relation_names_its_source)
{
    size_t n = 0;
    const oql_msr_relation *t = oql_msr_table(&n);

    for (size_t i = 0; i < n; ++i) {
        cr_expect(i == 0 || strcmp(t[i - 1].name, t[i].name) < 0, "%s", t[i].name);
        cr_expect(strlen(t[i].reference) > 10, "%s", t[i].name);
    }
}

Test(msr, argument_is_read_with_or_without_blanks)
{
    oql_msr a, b;
    oql_err err = {0};

    cr_assert_eq(oql_msr_parse(" CScalingMSR.C=3.90 ", &a, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_msr_parse("CScalingMSR.C = 3.9", &b, &err), OQL_OK, "%s", err.text);
    cr_expect(oql_msr_is_equal(&a, &b));
    cr_expect_float_eq(oql_msr_area_km2(&a, 5.9, 0.0), 100.0, 1e-10);
}

Test(msr, wrong_texts_say_what_was_expected)
{
    static const struct {
        const char *text, *message;
    } c[] = {{"WC1995", "did you mean \"WC1994\"?"},
             {"", "expected a name"},
             {"Nonsense", "unknown magnitude scaling relation"},
             {"WC1994.C=3", "takes no argument"},
             {"CScalingMSR", "needs its argument"},
             {"CScalingMSR.D=3", "needs its argument"},
             {"CScalingMSR.C=x", "needs its argument"},
             {"CScalingMSR.C=nan", "needs its argument"}};

    for (size_t i = 0; i < sizeof c / sizeof c[0]; ++i) {
        oql_msr msr = {0};
        oql_err err = {0};

        cr_expect_eq(oql_msr_parse(c[i].text, &msr, &err), OQL_EMODEL, "%s", c[i].text);
        cr_expect(strstr(err.text, c[i].message) != NULL, "\"%s\": %s", c[i].text, err.text);
        cr_expect_null(msr.rel);
    }
}
