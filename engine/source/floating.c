/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "source/fault_surface.h"

static oql_status add_window(oql_windows *out, int32_t row, int32_t col, int32_t n_row,
                             int32_t n_col, oql_err *err)
{
    const oql_status st = oql_reserve(&out->w, &out->cap, out->n + 1, sizeof *out->w, err);

    if (st == OQL_OK) {
        out->w[out->n++] = (oql_window){row, col, n_row, n_col};
    }
    return st;
}

/* Nodes that span a length on a mesh of that spacing, cut to what the mesh has. */
static int32_t nodes_along(double length_km, double spacing_km, int32_t most)
{
    const double n = floor(length_km / spacing_km + 0.5) + 1.0;

    return n < (double)most ? (int32_t)n : most;
}

oql_status oql_float_simple(const oql_mesh *mesh, double spacing_km, double area_km2,
                            double aspect_ratio, oql_windows *out, oql_err *err)
{
    const double fault_length = (mesh->n_col - 1) * spacing_km;
    const double fault_width = (mesh->n_row - 1) * spacing_km;
    double length = sqrt(area_km2 * aspect_ratio);
    double width = area_km2 / length;
    int32_t n_row = 0, n_col = 0;
    oql_status st = OQL_OK;

    out->n = 0;
    if (area_km2 >= fault_length * fault_width) {
        length = fault_length;
        width = fault_width;
    } else if (width > fault_width) { /* keep the area, stretch along strike */
        length *= width / fault_width;
        width = fault_width;
    } else if (length > fault_length) {
        width *= length / fault_length;
        length = fault_length;
    }
    n_col = nodes_along(length, spacing_km, mesh->n_col);
    n_row = nodes_along(width, spacing_km, mesh->n_row);
    if (n_col < 2 || n_row < 2) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "mesh spacing %g km is too large for ruptures of %g x %g km, expected "
                        "a smaller one",
                        spacing_km, length, width);
    }
    for (int32_t row = 0; row + n_row <= mesh->n_row; ++row) {
        for (int32_t col = 0; col + n_col <= mesh->n_col; ++col) {
            OQL_TRY(add_window(out, row, col, n_row, n_col, err));
        }
    }
done:
    return st;
}

/* --- complex faults --- */

/* Areas of rectangles of cells through sums along each row: sum[i][j] = cells (i, 0 … j-1). */
typedef struct {
    const oql_mesh_cells *cells;
    double *sum; /* (n_row, n_col + 1) */
} row_sums;

static double cells_in_row(const row_sums *s, int32_t row, int32_t first, int32_t last)
{
    const double *r = s->sum + (size_t)row * ((size_t)s->cells->n_col + 1);

    return r[last] - r[first];
}

static oql_status make_row_sums(const oql_mesh_cells *cells, row_sums *out, oql_err *err)
{
    const size_t n_col = (size_t)cells->n_col;

    out->cells = cells;
    out->sum = oql_calloc((size_t)cells->n_row * (n_col + 1), sizeof *out->sum);
    if (out->sum == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "areas of %d x %d cells", cells->n_row, cells->n_col);
    }
    for (size_t i = 0; i < (size_t)cells->n_row; ++i) {
        double *r = out->sum + i * (n_col + 1);

        for (size_t j = 0; j < n_col; ++j) {
            r[j + 1] = r[j] + cells->area_km2[i * n_col + j];
        }
    }
    return OQL_OK;
}

/* How many steps make the running sum nearest to a target, and whether that falls short of it
 * at the very end. The sum grows, so the search stops once it has passed the target. */
typedef struct {
    double target, sum, best_gap, best_sum;
    int32_t n, best;
} nearest;

static bool nearest_step(nearest *s, double step)
{
    double gap = 0.0;

    s->sum += step;
    s->n += 1;
    gap = fabs(s->sum - s->target);
    if (s->n == 1 || gap < s->best_gap) {
        s->best_gap = gap;
        s->best_sum = s->sum;
        s->best = s->n;
    }
    return s->sum < s->target;
}

