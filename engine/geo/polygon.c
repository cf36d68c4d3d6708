/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/polygon.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/buffer.h"
#include "geo/geodesy.h"
#include "geo/line.h"

/** Longer edges get intermediate points, km: their great circles are not straight when
 *  projected. */
#define LONG_EDGE_KM 100.0
/** Grids of more points than this are refused as a mistake. */
#define MAX_STEPS 100000000u

/** Does the ray from a point to the right cross the edge from vertex j to vertex i? *on: it lies on
 *  the edge. */
static bool crosses_ray(const double *x, const double *y, size_t i, size_t j, double px,
                        double py, bool *on)
{
    const double ax = x[i] - px, ay = y[i] - py;
    const double bx = x[j] - px, by = y[j] - py;
    const double side = ax * by - ay * bx;

    *on = side == 0 && fmin(ax, bx) <= 0 && fmax(ax, bx) >= 0 && fmin(ay, by) <= 0 &&
          fmax(ay, by) >= 0;
    return (ay > 0) != (by > 0) && (side > 0) == (by > ay);
}

bool oql_polygon_contains_xy(size_t n, const double *x, const double *y, double px, double py)
{
    bool inside = false, on;

    for (size_t i = 0, j = n - 1; i < n; j = i++) {
        inside = crosses_ray(x, y, i, j, px, py, &on) ? !inside : inside;
        if (on) {
            return false; /* on the boundary */
        }
    }
    return inside;
}

oql_status oql_polygon_check(size_t n_vertex, const double *lon_deg, const double *lat_deg,
                             oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line ring = {0};
    bool crosses;

    OQL_TRY(oql_line_set(&ring, n_vertex, lon_deg, lat_deg, NULL, err));
    const double *const last = ring.point + 3 * (ring.n - 1);
    const bool closed = last[0] == ring.point[0] && last[1] == ring.point[1];

    if (ring.n < (closed ? 4u : 3u)) {
        st = OQL_FAIL(err, OQL_EMODEL, "polygon of %zu vertices, expected at least 3 distinct",
                      n_vertex);
        goto done;
    }
    if (!closed) {
        OQL_TRY(oql_line_push(&ring, ring.point[0], ring.point[1], 0, err));
    }
    OQL_TRY(oql_line_crosses_itself(&ring, &crosses, err));
    if (crosses) {
        st =
            OQL_FAIL(err, OQL_EMODEL,
                     "the perimeter of the polygon crosses itself, expected one that does not");
    }
done:
    oql_line_clear(&ring);
    return st;
}

/** A polygon ready for tests in the plane. */
typedef struct {
    oql_line ring; /* open, without long edges; depth 0 */
    oql_geo_bbox box;
    oql_geo_ortho proj;
    double *x, *y;
    size_t
        n_row; /* of equal height; edges by the rows that they meet, when there is no buffer */
    double y_low, rows_per_y;
    size_t *row_start; /* (n_row + 1) */
    size_t *edge;      /* edge i ends at vertex i */
} flat_polygon;

static void flat_clear(flat_polygon *p)
{
    oql_line_clear(&p->ring);
    free(p->x);
    free(p->row_start);
    free(p->edge);
    *p = (flat_polygon){.x = NULL};
}

/** Bounding box of points (n, 3). */
static oql_status box_of_points(size_t n, const double *point, oql_geo_bbox *box, oql_err *err)
{
    double *const lon = malloc(2 * n * sizeof *lon);

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a polygon of %zu vertices", n);
    }
    for (size_t i = 0; i < n; ++i) {
        lon[i] = point[3 * i];
        lon[n + i] = point[3 * i + 1];
    }
    const oql_status st = oql_geo_bbox_of(n, lon, lon + n, box, err);

    free(lon);
    return st;
}

/** Add the great circle from a to b without its start. */
static oql_status add_edge(oql_line *ring, const double a[3], const double b[3], oql_err *err)
{
    oql_status st = OQL_OK;
    const double d = oql_geo_distance_km(a[0], a[1], b[0], b[1]);
    const size_t n = (size_t)(d / LONG_EDGE_KM); /* of pieces */
    const double azimuth = oql_geo_azimuth_deg(a[0], a[1], b[0], b[1]);

    for (size_t i = 1; i < n; ++i) {
        double p[2];

        oql_geo_point_at(a[0], a[1], azimuth, (double)i * (d / (double)n), p);
        OQL_TRY(oql_line_push(ring, p[0], p[1], 0, err));
    }
    OQL_TRY(oql_line_push(ring, b[0], b[1], 0, err));
done:
    return st;
}

/** The row of a point; what is above or below all goes to the last or the first. */
static size_t row_of(const flat_polygon *p, double y)
{
    const double row = (y - p->y_low) * p->rows_per_y;

    return row > 0 ? (row < (double)p->n_row ? (size_t)row : p->n_row - 1) : 0;
}

