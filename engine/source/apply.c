/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "source/parse.h"
#include "source/source.h"

/* One branch of a logic tree at work: what it says, and where the result is built. */
typedef struct {
    const char *type, *path;
    const oql_xml_node *value;
    oql_arena *arena;
    oql_source *src; /* the copy that is changed */
} change;

static oql_status out_of_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "changed source");
}

static oql_status wrong_type(const change *c, oql_err *err)
{
    return OQL_FAIL(
        err, OQL_EMODEL,
        "%s:%d: %s cannot change source \"%s\", a %s, expected applyToSources without it",
        c->path, c->value->line, c->type, c->src->id, oql_source_type_name(c->src->type));
}

/* Prefix a message without place by the place of the branch and the source. */
static oql_status at_branch(const change *c, oql_status st, const oql_err *why, oql_err *err)
{
    return st == OQL_OK ? st
                        : OQL_FAIL(err, st, "%s:%d: %s of source \"%s\": %s", c->path,
                                   c->value->line, c->type, c->src->id, why->text);
}

static oql_status one_number(const change *c, double *out, oql_err *err)
{
    return oql_xml_text_double(c->path, c->value, out, err);
}

/* A copy of the fault geometry that may be changed. */
static oql_status own_geometry(const change *c, oql_fault_geometry **out, oql_err *err)
{
    oql_fault_geometry *g = oql_arena_alloc(c->arena, 1, sizeof *g);

    if (g == NULL) {
        return out_of_memory(err);
    }
    if (c->src->geometry != NULL) {
        *g = *c->src->geometry;
    }
    c->src->geometry = g;
    *out = g;
    return OQL_OK;
}

static oql_status check_geometry(const change *c, oql_err *err)
{
    oql_err why = {0};

    return at_branch(c, oql_geometry_check(c->src->geometry, &why), &why, err);
}

/* --- distributions --- */

static oql_status set_mfd(const change *c, const oql_mfd_change *m, oql_err *err)
{
    oql_mfd *mfd = oql_arena_alloc(c->arena, 1, sizeof *mfd);
    oql_err why = {0};

    if (mfd == NULL) {
        return out_of_memory(err);
    }
    if (c->src->mfd == NULL) {
        return wrong_type(c, err);
    }
    if (oql_mfd_apply(c->src->mfd, m, c->arena, mfd, &why) != OQL_OK) {
        return at_branch(c, why.code, &why, err);
    }
    c->src->mfd = mfd;
    return OQL_OK;
}

static oql_status numbers_of_mfd(const change *c, size_t want, oql_err *err)
{
    oql_mfd_change m = {.type = c->type};
    const double *v = NULL;
    size_t n = 0;
    oql_status st = oql_parse_numbers(c->path, c->value, c->arena, &v, &n, err);

    if (st != OQL_OK) {
        return st;
    }
    if (n != want) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s has %zu numbers, expected %zu", c->path,
                        c->value->line, c->type, n, want);
    }
    memcpy(m.value, v, n * sizeof *v);
    return set_mfd(c, &m, err);
}

static oql_status apply_mfd1(const change *c, oql_err *err)
{
    return numbers_of_mfd(c, 1, err);
}

static oql_status apply_mfd2(const change *c, oql_err *err)
{
    return numbers_of_mfd(c, 2, err);
}

static oql_status apply_mfd3(const change *c, oql_err *err)
{
    return numbers_of_mfd(c, 3, err);
}

static oql_status apply_incremental(const change *c, oql_err *err)
{
    oql_mfd_change m = {.type = c->type};
    const oql_xml_node *mfd = NULL, *rates = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_parse_need(c->path, c->value, "incrementalMFD", &mfd, err));
    OQL_TRY(oql_parse_attr(c->path, mfd, "minMag", &m.value[0], err));
    OQL_TRY(oql_parse_attr(c->path, mfd, "binWidth", &m.value[1], err));
    OQL_TRY(oql_parse_need(c->path, mfd, "occurRates", &rates, err));
    OQL_TRY(oql_parse_numbers(c->path, rates, c->arena, &m.rate_per_yr, &m.n_rate, err));
    OQL_TRY(set_mfd(c, &m, err));
