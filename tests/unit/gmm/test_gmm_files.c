/* SPDX-License-Identifier: BSD-3-Clause */
/* Models that read files of the user's model folder, with small files that the tests write. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gmm/geojson.h"
#include "gmm/models/chapman_guo_2021.h"
#include "gmm_block.h"

static char folder[] = "/tmp/oqlite-test-XXXXXX";
static const char *written[16];
static size_t n_written;

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static const char *in_folder(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void remove_folder(void)
{
    for (size_t i = 0; i < n_written; ++i) {
        (void)remove(in_folder(written[i]));
    }
    (void)rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
    FILE *f = fopen(in_folder(name), "w");
    cr_assert_not_null(f);
    cr_assert_geq(fputs(text, f), 0);
    cr_assert_eq(fclose(f), 0);
    written[n_written++] = name;
}

TestSuite(gmm_files, .init = make_folder, .fini = remove_folder);

/* A model by its TOML text, found beside the files. */
static oql_status create(const char *text, size_t n, const char *const *measure, oql_gmm **g,
                         oql_err *err)
{
    oql_arena *arena = NULL;
    const oql_gmm_spec *spec = NULL;
    oql_imt imt[4];
    *err = (oql_err){.code = OQL_OK};
    cr_assert_eq(oql_arena_create(&arena, err), OQL_OK);
    cr_assert_eq(
        oql_gmm_spec_parse(arena, text, 0, NULL, NULL, in_folder("tree.xml"), 1, &spec, err),
        OQL_OK, "%s", err->text);
    for (size_t m = 0; m < n; ++m) {
        cr_assert_eq(oql_imt_parse(measure[m], &imt[m], err), OQL_OK, "%s", err->text);
    }
    const oql_status st = oql_gmm_create(spec, n, imt, g, err);
    oql_arena_destroy(arena);
    return st;
}

/* Mean and total deviation of one measure in the block's lane 0. */
static double mean_of(const char *text, const char *measure, gmm_block *b, double *sigma)
{
    oql_gmm *g = NULL;
    oql_err err;
    cr_assert_eq(create(text, 1, &measure, &g, &err), OQL_OK, "%s", err.text);
    gmm_block_eval(b, g, 3, false);
    oql_gmm_destroy(g);
    if (sigma != NULL) {
        *sigma = b->out.sigma[0];
    }
    return b->out.mean[0];
}

static void refused(const char *text, const char *measure, oql_status status, const char *say)
{
    oql_gmm *g = NULL;
    oql_err err;
    cr_expect_eq(create(text, 1, &measure, &g, &err), status, "%s: %s", text, err.text);
    cr_expect_not_null(strstr(err.text, say), "%s: %s", text, err.text);
    cr_expect_null(g);
}

/* ---- Douglas et al. (2024) ---- */

static const char uk[] =
    "Weighting Option,Branch,Damping (%),Period,b1,b2,b3,b4,b5,b6,b7,b8,b9,b10\n"
    "original,1,5,0.01,1,0.5,-0.1,-2,-0.01,0.001,3,0.2,0.4,-0.3\n"
    "original,1,5,1,2,0.5,-0.1,-2,-0.01,0.001,3,0.2,0.4,-0.3\n"
    "updated,1,5,0.01,9,0.5,-0.1,-2,-0.01,0.001,3,0.2,0.4,-0.3\n";

static double uk_formula(double b1, double mag, double r)
{
    const double near = 3.0 * exp(0.2 * mag);
    const double f3 =
        (r > 50.0 ? 0.4 * log(r / 50.0) : 0.0) - (r > 100.0 ? 0.3 * log(r / 100.0) : 0.0);
    return b1 + 0.5 * mag - 0.1 * (8.5 - mag) * (8.5 - mag) -
           2.0 * log(sqrt(r * r + near * near)) + (-0.01 + 0.001 * mag) * r + f3 - log(9.80665);
}

