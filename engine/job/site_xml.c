/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/site_xml.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "job/site_model.h"

typedef struct {
    const char *path;
    oql_arena *arena;
    oql_err *err;
} reading;

static oql_status no_memory(const reading *r)
{
    return OQL_FAIL(r->err, OQL_ENOMEM, "%s: out of memory for a site model", r->path);
}

/* Name of the column an attribute fills. */
static const char *column_name(const char *attribute)
{
    return strcmp(attribute, "vs30Type") == 0 ? "vs30measured" : attribute;
}

static oql_status check_attributes(const reading *r, const oql_xml_node *site,
                                   const oql_xml_node *first)
{
    for (size_t k = 0; k < site->n_attrs; ++k) {
        const char *name = site->attrs[k].name;
        if (!oql_site_param_is_known(column_name(name))) {
            return OQL_FAIL(r->err, OQL_EMODEL,
                            "%s:%d: '%.60s' is no site parameter, expected one such as vs30",
                            r->path, site->line, name);
        }
        if (oql_xml_attr_value(first, name) == NULL) {
            return OQL_FAIL(
                r->err, OQL_EMODEL,
                "%s:%d: %.60s, which the site of line %d has not, expected the same "
                "parameters for all sites",
                r->path, site->line, name, first->line);
        }
    }
    for (size_t k = 0; k < first->n_attrs; ++k) {
        if (oql_xml_attr_value(site, first->attrs[k].name) == NULL) {
            return OQL_FAIL(r->err, OQL_EMODEL, "%s:%d: no %s, expected it as in line %d",
                            r->path, site->line, first->attrs[k].name, first->line);
        }
    }
    return OQL_OK;
}

static bool parse_value(const char *attribute, const char *text, double *x)
{
    if (strcmp(attribute, "vs30Type") == 0) {
        /* OpenQuake takes any other word as inferred, and published models write "measures" */
        *x = strcmp(text, "measured") == 0;
        return true;
    }
    if (oql_site_kind_of(attribute) == OQL_SITE_FLAG) {
        return oql_site_parse_flag(text, x);
    }
    return oql_parse_double(text, x) && isfinite(*x);
}

static oql_status read_column(const reading *r, const oql_xml_node *first, size_t n,
                              const char *attribute, oql_site_column *out)
{
    const bool text = oql_site_kind_of(column_name(attribute)) == OQL_SITE_TEXT;
    double *x = text ? NULL : oql_arena_alloc(r->arena, n, sizeof *x);
    const char **s = text ? oql_arena_alloc(r->arena, n, sizeof *s) : NULL;
    const oql_xml_node *site = first;

    if (x == NULL && s == NULL) {
        return no_memory(r);
    }
    for (size_t i = 0; i < n; ++i, site = oql_xml_next(site, "site")) {
        const char *value = oql_xml_attr_value(site, attribute);
        if (text) {
            s[i] = value;
        } else if (!parse_value(attribute, value, &x[i])) {
            return OQL_FAIL(r->err, OQL_EMODEL, "%s:%d: %s=\"%.60s\", expected a number",
                            r->path, site->line, attribute, value);
        }
    }
    *out = (oql_site_column){column_name(attribute), x, s};
    return OQL_OK;
}

oql_status oql_site_table_from_xml(const oql_xml_node *root, const char *path, oql_arena *arena,
                                   oql_site_table *out, oql_err *err)
{
    oql_status st = OQL_OK;
    const reading r = {path, arena, err};
    const oql_xml_node *model = oql_xml_child(root, "siteModel");
    const oql_xml_node *first = model == NULL ? NULL : oql_xml_child(model, "site");

    const oql_xml_node *found =
        model != NULL || root->first_child == NULL ? root : root->first_child;
    if (first == NULL) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: <%s>, expected <siteModel> with <site> in it",
                      path, found->line, found->name);
        goto done;
    }
    const size_t n = oql_xml_count(model, "site"), cols = first->n_attrs;
    int *lines = oql_arena_alloc(arena, n, sizeof *lines);
    oql_site_column *c = oql_arena_alloc(arena, cols + 1, sizeof *c);
    double *zero = oql_arena_alloc(arena, n, sizeof *zero);
    if (lines == NULL || c == NULL || zero == NULL) {
        st = no_memory(&r);
        goto done;
    }
    const oql_xml_node *site = first;
    for (size_t i = 0; i < n; ++i, site = oql_xml_next(site, "site")) {
        OQL_TRY(check_attributes(&r, site, first));
        lines[i] = site->line;
    }
    for (size_t k = 0; k < cols; ++k) {
        OQL_TRY(read_column(&r, first, n, first->attrs[k].name, &c[k]));
    }
    /* OpenQuake takes a velocity of an XML model for inferred when nothing is said, whatever
     * the job says of its own reference value */
    const bool said = oql_xml_attr_value(first, "vs30Type") != NULL ||
                      oql_xml_attr_value(first, "vs30measured") != NULL;
    c[cols] = (oql_site_column){"vs30measured", zero, NULL};
    *out = (oql_site_table){path, n, cols + !said, c, lines};
done:
    return st;
}
