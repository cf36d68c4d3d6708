/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/mesh_cells.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"

/** What is summed over the cells of a window. Mean angles are the directions of sums of vectors
 *  whose lengths are areas. */
enum { SUM_AREA, SUM_DIP_X, SUM_DIP_Y, SUM_STRIKE_X, SUM_STRIKE_Y, N_SUM };

/* Layout of `sums`, (n_row + 1, n_col + 1, N_SUM): element (i, j) is the sum over the cells
 * above row i and left of column j, so a rectangle needs four of them. */

oql_window oql_window_whole(const oql_mesh *mesh)
{
    const oql_window w = {0, 0, mesh->n_row, mesh->n_col};

    return w;
}

/** Area of a triangle by Heron's formula. */
static double heron(double a, double b, double c)
{
    const double s = (a + b + c) / 2;

    return sqrt(fmax(s * (s - a) * (s - b) * (s - c), 0));
}

static void node(const oql_mesh *m, int32_t i, int32_t j, double p[3])
{
    const size_t k = (size_t)i * (size_t)m->n_col + (size_t)j;

    p[0] = m->x_km[k];
    p[1] = m->y_km[k];
    p[2] = m->z_km[k];
}

/** Add one triangle: `along` its side along strike, `updip` its side towards the surface,
 *  `corner` the node at its right angle. */
static void add_triangle(const double along[3], const double updip[3], const double corner[3],
                         double area, double sum[N_SUM])
{
    double normal[3], up[3], east[3], north[3], dir[3], lift[3];

    for (int k = 0; k < 3; ++k) {
        up[k] = corner[k];
        dir[k] = along[k];
        lift[k] = corner[k];
    }
    oql_unit(up);
    oql_cross(along, updip, normal);
    oql_unit(normal);
    const double cos_dip = oql_clip(oql_dot(up, normal), -1, 1);

    /* the corner lifted along the axis, crossed with the corner, points east anywhere */
    lift[2] += 1;
    oql_cross(lift, corner, east);
    oql_unit(east);
    oql_cross(corner, east, north);
    oql_unit(north);
    oql_unit(dir);
    const double cos_strike = oql_dot(dir, north);
    const double sign = oql_dot(dir, east) < 0 ? -1 : 1;

    sum[SUM_AREA] += area;
    sum[SUM_DIP_X] += area * cos_dip;
    sum[SUM_DIP_Y] += area * sqrt(fmax(1 - cos_dip * cos_dip, 0));
    sum[SUM_STRIKE_X] += area * cos_strike;
    sum[SUM_STRIKE_Y] += area * sqrt(fmax(1 - cos_strike * cos_strike, 0)) * sign;
}

static void measure_cell(const oql_mesh *m, int32_t i, int32_t j, oql_mesh_cells *c,
                         double sum[N_SUM])
{
    const size_t k = (size_t)i * (size_t)c->n_col + (size_t)j;
    double pa[3], pb[3], pc[3], pd[3], top[3], bottom[3], left[3], right[3];

    node(m, i, j, pa);
    node(m, i, j + 1, pb);
    node(m, i + 1, j, pc);
    node(m, i + 1, j + 1, pd);
    oql_sub(pb, pa, top);
    oql_sub(pd, pc, bottom);
    oql_sub(pa, pc, left);
    oql_sub(pb, pd, right);
    const double diagonal = oql_chord_km(pb, pc);
    const double tl = heron(oql_norm(top), oql_norm(left), diagonal);
    const double br = heron(oql_norm(bottom), oql_norm(right), diagonal);

    c->area_km2[k] = tl + br;
    c->length_km[k] = (oql_norm(top) * tl + oql_norm(bottom) * br) / (tl + br);
    c->width_km[k] = (oql_norm(left) * tl + oql_norm(right) * br) / (tl + br);
    add_triangle(top, left, pa, tl, sum);
    add_triangle(bottom, right, pd, br, sum);
}

