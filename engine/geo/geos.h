/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_GEOS_H
#define OQL_GEO_GEOS_H

#include <geos_c.h>

#include "base/compiler.h"
#include "base/status.h"

/** GEOS, loaded when it is first needed: with the C++ library behind it, it takes 2 ms to load, and most
 *  jobs have no crooked fault. The functions are called by their own names after oql_geos_load.
 *
 *  Threads   any
 */

/** What we call of it. */
#define OQL_GEOS_LIST(X)                                                                       \
    X(GEOSBufferWithStyle_r)                                                                   \
    X(GEOSContext_setErrorMessageHandler_r)                                                    \
    X(GEOSCoordSeq_create_r)                                                                   \
    X(GEOSCoordSeq_destroy_r)                                                                  \
    X(GEOSCoordSeq_getSize_r)                                                                  \
    X(GEOSCoordSeq_getXY_r)                                                                    \
    X(GEOSCoordSeq_setXY_r)                                                                    \
    X(GEOSDelaunayTriangulation_r)                                                             \
    X(GEOSGeom_clone_r)                                                                        \
    X(GEOSGeom_createCollection_r)                                                             \
    X(GEOSGeom_createLineString_r)                                                             \
    X(GEOSGeom_createPolygon_r)                                                                \
    X(GEOSGeom_destroy_r)                                                                      \
    X(GEOSGeom_getCoordSeq_r)                                                                  \
    X(GEOSGetExteriorRing_r)                                                                   \
    X(GEOSGetGeometryN_r)                                                                      \
    X(GEOSGetNumGeometries_r)                                                                  \
    X(GEOSTopologyPreserveSimplify_r)                                                          \
    X(GEOSUnaryUnion_r)                                                                        \
    X(GEOS_finish_r)                                                                           \
    X(GEOS_init_r)

typedef struct {
#define OQL_GEOS_FIELD(name) __typeof__(name) *name;
    OQL_GEOS_LIST(OQL_GEOS_FIELD)
#undef OQL_GEOS_FIELD
} oql_geos_functions;

/** Valid after oql_geos_load. */
extern oql_geos_functions oql_geos;

/** Load the library and find its functions, once.
 *  Errors   OQL_EIO (the library or a function of it is not there; the loader's words) */
oql_status oql_geos_load(oql_err *err) OQL_MUST_CHECK;

#define GEOSBufferWithStyle_r                oql_geos.GEOSBufferWithStyle_r
#define GEOSContext_setErrorMessageHandler_r oql_geos.GEOSContext_setErrorMessageHandler_r
#define GEOSCoordSeq_create_r                oql_geos.GEOSCoordSeq_create_r
#define GEOSCoordSeq_destroy_r               oql_geos.GEOSCoordSeq_destroy_r
#define GEOSCoordSeq_getSize_r               oql_geos.GEOSCoordSeq_getSize_r
#define GEOSCoordSeq_getXY_r                 oql_geos.GEOSCoordSeq_getXY_r
#define GEOSCoordSeq_setXY_r                 oql_geos.GEOSCoordSeq_setXY_r
#define GEOSDelaunayTriangulation_r          oql_geos.GEOSDelaunayTriangulation_r
#define GEOSGeom_clone_r                     oql_geos.GEOSGeom_clone_r
#define GEOSGeom_createCollection_r          oql_geos.GEOSGeom_createCollection_r
#define GEOSGeom_createLineString_r          oql_geos.GEOSGeom_createLineString_r
#define GEOSGeom_createPolygon_r             oql_geos.GEOSGeom_createPolygon_r
#define GEOSGeom_destroy_r                   oql_geos.GEOSGeom_destroy_r
#define GEOSGeom_getCoordSeq_r               oql_geos.GEOSGeom_getCoordSeq_r
#define GEOSGetExteriorRing_r                oql_geos.GEOSGetExteriorRing_r
#define GEOSGetGeometryN_r                   oql_geos.GEOSGetGeometryN_r
#define GEOSGetNumGeometries_r               oql_geos.GEOSGetNumGeometries_r
#define GEOSTopologyPreserveSimplify_r       oql_geos.GEOSTopologyPreserveSimplify_r
#define GEOSUnaryUnion_r                     oql_geos.GEOSUnaryUnion_r
#define GEOS_finish_r                        oql_geos.GEOS_finish_r
#define GEOS_init_r                          oql_geos.GEOS_init_r

#endif
