/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/cloud.h"
#include "geo/complex_fault.h"
#include "geo/multi_planar.h"
#include "geo/simple_fault.h"
#include "source/fault_surface.h"

void oql_fault_destroy(oql_fault *f)
{
    if (f == NULL) {
        return;
    }
    oql_mesh_destroy(f->mesh);
    free(f->plane);
    for (size_t i = 0; i < f->n_section; ++i) {
        oql_kite_destroy(f->section[i]);
    }
    free(f->section);
    free(f->link);
    free(f->u_max_km);
    free(f->in_canterbury);
    free(f->first);
    free(f->member);
    free(f->mag);
    free(f->rate_per_yr);
    free(f->rake_deg);
    free(f->strike_deg);
    free(f->dip_deg);
    free(f->ztor_km);
    free(f->zbot_km);
    free(f->width_km);
    free(f->hypo_lon_deg);
    free(f->hypo_lat_deg);
    free(f->hypo_depth_km);
    free(f->row);
    free(f->col);
    free(f->n_row);
    free(f->n_col);
    free(f);
}

/* --- surfaces --- */

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

static double line_length_km(const oql_polyline *l)
{
    double length = 0.0;

    for (size_t i = 1; i < l->n; ++i) {
        length += oql_geo_distance_km(l->lon_deg[i - 1], l->lat_deg[i - 1], l->lon_deg[i],
                                      l->lat_deg[i]);
    }
    return length;
}

/* Distance between the starts (or ends) of two edges. */
static double edge_gap_km(const oql_polyline *a, const oql_polyline *b, bool at_end)
{
    const size_t i = at_end ? a->n - 1 : 0, j = at_end ? b->n - 1 : 0;

    return oql_geo_distance3_km(a->lon_deg[i], a->lat_deg[i], a->depth_km[i], b->lon_deg[j],
                                b->lat_deg[j], b->depth_km[j]);
}

/* A mesh must fit the memory, whatever a mistyped dip, spacing or coordinate asks for. */
static oql_status check_size(const oql_fault_geometry *g, double spacing_km, oql_err *err)
{
    double length = 0.0, width = 0.0, nodes = 0.0;

    for (size_t i = 0; i < g->n_line; ++i) {
        length = fmax(length, line_length_km(&g->lines[i]));
        if (i > 0) {
            width += fmax(edge_gap_km(&g->lines[i - 1], &g->lines[i], false),
                          edge_gap_km(&g->lines[i - 1], &g->lines[i], true));
        }
    }
    if (g->kind == OQL_GEOM_SIMPLE) {
        width = (g->lower_depth_km - g->upper_depth_km) / sin(oql_radians(g->dip_deg));
    }
    nodes = (length / spacing_km + 1.0) * (width / spacing_km + 1.0);
    return nodes <= OQL_MESH_MOST_POINTS
               ? OQL_OK
               : OQL_FAIL(
                     err, OQL_EMODEL,
                     "surface of %.4g x %.4g km needs a mesh of %.2g points at a spacing of "
                     "%g km, expected at most %.0e: increase the spacing",
                     length, width, nodes, spacing_km, OQL_MESH_MOST_POINTS);
}

oql_status oql_fault_make_mesh(const oql_fault_geometry *geom, double spacing_km,
                               oql_mesh **out, oql_err *err)
{
    oql_fault_edge *edge = NULL;
    oql_status st = OQL_OK;

    if (geom->kind == OQL_GEOM_SIMPLE || geom->kind == OQL_GEOM_COMPLEX) {
        OQL_TRY(check_size(geom, spacing_km, err));
    }
    if (geom->kind == OQL_GEOM_SIMPLE) {
        return oql_simple_fault_mesh(geom->lines[0].n, geom->lines[0].lon_deg,
                                     geom->lines[0].lat_deg, geom->upper_depth_km,
                                     geom->lower_depth_km, geom->dip_deg, spacing_km, out, err);
    }
    if (geom->kind == OQL_GEOM_CLOUD) {
        return cloud_mesh(&geom->lines[0], out, err);
    }
    if (geom->kind != OQL_GEOM_COMPLEX) {
        return OQL_FAIL(err, OQL_EARG, "planes have no mesh");
    }
    edge = oql_calloc(geom->n_line, sizeof *edge);
    if (edge == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu edges", geom->n_line);
    }
    for (size_t i = 0; i < geom->n_line; ++i) {
        const oql_polyline *l = &geom->lines[i];

        edge[i] = (oql_fault_edge){l->n, l->lon_deg, l->lat_deg, l->depth_km};
    }
    st = oql_complex_fault_mesh(geom->n_line, edge, spacing_km, out, err);
done:
    free(edge);
    return st;
}

