/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "datastore/run.h"
#include "datastore/show.h"
#include "job_fixture.h"
#include "scratch.h"

static oql_err err;

static void begin(void)
{
    (void)scratch_folder();
}

static void done(void)
{
    cr_expect_eq(oql_store_open_handles(), 0, "%ld HDF5 handles leaked",
                 oql_store_open_handles());
    scratch_remove();
}

TestSuite(show, .init = begin, .fini = done);

#define OK(call) cr_assert_eq((call), OQL_OK, "%s", err.text)

static FILE *open_out(void)
{
    FILE *f = fopen(scratch_path("out.txt"), "w");
    cr_assert_not_null(f);
    return f;
}

static char *close_out(FILE *f)
{
    size_t n = 0;
    cr_assert_eq(fclose(f), 0);
    return scratch_read(scratch_path("out.txt"), &n);
}

static void expect_in(const char *text, const char *part)
{
    cr_expect_neq(strstr(text, part), NULL, "\"%s\" not in:\n%s", part, text);
}

static void make_complete(void)
{
    oql_run *r = job_start(scratch_folder(), job_spec());
    job_write_rest(r, job_spec(), 0);
    job_publish(r);
}

/* A calculation whose process was killed with two blocks finished. */
static void make_killed(void)
{
    const pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        double x[JOB_BLOCK * JOB_M * JOB_L];
        oql_run *r = job_start(scratch_folder(), job_spec());
        job_block(job_spec(), 0, 1, x);
        oql_status st = oql_run_write(r, 0, 1, x, NULL);
        job_block(job_spec(), 2, 3, x);
        st = st == OQL_OK ? oql_run_write(r, 2, 3, x, NULL) : st;
        _exit(st == OQL_OK ? 0 : 1); /* no close: as killed */
    }
    int status = 0;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert_eq(status, 0);
}

Test(show, lists_calculations_with_their_states)
{
    FILE *f = open_out();
    OK(oql_show_list(scratch_folder(), f, &err));
    char *out = close_out(f);
    expect_in(out, "no calculations");
    free(out);
    make_complete();
    make_killed();
    f = open_out();
    OK(oql_show_list(scratch_folder(), f, &err));
    out = close_out(f);
    expect_in(out, "    1  complete  2026-01-01T00:00:00Z");
    expect_in(out, "classical     a fixture, é\n");
    expect_in(out, "    2  partial ");
    expect_in(out, "2 of 16 blocks finished");
    expect_in(out, "oqlite resume 2");
    free(out);
}

Test(show, prints_the_root_with_shapes_units_and_sizes)
{
    make_complete();
    FILE *f = open_out();
    OK(oql_show_calc(scratch_folder(), 0, f, &err));
    char *out = close_out(f);
    expect_in(out, "calculation 1: complete");
    expect_in(out, "  investigation_time_yr = 50\n");
    expect_in(out,
              "/0/BooreAtkinson2008                      float64  (sites 13, imts 3, levels 5)"
              "  [1]  1.5 KiB");
    expect_in(out, "/imts                                     text     (imts 3)");
    free(out);
}

Test(show, prints_arrays_like_numpy)
{
    make_complete();
    FILE *f = open_out();
    OK(oql_show_key(scratch_folder(), 1, "imls", f, &err));
    OK(oql_show_key(scratch_folder(), 1, "imts", f, &err));
    OK(oql_show_key(scratch_folder(), 1, "/0/[BooreAtkinson2008]", f, &err));
    char *out = close_out(f);
    expect_in(out, "[[0.01 0.05  0.1  0.5    1]\n [   1    5   10   50  100]\n"
                   " [0.02  0.1  0.2    1    2]]\n");
    expect_in(out, "['PGA' 'PGV' 'SA(0.2)']");
    expect_in(out, "[[[      0.9      0.45      0.18");
    expect_in(out, "]]\n\n [["); /* a blank line between the sites */
    free(out);
    oql_err e = {0};
    f = open_out();
    cr_expect_eq(oql_show_key(scratch_folder(), 1, "nothing", f, &e), OQL_ENOTFOUND);
    cr_expect_eq(oql_show_key(scratch_folder(), 9, "imls", f, &e), OQL_ENOTFOUND);
    free(close_out(f));
}

