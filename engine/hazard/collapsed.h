/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_COLLAPSED_H
#define OQL_HAZARD_COLLAPSED_H

#include "hazard/worker.h"

/** Private to the room: ruptures of points that differ only in place, collapsed.
 *
 *  The planes of one magnitude, nodal plane, depth and shape - a family - cause the same motion at
 *  sites of the same parameters when they are equally far. Where one distance r says it all, the
 *  rate of exceedance of a level is the sum of rate_i P(r_i) over the planes, P one function for the
 *  family. Distances are cut into bins, and in each bin, x from -1 to 1,
 *
 *      P is smooth:        P(x) = sum of P(x_k) l_k(x), the polynomials of Lagrange through six
 *                          points x_k, so that the sum needs the moments of the rates only, up to
 *                          the fifth, and six tabulated values of every model, measure and level;
 *      P is cut off, an end of the truncated normal distribution being in the bin:
 *                          P(x) = min(1, max(0, p(x))), p the polynomial through the values that the
 *                          function would have without the cut; it is summed plane by plane;
 *      a model is not smooth (a kink of its geometrical spreading, a step of its sigma), which the
 *                          fourth differences of its mean and sigma tell: planes are computed one
 *                          by one, as without all this.
 *
 *  One distance says it all when the models of the region ask for one only, for repi and rhypo, or,
 *  of vertical planes, for rjb, rrup and - no model being sided, oql_gmm_is_sided - rx and ry0.
 *  Sites of a block with the same parameters share responses (up to eight kinds of sixteen sites or more;
 *  the others go without), and the planes must be many: a response, which collapsed_store.h keeps, costs
 *  as much as some thousand contexts. Disaggregation, sources that are not Poissonian, amplification by
 *  kernel, sites below the surface and truncation below 1 take no part.
 *
 *  Error: curves move by less than 2e-6 of their value + 1e-8, which tests/cli/collapse.py holds random
 *  jobs to (the worst of twenty was 1.3e-7); single precision, which it replaces, is no better. The
 *  job key collapse_ruptures = false switches it off. Results depend on the problem only, never on
 *  threads or instruction sets.
 *
 *  Source: polynomial interpolation with its remainder, e.g. Abramowitz & Stegun (1964), 25.2.
 *  Threads: belongs to a worker.
 */
typedef struct oql_collapse oql_collapse;

/** What all planes of a family share. */
typedef struct {
    double rake, dip, strike, ztor, zbot, width, hypo_depth;
} oql_plane_kind;

/** *out is NULL where no rupture of the job may be collapsed. */
oql_status oql_collapse_create(const oql_setup *s, oql_collapse **out,
                               oql_err *err) OQL_MUST_CHECK;
void oql_collapse_destroy(oql_collapse *c); /**< NULL is fine */

/** Memory that responses may take, for all workers together, and that each worker takes beside. */
size_t oql_collapse_bytes(const oql_setup *s, size_t *worker);

/** Begin a tile. */
void oql_collapse_begin_tile(oql_worker *w);

/** Begin a magnitude, or new families of it: all sites are closed. */
void oql_collapse_begin(oql_worker *w, double mag);

/** Whether so many places of a shape, with so many variants each, are worth it. */
bool oql_collapse_is_worth(const oql_worker *w, size_t n_place, size_t n_variant);

/** The family of planes of a shape (any number that tells shapes apart) and of a variant of it, made
 *  when it is new; -1: they are not to be collapsed. Not between oql_ctx_begin_site and its flush. */
int oql_collapse_family(oql_worker *w, int32_t shape, int32_t variant,
                        const oql_plane_kind *kind);

/** Whether a family was refused because there are too many. */
bool oql_collapse_is_full(const oql_worker *w);

/** Which distances of planes that have a family are needed, OQL_WANT_... */
unsigned oql_collapse_wants(const oql_worker *w);

/** Planes as the current site sees them; arrays (cap). */
typedef struct {
    size_t cap;
    const double *distance; /**< (6, cap) rows of oql_planar_out */
    const double *rate;     /**< per year */
    const int8_t *family;   /**< -1: none */
} oql_planes_at;

/** Add those of planes [first, end) that are felt and may be collapsed: they are no longer felt. */
void oql_collapse_take(oql_worker *w, const oql_planes_at *p, size_t first, size_t end,
                       uint8_t *felt);
#define OQL_TAKE_MAX 4096 /* planes of a call, the others stay */

/** Give the current site what its planes cause, before the flush of its lanes. */
void oql_collapse_close_site(oql_worker *w);

#endif
