/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/cloud.h"
#include "geo/geodesy.h"
#include "geo/kite.h"
#include "geo/line.h"

/* Points in a grid; a point that is not there has NaN coordinates. */
typedef struct {
    size_t n_row, n_col;
    double *p; /* (n_row, n_col, 3) */
} grid;

static double *at(const grid *g, size_t i, size_t j)
{
    return g->p + 3 * (i * g->n_col + j);
}

static bool is_there(const grid *g, size_t i, size_t j)
{
    return i < g->n_row && j < g->n_col && !isnan(at(g, i, j)[0]);
}

static oql_status make_grid(size_t n_row, size_t n_col, grid *out, oql_err *err)
{
    *out = (grid){n_row, n_col, oql_calloc(n_row * n_col, 3 * sizeof(double))};
    if (out->p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu x %zu points", n_row, n_col);
    }
    for (size_t i = 0; i < 3 * n_row * n_col; ++i) {
        out->p[i] = (double)NAN;
    }
    return OQL_OK;
}

/* ---- profiles ---- */

static oql_status resample_profile(const oql_fault_edge *p, double step_km, oql_line *out,
                                   oql_err *err)
{
    oql_line line = {0};
    oql_status st = OQL_OK;

    OQL_TRY(oql_line_set(&line, p->n, p->lon_deg, p->lat_deg, p->depth_km, err));
    OQL_TRY(oql_line_resample(&line, step_km, out, err));
done:
    oql_line_clear(&line);
    return st;
}

/* Index of the longest profile; the first one when they are practically equal. */
static size_t longest(size_t n, const oql_line *line, double step_km)
{
    double least = HUGE_VAL, most = 0.0;
    size_t best = 0;

    for (size_t i = 0; i < n; ++i) {
        const double length = oql_line_length_km(&line[i]);

        least = fmin(least, length);
        best = length > most ? i : best;
        most = fmax(most, length);
    }
    return most - least > 0.1 * step_km ? best : 0;
}

/* ---- edges ---- */

/* Cut an edge every step from its start; of what is over at its end OpenQuake keeps the last point
 * only when there would be fewer than two others. */
static oql_status resample_edge(const oql_line *edge, double step_km, oql_line *out,
                                oql_err *err)
{
    const double *end = edge->point + 3 * (edge->n - 1);
    oql_status st = OQL_OK;

    OQL_TRY(oql_line_resample(edge, step_km, out, err));
    if (out->n >= 2) { /* a last point beyond the end is not wanted */
        const double *before = out->point + 3 * (out->n - 2);
        const double left =
            oql_geo_distance3_km(before[0], before[1], before[2], end[0], end[1], end[2]);
        out->n -= left < 0.9999 * step_km ? 1 : 0;
    }
    const double *last = out->point + 3 * (out->n - 1);
    if (memcmp(last, end, 3 * sizeof *end) == 0) {
        out->n -= out->n >= 3 ? 1 : 0;
    } else if (out->n < 2) {
        OQL_TRY(oql_line_push(out, end[0], end[1], end[2], err));
    }
done:
    return st;
}

/* Edge k from the reference profile outwards: points k of the profiles as long as there are. */
static oql_status gather_edge(size_t n, const oql_line *profile, size_t ref, bool forward,
                              size_t k, oql_line *out, oql_err *err)
{
    const size_t n_left = forward ? n - ref : ref + 1;
    bool ended = false;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < n_left; ++i) {
        const oql_line *p = &profile[forward ? ref + i : ref - i];

        if (k >= p->n) {
            ended = true;
            continue;
        }
        if (ended) {
            st = OQL_FAIL(err, OQL_EUNSUPPORTED,
                          "kite surface whose profiles get shorter and longer again (after "
                          "cutting, profile %zu reaches deeper than one before)",
                          forward ? ref + i : ref - i);
            goto done;
        }
        OQL_TRY(oql_line_add(out, p->point + 3 * k, err));
    }
done:
    return st;
}