Test(gmm_files, douglas_2024_takes_the_rows_of_its_branch)
{
    gmm_block *b = gmm_block_create(6.0);
    double sigma = 0.0;
    write_file("Coeffs_3_branch_rjb.csv", uk);
    for (size_t k = 0; k < 3; ++k) {
        const double r[] = {20.0, 80.0, 300.0};
        gmm_block_set(b, OQL_RJB, 0, r[k]);
        cr_expect_float_eq(
            mean_of("[Douglas_Et_Al_2024Rjb_3branch]\nbranch = 1", "PGA", b, &sigma),
            uk_formula(1.0, 6.0, r[k]), 1e-12);
    }
    cr_expect_float_eq(sigma, 0.6744, 1e-12); /* OpenQuake 3.25's slope reaches it at M 6 */
    cr_expect_float_eq(
        mean_of("[Douglas_Et_Al_2024Rjb_3branch]\nbranch = 1\nweightopt = \"updated\"", "PGA",
                b, NULL),
        uk_formula(9.0, 6.0, 300.0), 1e-12);
    cr_expect_float_eq(
        mean_of("[Douglas_Et_Al_2024Rjb_3branch]\nbranch = 1", "SA(1.0)", b, NULL),
        uk_formula(2.0, 6.0, 300.0), 1e-12);
    gmm_block_destroy(b);
}

Test(gmm_files, douglas_2024_refuses_other_branches_and_measures)
{
    write_file("Coeffs_3_branch_rjb.csv", uk);
    refused("[Douglas_Et_Al_2024Rjb_3branch]\nbranch = 4", "PGA", OQL_EMODEL, "1 to 3");
    refused("[Douglas_Et_Al_2024Rjb_3branch]", "PGA", OQL_EMODEL, "1 to 3");
    refused("[Douglas_Et_Al_2024Rjb_3branch]\nbranch = 1", "SA(3.0)", OQL_EMODEL, "SA(3.0)");
    refused("[Douglas_Et_Al_2024Rrup_3branch]\nbranch = 1", "PGA", OQL_EIO,
            "Coeffs_3_branch_rrup.csv");
}

/* ---- regions ---- */

/* A square from (0, 40) to (10, 50) with a hole from (4, 44) to (6, 46), and one beside it. */
static const char regions[] =
    "{\"type\": \"FeatureCollection\", \"crs\": {\"a\": [1, null, true]}, \"features\": [\n"
    "{\"type\": \"Feature\", \"properties\": {\"ID\": 1, \"NAME\": \"a \\\" b\", \"PGA\": "
    "0.5,\n"
    "  \"PGA_se\": 0.1, \"SA(0.1)\": 1.0, \"SA(0.1)_se\": 0.0, \"SA(1.0)\": 2.0, "
    "\"SA(1.0)_se\": 0.0},\n"
    " \"geometry\": {\"type\": \"Polygon\", \"coordinates\":\n"
    "  [[[0, 40, 0], [10, 40, 0], [10, 50, 0], [0, 50, 0], [0, 40, 0]],\n"
    "   [[4, 44], [6, 44], [6, 46], [4, 46], [4, 44]]]}},\n"
    "{\"type\": \"Feature\", \"geometry\": {\"coordinates\":\n"
    "  [[[[20.0, 40], [30, 40], [30, 50], [20, 50]]], [[[40, 40], [41, 40], [41, 41]]]],\n"
    "  \"type\": \"MultiPolygon\"}, \"properties\": {\"PGA\": -0.5, \"PGA_se\": 0.2,\n"
    "  \"SA(0.1)\": 0.0, \"SA(0.1)_se\": 0.0, \"SA(1.0)\": 0.0, \"SA(1.0)_se\": 0.0}}\n]}\n";

