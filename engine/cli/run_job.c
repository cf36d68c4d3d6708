/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/run_job.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "cli/command_line.h"
#include "cli/export.h"
#include "cli/progress.h"
#include "hazard/calculation.h"

static bool parse_threads(const char *text, int *out)
{
    char *end = NULL;
    const long n = strtol(text, &end, 10);
    if (end == text || *end != '\0' || n < 1 || n > 4096) {
        fprintf(stderr, "oqlite: --threads %s found, expected a number from 1 to 4096\n", text);
        return false;
    }
    *out = (int)n;
    return true;
}

static int compare_keys(const char *a, const char *b)
{
    const size_t n = strcspn(a, "="), m = strcspn(b, "=");
    const int c = strncmp(a, b, n < m ? n : m);
    return c != 0 ? c : (n > m) - (n < m);
}

/* By key, stable: the same overrides in another order are the same job, so it can be resumed. */
static void sort_overrides(oql_run_options *o)
{
    for (size_t i = 1; i < o->n_over; ++i) {
        const char *x = o->over[i];
        size_t k = i;
        for (; k > 0 && compare_keys(o->over[k - 1], x) > 0; --k) {
            o->over[k] = o->over[k - 1];
        }
        o->over[k] = x;
    }
}

int oql_run_options_parse(int argc, char **argv, const char *usage, oql_run_options *o)
{
    static const struct option longs[] = {
        {"param", required_argument, NULL, 'p'},
        {"exports", required_argument, NULL, 'e'},
        {"export-dir", required_argument, NULL, 'd'},
        {"threads", required_argument, NULL, 't'},
        {"quiet", no_argument, NULL, 'q'},
        {"tile-log", required_argument, NULL, 'T'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int c;

    *o = (oql_run_options){.over = calloc((size_t)argc, sizeof(char *))};
    if (o->over == NULL) {
        return 1;
    }
    while ((c = oql_cli_next_option(argc, argv, ":p:e:d:t:qh", longs)) != -1) {
        if (c == 'p') {
            o->over[o->n_over++] = optarg;
        } else if (c == 'e') {
            o->exports = optarg;
        } else if (c == 'd') {
            o->export_dir = optarg;
        } else if (c == 't') {
            if (!parse_threads(optarg, &o->threads)) {
                return 2;
            }
        } else if (c == 'T') {
            o->tile_log = optarg;
        } else if (c == 'q') {
            o->quiet = true;
        } else if (c == 'h') {
            fputs(usage, stdout);
            return 0;
        } else {
            return oql_cli_bad_option(c, argv);
        }
    }
    if (o->exports != NULL && strcmp(o->exports, "csv") != 0 && o->exports[0] != '\0') {
        fprintf(stderr, "oqlite: --exports %s found, expected csv\n", o->exports);
        return 2;
    }
    sort_overrides(o);
    return -1;
}

void oql_run_options_clear(oql_run_options *o)
{
    free(o->over);
    o->over = NULL;
}

static void print_summary(const oql_inputs *in, const oql_calculation *calc)
{
    size_t n_model = 0, n_source = 0;
    uint64_t n_rupture = 0;
    for (size_t t = 0; t < in->n_region; ++t) {
        n_model += in->region[t].n_model;
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        n_source += in->group[g].n_source;
        n_rupture += in->group[g].n_rupture;
    }
    const oql_classical_info *c = &calc->classical;
    const double pairs = (double)c->n_ctx;
    printf("%zu sources, %llu ruptures, %zu site%s, %zu models, %zu realizations\n", n_source,
           (unsigned long long)n_rupture, in->sites->n, in->sites->n == 1 ? "" : "s", n_model,
           oql_lt_n_rlz(in->lt));
    printf(
        "reading %.2f s, computing %.2f s on %d thread%s (writing %.2f s), statistics %.2f s\n",
        in->seconds_read, c->seconds, c->n_thread, c->n_thread == 1 ? "" : "s",
        c->seconds_write, calc->seconds_post);
    printf("%.3g ruptures x sites, %.3g a second", pairs,
           c->seconds > 0.0 ? pairs / c->seconds : 0.0);
    if (c->n_collapsed > 0) {
        printf(", %.0f %% of them collapsed", 100.0 * (double)c->n_collapsed / pairs);
    }
    printf("\n");
    printf("writing the file took %.3f s in all\n", calc->seconds_write);
}

/* What it will need is said before it starts, and whether the machine has it. The estimate is good to
 * a factor of 1.5; a job that is beyond that would be killed after hours. */
static oql_status tell_memory(const oql_run_options *o, const oql_inputs *in, oql_err *err)
{
    oql_memory_plan plan;
    char need[32], have[32];
    const double machine = (double)oql_machine_bytes();
    oql_status st = OQL_OK;

    OQL_TRY(oql_memory_plan_make(in, o->threads, &plan, err));
    (void)oql_cli_bytes((double)plan.peak, need, sizeof need);
    (void)oql_cli_bytes(machine, have, sizeof have);
    if (!o->quiet) {
        printf("memory: about %s\n", need);
        (void)fflush(stdout);
    }
    if (machine > 0.0 && (double)plan.peak > 1.5 * machine) {
        st = OQL_FAIL(err, OQL_ECONFIG,
                      "%s: about %s of memory needed, the machine has %s, expected less: fewer "
                      "--threads, levels, measures or realizations, or larger spacings of "
                      "sites, areas and meshes",
                      o->job, need, have);
    } else if (machine > 0.0 && (double)plan.peak > machine) {
        fprintf(stderr, "oqlite: warning: about %s of memory needed, the machine has %s\n",
                need, have);
    }
done:
    return st;
}

/* Where results go as CSV; NULL: they stay in the file. */
static const char *export_folder(const oql_run_options *o, const oql_job *job)
{
    const char *exports = o->exports;
    if (exports == NULL && job->exports.n > 0) {
        exports = job->exports.s[0];
    }
    if (exports == NULL || strcmp(exports, "csv") != 0) {
        return NULL;
    }
    return o->export_dir != NULL ? o->export_dir : job->export_dir;
}

static oql_status run(const oql_run_options *o, oql_problems *problems, oql_err *err)
{
    oql_inputs *in = NULL;
    oql_calculation calc = {0};
    oql_status st = OQL_OK;
    size_t n_file = 0;
    oql_progress progress = {.enabled = !o->quiet, .terminal = isatty(STDOUT_FILENO) != 0};
    const oql_calculation_options how = {.n_thread = o->threads,
                                         .resume_id = o->resume_id,
                                         .user = &progress,
                                         .progress = oql_progress_tell,
                                         .tile_log = o->tile_log};

    OQL_TRY(oql_inputs_load(o->job, o->n_over, o->over, problems, &in, err));
    const char *dir = export_folder(o, in->job);
    if (dir != NULL) {
        OQL_TRY(oql_cli_make_dir(dir, err));
    }
    OQL_TRY(tell_memory(o, in, err));
    OQL_TRY(oql_calculation_run(in, &how, &calc, err));
    oql_progress_end(&progress);
    if (!o->quiet) {
        print_summary(in, &calc);
        if (calc.classical.n_ctx == 0) {
            puts("No rupture is within the maximum distance of any site: all curves are zero.");
        }
    }
    if (dir != NULL) {
        OQL_TRY(oql_cli_export(calc.path, calc.id, NULL, dir, false, &n_file, err));
        if (!o->quiet) {
            printf("%zu files exported to %s\n", n_file, dir);
        }
    }
    if (!o->quiet) {
        printf("See the results with hdfview %s\n", calc.path);
    }
done:
    oql_progress_end(&progress);
    free(calc.path);
    oql_inputs_destroy(in);
    return st;
}

int oql_cli_run_job(const oql_run_options *o)
{
    oql_problems *problems = NULL;
    oql_err err = {0};
    oql_status st = OQL_OK;

    OQL_TRY(oql_problems_create(&problems, &err));
    st = run(o, problems, &err);
    oql_cli_print_problems(problems);
done:
    oql_problems_destroy(problems);
    return st == OQL_OK ? 0 : oql_cli_fail(&err);
}
