/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/xmlnode.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *oql_xml_attr_value(const oql_xml_node *node, const char *name)
{
    for (size_t i = 0; i < node->n_attrs; ++i) {
        if (strcmp(node->attrs[i].name, name) == 0) {
            return node->attrs[i].value;
        }
    }
    return NULL;
}

static const oql_xml_node *first_named(const oql_xml_node *node, const char *name, size_t len)
{
    while (node != NULL && name != NULL &&
           (strlen(node->name) != len || memcmp(node->name, name, len) != 0)) {
        node = node->next;
    }
    return node;
}

const oql_xml_node *oql_xml_child(const oql_xml_node *node, const char *name)
{
    return first_named(node->first_child, name, name == NULL ? 0 : strlen(name));
}

const oql_xml_node *oql_xml_find(const oql_xml_node *node, const char *path)
{
    while (node != NULL && *path != '\0') {
        const size_t len = strcspn(path, "/");
        node = first_named(node->first_child, path, len);
        path += path[len] == '/' ? len + 1 : len;
    }
    return node;
}

const oql_xml_node *oql_xml_next(const oql_xml_node *node, const char *name)
{
    return first_named(node->next, name, name == NULL ? 0 : strlen(name));
}

size_t oql_xml_count(const oql_xml_node *node, const char *name)
{
    size_t n = 0;
    for (const oql_xml_node *c = oql_xml_child(node, name); c != NULL;
         c = oql_xml_next(c, name)) {
        ++n;
    }
    return n;
}

static oql_xml_node *clone_into(oql_arena *arena, const oql_xml_node *node,
                                const oql_xml_node *parent)
{
    oql_xml_node *copy = oql_arena_alloc(arena, 1, sizeof *copy);
    oql_xml_attr *attrs = oql_arena_alloc(arena, node->n_attrs, sizeof *attrs);
    if (copy == NULL || attrs == NULL) {
        return NULL;
    }
    copy->name = oql_arena_strdup(arena, node->name);
    copy->ns = oql_arena_strdup(arena, node->ns);
    copy->text = oql_arena_strdup(arena, node->text);
    copy->line = node->line;
    copy->n_attrs = node->n_attrs;
    copy->attrs = attrs;
    copy->parent = parent;
    for (size_t i = 0; i < node->n_attrs; ++i) {
        attrs[i].name = oql_arena_strdup(arena, node->attrs[i].name);
        attrs[i].value = oql_arena_strdup(arena, node->attrs[i].value);
        if (attrs[i].name == NULL || attrs[i].value == NULL) {
            return NULL;
        }
    }
    oql_xml_node *last = NULL;
    for (const oql_xml_node *c = node->first_child; c != NULL; c = c->next) {
        oql_xml_node *kid = clone_into(arena, c, copy);
        if (kid == NULL) {
            return NULL;
        }
        if (last == NULL) {
            copy->first_child = kid;
        } else {
            last->next = kid;
        }
        last = kid;
    }
    copy->last_child = last;
    return copy->name == NULL || copy->ns == NULL || copy->text == NULL ? NULL : copy;
}

oql_status oql_xml_clone(oql_arena *arena, const oql_xml_node *node, const oql_xml_node **out,
                         oql_err *err)
{
    const oql_xml_node *copy = clone_into(arena, node, NULL);
    if (copy == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a copy of <%s>", node->name);
    }
    *out = copy;
    return OQL_OK;
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* One finite decimal number at s; NULL when there is none or other characters follow it. */
static const char *scan_double(const char *s, double *out)
{
    const char *digits = *s == '+' || *s == '-' ? s + 1 : s;
    /* strtod would accept 0x1p3, inf and nan; none of them is meant in a model */
    const int decimal = (*digits >= '0' && *digits <= '9') || *digits == '.';
    if (!decimal || (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))) {
        return NULL;
    }
    char *end;
    const double x = strtod(s, &end);
    if (end == s || (*end != '\0' && !is_space(*end)) || !isfinite(x)) {
        return NULL;
    }
    *out = x;
    return end;
}

static const char *skip_space(const char *s)
{
    while (is_space(*s)) {
        ++s;
    }
    return s;
}

oql_status oql_xml_to_double(const char *path, int line, const char *what, const char *text,
                             double *out, oql_err *err)
{
    double x;
    const char *end = scan_double(skip_space(text), &x);
    if (end == NULL || *skip_space(end) != '\0') {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s is \"%.60s\", expected a finite number",
                        path, line, what, text);
    }
    *out = x;
    return OQL_OK;
}

oql_status oql_xml_attr_double(const char *path, const oql_xml_node *node, const char *name,
                               double *out, oql_err *err)
{
    const char *value = oql_xml_attr_value(node, name);
    if (value == NULL) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: <%s> has no attribute \"%s\", expected a number", path,
                        node->line, node->name, name);
    }
    return oql_xml_to_double(path, node->line, name, value, out, err);
}

oql_status oql_xml_text_double(const char *path, const oql_xml_node *node, double *out,
                               oql_err *err)
{
    return oql_xml_to_double(path, node->line, node->name, node->text, out, err);
}

oql_status oql_xml_to_doubles(const char *path, int line, const char *what, const char *text,
                              double **out, size_t *n, oql_err *err)
{
    oql_status st = OQL_OK;
    double *x = NULL;
    size_t cap = 0, count = 0;
    for (const char *s = skip_space(text); *s != '\0'; s = skip_space(s)) {
        OQL_TRY(oql_reserve(&x, &cap, count + 1, sizeof *x, err));
        const char *end = scan_double(s, &x[count]);
        if (end == NULL) {
            st = OQL_FAIL(err, OQL_EMODEL,
                          "%s:%d: value %zu of %s is \"%.*s\", expected a finite number", path,
                          line, count + 1, what, (int)strcspn(s, " \t\r\n") % 60, s);
            goto done;
        }
        ++count;
        s = end;
    }
    if (count == 0) {
        st =
            OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s is empty, expected numbers", path, line, what);
        goto done;
    }
    *out = x;
    *n = count;
    x = NULL;
done:
    free(x);
    return st;
}

oql_status oql_xml_text_doubles(const char *path, const oql_xml_node *node, double **out,
                                size_t *n, oql_err *err)
{
    return oql_xml_to_doubles(path, node->line, node->name, node->text, out, n, err);
}