/* One side of the surface: its edges as rows of g. */
static oql_status side(size_t n, const oql_line *profile, size_t ref, bool forward,
                       double step_km, grid *g, oql_err *err)
{
    const size_t n_edge = profile[ref].n;
    oql_line *edge = oql_calloc(n_edge, sizeof *edge);
    oql_line whole = {0};
    size_t n_col = 0;
    oql_status st = OQL_OK;

    if (edge == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu edges", n_edge);
    }
    for (size_t k = 0; k < n_edge; ++k) {
        oql_line_clear(&whole);
        whole = (oql_line){0};
        OQL_TRY(gather_edge(n, profile, ref, forward, k, &whole, err));
        if (whole.n >= 2) {
            OQL_TRY(resample_edge(&whole, step_km, &edge[k], err));
        }
        n_col = edge[k].n > n_col ? edge[k].n : n_col;
    }
    if (n_col == 0) {
        st = OQL_FAIL(err, OQL_EMODEL, "kite surface without edges along strike");
        goto done;
    }
    OQL_TRY(make_grid(n_edge, n_col, g, err));
    for (size_t k = 0; k < n_edge; ++k) {
        if (edge[k].n > 0) {
            memcpy(at(g, k, 0), edge[k].point, 3 * edge[k].n * sizeof(double));
        }
    }
done:
    for (size_t k = 0; k < n_edge; ++k) {
        oql_line_clear(&edge[k]);
    }
    free(edge);
    oql_line_clear(&whole);
    return st;
}

/* ---- the whole ---- */

/* Forward side reversed, then the backward one without the profile that both have. */
static oql_status join(const grid *fore, const grid *back, grid *out, oql_err *err)
{
    const size_t skip = fore->n_col > 0 ? 1 : 0;
    const size_t n_row = fore->n_col > 0 ? fore->n_row : back->n_row;
    const size_t n_back = back->n_col > 0 ? back->n_col - skip : 0;
    const oql_status st = make_grid(n_row, fore->n_col + n_back, out, err);

    for (size_t i = 0; st == OQL_OK && i < n_row; ++i) {
        for (size_t j = 0; j < out->n_col; ++j) {
            const double *from = j < fore->n_col ? at(fore, i, fore->n_col - 1 - j)
                                                 : at(back, i, j - fore->n_col + skip);
            memcpy(at(out, i, j), from, 3 * sizeof *from);
        }
    }
    return st;
}

/* Points without a neighbour along strike and one down dip bound no cell. */
static void drop_loose(grid *g)
{
    for (size_t i = 0; i < g->n_row; ++i) {
        for (size_t j = 0; j < g->n_col; ++j) {
            const bool along = is_there(g, i, j + 1) || (j > 0 && is_there(g, i, j - 1));
            const bool down = is_there(g, i + 1, j) || (i > 0 && is_there(g, i - 1, j));

            if (!(along && down)) {
                at(g, i, j)[0] = at(g, i, j)[1] = at(g, i, j)[2] = (double)NAN;
            }
        }
    }
}

/* ---- order of rows and columns ---- */

/* Remove empty rows and sort the others by mean depth. */
static oql_status sort_rows(grid *g, oql_err *err)
{
    double *depth = oql_calloc(g->n_row + 1, sizeof *depth);
    double *row = oql_calloc(3 * g->n_col + 1, sizeof *row);
    const size_t bytes = 3 * g->n_col * sizeof *row;
    size_t n = 0;

    if (depth == NULL || row == NULL) {
        free(depth);
        free(row);
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu edges", g->n_row);
    }
    for (size_t i = 0; i < g->n_row; ++i) {
        double sum = 0.0, count = 0.0;
        for (size_t j = 0; j < g->n_col; ++j) {
            sum += is_there(g, i, j) ? at(g, i, j)[2] : 0.0;
            count += is_there(g, i, j) ? 1.0 : 0.0;
        }
        if (count > 0.0) { /* insertion among the rows so far */
            size_t k = n++;
            memcpy(row, at(g, i, 0), bytes);
            for (; k > 0 && depth[k - 1] > sum / count; --k) {
                depth[k] = depth[k - 1];
                memcpy(at(g, k, 0), at(g, k - 1, 0), bytes);
            }
            depth[k] = sum / count;
            memcpy(at(g, k, 0), row, bytes);
        }
    }
    g->n_row = n;
    free(depth);
    free(row);
    return OQL_OK;
}

