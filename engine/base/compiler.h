/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_COMPILER_H
#define OQL_BASE_COMPILER_H

/** Portability macros; the only place that asks which compiler this is. */

#if defined(__GNUC__)
#define OQL_MUST_CHECK         __attribute__((warn_unused_result))
#define OQL_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define OQL_MUST_CHECK
#define OQL_PRINTF(fmt, first)
#endif

/** Alignment of every array that a vector loop reads, bytes (one cache line, one AVX-512 register). */
#define OQL_ALIGN 64

/** Number of elements of an array whose size the compiler knows. */
#define OQL_COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
