/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_RUN_H
#define OQL_DATASTORE_RUN_H

#include "datastore/calc.h"
#include "datastore/layout.h"
#include "datastore/store.h"

/** Writing a classical calculation so that a kill at any instant loses nothing that was
 *  finished.
 *
 *      oql_run_start     layout written, NaN-filled, space taken, SWMR on: output.hdf5 appears
 *      oql_run_write     one block of sites of one /<trt_id>/<gsim>, in any order (many times)
 *      oql_run_ahead     now and then: what is finished goes to the new file already
 *      oql_run_post      a new file with all that; the caller adds statistics, maps …
 *      oql_run_publish   the new file takes the place of the live one
 *
 *  The live file's metadata never change after the start: values go straight into their place
 *  and a block's marker (a hash of its bytes) follows them. So a reader sees NaN or the final
 *  value, never anything else, and a block counts as finished only when its bytes hash to its
 *  marker.
 *  The published file is written in one fixed order from finished values: its bytes do
 *  not depend on the order of writing, on threads, or on having been resumed (attributes of
 *  /run apart).
 *  Threads   master thread only
 */
typedef struct oql_run oql_run;

/** One ground-motion model of one tectonic region: the array /<trt_id>/<gsim>. */
typedef struct {
    int trt_id;
    const char *trt;  /**< tectonic region type, attribute of the group */
    const char *gsim; /**< any text; escaped into the key, kept as attribute "gsim" */
} oql_curve_id;

/** A site parameter, stored as /sitecol/<name>. */
typedef struct {
    const char *name; /**< "lon", "lat", "depth", "vs30", … */
    const char *unit;
    const double *x; /**< (N) */
} oql_run_column;

/** An input file, kept inside with its SHA-256; borrowed during the call. */
typedef struct {
    const char *path; /**< as the job names it */
    const void *data;
    size_t size;
} oql_input_file;

typedef struct {
    const char *key, *value;
} oql_param;

/** Everything known before computing. All borrowed during oql_run_start only. Strings may be
 *  NULL where a job has none. */
typedef struct {
    /* what is computed: this, and only this, enters the job hash */
    const char *mode;        /**< "classical", … */
    const char *description; /**< of the job */
    double investigation_time_yr;
    size_t n_sites; /**< N */
    size_t
        site_block;  /**< sites in one block of oql_run_write; the last block may be shorter */
    size_t n_imts;   /**< M */
    size_t n_levels; /**< L, the same for every measure */
    const char *const *imts;      /**< (M) "PGA", "SA(0.2)", … */
    const char *const *imt_units; /**< (M) "g", "cm/s", …; NULL = derived from the name */
    const double *imls;           /**< (M, L) */
    size_t n_site_columns;        /**< must hold "lon" and "lat" */
    const oql_run_column *site_columns;
    const char *const *site_ids; /**< (N) custom ids, or NULL */
    size_t n_curves;
    const oql_curve_id *curves; /**< (n_curves), no two with the same trt_id and gsim */
    size_t n_params;
    const oql_param *params; /**< the resolved job, every key */
    size_t n_files;
    const oql_input_file *files; /**< the job file first */
    const char *engine_version;
    /* facts of this very run: attributes of /run, outside of byte-identity */
    const char *isa;
    int n_threads;
    const char *date; /**< ISO 8601 UTC; NULL = now, or $SOURCE_DATE_EPOCH when set */
} oql_run_spec;

/** Bytes of disk that the live and the published file will take, without what the caller adds to the
 *  latter; upper bounds. */
void oql_run_disk_bytes(const oql_run_spec *spec, uint64_t *live, uint64_t *published);

/** Write the layout into the claimed folder and show it as output.hdf5, live. Takes claim, even
 *  on failure. A full disk is found here, not after hours: all space is taken. */
oql_status oql_run_start(oql_claim *claim, const oql_run_spec *spec, oql_run **out,
                         oql_err *err) OQL_MUST_CHECK;

