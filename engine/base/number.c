/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER 128 /* longer texts are not numbers that anybody writes */

/* isspace() and isdigit() ask the locale; these do not. */
static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The first n bytes equal a lower-case word, in any case. */
static bool is_word(const char *s, size_t n, const char *word)
{
    if (n != strlen(word)) {
        return false;
    }
    for (size_t i = 0; i < n; ++i) {
        const char c = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] - 'A' + 'a') : s[i];
        if (c != word[i]) {
            return false;
        }
    }
    return true;
}

/* A decimal number split into its digits and its power of ten. */
typedef struct {
    uint64_t mantissa; /* the first 19 significant digits */
    int n_digits;      /* significant digits, leading zeros not counted */
    int exponent;      /* value = mantissa × 10^exponent while n_digits <= 19 */
} decimal;

static void take_digit(decimal *d, char c, bool after_point)
{
    if (d->n_digits < 19) {
        d->mantissa = d->mantissa * 10 + (uint64_t)(c - '0');
        d->n_digits += d->n_digits > 0 || c != '0';
        d->exponent -= after_point;
    } else {
        d->n_digits += 1;
        d->exponent += !after_point;
    }
}

/* Check the grammar digits [. digits] [e [+-] digits] over exactly n bytes. */
static bool scan_decimal(const char *s, size_t n, decimal *d)
{
    size_t i = 0, digits = 0;

    for (; i < n && is_digit(s[i]); ++i, ++digits) {
        take_digit(d, s[i], false);
    }
    if (i < n && s[i] == '.') {
        for (++i; i < n && is_digit(s[i]); ++i, ++digits) {
            take_digit(d, s[i], true);
        }
    }
    if (digits == 0) {
        return false;
    }
    if (i < n && (s[i] == 'e' || s[i] == 'E')) {
        ++i;
        const bool minus = i < n && s[i] == '-';
        i += i < n && (s[i] == '+' || s[i] == '-');
        const size_t start = i;
        int e = 0;
        for (; i < n && is_digit(s[i]); ++i) {
            e = e < 100000 ? e * 10 + (s[i] - '0') : e;
        }
        if (i == start) {
            return false;
        }
        d->exponent += minus ? -e : e;
    }
    return i == n;
}

/* strtod() wants the decimal point of the locale. */
static double slow_decimal(const char *s, size_t n)
{
    char buf[MAX_NUMBER + 16];
    const char *point = localeconv()->decimal_point;
    size_t k = 0;

    for (size_t i = 0; i < n; ++i) {
        if (s[i] == '.') {
            for (const char *p = point; *p != '\0' && k < sizeof buf - 1; ++p) {
                buf[k++] = *p;
            }
        } else if (k < sizeof buf - 1) {
            buf[k++] = s[i];
        }
    }
    buf[k] = '\0';
    return strtod(buf, NULL);
}

bool oql_parse_double_n(const char *text, size_t n, double *out)
{
    /* Powers of ten that a double holds exactly: one multiplication or division of two exact
     * numbers is then correctly rounded (Clinger 1990, doi:10.1145/93542.93557). */
    static const double ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    while (n > 0 && is_blank(text[0])) {
        ++text;
        --n;
    }
    while (n > 0 && is_blank(text[n - 1])) {
        --n;
    }
    if (n == 0 || n > MAX_NUMBER) {
        return false;
    }
    const bool minus = text[0] == '-';
    const size_t sign = minus || text[0] == '+';
    text += sign;
    n -= sign;
    double x;
    decimal d = {0};
    if (is_word(text, n, "nan")) {
        x = (double)NAN;
    } else if (is_word(text, n, "inf") || is_word(text, n, "infinity")) {
        x = (double)INFINITY;
    } else if (!scan_decimal(text, n, &d)) {
        return false;
    } else if (d.mantissa == 0) {
        x = 0.0;
    } else if (d.mantissa < (UINT64_C(1) << 53) && d.n_digits <= 19 && d.exponent >= -22 &&
               d.exponent <= 22) {
        x = d.exponent < 0 ? (double)d.mantissa / ten[-d.exponent]
                           : (double)d.mantissa * ten[d.exponent];
    } else {
        x = slow_decimal(text, n);
    }
    *out = minus ? -x : x;
    return true;
}

