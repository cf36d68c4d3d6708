/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_LOGICTREE_LOGICTREE_H
#define OQL_LOGICTREE_LOGICTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gmmspec.h"
#include "base/memory.h"
#include "base/problems.h"
#include "base/status.h"
#include "base/xmlnode.h"

/** The two logic trees of a job as they stand in their files.
 *
 *  nrml/logictree_xml.h reads them; logictree/realizations.h makes realizations of them.
 *
 *      source-model tree            ground-motion tree
 *      set 0: sourceModel           set 0: region "Active …"   branches = models
 *        branch b1 ── set 1           set 1: region "Stable …"
 *        branch b2 ── set 2           …
 *
 *  A set hangs below the branches it applies to; a branch that has nothing below it while
 *  others of its level have, gets a dummy set with the one branch "." (as OpenQuake writes in
 *  paths).
 *
 *  Building: create, then add_set and add_branch in file order, then finish, which validates,
 *  links the sets and adds every problem it finds with file and line. A tree is not changed any
 *  more then. Ownership  a tree owns all it points to (one arena); everything given to add_* is
 *  copied Threads    one thread while building, any number afterwards
 */

#define OQL_LT_NONE         (-1)
#define OQL_LT_MAX_BRANCHES 183 /**< branches of one set: OpenQuake has that many letters */

/** Uncertainty types of the source-model tree: name, form of the value and, of a value that is
 *  an XML element, the name of that element.
 *
 *  FILES    names of source-model files                              value.files
 *  NUMBERS  1, 2 or 3 numbers                                        value.number
 *  TEXT     a scaling relation                                       value.text
 *  NODE     <uncertaintyModel> with that child element               value.node
 */
#define OQL_UNCERTAINTY_LIST(X)                                                                \
    X(SOURCE_MODEL, "sourceModel", FILES, 0, "")                                               \
    X(EXTEND_MODEL, "extendModel", FILES, 0, "")                                               \
    X(AB_GR_ABSOLUTE, "abGRAbsolute", NUMBERS, 2, "")                                          \
    X(AB_MAX_MAG_ABSOLUTE, "abMaxMagAbsolute", NUMBERS, 3, "")                                 \
    X(B_GR_ABSOLUTE, "bGRAbsolute", NUMBERS, 1, "")                                            \
    X(B_GR_RELATIVE, "bGRRelative", NUMBERS, 1, "")                                            \
    X(MAX_MAG_GR_RELATIVE, "maxMagGRRelative", NUMBERS, 1, "")                                 \
    X(MAX_MAG_GR_RELATIVE_NO_BALANCE, "maxMagGRRelativeNoMoBalance", NUMBERS, 1, "")           \
    X(MAX_MAG_GR_ABSOLUTE, "maxMagGRAbsolute", NUMBERS, 1, "")                                 \
    X(INCREMENTAL_MFD_ABSOLUTE, "incrementalMFDAbsolute", NODE, 0, "incrementalMFD")           \
    X(TRUNC_GR_FROM_SLIP_ABSOLUTE, "truncatedGRFromSlipAbsolute", NODE, 0,                     \
      "faultActivityData")                                                                     \
    X(SET_MSR_ABSOLUTE, "setMSRAbsolute", TEXT, 0, "")                                         \
    X(RECOMPUTE_MMAX, "recomputeMmax", NUMBERS, 1, "")                                         \
    X(SET_LOWER_DEPTH_ABSOLUTE, "setLowerSeismDepthAbsolute", NUMBERS, 1, "")                  \
    X(SET_UPPER_DEPTH_ABSOLUTE, "setUpperSeismDepthAbsolute", NUMBERS, 1, "")                  \
    X(FAULT_DIP_RELATIVE, "simpleFaultDipRelative", NUMBERS, 1, "")                            \
    X(FAULT_DIP_ABSOLUTE, "simpleFaultDipAbsolute", NUMBERS, 1, "")                            \
    X(AREA_GEOMETRY_ABSOLUTE, "areaSourceGeometryAbsolute", NODE, 0, "areaGeometry")           \
    X(SIMPLE_GEOMETRY_ABSOLUTE, "simpleFaultGeometryAbsolute", NODE, 0, "simpleFaultGeometry") \
    X(COMPLEX_GEOMETRY_ABSOLUTE, "complexFaultGeometryAbsolute", NODE, 0,                      \
      "complexFaultGeometry")                                                                  \
    X(CHAR_GEOMETRY_ABSOLUTE, "characteristicFaultGeometryAbsolute", NODE, 0, "surface")

