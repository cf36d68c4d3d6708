/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SOURCE_FAULT_SURFACE_H
#define OQL_SOURCE_FAULT_SURFACE_H

#include <stdint.h>

#include "base/status.h"
#include "geo/geodesy.h"
#include "geo/mesh.h"
#include "geo/mesh_cells.h"
#include "geo/planar.h"
#include "source/source.h"

/** Private to this room: surfaces of fault sources and the floating of ruptures over them. */

/** What a mistyped spacing, dip, coordinate or bin width may ask for and no model needs: the meshes
 *  of the published models have up to 20,000 points, those of the PEER tests 130,000. */
#define OQL_MESH_MOST_POINTS    1e6
#define OQL_FAULT_MOST_RUPTURES 1e7

/** Mesh of a simple or complex surface at a spacing; the caller owns it.
 *  Errors  OQL_EMODEL the geometry, more than OQL_MESH_MOST_POINTS */
oql_status oql_fault_make_mesh(const oql_fault_geometry *geom, double spacing_km,
                               oql_mesh **out, oql_err *err) OQL_MUST_CHECK;

/** Corners → planes with their vectors. */
oql_status oql_fault_make_planar(const oql_plane *plane, oql_planar *out,
                                 oql_err *err) OQL_MUST_CHECK;

/** Windows in which ruptures of one magnitude float; array growing, owned by the caller. */
typedef struct {
    size_t n, cap;
    oql_window *w;
} oql_windows;

/** All places of a simple-fault rupture: the rectangle of area and aspect ratio, reshaped to
 *  fit the surface, rounded to the mesh, at every node where it fits; row by row. */
oql_status oql_float_simple(const oql_mesh *mesh, double spacing_km, double area_km2,
                            double aspect_ratio, oql_windows *out, oql_err *err) OQL_MUST_CHECK;

/** All places of a complex-fault rupture: from every cell, the columns whose length in that
 *  row is nearest to the length wanted, then the rows whose area is nearest to the area
 *  wanted. */
oql_status oql_float_complex(const oql_mesh_cells *cells, double area_km2, double length_km,
                             oql_windows *out, oql_err *err) OQL_MUST_CHECK;

/** Characteristic fault on kite surfaces: every magnitude breaks all of them. */
oql_status oql_fault_kites(const oql_source *src, int32_t source, oql_fault **out,
                           oql_err *err) OQL_MUST_CHECK;

/** Kite faults: ruptures that float. */
oql_status oql_kite_fault_ruptures(const oql_source *src, int32_t source, oql_fault **out,
                                   oql_err *err) OQL_MUST_CHECK;

/** Make the sections of an empty fault. */
oql_status oql_sections_make(oql_fault *f, size_t n, const oql_profiles *profiles,
                             double spacing_km, bool single_precision,
                             oql_err *err) OQL_MUST_CHECK;

/** Columns of a rupture that follow from its sections: member and first are set. Only sections
 *  that are close count; is_close NULL: all. The hypocentre is sought among all. */
oql_status oql_sections_set_rupture(oql_fault *f, size_t i, const bool *is_close,
                                    oql_err *err) OQL_MUST_CHECK;

/** Room for `need` ruptures; *cap is what there is room for, 0 at first. */
oql_status oql_fault_grow(oql_fault *f, size_t *cap, size_t need, oql_err *err) OQL_MUST_CHECK;

/** Room for n ruptures in an empty fault. */
oql_status oql_fault_reserve(oql_fault *f, size_t n, oql_err *err) OQL_MUST_CHECK;

#endif
