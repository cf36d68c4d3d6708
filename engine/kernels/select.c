/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "kernels/isa.h"
#include "kernels/kernels.h"

#ifdef OQL_HAVE_v1
extern const oql_kernels oql_kernels_v1;
#endif
#ifdef OQL_HAVE_v3
extern const oql_kernels oql_kernels_v3;
#endif
#ifdef OQL_HAVE_v4
extern const oql_kernels oql_kernels_v4;
#endif

/* Best first. */
static const oql_kernels *const levels[] = {
#ifdef OQL_HAVE_v4
    &oql_kernels_v4,
#endif
#ifdef OQL_HAVE_v3
    &oql_kernels_v3,
#endif
#ifdef OQL_HAVE_v1
    &oql_kernels_v1,
#endif
};

bool oql_isa_supported(const char *name)
{
#if defined(__x86_64__)
    /* clang 14 lacks the level names, so the features are listed. */
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (strcmp(name, "v4") == 0) {
        return v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
    }
    if (strcmp(name, "v3") == 0) {
        return v3;
    }
#endif
    return strcmp(name, "v1") == 0;
}

const oql_kernels *oql_kernels_by_name(const char *name)
{
    for (size_t i = 0; i < OQL_COUNT(levels); ++i) {
        if (strcmp(levels[i]->name, name) == 0 && oql_isa_supported(name)) {
            return levels[i];
        }
    }
    return NULL;
}

const oql_kernels *oql_kernels_best(void)
{
    const char *wish = getenv("OQLITE_ISA");
    const oql_kernels *k = wish == NULL ? NULL : oql_kernels_by_name(wish);

    for (size_t i = 0; k == NULL && i < OQL_COUNT(levels); ++i) {
        k = oql_isa_supported(levels[i]->name) ? levels[i] : NULL;
    }
    /* a build for a better machine only: run what there is, the processor will refuse it */
    return k != NULL ? k : levels[OQL_COUNT(levels) - 1];
}

const char *oql_isa_name(void)
{
    return oql_kernels_best()->name;
}
