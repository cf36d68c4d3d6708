/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_LITERAL_H
#define OQL_JOB_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "base/status.h"

/** Values written as Python (or JSON) literals: numbers, 'text' or "text", lists [..], tuples
 *  (..), dictionaries {..}, True/False/None, trailing commas, # comments; plus logscale(a, b,
 *  n) and linscale(a, b, n), which become lists of numbers.
 *
 *      {"PGA": logscale(0.005, 2, 20), 'SA(0.1)': [0.1, 0.2,]}
 */
typedef enum {
    OQL_LIT_NONE,
    OQL_LIT_BOOL,
    OQL_LIT_NUMBER,
    OQL_LIT_TEXT,
    OQL_LIT_LIST, /**< list or tuple */
    OQL_LIT_DICT  /**< keys[i] -> items[i] */
} oql_literal_kind;

typedef struct oql_literal oql_literal;
struct oql_literal {
    oql_literal_kind kind;
    bool is_integer;          /**< NUMBER written without point or exponent */
    double number;            /**< NUMBER; BOOL: 0 or 1 */
    const char *text;         /**< TEXT */
    size_t n;                 /**< LIST, DICT: number of items */
    const oql_literal *keys;  /**< DICT (n): TEXT or NUMBER */
    const oql_literal *items; /**< LIST, DICT (n) */
};

/** Parse exactly one literal, blanks around it allowed. The value lives in the arena.
 *
 *  Errors    OQL_ECONFIG: what was found at which character, what was expected; no file and
 *            line (the caller adds them). Nesting is limited to 32, a scale to 1e6 levels.
 */
oql_status oql_literal_parse(const char *text, oql_arena *arena, const oql_literal **out,
                             oql_err *err) OQL_MUST_CHECK;

/** n values from a to b, evenly spaced in the logarithm, as OpenQuake: a * exp(ln(b/a) i /
 *  (n-1)). 0 < a < b, n >= 2; out has shape (n). */
void oql_logscale(double a, double b, size_t n, double *out);

/** Item of a dictionary under a text key, or NULL (also when dict is NULL or no dictionary). */
const oql_literal *oql_literal_get(const oql_literal *dict, const char *key);

#endif
