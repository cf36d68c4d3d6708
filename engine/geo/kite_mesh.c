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
#include "geo/kite_grid.h"
#include "geo/line.h"

static bool is_there(const oql_kite_grid *g, size_t i, size_t j)
{
    return i < g->n_row && j < g->n_col && !isnan(oql_kite_node(g, i, j)[0]);
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

/* ---- the whole ---- */

/* Forward side reversed, then the backward one without the profile that both have. */
static oql_status join(const oql_kite_grid *fore, const oql_kite_grid *back, oql_kite_grid *out,
                       oql_err *err)
{
    const size_t skip = fore->n_col > 0 ? 1 : 0;
    const size_t n_row = fore->n_row > back->n_row ? fore->n_row : back->n_row;
    const size_t n_back = back->n_col > 0 ? back->n_col - skip : 0;
    const oql_status st = oql_kite_grid_make(n_row, fore->n_col + n_back, out, err);

    for (size_t i = 0; st == OQL_OK && i < n_row; ++i) {
        for (size_t j = 0; j < out->n_col; ++j) {
            const bool ahead = j < fore->n_col;
            const oql_kite_grid *g = ahead ? fore : back;

            if (i < g->n_row) {
                memcpy(
                    oql_kite_node(out, i, j),
                    oql_kite_node(g, i, ahead ? fore->n_col - 1 - j : j - fore->n_col + skip),
                    3 * sizeof(double));
            }
        }
    }
    return st;
}

/* Points without a neighbour along strike and one down dip bound no cell. */
static void drop_loose(oql_kite_grid *g)
{
    for (size_t i = 0; i < g->n_row; ++i) {
        for (size_t j = 0; j < g->n_col; ++j) {
            const bool along = is_there(g, i, j + 1) || (j > 0 && is_there(g, i, j - 1));
            const bool down = is_there(g, i + 1, j) || (i > 0 && is_there(g, i - 1, j));

            if (!(along && down)) {
                oql_kite_node(g, i, j)[0] = oql_kite_node(g, i, j)[1] =
                    oql_kite_node(g, i, j)[2] = (double)NAN;
            }
        }
    }
}

/* ---- order of rows and columns ---- */

/* Remove empty rows and sort the others by mean depth. */
static oql_status sort_rows(oql_kite_grid *g, oql_err *err)
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
            sum += is_there(g, i, j) ? oql_kite_node(g, i, j)[2] : 0.0;
            count += is_there(g, i, j) ? 1.0 : 0.0;
        }
        if (count > 0.0) { /* insertion among the rows so far */
            size_t k = n++;
            memcpy(row, oql_kite_node(g, i, 0), bytes);
            for (; k > 0 && depth[k - 1] > sum / count; --k) {
                depth[k] = depth[k - 1];
                memcpy(oql_kite_node(g, k, 0), oql_kite_node(g, k - 1, 0), bytes);
            }
            depth[k] = sum / count;
            memcpy(oql_kite_node(g, k, 0), row, bytes);
        }
    }
    g->n_row = n;
    free(depth);
    free(row);
    return OQL_OK;
}

/* Swap rows of which the upper one is deeper somewhere. */
static void swap_rows(oql_kite_grid *g)
{
    for (size_t u = 0; u + 1 < g->n_row; ++u) {
        for (size_t l = u; l + 1 < g->n_row; ++l) {
            bool above = false;
            for (size_t j = 0; j < g->n_col && !above; ++j) {
                above = is_there(g, u, j) && is_there(g, l, j) &&
                        oql_kite_node(g, l, j)[2] < oql_kite_node(g, u, j)[2];
            }
            for (size_t k = 0; k < 3 * g->n_col && above; ++k) {
                const double x = oql_kite_node(g, u, 0)[k];
                oql_kite_node(g, u, 0)[k] = oql_kite_node(g, l, 0)[k];
                oql_kite_node(g, l, 0)[k] = x;
            }
        }
    }
}

static oql_status to_mesh(const oql_kite_grid *g, double spacing_km, oql_mesh **out,
                          oql_err *err)
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
                (*out)->lon_deg[k] = oql_kite_node(g, i, j)[0];
                (*out)->lat_deg[k] = oql_kite_node(g, i, j)[1];
                (*out)->depth_km[k++] = oql_kite_node(g, i, j)[2];
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

