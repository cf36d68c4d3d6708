/* SPDX-License-Identifier: BSD-3-Clause */
#include "job_fixture.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { MAX_N = 4096 };

double job_value(size_t c, size_t site, size_t m, size_t l)
{
    return 0.9 / (double)(1 + c + 2 * m + l * l) / (1 + (double)site / 7);
}

const oql_run_spec *job_spec_of(size_t n_sites, size_t site_block)
{
    static double lon[MAX_N], lat[MAX_N];
    static const char *const imts[] = {"PGA", "PGV", "SA(0.2)"};
    static const double imls[] = {0.01, 0.05, 0.1,  0.5, 1,   1,   5,  10,
                                  50,   100,  0.02, 0.1, 0.2, 1.0, 2.0};
    static const oql_run_column columns[] = {
        {"lon", "deg", lon}, {"lat", "deg", lat}, {"vs30", "m/s", lat}};
    static const oql_curve_id curves[] = {
        {0, "Active Shallow Crust", "[BooreAtkinson2008]"},
        {0, "Active Shallow Crust", "[GMPETable]\ngmpe_table = \"tables/a.hdf5\""},
        {1, "Subduction Interface", "[Youngs1997]"},
        {10, "Volcanic", "[BooreAtkinson2008]"}};
    static const oql_param params[] = {{"calculation_mode", "classical"},
                                       {"investigation_time", "50"},
                                       {"description", "a fixture, é"}};
    static const oql_input_file files[] = {{"job.ini", "[general]\n", 10}, {"none.xml", "", 0}};
    static oql_run_spec spec;
    cr_assert_leq(n_sites, (size_t)MAX_N);
    for (size_t i = 0; i < n_sites; ++i) {
        lon[i] = -120 + 0.1 * (double)i;
        lat[i] = 35 + 0.01 * (double)i;
    }
    spec = (oql_run_spec){.mode = "classical",
                          .description = "a fixture, é",
                          .investigation_time_yr = 50,
                          .n_sites = n_sites,
                          .site_block = site_block,
                          .n_imts = JOB_M,
                          .n_levels = JOB_L,
                          .imts = imts,
                          .imls = imls,
                          .n_site_columns = 3,
                          .site_columns = columns,
                          .n_curves = JOB_C,
                          .curves = curves,
                          .n_params = 3,
                          .params = params,
                          .n_files = 2,
                          .files = files,
                          .engine_version = "0.1.0",
                          .isa = "v3",
                          .n_threads = 2,
                          .date = "2026-01-01T00:00:00Z"};
    return &spec;
}

const oql_run_spec *job_spec(void)
{
    return job_spec_of(JOB_N, JOB_BLOCK);
}

void job_block(const oql_run_spec *spec, size_t c, size_t b, double *x)
{
    const size_t from = b * spec->site_block;
    for (size_t i = from; i < spec->n_sites && i < from + spec->site_block; ++i) {
        for (size_t m = 0; m < JOB_M; ++m) {
            for (size_t l = 0; l < JOB_L; ++l) {
                *x++ = job_value(c, i, m, l);
            }
        }
    }
}

oql_run *job_start(const char *folder, const oql_run_spec *spec)
{
    oql_err err = {0};
    oql_claim *c = NULL;
    oql_run *r = NULL;
    cr_assert_eq(oql_calc_claim(folder, &c, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_run_start(c, spec, &r, &err), OQL_OK, "%s", err.text);
    return r;
}

void job_write_rest(oql_run *r, const oql_run_spec *spec, unsigned seed)
{
    oql_err err = {0};
    const size_t n_blocks = oql_run_n_blocks(r), n = JOB_C * n_blocks;
    double *x = malloc(spec->site_block * JOB_M * JOB_L * sizeof *x);
    cr_assert_not_null(x);
    /* a step prime to n visits all, in another order for each seed */
    const size_t steps[] = {1, 7919, 104729, 1299709};
    for (size_t k = 0, at = seed % n; k < n; ++k, at = (at + steps[seed % 4]) % n) {
        const size_t c = at / n_blocks, b = at % n_blocks;
        if (!oql_run_is_done(r, c, b)) {
            job_block(spec, c, b, x);
            cr_assert_eq(oql_run_write(r, c, b, x, &err), OQL_OK, "%s", err.text);
        }
        if (seed % 2 == 1 && k % 5 == seed % 5) { /* with and without, the same bytes */
            oql_run_ahead(r);
        }
    }
    free(x);
}

void job_publish(oql_run *r)
{
    oql_err err = {0};
    oql_store *s = NULL;
    const char *const stats[] = {"mean"};
    const size_t one = 1;
    double mean[JOB_N * JOB_M * JOB_L];
    cr_assert_eq(oql_run_post(r, &s, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_layout_set(s, "stats", &one, stats, &err), OQL_OK, "%s", err.text);
    oql_array a;
    cr_assert_eq(oql_store_shape(s, "sites", &a, &err), OQL_OK);
    if (a.dims[0] == JOB_N) {
        const size_t dims[] = {JOB_N, 1, JOB_M, JOB_L};
        cr_assert_eq(oql_run_read(r, 0, 0, JOB_N, mean, &err), OQL_OK, "%s", err.text);
        cr_assert_eq(oql_layout_set(s, "hcurves_stats", dims, mean, &err), OQL_OK, "%s",
                     err.text);
    }
    cr_assert_eq(oql_run_publish(r, 1.5, &err), OQL_OK, "%s", err.text);
}