oql_status oql_fault_make_planar(const oql_plane *plane, oql_planar *out, oql_err *err)
{
    return oql_planar_from_corners(plane->lon_deg, plane->lat_deg, plane->depth_km, out, err);
}

static oql_status mesh_area(const oql_fault_geometry *g, double spacing_km, double *area_km2,
                            oql_err *err)
{
    oql_mesh *mesh = NULL;
    oql_mesh_cells *cells = NULL;
    oql_window all;
    oql_status st = OQL_OK;

    OQL_TRY(oql_fault_make_mesh(g, spacing_km, &mesh, err));
    OQL_TRY(oql_mesh_cells_create(mesh, &cells, err));
    all = oql_window_whole(mesh);
    *area_km2 = oql_window_area_km2(cells, &all);
done:
    oql_mesh_cells_destroy(cells);
    oql_mesh_destroy(mesh);
    return st;
}

/* Sum over the kite surfaces of a characteristic fault. */
static oql_status kites_area(const oql_fault_geometry *g, double *area_km2, oql_err *err)
{
    oql_fault *f = calloc(1, sizeof *f);
    oql_status st = OQL_OK;

    if (f == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu kite surfaces", g->n_kite);
    }
    OQL_TRY(oql_sections_make(f, g->n_kite, g->kites, g->spacing_km, false, err));
    *area_km2 = 0.0;
    for (size_t i = 0; i < f->n_section; ++i) {
        *area_km2 += oql_kite_get_info(f->section[i]).area_km2;
    }
done:
    oql_fault_destroy(f);
    return st;
}

oql_status oql_source_fault_area(const oql_source *src, double *area_km2, oql_err *err)
{
    const oql_fault_geometry *g = src->geometry;
    double total = 0.0;
    oql_status st = OQL_OK;

    if (g == NULL || g->kind == OQL_GEOM_CLOUD || src->type == OQL_SOURCE_KITE_FAULT) {
        return OQL_FAIL(err, OQL_EMODEL, "this %s has no surface whose area is known",
                        oql_source_type_name(src->type));
    }
    if (g->kind == OQL_GEOM_KITES) {
        return kites_area(g, area_km2, err);
    }
    if (g->kind != OQL_GEOM_PLANES) {
        /* Fixed fine meshes keep the area, and so the rates, independent of the job's spacing. */
        const double spacing = src->type == OQL_SOURCE_SIMPLE_FAULT    ? 1.0
                               : src->type == OQL_SOURCE_COMPLEX_FAULT ? 2.0
                                                                       : g->spacing_km;

        return mesh_area(g, spacing, area_km2, err);
    }
    for (size_t i = 0; i < g->n_plane; ++i) {
        oql_planar p;

        OQL_TRY(oql_fault_make_planar(&g->planes[i], &p, err));
        total += p.length_km * p.width_km;
    }
    *area_km2 = total;
done:
    return st;
}

/* --- the ruptures --- */

typedef struct {
    const oql_source *src;
    oql_mesh *mesh;
    oql_mesh_cells *cells;
    oql_mfd_bins bins;
    oql_windows windows; /* of the current magnitude */
} floater;

static void floater_clear(floater *f)
{
    oql_mesh_destroy(f->mesh);
    oql_mesh_cells_destroy(f->cells);
    oql_mfd_bins_clear(&f->bins);
    free(f->windows.w);
    *f = (floater){0};
}

static oql_status floater_init(floater *f, const oql_source *src, oql_err *err)
{
    oql_status st = OQL_OK;

    f->src = src;
    OQL_TRY(oql_mfd_make_bins(src->mfd, &f->bins, err));
    if (src->geometry->kind != OQL_GEOM_PLANES) {
        OQL_TRY(oql_fault_make_mesh(src->geometry, src->geometry->spacing_km, &f->mesh, err));
    }
    if (f->mesh != NULL && src->geometry->kind != OQL_GEOM_CLOUD) {
        OQL_TRY(oql_mesh_cells_create(f->mesh, &f->cells, err));
    }
done:
    return st;
}