Test(gmm_files, regions_have_holes_and_several_polygons)
{
    oql_arena *arena = NULL;
    oql_regions r;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    write_file("r.geojson", regions);
    cr_assert_eq(oql_regions_read(in_folder("r.geojson"), arena, &r, &err), OQL_OK, "%s",
                 err.text);
    cr_assert_eq(r.n, 2);
    cr_expect_eq(r.region[0].n_ring, 2);
    cr_expect_eq(r.region[1].n_ring, 2);
    cr_expect_eq(r.region[0].n_key, 7, "the name is not a number");
    cr_expect_str_eq(r.region[0].key[1], "PGA");
    cr_expect_eq(r.region[0].value[1], 0.5);
    cr_expect_eq(oql_regions_at(&r, 1.0, 41.0), 0);
    cr_expect_eq(oql_regions_at(&r, 5.0, 45.0), 2, "in the hole");
    cr_expect_eq(oql_regions_at(&r, 25.0, 45.0), 1);
    cr_expect_eq(oql_regions_at(&r, 40.8, 40.2), 1);
    cr_expect_eq(oql_regions_at(&r, 15.0, 45.0), 2);
    oql_arena_destroy(arena);
}

Test(gmm_files, regions_that_are_not_geojson_are_refused_with_their_line)
{
    static const char *const bad[] = {
        "",
        "{",
        "[1, 2]",
        "{\"features\": 3}",
        "{\"features\": [\n{\"geometry\": 4}]}",
        "{\"features\": [\n{\"geometry\": {\"type\": \"Point\"}}]}",
        "{\"features\": [\n{\"geometry\": {\"coordinates\": [[[1, x]]]}}]}",
        "{\"features\": [\n{\"properties\": {\"a\" 1}}]}",
        "{\"other\": [[[[1]]]]}",
        "{\"features\": [\n{\"properties\": {\"a\": 1}}"};
    oql_arena *arena = NULL;
    oql_regions r;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    for (size_t i = 0; i < OQL_COUNT(bad); ++i) {
        write_file("bad.geojson", bad[i]);
        --n_written;
        err = (oql_err){.code = OQL_OK};
        cr_expect_eq(oql_regions_read(in_folder("bad.geojson"), arena, &r, &err), OQL_EMODEL,
                     "%s", bad[i]);
        cr_expect_not_null(strstr(err.text, "bad.geojson:"), "%s: %s", bad[i], err.text);
        cr_expect_not_null(strstr(err.text, "expected"), "%s: %s", bad[i], err.text);
    }
    write_file("bad.geojson", bad[0]);
    cr_expect_eq(oql_regions_read(in_folder("absent.geojson"), arena, &r, &err), OQL_EIO);
    oql_arena_destroy(arena);
}

Test(gmm_files, kotha_2020_adds_the_terms_of_the_regions)
{
    gmm_block *b = gmm_block_create(6.0);
    const double r = 60.0, h = 8.0, dr = (sqrt(r * r + h * h) - sqrt(900.0 + h * h)) / 100.0;
    write_file("kotha_attenuation_regions.geojson", regions);
    write_file("kotha_tectonic_regions.geojson", regions);
    gmm_block_set(b, OQL_RJB, 0, r);
    gmm_block_set(b, OQL_LON, 0, 1.0); /* the first region */
    gmm_block_set(b, OQL_LAT, 0, 41.0);
    gmm_block_set(b, OQL_HYPO_LON, 0, 25.0); /* the second */
    gmm_block_set(b, OQL_HYPO_LAT, 0, 41.0);
    double base = mean_of("[KothaEtAl2020Site]", "PGA", b, NULL);
    cr_expect_float_eq(mean_of("[KothaEtAl2020regional]", "PGA", b, NULL),
                       base + 0.5 * dr - 0.5, 1e-12);
    cr_expect_float_eq(mean_of("[KothaEtAl2020regional]\ndelta_c3_epsilon = 1.0\n"
                               "delta_l2l_epsilon = -2.0",
                               "PGA", b, NULL),
                       base + 0.6 * dr - 0.9, 1e-12);
    base = mean_of("[KothaEtAl2020Site]", "SA(0.3)", b, NULL);
    cr_expect_float_eq(mean_of("[KothaEtAl2020regional]", "SA(0.3)", b, NULL),
                       base + (1.0 + log(3.0) / log(10.0)) * dr, 1e-12);
    gmm_block_set(b, OQL_LON, 0, 15.0); /* outside */
    gmm_block_set(b, OQL_HYPO_LON, 0, 15.0);
    base = mean_of("[KothaEtAl2020Site]", "PGA", b, NULL);
    cr_expect_eq(mean_of("[KothaEtAl2020regional]", "PGA", b, NULL), base);
    refused("[KothaEtAl2020regional]\nc3 = 1", "PGA", OQL_EMODEL, "c3");
    refused("[KothaEtAl2020regional]", "PGV", OQL_EMODEL, "PGV");
    gmm_block_destroy(b);
}

