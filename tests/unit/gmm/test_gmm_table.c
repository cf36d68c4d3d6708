/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gmm/table.h"
#include "gmm_block.h"

/* A table of three distances and two magnitudes in place of a file's. */
static const double mags[] = {5.0, 7.0};
static const double dists[] = {10.0, 10.0, 20.0, 20.0, 40.0, 40.0};
static const double pga[] = {0.1, 0.4, 0.05, 0.2, 0.01, 0.1};
static const double sa[] = {0.2, 0.8, 0.02, 0.08, 0.1, 0.4, 0.01, 0.04, 0.02, 0.2, 0.002, 0.02};
static const double periods[] = {0.1, 1.0};
static const double sigma[] = {0.5, 0.6, 0.5, 0.6, 0.7, 0.8};
static const double sigma_sa[] = {0.5, 0.6, 0.5, 0.6, 0.5, 0.6, 0.5, 0.6, 0.7, 0.8, 0.7, 0.8};

static oql_status toy_reader(const char *path, oql_gmm_table **out, oql_err *err)
{
    (void)path;
    oql_gmm_table *t = calloc(1, sizeof *t);
    cr_assert_not_null(t);
    cr_assert_eq(oql_arena_create(&t->arena, err), OQL_OK);
    memcpy(t->metric, "rrup", 5);
    t->n_dist = 3;
    t->n_mag = 2;
    t->mag = mags;
    t->dist = dists;
    t->motion = (oql_gmm_grid){2, periods, pga, NULL, sa};
    t->total = (oql_gmm_grid){2, periods, sigma, NULL, sigma_sa};
    *out = t;
    return OQL_OK;
}

static oql_status create(const char *file, const char *measure, oql_gmm **g, oql_err *err)
{
    const oql_gmm_arg arg = {"gmpe_table", {.type = OQL_ARG_STRING, .as.string = file}};
    const oql_gmm_spec spec = {.name = "GMPETable",
                               .n_args = 1,
                               .args = &arg,
                               .text = "GMPETable",
                               .path = "tests/unit/gmm/tree.xml"};
    oql_imt imt;
    cr_assert_eq(oql_imt_parse(measure, &imt, err), OQL_OK);
    return oql_gmm_create(&spec, 1, &imt, g, err);
}

static void evaluate(const char *measure, double mag, double rrup, double *mean, double *dev)
{
    oql_gmm *g = NULL;
    oql_err err = {.code = OQL_OK};
    oql_gmm_table_set_reader(toy_reader);
    cr_assert_eq(create("data/golden.csv", measure, &g, &err), OQL_OK, "%s", err.text);
    cr_expect_neq(oql_gmm_needs(g) & OQL_BIT(OQL_RRUP), 0);
    gmm_block *b = gmm_block_create(mag);
    for (size_t i = 0; i < BLOCK_LANES; ++i) {
        gmm_block_set(b, OQL_RRUP, i, rrup);
    }
    gmm_block_eval(b, g, 5, true);
    *mean = b->out.mean[4];
    *dev = b->out.sigma[4];
    gmm_block_destroy(b);
    oql_gmm_destroy(g);
}

Test(gmm_table, is_linear_in_distance_and_in_the_logarithm_over_magnitude)
{
    double mean, dev;
    evaluate("PGA", 5.0, 15.0, &mean, &dev);
    cr_expect_float_eq(mean, log(0.075), 1e-12);
    cr_expect_float_eq(dev, 0.5, 1e-12);
    evaluate("PGA", 6.0, 20.0, &mean, &dev);
    cr_expect_float_eq(mean, log(0.1), 1e-12);
    cr_expect_float_eq(dev, sqrt(0.5 * 0.6), 1e-12);
    evaluate("PGA", 9.0, 20.0, &mean, &dev); /* above the last magnitude, the last */
    cr_expect_float_eq(mean, log(0.2), 1e-12);
}

Test(gmm_table, holds_before_the_first_distance_and_ends_after_the_last)
{
    double mean, dev;
    evaluate("PGA", 5.0, 2.0, &mean, &dev);
    cr_expect_float_eq(mean, log(0.1), 1e-12);
    evaluate("PGA", 5.0, 41.0, &mean, &dev);
    cr_expect_float_eq(mean, log(1e-20), 1e-12);
    cr_expect_float_eq(dev, 0.7, 1e-12);
}

Test(gmm_table, interpolates_spectral_accelerations_in_logarithms)
{
    double mean, dev;
    evaluate("SA(0.31622776601683794)", 5.0, 10.0, &mean, &dev);
    cr_expect_float_eq(mean, 0.5 * (log(0.2) + log(0.02)), 1e-12);
}

Test(gmm_table, refuses_measures_and_files_that_are_not_there)
{
    oql_gmm *g = NULL;
    oql_err err = {.code = OQL_OK};
    oql_gmm_table_set_reader(toy_reader);
    cr_expect_eq(create("data/golden.csv", "PGV", &g, &err), OQL_EMODEL);
    err = (oql_err){.code = OQL_OK};
    cr_expect_eq(create("data/golden.csv", "SA(2.0)", &g, &err), OQL_EMODEL);
    err = (oql_err){.code = OQL_OK};
    cr_assert_eq(unsetenv("OQLITE_GMM_TABLES"), 0);
    cr_expect_eq(create("data/absent.hdf5", "PGA", &g, &err), OQL_EIO);
    cr_expect_not_null(strstr(err.text, "absent.hdf5"), "%s", err.text);
    cr_expect_not_null(strstr(err.text, "OQLITE_GMM_TABLES"), "%s", err.text);
    cr_expect_null(g);
}

Test(gmm_table, searches_the_folders_of_the_variable)
{
    oql_gmm *g = NULL;
    oql_err err = {.code = OQL_OK};
    oql_gmm_table_set_reader(toy_reader);
    cr_assert_eq(setenv("OQLITE_GMM_TABLES", "/nowhere:tests/unit/gmm/data", 1), 0);
    cr_expect_eq(create("somewhere/golden.csv", "PGA", &g, &err), OQL_OK, "%s", err.text);
    oql_gmm_destroy(g);
}
