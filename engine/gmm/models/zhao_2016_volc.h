/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_ZHAO_2016_VOLC_H
#define OQL_GMM_MODELS_ZHAO_2016_VOLC_H

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "gmm/models/terms.h"

/** Volcanic zones of high attenuation: polygons of a GeoJSON file, and the distance that a
 * path from
 *  the nearest point of the rupture to the site runs through them (Zhao et al. 2016). */

/** A polygon on the plane of an orthographic projection. */
typedef struct {
    double up[3], east[3], north[3]; /**< axes of the projection */
    size_t n, cap;
    double *x, *y; /**< (n) corners, the ring not closed */
} oql_volc_zone;

typedef struct {
    size_t n, cap;
    oql_volc_zone *zone; /**< (n) */
} oql_volc_zones;

#define OQL_VOLC_DEG   (OQL_TWO_PI / 360.0)
#define OQL_VOLC_R_KM  6371.0
#define OQL_VOLC_STEPS 100 /**< points of a path */

static inline void oql_volc_zones_destroy(oql_volc_zones *z)
{
    if (z == NULL) {
        return;
    }
    for (size_t i = 0; i < z->n; ++i) {
        free(z->zone[i].x);
        free(z->zone[i].y);
    }
    free(z->zone);
    free(z);
}

static inline void oql_volc_unit(double lon, double lat, double u[3])
{
    const double cy = cos(lat * OQL_VOLC_DEG);

    u[0] = cy * cos(lon * OQL_VOLC_DEG);
    u[1] = cy * sin(lon * OQL_VOLC_DEG);
    u[2] = sin(lat * OQL_VOLC_DEG);
}

static inline double oql_volc_dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Angle between unit vectors, rad. */
static inline double oql_volc_angle(const double a[3], const double b[3])
{
    const double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    return 2.0 * asin(fmin(1.0, 0.5 * sqrt(oql_volc_dot(d, d))));
}

/** The point at share t of the great circle from a to b. */
static inline void oql_volc_between(const double a[3], const double b[3], double t, double p[3])
{
    const double angle = oql_volc_angle(a, b);
    const double s = sin(angle);
    const double wa = s > 0.0 ? sin((1.0 - t) * angle) / s : 1.0;
    const double wb = s > 0.0 ? sin(t * angle) / s : 0.0;

    for (int k = 0; k < 3; ++k) {
        p[k] = wa * a[k] + wb * b[k];
    }
}

static inline oql_status oql_volc_add(oql_volc_zone *z, const double p[3], oql_err *err)
{
    size_t cap_x = z->cap;
    oql_status st = OQL_OK;

    OQL_TRY(oql_reserve(&z->x, &cap_x, z->n + 1, sizeof(double), err));
    OQL_TRY(oql_reserve(&z->y, &z->cap, z->n + 1, sizeof(double), err));
    z->x[z->n] = OQL_VOLC_R_KM * oql_volc_dot(p, z->east);
    z->y[z->n] = OQL_VOLC_R_KM * oql_volc_dot(p, z->north);
    z->n++;
done:
    return st;
}

/** Centre the projection on the middle of the bounding box's diagonal. */
static inline void oql_volc_project(oql_volc_zone *z, size_t n, const double *lon_lat)
{
    double west = lon_lat[0], east = west, south = lon_lat[1], north = south;
    double a[3], b[3];

    for (size_t i = 1; i < n; ++i) {
        west = fmin(west, lon_lat[2 * i]);
        east = fmax(east, lon_lat[2 * i]);
        south = fmin(south, lon_lat[2 * i + 1]);
        north = fmax(north, lon_lat[2 * i + 1]);
    }
    oql_volc_unit(west, north, a);
    oql_volc_unit(east, south, b);
    oql_volc_between(a, b, 0.5, z->up);
    const double h = hypot(z->up[0], z->up[1]);
    const double e[3] = {-z->up[1] / h, z->up[0] / h, 0.0};
    const double no[3] = {-z->up[2] * e[1], z->up[2] * e[0], h};
    memcpy(z->east, e, sizeof e);
    memcpy(z->north, no, sizeof no);
}

