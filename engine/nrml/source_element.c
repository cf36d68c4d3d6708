/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nrml/source_reader.h"
#include "source/parse.h"

/* --- parts that several types have --- */

void oql_source_read_tom(oql_source_reader *r, const oql_xml_node *node, oql_tom *tom)
{
    const char *name = oql_xml_attr_value(node, "tom");
    oql_err why = {0};

    *tom = (oql_tom){.kind = OQL_TOM_POISSON};
    if (name != NULL && strcmp(name, "PoissonTOM") != 0 &&
        strcmp(name, "ClusterPoissonTOM") != 0 && strcmp(name, "NegativeBinomialTOM") != 0) {
        oql_source_reader_mistake(r, node,
                                  "temporal occurrence model \"%s\", expected PoissonTOM, "
                                  "ClusterPoissonTOM or NegativeBinomialTOM",
                                  name);
    }
    if (oql_xml_attr_value(node, "occurrence_rate") != NULL) {
        tom->kind = OQL_TOM_CLUSTER;
        (void)oql_source_reader_good(r,
                                     oql_parse_attr(r->path, node, "occurrence_rate",
                                                    &tom->occurrence_rate_per_yr, &why),
                                     &why);
    } else if (name != NULL && strcmp(name, "NegativeBinomialTOM") == 0) {
        tom->kind = OQL_TOM_NEGATIVE_BINOMIAL;
        if (oql_source_reader_good(r, oql_parse_attr(r->path, node, "mu", &tom->mu, &why),
                                   &why)) {
            (void)oql_source_reader_good(
                r, oql_parse_attr(r->path, node, "alpha", &tom->alpha, &why), &why);
        }
    }
}

static const oql_msr *read_msr(oql_source_reader *r, const oql_xml_node *source)
{
    const oql_xml_node *node = NULL;
    oql_err why = {0};
    oql_msr msr = {0};
    const oql_msr *stored = NULL;

    if (!oql_source_reader_good(r, oql_parse_need(r->path, source, "magScaleRel", &node, &why),
                                &why) ||
        !oql_source_reader_good_at(r, node, oql_msr_parse(node->text, &msr, &why), &why)) {
        return NULL;
    }
    stored = oql_pool_intern(&r->pool, r->arena, 'M', &msr, sizeof msr);
    r->fatal = stored == NULL ? OQL_ENOMEM : r->fatal;
    return stored;
}

static void read_aspect(oql_source_reader *r, const oql_xml_node *source, oql_source *s)
{
    oql_err why = {0};

    if (oql_source_reader_good(
            r, oql_parse_child(r->path, source, "ruptAspectRatio", &s->aspect_ratio, &why),
            &why) &&
        !(s->aspect_ratio > 0.0)) {
        oql_source_reader_mistake(r, oql_xml_child(source, "ruptAspectRatio"),
                                  "aspect ratio is %g, expected > 0", s->aspect_ratio);
    }
}

static void read_rake(oql_source_reader *r, const oql_xml_node *source, oql_source *s)
{
    const oql_xml_node *node = oql_xml_child(source, "rake");
    oql_err why = {0};

    if (node != NULL && strcmp(node->text, "undefined") == 0) {
        s->rake_deg = (double)NAN;
        return;
    }
    if (oql_source_reader_good(r, oql_parse_child(r->path, source, "rake", &s->rake_deg, &why),
                               &why) &&
        !(s->rake_deg > -180.0 && s->rake_deg < 180.000008)) {
        oql_source_reader_mistake(r, node, "rake is %g, expected within (-180, 180]",
                                  s->rake_deg);
    }
}

/* --- point, multi-point, area --- */

static void check_layer(oql_source_reader *r, const oql_xml_node *geom, const oql_source *s)
{
    if (!(s->upper_depth_km > -8.848)) {
        oql_source_reader_mistake(
            r, geom, "upper seismogenic depth is %g km, expected below the highest summit",
            s->upper_depth_km);
    }
    if (!(s->lower_depth_km > s->upper_depth_km && s->lower_depth_km < 6371.0)) {
        oql_source_reader_mistake(r, geom,
                                  "lower seismogenic depth is %g km, expected more than the "
                                  "upper one, %g km, and within the Earth",
                                  s->lower_depth_km, s->upper_depth_km);
        return;
    }
    for (size_t i = 0; s->depths != NULL && i < s->depths->n; ++i) {
        const double d = s->depths->depth[i].depth_km;

        if (!(d >= s->upper_depth_km && d <= s->lower_depth_km)) {
            oql_source_reader_mistake(r, geom,
                                      "hypocentral depth is %g km, expected within the "
                                      "seismogenic layer, %g to %g km",
                                      d, s->upper_depth_km, s->lower_depth_km);
        }
    }
}

