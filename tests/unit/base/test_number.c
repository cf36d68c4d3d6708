/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

Test(number, reads_decimal_notation)
{
    static const struct {
        const char *text;
        double want;
    } cases[] = {
        {"0", 0.0},
        {"1", 1.0},
        {"-1.5", -1.5},
        {"+.5", 0.5},
        {"5.", 5.0},
        {" \t7\r\n", 7.0},
        {"1e-2", 0.01},
        {"1E+5", 1e5},
        {"0.1", 0.1},
        {"123456789.25", 123456789.25},
        {"1e22", 1e22},
        {"1e23", 1e23},
        {"0.30000000000000004", 0.30000000000000004},
        {"179769313486231570000000000000000000000e270", 1.7976931348623157e308},
        {"4.9e-324", 4.9e-324},
        {"0e999999999", 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        double x = -99.0;
        cr_expect(oql_parse_double(cases[i].text, &x), "%s", cases[i].text);
        cr_expect(x == cases[i].want, "%s gave %.17g", cases[i].text, x);
    }
}

Test(number, refuses_everything_else)
{
    static const char *const cases[] = {"",    " ",     ".",   "-",     "e5",     "1e",  "1e+",
                                        "1,5", "1_000", "0x1", "1.2.3", "1 2",    "--1", "1f",
                                        "na",  "infin", "٣",   "1e5.0", "nan(1)", "1d5"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        double x = -99.0;
        cr_expect_not(oql_parse_double(cases[i], &x), "'%s' gave %g", cases[i], x);
        cr_expect(x == -99.0, "the output is unchanged");
    }
}

Test(number, reads_nan_infinity_and_overflow)
{
    double x;
    cr_expect(oql_parse_double("NaN", &x) && isnan(x));
    cr_expect(oql_parse_double("-inf", &x) && isinf(x) && x < 0);
    cr_expect(oql_parse_double("Infinity", &x) && isinf(x) && x > 0);
    cr_expect(oql_parse_double("1e999", &x) && isinf(x));
}

Test(number, rounds_as_the_c_library_does)
{
    unsigned long long state = 88172645463325252ULL; /* xorshift64, Marsaglia 2003 */
    for (int i = 0; i < 200000; ++i) {
        char text[64];
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        const double u = (double)(state >> 11) * 0x1p-53;
        (void)snprintf(text, sizeof text, "%.*ge%d", 1 + (int)(state % 19), u,
                       (int)(state % 61) - 30);
        if (strchr(text, 'e') != strrchr(text, 'e')) {
            continue; /* %g itself wrote an exponent */
        }
        double x = 0.0;
        cr_assert(oql_parse_double(text, &x), "%s", text);
        cr_assert(x == strtod(text, NULL), "%s", text);
    }
}

Test(number, does_not_ask_the_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C"};
    char text[OQL_DOUBLE_TEXT];
    double x;

    for (size_t i = 0; i < 4; ++i) { /* those that are installed */
        if (setlocale(LC_ALL, names[i]) == NULL) {
            continue;
        }
        cr_expect(oql_parse_double("0.12345678901234567890123", &x) &&
                  x == 0.12345678901234567890123);
        cr_expect_not(oql_parse_double("0,5", &x));
        cr_expect_str_eq(oql_double_text(0.1, text), "0.1");
        cr_expect(oql_round_exact(1.234567, 5) == 1.23457);
    }
    (void)setlocale(LC_ALL, "C");
}

Test(number, reads_integers_within_their_range)
{
    int64_t i = 0;
    cr_expect(oql_parse_int(" -42 ", &i) && i == -42);
    cr_expect(oql_parse_int("9223372036854775807", &i) && i == INT64_MAX);
    cr_expect(oql_parse_int("-9223372036854775808", &i) && i == INT64_MIN);
    i = 7;
    cr_expect_not(oql_parse_int("9223372036854775808", &i));
    cr_expect_not(oql_parse_int("-9223372036854775809", &i));
    cr_expect_not(oql_parse_int("1.0", &i));
    cr_expect_not(oql_parse_int("", &i));
    cr_expect_not(oql_parse_int("0x10", &i));
    cr_expect_eq(i, 7);
}

Test(number, writes_as_python_does)
{
    static const struct {
        double x;
        const char *want;
    } cases[] = {
        {0.1, "0.1"},
        {1.0, "1.0"},
        {-2.5, "-2.5"},
        {100.0, "100.0"},
        {0.0001, "0.0001"},
        {0.000015, "1.5e-05"},
        {1e16, "1e+16"},
        {1e15, "1000000000000000.0"},
        {1.0 / 3.0, "0.3333333333333333"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {-0.0, "-0.0"},
    };
    char text[OQL_DOUBLE_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        cr_expect_str_eq(oql_double_text(cases[i].x, text), cases[i].want);
    }
    cr_expect_str_eq(oql_double_text((double)NAN, text), "nan");
    cr_expect_str_eq(oql_double_text(-HUGE_VAL, text), "-inf");
}

Test(number, rounds_coordinates_in_both_ways)
{
    /* numpy.round scales first, Python's round looks at the exact value */
    cr_expect(oql_round_decimals(-122.186855, 5) == -122.18686);
    cr_expect(oql_round_exact(-122.186855, 5) == -122.18685);
    cr_expect(oql_round_decimals(2.5, 0) == 2.0, "ties go to even");
    cr_expect(oql_round_exact(1e300, 5) == 1e300);
    cr_expect(isnan(oql_round_exact((double)NAN, 5)));
}
