/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_MESH_CELLS_H
#define OQL_GEO_MESH_CELLS_H

#include <stdint.h>

#include "base/status.h"
#include "geo/mesh.h"

/** The cells of a mesh, and the properties of any window of it in constant time.
 *
 *  A window is the sub-mesh of n_row x n_col nodes that starts at (row, col). Cell (i, j) has
 *  the nodes (i, j), (i, j+1), (i+1, j), (i+1, j+1) and is cut along the diagonal from bottom
 *  left to top right.
 *
 *      A───top───B        triangle "top left"      A B C
 *      │      ╱  │        triangle "bottom right"  B C D
 *     left  ╱  right      length, width of the cell: means of top and bottom (left and right),
 *      │  ╱      │                                 weighted by the areas of the triangles
 *      C──bottom─D
 *
 *  Threads   immutable once made, shareable
 */
typedef struct {
    int32_t row, col, n_row, n_col;
} oql_window;

/** Whole mesh as a window. */
oql_window oql_window_whole(const oql_mesh *mesh);

/** Which cells define dip, strike and width: OpenQuake's simple faults use the top row of cells
 *  for dip and strike and the first column for the width, complex faults use all. */
typedef enum { OQL_FAULT_SIMPLE, OQL_FAULT_COMPLEX } oql_fault_kind;

/** Arrays (n_row - 1, n_col - 1) in C order. */
typedef struct {
    int32_t n_row, n_col; /**< of cells */
    double *length_km, *width_km, *area_km2;
    double *sums; /**< private: tables of sums over rectangles */
} oql_mesh_cells;

/** Errors    OQL_ENOMEM; OQL_EMODEL for a mesh of one row or column, or whose rows rise */
oql_status oql_mesh_cells_create(const oql_mesh *mesh, oql_mesh_cells **out,
                                 oql_err *err) OQL_MUST_CHECK;
void oql_mesh_cells_destroy(oql_mesh_cells *cells); /**< NULL is fine */

/** Mean dip in [0, 90] and strike in [0, 360), weighted by area. O(1). */
void oql_window_dip_strike(const oql_mesh_cells *cells, const oql_window *w,
                           oql_fault_kind kind, double *dip_deg, double *strike_deg);

/** Mean width, weighted by the lengths of the columns; O(cells) for complex, O(rows) for
 *  simple. */
double oql_window_width_km(const oql_mesh_cells *cells, const oql_window *w,
                           oql_fault_kind kind);

/** Sum of the areas of the cells. O(1). */
double oql_window_area_km2(const oql_mesh_cells *cells, const oql_window *w);

/** Least depth of the top row, greatest of the bottom row; of a mesh with cells, whose rows do not rise,
 *  the least and greatest of the whole window. */
double oql_window_top_km(const oql_mesh *mesh, const oql_window *w);
double oql_window_bottom_km(const oql_mesh *mesh, const oql_window *w);

/** Middle point of the window (the hypocentre of its rupture): longitude, latitude, depth.
 *  O(1). */
void oql_window_middle(const oql_mesh *mesh, const oql_window *w, double lon_lat_depth[3]);

/** Node at a fraction along strike and down dip (hypoList of a simple fault). */
void oql_window_hypo(const oql_mesh *mesh, const oql_window *w, double along_strike,
                     double down_dip, double lon_lat_depth[3]);

#endif
