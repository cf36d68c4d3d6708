/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "source/fault_surface.h"

/* Ruptures that break one or more kite surfaces. */

/* OpenQuake keeps the sections of multi-fault sources in single precision. */
static void to_single(oql_mesh *m)
{
    for (size_t i = 0; i < (size_t)m->n_row * (size_t)m->n_col; ++i) {
        m->lon_deg[i] = (double)(float)m->lon_deg[i];
        m->lat_deg[i] = (double)(float)m->lat_deg[i];
        m->depth_km[i] = (double)(float)m->depth_km[i];
    }
    oql_mesh_set_xyz(m);
}

static oql_status make_section(const oql_profiles *p, double spacing_km, bool single_precision,
                               oql_kite **out, oql_err *err)
{
    oql_fault_edge *edge = oql_calloc(p->n_line, sizeof *edge);
    oql_mesh *mesh = NULL;
    oql_status st = OQL_OK;

    if (edge == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu profiles", p->n_line);
    }
    for (size_t i = 0; i < p->n_line; ++i) {
        const oql_polyline *l = &p->lines[i];

        edge[i] = (oql_fault_edge){l->n, l->lon_deg, l->lat_deg, l->depth_km};
    }
    OQL_TRY(oql_kite_mesh(p->n_line, edge, spacing_km, &mesh, err));
    if (single_precision) {
        to_single(mesh);
    }
    OQL_TRY(oql_kite_create(mesh, out, err));
    mesh = NULL;
done:
    oql_mesh_destroy(mesh);
    free(edge);
    return st;
}

oql_status oql_sections_make(oql_fault *f, size_t n, const oql_profiles *profiles,
                             double spacing_km, bool single_precision, oql_err *err)
{
    oql_status st = OQL_OK;

    f->kind = OQL_SURFACE_SECTIONS;
    f->section = oql_calloc(n, sizeof *f->section);
    if (f->section == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu sections", n);
    }
    for (f->n_section = 0; f->n_section < n; ++f->n_section) {
        OQL_TRY(make_section(&profiles[f->n_section], spacing_km, single_precision,
                             &f->section[f->n_section], err));
    }
done:
    return st;
}

static oql_status box_of(const oql_fault *f, size_t i, oql_geo_bbox *box, oql_err *err)
{
    const size_t n = f->first[i + 1] - f->first[i];
    double *lon = oql_calloc(4 * n, sizeof *lon);
    oql_status st = OQL_OK;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu sections", n);
    }
    double *lat = lon + 2 * n;
    for (size_t k = 0; k < n; ++k) {
        const oql_mesh *m = oql_kite_get_mesh(f->section[f->member[f->first[i] + k]]);
        oql_geo_bbox one;

        OQL_TRY(oql_geo_bbox_of((size_t)m->n_row * (size_t)m->n_col, m->lon_deg, m->lat_deg,
                                &one, err));
        lon[2 * k] = one.west_deg;
        lon[2 * k + 1] = one.east_deg;
        lat[2 * k] = one.north_deg;
        lat[2 * k + 1] = one.south_deg;
    }
    st = oql_geo_bbox_of(2 * n, lon, lat, box, err);
done:
    free(lon);
    return st;
}

/* The hypocentre is the middle of the section nearest to the middle of the bounding box. */
static oql_status set_hypocentre(oql_fault *f, size_t i, oql_err *err)
{
    const size_t n = f->first[i + 1] - f->first[i];
    const oql_kite *best = f->section[f->member[f->first[i]]];
    oql_status st = OQL_OK;

    if (n > 1) {
        oql_geo_bbox box;
        double middle[2], least = HUGE_VAL;

        OQL_TRY(box_of(f, i, &box, err));
        oql_geo_middle_point(box.west_deg, box.north_deg, box.east_deg, box.south_deg, middle);
        for (size_t k = 0; k < n; ++k) {
            const oql_kite *s = f->section[f->member[f->first[i] + k]];
            const double d = oql_kite_rrup_km(s, middle[0], middle[1], 0.0, NULL);

            if (d < least) {
                least = d;
                best = s;
            }
        }
    }
    const oql_kite_info info = oql_kite_get_info(best);
    f->hypo_lon_deg[i] = info.middle[0];
    f->hypo_lat_deg[i] = info.middle[1];
    f->hypo_depth_km[i] = info.middle[2];
done:
    return st;
}

