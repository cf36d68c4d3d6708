/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_STORE_H5_H
#define OQL_DATASTORE_STORE_H5_H

#include <hdf5.h>

#include "datastore/store.h"

/** What the files of this folder share; nobody else includes it (it shows hdf5.h).
 *
 *  Threads   master thread only
 */
typedef struct oql_h5_scale oql_h5_scale;

/** An object left open. */
typedef struct {
    char *path; /**< NULL: none */
    hid_t id;
} oql_h5_seen;

enum { OQL_H5_SEEN = 8 }; /**< the results of a chunk of sites, each a part of an array */

struct oql_store {
    hid_t file;
    char *path; /**< final path */
    char *work; /**< path being written, NULL when reading */
    bool writable;
    bool live;      /**< opened as SWMR reader */
    bool early;     /**< a live file under construction: contiguous, space taken at once */
    double seconds; /**< spent in writing */
    double *chunk;  /**< room for one, of chunk_size bytes */
    size_t chunk_size;
    bool lost;            /**< values that could not be written when an array was closed */
    size_t fresh;         /**< bytes written since the disk was last asked to take them */
    oql_h5_scale *scales; /**< back references not written yet */
    size_t n_scales, cap_scales;
    oql_h5_seen seen[OQL_H5_SEEN]; /**< of a file being written, the last used first */
};

/** Switch off HDF5's own printing; every entry point that opens a file calls it. */
void oql_h5_quiet(void);

/** A clock that only goes forward, in seconds. */
double oql_h5_now(void);

/** Turn the HDF5 error stack into err: "<file>: <what>: <innermost reason>"; OQL_EIO. A full
 *  disk or quota is told in those words. */
oql_status oql_h5_fail(const oql_store *s, oql_err *err, const char *fmt, ...) OQL_PRINTF(3, 4);

/** Close an identifier of any kind when it is valid, and forget it. */
void oql_h5_close(hid_t *id);

/** Close a data set that was written. When it is not left open (oql_h5_open) what is in its chunk cache goes
 *  to the file now, and may not fit; else when it is closed, and oql_store_publish tells it. */
oql_status oql_h5_close_written(oql_store *s, hid_t *dset, const char *key,
                                oql_err *err) OQL_MUST_CHECK;

/** Normal form of a key: "/a/b", without brackets, doubled or trailing '/'; new memory. */
oql_status oql_h5_path(const char *key, char **out, oql_err *err) OQL_MUST_CHECK;

/** Open the object under a key; OQL_ENOTFOUND when absent. In a file being written the last few stay
 *  open: HDF5 takes 20 us to open an array, and ten steps of copying one name it anew. (In a file that is
 *  read they do not: what HDF5 keeps of an open array would hide what a writer adds.) */
oql_status oql_h5_open(oql_store *s, const char *key, hid_t *out, oql_err *err) OQL_MUST_CHECK;

/** Let go of what was left open, and of what is known about scales: something is removed or
 *  replaced, or the file is closed. */
void oql_h5_forget(oql_store *s);

/** Same, refusing what is not an array or table. */
oql_status oql_h5_dataset(oql_store *s, const char *key, hid_t *out,
                          oql_err *err) OQL_MUST_CHECK;

/** Does the object at a normal path exist, every link on the way included? */
bool oql_h5_exists(hid_t file, const char *path);

/** Type in memory (native = true) or in the file (little-endian); a new identifier. */
hid_t oql_h5_type(oql_type type, size_t width, bool native);

/** Transfer list for n elements of a type: HDF5 takes and clears two buffers of 1 MiB to convert a text
 *  of any length, ten times what such a text costs; H5P_DEFAULT where nothing is converted. Close
 *  it with oql_h5_close. */
hid_t oql_h5_transfer(oql_type type, size_t width, size_t n);

/** Our name for a type of the file; false for a type we do not write (compound, …). */
bool oql_h5_known(hid_t type, oql_type *out, size_t *width);

/** What every object is made with: no times (equal runs give equal bytes), and links and
 *  attributes kept in the object header, which has a checksum: HDF5 1.10.8 crashes when it
 *  lists a group whose heap is damaged. */
bool oql_h5_plain(hid_t ocpl, bool group);

/** Link creation list that makes the groups on the way; a new identifier. */
hid_t oql_h5_lcpl(void);

/** Make room under path: refuse when read-only, remove what is there. */
oql_status oql_h5_clear(oql_store *s, const char *path, oql_err *err) OQL_MUST_CHECK;