/* Swap rows of which the upper one is deeper somewhere. */
static void swap_rows(grid *g)
{
    for (size_t u = 0; u + 1 < g->n_row; ++u) {
        for (size_t l = u; l + 1 < g->n_row; ++l) {
            bool above = false;
            for (size_t j = 0; j < g->n_col && !above; ++j) {
                above =
                    is_there(g, u, j) && is_there(g, l, j) && at(g, l, j)[2] < at(g, u, j)[2];
            }
            for (size_t k = 0; k < 3 * g->n_col && above; ++k) {
                const double x = at(g, u, 0)[k];
                at(g, u, 0)[k] = at(g, l, 0)[k];
                at(g, l, 0)[k] = x;
            }
        }
    }
}

static oql_status to_mesh(const grid *g, double spacing_km, oql_mesh **out, oql_err *err)
{
    size_t n_col = 0;
    oql_status st = OQL_OK;
    bool *keep = oql_calloc(g->n_col + 1, sizeof *keep);

    if (keep == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu columns", g->n_col);
    }
    for (size_t j = 0; j < g->n_col; ++j) {
        for (size_t i = 0; i < g->n_row && !keep[j]; ++i) {
            keep[j] = is_there(g, i, j);
        }
        n_col += keep[j] ? 1 : 0;
    }
    if (n_col < 2 || g->n_row < 2) {
        st = OQL_FAIL(
            err, OQL_EMODEL,
            "kite surface of %zu x %zu points at a spacing of %g km, expected at least "
            "2 x 2",
            g->n_row, n_col, spacing_km);
        goto done;
    }
    OQL_TRY(oql_mesh_create((int32_t)g->n_row, (int32_t)n_col, out, err));
    size_t k = 0;
    for (size_t i = 0; i < g->n_row; ++i) {
        for (size_t j = 0; j < g->n_col; ++j) {
            if (keep[j]) {
                (*out)->lon_deg[k] = at(g, i, j)[0];
                (*out)->lat_deg[k] = at(g, i, j)[1];
                (*out)->depth_km[k++] = at(g, i, j)[2];
            }
        }
    }
    (*out)->spacing_km = spacing_km;
done:
    free(keep);
    return st;
}

static void swap(double *a, double *b)
{
    const double x = *a;

    *a = *b;
    *b = x;
}

static void reverse_columns(oql_mesh *m)
{
    const size_t n = (size_t)m->n_col;

    for (size_t i = 0; i < (size_t)m->n_row; ++i) {
        for (size_t j = 0; j < n / 2; ++j) {
            const size_t a = i * n + j, b = i * n + n - 1 - j;

            swap(&m->lon_deg[a], &m->lon_deg[b]);
            swap(&m->lat_deg[a], &m->lat_deg[b]);
            swap(&m->depth_km[a], &m->depth_km[b]);
        }
    }
}

/* Strike of the plane through all nodes, in the direction in which the plane dips to the right. */
static oql_status plane_strike(const oql_mesh *m, double *strike_deg, oql_err *err)
{
    const size_t n = (size_t)m->n_row * (size_t)m->n_col;
    oql_mesh *cloud = NULL;
    size_t k = 0;
    double dip = 0.0;

    for (size_t i = 0; i < n; ++i) {
        k += isnan(m->lon_deg[i]) ? 0 : 1;
    }
    const oql_status st = oql_mesh_create(1, (int32_t)k, &cloud, err);
    if (st != OQL_OK) {
        return st;
    }
    k = 0;
    for (size_t i = 0; i < n; ++i) {
        if (!isnan(m->lon_deg[i])) {
            cloud->lon_deg[k] = m->lon_deg[i];
            cloud->lat_deg[k] = m->lat_deg[i];
            cloud->depth_km[k++] = m->depth_km[i];
        }
    }
    oql_cloud_strike_dip(cloud, strike_deg, &dip);
    oql_mesh_destroy(cloud);
    return OQL_OK;
}

