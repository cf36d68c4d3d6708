/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datastore/run.h"
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

TestSuite(run, .init = begin, .fini = done);

#define OK(call) cr_assert_eq((call), OQL_OK, "%s", err.text)

static oql_calc_info inspect(int64_t id)
{
    oql_calc_info info;
    OK(oql_calc_inspect(scratch_folder(), id, &info, &err));
    return info;
}

static void expect_values(const char *file, size_t n_sites)
{
    static const char *const key[JOB_C] = {"0/BooreAtkinson2008",
                                           "0/[GMPETable]%0Agmpe_table = \"tables%2Fa.hdf5\"",
                                           "1/Youngs1997", "10/BooreAtkinson2008"};
    oql_store *s = NULL;
    OK(oql_store_open(file, &s, &err));
    for (size_t c = 0; c < JOB_C; ++c) {
        double *x = NULL;
        size_t n = 0;
        OK(oql_store_get_f64(s, key[c], &x, &n, &err));
        cr_assert_eq(n, n_sites * JOB_M * JOB_L);
        for (size_t i = 0; i < n; ++i) {
            cr_assert_eq(x[i], job_value(c, i / (JOB_M * JOB_L), i / JOB_L % JOB_M, i % JOB_L),
                         "%s element %zu", key[c], i);
        }
        free(x);
    }
    oql_store_close(s);
}

Test(run, a_finished_run_is_a_plain_complete_file)
{
    oql_run *r = job_start(scratch_folder(), job_spec());
    cr_expect_eq(oql_run_id(r), 1);
    cr_expect_eq(oql_run_n_blocks(r), JOB_B);
    cr_expect_eq(inspect(1).state, OQL_CALC_RUNNING);
    job_write_rest(r, job_spec(), 0);
    cr_expect_eq(inspect(1).done, JOB_C * JOB_B);
    job_publish(r);
    const oql_calc_info info = inspect(1);
    cr_expect_eq(info.state, OQL_CALC_COMPLETE, "%s", info.why);
    cr_expect_str_eq(info.description, "a fixture, é");
    cr_expect_str_eq(info.mode, "classical");
    cr_expect_str_eq(info.date, "2026-01-01T00:00:00Z");
    oql_store *s = NULL;
    OK(oql_store_open(scratch_path("calc_1/output.hdf5"), &s, &err));
    cr_expect_not(oql_store_is_live(s));
    OK(oql_layout_check(s, &err));
    cr_expect_not(oql_store_has(s, "status"));
    oql_store_close(s);
    expect_values(scratch_path("calc_1/output.hdf5"), JOB_N);
    cr_expect_neq(access(scratch_path("calc_1/writer"), F_OK), 0);
    cr_expect_neq(access(scratch_path("calc_1/output.hdf5.tmp"), F_OK), 0);
}

Test(run, what_is_not_computed_yet_reads_as_nan_beside_the_writer)
{
    double x[JOB_BLOCK * JOB_M * JOB_L];
    oql_run *r = job_start(scratch_folder(), job_spec());
    job_block(job_spec(), 2, 1, x);
    OK(oql_run_write(r, 2, 1, x, &err));
    cr_expect(oql_run_is_done(r, 2, 1));
    cr_expect_not(oql_run_is_done(r, 1, 1));
    char command[700], *out = NULL;
    if (scratch_has_tool("h5dump")) { /* another process, another HDF5: really SWMR */
        (void)snprintf(command, sizeof command,
                       "h5dump --enable-error-stack -d /1/Youngs1997 -s 3,0,0 -c 2,1,1 %s 2>&1",
                       scratch_path("calc_1/output.hdf5"));
        (void)scratch_run(command, &out);
        free(out); /* h5dump 1.10 opens plainly and is refused: no crash is all we ask of it */
    }
    oql_run_abort(r, NULL);
    oql_store *s = NULL;
    double *got = NULL;
    size_t n = 0, finite = 0;
    OK(oql_store_open(scratch_path("calc_1/output.hdf5"), &s, &err));
    OK(oql_store_get_f64(s, "1/Youngs1997", &got, &n, &err));
    for (size_t i = 0; i < n; ++i) {
        finite += isnan(got[i]) ? 0 : 1;
    }
    cr_expect_eq(finite, OQL_COUNT(x));
    cr_expect_arr_eq(got + JOB_BLOCK * JOB_M * JOB_L, x, sizeof x);
    free(got);
    oql_store_close(s);
}

