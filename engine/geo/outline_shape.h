/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_OUTLINE_SHAPE_H
#define OQL_GEO_OUTLINE_SHAPE_H

#include "geo/rings.h"

/** Outline of a window from its nodes on the tangent plane, xy (n_row, n_col, 2) in km, as OpenQuake
 *  makes it: each strip between two rows simplified to within 5 m and widened by 5 m, their union
 *  simplified again. *out is zeroed by the caller.
 *
 *      nodes ─► strips ─► thin ─► widen ─► unite, halves of halves ─► thin ─► ring
 *
 *  By rings.h where that is certain to give what GEOS gives, else (strips nearly vertical, rows that
 *  cross) with GEOS. The two differ by less than 1e-9 km.
 *
 *  Threads   reentrant
 *  Errors    OQL_ENOMEM, OQL_ENUMERIC (GEOS failed; its message) */
oql_status oql_outline_of_nodes(size_t n_row, size_t n_col, const double (*xy)[2],
                                oql_ring *out, oql_err *err) OQL_MUST_CHECK;

/** The two ways, for tests: by rings (hard: *out is not made), by GEOS. */
oql_status oql_outline_by_rings(size_t n_row, size_t n_col, const double (*xy)[2],
                                oql_ring *out, bool *hard, oql_err *err) OQL_MUST_CHECK;
oql_status oql_outline_by_geos(size_t n_row, size_t n_col, const double (*xy)[2], oql_ring *out,
                               oql_err *err) OQL_MUST_CHECK;

#endif
