/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "job/job.h"
#include "job/site_xml.h"
#include "job/sites.h"
#include "nrml/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as the file a job takes its sites or their parameters from. The first byte says how:
 * '0' sites_csv, '1' site_model_file alone, '2' beside sites, '3' for a grid, '4' with several
 * override_vs30, '5' XML. */
static const struct {
    const char *lines, *key;
} keys[] = {
    {"reference_vs30_value = 600\nreference_vs30_type = measured\n", "sites_csv"},
    {"", "site_model_file"},
    {"sites = 10 45, 10.1 45.2 1\n", "site_model_file"},
    {"region = 10 45, 10.2 45, 10.2 45.2\nregion_grid_spacing = 10\n", "site_model_file"},
    {"override_vs30 = 300 600\n", "site_model_file"},
};
enum { N_KEYS = sizeof keys / sizeof keys[0] };

static void load_sites(const char *path, size_t kind, oql_problems *problems)
{
    char text[1024];
    oql_job *job = NULL;
    oql_sites *sites = NULL;
    oql_err err = {.code = OQL_OK};

    const int n =
        snprintf(text, sizeof text,
                 "[general]\ncalculation_mode = classical\n"
                 "source_model_file = /dev/null\ngsim = BooreAtkinson2008\n"
                 "maximum_distance = 100\ntruncation_level = 3\n"
                 "investigation_time = 1\n"
                 "intensity_measure_types_and_levels = {'PGA': [0.1, 0.2]}\n%s%s = %s\n",
                 keys[kind].lines, keys[kind].key, path);
    if (oql_job_parse("/nowhere/job.ini", (size_t)n, text, 0, NULL, problems, &job, &err) !=
        OQL_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        abort(); /* the job is sound */
    }
    if (oql_sites_load(job, NULL, NULL, problems, &sites, &err) == OQL_OK) {
        (void)oql_sites_require(sites, job, "z1pt0", "a model", problems);
        (void)oql_sites_require(sites, job, "kappa0", NULL, problems);
        for (size_t i = 0; i < sites->n; ++i) {
            if (!(sites->lon_deg[i] >= -180.0 && sites->lon_deg[i] <= 360.0 &&
                  sites->lat_deg[i] >= -90.0 && sites->lat_deg[i] <= 90.0)) {
                abort();
            }
        }
    }
    oql_sites_destroy(sites);
    oql_job_destroy(job);
}

static void load_xml(const uint8_t *data, size_t size)
{
    const oql_xml_node *root = NULL;
    oql_arena *arena = NULL;
    oql_site_table table = {0};
    oql_err err = {.code = OQL_OK};

    if (oql_arena_create(&arena, &err) == OQL_OK &&
        oql_xml_load_memory("m.xml", data, size, arena, &root, &err) == OQL_OK &&
        oql_site_table_from_xml(root, "m.xml", arena, &table, &err) == OQL_OK) {
        for (size_t c = 0; c < table.n_columns; ++c) {
            for (size_t i = 0; i < table.n_rows && table.columns[c].text != NULL; ++i) {
                if (strlen(table.columns[c].text[i]) > size) {
                    abort();
                }
            }
        }
    }
    oql_arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oql_problems *problems = NULL;
    oql_err err = {.code = OQL_OK};

    if (size == 0 || oql_problems_create(&problems, &err) != OQL_OK) {
        return 0;
    }
    const size_t kind = (size_t)(data[0] - '0');
    if (data[0] >= '0' && kind < N_KEYS) {
        load_sites(oql_folder_put("s.csv", data + 1, size - 1), kind, problems);
    } else if (data[0] == '5') {
        load_xml(data + 1, size - 1);
    }
    oql_problems_destroy(problems);
    return 0;
}
