/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_MEMORY_H
#define OQL_BASE_MEMORY_H

#include <stddef.h>

#include "base/status.h"

/** Aligned arrays, growth, and an arena for memory that is freed all at once.
 *
 *  Threads   an arena belongs to one thread at a time; the other functions are reentrant
 */

/** n elements of size bytes, zeroed, aligned to OQL_ALIGN; free with free(). NULL on overflow or
 *  when memory is out. n == 0 gives a valid pointer. */
void *oql_calloc(size_t n, size_t size);

/** Make room for at least need elements in a growing array: *data has capacity *cap elements of
 *  size bytes, unchanged on failure. Growth is geometric. */
oql_status oql_reserve(void *data, size_t *cap, size_t need, size_t size,
                       oql_err *err) OQL_MUST_CHECK;

/** strdup with our error record; the caller owns *out and frees it with free(). */
oql_status oql_strdup(const char *s, char **out, oql_err *err) OQL_MUST_CHECK;

/** An arena: many small allocations, freed together. */
typedef struct oql_arena oql_arena;

oql_status oql_arena_create(oql_arena **out, oql_err *err) OQL_MUST_CHECK;
void oql_arena_destroy(oql_arena *a); /**< NULL is fine */

/** n elements of size bytes, zeroed, 64-byte aligned when n*size >= 64 (else 16); owned by the
 *  arena. NULL when memory is out. */
void *oql_arena_alloc(oql_arena *a, size_t n, size_t size);

/** Copy of a string, or of its first n bytes, owned by the arena. NULL when memory is out. */
char *oql_arena_strdup(oql_arena *a, const char *s);
char *oql_arena_strndup(oql_arena *a, const char *s, size_t n);

/** Bytes handed out so far, for the plan's memory estimate. */
size_t oql_arena_bytes(const oql_arena *a);

/** Memory that the process holds now, as the system counts it; 0 where it does not say (not Linux). */
size_t oql_resident_bytes(void);

/** Memory of the machine, without what it swaps to; 0 where the system does not say. */
size_t oql_machine_bytes(void);

#endif
