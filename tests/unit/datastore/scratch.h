/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_TESTS_SCRATCH_H
#define OQL_TESTS_SCRATCH_H

#include <stddef.h>

/** Help of the datastore tests: an empty folder of one's own, files as bytes.
 *  These functions end the test (cr_assert) when the system refuses. */

/** Path of a new empty folder under $TMPDIR (else /tmp); static storage, one per process. */
const char *scratch_folder(void);

/** Remove that folder with all it holds. */
void scratch_remove(void);

/** folder/name, in a ring of static buffers (8 live at a time). */
const char *scratch_path(const char *name);

/** Content of a file, new memory. */
char *scratch_read(const char *path, size_t *n);

void scratch_write(const char *path, const void *data, size_t n);

/** Run a shell command; its exit status. Its output goes to *out (new memory, may be NULL). */
int scratch_run(const char *command, char **out);

/** Is this program on the PATH? */
int scratch_has_tool(const char *name);

#endif
