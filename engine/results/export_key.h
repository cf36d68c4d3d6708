/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_RESULTS_EXPORT_KEY_H
#define OQL_RESULTS_EXPORT_KEY_H

#include <stddef.h>

#include "results/export_csv.h"

/** Write one array, or every array below a group, as tidy CSV: a row an element, a column an axis
 *  with its labels (statistic, measure, period, …; of a site also its coordinates, of a level also
 *  its intensity), the value last, with all the digits it needs to be read back as the same number.
 *
 *      <key>_<id>.csv    "/" in the key written as "-": hcurves_stats_1.csv, 0-SadighEtAl1997_1.csv
 *
 *  What is no plain character of a file name is written "_", and so is the end of a long name; the
 *  first eight digits of the key's SHA-256 then keep names apart. /inputs/<number> gives the very
 *  bytes of the file, without ".csv". A first line that starts with '#' tells engine, key, unit and
 *  description.
 *
 *  Memory    one row along the first axis, or 1 MB
 *  Errors    OQL_ENOTFOUND naming the keys there are; OQL_EIO naming the file that could not be
 *            written; OQL_EARG for a table (compound type)
 *  @param[out] n_file files written */
oql_status oql_export_key(const oql_export *e, const char *key, size_t *n_file,
                          oql_err *err) OQL_MUST_CHECK;

#endif
