/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_GEOJSON_H
#define OQL_GMM_GEOJSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "base/status.h"

/** Regions with numbers, as models with regional adjustments are published: the polygons of a GeoJSON
 *  FeatureCollection (RFC 7946) and the numeric properties of each. */

typedef struct {
    double west, east, south, north; /**< of all its rings, degrees */
    size_t n_ring;
    const size_t *ring_end;  /**< (n_ring) one past the last point of each ring */
    const bool *outer;       /**< (n_ring) whether it bounds its polygon outside; else a hole */
    const double *lon, *lat; /**< (ring_end[n_ring - 1]) degrees; outer rings and holes alike */
    size_t n_key;
    const char *const *key; /**< (n_key) names of its numeric properties */
    const double *value;    /**< (n_key) */
} oql_region;

typedef struct {
    size_t n;
    oql_region *region; /**< (n) in the order of the file */
} oql_regions;

/** Read the file into the arena; geometries are Polygon and MultiPolygon, other members are skipped.
 *
 *  Errors   OQL_EIO (cannot read), OQL_EMODEL ("path:line:" of what is not JSON, the number of a feature
 *           that is not a polygon, and what was expected), OQL_ENOMEM
 *  Threads  reading from one oql_regions is safe from any number of threads */
oql_status oql_regions_read(const char *path, oql_arena *arena, oql_regions *out,
                            oql_err *err) OQL_MUST_CHECK;

/** Number of the last region that contains the point (plane, even-odd over all rings); n when none
 *  does. */
size_t oql_regions_at(const oql_regions *r, double lon, double lat);

#endif
