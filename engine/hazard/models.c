/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/models.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/problems.h"
#include "hazard/bundles.h"
#include "nrml/source_model.h"

typedef struct {
    char *key; /* file and settings */
    oql_source_model *model;
} shared_model;

struct oql_models {
    shared_model *list;
    size_t n, cap;
};

oql_status oql_models_create(oql_models **out, oql_err *err)
{
    *out = calloc(1, sizeof **out);
    return *out == NULL ? OQL_FAIL(err, OQL_ENOMEM, "out of memory") : OQL_OK;
}

void oql_models_destroy(oql_models *m)
{
    for (size_t i = 0; m != NULL && i < m->n; ++i) {
        free(m->list[i].key);
        oql_source_model_destroy(m->list[i].model);
    }
    free(m == NULL ? NULL : m->list);
    free(m);
}

void oql_models_settings(const oql_job *job, oql_source_settings *out)
{
    *out = (oql_source_settings){
        .rupture_mesh_spacing_km = job->rupture_mesh_spacing_km,
        .floating_x_step = job->floating_x_step,
        .floating_y_step = job->floating_y_step,
        .complex_fault_mesh_spacing_km = job->complex_fault_mesh_spacing_km,
        .width_of_mfd_bin = job->width_of_mfd_bin,
        .area_source_discretization_km = job->area_source_discretization_km,
        .investigation_time_yr = job->investigation_time_yr,
        .n_discard_trt = job->discard_trts.n,
        .discard_trt = job->discard_trts.s,
        .n_source_id = job->source_id.n,
        .source_id = job->source_id.s,
        .infer_occur_rates = job->infer_occur_rates,
        .arrays = oql_source_arrays(),
    };
}

void oql_models_print_settings(const oql_source_settings *s, FILE *out)
{
    (void)fprintf(out, "spacing %a %a\nbin %a\narea %a\ntime %a\ninfer %d\n",
                  s->rupture_mesh_spacing_km, s->complex_fault_mesh_spacing_km,
                  s->width_of_mfd_bin, s->area_source_discretization_km,
                  s->investigation_time_yr, (int)s->infer_occur_rates);
    for (size_t i = 0; i < s->n_discard_trt; ++i) {
        (void)fprintf(out, "discard %s\n", s->discard_trt[i]);
    }
    for (size_t i = 0; i < s->n_source_id; ++i) {
        (void)fprintf(out, "source %s\n", s->source_id[i]);
    }
}

/* New memory; NULL without memory. */
static char *key_of(const char *file, const oql_source_settings *settings)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    if (f == NULL) {
        return NULL;
    }
    (void)fprintf(f, "%s\n", file);
    oql_models_print_settings(settings, f);
    if (fclose(f) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

oql_source_model *oql_models_find(const oql_models *m, const char *file,
                                  const oql_source_settings *settings)
{
    oql_source_model *found = NULL;
    char *key = m == NULL || m->n == 0 ? NULL : key_of(file, settings);

    for (size_t i = 0; key != NULL && i < m->n && found == NULL; ++i) {
        found = strcmp(m->list[i].key, key) == 0 ? m->list[i].model : NULL;
    }
    free(key);
    return found;
}

bool oql_models_has(const oql_models *m, const oql_source_model *model)
{
    for (size_t i = 0; m != NULL && i < m->n; ++i) {
        if (m->list[i].model == model) {
            return true;
        }
    }
    return false;
}

oql_status oql_models_read(oql_models *m, const char *file, const oql_job *job, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_problems *problems = NULL;
    oql_source_model *model = NULL;
    oql_source_settings settings;
    char *key = NULL;

    oql_models_settings(job, &settings);
    if (oql_models_find(m, file, &settings) != NULL) {
        return OQL_OK;
    }
    OQL_TRY(oql_problems_create(&problems, err));
    OQL_TRY(oql_nrml_read_sources(file, &settings, problems, &model, err));
    if (oql_problems_errors(problems) + oql_problems_warnings(problems) > 0) {
        goto done;
    }
    OQL_TRY(oql_reserve(&m->list, &m->cap, m->n + 1, sizeof *m->list, err));
    key = key_of(file, &settings);
    if (key == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", file);
        goto done;
    }
    m->list[m->n++] = (shared_model){key, model};
    model = NULL;
done:
    oql_source_model_destroy(model);
    oql_problems_destroy(problems);
    return st;
}
