/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hazard/amplification.h"

static const double level[] = {0.01, 0.1, 0.2, 0.5};
static const double soil[] = {0.1, 0.2, 0.4};
static oql_job_measure measure = {.n_levels = 4, .levels = level};
static oql_problems *problems;

static void start(void)
{
    oql_err err = {0};
    cr_assert_eq(oql_imt_parse("PGA", &measure.imt, &err), OQL_OK);
    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
}

static void stop(void)
{
    oql_problems_destroy(problems);
}

TestSuite(amplification, .init = start, .fini = stop);

static oql_amplification_spec spec_of(oql_job_amplify method)
{
    return (oql_amplification_spec){.method = method,
                                    .n_imt = 1,
                                    .measures = &measure,
                                    .n_soil = 3,
                                    .soil = soil,
                                    .n_site = 1,
                                    .vs30_tolerance_mps = -1.0};
}

static oql_amplification *make(const char *text, const oql_amplification_spec *spec)
{
    oql_err err = {0};
    oql_csv *csv = NULL;
    oql_amplification *a = NULL;
    cr_assert_eq(oql_csv_parse("af.csv", strlen(text), text, OQL_CSV_HEADER, &csv, &err),
                 OQL_OK);
    const oql_status st = oql_amplification_make(csv, spec, problems, &a, &err);
    cr_expect_eq(st == OQL_OK, a != NULL);
    oql_csv_destroy(csv);
    return a;
}

static void expect_problem(const char *text, const oql_amplification_spec *spec,
                           const char *want)
{
    const size_t before = oql_problems_errors(problems);
    bool is_error = false;
    oql_amplification *a = make(text, spec);
    cr_expect_null(a, "accepted, expected: %s", want);
    cr_assert_gt(oql_problems_errors(problems), before, "nothing found, expected: %s", want);
    const char *got = oql_problems_text(problems, before, &is_error);
    cr_expect_not_null(strstr(got, want), "found \"%s\", expected: %s", got, want);
    oql_amplification_destroy(a);
}

static void amplify(const oql_amplification *a, const double *rock, double *out)
{
    double in[512];
    cr_assert_lt(a->n_grid, 512);
    oql_amplification_intervals(a, 4, level, rock, in);
    oql_amplification_apply(a, 0, 0, in, out);
}

Test(amplification, a_convolution_agrees_with_openquake)
{
    /* Amplifier.amplify_one of openquake.hazardlib 3.25 */
    const double want[] = {0.10369968918644709, 0.04627212970762785, 0.00823009574808284};
    const double want_short[] = {0.054052836194326485, 0.006965822692246404,
                                 5.051338477552223e-05};
    const double rock[] = {0.5, 0.05, 0.01, 0.001}, ends[] = {0.5, 0.05, 0.0, 0.0};
    const oql_amplification_spec spec = spec_of(OQL_AMPLIFY_CONVOLUTION);
    oql_amplification *a =
        make("#,,,vs30_ref=760\nampcode,level,PGA,sigma_PGA\nA,.1,2,.3\nA,.3,1.5,.2\n", &spec);
    double got[3];

    cr_assert_not_null(a);
    amplify(a, rock, got);
    for (int i = 0; i < 3; ++i) {
        cr_expect_float_eq(got[i] / want[i], 1.0, 1e-12, "level %d: %.17g", i, got[i]);
    }
    amplify(a, ends, got);
    for (int i = 0; i < 3; ++i) {
        cr_expect_float_eq(got[i] / want_short[i], 1.0, 1e-12, "level %d: %.17g", i, got[i]);
    }
    oql_amplification_destroy(a);
}

Test(amplification, a_certain_factor_shifts_the_curve)
{
    const double rock[] = {0.5, 0.05, 0.01, 0.001};
    const oql_amplification_spec spec = spec_of(OQL_AMPLIFY_CONVOLUTION);
    oql_amplification *a = make("#vs30_ref=760\nampcode,PGA\nA,2\n", &spec);
    double got[3];

    cr_assert_not_null(a);
    amplify(a, rock, got);
    /* soil 0.2 and 0.4 are rock 0.1 and 0.2, less what lies above the last level, within an
       interval of the grid (10 %) */
    cr_expect_float_eq(got[1], 0.05 - 0.001, 0.006);
    cr_expect_float_eq(got[2], 0.01 - 0.001, 0.002);
    oql_amplification_destroy(a);
}

