/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BENCH_BENCH_H
#define OQL_BENCH_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/** Timing on a machine that others use too: seconds of this thread's own processor time, and the
 *  least of many short repetitions, which is what the code costs when nobody disturbs it. */

static inline double bench_cpu_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/** Least seconds of one run of f(user), of repetitions that fill `budget` seconds; a repetition is
 *  as many runs as last 0.3 ms, so that the clock does not count. */
static inline double bench_seconds(void (*f)(void *user), void *user, double budget)
{
    double best = 1e300, begin, once;
    f(user);
    begin = bench_cpu_seconds();
    f(user);
    once = bench_cpu_seconds() - begin;
    const size_t runs = once > 3e-4 ? 1 : (size_t)(3e-4 / (once + 1e-9)) + 1;
    const double end = bench_cpu_seconds() + budget;
    do {
        begin = bench_cpu_seconds();
        for (size_t i = 0; i < runs; ++i) {
            f(user);
        }
        const double s = (bench_cpu_seconds() - begin) / (double)runs;
        best = s < best ? s : best;
    } while (bench_cpu_seconds() < end);
    return best;
}

/** A number in [0, 1); the same sequence everywhere (xorshift64*). */
static inline double bench_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (double)((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 11) * 0x1p-53;
}

/** n elements of size bytes, 64-byte aligned; ends the program when memory is out. */
static inline void *bench_alloc(size_t n, size_t size)
{
    void *p = aligned_alloc(64, (n * size + 63) / 64 * 64);
    if (p == NULL) {
        fputs("bench: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return p;
}

#endif
