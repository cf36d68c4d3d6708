/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

oql_status oql_err_set(oql_err *err, oql_status code, const char *file, int line,
                       const char *func, const char *fmt, ...)
{
    if (err == NULL || err->code != OQL_OK) {
        return code;
    }
    err->code = code;
    err->file = file;
    err->line = line;
    err->func = func;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return code;
}

const char *oql_status_name(oql_status code)
{
    switch (code) {
#define OQL_STATUS_NAME(c, text)                                                               \
    case c:                                                                                    \
        return #c;
        OQL_STATUS_LIST(OQL_STATUS_NAME)
#undef OQL_STATUS_NAME
    }
    return "OQL_UNKNOWN";
}

const char *oql_status_text(oql_status code)
{
    switch (code) {
#define OQL_STATUS_TEXT(c, text)                                                               \
    case c:                                                                                    \
        return text;
        OQL_STATUS_LIST(OQL_STATUS_TEXT)
#undef OQL_STATUS_TEXT
    }
    return "unknown status";
}

const char *oql_errno_text(int number)
{
    switch (number) {
    case ENOSPC:
        return "no space left on the disk";
    case EDQUOT:
        return "the disk quota is used up";
    case EFBIG:
        return "larger than files may be here, see ulimit -f";
    default:
        return strerror(number);
    }
}