static double azimuth(const oql_mesh *m, size_t a, size_t b)
{
    return oql_geo_azimuth_deg(m->lon_deg[a], m->lat_deg[a], m->lon_deg[b], m->lat_deg[b]);
}

/* First node of the first cell that has all four; n when there is none. */
static size_t first_cell(const oql_mesh *m)
{
    const size_t n_row = (size_t)m->n_row, n_col = (size_t)m->n_col;

    for (size_t i = 0; i + 1 < n_row; ++i) {
        for (size_t j = 0; j + 1 < n_col; ++j) {
            const size_t k = i * n_col + j;

            if (!isnan(m->lon_deg[k]) && !isnan(m->lon_deg[k + 1]) &&
                !isnan(m->lon_deg[k + n_col]) && !isnan(m->lon_deg[k + n_col + 1])) {
                return k;
            }
        }
    }
    return n_row * n_col;
}

/* Columns along strike: first by the plane that fits best, which serves vertical surfaces too, then
 * by the dip of the first cell. */
static oql_status direct(oql_mesh *m, oql_err *err)
{
    const size_t n_col = (size_t)m->n_col;
    size_t first = 0, last = n_col - 1;
    double strike = 0.0;
    oql_status st = OQL_OK;

    OQL_TRY(plane_strike(m, &strike, err));
    while (first < last && isnan(m->lon_deg[first])) {
        ++first;
    }
    while (last > first && isnan(m->lon_deg[last])) {
        --last;
    }
    if (!(fabs(oql_mod(strike - azimuth(m, first, last) + 180.0, 360.0) - 180.0) < 60.0)) {
        reverse_columns(m);
    }
    const size_t k = first_cell(m);
    if (k == n_col * (size_t)m->n_row) {
        st = OQL_FAIL(err, OQL_EMODEL, "kite surface without a cell that has four corners");
        goto done;
    }
    if (fabs(oql_mod(azimuth(m, k, k + 1) - 90.0, 360.0) - azimuth(m, k, k + n_col)) < 40.0) {
        reverse_columns(m);
    }
done:
    return st;
}

static oql_status build(size_t n, const oql_line *profile, double spacing_km, oql_mesh **out,
                        oql_err *err)
{
    const size_t ref = longest(n, profile, spacing_km);
    grid fore = {0}, back = {0}, all = {0};
    oql_status st = OQL_OK;

    if (ref + 1 < n) {
        OQL_TRY(side(n, profile, ref, true, spacing_km, &fore, err));
    }
    if (ref > 0) {
        OQL_TRY(side(n, profile, ref, false, spacing_km, &back, err));
    }
    OQL_TRY(join(&fore, &back, &all, err));
    drop_loose(&all);
    OQL_TRY(sort_rows(&all, err));
    swap_rows(&all);
    OQL_TRY(to_mesh(&all, spacing_km, out, err));
    OQL_TRY(direct(*out, err));
    oql_mesh_set_xyz(*out);
done:
    free(fore.p);
    free(back.p);
    free(all.p);
    if (st != OQL_OK) {
        oql_mesh_destroy(*out);
        *out = NULL;
    }
    return st;
}

oql_status oql_kite_mesh(size_t n_profile, const oql_fault_edge *profile, double spacing_km,
                         oql_mesh **out, oql_err *err)
{
    oql_line *line = NULL;
    oql_status st = OQL_OK;

    *out = NULL;
    if (n_profile < 2) {
        return OQL_FAIL(err, OQL_EMODEL, "kite surface of %zu profiles, expected at least two",
                        n_profile);
    }
    line = oql_calloc(n_profile, sizeof *line);
    if (line == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu profiles", n_profile);
    }
    for (size_t i = 0; i < n_profile; ++i) {
        OQL_TRY(resample_profile(&profile[i], spacing_km, &line[i], err));
    }
    OQL_TRY(build(n_profile, line, spacing_km, out, err));
done:
    for (size_t i = 0; i < n_profile; ++i) {
        oql_line_clear(&line[i]);
    }
    free(line);
    return st;
}
