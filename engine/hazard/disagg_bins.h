/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_DISAGG_BINS_H
#define OQL_HAZARD_DISAGG_BINS_H

#include "hazard/inputs.h"

/** Bins of a disaggregation: magnitude, distance (rrup), longitude and latitude of the point of the
 *  rupture that is closest to the site, epsilon, tectonic region.
 *
 *  Edges and the sides that they are closed on are OpenQuake's, see each function.
 *  Threads   immutable once made
 */
enum { OQL_AXIS_MAG, OQL_AXIS_DIST, OQL_AXIS_LON, OQL_AXIS_LAT, OQL_AXIS_EPS, OQL_AXES };

typedef struct {
    size_t n;           /**< bins */
    const double *edge; /**< (n + 1) ascending */
} oql_edges;

typedef struct {
    size_t n[OQL_AXES]; /**< bins of each axis; longitudes and latitudes: of every site */
    oql_edges mag, dist, eps;
    oql_edges *lon, *lat; /**< (N) */
    size_t n_trt;
    const char **trt;   /**< (n_trt) regions in which there are ruptures, by name */
    size_t *region_trt; /**< (n_region) index into trt; SIZE_MAX: no ruptures */
    size_t n_cell;      /**< product of n[] */
    double truncation;  /**< in standard deviations */
    double *band;       /**< (E) probability of each epsilon bin */
    double *above;      /**< (E + 1) probability of bins e, e + 1, … */
} oql_bins;

/** Bins of a job, all memory from the arena.
 *  Errors  OQL_ECONFIG: no rupture, or too many bins (more than 1e6 for all regions together);
 *          the text names the parameter to change */
oql_status oql_bins_make(const oql_inputs *in, oql_arena *arena, oql_bins *out,
                         oql_err *err) OQL_MUST_CHECK;

/** Multiples of width (job parameter key, for the message) from floor(lowest / width) to ceil(highest / width). */
oql_status oql_uniform_edges(const char *key, double lowest, double highest, double width,
                             oql_arena *arena, oql_edges *out, oql_err *err) OQL_MUST_CHECK;

/** Bin of a magnitude, open below and closed above: e0 < x <= e1, at or below the first edge the first
 *  bin; n above the last edge: no bin. */
size_t oql_bin_of_mag(const oql_edges *e, double mag);

/** Bin of a distance, longitude or latitude, closed below; what is outside of all bins goes to the
 *  last. */
size_t oql_bin_of(const oql_edges *e, double x);

/** The same for longitudes: bins may cross the date line. */
size_t oql_bin_of_lon(const oql_edges *e, double lon_deg);

/** Share of each epsilon bin in the probability that a level is exceeded: poe (E), the sum is the
 *  probability that the truncated normal law exceeds z = (ln level - mean) / sigma. With `star`
 *  all of it is in the bin of z itself (Bazzurro & Cornell 1999, doi:10.1785/BSSA0890020501). */
void oql_bins_epsilon(const oql_bins *b, double z, bool star, double *poe);

#endif
