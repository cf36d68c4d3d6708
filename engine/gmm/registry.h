/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_REGISTRY_H
#define OQL_GMM_REGISTRY_H

#include <stddef.h>

#include "gmm/family.h"

/** Every name of a model, for model.c and the listings; the families themselves are found by the
 *  file names in engine/gmm/models at build time. */
typedef struct {
    const char *name;           /**< of the class or alias */
    const oql_gmm_class *class; /**< at the instruction-set level of this machine */
    const oql_gmm_alias *alias; /**< NULL for a class */
} oql_gmm_entry;

/** Entry by name, or NULL. Threads: safe, the index is built once. */
const oql_gmm_entry *oql_gmm_entry_find(const char *name);
/** Entry in order of names, or NULL beyond the last. */
const oql_gmm_entry *oql_gmm_entry_at(size_t index);

/** OQL_EMODEL for an unknown name, with the nearest known one. */
oql_status oql_gmm_refuse_name(const char *path, int line, const char *name, oql_err *err);

#endif
