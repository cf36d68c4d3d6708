/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_WORK_H
#define OQL_GMM_WORK_H

#include <stddef.h>

#include "base/status.h"

/** Scratch rows of one thread, taken and given back in stack order; no allocation in a loop.
 *
 *      const size_t mark = oql_work_mark(w);
 *      double *lnr = oql_work_rows(w, 1, ctx->stride);
 *      ...
 *      oql_work_release(w, mark);
 *
 *  Threads   one thread at a time
 */
typedef struct oql_work oql_work;

/** A stack of `bytes` bytes in the caller's first-touched memory. */
oql_status oql_work_create(size_t bytes, oql_work **out, oql_err *err) OQL_MUST_CHECK;
void oql_work_destroy(oql_work *w);

/** n rows of stride doubles (stride a multiple of 8), 64-byte aligned, not initialised. The stack
 *  is sized for the deepest model; running out is a bug and stops the program. */
double *oql_work_rows(oql_work *w, size_t n, size_t stride);
size_t oql_work_mark(const oql_work *w);
void oql_work_release(oql_work *w, size_t mark);

#endif
