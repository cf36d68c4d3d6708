/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_NEAREST_H
#define OQL_JOB_NEAREST_H

#include <stddef.h>

#include "base/status.h"

/** Nearest point of a set by straight-line distance, through a balanced k-d tree.
 *
 *  Threads   queries are reentrant
 */
typedef struct oql_nearest oql_nearest;

/** xyz_km has shape (n, 3), n >= 1, and is copied; the caller owns *out, NULL on failure. */
oql_status oql_nearest_create(size_t n, const double (*xyz_km)[3], oql_nearest **out,
                              oql_err *err) OQL_MUST_CHECK;
void oql_nearest_destroy(oql_nearest *tree); /**< NULL is fine */

/** Index of the point nearest to the given one, and its distance; of equal ones the smallest
 *  index. */
size_t oql_nearest_find(const oql_nearest *tree, const double xyz_km[3], double *distance_km);

#endif
