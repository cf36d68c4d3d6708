/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_CLOCK_H
#define OQL_HAZARD_CLOCK_H

#include <time.h>

/** Seconds of a clock that only goes forward, for measuring durations. */
static inline double oql_clock_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