static oql_status float_magnitude(floater *f, double mag, oql_err *err)
{
    const oql_source *s = f->src;
    double area = 0.0;
    oql_status st = OQL_OK;

    if (s->type == OQL_SOURCE_CHARACTERISTIC) {
        st = oql_reserve(&f->windows.w, &f->windows.cap, 1, sizeof *f->windows.w, err);
        if (st == OQL_OK) {
            f->windows.n = 1;
            f->windows.w[0] = f->mesh != NULL ? oql_window_whole(f->mesh) : (oql_window){0};
        }
        return st;
    }
    area = oql_msr_area_km2(s->msr, mag, s->rake_deg);
    if (s->type == OQL_SOURCE_SIMPLE_FAULT) {
        return oql_float_simple(f->mesh, s->geometry->spacing_km, area, s->aspect_ratio,
                                &f->windows, err);
    }
    return oql_float_complex(f->cells, area, sqrt(area * s->aspect_ratio), &f->windows, err);
}

static size_t positions_of(const oql_source *src)
{
    return src->n_hypo > 0 ? src->n_hypo * src->n_slip : 1;
}

/* Growing columns of an oql_fault; they grow together, so one capacity serves all. */
oql_status oql_fault_grow(oql_fault *f, size_t *cap, size_t need, oql_err *err)
{
    double **const real[] = {&f->mag,          &f->rate_per_yr,  &f->rake_deg,
                             &f->strike_deg,   &f->dip_deg,      &f->ztor_km,
                             &f->zbot_km,      &f->width_km,     &f->hypo_lon_deg,
                             &f->hypo_lat_deg, &f->hypo_depth_km};
    int32_t **const whole[] = {&f->row, &f->col, &f->n_row, &f->n_col};
    size_t grown = *cap;
    oql_status st = OQL_OK;

    if (need <= *cap) {
        return OQL_OK;
    }
    for (size_t i = 0; i < OQL_COUNT(real); ++i) {
        grown = *cap;
        OQL_TRY(oql_reserve(real[i], &grown, need, sizeof(double), err));
    }
    for (size_t i = 0; i < OQL_COUNT(whole); ++i) {
        size_t c = *cap;

        OQL_TRY(oql_reserve(whole[i], &c, need, sizeof(int32_t), err));
        grown = c < grown ? c : grown;
    }
    *cap = grown;
done:
    return st;
}

oql_status oql_fault_reserve(oql_fault *f, size_t n, oql_err *err)
{
    size_t cap = 0;

    return oql_fault_grow(f, &cap, n, err);
}

/* What all ruptures in one window share. */
typedef struct {
    double strike_deg, dip_deg, ztor_km, zbot_km, width_km;
    double middle[3]; /* lon, lat, depth */
} surface_values;

static void window_values(const floater *f, const oql_window *w, surface_values *v)
{
    const oql_fault_kind kind =
        f->src->geometry->kind == OQL_GEOM_SIMPLE ? OQL_FAULT_SIMPLE : OQL_FAULT_COMPLEX;

    oql_window_dip_strike(f->cells, w, kind, &v->dip_deg, &v->strike_deg);
    v->width_km = oql_window_width_km(f->cells, w, kind);
    v->ztor_km = oql_window_top_km(f->mesh, w);
    v->zbot_km = oql_window_bottom_km(f->mesh, w);
    oql_window_middle(f->mesh, w, v->middle);
}

static void cloud_values(const oql_mesh *cloud, surface_values *v)
{
    oql_cloud_strike_dip(cloud, &v->strike_deg, &v->dip_deg);
    oql_cloud_middle(cloud, v->middle);
    v->width_km = (double)NAN; /* a cloud has none; who asks is refused before */
    v->ztor_km = HUGE_VAL;
    v->zbot_km = -HUGE_VAL;
    for (int32_t i = 0; i < cloud->n_col; ++i) {
        v->ztor_km = fmin(v->ztor_km, cloud->depth_km[i]);
        v->zbot_km = fmax(v->zbot_km, cloud->depth_km[i]);
    }
}