static const oql_xml_node *read_layer(oql_source_reader *r, const oql_xml_node *source,
                                      const char *geometry, oql_source *s)
{
    const oql_xml_node *geom = NULL;
    oql_err why = {0};
    bool ok = true;

    s->msr = read_msr(r, source);
    s->mfd = oql_source_read_mfd(r, source);
    s->planes = oql_source_read_planes(r, source);
    s->depths = oql_source_read_depths(r, source);
    read_aspect(r, source, s);
    if (!oql_source_reader_good(r, oql_parse_need(r->path, source, geometry, &geom, &why),
                                &why)) {
        return NULL;
    }
    ok &= oql_source_reader_good(
        r, oql_parse_child(r->path, geom, "upperSeismoDepth", &s->upper_depth_km, &why), &why);
    ok &= oql_source_reader_good(
        r, oql_parse_child(r->path, geom, "lowerSeismoDepth", &s->lower_depth_km, &why), &why);
    if (ok) {
        check_layer(r, geom, s);
    }
    if (s->mfd != NULL && s->mfd->slip_rate_mm_per_yr > 0.0) {
        oql_source_reader_mistake(
            r, source, "a slip rate in a <%s>, expected it with a fault surface only",
            source->name);
    }
    return geom;
}

static void refuse_multi(oql_source_reader *r, const oql_xml_node *node, const oql_source *s)
{
    if (s->mfd != NULL && s->mfd->kind == OQL_MFD_MULTI) {
        oql_source_reader_mistake(r, node, "<%s> with a multiMFD, expected one distribution",
                                  node->name);
    }
}

static void read_point(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    const oql_xml_node *geom = read_layer(r, node, "pointGeometry", s), *pos = NULL;
    oql_err why = {0};

    refuse_multi(r, node, s);
    if (geom != NULL && oql_source_reader_good(
                            r, oql_parse_need(r->path, geom, "Point/pos", &pos, &why), &why)) {
        (void)oql_source_reader_good(
            r, oql_parse_lonlat(r->path, pos, &s->lon_deg, &s->lat_deg, &why), &why);
    }
}

/* OpenQuake keeps the places of a multi-point source in single precision, so its numbers need
 * ours in single precision too. */
static oql_polyline *in_single_precision(oql_source_reader *r, const oql_polyline *line)
{
    oql_polyline *out = oql_arena_alloc(r->arena, 1, sizeof *out);
    double *xy = oql_arena_alloc(r->arena, 2 * line->n, sizeof *xy);

    if (out == NULL || xy == NULL) {
        r->fatal = OQL_ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < line->n; ++i) {
        xy[i] = (double)(float)line->lon_deg[i];
        xy[line->n + i] = (double)(float)line->lat_deg[i];
    }
    *out = (oql_polyline){line->n, xy, xy + line->n, NULL};
    return out;
}

static void read_multi_point(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    const oql_xml_node *geom = read_layer(r, node, "multiPointGeometry", s), *pos = NULL;
    oql_polyline places = {0};
    oql_err why = {0};

    if (geom == NULL ||
        !oql_source_reader_good(r, oql_parse_need(r->path, geom, "posList", &pos, &why),
                                &why) ||
        !oql_source_reader_good(r, oql_parse_line(r->path, pos, 2, r->arena, &places, &why),
                                &why)) {
        return;
    }
    s->places = in_single_precision(r, &places);
    if (s->mfd != NULL && s->mfd->kind != OQL_MFD_MULTI) {
        oql_source_reader_mistake(r, node, "<multiPointSource> with a %s, expected a multiMFD",
                                  oql_mfd_name(s->mfd->kind));
    } else if (s->mfd != NULL && s->mfd->n != places.n) {
        oql_source_reader_mistake(
            r, node, "%zu places and a multiMFD of size %zu, expected one for each place",
            places.n, s->mfd->n);
    }
}

static void read_discretization(oql_source_reader *r, const oql_xml_node *geom, oql_source *s)
{
    oql_err why = {0};

    s->discretization_km = r->settings->area_source_discretization_km;
    if (oql_xml_attr_value(geom, "discretization") != NULL) {
        if (!oql_source_reader_good(
                r, oql_parse_attr(r->path, geom, "discretization", &s->discretization_km, &why),
                &why)) {
            return;
        }
    } else if (isnan(s->discretization_km)) {
        oql_source_reader_mistake(r, geom,
                                  "area without discretization, expected the attribute or "
                                  "area_source_discretization in the job file");
    }
}

