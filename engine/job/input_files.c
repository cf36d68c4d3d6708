/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "job/keys.h"

/* Keys that name files. "site_model_file = a.csv b.csv" gives two inputs of kind site_model,
 * "reqv_file = {'Volcanic': 'v.hdf5'}" one of kind reqv with the label Volcanic. */

static const char *const kinds[] = {
    "amplification", "exposure", "gsim_logic_tree", "reqv",
    "site_model",    "sites",    "source_model",    "source_model_logic_tree",
};

/* Kinds that OpenQuake knows and classical hazard does not read. */
static const char *const other_kinds[] = {
    "business_interruption_consequence",
    "business_interruption_fragility",
    "business_interruption_vulnerability",
    "contents_consequence",
    "contents_fragility",
    "contents_vulnerability",
    "consequence",
    "delta_rates",
    "fragility",
    "geometry",
    "gmfs",
    "groundshaking_fragility",
    "groundshaking_vulnerability",
    "hazard_curves",
    "ins_loss",
    "insurance",
    "landslide_fragility",
    "landslide_vulnerability",
    "liquefaction_fragility",
    "liquefaction_vulnerability",
    "mmi",
    "multi_peril",
    "nonstructural_consequence",
    "nonstructural_fragility",
    "nonstructural_vulnerability",
    "occupants_vulnerability",
    "post_loss_amplification",
    "reinsurance",
    "rupture_model",
    "shakemap",
    "station_data",
    "structural_consequence",
    "structural_fragility",
    "structural_vulnerability",
    "structural_vulnerability_retrofitted",
    "taxonomy_mapping",
};

/* Kinds whose value is a list of files. */
static const char *const list_kinds[] = {"site_model", "source_model", "exposure"};

typedef struct {
    oql_job_build *b;
    oql_job_input *list;
    size_t n, cap;
} collect;

