/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_WINDOW_SHAPE_H
#define OQL_GEO_WINDOW_SHAPE_H

#include <stdbool.h>

#include "geo/mesh.h"
#include "geo/mesh_cells.h"

/** Pieces that the plain and the fast distances to windows share, so that both give the same
 *  bits.
 *
 *  Threads   pure functions, reentrant
 */

/** Windows nearer than this to a site have rjb measured to their outline, km. */
#define OQL_NEAR_KM 40.0
/** The outline is that much wider than the cells, km: OpenQuake closes gaps with it. */
#define OQL_OUTLINE_KM 0.005

/** Axes of a window's orthographic projection: a point of the surface has x = p·east, y =
 *  p·north. */
typedef struct {
    double east[3], north[3];
} oql_window_axes;

oql_window_axes oql_axes_at(double lon_rad, double lat_rad);

/** Axes at the middle of the bounding box of the window's nodes. O(cells). */
oql_window_axes oql_axes_of_window(const oql_mesh *mesh, const oql_window *w);

/** Squared distance of the origin from the segment a → b of the plane. */
double oql_segment_distance2(const double a[2], const double b[2]);

/** Squared distance of the origin from a quadrilateral given in order around it; 0 inside. */
double oql_quad_distance2(const double corner[4][2]);

#endif
