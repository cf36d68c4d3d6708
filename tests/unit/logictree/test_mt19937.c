/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>

#include "logictree/mt19937.h"

/* The 10000th output after the default seed is fixed by ISO C++ 26.6.5 for mt19937. */
Test(mt19937, ten_thousandth_word_of_the_default_seed)
{
    oql_mt mt;
    uint32_t word = 0;
    oql_mt_seed(&mt, 5489);
    for (int i = 0; i < 10000; ++i) {
        word = oql_mt_u32(&mt);
    }
    cr_expect_eq(word, UINT32_C(4123659995));
}

/* Values printed by numpy 1.x: numpy.random.seed(42); numpy.random.uniform(size=3) and seed
 * 2^32 - 1 with the 700th number, which lies in the second block of words. */
Test(mt19937, doubles_are_those_of_the_legacy_numpy_stream)
{
    oql_mt mt;
    oql_mt_seed(&mt, 42);
    cr_expect_eq(oql_mt_uniform(&mt), 0.3745401188473625);
    cr_expect_eq(oql_mt_uniform(&mt), 0.9507143064099162);
    cr_expect_eq(oql_mt_uniform(&mt), 0.7319939418114051);
    oql_mt_seed(&mt, UINT32_MAX);
    double u = oql_mt_uniform(&mt);
    cr_expect_eq(u, 0.0976320289940138);
    for (int i = 1; i < 700; ++i) {
        u = oql_mt_uniform(&mt);
    }
    cr_expect_eq(u, 0.008352749376617896);
}
