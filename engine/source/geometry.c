/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geo/geodesy.h"
#include "source/fault_surface.h"
#include "source/parse.h"

static oql_status parse_spacing(const char *path, const oql_xml_node *node, double fallback,
                                double *spacing_km, oql_err *err)
{
    *spacing_km = fallback;
    if (oql_xml_attr_value(node, "spacing") != NULL) {
        return oql_parse_attr(path, node, "spacing", spacing_km, err);
    }
    return OQL_OK;
}

static oql_status parse_simple(const char *path, const oql_xml_node *node, oql_arena *arena,
                               oql_fault_geometry *g, oql_err *err)
{
    const oql_xml_node *pos = NULL;
    oql_polyline *trace = NULL;
    oql_status st = OQL_OK;

    g->kind = OQL_GEOM_SIMPLE;
    OQL_TRY(oql_parse_need(path, node, "LineString/posList", &pos, err));
    trace = oql_arena_alloc(arena, 1, sizeof *trace);
    if (trace == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "fault trace");
        goto done;
    }
    OQL_TRY(oql_parse_line(path, pos, 2, arena, trace, err));
    OQL_TRY(oql_parse_child(path, node, "upperSeismoDepth", &g->upper_depth_km, err));
    OQL_TRY(oql_parse_child(path, node, "lowerSeismoDepth", &g->lower_depth_km, err));
    OQL_TRY(oql_parse_child(path, node, "dip", &g->dip_deg, err));
    g->n_line = 1;
    g->lines = trace;
done:
    return st;
}

static oql_status parse_complex(const char *path, const oql_xml_node *node, oql_arena *arena,
                                oql_fault_geometry *g, oql_err *err)
{
    size_t n = 0;
    oql_polyline *edges = NULL;
    oql_status st = OQL_OK;

    g->kind = OQL_GEOM_COMPLEX;
    for (const oql_xml_node *c = node->first_child; c != NULL; c = c->next) {
        if (strcmp(c->name, "faultTopEdge") != 0 && strcmp(c->name, "faultBottomEdge") != 0 &&
            strcmp(c->name, "intermediateEdge") != 0) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s:%d: <%s> in <%s>, expected faultTopEdge, intermediateEdge or "
                            "faultBottomEdge",
                            path, c->line, c->name, node->name);
        }
        ++n;
    }
    edges = oql_arena_alloc(arena, n + 1, sizeof *edges);
    if (edges == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu edges", n);
    }
    n = 0;
    for (const oql_xml_node *c = node->first_child; c != NULL; c = c->next) {
        const oql_xml_node *pos = NULL;

        OQL_TRY(oql_parse_need(path, c, "LineString/posList", &pos, err));
        OQL_TRY(oql_parse_line(path, pos, 3, arena, &edges[n++], err));
    }
    g->n_line = n;
    g->lines = edges;
done:
    return st;
}

static oql_status parse_plane(const char *path, const oql_xml_node *node, oql_plane *out,
                              oql_err *err)
{
    static const char *const corner[4] = {"topLeft", "topRight", "bottomLeft", "bottomRight"};
    oql_planar planar;
    oql_err why = {0};
    oql_plane p = {0};
    oql_status st = OQL_OK;

    for (int i = 0; i < 4; ++i) {
        const oql_xml_node *c = NULL;

        OQL_TRY(oql_parse_need(path, node, corner[i], &c, err));
        OQL_TRY(oql_parse_attr(path, c, "lon", &p.lon_deg[i], err));
        OQL_TRY(oql_parse_attr(path, c, "lat", &p.lat_deg[i], err));
        OQL_TRY(oql_parse_attr(path, c, "depth", &p.depth_km[i], err));
        p.lon_deg[i] = oql_round_lonlat(p.lon_deg[i]);
        p.lat_deg[i] = oql_round_lonlat(p.lat_deg[i]);
        if (!(fabs(p.lon_deg[i]) <= 180.0 && fabs(p.lat_deg[i]) <= 90.0 &&
              p.depth_km[i] > -8.848 && p.depth_km[i] < 6371.0)) {
            st = OQL_FAIL(err, OQL_EMODEL,
                          "%s:%d: corner (%g, %g, %g km), expected a place in the Earth", path,
                          c->line, p.lon_deg[i], p.lat_deg[i], p.depth_km[i]);
            goto done;
        }
    }
    st = oql_fault_make_planar(&p, &planar, &why);
    if (st != OQL_OK) {
        st = OQL_FAIL(err, st, "%s:%d: %s", path, node->line, why.text);
        goto done;
    }
    p.strike_deg = planar.strike_deg;
    p.dip_deg = planar.dip_deg;
    p.length_km = planar.length_km;
    p.width_km = planar.width_km;
    *out = p;
done:
    return st;
}

