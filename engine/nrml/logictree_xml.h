/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_NRML_LOGICTREE_XML_H
#define OQL_NRML_LOGICTREE_XML_H

#include "base/problems.h"
#include "logictree/logictree.h"

/** Readers of logic trees in NRML 0.4 (branch sets within logicTreeBranchingLevel) and 0.5.
 *
 *  All that is wrong is added to `problems` with path:line; the status is then OQL_EMODEL (or
 *  OQL_EIO of a file that cannot be read, also added) and *out stays NULL.
 *  Threads   reentrant
 */

oql_status oql_smlt_read(const char *path, oql_problems *problems, oql_smlt **out,
                         oql_err *err) OQL_MUST_CHECK;

/** Ground-motion tree. A file may hold several trees, one a group of sites (job key
 *  site_labels); label is the logicTreeID of the wanted one, NULL takes the first. */
oql_status oql_gslt_read(const char *path, const char *label, oql_problems *problems,
                         oql_gslt **out, oql_err *err) OQL_MUST_CHECK;

/** The same from memory; path stands in messages, and files are relative to it. */
oql_status oql_smlt_read_memory(const char *path, const void *data, size_t n_bytes,
                                oql_problems *problems, oql_smlt **out,
                                oql_err *err) OQL_MUST_CHECK;
oql_status oql_gslt_read_memory(const char *path, const void *data, size_t n_bytes,
                                const char *label, oql_problems *problems, oql_gslt **out,
                                oql_err *err) OQL_MUST_CHECK;

#endif
