/* SPDX-License-Identifier: BSD-3-Clause */
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/gmm_tables.h"
#include "datastore/store.h"
#include "folder.h"
#include "hazard/calculation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A sound job of which one file is replaced: an error, or a job that can be planned and computed.
 *
 * The first byte says which file of which job, 'a' and so on as in the table below. The rest is the
 * file; of an HDF5 file, changes to the sound one: two bytes cut it at that many 65536ths (0 = whole),
 * then, again and again, two bytes of offset and one of value. A capital letter computes the job too,
 * when it is small. */
static const struct {
    const char *job, *file;
} place[] = {
    {"job.ini", "job.ini"},               /* a */
    {"job.ini", "sources.xml"},           /* b */
    {"job.ini", "source_tree.xml"},       /* c */
    {"job.ini", "model_tree.xml"},        /* d */
    {"groups.ini", "groups.xml"},         /* e */
    {"sections.ini", "sections.xml"},     /* f */
    {"sections.ini", "multi_fault.xml"},  /* g */
    {"site_model.ini", "site_model.csv"}, /* h */
    {"site_xml.ini", "site_model.xml"},   /* i */
    {"soil.ini", "soil.csv"},             /* j */
    {"kernel.ini", "kernel.csv"},         /* k */
    {"soil.ini", "soil_model.csv"},       /* l */
    {"assets.ini", "assets.xml"},         /* m */
    {"assets.ini", "assets.csv"},         /* n */
    {"arrays.ini", "motion_tree.xml"},    /* o */
    {"arrays.ini", "ruptures.xml"},       /* p */
    {"arrays.ini", "ruptures.hdf5"},      /* q */
    {"arrays.ini", "motion.hdf5"},        /* r */
    {"arrays.ini", "equivalent.hdf5"},    /* s */
    {"disagg.ini", "disagg.ini"},         /* t */
};
enum { N_PLACE = sizeof place / sizeof place[0], N_NAME = 64 };

typedef struct {
    char name[N_NAME];
    uint8_t *bytes;
    size_t n;
} file;

static file sound[2 * N_PLACE];
static size_t n_sound;

static const file *find(const char *name)
{
    for (size_t i = 0; i < n_sound; ++i) {
        if (strcmp(sound[i].name, name) == 0) {
            return &sound[i];
        }
    }
    return NULL;
}

static void add(const char *name)
{
    char path[1024];
    if (find(name) == NULL) {
        file *x = &sound[n_sound++];
        (void)snprintf(path, sizeof path, "%s/%s", OQL_BASE_FOLDER, name);
        (void)snprintf(x->name, sizeof x->name, "%s", name);
        x->bytes = oql_folder_seed(path, &x->n);
        (void)oql_folder_put(name, x->bytes, x->n);
    }
}

static void free_seeds(void)
{
    for (size_t i = 0; i < n_sound; ++i) {
        free(sound[i].bytes);
    }
}

static void start(void)
{
    for (size_t i = 0; i < N_PLACE; ++i) {
        add(place[i].job);
        add(place[i].file);
    }
    if (setenv("OQ_DATADIR", oql_folder_path(), 1) != 0 || atexit(free_seeds) != 0) {
        abort();
    }
    omp_set_num_threads(1);
    oql_cli_install_table_reader();
}

static bool is_small(const oql_inputs *in, const oql_plan *plan)
{
    return plan->n_rlz < 1000 && plan->n_context < 2000 && in->sites->n < 100 &&
           in->job->n_measures * in->job->n_levels < 100 && in->n_region < 4;
}

static void use(const char *job, bool compute, oql_problems *problems)
{
    char path[256];
    oql_inputs *in = NULL;
    oql_plan plan;
    oql_calculation calc = {0};
    oql_err err = {.code = OQL_OK};
    const oql_calculation_options options = {.n_thread = 1};

    (void)snprintf(path, sizeof path, "%s/%s", oql_folder_path(), job);
    if (oql_inputs_load(path, 0, NULL, problems, &in, &err) == OQL_OK &&
        oql_calculation_plan(in, 1, &plan, &err) == OQL_OK && compute && is_small(in, &plan) &&
        oql_calculation_run(in, &options, &calc, &err) != OQL_OK && err.code == OQL_ENUMERIC) {
        (void)fprintf(stderr, "%s\n", err.text);
        abort(); /* sound inputs have numbers for results */
    }
    free(calc.path);
    oql_inputs_destroy(in);
    if (calc.id > 0) {
        (void)snprintf(path, sizeof path, "%s/calc_%d", oql_folder_path(), (int)calc.id);
        oql_folder_empty(path);
        (void)rmdir(path);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oql_problems *problems = NULL;
    oql_err err = {.code = OQL_OK};

    if (n_sound == 0) {
        start();
    }
    const bool compute = size > 0 && data[0] >= 'A' && data[0] <= 'Z';
    const size_t at = size == 0 ? N_PLACE : (size_t)data[0] - (compute ? 'A' : 'a');
    if (at >= N_PLACE || oql_problems_create(&problems, &err) != OQL_OK) {
        return 0;
    }
    const file *whole = find(place[at].file);
    const char *dot = strrchr(whole->name, '.');
    if (strcmp(dot, ".hdf5") == 0) {
        oql_folder_damage(whole->name, whole->bytes, whole->n, data + 1, size - 1);
    } else {
        (void)oql_folder_put(whole->name, data + 1, size - 1);
    }
    use(place[at].job, compute, problems);
    (void)oql_folder_put(whole->name, whole->bytes, whole->n);
    oql_problems_destroy(problems);
    if (oql_store_open_handles() != 0) {
        (void)fprintf(stderr, "%ld handles left open\n", oql_store_open_handles());
        abort();
    }
    return 0;
}
