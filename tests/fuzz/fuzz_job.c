/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdio.h>

#include "job/job.h"
#include "job/sites.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a job file: problems, or a job that can be printed and whose sites can be made.
 * A corpus file that names /dev/null for its input files gets past the check that they exist.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oql_problems *problems = NULL;
    oql_job *job = NULL;
    oql_sites *sites = NULL;
    oql_err err = {.code = OQL_OK};
    FILE *nowhere = fopen("/dev/null", "w");

    if (nowhere == NULL || oql_problems_create(&problems, &err) != OQL_OK) {
        goto done;
    }
    if (oql_job_parse("/nowhere/job.ini", size, (const char *)data, 0, NULL, problems, &job,
                      &err) == OQL_OK) {
        oql_job_dump(job, nowhere);
        (void)oql_job_max_distance(job, "Volcanic", 6.0);
        const bool fine = job->n_region > 0 && job->region_grid_spacing_km < 50.0;
        if (!fine && oql_sites_load(job, NULL, NULL, problems, &sites, &err) == OQL_OK) {
            (void)oql_sites_require(sites, job, "z1pt0", NULL, problems);
        }
    }
    bool is_error;
    for (size_t i = 0; oql_problems_text(problems, i, &is_error) != NULL; ++i) {
        (void)fprintf(nowhere, "%s\n", oql_problems_text(problems, i, &is_error));
    }
done:
    oql_sites_destroy(sites);
    oql_job_destroy(job);
    oql_problems_destroy(problems);
    if (nowhere != NULL) {
        (void)fclose(nowhere);
    }
    return 0;
}
