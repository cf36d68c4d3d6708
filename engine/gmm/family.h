/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_FAMILY_H
#define OQL_GMM_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

#include "gmm/args.h"
#include "gmm/coeffs.h"
#include "gmm/gmm.h"
#include "gmm/work.h"
#include "kernels/vmath.h"

/** What a file of engine/gmm/models/ is written with. One file is one published family.
 *
 *  The whole folder is compiled once for each instruction-set level (OQL_ISA = v1, v3, v4); the only
 *  external symbol of a file is its family, so everything else in it is static. Loops over lanes
 *  carry OQL_SIMD, are free of branches (use ?:) and call only the functions of kernels/vmath.h.
 */

/** Most measures have a row of prepared coefficients; a class says how large its row is. */
typedef struct oql_gmm_class oql_gmm_class;

struct oql_gmm_class {
    oql_gmm_info info;
    const void *variant; /**< data of this specialisation of the family's body, may be NULL */
    size_t state_size;   /**< bytes of instance state, zeroed before init */
    size_t row_size;     /**< bytes of prepared data for one measure, zeroed before prepare */
    /** Parse the arguments into g's state; NULL when the class takes none (any is then refused). */
    oql_status (*init)(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err);
    /** Look up the coefficients of one measure into row; OQL_EMODEL when it is not defined. */
    oql_status (*prepare)(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err);
    /** Fill out for all measures; see oql_gmm_eval. */
    void (*eval)(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out);
    /** Release what init allocated outside the state (children are released by the library). */
    void (*clear)(oql_gmm *g);
};

/** A row of the alias table: OpenQuake registers these as names of a class with arguments. */
typedef struct {
    const char *name;  /**< alias */
    const char *class; /**< name of the class, of any family */
    const char *args;  /**< TOML lines: "region = \"JPN\"\nsaturation_region = ..." */
} oql_gmm_alias;

typedef struct {
    size_t n_class;
    const oql_gmm_class *classes;
    size_t n_alias;
    const oql_gmm_alias *aliases;
} oql_gmm_family;

/* Names with the level appended: OQL_GMM_FAMILY(x) defines oql_gmm_family_x_v3. */
#ifndef OQL_ISA
#define OQL_ISA v1
#endif
#define OQL_PASTE_(a, b) a##_##b
#define OQL_PASTE(a, b)  OQL_PASTE_(a, b)

/** Define the exported family. The argument is the file's name without ".c". */
#define OQL_GMM_FAMILY(file)                                                                   \
    extern const oql_gmm_family OQL_PASTE(oql_gmm_family_##file, OQL_ISA);                     \
    const oql_gmm_family OQL_PASTE(oql_gmm_family_##file, OQL_ISA)

/** Put before each loop over lanes. */
#define OQL_PRAGMA_(x) _Pragma(#x)
#define OQL_SIMD       OQL_PRAGMA_(omp simd)

/* ---- inside init, prepare and eval ---- */

size_t oql_gmm_n_imt(const oql_gmm *g);
const oql_imt *oql_gmm_imt(const oql_gmm *g, size_t m);
const void *oql_gmm_variant(const oql_gmm *g);
void *oql_gmm_state(oql_gmm *g);                     /**< instance state, writable in init */
const void *oql_gmm_state_c(const oql_gmm *g);       /**< instance state in prepare and eval */
const void *oql_gmm_row(const oql_gmm *g, size_t m); /**< prepared row of measure m */
void oql_gmm_add_needs(oql_gmm *g, uint64_t params); /**< in init: arguments ask for more */
void oql_gmm_drop_needs(oql_gmm *g,
                        uint64_t params); /**< in init: arguments make some needless */

/** In init: a model used by this one, bound to measures of the parent's choosing, evaluated with
 *  oql_gmm_eval on the parent's (or a changed copy of the parent's) context. Released with g; its
 *  needs are added to g's. */
oql_status oql_gmm_add_child(oql_gmm *g, const oql_gmm_spec *spec, size_t n_imt,
                             const oql_imt *imt, const oql_gmm **child,
                             oql_err *err) OQL_MUST_CHECK;
/** The same from a class name without arguments. */
oql_status oql_gmm_add_child_named(oql_gmm *g, const char *name, size_t n_imt,
                                   const oql_imt *imt, const oql_gmm **child,
                                   oql_err *err) OQL_MUST_CHECK;

/** In init of a wrapper: the horizontal component is that of this child. */
void oql_gmm_take_component(oql_gmm *g, const oql_gmm *child);

/** In init of a class whose exceedance probability averages parts: declare child as part. */
oql_status oql_gmm_add_part(oql_gmm *g, const oql_gmm *child, double weight,
                            oql_err *err) OQL_MUST_CHECK;

#endif
