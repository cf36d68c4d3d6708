/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_CHILDREN_H
#define OQL_GMM_MODELS_CHILDREN_H

#include <string.h>

#include "gmm/family.h"

/** Models that are built on other models. */

/** Two arguments for "%s:%d: " of a message: file and line of a specification. */
#define OQL_AT(spec) ((spec)->path == NULL ? "" : (spec)->path), (spec)->line

/** In init: a child from a nested argument such as gmpe = {ChiouYoungs2014 = {...}}. */
static inline oql_status oql_child_from_value(oql_gmm *g, const oql_gmm_spec *outer,
                                              const oql_gmm_value *value, size_t n_imt,
                                              const oql_imt *imt, const oql_gmm **child,
                                              oql_err *err)
{
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;
    const oql_gmm_spec *spec = NULL;

    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gmm_spec_from_value(arena, outer, value, &spec, err));
    OQL_TRY(oql_gmm_add_child(g, spec, n_imt, imt, child, err));
done:
    oql_arena_destroy(arena);
    return st;
}

/** Rows of scratch for the answer of a child with n_imt measures; released with the mark that
 * the
 *  caller took before. */
static inline oql_gmm_out oql_child_rows(const oql_ctx *x, size_t n_imt)
{
    const size_t n = n_imt * x->stride;
    double *a = oql_work_rows(x->work, 4 * n_imt, x->stride);
    const oql_gmm_out out = {a, a + n, a + 2 * n, a + 3 * n};
    return out;
}

/** Copy one measure of a child's answer. */
static inline void oql_child_copy(const oql_ctx *x, const oql_gmm_out *from, size_t m_from,
                                  const oql_gmm_out *to, size_t m_to)
{
    const size_t bytes = x->n * sizeof(double);
    const size_t f = m_from * x->stride, t = m_to * x->stride;

    memcpy(to->mean + t, from->mean + f, bytes);
    memcpy(to->sigma + t, from->sigma + f, bytes);
    memcpy(to->tau + t, from->tau + f, bytes);
    memcpy(to->phi + t, from->phi + f, bytes);
}

/** A copy of the context whose column p is one value in all lanes; takes a row of scratch. */
static inline oql_ctx oql_ctx_with(const oql_ctx *x, oql_ctx_param p, double value)
{
    oql_ctx copy = *x;
    double *row = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->stride; ++i) {
        row[i] = value;
    }
    copy.col[p] = row;
    copy.constant |= OQL_BIT(p);
    return copy;
}

#endif
