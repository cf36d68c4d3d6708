/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include "base/memory.h"
#include "source/source.h"

/* Whether ruptures lie in the region of the Canterbury seismic hazard model, for which models of New
 * Zealand change their motions. Its rectangle, as OpenQuake has it: */
#define OQL_WEST  171.6
#define OQL_EAST  173.2
#define OQL_SOUTH (-43.9)
#define OQL_NORTH (-43.3)

static bool is_inside(double lon_deg, double lat_deg)
{
    return lon_deg > OQL_WEST && lon_deg < OQL_EAST && lat_deg > OQL_SOUTH &&
           lat_deg < OQL_NORTH;
}

/* Some node of a window; missing nodes (NaN) are nowhere. */
static bool touches(const oql_mesh *m, int32_t row, int32_t col, int32_t n_row, int32_t n_col)
{
    for (int32_t r = row; r < row + n_row; ++r) {
        for (int32_t c = col; c < col + n_col; ++c) {
            const size_t at = (size_t)r * (size_t)m->n_col + (size_t)c;
            if (is_inside(m->lon_deg[at], m->lat_deg[at])) {
                return true;
            }
        }
    }
    return false;
}

static bool plane_touches(const oql_plane *p)
{
    for (size_t i = 0; i < 4; ++i) {
        if (is_inside(p->lon_deg[i], p->lat_deg[i])) {
            return true;
        }
    }
    return false;
}

static bool rupture_touches(const oql_fault *f, size_t i)
{
    bool found = false;

    switch (f->kind) {
    case OQL_SURFACE_MESH:
        return touches(f->mesh, f->row[i], f->col[i], f->n_row[i], f->n_col[i]);
    case OQL_SURFACE_CLOUD:
        return touches(f->mesh, 0, 0, 1, (int32_t)f->mesh->n_col);
    case OQL_SURFACE_PLANES:
        for (size_t p = 0; p < f->n_plane && !found; ++p) {
            found = plane_touches(&f->plane[p]);
        }
        return found;
    case OQL_SURFACE_SECTIONS:
        for (size_t k = f->first[i]; k < f->first[i + 1] && !found; ++k) {
            const oql_mesh *m = oql_kite_get_mesh(f->section[f->member[k]]);
            found = touches(m, 0, 0, (int32_t)m->n_row, (int32_t)m->n_col);
        }
        return found;
    }
    return false;
}

oql_status oql_fault_find_canterbury(oql_fault *fault, oql_err *err)
{
    fault->in_canterbury = oql_calloc(fault->n, sizeof *fault->in_canterbury);
    if (fault->in_canterbury == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu ruptures", fault->n);
    }
    for (size_t i = 0; i < fault->n; ++i) {
        fault->in_canterbury[i] = rupture_touches(fault, i) ? 1.0 : 0.0;
    }
    return OQL_OK;
}
