/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/command_line.h"
#include "hazard/calculation.h"
#include "hazard/estimate.h"

static int usage(void)
{
    fputs("usage: oqlite info JOB.ini [-p KEY=VALUE ...] [--job]\n\n"
          "  -p, --param KEY=VALUE   override a key of the job\n"
          "  -j, --job               print every key of the job with its value, defaults "
          "included\n",
          stdout);
    return 0;
}

/* What the sources of one tectonic region are. */
typedef struct {
    size_t n_group, n_source[OQL_SOURCE_TYPES];
    uint64_t n_rupture;
} tally;

static tally count(const oql_inputs *in, size_t region)
{
    tally t = {0};
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_group *group = &in->group[g];
        if (group->trt == (int32_t)region) {
            ++t.n_group;
            t.n_rupture += group->n_rupture;
            for (size_t i = 0; i < group->n_source; ++i) {
                ++t.n_source[group->source[i]->type];
            }
        }
    }
    return t;
}

/* "simpleFault" of "simpleFaultSource": all of them end so. */
static int short_name(oql_source_type type)
{
    return (int)(strlen(oql_source_type_name(type)) - strlen("Source"));
}

/* Only the types that the job has get a column. */
static void print_sources(const oql_inputs *in)
{
    bool used[OQL_SOURCE_TYPES] = {false};
    int width = (int)strlen("sources");

    for (size_t t = 0; t < in->n_region; ++t) {
        const tally n = count(in, t);
        const int name = (int)strlen(in->region[t].name);
        width = name > width ? name : width;
        for (int k = 0; k < OQL_SOURCE_TYPES; ++k) {
            used[k] = used[k] || n.n_source[k] > 0;
        }
    }
    printf("\n%-*s", width, "sources");
    for (int k = 0; k < OQL_SOURCE_TYPES; ++k) {
        if (used[k]) {
            const oql_source_type type = (oql_source_type)k;
            printf("  %*.*s", short_name(type) > 8 ? short_name(type) : 8, short_name(type),
                   oql_source_type_name(type));
        }
    }
    printf("  %12s  %6s\n", "ruptures", "groups");
    for (size_t t = 0; t < in->n_region; ++t) {
        const tally n = count(in, t);
        printf("%-*s", width, in->region[t].name);
        for (int k = 0; k < OQL_SOURCE_TYPES; ++k) {
            if (used[k]) {
                const int wide = short_name((oql_source_type)k);
                printf("  %*zu", wide > 8 ? wide : 8, n.n_source[k]);
            }
        }
        printf("  %12llu  %6zu\n", (unsigned long long)n.n_rupture, n.n_group);
    }
}

/* A model as the logic tree writes it, its lines joined. */
static void print_model(const char *text)
{
    for (const char *c = text; *c != '\0'; ++c) {
        putchar(*c == '\n' ? ' ' : *c);
    }
    putchar('\n');
}

static void print_models(const oql_inputs *in)
{
    puts("\nground-motion models");
    for (size_t t = 0; t < in->n_region; ++t) {
        printf("  %s\n", in->region[t].name);
        for (size_t g = 0; g < in->region[t].n_model; ++g) {
            fputs("    ", stdout);
            print_model(in->region[t].text[g]);
        }
    }
}

/* 90 s, 12 min, 3.4 h: never more digits than an estimate deserves. */
static const char *duration(double seconds, char *buf, size_t size)
{
    if (seconds < 1.0) {
        (void)snprintf(buf, size, "less than a second");
    } else if (seconds < 120.0) {
        (void)snprintf(buf, size, "about %.0f s", seconds);
    } else if (seconds < 7200.0) {
        (void)snprintf(buf, size, "about %.0f minutes", seconds / 60.0);
    } else {
        (void)snprintf(buf, size, "about %.1f hours", seconds / 3600.0);
    }
    return buf;
}

static oql_status print_time(const oql_inputs *in, oql_err *err)
{
    oql_estimate e;
    char text[64];
    const oql_status st = oql_estimate_make(in, 0, &e, err);
    if (st == OQL_OK) {
        printf("time: %s of computing on %d threads, about %.2g ruptures x sites near enough\n",
               duration(e.seconds, text, sizeof text), e.n_thread, e.n_context);
    }
    return st;
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
    const oql_memory_plan *m = &plan.memory;
    printf("memory: about %s; inputs %s, computing %s, ",
           oql_cli_bytes((double)m->peak, a, sizeof a),
           oql_cli_bytes((double)m->inputs, b, sizeof b),
           oql_cli_bytes((double)m->computing, c, sizeof c));
    printf("statistics %s", oql_cli_bytes((double)m->statistics, a, sizeof a));
    if (m->disaggregation > 0) {
        printf(", disaggregation %s", oql_cli_bytes((double)m->disaggregation, b, sizeof b));
    }
    putchar('\n');
    printf("disk: %s while computing, at most %s at the end\n",
           oql_cli_bytes((double)plan.disk_live, a, sizeof a),
           oql_cli_bytes((double)plan.disk_published, b, sizeof b));
    return print_time(in, err);
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
    while ((c = oql_cli_next_option(argc, argv, ":p:jh", longs)) != -1) {
        if (c == 'p') {
            over[n_over++] = optarg;
        } else if (c == 'j') {
            dump = true;
        } else {
            status = c == 'h' ? usage() : oql_cli_bad_option(c, argv);
            goto done;
        }
    }
    if (!oql_cli_operands(argc, argv, 1, 1, "the job file")) {
        status = 2;
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
