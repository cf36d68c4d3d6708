/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datastore/show.h"
#include "datastore/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A calculation that was damaged: the input is a list of changes to a sound file, so that a few
 * bytes reach any place of it. Two bytes cut the file at that many 65536ths (0 = whole); then, again
 * and again, two bytes of offset and one of value. Every command's look at it must end without a
 * crash; what it tells does not matter here. */

static uint8_t *seed;
static size_t n_seed;
static char dir[] = "/tmp/oqlite-fuzz-XXXXXX";

static void clean_up(void)
{
    char path[80];
    for (int id = 1; id <= 2; ++id) {
        (void)snprintf(path, sizeof path, "%s/calc_%d/output.hdf5", dir, id);
        (void)unlink(path);
        (void)snprintf(path, sizeof path, "%s/calc_%d", dir, id);
        (void)rmdir(path);
    }
    (void)rmdir(dir);
    free(seed);
}

static void put_file(int id, const uint8_t *x, size_t n)
{
    char path[80];
    (void)snprintf(path, sizeof path, "%s/calc_%d", dir, id);
    (void)mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/calc_%d/output.hdf5", dir, id);
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(x, 1, n, f) != n || fclose(f) != 0) {
        perror(path);
        abort();
    }
}

static void start(void)
{
    struct stat info;
    FILE *f = fopen(OQL_SEED_FILE, "rb");
    if (f == NULL || fstat(fileno(f), &info) != 0 || mkdtemp(dir) == NULL) {
        perror(OQL_SEED_FILE);
        abort();
    }
    n_seed = (size_t)info.st_size;
    seed = malloc(n_seed);
    if (seed == NULL || fread(seed, 1, n_seed, f) != n_seed) {
        abort();
    }
    (void)fclose(f);
    (void)atexit(clean_up);
    put_file(2, seed, n_seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (seed == NULL) {
        start();
    }
    uint8_t *x = malloc(n_seed);
    FILE *out = fopen("/dev/null", "w");
    size_t n = n_seed, faults = 0;
    if (x == NULL || out == NULL) {
        abort();
    }
    memcpy(x, seed, n_seed);
    if (size >= 2 && (data[0] | data[1]) != 0) {
        n = n_seed * (data[0] | (size_t)data[1] << 8) / 65536;
    }
    for (size_t i = 2; i + 2 < size; i += 3) {
        x[(data[i] | (size_t)data[i + 1] << 8) % n_seed] = data[i + 2];
    }
    put_file(1, x, n);
    free(x);
    (void)!oql_show_calc(dir, 1, out, NULL);
    (void)!oql_show_key(dir, 1, "imts", out, NULL);
    (void)!oql_verify_calc(dir, 1, out, &faults, NULL);
    (void)!oql_compare_calcs(dir, 1, 2, 0, 0, out, &faults, NULL);
    (void)fclose(out);
    if (oql_store_open_handles() != 0) {
        (void)fprintf(stderr, "%ld handles left open\n", oql_store_open_handles());
        abort();
    }
    return 0;
}
