/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_LOGICTREE_REALIZATIONS_H
#define OQL_LOGICTREE_REALIZATIONS_H

#include "logictree/logictree.h"

/** Realizations: a path through the source-model tree times a choice of one model for each
 *  region.
 *
 *  Names and dimensions
 *      S   source-model realizations (smr), sorted by their path as OpenQuake does
 *      T   tectonic regions, sorted by name (or the one region "*")
 *      R   realizations; those of one smr are consecutive: rlz_begin(s) … rlz_begin(s+1) - 1
 *
 *  Only paths are held, never realizations one by one: with full enumeration model choices are
 *  computed from the number of the realization, with sampling they are T small integers each.
 *
 *  What the calculator does with a group of sources that belong to the smr's A and region t,
 *  and with model g of that region: its curves belong to every realization r with smr(r) in A
 *  and model(r, t) == g.
 *
 *  Ownership  keeps pointers into both trees, which must live longer
 *  Threads    read-only once built
 */
typedef enum {
    OQL_LT_EARLY_WEIGHTS,
    OQL_LT_LATE_WEIGHTS,
    OQL_LT_EARLY_LATIN,
    OQL_LT_LATE_LATIN
} oql_lt_sampling;

typedef struct {
    size_t n_samples; /**< 0 = full enumeration */
    uint32_t seed;    /**< random_seed of the job */
    oql_lt_sampling sampling;
    double max_paths; /**< refuse full enumeration of more realizations; 0 = no limit */
} oql_lt_options;

typedef struct oql_lt oql_lt;

/** Build the realizations for the regions that occur in the source models (sorted here;
 *  duplicates are ignored). Problems (region without models, too many paths) are added with
 *  file and line, all
 *  of them; OQL_EMODEL then. n_trts == 0 takes every set of the ground-motion tree. */
oql_status oql_lt_create(const oql_smlt *smlt, const oql_gslt *gslt, size_t n_trts,
                         const char *const *trts, const oql_lt_options *options,
                         oql_problems *problems, oql_lt **out, oql_err *err) OQL_MUST_CHECK;
void oql_lt_destroy(oql_lt *lt); /**< NULL is fine */

/* ---- regions and models ---- */
size_t oql_lt_n_trts(const oql_lt *lt);
const char *oql_lt_trt(const oql_lt *lt, size_t t);
/** Index of a region; with the one region "*" always 0; OQL_LT_NONE when unknown. */
int oql_lt_find_trt(const oql_lt *lt, const char *trt);
size_t oql_lt_n_models(const oql_lt *lt, size_t t);
/** Model g of region t: its spec, weight and id. */
const oql_gslt_branch *oql_lt_model(const oql_lt *lt, size_t t, size_t g);

/* ---- source-model realizations ---- */
size_t oql_lt_n_smr(const oql_lt *lt);
double oql_lt_smr_weight(const oql_lt *lt,
                         size_t s); /**< sum is 1 but for sampling, unscaled */
/** Branches of its path, in order, dummies included: *n of them, borrowed. */
const int32_t *oql_lt_smr_path(const oql_lt *lt, size_t s, size_t *n);
/** Source-model files of s: those of sourceModel, then of extendModel branches. Writes at most
 *  cap pointers (borrowed) and returns how many there are. */
size_t oql_lt_smr_files(const oql_lt *lt, size_t s, size_t cap, const char **files);
/** Uncertainties to apply to the sources of s, in order: at most cap branch indices, returns
 *  how many there are. The set of branch b (type, filters) is
 *  smlt->sets[smlt->branches[b].set]. As in
 *  OpenQuake nothing that stands behind a dummy branch is applied. */
size_t oql_lt_smr_uncertainties(const oql_lt *lt, size_t s, size_t cap, int32_t *branch);

/* ---- realizations ---- */
size_t oql_lt_n_rlz(const oql_lt *lt);
size_t oql_lt_rlz_begin(const oql_lt *lt, size_t s); /**< s may be S: gives R */
size_t oql_lt_rlz_smr(const oql_lt *lt, size_t r);
size_t oql_lt_rlz_model(const oql_lt *lt, size_t r, size_t t); /**< model of region t */
/** Weight; all R sum to 1. imt NULL or unknown = default weight; else the weight for that
 *  measure (only with full enumeration; as in OpenQuake the product over the branches that name
 *  it). */
double oql_lt_rlz_weight(const oql_lt *lt, size_t r, const char *imt);
bool oql_lt_has_imt_weights(const oql_lt *lt);
/** Factor that model g of region t brings into the weight of a full enumeration for that measure. */
double oql_lt_branch_weight(const oql_lt *lt, size_t t, size_t g, const char *imt);
bool oql_lt_is_sampled(const oql_lt *lt); /**< not every choice of models is a realization */

/** Total weight of the realizations with smr s and model g in region t, without enumerating
 *  them: what a mean needs. */
double oql_lt_model_weight(const oql_lt *lt, size_t s, size_t t, size_t g);

/** Compact path, such as "AB~CA": a letter for each branch of the source-model path ("." for a
 *  dummy), "~", a letter for each region; the text of realizations_<id>.csv. Writes at most
 *  size bytes with a terminator; returns the length it has. */
size_t oql_lt_rlz_path(const oql_lt *lt, size_t r, char *out, size_t size);
/** Ids of the ground-motion branches, such as "gA0~gB1". */
size_t oql_lt_rlz_models_path(const oql_lt *lt, size_t r, char *out, size_t size);
/** Ids of the source-model branches, such as "b1~b21". */
size_t oql_lt_smr_path_text(const oql_lt *lt, size_t s, char *out, size_t size);

#endif
