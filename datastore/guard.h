/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_GUARD_H
#define OQL_DATASTORE_GUARD_H

#include <stddef.h>

#include "base/status.h"

/** Looking at a file that may be damaged, in a child process; of this folder only.
 *
 *  HDF5 1.10.8 checks no checksum of the global heap, where texts and lists of dimension scales
 *  are. A damaged one makes it read beyond its memory, or go round for ever. A child that does so
 *  costs nobody anything: see docs/adr/0005-damaged-files.md.
 *
 *  Threads   one thread at a time
 */

/** What a child does: look at the file, leave size bytes in result (no pointers but to static
 *  storage). */
typedef oql_status (*oql_look)(const char *path, void *result, oql_err *err);

/** Let a child look, wait for it, take its result, status and error.
 *  Errors    OQL_EIO when the child crashed or used more processor time than a file of that size
 *            can take: damaged. Without a child (no memory, no process left), the caller looks. */
oql_status oql_guarded(const char *path, oql_look look, void *result, size_t size,
                       oql_err *err) OQL_MUST_CHECK;

/** Can everything that HDF5 does not check (attributes, texts, scales) be read? Yes for a file of
 *  moderate size with an intact seal, else a child tries. */
oql_status oql_guarded_probe(const char *path, oql_err *err) OQL_MUST_CHECK;

#endif
