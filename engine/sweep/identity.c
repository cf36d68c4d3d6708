/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "datastore/store.h"
#include "hazard/models.h"
#include "hazard/version.h"
#include "job/job.h"
#include "nrml/logictree_xml.h"

typedef struct {
    char *path;
    char hex[65];
} hashed_file;

struct oql_file_hashes {
    hashed_file *list;
    size_t n, cap;
};

oql_status oql_file_hashes_create(oql_file_hashes **out, oql_err *err)
{
    *out = calloc(1, sizeof **out);
    return *out == NULL ? OQL_FAIL(err, OQL_ENOMEM, "out of memory") : OQL_OK;
}

void oql_file_hashes_destroy(oql_file_hashes *h)
{
    for (size_t i = 0; h != NULL && i < h->n; ++i) {
        free(h->list[i].path);
    }
    free(h == NULL ? NULL : h->list);
    free(h);
}

static oql_status hash_of(oql_file_hashes *h, const char *path, const char **hex, oql_err *err)
{
    oql_status st = OQL_OK;
    char *data = NULL;
    size_t n = 0;

    for (size_t i = 0; i < h->n; ++i) {
        if (strcmp(h->list[i].path, path) == 0) {
            *hex = h->list[i].hex;
            return OQL_OK;
        }
    }
    OQL_TRY(oql_reserve(&h->list, &h->cap, h->n + 1, sizeof *h->list, err));
    hashed_file *e = &h->list[h->n];
    OQL_TRY(oql_file_read(path, &data, &n, err));
    oql_sha256(data, n, e->hex);
    OQL_TRY(oql_strdup(path, &e->path, err));
    *hex = e->hex;
    ++h->n;
done:
    free(data);
    return st;
}

/* A text that grows, and is hashed. */
typedef struct {
    FILE *f;
    char *text;
    size_t size;
} memo;

static oql_status memo_open(memo *m, oql_err *err)
{
    m->f = open_memstream(&m->text, &m->size);
    return m->f == NULL ? OQL_FAIL(err, OQL_ENOMEM, "out of memory for a point") : OQL_OK;
}

static oql_status memo_hash(memo *m, char hex[65], oql_err *err)
{
    if (fflush(m->f) != 0) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a point");
    }
    oql_sha256(m->text, m->size, hex);
    return OQL_OK;
}

static void memo_close(memo *m)
{
    if (m->f != NULL) {
        (void)fclose(m->f);
    }
    free(m->text);
}

static oql_status put_file(FILE *f, oql_file_hashes *h, const char *what, const char *path,
                           oql_err *err)
{
    const char *hex = NULL;
    const oql_status st = hash_of(h, path, &hex, err);
    if (st == OQL_OK) {
        (void)fprintf(f, "file %s %s\n", what, hex);
    }
    return st;
}

/* Resolved parameters, without those that say where things are or what they are called. */
static oql_status put_parameters(FILE *f, const oql_job *job, oql_err *err)
{
    static const char *const left_out[] = {"input ", "export_dir ", "exports ", "description "};
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    bool keep = true;

    if (memory == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the parameters of a job");
    }
    oql_job_dump(job, memory);
    if (fclose(memory) != 0) {
        free(text);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the parameters of a job");
    }
    for (const char *line = text; *line != '\0';) {
        const size_t n = strcspn(line, "\n");
        if (line[0] != ' ') { /* else it goes on with the value above */
            keep = true;
            for (size_t i = 0; i < OQL_COUNT(left_out); ++i) {
                keep = keep && strncmp(line, left_out[i], strlen(left_out[i])) != 0;
            }
        }
        if (keep) {
            (void)fprintf(f, "%.*s\n", (int)n, line);
        }
        line += n + (line[n] != '\0');
    }
    free(text);
    return OQL_OK;
}

/* The source models of the tree; a multi-fault source keeps its sections in an HDF5 file of the
 * same name. */
static oql_status put_source_models(FILE *f, FILE *models, oql_file_hashes *h,
                                    const char *tree_path, oql_problems *problems, oql_err *err)
{
    oql_smlt *tree = NULL;
    oql_status st = OQL_OK;
    char beside[4096];

    OQL_TRY(oql_smlt_read(tree_path, problems, &tree, err));
    for (size_t b = 0; b < tree->n_branches; ++b) {
        const oql_lt_value *v = &tree->branches[b].value;
        for (size_t i = 0; i < v->n_files; ++i) {
            (void)fprintf(models, "file %s\n", v->files[i]);
            OQL_TRY(put_file(f, h, "source", v->files[i], err));
            const char *dot = strrchr(v->files[i], '.');
            const int stem = dot == NULL ? 0 : (int)(dot - v->files[i]);
            const int n = snprintf(beside, sizeof beside, "%.*s.hdf5", stem, v->files[i]);
            if (stem > 0 && n < (int)sizeof beside && strcmp(beside, v->files[i]) != 0 &&
                oql_file_check(beside, NULL) == OQL_OK) {
                OQL_TRY(put_file(f, h, "sections", beside, err));
            }
        }
    }
done:
    oql_smlt_destroy(tree);
    return st;
}

