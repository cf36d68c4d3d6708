/* SPDX-License-Identifier: BSD-3-Clause */
/* bench_store DIR GROUPS MODELS SITES MEASURES LEVELS: the life of a result file without any computing;
 * prints one JSON line with the wall-clock seconds of each step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "datastore/calc.h"
#include "datastore/run.h"

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(oql_status st, const oql_err *err)
{
    if (st != OQL_OK) {
        fprintf(stderr, "bench_store: %s\n", err->text);
        exit(EXIT_FAILURE);
    }
}

typedef struct {
    oql_run_spec spec;
    oql_run_column column[2];
    char (*name)[32];
} layout;

static void describe(layout *d, const size_t *size)
{
    const size_t groups = size[0], models = size[1], sites = size[2];
    double *x = bench_alloc(sites, sizeof *x);
    double *iml = bench_alloc(size[3] * size[4], sizeof *iml);
    oql_curve_id *curve = bench_alloc(groups * models, sizeof *curve);
    const char **imt = bench_alloc(size[3], sizeof *imt);
    d->name = bench_alloc(models + size[3], sizeof *d->name);
    for (size_t i = 0; i < sites; ++i) {
        x[i] = 1e-3 * (double)i;
    }
    for (size_t i = 0; i < size[3] * size[4]; ++i) {
        iml[i] = 1e-3 * (double)(i % size[4] + 1);
    }
    for (size_t k = 0; k < models; ++k) {
        (void)snprintf(d->name[k], sizeof d->name[k], "[Model%zu]", k);
    }
    for (size_t m = 0; m < size[3]; ++m) {
        (void)snprintf(d->name[models + m], sizeof d->name[0], "SA(%.2f)",
                       0.01 * (double)(m + 1));
        imt[m] = d->name[models + m];
    }
    for (size_t c = 0; c < groups * models; ++c) {
        curve[c] =
            (oql_curve_id){(int)(c / models), "Active Shallow Crust", d->name[c % models]};
    }
    d->column[0] = (oql_run_column){"lon", "deg", x};
    d->column[1] = (oql_run_column){"lat", "deg", x};
    d->spec = (oql_run_spec){.mode = "classical",
                             .description = "bench_store",
                             .investigation_time_yr = 50.0,
                             .n_sites = sites,
                             .site_block = 128,
                             .n_imts = size[3],
                             .n_levels = size[4],
                             .imts = imt,
                             .imls = iml,
                             .n_site_columns = 2,
                             .site_columns = d->column,
                             .n_curves = groups * models,
                             .curves = curve,
                             .engine_version = "0"};
}

/* Curves that fall like hazard curves do, no two alike. */
static void fill(double *x, size_t n, size_t levels, uint64_t *seed)
{
    for (size_t i = 0; i < n; ++i) {
        const double fall = (double)(i % levels) / (double)levels;
        x[i] = (1.0 - fall) * (1.0 - fall) * (0.5 + 0.5 * bench_random(seed));
    }
}

int main(int argc, char **argv)
{
    static const char *const what[] = {"groups", "models", "sites", "measures", "levels"};
    size_t size[5];
    oql_err err = {0};
    oql_claim *claim = NULL;
    oql_run *run = NULL;
    oql_store *store = NULL;
    layout d;
    uint64_t seed = 1;
    if (argc != 7) {
        fputs("usage: bench_store DIR GROUPS MODELS SITES MEASURES LEVELS\n", stderr);
        return 2;
    }
    for (int i = 0; i < 5; ++i) {
        size[i] = strtoul(argv[i + 2], NULL, 10);
        printf("%s\"%s\": %zu", i == 0 ? "{" : ", ", what[i], size[i]);
    }
    describe(&d, size);
    const size_t cell = size[3] * size[4];
    double *x = bench_alloc(128 * cell, sizeof *x);

    const double t0 = now();
    must(oql_calc_claim(argv[1], &claim, &err), &err);
    must(oql_run_start(claim, &d.spec, &run, &err), &err);
    const double t1 = now();
    for (size_t b = 0; b < oql_run_n_blocks(run); ++b) {
        const size_t n = size[2] - b * 128 < 128 ? size[2] - b * 128 : 128;
        for (size_t c = 0; c < d.spec.n_curves; ++c) {
            fill(x, n * cell, size[4], &seed);
            must(oql_run_write(run, c, b, x, &err), &err);
        }
        oql_run_ahead(run);
    }
    const double t2 = now();
    must(oql_run_post(run, &store, &err), &err);
    const double t3 = now();
    must(oql_run_publish(run, 0.0, &err), &err);
    const double t4 = now();
    printf(", \"bytes\": %zu, \"start_s\": %.4f, \"blocks_s\": %.4f, \"copy_s\": %.4f, "
           "\"publish_s\": %.4f}\n",
           d.spec.n_curves * size[2] * cell * sizeof(double), t1 - t0, t2 - t1, t3 - t2,
           t4 - t3);
    return 0;
}