/** Sort the edges into rows, each into all that it meets: a point asks those of its own row. Areas of
 *  many vertices and cells would ask each edge for each cell. */
static oql_status make_rows(flat_polygon *p, oql_err *err)
{
    const size_t n = p->ring.n;
    double high = p->y[0];

    p->y_low = p->y[0];
    for (size_t i = 1; i < n; ++i) {
        p->y_low = fmin(p->y_low, p->y[i]);
        high = fmax(high, p->y[i]);
    }
    p->n_row = n < 1024 ? n : 1024;
    p->rows_per_y = high > p->y_low ? (double)p->n_row / (high - p->y_low) : 0;
    p->row_start = oql_calloc(p->n_row + 2, sizeof *p->row_start);
    if (p->row_start == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a polygon of %zu vertices", n);
    }
    for (int turn = 0; turn < 2; ++turn) { /* count, then put */
        for (size_t i = 0, j = n - 1; i < n; j = i++) {
            const size_t last = row_of(p, fmax(p->y[i], p->y[j]));

            for (size_t row = row_of(p, fmin(p->y[i], p->y[j])); row <= last; ++row) {
                if (turn == 0) {
                    ++p->row_start[row + 2];
                } else {
                    p->edge[p->row_start[row + 1]++] = i;
                }
            }
        }
        if (turn == 0) {
            for (size_t row = 0; row < p->n_row; ++row) {
                p->row_start[row + 2] += p->row_start[row + 1];
            }
            p->edge = oql_calloc(p->row_start[p->n_row + 1], sizeof *p->edge);
            if (p->edge == NULL) {
                return OQL_FAIL(err, OQL_ENOMEM, "a polygon of %zu vertices", n);
            }
        }
    }
    return OQL_OK;
}

static oql_status flatten(size_t n, const double *lon_deg, const double *lat_deg,
                          flat_polygon *p, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line vertex = {0};

    OQL_TRY(oql_line_set(&vertex, n, lon_deg, lat_deg, NULL, err));
    const double *const first = vertex.point;

    OQL_TRY(oql_line_push(&p->ring, first[0], first[1], 0, err));
    for (size_t i = 0; i < vertex.n; ++i) {
        const double *const b = i + 1 < vertex.n ? first + 3 * (i + 1) : first;

        OQL_TRY(add_edge(&p->ring, first + 3 * i, b, err));
    }
    --p->ring.n; /* the last one repeats the first */
    OQL_TRY(box_of_points(p->ring.n, p->ring.point, &p->box, err));
    p->proj = oql_geo_ortho_of(&p->box);
    p->x = oql_calloc(2 * p->ring.n, sizeof *p->x);
    if (p->x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "a polygon of %zu vertices", n);
        goto done;
    }
    p->y = p->x + p->ring.n;
    for (size_t i = 0; i < p->ring.n; ++i) {
        double xy[2];

        oql_geo_project(&p->proj, p->ring.point[3 * i], p->ring.point[3 * i + 1], xy);
        p->x[i] = xy[0];
        p->y[i] = xy[1];
    }
done:
    oql_line_clear(&vertex);
    return st;
}

/** Is a point of the plane in the polygon, or in its buffer when there is one? */
static bool in_flat(const flat_polygon *p, const oql_buffer *buffer, const double xy[2])
{
    if (buffer != NULL) {
        return oql_buffer_contains(buffer, xy[0], xy[1]);
    }
    const size_t row = row_of(p, xy[1]);
    bool inside = false, on;

    for (size_t k = p->row_start[row]; k < p->row_start[row + 1]; ++k) {
        const size_t i = p->edge[k], j = i > 0 ? i - 1 : p->ring.n - 1;

        inside = crosses_ray(p->x, p->y, i, j, xy[0], xy[1], &on) ? !inside : inside;
        if (on) {
            return false;
        }
    }
    return inside;
}

/** Walk the box from north to south and from west to east, and keep the points inside. */
static oql_status walk_grid(const flat_polygon *p, const oql_buffer *buffer,
                            const oql_geo_bbox *box, double spacing_km, oql_line *out,
                            oql_err *err)
{
    oql_status st = OQL_OK;
    double lat = box->north_deg;
    size_t steps = 0;

    while (lat > box->south_deg) {
        double lon = box->west_deg, next[2];

        while (oql_geo_lon_extent_deg(lon, box->east_deg) > 0) {
            double xy[2];

            oql_geo_project(&p->proj, lon, lat, xy);
            if (in_flat(p, buffer, xy)) {
                OQL_TRY(oql_line_push(out, lon, lat, 0, err));
            }
            if (++steps > MAX_STEPS) {
                st = OQL_FAIL(err, OQL_EMODEL,
                              "a grid spacing of %g km is too small for the polygon, expected "
                              "a larger one",
                              spacing_km);
                goto done;
            }
            oql_geo_point_at(lon, lat, 90, spacing_km, next);
            lon = next[0];
        }
        if (++steps > MAX_STEPS) {
            break;
        }
        oql_geo_point_at(box->west_deg, lat, 180, spacing_km, next);
        if (!(next[1] < lat)) {
            break; /* beyond the pole, or a spacing without effect */
        }
        lat = next[1];
    }
    if (out->n == 0) {
        st = OQL_FAIL(
            err, OQL_EMODEL,
            "a grid spacing of %g km is too large for the polygon, expected a smaller one",
            spacing_km);
    }
done:
    return st;
}

