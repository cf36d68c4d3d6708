/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nrml/source_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Sources that keep their ruptures in arrays of an HDF5 file beside the XML. The XML is fixed; the
 * arrays, their sizes and the texts are what the bytes say: an error, or ruptures that can be made.
 *
 * Bytes of an array: rows, columns, then one byte a number, an index into a list of awkward ones.
 * Of texts: how many, then for each its length and its letters. No bytes left: zeros.
 */
typedef struct {
    const uint8_t *at, *end;
} bytes;

static uint8_t next(bytes *b)
{
    return (uint8_t)(b->at < b->end ? *b->at++ : 0);
}

static double number(uint8_t byte)
{
    static const double awkward[] = {0.0, 1.0,  0.5,   0.25, 0.75, 2.0,   3.0,    6.5,
                                     7.0, -1.0, 179.0, 45.0, 10.0, 1e300, -1e-300};
    const size_t n = sizeof awkward / sizeof awkward[0];
    return byte % (n + 2) < n ? awkward[byte % (n + 2)]
                              : (byte % (n + 2) == n ? (double)NAN : (double)INFINITY);
}

static oql_status read_numbers(void *user, const char *file, const char *key, size_t dims[2],
                               double **x, oql_err *err)
{
    bytes *b = user;
    dims[0] = next(b) % 7;
    dims[1] = next(b) % 5;
    const size_t n = dims[0] * dims[1];
    *x = malloc((n + 1) * sizeof **x);
    if (*x == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: %s", file, key);
    }
    for (size_t i = 0; i < n; ++i) {
        (*x)[i] = number(next(b));
    }
    if (n > 0) { /* exactly n, so that a sanitizer sees a read past the end */
        double *exact = realloc(*x, n * sizeof *exact);
        *x = exact != NULL ? exact : *x;
    }
    return OQL_OK;
}

static oql_status read_texts(void *user, const char *file, const char *key, size_t *n,
                             char ***text, oql_err *err)
{
    bytes *b = user;
    *n = next(b) % 7;
    *text = calloc(*n + 1, sizeof **text);
    for (size_t i = 0; *text != NULL && i < *n; ++i) {
        const size_t length = next(b) % 6;
        (*text)[i] = calloc(length + 1, 1);
        for (size_t k = 0; (*text)[i] != NULL && k < length; ++k) {
            (*text)[i][k] = (char)("01, x9"[next(b) % 6]);
        }
        if ((*text)[i] == NULL) {
            abort();
        }
    }
    return *text != NULL ? OQL_OK : OQL_FAIL(err, OQL_ENOMEM, "%s: %s", file, key);
}

#define HEAD                                                                                   \
    "<nrml xmlns='http://openquake.org/xmlns/nrml/0.5' "                                       \
    "xmlns:gml='http://www.opengis.net/gml'>"
#define LINE(x)                                                                                \
    "<profile><gml:LineString><gml:posList>" x " 45 1 " x " 45 9</gml:posList>"                \
    "</gml:LineString></profile>"
#define SECTION(id, x, y)                                                                      \
    "<section id='" id "'><kiteSurface>" LINE(x) LINE(y) "</kiteSurface></section>"

static const char sections_xml[] = HEAD "<geometryModel>" SECTION("0", "10", "10.1")
    SECTION("1", "10.1", "10.2") "</geometryModel></nrml>";
static const char sources_xml[] = HEAD
    "<sourceModel><sourceGroup tectonicRegion='Volcanic'><multiFaultSource id='m' name=''/>"
    "<nonParametricSeismicSource id='n' name=''/></sourceGroup></sourceModel></nrml>";

static oql_source_model *read_model(const char *xml, const oql_source_settings *settings)
{
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {.code = OQL_OK};

    if (oql_problems_create(&problems, &err) != OQL_OK ||
        oql_nrml_read_sources_memory("m.xml", xml, strlen(xml), settings, problems, &model,
                                     &err) != OQL_OK) {
        model = NULL;
    }
    oql_problems_destroy(problems);
    return model;
}

static void use_fault(oql_fault *f)
{
    for (size_t i = 0; i < f->n; ++i) {
        if (!(f->rate_per_yr[i] >= 0.0) || !(f->mag[i] > 0.0)) {
            abort();
        }
    }
    oql_fault_destroy(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bytes b = {data, data + size};
    const oql_array_reader reader = {&b, read_numbers, read_texts};
    const oql_source_settings settings = {.rupture_mesh_spacing_km = 4.0,
                                          .complex_fault_mesh_spacing_km = 10.0,
                                          .width_of_mfd_bin = 0.2,
                                          .area_source_discretization_km = 50.0,
                                          .investigation_time_yr = 50.0,
                                          .infer_occur_rates = size % 2 == 1,
                                          .arrays = &reader};
    oql_source_model *sections = read_model(sections_xml, &settings);
    oql_source_model *model = read_model(sources_xml, &settings);

    for (size_t i = 0; sections != NULL && model != NULL && i < model->n_source; ++i) {
        const oql_source *src = &model->sources[i];
        oql_fault *f = NULL;
        if (src->type == OQL_SOURCE_MULTI_FAULT) {
            if (oql_source_multi_fault(src, 0, sections->n_section, sections->sections, 4.0,
                                       50.0, &f, NULL) == OQL_OK) {
                use_fault(f);
            }
            continue;
        }
        for (size_t k = 0; k < src->n_rupture; ++k) {
            if (oql_source_given(src, k, 0, &f, NULL) == OQL_OK) {
                use_fault(f);
            }
        }
    }
    oql_source_model_destroy(sections);
    oql_source_model_destroy(model);
    return 0;
}
