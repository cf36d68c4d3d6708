/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_RINGS_H
#define OQL_GEO_RINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** Thinning, widening and uniting of plain rings in the plane, each giving the vertices, in the order
 *  and from the start, that GEOS 3.11 gives for the same input, twenty times faster. Only for inputs
 *  where that is certain: rings much wider than the width that is added, no touching, no crossing
 *  within rounding. For all others `hard` is set and the caller asks GEOS.
 *
 *  A ring has its corners in order around, the first not repeated at the end. Coordinates may be of any
 *  unit; the widths are in the same.
 *
 *  Threads   reentrant; a ring belongs to one thread
 *  Errors    OQL_ENOMEM
 */
typedef struct {
    size_t n, cap;
    double (*xy)[2]; /**< (cap), n used */
} oql_ring;

void oql_ring_clear(oql_ring *r); /**< zeroed is fine */
oql_status oql_ring_push(oql_ring *r, double x, double y, oql_err *err) OQL_MUST_CHECK;

/** Turn the ring so that it starts with corner k < n. */
oql_status oql_ring_start_at(oql_ring *r, size_t k, oql_err *err) OQL_MUST_CHECK;

/** Leave out corners within `tolerance` of what remains (Douglas & Peucker 1973,
 *  doi:10.3138/FM57-6770-U75U-7727), the first corner stays. Hard: a chord comes near another side. */
oql_status oql_ring_thin(const oql_ring *in, double tolerance, oql_ring *out, bool *hard,
                         oql_err *err) OQL_MUST_CHECK;

/** The outer side of the ring at a distance `width`, clockwise, corners rounded with two chords a
 *  quarter circle. Hard: sides nearer to each other than three widths, edges too short for their
 *  corner, nearly straight corners. */
oql_status oql_ring_widen(const oql_ring *in, double width, oql_ring *out, bool *hard,
                          oql_err *err) OQL_MUST_CHECK;

/** Rings that do not cross each other. */
typedef struct {
    oql_ring *ring;
    size_t n, cap;
} oql_rings;

void oql_rings_clear(oql_rings *r); /**< zeroed is fine */

/** Add a ring, whose memory is then of the set; *ring becomes empty. */
oql_status oql_rings_take(oql_rings *r, oql_ring *ring, oql_err *err) OQL_MUST_CHECK;

/** Outer boundaries of the union of two sets of clockwise rings, clockwise, holes left out; in the order
 *  of, and starting one corner after, the places where the rings of a, then of b, walked from their
 *  starts, first lie on them. *out is zeroed by the caller. Hard: rings that touch. */
oql_status oql_rings_unite(const oql_rings *a, const oql_rings *b, oql_rings *out, bool *hard,
                           oql_err *err) OQL_MUST_CHECK;

#endif
