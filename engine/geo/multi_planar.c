/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/multi_planar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/trace.h"

struct oql_multi_planar {
    size_t n;
    oql_planar *plane;
    oql_trace **top; /* top edges of the planes */
    oql_trace_link *link;
    float u_max_km;
    oql_multi_planar_info info;
    double centre[3], radius_km; /* bounding sphere of the corners */
};

static oql_status join_tops(oql_multi_planar *m, oql_err *err)
{
    const oql_trace *const *top = (const oql_trace *const *)m->top;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < m->n; ++i) {
        OQL_TRY(oql_trace_create(2, m->plane[i].corner_lon_deg, m->plane[i].corner_lat_deg,
                                 &m->top[i], err));
    }
    OQL_TRY(oql_trace_join(m->n, top, m->link, err));
    m->u_max_km = oql_trace_u_max_km(m->n, top, m->link, OQL_TRACE_REVERSED);
done:
    return st;
}

/** Single precision and back: what OpenQuake stores. */
static double f32(double x)
{
    return (double)(float)x;
}

static void mean_properties(oql_multi_planar *m)
{
    oql_multi_planar_info *const f = &m->info;
    double s = 0, c = 0;

    if (m->n == 1) {
        const oql_planar *const p = m->plane;

        *f = (oql_multi_planar_info){.area_km2 = p->length_km * p->width_km,
                                     .dip_deg = p->dip_deg,
                                     .strike_deg = p->strike_deg,
                                     .width_km = p->width_km,
                                     .ztor_km = p->corner_depth_km[0],
                                     .zbot_km =
                                         fmax(p->corner_depth_km[2], p->corner_depth_km[3])};
        return;
    }
    for (size_t i = 0; i < m->n; ++i) {
        f->area_km2 += f32(m->plane[i].length_km * m->plane[i].width_km);
    }
    f->area_km2 = f32(f->area_km2);
    for (size_t i = 0; i < m->n; ++i) {
        const oql_planar *const p = &m->plane[i];
        const double w = f32(f32(p->length_km * p->width_km) / f->area_km2);
        const double strike = oql_radians(f32(p->strike_deg));
        const double bottom = fmax(p->corner_depth_km[2], p->corner_depth_km[3]);

        f->dip_deg += w * f32(p->dip_deg);
        f->width_km += w * f32(p->width_km);
        f->ztor_km += w * f32(p->corner_depth_km[0]);
        f->zbot_km += w * f32(bottom);
        s += w * sin(strike);
        c += w * cos(strike);
    }
    f->dip_deg = f32(f->dip_deg);
    f->width_km = f32(f->width_km);
    f->ztor_km = f32(f->ztor_km);
    f->zbot_km = f32(f->zbot_km);
    f->strike_deg = f32(oql_mod(oql_degrees(atan2(s, c)), 360));
}

/** Middle point of the plane nearest to the middle of the bounding box of all planes. */
static oql_status find_hypocentre(oql_multi_planar *m, oql_err *err)
{
    oql_status st = OQL_OK;
    double *const lon = oql_calloc(m->n, 4 * sizeof *lon);
    double *lat, mid[2], least = HUGE_VAL;
    oql_geo_bbox box;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a surface of %zu planes", m->n);
    }
    lat = lon + 2 * m->n;
    for (size_t i = 0; i < m->n; ++i) {
        OQL_TRY(oql_geo_bbox_of(4, m->plane[i].corner_lon_deg, m->plane[i].corner_lat_deg, &box,
                                err));
        lon[2 * i] = f32(box.west_deg);
        lon[2 * i + 1] = f32(box.east_deg);
        lat[2 * i] = f32(box.north_deg);
        lat[2 * i + 1] = f32(box.south_deg);
    }
    OQL_TRY(oql_geo_bbox_of(2 * m->n, lon, lat, &box, err));
    oql_geo_middle_point(box.west_deg, box.north_deg, box.east_deg, box.south_deg, mid);
    for (size_t i = 0; i < m->n; ++i) {
        const double d = oql_planar_rrup_km(&m->plane[i], mid[0], mid[1], 0);

        if (d < least) {
            least = d;
            m->info.hypo_lon_deg = m->plane[i].hypo_lon_deg;
            m->info.hypo_lat_deg = m->plane[i].hypo_lat_deg;
            m->info.hypo_depth_km = m->plane[i].hypo_depth_km;
        }
    }