/** Go on with a killed or failed calculation of the same job: blocks finished there are copied
 *  (after their hash is checked). OQL_EARG when spec is not the job of that calculation (the
 *  job hashes differ). Takes claim, even on failure; the old file stays until the new one is
 *  ready. */
oql_status oql_run_resume(oql_claim *claim, const oql_run_spec *spec, oql_run **out,
                          oql_err *err) OQL_MUST_CHECK;

/** Number of blocks, B = ceil(N / site_block). */
size_t oql_run_n_blocks(const oql_run *r);

/** Is block b of curve c finished (only after oql_run_resume true before being written)? */
bool oql_run_is_done(const oql_run *r, size_t c, size_t b);

/** Write block b (sites b*site_block …) of curve c.
 *  @param[in] poes [1] (n, M, L) C order, n = sites of the block; finite, within [0, 1]
 *  Errors    OQL_EARG when already done, out of range, or a value is not a probability */
oql_status oql_run_write(oql_run *r, size_t c, size_t b, const double *poes,
                         oql_err *err) OQL_MUST_CHECK;

/** Read n sites from site0 of curve c, finished or NaN. poes (n, M, L), caller's storage. */
oql_status oql_run_read(oql_run *r, size_t c, size_t site0, size_t n, double *poes,
                        oql_err *err) OQL_MUST_CHECK;

/** Write what is finished to the file that will be published, as far as its fixed order allows, so that
 *  little is left for the end. Cannot fail: what cannot be written now (a full disk) is tried again by
 *  oql_run_post. */
void oql_run_ahead(oql_run *r);

/** Make the published file whole: everything of the live one, chunked, checksummed and compressed
 *  where it pays. The caller adds what was computed from the curves (oql_store_set…) before
 *  publishing. *out is borrowed until oql_run_publish / oql_run_abort. OQL_EARG unless every
 *  block is done. The scales "sites", "imts", "levels" exist; the caller writes the others
 *  (rlzs, stats, poes, periods) and its results with oql_layout_set. */
oql_status oql_run_post(oql_run *r, oql_store **out, oql_err *err) OQL_MUST_CHECK;

/** Seconds spent in writing so far: the layout, the blocks, the published file and what was added to it. */
double oql_run_write_seconds(const oql_run *r);

/** Publish: output.hdf5 is now a plain, complete file. Takes r, even on failure (then the live
 *  file stays, and can be resumed). Attribute /run seconds = seconds of the run
 *  (left out when $SOURCE_DATE_EPOCH is set, for equal bytes). */
oql_status oql_run_publish(oql_run *r, double seconds, oql_err *err) OQL_MUST_CHECK;

/** End without publishing: why (may be NULL) is told by oql_calc_inspect, state FAILED. What is
 *  finished can be resumed. Takes r; NULL is fine. Works on a full disk. */
void oql_run_abort(oql_run *r, const char *why);

int64_t oql_run_id(const oql_run *r);

/** Turn what a killed or failed run left into a plain HDF5 file that any program opens:
 *  finished blocks as computed, everything else NaN, root attribute state = "partial". It can
 *  still be resumed.
 *  @param[out] done, total blocks kept, and of the calculation
 *  Errors    OQL_EARG when the calculation is complete; OQL_EIO when a writer lives */
oql_status oql_calc_salvage(const char *datadir, int64_t id, size_t *done, size_t *total,
                            oql_err *err) OQL_MUST_CHECK;

/** Blocks of an unfinished calculation's open file: curves (n_curves) owned by *keys, markers
 *  (n_curves, n_blocks) new memory; a marker whose block does not hash to it is set to 0 and
 *  counted in *n_bad. OQL_ENOTFOUND for a file that is complete. */
oql_status oql_run_survey(oql_store *s, oql_names *keys, uint64_t **markers, size_t *n_blocks,
                          size_t *site_block, size_t *n_bad, oql_err *err) OQL_MUST_CHECK;

#endif
