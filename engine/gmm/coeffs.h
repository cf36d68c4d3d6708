/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_COEFFS_H
#define OQL_GMM_COEFFS_H

#include <stddef.h>

#include "base/imt.h"
#include "base/status.h"

/** Tables of coefficients: one row a measure, one column a coefficient.
 *
 *  engine/gmm/coeffs/<name>.csv ("imt,c1,c2,..." after '#' lines that name the source) becomes, at
 *  build time, generated/coeffs/<name>.h with
 *
 *      typedef struct { double c1, c2, ...; } oql_coef_<name>;    one row, in column order
 *      extern const oql_coeff_table oql_table_<name>;
 *
 *  so that a model includes "coeffs/<name>.h", makes the struct (part of) its prepared row and writes
 *  C->c1. Characters that C does not allow in a name become '_'; a name that is a C keyword or starts
 *  with a digit gets 'c_' in front.
 */
typedef struct {
    const char *name;
    size_t n_row, n_col;
    const char *const *imt;    /**< (n_row) measure of each row: "PGA", "SA(0.1)" */
    const double *period_s;    /**< (n_row) period of SA-like rows, else 0 */
    const char *const *column; /**< (n_col) */
    const double *data;        /**< (n_row, n_col) */
} oql_coeff_table;

/** Copy the row of a measure; SA between two tabulated periods is interpolated linearly in ln T
 *  (the field's convention, also OpenQuake's CoeffsTable).
 *
 *  @param[out] row  (n_col) unchanged on failure
 *  Errors  OQL_EMODEL when the measure is not in the table or its period is outside of it
 *  Threads pure
 */
oql_status oql_coeff_row(const oql_coeff_table *t, const oql_imt *imt, double *row,
                         oql_err *err) OQL_MUST_CHECK;

/** Number of the column of that name, for models whose arguments choose a column. OQL_EARG when the
 *  table has none. */
oql_status oql_coeff_column(const oql_coeff_table *t, const char *name, size_t *col,
                            oql_err *err) OQL_MUST_CHECK;

/** A row by its number without interpolation, for models that do their own. NULL beyond. */
const double *oql_coeff_row_at(const oql_coeff_table *t, size_t i);

#endif
