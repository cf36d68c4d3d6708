/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job/ini.h"
#include "job/keys.h"

static oql_status no_memory(const char *path, oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
}

/* Absolute path of the job file and its folder, in the arena. */
static oql_status set_paths(oql_job *job, const char *path, oql_err *err)
{
    char here[4096];

    if (getcwd(here, sizeof here) == NULL) {
        return OQL_FAIL(err, OQL_EIO, "cannot tell the current folder: %s",
                        oql_errno_text(errno));
    }
    job->path = oql_job_join_path(job->arena, here, path);
    if (job->path == NULL) {
        return no_memory(path, err);
    }
    const size_t n = (size_t)(strrchr(job->path, '/') - job->path);
    job->base_dir = oql_arena_strndup(job->arena, job->path, n == 0 ? 1 : n);
    return job->base_dir == NULL ? no_memory(path, err) : OQL_OK;
}

/* "key=value" into p; false when it has not that form. */
static bool split_override(const char *text, oql_arena *arena, oql_job_param *p)
{
    const char *eq = strchr(text, '=');
    const char *start = text + strspn(text, " \t");

    if (eq == NULL) {
        return false;
    }
    size_t n = eq > start ? (size_t)(eq - start) : 0;
    while (n > 0 && (start[n - 1] == ' ' || start[n - 1] == '\t')) {
        --n;
    }
    if (n == 0) {
        return false;
    }
    const char *value = eq + 1 + strspn(eq + 1, " \t\r\n");
    size_t n_value = strlen(value);
    while (n_value > 0 && strchr(" \t\r\n", value[n_value - 1]) != NULL) {
        --n_value;
    }
    char *key = oql_arena_strndup(arena, start, n);
    for (char *c = key; c != NULL && *c != '\0'; ++c) {
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    *p = (oql_job_param){key, oql_arena_strndup(arena, value, n_value), "-p", 0};
    return true;
}

/* Put the overrides over the entries of the file; aliases become canonical. */
static oql_status merge(oql_job_build *b, size_t n_file, const oql_job_param *from_file,
                        size_t n_over, const char *const *over)
{
    oql_job *job = b->job;
    oql_job_param *list = oql_arena_alloc(job->arena, n_file + n_over, sizeof *list);
    size_t n = 0;

    if (list == NULL) {
        return no_memory(job->path, b->err);
    }
    for (size_t i = 0; i < n_file + n_over; ++i) {
        oql_job_param p;
        if (i < n_file) {
            p = from_file[i];
        } else if (!split_override(over[i - n_file], job->arena, &p)) {
            oql_problem_error(b->problems, "-p", 0, "found '%.80s', expected key=value",
                              over[i - n_file]);
            continue;
        }
        if (p.key == NULL || p.value == NULL) {
            return no_memory(job->path, b->err);
        }
        const char *name = oql_job_canonical(p.key);
        size_t k = 0;
        while (k < n && strcmp(list[k].key, name) != 0) {
            ++k;
        }
        if (k < n && i < n_file) {
            oql_problem_error(b->problems, p.file, p.line,
                              "%s and %s (line %d) are the same key, expected one of them",
                              p.key, name, list[k].line);
            continue;
        }
        if (strcmp(p.key, "region_constraint") == 0) {
            oql_problem_warning(b->problems, p.file, p.line,
                                "region_constraint is an old name, write region");
        }
        p.key = name;
        list[k] = p;
        n += k == n;
    }
    job->params = list;
    job->n_params = n;
    return OQL_OK;
}

/* Every key into its field, then the files, then what must fit together. */
static oql_status build(oql_job_build *b)
{
    oql_job *job = b->job;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < job->n_params; ++i) {
        if (!oql_job_names_file(&job->params[i])) {
            OQL_TRY(oql_job_convert(b, &job->params[i]));
        }
    }
    OQL_TRY(oql_job_resolve_inputs(b));
    OQL_TRY(oql_job_check(b));
done:
    return st;
}

/* Bytes of a file (bytes == NULL: read it) into a job. */
static oql_status read_job(const char *path, size_t n, const char *bytes, size_t n_over,
                           const char *const *over, oql_problems *problems, oql_job **out,
                           oql_err *err)
{
    oql_status st = OQL_OK;
    oql_job_param *from_file = NULL;
    size_t n_file = 0;
    const size_t errors = oql_problems_errors(problems);
    oql_job *job = calloc(1, sizeof *job);
    oql_job_build b = {job, problems, err, false};

    *out = NULL;
    if (job == NULL) {
        st = no_memory(path, err);
        goto done;
    }
    OQL_TRY(oql_arena_create(&job->arena, err));
    oql_job_set_defaults(job);
    OQL_TRY(set_paths(job, path, err));
    /* messages name the file as the user did */
    const char *shown = oql_arena_strdup(job->arena, path);
    if (shown == NULL) {
        st = no_memory(path, err);
        goto done;
    }
    if (bytes == NULL) {
        OQL_TRY(oql_ini_read(shown, job->arena, problems, &from_file, &n_file, err));
    } else {
        OQL_TRY(oql_ini_parse(shown, n, bytes, job->arena, problems, &from_file, &n_file, err));
    }
    OQL_TRY(merge(&b, n_file, from_file, n_over, over));
    OQL_TRY(build(&b));
    const size_t found = oql_problems_errors(problems) - errors;
    if (found > 0) {
        st = OQL_FAIL(err, OQL_ECONFIG, "%s: %zu error%s", path, found, found == 1 ? "" : "s");
        goto done;
    }
    *out = job;
    job = NULL;
done:
    oql_job_destroy(job);
    return st;
}

oql_status oql_job_read(const char *path, size_t n_over, const char *const *over,
                        oql_problems *problems, oql_job **out, oql_err *err)
{
    return read_job(path, 0, NULL, n_over, over, problems, out, err);
}

oql_status oql_job_parse(const char *path, size_t n, const char *bytes, size_t n_over,
                         const char *const *over, oql_problems *problems, oql_job **out,
                         oql_err *err)
{
    return read_job(path, n, bytes == NULL ? "" : bytes, n_over, over, problems, out, err);
}

void oql_job_destroy(oql_job *job)
{
    if (job != NULL) {
        oql_arena_destroy(job->arena);
        free(job);
    }
}

double oql_job_dict_value(const oql_job_dict *dict, const char *name, double missing)
{
    double other = missing;
    for (size_t i = 0; i < dict->n; ++i) {
        if (strcmp(dict->entry[i].name, name) == 0) {
            return dict->entry[i].value;
        }
        other = strcmp(dict->entry[i].name, "default") == 0 ? dict->entry[i].value : other;
    }
    return other;
}

double oql_job_pointsource_distance(const oql_job *job, const char *trt)
{
    return oql_job_dict_value(&job->pointsource_distance_km, trt, 100.0);
}

const oql_job_param *oql_job_find(const oql_job *job, const char *key)
{
    for (size_t i = 0; i < job->n_params; ++i) {
        if (strcmp(job->params[i].key, key) == 0) {
            return &job->params[i];
        }
    }
    return NULL;
}

const oql_job_input *oql_job_find_input(const oql_job *job, const char *kind, size_t n)
{
    for (size_t i = 0; i < job->n_inputs; ++i) {
        if (strcmp(job->inputs[i].kind, kind) == 0 && n-- == 0) {
            return &job->inputs[i];
        }
    }
    return NULL;
}

const char *oql_job_mode_name(oql_job_mode mode)
{
    static const char *const names[] = {"classical", "preclassical", "disaggregation"};
    return names[mode];
}