static nearest nearest_columns(const oql_mesh_cells *c, int32_t row, int32_t col, double length)
{
    nearest s = {.target = length};
    const double *cell = c->length_km + (size_t)row * (size_t)c->n_col;

    for (int32_t j = col; j < c->n_col && nearest_step(&s, cell[j]); ++j) {
    }
    return s;
}

static nearest nearest_rows(const row_sums *sums, int32_t row, int32_t first, int32_t last,
                            double area)
{
    nearest s = {.target = area};

    for (int32_t i = row;
         i < sums->cells->n_row && nearest_step(&s, cells_in_row(sums, i, first, last)); ++i) {
    }
    return s;
}

/* Whole columns of the surface from col on. */
static nearest nearest_full_columns(const row_sums *sums, int32_t col, double area)
{
    nearest s = {.target = area};
    bool more = true;

    for (int32_t j = col; j < sums->cells->n_col && more; ++j) {
        double column = 0.0;

        for (int32_t i = 0; i < sums->cells->n_row; ++i) {
            column += sums->cells->area_km2[(size_t)i * (size_t)sums->cells->n_col + (size_t)j];
        }
        more = nearest_step(&s, column);
    }
    return s;
}

typedef enum { PLACED, NEXT_ROW, NO_MORE } placing;

/* The rupture that starts at a cell. `dead` is set when no row below can start one in that
 * column. */
static placing place_at(const row_sums *sums, int32_t row, int32_t col, double area,
                        double length, int32_t *last_row, int32_t *last_col, bool *dead)
{
    const oql_mesh_cells *c = sums->cells;
    const nearest along = nearest_columns(c, row, col, length);
    nearest down, wide;

    *last_col = col + along.best;
    if (*last_col == c->n_col && along.best_sum < length && col != 0) {
        return NEXT_ROW; /* beyond the right border */
    }
    down = nearest_rows(sums, row, col, *last_col, area);
    *last_row = row + down.best;
    if (*last_row < c->n_row || !(down.best_sum < area)) {
        return PLACED;
    }
    if (row > 0) { /* too little below: shallower ruptures here have what fits */
        *dead = true;
        return PLACED;
    }
    if (*last_col == c->n_col) {
        return NO_MORE;
    }
    /* All rows are not enough: take more columns. */
    wide = nearest_full_columns(sums, col, area);
    *last_col = col + wide.best;
    return *last_col == c->n_col && wide.best_sum < area ? NO_MORE : PLACED;
}

static double total_area(const row_sums *sums)
{
    double total = 0.0;

    for (int32_t i = 0; i < sums->cells->n_row; ++i) {
        total += cells_in_row(sums, i, 0, sums->cells->n_col);
    }
    return total;
}

oql_status oql_float_complex(const oql_mesh_cells *cells, double area_km2, double length_km,
                             oql_windows *out, oql_err *err)
{
    row_sums sums = {0};
    bool *dead = NULL;
    placing at = PLACED;
    oql_status st = OQL_OK;

    out->n = 0;
    OQL_TRY(make_row_sums(cells, &sums, err));
    if (area_km2 >= total_area(&sums)) {
        OQL_TRY(add_window(out, 0, 0, cells->n_row + 1, cells->n_col + 1, err));
        goto done;
    }
    dead = calloc((size_t)cells->n_col, sizeof *dead);
    if (dead == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%d columns", cells->n_col);
        goto done;
    }
    for (int32_t row = 0; row < cells->n_row && at != NO_MORE; ++row) {
        for (int32_t col = 0; col < cells->n_col; ++col) {
            int32_t last_row = 0, last_col = 0;

            if (dead[col]) {
                continue;
            }
            at = place_at(&sums, row, col, area_km2, length_km, &last_row, &last_col,
                          &dead[col]);
            if (at != PLACED) {
                break;
            }
            OQL_TRY(add_window(out, row, col, last_row - row + 1, last_col - col + 1, err));
        }
    }
    if (out->n == 0) {
        st = OQL_FAIL(
            err, OQL_EMODEL,
            "no place on the surface for a rupture of %g km2, expected a smaller mesh spacing",
            area_km2);
    }
done:
    free(sums.sum);
    free(dead);
    return st;
}