done:
    return st;
}

/* A copy of a truncated Gutenberg-Richter distribution that may be changed. */
static oql_status own_gr(const change *c, oql_mfd **out, oql_err *err)
{
    oql_mfd *mfd = NULL;

    if (c->src->mfd->kind != OQL_MFD_TRUNC_GR) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s of source \"%s\" with a %s, expected a %s",
                        c->path, c->value->line, c->type, c->src->id,
                        oql_mfd_name(c->src->mfd->kind), oql_mfd_name(OQL_MFD_TRUNC_GR));
    }
    mfd = oql_arena_alloc(c->arena, 1, sizeof *mfd);
    if (mfd == NULL) {
        return out_of_memory(err);
    }
    *mfd = *c->src->mfd;
    c->src->mfd = mfd;
    *out = mfd;
    return OQL_OK;
}

static oql_status check_mfd(const change *c, oql_err *err)
{
    oql_err why = {0};

    return at_branch(c, oql_mfd_check(c->src->mfd, &why), &why, err);
}

static oql_status apply_slip(const change *c, oql_err *err)
{
    const oql_xml_node *data = NULL;
    double slip_mm = 0.0, rigidity_gpa = 0.0, constant = 9.1, area_km2 = 0.0;
    oql_mfd *mfd = NULL;
    oql_err why = {0};
    oql_status st = OQL_OK;

    if (c->src->geometry == NULL) {
        return wrong_type(c, err);
    }
    OQL_TRY(oql_parse_need(c->path, c->value, "faultActivityData", &data, err));
    OQL_TRY(oql_parse_attr(c->path, data, "slipRate", &slip_mm, err));
    OQL_TRY(oql_parse_attr(c->path, data, "rigidity", &rigidity_gpa, err));
    if (oql_xml_attr_value(data, "constant_term") != NULL) {
        OQL_TRY(oql_parse_attr(c->path, data, "constant_term", &constant, err));
    }
    OQL_TRY(own_gr(c, &mfd, err));
    OQL_TRY(at_branch(c, oql_source_fault_area(c->src, &area_km2, &why), &why, err));
    mfd->a_val = oql_mfd_a_from_moment(mfd->max_mag, mfd->b_val,
                                       slip_mm * 1e-3 * (rigidity_gpa * 1e9) * (area_km2 * 1e6),
                                       constant);
    OQL_TRY(check_mfd(c, err));
done:
    return st;
}

static oql_status apply_recompute_mmax(const change *c, oql_err *err)
{
    double epsilon = 0.0, area_km2 = 0.0, mag = 0.0, std = 0.0;
    oql_mfd *mfd = NULL;
    oql_err why = {0};
    oql_status st = OQL_OK;

    if (c->src->type != OQL_SOURCE_SIMPLE_FAULT) {
        return wrong_type(c, err);
    }
    OQL_TRY(one_number(c, &epsilon, err));
    OQL_TRY(own_gr(c, &mfd, err));
    OQL_TRY(at_branch(c, oql_source_fault_area(c->src, &area_km2, &why), &why, err));
    mag = oql_msr_mag(c->src->msr, area_km2, c->src->rake_deg);
    std = oql_msr_mag_std(c->src->msr, c->src->rake_deg);
    mfd->max_mag = mag + (epsilon != 0.0 ? epsilon * std : 0.0);
    if (isnan(mfd->max_mag)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: %s of source \"%s\": %s does not give magnitude from area, "
                        "expected a relation "
                        "that does",
                        c->path, c->value->line, c->type, c->src->id, c->src->msr->rel->name);
    }
    OQL_TRY(check_mfd(c, err));
done:
    return st;
}

/* --- geometry --- */

