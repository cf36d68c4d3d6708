/* SPDX-License-Identifier: BSD-3-Clause */
/* bench_stats DIR [REALIZATIONS [SITES]]: statistics over the realizations of one measure and level at all
 * sites, streamed through the memory of a few sites, against the disk that DIR is on. One JSON line for
 * the disk and for each kind of statistics: bytes of values a second and thread, processor time. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "hazard/quantiles.h"
#include "kernels/isa.h"

enum { BLOCK = 4 << 20, FILE_BLOCKS = 128, SITES = 16, TABLE = 1 << 16 };

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

/* Half a gigabyte written and synced, dropped from memory, read again. */
static void measure_disk(const char *dir)
{
    char path[4096];
    char *data = bench_alloc(BLOCK, 1);
    memset(data, 0x5a, BLOCK);
    (void)snprintf(path, sizeof path, "%s/bench_stats.tmp", dir);
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) {
        fail(path);
    }
    (void)unlink(path);
    const double t0 = now();
    for (int k = 0; k < FILE_BLOCKS; ++k) {
        if (write(fd, data, BLOCK) != BLOCK) {
            fail(path);
        }
    }
    if (fsync(fd) != 0) {
        fail(path);
    }
    const double t1 = now();
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    const double t2 = now();
    for (off_t at = 0; at < (off_t)FILE_BLOCKS * BLOCK; at += BLOCK) {
        if (pread(fd, data, BLOCK, at) != BLOCK) {
            fail(path);
        }
    }
    const double t3 = now();
    const double bytes = (double)FILE_BLOCKS * BLOCK;
    printf("{\"disk\": \"%s\", \"write_gbps\": %.3f, \"read_gbps\": %.3f}\n", dir,
           bytes / (t1 - t0) / 1e9, bytes / (t3 - t2) / 1e9);
    (void)fflush(stdout);
    (void)close(fd);
    free(data);
}

/* Rates as realizations have them: spread over two orders of magnitude, some equal, in no order. */
static void fill(double *x, size_t n, const double *table, size_t site)
{
    for (size_t r = 0; r < n; ++r) {
        x[r] = table[(r * 7919 + site * 104729) % TABLE];
    }
}

typedef struct {
    size_t n;
    double *weight;
    oql_weighted *work;
} memory;

static double mean_only(const memory *m, const double *x)
{
    return oql_mean(m->n, x, m->weight);
}

static double mean_deviation_max(const memory *m, const double *x)
{
    double most = x[0];
    for (size_t r = 1; r < m->n; ++r) {
        most = x[r] > most ? x[r] : most;
    }
    return oql_mean(m->n, x, m->weight) + oql_standard_deviation(m->n, x, m->weight) + most;
}

static double quantiles(const memory *m, const double *x, size_t n_q)
{
    static const double q[] = {0.5, 0.16, 0.84, 0.05, 0.95};
    double out[5];
    oql_quantiles(m->n, x, m->weight, m->work, n_q, q, NULL, 1, out);
    return oql_mean(m->n, x, m->weight) + out[0];
}

static double mean_and_median(const memory *m, const double *x)
{
    return quantiles(m, x, 1);
}

static double mean_and_three(const memory *m, const double *x)
{
    return quantiles(m, x, 3);
}

static double mean_and_five(const memory *m, const double *x)
{
    return quantiles(m, x, 5);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        double (*of)(const memory *m, const double *x);
    } kind[] = {{"mean", mean_only},
                {"mean, standard deviation, max", mean_deviation_max},
                {"mean and median", mean_and_median},
                {"mean and 3 quantiles", mean_and_three},
                {"mean and 5 quantiles", mean_and_five}};
    if (argc < 2) {
        fputs("usage: bench_stats DIR [REALIZATIONS [SITES]], or --isa: what the kernels use "
              "here\n",
              stderr);
        return 2;
    }
    if (strcmp(argv[1], "--isa") == 0) {
        printf("{\"isa\": \"%s\"}\n", oql_isa_name());
        return 0;
    }
    const size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 4096;
    const size_t sites = argc > 3 ? strtoul(argv[3], NULL, 10) : 54489;
    memory m = {n, bench_alloc(n, sizeof(double)), bench_alloc(3 * n, sizeof(oql_weighted))};
    double *x = bench_alloc(SITES * n, sizeof *x), *table = bench_alloc(TABLE, sizeof *table);
    double sum = 0.0;
    uint64_t seed = 42;
    for (size_t i = 0; i < TABLE; ++i) {
        const double u = bench_random(&seed) + bench_random(&seed) + bench_random(&seed);
        table[i] = 1e-4 * exp(3.0 * (u - 1.5));
    }
    for (size_t r = 0; r < n; ++r) {
        m.weight[r] = 0.5 + bench_random(&seed);
        sum += m.weight[r];
    }
    for (size_t r = 0; r < n; ++r) {
        m.weight[r] /= sum;
    }
    measure_disk(argv[1]);
    for (size_t k = 0; k < sizeof kind / sizeof kind[0]; ++k) {
        double seconds = 0.0, check = 0.0;
        for (size_t site = 0; site < sites; site += SITES) {
            const size_t some = sites - site < SITES ? sites - site : SITES;
            for (size_t i = 0; i < some; ++i) {
                fill(x + i * n, n, table, site + i);
            }
            const double begin = bench_cpu_seconds();
            for (size_t i = 0; i < some; ++i) {
                check += kind[k].of(&m, x + i * n);
            }
            seconds += bench_cpu_seconds() - begin;
        }
        printf("{\"statistics\": \"%s\", \"realizations\": %zu, \"sites\": %zu, \"seconds\": "
               "%.3f, "
               "\"gbps\": %.3f, \"check\": %.9g}\n",
               kind[k].name, n, sites, seconds,
               (double)sites * (double)n * sizeof(double) / seconds / 1e9, check);
        (void)fflush(stdout);
    }
    return 0;
}
