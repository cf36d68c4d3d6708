/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_TESTS_JOB_FIXTURE_H
#define OQL_TESTS_JOB_FIXTURE_H

#include "datastore/run.h"

/** A small calculation whose values are known by formula. */

enum { JOB_N = 13, JOB_M = 3, JOB_L = 5, JOB_C = 4, JOB_BLOCK = 4, JOB_B = 4 };

/** Static storage; date fixed, so that equal runs give equal bytes. */
const oql_run_spec *job_spec(void);

/** The same with n sites, for tests that need time to be killed in; static storage. */
const oql_run_spec *job_spec_of(size_t n_sites, size_t site_block);

/** Probability of curve c at site, measure, level. */
double job_value(size_t c, size_t site, size_t m, size_t l);

/** Values of block b of curve c into x. */
void job_block(const oql_run_spec *spec, size_t c, size_t b, double *x);

/** Claim the next id in folder and start; asserts. */
oql_run *job_start(const char *folder, const oql_run_spec *spec);

/** Write every block that is not done, in an order set by seed. */
void job_write_rest(oql_run *r, const oql_run_spec *spec, unsigned seed);

/** Add a mean to the published file and publish; asserts. */
void job_publish(oql_run *r);

#endif