static bool is_among(const char *word, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool ends_with(const char *s, const char *end)
{
    const size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

bool oql_job_names_file(const oql_job_param *p)
{
    return ends_with(p->key, "_file") || ends_with(p->key, "_csv") ||
           ends_with(p->key, "_hdf5") ||
           (ends_with(p->value, ".hdf5") && p->value[0] != '{' &&
            strcmp(p->key, "description") != 0);
}

static oql_status no_memory(const oql_job_build *b)
{
    return OQL_FAIL(b->err, OQL_ENOMEM, "%s: out of memory", b->job->path);
}

const char *oql_job_join_path(oql_arena *arena, const char *dir, const char *name)
{
    const size_t n = strlen(dir) + strlen(name) + 2;
    char *raw = malloc(n), *out = oql_arena_alloc(arena, n, 1);
    size_t len = 0;

    if (raw == NULL || out == NULL) {
        free(raw);
        return NULL;
    }
    (void)snprintf(raw, n, "%s/%s", name[0] == '/' ? "" : dir, name);
    for (const char *at = raw; *at != '\0';) {
        at += strspn(at, "/");
        const size_t part = strcspn(at, "/");
        if (part == 2 && at[0] == '.' && at[1] == '.') {
            while (len > 0 && out[--len] != '/') {
            }
        } else if (part > 0 && !(part == 1 && at[0] == '.')) {
            out[len++] = '/';
            memcpy(out + len, at, part);
            len += part;
        }
        at += part;
    }
    if (len == 0) {
        out[len++] = '/';
    }
    out[len] = '\0';
    free(raw);
    return out;
}

/* Add one file; that it is missing is a problem, but not here that its content is wrong. */
static oql_status add_file(collect *c, const oql_job_param *p, const char *kind,
                           const char *label, const char *name)
{
    oql_job_build *b = c->b;
    oql_err why = {0};

    const char *path = oql_job_join_path(b->job->arena, b->job->base_dir, name);
    if (path == NULL) {
        return no_memory(b);
    }
    if (strncmp(name, "${mosaic}", 9) == 0) {
        oql_job_bad(b, p, "${mosaic} is a folder of OpenQuake's makers, expected a path");
        return OQL_OK;
    }
    if (ends_with(name, ".zip")) {
        oql_job_bad(b, p, "'%.100s' is an archive, expected an unpacked file", name);
        return OQL_OK;
    }
    if (oql_file_check(path, &why) != OQL_OK) {
        oql_job_bad(b, p, "%s", why.text);
        return OQL_OK;
    }
    for (size_t i = 0; i < c->n; ++i) {
        if (strcmp(c->list[i].kind, kind) == 0 && strcmp(c->list[i].path, path) == 0 &&
            strcmp(c->list[i].label, label) == 0) {
            oql_job_bad(b, p, "'%.100s' is named twice, expected once", name);
            return OQL_OK;
        }
    }
    const oql_status st = oql_reserve(&c->list, &c->cap, c->n + 1, sizeof *c->list, b->err);
    if (st == OQL_OK) {
        c->list[c->n++] = (oql_job_input){kind, label, path, p->file, p->line};
    }
    return st;
}

static oql_status add_dict(collect *c, const oql_job_param *p, const char *kind)
{
    const oql_literal *v = NULL;
    oql_status st = oql_convert_literal(c->b, p, &v);

    for (size_t i = 0; st == OQL_OK && v != NULL && i < v->n; ++i) {
        if (v->keys[i].kind != OQL_LIT_TEXT || v->items[i].kind != OQL_LIT_TEXT) {
            oql_job_bad(c->b, p, "item %zu, expected 'name': 'file'", i + 1);
        } else {
            st = add_file(c, p, kind, v->keys[i].text, v->items[i].text);
        }
    }
    return st;
}

static oql_status add_list(collect *c, const oql_job_param *p, const char *kind)
{
    oql_job_words files = {0, NULL};
    oql_status st = OQL_OK;
    char *copy = oql_arena_strdup(c->b->job->arena, p->value);

    if (copy == NULL) {
        return no_memory(c->b);
    }
    for (char *at = copy; st == OQL_OK;
         ++files.n) { /* cut at blanks: a comma belongs to a name */
        at += strspn(at, " \t\r\n");
        if (*at == '\0') {
            break;
        }
        char *end = at + strcspn(at, " \t\r\n");
        const bool last = *end == '\0';
        *end = '\0';
        st = add_file(c, p, kind, "", at);
        at = last ? end : end + 1;
    }
    if (st == OQL_OK && files.n == 0) {
        oql_job_bad(c->b, p, "empty, expected the name of a file");
    }
    return st;
}

/* The kind a key stands for: its name without the suffix; NULL when it has none. */
static oql_status kind_of(const oql_job_build *b, const oql_job_param *p, const char **kind)
{
    const char *end = strrchr(p->key, '_');

    if (end == NULL || !(ends_with(p->key, "_file") || ends_with(p->key, "_csv") ||
                         ends_with(p->key, "_hdf5"))) {
        *kind = NULL;
        return OQL_OK;
    }
    *kind = oql_arena_strndup(b->job->arena, p->key, (size_t)(end - p->key));
    return *kind == NULL ? no_memory(b) : OQL_OK;
}

static oql_status add_key(collect *c, const oql_job_param *p)
{
    oql_job_build *b = c->b;
    const char *kind;
    const oql_status st = kind_of(b, p, &kind);

    if (st != OQL_OK) {
        return st;
    }
    if (kind == NULL) { /* a [reqv] section: region = lookup.hdf5 */
        oql_problem_warning(b->problems, p->file, p->line,
                            "'%s = %s' is ignored: the region of this old form comes in lower "
                            "case and matches none; write reqv_hdf5 = {'Region': 'file.hdf5'}",
                            p->key, p->value);
        return OQL_OK;
    }
    if (is_among(kind, OQL_COUNT(other_kinds), other_kinds)) {
        oql_problem_warning(b->problems, p->file, p->line,
                            "%s is not used in a hazard calculation", p->key);
        return OQL_OK;
    }
    if (!is_among(kind, OQL_COUNT(kinds), kinds)) {
        const char *near = oql_job_nearest_key(p->key);
        oql_job_bad(b, p, "unknown key%s%s%s", near == NULL ? "" : ", did you mean ",
                    near == NULL ? "" : near, near == NULL ? "" : "?");
        return OQL_OK;
    }
    if (is_among(kind, OQL_COUNT(list_kinds), list_kinds)) {
        return add_list(c, p, kind);
    }
    if (p->value[0] == '{') {
        return add_dict(c, p, kind);
    }
    if (p->value[0] == '\0') {
        return OQL_OK; /* as if the key were absent */
    }
    return add_file(c, p, kind, strcmp(kind, "reqv") == 0 ? "default" : "", p->value);
}

/* sites_csv is a site model whose own columns give way to the reference_… keys. */
static void rename_sites(oql_job_build *b, collect *c)
{
    for (size_t i = 0; i < c->n; ++i) {
        if (strcmp(c->list[i].kind, "sites") == 0) {
            for (size_t k = 0; k < c->n; ++k) {
                if (strcmp(c->list[k].kind, "site_model") == 0) {
                    oql_problem_error(
                        b->problems, c->list[i].file, c->list[i].line,
                        "sites_csv and site_model_file (line %d), expected one of "
                        "them",
                        c->list[k].line);
                    return;
                }
            }
            c->list[i].kind = "site_model";
            b->job->prefer_global_site_params = true;
            return;
        }
    }
}

oql_status oql_job_resolve_inputs(oql_job_build *b)
{
    oql_status st = OQL_OK;
    oql_job *job = b->job;
    collect c = {b, NULL, 0, 0};

    OQL_TRY(oql_reserve(&c.list, &c.cap, 1, sizeof *c.list, b->err));
    c.list[c.n++] = (oql_job_input){"job_ini", "", job->path, job->path, 0};
    for (size_t i = 0; i < job->n_params; ++i) {
        if (oql_job_names_file(&job->params[i])) {
            OQL_TRY(add_key(&c, &job->params[i]));
        }
    }
    rename_sites(b, &c);
    oql_job_input *kept = oql_arena_alloc(job->arena, c.n, sizeof *kept);
    const char **models = oql_arena_alloc(job->arena, c.n, sizeof *models);
    if (kept == NULL || models == NULL) {
        st = no_memory(b);
        goto done;
    }
    memcpy(kept, c.list, c.n * sizeof *kept);
    size_t n_models = 0;
    for (size_t i = 0; i < c.n; ++i) {
        if (strcmp(kept[i].kind, "source_model") == 0) {
            models[n_models++] = kept[i].path;
        } else if (strcmp(kept[i].kind, "source_model_logic_tree") == 0) {
            job->source_model_logic_tree_file = kept[i].path;
        } else if (strcmp(kept[i].kind, "gsim_logic_tree") == 0) {
            job->gsim_logic_tree_file = kept[i].path;
        }
    }
    job->source_model_files = (oql_job_words){n_models, models};
    job->inputs = kept;
    job->n_inputs = c.n;
    const char *dir = oql_job_join_path(job->arena, job->base_dir, job->export_dir);
    if (dir == NULL) {
        st = no_memory(b);
        goto done;
    }
    job->export_dir = dir;
done:
    free(c.list);
    return st;
}
