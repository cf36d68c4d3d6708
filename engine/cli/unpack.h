/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_UNPACK_H
#define OQL_CLI_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** The job that a calculation holds: its files and the resolved keys. Zero-initialise. */
typedef struct {
    char *path; /**< of the job file */
    size_t n_param;
    char **param; /**< (n_param) "key=value", every key as it was after overrides */
    char *folder; /**< temporary, removed by oql_unpacked_clear; NULL when not unpacked */
    size_t n_made;
    char **made; /**< (n_made) what is in it, files after their folders */
} oql_unpacked;

/** Read the job of the calculation in the file `store_path`.
 *  @param[in] files  write the input files into a new temporary folder, as they lay to each other;
 *                    otherwise path is where the job was
 *  Errors  OQL_EIO; OQL_EUNSUPPORTED when an input lay where it cannot be put again */
oql_status oql_unpack_job(const char *store_path, bool files, oql_unpacked *out,
                          oql_err *err) OQL_MUST_CHECK;
void oql_unpacked_clear(oql_unpacked *u); /**< removes the folder; zeroed is fine */

#endif
