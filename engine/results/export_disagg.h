/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_RESULTS_EXPORT_DISAGG_H
#define OQL_RESULTS_EXPORT_DISAGG_H

#include "results/export_csv.h"

/** Write a disaggregation, when the calculation holds one, in OpenQuake's form and names:
 *
 *      <kind>-<site>_<id>.csv        imt,iml,poe,<axis>…,rlz<r>…   chosen realizations
 *      <kind>-mean-<site>_<id>.csv   imt,iml,poe,<axis>…,mean      when there are several
 *
 *  <kind> names the axes (Mag, TRT_Mag_Dist, …); an axis has the middle of its bins. One row for each
 *  measure (by name), probability (ascending) and bin. Kinds without any hazard have no file.
 *
 *  Errors    OQL_EIO naming the file that could not be written
 */
oql_status oql_export_disagg(const oql_export *e, size_t *n_file, oql_err *err) OQL_MUST_CHECK;

#endif