static oql_status copy_out(const oql_line *grid, size_t *n, double **lon_deg, double **lat_deg,
                           oql_err *err)
{
    double *const lon = oql_calloc(grid->n, sizeof *lon);
    double *const lat = oql_calloc(grid->n, sizeof *lat);

    if (lon == NULL || lat == NULL) {
        free(lon);
        free(lat);
        return OQL_FAIL(err, OQL_ENOMEM, "a grid of %zu points", grid->n);
    }
    for (size_t i = 0; i < grid->n; ++i) {
        lon[i] = grid->point[3 * i];
        lat[i] = grid->point[3 * i + 1];
    }
    *n = grid->n;
    *lon_deg = lon;
    *lat_deg = lat;
    return OQL_OK;
}

static oql_status check_spacing(double spacing_km, oql_err *err)
{
    if (!(spacing_km > 0 && isfinite(spacing_km))) {
        return OQL_FAIL(err, OQL_EMODEL, "grid spacing %g km, expected more than 0",
                        spacing_km);
    }
    return OQL_OK;
}

oql_status oql_polygon_discretize(size_t n_vertex, const double *vertex_lon_deg,
                                  const double *vertex_lat_deg, double spacing_km, size_t *n,
                                  double **lon_deg, double **lat_deg, oql_err *err)
{
    oql_status st = OQL_OK;
    flat_polygon p = {.x = NULL};
    oql_line grid = {0};

    OQL_TRY(check_spacing(spacing_km, err));
    OQL_TRY(oql_polygon_check(n_vertex, vertex_lon_deg, vertex_lat_deg, err));
    OQL_TRY(flatten(n_vertex, vertex_lon_deg, vertex_lat_deg, &p, err));
    OQL_TRY(make_rows(&p, err));
    OQL_TRY(walk_grid(&p, NULL, &p.box, spacing_km, &grid, err));
    OQL_TRY(copy_out(&grid, n, lon_deg, lat_deg, err));
done:
    flat_clear(&p);
    oql_line_clear(&grid);
    return st;
}

/** Bounding box of the outline of the buffer, back on the sphere. */
static oql_status box_of_buffer(const flat_polygon *p, const oql_buffer *buffer,
                                oql_geo_bbox *box, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_line outline = {0};

    for (size_t i = 0; i < buffer->n; ++i) {
        double lonlat[2];

        oql_geo_unproject(&p->proj, buffer->xy[2 * i], buffer->xy[2 * i + 1], lonlat);
        OQL_TRY(oql_line_push(&outline, lonlat[0], lonlat[1], 0, err));
    }
    OQL_TRY(box_of_points(outline.n, outline.point, box, err));
done:
    oql_line_clear(&outline);
    return st;
}

/** Grid of the flat polygon widened on all sides. */
static oql_status dilated_grid(const flat_polygon *p, size_t n_ring, double dilation_km,
                               double spacing_km, size_t *n, double **lon_deg, double **lat_deg,
                               oql_err *err)
{
    oql_status st = OQL_OK;
    oql_buffer buffer = {0};
    oql_geo_bbox box;
    oql_line grid = {0};

    OQL_TRY(oql_buffer_make(&buffer, n_ring, p->x, p->y, dilation_km, err));
    OQL_TRY(box_of_buffer(p, &buffer, &box, err));
    OQL_TRY(walk_grid(p, &buffer, &box, spacing_km, &grid, err));
    OQL_TRY(copy_out(&grid, n, lon_deg, lat_deg, err));
done:
    oql_buffer_clear(&buffer);
    oql_line_clear(&grid);
    return st;
}

oql_status oql_polygon_dilate_discretize(size_t n_vertex, const double *vertex_lon_deg,
                                         const double *vertex_lat_deg, double dilation_km,
                                         double spacing_km, size_t *n, double **lon_deg,
                                         double **lat_deg, oql_err *err)
{
    oql_status st = OQL_OK;
    flat_polygon p = {.x = NULL};

    OQL_TRY(check_spacing(spacing_km, err));
    OQL_TRY(check_spacing(dilation_km, err));
    OQL_TRY(oql_polygon_check(n_vertex, vertex_lon_deg, vertex_lat_deg, err));
    OQL_TRY(flatten(n_vertex, vertex_lon_deg, vertex_lat_deg, &p, err));
    OQL_TRY(dilated_grid(&p, p.ring.n, dilation_km, spacing_km, n, lon_deg, lat_deg, err));
done:
    flat_clear(&p);
    return st;
}

