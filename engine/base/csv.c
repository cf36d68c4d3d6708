/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"

/* The file is read whole, and its cells are unquoted in place: a cell is a pointer into
 * `bytes`.
 *
 *      bytes   lon,lat\n1.5,"a ""b"""\n         as read
 *              lon0lat0 1.50a "b"00...          after the parse (0 = terminator)
 *      cell      ^   ^   ^   ^
 */
struct oql_csv {
    char *path, *bytes;
    char **cells; /* (rows + header) × cols */
    int *lines;   /* (rows + header) */
    char **comments;
    size_t n_cells, cap_cells, n_lines, cap_lines, n_comments, cap_comments;
    size_t cols;
    bool has_header;
};

typedef struct {
    oql_csv *csv;
    char *at, *end;
    int line; /* of *at */
    oql_err *err;
} scan;

void oql_csv_destroy(oql_csv *csv)
{
    if (csv == NULL) {
        return;
    }
    free(csv->path);
    free(csv->bytes);
    free(csv->cells);
    free(csv->lines);
    free(csv->comments);
    free(csv);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Step over a line end (LF, CRLF or CR), if there is one. */
static void skip_line_end(scan *s)
{
    if (s->at < s->end && (*s->at == '\r' || *s->at == '\n')) {
        const bool cr = *s->at == '\r';
        ++s->at;
        s->at += cr && s->at < s->end && *s->at == '\n';
        ++s->line;
    }
}

static oql_status keep_cell(scan *s, char *cell)
{
    oql_csv *csv = s->csv;
    oql_status st =
        oql_reserve(&csv->cells, &csv->cap_cells, csv->n_cells + 1, sizeof *csv->cells, s->err);
    if (st == OQL_OK) {
        csv->cells[csv->n_cells++] = cell;
    }
    return st;
}

/* A quoted cell, *at on its opening quote; leaves *at behind the closing one. The text moves
 * down over its quotes, so that it always fits. *end is where the terminator goes. */
static oql_status quoted_cell(scan *s, char **end)
{
    const int first_line = s->line;
    char *to = ++s->at;

    for (; s->at < s->end; ++s->at) {
        if (*s->at == '"') {
            ++s->at;
            if (s->at == s->end || *s->at != '"') {
                *end = to;
                return OQL_OK;
            }
        } else if (*s->at == '\n' || (*s->at == '\r' && s->at[1] != '\n')) {
            ++s->line; /* at[1] exists: the buffer ends with a terminator */
        }
        *to++ = *s->at;
    }
    return OQL_FAIL(s->err, OQL_ECONFIG, "%s:%d: a quoted cell does not end, expected \"",
                    s->csv->path, first_line);
}

/* One cell and the separator after it; *more tells whether a comma followed. */
static oql_status read_cell(scan *s, bool *more)
{
    oql_status st = OQL_OK;
    char *cell, *end = s->at; /* gcc does not see that quoted_cell sets it */

    while (s->at < s->end && is_blank(*s->at)) {
        ++s->at;
    }
    if (s->at < s->end && *s->at == '"') {
        cell = s->at + 1;
        OQL_TRY(quoted_cell(s, &end));
        while (s->at < s->end && is_blank(*s->at)) {
            ++s->at;
        }
        if (s->at < s->end && strchr(",\r\n", *s->at) == NULL) {
            st = OQL_FAIL(s->err, OQL_ECONFIG,
                          "%s:%d: text after a quoted cell, expected a comma or the line end",
                          s->csv->path, s->line);
            goto done;
        }
    } else {
        cell = s->at;
        while (s->at < s->end && *s->at != ',' && *s->at != '\n' && *s->at != '\r') {
            ++s->at;
        }
        end = s->at;
        while (end > cell && is_blank(end[-1])) {
            --end;
        }
    }
    *more = s->at < s->end && *s->at == ',';
    if (*more) {
        ++s->at;
    } else {
        skip_line_end(s);
    }
    *end = '\0'; /* only now: it may fall on the separator just read */
    OQL_TRY(keep_cell(s, cell));
done:
    return st;
}

static oql_status read_comment(scan *s)
{
    oql_csv *csv = s->csv;
    char *text = s->at + 1;

    while (s->at < s->end && *s->at != '\n' && *s->at != '\r') {
        ++s->at;
    }
    char *end = s->at;
    skip_line_end(s);
    while (text < end && (is_blank(*text) || *text == '#')) {
        ++text;
    }
    while (end > text && is_blank(end[-1])) {
        --end;
    }
    *end = '\0';
    oql_status st = oql_reserve(&csv->comments, &csv->cap_comments, csv->n_comments + 1,
                                sizeof *csv->comments, s->err);
    if (st == OQL_OK) {
        csv->comments[csv->n_comments++] = text;
    }
    return st;
}

static oql_status read_row(scan *s)
{
    oql_csv *csv = s->csv;
    oql_status st = OQL_OK;
    const size_t first = csv->n_cells;
    const int line = s->line;
    bool more = true;

    OQL_TRY(oql_reserve(&csv->lines, &csv->cap_lines, csv->n_lines + 1, sizeof *csv->lines,
                        s->err));
    while (more) {
        OQL_TRY(read_cell(s, &more));
    }
    csv->lines[csv->n_lines++] = line;
    const size_t n = csv->n_cells - first;
    if (csv->n_lines == 1) {
        csv->cols = n;
    } else if (n != csv->cols) {
        st = OQL_FAIL(s->err, OQL_ECONFIG, "%s:%d: found %zu cells, expected %zu as in line %d",
                      csv->path, line, n, csv->cols, csv->lines[0]);
    }
done:
    return st;
}

/* Skip blank lines; true when something else follows. */
static bool next_row(scan *s)
{
    while (s->at < s->end) {
        char *p = s->at;
        while (p < s->end && is_blank(*p)) {
            ++p;
        }
        if (p < s->end && *p != '\r' && *p != '\n') {
            return true;
        }
        s->at = p;
        skip_line_end(s);
    }
    return false;
}

static oql_status check_header(const oql_csv *csv, oql_err *err)
{
    for (size_t i = 0; i < csv->cols; ++i) {
        if (csv->cells[i][0] == '\0') {
            return OQL_FAIL(err, OQL_ECONFIG, "%s:%d: column %zu has no name, expected one",
                            csv->path, csv->lines[0], i + 1);
        }
        for (size_t j = 0; j < i; ++j) {
            if (strcmp(csv->cells[i], csv->cells[j]) == 0) {
                return OQL_FAIL(err, OQL_ECONFIG,
                                "%s:%d: column '%.80s' appears twice, expected once", csv->path,
                                csv->lines[0], csv->cells[i]);
            }
        }
    }
    return OQL_OK;
}

static oql_status parse(oql_csv *csv, size_t n, oql_csv_mode mode, oql_err *err)
{
    oql_status st = OQL_OK;
    scan s = {csv, csv->bytes, csv->bytes + n, 1, err};
    double x;

    const char *nul = memchr(csv->bytes, '\0', n);
    if (nul != NULL) {
        return OQL_FAIL(err, OQL_ECONFIG, "%s: byte %zu is zero, expected a text file",
                        csv->path, (size_t)(nul - csv->bytes) + 1);
    }
    if (n >= 3 && memcmp(csv->bytes, "\xEF\xBB\xBF", 3) == 0) {
        s.at += 3;
    }
    while (next_row(&s)) {
        if (*s.at == '#') {
            OQL_TRY(read_comment(&s));
        } else {
            OQL_TRY(read_row(&s));
        }
    }
    csv->has_header = mode == OQL_CSV_HEADER || (mode == OQL_CSV_AUTO && csv->n_lines > 0 &&
                                                 !oql_parse_double(csv->cells[0], &x));
    if (csv->has_header && csv->n_lines == 0) {
        st = OQL_FAIL(err, OQL_ECONFIG, "%s: empty, expected a header line", csv->path);
        goto done;
    }
    if (csv->has_header) {
        OQL_TRY(check_header(csv, err));
    }
done:
    return st;
}

/* Wrap a buffer of n bytes plus one for a terminator; takes it, even on failure. */
static oql_status create(const char *path, char *bytes, size_t n, oql_csv_mode mode,
                         oql_csv **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_csv *csv = calloc(1, sizeof *csv);

    *out = NULL;
    if (csv == NULL) {
        free(bytes);
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
    }
    csv->bytes = bytes;
    bytes[n] = '\0';
    OQL_TRY(oql_strdup(path, &csv->path, err));
    OQL_TRY(parse(csv, n, mode, err));
    *out = csv;
    csv = NULL;
done:
    oql_csv_destroy(csv);
    return st;
}

oql_status oql_csv_parse(const char *name, size_t n, const char *bytes, oql_csv_mode mode,
                         oql_csv **out, oql_err *err)
{
    char *copy = malloc(n + 1);

    *out = NULL;
    if (copy == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory for %zu bytes", name, n);
    }
    if (n > 0) {
        memcpy(copy, bytes, n);
    }
    return create(name, copy, n, mode, out, err);
}

oql_status oql_csv_read(const char *path, oql_csv_mode mode, oql_csv **out, oql_err *err)
{
    char *bytes = NULL;
    size_t n = 0;

    *out = NULL;
    const oql_status st = oql_file_read(path, &bytes, &n, err);
    return st == OQL_OK ? create(path, bytes, n, mode, out, err) : st;
}

const char *oql_csv_path(const oql_csv *csv)
{
    return csv->path;
}

size_t oql_csv_rows(const oql_csv *csv)
{
    return csv->n_lines - csv->has_header;
}

size_t oql_csv_cols(const oql_csv *csv)
{
    return csv->cols;
}

const char *oql_csv_comment(const oql_csv *csv, size_t i)
{
    return i < csv->n_comments ? csv->comments[i] : NULL;
}

const char *oql_csv_name(const oql_csv *csv, size_t col)
{
    return csv->has_header && col < csv->cols ? csv->cells[col] : "";
}

bool oql_csv_find(const oql_csv *csv, const char *name, size_t *col)
{
    for (size_t i = 0; csv->has_header && i < csv->cols; ++i) {
        if (strcmp(csv->cells[i], name) == 0) {
            *col = i;
            return true;
        }
    }
    return false;
}

oql_status oql_csv_need(const oql_csv *csv, const char *name, size_t *col, oql_err *err)
{
    if (oql_csv_find(csv, name, col)) {
        return OQL_OK;
    }
    char names[200] = "none";
    size_t at = 0;
    for (size_t i = 0; csv->has_header && i < csv->cols && at < sizeof names; ++i) {
        const int k =
            snprintf(names + at, sizeof names - at, "%s%s", i > 0 ? "," : "", csv->cells[i]);
        at += k > 0 ? (size_t)k : 0;
    }
    return OQL_FAIL(err, OQL_ECONFIG, "%s:%d: no column '%s', expected one beside %s",
                    csv->path, csv->n_lines > 0 ? csv->lines[0] : 1, name, names);
}

const char *oql_csv_cell(const oql_csv *csv, size_t row, size_t col)
{
    return csv->cells[(row + csv->has_header) * csv->cols + col];
}

int oql_csv_line(const oql_csv *csv, size_t row)
{
    return csv->lines[row + csv->has_header];
}

oql_status oql_csv_number(const oql_csv *csv, size_t row, size_t col, bool any_float,
                          double *out, oql_err *err)
{
    const char *cell = oql_csv_cell(csv, row, col);
    double x;

    if (!oql_parse_double(cell, &x)) {
        return OQL_FAIL(err, OQL_ECONFIG, "%s:%d: '%.80s' in column %s, expected a number",
                        csv->path, oql_csv_line(csv, row), cell,
                        csv->has_header ? csv->cells[col] : "without a name");
    }
    if (!any_float && !isfinite(x)) {
        return OQL_FAIL(err, OQL_ECONFIG,
                        "%s:%d: '%.80s' in column %s, expected a finite number", csv->path,
                        oql_csv_line(csv, row), cell,
                        csv->has_header ? csv->cells[col] : "without a name");
    }
    *out = x;
    return OQL_OK;
}