static oql_status planes_values(const oql_fault_geometry *g, surface_values *v, oql_err *err)
{
    oql_planar *p = oql_calloc(g->n_plane, sizeof *p);
    oql_multi_planar *multi = NULL;
    oql_status st = OQL_OK;

    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu planes", g->n_plane);
    }
    v->zbot_km = -HUGE_VAL;
    for (size_t i = 0; i < g->n_plane; ++i) {
        OQL_TRY(oql_fault_make_planar(&g->planes[i], &p[i], err));
        v->zbot_km = fmax(v->zbot_km, fmax(p[i].corner_depth_km[2], p[i].corner_depth_km[3]));
    }
    if (g->n_plane == 1) {
        v->strike_deg = p->strike_deg;
        v->dip_deg = p->dip_deg;
        v->width_km = p->width_km;
        v->ztor_km = p->corner_depth_km[0];
        v->middle[0] = p->hypo_lon_deg;
        v->middle[1] = p->hypo_lat_deg;
        v->middle[2] = p->hypo_depth_km;
    } else {
        oql_multi_planar_info info;

        OQL_TRY(oql_multi_planar_create(g->n_plane, p, &multi, err));
        info = oql_multi_planar_get_info(multi);
        v->strike_deg = info.strike_deg;
        v->dip_deg = info.dip_deg;
        v->width_km = info.width_km;
        v->ztor_km = info.ztor_km;
        v->middle[0] = info.hypo_lon_deg;
        v->middle[1] = info.hypo_lat_deg;
        v->middle[2] = info.hypo_depth_km;
    }
done:
    oql_multi_planar_destroy(multi);
    free(p);
    return st;
}

static void put_rupture(oql_fault *f, double mag, double rate, double rake_deg,
                        const oql_window *w, const surface_values *v, const double hypo[3])
{
    const size_t i = f->n++;

    f->mag[i] = mag;
    f->rate_per_yr[i] = rate;
    f->rake_deg[i] = rake_deg;
    f->strike_deg[i] = v->strike_deg;
    f->dip_deg[i] = v->dip_deg;
    f->ztor_km[i] = v->ztor_km;
    f->zbot_km[i] = v->zbot_km;
    f->width_km[i] = v->width_km;
    f->hypo_lon_deg[i] = hypo[0];
    f->hypo_lat_deg[i] = hypo[1];
    f->hypo_depth_km[i] = hypo[2];
    f->row[i] = w->row;
    f->col[i] = w->col;
    f->n_row[i] = w->n_row;
    f->n_col[i] = w->n_col;
}

/* The ruptures of one window: one at its middle, or one for each hypocentre and slip
 * direction. */
static void put_window(const floater *fl, oql_fault *f, double mag, double rate,
                       const oql_window *w, const surface_values *v)
{
    const oql_source *s = fl->src;

    if (s->n_hypo == 0) {
        put_rupture(f, mag, rate, s->rake_deg, w, v, v->middle);
    }
    for (size_t h = 0; h < s->n_hypo; ++h) {
        double hypo[3];

        oql_window_hypo(fl->mesh, w, s->hypos[h].along_strike, s->hypos[h].down_dip, hypo);
        for (size_t k = 0; k < s->n_slip; ++k) {
            put_rupture(f, mag, rate * s->hypos[h].weight * s->slips[k].weight, s->rake_deg, w,
                        v, hypo);
        }
    }
}

static int by_magnitude(const void *a, const void *b)
{
    const double *const *x = a, *const *y = b;

    if (**x != **y) {
        return **x < **y ? -1 : 1;
    }
    return *x < *y ? -1 : *x > *y; /* stable: by place in the distribution */
}

/* Order of the bins by magnitude; functional distributions are ascending already. */
static oql_status bins_order(const oql_mfd_bins *bins, const double ***out, oql_err *err)
{
    const double **order = oql_calloc(bins->n, sizeof *order);

    if (order == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu magnitudes", bins->n);
    }
    for (size_t i = 0; i < bins->n; ++i) {
        order[i] = &bins->mag[i];
    }
    qsort(order, bins->n, sizeof *order, by_magnitude);
    *out = order;
    return OQL_OK;
}