typedef enum {
#define OQL_UNCERTAINTY_ENUM(id, text, form, n, child) OQL_UNC_##id,
    OQL_UNCERTAINTY_LIST(OQL_UNCERTAINTY_ENUM)
#undef OQL_UNCERTAINTY_ENUM
        OQL_UNC_DUMMY /**< below a branch to which no set applies */
} oql_uncertainty;

typedef enum {
    OQL_LT_FORM_FILES,
    OQL_LT_FORM_NUMBERS,
    OQL_LT_FORM_TEXT,
    OQL_LT_FORM_NODE
} oql_lt_form;

/** Type of that name; false when there is none. */
bool oql_uncertainty_find(const char *name, oql_uncertainty *out);
const char *oql_uncertainty_name(oql_uncertainty type);
oql_lt_form oql_uncertainty_form(oql_uncertainty type);
size_t oql_uncertainty_numbers(oql_uncertainty type);      /**< of NUMBERS: how many */
const char *oql_uncertainty_element(oql_uncertainty type); /**< of NODE: child element */
/** Name of the known type nearest to a misspelt one, or NULL. */
const char *oql_uncertainty_nearest(const char *name);

/** What <uncertaintyModel> holds, after its set's type; members of other forms are empty. */
typedef struct {
    const char *text; /**< as written, stripped of white space at both ends, never NULL */
    size_t n_files;
    const char *const *files; /**< (n_files) paths, made relative to the directory of the tree's
                                   file as the job reader sees it */
    size_t n_numbers;
    const double *number;     /**< (n_numbers) */
    const oql_xml_node *node; /**< the <uncertaintyModel> element */
} oql_lt_value;

typedef struct {
    const char *id;
    double weight;
    oql_lt_value value;
    int line;
    int32_t set;    /**< index of its set */
    int32_t number; /**< within its set in the file, from 0: its letter in compact paths */
    int32_t child;  /**< set below it, OQL_LT_NONE at an end */
} oql_smlt_branch;

typedef struct {
    const char *id;
    oql_uncertainty type;
    size_t n_apply_sources;
    const char *const *apply_sources; /**< source ids; none = all sources */
    const char *apply_trt;            /**< tectonic region, NULL = all */
    size_t n_apply_branches;
    const char *const *apply_branches; /**< branch ids; none = all of the level above */
    int line;
    int32_t first, n; /**< its branches are first … first + n - 1 */
    int32_t ordinal;  /**< column of the random numbers in sampling; 0 for a dummy */
} oql_smlt_set;

/** Source-model logic tree. */
typedef struct oql_smlt {
    const char *path;           /**< its file, for messages */
    size_t n_sets, n_real_sets; /**< dummies come after the real ones */
    oql_smlt_set *sets;         /**< set 0 is the root */
    size_t n_branches, n_real_branches;
    oql_smlt_branch *branches;
    size_t depth;                  /**< longest path, branches */
    double n_paths;                /**< number of all paths, exact up to 2^53 */
    oql_arena *arena;              /**< private */
    size_t cap_sets, cap_branches; /**< private */
} oql_smlt;

oql_status oql_smlt_create(const char *path, oql_smlt **out, oql_err *err) OQL_MUST_CHECK;
void oql_smlt_destroy(oql_smlt *tree); /**< NULL is fine */

/** Add a set; id, type, apply_*, line are read and copied, the rest is ignored. */
oql_status oql_smlt_add_set(oql_smlt *tree, const oql_smlt_set *set,
                            oql_err *err) OQL_MUST_CHECK;

/** Add a branch to the last set; id, weight, value, line are read and copied. */
oql_status oql_smlt_add_branch(oql_smlt *tree, const oql_smlt_branch *branch,
                               oql_err *err) OQL_MUST_CHECK;

/** Validate and link. Problems go to `problems`; OQL_EMODEL when there was an error among them,
 *  OQL_ENOMEM. The tree may only be destroyed after a failure. */
oql_status oql_smlt_finish(oql_smlt *tree, oql_problems *problems, oql_err *err) OQL_MUST_CHECK;

