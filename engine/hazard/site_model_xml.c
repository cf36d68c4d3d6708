/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/site_model_xml.h"

#include "job/exposure.h"
#include "job/site_xml.h"
#include "nrml/xml.h"

oql_status oql_site_model_from_xml(void *user, const char *path, oql_site_table *out,
                                   oql_err *err)
{
    oql_arena *arena = user;
    const oql_xml_node *root = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_xml_load_file(path, arena, &root, err));
    st = oql_xml_child(root, "exposureModel") != NULL
             ? oql_exposure_from_xml(root, path, arena, out, err)
             : oql_site_table_from_xml(root, path, arena, out, err);
done:
    return st;
}
