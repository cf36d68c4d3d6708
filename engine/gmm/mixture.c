/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/mixture.h"

#include <string.h>

static const char *const key = "mixture_model";

oql_status oql_gmm_spec_unmix(oql_arena *arena, const oql_gmm_spec *spec,
                              const oql_gmm_spec **out, oql_err *err)
{
    const oql_gmm_value *mixture = oql_gmm_spec_get(spec, key);
    if (mixture == NULL) {
        *out = spec;
        return OQL_OK;
    }
    if (mixture->type != OQL_ARG_TABLE) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: %s: %s: expected {factors = [...], weights = [...]}",
                        spec->path == NULL ? "" : spec->path, spec->line, spec->name, key);
    }
    const size_t n_own = mixture->as.table.n;
    oql_gmm_arg *inner = oql_arena_alloc(arena, spec->n_args, sizeof *inner);
    oql_gmm_arg *model = oql_arena_alloc(arena, 1, sizeof *model);
    oql_gmm_arg *args = oql_arena_alloc(arena, n_own + 1, sizeof *args);
    oql_gmm_spec *mixed = oql_arena_alloc(arena, 1, sizeof *mixed);
    if (inner == NULL || model == NULL || args == NULL || mixed == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a mixture of models");
    }
    size_t n = 0;
    for (size_t i = 0; i < spec->n_args; ++i) {
        if (strcmp(spec->args[i].key, key) != 0) {
            inner[n++] = spec->args[i];
        }
    }
    model->key = spec->name;
    model->value = (oql_gmm_value){.type = OQL_ARG_TABLE, .as.table = {.n = n, .arg = inner}};
    args[0].key = "gmpe";
    args[0].value = (oql_gmm_value){.type = OQL_ARG_TABLE, .as.table = {.n = 1, .arg = model}};
    for (size_t i = 0; i < n_own; ++i) {
        args[1 + i] = mixture->as.table.arg[i];
    }
    *mixed = *spec;
    mixed->name = "MixtureModel";
    mixed->n_args = n_own + 1;
    mixed->args = args;
    *out = mixed;
    return OQL_OK;
}
