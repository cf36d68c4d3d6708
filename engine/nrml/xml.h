/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_NRML_XML_H
#define OQL_NRML_XML_H

#include <stddef.h>

#include "base/xmlnode.h"

/** Streaming XML reader shared by all NRML readers: a thin layer over expat.
 *
 *  At each start tag the handler chooses what happens to the element:
 *
 *      OQL_XML_DESCEND  enter it: its children get start calls of their own, `end` is called
 *      OQL_XML_COLLECT  build the whole subtree in memory, then `node` is called once with it
 *      OQL_XML_SKIP     ignore it and everything below
 *
 *  So a source reader descends into nrml, sourceModel and sourceGroup and collects one source
 *  at a time; memory is that of the largest source, whatever the size of the file.
 *
 *  Refused, each with path:line: text that is not well-formed, truncated files, entity
 *  declarations (XML bombs, external entities), nesting deeper than max_depth, subtrees larger
 *  than max_node_bytes. Documents may be UTF-8, UTF-16, ISO-8859-1, windows-1252 or US-ASCII.
 *  Threads   reentrant; a reader is used by one thread
 */
typedef enum { OQL_XML_DESCEND, OQL_XML_COLLECT, OQL_XML_SKIP } oql_xml_action;

typedef struct {
    /** Start tag. elem has name, ns, line, attributes, and `parent` = the chain of elements
     *  that were descended into; text and children are empty yet. Borrowed until the element
     *  ends. Required. */
    oql_status (*start)(void *user, const oql_xml_node *elem, oql_xml_action *action,
                        oql_err *err);
    /** A collected subtree; borrowed until the call returns (copy with oql_xml_clone). */
    oql_status (*node)(void *user, const oql_xml_node *node, oql_err *err);
    /** End tag of a descended element; its text is not kept. May be NULL. */
    oql_status (*end)(void *user, const oql_xml_node *elem, oql_err *err);
} oql_xml_handler;

/** Limits; a zero means the default. */
typedef struct {
    size_t max_depth;      /**< open elements, default 64 */
    size_t max_node_bytes; /**< memory of one collected subtree, default 4 GiB */
} oql_xml_limits;

/** Read a file. A failing callback stops the reading and its status is returned.
 *  Errors: OQL_EIO cannot open or read; OQL_EMODEL not acceptable XML; OQL_ENOMEM; what a
 *  callback returned. */
oql_status oql_xml_read_file(const char *path, const oql_xml_handler *handler, void *user,
                             const oql_xml_limits *limits, oql_err *err) OQL_MUST_CHECK;

/** The same from memory; `label` takes the place of the path in messages. */
oql_status oql_xml_read_memory(const char *label, const void *data, size_t n_bytes,
                               const oql_xml_handler *handler, void *user,
                               const oql_xml_limits *limits, oql_err *err) OQL_MUST_CHECK;

/** Read a whole small document into a tree that lives in the arena. */
oql_status oql_xml_load_file(const char *path, oql_arena *arena, const oql_xml_node **root,
                             oql_err *err) OQL_MUST_CHECK;
oql_status oql_xml_load_memory(const char *label, const void *data, size_t n_bytes,
                               oql_arena *arena, const oql_xml_node **root,
                               oql_err *err) OQL_MUST_CHECK;

/** NRML version that a root element <nrml> declares in its namespace: 4 for …/nrml/0.4, 5 for
 *  …/nrml/0.5, 0 when it is something else. */
int oql_nrml_version(const oql_xml_node *root);

#endif
