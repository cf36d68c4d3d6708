/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_STATUS_H
#define OQL_BASE_STATUS_H

#include <stddef.h>

#include "base/compiler.h"

/** Status codes and the caller-owned error record.
 *
 *  Every fallible function returns oql_status and fills an oql_err that its caller owns. There are
 *  no globals, no thread-locals and no aborts, so any thread may fail in its own record. On failure
 *  the outputs are unchanged or NULL.
 */
#define OQL_STATUS_LIST(X)                                                                     \
    X(OQL_OK, "success")                                                                       \
    X(OQL_ENOMEM, "out of memory")                                                             \
    X(OQL_EARG, "bug in the caller")                                                           \
    X(OQL_ECONFIG, "invalid job file")                                                         \
    X(OQL_EMODEL, "invalid model")                                                             \
    X(OQL_EIO, "file system or HDF5 failure")                                                  \
    X(OQL_ENUMERIC, "no finite result")                                                        \
    X(OQL_EUNSUPPORTED, "valid, not implemented")                                              \
    X(OQL_ENOTFOUND, "no such key")

typedef enum {
#define OQL_STATUS_ENUM(code, text) code,
    OQL_STATUS_LIST(OQL_STATUS_ENUM)
#undef OQL_STATUS_ENUM
} oql_status;

/** What went wrong. Zero-initialised by its owner; allocates nothing; the first failure wins. */
typedef struct {
    oql_status code;
    int line;         /**< line of the C source that failed */
    const char *file; /**< C source file, static storage */
    const char *func; /**< C function, static storage */
    char text[480]; /**< message for the user: "path:line: what was found, what was expected" */
} oql_err;

/** Record a failure in err (may be NULL) unless it already holds one; always returns code. */
oql_status oql_err_set(oql_err *err, oql_status code, const char *file, int line,
                       const char *func, const char *fmt, ...) OQL_PRINTF(6, 7);

/** Name of a code, such as "OQL_EIO"; static storage. */
const char *oql_status_name(oql_status code);

/** Why the system refused, errno in words: those of strerror(), and plainer ones where there is no room
 *  (disk, quota, limit of file sizes). Valid until the next call of strerror(). */
const char *oql_errno_text(int number);

/** Meaning of a code in English; static storage. */
const char *oql_status_text(oql_status code);

#define OQL_FAIL(err, code, ...)                                                               \
    oql_err_set((err), (code), __FILE__, __LINE__, __func__, __VA_ARGS__)

/** Evaluate expr; on failure store the status in `st` and go to the single exit `done`. */
#define OQL_TRY(expr)                                                                          \
    do {                                                                                       \
        if ((st = (expr)) != OQL_OK) {                                                         \
            goto done;                                                                         \
        }                                                                                      \
    } while (0)

#endif
