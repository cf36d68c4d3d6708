/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_SITE_MODEL_XML_H
#define OQL_HAZARD_SITE_MODEL_XML_H

#include "job/sites.h"

/** An oql_site_reader: reads site models and exposures in XML for oql_sites_load. user is the oql_arena that owns
 *  the result. */
oql_status oql_site_model_from_xml(void *user, const char *path, oql_site_table *out,
                                   oql_err *err) OQL_MUST_CHECK;

#endif
