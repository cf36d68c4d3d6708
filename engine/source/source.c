/* SPDX-License-Identifier: BSD-3-Clause */
#include "source/source.h"

#include <stdlib.h>

void oql_source_model_destroy(oql_source_model *model)
{
    if (model != NULL) {
        oql_arena_destroy(model->arena);
        free(model);
    }
}

const char *oql_source_type_name(oql_source_type type)
{
    static const char *const name[] = {
#define OQL_SOURCE_NAME(kind, text) text,
        OQL_SOURCE_TYPE_LIST(OQL_SOURCE_NAME)
#undef OQL_SOURCE_NAME
    };

    return type < OQL_SOURCE_TYPES ? name[type] : "?";
}

bool oql_source_is_pointlike(const oql_source *src)
{
    return src->type == OQL_SOURCE_POINT || src->type == OQL_SOURCE_MULTI_POINT ||
           src->type == OQL_SOURCE_AREA;
}
