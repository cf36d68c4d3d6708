/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/window_geometry.h"
#include "geo/window_shape.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"

static void fill_surface(oql_mesh_geometry *g)
{
    for (size_t k = 0; k < g->n; ++k) {
        double p[3];

        oql_geo_to_xyz(g->mesh->lon_deg[k], g->mesh->lat_deg[k], 0, p);
        g->sx[k] = p[0];
        g->sy[k] = p[1];
        g->sz[k] = p[2];
    }
}

static void surface_unit(const oql_mesh_geometry *g, size_t k, double p[3])
{
    p[0] = g->sx[k];
    p[1] = g->sy[k];
    p[2] = g->sz[k];
    oql_unit(p);
}

static void fill_segment(const oql_mesh_geometry *g, size_t k, oql_row_segment *s)
{
    const double *const lon = g->mesh->lon_deg + k, *const lat = g->mesh->lat_deg + k;
    const double azimuth = oql_radians(oql_geo_azimuth_deg(lon[0], lat[0], lon[1], lat[1]));
    const oql_window_axes at_end = oql_axes_at(oql_radians(lon[1]), oql_radians(lat[1]));
    double a[3], b[3];

    surface_unit(g, k, a);
    surface_unit(g, k + 1, b);
    oql_cross(b, a, s->right);
    oql_unit(s->right);
    oql_cross(a, s->right, s->ahead);
    oql_cross(b, s->right, s->end_ahead);
    for (int i = 0; i < 3; ++i) {
        s->azimuth_ahead[i] = cos(azimuth) * at_end.north[i] + sin(azimuth) * at_end.east[i];
    }
}

/** Sphere around the finite nodes. */
static void fill_sphere(oql_mesh_geometry *g)
{
    const oql_mesh *const m = g->mesh;
    size_t count = 0;

    for (size_t k = 0; k < g->n; ++k) {
        if (isfinite(m->x_km[k])) {
            g->centre[0] += m->x_km[k];
            g->centre[1] += m->y_km[k];
            g->centre[2] += m->z_km[k];
            ++count;
        }
    }
    for (int i = 0; i < 3; ++i) {
        g->centre[i] /= count > 0 ? (double)count : 1;
    }
    for (size_t k = 0; k < g->n; ++k) {
        const double p[3] = {m->x_km[k], m->y_km[k], m->z_km[k]};

        if (isfinite(p[0])) {
            g->radius_km = fmax(g->radius_km, oql_chord_km(p, g->centre));
        }
    }
}

oql_status oql_mesh_geometry_create(const oql_mesh *mesh, oql_mesh_geometry **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_mesh_geometry *g = calloc(1, sizeof *g);

    *out = NULL;
    if (g != NULL) {
        g->mesh = mesh;
        g->n_row = (size_t)mesh->n_row;
        g->n_col = (size_t)mesh->n_col;
        g->n = g->n_row * g->n_col;
        g->sx = oql_calloc(g->n, sizeof *g->sx);
        g->sy = oql_calloc(g->n, sizeof *g->sy);
        g->sz = oql_calloc(g->n, sizeof *g->sz);
        g->segment = oql_calloc(g->n, sizeof *g->segment);
    }
    if (g == NULL || g->sx == NULL || g->sy == NULL || g->sz == NULL || g->segment == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "the geometry of a mesh of %d x %d points",
                      (int)mesh->n_row, (int)mesh->n_col);
        goto done;
    }
    fill_surface(g);
    for (size_t k = 0; k + 1 < g->n; ++k) {
        if ((k + 1) % g->n_col != 0) {
            fill_segment(g, k, &g->segment[k]);
        }
    }
    fill_sphere(g);
    *out = g;
    g = NULL;
done:
    oql_mesh_geometry_destroy(g);
    return st;
}

void oql_mesh_geometry_destroy(oql_mesh_geometry *g)
{
    if (g != NULL) {
        free(g->sx);
        free(g->sy);
        free(g->sz);
        free(g->segment);
        free(g);
    }
}

double oql_mesh_geometry_bound_km(const oql_mesh_geometry *g, double lon_deg, double lat_deg,
                                  double depth_km)
{
    double site[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    return fmax(oql_chord_km(site, g->centre) - g->radius_km, 0);
}
