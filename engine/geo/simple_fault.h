/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_SIMPLE_FAULT_H
#define OQL_GEO_SIMPLE_FAULT_H

#include <stddef.h>

#include "base/status.h"
#include "geo/mesh.h"

/** Mesh of a simple fault: the trace resampled every spacing_km, each point moved down dip (at
 *  right angles to the line from the trace's first to its last point) and continued to the
 *  lower depth.
 *
 *  Inputs    trace of n points at the surface; 0 < dip <= 90; 0 <= upper_km < lower_km
 *  Errors    OQL_EMODEL naming what is wrong: fewer than two distinct points, a trace that
 *            crosses itself, dip, depths or spacing out of range, a mesh of a single row or
 *            column
 *  Ownership the caller owns *out (oql_mesh_destroy)
 */
oql_status oql_simple_fault_mesh(size_t n, const double *lon_deg, const double *lat_deg,
                                 double upper_km, double lower_km, double dip_deg,
                                 double spacing_km, oql_mesh **out,
                                 oql_err *err) OQL_MUST_CHECK;

#endif
