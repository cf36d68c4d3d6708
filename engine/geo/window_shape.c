/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/window_shape.h"

#include <math.h>
#include <stddef.h>

#include "geo/angles.h"
#include "geo/geodesy.h"

oql_window_axes oql_axes_at(double lon_rad, double lat_rad)
{
    const double s_lon = sin(lon_rad), c_lon = cos(lon_rad);
    const double s_lat = sin(lat_rad), c_lat = cos(lat_rad);
    const oql_window_axes a = {{-s_lon, c_lon, 0}, {-s_lat * c_lon, -s_lat * s_lon, c_lat}};

    return a;
}

/** Least and greatest of the finite longitudes of one sign class: all (0), east (1), west (-1).
 */
static void lon_range(const oql_mesh *m, const oql_window *w, int sign, double range[2])
{
    range[0] = HUGE_VAL;
    range[1] = -HUGE_VAL;
    for (int32_t i = w->row; i < w->row + w->n_row; ++i) {
        const double *const lon = m->lon_deg + (size_t)i * (size_t)m->n_col + (size_t)w->col;

        for (int32_t j = 0; j < w->n_col; ++j) {
            if (lon[j] * sign >= 0 && (sign == 0 || lon[j] != 0)) {
                range[0] = fmin(range[0], lon[j]);
                range[1] = fmax(range[1], lon[j]);
            }
        }
    }
}

oql_window_axes oql_axes_of_window(const oql_mesh *mesh, const oql_window *w)
{
    oql_geo_bbox box = {0, 0, -HUGE_VAL, HUGE_VAL};
    double lon[2];

    for (int32_t i = w->row; i < w->row + w->n_row; ++i) {
        const double *const lat =
            mesh->lat_deg + (size_t)i * (size_t)mesh->n_col + (size_t)w->col;

        for (int32_t j = 0; j < w->n_col; ++j) {
            box.north_deg = fmax(box.north_deg, lat[j]);
            box.south_deg = fmin(box.south_deg, lat[j]);
        }
    }
    lon_range(mesh, w, 0, lon);
    box.west_deg = lon[0];
    box.east_deg = lon[1];
    if (oql_geo_lon_extent_deg(lon[0], lon[1]) < 0) { /* across the date line */
        lon_range(mesh, w, 1, lon);
        box.west_deg = lon[0];
        lon_range(mesh, w, -1, lon);
        box.east_deg = lon[1];
    }
    const oql_geo_ortho p = oql_geo_ortho_of(&box);

    return oql_axes_at(p.lon0_rad, p.lat0_rad);
}

double oql_segment_distance2(const double a[2], const double b[2])
{
    const double dx = b[0] - a[0], dy = b[1] - a[1];
    const double d2 = dx * dx + dy * dy;
    const double t = -(a[0] * dx + a[1] * dy);
    const double f = t <= 0 || d2 <= 0 ? 0 : (t >= d2 ? 1 : t / d2);
    const double x = a[0] + f * dx, y = a[1] + f * dy;

    return x * x + y * y;
}

double oql_quad_distance2(const double corner[4][2])
{
    bool inside = false;
    double least = HUGE_VAL;

    for (int i = 0, j = 3; i < 4; j = i++) {
        const double *const a = corner[j], *const b = corner[i];

        if ((a[1] > 0) != (b[1] > 0) && (a[0] * b[1] - a[1] * b[0] > 0) == (b[1] > a[1])) {
            inside = !inside;
        }
        least = fmin(least, oql_segment_distance2(a, b));
    }
    return inside ? 0 : least;
}