/* A rupture at every node for every magnitude may be more than fits: count before making. */
static oql_status check_count(floater *fl, oql_err *err)
{
    const double nodes = fl->cells == NULL ? 1.0 : (double)fl->mesh->n_row * fl->mesh->n_col;
    const double per_window = (double)positions_of(fl->src);
    double n = 0.0;
    oql_status st = OQL_OK;

    if (nodes * per_window * (double)fl->bins.n <= OQL_FAULT_MOST_RUPTURES) {
        return OQL_OK;
    }
    for (size_t i = 0; i < fl->bins.n; ++i) {
        OQL_TRY(float_magnitude(fl, fl->bins.mag[i], err));
        n += (double)fl->windows.n * per_window;
        if (n > OQL_FAULT_MOST_RUPTURES) {
            st =
                OQL_FAIL(err, OQL_EMODEL,
                         "%zu magnitudes and %g positions of the hypocentre float over a mesh "
                         "of %.3g points: more than %.0e ruptures, expected at most that many: "
                         "increase the mesh spacing (%g km) or the width of the magnitude bins",
                         fl->bins.n, per_window, nodes, OQL_FAULT_MOST_RUPTURES,
                         fl->src->geometry->spacing_km);
            goto done;
        }
    }
done:
    return st;
}

static oql_status fill_fault(floater *fl, oql_fault *f, oql_err *err)
{
    const double **order = NULL;
    surface_values whole = {0}; /* of a surface that is not a mesh of cells */
    size_t cap = 0;
    oql_status st = OQL_OK;

    if (fl->mesh == NULL) {
        OQL_TRY(planes_values(fl->src->geometry, &whole, err));
    } else if (fl->cells == NULL) {
        cloud_values(fl->mesh, &whole);
    }
    OQL_TRY(check_count(fl, err));
    OQL_TRY(bins_order(&fl->bins, &order, err));
    for (size_t i = 0; i < fl->bins.n; ++i) {
        const size_t bin = (size_t)(order[i] - fl->bins.mag);
        double rate = fl->bins.rate_per_yr[bin];

        OQL_TRY(float_magnitude(fl, *order[i], err));
        OQL_TRY(oql_fault_grow(f, &cap, f->n + fl->windows.n * positions_of(fl->src), err));
        rate /= (double)fl->windows.n;
        for (size_t k = 0; k < fl->windows.n; ++k) {
            surface_values v = whole;

            if (fl->cells != NULL) {
                window_values(fl, &fl->windows.w[k], &v);
            }
            put_window(fl, f, *order[i], rate, &fl->windows.w[k], &v);
        }
    }
done:
    free(order);
    return st;
}

oql_status oql_source_fault(const oql_source *src, int32_t source, oql_fault **out,
                            oql_err *err)
{
    floater fl = {0};
    oql_fault *f = NULL;
    oql_status st = OQL_OK;

    if (src->geometry == NULL) {
        return OQL_FAIL(err, OQL_EARG, "source %s is a %s, not a fault", src->id,
                        oql_source_type_name(src->type));
    }
    if (src->type == OQL_SOURCE_KITE_FAULT) {
        return oql_kite_fault_ruptures(src, source, out, err);
    }
    if (src->geometry->kind == OQL_GEOM_KITES) {
        return oql_fault_kites(src, source, out, err);
    }
    f = calloc(1, sizeof *f);
    if (f == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "fault %s", src->id);
    }
    OQL_TRY(floater_init(&fl, src, err));
    OQL_TRY(fill_fault(&fl, f, err));
    f->source = source;
    f->mesh = fl.mesh;
    fl.mesh = NULL;
    f->kind = f->mesh == NULL    ? OQL_SURFACE_PLANES
              : fl.cells == NULL ? OQL_SURFACE_CLOUD
                                 : OQL_SURFACE_MESH;
    if (f->mesh == NULL) {
        f->n_plane = src->geometry->n_plane;
        f->plane = oql_calloc(f->n_plane, sizeof *f->plane);
        if (f->plane == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "%zu planes", f->n_plane);
            goto done;
        }
        memcpy(f->plane, src->geometry->planes, f->n_plane * sizeof *f->plane);
    }
    *out = f;
    f = NULL;
done:
    floater_clear(&fl);
    oql_fault_destroy(f);
    return st;
}