done:
    free(lon);
    return st;
}

static void corner_xyz(const oql_planar *p, int i, double xyz[3])
{
    oql_geo_to_xyz(p->corner_lon_deg[i], p->corner_lat_deg[i], p->corner_depth_km[i], xyz);
}

static void bound(oql_multi_planar *m)
{
    double xyz[3];

    for (size_t i = 0; i < 4 * m->n; ++i) {
        corner_xyz(&m->plane[i / 4], (int)(i % 4), xyz);
        for (int k = 0; k < 3; ++k) {
            m->centre[k] += xyz[k] / (4 * (double)m->n);
        }
    }
    for (size_t i = 0; i < 4 * m->n; ++i) {
        corner_xyz(&m->plane[i / 4], (int)(i % 4), xyz);
        m->radius_km = fmax(m->radius_km, oql_chord_km(xyz, m->centre));
    }
}

oql_status oql_multi_planar_create(size_t n, const oql_planar *plane, oql_multi_planar **out,
                                   oql_err *err)
{
    oql_status st = OQL_OK;
    oql_multi_planar *m = NULL;

    *out = NULL;
    if (n == 0) {
        return OQL_FAIL(err, OQL_EARG, "a surface without planes");
    }
    m = calloc(1, sizeof *m);
    if (m != NULL) {
        m->n = n;
        m->plane = oql_calloc(n, sizeof *m->plane);
        m->top = oql_calloc(n, sizeof *m->top);
        m->link = oql_calloc(n, sizeof *m->link);
    }
    if (m == NULL || m->plane == NULL || m->top == NULL || m->link == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "a surface of %zu planes", n);
        goto done;
    }
    memcpy(m->plane, plane, n * sizeof *plane);
    OQL_TRY(join_tops(m, err));
    mean_properties(m);
    OQL_TRY(find_hypocentre(m, err));
    bound(m);
    *out = m;
    m = NULL;
done:
    oql_multi_planar_destroy(m);
    return st;
}

void oql_multi_planar_destroy(oql_multi_planar *m)
{
    if (m != NULL) {
        for (size_t i = 0; m->top != NULL && i < m->n; ++i) {
            oql_trace_destroy(m->top[i]);
        }
        free(m->plane);
        free(m->top);
        free(m->link);
        free(m);
    }
}

oql_multi_planar_info oql_multi_planar_get_info(const oql_multi_planar *m)
{
    return m->info;
}

double oql_multi_planar_rrup_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                double depth_km)
{
    double least = HUGE_VAL;

    for (size_t i = 0; i < m->n; ++i) {
        least = fmin(least, oql_planar_rrup_km(&m->plane[i], lon_deg, lat_deg, depth_km));
    }
    return least;
}

double oql_multi_planar_rjb_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                               double depth_km)
{
    double least = HUGE_VAL;

    for (size_t i = 0; i < m->n; ++i) {
        least = fmin(least, oql_planar_rjb_km(&m->plane[i], lon_deg, lat_deg, depth_km));
    }
    return least;
}

void oql_multi_planar_rx_ry0_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                double *rx_km, double *ry0_km)
{
    oql_trace_sum s = {0.0F, 0.0F, 0.0F};

    if (m->n == 1) {
        *rx_km = oql_planar_rx_km(m->plane, lon_deg, lat_deg);
        *ry0_km = oql_planar_ry0_km(m->plane, lon_deg, lat_deg);
        return;
    }
    for (size_t i = 0; i < m->n; ++i) {
        const oql_trace_link *const l = &m->link[i];
        const oql_trace *const t = m->top[l->which];

        oql_trace_add(&s,
                      l->back ? oql_trace_back(t, OQL_TRACE_REVERSED, lon_deg, lat_deg)
                              : oql_trace_ahead(t, lon_deg, lat_deg),
                      l->shift_km);
    }
    oql_trace_rx_ry0_km(&s, m->u_max_km, rx_km, ry0_km);
}

double oql_multi_planar_bound_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                 double depth_km)
{
    double site[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    return fmax(oql_chord_km(site, m->centre) - m->radius_km, 0);
}
