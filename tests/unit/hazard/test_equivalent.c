/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "datastore/store.h"
#include "hazard/equivalent.h"
#include "loaded.h"

/* Points 7:1 (three planes, two depths), 8 (one of each) and 7:2 of the active region, 8:b of the
 * stable one; faults. */
#define JOB DATA "labels.ini"

static char table[] = "/tmp/oqlite-test-XXXXXX";
static char over[3][160];
static const char *const overs[] = {over[0], over[1], over[2]};

/* A file of n distances and m magnitudes, with its name as the job's override for a region. */
static void write_table(const char *region, size_t n, size_t m)
{
    static const double x[12] = {0, 10, 20, 5, 6, 7, 1, 2, 3, 4, 5, 6};
    oql_store *s = NULL;
    oql_err err = {0};
    oql_array a = {.type = OQL_F64, .rank = 1, .dims = {3}};
    char path[64];

    (void)snprintf(path, sizeof path, "%s/t.hdf5", table);
    (void)remove(path);
    cr_assert_eq(oql_store_create(path, &s, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_store_set(s, "/default/repi", &a, x, &err), OQL_OK, "%s", err.text);
    a.dims[0] = 2;
    cr_assert_eq(oql_store_set(s, "/default/mags", &a, x + 3, &err), OQL_OK, "%s", err.text);
    a = (oql_array){.type = OQL_F64, .rank = 2, .dims = {n, m}};
    cr_assert_eq(oql_store_set(s, "/default/reqv", &a, x, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_store_publish(s, &err), OQL_OK, "%s", err.text);
    (void)snprintf(over[0], sizeof over[0], "reqv_file={'%s': '%s'}", region, path);
}

static void setup(void)
{
    cr_assert_not_null(mkdtemp(table));
    write_table("Active Shallow Crust", 3, 2);
}

static void teardown(void)
{
    char path[64];
    (void)snprintf(path, sizeof path, "%s/t.hdf5", table);
    (void)remove(path);
    cr_expect_eq(rmdir(table), 0);
}

TestSuite(equivalent, .init = setup, .fini = teardown);

static const oql_source *find(const oql_inputs *in, const char *id)
{
    for (size_t g = 0; g < in->n_group; ++g) {
        for (size_t i = 0; i < in->group[g].n_source; ++i) {
            if (strcmp(in->group[g].source[i]->id, id) == 0) {
                return in->group[g].source[i];
            }
        }
    }
    cr_assert_fail("no source %s", id);
    return NULL;
}

Test(equivalent, points_of_the_region_get_their_mean_plane_and_depth)
{
    oql_inputs *in = load_inputs(JOB, 1, overs);
    const oql_source *src = find(in, "7:1");
    cr_assert(src->planes->n == 1 && src->depths->n == 1);
    const oql_nodal_plane *p = src->planes->plane;
    /* weights 0.5 0.25 0.25 of strike 0 40 80, dip 90 50 50, rake 0 90 180; 0.75 of 4, 0.25 of 12 */
    cr_expect(fabs(p->strike_deg - 30.0) < 1e-12 && fabs(p->dip_deg - 70.0) < 1e-12 &&
              fabs(p->rake_deg - 67.5) < 1e-12 && p->weight == 1.0);
    cr_expect(fabs(src->depths->depth->depth_km - 6.0) < 1e-12 &&
              src->depths->depth->weight == 1.0);
    cr_expect_str_eq(src->msr->rel->name, "PointMSR");
    cr_expect_str_eq(find(in, "8")->msr->rel->name, "PointMSR");
    cr_expect_eq(find(in, "8")->planes->plane[0].dip_deg, 90.0);
    oql_inputs_destroy(in);
}

Test(equivalent, other_regions_and_faults_stay_as_they_are)
{
    oql_inputs *in = load_inputs(JOB, 1, overs);
    cr_expect_eq(find(in, "8:b")->planes->n, 3);
    cr_expect_str_eq(find(in, "8:b")->msr->rel->name, "WC1994");
    cr_expect_str_eq(find(in, "9")->msr->rel->name, "WC1994");
    oql_inputs_destroy(in);
}

Test(equivalent, sources_may_be_left_out)
{
    (void)snprintf(over[1], sizeof over[1], "reqv_ignore_sources=7:1");
    oql_inputs *in = load_inputs(JOB, 2, overs);
    cr_expect_eq(find(in, "7:1")->planes->n, 3);
    cr_expect_eq(find(in, "7:2")->planes->n, 1);
    oql_inputs_destroy(in);
}

Test(equivalent, what_cannot_be_meant_is_told)
{
    (void)snprintf(over[1], sizeof over[1], "reqv_ignore_sources=7:1 nix");
    cr_expect(loading_tells(JOB, 2, overs, "source \"nix\" of reqv_ignore_sources is in none"));
    write_table("Active Shallow Crust", 2, 3);
    cr_expect(loading_tells(JOB, 1, overs, "2 x 3 numbers, expected 3 distances"));
    write_table("Volcanic", 3, 2);
    cr_expect(loading_tells(JOB, 1, overs, "\"Volcanic\", of which there are no sources"));
    (void)snprintf(over[0], sizeof over[0], "reqv_file={'Volcanic': '%s/none.hdf5'}", table);
    cr_expect(loading_tells(JOB, 1, overs, "none.hdf5"));
}