static void fill_cells(const oql_mesh *m, oql_mesh_cells *c)
{
    const size_t stride = ((size_t)c->n_col + 1) * N_SUM;

    for (int32_t i = 0; i < c->n_row; ++i) {
        double row[N_SUM] = {0};

        for (int32_t j = 0; j < c->n_col; ++j) {
            const double *const above = c->sums + (size_t)i * stride + (size_t)(j + 1) * N_SUM;
            double *const out = c->sums + (size_t)(i + 1) * stride + (size_t)(j + 1) * N_SUM;

            measure_cell(m, i, j, c, row);
            for (int s = 0; s < N_SUM; ++s) {
                out[s] = above[s] + row[s];
            }
        }
    }
}

static oql_status check_mesh(const oql_mesh *m, oql_err *err)
{
    if (m->n_row < 2 || m->n_col < 2) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "a fault mesh of %d x %d points, expected at least 2 x 2: is the "
                        "mesh spacing too large?",
                        (int)m->n_row, (int)m->n_col);
    }
    const size_t n_col = (size_t)m->n_col;

    for (size_t k = n_col; k < (size_t)m->n_row * n_col; ++k) {
        if (!(m->depth_km[k] >= m->depth_km[k - n_col])) {
            return OQL_FAIL(
                err, OQL_EMODEL,
                "a fault mesh whose row %zu rises to %g km from %g km, expected rows that "
                "go down",
                k / n_col, m->depth_km[k], m->depth_km[k - n_col]);
        }
    }
    return OQL_OK;
}

oql_status oql_mesh_cells_create(const oql_mesh *mesh, oql_mesh_cells **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_mesh_cells *c = NULL;

    *out = NULL;
    OQL_TRY(check_mesh(mesh, err));
    const size_t n_row = (size_t)mesh->n_row - 1, n_col = (size_t)mesh->n_col - 1;

    c = calloc(1, sizeof *c);
    if (c != NULL) {
        c->n_row = mesh->n_row - 1;
        c->n_col = mesh->n_col - 1;
        c->length_km = oql_calloc(n_row * n_col, sizeof *c->length_km);
        c->width_km = oql_calloc(n_row * n_col, sizeof *c->width_km);
        c->area_km2 = oql_calloc(n_row * n_col, sizeof *c->area_km2);
        c->sums = oql_calloc((n_row + 1) * (n_col + 1), N_SUM * sizeof *c->sums);
    }
    if (c == NULL || c->length_km == NULL || c->width_km == NULL || c->area_km2 == NULL ||
        c->sums == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "a mesh of %zu cells", n_row * n_col);
        goto done;
    }
    fill_cells(mesh, c);
    *out = c;
    c = NULL;
done:
    oql_mesh_cells_destroy(c);
    return st;
}

void oql_mesh_cells_destroy(oql_mesh_cells *cells)
{
    if (cells != NULL) {
        free(cells->length_km);
        free(cells->width_km);
        free(cells->area_km2);
        free(cells->sums);
        free(cells);
    }
}

/** Sum number s over n_row x n_col cells from (row, col). */
static double rectangle(const oql_mesh_cells *c, int32_t row, int32_t col, int32_t n_row,
                        int32_t n_col, int s)
{
    const size_t stride = ((size_t)c->n_col + 1) * N_SUM;
    const double *const top = c->sums + (size_t)row * stride + s;
    const double *const bottom = top + (size_t)n_row * stride;
    const size_t a = (size_t)col * N_SUM, b = (size_t)(col + n_col) * N_SUM;

    return bottom[b] - bottom[a] - (top[b] - top[a]);
}

void oql_window_dip_strike(const oql_mesh_cells *cells, const oql_window *w,
                           oql_fault_kind kind, double *dip_deg, double *strike_deg)
{
    const int32_t rows = kind == OQL_FAULT_SIMPLE ? 1 : w->n_row - 1;
    const int32_t cols = w->n_col - 1;
    const double dip_x = rectangle(cells, w->row, w->col, rows, cols, SUM_DIP_X);
    const double dip_y = rectangle(cells, w->row, w->col, rows, cols, SUM_DIP_Y);
    const double strike_x = rectangle(cells, w->row, w->col, rows, cols, SUM_STRIKE_X);
    const double strike_y = rectangle(cells, w->row, w->col, rows, cols, SUM_STRIKE_Y);
    double dip = oql_degrees(atan2(dip_y, dip_x));
    double strike = oql_degrees(atan2(strike_y, strike_x));

    if (strike < 0) {
        strike += 360;
    }
    if (dip > 90) { /* overturned: the other direction of strike has the dip below 90 */
        dip = 180 - dip;
        strike = oql_mod(strike + 180, 360);
    }
    *dip_deg = dip;
    *strike_deg = strike;
}

