/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_SITES_H
#define OQL_JOB_SITES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/problems.h"
#include "base/status.h"
#include "job/job.h"

/** The sites of a job: where, and what the ground is like there.
 *
 *  One array per quantity (structure of arrays), in OpenQuake's order, which is also that of
 *  every result and export:
 *
 *      column   lon   lat  depth  vs30 …      (N) each, 64-byte aligned
 *      site 0    .     .     .      .
 *      site 1    .     .     .      .
 *
 *  A column that nobody gave is NULL; a value that is not known is NaN.
 *  Threads   read-only after oql_sites_load: any number of threads
 */
#define OQL_SITE_ID_BYTES  9    /**< custom ids have at most 8 bytes */
#define OQL_VS30_LEAST_MPS 10.0 /**< less is no ground; km/s written for m/s, say */

/** A further site parameter of OpenQuake (kappa0, slope, …), by name. */
typedef struct {
    const char *name;
    const double *x;         /**< (N); NULL for a text column */
    const char *const *text; /**< (N); NULL for a numeric column (siteclass, ec8, geology, …) */
} oql_site_column;

typedef struct {
    size_t n;             /**< N */
    double *lon_deg;      /**< (N) [-180, 180), rounded to 5 decimals */
    double *lat_deg;      /**< (N) rounded to 5 decimals */
    double *depth_km;     /**< (N) > 0 below sea level */
    double *vs30_mps;     /**< (N) */
    double *vs30measured; /**< (N) 0 or 1 */
    double *z1pt0_m;      /**< (N) -999 = the model's own relation */
    double *z2pt5_km;     /**< (N) likewise */
    double *backarc;      /**< (N) 0 fore-arc, 1 back-arc, 2 along-arc */
    double *xvf_km;       /**< (N) distance to the volcanic front; NULL when absent */
    char (*custom_id)[OQL_SITE_ID_BYTES]; /**< (N) or NULL */
    size_t n_columns;
    const oql_site_column *columns; /**< every other column of the site model */
    bool has_site_model;
    oql_arena *arena; /**< owner of all the above */
} oql_sites;

/** A site model that another room has parsed (XML): named columns of numbers or texts. */
typedef struct {
    const char *path;
    size_t n_rows;
    size_t n_columns;
    const oql_site_column
        *columns;     /**< must contain lon and lat; each array has shape (n_rows) */
    const int *lines; /**< (n_rows) line in the file, for messages; may be NULL */
} oql_site_table;

/** How the loader asks for an XML site model: fill *out for `path`. What it points to must live
 *  until oql_sites_load returns. */
typedef oql_status (*oql_site_reader)(void *user, const char *path, oql_site_table *out,
                                      oql_err *err);

/** Sites of a job, from `sites`, sites_csv, region and region_grid_spacing, or site_model_file,
 *  with their parameters from the site model (nearest point; farther than 8 km, or 1.414 × the
 *  spacing of a grid, is a warning, and without a grid farther than 20 km an error) or the
 *  reference_… keys.
 *
 *  Every problem is added to `problems` with file and line, and reading goes on. Points of
 *  `sites` and of a region come sorted by longitude, then latitude; those of a site model in
 *  its order, unless it has no header: OpenQuake sorts those, too.
 *  @param[in] xml, user  reader of XML site models; NULL = such a file is refused
 *
 *  Errors    OQL_ECONFIG (see problems), OQL_EIO, OQL_ENOMEM; *out is NULL on failure
 */
oql_status oql_sites_load(const oql_job *job, oql_site_reader xml, void *user,
                          oql_problems *problems, oql_sites **out, oql_err *err) OQL_MUST_CHECK;

void oql_sites_destroy(oql_sites *sites); /**< NULL is fine */

/** Column of a parameter by OpenQuake's name ("vs30", "z1pt0", "backarc", "kappa0", …), or
 *  NULL. */
const double *oql_sites_column(const oql_sites *sites, const char *name);

/** Check that each parameter the ground-motion models need is known at all sites; adds an error
 *  for each that is not ("reference_vs30_value not specified …, required by
 *  BooreAtkinson2008"). needed_by may be NULL. Returns how many errors it added. */
size_t oql_sites_require(const oql_sites *sites, const oql_job *job, const char *param,
                         const char *needed_by, oql_problems *problems);

/** True for a name of OpenQuake's table of site parameters. */
bool oql_site_param_is_known(const char *name);

#endif
