/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_TABLE_H
#define OQL_GMM_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/gmmspec.h"
#include "base/imt.h"
#include "base/memory.h"
#include "base/status.h"

/** Ground motion tabulated by distance and magnitude, as models that have no equation are published.
 *  The files are HDF5, which only the datastore reads; so the program that links both sets a reader.
 */

/** Values by distance and magnitude for PGA, PGV (NULL: none) and SA at n_period periods. */
typedef struct {
    size_t n_period;
    const double *period_s;  /**< (n_period) increasing */
    const double *pga, *pgv; /**< (n_dist, n_mag) g; cm/s */
    const double *sa;        /**< (n_dist, n_period, n_mag) g */
} oql_gmm_grid;

/** A file's content; everything lives in its arena. */
typedef struct {
    oql_arena *arena;
    char metric[16]; /**< column name of the distance: "rrup", "rhypo", "rjb" */
    size_t n_dist, n_mag;
    const double *mag;   /**< (n_mag) increasing */
    const double *dist;  /**< (n_dist, n_mag) km, increasing with n_dist */
    oql_gmm_grid motion; /**< medians */
    oql_gmm_grid
        total; /**< total standard deviations, ln units; n_period 0 when not in the file */
} oql_gmm_table;

/** Reads a file; *out is owned by the caller. Errors: OQL_EIO, OQL_EMODEL (not such a table). */
typedef oql_status (*oql_gmm_table_reader)(const char *path, oql_gmm_table **out, oql_err *err);

/** Set the reader, once, before models are created. */
void oql_gmm_table_set_reader(oql_gmm_table_reader reader);

/** Find a file that a model names: `file` as it stands, relative to the file of the spec, or in one of
 *  the folders of the environment variable OQLITE_GMM_TABLES (separated by ':') or of those that
 *  come with the program, there in `folder` too.
 *  @param[out] out  its path, in the arena
 *  Errors   OQL_EIO when it is nowhere (says where it was sought), OQL_ENOMEM */
oql_status oql_gmm_find_file(const oql_gmm_spec *spec, const char *folder, const char *file,
                             oql_arena *arena, const char **out, oql_err *err) OQL_MUST_CHECK;

/** An array of an HDF5 file by its key: numbers, or texts where the caller asks for them. */
typedef struct {
    const char *key;         /**< given by the caller */
    bool is_text;            /**< given by the caller */
    size_t n;                /**< elements, over all dimensions */
    const double *x;         /**< (n) numbers */
    const char *const *text; /**< (n) texts */
} oql_gmm_array;

/** Reads n arrays into the arena. Errors: OQL_EIO, OQL_EMODEL (a key is not there). */
typedef oql_status (*oql_gmm_array_reader)(const char *path, oql_arena *arena, size_t n,
                                           oql_gmm_array *array, oql_err *err);

/** Set the reader, once, before models are created. */
void oql_gmm_set_array_reader(oql_gmm_array_reader reader);

/** Arrays of a file found as above. Errors: those of both, OQL_EUNSUPPORTED without a reader. */
oql_status oql_gmm_read_arrays(const oql_gmm_spec *spec, const char *folder, const char *file,
                               oql_arena *arena, size_t n, oql_gmm_array *array,
                               oql_err *err) OQL_MUST_CHECK;

/** Open the table that a model names, found as above. Errors: OQL_EIO, OQL_EUNSUPPORTED without a
 *  reader, or what the reader says. */
oql_status oql_gmm_table_open(const oql_gmm_spec *spec, const char *folder, const char *file,
                              oql_gmm_table **out, oql_err *err) OQL_MUST_CHECK;
void oql_gmm_table_destroy(oql_gmm_table *t); /**< NULL is fine */

/** log10 of the values of one measure, interpolated between periods linearly in log10 of both.
 *
 *  @param[out] out  (n_dist, n_mag), in the table's arena
 *  Errors  OQL_EMODEL when the table has no such measure or its period is outside; OQL_ENOMEM
 */
oql_status oql_gmm_table_measure(const oql_gmm_table *t, const oql_gmm_grid *grid,
                                 const oql_imt *imt, const double **out,
                                 oql_err *err) OQL_MUST_CHECK;

#endif
