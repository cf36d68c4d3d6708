/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_BUFFER_H
#define OQL_GEO_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** A planar ring widened by a distance: the union of the ring, a rectangle outside each edge
 *  and a fan at each convex corner. A quarter circle has 16 chords, so that the outline has the
 *  vertices that OpenQuake gets from its geometry library.
 *
 *  Threads   immutable once made
 */
typedef struct {
    size_t n_ring, n;
    double *ring_x, *ring_y; /**< counter-clockwise, shallow concavities filled */
    double distance;
    double *xy;    /**< (n, 2): corners of the rectangles and fans, in order along the ring */
    size_t *start; /**< (n_ring + 1): vertices of corner i are start[i] … start[i + 1] - 1 */
} oql_buffer;

/** Errors    OQL_ENOMEM, OQL_EMODEL (fewer than three distinct vertices) */
oql_status oql_buffer_make(oql_buffer *out, size_t n, const double *x, const double *y,
                           double distance, oql_err *err) OQL_MUST_CHECK;
void oql_buffer_clear(oql_buffer *b); /**< zeroed is fine */

bool oql_buffer_contains(const oql_buffer *b, double px, double py);

#endif