Test(run, bytes_do_not_depend_on_the_order_of_writing_nor_on_a_resume)
{
    size_t n[3];
    char *bytes[3];
    oql_run *r = job_start(scratch_folder(), job_spec());
    job_write_rest(r, job_spec(), 0);
    job_publish(r);
    r = job_start(scratch_folder(), job_spec());
    job_write_rest(r, job_spec(), 5);
    job_publish(r);
    r = job_start(scratch_folder(), job_spec());
    double x[JOB_BLOCK * JOB_M * JOB_L];
    job_block(job_spec(), 3, 2, x);
    OK(oql_run_write(r, 3, 2, x, &err));
    oql_run_abort(r, "out of patience");
    cr_expect_eq(inspect(3).state, OQL_CALC_FAILED);
    cr_expect_str_eq(inspect(3).why, "out of patience");
    sleep(1);
    oql_claim *c = NULL;
    OK(oql_calc_take(scratch_folder(), 3, &c, &err));
    OK(oql_run_resume(c, job_spec(), &r, &err));
    cr_expect(oql_run_is_done(r, 3, 2));
    cr_expect_not(oql_run_is_done(r, 3, 1));
    job_write_rest(r, job_spec(), 2);
    job_publish(r);
    for (size_t k = 0; k < 3; ++k) {
        char name[64];
        (void)snprintf(name, sizeof name, "calc_%zu/output.hdf5", k + 1);
        bytes[k] = scratch_read(scratch_path(name), &n[k]);
        cr_expect_eq(n[k], n[0]);
        cr_expect_eq(memcmp(bytes[k], bytes[0], n[0]), 0, "file %zu differs", k + 1);
    }
    for (size_t k = 0; k < 3; ++k) {
        free(bytes[k]);
    }
}

Test(run, refuses_what_would_make_a_wrong_file)
{
    double x[JOB_BLOCK * JOB_M * JOB_L];
    oql_run *r = job_start(scratch_folder(), job_spec());
    oql_store *s = NULL;
    oql_err e = {0};
    job_block(job_spec(), 0, 0, x);
    cr_expect_eq(oql_run_write(r, JOB_C, 0, x, &e), OQL_EARG);
    cr_expect_eq(oql_run_write(r, 0, JOB_B, x, &e), OQL_EARG);
    x[17] = (double)NAN;
    e = (oql_err){0};
    cr_expect_eq(oql_run_write(r, 0, 0, x, &e), OQL_ENUMERIC);
    cr_expect_neq(strstr(e.text, "site 1, measure 0, level 2"), NULL, "%s", e.text);
    x[17] = 1.0000001;
    cr_expect_eq(oql_run_write(r, 0, 0, x, &e), OQL_ENUMERIC);
    cr_expect_not(oql_run_is_done(r, 0, 0));
    x[17] = 1;
    OK(oql_run_write(r, 0, 0, x, &err));
    cr_expect_eq(oql_run_write(r, 0, 0, x, &e), OQL_EARG, "twice");
    e = (oql_err){0};
    cr_expect_eq(oql_run_post(r, &s, &e), OQL_EARG, "not all computed");
    cr_expect_neq(strstr(e.text, "block 1"), NULL, "%s", e.text);
    oql_run_abort(r, NULL);

    oql_claim *c = NULL;
    oql_run_spec twice = *job_spec();
    oql_curve_id same[] = {{0, "a", "[X]"}, {0, "b", "[X]"}};
    twice.curves = same;
    twice.n_curves = 2;
    OK(oql_calc_claim(scratch_folder(), &c, &err));
    cr_expect_eq(oql_run_start(c, &twice, &r, &e), OQL_EARG);
    cr_expect_null(r);
    twice = *job_spec();
    twice.n_site_columns = 1;
    OK(oql_calc_claim(scratch_folder(), &c, &err));
    cr_expect_eq(oql_run_start(c, &twice, &r, &e), OQL_EARG);
    cr_expect_neq(access(scratch_path("calc_2"), F_OK), 0, "refused jobs leave no folder");
}

Test(run, resumes_only_the_same_job)
{
    oql_run *r = job_start(scratch_folder(), job_spec());
    oql_run_abort(r, NULL);
    oql_claim *c = NULL;
    oql_run_spec other = *job_spec();
    other.investigation_time_yr = 1;
    oql_err e = {0};
    OK(oql_calc_take(scratch_folder(), 1, &c, &err));
    cr_expect_eq(oql_run_resume(c, &other, &r, &e), OQL_EARG);
    cr_expect_neq(strstr(e.text, "another job"), NULL, "%s", e.text);
    OK(oql_calc_take(scratch_folder(), 1, &c, &err));
    OK(oql_run_resume(c, job_spec(), &r, &err));
    job_write_rest(r, job_spec(), 1);
    job_publish(r);
    OK(oql_calc_take(scratch_folder(), 1, &c, &err));
    e = (oql_err){0};
    cr_expect_eq(oql_run_resume(c, job_spec(), &r, &e), OQL_EARG);
    cr_expect_neq(strstr(e.text, "complete"), NULL, "%s", e.text);
}

