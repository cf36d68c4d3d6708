/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_TEST_JOB_SUPPORT_H
#define OQL_TEST_JOB_SUPPORT_H

#include "job/job.h"
#include "job/sites.h"

/** A job from a text, with the problems found on the way. */
typedef struct {
    oql_problems *problems;
    oql_job *job; /**< NULL when it was refused */
    oql_status st;
    oql_err err;
} oql_test_job;

/** The smallest valid job without sites: /dev/null stands for its input files. Tests append
 *  keys. */
#define OQL_TEST_KEYS                                                                          \
    "[general]\ncalculation_mode = classical\nsource_model_logic_tree_file = /dev/null\n"      \
    "gsim_logic_tree_file = /dev/null\ntruncation_level = 3\nmaximum_distance = 200\n"         \
    "investigation_time = 50\n"
#define OQL_TEST_LEVELS "intensity_measure_types_and_levels = {'PGA': [0.1, 0.2]}\n"
#define OQL_TEST_JOB    OQL_TEST_KEYS OQL_TEST_LEVELS "sites = 0 0\n"

oql_test_job oql_test_parse(const char *text, size_t n_over, const char *const *over);

/** The same, with dir as the folder of the job. */
oql_test_job oql_test_parse_in(const char *dir, const char *text, size_t n_over,
                               const char *const *over);

void oql_test_job_clear(oql_test_job *t);

/** A valid job from text; the test fails when it is refused. */
oql_test_job oql_test_accept(const char *text);

/** Text of problem i, "" beyond the last. */
const char *oql_test_problem(const oql_test_job *t, size_t i);

/** True when some error (or warning) contains all of the text. */
bool oql_test_has_problem(const oql_test_job *t, bool is_error, const char *text);

#endif
