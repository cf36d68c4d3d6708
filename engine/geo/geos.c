/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/geos.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* The C interface of GEOS kept this name since 2009. */
#define OQL_GEOS_LIBRARY "libgeos_c.so.1"

oql_geos_functions oql_geos;
static oql_err failure; /* of the only attempt */

static void find(void *library, const char *name, void *function)
{
    void *at = library == NULL ? NULL : dlsym(library, name);
    if (at == NULL) {
        const char *why = dlerror();
        (void)OQL_FAIL(&failure, OQL_EIO, "the library GEOS, which outlines of faults need: %s",
                       why == NULL ? "unusable" : why);
    }
    memcpy(function, &at, sizeof at); /* C has no conversion from an object to a function */
}

static void load(void)
{
    void *library = dlopen(OQL_GEOS_LIBRARY, RTLD_LAZY | RTLD_LOCAL); /* for good */
#define OQL_GEOS_FIND(name) find(library, #name, &name);
    OQL_GEOS_LIST(OQL_GEOS_FIND)
#undef OQL_GEOS_FIND
}

oql_status oql_geos_load(oql_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, load);
    if (failure.code != OQL_OK && err != NULL) {
        *err = failure;
    }
    return failure.code;
}
