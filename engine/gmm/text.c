/* SPDX-License-Identifier: BSD-3-Clause */
/* Names, units and text codes of the context parameters. */
#include <string.h>

#include "gmm/gmm.h"

static const char *const name_of[OQL_CTX_N] = {
#define NAME(id, name, unit) name,
    OQL_CTX_LIST(NAME)};

static const char *const unit_of[OQL_CTX_N] = {
#define UNIT(id, name, unit) unit,
    OQL_CTX_LIST(UNIT)};

oql_ctx_param oql_ctx_param_by_name(const char *name)
{
    for (int p = 0; p < OQL_CTX_N; ++p) {
        if (strcmp(name, name_of[p]) == 0) {
            return (oql_ctx_param)p;
        }
    }
    return OQL_CTX_N;
}

const char *oql_ctx_param_name(oql_ctx_param p)
{
    return p < OQL_CTX_N ? name_of[p] : "";
}

const char *oql_ctx_param_unit(oql_ctx_param p)
{
    return p < OQL_CTX_N ? unit_of[p] : "";
}

double oql_gmm_text_code(const char *text)
{
    double code = 0.0, place = 1.0;
    for (size_t i = 0; i < 6 && text[i] != '\0'; ++i) {
        code += place * (double)(unsigned char)text[i];
        place *= 256.0;
    }
    return code;
}
