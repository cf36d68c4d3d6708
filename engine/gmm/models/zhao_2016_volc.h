/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_ZHAO_2016_VOLC_H
#define OQL_GMM_MODELS_ZHAO_2016_VOLC_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gmm/geojson.h"
#include "gmm/models/terms.h"

/** Volcanic zones of high attenuation: polygons of a GeoJSON file, and the distance that a path from
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
static inline void oql_volc_project(oql_volc_zone *z, size_t n, const double *lon,
                                    const double *lat)
{
    double west = lon[0], east = west, south = lat[0], north = south;
    double a[3], b[3];

    for (size_t i = 1; i < n; ++i) {
        west = fmin(west, lon[i]);
        east = fmax(east, lon[i]);
        south = fmin(south, lat[i]);
        north = fmax(north, lat[i]);
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

/** A polygon from n corners in degrees, the last one perhaps the first again; long sides are
 *  divided so that they stay great circles. */
static inline oql_status oql_volc_polygon(oql_volc_zones *zones, size_t n, const double *lon,
                                          const double *lat, oql_err *err)
{
    oql_status st = OQL_OK;

    n -= lon[0] == lon[n - 1] && lat[0] == lat[n - 1] ? 1 : 0;
    OQL_TRY(oql_reserve(&zones->zone, &zones->cap, zones->n + 1, sizeof *zones->zone, err));
    oql_volc_zone *z = &zones->zone[zones->n++];
    memset(z, 0, sizeof *z);
    oql_volc_project(z, n, lon, lat);
    for (size_t i = 0; i < n; ++i) {
        const size_t next = (i + 1) % n;
        double a[3], b[3], p[3];
        oql_volc_unit(lon[i], lat[i], a);
        oql_volc_unit(lon[next], lat[next], b);
        const size_t parts = (size_t)(oql_volc_angle(a, b) * OQL_VOLC_R_KM / 100.0) + 1;
        for (size_t k = 0; k < parts; ++k) {
            oql_volc_between(a, b, (double)k / (double)parts, p);
            OQL_TRY(oql_volc_add(z, p, err));
        }
    }
done:
    return st;
}

/** Read the zones of the file argument `file` of a specification, one for each outer ring.
 *  Errors: of oql_regions_read. */
static inline oql_status oql_volc_zones_read(const oql_gmm_spec *spec, const char *file,
                                             oql_volc_zones **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;
    oql_regions regions;
    oql_volc_zones *z = NULL;

    OQL_TRY(oql_arena_create(&arena, err));
    const char *path = oql_gmm_spec_file(arena, spec, file);
    z = oql_calloc(1, sizeof *z);
    if (path == NULL || z == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for volcanic zones");
        goto done;
    }
    OQL_TRY(oql_regions_read(path, arena, &regions, err));
    for (size_t i = 0; i < regions.n; ++i) {
        const oql_region *g = &regions.region[i];
        size_t from = 0;
        for (size_t k = 0; k < g->n_ring; from = g->ring_end[k++]) {
            if (g->outer[k]) {
                OQL_TRY(oql_volc_polygon(z, g->ring_end[k] - from, g->lon + from, g->lat + from,
                                         err));
            }
        }
    }
    *out = z;
    z = NULL;
done:
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

/** Kilometres from each site to the nearest point of the rupture that lie in zones, by the number
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
