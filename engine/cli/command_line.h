/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_COMMAND_LINE_H
#define OQL_CLI_COMMAND_LINE_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** Reading a command line: one clear line on standard error for what is wrong, exit status 2. */

/** As getopt_long, silent; short_options must begin with ':'. */
int oql_cli_next_option(int argc, char **argv, const char *short_options,
                        const struct option *longs);

/** Say what is wrong with the option just read (c is ':' or '?'); argv[0] is the command.
 *  @return 2 */
int oql_cli_bad_option(int c, char **argv);

/** Check that n operands are left, from n_min to n_max, and say what was expected otherwise.
 *  @param[in] what  "a calculation", for the message
 *  @return whether there are */
bool oql_cli_operands(int argc, char **argv, int n_min, int n_max, const char *what);

/** Id of a calculation: a number from 1, or "last" (*id = 0, as calc.h counts).
 *  @return whether it is one; if not, it has been said */
bool oql_cli_id(const char *text, int64_t *id);

/** The id in a path .../calc_<ID>/output.hdf5: what "last" stands for. */
int64_t oql_cli_id_of_path(const char *path);

/** A tolerance: a number >= 0. @return whether it is one; if not, it has been said */
bool oql_cli_tolerance(const char *option, const char *text, double *out);

#endif
