/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_WORKER_H
#define OQL_HAZARD_WORKER_H

#include <math.h>

#include "gmm/work.h"
#include "hazard/inputs.h"
#include "kernels/kernels.h"

/** Private to the room: what one thread computes a tile with.
 *
 *  A tile is the rates of exceedance that some sources of a group cause at a block of sites:
 *
 *      sources ─► contexts (one site and up to OQL_CTX_LANES ruptures of one magnitude, or one
 *                 rupture and all sites of the block) ─► models ─► kernels ─► rates (G, M, L, S)
 *
 *  All memory is allocated when the worker is made; it belongs to one thread.
 */
#define OQL_CTX_LANES 256

/** What all tiles share. */
typedef struct {
    const oql_inputs *in;
    const oql_kernels *kernels;
    oql_survival survival;
    size_t n_imt, n_lvl;                     /**< M, L */
    const double *site_value[OQL_CTX_N];     /**< (N) of site parameters, NULL for others */
    const char *const *site_text[OQL_CTX_N]; /**< (N) of those that are texts */
    bool single;           /**< exceedance in single precision where lanes are ruptures */
    double *ln_iml_middle; /**< (M) */
    float *ln_iml_single;  /**< (M, L) less their middle */
    double *ln_iml;        /**< (M, L) ln of the levels; plain values for MMI */
    bool few_sites;        /**< OpenQuake's rule: at most max_sites_disagg sites in the job */
    size_t block_sites;    /**< sites of a full block, a multiple of 8 */
    size_t max_leaf;       /**< most models of a region */
    double *ln_rock;       /**< (soil->n_grid) ln of the levels on rock; NULL without soil */
    const oql_amplification *soil; /**< kernel method: motions on soil; else NULL */
    bool closest_point;            /**< CLON, CLAT are wanted whatever the models ask for */
    struct oql_collapse_store *responses; /**< collapsed_store.c; shared by the workers */
} oql_setup;

/** Whether the sites have a parameter. */
static inline bool oql_setup_has_site(const oql_setup *s, size_t param)
{
    return s->site_value[param] != NULL || s->site_text[param] != NULL;
}

oql_status oql_setup_init(oql_setup *s, const oql_inputs *in, oql_err *err) OQL_MUST_CHECK;
void oql_setup_clear(oql_setup *s);

typedef struct oql_worker {
    const oql_setup *setup;
    const oql_group *group; /**< of the current tile */
    const oql_region *region;
    size_t site0, n_site; /**< block of sites; n_site <= block_sites */
    size_t stride;        /**< n_site rounded up to 8 */
    double *rates;        /**< (G, M, L, stride) of the current tile, per year; borrowed */
    double *rows;         /**< (block, G, M, L) what oql_ctx_end_sites adds to them */
    bool *row_used;       /**< (block) */

    oql_ctx ctx;            /**< block being filled; ctx.n lanes so far */
    double *col[OQL_CTX_N]; /**< (cap) columns, NULL where no model asks */
    double *rate;           /**< (cap) per year */
    double *lanes_rate;     /**< (cap) rate times the weight of a part */
    size_t site;            /**< site of the block that the lanes belong to */
    oql_gmm_out out;
    double *lanes;   /**< (L, 8) */
    double *scratch; /**< (3 cap) */
    float *single;   /**< ((2 L + 1) 16) */
    oql_work *work;
    double *site_col[OQL_CTX_N]; /**< (stride) site parameters of the block */
    oql_planar_site *site_xyz;   /**< (block) */

    uint64_t n_ctx;       /**< contexts computed so far by this worker, */
    uint64_t n_collapsed; /**< and how many of them were collapsed */

    struct oql_plane_set *full, *mean; /**< planar ruptures, points_tile.c */
    struct oql_place_scratch *place;
    struct oql_collapse *collapse; /**< collapsed.c; NULL: nothing is collapsed in this job */
    oql_window_work *windows;      /**< fault_tile.c */
    const oql_occurrence *occurrence; /**< of the ruptures being added; NULL: Poissonian */
    double *poes;                     /**< (M, L, cap) occurrence.c */
    double *rock;                     /**< (grid, cap) amplification by kernel, occurrence.c */
    struct oql_collector *collector;  /**< disaggregation: takes the lanes; NULL: curves */
    double *fault_dist;               /**< distances of the windows of a fault */
    size_t cap_fault_dist;
} oql_worker;

oql_status oql_worker_create(const oql_setup *setup, oql_worker **out,
                             oql_err *err) OQL_MUST_CHECK;
void oql_worker_destroy(oql_worker *w); /**< NULL is fine */

/** Begin a tile: rates must be zero. */
void oql_worker_begin(oql_worker *w, const oql_group *group, size_t site0, size_t n_site,
                      double *rates);

/** Bytes that one worker allocates, for the plan. */
size_t oql_worker_bytes(const oql_setup *setup);

/** Magnitudes reach the models rounded to 3 decimals, as in OpenQuake. */
static inline double oql_round_mag(double mag)
{
    return nearbyint(mag * 1000.0) / 1000.0;
}

/* ---- contexts (worker.c) ---- */

/** Begin to add ruptures of one magnitude at one site of the block. */
void oql_ctx_begin_site(oql_worker *w, size_t site, double mag);
/** Up to n free lanes from *first on, at least one: the caller writes w->col[...][lane] and
 *  w->rate[lane]. Flushes when full. */
size_t oql_ctx_lanes(oql_worker *w, size_t n, size_t *first);
/** Write one value of a lane, when some model asks for the parameter. */
static inline void oql_ctx_put(oql_worker *w, oql_ctx_param p, size_t lane, double x)
{
    if (w->col[p] != NULL) {
        w->col[p][lane] = x;
    }
}
/** Mean and sigma of a leaf for measure m, rows of w->ctx.stride lanes. */
typedef void oql_ctx_seen(void *user, const oql_leaf *leaf, size_t m, const double *mean,
                          const double *sigma);
/** Show what the models say to the lanes of the block, and empty it: no rates are added. */
void oql_ctx_probe_site(oql_worker *w, oql_ctx_seen *see, void *user);
/** Compute what is in the block. */
void oql_ctx_flush_site(oql_worker *w);
/** Add what was computed at sites [first, end) of the block to w->rates: a row of theirs lies far
 *  from the next, so ruptures are first summed site by site. */
void oql_ctx_end_sites(oql_worker *w, size_t first, size_t end);
/** One rupture at all sites of the block: the caller has filled the columns of distances and ruptures
 *  and the rates (0 where too far) for stride lanes. */
void oql_ctx_flush_sites(oql_worker *w, double mag, uint64_t constant);

/* ---- sources ---- */

/** Add the rates of places [first, end) of the group. */
void oql_tile_points(oql_worker *w, size_t first, size_t end);
/** Add the rates of one fault. */
oql_status oql_tile_fault(oql_worker *w, const oql_ready_fault *fault,
                          oql_err *err) OQL_MUST_CHECK;
/** Add the rates of ruptures [first, end) of one fault. */
oql_status oql_tile_ruptures(oql_worker *w, const oql_ready_fault *fault, size_t first,
                             size_t end, oql_err *err) OQL_MUST_CHECK;
/** A lower bound of the distance of the fault from a point, cheaper than the distance. */
double oql_fault_bound_km(const oql_ready_fault *f, double lon_deg, double lat_deg,
                          double depth_km);

oql_status oql_points_scratch_create(oql_worker *w, oql_err *err) OQL_MUST_CHECK;
void oql_points_scratch_destroy(oql_worker *w);
size_t oql_points_scratch_bytes(const oql_setup *s); /**< what that allocates */

#endif
