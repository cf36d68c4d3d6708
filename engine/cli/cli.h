/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_CLI_H
#define OQL_CLI_CLI_H

#include <stdio.h>

#include "base/problems.h"
#include "base/status.h"

/** The commands of oqlite. Each gets its own name as argv[0] and returns the exit status:
 *  0 done, 1 the command failed, 2 wrong usage. */
int oql_cmd_run(int argc, char **argv);
int oql_cmd_resume(int argc, char **argv);
int oql_cmd_rerun(int argc, char **argv);
int oql_cmd_info(int argc, char **argv);
int oql_cmd_gmm(int argc, char **argv);
int oql_cmd_list(int argc, char **argv);
int oql_cmd_show(int argc, char **argv);
int oql_cmd_export(int argc, char **argv);
int oql_cmd_verify(int argc, char **argv);
int oql_cmd_compare(int argc, char **argv);
int oql_cmd_delete(int argc, char **argv);
int oql_cmd_sweep(int argc, char **argv);
int oql_cmd_query(int argc, char **argv);

/** Print all problems on standard error, errors and warnings marked. */
void oql_cli_print_problems(const oql_problems *p);

/** Print "oqlite: OQL_EIO: text" on standard error and return exit status 1. */
int oql_cli_fail(const oql_err *err);

/** Bytes as text with a unit: "1.5 GiB"; returns buf. */
const char *oql_cli_bytes(double bytes, char *buf, size_t size);

#endif