static oql_status apply_area_geometry(const change *c, oql_err *err)
{
    const oql_xml_node *area = NULL;
    oql_polyline *ring = oql_arena_alloc(c->arena, 1, sizeof *ring);
    oql_err why = {0};
    oql_status st = OQL_OK;

    if (ring == NULL) {
        return out_of_memory(err);
    }
    if (c->src->type != OQL_SOURCE_AREA) {
        return wrong_type(c, err);
    }
    OQL_TRY(oql_parse_need(c->path, c->value, "areaGeometry", &area, err));
    /* Only the polygon: OpenQuake 3.25 reads the depths of this element and leaves them. */
    OQL_TRY(oql_parse_polygon(c->path, area, c->arena, ring, err));
    OQL_TRY(at_branch(c, oql_area_check(ring, c->src->discretization_km, &why), &why, err));
    c->src->places = ring;
done:
    return st;
}

static oql_status replace_geometry(const change *c, oql_source_type type, const char *element,
                                   oql_err *err)
{
    const oql_xml_node *node = oql_xml_child(c->value, element);
    oql_fault_geometry *g = NULL;
    double spacing = 0.0;
    oql_status st = OQL_OK;

    if (c->src->type != type) {
        return wrong_type(c, err);
    }
    if (node == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s without <%s>, expected one", c->path,
                        c->value->line, c->type, element);
    }
    spacing = c->src->geometry->spacing_km;
    OQL_TRY(own_geometry(c, &g, err));
    OQL_TRY(oql_geometry_parse(c->path, node, spacing, c->arena, g, err));
    OQL_TRY(check_geometry(c, err));
done:
    return st;
}

static oql_status apply_simple_geometry(const change *c, oql_err *err)
{
    return replace_geometry(c, OQL_SOURCE_SIMPLE_FAULT, "simpleFaultGeometry", err);
}

static oql_status apply_complex_geometry(const change *c, oql_err *err)
{
    return replace_geometry(c, OQL_SOURCE_COMPLEX_FAULT, "complexFaultGeometry", err);
}

static oql_status apply_char_geometry(const change *c, oql_err *err)
{
    return replace_geometry(c, OQL_SOURCE_CHARACTERISTIC, "surface", err);
}

static oql_status change_dip(const change *c, bool relative, oql_err *err)
{
    oql_fault_geometry *g = NULL;
    double dip = 0.0;
    oql_status st = OQL_OK;

    if (c->src->type != OQL_SOURCE_SIMPLE_FAULT) {
        return wrong_type(c, err);
    }
    OQL_TRY(one_number(c, &dip, err));
    OQL_TRY(own_geometry(c, &g, err));
    g->dip_deg = relative ? g->dip_deg + dip : dip;
    OQL_TRY(check_geometry(c, err));
done:
    return st;
}

static oql_status apply_dip(const change *c, oql_err *err)
{
    return change_dip(c, false, err);
}

static oql_status apply_dip_relative(const change *c, oql_err *err)
{
    return change_dip(c, true, err);
}

static oql_status check_layer(const change *c, oql_err *err)
{
    const oql_source *s = c->src;

    if (!(s->lower_depth_km > s->upper_depth_km)) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "%s:%d: %s of source \"%s\": lower seismogenic depth %g km, expected it "
            "below the upper one, %g km",
            c->path, c->value->line, c->type, s->id, s->lower_depth_km, s->upper_depth_km);
    }
    for (size_t i = 0; i < s->depths->n; ++i) {
        const double d = s->depths->depth[i].depth_km;

        if (d < s->upper_depth_km || d > s->lower_depth_km) {
            return OQL_FAIL(
                err, OQL_EMODEL,
                "%s:%d: %s of source \"%s\": hypocentral depth %g km, expected within %g "
                "to %g km",
                c->path, c->value->line, c->type, s->id, d, s->upper_depth_km,
                s->lower_depth_km);
        }
    }
    return OQL_OK;
}

