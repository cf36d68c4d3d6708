/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_LINE_H
#define OQL_GEO_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** Polylines on the sphere, points (lon, lat, depth).
 *
 *  Threads   reentrant
 */
typedef struct {
    size_t n, cap;
    double *point; /**< (n, 3) */
} oql_line;

void oql_line_clear(oql_line *line); /**< releases the points; zeroed is fine */
oql_status oql_line_push(oql_line *line, double lon_deg, double lat_deg, double depth_km,
                         oql_err *err) OQL_MUST_CHECK;

/** Add n points, leaving out those within 1 m of the one before; depth_km NULL means 0.
 *  Errors    OQL_EMODEL for coordinates out of range or fewer than two distinct points */
oql_status oql_line_set(oql_line *line, size_t n, const double *lon_deg, const double *lat_deg,
                        const double *depth_km, oql_err *err) OQL_MUST_CHECK;

/** Add a point unless it is within 1 m of the last one. */
oql_status oql_line_add(oql_line *line, const double point[3], oql_err *err) OQL_MUST_CHECK;

/** Sum of the lengths of the segments, with depth. */
double oql_line_length_km(const oql_line *line);

/** Points spaced by step_km in a straight line each to the next, starting with the first one;
 *  the last one is within about half a step of the line's end.
 *  Errors    OQL_EMODEL for a line that cannot be resampled */
oql_status oql_line_resample(const oql_line *line, double step_km, oql_line *out,
                             oql_err *err) OQL_MUST_CHECK;

/** The same without a point beyond the line's end: the last point is the end itself, at most one step
 *  from the one before. */
oql_status oql_line_resample_whole(const oql_line *line, double step_km, oql_line *out,
                                   oql_err *err) OQL_MUST_CHECK;

/** Exactly n >= 2 points at equal distances along the line. */
oql_status oql_line_resample_to(const oql_line *line, size_t n, oql_line *out,
                                oql_err *err) OQL_MUST_CHECK;

/** Does the planar line of n points (x, y) cross or touch itself? A line whose end meets its
 *  start is closed, and does not for that reason. O(n^2). */
bool oql_line_crosses_itself_xy(size_t n, const double *xy);

/** The same on the sphere, in the orthographic projection of its bounding box. Depth is
 *  ignored. */
oql_status oql_line_crosses_itself(const oql_line *line, bool *crosses,
                                   oql_err *err) OQL_MUST_CHECK;

#endif
