/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/geojson.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { MAX_DEPTH = 32 };

/* The text that is left, and room for what it holds: counted beforehand, never grown. */
typedef struct {
    const char *path, *at;
    int line;
    oql_arena *arena;
    double *lon, *lat, *value;
    size_t *ring_end;
    const char **key;
    size_t n_point, n_ring, n_key; /* of the feature at hand */
    oql_err *err;
} reader;

static oql_status expected(const reader *r, const char *what)
{
    return OQL_FAIL(r->err, OQL_EMODEL, "%s:%d: found \"%.12s\", expected %s", r->path, r->line,
                    r->at, what);
}

static char next(reader *r)
{
    while (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n') {
        r->line += *r->at == '\n' ? 1 : 0;
        ++r->at;
    }
    return *r->at;
}

/* Whether the next character is c; then it is taken. */
static bool take(reader *r, char c)
{
    const bool is = next(r) == c;
    r->at += is ? 1 : 0;
    return is;
}

/* A text without its quotes; escapes stay as they are written. */
static oql_status text(reader *r, const char **out, size_t *n)
{
    if (!take(r, '"')) {
        return expected(r, "a text");
    }
    *out = r->at;
    while (*r->at != '"' && *r->at != '\0' && *r->at != '\n') {
        r->at += *r->at == '\\' && r->at[1] != '\0' ? 2 : 1;
    }
    *n = (size_t)(r->at - *out);
    return take(r, '"') ? OQL_OK : expected(r, "the end of a text");
}

static bool number(reader *r, double *x)
{
    (void)next(r);
    const size_t n = strspn(r->at, "+-.0123456789eE");
    if (n == 0 || !oql_parse_double_n(r->at, n, x)) {
        return false;
    }
    r->at += n;
    return true;
}

static oql_status skip(reader *r, int depth);

/* The members of an object or the elements of an array; `each` reads one of them. */
typedef oql_status (*member_reader)(reader *r, const char *name, size_t n, int depth);

static oql_status members(reader *r, int depth, member_reader each)
{
    oql_status st = OQL_OK;
    const bool is_object = next(r) == '{';
    const char close = is_object ? '}' : ']';

    if (!is_object && *r->at != '[') {
        return expected(r, "an object or an array");
    }
    if (depth > MAX_DEPTH) {
        return expected(r, "less depth");
    }
    ++r->at;
    if (take(r, close)) {
        return OQL_OK;
    }
    do {
        const char *name = "";
        size_t n = 0;
        if (is_object) {
            OQL_TRY(text(r, &name, &n));
            if (!take(r, ':')) {
                return expected(r, "\":\"");
            }
        }
        OQL_TRY(each(r, name, n, depth + 1));
    } while (take(r, ','));
    if (!take(r, close)) {
        st = expected(r, is_object ? "\",\" or \"}\"" : "\",\" or \"]\"");
    }
done:
    return st;
}

static oql_status skip_member(reader *r, const char *name, size_t n, int depth)
{
    (void)name;
    (void)n;
    return skip(r, depth);
}

static oql_status skip(reader *r, int depth)
{
    const char c = next(r);
    const char *word = NULL;
    size_t n = 0;
    double x = 0.0;

    if (c == '{' || c == '[') {
        return members(r, depth, skip_member);
    }
    if (c == '"') {
        return text(r, &word, &n);
    }
    n = strspn(r->at, "abcdefghijklmnopqrstuvwxyz"); /* true, false, null */
    if (n > 0) {
        r->at += n;
        return OQL_OK;
    }
    return number(r, &x) ? OQL_OK : expected(r, "a value");
}

/* Arrays of arrays down to points; an array that held points is a ring. */
static oql_status coordinates(reader *r, const char *name, size_t n, int depth)
{
    const size_t before = r->n_point, rings = r->n_ring;
    oql_status st = OQL_OK;
    double extra = 0.0;

    (void)name;
    (void)n;
    if (next(r) != '[') {
        return expected(r, "coordinates");
    }
    const reader here = *r;
    ++r->at;
    if (next(r) == '[') {
        r->at = here.at;
        r->line = here.line;
        OQL_TRY(members(r, depth, coordinates));
        if (r->n_ring == rings && r->n_point > before) {
            r->ring_end[r->n_ring++] = r->n_point;
        }
        return st;
    }
    if (!number(r, &r->lon[r->n_point]) || !take(r, ',') || !number(r, &r->lat[r->n_point])) {
        return expected(r, "longitude and latitude");
    }
    ++r->n_point;
    while (take(r, ',')) { /* a height */
        if (!number(r, &extra)) {
            return expected(r, "a number");
        }
    }
    if (!take(r, ']')) {
        st = expected(r, "\"]\"");
    }
done:
    return st;
}

static bool is(const char *name, size_t n, const char *word)
{
    return n == strlen(word) && strncmp(name, word, n) == 0;
}

static oql_status geometry(reader *r, const char *name, size_t n, int depth)
{
    const char *type = NULL;
    size_t n_type = 0;

    if (is(name, n, "coordinates")) {
        return coordinates(r, name, n, depth);
    }
    if (!is(name, n, "type")) {
        return skip(r, depth);
    }
    const oql_status st = text(r, &type, &n_type);
    return st == OQL_OK && !is(type, n_type, "Polygon") && !is(type, n_type, "MultiPolygon")
               ? expected(r, "a geometry Polygon or MultiPolygon")
               : st;
}

