/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_MESH_H
#define OQL_GEO_MESH_H

#include <stdint.h>

#include "base/status.h"

/** A rectangular mesh of points on a fault surface: row 0 is the top edge, columns run along
 *  strike. Arrays are (n_row, n_col) in C order.
 *
 *  Cartesian coordinates: km, centre of a sphere of 6371 km, x to (0 E, 0 N), y to (90 E, 0 N),
 *  z to the north pole.
 *  Ownership  oql_mesh_create's caller owns; oql_mesh_destroy. Immutable once filled, shareable.
 */
typedef struct {
    int32_t n_row, n_col;
    double *lon_deg, *lat_deg,
        *depth_km; /**< depth positive down; NaN = no node (kite surfaces) */
    double *x_km, *y_km, *z_km;
    double spacing_km; /**< nominal spacing, 0 when unknown (gridded surfaces) */
} oql_mesh;

oql_status oql_mesh_create(int32_t n_row, int32_t n_col, oql_mesh **out,
                           oql_err *err) OQL_MUST_CHECK;
void oql_mesh_destroy(oql_mesh *mesh); /**< NULL is fine */

/** Fill x, y, z from lon, lat, depth. */
void oql_mesh_set_xyz(oql_mesh *mesh);

#endif
