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
    oql_fault_edge *edge = NULL;
    oql_mesh *mesh = NULL;
    oql_status st = OQL_OK;

    if (p->plane != NULL) {
        oql_planar planar;

        OQL_TRY(oql_fault_make_planar(p->plane, &planar, err));
        return oql_kite_create_planar(&planar, out, err);
    }
    edge = oql_calloc(p->n_line, sizeof *edge);
    if (edge == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu profiles", p->n_line);
    }
    for (size_t i = 0; i < p->n_line; ++i) {
        const oql_polyline *l = &p->lines[i];

        edge[i] = (oql_fault_edge){l->n, l->lon_deg, l->lat_deg, l->depth_km};
    }
    OQL_TRY(oql_kite_mesh(p->n_line, edge, spacing_km, spacing_km, &mesh, err));
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

/* Box around the close sections of a rupture. */
static oql_status box_of(const oql_fault *f, size_t i, const bool *is_close, oql_geo_bbox *box,
                         oql_err *err)
{
    const size_t most = f->first[i + 1] - f->first[i];
    double *lon = oql_calloc(4 * most, sizeof *lon);
    size_t n = 0;
    oql_status st = OQL_OK;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu sections", most);
    }
    double *lat = lon + 2 * most;
    for (size_t k = f->first[i]; k < f->first[i + 1]; ++k) {
        const oql_mesh *m = oql_kite_get_mesh(f->section[f->member[k]]);
        oql_geo_bbox one;

        if (is_close != NULL && !is_close[f->member[k]]) {
            continue;
        }
        OQL_TRY(oql_geo_bbox_of((size_t)m->n_row * (size_t)m->n_col, m->lon_deg, m->lat_deg,
                                &one, err));
        lon[2 * n] = one.west_deg;
        lon[2 * n + 1] = one.east_deg;
        lat[2 * n] = one.north_deg;
        lat[2 * n + 1] = one.south_deg;
        ++n;
    }
    st = oql_geo_bbox_of(2 * n, lon, lat, box, err);
done:
    free(lon);
    return st;
}

