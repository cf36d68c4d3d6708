/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/command_line.h"
#include "sweep/query.h"
#include "sweep/study_arrays.h"
#include "sweep/study_db.h"
#include "sweep/sweep.h"

static int usage(void)
{
    fputs("usage: oqlite sweep STUDY.ini [options]          compute what is new\n"
          "       oqlite sweep merge INTO.db FROM.db ...    join shards\n\n"
          "  -n, --dry-run       list the points with their cost and disk\n"
          "      --db FILE       database (default: STUDY.db beside the study)\n"
          "  -w, --workers N     points side by side; workers x threads stay within the cores\n"
          "  -t, --threads N     threads of each point\n"
          "      --shard I/N     every N-th point, from the I-th\n"
          "      --retry-failed  compute failed points again\n"
          "      --keep          keep the calculations in $OQ_DATADIR\n"
          "  -q, --quiet\n"
          "  -h, --help\n",
          stdout);
    return 0;
}

static int usage_query(void)
{
    fputs("usage: oqlite query STUDY.db [KEY=VALUE ...] [options]\n\n"
          "  KEY is a parameter of the study, or study, point, state, job, site, lon, lat,\n"
          "  statistic, measure (imt), level, poe; several of one key mean any of them\n\n"
          "  -p, --points             the table of points instead of results\n"
          "  -b, --baseline KEY=VALUE  differences against the one point with these values\n"
          "  -f, --format csv|json    (default csv)\n"
          "  -o, --output FILE        (default: standard output)\n"
          "  -h, --help\n",
          stdout);
    return 0;
}

static int bad_number(const char *option, const char *text)
{
    fprintf(stderr, "oqlite: %s %s found, expected a number from 1 to 4096\n", option, text);
    return 2;
}

static bool read_number(const char *text, int *out)
{
    char *end = NULL;
    const long x = strtol(text, &end, 10);
    *out = x < 1 || x > 4096 ? 0 : (int)x;
    return *end == '\0' && *out > 0;
}

static bool read_shard(const char *text, size_t *shard, size_t *of)
{
    char *end = NULL;
    const long i = strtol(text, &end, 10);
    const long n = *end == '/' ? strtol(end + 1, &end, 10) : 0;
    if (*end != '\0' || i < 1 || n < i || n > 1000000) {
        fprintf(stderr, "oqlite: --shard %s found, expected I/N with 1 <= I <= N\n", text);
        return false;
    }
    *shard = (size_t)i;
    *of = (size_t)n;
    return true;
}