/** Make the groups on the way to path, and path itself when `last`. */
oql_status oql_h5_mkgroups(oql_store *s, const char *path, bool last,
                           oql_err *err) OQL_MUST_CHECK;

/** What a group will hold, so that its header is one piece: HDF5 otherwise adds one of two or three
 *  entries at a time and goes through all of them for each new entry. Zeros: not known. */
typedef struct {
    size_t n;     /**< links and attributes */
    size_t bytes; /**< of a link's name, on average; OQL_H5_ATTR more for an attribute */
} oql_h5_room;

enum { OQL_H5_ATTR = 80 };

/** Same as oql_h5_mkgroups with `last`, for a group whose contents are known. */
oql_status oql_h5_group(oql_store *s, const char *path, oql_h5_room room,
                        oql_err *err) OQL_MUST_CHECK;

/** Reserve that room in a group or file creation list. */
bool oql_h5_reserve(hid_t gcpl, oql_h5_room room);

/** Bytes of one element in memory. */
size_t oql_h5_width(oql_type type, size_t width);

/** Level of deflate (0 = none) that pays for n bytes of elements of this width. */
int oql_h5_deflate(const void *data, size_t n, size_t width);

/** One vlen UTF-8 attribute on an open object. */
herr_t oql_h5_attr_text(hid_t obj, const char *name, const char *value);

/** Chunk (rank of the array) that reads of one item and of one map share; no zero in it. */
void oql_h5_chunks(const oql_array *a, size_t *chunk);

/** fletcher32, shuffle + deflate, chunks, fill and no times for an array; a new identifier. */
hid_t oql_h5_dcpl(const oql_store *s, const oql_array *a, const void *data);

/** Write a block of an open array in one go, when it consists of whole chunks and they are stored as they
 *  are but for their checksum; *done = false when they are not, and nothing was written. */
oql_status oql_h5_write_chunks(oql_store *s, hid_t dset, const char *key, const size_t *start,
                               const size_t *count, const double *x, bool *done,
                               oql_err *err) OQL_MUST_CHECK;

/** Create `path.tmp`; live = laid out for SWMR writing (early, contiguous). */
oql_status oql_h5_create(const char *path, bool live, oql_h5_room root, oql_store **out,
                         oql_err *err) OQL_MUST_CHECK;

/** Open for reading without the probe of oql_store_open: a file this program has just written, or
 *  inside a child (guard.h). */
oql_status oql_h5_open_file(const char *path, oql_store **out, oql_err *err) OQL_MUST_CHECK;

/** Attach the scales that an array asks for; their lists of arrays are written by finish. */
oql_status oql_h5_attach(oql_store *s, hid_t dset, const char *key, const oql_array *a,
                         oql_err *err) OQL_MUST_CHECK;
oql_status oql_h5_finish_scales(oql_store *s, oql_err *err) OQL_MUST_CHECK;
void oql_h5_scales_clear(oql_store *s);
void oql_h5_scales_forget(oql_store *s);

/** Name of axis d of an open array, its scale's; "" without one. */
void oql_h5_dim_name(hid_t dset, int d, char *buf, size_t size);

/** Rows of a slab of about so many bytes: whole chunks. */
size_t oql_h5_slab_rows(const oql_array *a, size_t bytes);

/** Copy an array in slabs of whole chunks of rows, from row 0 on in their order; the array is made, with its
 *  attributes, by the first. Its group must be there. x: room for the rows, caller's storage. */
oql_status oql_h5_copy_rows(oql_store *src, oql_store *dst, const char *key, size_t at,
                            size_t rows, void *x, oql_err *err) OQL_MUST_CHECK;

/** Make a group like that of src, without what it holds. */
oql_status oql_h5_copy_group(oql_store *src, oql_store *dst, const char *key,
                             oql_err *err) OQL_MUST_CHECK;

/** Append the seal to a closed file. */
oql_status oql_h5_seal(const char *path, oql_err *err) OQL_MUST_CHECK;

/** n bytes more were written: ask the disk now and then to begin with them, so that the fsync at the end
 *  waits for little. Does nothing where the system has no call for it. */
void oql_h5_write_back(oql_store *s, size_t n);

/** fsync a file, or the folder that holds it. */
oql_status oql_h5_sync(const char *path, bool folder, oql_err *err) OQL_MUST_CHECK;

#endif