Test(run, keeps_the_inputs_their_hashes_and_the_job)
{
    oql_run *r = job_start(scratch_folder(), job_spec());
    job_write_rest(r, job_spec(), 0);
    job_publish(r);
    oql_store *s = NULL;
    char *t = NULL;
    void *bytes = NULL;
    oql_array a;
    OK(oql_store_open(scratch_path("calc_1/output.hdf5"), &s, &err));
    OK(oql_store_get(s, "inputs/0", OQL_U8, &a, &bytes, &err));
    cr_expect_eq(a.dims[0], 10);
    cr_expect_arr_eq(bytes, "[general]\n", 10);
    free(bytes);
    OK(oql_store_attr_text(s, "inputs/1", "sha256", &t, &err));
    cr_expect_str_eq(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    free(t);
    OK(oql_store_attr_text(s, "job", "investigation_time", &t, &err));
    cr_expect_str_eq(t, "50");
    free(t);
    OK(oql_store_attr_text(s, "0/[GMPETable]%0Agmpe_table = \"tables%2Fa.hdf5\"", "gsim", &t,
                           &err));
    cr_expect_str_eq(t, "[GMPETable]\ngmpe_table = \"tables/a.hdf5\"");
    free(t);
    OK(oql_store_attr_text(s, "10", "tectonic_region_type", &t, &err));
    cr_expect_str_eq(t, "Volcanic");
    free(t);
    oql_names units;
    OK(oql_store_get_texts(s, "imt_units", &units, &err));
    cr_expect_str_eq(units.name[1], "cm/s");
    oql_names_clear(&units);
    oql_store_close(s);
}

Test(run, disk_estimate_bounds_the_files)
{
    uint64_t live = 0, published = 0;
    const oql_run_spec *spec = job_spec_of(4000, 100);
    oql_run_disk_bytes(spec, &live, &published);
    oql_run *r = job_start(scratch_folder(), spec);
    const uint64_t size = inspect(1).bytes;
    cr_expect_leq(size, live);
    cr_expect_geq(size, live * 8 / 10, "%llu of %llu", (unsigned long long)size,
                  (unsigned long long)live);
    job_write_rest(r, spec, 3);
    job_publish(r);
    cr_expect_leq(inspect(1).bytes, published);
    expect_values(scratch_path("calc_1/output.hdf5"), 4000);
}

/* A file system of 256 KiB, the live file of 4000 sites takes 2 MB. */
Test(run, a_full_disk_is_named_at_the_start_and_leaves_nothing)
{
    const char *small = scratch_path("small");
    cr_assert_eq(mkdir(small, 0777), 0);
    if (mount("tmpfs", small, "tmpfs", 0, "size=256k") != 0) {
        cr_skip_test("only root may mount a small file system");
    }
    oql_claim *c = NULL;
    oql_run *r = NULL;
    oql_err e = {0};
    OK(oql_calc_claim(small, &c, &err));
    const oql_status st = oql_run_start(c, job_spec_of(4000, 100), &r, &e);
    const bool gone = access(scratch_path("small/calc_1"), F_OK) != 0;
    cr_expect_eq(umount(small), 0, "a file is still open");
    cr_expect_eq(st, OQL_EIO);
    cr_expect_neq(strstr(e.text, "no space left on the disk"), NULL, "%s", e.text);
    cr_expect_neq(strstr(e.text, "calc_1/output.hdf5"), NULL, "%s", e.text);
    cr_expect(gone);
}

Test(run, a_disk_that_fills_up_at_the_end_keeps_all_that_was_computed)
{
    const char *small = scratch_path("small");
    cr_assert_eq(mkdir(small, 0777), 0);
    if (mount("tmpfs", small, "tmpfs", 0, "size=2600k") != 0) {
        cr_skip_test("only root may mount a small file system");
    }
    const oql_run_spec *spec = job_spec_of(4000, 100);
    oql_run *r = job_start(small, spec);
    job_write_rest(r, spec, 0);
    oql_err e = {0};
    const oql_status st = oql_run_publish(r, 1, &e);
    oql_calc_info info;
    OK(oql_calc_inspect(small, 1, &info, &err));
    expect_values(scratch_path("small/calc_1/output.hdf5"), 4000);
    cr_expect_eq(umount(small), 0, "a file is still open");
    cr_expect_eq(st, OQL_EIO);
    cr_expect_neq(strstr(e.text, "no space left on the disk"), NULL, "%s", e.text);
    cr_expect_eq(info.state, OQL_CALC_FAILED, "%s", info.why);
    cr_expect_neq(strstr(info.why, "no space left"), NULL, "%s", info.why);
    cr_expect(info.done == info.total && info.total == 160);
}

Test(run, reads_files_of_every_layout_version)
{
    /* written when the version was current; never regenerated */
    static const char *const file[] = {OQL_TEST_FOLDER "/data/layout_1.hdf5",
                                       OQL_TEST_FOLDER "/data/layout_2.hdf5"};
    for (size_t i = 0; i < OQL_COUNT(file); ++i) {
        oql_store *s = NULL;
        oql_seal seal = OQL_SEAL_NONE;
        int64_t *version = NULL;
        size_t n = 0;
        OK(oql_store_check_seal(file[i], &seal, &err));
        cr_expect_eq(seal, OQL_SEAL_INTACT, "git changed the file");
        OK(oql_store_open(file[i], &s, &err));
        OK(oql_layout_check(s, &err));
        OK(oql_store_attr_i64(s, "/", "layout_version", &version, &n, &err));
        cr_expect_eq(version[0], (int64_t)i + 1);
        free(version);
        oql_store_close(s);
        expect_values(file[i], JOB_N);
    }
    cr_expect_eq(OQL_COUNT(file), OQL_LAYOUT_VERSION, "add a file of the new version");
}

Test(run, checks_an_older_file_by_the_rules_of_its_version)
{
    /* a disaggregation of version 1: one axis of all bins, where each kind has its own now */
    char *work = strdup(scratch_path("old.hdf5"));
    size_t n = 0;
    char *bytes = scratch_read(OQL_TEST_FOLDER "/data/layout_1_disagg.hdf5", &n);
    oql_store *s = NULL;
    oql_err e = {0};
    scratch_write(work, bytes, n);
    OK(oql_store_open(work, &s, &err));
    OK(oql_layout_check(s, &err));
    oql_store_close(s);
    OK(oql_store_revise(work, &s, &err)); /* the same, said to be of version 2 */
    OK(oql_store_set_attr_i64(s, "/", "layout_version", 1, &(int64_t){2}, &err));
    OK(oql_store_publish(s, &err));
    OK(oql_store_open(work, &s, &err));
    cr_expect_eq(oql_layout_check(s, &e), OQL_EMODEL);
    cr_expect_not_null(strstr(e.text, "disagg_"), "%s", e.text);
    oql_store_close(s);
    free(bytes);
    free(work);
}

Test(run, the_axes_of_an_array_have_scales_all_or_none)
{
    static const struct {
        const char *key, *dims;
    } row[] = {
#define OQL_LAYOUT(key, type, dims, presence, unit, text) {key, dims},
#include "datastore/layout.def"
    };
    for (size_t i = 0; i < OQL_COUNT(row); ++i) {
        size_t named = 0;
        for (const char *d = row[i].dims; *d != '\0'; ++d) {
            const char *scale = oql_layout_scale(*d);
            cr_expect_not_null(scale, "%s: unknown letter %c", row[i].key, *d);
            named += scale != NULL && scale[0] != '\0';
            /* a scale of a group is not seen from other groups by netCDF */
            cr_expect(scale == NULL || strchr(scale, '/') == NULL, "%s: %s", row[i].key, scale);
        }
        cr_expect(named == 0 || named == strlen(row[i].dims),
                  "%s (%s): netCDF tools cannot read a file with such an array", row[i].key,
                  row[i].dims);
    }
}

Test(run, layout_page_is_current)
{
    /* OQLITE_UPDATE_LAYOUT=1 rewrites the page after a change of layout.def. */
    FILE *f = fopen(scratch_path("LAYOUT.md"), "w");
    cr_assert_not_null(f);
    oql_layout_markdown(f);
    cr_assert_eq(fclose(f), 0);
    size_t n = 0, m = 0;
    char *want = scratch_read(scratch_path("LAYOUT.md"), &n);
    if (getenv("OQLITE_UPDATE_LAYOUT") != NULL) {
        scratch_write(OQL_LAYOUT_PAGE, want, n);
    }
    char *have = scratch_read(OQL_LAYOUT_PAGE, &m);
    cr_expect_str_eq(have, want, "run this test with OQLITE_UPDATE_LAYOUT=1 and commit");
    free(want);
    free(have);
}
