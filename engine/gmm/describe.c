/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/describe.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "gmm/gmm.h"
#include "gmm/registry.h"

void oql_gmm_print_list(const char *filter, FILE *out)
{
    for (size_t i = 0; i < oql_gmm_count(); ++i) {
        const char *name, *alias_of, *args;
        const oql_gmm_info *info = oql_gmm_at(i, &name, &alias_of, &args);
        if (filter == NULL || strstr(name, filter) != NULL ||
            strstr(info->trt, filter) != NULL || strstr(info->measures, filter) != NULL) {
            (void)fprintf(out, "%-48s %-28s %s%s%s\n", name,
                          info->trt[0] == '\0' ? "any region" : info->trt, info->measures,
                          alias_of == NULL ? "" : "  = ", alias_of == NULL ? "" : alias_of);
        }
    }
}

/* ---- one model ---- */

/* A wrapper that nobody has told yet what to wrap declares what it can. */
static const char of_another[] = "as the model it is built on";

static void print_key(FILE *out, const char *key)
{
    (void)fprintf(out, "%-14s ", key);
}

static void print_text(FILE *out, const char *key, const char *text)
{
    print_key(out, key);
    (void)fprintf(out, "%s\n", text);
}

static void print_range(FILE *out, const char *key, oql_range r, const char *unit,
                        const char *absent)
{
    if (r.lo == 0.0 && r.hi == 0.0) {
        print_text(out, key, absent);
        return;
    }
    print_key(out, key);
    const char *sep = unit[0] == '\0' ? "" : " ";
    if (isinf(r.hi)) {
        (void)fprintf(out, "from %g%s%s\n", r.lo, sep, unit);
    } else {
        (void)fprintf(out, "%g to %g%s%s\n", r.lo, r.hi, sep, unit);
    }
}

/* Lines of TOML on one line. */
static void print_args(FILE *out, const char *args)
{
    print_key(out, "arguments");
    for (const char *p = args; *p != '\0'; ++p) {
        if (*p != '\n') {
            (void)fputc(*p, out);
        } else if (p[1] != '\0') {
            (void)fputs("; ", out);
        }
    }
    (void)fputc('\n', out);
}

static void print_needs(FILE *out, uint64_t needs, const char *more)
{
    const char *sep = "";
    print_key(out, "needs");
    for (int p = 0; p < OQL_CTX_N; ++p) {
        if ((needs & OQL_BIT(p)) != 0) {
            (void)fprintf(out, "%s%s [%s]", sep, oql_ctx_param_name((oql_ctx_param)p),
                          oql_ctx_param_unit((oql_ctx_param)p));
            sep = " ";
        }
    }
    (void)fprintf(out, "%s\n", more);
}

/* Classes of the models that g was built from, each once; parts of its own class go without saying. */
static void print_children(FILE *out, const oql_gmm *g)
{
    const size_t n = g == NULL ? 0 : oql_gmm_n_children(g);
    const char *sep = "";
    if (n == 0) {
        return;
    }
    print_key(out, "built on");
    for (size_t i = 0; i < n; ++i) {
        const oql_gmm_info *info = oql_gmm_get_info(oql_gmm_child(g, i));
        size_t first = 0;
        while (oql_gmm_get_info(oql_gmm_child(g, first)) != info) {
            ++first;
        }
        if (first == i && info != oql_gmm_get_info(g)) {
            (void)fprintf(out, "%s%s", sep, info->name);
            sep = ", ";
        }
    }
    (void)fputc('\n', out);
}

/* The measures of a class, or those of the first model below that declares any. */
static const char *measures_of(const oql_gmm *g)
{
    const char *text = oql_gmm_get_info(g)->measures;
    for (size_t i = 0; text[0] == '\0' && i < oql_gmm_n_children(g); ++i) {
        text = measures_of(oql_gmm_child(g, i));
    }
    return text;
}

/* g is NULL when the model needs arguments that were not given. */
static void print_facts(FILE *out, const oql_gmm_info *info, const oql_gmm *g)
{
    const bool is_wrapper = info->measures[0] == '\0';
    const bool is_built = is_wrapper || (g != NULL && oql_gmm_n_children(g) > 0);
    const char *absent = is_built ? of_another : "not stated";
    const char *measures = g == NULL ? info->measures : measures_of(g);
    const char *component = g == NULL ? info->component : oql_gmm_component(g);
    print_text(out, "reference", info->reference);
    print_text(out, "doi",
               info->doi[0] != '\0' ? info->doi
               : is_wrapper         ? "none, not a publication"
                                    : "not known");
    print_children(out, g);
    print_text(out, "region", info->trt[0] == '\0' ? "any" : info->trt);
    print_text(out, "measures", measures[0] == '\0' ? of_another : measures);
    print_text(out, "component", component[0] == '\0' ? of_another : component);
    print_range(out, "magnitude", info->mag, "", absent);
    print_range(out, "distance", info->dist_km, "km", absent);
    print_range(out, "depth", info->depth_km, "km", absent);
    if (strstr(measures, "SA") != NULL || is_wrapper) {
        print_range(out, "period", info->period_s, "s", absent);
    }
    print_needs(out, g == NULL ? info->needs : oql_gmm_needs(g),
                g == NULL ? ", and what its arguments ask for" : "");
}

oql_status oql_gmm_print_info(const char *model, FILE *out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;
    oql_gmm *g = NULL;
    const oql_gmm_spec *spec = NULL;
    oql_err why = {0};

    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gmm_spec_parse(arena, model, 0, NULL, NULL, "model", 1, &spec, err));
    const oql_gmm_entry *e = oql_gmm_entry_find(spec->name);
    if (e == NULL) {
        st = oql_gmm_refuse_name("model", 1, spec->name, err);
        goto done;
    }
    /* A bare name is described even when the model cannot be made from it. */
    if (oql_gmm_create(spec, 0, NULL, &g, &why) != OQL_OK && spec->n_args > 0) {
        st = OQL_FAIL(err, why.code, "%s", why.text);
        goto done;
    }
    print_text(out, "name", e->name);
    if (e->alias != NULL) {
        print_text(out, "alias of", e->alias->class);
        print_args(out, e->alias->args);
    }
    print_facts(out, &e->class->info, g);
    if (g == NULL) {
        print_text(out, "incomplete", why.text);
    }
done:
    oql_gmm_destroy(g);
    oql_arena_destroy(arena);
    return st;
}
