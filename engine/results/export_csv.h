/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_RESULTS_EXPORT_CSV_H
#define OQL_RESULTS_EXPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "datastore/store.h"

/** Write the results of a calculation as CSV files in OpenQuake's form and names:
 *
 *      hazard_curve-<kind>-<IMT>_<id>.csv   lon,lat,depth,poe-<level>…
 *      hazard_map-<kind>_<id>.csv           lon,lat,<IMT>-<poe>…
 *      hazard_uhs-<kind>_<id>.csv           lon,lat,<poe>~<IMT>…
 *      realizations_<id>.csv                rlz_id,branch_path,weight
 *
 *  where <kind> is a statistic ("mean", "quantile-0.5") or, when the calculation kept realizations
 *  and there is more than one, "rlz-000". Numbers have 7 significant digits. A first line that
 *  starts with '#' tells engine, kind and investigation time.
 *
 *  Memory    one array of the store at a time, read in pieces
 *  Errors    OQL_EIO naming the file that could not be written
 */
typedef struct {
    oql_store *store;   /**< an open calculation */
    const char *dir;    /**< existing folder */
    int64_t id;         /**< calculation id, part of the names */
    const char *engine; /**< "oqlite 0.1.0", for the first line */
    bool traditional; /**< bins of a disaggregation as shares of the rate, not probabilities */
} oql_export;

/** Everything there is. *n_file (may be NULL) receives the number of files written. */
oql_status oql_export_csv(const oql_export *e, size_t *n_file, oql_err *err) OQL_MUST_CHECK;

#endif
