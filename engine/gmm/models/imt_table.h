/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_IMT_TABLE_H
#define OQL_GMM_MODELS_IMT_TABLE_H

#include "gmm/models/terms.h"

/** An argument that is a table from measures to numbers, such as {PGA = 0.1, "SA(0.1)" = 0.2};
 *  it is interpolated between periods as published coefficients are. It lives in the instance
 *  state. */

enum { OQL_IMT_TABLE_MAX = 128 };

typedef struct {
    size_t n; /**< entries, 0: the argument was not given */
    const char *imt[OQL_IMT_TABLE_MAX];
    double period_s[OQL_IMT_TABLE_MAX], value[OQL_IMT_TABLE_MAX];
} oql_imt_table;

/** Read the argument key. Errors: OQL_EMODEL when it is not such a table. */
static inline oql_status oql_imt_table_read(const oql_gmm_spec *spec, const char *key,
                                            oql_imt_table *t, oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_spec_get(spec, key);

    if (v == NULL) {
        return OQL_OK;
    }
    if (v->type != OQL_ARG_TABLE || v->as.table.n > OQL_IMT_TABLE_MAX) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s: %s: expected a table of at most %d measures with their values",
                        spec->name, key, (int)OQL_IMT_TABLE_MAX);
    }
    for (size_t i = 0; i < v->as.table.n; ++i) {
        const oql_gmm_arg *a = &v->as.table.arg[i];
        oql_imt imt;
        const oql_status st = oql_imt_parse(a->key, &imt, err);
        if (st != OQL_OK) {
            return st;
        }
        if (!oql_gmm_value_number(&a->value, &t->value[i])) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: %s: %s: expected a number", spec->name, key,
                            a->key);
        }
        t->imt[i] = oql_imt_name(imt.kind);
        t->period_s[i] = imt.period_s;
    }
    t->n = v->as.table.n;
    return OQL_OK;
}

/** Value at a measure. Errors: OQL_EMODEL when the table does not reach it. */
static inline oql_status oql_imt_table_at(const oql_imt_table *t, const char *key,
                                          const oql_imt *imt, double *value, oql_err *err)
{
    static const char *const column[] = {"value"};
    const oql_coeff_table c = {key, t->n, 1, t->imt, t->period_s, column, t->value};
    return oql_coeff_row(&c, imt, value, err);
}

#endif
