/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>

#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes: an error or a rectangle of cells that can be read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int mode = OQL_CSV_HEADER; mode <= OQL_CSV_AUTO; ++mode) {
        oql_csv *csv = NULL;
        oql_err err = {.code = OQL_OK};
        size_t bytes = 0, col;
        double x;

        if (oql_csv_parse("input.csv", size, (const char *)data, (oql_csv_mode)mode, &csv,
                          &err) != OQL_OK) {
            continue;
        }
        for (size_t i = 0; i < oql_csv_rows(csv); ++i) {
            for (size_t k = 0; k < oql_csv_cols(csv); ++k) {
                bytes += strlen(oql_csv_cell(csv, i, k)) + strlen(oql_csv_name(csv, k));
                (void)!oql_csv_number(csv, i, k, true, &x, &err);
            }
            bytes += (size_t)oql_csv_line(csv, i);
        }
        for (size_t i = 0; oql_csv_comment(csv, i) != NULL; ++i) {
            bytes += strlen(oql_csv_comment(csv, i));
        }
        err.code = OQL_OK;
        (void)!oql_csv_need(csv, "lon", &col, &err);
        oql_csv_destroy(csv);
        if (bytes == SIZE_MAX) {
            return 1; /* keeps the reads above */
        }
    }
    return 0;
}
