/* SPDX-License-Identifier: BSD-3-Clause */
#include "source/source.h"

#include <math.h>
#include <stdlib.h>

#include "geo/geodesy.h"
#include "geo/planar.h"
#include "geo/polygon.h"
#include "source/fault_surface.h"

void oql_source_model_destroy(oql_source_model *model)
{
    if (model != NULL) {
        oql_arena_destroy(model->arena);
        free(model);
    }
}

const char *oql_source_type_name(oql_source_type type)
{
    static const char *const name[] = {
#define OQL_SOURCE_NAME(kind, text) text,
        OQL_SOURCE_TYPE_LIST(OQL_SOURCE_NAME)
#undef OQL_SOURCE_NAME
    };

    return type < OQL_SOURCE_TYPES ? name[type] : "?";
}

bool oql_source_is_pointlike(const oql_source *src)
{
    return src->type == OQL_SOURCE_POINT || src->type == OQL_SOURCE_MULTI_POINT ||
           src->type == OQL_SOURCE_AREA;
}

/* --- counting --- */

static oql_status count_bins(const oql_mfd *mfd, uint64_t *n, oql_err *err)
{
    oql_mfd_bins bins = {0};
    oql_status st = oql_mfd_make_bins(mfd, &bins, err);

    *n = bins.n;
    oql_mfd_bins_clear(&bins);
    return st;
}

static oql_status count_points(const oql_source *src, uint64_t *n, oql_err *err)
{
    const uint64_t n_shape = (uint64_t)src->planes->n * src->depths->n;
    double *lon = NULL, *lat = NULL;
    size_t n_place = 1;
    uint64_t n_bin = 0, total = 0;
    oql_status st = OQL_OK;

    if (src->type == OQL_SOURCE_MULTI_POINT) {
        for (size_t i = 0; i < src->places->n; ++i) {
            oql_mfd member;

            OQL_TRY(oql_mfd_member(src->mfd, i, &member, err));
            OQL_TRY(count_bins(&member, &n_bin, err));
            total += n_bin;
        }
    } else {
        if (src->type == OQL_SOURCE_AREA) {
            OQL_TRY(oql_polygon_discretize(src->places->n, src->places->lon_deg,
                                           src->places->lat_deg, src->discretization_km,
                                           &n_place, &lon, &lat, err));
        }
        OQL_TRY(count_bins(src->mfd, &n_bin, err));
        total = n_bin * n_place;
    }
    *n = total * n_shape;
done:
    free(lon);
    free(lat);
    return st;
}

oql_status oql_source_count(const oql_source *src, uint64_t *n, oql_err *err)
{
    if (oql_source_is_pointlike(src)) {
        return count_points(src, n, err);
    }
    if (src->type == OQL_SOURCE_NON_PARAMETRIC || src->type == OQL_SOURCE_MULTI_FAULT) {
        *n = src->multi != NULL ? src->multi->n : src->n_rupture;
        return OQL_OK;
    }
    if (src->geometry == NULL) {
        return OQL_FAIL(err, OQL_EARG, "source %s: %s has no surface", src->id,
                        oql_source_type_name(src->type));
    }
    return oql_fault_count(src, n, err);
}

/* --- bounds --- */

/* A rupture contains its hypocentre and stays a rectangle; moved along dip into the
 * seismogenic layer it lies at worst entirely on one side, so the whole projected width
 * counts, and half the length. */
static double reach_of_points(const oql_source *src, double max_mag)
{
    const oql_planar_limits limits = {src->upper_depth_km, src->lower_depth_km,
                                      src->aspect_ratio};
    double reach = 0.0;

    for (size_t i = 0; i < src->planes->n; ++i) {
        const oql_nodal_plane *np = &src->planes->plane[i];
        double length = 0.0, width = 0.0, height = 0.0;

        oql_planar_dimensions(&limits, oql_msr_area_km2(src->msr, max_mag, np->rake_deg),
                              np->dip_deg, &length, &width, &height);
        reach = fmax(reach, hypot(length / 2.0, width));
    }
    return reach;
}

static oql_status box_of_points(const oql_source *src, oql_geo_bbox *box, oql_err *err)
{
    if (src->type == OQL_SOURCE_POINT) {
        return oql_geo_bbox_of(1, &src->lon_deg, &src->lat_deg, box, err);
    }
    return oql_geo_bbox_of(src->places->n, src->places->lon_deg, src->places->lat_deg, box,
                           err);
}

oql_status oql_source_get_bounds(const oql_source *src, oql_source_bounds *out, oql_err *err)
{
    oql_source_bounds b = {0};
    oql_geo_bbox box = {0};
    oql_status st = OQL_OK;

    const bool is_kite = src->type == OQL_SOURCE_KITE_FAULT ||
                         (src->geometry != NULL && src->geometry->kind == OQL_GEOM_KITES);
    if (src->mfd == NULL || is_kite ||
        (!oql_source_is_pointlike(src) && src->geometry == NULL)) {
        return OQL_FAIL(err, OQL_EARG, "source %s: bounds of a %s are those of its ruptures",
                        src->id, oql_source_type_name(src->type));
    }
    oql_mfd_mag_range(src->mfd, &b.min_mag, &b.max_mag);
    if (oql_source_is_pointlike(src)) {
        OQL_TRY(box_of_points(src, &box, err));
        b.rupture_radius_km = reach_of_points(src, b.max_mag);
    } else {
        OQL_TRY(oql_fault_box(src, &box, err));
    }
    b.west_deg = box.west_deg;
    b.east_deg = box.east_deg;
    b.south_deg = box.south_deg;
    b.north_deg = box.north_deg;
    *out = b;
done:
    return st;
}
