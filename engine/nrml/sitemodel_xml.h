/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_NRML_SITEMODEL_XML_H
#define OQL_NRML_SITEMODEL_XML_H

#include "base/memory.h"
#include "base/status.h"

/** A site model in NRML: <site lon=… lat=… vs30=… …/> elements as a table of texts. */
typedef struct {
    size_t n_rows, n_columns;
    const char **name;  /**< (n_columns) attributes, in order of first appearance */
    const char ***cell; /**< (n_columns)(n_rows) */
    int *line;          /**< (n_rows) */
} oql_nrml_site_model;

/** Read it; everything lives in the arena. Every site must have the same attributes.
 *  Errors  OQL_EIO, OQL_EMODEL "path:line: …" (not a site model, no site, an attribute missing),
 *          OQL_ENOMEM */
oql_status oql_nrml_read_site_model(const char *path, oql_arena *arena,
                                    oql_nrml_site_model *out, oql_err *err) OQL_MUST_CHECK;

#endif
