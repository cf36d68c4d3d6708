/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"

static oql_csv *parse(const char *text, oql_csv_mode mode)
{
    oql_csv *csv = NULL;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_csv_parse("t.csv", strlen(text), text, mode, &csv, &err), OQL_OK, "%s",
                 err.text);
    return csv;
}

/* The text is refused with exactly this message. */
static void refuses(const char *text, oql_csv_mode mode, const char *message)
{
    oql_csv *csv = NULL;
    oql_err err = {.code = OQL_OK};
    cr_expect_eq(oql_csv_parse("t.csv", strlen(text), text, mode, &csv, &err), OQL_ECONFIG);
    cr_expect_null(csv);
    cr_expect_str_eq(err.text, message);
}

Test(csv, reads_header_and_numbers)
{
    oql_csv *csv = parse("lon,lat\n1.5,-2\n3,4e1\n", OQL_CSV_HEADER);
    double x[2];
    size_t col = 99;
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(oql_csv_rows(csv), 2);
    cr_expect_eq(oql_csv_cols(csv), 2);
    cr_expect_str_eq(oql_csv_name(csv, 1), "lat");
    cr_assert(oql_csv_find(csv, "lat", &col));
    cr_expect_eq(col, 1);
    cr_expect_not(oql_csv_find(csv, "Lat", &col));
    for (size_t i = 0; i < 2; ++i) {
        cr_assert_eq(oql_csv_number(csv, i, 1, false, &x[i], &err), OQL_OK);
    }
    cr_expect(x[0] == -2.0 && x[1] == 40.0);
    oql_csv_destroy(csv);
}

Test(csv, reads_quotes_line_breaks_and_commas_in_cells)
{
    oql_csv *csv = parse("a,b\r\n\"x, \"\"y\"\"\" , 2 \r\n\"two\r\nlines\",\"\"\r\nlast,3",
                         OQL_CSV_HEADER);

    cr_expect_eq(oql_csv_rows(csv), 3);
    cr_expect_str_eq(oql_csv_cell(csv, 0, 0), "x, \"y\"");
    cr_expect_str_eq(oql_csv_cell(csv, 0, 1), "2");
    cr_expect_str_eq(oql_csv_cell(csv, 1, 0), "two\r\nlines");
    cr_expect_str_eq(oql_csv_cell(csv, 1, 1), "");
    cr_expect_eq(oql_csv_line(csv, 0), 2);
    cr_expect_eq(oql_csv_line(csv, 1), 3);
    cr_expect_eq(oql_csv_line(csv, 2), 5, "a row after a cell of two lines");
    oql_csv_destroy(csv);
}

Test(csv, reads_byte_order_mark_comments_and_blank_lines)
{
    oql_csv *csv = parse("\xEF\xBB\xBF#,,\"kind\", x\n\na,b\n# note\n \n1,2\n", OQL_CSV_HEADER);

    cr_expect_str_eq(oql_csv_name(csv, 0), "a");
    cr_expect_eq(oql_csv_rows(csv), 1);
    cr_expect_eq(oql_csv_line(csv, 0), 6);
    cr_expect_str_eq(oql_csv_comment(csv, 0), ",,\"kind\", x");
    cr_expect_str_eq(oql_csv_comment(csv, 1), "note");
    cr_expect_null(oql_csv_comment(csv, 2));
    oql_csv_destroy(csv);
}

Test(csv, all_line_ends_are_equal)
{
    static const char *const texts[] = {"a\n1\n2\n", "a\r\n1\r\n2\r\n", "a\r1\r2",
                                        "a\n1\r\n2\r"};
    for (size_t i = 0; i < 4; ++i) {
        oql_csv *csv = parse(texts[i], OQL_CSV_HEADER);
        cr_expect_eq(oql_csv_rows(csv), 2);
        cr_expect_str_eq(oql_csv_cell(csv, 1, 0), "2");
        cr_expect_eq(oql_csv_line(csv, 1), 3);
        oql_csv_destroy(csv);
    }
}