/* ---- Sgobba et al. (2020) ---- */

Test(gmm_files, sgobba_2020_takes_the_terms_of_the_nearest_point)
{
    gmm_block *b = gmm_block_create(5.5);
    double plain_sigma = 0.0, sigma = 0.0;
    write_file("grid.csv", "42.0;13.0\n42.5;13.5\n42.2;13.1\n");
    write_file("S_model.csv", "PGA,SA0.2,SA0.5,SA1.0,SA2.0\n0.1,0.1,0.1,0.1,0.1\n"
                              "0.2,0.3,0.5,0.7,0.9\n0.4,0.4,0.4,0.4,0.4\n");
    write_file("beta_dS2S.csv",
               "PGA,SA0.2,SA0.5,SA1.0,SA2.0\n0,0,0,0,0\n0.01,0.01,0.01,0.01,0.01\n0,0,0,0,0\n");
    write_file("event.csv", "id,dBe_PGA,dBe_SA(0.2),dBe_SA(0.50251256281407),dBe_SA(1.0),"
                            "dBe_SA(2.0)\nA1,0.25,0,0,0.5,0\n");
    gmm_block_set(b, OQL_LON, 0, 13.6);
    gmm_block_set(b, OQL_LAT, 0, 42.4);
    const double plain = mean_of("[SgobbaEtAl2020]\ncluster = 0", "PGA", b, &plain_sigma);
    const double site = mean_of("[SgobbaEtAl2020]\ncluster = 0\nsite = true", "PGA", b, &sigma);
    cr_expect_float_eq(site - plain, 0.2 * log(10.0), 1e-12);
    const double ln10 = log(10.0), ref = 0.2011 * ln10;
    cr_expect_float_eq(sigma * sigma,
                       plain_sigma * plain_sigma - ref * ref + 0.01 * ln10 * ln10, 1e-12);
    const double at_1 = mean_of("[SgobbaEtAl2020]\ncluster = 0", "SA(1.5)", b, NULL);
    cr_expect_float_eq(
        mean_of("[SgobbaEtAl2020]\ncluster = 0\nsite = true", "SA(1.5)", b, NULL),
        at_1 + 0.8 * ln10, 1e-12, "linear between 1 s and 2 s");
    cr_expect_float_eq(
        mean_of("[SgobbaEtAl2020]\ncluster = 0\nevent_id = \"A1\"", "PGA", b, &sigma),
        plain + 0.25 * ln10, 1e-12);
    cr_expect_lt(sigma, plain_sigma);
    refused("[SgobbaEtAl2020]\ncluster = 0\nevent_id = \"A2\"", "PGA", OQL_EMODEL, "A2");
    refused("[SgobbaEtAl2020]\ncluster = 2", "PGA", OQL_EMODEL, "0, 1, 4 or 5");
    refused("[SgobbaEtAl2020]\ncluster = 4", "PGA", OQL_EIO, "P_model_cluster4.csv");
    gmm_block_destroy(b);
}

/* ---- Chapman & Guo (2021) ---- */

