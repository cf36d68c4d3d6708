/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_IDENTITY_H
#define OQL_SWEEP_IDENTITY_H

#include "base/problems.h"
#include "sweep/study.h"

/** What makes two points the same: SHA-256 over
 *
 *      engine version
 *      every parameter of the job, resolved (defaults included), that can change a number
 *      SHA-256 of each input file: those the job names, the source models of its logic tree (with
 *      the HDF5 file beside them), the tables that ground-motion models name
 *
 *  Folders, file names, comments, the description and where exports go do not enter.
 */

/** SHA-256 of files already read; a study names the same few files in thousands of points. */
typedef struct oql_file_hashes oql_file_hashes;
oql_status oql_file_hashes_create(oql_file_hashes **out, oql_err *err) OQL_MUST_CHECK;
void oql_file_hashes_destroy(oql_file_hashes *h); /**< NULL is fine */

/** Identity of a point. An unknown key is an error here: a sweep over a mistyped key would compute
 *  the same thing again and again. Mistakes go to `problems` (those of an override at the point's
 *  file:line); the status is then OQL_ECONFIG.
 *  @param[out] hex     64 hexadecimal digits and NUL
 *  @param[out] models  the same of the source models alone: the files and how they are read */
oql_status oql_point_identity(const oql_study_point *p, oql_file_hashes *files,
                              oql_problems *problems, char hex[65], char models[65],
                              oql_err *err) OQL_MUST_CHECK;

#endif
