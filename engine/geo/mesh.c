/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/mesh.h"

#include <stdlib.h>

#include "base/memory.h"
#include "geo/geodesy.h"

oql_status oql_mesh_create(int32_t n_row, int32_t n_col, oql_mesh **out, oql_err *err)
{
    *out = NULL;
    if (n_row <= 0 || n_col <= 0 || n_row > INT32_MAX / n_col) {
        return OQL_FAIL(err, OQL_EARG, "a mesh of %d x %d points", (int)n_row, (int)n_col);
    }
    const size_t n = (size_t)n_row * (size_t)n_col;
    oql_mesh *const m = calloc(1, sizeof *m);

    if (m == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a mesh of %zu points", n);
    }
    m->n_row = n_row;
    m->n_col = n_col;
    m->lon_deg = oql_calloc(n, sizeof *m->lon_deg);
    m->lat_deg = oql_calloc(n, sizeof *m->lat_deg);
    m->depth_km = oql_calloc(n, sizeof *m->depth_km);
    m->x_km = oql_calloc(n, sizeof *m->x_km);
    m->y_km = oql_calloc(n, sizeof *m->y_km);
    m->z_km = oql_calloc(n, sizeof *m->z_km);
    if (m->lon_deg == NULL || m->lat_deg == NULL || m->depth_km == NULL || m->x_km == NULL ||
        m->y_km == NULL || m->z_km == NULL) {
        oql_mesh_destroy(m);
        return OQL_FAIL(err, OQL_ENOMEM, "a mesh of %zu points", n);
    }
    *out = m;
    return OQL_OK;
}

void oql_mesh_destroy(oql_mesh *mesh)
{
    if (mesh != NULL) {
        free(mesh->lon_deg);
        free(mesh->lat_deg);
        free(mesh->depth_km);
        free(mesh->x_km);
        free(mesh->y_km);
        free(mesh->z_km);
        free(mesh);
    }
}

void oql_mesh_set_xyz(oql_mesh *mesh)
{
    const size_t n = (size_t)mesh->n_row * (size_t)mesh->n_col;

    for (size_t i = 0; i < n; ++i) {
        double xyz[3];

        oql_geo_to_xyz(mesh->lon_deg[i], mesh->lat_deg[i], mesh->depth_km[i], xyz);
        mesh->x_km[i] = xyz[0];
        mesh->y_km[i] = xyz[1];
        mesh->z_km[i] = xyz[2];
    }
}
