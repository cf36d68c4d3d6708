/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_GMMSPEC_H
#define OQL_BASE_GMMSPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/status.h"

/** A ground-motion model as a logic tree names it: a name and arguments.
 *
 *  Written in the input in one of three forms:
 *
 *      BooreAtkinson2008                               a bare name
 *      [ChiouYoungs2014]                               TOML: a table named after the model, its
 *      estimate_ztor = true                            keys are the arguments
 *      <uncertaintyModel gmpe_table="a.hdf5">GMPETable</uncertaintyModel>
 *                                                      arguments as XML attributes
 *
 *  The TOML subset: [table] and [table.sub] headers, bare, quoted and dotted keys, basic and
 *  literal strings, integers, floats (inf and nan too), booleans, arrays over several lines,
 *  inline tables, comments. As lenient as the reader OpenQuake uses: an inline table may be
 *  extended later by dotted keys. Not read: dates, multi-line strings, arrays of tables.
 *
 *  A spec and everything it points to lives in the arena it was parsed into.
 *  Threads   read-only data once parsed, share freely
 */
typedef enum {
    OQL_ARG_STRING,
    OQL_ARG_FLOAT,
    OQL_ARG_INT,
    OQL_ARG_BOOL,
    OQL_ARG_ARRAY,
    OQL_ARG_TABLE
} oql_gmm_arg_type;

typedef struct oql_gmm_value oql_gmm_value;
typedef struct oql_gmm_arg oql_gmm_arg;

struct oql_gmm_value {
    oql_gmm_arg_type type;
    union {
        const char *string;
        double real;
        int64_t integer;
        bool boolean;
        struct {
            size_t n;
            const oql_gmm_value *item; /**< (n) */
        } array;
        struct {
            size_t n;
            const oql_gmm_arg *arg; /**< (n) in order of first appearance, keys unique */
        } table;
    } as;
};

struct oql_gmm_arg {
    const char *key;
    oql_gmm_value value;
};

typedef struct oql_gmm_spec {
    const char *name; /**< as written, such as "ChiouYoungs2014"; aliases are not resolved */
    size_t n_args;
    const oql_gmm_arg *args; /**< (n_args) */
    const char *text; /**< as OpenQuake shows it: "[Name]" then one line "key = value" for each
                           argument, lines stripped of white space at both ends */
    const char *path; /**< the file it stands in (for messages and relative file arguments) */
    int line;         /**< line in that file, 0 when unknown */
} oql_gmm_spec;

/** Parse the text of an <uncertaintyModel>; attributes come as parallel arrays (n_attrs may be
 *  0). An attribute's value is a number, a boolean (True/False), a quoted string or, when it is
 *  none of them, a string as it stands ("01" and "true" stay strings).
 *  path is copied. Errors: OQL_EMODEL with path:line (the line within the text is added to
 *  `line`), OQL_ENOMEM; *out is unchanged then. */
oql_status oql_gmm_spec_parse(oql_arena *arena, const char *text, size_t n_attrs,
                              const char *const *attr_name, const char *const *attr_value,
                              const char *path, int line, const oql_gmm_spec **out,
                              oql_err *err) OQL_MUST_CHECK;

/** Argument of that key, or NULL. */
const oql_gmm_value *oql_gmm_spec_get(const oql_gmm_spec *spec, const char *key);

/** Entry of a table value, or NULL; NULL when value is not a table. */
const oql_gmm_value *oql_gmm_table_get(const oql_gmm_value *value, const char *key);

/** A number of either kind: true and *out when value is OQL_ARG_FLOAT or OQL_ARG_INT. */
bool oql_gmm_value_number(const oql_gmm_value *value, double *out);

/** Whether two specs mean the same model: same name and the same arguments in any order. */
bool oql_gmm_spec_equal(const oql_gmm_spec *a, const oql_gmm_spec *b);

/** A nested spec (such as gmpe = {ChiouYoungs2014 = {...}} of a modifiable model): the single
 *  entry of a table value seen as a spec. *out is unchanged and OQL_EMODEL returned when the
 *  value is not a table of exactly one table. text of the result is "[Name]". */
oql_status oql_gmm_spec_from_value(oql_arena *arena, const oql_gmm_spec *outer,
                                   const oql_gmm_value *value, const oql_gmm_spec **out,
                                   oql_err *err) OQL_MUST_CHECK;

/** Path of a file argument: a relative one is relative to the file the spec stands in. Owned by
 *  the arena; NULL when memory is out. */
const char *oql_gmm_spec_file(oql_arena *arena, const oql_gmm_spec *spec, const char *file);

#endif
