/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_RUN_JOB_H
#define OQL_CLI_RUN_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Computing a job for run, resume and rerun. */
typedef struct {
    const char *job;
    const char **over; /**< (n_over) "key=value"; room for argc of them; owned */
    size_t n_over;
    const char *exports, *export_dir; /**< NULL = as the job says */
    int threads;                      /**< 0 = as OpenMP would */
    const char *tile_log;             /**< CSV file of what each tile took; NULL: none */
    bool quiet;
    int64_t resume_id; /**< > 0: go on with this calculation */
} oql_run_options;

/** Read the options of a command line; optind is then at the first operand.
 *  @param[in]  usage  printed for --help
 *  @param[out] o      clear with oql_run_options_clear
 *  @return -1 to go on, else the exit status */
int oql_run_options_parse(int argc, char **argv, const char *usage, oql_run_options *o);
void oql_run_options_clear(oql_run_options *o);

/** Read, check, compute, export, and tell how it went. @return the exit status */
int oql_cli_run_job(const oql_run_options *o);

#endif
