/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_DATASTORE_RUN_FILE_H
#define OQL_DATASTORE_RUN_FILE_H

#include "datastore/run.h"
#include "datastore/store_h5.h"

/** What the run_*.c files share; of this folder only.
 *  Threads   master thread only
 */

enum { OQL_RUN_MESSAGE = 480 }; /**< bytes of /status/message */

struct oql_run {
    oql_claim *claim;
    oql_store *live; /**< output.hdf5, SWMR writer */
    oql_store *post; /**< output.hdf5.tmp, the file to be published, NULL while there is none */
    size_t post_curve,
        post_row;  /**< copied to it: the groups before this curve's, its rows before */
    double *slab;  /**< (rows of a slab, M, L) */
    bool posted;   /**< all is in it, and the caller may add */
    bool given_up; /**< it could not be written ahead: at the end */
    size_t n_sites, n_imts, n_levels, site_block;
    size_t n_curves, n_blocks;
    size_t n_groups;   /**< of curves */
    oql_names keys;    /**< (n_curves) */
    uint64_t *markers; /**< (n_curves, n_blocks) as in the file */
};

/** Every fault of a spec that would make a wrong or unreadable file; OQL_EARG names it. */
oql_status oql_run_spec_check(const oql_run_spec *spec, oql_err *err) OQL_MUST_CHECK;

/** Hash of everything that decides the numbers, 64 hexadecimal digits and NUL. */
void oql_run_spec_hash(const oql_run_spec *spec, char hex[65]);

/** Key "<trt_id>/<escaped gsim>" of a curve; new memory. */
oql_status oql_run_key(const oql_curve_id *c, char **out, oql_err *err) OQL_MUST_CHECK;

/** Write what is known before computing: attributes, scales, sites, inputs, empty curves. */
oql_status oql_run_spec_write(oql_store *s, const oql_run_spec *spec,
                              oql_err *err) OQL_MUST_CHECK;

/** Marker of a finished block: a hash of its place and its n values, never 0. */
uint64_t oql_run_marker(size_t curve, size_t block, const double *x, size_t n);

/** What the root of a live or published file holds. */
oql_h5_room oql_run_root_room(size_t n_groups);

/** Release everything; what was not published is dropped. NULL is fine. */
void oql_run_end(oql_run *r);

/** Sites of block b. */
size_t oql_run_block_sites(const oql_run *r, size_t b);

#endif
