/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/estimate.h"

#include <omp.h>

#include "hazard/tiles.h"

oql_status oql_estimate_make(const oql_inputs *in, int n_thread, oql_estimate *out,
                             oql_err *err)
{
    oql_setup setup = {0};
    oql_tiling *tiling = NULL;
    oql_status st = OQL_OK;

    *out = (oql_estimate){0};
    OQL_TRY(oql_setup_init(&setup, in, err));
    OQL_TRY(oql_tiling_create(&setup, &tiling, err));
    const oql_cost *cost = oql_tiling_cost(tiling);
    out->n_context = cost->n[OQL_COST_CONTEXT];
    out->n_thread = n_thread > 0 ? n_thread : omp_get_max_threads();
    out->seconds = oql_cost_seconds(cost) / (double)out->n_thread;
done:
    oql_tiling_destroy(tiling);
    oql_setup_clear(&setup);
    return st;
}