bool oql_parse_double(const char *text, double *out)
{
    return oql_parse_double_n(text, strlen(text), out);
}

bool oql_parse_int(const char *text, int64_t *out)
{
    while (is_blank(*text)) {
        ++text;
    }
    const bool minus = *text == '-';
    text += minus || *text == '+';
    if (!is_digit(*text)) {
        return false;
    }
    int64_t v = 0;
    for (; is_digit(*text); ++text) {
        const int digit = *text - '0';
        if (v < (INT64_MIN + digit) / 10) {
            return false;
        }
        v = v * 10 - digit; /* negative: its range is the larger one */
    }
    while (is_blank(*text)) {
        ++text;
    }
    if (*text != '\0' || (!minus && v == INT64_MIN)) {
        return false;
    }
    *out = minus ? v : -v;
    return true;
}

/* The digits of the shortest "%.<p>e" that reads back as x > 0, and its exponent of ten. */
static int shortest_digits(double x, char digits[20], int *exponent)
{
    char buf[40];
    for (int p = 0; p <= 16; ++p) {
        (void)snprintf(buf, sizeof buf, "%.*e", p, x);
        if (p == 16 || strtod(buf, NULL) == x) {
            break;
        }
    }
    int n = 0;
    const char *s = buf;
    for (; *s != 'e' && *s != '\0'; ++s) {
        if (is_digit(*s) && n < 18) { /* skips the point, whatever the locale calls it */
            digits[n++] = *s;
        }
    }
    *exponent = *s == 'e' ? (int)strtol(s + 1, NULL, 10) : 0;
    while (n > 1 && digits[n - 1] == '0') {
        --n;
    }
    digits[n] = '\0';
    return n;
}

const char *oql_double_text(double x, char out[OQL_DOUBLE_TEXT])
{
    char digits[20];
    int e;

    if (isnan(x)) {
        return strcpy(out, "nan");
    }
    const char *sign = signbit(x) ? "-" : "";
    const double a = fabs(x);
    if (isinf(a) || a == 0.0) {
        (void)snprintf(out, OQL_DOUBLE_TEXT, "%s%s", sign, a == 0.0 ? "0.0" : "inf");
        return out;
    }
    const int n = shortest_digits(a, digits, &e);
    if (e < -4 || e >= 16) {
        (void)snprintf(out, OQL_DOUBLE_TEXT, "%s%c%s%se%c%02d", sign, digits[0],
                       n > 1 ? "." : "", digits + 1, e < 0 ? '-' : '+', abs(e));
    } else if (e < 0) {
        (void)snprintf(out, OQL_DOUBLE_TEXT, "%s0.%.*s%s", sign, -e - 1, "0000", digits);
    } else if (n <= e + 1) {
        (void)snprintf(out, OQL_DOUBLE_TEXT, "%s%s%.*s.0", sign, digits, e + 1 - n,
                       "0000000000000000");
    } else {
        (void)snprintf(out, OQL_DOUBLE_TEXT, "%s%.*s.%s", sign, e + 1, digits, digits + e + 1);
    }
    return out;
}

double oql_round_decimals(double x, int digits)
{
    double scale = 1.0;
    for (int i = 0; i < digits; ++i) {
        scale *= 10.0;
    }
    return nearbyint(x * scale) / scale;
}

double oql_round_exact(double x, int digits)
{
    char buf[64];
    double r = x;

    if (!(fabs(x) < 1e15)) {
        return x;
    }
    /* the C library rounds the exact decimal expansion; its decimal point is the locale's */
    const int n = snprintf(buf, sizeof buf, "%.*f", digits, x);
    const char *point = localeconv()->decimal_point;
    char *at = n > 0 ? strstr(buf, point) : NULL;
    if (at != NULL) {
        *at = '.';
        memmove(at + 1, at + strlen(point), strlen(at + strlen(point)) + 1);
    }
    (void)oql_parse_double(buf, &r);
    return r;
}
