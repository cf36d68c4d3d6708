/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_CALC_LOCK_H
#define OQL_DATASTORE_CALC_LOCK_H

#include <stdbool.h>
#include <stddef.h>

/** Who is writing a calculation; of this folder only.
 *
 *  The lock is a flock on the file "writer": it ends with its process however that ends, so it
 *  never goes stale.
 */

/** Is a writer alive? */
bool oql_calc_is_locked(const char *dir);

/** Name of the user who owns a calculation's folder, for messages. */
void oql_calc_owner(const char *dir, char *buf, size_t size);

/** "host pid" of the last writer, "" when unknown; for messages only, the lock decides. */
void oql_calc_holder(const char *dir, char *buf, size_t size);

#endif