static oql_status put_tables(FILE *f, oql_file_hashes *h, const oql_job *job,
                             oql_problems *problems, oql_err *err)
{
    oql_gslt *tree = NULL;
    oql_arena *arena = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gslt_read(job->gsim_logic_tree_file, NULL, problems, &tree, err));
    for (size_t b = 0; b < tree->n_branches; ++b) {
        const oql_gmm_spec *spec = tree->branches[b].spec;
        for (size_t a = 0; spec != NULL && a < spec->n_args; ++a) {
            if (spec->args[a].value.type != OQL_ARG_STRING) {
                continue;
            }
            const char *path = oql_gmm_spec_file(arena, spec, spec->args[a].value.as.string);
            if (path != NULL && strchr(path, '.') != NULL &&
                oql_file_check(path, NULL) == OQL_OK) {
                OQL_TRY(put_file(f, h, "table", path, err));
            }
        }
    }
done:
    oql_gslt_destroy(tree);
    oql_arena_destroy(arena);
    return st;
}

static oql_status put_inputs(FILE *f, FILE *models, oql_file_hashes *h, const oql_job *job,
                             oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_source_settings settings;

    oql_models_settings(job, &settings);
    oql_models_print_settings(&settings, models);
    for (size_t i = 0; i < job->n_inputs; ++i) {
        char what[160];
        if (strcmp(job->inputs[i].path, job->path) != 0) {
            (void)snprintf(what, sizeof what, "%s %s", job->inputs[i].kind,
                           job->inputs[i].label);
            OQL_TRY(put_file(f, h, what, job->inputs[i].path, err));
        }
    }
    for (size_t i = 0; i < job->source_model_files.n; ++i) {
        (void)fprintf(models, "file %s\n", job->source_model_files.s[i]);
        OQL_TRY(put_file(f, h, "source", job->source_model_files.s[i], err));
    }
    if (job->source_model_logic_tree_file != NULL) {
        OQL_TRY(
            put_source_models(f, models, h, job->source_model_logic_tree_file, problems, err));
    }
    if (job->gsim_logic_tree_file != NULL) {
        OQL_TRY(put_tables(f, h, job, problems, err));
    }
done:
    return st;
}

/* Pass on what was found, at the place in the study; an override that no job knows is an error. */
static void pass_on(const oql_problems *found, const oql_study_point *p, oql_problems *problems)
{
    bool is_error = false;
    const char *text;
    for (size_t i = 0; (text = oql_problems_text(found, i, &is_error)) != NULL; ++i) {
        if (strncmp(text, "-p", 2) == 0) {
            text += 2;
            text += *text == ':';
            text += *text == ' ';
            oql_problem_error(problems, p->file, p->line, "%s", text);
        } else if (is_error) {
            oql_problem_error(problems, p->file, p->line, "%s", text);
        }
    }
}

oql_status oql_point_identity(const oql_study_point *p, oql_file_hashes *files,
                              oql_problems *problems, char hex[65], char models[65],
                              oql_err *err)
{
    oql_status st = OQL_OK;
    oql_problems *found = NULL;
    oql_job *job = NULL;
    memo all = {0}, sources = {0};
    const size_t before = oql_problems_errors(problems);

    OQL_TRY(oql_problems_create(&found, err));
    OQL_TRY(memo_open(&all, err));
    OQL_TRY(memo_open(&sources, err));
    OQL_TRY(oql_job_read(p->job_path, p->n_over, p->over, found, &job, err));
    (void)fprintf(all.f, "oqlite %s\n", OQL_VERSION);
    OQL_TRY(put_parameters(all.f, job, err));
    OQL_TRY(put_inputs(all.f, sources.f, files, job, found, err));
    OQL_TRY(memo_hash(&all, hex, err));
    OQL_TRY(memo_hash(&sources, models, err));
done:
    if (found != NULL) {
        pass_on(found, p, problems);
    }
    if (oql_problems_errors(problems) > before && (st == OQL_OK || st == OQL_EMODEL)) {
        st = OQL_FAIL(err, OQL_ECONFIG, "%s: mistakes in the job of a point", p->job_path);
    }
    memo_close(&all);
    memo_close(&sources);
    oql_job_destroy(job);
    oql_problems_destroy(found);
    return st;
}