static oql_status property(reader *r, const char *name, size_t n, int depth)
{
    if (!number(r, &r->value[r->n_key])) {
        return skip(r, depth);
    }
    r->key[r->n_key] = oql_arena_strndup(r->arena, name, n);
    if (r->key[r->n_key++] == NULL) {
        return OQL_FAIL(r->err, OQL_ENOMEM, "out of memory for %s", r->path);
    }
    return OQL_OK;
}

static oql_status feature_member(reader *r, const char *name, size_t n, int depth)
{
    if (is(name, n, "properties")) {
        return members(r, depth, property);
    }
    return is(name, n, "geometry") ? members(r, depth, geometry) : skip(r, depth);
}

/* What the reader has gathered becomes a region, and the room behind it is for the next one. */
static void close_region(reader *r, oql_region *g)
{
    *g = (oql_region){.n_ring = r->n_ring,
                      .ring_end = r->ring_end,
                      .lon = r->lon,
                      .lat = r->lat,
                      .n_key = r->n_key,
                      .key = r->key,
                      .value = r->value,
                      .west = HUGE_VAL,
                      .east = -HUGE_VAL,
                      .south = HUGE_VAL,
                      .north = -HUGE_VAL};
    for (size_t i = 0; i < r->n_point; ++i) {
        g->west = fmin(g->west, r->lon[i]);
        g->east = fmax(g->east, r->lon[i]);
        g->south = fmin(g->south, r->lat[i]);
        g->north = fmax(g->north, r->lat[i]);
    }
    r->lon += r->n_point;
    r->lat += r->n_point;
    r->ring_end += r->n_ring;
    r->key += r->n_key;
    r->value += r->n_key;
    r->n_point = r->n_ring = r->n_key = 0;
}

static oql_status collection(reader *r, oql_regions *out)
{
    oql_status st = OQL_OK;
    bool found = false;

    if (!take(r, '{')) {
        return expected(r, "a FeatureCollection");
    }
    do {
        const char *name = NULL;
        size_t n = 0;
        OQL_TRY(text(r, &name, &n));
        if (!take(r, ':')) {
            return expected(r, "\":\"");
        }
        if (!is(name, n, "features")) {
            OQL_TRY(skip(r, 1));
            continue;
        }
        found = true;
        if (!take(r, '[')) {
            return expected(r, "an array of features");
        }
        do {
            OQL_TRY(members(r, 1, feature_member));
            close_region(r, &out->region[out->n++]);
        } while (take(r, ','));
        if (!take(r, ']')) {
            return expected(r, "\",\" or \"]\"");
        }
    } while (take(r, ','));
    if (!found || !take(r, '}')) {
        st = expected(r, found ? "\",\" or \"}\"" : "features");
    }
done:
    return st;
}

static size_t count(const char *p, char c)
{
    size_t n = 0;
    for (; *p != '\0'; ++p) {
        n += *p == c ? 1 : 0;
    }
    return n;
}

/* The whole file, ended by 0. */
static oql_status read_text(const char *path, char **out, oql_err *err)
{
    oql_status st = OQL_OK;
    FILE *f = fopen(path, "rb");
    long size = -1;
    char *p = NULL;

    if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0 ||
        fseek(f, 0, SEEK_SET) != 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be read", path);
        goto done;
    }
    p = calloc((size_t)size + 1, 1);
    if (p == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %s", path);
        goto done;
    }
    if (fread(p, 1, (size_t)size, f) != (size_t)size) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot be read", path);
        goto done;
    }
    *out = p;
    p = NULL;
done:
    free(p);
    if (f != NULL) {
        (void)fclose(f);
    }
    return st;
}

oql_status oql_regions_read(const char *path, oql_arena *arena, oql_regions *out, oql_err *err)
{
    oql_status st = OQL_OK;
    char *whole = NULL;
    reader r = {.path = path, .line = 1, .arena = arena, .err = err};

    *out = (oql_regions){0, NULL};
    OQL_TRY(read_text(path, &whole, err));
    r.at = whole;
    /* every point and ring has its bracket, every property its colon, every feature its brace */
    const size_t brackets = count(whole, '[') + 1, colons = count(whole, ':') + 1;
    r.lon = oql_arena_alloc(arena, brackets, sizeof *r.lon);
    r.lat = oql_arena_alloc(arena, brackets, sizeof *r.lat);
    r.ring_end = oql_arena_alloc(arena, brackets, sizeof *r.ring_end);
    r.key = oql_arena_alloc(arena, colons, sizeof *r.key);
    r.value = oql_arena_alloc(arena, colons, sizeof *r.value);
    out->region = oql_arena_alloc(arena, count(whole, '{') + 1, sizeof *out->region);
    if (r.lon == NULL || r.lat == NULL || r.ring_end == NULL || r.key == NULL ||
        r.value == NULL || out->region == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %s", path);
        goto done;
    }
    OQL_TRY(collection(&r, out));
done:
    free(whole);
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
