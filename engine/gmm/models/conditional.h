/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_CONDITIONAL_H
#define OQL_GMM_MODELS_CONDITIONAL_H

#include <stdlib.h>

#include "gmm/models/children.h"
#include "gmm/models/terms.h"

/** Models of one kind of measure conditional on others, which a base model gives: the argument
 *  `gmpe = {NAME = {...}}`. Measures of other kinds are the base model's own. */

/** In init: the base model with the n_with measures `with`, followed by the measures of g that are
 *  not of that kind. Errors: OQL_EMODEL without the argument gmpe, and those of the base model. */
static inline oql_status oql_conditional_base(oql_gmm *g, const oql_gmm_spec *spec,
                                              oql_imt_kind kind, size_t n_with,
                                              const oql_imt *with, const oql_gmm **base,
                                              oql_err *err)
{
    const oql_gmm_value *model = oql_gmm_spec_get(spec, "gmpe");
    const size_t n = oql_gmm_n_imt(g);
    oql_imt *imt = NULL;
    size_t k = n_with;
    oql_status st = OQL_OK;

    if (model == NULL) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: %s: a conditional model needs the argument gmpe = {NAME = "
                        "{...}}, the model of what it is conditional on",
                        OQL_AT(spec), spec->name);
    }
    imt = oql_calloc(n + n_with, sizeof *imt);
    if (imt == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    if (n_with > 0) {
        memcpy(imt, with, n_with * sizeof *imt);
    }
    for (size_t m = 0; m < n; ++m) {
        if (oql_gmm_imt(g, m)->kind != kind) {
            imt[k++] = *oql_gmm_imt(g, m);
        }
    }
    if (k > 0) {
        st = oql_child_from_value(g, spec, model, k, imt, base, err);
    }
    free(imt);
    return st;
}

/** In eval: evaluate the base model, copy what is its own to the answer and return its rows; the
 *  first n_with are the conditions. Takes scratch; the caller marks and releases. */
static inline oql_gmm_out oql_conditional_eval(const oql_gmm *g, oql_imt_kind kind,
                                               size_t n_with, const oql_gmm *base,
                                               const oql_ctx *x, const oql_gmm_out *out)
{
    const size_t n = base == NULL ? 0 : oql_gmm_n_imt(base);
    const oql_gmm_out rows = oql_child_rows(x, n);
    size_t k = n_with;

    if (n > 0) {
        oql_gmm_eval(base, x, &rows);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        if (oql_gmm_imt(g, m)->kind != kind) {
            oql_child_copy(x, &rows, k++, out, m);
        }
    }
    return rows;
}

#endif