Test(csv, tells_a_header_from_data)
{
    oql_csv *csv = parse("138.60,-34.93\n153.02,-27.47\n", OQL_CSV_AUTO);
    cr_expect_eq(oql_csv_rows(csv), 2);
    cr_expect_str_eq(oql_csv_name(csv, 0), "");
    oql_csv_destroy(csv);
    csv = parse("lon,lat\n1,2\n", OQL_CSV_AUTO);
    cr_expect_eq(oql_csv_rows(csv), 1);
    oql_csv_destroy(csv);
    csv = parse("", OQL_CSV_AUTO);
    cr_expect_eq(oql_csv_rows(csv), 0);
    oql_csv_destroy(csv);
}

Test(csv, says_what_is_wrong_and_where)
{
    refuses("", OQL_CSV_HEADER, "t.csv: empty, expected a header line");
    refuses("a,b\n1,2\n\n3,4,5\n", OQL_CSV_HEADER,
            "t.csv:4: found 3 cells, expected 2 as in line 1");
    refuses("a,b,a\n", OQL_CSV_HEADER, "t.csv:1: column 'a' appears twice, expected once");
    refuses("a,,b\n", OQL_CSV_HEADER, "t.csv:1: column 2 has no name, expected one");
    refuses("a\n\"open\n", OQL_CSV_HEADER, "t.csv:2: a quoted cell does not end, expected \"");
    refuses("a\n\"x\"y\n", OQL_CSV_HEADER,
            "t.csv:2: text after a quoted cell, expected a comma or the line end");
}

Test(csv, refuses_what_is_no_number)
{
    oql_csv *csv = parse("v\n1.5x\nnan\n\"\"\n", OQL_CSV_HEADER);
    static const char *const want[] = {"t.csv:2: '1.5x' in column v, expected a number",
                                       "t.csv:3: 'nan' in column v, expected a finite number",
                                       "t.csv:4: '' in column v, expected a number"};
    double x = 7.0;

    for (size_t i = 0; i < 3; ++i) {
        oql_err err = {.code = OQL_OK};
        cr_expect_eq(oql_csv_number(csv, i, 0, false, &x, &err), OQL_ECONFIG);
        cr_expect_str_eq(err.text, want[i]);
    }
    oql_err err = {.code = OQL_OK};
    cr_expect(x == 7.0);
    cr_expect_eq(oql_csv_number(csv, 1, 0, true, &x, &err), OQL_OK);
    cr_expect(isnan(x));
    oql_csv_destroy(csv);
}

Test(csv, names_the_columns_there_are)
{
    oql_csv *csv = parse("lon,lat\n", OQL_CSV_HEADER);
    oql_err err = {.code = OQL_OK};
    size_t col;

    cr_expect_eq(oql_csv_need(csv, "vs30", &col, &err), OQL_ECONFIG);
    cr_expect_str_eq(err.text, "t.csv:1: no column 'vs30', expected one beside lon,lat");
    oql_csv_destroy(csv);
}

Test(csv, refuses_binary_files_and_folders)
{
    oql_csv *csv = NULL;
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(oql_csv_parse("t.csv", 4, "a\0b\n", OQL_CSV_AUTO, &csv, &err), OQL_ECONFIG);
    cr_expect_str_eq(err.text, "t.csv: byte 2 is zero, expected a text file");
    err.code = OQL_OK;
    cr_expect_eq(oql_csv_read("/nowhere/x.csv", OQL_CSV_AUTO, &csv, &err), OQL_EIO);
    err.code = OQL_OK;
    cr_expect_eq(oql_csv_read("/", OQL_CSV_AUTO, &csv, &err), OQL_EIO);
    cr_expect_null(csv);
}

Test(csv, reads_a_file_larger_than_its_buffer)
{
    char path[] = "/tmp/oql_csv_XXXXXX";
    const int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    FILE *f = fdopen(fd, "w");
    (void)fprintf(f, "n\n");
    for (int i = 0; i < 40000; ++i) {
        (void)fprintf(f, "%d\n", i);
    }
    (void)fclose(f);
    oql_csv *csv = NULL;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_csv_read(path, OQL_CSV_HEADER, &csv, &err), OQL_OK, "%s", err.text);
    (void)unlink(path);
    cr_expect_eq(oql_csv_rows(csv), 40000);
    cr_expect_str_eq(oql_csv_cell(csv, 39999, 0), "39999");
    oql_csv_destroy(csv);
}
