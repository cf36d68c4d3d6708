/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/cloud.h"
#include "source/fault_surface.h"

/* Ruptures that a model lists one by one, and surfaces that are points in no order. */

static oql_status cloud_mesh(const oql_polyline *p, oql_mesh **out, oql_err *err)
{
    oql_mesh *m = NULL;
    const oql_status st = oql_mesh_create(1, (int32_t)p->n, &m, err);

    if (st == OQL_OK) {
        memcpy(m->lon_deg, p->lon_deg, p->n * sizeof(double));
        memcpy(m->lat_deg, p->lat_deg, p->n * sizeof(double));
        memcpy(m->depth_km, p->depth_km, p->n * sizeof(double));
        oql_mesh_set_xyz(m);
        *out = m;
    }
    return st;
}

static oql_status cloud_fault(const oql_given_rupture *r, int32_t source, oql_fault **out,
                              oql_err *err)
{
    const oql_polyline *p = &r->geometry->lines[0];
    oql_fault *f = calloc(1, sizeof *f);
    oql_status st = OQL_OK;

    if (f == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "rupture of %zu points", p->n);
    }
    f->kind = OQL_SURFACE_CLOUD;
    OQL_TRY(cloud_mesh(p, &f->mesh, err));
    OQL_TRY(oql_fault_reserve(f, 1, err));
    f->n = 1;
    f->source = source;
    f->mag[0] = r->mag;
    f->rate_per_yr[0] = 1.0;
    f->rake_deg[0] = r->rake_deg;
    oql_cloud_strike_dip(f->mesh, &f->strike_deg[0], &f->dip_deg[0]);
    f->width_km[0] = (double)NAN; /* a cloud has none; who asks is refused before */
    f->ztor_km[0] = HUGE_VAL;
    f->zbot_km[0] = -HUGE_VAL;
    for (size_t i = 0; i < p->n; ++i) {
        f->ztor_km[0] = fmin(f->ztor_km[0], p->depth_km[i]);
        f->zbot_km[0] = fmax(f->zbot_km[0], p->depth_km[i]);
    }
    f->n_row[0] = 1;
    f->n_col[0] = f->mesh->n_col;
    *out = f;
    f = NULL;
done:
    oql_fault_destroy(f);
    return st;
}

oql_status oql_source_given(const oql_source *src, size_t k, int32_t source, oql_fault **out,
                            oql_err *err)
{
    const oql_given_rupture *r = &src->ruptures[k];
    const double mag = r->mag, one = 1.0;
    const oql_mfd mfd = {.kind = OQL_MFD_ARBITRARY, .n = 1, .mag = &mag, .rate_per_yr = &one};
    oql_source whole = {.type = OQL_SOURCE_CHARACTERISTIC,
                        .id = src->id,
                        .mfd = &mfd,
                        .geometry = r->geometry,
                        .rake_deg = r->rake_deg};
    oql_status st = OQL_OK;

    if (r->geometry->kind == OQL_GEOM_CLOUD) {
        OQL_TRY(cloud_fault(r, source, out, err));
    } else {
        OQL_TRY(oql_source_fault(&whole, source, out, err));
    }
    (*out)->hypo_lon_deg[0] = r->hypo[0];
    (*out)->hypo_lat_deg[0] = r->hypo[1];
    (*out)->hypo_depth_km[0] = r->hypo[2];
done:
    return st;
}
