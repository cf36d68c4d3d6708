/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SOURCE_RUPTURES_H
#define OQL_SOURCE_RUPTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "geo/kite.h"
#include "geo/mesh.h"
#include "geo/trace.h"

/** What sources hand to the hazard calculators: two shapes of data, from which every rupture
 *  can be made without holding it.
 *
 *  Point-like sources (point, multi-point, area cut into points) are PLACES that share SHAPES
 *  and MFDs; the ruptures of a place are the product magnitude x nodal plane x depth.
 *
 *      place i ──shape[i]──► {seismogenic depths, aspect ratio, MSR, planes, depths}
 *              ──mfd[i]────► {magnitudes, rates}          rate of a rupture =
 *              ──factor[i]                                mfd rate × factor × w_plane × w_depth
 *
 *  Fault-like sources are a surface (a mesh, or several planes) and a list of ruptures, each a
 *  window of the mesh, sorted by magnitude.
 *
 *  Both are immutable once made and shareable between threads.
 */

/** A magnitude-frequency distribution in bins: annual rates at magnitudes, ascending. */
typedef struct {
    size_t n;
    double *mag;
    double *rate_per_yr;
} oql_mfd_bins;

typedef struct {
    double weight, strike_deg, dip_deg, rake_deg;
} oql_nodal_plane;

typedef struct {
    double weight, depth_km;
} oql_hypo_depth;

/** Scaling relation: an entry of the table in source/msr.h, with its arguments applied. */
typedef struct oql_msr oql_msr;

/** What point-like places share. */
typedef struct {
    double upper_depth_km, lower_depth_km; /**< seismogenic layer */
    double aspect_ratio;                   /**< length / width */
    const oql_msr *msr;
    size_t n_plane;
    oql_nodal_plane *plane;
    size_t n_depth;
    oql_hypo_depth *depth;
} oql_point_shape;

/** A set of places. Arrays (n). */
typedef struct {
    size_t n;
    double *lon_deg, *lat_deg;
    int32_t *shape, *mfd; /**< indices into the tables below */
    double *factor;  /**< multiplies the rates of the mfd (1/number of cells for an area) */
    int32_t *source; /**< index of the source each place came from */
    bool *alone;     /**< whether it is the only place of an area or a multi-point */
    size_t n_shape;
    oql_point_shape *shapes;
    size_t n_mfd;
    oql_mfd_bins *mfds;
} oql_points;

/** One plane of a rupture made of planes: corners top left, top right, bottom left, bottom
 *  right, looking so that the plane dips to the right of its strike. */
typedef struct {
    double lon_deg[4], lat_deg[4], depth_km[4];
    double strike_deg, dip_deg, width_km, length_km;
} oql_plane;

typedef enum {
    OQL_SURFACE_MESH,     /**< every rupture is a window of `mesh` */
    OQL_SURFACE_PLANES,   /**< one surface of n_plane planes, all ruptures break all of it */
    OQL_SURFACE_SECTIONS, /**< each rupture breaks some of the sections */
    OQL_SURFACE_CLOUD /**< all ruptures break all of `mesh`, a row of points in no order; it has
                             no width, and no rx and ry0 */
} oql_surface_kind;

/** The ruptures of one fault-like source, sorted by magnitude (stable). Arrays (n). */
typedef struct {
    oql_surface_kind kind;
    oql_mesh *mesh;
    size_t n_plane;
    oql_plane *plane;
    size_t n_section;
    oql_kite **section; /**< (n_section) */
    /** rx and ry0 of ruptures of sections: those of geo/trace.h over all the tops, or (single
     *  surfaces) those of the section itself. */
    bool is_joined;
    oql_trace_reverse reverse;
    oql_trace_link *link; /**< (first[n]) NULL until oql_fault_join_tops; `which` = section */
    float *u_max_km;      /**< (n) the same */
    size_t *first; /**< (n + 1) rupture i breaks the sections member[first[i] … first[i + 1]) */
    int32_t *member;

    size_t n;
    double *mag;
    double *rate_per_yr; /**< 0 is allowed (the rupture is then skipped) */
    double *rake_deg;
    double *strike_deg,
        *dip_deg; /**< of the rupture's surface, as ground-motion models want it */
    double *ztor_km, *zbot_km, *width_km;
    double *hypo_lon_deg, *hypo_lat_deg, *hypo_depth_km;
    int32_t *row, *col, *n_row, *n_col; /**< window of the mesh; whole surface for planes */
    int32_t source;                     /**< index of the source */
    double *in_canterbury;              /**< (n) 1 or 0; NULL until oql_fault_find_canterbury */
} oql_fault;

void oql_points_clear(
    oql_points *p); /**< releases the arrays, shapes and mfds; zeroed is fine */
void oql_fault_destroy(oql_fault *f); /**< NULL is fine; destroys mesh and planes too */

/** Ruptures of a set of places: sum over places of n_mag * n_plane * n_depth. */
uint64_t oql_points_count(const oql_points *p);

#endif
