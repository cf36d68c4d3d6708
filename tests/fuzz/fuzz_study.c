/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>

#include "folder.h"
#include "sweep/study.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a study ('s' first) or as its table of points ('p'): problems, or points whose values
 * can be read. */
static const char sound_study[] =
    "[study]\nbase_job = job.ini\ncombine = zip\npoints_csv = p.csv\n"
    "[parameters]\ntruncation_level = 2 | 3\n";
static const char sound_points[] = "job,maximum_distance\njob.ini,100\njob.ini,200\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    oql_problems *problems = NULL;
    oql_study *study = NULL;
    oql_err err = {.code = OQL_OK};
    size_t bytes = 0;

    if (!ready) {
        (void)oql_folder_put("job.ini", "[general]\n", 10);
        ready = true;
    }
    if (size == 0 || (data[0] != 's' && data[0] != 'p') ||
        oql_problems_create(&problems, &err) != OQL_OK) {
        return 0;
    }
    const bool is_study = data[0] == 's';
    (void)oql_folder_put("p.csv", is_study ? sound_points : (const void *)(data + 1),
                         is_study ? sizeof sound_points - 1 : size - 1);
    const char *path =
        oql_folder_put("s.ini", is_study ? (const void *)(data + 1) : sound_study,
                       is_study ? size - 1 : sizeof sound_study - 1);
    if (oql_study_read(path, problems, &study, &err) == OQL_OK) {
        for (size_t i = 0; i < study->n_point; ++i) {
            const oql_study_point *p = &study->point[i];
            bytes += strlen(p->job) + strlen(p->job_path) + strlen(p->file);
            for (size_t k = 0; k < study->n_key; ++k) {
                bytes += p->value[k] == NULL ? 0 : strlen(p->value[k]);
            }
            for (size_t k = 0; k < p->n_over; ++k) {
                bytes += strlen(p->over[k]);
            }
        }
    }
    oql_study_destroy(study);
    oql_problems_destroy(problems);
    return bytes == SIZE_MAX; /* keeps the reads above */
}
