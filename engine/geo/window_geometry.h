/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_WINDOW_GEOMETRY_H
#define OQL_GEO_WINDOW_GEOMETRY_H

#include <stddef.h>
#include <stdint.h>

#include "geo/mesh.h"
#include "geo/window_distance.h"

/** Inside of oql_mesh_geometry; private to the window distances.
 *
 *  Nodes are numbered as in the mesh. Segment k joins nodes k and k + 1 of a row (the last of
 *  each row is unused). Great circles are kept as unit vectors, so that with s, the unit vector
 *  to the site at angular distance δ from a point p of the segment,
 *
 *      s·right = sin δ sin θ    θ the angle at p from the segment to the site, clockwise;
 *                               earth radius × asin of it is the signed distance to the circle
 *      s·ahead = sin δ cos θ    positive when the site lies ahead of p
 */
typedef struct {
    double right[3];
    double ahead[3];     /* at node k */
    double end_ahead[3]; /* at node k + 1, exactly along the circle */
    double
        azimuth_ahead[3]; /* at node k + 1, along the azimuth that the circle has at node k */
} oql_row_segment;

struct oql_mesh_geometry {
    const oql_mesh *mesh;
    size_t n_row, n_col, n; /* n = n_row * n_col */
    double *sx, *sy, *sz;   /* nodes moved up to the surface, km */
    oql_row_segment *segment;
    double centre[3], radius_km; /* bounding sphere of the nodes */
};

#endif
