/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_NUMBER_H
#define OQL_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Numbers from text and back, the same in every locale.
 *
 *  Threads   pure, reentrant (the locale must not change meanwhile)
 */

/** Bytes that hold any text of oql_double_text, with its terminator. */
#define OQL_DOUBLE_TEXT 40

/** Text that is exactly one decimal number, blanks around it allowed: [+-] digits [. digits]
 *  [e[+-]digits], "nan", "inf", "infinity" in any case. Hexadecimal, underscores, trailing text
 *  and the empty text give false, *out unchanged. Correctly rounded. Overflow gives an
 *  infinity. */
bool oql_parse_double(const char *text, double *out);

/** The same for the first n bytes, which need no terminator. */
bool oql_parse_double_n(const char *text, size_t n, double *out);

/** Text that is exactly one decimal integer in the range of int64_t, blanks around it allowed.
 */
bool oql_parse_int(const char *text, int64_t *out);

/** Shortest text that reads back as the same double, in the notation Python prints ("0.1",
 *  "1.0", "1e-05", "1e+16", "nan", "inf"); returns out. OpenQuake's names such as SA(0.1)
 *  contain it. */
const char *oql_double_text(double x, char out[OQL_DOUBLE_TEXT]);

/** x rounded to `digits` decimals (0 to 15) as numpy.round does: scaled by 10^digits, rounded
 *  to the nearest with ties to even, scaled back. OpenQuake rounds coordinates so, to 5
 *  decimals. */
double oql_round_decimals(double x, int digits);

/** x rounded to `digits` decimals (0 to 15) as Python's round(x, digits) does: the exact value
 *  of the double decides, so that no tie arises from the scaling. The two differ in the last
 *  decimal of values such as -122.186855. NaN, infinities and |x| >= 1e15 come back unchanged.
 */
double oql_round_exact(double x, int digits);

#endif
