/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_SITE_XML_H
#define OQL_JOB_SITE_XML_H

#include "base/memory.h"
#include "base/xmlnode.h"
#include "job/sites.h"

/** Site model of a parsed NRML document: <nrml><siteModel><site lon="" lat="" vs30="" …/>…
 *
 *  Each attribute becomes a column; vs30Type becomes vs30measured (1 for "measured", else 0).
 *  All sites must have the attributes of the first. Values are not judged here: oql_sites_load
 *  does that. A reader for oql_sites_load is then three lines where an XML parser may be used:
 *
 *      load `path` into a tree in an arena that outlives oql_sites_load
 *      return oql_site_table_from_xml(root, path, arena, out, err)
 *
 *  The table lives in the arena.
 *  Errors    OQL_EMODEL with "path:line: …", OQL_ENOMEM; *out unchanged
 */
oql_status oql_site_table_from_xml(const oql_xml_node *root, const char *path, oql_arena *arena,
                                   oql_site_table *out, oql_err *err) OQL_MUST_CHECK;

#endif
