/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_STORE_H
#define OQL_DATASTORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** A dictionary over one HDF5 file.
 *
 *  Keys are paths such as "/0/BooreAtkinson2008"; a leading '/' may be left out; one component
 *  may be written in brackets, "/0/[BooreAtkinson2008]" and "/0/BooreAtkinson2008" are the same
 *  key. Names that come from users (ground-motion models with arguments) go through
 *  oql_key_escape first.
 *
 *  A file is written once: oql_store_create writes `path.tmp`, oql_store_publish closes, syncs
 *  and renames it to `path`. Until then nothing exists under `path`, or the older file,
 *  untouched. To change a published file, oql_store_revise works on a copy, published the same
 *  way.
 *
 *  Threads   one thread (the master) at a time; HDF5 is not thread-safe
 *  Errors    OQL_EIO (text names the file and what HDF5 or the system said; a full disk or
 *            quota is told in those words), OQL_ENOTFOUND, OQL_EARG (wrong type, shape or mode),
 *            OQL_ENOMEM
 */
typedef struct oql_store oql_store;

/** Element types. OQL_TEXT is UTF-8: of fixed width, padded with NUL, or of any length (width
 *  0; an element in memory is then a const char *). Arrays take any length, which netCDF tools
 *  can read (4.9.0 crashes on fixed width); table columns take fixed width, which pandas can
 *  read. */
typedef enum { OQL_U8, OQL_I32, OQL_I64, OQL_F32, OQL_F64, OQL_U64, OQL_TEXT } oql_type;

#define OQL_MAX_RANK 8

/** Shape, meaning and storage of one array. Zero-initialise, then set what matters. */
typedef struct {
    oql_type type;
    size_t width;                     /**< bytes of an element, OQL_TEXT only; 0 = any */
    int rank;                         /**< 0 = scalar */
    size_t dims[OQL_MAX_RANK];        /**< C order; a dimension may be 0 */
    const char *scales[OQL_MAX_RANK]; /**< paths of dimension scales written before, or NULL */
    const char *unit;                 /**< attribute "units", or NULL */
    const char *text;                 /**< attribute "description", or NULL */
    size_t chunk[OQL_MAX_RANK]; /**< all 0 = chosen: one-item and one-map reads both cheap */
    bool
        in_order; /**< blocks will come in one order, of one size: chunks take place as they come */
    int deflate; /**< 0 = when it pays (measured on a sample), -1 never, 1-9 */
} oql_array;

/* ---- files ------------------------------------------------------------------------------- */

/** Start a new file that will appear as `path` when published. *out is owned by the caller. */
oql_status oql_store_create(const char *path, oql_store **out, oql_err *err) OQL_MUST_CHECK;

/** Open for reading: a published file, or one that is being written or whose writer was killed
 *  (then as SWMR reader, see oql_store_is_live). A child process reads all texts and attributes
 *  first, so that a damaged file on which HDF5 crashes or never ends is an OQL_EIO like others. */
oql_status oql_store_open(const char *path, oql_store **out, oql_err *err) OQL_MUST_CHECK;

/** Open a private copy of a published file for writing; oql_store_publish replaces the
 *  original. */
oql_status oql_store_revise(const char *path, oql_store **out, oql_err *err) OQL_MUST_CHECK;

/** Close, sync to disk, rename to the final path, sync the folder. Takes s, even on failure
 *  (then the final path is unchanged and `path.tmp` removed). */
oql_status oql_store_publish(oql_store *s, oql_err *err) OQL_MUST_CHECK;

/** Close. What was created and not published is removed. NULL is fine. */
void oql_store_close(oql_store *s);

/** True when the file is (or was, when killed) in the hands of a writer: values may be NaN
 *  still. */
bool oql_store_is_live(const oql_store *s);

/** Final path of the file; borrowed until close. */
const char *oql_store_path(const oql_store *s);

/* ---- keys -------------------------------------------------------------------------------- */

/** Turn any non-empty text into one key component. A bare name in brackets loses them, "[X]"
 *  and "X" being one model; bytes 0-31, 127, '/', '%', blanks at both ends, the names "." and "..",
 *  and brackets around anything else are written %XX. No two other texts share a key.
 *  @return length of the result, 0 for ""; what does not fit into size is cut (result >= size)
 */
size_t oql_key_escape(const char *raw, char *buf, size_t size);

/** Inverse of oql_key_escape, same return convention; a malformed %XX stays as it is. */
size_t oql_key_unescape(const char *key, char *buf, size_t size);

