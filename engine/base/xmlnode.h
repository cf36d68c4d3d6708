/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_XMLNODE_H
#define OQL_BASE_XMLNODE_H

#include <stddef.h>

#include "base/memory.h"
#include "base/status.h"

/** A parsed piece of XML: plain data, no parser needed to look at it.
 *
 *  Readers get it from nrml/xml.h; rooms that may not use the XML reader (source, logictree)
 *  receive values as such trees. Namespace prefixes are stripped: <gml:posList> is "posList".
 *  Threads   read-only data, share freely
 */
typedef struct oql_xml_attr {
    const char *name;  /**< without prefix */
    const char *value; /**< UTF-8, entities resolved */
} oql_xml_attr;

typedef struct oql_xml_node oql_xml_node;
struct oql_xml_node {
    const char *name; /**< element name without prefix */
    const char *ns;   /**< namespace URI, "" when there is none */
    const char
        *text; /**< the element's own characters, white space stripped at both ends, never
                           NULL; of an element with children the pieces are joined */
    int line;  /**< line of the start tag, from 1 */
    size_t n_attrs;
    const oql_xml_attr *attrs;  /**< (n_attrs) in file order */
    const oql_xml_node *parent; /**< NULL at the root */
    const oql_xml_node *first_child, *last_child, *next;
};

/** Value of an attribute, or NULL when the element has none of that name. */
const char *oql_xml_attr_value(const oql_xml_node *node, const char *name);

/** First child with that name (NULL name: any), or NULL. */
const oql_xml_node *oql_xml_child(const oql_xml_node *node, const char *name);

/** First descendant along a path of names such as "simpleFaultGeometry/LineString/posList",
 *  taking the first child of each name; NULL when a step is missing. */
const oql_xml_node *oql_xml_find(const oql_xml_node *node, const char *path);

/** Next sibling with that name (NULL name: any), or NULL. */
const oql_xml_node *oql_xml_next(const oql_xml_node *node, const char *name);

size_t oql_xml_count(const oql_xml_node *node, const char *name);

/** Deep copy whose every string lives in the arena; parent of the copy is NULL. *out is
 *  unchanged on failure (OQL_ENOMEM). Recursion is as deep as the tree, which the reader limits. */
oql_status oql_xml_clone(oql_arena *arena, const oql_xml_node *node, const oql_xml_node **out,
                         oql_err *err) OQL_MUST_CHECK;

/** Number parsers. `path` and `line` go into the error text only: "path:line: <what> is "abc",
 *  expected a finite number" (OQL_EMODEL). Surrounding white space is fine; hexadecimal, inf
 *  and nan are not. */
oql_status oql_xml_to_double(const char *path, int line, const char *what, const char *text,
                             double *out, oql_err *err) OQL_MUST_CHECK;

/** Attribute as a number; a missing attribute is an error. */
oql_status oql_xml_attr_double(const char *path, const oql_xml_node *node, const char *name,
                               double *out, oql_err *err) OQL_MUST_CHECK;

/** Text of the element as one number. */
oql_status oql_xml_text_double(const char *path, const oql_xml_node *node, double *out,
                               oql_err *err) OQL_MUST_CHECK;

/** Text as numbers separated by white space: *out is (*n), owned by the caller, free(); at
 *  least one number is required. Unchanged on failure. */
oql_status oql_xml_text_doubles(const char *path, const oql_xml_node *node, double **out,
                                size_t *n, oql_err *err) OQL_MUST_CHECK;

/** The same of any text, such as an attribute. */
oql_status oql_xml_to_doubles(const char *path, int line, const char *what, const char *text,
                              double **out, size_t *n, oql_err *err) OQL_MUST_CHECK;

#endif
