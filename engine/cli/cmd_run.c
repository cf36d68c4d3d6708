/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands that compute: run, resume, rerun. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/command_line.h"
#include "cli/run_job.h"
#include "cli/unpack.h"
#include "datastore/calc.h"

#define OQL_COMMON_OPTIONS                                                                     \
    "  -e, --exports csv       export the results when done\n"                                 \
    "  -d, --export-dir DIR    where to (default: export_dir of the job)\n"                    \
    "  -t, --threads N         threads (default: all cores, or OMP_NUM_THREADS)\n"             \
    "  -q, --quiet             no progress, no summary; errors only\n"                         \
    "      --tile-log FILE     write what each tile of the computation took (bench/replay)\n"

int oql_cmd_run(int argc, char **argv)
{
    oql_run_options o;
    int status = oql_run_options_parse(argc, argv,
                                       "usage: oqlite [run] JOB.ini [options]\n\n"
                                       "  -p, --param KEY=VALUE   override a key of the job "
                                       "(repeat for more)\n" OQL_COMMON_OPTIONS,
                                       &o);

    if (status < 0 && optind + 1 != argc) {
        fprintf(stderr, "oqlite: %d job files found, expected one (oqlite run --help)\n",
                argc - optind);
        status = 2;
    }
    if (status < 0) {
        o.job = argv[optind];
        status = oql_cli_run_job(&o);
    }
    oql_run_options_clear(&o);
    return status;
}

/* The overrides of the command line behind the job's own keys, so that they win. */
static oql_status join_overrides(const oql_run_options *o, const oql_unpacked *job,
                                 const char ***out, oql_err *err)
{
    *out = calloc(job->n_param + o->n_over + 1, sizeof **out);
    if (*out == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the keys of the job");
    }
    for (size_t i = 0; i < job->n_param; ++i) {
        (*out)[i] = job->param[i];
    }
    for (size_t i = 0; i < o->n_over; ++i) {
        (*out)[job->n_param + i] = o->over[i];
    }
    return OQL_OK;
}

/* Compute the job that a calculation holds. resume: go on with it, reading its inputs where they
 * were; else a new calculation, from the inputs inside. */
static int compute_again(const oql_run_options *given, int64_t id, bool resume)
{
    oql_run_options o = *given;
    oql_unpacked job = {0};
    const char **over = NULL;
    char *datadir = NULL, *path = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;
    int status = 1;

    OQL_TRY(oql_datadir(&datadir, &err));
    OQL_TRY(oql_calc_path(datadir, id, &path, &err));
    OQL_TRY(oql_unpack_job(path, !resume, &job, &err));
    OQL_TRY(join_overrides(given, &job, &over, &err));
    o.job = job.path;
    o.over = over;
    o.n_over = job.n_param + given->n_over;
    o.resume_id = resume ? oql_cli_id_of_path(path) : 0;
    status = oql_cli_run_job(&o);
done:
    oql_unpacked_clear(&job);
    free(over);
    free(path);
    free(datadir);
    return st == OQL_OK ? status : oql_cli_fail(&err);
}

static int again(int argc, char **argv, const char *usage, bool resume)
{
    oql_run_options o;
    int64_t id = 0;
    int status = oql_run_options_parse(argc, argv, usage, &o);

    if (status < 0 && resume && o.n_over > 0) {
        fputs("oqlite: a calculation is resumed as it was started, without -p (or rerun it)\n",
              stderr);
        status = 2;
    }
    if (status < 0 && (!oql_cli_operands(argc, argv, 1, 1, "the id of a calculation") ||
                       !oql_cli_id(argv[optind], &id))) {
        status = 2;
    }
    if (status < 0) {
        status = compute_again(&o, id, resume);
    }
    oql_run_options_clear(&o);
    return status;
}

int oql_cmd_resume(int argc, char **argv)
{
    return again(
        argc, argv,
        "usage: oqlite resume ID [options]\n\n"
        "Finish a calculation that was killed or failed: what it had finished is kept, "
        "and the result has\nthe same bits as an uninterrupted run. Its inputs must be "
        "where and as they were.\n\n" OQL_COMMON_OPTIONS,
        true);
}

int oql_cmd_rerun(int argc, char **argv)
{
    return again(
        argc, argv,
        "usage: oqlite rerun ID [options]\n\n"
        "Compute the job of a calculation again, from the inputs it holds; nothing else "
        "is needed.\n\n"
        "  -p, --param KEY=VALUE   override a key of the job (repeat for "
        "more)\n" OQL_COMMON_OPTIONS,
        false);
}
