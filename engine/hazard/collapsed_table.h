/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_COLLAPSED_TABLE_H
#define OQL_HAZARD_COLLAPSED_TABLE_H

#include "hazard/collapsed.h"

/** Private to collapsed*.c: bins of distance and what a family of planes causes in them.
 *
 *  Points of a bin: x from -1 to 1, equally far from each other. C is the number of (leaf, measure, level) of the region,
 *  rounded up to OQL_SINGLE_WIDTH.
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
    size_t *leaf;              /**< (n_leaf) ascending */
    size_t columns;            /**< C = (n_leaf, measure, level), up to OQL_SINGLE_WIDTH */
    bool exact[OQL_BIN_MAX];   /**< planes are to be computed one by one */
    size_t n_cut[OQL_BIN_MAX]; /**< cut-off values, padded to OQL_SINGLE_WIDTH */
    float *rows;               /**< (bins, points, C) P at the points; 0 where it is cut off */
    float *cut;                /**< (bins, points, C) polynomials of the cut-off values */
    uint32_t *cut_at;          /**< (bins, C) which (leaf, measure, level) of the region */
} oql_collapse_table;

size_t oql_collapse_columns(const oql_setup *s); /**< C of the largest region, all leaves */
oql_status oql_collapse_table_create(const oql_setup *s, oql_collapse_table **out,
                                     oql_err *err) OQL_MUST_CHECK;
void oql_collapse_table_destroy(oql_collapse_table *t); /**< NULL is fine */
size_t oql_collapse_table_bytes(const oql_setup *s);

/** A family of planes at the sites of the block, which are alike. */
typedef struct {
    oql_worker *w;
    const oql_distance_bins *bins;
    size_t first, end; /**< bins wanted */
    const oql_plane_kind *kind;
    double mag;
} oql_collapse_case;

/** Share the leaves among n tables, by the distance that each looks at; false when one looks at
 *  both. n is 1 or 2. */
bool oql_collapse_share(const oql_collapse_case *c, size_t n, const int row[2],
                        oql_collapse_table *table[2]);

/** Fill a table for its leaves. */
void oql_collapse_table_fill(oql_collapse_table *t, const oql_collapse_case *c);

#endif