static bool cell_is_there(const oql_mesh *m, size_t k)
{
    const size_t n_col = (size_t)m->n_col;

    return !isnan(m->lon_deg[k]) && !isnan(m->lon_deg[k + 1]) &&
           !isnan(m->lon_deg[k + n_col]) && !isnan(m->lon_deg[k + n_col + 1]);
}

/* First node of the first cell that has all four; n when there is none. As OpenQuake, later rows are
 * searched from their second column on, unless that finds none. */
static size_t first_cell(const oql_mesh *m)
{
    const size_t n_row = (size_t)m->n_row, n_col = (size_t)m->n_col;
    size_t at_start = n_row * n_col;

    for (size_t i = 0; i + 1 < n_row; ++i) {
        for (size_t j = 0; j + 1 < n_col; ++j) {
            if (cell_is_there(m, i * n_col + j)) {
                if (i == 0 || j > 0) {
                    return i * n_col + j;
                }
                at_start = at_start < i * n_col ? at_start : i * n_col;
            }
        }
    }
    return at_start;
}

/* Mean azimuth of the nodes of the top row, weighted by length. */
static double top_azimuth(const oql_mesh *m)
{
    size_t last = (size_t)m->n_col;
    double east = 0.0, north = 0.0;

    for (size_t j = 0; j < (size_t)m->n_col; ++j) {
        if (isnan(m->lon_deg[j])) {
            continue;
        }
        if (last < j) {
            const double a = oql_radians(azimuth(m, last, j));
            const double d = oql_geo_distance_km(m->lon_deg[last], m->lat_deg[last],
                                                 m->lon_deg[j], m->lat_deg[j]);
            east += d * sin(a);
            north += d * cos(a);
        }
        last = j;
    }
    return oql_mod(oql_degrees(atan2(east, north)), 360.0);
}

/* Columns along strike by the dip of the first cell. */
static oql_status direct_cell(oql_mesh *m, oql_err *err)
{
    const size_t n_col = (size_t)m->n_col, k = first_cell(m);

    if (k == n_col * (size_t)m->n_row) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "kite surface without a cell that has four corners, expected one at "
                        "least: is the mesh "
                        "spacing too large?");
    }
    if (fabs(oql_mod(azimuth(m, k, k + 1) - 90.0, 360.0) - azimuth(m, k, k + n_col)) < 40.0) {
        reverse_columns(m);
    }
    return OQL_OK;
}

/* Columns along strike: first by the plane that fits best, which serves vertical surfaces too, then
 * by the dip of the first cell. */
static oql_status direct(oql_mesh *m, oql_err *err)
{
    double strike = 0.0;
    oql_status st = OQL_OK;

    OQL_TRY(plane_strike(m, &strike, err));
    if (!(fabs(oql_mod(strike - top_azimuth(m) + 180.0, 360.0) - 180.0) < 60.0)) {
        reverse_columns(m);
    }
    st = direct_cell(m, err);
done:
    return st;
}

/* Projection about the middle of all profiles. */
static oql_status project_all(size_t n, const oql_line *profile, oql_geo_ortho *proj,
                              oql_err *err)
{
    size_t n_point = 0, k = 0;
    oql_geo_bbox box;

    for (size_t i = 0; i < n; ++i) {
        n_point += profile[i].n;
    }
    double *lon = oql_calloc(n_point, 2 * sizeof *lon);
    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu points", n_point);
    }
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < profile[i].n; ++j, ++k) {
            lon[k] = profile[i].point[3 * j];
            lon[n_point + k] = profile[i].point[3 * j + 1];
        }
    }
    const oql_status st = oql_geo_bbox_of(n_point, lon, lon + n_point, &box, err);

    free(lon);
    if (st == OQL_OK) {
        *proj = oql_geo_ortho_of(&box);
    }
    return st;
}

