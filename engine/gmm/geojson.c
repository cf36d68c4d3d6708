/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/geojson.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* The feature at hand, and room for what it holds: counted beforehand, never grown. */
typedef struct {
    const char *path;
    size_t number; /* of the feature, from 1 */
    oql_arena *arena;
    double *lon, *lat;
    size_t *ring_end;
    bool *outer;
    size_t n_point, n_ring;
    oql_err *err;
} reader;

static oql_status expected(const reader *r, const char *what)
{
    return OQL_FAIL(r->err, OQL_EMODEL, "%s: feature %zu: expected %s", r->path, r->number,
                    what);
}

static oql_status no_memory(const reader *r)
{
    return OQL_FAIL(r->err, OQL_ENOMEM, "out of memory for %s", r->path);
}

static oql_status read_ring(reader *r, const json_t *ring, bool outer)
{
    size_t i;
    const json_t *point;

    if (json_array_size(ring) < 3) {
        return expected(r, "rings of at least three points");
    }
    json_array_foreach(ring, i, point)
    {
        const json_t *lon = json_array_get(point, 0), *lat = json_array_get(point, 1);
        if (!json_is_number(lon) || !json_is_number(lat)) {
            return expected(r, "points [longitude, latitude]");
        }
        r->lon[r->n_point] = json_number_value(lon);
        r->lat[r->n_point++] = json_number_value(lat);
    }
    r->outer[r->n_ring] = outer;
    r->ring_end[r->n_ring++] = r->n_point;
    return OQL_OK;
}

static oql_status read_polygon(reader *r, const json_t *rings)
{
    size_t i;
    const json_t *ring;
    oql_status st = OQL_OK;

    if (json_array_size(rings) == 0) {
        return expected(r, "coordinates, an array of rings");
    }
    json_array_foreach(rings, i, ring)
    {
        OQL_TRY(read_ring(r, ring, i == 0));
    }
done:
    return st;
}

/* Points and rings of the polygons, so that room is made once. */
static void count(const json_t *polygons, size_t *n_point, size_t *n_ring)
{
    size_t i, k;
    const json_t *polygon, *ring;

    json_array_foreach(polygons, i, polygon)
    {
        json_array_foreach(polygon, k, ring)
        {
            *n_point += json_array_size(ring);
            ++*n_ring;
        }
    }
}

/* The polygons of a geometry as an array that the caller owns; NULL when it is of another kind. */
static json_t *polygons_of(const json_t *geometry)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    json_t *coordinates = json_object_get(geometry, "coordinates");

    if (type != NULL && strcmp(type, "MultiPolygon") == 0) {
        return json_incref(coordinates);
    }
    return type != NULL && strcmp(type, "Polygon") == 0 ? json_pack("[O]", coordinates) : NULL;
}

static oql_status read_geometry(reader *r, const json_t *geometry, oql_region *g)
{
    json_t *polygons = polygons_of(geometry), *polygon;
    size_t i, n_point = 0, n_ring = 0;
    oql_status st = OQL_OK;

    if (json_array_size(polygons) == 0) {
        st = expected(r, "a geometry Polygon or MultiPolygon");
        goto done;
    }
    count(polygons, &n_point, &n_ring);
    r->n_point = r->n_ring = 0;
    r->lon = oql_arena_alloc(r->arena, n_point + 1, sizeof *r->lon);
    r->lat = oql_arena_alloc(r->arena, n_point + 1, sizeof *r->lat);
    r->ring_end = oql_arena_alloc(r->arena, n_ring + 1, sizeof *r->ring_end);
    r->outer = oql_arena_alloc(r->arena, n_ring + 1, sizeof *r->outer);
    if (r->lon == NULL || r->lat == NULL || r->ring_end == NULL || r->outer == NULL) {
        st = no_memory(r);
        goto done;
    }
    json_array_foreach(polygons, i, polygon)
    {
        OQL_TRY(read_polygon(r, polygon));
    }
    *g = (oql_region){.n_ring = r->n_ring,
                      .ring_end = r->ring_end,
                      .outer = r->outer,
                      .lon = r->lon,
                      .lat = r->lat,
                      .west = HUGE_VAL,
                      .east = -HUGE_VAL,
                      .south = HUGE_VAL,
                      .north = -HUGE_VAL};
    for (i = 0; i < r->n_point; ++i) {
        g->west = fmin(g->west, r->lon[i]);
        g->east = fmax(g->east, r->lon[i]);
        g->south = fmin(g->south, r->lat[i]);
        g->north = fmax(g->north, r->lat[i]);
    }
done:
    json_decref(polygons);
    return st;
}

