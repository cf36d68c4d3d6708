/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_SPLINE_H
#define OQL_GMM_MODELS_SPLINE_H

#include <stdlib.h>
#include <string.h>

#include "gmm/models/terms.h"

/** Coefficients between the frequencies of a table by a cubic spline in the logarithm of the
 *  period with not-a-knot ends, for the models whose authors' implementations do so. */

/** Second derivatives of the spline through n >= 5 points (x rising), by elimination of the
 *  tridiagonal system whose ends continue the neighbouring cubic. w holds n values. */
static inline void oql_spline_bend(size_t n, const double *x, const double *y, double *bend,
                                   double *w)
{
    for (size_t i = 1; i + 1 < n; ++i) {
        const double a = x[i] - x[i - 1], b = x[i + 1] - x[i];
        double lower = a, upper = b, diagonal = 2.0 * (a + b);
        bend[i] = 6.0 * ((y[i + 1] - y[i]) / b - (y[i] - y[i - 1]) / a);
        if (i == 1) {
            /* bend[0] = ((a + b) bend[1] - a bend[2]) / b */
            diagonal += lower * (a + b) / b;
            upper -= lower * a / b;
            lower = 0.0;
        }
        if (i + 2 == n) {
            diagonal += upper * (a + b) / a;
            lower -= upper * b / a;
            upper = 0.0;
        }
        if (i > 1) {
            diagonal -= lower * w[i - 1];
            bend[i] -= lower * bend[i - 1];
        }
        w[i] = upper / diagonal;
        bend[i] /= diagonal;
    }
    for (size_t i = n - 2; i-- > 1;) {
        bend[i] -= w[i] * bend[i + 1];
    }
    const double a = x[1] - x[0], b = x[2] - x[1];
    const double c = x[n - 2] - x[n - 3], d = x[n - 1] - x[n - 2];
    bend[0] = ((a + b) * bend[1] - a * bend[2]) / b;
    bend[n - 1] = ((c + d) * bend[n - 2] - d * bend[n - 3]) / c;
}

/** Value of the spline at t between x[k] and x[k + 1]. */
static inline double oql_spline_at(size_t k, const double *x, const double *y,
                                   const double *bend, double t)
{
    const double h = x[k + 1] - x[k], b = (t - x[k]) / h, a = 1.0 - b;
    return a * y[k] + b * y[k + 1] +
           ((a * a * a - a) * bend[k] + (b * b * b - b) * bend[k + 1]) * h * h / 6.0;
}

/** As oql_coeff_row with the spline; all rows of the table must have a period, sorted either
 *  way. Errors: OQL_EMODEL outside of the table, OQL_ENOMEM. */
static inline oql_status oql_spline_row(const oql_coeff_table *t, const oql_imt *imt,
                                        double *row, oql_err *err)
{
    const size_t n = t->n_row;
    const bool falling = t->period_s[0] > t->period_s[n - 1];
    double *x = malloc(4 * n * sizeof *x);
    size_t k = 0;
    oql_status st;

    if (x == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", t->name);
    }
    /* checks kind and range */
    st = oql_coeff_row(t, imt, row, err);
    if (st != OQL_OK) {
        free(x);
        return st;
    }
    for (size_t i = 0; i < n; ++i) {
        x[i] = log(t->period_s[falling ? n - 1 - i : i]);
    }
    const double at = log(imt->period_s);
    while (k + 2 < n && x[k + 1] <= at) {
        ++k;
    }
    for (size_t c = 0; c < t->n_col; ++c) {
        for (size_t i = 0; i < n; ++i) {
            x[n + i] = t->data[(falling ? n - 1 - i : i) * t->n_col + c];
        }
        oql_spline_bend(n, x, x + n, x + 2 * n, x + 3 * n);
        row[c] = oql_spline_at(k, x, x + n, x + 2 * n, at);
    }
    free(x);
    return OQL_OK;
}

#endif
