/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "datastore/run.h"
#include "job_fixture.h"
#include "scratch.h"

/* Other people's readers; each test runs where the tool is installed, else is skipped. */

static oql_err err;

static void begin(void)
{
    (void)scratch_folder();
}

TestSuite(readers, .init = begin, .fini = scratch_remove);

#define OK(call) cr_assert_eq((call), OQL_OK, "%s", err.text)

/* The first Python that has the module, or NULL. */
static const char *python_with(const char *module)
{
    static const char *const which[] = {"python3", "/usr/bin/python3"};
    for (size_t i = 0; i < OQL_COUNT(which); ++i) {
        char command[200];
        (void)snprintf(command, sizeof command, "%s -c 'import %s' 2>/dev/null", which[i],
                       module);
        if (scratch_run(command, NULL) == 0) {
            return which[i];
        }
    }
    return NULL;
}

static const char *publish_fixture(void)
{
    static const int32_t id[] = {0, 1};
    static const double weight[] = {0.25, 0.75};
    const oql_column cols[] = {{"rlz", OQL_I32, 0, NULL, id},
                               {"weight", OQL_F64, 0, "1", weight}};
    oql_store *s = NULL;
    oql_run *r = job_start(scratch_folder(), job_spec());
    job_write_rest(r, job_spec(), 0);
    job_publish(r);
    const char *file = scratch_path("calc_1/output.hdf5");
    OK(oql_store_revise(file, &s, &err));
    OK(oql_store_set_table(s, "extra/table", "two rows", 2, 2, cols, &err));
    OK(oql_store_publish(s, &err));
    return file;
}

static char *run_tool(const char *fmt, const char *file)
{
    char command[900], *out = NULL;
    (void)snprintf(command, sizeof command, "%s '%s' 2>&1", fmt, file);
    cr_assert_eq(scratch_run(command, &out), 0, "%s: %s", command, out);
    return out;
}

static void expect_in(const char *text, const char *part)
{
    cr_expect_neq(strstr(text, part), NULL, "\"%s\" not in:\n%s", part, text);
}

Test(readers, ncdump_shows_named_axes)
{
    if (!scratch_has_tool("ncdump")) {
        cr_skip_test("no ncdump");
    }
    char *out = run_tool("ncdump -h", publish_fixture());
    expect_in(out, "sites = 13 ;");
    expect_in(out, "double BooreAtkinson2008(sites, imts, levels) ;");
    expect_in(out, "double hcurves_stats(sites, stats, imts, levels) ;");
    expect_in(out, "string imts(imts) ;");
    expect_in(out, "hcurves_stats:units = \"1\"");
    expect_in(out, "double lon(sites) ;");
    free(out);
    out = run_tool("ncdump -v imts", scratch_path("calc_1/output.hdf5"));
    expect_in(out, "imts = \"PGA\", \"PGV\", \"SA(0.2)\"");
    free(out);
}

Test(readers, h5ls_and_h5dump_read_everything)
{
    if (!scratch_has_tool("h5ls") || !scratch_has_tool("h5dump")) {
        cr_skip_test("no hdf5-tools");
    }
    char *out = run_tool("h5ls -r", publish_fixture());
    expect_in(out, "/1/Youngs1997            Dataset {13, 3, 5}");
    free(out);
    out = run_tool("h5dump -p", scratch_path("calc_1/output.hdf5"));
    expect_in(out, "CHECKSUM FLETCHER32");
    free(out);
}

Test(readers, h5py_pandas_and_xarray_read_it)
{
    const char *python = python_with("h5py");
    if (python == NULL) {
        cr_skip_test("no Python with h5py");
    }
    char command[600];
    (void)snprintf(command, sizeof command, "%s " OQL_TEST_FOLDER "/read_calc.py", python);
    char *out = run_tool(command, publish_fixture());
    expect_in(out, "h5py");
    (void)fprintf(stderr, "read with: %s", out);
    free(out);
}

/* Compute slowly in this process while another one reads. */
Test(readers, a_live_reader_sees_nan_or_the_final_value)
{
    const char *python = python_with("h5py");
    if (python == NULL) {
        cr_skip_test("no Python with h5py");
    }
    enum { SITES = 1600, BLOCK = 16 };
    const char *wanted = getenv("OQLITE_LIVE_SECONDS");
    const double seconds = wanted == NULL ? 2 : strtod(wanted, NULL);
    const oql_run_spec *spec = job_spec_of(SITES, BLOCK);
    const size_t n = JOB_C * SITES / BLOCK;
    double x[BLOCK * JOB_M * JOB_L];
    char command[900], line[200] = "";
    oql_run *r = job_start(scratch_folder(), spec);
    (void)snprintf(command, sizeof command,
                   "%s " OQL_TEST_FOLDER "/live_reader.py '%s' %d '%s'", python,
                   scratch_path("calc_1/output.hdf5"), SITES, scratch_path("stop"));
    FILE *reader = popen(command, "r");
    cr_assert_not_null(reader);
    const long ns = (long)(seconds * 1e9 / (double)n);
    for (size_t k = 0, at = 0; k < n; ++k, at = (at + 7919) % n) {
        job_block(spec, at / (SITES / BLOCK), at % (SITES / BLOCK), x);
        OK(oql_run_write(r, at / (SITES / BLOCK), at % (SITES / BLOCK), x, &err));
        (void)nanosleep(&(struct timespec){ns / 1000000000, ns % 1000000000}, NULL);
    }
    scratch_write(scratch_path("stop"), "", 0);
    cr_assert_not_null(fgets(line, sizeof line, reader));
    cr_assert_eq(pclose(reader), 0);
    OK(oql_run_publish(r, 1, &err));
    long reads = 0, values = 0, wrong = -1, errors = -1;
    cr_assert_eq(sscanf(line, "reads %ld values %ld wrong %ld errors %ld", &reads, &values,
                        &wrong, &errors),
                 4, "%s", line);
    (void)fprintf(stderr, "%s", line);
    cr_expect_geq(values, (long)SITES * JOB_M * JOB_L * JOB_C, "the last pass sees all");
    cr_expect_eq(wrong, 0);
    cr_expect_eq(errors, 0);
}