/* The hypocentre is the middle of the section nearest to the middle of the bounding box. */
static oql_status set_hypocentre(oql_fault *f, size_t i, const bool *is_close, oql_err *err)
{
    const size_t n = f->first[i + 1] - f->first[i];
    const oql_kite *best = f->section[f->member[f->first[i]]];
    oql_status st = OQL_OK;

    if (n > 1) {
        oql_geo_bbox box;
        double middle[2], least = HUGE_VAL;

        OQL_TRY(box_of(f, i, is_close, &box, err));
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

oql_status oql_sections_set_rupture(oql_fault *f, size_t i, const bool *is_close, oql_err *err)
{
    double area = 0.0, east = 0.0, north = 0.0;

    f->dip_deg[i] = f->width_km[i] = f->ztor_km[i] = f->zbot_km[i] = 0.0;
    for (size_t k = f->first[i]; k < f->first[i + 1]; ++k) {
        const oql_kite_info s = oql_kite_get_info(f->section[f->member[k]]);

        if (is_close != NULL && !is_close[f->member[k]]) {
            continue;
        }
        area += s.area_km2;
        f->dip_deg[i] += s.area_km2 * s.dip_deg;
        f->width_km[i] += s.area_km2 * s.width_km;
        f->ztor_km[i] += s.area_km2 * s.ztor_km;
        f->zbot_km[i] += s.area_km2 * s.zbot_km;
        east += s.area_km2 * sin(oql_radians(s.strike_deg));
        north += s.area_km2 * cos(oql_radians(s.strike_deg));
    }
    if (!(area > 0.0)) { /* too far from all sites to matter */
        f->rate_per_yr[i] = 0.0;
        return OQL_OK;
    }
    f->dip_deg[i] /= area;
    f->width_km[i] /= area;
    f->ztor_km[i] /= area;
    f->zbot_km[i] /= area;
    f->strike_deg[i] = oql_mod(oql_degrees(atan2(east, north)), 360.0);
    return set_hypocentre(f, i, is_close, err);
}

oql_status oql_fault_keep_close(oql_fault *fault, const bool *is_close, oql_err *err)
{
    oql_status st = OQL_OK;

    for (size_t i = 0; i < fault->n; ++i) {
        OQL_TRY(oql_sections_set_rupture(fault, i, is_close, err));
    }
done:
    return st;
}

/* ---- tops that break together ---- */

struct oql_fault_tops {
    size_t n;
    const oql_trace **top; /* of the sections: borrowed */
    oql_trace **chord;     /* multi-fault: from which the greatest U is taken; owned */
    const bool *is_close;
};

void oql_fault_tops_destroy(oql_fault_tops *tops)
{
    if (tops != NULL) {
        for (size_t i = 0; tops->chord != NULL && i < tops->n; ++i) {
            oql_trace_destroy(tops->chord[i]);
        }
        free(tops->chord);
        free((void *)tops->top);
        free(tops);
    }
}

oql_status oql_fault_tops_create(oql_fault *fault, const bool *is_close, oql_fault_tops **out,
                                 oql_err *err)
{
    oql_fault_tops *t = calloc(1, sizeof *t);
    const bool chords = fault->reverse == OQL_TRACE_REVERSED;
    oql_status st = OQL_OK;

    if (t != NULL) {
        t->n = fault->n_section;
        t->is_close = is_close;
        t->top = oql_calloc(t->n, sizeof *t->top);
        t->chord = oql_calloc(t->n, sizeof *t->chord);
        fault->link = oql_calloc(fault->first[fault->n], sizeof *fault->link);
        fault->u_max_km = oql_calloc(fault->n, sizeof *fault->u_max_km);
    }
    if (t == NULL || t->top == NULL || t->chord == NULL || fault->link == NULL ||
        fault->u_max_km == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "tops of %zu sections", fault->n_section);
        goto done;
    }
    for (size_t i = 0; i < t->n; ++i) {
        t->top[i] = oql_kite_get_top(fault->section[i]);
        if (chords) {
            OQL_TRY(oql_trace_chord(t->top[i], &t->chord[i], err));
        }
    }
    *out = t;
    t = NULL;
done:
    oql_fault_tops_destroy(t);
    return st;
}

/* The greatest U of a multi-fault rupture is that of the chords of its close sections. */
static oql_status chords_u_max(const oql_fault *f, const oql_fault_tops *tops, size_t i,
                               const oql_trace **trace, oql_trace_link *link, float *u_max,
                               oql_err *err)
{
    size_t n = 0;
    oql_status st = OQL_OK;

    for (size_t k = f->first[i]; k < f->first[i + 1]; ++k) {
        if (tops->is_close == NULL || tops->is_close[f->member[k]]) {
            trace[n++] = tops->chord[f->member[k]];
        }
    }
    if (n > 0) {
        OQL_TRY(oql_trace_join(n, trace, link, err));
        *u_max = oql_trace_u_max_km(n, trace, link, f->reverse);
    }
done:
    return st;
}

oql_status oql_fault_join_tops(oql_fault *fault, const oql_fault_tops *tops, size_t i, bool ry0,
                               oql_err *err)
{
    const size_t at = fault->first[i], n = fault->first[i + 1] - at;
    const oql_trace **trace = oql_calloc(n, sizeof *trace);
    oql_trace_link *link = oql_calloc(n, sizeof *link);
    oql_status st = OQL_OK;

    if (trace == NULL || link == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "tops of %zu sections", n);
        goto done;
    }
    for (size_t k = 0; k < n; ++k) {
        trace[k] = tops->top[fault->member[at + k]];
    }
    OQL_TRY(oql_trace_join(n, trace, link, err));
    if (ry0 && fault->reverse == OQL_TRACE_POINTS_REVERSED) {
        fault->u_max_km[i] = oql_trace_u_max_km(n, trace, link, fault->reverse);
    }
    for (size_t k = 0; k < n; ++k) {
        fault->link[at + k] = link[k];
        fault->link[at + k].which = fault->member[at + (size_t)link[k].which];
    }
    if (ry0 && fault->reverse == OQL_TRACE_REVERSED) {
        OQL_TRY(chords_u_max(fault, tops, i, trace, link, &fault->u_max_km[i], err));
    }
done:
    free((void *)trace);
    free(link);
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
        OQL_TRY(oql_sections_set_rupture(f, i, NULL, err));
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

    OQL_TRY(oql_mfd_make_bins(src->mfd, &bins, err));
    oql_mfd_sort_bins(&bins);
    f = calloc(1, sizeof *f);
    if (f == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "fault %s", src->id);
        goto done;
    }
    f->source = source;
    OQL_TRY(oql_sections_make(f, g->n_kite, g->kites, g->spacing_km, false, err));
    f->is_joined = f->n_section > 1;
    f->reverse = OQL_TRACE_POINTS_REVERSED;
    OQL_TRY(fill_whole(f, &bins, src->rake_deg, err));
    *out = f;
    f = NULL;
done:
    oql_mfd_bins_clear(&bins);
    oql_fault_destroy(f);
    return st;
}