static void read_area(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    const oql_xml_node *geom = read_layer(r, node, "areaGeometry", s);
    oql_polyline *ring = oql_arena_alloc(r->arena, 1, sizeof *ring);
    oql_err why = {0};

    refuse_multi(r, node, s);
    if (ring == NULL) {
        r->fatal = OQL_ENOMEM;
        return;
    }
    if (geom == NULL) {
        return;
    }
    read_discretization(r, geom, s);
    if (oql_source_reader_good(r, oql_parse_polygon(r->path, geom, r->arena, ring, &why),
                               &why) &&
        !r->bad) {
        (void)oql_source_reader_good_at(r, geom,
                                        oql_area_check(ring, s->discretization_km, &why), &why);
        s->places = ring;
    }
}

/* --- faults --- */

/* A slip rate becomes an a value once the area of the surface is known. */
static void close_slip_rate(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    oql_mfd m;
    oql_err why = {0};
    double area_km2 = 0.0;

    if (s->mfd == NULL || !(s->mfd->slip_rate_mm_per_yr > 0.0)) {
        return;
    }
    memcpy(&m, s->mfd, sizeof m);
    if (!oql_source_reader_good_at(r, node, oql_source_fault_area(s, &area_km2, &why), &why)) {
        return;
    }
    m.a_val = oql_mfd_a_from_moment(
        m.max_mag, m.b_val,
        m.slip_rate_mm_per_yr * 1e-3 * (m.rigidity_gpa * 1e9) * (area_km2 * 1e6), 9.1);
    if (oql_source_reader_good_at(r, node, oql_mfd_check(&m, &why), &why)) {
        s->mfd = oql_pool_intern(&r->pool, r->arena, 'm', &m, sizeof m);
        r->fatal = s->mfd == NULL ? OQL_ENOMEM : r->fatal;
    }
}

static void read_fault(oql_source_reader *r, const oql_xml_node *node, const char *geometry,
                       oql_source *s)
{
    oql_fault_geometry *g = oql_arena_alloc(r->arena, 1, sizeof *g);
    const oql_xml_node *geom = NULL;
    oql_err why = {0};
    double spacing = r->settings->rupture_mesh_spacing_km;

    s->mfd = oql_source_read_mfd(r, node);
    refuse_multi(r, node, s);
    read_rake(r, node, s);
    if (g == NULL) {
        r->fatal = OQL_ENOMEM;
        return;
    }
    if (!oql_source_reader_good(r, oql_parse_need(r->path, node, geometry, &geom, &why),
                                &why) ||
        !oql_source_reader_good(
            r, oql_geometry_parse(r->path, geom, spacing, r->arena, g, &why), &why)) {
        return;
    }
    /* A spacing written in the model is for logic trees only; here the job's counts. */
    if (g->kind == OQL_GEOM_COMPLEX && !isnan(r->settings->complex_fault_mesh_spacing_km)) {
        spacing = r->settings->complex_fault_mesh_spacing_km;
    }
    g->spacing_km = spacing;
    if (oql_source_reader_good_at(r, geom, oql_geometry_check(g, &why), &why)) {
        s->geometry = g;
        close_slip_rate(r, node, s);
    }
}

static bool weights_sum_to_one(oql_source_reader *r, const oql_xml_node *list, double sum)
{
    if (fabs(sum - 1.0) > 1e-7) {
        oql_source_reader_mistake(r, list, "weights of <%s> sum to %.9g, expected 1",
                                  list->name, sum);
        return false;
    }
    return true;
}

static bool in_unit(oql_source_reader *r, const oql_xml_node *node, const char *name, double *x)
{
    oql_err why = {0};

    if (!oql_source_reader_good(r, oql_parse_attr(r->path, node, name, x, &why), &why)) {
        return false;
    }
    if (!(*x >= 0.0 && *x <= 1.0)) {
        oql_source_reader_mistake(r, node, "%s is %g, expected within [0, 1]", name, *x);
        return false;
    }
    return true;
}

static void read_hypos(oql_source_reader *r, const oql_xml_node *list, oql_source *s)
{
    oql_hypo_position *h = oql_arena_alloc(r->arena, oql_xml_count(list, NULL) + 1, sizeof *h);
    double sum = 0.0;

    if (h == NULL) {
        r->fatal = OQL_ENOMEM;
        return;
    }
    for (const oql_xml_node *c = list->first_child; c != NULL; c = c->next) {
        oql_hypo_position *p = &h[s->n_hypo];

        if (in_unit(r, c, "alongStrike", &p->along_strike) &&
            in_unit(r, c, "downDip", &p->down_dip) && in_unit(r, c, "weight", &p->weight)) {
            sum += p->weight;
            s->n_hypo += 1;
        }
    }
    s->hypos = h;
    (void)weights_sum_to_one(r, list, sum);
}