Test(show, cuts_large_arrays_to_their_edges)
{
    enum { N = 2000 };
    static int64_t x[N];
    oql_store *s = NULL;
    for (int i = 0; i < N; ++i) {
        x[i] = i;
    }
    OK(oql_store_create(scratch_path("a.hdf5"), &s, &err));
    OK(oql_store_set_i64(s, "line", 1, (const size_t[]){N}, x, &err));
    OK(oql_store_set_i64(s, "plane", 2, (const size_t[]){100, 20}, x, &err));
    OK(oql_store_set_i64(s, "none", 2, (const size_t[]){0, 20}, NULL, &err));
    OK(oql_store_set_i64(s, "one", 0, NULL, x + 7, &err));
    const oql_column cols[] = {{"k", OQL_I64, 0, NULL, x}, {"t", OQL_TEXT, 8, NULL, x}};
    OK(oql_store_set_table(s, "table", "rows", 100, 2, cols, &err));
    OK(oql_store_publish(s, &err));
    FILE *f = open_out();
    static const char *const key[] = {"line", "plane", "none", "one", "table"};
    for (size_t k = 0; k < OQL_COUNT(key); ++k) {
        OK(oql_show_file(scratch_path("a.hdf5"), key[k], f, &err));
    }
    char *out = close_out(f);
    expect_in(out, "[   0    1    2 ... 1997 1998 1999]\n");
    expect_in(out, " [  40   41   42 ...   57   58   59]\n ...\n [1940 1941 1942 ...");
    expect_in(out, "\n[]\n");
    expect_in(out, "\n7\n");
    expect_in(out, "... 80 rows more");
    free(out);
}

static size_t verify(int64_t id, char **out)
{
    size_t n = 0;
    FILE *f = open_out();
    OK(oql_verify_calc(scratch_folder(), id, f, &n, &err));
    *out = close_out(f);
    return n;
}

Test(show, verify_finds_no_fault_in_what_we_write)
{
    char *out = NULL;
    make_complete();
    cr_expect_eq(verify(1, &out), 0, "%s", out);
    expect_in(out, "0 faults");
    free(out);
    make_killed();
    cr_expect_eq(verify(2, &out), 0, "%s", out);
    expect_in(out, "2 of 16 blocks are finished and intact");
    free(out);
}

/* Whatever bit is turned: a fault is told, or every array still has its values. */
Test(show, verify_never_passes_a_changed_number)
{
    enum { TURNS = 400 };
    size_t n = 0, found = 0, harmless = 0;
    char *out = NULL;
    make_complete();
    char file[300];
    (void)snprintf(file, sizeof file, "%s", scratch_path("calc_1/output.hdf5"));
    char *good = scratch_read(file, &n);
    char *bad = malloc(n);
    cr_assert_not_null(bad);
    make_complete(); /* calculation 2, to compare with */
    uint64_t state = 42;
    for (int k = 0; k < TURNS; ++k) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const size_t at = (size_t)(state >> 20) % n;
        memcpy(bad, good, n);
        bad[at] = (char)(bad[at] ^ (1 << (state >> 60) % 8));
        scratch_write(file, bad, n);
        const size_t faults = verify(1, &out);
        free(out);
        if (faults > 0) {
            ++found;
            continue;
        }
        size_t differ = 0;
        FILE *f = open_out();
        OK(oql_compare_calcs(scratch_folder(), 1, 2, 0, 0, f, &differ, &err));
        out = close_out(f);
        cr_expect_eq(differ, 0, "byte %zu: %s", at, out);
        free(out);
        ++harmless;
    }
    (void)fprintf(stderr, "bits turned %d: %zu told, %zu without effect on any array\n", TURNS,
                  found, harmless);
    cr_expect_gt(found, (size_t)TURNS / 4);
    free(good);
    free(bad);
}

Test(show, verify_finds_a_changed_input_and_an_impossible_probability)
{
    oql_store *s = NULL;
    char *out = NULL;
    double nan = (double)NAN;
    const size_t at[] = {7, 1, 2}, one[] = {1, 1, 1};
    make_complete();
    OK(oql_store_revise(scratch_path("calc_1/output.hdf5"), &s, &err));
    OK(oql_store_write(s, "1/Youngs1997", OQL_F64, 0, at, one, &nan, &err));
    OK(oql_store_write(s, "inputs/0", OQL_U8, 0, (const size_t[]){3}, one, "X", &err));
    OK(oql_store_publish(s, &err));
    cr_expect_eq(verify(1, &out), 2, "%s", out);
    expect_in(
        out,
        "/1/Youngs1997: 1 values are not probabilities, first nan at site 7, PGV, level 2");
    expect_in(out, "/inputs/0: SHA-256");
    free(out);
}

static size_t compare(double rtol, char **out)
{
    size_t n = 0;
    FILE *f = open_out();
    OK(oql_compare_calcs(scratch_folder(), 1, 2, rtol, 0, f, &n, &err));
    *out = close_out(f);
    return n;
}

