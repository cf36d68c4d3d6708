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

/** Processor time of this thread alone: other programs on the machine do not count. */
static inline double oql_thread_seconds(void)
{
    struct timespec t = {0, 0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
