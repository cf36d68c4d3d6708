/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_COLLAPSED_STORE_H
#define OQL_HAZARD_COLLAPSED_STORE_H

#include "hazard/collapsed_table.h"

/** Private to the room: responses that all workers share. A response depends on the models, the
 *  magnitude, the planes and the parameters of the sites, but on no tile: it is made by the worker that
 *  asks first and kept, up to OQL_STORE_BYTES; what is more is made again for each tile. The values are
 *  the same either way.
 *
 *  Threads: all functions may be called by several at a time.
 */
#define OQL_STORE_BYTES ((size_t)128 << 20)

typedef struct oql_collapse_store oql_collapse_store;

oql_status oql_collapse_store_create(oql_collapse_store **out, oql_err *err) OQL_MUST_CHECK;
void oql_collapse_store_destroy(oql_collapse_store *s); /**< NULL is fine */

/** The response of a case. *owned: the caller has to destroy it, the store being full.
 *  Errors: OQL_ENOMEM. */
oql_status oql_collapse_store_get(oql_collapse_store *s, const oql_collapse_case *c,
                                  oql_response **out, bool *owned, oql_err *err) OQL_MUST_CHECK;

#endif
