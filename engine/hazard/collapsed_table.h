/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_COLLAPSED_TABLE_H
#define OQL_HAZARD_COLLAPSED_TABLE_H

#include "hazard/collapsed.h"

/** Private to collapsed*.c: bins of distance and what a family of planes causes in them.
 *
 *  Points of a bin: x from -1 to 1, equally far from each other. C is the number of (leaf, measure,
 *  level) of the region, rounded up to OQL_SINGLE_WIDTH.
 */
#define OQL_BIN_MAX   64
#define OQL_BIN_STEPS 8000 /* steps of distance that belong to a bin */

typedef struct {
    size_t n;
    double centre_km[OQL_BIN_MAX], half_km[OQL_BIN_MAX];
    double by_half[OQL_BIN_MAX];        /**< 1 / half_km */
    uint8_t of_step[OQL_BIN_STEPS + 1]; /**< by distance; OQL_BIN_MAX: beyond all */
    /** Coefficient j of the polynomial through values v: sum over k of power[j][k] v[k]. */
    double power[OQL_COLLAPSE_POINTS][OQL_COLLAPSE_POINTS];
} oql_distance_bins;

void oql_distance_bins_make(oql_distance_bins *b);

/** The bin of a distance >= 0, OQL_BIN_MAX beyond the last. */
size_t oql_distance_bins_find(const oql_distance_bins *b, double r_km);

/** Rows of oql_planar_out. */
enum { OQL_ROW_RRUP, OQL_ROW_RJB, OQL_ROW_RX, OQL_ROW_RY0, OQL_ROW_REPI, OQL_ROW_RHYPO };

/** The distances, one or two, that models of the region may look at; 0: some other is needed. */
size_t oql_collapse_distances(const oql_region *r, bool vertical, int row[2]);

/** What planes of a family cause by one distance: of the leaves that look at that one. */
typedef struct {
    int row; /**< of the distance */
    size_t n_leaf;
    size_t *leaf;        /**< (n_leaf) ascending */
    size_t columns;      /**< C = (n_leaf, measure, level), up to OQL_SINGLE_WIDTH */
    bool *exact;         /**< (bins) planes are to be computed one by one */
    float *rows;         /**< (bins, points, C) P at the points; 0 where it is cut off */
    uint32_t *cut_first; /**< (bins + 1) first cut-off value of a bin; each has a multiple of
                              OQL_SINGLE_WIDTH, n */
    float *cut;          /**< for each bin (points, n) polynomials */
    uint32_t *cut_at;    /**< which (leaf, measure, level) of the region */
} oql_collapse_table;

/** What planes of a family cause. Immutable once made. */
typedef struct {
    bool refused;   /**< some model looks at both distances */
    size_t n_table; /**< by distance */
    oql_collapse_table table[2];
    size_t bytes;
} oql_response;

/** A family of planes at a site of the block. */
typedef struct {
    oql_worker *w;
    const oql_distance_bins *bins;
    size_t n_bin; /**< wanted */
    size_t site;  /**< of the block: the response is that of all sites like it */
    oql_plane_kind kind;
    double mag;
    size_t n_row; /**< distances, from oql_collapse_distances */
    int row[2];
} oql_collapse_case;

/** Make the response; owned by the caller: oql_response_destroy. Not between oql_ctx_begin_site and
 *  its flush.  Errors: OQL_ENOMEM. */
oql_status oql_response_make(const oql_collapse_case *c, oql_response **out,
                             oql_err *err) OQL_MUST_CHECK;
void oql_response_destroy(oql_response *r); /**< NULL is fine */

/** About what a response of the region takes. */
size_t oql_response_bytes(const oql_setup *s, const oql_region *r);

/** Bins up to what the sources of a region can be felt at. */
size_t oql_collapse_n_bin(const oql_distance_bins *b, const oql_setup *s, const oql_region *r);

#endif
