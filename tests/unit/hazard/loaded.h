/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_TEST_HAZARD_LOADED_H
#define OQL_TEST_HAZARD_LOADED_H

#include "hazard/inputs.h"

#define DATA "tests/unit/hazard/data/"

/** Inputs of a job with overrides "key=value"; the test fails when it is refused. The caller owns
 *  them: oql_inputs_destroy. */
oql_inputs *load_inputs(const char *path, size_t n_over, const char *const *over);

/** Whether loading the job, which may be refused, gives a problem that contains the text. */
bool loading_tells(const char *path, size_t n_over, const char *const *over, const char *text);

#endif