/** A polygon from n corners in degrees; long sides are divided so that they stay great
 * circles. */
static inline oql_status oql_volc_polygon(oql_volc_zones *zones, size_t n,
                                          const double *lon_lat, oql_err *err)
{
    oql_status st = OQL_OK;

    OQL_TRY(oql_reserve(&zones->zone, &zones->cap, zones->n + 1, sizeof *zones->zone, err));
    oql_volc_zone *z = &zones->zone[zones->n++];
    memset(z, 0, sizeof *z);
    oql_volc_project(z, n, lon_lat);
    for (size_t i = 0; i < n; ++i) {
        const double *from = lon_lat + 2 * i, *to = lon_lat + 2 * ((i + 1) % n);
        double a[3], b[3], p[3];
        oql_volc_unit(from[0], from[1], a);
        oql_volc_unit(to[0], to[1], b);
        const size_t parts = (size_t)(oql_volc_angle(a, b) * OQL_VOLC_R_KM / 100.0) + 1;
        for (size_t k = 0; k < parts; ++k) {
            oql_volc_between(a, b, (double)k / (double)parts, p);
            OQL_TRY(oql_volc_add(z, p, err));
        }
    }
done:
    return st;
}

/* ---- GeoJSON: only rings of coordinates are wanted, so the file is scanned for them ---- */

/** Numbers of the array of points that starts at *text ("[[x, y], ...]"); *text is moved behind
 *  it. -1 when it is not one. */
static inline int oql_volc_ring(const char **text, size_t *n, size_t *cap, double **lon_lat,
                                oql_err *err)
{
    const char *p = *text;
    int depth = 0, in_point = 0;

    *n = 0;
    for (; *p != '\0'; ++p) {
        if (*p == '[') {
            depth++;
            in_point = 0;
        } else if (*p == ']') {
            depth--;
            if (depth == 0) {
                *text = p + 1;
                return 0;
            }
        } else if (*p == '-' || isdigit((unsigned char)*p)) {
            const size_t len = strspn(p, "+-.0123456789eE");
            if (depth != 2 ||
                oql_reserve(lon_lat, cap, *n + 1, sizeof(double), err) != OQL_OK) {
                return -1;
            }
            if (in_point < 2 && !oql_parse_double_n(p, len, &(*lon_lat)[(*n)++])) {
                return -1;
            }
            in_point++;
            p += len - 1;
        } else if (*p != ',' && !isspace((unsigned char)*p)) {
            return -1;
        }
    }
    return -1;
}

/** Every outer ring after a "coordinates" key. */
static inline oql_status oql_volc_scan(const char *path, const char *text,
                                       oql_volc_zones *zones, oql_err *err)
{
    double *lon_lat = NULL;
    size_t n = 0, cap = 0;
    oql_status st = OQL_OK;

    for (const char *p = strstr(text, "\"coordinates\""); p != NULL;
         p = strstr(p, "\"coordinates\"")) {
        p += strlen("\"coordinates\"");
        p += strspn(p, " \t\r\n:");
        const char *ring = *p == '[' ? p + 1 + strspn(p + 1, " \t\r\n") : p;
        if (*ring != '[' || oql_volc_ring(&ring, &n, &cap, &lon_lat, err) != 0 || n % 2 != 0) {
            st = OQL_FAIL(err, OQL_EIO,
                          "%s: expected polygons, \"coordinates\": [[[lon, lat], "
                          "...]]",
                          path);
            goto done;
        }
        n /= 2;
        if (n > 1 && lon_lat[0] == lon_lat[2 * n - 2] && lon_lat[1] == lon_lat[2 * n - 1]) {
            --n;
        }
        if (n < 3) {
            st = OQL_FAIL(err, OQL_EIO, "%s: a polygon has %zu corners, expected at least 3",
                          path, n);
            goto done;
        }
        OQL_TRY(oql_volc_polygon(zones, n, lon_lat, err));
        p = ring;
    }
    if (zones->n == 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: found no polygon", path);
    }
done:
    free(lon_lat);
    return st;
}