oql_status oql_sections_set_rupture(oql_fault *f, size_t i, oql_err *err)
{
    double area = 0.0, east = 0.0, north = 0.0;

    f->dip_deg[i] = f->width_km[i] = f->ztor_km[i] = f->zbot_km[i] = 0.0;
    for (size_t k = f->first[i]; k < f->first[i + 1]; ++k) {
        const oql_kite_info s = oql_kite_get_info(f->section[f->member[k]]);

        area += s.area_km2;
        f->dip_deg[i] += s.area_km2 * s.dip_deg;
        f->width_km[i] += s.area_km2 * s.width_km;
        f->ztor_km[i] += s.area_km2 * s.ztor_km;
        f->zbot_km[i] += s.area_km2 * s.zbot_km;
        east += s.area_km2 * sin(oql_radians(s.strike_deg));
        north += s.area_km2 * cos(oql_radians(s.strike_deg));
    }
    f->dip_deg[i] /= area;
    f->width_km[i] /= area;
    f->ztor_km[i] /= area;
    f->zbot_km[i] /= area;
    f->strike_deg[i] = oql_mod(oql_degrees(atan2(east, north)), 360.0);
    return set_hypocentre(f, i, err);
}

oql_status oql_fault_kites_count(const oql_source *src, uint64_t *n, oql_err *err)
{
    oql_mfd_bins bins = {0};
    const oql_status st = oql_mfd_make_bins(src->mfd, &bins, err);

    *n = bins.n;
    oql_mfd_bins_clear(&bins);
    return st;
}

/* All ruptures break all sections. */
static oql_status fill_whole(oql_fault *f, const oql_mfd_bins *bins, double rake_deg,
                             oql_err *err)
{
    oql_status st = OQL_OK;

    OQL_TRY(oql_fault_reserve(f, bins->n, err));
    f->first = oql_calloc(bins->n + 1, sizeof *f->first);
    f->member = oql_calloc(bins->n * f->n_section, sizeof *f->member);
    if (f->first == NULL || f->member == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%zu ruptures", bins->n);
        goto done;
    }
    for (size_t i = 0; i < bins->n; ++i) {
        f->mag[i] = bins->mag[i];
        f->rate_per_yr[i] = bins->rate_per_yr[i];
        f->rake_deg[i] = rake_deg;
        for (size_t k = 0; k < f->n_section; ++k) {
            f->member[i * f->n_section + k] = (int32_t)k;
        }
        f->first[i + 1] = (i + 1) * f->n_section;
        OQL_TRY(oql_sections_set_rupture(f, i, err));
    }
    f->n = bins->n;
done:
    return st;
}

oql_status oql_fault_kites(const oql_source *src, int32_t source, oql_fault **out, oql_err *err)
{
    const oql_fault_geometry *g = src->geometry;
    oql_mfd_bins bins = {0};
    oql_fault *f = NULL;
    oql_status st = OQL_OK;

    if (src->type != OQL_SOURCE_CHARACTERISTIC) {
        return OQL_FAIL(err, OQL_EUNSUPPORTED,
                        "ruptures that float over a kite surface are not implemented");
    }
    OQL_TRY(oql_mfd_make_bins(src->mfd, &bins, err));
    for (size_t i = 1; i < bins.n; ++i) {
        if (bins.mag[i] < bins.mag[i - 1]) {
            st = OQL_FAIL(err, OQL_EMODEL, "magnitudes %g, %g, expected in ascending order",
                          bins.mag[i - 1], bins.mag[i]);
            goto done;
        }
    }
    f = calloc(1, sizeof *f);
    if (f == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "fault %s", src->id);
        goto done;
    }
    f->source = source;
    OQL_TRY(oql_sections_make(f, g->n_kite, g->kites, g->spacing_km, false, err));
    OQL_TRY(fill_whole(f, &bins, src->rake_deg, err));
    *out = f;
    f = NULL;
done:
    oql_mfd_bins_clear(&bins);
    oql_fault_destroy(f);
    return st;
}
