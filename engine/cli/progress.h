/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_PROGRESS_H
#define OQL_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/** Progress on standard output: a bar with rate and time left on a terminal, a plain line every tenth
 *  elsewhere. Zero-initialise, set the first two. One thread. */
typedef struct {
    bool enabled, terminal;
    double start, last; /**< seconds */
    int tenth;          /**< last one printed */
    bool open;          /**< a bar stands on the current line */
} oql_progress;

/** As oql_calculation_options.progress; user is an oql_progress. */
void oql_progress_tell(void *user, int64_t id, const char *phase, double share, uint64_t n_ctx);
void oql_progress_end(oql_progress *p); /**< leave the line of the bar */

#endif