/** Text of a whole file, owned by the caller. */
static inline oql_status oql_volc_load(const char *path, char **out, oql_err *err)
{
    oql_status st = OQL_OK;
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    size_t n = 0, cap = 0;

    if (f == NULL) {
        return OQL_FAIL(err, OQL_EIO, "%s: cannot open", path);
    }
    for (;;) {
        OQL_TRY(oql_reserve(&text, &cap, n + 65536, 1, err));
        const size_t got = fread(text + n, 1, 65535, f);
        n += got;
        if (got == 0) {
            break;
        }
    }
    if (ferror(f)) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot read", path);
        goto done;
    }
    text[n] = '\0';
    *out = text;
    text = NULL;
done:
    free(text);
    (void)fclose(f);
    return st;
}

/** Read the zones of the file argument `file` of a specification. Errors: OQL_EIO. */
static inline oql_status oql_volc_zones_read(const oql_gmm_spec *spec, const char *file,
                                             oql_volc_zones **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;
    char *text = NULL;
    oql_volc_zones *z = NULL;

    OQL_TRY(oql_arena_create(&arena, err));
    const char *path = oql_gmm_spec_file(arena, spec, file);
    z = oql_calloc(1, sizeof *z);
    if (path == NULL || z == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for volcanic zones");
        goto done;
    }
    OQL_TRY(oql_volc_load(path, &text, err));
    OQL_TRY(oql_volc_scan(path, text, z, err));
    *out = z;
    z = NULL;
done:
    free(text);
    oql_volc_zones_destroy(z);
    oql_arena_destroy(arena);
    return st;
}

/* ---- paths ---- */

static inline bool oql_volc_inside(const oql_volc_zone *z, const double p[3])
{
    const double x = OQL_VOLC_R_KM * oql_volc_dot(p, z->east);
    const double y = OQL_VOLC_R_KM * oql_volc_dot(p, z->north);
    bool in = false;

    if (oql_volc_dot(p, z->up) <= 0.0) {
        return false; /* the other half of the Earth */
    }
    for (size_t i = 0, j = z->n - 1; i < z->n; j = i++) {
        if ((z->y[i] > y) != (z->y[j] > y) &&
            x < (z->x[j] - z->x[i]) * (y - z->y[i]) / (z->y[j] - z->y[i]) + z->x[i]) {
            in = !in;
        }
    }
    return in;
}

/** Kilometres from each site to the nearest point of the rupture that lie in zones, by the
 * number
 *  of equally spaced points inside; at least 12 when there are any, at most 80. */
static inline void oql_volc_paths(const oql_volc_zones *zones, const oql_ctx *x, double *km)
{
    const double *lon = x->col[OQL_LON], *lat = x->col[OQL_LAT];
    const double *clon = x->col[OQL_CLON], *clat = x->col[OQL_CLAT];

    for (size_t i = 0; i < x->n; ++i) {
        double a[3], b[3], p[3];
        size_t count = 0;
        oql_volc_unit(lon[i], lat[i], a);
        oql_volc_unit(clon[i], clat[i], b);
        const double step = oql_volc_angle(a, b) * OQL_VOLC_R_KM / (OQL_VOLC_STEPS - 1);
        for (int k = 0; k < OQL_VOLC_STEPS; ++k) {
            oql_volc_between(a, b, (double)k / (OQL_VOLC_STEPS - 1), p);
            for (size_t z = 0; z < zones->n; ++z) {
                count += oql_volc_inside(&zones->zone[z], p) ? 1 : 0;
            }
        }
        const double r = (double)count * step;
        km[i] = r <= 0.0 ? 0.0 : fmin(fmax(r, 12.0), 80.0);
    }
}

#endif
