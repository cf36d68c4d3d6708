/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_CSV_H
#define OQL_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** A CSV file in memory: a rectangle of text cells that remember their line.
 *
 *  Accepts RFC 4180 (cells quoted with ", "" for a quote inside, line breaks inside quotes),
 *  LF, CRLF and CR line ends, a UTF-8 byte-order mark, blank lines (skipped) and comment lines
 *  that start with # (kept aside, in order; OpenQuake writes its metadata there). Unquoted
 *  cells are trimmed of spaces and tabs. Every row must have as many cells as the first.
 *
 *  Errors    OQL_EIO (cannot read), OQL_ECONFIG ("path:line: what was found, what was
 *            expected")
 *  Threads   reading from one oql_csv is safe from any number of threads
 */
typedef struct oql_csv oql_csv;

typedef enum {
    OQL_CSV_HEADER,    /**< the first row names the columns; duplicate names are refused */
    OQL_CSV_NO_HEADER, /**< every row is data */
    OQL_CSV_AUTO       /**< the first row is a header unless its first cell is a number */
} oql_csv_mode;

/** Read the whole file; *out is owned by the caller, NULL on failure. A file without any row is
 *  refused in OQL_CSV_HEADER mode. */
oql_status oql_csv_read(const char *path, oql_csv_mode mode, oql_csv **out,
                        oql_err *err) OQL_MUST_CHECK;

/** The same from n bytes of memory (copied); `name` stands for the path in messages. */
oql_status oql_csv_parse(const char *name, size_t n, const char *bytes, oql_csv_mode mode,
                         oql_csv **out, oql_err *err) OQL_MUST_CHECK;

void oql_csv_destroy(oql_csv *csv); /**< NULL is fine */

const char *oql_csv_path(const oql_csv *csv); /**< path or name as given */
size_t oql_csv_rows(const oql_csv *csv);      /**< rows of data, the header not counted */
size_t oql_csv_cols(const oql_csv *csv);

/** Comment line i without its # and surrounding blanks, in the order of the file; NULL beyond.
 */
const char *oql_csv_comment(const oql_csv *csv, size_t i);

/** Name of a column; "" without a header. */
const char *oql_csv_name(const oql_csv *csv, size_t col);

/** Column of that name (exact match); false when there is none. */
bool oql_csv_find(const oql_csv *csv, const char *name, size_t *col);

/** The same, but a missing column is an error that names the columns there are. */
oql_status oql_csv_need(const oql_csv *csv, const char *name, size_t *col,
                        oql_err *err) OQL_MUST_CHECK;

/** Text of a cell, borrowed until destroy; row < rows, col < cols. */
const char *oql_csv_cell(const oql_csv *csv, size_t row, size_t col);

/** Line of the file (from 1) on which a row of data starts; for messages. */
int oql_csv_line(const oql_csv *csv, size_t row);

/** One cell as a number, locale-independent and strict (base/number.h): no trailing text. NaN
 *  and infinities are refused unless any_float. */
oql_status oql_csv_number(const oql_csv *csv, size_t row, size_t col, bool any_float,
                          double *out, oql_err *err) OQL_MUST_CHECK;

#endif