static oql_status read_properties(const reader *r, json_t *properties, oql_region *g)
{
    const size_t n = json_object_size(properties);
    const char **key = oql_arena_alloc(r->arena, n + 1, sizeof *key);
    double *value = oql_arena_alloc(r->arena, n + 1, sizeof *value);
    const char *name;
    const json_t *x;

    if (key == NULL || value == NULL) {
        return no_memory(r);
    }
    json_object_foreach(properties, name, x)
    {
        if (json_is_number(x)) {
            key[g->n_key] = oql_arena_strdup(r->arena, name);
            if (key[g->n_key] == NULL) {
                return no_memory(r);
            }
            value[g->n_key++] = json_number_value(x);
        }
    }
    g->key = key;
    g->value = value;
    return OQL_OK;
}

static oql_status read_features(reader *r, const json_t *features, oql_regions *out)
{
    const size_t n = json_array_size(features);
    oql_status st = OQL_OK;

    if (n == 0) {
        return OQL_FAIL(r->err, OQL_EMODEL,
                        "%s: found no features, expected a FeatureCollection", r->path);
    }
    out->region = oql_arena_alloc(r->arena, n, sizeof *out->region);
    if (out->region == NULL) {
        return no_memory(r);
    }
    for (size_t i = 0; i < n; ++i) {
        const json_t *feature = json_array_get(features, i);
        r->number = i + 1;
        OQL_TRY(read_geometry(r, json_object_get(feature, "geometry"), &out->region[i]));
        OQL_TRY(read_properties(r, json_object_get(feature, "properties"), &out->region[i]));
    }
    out->n = n;
done:
    return st;
}

oql_status oql_regions_read(const char *path, oql_arena *arena, oql_regions *out, oql_err *err)
{
    reader r = {.path = path, .arena = arena, .err = err};
    json_error_t at;
    json_t *root = json_load_file(path, JSON_DECODE_INT_AS_REAL, &at);
    oql_status st = OQL_OK;

    *out = (oql_regions){0, NULL};
    if (root == NULL && json_error_code(&at) == json_error_cannot_open_file) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be read", path);
        goto done;
    }
    if (root == NULL) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s, expected GeoJSON", path, at.line, at.text);
        goto done;
    }
    OQL_TRY(read_features(&r, json_object_get(root, "features"), out));
done:
    json_decref(root);
    return st;
}

/* Whether a ray to the east crosses the rings an odd number of times. */
static bool contains(const oql_region *g, double lon, double lat)
{
    bool inside = false;
    size_t from = 0;

    if (!(lon >= g->west && lon <= g->east && lat >= g->south && lat <= g->north)) {
        return false;
    }
    for (size_t k = 0; k < g->n_ring; ++k) {
        const size_t end = g->ring_end[k];
        for (size_t i = from, j = end - 1; i < end; j = i++) {
            const double dy = g->lat[j] - g->lat[i];
            if ((g->lat[i] > lat) != (g->lat[j] > lat) &&
                lon < g->lon[i] + (lat - g->lat[i]) / dy * (g->lon[j] - g->lon[i])) {
                inside = !inside;
            }
        }
        from = end;
    }
    return inside;
}

size_t oql_regions_at(const oql_regions *r, double lon, double lat)
{
    for (size_t i = r->n; i-- > 0;) {
        if (contains(&r->region[i], lon, lat)) {
            return i;
        }
    }
    return r->n;
}