Test(amplification, no_hazard_on_rock_is_none_on_soil)
{
    const double rock[] = {0.0, 0.0, 0.0, 0.0};
    const oql_amplification_spec spec = spec_of(OQL_AMPLIFY_CONVOLUTION);
    oql_amplification *a = make("#vs30_ref=760\nampcode,PGA\nA,2\n", &spec);
    double got[3] = {1.0, 1.0, 1.0};

    cr_assert_not_null(a);
    amplify(a, rock, got);
    cr_expect(got[0] == 0.0 && got[1] == 0.0 && got[2] == 0.0);
    oql_amplification_destroy(a);
}

Test(amplification, the_kernel_takes_the_rows_of_least_magnitude_and_distance)
{
    const oql_amplification_spec spec = spec_of(OQL_AMPLIFY_KERNEL);
    const char *both = "#vs30_ref=760\nampcode,from_mag,from_rrup,level,PGA,sigma_PGA\n"
                       "A,5,0,.1,1.2,.3\nA,5,20,.1,7,.3\nA,6,0,.1,8,.3\n";
    const char *one = "#vs30_ref=760\nampcode,from_mag,from_rrup,level,PGA,sigma_PGA\n"
                      "A,5,0,.1,1.2,.3\n";
    oql_amplification *a = make(both, &spec), *b = make(one, &spec);

    cr_assert(a != NULL && b != NULL);
    cr_assert_eq(a->n_soil, 4, "the levels of the job");
    cr_assert_eq(a->n_grid, b->n_grid);
    cr_expect_eq(memcmp(a->exceed, b->exceed, 4 * (a->n_grid - 1) * sizeof(double)), 0);
    for (size_t k = 0; k + 1 < a->n_grid; ++k) {
        cr_expect(a->exceed[k] >= a->exceed[a->n_grid - 1 + k], "higher levels are rarer");
    }
    oql_amplification_destroy(a);
    oql_amplification_destroy(b);
}

Test(amplification, sites_find_their_code)
{
    const char *code[] = {"B", "A"};
    oql_amplification_spec spec = spec_of(OQL_AMPLIFY_CONVOLUTION);
    spec.n_site = 2;
    spec.ampcode = code;
    oql_amplification *a = make("#vs30_ref=760\nampcode,PGA\nA,1\nB,2\n", &spec);
    cr_assert_not_null(a);
    cr_expect_eq(a->code[0], 1);
    cr_expect_eq(a->code[1], 0);
    oql_amplification_destroy(a);
}

Test(amplification, mistakes_are_found_with_file_and_line)
{
    const double vs30[] = {700.0};
    oql_amplification_spec spec = spec_of(OQL_AMPLIFY_CONVOLUTION);
    oql_amplification_spec kernel = spec_of(OQL_AMPLIFY_KERNEL);
    oql_amplification_spec strict = spec;
    strict.vs30_mps = vs30;
    strict.vs30_tolerance_mps = 50.0;

    expect_problem("#vs30_ref=760\nampcode,SA(1.0)\nA,1\n", &spec, "no column PGA");
    expect_problem("#\nampcode,PGA\nA,1\n", &spec, "no vs30_ref");
    expect_problem("#vs30_ref=760\nampcode,PGA\nA,0\n", &spec, "af.csv:3: PGA = 0");
    expect_problem("#vs30_ref=760\nampcode,PGA,sigma_PGA\nA,1,-1\n", &spec, "sigma_PGA = -1");
    expect_problem("#vs30_ref=760\nampcode,PGA\nA,1\nA,2\n", &spec, "af.csv:4: ampcode A");
    expect_problem("#vs30_ref=760\nampcode,level,PGA\nA,.2,1\nA,.1,2\n", &spec, "ascending");
    expect_problem("#vs30_ref=760\nampcode,PGA\nA,1\nB,2\n", &spec, "has the ampcode \"\"");
    expect_problem("#vs30_ref=760\nampcode,PGA\nA,1\n", &strict, "vs30_tolerance");
    expect_problem("#vs30_ref=760\nampcode,from_mag,PGA\nA,5,1\n", &spec, "from_mag");
    expect_problem("#vs30_ref=760\nampcode,PGA\nA,x\n", &spec, "af.csv:3");
    oql_err err = {0};
    oql_csv *csv = NULL;
    oql_amplification *a = NULL;
    const char *text = "#vs30_ref=760\nampcode,level,PGA\nA,.1,1\n";
    cr_assert_eq(oql_csv_parse("af.csv", strlen(text), text, OQL_CSV_HEADER, &csv, &err),
                 OQL_OK);
    cr_expect_eq(oql_amplification_make(csv, &kernel, problems, &a, &err), OQL_ECONFIG);
    cr_expect_null(a);
    oql_csv_destroy(csv);
}
