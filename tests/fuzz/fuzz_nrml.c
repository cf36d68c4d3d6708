/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "nrml/source_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ruptures of one source: their number may be anything, but rates and sizes must be numbers. */
static void use_source(const oql_source *src)
{
    oql_points_builder *builder = NULL;
    oql_points points = {0};
    oql_source_bounds bounds;
    oql_fault *fault = NULL;
    uint64_t n = 0;

    /* Continents of fine mesh are valid, but nothing to learn from at fuzzing speed. */
    if (oql_source_get_bounds(src, &bounds, NULL) != OQL_OK ||
        !(fabs(bounds.east_deg - bounds.west_deg) < 5.0 &&
          bounds.north_deg - bounds.south_deg < 5.0) ||
        oql_source_count(src, &n, NULL) != OQL_OK || n > 100000) {
        return;
    }
    if (oql_source_is_pointlike(src)) {
        if (oql_points_builder_create(&builder, NULL) == OQL_OK &&
            oql_source_points(src, 0, 0.0, builder, NULL) == OQL_OK &&
            oql_points_builder_finish(builder, &points, NULL) == OQL_OK &&
            oql_points_count(&points) != n) {
            abort();
        }
        oql_points_clear(&points);
        oql_points_builder_destroy(builder);
    } else if (oql_source_fault(src, 0, &fault, NULL) == OQL_OK) {
        for (size_t i = 0; i < fault->n; ++i) {
            if (!(fault->rate_per_yr[i] >= 0.0) || isnan(fault->mag[i])) {
                abort();
            }
        }
        oql_fault_destroy(fault);
    }
}

/* Any bytes: an error, or sources whose ruptures can be made. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const oql_source_settings settings = {.rupture_mesh_spacing_km = 5.0,
                                          .complex_fault_mesh_spacing_km = 10.0,
                                          .width_of_mfd_bin = 0.2,
                                          .area_source_discretization_km = 50.0,
                                          .investigation_time_yr = 50.0};
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {.code = OQL_OK};

    if (oql_problems_create(&problems, &err) != OQL_OK) {
        return 0;
    }
    if (oql_nrml_read_sources_memory("input.xml", data, size, &settings, problems, &model,
                                     &err) == OQL_OK) {
        for (size_t i = 0; i < model->n_source; ++i) {
            use_source(&model->sources[i]);
        }
    }
    oql_source_model_destroy(model);
    oql_problems_destroy(problems);
    return 0;
}
