/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/args.h"

#include <stdio.h>
#include <string.h>

/* "a, b, c" of n words, cut when the buffer is full. */
static const char *join_words(size_t n, const char *const *word, size_t size, char *text)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n && used + 1 < size; ++i) {
        const int k =
            snprintf(text + used, size - used, "%s\"%s\"", i == 0 ? "" : ", ", word[i]);
        used += k < 0 ? 0 : (size_t)k;
    }
    return text;
}

static const char *spec_path(const oql_gmm_spec *spec)
{
    return spec->path == NULL ? "" : spec->path;
}

static oql_status refuse(const oql_gmm_spec *spec, const char *key, const char *expected,
                         oql_err *err)
{
    return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: argument %s: expected %s", spec_path(spec),
                    spec->line, spec->name, key, expected);
}

oql_status oql_gmm_args_check(const oql_gmm_spec *spec, size_t n, const char *const *known,
                              oql_err *err)
{
    for (size_t i = 0; i < spec->n_args; ++i) {
        bool is_known = false;
        for (size_t k = 0; k < n; ++k) {
            is_known = is_known || strcmp(spec->args[i].key, known[k]) == 0;
        }
        if (!is_known) {
            char text[320];
            return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: unknown argument \"%s\", expected %s",
                            spec_path(spec), spec->line, spec->name, spec->args[i].key,
                            n == 0 ? "none" : join_words(n, known, sizeof text, text));
        }
    }
    return OQL_OK;
}

oql_status oql_gmm_arg_number(const oql_gmm_spec *spec, const char *key, double *out,
                              oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_spec_get(spec, key);
    if (v == NULL || oql_gmm_value_number(v, out)) {
        return OQL_OK;
    }
    return refuse(spec, key, "a number", err);
}

oql_status oql_gmm_arg_bool(const oql_gmm_spec *spec, const char *key, bool *out, oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_spec_get(spec, key);
    if (v == NULL) {
        return OQL_OK;
    }
    if (v->type == OQL_ARG_BOOL) {
        *out = v->as.boolean;
        return OQL_OK;
    }
    /* Attributes of XML keep "true" as text, and any text but the empty one counts as true. */
    if (v->type == OQL_ARG_STRING) {
        *out = v->as.string[0] != '\0';
        return OQL_OK;
    }
    if (v->type == OQL_ARG_INT) {
        *out = v->as.integer != 0;
        return OQL_OK;
    }
    return refuse(spec, key, "true or false", err);
}

oql_status oql_gmm_arg_text(const oql_gmm_spec *spec, const char *key, const char **out,
                            oql_err *err)
{
    const oql_gmm_value *v = oql_gmm_spec_get(spec, key);
    if (v == NULL) {
        return OQL_OK;
    }
    if (v->type != OQL_ARG_STRING) {
        return refuse(spec, key, "a text", err);
    }
    *out = v->as.string;
    return OQL_OK;
}

oql_status oql_gmm_arg_choice(const oql_gmm_spec *spec, const char *key, size_t n,
                              const char *const *choice, size_t *out, oql_err *err)
{
    const char *text = NULL;
    const oql_status st = oql_gmm_arg_text(spec, key, &text, err);
    if (st != OQL_OK || text == NULL) {
        return st;
    }
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(text, choice[i]) == 0) {
            *out = i;
            return OQL_OK;
        }
    }
    char words[256];
    return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: argument %s: found \"%s\", expected one of %s",
                    spec_path(spec), spec->line, spec->name, key, text,
                    join_words(n, choice, sizeof words, words));
}