static oql_status change_depth(const change *c, bool lower, oql_err *err)
{
    oql_fault_geometry *g = NULL;
    double depth = 0.0;
    oql_status st = OQL_OK;

    OQL_TRY(one_number(c, &depth, err));
    if (c->src->type == OQL_SOURCE_SIMPLE_FAULT && lower) {
        OQL_TRY(own_geometry(c, &g, err));
        g->lower_depth_km = depth;
        OQL_TRY(check_geometry(c, err));
    } else if (oql_source_is_pointlike(c->src)) {
        *(lower ? &c->src->lower_depth_km : &c->src->upper_depth_km) = depth;
        OQL_TRY(check_layer(c, err));
    } else {
        st = wrong_type(c, err);
    }
done:
    return st;
}

static oql_status apply_lower_depth(const change *c, oql_err *err)
{
    return change_depth(c, true, err);
}

/* OpenQuake 3.25 registers this one but fails on it; here it does what its name says. */
static oql_status apply_upper_depth(const change *c, oql_err *err)
{
    return change_depth(c, false, err);
}

static oql_status apply_msr(const change *c, oql_err *err)
{
    oql_msr *msr = oql_arena_alloc(c->arena, 1, sizeof *msr);
    oql_err why = {0};

    if (msr == NULL) {
        return out_of_memory(err);
    }
    if (c->src->type != OQL_SOURCE_SIMPLE_FAULT) {
        return wrong_type(c, err);
    }
    if (oql_msr_parse(c->value->text, msr, &why) != OQL_OK) {
        return at_branch(c, why.code, &why, err);
    }
    c->src->msr = msr;
    return OQL_OK;
}

static oql_status apply_nothing(const change *c, oql_err *err)
{
    (void)c;
    (void)err;
    return OQL_OK;
}

/* --- the table --- */

static const struct {
    const char *type;
    oql_status (*apply)(const change *, oql_err *);
} uncertainties[] = {
    {"abGRAbsolute", apply_mfd2},
    {"abMaxMagAbsolute", apply_mfd3},
    {"areaSourceGeometryAbsolute", apply_area_geometry},
    {"bGRAbsolute", apply_mfd1},
    {"bGRRelative", apply_mfd1},
    {"characteristicFaultGeometryAbsolute", apply_char_geometry},
    {"complexFaultGeometryAbsolute", apply_complex_geometry},
    {"dummy", apply_nothing},
    {"incrementalMFDAbsolute", apply_incremental},
    {"maxMagGRAbsolute", apply_mfd1},
    {"maxMagGRRelative", apply_mfd1},
    {"maxMagGRRelativeNoMoBalance", apply_mfd1},
    {"recomputeMmax", apply_recompute_mmax},
    {"setLowerSeismDepthAbsolute", apply_lower_depth},
    {"setMSRAbsolute", apply_msr},
    {"setUpperSeismDepthAbsolute", apply_upper_depth},
    {"simpleFaultDipAbsolute", apply_dip},
    {"simpleFaultDipRelative", apply_dip_relative},
    {"simpleFaultGeometryAbsolute", apply_simple_geometry},
    {"truncatedGRFromSlipAbsolute", apply_slip},
};

oql_status oql_source_apply(const oql_source *src, const char *type, const char *path,
                            const oql_xml_node *value, oql_arena *arena, const oql_source **out,
                            oql_err *err)
{
    change c = {type, path, value, arena, oql_arena_alloc(arena, 1, sizeof *src)};

    if (c.src == NULL) {
        return out_of_memory(err);
    }
    *c.src = *src;
    for (size_t i = 0; i < OQL_COUNT(uncertainties); ++i) {
        if (strcmp(uncertainties[i].type, type) == 0) {
            const oql_status st = uncertainties[i].apply(&c, err);

            if (st == OQL_OK) {
                *out = c.src;
            }
            return st;
        }
    }
    return OQL_FAIL(err, OQL_EUNSUPPORTED, "%s:%d: uncertainty \"%s\" is not known", path,
                    value->line, type);
}
