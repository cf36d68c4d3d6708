/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "hazard/calculation.h"

static int usage(FILE *out)
{
    fputs("usage: oqlite info JOB.ini [-p KEY=VALUE ...] [--job]\n\n"
          "  -p, --param KEY=VALUE   override a key of the job\n"
          "  -j, --job               print every key of the job with its value, defaults "
          "included\n",
          out);
    return out == stdout ? 0 : 2;
}

static void print_sources(const oql_inputs *in)
{
    printf("\n%-28s %9s", "sources", "groups");
    for (int k = 0; k < OQL_SOURCE_TYPES; ++k) {
        printf(" %12.12s", oql_source_type_name((oql_source_type)k));
    }
    printf(" %12s\n", "ruptures");
    for (size_t t = 0; t < in->n_region; ++t) {
        size_t n_group = 0, n[OQL_SOURCE_TYPES] = {0};
        uint64_t n_rupture = 0;
        for (size_t g = 0; g < in->n_group; ++g) {
            const oql_group *group = &in->group[g];
            if (group->trt != (int32_t)t) {
                continue;
            }
            ++n_group;
            n_rupture += group->n_rupture;
            for (size_t i = 0; i < group->n_source; ++i) {
                ++n[group->source[i]->type];
            }
        }
        printf("%-28.28s %9zu", in->region[t].name, n_group);
        for (int k = 0; k < OQL_SOURCE_TYPES; ++k) {
            printf(" %12zu", n[k]);
        }
        printf(" %12llu\n", (unsigned long long)n_rupture);
    }
}

static void print_models(const oql_inputs *in)
{
    puts("\nground-motion models");
    for (size_t t = 0; t < in->n_region; ++t) {
        for (size_t g = 0; g < in->region[t].n_model; ++g) {
            const char *text = in->region[t].text[g];
            printf("  %-28.28s %s\n", in->region[t].name, text);
        }
    }
}

static oql_status print_plan(const oql_inputs *in, oql_err *err)
{
    oql_plan plan;
    char a[32], b[32], c[32];
    const oql_status st = oql_calculation_plan(in, 0, &plan, err);
    if (st != OQL_OK) {
        return st;
    }
    const oql_job *job = in->job;
    printf("%s\n%s\n\n", job->path, job->description);
    printf("%zu sites, %zu measures x %zu levels, %g years\n", in->sites->n, job->n_measures,
           job->n_levels, job->investigation_time_yr);
    printf("%zu source-model realizations, %zu realizations, %zu curves /<trt_id>/<gsim>\n",
           oql_lt_n_smr(in->lt), plan.n_rlz, plan.n_curve);
    print_sources(in);
    print_models(in);
    printf("\n%llu ruptures, at most %.3g ruptures x sites\n",
           (unsigned long long)plan.n_rupture, (double)plan.n_context);
    printf("memory: inputs %s, computing %s, statistics %s\n",
           oql_cli_bytes((double)plan.n_input_bytes, a, sizeof a),
           oql_cli_bytes((double)plan.n_tile_bytes, b, sizeof b),
           oql_cli_bytes((double)plan.n_post_bytes, c, sizeof c));
    printf("disk: %s while computing, at most %s at the end\n",
           oql_cli_bytes((double)plan.disk_live, a, sizeof a),
           oql_cli_bytes((double)plan.disk_published, b, sizeof b));
    return OQL_OK;
}

int oql_cmd_info(int argc, char **argv)
{
    static const struct option longs[] = {
        {"param", required_argument, NULL, 'p'},
        {"job", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char **over = calloc((size_t)argc, sizeof *over);
    oql_problems *problems = NULL;
    oql_inputs *in = NULL;
    oql_err err = {0};
    bool dump = false;
    size_t n_over = 0;
    int status = 1, c;

    if (over == NULL || oql_problems_create(&problems, &err) != OQL_OK) {
        goto done;
    }
    while ((c = getopt_long(argc, argv, "p:jh", longs, NULL)) != -1) {
        if (c == 'p') {
            over[n_over++] = optarg;
        } else if (c == 'j') {
            dump = true;
        } else {
            status = usage(c == 'h' ? stdout : stderr);
            goto done;
        }
    }
    if (optind + 1 != argc) {
        status = usage(stderr);
        goto done;
    }
    oql_status st = oql_inputs_load(argv[optind], n_over, over, problems, &in, &err);
    if (st == OQL_OK) {
        st = print_plan(in, &err);
    }
    if (st == OQL_OK && dump) {
        putchar('\n');
        oql_job_dump(in->job, stdout);
    }
    oql_cli_print_problems(problems);
    status = st == OQL_OK ? 0 : oql_cli_fail(&err);
done:
    oql_inputs_destroy(in);
    oql_problems_destroy(problems);
    free(over);
    return status;
}