bool oql_store_has(oql_store *s, const char *key);
bool oql_store_is_group(oql_store *s, const char *key);

/** Fail: the key is absent, and this is what its group holds, and the nearest name there.
 *  Always OQL_ENOTFOUND (OQL_ENOMEM without memory). */
oql_status oql_store_no_key(oql_store *s, const char *key, oql_err *err) OQL_MUST_CHECK;

/** Remove an array, table or group with all it holds. OQL_ENOTFOUND when absent. */
oql_status oql_store_delete(oql_store *s, const char *key, oql_err *err) OQL_MUST_CHECK;

/** Sorted names (numbers in them by value: "2" before "10"). */
typedef struct {
    size_t n;
    char **name; /**< (n) */
} oql_names;

void oql_names_clear(oql_names *names);

/** Names in a group ("/" is the root), or of the attributes of any object. Caller clears it. */
oql_status oql_store_keys(oql_store *s, const char *group, oql_names *out,
                          oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_attrs(oql_store *s, const char *key, oql_names *out,
                           oql_err *err) OQL_MUST_CHECK;

/** Make a group (and its parents); fine when it exists. */
oql_status oql_store_group(oql_store *s, const char *key, oql_err *err) OQL_MUST_CHECK;

/** Copy a group with all it holds ("/" = everything) into a group of another file, made when
 *  missing; its members named in skip are left out. Dimension scales must bear their path in it. What is
 *  stored how is chosen anew. Equal contents give equal bytes.
 *  Errors    OQL_EARG for a table, which is not copied */
oql_status oql_store_copy(oql_store *src, const char *from, oql_store *dst, const char *to,
                          size_t n_skip, const char *const *skip, oql_err *err) OQL_MUST_CHECK;

/* ---- arrays ------------------------------------------------------------------------------ */

/** Write an array, replacing what is under the key; groups on the way are made. data == NULL
 *  leaves the fill value (NaN for floats, 0, ""), to be written by oql_store_write. */
oql_status oql_store_set(oql_store *s, const char *key, const oql_array *a, const void *data,
                         oql_err *err) OQL_MUST_CHECK;

/** Declare the 1-D array under key a dimension scale of this name ("sites", "imts", …). */
oql_status oql_store_make_scale(oql_store *s, const char *key, const char *name,
                                oql_err *err) OQL_MUST_CHECK;

/** Write, or read, the block of shape count (rank of the array) that begins at start. Elements
 *  in memory are of the given type (numbers are converted), C order; for OQL_TEXT width bytes
 *  each (texts of any length are refused: oql_store_get). */
oql_status oql_store_write(oql_store *s, const char *key, oql_type type, size_t width,
                           const size_t *start, const size_t *count, const void *data,
                           oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_read(oql_store *s, const char *key, oql_type type, size_t width,
                          const size_t *start, const size_t *count, void *data,
                          oql_err *err) OQL_MUST_CHECK;

/** Type, width, rank and dims; scales, unit and text stay NULL (read them as attributes). A
 *  table is refused with OQL_EARG. */
oql_status oql_store_shape(oql_store *s, const char *key, oql_array *out,
                           oql_err *err) OQL_MUST_CHECK;

/** Read a whole array into new memory (free()); *out gives its shape. Texts come with the width
 *  of the longest, padded with NUL. */
oql_status oql_store_get(oql_store *s, const char *key, oql_type type, oql_array *out,
                         void **data, oql_err *err) OQL_MUST_CHECK;

/** Bytes in memory, and in the file, of an array or table. */
oql_status oql_store_size(oql_store *s, const char *key, uint64_t *bytes, uint64_t *stored,
                          oql_err *err) OQL_MUST_CHECK;

/** Items of axis 0 in one chunk of an array (rank > 0) as it is stored: who writes so many at a time
 *  writes each chunk once. */
size_t oql_store_rows(const oql_array *a);

/** Name of the dimension scale attached to dimension d, "" when none. */
oql_status oql_store_dim_name(oql_store *s, const char *key, int d, char *buf, size_t size,
                              oql_err *err) OQL_MUST_CHECK;

/* Short forms. */
oql_status oql_store_set_f64(oql_store *s, const char *key, int rank, const size_t *dims,
                             const double *x, oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_set_i64(oql_store *s, const char *key, int rank, const size_t *dims,
                             const int64_t *x, oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_get_f64(oql_store *s, const char *key, double **x, size_t *n,
                             oql_err *err) OQL_MUST_CHECK; /**< flat, new memory */
oql_status oql_store_get_i64(oql_store *s, const char *key, int64_t **x, size_t *n,
                             oql_err *err) OQL_MUST_CHECK;

/** One text (a scalar array), written and read as a C string. */
oql_status oql_store_set_text(oql_store *s, const char *key, const char *text,
                              oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_get_text(oql_store *s, const char *key, char **text,
                              oql_err *err) OQL_MUST_CHECK; /**< new memory */

/** A vector of texts, of any length; scale = key of its dimension scale, or NULL. */
oql_status oql_store_set_texts(oql_store *s, const char *key, size_t n, const char *const *text,
                               const char *scale, oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_get_texts(oql_store *s, const char *key, oql_names *out,
                               oql_err *err) OQL_MUST_CHECK; /**< unsorted, in array order */

/* ---- attributes ("/" = the file) --------------------------------------------------------- */

oql_status oql_store_set_attr_text(oql_store *s, const char *key, const char *name,
                                   const char *value, oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_set_attr_f64(oql_store *s, const char *key, const char *name, size_t n,
                                  const double *x, oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_set_attr_i64(oql_store *s, const char *key, const char *name, size_t n,
                                  const int64_t *x, oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_set_attr_texts(oql_store *s, const char *key, const char *name, size_t n,
                                    const char *const *value, oql_err *err) OQL_MUST_CHECK;

/** Is it one of those that dimension scales make by themselves? */
bool oql_store_attr_is_internal(const char *name);

bool oql_store_has_attr(oql_store *s, const char *key, const char *name);

/** Text of an attribute, new memory; numbers are printed (%.17g, comma-separated). */
oql_status oql_store_attr_text(oql_store *s, const char *key, const char *name, char **value,
                               oql_err *err) OQL_MUST_CHECK;
/** Numbers of an attribute, new memory, n of them (a scalar has 1). */
oql_status oql_store_attr_f64(oql_store *s, const char *key, const char *name, double **x,
                              size_t *n, oql_err *err) OQL_MUST_CHECK;
oql_status oql_store_attr_i64(oql_store *s, const char *key, const char *name, int64_t **x,
                              size_t *n, oql_err *err) OQL_MUST_CHECK;

/* ---- tables ------------------------------------------------------------------------------ */

/** One column: n_rows elements, contiguous. */
typedef struct {
    const char *name;
    oql_type type;
    size_t width;     /**< OQL_TEXT only */
    const char *unit; /**< or NULL */
    const void *data; /**< (n_rows); OQL_TEXT: n_rows × width bytes */
} oql_column;

/** Write a table (compound dataset of scalar fields; pandas.DataFrame(dset[:]) reads it). */
oql_status oql_store_set_table(oql_store *s, const char *key, const char *text, size_t n_rows,
                               size_t n_cols, const oql_column *cols,
                               oql_err *err) OQL_MUST_CHECK;

/** Name, type, width of each column (names owned by *names; cols of new memory point in it). */
oql_status oql_store_table(oql_store *s, const char *key, size_t *n_rows, size_t *n_cols,
                           oql_column **cols, oql_names *names, oql_err *err) OQL_MUST_CHECK;

/** Read one column into caller's storage of n_rows elements, converted to type. */
oql_status oql_store_read_column(oql_store *s, const char *key, const char *column,
                                 oql_type type, size_t width, void *data,
                                 oql_err *err) OQL_MUST_CHECK;

/* ---- content ----------------------------------------------------------------------------- */

/** SHA-256 of n bytes as 64 hexadecimal digits and NUL. */
void oql_sha256(const void *data, size_t n, char hex[65]);

/** A published file ends with the SHA-256 of all before it. NONE: not published by this
 *  program, or live, or changed by a program that writes HDF5 (which drops the seal). */
typedef enum { OQL_SEAL_NONE, OQL_SEAL_INTACT, OQL_SEAL_BROKEN } oql_seal;

/** Compare, without HDF5. OQL_ENOTFOUND, OQL_EIO when the file cannot be read. */
oql_status oql_store_check_seal(const char *path, oql_seal *out, oql_err *err) OQL_MUST_CHECK;

/** Leave HDF5 as it is when the process ends. For programs that use HDF5 through this library only,
 *  before anything else of it: HDF5 1.10.8 crashes at the end of a process in which a full disk did
 *  not let a file be closed, and every store has been closed by then. */
void oql_store_no_work_at_exit(void);

/** Handles of this process still open in HDF5; 0 when every store is closed (for tests). */
long oql_store_open_handles(void);

#endif
