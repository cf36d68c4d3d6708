/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_SHOW_WALK_H
#define OQL_DATASTORE_SHOW_WALK_H

#include "datastore/store.h"

/** Going through a file array by array, slab by slab; not part of the installed library. */

/** Key of a member of a group ("" or "/" is the root), owned by the caller; *key was NULL or such a one
 *  and is freed.  Errors: OQL_ENOMEM, then *key is NULL. */
oql_status oql_member_key(const char *group, const char *name, char **key,
                          oql_err *err) OQL_MUST_CHECK;

/** Called for each array and table, in order of their keys; stops at the first failure. */
typedef oql_status (*oql_visit)(oql_store *s, const char *key, void *user, oql_err *err);

/** Visit everything below a group ("/" is the root). */
oql_status oql_walk(oql_store *s, const char *group, oql_visit visit, void *user,
                    oql_err *err) OQL_MUST_CHECK;

/** Called for each slab of whole rows along the first axis: n elements, the first of which is
 *  element number `first` in C order. */
typedef oql_status (*oql_slab)(const double *x, size_t n, size_t first, void *user,
                               oql_err *err);

/** Read an array of numbers as doubles in slabs of a few MB. */
oql_status oql_walk_slabs(oql_store *s, const char *key, oql_slab slab, void *user,
                          oql_err *err) OQL_MUST_CHECK;

/** Is the object a table (compound)? */
bool oql_is_table(oql_store *s, const char *key);

/** "3.1 MiB" into buf; returns buf. */
char *oql_show_bytes(uint64_t n, char *buf, size_t size);

/** "site 3, PGA, level 4" for element number at of an array, by its scales; into buf. */
void oql_show_place(oql_store *s, const char *key, const oql_array *a, size_t at, char *buf,
                    size_t size);

#endif
