/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_KERNELS_PLANAR_SITE_H
#define OQL_KERNELS_PLANAR_SITE_H

#include <stddef.h>

/** Distances between sites and rectangular rupture planes, many planes at a time.
 *
 *  Cartesian km as in geo/mesh.h. The distances are those hazard modellers expect of OpenQuake:
 *  rrup is the distance in space to the rectangle; rjb, rx and ry0 are measured on the sphere from
 *  the great circles along the sides of the surface projection (rx, ry0: those at the top corners),
 *  so each plane carries the unit normals of four great circles.
 */

/** X(column): one array of n doubles each. Corners: top left (tl), top right (tr), bottom left
 *  (bl), bottom right (br). */
// clang-format off
#define OQL_PLANAR_LIST(X)                                                                     \
    X(tl_x) X(tl_y) X(tl_z)          /* top left corner, with its depth */                     \
    X(u_x) X(u_y) X(u_z)             /* unit vector along strike */                            \
    X(v_x) X(v_y) X(v_z)             /* unit vector down dip */                                \
    X(w_x) X(w_y) X(w_z)             /* unit normal */                                         \
    X(length) X(width)                                                                         \
    X(bot_x) X(bot_y) X(bot_z)       /* great circle through bl along strike */                \
    X(top_x) X(top_y) X(top_z)       /* great circle through tl along strike */                \
    X(left_x) X(left_y) X(left_z)    /* great circle through tl down dip */                    \
    X(right_x) X(right_y) X(right_z) /* great circle through tr down dip */                    \
    X(p_tl_x) X(p_tl_y) X(p_tl_z)    /* corners projected to the surface */                    \
    X(p_tr_x) X(p_tr_y) X(p_tr_z) X(p_bl_x) X(p_bl_y) X(p_bl_z)                                \
    X(p_br_x) X(p_br_y) X(p_br_z)                                                              \
    X(h_x) X(h_y) X(h_z)             /* epicentre on the unit sphere */                        \
    X(h_depth)                       /* hypocentral depth, km */
// clang-format on

typedef struct {
#define OQL_PLANAR_COLUMN(c) double *c;
    OQL_PLANAR_LIST(OQL_PLANAR_COLUMN)
#undef OQL_PLANAR_COLUMN
} oql_planar_soa;

/** A site: Cartesian position with its depth, unit vector, depth. */
typedef struct {
    double x, y, z;    /**< km */
    double ux, uy, uz; /**< unit sphere */
    double depth_km;
} oql_planar_site;

/** Which distances are wanted; rrup always is. */
enum {
    OQL_WANT_RJB = 1,
    OQL_WANT_RX = 2,
    OQL_WANT_RY0 = 4,
    OQL_WANT_REPI = 8,
    OQL_WANT_RHYPO = 16
};

/** Output rows (n), km; unwanted ones may be NULL. rx is positive on the hanging wall. */
typedef struct {
    double *rrup, *rjb, *rx, *ry0, *repi, *rhypo;
} oql_planar_out;

#endif
