/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "datastore/show.h"
#include "datastore/store.h"
#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A calculation that was damaged: the input is a list of changes to a sound file (oql_folder_damage).
 * Every command's look at it must end without a crash; what it tells does not matter here. */

static uint8_t *seed;
static size_t n_seed;

static void free_seed(void)
{
    free(seed);
}

static void start(void)
{
    static const char *const folder[] = {"calc_1", "calc_2"};
    char path[256];
    for (size_t i = 0; i < 2; ++i) {
        (void)snprintf(path, sizeof path, "%s/%s", oql_folder_path(), folder[i]);
        if (mkdir(path, 0700) != 0) {
            abort();
        }
    }
    seed = oql_folder_seed(OQL_SEED_FILE, &n_seed);
    (void)atexit(free_seed);
    (void)oql_folder_put("calc_2/output.hdf5", seed, n_seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (seed == NULL) {
        start();
    }
    const char *dir = oql_folder_path();
    FILE *out = fopen("/dev/null", "w");
    size_t faults = 0;
    if (out == NULL) {
        abort();
    }
    oql_folder_damage("calc_1/output.hdf5", seed, n_seed, data, size);
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