static oql_status build(size_t n, const oql_line *profile, size_t ref, double spacing_km,
                        oql_mesh **out, oql_err *err)
{
    oql_kite_grid fore = {0}, back = {0}, all = {0};
    oql_geo_ortho proj;
    oql_status st = OQL_OK;

    OQL_TRY(project_all(n, profile, &proj, err));
    if (ref + 1 < n) {
        OQL_TRY(oql_kite_side(n, profile, &proj, ref, true, spacing_km, &fore, err));
    }
    if (ref > 0) {
        OQL_TRY(oql_kite_side(n, profile, &proj, ref, false, spacing_km, &back, err));
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

static double gap_km(const oql_fault_edge *a, size_t i, const oql_fault_edge *b, size_t j)
{
    return oql_geo_distance3_km(a->lon_deg[i], a->lat_deg[i], a->depth_km[i], b->lon_deg[j],
                                b->lat_deg[j], b->depth_km[j]);
}

/* A mesh must be made in no time and fit the memory, whatever a mistyped coordinate or spacing
 * asks for. */
static oql_status check_size(size_t n, const oql_fault_edge *p, double down_km, double along_km,
                             oql_err *err)
{
    const double most = 1e6;
    double length = 0.0, width = 0.0;

    for (size_t i = 0; i < n; ++i) {
        double down = 0.0;

        for (size_t k = 1; k < p[i].n; ++k) {
            down += gap_km(&p[i], k - 1, &p[i], k);
        }
        width = fmax(width, down);
        length += i == 0 ? 0.0
                         : fmax(gap_km(&p[i - 1], 0, &p[i], 0),
                                gap_km(&p[i - 1], p[i - 1].n - 1, &p[i], p[i].n - 1));
    }
    const double nodes = (length / along_km + 1.0) * (width / down_km + 1.0);
    return nodes <= most
               ? OQL_OK
               : OQL_FAIL(err, OQL_EMODEL,
                          "kite surface of %.0f x %.0f km needs a mesh of %.2g points at a "
                          "spacing of %g km, expected at most %.2g",
                          length, width, nodes, along_km, most);
}

oql_status oql_kite_mesh(size_t n_profile, const oql_fault_edge *profile, double down_km,
                         double along_km, oql_mesh **out, oql_err *err)
{
    oql_line *line = NULL;
    oql_status st = OQL_OK;

    *out = NULL;
    if (n_profile < 2) {
        return OQL_FAIL(err, OQL_EMODEL, "kite surface of %zu profiles, expected at least two",
                        n_profile);
    }
    OQL_TRY(check_size(n_profile, profile, down_km, along_km, err));
    line = oql_calloc(n_profile, sizeof *line);
    if (line == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu profiles", n_profile);
    }
    for (size_t i = 0; i < n_profile; ++i) {
        OQL_TRY(resample_profile(&profile[i], down_km, &line[i], err));
    }
    OQL_TRY(build(n_profile, line, longest(n_profile, line, down_km), along_km, out, err));
done:
    for (size_t i = 0; line != NULL && i < n_profile; ++i) {
        oql_line_clear(&line[i]);
    }
    free(line);
    return st;
}

oql_status oql_kite_mesh_window(const oql_mesh *mesh, const oql_window *w, oql_mesh **out,
                                oql_err *err)
{
    oql_mesh *m = NULL;
    const size_t bytes = (size_t)w->n_col * sizeof(double);
    oql_status st = OQL_OK;

    OQL_TRY(oql_mesh_create(w->n_row, w->n_col, &m, err));
    for (int32_t i = 0; i < w->n_row; ++i) {
        const size_t to = (size_t)i * (size_t)w->n_col;
        const size_t from = (size_t)(w->row + i) * (size_t)mesh->n_col + (size_t)w->col;

        memcpy(m->lon_deg + to, mesh->lon_deg + from, bytes);
        memcpy(m->lat_deg + to, mesh->lat_deg + from, bytes);
        memcpy(m->depth_km + to, mesh->depth_km + from, bytes);
    }
    m->spacing_km = mesh->spacing_km;
    OQL_TRY(direct_cell(m, err));
    oql_mesh_set_xyz(m);
    *out = m;
    m = NULL;
done:
    oql_mesh_destroy(m);
    return st;
}
