/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/equivalent.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "hazard/bundles.h"

static bool has_word(const oql_job_words *words, const char *word)
{
    for (size_t i = 0; i < words->n; ++i) {
        if (strcmp(words->s[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- checks ---- */

static oql_status read_table(const char *path, oql_err *err)
{
    static const char *const key[3] = {"/default/repi", "/default/mags", "/default/reqv"};
    const oql_array_reader *reader = oql_source_arrays();
    size_t dims[3][2];
    oql_status st = OQL_OK;

    for (size_t k = 0; k < 3; ++k) {
        double *x = NULL;
        OQL_TRY(reader->numbers(reader->user, path, key[k], dims[k], &x, err));
        free(x);
    }
    if (dims[0][0] == 0 || dims[1][0] == 0 || dims[2][0] != dims[0][0] ||
        dims[2][1] != dims[1][0]) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s: /default/reqv has %zu x %zu numbers, expected %zu distances of "
                      "/default/repi x %zu magnitudes of /default/mags",
                      path, dims[2][0], dims[2][1], dims[0][0], dims[1][0]);
    }
done:
    return st;
}

static void check_region(const oql_inputs *in, const oql_job_input *file,
                         oql_problems *problems)
{
    if (strcmp(file->label, "default") == 0) {
        oql_problem_error(problems, file->file, file->line,
                          "equivalent distances %s without a region, expected reqv_file = "
                          "{'Region': 'file.hdf5'}",
                          file->path);
        return;
    }
    for (size_t t = 0; t < in->n_region; ++t) {
        if (strcasecmp(in->region[t].name, file->label) == 0) {
            return;
        }
    }
    if (!has_word(&in->job->discard_trts, file->label)) {
        oql_problem_warning(problems, file->file, file->line,
                            "equivalent distances for region \"%s\", of which there are no "
                            "sources",
                            file->label);
    }
}

static bool is_read(const oql_inputs *in, const char *id)
{
    for (size_t f = 0; f < in->n_file; ++f) {
        for (size_t i = 0; in->model[f] != NULL && i < in->model[f]->n_source; ++i) {
            if (strcmp(in->model[f]->sources[i].id, id) == 0) {
                return true;
            }
        }
    }
    return false;
}

oql_status oql_equivalent_check(const oql_inputs *in, oql_problems *problems, oql_err *err)
{
    const oql_job_words *ignored = &in->job->reqv_ignore_sources;
    const oql_job_param *p = oql_job_find(in->job, "reqv_ignore_sources");
    const oql_job_input *file = NULL;

    for (size_t n = 0; (file = oql_job_find_input(in->job, "reqv", n)) != NULL; ++n) {
        oql_err why = {0};
        const oql_status st = read_table(file->path, &why);

        if (st == OQL_ENOMEM) {
            *err = why;
            return st;
        }
        if (st != OQL_OK) {
            oql_problem_error(problems, file->file, file->line, "equivalent distances: %s",
                              why.text);
        }
        check_region(in, file, problems);
    }
    for (size_t i = 0; p != NULL && i < ignored->n; ++i) {
        if (in->job->source_id.n == 0 && !is_read(in, ignored->s[i])) {
            oql_problem_error(problems, p->file, p->line,
                              "source \"%s\" of reqv_ignore_sources is in none of the source "
                              "models",
                              ignored->s[i]);
        }
    }
    return OQL_OK;
}

/* ---- sources ---- */

static bool is_asked(const oql_inputs *in, const oql_source *src)
{
    const oql_job_input *file = NULL;

    if (!oql_source_is_pointlike(src) || has_word(&in->job->reqv_ignore_sources, src->id)) {
        return false;
    }
    for (size_t n = 0; (file = oql_job_find_input(in->job, "reqv", n)) != NULL; ++n) {
        if (strcmp(file->label, src->trt) == 0) {
            return true;
        }
    }
    return false;
}

/* What a simplified source has of its own. */
typedef struct {
    oql_source source;
    oql_nodal_plane plane;
    oql_hypo_depth depth;
    oql_nodal_planes planes;
    oql_hypo_depths depths;
    oql_msr msr;
} simple_source;

static void mean_plane(const oql_nodal_planes *p, oql_nodal_plane *out)
{
    double sum = 0.0;

    *out = (oql_nodal_plane){.weight = 1.0};
    for (size_t i = 0; i < p->n; ++i) {
        out->strike_deg += p->plane[i].weight * p->plane[i].strike_deg;
        out->dip_deg += p->plane[i].weight * p->plane[i].dip_deg;
        out->rake_deg += p->plane[i].weight * p->plane[i].rake_deg;
        sum += p->plane[i].weight;
    }
    out->strike_deg /= sum;
    out->dip_deg /= sum;
    out->rake_deg /= sum;
}

static void mean_depth(const oql_hypo_depths *d, oql_hypo_depth *out)
{
    double sum = 0.0;

    *out = (oql_hypo_depth){.weight = 1.0};
    for (size_t i = 0; i < d->n; ++i) {
        out->depth_km += d->depth[i].weight * d->depth[i].depth_km;
        sum += d->depth[i].weight;
    }
    out->depth_km /= sum;
}

oql_status oql_equivalent_apply(const oql_inputs *in, oql_group *g, oql_err *err)
{
    oql_status st = OQL_OK;

    for (size_t i = 0; i < g->n_source; ++i) {
        const oql_source *src = g->source[i];

        if (!is_asked(in, src)) {
            continue;
        }
        simple_source *s = oql_arena_alloc(in->arena, 1, sizeof *s);
        if (s == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for source %s", src->id);
        }
        memcpy(&s->source, src, sizeof *src);
        if (src->planes->n > 1) {
            mean_plane(src->planes, &s->plane);
            s->planes = (oql_nodal_planes){1, &s->plane};
            s->source.planes = &s->planes;
        }
        if (src->depths->n > 1) {
            mean_depth(src->depths, &s->depth);
            s->depths = (oql_hypo_depths){1, &s->depth};
            s->source.depths = &s->depths;
        }
        OQL_TRY(oql_msr_parse("PointMSR", &s->msr, err));
        s->source.msr = &s->msr;
        g->source[i] = &s->source;
    }
done:
    return st;
}
