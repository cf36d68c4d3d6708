/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "nrml/source_model.h"
#include "source/mfd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Continents of fine mesh are valid, but nothing to learn from at fuzzing speed. */
static bool is_small(const oql_polyline *line, size_t n)
{
    double low[3] = {180.0, 90.0, 700.0}, high[3] = {-180.0, -90.0, -10.0};
    for (size_t i = 0; i < n; ++i) {
        for (size_t k = 0; k < line[i].n; ++k) {
            const double x[3] = {line[i].lon_deg[k], line[i].lat_deg[k],
                                 line[i].depth_km != NULL ? line[i].depth_km[k] : 0.0};
            for (int d = 0; d < 3; ++d) {
                low[d] = fmin(low[d], x[d]);
                high[d] = fmax(high[d], x[d]);
            }
        }
    }
    return n == 0 ||
           (high[0] - low[0] < 3.0 && high[1] - low[1] < 3.0 && high[2] - low[2] < 99.0);
}

static bool is_quick(const oql_source *src)
{
    const oql_fault_geometry *g = src->geometry;
    oql_mfd first;
    if (src->mfd == NULL || oql_mfd_member(src->mfd, 0, &first, NULL) != OQL_OK ||
        oql_mfd_max_bins(&first) > 100) {
        return src->mfd == NULL;
    }
    if (g == NULL) {
        return src->type != OQL_SOURCE_AREA ||
               (src->discretization_km > 10.0 && is_small(src->places, 1));
    }
    bool quick = g->spacing_km > 3.0 && is_small(g->lines, g->n_line) &&
                 (g->kind != OQL_GEOM_SIMPLE || g->dip_deg > 20.0);
    for (size_t i = 0; i < g->n_kite; ++i) {
        quick = quick && is_small(g->kites[i].lines, g->kites[i].n_line);
    }
    return quick;
}

/* Ruptures of one source: their number may be anything, but rates and sizes must be numbers. */
static void use_source(const oql_source *src)
{
    oql_points_builder *builder = NULL;
    oql_points points = {0};
    oql_fault *fault = NULL;

    if (!is_quick(src)) {
        return;
    }
    if (oql_source_is_pointlike(src)) {
        if (oql_points_builder_create(&builder, NULL) == OQL_OK &&
            oql_source_points(src, 0, builder, NULL) == OQL_OK &&
            oql_points_builder_finish(builder, &points, NULL) == OQL_OK && points.n == 0) {
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
