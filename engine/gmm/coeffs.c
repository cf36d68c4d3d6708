/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/coeffs.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The kind of a row is the text before its parenthesis. */
static bool row_has_kind(const oql_coeff_table *t, size_t i, const oql_imt *imt)
{
    const char *name = oql_imt_name(imt->kind);
    const size_t n = strlen(name);
    return strncmp(t->imt[i], name, n) == 0 && (t->imt[i][n] == '\0' || t->imt[i][n] == '(');
}

static bool is_same_row(const oql_coeff_table *t, size_t i, const oql_imt *imt)
{
    return row_has_kind(t, i, imt) &&
           (imt->period_s == t->period_s[i] ||
            fabs(imt->period_s - t->period_s[i]) < 1e-9 * imt->period_s);
}

oql_status oql_coeff_row(const oql_coeff_table *t, const oql_imt *imt, double *row,
                         oql_err *err)
{
    size_t below = SIZE_MAX, above = SIZE_MAX;
    for (size_t i = 0; i < t->n_row; ++i) {
        if (is_same_row(t, i, imt)) {
            memcpy(row, t->data + i * t->n_col, t->n_col * sizeof *row);
            return OQL_OK;
        }
        if (imt->period_s <= 0.0 || !row_has_kind(t, i, imt)) {
            continue;
        }
        const double period = t->period_s[i];
        if (period < imt->period_s && (below == SIZE_MAX || period > t->period_s[below])) {
            below = i;
        }
        if (period > imt->period_s && (above == SIZE_MAX || period < t->period_s[above])) {
            above = i;
        }
    }
    if (below == SIZE_MAX || above == SIZE_MAX) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s is not defined by the coefficients %s, expected a measure that is",
                        imt->text, t->name);
    }
    const double lo = log(t->period_s[below]), hi = log(t->period_s[above]);
    const double ratio = (log(imt->period_s) - lo) / (hi - lo);
    for (size_t c = 0; c < t->n_col; ++c) {
        const double a = t->data[below * t->n_col + c], b = t->data[above * t->n_col + c];
        row[c] = (b - a) * ratio + a;
    }
    return OQL_OK;
}

oql_status oql_coeff_column(const oql_coeff_table *t, const char *name, size_t *col,
                            oql_err *err)
{
    for (size_t c = 0; c < t->n_col; ++c) {
        if (strcmp(t->column[c], name) == 0) {
            *col = c;
            return OQL_OK;
        }
    }
    return OQL_FAIL(err, OQL_EARG, "coefficients %s have no column \"%s\"", t->name, name);
}

const double *oql_coeff_row_at(const oql_coeff_table *t, size_t i)
{
    return i < t->n_row ? t->data + i * t->n_col : NULL;
}
