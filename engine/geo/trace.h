/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_TRACE_H
#define OQL_GEO_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Traces at the surface and the generalized coordinates T and U (GC2) about several of them,
 *  Spudich & Chiou (2015), doi:10.3133/ofr20151028, equations 1 to 13: T is what ground-motion
 *  models take as rx, U gives ry0.
 *
 *  A trace is a polyline with segments. Traces that break together are put in order along their
 *  mean strike; those that run against it are reversed.
 *
 *      trace 2 ───►  trace 0 ◄───  trace 1 ───►     U grows to the right
 *      link  {2, ahead}  {0, back}  {1, ahead}      in this order, each with its shift along U
 *
 *  OpenQuake 3.25 keeps T, U, the weights and their sums in single precision, and so do we: its
 *  numbers are the reference.
 *
 *  Threads   immutable once made, shareable
 */
typedef struct oql_trace oql_trace;

/** From n >= 2 points. Errors: OQL_ENOMEM, OQL_EMODEL (a segment without length, wider than 180
 *  degrees) */
oql_status oql_trace_create(size_t n, const double *lon_deg, const double *lat_deg,
                            oql_trace **out, oql_err *err) OQL_MUST_CHECK;
void oql_trace_destroy(oql_trace *t); /**< NULL is fine */

/** The trace from the first to the last point only; coordinates in single precision, from which
 *  OpenQuake takes the greatest U of a multi-fault rupture. */
oql_status oql_trace_chord(const oql_trace *t, oql_trace **out, oql_err *err) OQL_MUST_CHECK;

/** Straight distance from a site to the nearer end. */
double oql_trace_ends_km(const oql_trace *t, double lon_deg, double lat_deg);

/** T, U and weight of one trace seen from a site. */
typedef struct {
    float t, u, w;
} oql_trace_tuw;

/** What a reversed trace is. OpenQuake reverses the points only, not the segments, except in
 *  multi-fault sources; for traces of one segment there is no difference. */
typedef enum { OQL_TRACE_REVERSED, OQL_TRACE_POINTS_REVERSED } oql_trace_reverse;

oql_trace_tuw oql_trace_ahead(const oql_trace *t, double lon_deg, double lat_deg);
oql_trace_tuw oql_trace_back(const oql_trace *t, oql_trace_reverse how, double lon_deg,
                             double lat_deg);

/** One of the traces that break together. */
typedef struct {
    int32_t which; /**< index among the traces given */
    bool back;     /**< reversed */
    float shift_km;
} oql_trace_link;

/** Put n traces in order: link (n). */
oql_status oql_trace_join(size_t n, const oql_trace *const *trace, oql_trace_link *link,
                          oql_err *err) OQL_MUST_CHECK;

/** Greatest |U| of the ends of n joined traces. */
float oql_trace_u_max_km(size_t n, const oql_trace *const *trace, const oql_trace_link *link,
                         oql_trace_reverse how);

/** Sums over joined traces; start from zeros. */
typedef struct {
    float tw, uw, w;
} oql_trace_sum;

static inline void oql_trace_add(oql_trace_sum *s, oql_trace_tuw x, float shift_km)
{
    s->tw += x.t * x.w;
    s->uw += (x.u + shift_km) * x.w;
    s->w += x.w;
}

/** rx and ry0 from the sums. */
void oql_trace_rx_ry0_km(const oql_trace_sum *s, float u_max_km, double *rx_km, double *ry0_km);

#endif