/* ---- hulls ---- */

static int by_xy(const void *a, const void *b)
{
    const double *p = a, *q = b;

    if (p[0] != q[0]) {
        return p[0] < q[0] ? -1 : 1;
    }
    return (p[1] > q[1]) - (p[1] < q[1]);
}

/** Convex hull of n >= 1 points by the monotone chain of Andrew (1979, doi:10.1016/0020-0190(79)90072-3):
 *  sorts xy (n, 2); hull (n + 1, 2) gets the corners counter-clockwise. Returns their number, 1 or 2
 *  where all points coincide or lie on a line. */
static size_t convex_hull(size_t n, double *xy, double *hull)
{
    size_t m = 0;

    qsort(xy, n, 2 * sizeof *xy, by_xy);
    for (int side = 0; side < 2; ++side) {
        const size_t first = m; /* of this chain: the end of the other one */

        for (size_t k = side == 0 ? 0 : 1; k < n; ++k) {
            const double *q = xy + 2 * (side == 0 ? k : n - 1 - k);

            for (; m >= first + (side == 0 ? 2 : 1); --m) {
                const double *a = hull + 2 * (m - 2), *b = hull + 2 * (m - 1);

                if ((b[0] - a[0]) * (q[1] - a[1]) - (b[1] - a[1]) * (q[0] - a[0]) > 0.0) {
                    break;
                }
            }
            if (m == 0 || q[0] != hull[2 * m - 2] || q[1] != hull[2 * m - 1]) {
                hull[2 * m] = q[0];
                hull[2 * m + 1] = q[1];
                ++m;
            }
        }
    }
    return m > 1 ? m - 1 : m; /* the last one is the first again */
}

/** A point or a line of two ends, widened by 5 m to a polygon of at most six corners in xy (8, 2). */
static size_t widen_hull(size_t n, const double *hull, double *xy)
{
    const double half_km = 0.005;
    const double *a = hull, *b = hull + 2 * (n - 1);
    const double length = hypot(b[0] - a[0], b[1] - a[1]);
    const double u = n == 1 ? 1.0 : (b[0] - a[0]) / length;
    const double v = n == 1 ? 0.0 : (b[1] - a[1]) / length;

    for (int k = 0; k < 4; ++k) {
        const double c = k == 0 ? u : k == 1 ? -v : k == 2 ? -u : v;
        const double s = k == 0 ? v : k == 1 ? u : k == 2 ? -v : -u;

        xy[4 * k] = a[0] + half_km * c;
        xy[4 * k + 1] = a[1] + half_km * s;
        xy[4 * k + 2] = b[0] + half_km * c;
        xy[4 * k + 3] = b[1] + half_km * s;
    }
    return 8;
}

oql_status oql_polygon_hull_discretize(size_t n_point, const double *point_lon_deg,
                                       const double *point_lat_deg, double dilation_km,
                                       double spacing_km, size_t *n, double **lon_deg,
                                       double **lat_deg, oql_err *err)
{
    oql_status st = OQL_OK;
    flat_polygon p = {.x = NULL};
    double *xy = NULL, *hull = NULL;

    OQL_TRY(check_spacing(spacing_km, err));
    OQL_TRY(check_spacing(dilation_km, err));
    OQL_TRY(oql_geo_bbox_of(n_point, point_lon_deg, point_lat_deg, &p.box, err));
    p.proj = oql_geo_ortho_of(&p.box);
    xy = oql_calloc(2 * n_point + 16, sizeof *xy);
    hull = oql_calloc(2 * n_point + 18, sizeof *hull);
    p.x = oql_calloc(2 * n_point + 16, sizeof *p.x);
    if (xy == NULL || hull == NULL || p.x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "hull of %zu points", n_point);
        goto done;
    }
    for (size_t i = 0; i < n_point; ++i) {
        oql_geo_project(&p.proj, point_lon_deg[i], point_lat_deg[i], xy + 2 * i);
    }
    size_t m = convex_hull(n_point, xy, hull);
    if (m < 3) {
        m = convex_hull(widen_hull(m, hull, xy), xy, hull);
    }
    p.y = p.x + m;
    for (size_t i = 0; i < m; ++i) {
        p.x[i] = hull[2 * i];
        p.y[i] = hull[2 * i + 1];
    }
    OQL_TRY(dilated_grid(&p, m, dilation_km, spacing_km, n, lon_deg, lat_deg, err));
done:
    flat_clear(&p);
    free(xy);
    free(hull);
    return st;
}
