/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_LAYOUT_H
#define OQL_DATASTORE_LAYOUT_H

#include <stdio.h>

#include "datastore/store.h"

/** The layout of a calculation's file, from layout.def.
 *
 *  Threads   reentrant but for what takes a store
 */

/** Version written to new files; files of every version up to this one are read. */
#define OQL_LAYOUT_VERSION 2

typedef struct {
    const char *key; /**< path, <…> stands for any one component */
    oql_type type;
    const char *dims; /**< one letter a dimension, see oql_layout_scale */
    char presence;    /**< 'A' always, 'O' optional, 'L' live files only */
    const char *unit; /**< "" = none */
    const char *text;
} oql_layout_row;

/** Entry that a key falls under, or NULL. An entry written out wins over one with <…>. */
const oql_layout_row *oql_layout_find(const char *key);

/** Key of the dimension scale of a letter, "" when it has none, NULL for an unknown letter. */
const char *oql_layout_scale(char letter);

/** Write a result that layout.def declares (key "hcurves_stats", "weights", …): type, scales,
 *  unit and description come from there, and dims are checked against the scales in the file. A
 *  key that is itself a scale is made one; write scales first.
 *  @param[in] dims (rank of the entry)
 *  @param[in] data C order; for an entry of type OQL_TEXT an array of const char *; NULL: to
 *                 be written in blocks of whole items in ascending order, NaN until then
 *  Errors    OQL_EARG when the entry is unknown or a scale is missing or of another length */
oql_status oql_layout_set(oql_store *s, const char *key, const size_t *dims, const void *data,
                          oql_err *err) OQL_MUST_CHECK;

/** Check a file against the layout: version, every 'A' entry present, type, rank, dims and
 *  scales of every known one, unit and description present. The first fault is reported,
 *  OQL_EMODEL. */
oql_status oql_layout_check(oql_store *s, oql_err *err) OQL_MUST_CHECK;

/** "float64", "text", …; static storage. */
const char *oql_type_name(oql_type type);

/** The table as the text of LAYOUT.md. */
void oql_layout_markdown(FILE *out);

#endif
