/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_COMPLEX_FAULT_H
#define OQL_GEO_COMPLEX_FAULT_H

#include <stddef.h>

#include "base/status.h"
#include "geo/mesh.h"

/** One edge of a complex fault, points in the direction of strike. */
typedef struct {
    size_t n;
    const double *lon_deg, *lat_deg, *depth_km;
} oql_fault_edge;

/** Mesh of a complex fault from its edges, top edge first: every edge is resampled to the same
 *  number of points, and so is each line down dip through them.
 *
 *  Errors    OQL_EMODEL naming what is wrong: fewer than two edges or points, edges in the
 *            wrong order (the outline crosses itself), a surface that dips to the left of its
 *            strike, a spacing too large for the surface
 *  Ownership the caller owns *out (oql_mesh_destroy)
 */
oql_status oql_complex_fault_mesh(size_t n_edge, const oql_fault_edge *edge, double spacing_km,
                                  oql_mesh **out, oql_err *err) OQL_MUST_CHECK;

#endif
