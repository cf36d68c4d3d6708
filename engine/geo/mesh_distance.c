/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/mesh_distance.h"

#include <math.h>
#include <stddef.h>

#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/window_shape.h"

static size_t node_at(const oql_mesh *m, int32_t i, int32_t j)
{
    return (size_t)i * (size_t)m->n_col + (size_t)j;
}

/** Index of the node of the window nearest to a point of space. */
static size_t nearest_node(const oql_mesh *m, const oql_window *w, const double site[3])
{
    size_t best = node_at(m, w->row, w->col);
    double least = HUGE_VAL;

    for (int32_t i = w->row; i < w->row + w->n_row; ++i) {
        for (int32_t j = w->col; j < w->col + w->n_col; ++j) {
            const size_t k = node_at(m, i, j);
            const double p[3] = {m->x_km[k], m->y_km[k], m->z_km[k]};
            const double d = oql_chord_km(p, site);

            if (d < least) {
                least = d;
                best = k;
            }
        }
    }
    return best;
}

double oql_mesh_rrup_km(const oql_mesh *mesh, const oql_window *w, double lon_deg,
                        double lat_deg, double depth_km)
{
    double site[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    const size_t k = nearest_node(mesh, w, site);
    const double p[3] = {mesh->x_km[k], mesh->y_km[k], mesh->z_km[k]};

    return oql_chord_km(p, site);
}

void oql_mesh_closest(const oql_mesh *mesh, const oql_window *w, double lon_deg, double lat_deg,
                      double depth_km, double lon_lat_depth[3])
{
    double site[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    const size_t k = nearest_node(mesh, w, site);

    lon_lat_depth[0] = mesh->lon_deg[k];
    lon_lat_depth[1] = mesh->lat_deg[k];
    lon_lat_depth[2] = mesh->depth_km[k];
}

/** Node seen from the site in the projection of the window. */
static void seen_from(const oql_mesh *m, size_t k, const double site[3],
                      const oql_window_axes *axes, double xy[2])
{
    double p[3];

    oql_geo_to_xyz(m->lon_deg[k], m->lat_deg[k], 0, p);
    oql_sub(p, site, p);
    xy[0] = oql_dot(p, axes->east);
    xy[1] = oql_dot(p, axes->north);
}

static double outline_km(const oql_mesh *m, const oql_window *w, const double site[3])
{
    const oql_window_axes axes = oql_axes_of_window(m, w);
    double least = HUGE_VAL;

    for (int32_t i = w->row; i < w->row + w->n_row - 1; ++i) {
        for (int32_t j = w->col; j < w->col + w->n_col - 1; ++j) {
            double quad[4][2];

            seen_from(m, node_at(m, i, j), site, &axes, quad[0]);
            seen_from(m, node_at(m, i, j + 1), site, &axes, quad[1]);
            seen_from(m, node_at(m, i + 1, j + 1), site, &axes, quad[2]);
            seen_from(m, node_at(m, i + 1, j), site, &axes, quad[3]);
            least = fmin(least, oql_quad_distance2((const double(*)[2])quad));
        }
    }
    return fmax(sqrt(least) - OQL_OUTLINE_KM, 0);
}

double oql_mesh_rjb_km(const oql_mesh *mesh, const oql_window *w, double lon_deg,
                       double lat_deg)
{
    double site[3], p[3], least = HUGE_VAL;

    oql_geo_to_xyz(lon_deg, lat_deg, 0, site);
    for (int32_t i = w->row; i < w->row + w->n_row; ++i) {
        for (int32_t j = w->col; j < w->col + w->n_col; ++j) {
            const size_t k = node_at(mesh, i, j);

            oql_geo_to_xyz(mesh->lon_deg[k], mesh->lat_deg[k], 0, p);
            least = fmin(least, oql_chord_km(p, site));
        }
    }
    return least < OQL_NEAR_KM ? outline_km(mesh, w, site) : least;
}

double oql_mesh_rx_km(const oql_mesh *mesh, const oql_window *w, double lon_deg, double lat_deg)
{
    const double *const lon = mesh->lon_deg + node_at(mesh, w->row, w->col);
    const double *const lat = mesh->lat_deg + node_at(mesh, w->row, w->col);
    const int32_t last = w->n_col - 2; /* of the segments */
    double best = HUGE_VAL;

    if (last == 0) {
        return oql_geo_distance_to_arc_km(lon[0], lat[0],
                                          oql_geo_azimuth_deg(lon[0], lat[0], lon[1], lat[1]),
                                          lon_deg, lat_deg);
    }
    for (int32_t i = 0; i <= last; ++i) {
        double d;

        if (i == 0) { /* the first segment is continued backwards without end */
            d = -oql_geo_distance_to_semi_arc_km(
                lon[1], lat[1], oql_geo_azimuth_deg(lon[1], lat[1], lon[0], lat[0]), lon_deg,
                lat_deg);
        } else if (i == last) {
            d = oql_geo_distance_to_semi_arc_km(
                lon[i], lat[i], oql_geo_azimuth_deg(lon[i], lat[i], lon[i + 1], lat[i + 1]),
                lon_deg, lat_deg);
        } else {
            d = oql_geo_distance_to_segment_km(lon[i], lat[i], lon[i + 1], lat[i + 1], lon_deg,
                                               lat_deg);
        }
        best = fabs(d) < fabs(best) ? d : best;
    }
    return best;
}

double oql_mesh_ry0_km(const oql_mesh *mesh, const oql_window *w, double strike_deg,
                       double lon_deg, double lat_deg)
{
    const size_t a = node_at(mesh, w->row, w->col);
    const size_t b = a + (size_t)w->n_col - 1;
    const double down = oql_mod(strike_deg + 90, 360);
    const double left =
        oql_geo_distance_to_arc_km(mesh->lon_deg[a], mesh->lat_deg[a], down, lon_deg, lat_deg);
    const double right =
        oql_geo_distance_to_arc_km(mesh->lon_deg[b], mesh->lat_deg[b], down, lon_deg, lat_deg);

    if ((left > 0 && right > 0) || (left < 0 && right < 0)) {
        return fmin(fabs(left), fabs(right));
    }
    return 0;
}