/* The next surface among siblings. A <surface> or <section> holds nothing else, so all that
 * follows must be one; ruptures and sources hold other elements too. */
static const oql_xml_node *next_surface(const oql_xml_node *node)
{
    const char *parent = node->parent != NULL ? node->parent->name : "";
    const bool only = strcmp(parent, "surface") == 0 || strcmp(parent, "section") == 0;
    const oql_xml_node *c = node->next;

    while (!only && c != NULL && strcmp(c->name, node->name) != 0) {
        c = c->next;
    }
    return c;
}

static oql_status parse_planes(const char *path, const oql_xml_node *first, oql_arena *arena,
                               oql_fault_geometry *g, oql_err *err)
{
    size_t n = 0;
    oql_plane *planes = NULL;
    oql_status st = OQL_OK;

    g->kind = OQL_GEOM_PLANES;
    for (const oql_xml_node *c = first; c != NULL; c = next_surface(c)) {
        ++n;
    }
    planes = oql_arena_alloc(arena, n, sizeof *planes);
    if (planes == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu planes", n);
    }
    n = 0;
    for (const oql_xml_node *c = first; c != NULL; c = next_surface(c)) {
        if (strcmp(c->name, "planarSurface") != 0) {
            st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: <%s> among planarSurface elements", path,
                          c->line, c->name);
            goto done;
        }
        OQL_TRY(parse_plane(path, c, &planes[n++], err));
    }
    g->n_plane = n;
    g->planes = planes;
done:
    return st;
}

static oql_status parse_cloud(const char *path, const oql_xml_node *node, oql_arena *arena,
                              oql_fault_geometry *g, oql_err *err)
{
    const oql_xml_node *pos = NULL;
    oql_polyline *points = oql_arena_alloc(arena, 1, sizeof *points);
    oql_status st = OQL_OK;

    if (points == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "points of a surface");
    }
    g->kind = OQL_GEOM_CLOUD;
    OQL_TRY(oql_parse_need(path, node, "posList", &pos, err));
    OQL_TRY(oql_parse_line(path, pos, 3, arena, points, err));
    g->n_line = 1;
    g->lines = points;
done:
    return st;
}

/* One or more kite surfaces, each of profiles down dip. */
static oql_status parse_kites(const char *path, const oql_xml_node *first, oql_arena *arena,
                              oql_fault_geometry *g, oql_err *err)
{
    size_t n = 0;
    oql_status st = OQL_OK;

    for (const oql_xml_node *c = first; c != NULL; c = next_surface(c)) {
        ++n;
    }
    oql_profiles *kites = oql_arena_alloc(arena, n, sizeof *kites);
    if (kites == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu kite surfaces", n);
    }
    g->kind = OQL_GEOM_KITES;
    g->kites = kites;
    for (const oql_xml_node *c = first; c != NULL; c = next_surface(c)) {
        const size_t n_line = oql_xml_count(c, NULL);
        oql_polyline *lines = oql_arena_alloc(arena, n_line + 1, sizeof *lines);

        if (strcmp(c->name, "kiteSurface") != 0 || n_line < 2) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s:%d: <%s> with %zu profiles, expected a kiteSurface with two or "
                            "more",
                            path, c->line, c->name, n_line);
        }
        if (lines == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "%zu profiles", n_line);
        }
        kites[g->n_kite++] = (oql_profiles){n_line, lines, NULL};
        for (const oql_xml_node *p = c->first_child; p != NULL; p = p->next) {
            const oql_xml_node *pos = NULL;

            OQL_TRY(oql_parse_need(path, p, "LineString/posList", &pos, err));
            OQL_TRY(oql_parse_line(path, pos, 3, arena, lines++, err));
        }
    }
done:
    return st;
}

/* Kite surfaces must be meshable; big ones are the business of their makers. */
static oql_status check_kites(const oql_fault_geometry *g, oql_err *err)
{
    oql_fault f = {0};
    const oql_status st = oql_sections_make(&f, g->n_kite, g->kites, g->spacing_km, false, err);

    for (size_t i = 0; i < f.n_section; ++i) {
        oql_kite_destroy(f.section[i]);
    }
    free(f.section);
    return st;
}

