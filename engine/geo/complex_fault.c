/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/complex_fault.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/line.h"
#include "geo/planar.h"

/** Side of the square that defines the vertical reference plane, km; any size gives the same.
 */
#define REFERENCE_KM 10.0

static const double *last_point(const oql_line *line)
{
    return line->point + 3 * (line->n - 1);
}

/** The vertical plane through the top edge's first point along its mean direction. */
static oql_status reference_plane(const oql_line *top, oql_planar *plane, oql_err *err)
{
    const double *const a = top->point;
    const double *const b = last_point(top);
    const double strike = oql_geo_azimuth_deg(a[0], a[1], b[0], b[1]);
    double right[2];

    oql_geo_point_at(a[0], a[1], strike, REFERENCE_KM, right);

    const double lon[4] = {a[0], right[0], a[0], right[0]};
    const double lat[4] = {a[1], right[1], a[1], right[1]};
    const double depth[4] = {a[2], a[2], a[2] + REFERENCE_KM, a[2] + REFERENCE_KM};

    return oql_planar_from_corners(lon, lat, depth, plane, err);
}

static void put_projected(const oql_planar *plane, const double *p, double *xy, size_t *n)
{
    double q[3];

    oql_geo_to_xyz(p[0], p[1], p[2], q);
    oql_sub(q, plane->xyz0_km, q);
    const double x = oql_dot(q, plane->u);
    const double y = oql_dot(q, plane->v);

    if (*n == 0 || xy[2 * *n - 2] != x || xy[2 * *n - 1] != y) { /* edges may share an end */
        xy[2 * *n] = x;
        xy[2 * *n + 1] = y;
        ++*n;
    }
}

/** The outline (top edge, right ends, bottom edge reversed, left ends) seen on the reference
 *  plane must not cross itself. */
static oql_status check_outline(size_t n_edge, const oql_line *edge, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_planar plane;
    const oql_line *const top = &edge[0];
    const oql_line *const bottom = &edge[n_edge - 1];
    size_t n = 0;
    double *const xy = malloc((top->n + bottom->n + 2 * n_edge) * 2 * sizeof *xy);

    if (xy == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a fault of %zu edges", n_edge);
    }
    OQL_TRY(reference_plane(top, &plane, err));
    for (size_t i = 0; i < top->n; ++i) {
        put_projected(&plane, top->point + 3 * i, xy, &n);
    }
    for (size_t e = 1; e + 1 < n_edge; ++e) {
        put_projected(&plane, last_point(&edge[e]), xy, &n);
    }
    for (size_t i = bottom->n; i-- > 0;) {
        put_projected(&plane, bottom->point + 3 * i, xy, &n);
    }
    for (size_t e = n_edge - 1; e-- > 1;) {
        put_projected(&plane, edge[e].point, xy, &n);
    }
    if (xy[2 * n - 2] != xy[0] || xy[2 * n - 1] != xy[1]) {
        xy[2 * n] = xy[0];
        xy[2 * n + 1] = xy[1];
        ++n;
    }
    if (oql_line_crosses_itself_xy(n, xy)) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "complex fault: the outline of the edges crosses itself, expected all "
                      "edges in the same direction");
    }
done:
    free(xy);
    return st;
}

/** Angle between a side × the top edge and the vertical at the top of that side, to 0.1
 *  degrees. */
static double side_angle_deg(const double side[3], const double top[3], const double up[3])
{
    double cross[3];

    oql_cross(side, top, cross);
    const double length = oql_norm(cross);

    if (length == 0) {
        return 0; /* a degenerate side tells nothing */
    }
    return nearbyint(
               oql_degrees(acos(oql_clip(oql_dot(cross, up) / length / oql_norm(up), -1, 1))) *
               10) /
           10;
}

/** The surface must dip to the right of its strike (Aki and Richards). Tested with the first
 *  two points of the top and the bottom edge, as OpenQuake does it: its upper right point takes
 *  the depth of the lower right one. */
static oql_status check_handedness(size_t n_edge, const oql_line *edge, oql_err *err)
{
    const double *const t = edge[0].point;
    const double *const b = edge[n_edge - 1].point;
    double ul[3], ur[3], bl[3], br[3], top[3], left[3], right[3], cross[3];

    oql_geo_to_xyz(t[0], t[1], t[2], ul);
    oql_geo_to_xyz(t[3], t[4], b[5], ur);
    oql_geo_to_xyz(b[0], b[1], b[2], bl);
    oql_geo_to_xyz(b[3], b[4], b[5], br);
    oql_sub(ur, ul, top);
    oql_sub(bl, ul, left);
    oql_sub(br, ur, right);
    oql_cross(left, top, cross);
    if (oql_norm(cross) == 0) {
        return OQL_OK;
    }
    oql_cross(right, top, cross);
    if (oql_norm(cross) == 0) {
        return OQL_OK;
    }
    if (side_angle_deg(left, top, ul) > 90 || side_angle_deg(right, top, ur) > 90) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "complex fault: the surface dips to the left of its strike, expected "
                        "edges that run so that it dips to the right (Aki and Richards)");
    }
    return OQL_OK;
}

