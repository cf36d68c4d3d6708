/* SPDX-License-Identifier: BSD-3-Clause */
#include "source/fault_surface.h"

/* Ruptures that a model lists one by one. */

oql_status oql_source_given(const oql_source *src, size_t k, int32_t source, oql_fault **out,
                            oql_err *err)
{
    const oql_given_rupture *r = &src->ruptures[k];
    const double mag = r->mag, one = 1.0;
    const oql_mfd mfd = {.kind = OQL_MFD_ARBITRARY, .n = 1, .mag = &mag, .rate_per_yr = &one};
    oql_source whole = {.type = OQL_SOURCE_CHARACTERISTIC,
                        .id = src->id,
                        .mfd = &mfd,
                        .geometry = r->geometry,
                        .rake_deg = r->rake_deg};
    oql_status st = OQL_OK;

    OQL_TRY(oql_source_fault(&whole, source, out, err));
    (*out)->hypo_lon_deg[0] = r->hypo[0];
    (*out)->hypo_lat_deg[0] = r->hypo[1];
    (*out)->hypo_depth_km[0] = r->hypo[2];
done:
    return st;
}