/* A grid whose ratio is linear in everything; `without` one row. */
static oql_csv *ratios(size_t without, oql_err *err)
{
    const size_t n = (size_t)OQL_CG21_Z * OQL_CG21_M * OQL_CG21_R;
    char *text = malloc(n * 48 + 64), *p = text;
    oql_csv *csv = NULL;
    cr_assert_not_null(text);
    p += sprintf(p, "zsed,magnitude,distance,psa_ratio_PGA\n");
    for (size_t i = 0; i < n; ++i) {
        const double z = oql_cg21_z[i / (OQL_CG21_M * OQL_CG21_R)];
        const double m = oql_cg21_m[i / OQL_CG21_R % OQL_CG21_M];
        const double r = oql_cg21_r[i % OQL_CG21_R];
        if (i != without) {
            p += sprintf(p, "%g,%g,%g,%.10g\n", z, m, r, 1.0 + 0.1 * z + 0.2 * m + 0.001 * r);
        }
    }
    cr_assert_eq(oql_csv_parse("cg21.csv", (size_t)(p - text), text, OQL_CSV_HEADER, &csv, err),
                 OQL_OK, "%s", err->text);
    free(text);
    return csv;
}

Test(gmm_files, chapman_guo_2021_interpolates_its_grid)
{
    static double ratio[OQL_CG21_Z * OQL_CG21_M * OQL_CG21_R];
    oql_err err = {.code = OQL_OK};
    oql_csv *csv = ratios((size_t)-1, &err);
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    const oql_imt pgv = {.kind = OQL_IMT_PGV, .text = "PGV"};
    double ln_y[3];
    cr_assert_eq(oql_cg21_read(csv, &pga, ratio, &err), OQL_OK, "%s", err.text);
    const double z[3] = {0.05, 5.0, 20.0}, rrup[3] = {10.0, 1250.0, 5000.0};
    oql_ctx x = {.n = 3, .stride = 8, .mag = 6.2};
    x.col[OQL_Z_SED] = z;
    x.col[OQL_RRUP] = rrup;
    oql_cg21_motion(&x, ratio, ln_y);
    cr_expect_float_eq(exp(ln_y[0]), 1.0 + 0.005 + 1.24 + 0.01, 1e-9);
    cr_expect_float_eq(exp(ln_y[1]), 1.0 + 0.5 + 1.24 + 1.25, 1e-9);
    cr_expect_float_eq(exp(ln_y[2]), 1.0 + 1.25 + 1.24 + 1.5, 1e-9, "held at the ends");
    cr_expect_eq(oql_cg21_read(csv, &pgv, ratio, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "psa_ratio_PGV"), "%s", err.text);
    oql_csv_destroy(csv);
}

Test(gmm_files, chapman_guo_2021_refuses_a_grid_with_a_hole)
{
    static double ratio[OQL_CG21_Z * OQL_CG21_M * OQL_CG21_R];
    oql_err err = {.code = OQL_OK};
    oql_csv *csv = ratios(1234, &err);
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    cr_expect_eq(oql_cg21_read(csv, &pga, ratio, &err), OQL_EMODEL);
    cr_expect_not_null(strstr(err.text, "missing"), "%s", err.text);
    oql_csv_destroy(csv);
}

Test(gmm_files, chapman_guo_2021_scales_with_the_thickness)
{
    cr_expect_eq(oql_cg21_scale(0.0), 0.0);
    cr_expect_float_eq(oql_cg21_scale(2.0), pow(1.0 - exp(-1.0), 4.0), 1e-15);
    cr_expect_float_eq(oql_cg21_scale(100.0), 1.0, 1e-12);
}

/* ---- Aristeidou et al. (2024) ---- */

enum { N_IN = 9, N_HIDDEN = 150, N_OUT = 4 };

static const char *const parameters[N_IN] = {"Rjb",       "Rrup",  "D_hyp", "magnitude", "Vs30",
                                             "mechanism", "Z2pt5", "Rx",    "Ztor"};
static const char *outputs[N_OUT] = {"PGA", "SA_RotD50(0.1)", "SA_RotD50(1.0)",
                                     "SA_geomean(0.1)"};
