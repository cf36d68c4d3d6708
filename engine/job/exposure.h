/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_EXPOSURE_H
#define OQL_JOB_EXPOSURE_H

#include "base/xmlnode.h"
#include "job/sites.h"

/** Where the assets of a job's exposure_file are: a hazard job needs no more of them.
 *
 *  Without other sites the hazard is computed at the places of the assets; else only at the sites that
 *  are the nearest to some asset, within asset_hazard_distance (15 km) or, on a grid, 1.414 spacings.
 */
typedef struct {
    size_t n;
    const double *lon_deg, *lat_deg; /**< (n) different places, by longitude, then latitude */
} oql_exposure;

/** A parsed <exposureModel> as a table with the columns lon and lat, in the arena: those of the assets
 *  in it, or of the CSV files that it names (beside it; <exposureFields> renames columns).
 *  Errors    OQL_EMODEL or OQL_ECONFIG with "path:line: …", OQL_EIO, OQL_ENOMEM; *out unchanged */
oql_status oql_exposure_from_xml(const oql_xml_node *root, const char *path, oql_arena *arena,
                                 oql_site_table *out, oql_err *err) OQL_MUST_CHECK;

/** All exposure files of a job, coordinates rounded to 5 decimals; n == 0 when it names none.
 *  @param[in] xml, user  as of oql_sites_load
 *  Errors    OQL_ENOMEM; mistakes go to `problems` */
oql_status oql_exposure_read(const oql_job *job, oql_site_reader xml, void *user,
                             oql_arena *arena, oql_problems *problems, oql_exposure *out,
                             oql_err *err) OQL_MUST_CHECK;

/** Mark the sites that are the nearest to some asset, near enough; keep (n_site). Assets that are
 *  near no site are an error unless the job says discard_assets.
 *  @param[in] at  (n_site) */
oql_status oql_exposure_near(const oql_exposure *e, const oql_job *job, size_t n_site,
                             const oql_job_point *at, bool *keep, oql_problems *problems,
                             oql_err *err) OQL_MUST_CHECK;

#endif
