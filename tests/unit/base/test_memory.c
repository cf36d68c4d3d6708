/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

Test(memory, calloc_is_zeroed_and_aligned)
{
    for (size_t n = 0; n < 200; n += 7) {
        unsigned char *p = oql_calloc(n, 3);
        cr_assert_not_null(p);
        cr_expect_eq((uintptr_t)p % OQL_ALIGN, 0);
        for (size_t i = 0; i < 3 * n; ++i) {
            cr_assert_eq(p[i], 0);
        }
        free(p);
    }
}

Test(memory, calloc_refuses_a_size_that_overflows)
{
    cr_expect_null(oql_calloc(SIZE_MAX / 4, 8));
    cr_expect_null(oql_calloc(SIZE_MAX, 1));
}

Test(memory, reserve_keeps_the_content_while_it_grows)
{
    int *a = NULL;
    size_t cap = 0;
    oql_err err = {.code = OQL_OK};

    for (int i = 0; i < 10000; ++i) {
        cr_assert_eq(oql_reserve(&a, &cap, (size_t)i + 1, sizeof *a, &err), OQL_OK);
        cr_assert_geq(cap, (size_t)i + 1);
        a[i] = i;
    }
    for (int i = 0; i < 10000; ++i) {
        cr_assert_eq(a[i], i);
    }
    free(a);
}

Test(memory, reserve_refuses_an_overflow_and_leaves_the_array)
{
    int *a = NULL;
    size_t cap = 0;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_reserve(&a, &cap, 4, sizeof *a, &err), OQL_OK);
    int *const before = a;
    const size_t cap_before = cap;
    cr_expect_eq(oql_reserve(&a, &cap, SIZE_MAX / 2, sizeof *a, &err), OQL_ENOMEM);
    cr_expect_eq(a, before);
    cr_expect_eq(cap, cap_before);
    free(a);
}

Test(memory, strdup_copies)
{
    char *s = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_strdup("Ol\xC3\xA1", &s, &err), OQL_OK);
    cr_expect_str_eq(s, "Ol\xC3\xA1");
    free(s);
}

Test(memory, arena_pieces_do_not_overlap_and_are_zeroed)
{
    oql_arena *a = NULL;
    oql_err err = {.code = OQL_OK};
    unsigned char *piece[300];
    size_t total = 0;

    cr_assert_eq(oql_arena_create(&a, &err), OQL_OK);
    for (size_t i = 0; i < OQL_COUNT(piece); ++i) {
        const size_t n = i * i; /* from nothing to more than a block in total */
        piece[i] = oql_arena_alloc(a, n, 1);
        cr_assert_not_null(piece[i]);
        cr_expect_eq((uintptr_t)piece[i] % (n >= 64 ? 64 : 16), 0);
        for (size_t k = 0; k < n; ++k) {
            cr_assert_eq(piece[i][k], 0);
        }
        memset(piece[i], (int)(i % 251), n);
        total += n;
    }
    for (size_t i = 0; i < OQL_COUNT(piece); ++i) {
        for (size_t k = 0; k < i * i; ++k) {
            cr_assert_eq(piece[i][k], i % 251);
        }
    }
    cr_expect_eq(oql_arena_bytes(a), total);
    oql_arena_destroy(a);
}

Test(memory, arena_gives_a_piece_larger_than_its_blocks)
{
    oql_arena *a = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_arena_create(&a, &err), OQL_OK);
    double *x = oql_arena_alloc(a, 1000000, sizeof *x);
    cr_assert_not_null(x);
    x[999999] = 1.0;
    cr_expect_null(oql_arena_alloc(a, SIZE_MAX / 2, 8));
    oql_arena_destroy(a);
    oql_arena_destroy(NULL);
}

Test(memory, arena_copies_strings_and_their_beginnings)
{
    oql_arena *a = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_arena_create(&a, &err), OQL_OK);
    cr_expect_str_eq(oql_arena_strdup(a, "PGA"), "PGA");
    cr_expect_str_eq(oql_arena_strndup(a, "SA(0.1)", 2), "SA");
    cr_expect_str_eq(oql_arena_strdup(a, ""), "");
    oql_arena_destroy(a);
}
