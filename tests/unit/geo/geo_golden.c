/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo_golden.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "geo/simple_fault.h"

oql_csv *golden_open(const char *name)
{
    char path[128];
    oql_csv *csv = NULL;
    oql_err err = {.code = OQL_OK};

    snprintf(path, sizeof path, "tests/unit/geo/data/%s.csv", name);
    cr_assert_eq(oql_csv_read(path, OQL_CSV_HEADER, &csv, &err), OQL_OK, "%s", err.text);
    cr_assert_gt(oql_csv_rows(csv), 0);
    return csv;
}

const char *golden_text(const oql_csv *csv, size_t row, const char *column)
{
    size_t col = 0;

    cr_assert(oql_csv_find(csv, column, &col), "no column %s", column);
    return oql_csv_cell(csv, row, col);
}

double golden_number(const oql_csv *csv, size_t row, const char *column)
{
    size_t col = 0;
    double x = nan("");
    oql_err err = {.code = OQL_OK};

    cr_assert(oql_csv_find(csv, column, &col), "no column %s", column);
    cr_assert_eq(oql_csv_number(csv, row, col, false, &x, &err), OQL_OK, "%s", err.text);
    return x;
}

size_t golden_list(const char *text, double *out, size_t cap)
{
    size_t n = 0;

    while (*text != '\0') {
        char *end;
        const double x = strtod(text, &end);

        if (end == text) {
            ++text;
            continue;
        }
        cr_assert_lt(n, cap);
        out[n++] = x;
        text = end;
    }
    return n;
}

bool golden_is_close(double a, double b, double rtol)
{
    return fabs(a - b) <= rtol * fmax(fabs(b), 1);
}

bool golden_is_same_angle(double a, double b, double tol_deg)
{
    return fabs(remainder(a - b, 360)) <= tol_deg;
}

double random_in(uint64_t *state, double low, double high)
{
    /* splitmix64: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195 */
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return low + (high - low) * ((double)(z >> 11) / 9007199254740992.0);
}

int32_t random_int(uint64_t *state, int32_t low, int32_t high)
{
    return low + (int32_t)random_in(state, 0, (double)(high - low) + 0.999999);
}

oql_mesh *some_fault(double lon_deg, double dip_deg)
{
    double lon[4] = {lon_deg, lon_deg + 0.15, lon_deg + 0.25, lon_deg + 0.45};
    const double lat[4] = {38.0, 38.1, 38.25, 38.3};
    oql_mesh *mesh = NULL;
    oql_err err = {.code = OQL_OK};

    for (int i = 0; i < 4; ++i) {
        lon[i] = lon[i] > 180 ? lon[i] - 360 : lon[i];
    }
    cr_assert_eq(oql_simple_fault_mesh(4, lon, lat, 1, 13, dip_deg, 2, &mesh, &err), OQL_OK,
                 "%s", err.text);
    return mesh;
}
