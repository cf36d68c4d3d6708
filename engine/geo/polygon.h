/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_POLYGON_H
#define OQL_GEO_POLYGON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** Polygons on the sphere: arrays of vertices in order, the ring open or closed.
 *
 *  Meaning   as OpenQuake 3.25: edges longer than 100 km get points of their great circle, and
 *            planar tests are made in the orthographic projection centred on the bounding box
 *  Errors    OQL_EMODEL with the reason: fewer than three distinct vertices, a perimeter that
 *            crosses itself, a spacing that no point fits into, a polygon wider than 180
 *            degrees
 *  Threads   reentrant
 */

/** Points of a grid of spacing_km inside the polygon: rows from north to south, each from west
 *  to east. The caller owns *lon_deg and *lat_deg (free()); *n of each. */
oql_status oql_polygon_discretize(size_t n_vertex, const double *vertex_lon_deg,
                                  const double *vertex_lat_deg, double spacing_km, size_t *n,
                                  double **lon_deg, double **lat_deg,
                                  oql_err *err) OQL_MUST_CHECK;

/** The same for the polygon widened by dilation_km on all sides (a region of sites is widened
 *  by its grid spacing). */
oql_status oql_polygon_dilate_discretize(size_t n_vertex, const double *vertex_lon_deg,
                                         const double *vertex_lat_deg, double dilation_km,
                                         double spacing_km, size_t *n, double **lon_deg,
                                         double **lat_deg, oql_err *err) OQL_MUST_CHECK;

/** The same for the convex hull of n_point >= 1 points in the projection centred on their bounding
 *  box, edges as they are there; a hull that is a point or a line is first widened by 5 m. */
oql_status oql_polygon_hull_discretize(size_t n_point, const double *point_lon_deg,
                                       const double *point_lat_deg, double dilation_km,
                                       double spacing_km, size_t *n, double **lon_deg,
                                       double **lat_deg, oql_err *err) OQL_MUST_CHECK;

/** Is the point strictly inside a planar ring of n vertices (x, y), open or closed? Points on
 *  the boundary are outside. */
bool oql_polygon_contains_xy(size_t n, const double *x, const double *y, double px, double py);

/** Does the closed ring cross or touch itself (OpenQuake's check of polygons)? */
oql_status oql_polygon_check(size_t n_vertex, const double *lon_deg, const double *lat_deg,
                             oql_err *err) OQL_MUST_CHECK;

#endif
