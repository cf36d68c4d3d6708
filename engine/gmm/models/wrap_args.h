/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_WRAP_ARGS_H
#define OQL_GMM_MODELS_WRAP_ARGS_H

#include "gmm/family.h"

/** In init: the model that this one modifies, of that name, with the arguments and the measures
 *  of this one. */
static inline oql_status oql_add_same(oql_gmm *g, const oql_gmm_spec *spec, const char *name,
                                      const oql_gmm **child, oql_err *err)
{
    oql_gmm_spec same = *spec;

    same.name = name;
    return oql_gmm_add_child(g, &same, oql_gmm_n_imt(g), oql_gmm_imt(g, 0), child, err);
}

#endif