/* A single surface must stand alone: <surface> of two simple geometries is a mistake. */
static oql_status check_alone(const char *path, const oql_xml_node *node, oql_err *err)
{
    if (node->parent != NULL && strcmp(node->parent->name, "surface") == 0 &&
        node->next != NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: <%s> after <%s>, expected one surface", path,
                        node->next->line, node->next->name, node->name);
    }
    return OQL_OK;
}

oql_status oql_geometry_parse(const char *path, const oql_xml_node *node, double spacing_km,
                              oql_arena *arena, oql_fault_geometry *out, oql_err *err)
{
    oql_fault_geometry g = {0};
    oql_status st = OQL_OK;

    if (strcmp(node->name, "surface") == 0) {
        if (node->first_child == NULL) {
            return OQL_FAIL(
                err, OQL_EMODEL,
                "%s:%d: empty <surface>, expected simpleFaultGeometry, complexFaultGeometry or "
                "planarSurface",
                path, node->line);
        }
        node = node->first_child;
    }
    OQL_TRY(parse_spacing(path, node, spacing_km, &g.spacing_km, err));
    if (strcmp(node->name, "simpleFaultGeometry") == 0) {
        OQL_TRY(check_alone(path, node, err));
        OQL_TRY(parse_simple(path, node, arena, &g, err));
    } else if (strcmp(node->name, "complexFaultGeometry") == 0) {
        OQL_TRY(check_alone(path, node, err));
        OQL_TRY(parse_complex(path, node, arena, &g, err));
    } else if (strcmp(node->name, "planarSurface") == 0) {
        OQL_TRY(parse_planes(path, node, arena, &g, err));
    } else if (strcmp(node->name, "griddedSurface") == 0) {
        OQL_TRY(parse_cloud(path, node, arena, &g, err));
    } else if (strcmp(node->name, "kiteSurface") == 0) {
        OQL_TRY(parse_kites(path, node, arena, &g, err));
    } else {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: <%s>, expected simpleFaultGeometry, complexFaultGeometry or "
                      "planarSurface",
                      path, node->line, node->name);
    }
    if (st == OQL_OK) {
        *out = g;
    }
done:
    return st;
}

static oql_status check_simple(const oql_fault_geometry *g, oql_err *err)
{
    if (!(g->dip_deg > 0.0 && g->dip_deg <= 90.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "dip is %g, expected within (0, 90]", g->dip_deg);
    }
    if (!(g->upper_depth_km >= 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "upper seismogenic depth is %g km, expected >= 0",
                        g->upper_depth_km);
    }
    if (!(g->lower_depth_km <= OQL_EARTH_RADIUS_KM)) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "lower seismogenic depth is %g km, expected within the Earth, at most %g",
            g->lower_depth_km, OQL_EARTH_RADIUS_KM);
    }
    if (!(g->lower_depth_km > g->upper_depth_km)) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "lower seismogenic depth is %g km, expected more than the upper one, %g km",
            g->lower_depth_km, g->upper_depth_km);
    }
    return OQL_OK;
}

oql_status oql_geometry_check(const oql_fault_geometry *geom, oql_err *err)
{
    oql_mesh *mesh = NULL;
    oql_mesh_cells *cells = NULL;
    oql_status st = OQL_OK;

    if (geom->kind == OQL_GEOM_PLANES || geom->kind == OQL_GEOM_CLOUD) {
        return OQL_OK; /* corners and points were checked one by one */
    }
    if (!(geom->spacing_km > 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "mesh spacing is %g km, expected > 0",
                        geom->spacing_km);
    }
    if (geom->kind == OQL_GEOM_KITES) {
        return check_kites(geom, err);
    }
    if (geom->kind == OQL_GEOM_SIMPLE) {
        OQL_TRY(check_simple(geom, err));
    } else if (geom->n_line < 2) {
        return OQL_FAIL(err, OQL_EMODEL, "%zu edges, expected at least two", geom->n_line);
    }
    /* The mesh itself shows the rest: wrong order of edges, spacing too large, … */
    OQL_TRY(oql_fault_make_mesh(geom, geom->spacing_km, &mesh, err));
    OQL_TRY(oql_mesh_cells_create(mesh, &cells, err));
done:
    oql_mesh_cells_destroy(cells);
    oql_mesh_destroy(mesh);
    return st;
}