static int merge(int argc, char **argv)
{
    oql_study_db *db = NULL;
    oql_err err = {0};
    if (argc < 3) {
        fputs("oqlite: expected sweep merge INTO.db FROM.db ...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; ++i) { /* before INTO.db is made */
        if (access(argv[i], R_OK) != 0) {
            fprintf(stderr, "oqlite: %s: %s\n", argv[i], oql_errno_text(errno));
            return 1;
        }
    }
    oql_status st = oql_study_db_open(argv[1], &db, &err);
    for (int i = 2; i < argc && st == OQL_OK; ++i) {
        st = oql_study_db_merge(db, argv[i], &err);
        st = st == OQL_OK ? oql_study_arrays_merge(db, argv[i], &err) : st;
    }
    oql_study_db_close(db);
    return st == OQL_OK ? 0 : oql_cli_fail(&err);
}

/* Returns -1 to go on, else the exit status. */
static int parse(int argc, char **argv, oql_sweep_options *o, bool *dry)
{
    static const struct option longs[] = {
        {"dry-run", no_argument, NULL, 'n'},       {"db", required_argument, NULL, 'D'},
        {"workers", required_argument, NULL, 'w'}, {"threads", required_argument, NULL, 't'},
        {"shard", required_argument, NULL, 's'},   {"retry-failed", no_argument, NULL, 'r'},
        {"keep", no_argument, NULL, 'k'},          {"quiet", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0},
    };
    int c;
    while ((c = oql_cli_next_option(argc, argv, ":nw:t:qh", longs)) != -1) {
        if (c == 'n') {
            *dry = true;
        } else if (c == 'D') {
            o->db = optarg;
        } else if (c == 'w' && !read_number(optarg, &o->n_worker)) {
            return bad_number("--workers", optarg);
        } else if (c == 't' && !read_number(optarg, &o->n_thread)) {
            return bad_number("--threads", optarg);
        } else if (c == 's' && !read_shard(optarg, &o->shard, &o->of)) {
            return 2;
        } else if (c == 'r') {
            o->retry_failed = true;
        } else if (c == 'k') {
            o->keep = true;
        } else if (c == 'q') {
            o->quiet = true;
        } else if (c == 'h') {
            return usage();
        } else if (c == '?' || c == ':') {
            return oql_cli_bad_option(c, argv);
        }
    }
    if (!oql_cli_operands(argc, argv, 1, 1, "a study")) {
        return 2;
    }
    o->study = argv[optind];
    return -1;
}

int oql_cmd_sweep(int argc, char **argv)
{
    oql_sweep_options o = {0};
    oql_sweep_info info = {0};
    oql_problems *problems = NULL;
    oql_err err = {0};
    bool dry = false;

    if (argc > 1 && strcmp(argv[1], "merge") == 0) {
        return merge(argc - 1, argv + 1);
    }
    int status = parse(argc, argv, &o, &dry);
    if (status >= 0) {
        return status;
    }
    oql_status st = oql_problems_create(&problems, &err);
    if (st == OQL_OK) {
        st = dry ? oql_sweep_dry_run(&o, problems, &err)
                 : oql_sweep_run(&o, problems, &info, &err);
        oql_cli_print_problems(problems);
    }
    oql_problems_destroy(problems);
    if (st != OQL_OK) {
        return oql_cli_fail(&err);
    }
    if (!dry && !o.quiet) {
        printf("%zu points: %zu computed, %zu done before or elsewhere, %zu failed; %.1f s%s\n",
               info.n_point, info.n_computed, info.n_before, info.n_failed, info.seconds,
               info.interrupted ? "; interrupted: run the same command to go on" : "");
    }
    return info.n_failed > 0 || info.interrupted ? 1 : 0;
}

int oql_cmd_query(int argc, char **argv)
{
    static const struct option longs[] = {
        {"points", no_argument, NULL, 'p'},       {"baseline", required_argument, NULL, 'b'},
        {"format", required_argument, NULL, 'f'}, {"output", required_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
    };
    const char **base = calloc((size_t)argc, sizeof *base);
    const char *output = NULL;
    oql_query q = {.baseline = base};
    oql_err err = {0};
    int c, status = 1;

    if (base == NULL) {
        goto done;
    }
    while ((c = oql_cli_next_option(argc, argv, ":pb:f:o:h", longs)) != -1) {
        if (c == 'p') {
            q.points = true;
        } else if (c == 'b') {
            base[q.n_baseline++] = optarg;
        } else if (c == 'f' && (strcmp(optarg, "csv") == 0 || strcmp(optarg, "json") == 0)) {
            q.json = optarg[0] == 'j';
        } else if (c == 'f') {
            fprintf(stderr, "oqlite: --format %s found, expected csv or json\n", optarg);
            status = 2;
            goto done;
        } else if (c == 'o') {
            output = optarg;
        } else {
            status = c == 'h' ? usage_query() : oql_cli_bad_option(c, argv);
            goto done;
        }
    }
    if (!oql_cli_operands(argc, argv, 1, argc, "a database")) {
        status = 2;
        goto done;
    }
    q.n_where = (size_t)(argc - optind - 1);
    q.where = (const char *const *)(argv + optind + 1);
    status =
        oql_query_export(argv[optind], &q, output, &err) == OQL_OK ? 0 : oql_cli_fail(&err);
done:
    free(base);
    return status;
}
