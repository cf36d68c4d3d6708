/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/command_line.h"
#include "cli/export.h"
#include "cli/progress.h"
#include "hazard/calculation.h"

typedef struct {
    const char *job;
    const char **over; /* (argc) "key=value" */
    size_t n_over;
    const char *exports, *export_dir;
    int threads;
    bool quiet;
} options;

static int usage(void)
{
    fputs("usage: oqlite [run] JOB.ini [options]\n\n"
          "  -p, --param KEY=VALUE   override a key of the job (repeat for more)\n"
          "  -e, --exports csv       export the results when done\n"
          "  -d, --export-dir DIR    where to (default: export_dir of the job)\n"
          "  -t, --threads N         threads (default: all cores, or OMP_NUM_THREADS)\n"
          "  -q, --quiet             no progress, no summary; errors only\n"
          "  -h, --help\n",
          stdout);
    return 0;
}

/* Returns -1 to go on, else the exit status. Options may stand before or after the job. */
static int parse(int argc, char **argv, options *o)
{
    static const struct option longs[] = {
        {"param", required_argument, NULL, 'p'},
        {"exports", required_argument, NULL, 'e'},
        {"export-dir", required_argument, NULL, 'd'},
        {"threads", required_argument, NULL, 't'},
        {"quiet", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int c;
    while ((c = oql_cli_next_option(argc, argv, ":p:e:d:t:qh", longs)) != -1) {
        char *end = NULL;
        switch (c) {
        case 'p':
            o->over[o->n_over++] = optarg;
            break;
        case 'e':
            o->exports = optarg;
            break;
        case 'd':
            o->export_dir = optarg;
            break;
        case 't':
            o->threads = (int)strtol(optarg, &end, 10);
            if (*end != '\0' || o->threads < 1 || o->threads > 4096) {
                fprintf(stderr,
                        "oqlite: --threads %s found, expected a number from 1 to 4096\n",
                        optarg);
                return 2;
            }
            break;
        case 'q':
            o->quiet = true;
            break;
        case 'h':
            return usage();
        default:
            return oql_cli_bad_option(c, argv);
        }
    }
    if (optind + 1 != argc) {
        fprintf(stderr, "oqlite: %d job files found, expected one (oqlite run --help)\n",
                argc - optind);
        return 2;
    }
    o->job = argv[optind];
    if (o->exports != NULL && strcmp(o->exports, "csv") != 0 && o->exports[0] != '\0') {
        fprintf(stderr, "oqlite: --exports %s found, expected csv\n", o->exports);
        return 2;
    }
    return -1;
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
    printf("%zu sources, %llu ruptures, %zu sites, %zu models, %zu realizations\n", n_source,
           (unsigned long long)n_rupture, in->sites->n, n_model, oql_lt_n_rlz(in->lt));
    printf(
        "reading %.2f s, computing %.2f s on %d thread%s (writing %.2f s), statistics %.2f s\n",
        in->seconds_read, c->seconds, c->n_thread, c->n_thread == 1 ? "" : "s",
        c->seconds_write, calc->seconds_post);
    printf("%.3g ruptures x sites, %.3g a second\n", pairs,
           c->seconds > 0.0 ? pairs / c->seconds : 0.0);
}

static oql_status run(const options *o, oql_problems *problems, oql_err *err)
{
    oql_inputs *in = NULL;
    oql_calculation calc = {0};
    oql_status st = OQL_OK;
    size_t n_file = 0;
    oql_progress progress = {.enabled = !o->quiet, .terminal = isatty(STDOUT_FILENO) != 0};
    const oql_calculation_options how = {
        .n_thread = o->threads, .user = &progress, .progress = oql_progress_tell};

    OQL_TRY(oql_inputs_load(o->job, o->n_over, o->over, problems, &in, err));
    OQL_TRY(oql_calculation_run(in, &how, &calc, err));
    oql_progress_end(&progress);
    if (!o->quiet) {
        print_summary(in, &calc);
        if (calc.classical.n_ctx == 0) {
            puts("No rupture is within the maximum distance of any site: all curves are zero.");
        }
    }
    const char *exports = o->exports;
    if (exports == NULL && in->job->exports.n > 0) {
        exports = in->job->exports.s[0];
    }
    if (exports != NULL && strcmp(exports, "csv") == 0) {
        const char *dir = o->export_dir != NULL ? o->export_dir : in->job->export_dir;
        OQL_TRY(oql_cli_export(calc.path, calc.id, dir, &n_file, err));
        if (!o->quiet) {
            printf("%zu files exported to %s\n", n_file, dir);
        }
    }
    if (!o->quiet) {
        printf("See the results with hdfview %s\n", calc.path);
    }
done:
    free(calc.path);
    oql_inputs_destroy(in);
    return st;
}

int oql_cmd_run(int argc, char **argv)
{
    options o = {.over = calloc((size_t)argc, sizeof(char *))};
    oql_problems *problems = NULL;
    oql_err err = {0};
    int status = 1;

    if (o.over == NULL || oql_problems_create(&problems, &err) != OQL_OK) {
        goto done;
    }
    status = parse(argc, argv, &o);
    if (status >= 0) {
        goto done;
    }
    const oql_status st = run(&o, problems, &err);
    oql_cli_print_problems(problems);
    status = st == OQL_OK ? 0 : oql_cli_fail(&err);
done:
    oql_problems_destroy(problems);
    free(o.over);
    return status;
}