/** Number of points for a mean length: rounded intervals, halves to even, plus one. */
static oql_status count_points(double mean_km, double spacing_km, const char *what, size_t *n,
                               oql_err *err)
{
    const double count = nearbyint(mean_km / spacing_km);

    if (!(count >= 1)) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "complex fault: mesh spacing %g km is too large for a mean %s of %g km, "
            "expected a smaller one",
            spacing_km, what, mean_km);
    }
    if (count > 1e6) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "complex fault: mesh spacing %g km is too small for a mean %s of %g km, "
            "expected a larger one",
            spacing_km, what, mean_km);
    }
    *n = (size_t)count + 1;
    return OQL_OK;
}

/** Lines down dip through equal fractions of the edges: down[j] has a point of every edge. */
static oql_status cut_edges(size_t n_edge, const oql_line *edge, size_t n_col, oql_line *down,
                            double *mean_width_km, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line cut = {0};
    double sum = 0;

    for (size_t e = 0; e < n_edge; ++e) {
        cut.n = 0;
        OQL_TRY(oql_line_resample_to(&edge[e], n_col, &cut, err));
        for (size_t j = 0; j < n_col; ++j) {
            const double *const p = cut.point + 3 * j;

            OQL_TRY(oql_line_add(&down[j], p, err));
        }
    }
    for (size_t j = 0; j < n_col; ++j) {
        if (down[j].n < 2) {
            st = OQL_FAIL(err, OQL_EMODEL,
                          "complex fault: the edges meet in a point, expected edges apart from "
                          "each other");
            goto done;
        }
        sum += oql_line_length_km(&down[j]);
    }
    *mean_width_km = sum / (double)n_col;
done:
    oql_line_clear(&cut);
    return st;
}

static oql_status fill_mesh(const oql_line *down, size_t n_row, size_t n_col, oql_mesh *m,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line column = {0};

    for (size_t j = 0; j < n_col; ++j) {
        column.n = 0;
        OQL_TRY(oql_line_resample_to(&down[j], n_row, &column, err));
        for (size_t i = 0; i < n_row; ++i) {
            const size_t k = i * n_col + j;

            m->lon_deg[k] = column.point[3 * i];
            m->lat_deg[k] = column.point[3 * i + 1];
            m->depth_km[k] = column.point[3 * i + 2];
        }
    }
    oql_mesh_set_xyz(m);
done:
    oql_line_clear(&column);
    return st;
}

static oql_status build_mesh(size_t n_edge, const oql_line *edge, double spacing_km,
                             oql_mesh **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line *down = NULL;
    oql_mesh *m = NULL;
    size_t n_row = 0, n_col = 0;
    double length = 0, width = 0;

    for (size_t e = 0; e < n_edge; ++e) {
        length += oql_line_length_km(&edge[e]) / (double)n_edge;
    }
    OQL_TRY(count_points(length, spacing_km, "length", &n_col, err));
    down = oql_calloc(n_col, sizeof *down);
    if (down == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "a mesh of %zu columns", n_col);
        goto done;
    }
    OQL_TRY(cut_edges(n_edge, edge, n_col, down, &width, err));
    OQL_TRY(count_points(width, spacing_km, "width", &n_row, err));
    OQL_TRY(oql_mesh_create((int32_t)n_row, (int32_t)n_col, &m, err));
    m->spacing_km = spacing_km;
    OQL_TRY(fill_mesh(down, n_row, n_col, m, err));
    *out = m;
    m = NULL;
done:
    for (size_t j = 0; down != NULL && j < n_col; ++j) {
        oql_line_clear(&down[j]);
    }
    free(down);
    oql_mesh_destroy(m);
    return st;
}

oql_status oql_complex_fault_mesh(size_t n_edge, const oql_fault_edge *edge, double spacing_km,
                                  oql_mesh **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line *line = NULL;

    *out = NULL;
    if (n_edge < 2) {
        return OQL_FAIL(err, OQL_EMODEL, "complex fault of %zu edges, expected at least two",
                        n_edge);
    }
    if (!(spacing_km > 0)) {
        return OQL_FAIL(err, OQL_EMODEL, "mesh spacing %g km, expected more than 0",
                        spacing_km);
    }
    line = oql_calloc(n_edge, sizeof *line);
    if (line == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a fault of %zu edges", n_edge);
    }
    for (size_t e = 0; e < n_edge; ++e) {
        OQL_TRY(oql_line_set(&line[e], edge[e].n, edge[e].lon_deg, edge[e].lat_deg,
                             edge[e].depth_km, err));
    }
    OQL_TRY(check_outline(n_edge, line, err));
    OQL_TRY(check_handedness(n_edge, line, err));
    OQL_TRY(build_mesh(n_edge, line, spacing_km, out, err));
done:
    for (size_t e = 0; e < n_edge; ++e) {
        oql_line_clear(&line[e]);
    }
    free(line);
    return st;
}
