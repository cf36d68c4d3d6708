/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_INPUTS_H
#define OQL_HAZARD_INPUTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/problems.h"
#include "base/status.h"
#include "geo/cloud.h"
#include "geo/multi_planar.h"
#include "geo/window_distance.h"
#include "gmm/gmm.h"
#include "hazard/amplification.h"
#include "hazard/component.h"
#include "hazard/models.h"
#include "hazard/occurrence.h"
#include "hazard/point_grid.h"
#include "job/job.h"
#include "job/sites.h"
#include "logictree/realizations.h"
#include "source/source.h"

/** Everything that a job names, read, checked and put together: the value from which the plan and
 *  the calculators start.
 *
 *      job ─► sites
 *      job ─► logic trees ─► realizations
 *      job ─► source models ─► variants (a source with the uncertainties that apply to it)
 *                              ─► groups: variants of one tectonic region that belong to the same
 *                                 source-model realizations; each variant is computed once
 *
 *  Immutable once loaded; shared by all threads.
 */

/** A ground-motion model that is evaluated: an ordinary model, or one part of an averaged one. */
typedef struct {
    const oql_gmm *gmm;
    double weight;          /**< of the part; 1 for an ordinary model */
    int32_t model;          /**< index g of the model in its region */
    size_t n_measure;       /**< it is asked for, all but for branches of weight 0 */
    const size_t *measure;  /**< (n_measure) which; NULL: all */
    oql_component *convert; /**< (M) to the geometric mean, or NULL: as the model gives it */
} oql_leaf;

/** The models of one tectonic region. */
typedef struct {
    const char *name;
    size_t n_model;
    oql_gmm **model;   /**< (n_model) */
    const char **text; /**< (n_model) as the logic tree writes them */
    size_t n_leaf;
    oql_leaf *leaf; /**< (n_leaf), by model */
    uint64_t needs; /**< OQL_BIT of the parameters of all models */
    bool sided;     /**< vertical ruptures have sides for some model, oql_gmm_is_sided */
} oql_region;

/** A fault-like source made ready: ruptures and what distances need. */
typedef struct {
    oql_fault *ruptures;
    oql_mesh_geometry *geometry; /**< mesh surfaces */
    oql_outlines
        *outlines;    /**< mesh surfaces, when a model needs rjb; borrows from oql_inputs */
    int32_t *outline; /**< (ruptures->n) numbers of the ruptures' outlines */
    oql_cloud_shape *shape;    /**< clouds, when a model needs rjb */
    oql_multi_planar *planes;  /**< surfaces of planes */
    oql_planar *plane;         /**< (ruptures->n_plane) each of them */
    oql_occurrence occurrence; /**< of all its ruptures */
} oql_ready_fault;

/** The ruptures of one source in a bundle: places and faults of its group. */
typedef struct {
    const oql_source *source;
    size_t place0, place1, fault0, fault1;
} oql_part;

/** Sources that are computed together because they depend on each other; hazard/bundles.h. */
typedef struct {
    const oql_source_group *atomic; /**< NULL: one source of points, not Poissonian */
    size_t n_part;
    oql_part *part;
} oql_bundle;

/** Sources that are computed together and written as /<trt_id>: trt_id is the group's index. */
typedef struct {
    int32_t trt; /**< index of the region */
    size_t n_smr;
    int32_t *smr; /**< (n_smr) source-model realizations, ascending */
    size_t n_source;
    const oql_source **source; /**< (n_source) variants, in file order */
    oql_points points;         /**< of the point-like ones; points.source indexes source[] */
    oql_cells *cells;          /**< when they are gathered in cells, else NULL */
    size_t n_fault;
    oql_ready_fault *fault; /**< of the others */
    size_t n_free_place,
        n_free_fault; /**< those before are independent, the others in bundles */
    size_t n_bundle;
    oql_bundle *bundle; /**< (n_bundle) */
    uint64_t n_rupture;
} oql_group;

/** Ground-motion tree of the sites of a label; hazard/labels.h. */
typedef struct oql_label oql_label;

typedef struct {
    oql_job *job;
    oql_sites *sites;
    oql_smlt *smlt;
    oql_smlt *smlt_whole; /**< as read, when smlt is its reduction to source_id; else NULL */
    oql_gslt *gslt;
    oql_lt *lt;
    size_t n_file;
    const char **file;        /**< (n_file) source-model files, in order of first use */
    oql_source_model **model; /**< (n_file) */
    const oql_models *shared; /**< holds some of the models, borrowed; or NULL */
    size_t n_region;
    oql_region *region; /**< (n_region) in the order of oql_lt_trt */
    size_t n_group;
    oql_group *group;
    size_t n_outlines, cap_outlines;
    oql_outlines **outlines; /**< (n_outlines) of the different meshes; made as distances ask */
    oql_arena *arena;        /**< owns lists and changed sources */
    size_t n_label;          /**< 0: one tree for all sites */
    oql_label *label;        /**< (n_label), the first without label */
    size_t *label_of_site;   /**< (N) */
    oql_amplification *amplification; /**< NULL: the curves are as the models give them */
    size_t n_section;
    oql_section *section; /**< (n_section) of all geometry models, sorted by id */
    size_t n_source;      /**< sources as read, all files */
    bool not_poisson;     /**< some ruptures are not; they need memory in the workers */
    double seconds_read;  /**< reading all that the job names, its ruptures counted */
} oql_inputs;

/** Read a job with all it names. Every problem found goes to `problems` (and reading goes on as far
 *  as it makes sense); the status is OQL_ECONFIG when there was an error among them.
 *
 *  @param[in]  n_over, over  "key=value" overrides
 *  @param[out] out           owned by the caller: oql_inputs_destroy; NULL on failure
 */
oql_status oql_inputs_load(const char *path, size_t n_over, const char *const *over,
                           oql_problems *problems, oql_inputs **out,
                           oql_err *err) OQL_MUST_CHECK;
void oql_inputs_destroy(oql_inputs *in); /**< NULL is fine */

/** The same with source models that were read before: those of `models` that fit the job are used,
 *  the others read. `models` must live as long as *out and does not change. */
oql_status oql_inputs_load_sharing(const char *path, size_t n_over, const char *const *over,
                                   const oql_models *models, oql_problems *problems,
                                   oql_inputs **out, oql_err *err) OQL_MUST_CHECK;

/** Read the source models of a job into `models`, to be shared. Files with mistakes or warnings are
 *  left to the loading of each job, which tells them. Starts no threads. */
oql_status oql_inputs_share_models(const char *path, size_t n_over, const char *const *over,
                                   oql_models *models, oql_err *err) OQL_MUST_CHECK;

/* Private to the room. */
oql_status oql_inputs_make_groups(oql_inputs *in, oql_problems *problems,
                                  oql_err *err) OQL_MUST_CHECK;

#endif
