/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_RESULTS_EXPORT_BY_SRC_H
#define OQL_RESULTS_EXPORT_BY_SRC_H

#include "results/export_csv.h"

/** Write hazard by source as CSV files in OpenQuake's form, one for each site; nothing when there is
 *  none. Zeros are left out.
 *
 *      mean_rates_by_src-<site>_<id>.csv     source_id,imt,iml,afoe
 *      mean_disagg_by_src[-<site>]_<id>.csv  source_id,mag,dist,eps,imt,afoe
 *
 *  The second without site when there is one; mag, dist and eps are middles of bins. afoe of the first
 *  is a rate per year, of the second a rate in the investigation time, as OpenQuake's.
 */
oql_status oql_export_by_src(const oql_export *e, size_t *n_file, oql_err *err) OQL_MUST_CHECK;

#endif