static const double deviations[N_OUT] = {0.3, 0.4, 0.6, 0.5};
static double network[3][N_HIDDEN][N_HIDDEN], biases[3][N_HIDDEN];

/* A network of which only neuron 7 of the hidden layer hears anything: input 4 (vs30) through the
 * first layer. */
static void set_network(void)
{
    network[0][4][0] = 1.0; /* softmax input 0 follows vs30 */
    network[1][0][7] = 2.0;
    biases[1][7] = -0.5;
    for (size_t k = 0; k < N_OUT; ++k) {
        network[2][7][k] = 1.0 + (double)k;
        biases[2][k] = -1.0;
    }
}

static oql_status read_network(const char *path, oql_arena *arena, size_t n,
                               oql_gmm_array *array, oql_err *err)
{
    (void)arena;
    (void)err;
    cr_expect_not_null(strstr(path, "gmm_ann.hdf5"));
    for (size_t i = 0; i < n; ++i) {
        size_t layer = 0, row = 0;
        oql_gmm_array *a = &array[i];
        a->n = N_OUT;
        if (sscanf(a->key, "/weights/layer_%zu/matrix_%zu", &layer, &row) == 2) {
            a->x = network[layer][row];
            a->n = layer == 0 ? N_IN : layer == 1 ? N_HIDDEN : N_OUT;
        } else if (sscanf(a->key, "/biases/layer_%zu", &layer) == 1) {
            a->x = biases[layer];
            a->n = layer == 0 ? N_IN : layer == 1 ? N_HIDDEN : N_OUT;
        } else if (strcmp(a->key, "/parameters") == 0) {
            a->text = parameters;
            a->n = N_IN;
        } else if (strcmp(a->key, "/output_ims") == 0) {
            a->text = outputs;
        } else {
            a->x = deviations;
        }
    }
    return OQL_OK;
}

Test(gmm_files, aristeidou_2024_is_the_network_of_its_file)
{
    gmm_block *b = gmm_block_create(6.0);
    double sigma = 0.0;
    set_network();
    oql_gmm_set_array_reader(read_network);
    write_file("gmm_ann.hdf5", "read by the test's own reader");
    gmm_block_set(b, OQL_VS30, 0, 500.0);
    /* scaled to [-3, 3], then the share of one among nine, then tanh */
    const double in = (500.0 - 106.83) / (1269.78 - 106.83) * 6.0 - 3.0;
    const double first = exp(in) / (exp(in) + 8.0), h = tanh(2.0 * first - 0.5);
    const double ln10 = log(10.0);
    cr_expect_float_eq(mean_of("[AristeidouEtAl2024]", "PGA", b, &sigma), ln10 * (h - 1.0),
                       1e-9);
    cr_expect_float_eq(sigma, 0.3 * ln10, 1e-12);
    cr_expect_float_eq(mean_of("[AristeidouEtAl2024]", "SA(0.1)", b, NULL),
                       ln10 * (2.0 * h - 1.0), 1e-9);
    const double t = log(4.0) / log(10.0); /* 0.4 s between 0.1 and 1 s */
    cr_expect_float_eq(mean_of("[AristeidouEtAl2024]", "SA(0.4)", b, &sigma),
                       ln10 * ((2.0 + t) * h - 1.0), 1e-9);
    cr_expect_float_eq(sigma, ln10 * (0.4 + 0.2 * t), 1e-12);
    cr_expect_float_eq(mean_of("[AristeidouEtAl2024Geomean]", "SA(0.1)", b, NULL),
                       ln10 * (4.0 * h - 1.0), 1e-9);
    refused("[AristeidouEtAl2024]", "SA(2.0)", OQL_EMODEL, "SA(2.0)");
    outputs[0] = "PGV";
    refused("[AristeidouEtAl2024]", "PGA", OQL_EMODEL, "PGA");
    gmm_block_destroy(b);
}