/** Tree of one branch "b0" for a job that names source models without a logic tree. */
oql_status oql_smlt_trivial(const char *path, size_t n_files, const char *const *files,
                            oql_smlt **out, oql_err *err) OQL_MUST_CHECK;

/** What a source-model file contains, as far as the trees are concerned. */
typedef struct {
    const char *file; /**< as in value.files */
    const char *id;   /**< source id up to a colon */
    const char *trt;
} oql_lt_source;

/** The tree reduced to one source (job key source_id): files without it are left out of the
 *  branches, branches without files are merged, and sets that apply to other sources go. The
 *  result is a tree of its own. Errors as of oql_smlt_finish(). */
oql_status oql_smlt_keep_source(const oql_smlt *tree, const char *source_id, size_t n,
                                const oql_lt_source *sources, oql_problems *problems,
                                oql_smlt **out, oql_err *err) OQL_MUST_CHECK;

/** Check the filters against the sources of all files: ids and regions that exist nowhere, ids
 *  in several branches without applyToBranches, absolute uncertainties that name no single
 *  source. */
void oql_smlt_check_sources(const oql_smlt *tree, size_t n, const oql_lt_source *sources,
                            oql_problems *problems);

/* ---- ground motion ---- */

typedef struct {
    const char *imt; /**< as written */
    double weight;
} oql_imt_weight;

typedef struct {
    const char *id; /**< as OpenQuake names it: "g", letter of its number, number of its set */
    const oql_gmm_spec *spec;
    double weight; /**< default weight */
    size_t n_imt;
    const oql_imt_weight *imt; /**< (n_imt) weights for single measures */
    int line;
    int32_t set, number;
} oql_gslt_branch;

typedef struct {
    const char *id;
    const char *trt; /**< tectonic region; "*" = any */
    int line;
    int32_t first, n;
} oql_gslt_set;

/** Ground-motion logic tree. */
typedef struct oql_gslt {
    const char *path;
    size_t n_sets;
    oql_gslt_set *sets;
    size_t n_branches;
    oql_gslt_branch *branches;
    oql_arena *arena;              /**< private */
    size_t cap_sets, cap_branches; /**< private */
} oql_gslt;

oql_status oql_gslt_create(const char *path, oql_gslt **out, oql_err *err) OQL_MUST_CHECK;
void oql_gslt_destroy(oql_gslt *tree); /**< NULL is fine */

/** Add a set; id, trt, line are copied. */
oql_status oql_gslt_add_set(oql_gslt *tree, const oql_gslt_set *set,
                            oql_err *err) OQL_MUST_CHECK;

/** Add a branch to the last set; text and attributes become its spec (base/gmmspec.h). */
oql_status oql_gslt_add_branch(oql_gslt *tree, const char *text, size_t n_attrs,
                               const char *const *attr_name, const char *const *attr_value,
                               double weight, size_t n_imt, const oql_imt_weight *imt, int line,
                               oql_err *err) OQL_MUST_CHECK;

oql_status oql_gslt_finish(oql_gslt *tree, oql_problems *problems, oql_err *err) OQL_MUST_CHECK;

/** Tree of one model for every region ("*"): the job's `gsim` key. */
oql_status oql_gslt_trivial(const char *path, const char *gsim, oql_gslt **out,
                            oql_err *err) OQL_MUST_CHECK;

/** Tree for these regions in which each of the named branch sets (job key
 *  collapse_gsim_logic_tree) is one branch: the model AvgPoeGMPE, which averages the
 *  probabilities of exceedance of the set's models. The result is a tree of its own; sets of
 *  other regions are gone. Unknown ids are problems (OQL_EMODEL). Unlike OpenQuake, which keeps
 *  only the last branch of a set that is not named. */
oql_status oql_gslt_collapse(const oql_gslt *tree, size_t n_trts, const char *const *trts,
                             size_t n_ids, const char *const *ids, oql_problems *problems,
                             oql_gslt **out, oql_err *err) OQL_MUST_CHECK;

/** Set of a region, NULL when it has none; the set of "*" serves every region. */
const oql_gslt_set *oql_gslt_find(const oql_gslt *tree, const char *trt);

/** Letter of branch number i (0 … 182) in compact paths: UTF-8, 1 or 2 bytes; static storage.
 *  */
const char *oql_lt_letter(size_t i);

#endif
