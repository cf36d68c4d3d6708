/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_NRML_SOURCE_READER_H
#define OQL_NRML_SOURCE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/problems.h"
#include "base/xmlnode.h"
#include "source/source.h"

/** Private to this room: the state of the source-model reader, shared by the files that parse
 *  one element each. Equal distributions, relations and names are stored once in `pool`. */

/** A set of byte strings in an arena, found by content. */
typedef struct {
    struct oql_pool_entry *entry;
    size_t n, cap;
    uint32_t *slot;
    size_t n_slot;
} oql_pool;

/** The stored copy of n bytes (tag keeps different types apart); NULL when memory is out. The
 *  copy is aligned for any type. */
const void *oql_pool_intern(oql_pool *pool, oql_arena *arena, int tag, const void *data,
                            size_t n);
/** The same, saying whether the bytes were there already. */
const void *oql_pool_add(oql_pool *pool, oql_arena *arena, int tag, const void *data, size_t n,
                         bool *is_new);
const char *oql_pool_string(oql_pool *pool, oql_arena *arena, const char *s);
void oql_pool_clear(oql_pool *pool);

typedef struct {
    const char *path;
    const oql_source_settings *settings;
    oql_problems *problems;
    oql_arena *arena; /* of the model */
    oql_pool pool, ids;
    oql_status fatal; /* out of memory: reading stops */
    bool bad;         /* the current source has a mistake */
} oql_source_reader;

/** True when st is OQL_OK; else the failure becomes a problem (a full memory stops the
 *  reader), the current source is bad, and *why is emptied for the next call. */
bool oql_source_reader_good(oql_source_reader *r, oql_status st, oql_err *why);

/** The same for a failure whose text has no place: "path:line: text". */
bool oql_source_reader_good_at(oql_source_reader *r, const oql_xml_node *node, oql_status st,
                               oql_err *why);

/** Report a mistake of the current source at a node. */
void oql_source_reader_mistake(oql_source_reader *r, const oql_xml_node *node, const char *fmt,
                               ...) OQL_PRINTF(3, 4);

/** Distribution of magnitudes among the children of a source; NULL after a mistake. */
const oql_mfd *oql_source_read_mfd(oql_source_reader *r, const oql_xml_node *source);

const oql_nodal_planes *oql_source_read_planes(oql_source_reader *r,
                                               const oql_xml_node *source);
const oql_hypo_depths *oql_source_read_depths(oql_source_reader *r, const oql_xml_node *source);

/** Fill src from its element; false when the source has a mistake (reported). id, trt and
 *  group are the caller's. */
bool oql_source_read_element(oql_source_reader *r, const oql_xml_node *node, oql_source *src);

/** Ruptures of a non-parametric source: from its children, or when it has none from the HDF5
 *  file beside the model. */
void oql_source_read_given(oql_source_reader *r, const oql_xml_node *node, oql_source *s);

/** Name of the HDF5 file beside the model, in the arena; NULL when memory is out. */
const char *oql_source_reader_hdf5(oql_source_reader *r);

void oql_source_read_multi_fault(oql_source_reader *r, const oql_xml_node *node, oql_source *s);

/** A <section> of a <geometryModel>; false after a mistake. */
bool oql_source_read_section(oql_source_reader *r, const oql_xml_node *node, oql_section *out);

/** Temporal occurrence model of a source or a group. */
void oql_source_read_tom(oql_source_reader *r, const oql_xml_node *node, oql_tom *tom);

#endif