double oql_window_width_km(const oql_mesh_cells *cells, const oql_window *w,
                           oql_fault_kind kind)
{
    const int32_t cols = kind == OQL_FAULT_SIMPLE ? 1 : w->n_col - 1;
    double sum = 0, weights = 0;

    for (int32_t j = w->col; j < w->col + cols; ++j) {
        double width = 0, area = 0, length_area = 0;

        for (int32_t i = w->row; i < w->row + w->n_row - 1; ++i) {
            const size_t k = (size_t)i * (size_t)cells->n_col + (size_t)j;

            width += cells->width_km[k];
            area += cells->area_km2[k];
            length_area += cells->length_km[k] * cells->area_km2[k];
        }
        sum += width * (length_area / area);
        weights += length_area / area;
    }
    return sum / weights;
}

double oql_window_area_km2(const oql_mesh_cells *cells, const oql_window *w)
{
    return rectangle(cells, w->row, w->col, w->n_row - 1, w->n_col - 1, SUM_AREA);
}

double oql_window_top_km(const oql_mesh *mesh, const oql_window *w)
{
    const double *const z =
        mesh->depth_km + (size_t)w->row * (size_t)mesh->n_col + (size_t)w->col;
    double least = z[0];

    for (int32_t j = 1; j < w->n_col; ++j) {
        least = fmin(least, z[j]);
    }
    return least;
}

double oql_window_bottom_km(const oql_mesh *mesh, const oql_window *w)
{
    const size_t row = (size_t)(w->row + w->n_row - 1);
    const double *const z = mesh->depth_km + row * (size_t)mesh->n_col + (size_t)w->col;
    double most = z[0];

    for (int32_t j = 1; j < w->n_col; ++j) {
        most = z[j] > most ? z[j] : most;
    }
    return most;
}

static void get_node(const oql_mesh *m, int32_t i, int32_t j, double p[3])
{
    const size_t k = (size_t)i * (size_t)m->n_col + (size_t)j;

    p[0] = m->lon_deg[k];
    p[1] = m->lat_deg[k];
    p[2] = m->depth_km[k];
}

static void middle_of(const double a[3], const double b[3], double out[3])
{
    const double depth = (a[2] + b[2]) / 2;

    oql_geo_middle_point(a[0], a[1], b[0], b[1], out);
    out[2] = depth;
}

/** Middle point of a row of a window. */
static void row_middle(const oql_mesh *m, const oql_window *w, int32_t i, double out[3])
{
    const int32_t j = w->col + w->n_col / 2;
    double a[3], b[3];

    get_node(m, i, j, b);
    if (w->n_col % 2 == 1) {
        out[0] = b[0];
        out[1] = b[1];
        out[2] = b[2];
        return;
    }
    get_node(m, i, j - 1, a);
    middle_of(a, b, out);
}

void oql_window_middle(const oql_mesh *mesh, const oql_window *w, double lon_lat_depth[3])
{
    const int32_t i = w->row + w->n_row / 2;
    double a[3], b[3];

    row_middle(mesh, w, i, b);
    if (w->n_row % 2 == 1) {
        lon_lat_depth[0] = b[0];
        lon_lat_depth[1] = b[1];
        lon_lat_depth[2] = b[2];
        return;
    }
    row_middle(mesh, w, i - 1, a);
    middle_of(a, b, lon_lat_depth);
}

/** Node nearest to a fraction of n nodes; through km, as OpenQuake rounds it. */
static int32_t node_at(double fraction, int32_t n, double spacing_km)
{
    const double s = spacing_km > 0 ? spacing_km : 1;

    return (int32_t)oql_clip(nearbyint(fraction * ((double)(n - 1) * s) / s), 0, n - 1);
}

void oql_window_hypo(const oql_mesh *mesh, const oql_window *w, double along_strike,
                     double down_dip, double lon_lat_depth[3])
{
    get_node(mesh, w->row + node_at(down_dip, w->n_row, mesh->spacing_km),
             w->col + node_at(along_strike, w->n_col, mesh->spacing_km), lon_lat_depth);
}