Test(show, compare_says_where_two_calculations_differ_most)
{
    oql_store *s = NULL;
    char *out = NULL;
    const size_t a[] = {7, 1, 2}, b[] = {8, 0, 4}, one[] = {1, 1, 1};
    double x = job_value(2, 7, 1, 2) * 1.001, y = job_value(2, 8, 0, 4) * (1 + 1e-6);
    make_complete();
    make_complete();
    cr_expect_eq(compare(0, &out), 0, "%s", out);
    expect_in(out, "equal: ");
    free(out);
    OK(oql_store_revise(scratch_path("calc_2/output.hdf5"), &s, &err));
    OK(oql_store_write(s, "1/Youngs1997", OQL_F64, 0, a, one, &x, &err));
    OK(oql_store_write(s, "1/Youngs1997", OQL_F64, 0, b, one, &y, &err));
    OK(oql_store_delete(s, "hcurves_stats", &err));
    OK(oql_store_set_text(s, "extra", "text", &err));
    OK(oql_store_set_attr_text(s, "job", "investigation_time", "1", &err));
    OK(oql_store_publish(s, &err));
    cr_expect_eq(compare(1e-9, &out), 3, "%s", out);
    expect_in(out, "job investigation_time = 50 and 1\n");
    expect_in(out, "/1/Youngs1997: 2 of 195 differ, most at site 7, PGV, level 2: ");
    expect_in(out, "(relative 0.001)");
    expect_in(out, "/hcurves_stats: only in the first");
    expect_in(out, "/extra: only in the second");
    free(out);
    cr_expect_eq(compare(0.01, &out), 2, "%s", out);
    free(out);
}

Test(show, salvage_makes_a_plain_file_that_can_be_resumed)
{
    size_t kept = 0, total = 0, n = 0, m = 0;
    oql_claim *c = NULL;
    oql_run *r = NULL;
    oql_store *s = NULL;
    char *out = NULL;
    make_complete();
    make_killed();
    OK(oql_calc_salvage(scratch_folder(), 2, &kept, &total, &err));
    cr_expect_eq(kept, 2);
    cr_expect_eq(total, JOB_C * JOB_B);
    OK(oql_store_open(scratch_path("calc_2/output.hdf5"), &s, &err));
    cr_expect_not(oql_store_is_live(s), "it opens plainly");
    double *x = NULL;
    OK(oql_store_get_f64(s, "0/BooreAtkinson2008", &x, &n, &err));
    for (size_t i = 0; i < n; ++i) {
        const size_t site = i / (JOB_M * JOB_L);
        if (site / JOB_BLOCK == 1) {
            cr_assert_eq(x[i], job_value(0, site, i / JOB_L % JOB_M, i % JOB_L));
        } else {
            cr_assert(isnan(x[i]));
        }
    }
    free(x);
    oql_store_close(s);
    oql_calc_info info;
    OK(oql_calc_inspect(scratch_folder(), 2, &info, &err));
    cr_expect_eq(info.state, OQL_CALC_PARTIAL, "%s", info.why);
    cr_expect_eq(verify(2, &out), 0, "%s", out);
    free(out);
    OK(oql_calc_take(scratch_folder(), 2, &c, &err));
    OK(oql_run_resume(c, job_spec(), &r, &err));
    cr_expect(oql_run_is_done(r, 0, 1) && oql_run_is_done(r, 2, 3));
    job_write_rest(r, job_spec(), 1);
    job_publish(r);
    char *a = scratch_read(scratch_path("calc_1/output.hdf5"), &n);
    char *b = scratch_read(scratch_path("calc_2/output.hdf5"), &m);
    cr_expect_eq(n, m);
    cr_expect_eq(memcmp(a, b, n), 0, "resumed after salvage: other bytes");
    free(a);
    free(b);
    oql_err e = {0};
    cr_expect_eq(oql_calc_salvage(scratch_folder(), 2, &kept, &total, &e), OQL_EARG);
}

Test(show, a_block_lost_behind_its_marker_is_not_taken_for_finished)
{
    /* as after a power cut that kept the marker and lost the page of the values */
    size_t kept = 0, total = 0;
    char *out = NULL;
    oql_store *s = NULL;
    make_killed();
    OK(oql_calc_salvage(scratch_folder(), 1, &kept, &total, &err));
    OK(oql_store_revise(scratch_path("calc_1/output.hdf5"), &s, &err));
    const size_t at[] = {5, 0, 0}, one[] = {1, 1, 1};
    OK(oql_store_write(s, "0/BooreAtkinson2008", OQL_F64, 0, at, one, &(double){0}, &err));
    OK(oql_store_publish(s, &err));
    cr_expect_eq(verify(1, &out), 1, "%s", out);
    expect_in(out, "1 blocks differ from their marker");
    free(out);
    OK(oql_calc_salvage(scratch_folder(), 1, &kept, &total, &err));
    cr_expect_eq(kept, 1);
    double x = 0;
    OK(oql_store_open(scratch_path("calc_1/output.hdf5"), &s, &err));
    OK(oql_store_read(s, "0/BooreAtkinson2008", OQL_F64, 0, at, one, &x, &err));
    cr_expect(isnan(x), "the lost block reads as not computed, not as 0");
    oql_store_close(s);
}