static void read_slips(oql_source_reader *r, const oql_xml_node *list, oql_source *s)
{
    oql_slip_direction *d = oql_arena_alloc(r->arena, oql_xml_count(list, NULL) + 1, sizeof *d);
    double sum = 0.0;

    if (d == NULL) {
        r->fatal = OQL_ENOMEM;
        return;
    }
    for (const oql_xml_node *c = list->first_child; c != NULL; c = c->next) {
        oql_slip_direction *p = &d[s->n_slip];
        oql_err why = {0};

        if (oql_source_reader_good(r, oql_xml_text_double(r->path, c, &p->slip_deg, &why),
                                   &why) &&
            in_unit(r, c, "weight", &p->weight)) {
            if (!(p->slip_deg >= 0.0 && p->slip_deg <= 360.0)) {
                oql_source_reader_mistake(r, c, "slip is %g, expected within [0, 360] degrees",
                                          p->slip_deg);
            }
            sum += p->weight;
            s->n_slip += 1;
        }
    }
    s->slips = d;
    (void)weights_sum_to_one(r, list, sum);
}

/* The smallest rupture must span at least one cell of the mesh each way. */
static void check_smallest(oql_source_reader *r, const oql_xml_node *node, const oql_source *s)
{
    double min_mag = 0.0, max_mag = 0.0, area = 0.0, length = 0.0;
    const double spacing = s->geometry->spacing_km;

    oql_mfd_mag_range(s->mfd, &min_mag, &max_mag);
    area = oql_msr_area_km2(s->msr, min_mag, s->rake_deg);
    length = sqrt(area * s->aspect_ratio);
    if (length < spacing / 2.0 || area / length < spacing / 2.0) {
        oql_source_reader_mistake(
            r, node,
            "mesh spacing %g km is too large for ruptures of magnitude %.3f, %.3g x %.3g km, "
            "expected a smaller one",
            spacing, min_mag, length, area / length);
    }
}

static void read_simple_fault(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    const oql_xml_node *hypos = oql_xml_child(node, "hypoList");
    const oql_xml_node *slips = oql_xml_child(node, "slipList");

    s->msr = read_msr(r, node);
    read_aspect(r, node, s);
    read_fault(r, node, "simpleFaultGeometry", s);
    if ((hypos == NULL) != (slips == NULL)) {
        oql_source_reader_mistake(r, hypos != NULL ? hypos : slips,
                                  "hypoList and slipList, expected both or none");
    } else if (hypos != NULL) {
        read_hypos(r, hypos, s);
        read_slips(r, slips, s);
    }
    if (!r->bad && s->geometry != NULL && s->mfd != NULL && s->msr != NULL) {
        check_smallest(r, node, s);
    }
}

static void read_complex_fault(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    s->msr = read_msr(r, node);
    read_aspect(r, node, s);
    read_fault(r, node, "complexFaultGeometry", s);
}

static void read_kite_fault(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    const bool as_simple = oql_xml_child(node, "simpleFaultGeometry") != NULL;

    s->msr = read_msr(r, node);
    read_aspect(r, node, s);
    read_fault(r, node, as_simple ? "simpleFaultGeometry" : "kiteSurface", s);
    s->float_x = r->settings->floating_x_step;
    s->float_y = r->settings->floating_y_step;
}

static void read_characteristic(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    s->aspect_ratio = (double)NAN;
    read_fault(r, node, "surface", s);
}

/* --- the table --- */

bool oql_source_read_element(oql_source_reader *r, const oql_xml_node *node, oql_source *src)
{
    static void (*const read[OQL_SOURCE_TYPES])(oql_source_reader *, const oql_xml_node *,
                                                oql_source *) = {
        [OQL_SOURCE_POINT] = read_point,
        [OQL_SOURCE_MULTI_POINT] = read_multi_point,
        [OQL_SOURCE_AREA] = read_area,
        [OQL_SOURCE_SIMPLE_FAULT] = read_simple_fault,
        [OQL_SOURCE_COMPLEX_FAULT] = read_complex_fault,
        [OQL_SOURCE_KITE_FAULT] = read_kite_fault,
        [OQL_SOURCE_CHARACTERISTIC] = read_characteristic,
        [OQL_SOURCE_MULTI_FAULT] = oql_source_read_multi_fault,
        [OQL_SOURCE_NON_PARAMETRIC] = oql_source_read_given,
    };

    if (read[src->type] == NULL) {
        oql_source_reader_mistake(r, node, "<%s> is valid, but not implemented yet",
                                  node->name);
        return false;
    }
    oql_source_read_tom(r, node, &src->tom);
    read[src->type](r, node, src);
    return !r->bad && r->fatal == OQL_OK;
}
