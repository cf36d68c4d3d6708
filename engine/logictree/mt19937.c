/* SPDX-License-Identifier: BSD-3-Clause */
#include "logictree/mt19937.h"

#define MIDDLE   397
#define TWIST    UINT32_C(0x9908b0df)
#define TOP_BIT  UINT32_C(0x80000000)
#define LOW_BITS UINT32_C(0x7fffffff)

void oql_mt_seed(oql_mt *mt, uint32_t seed)
{
    mt->word[0] = seed;
    for (uint32_t i = 1; i < OQL_MT_N; ++i) {
        const uint32_t before = mt->word[i - 1];
        mt->word[i] = UINT32_C(1812433253) * (before ^ (before >> 30)) + i;
    }
    mt->next = OQL_MT_N;
}

/* The recurrence x[k+n] = x[k+m] ^ (upper bit of x[k], lower bits of x[k+1]) A, for all words.
 * */
static void next_words(oql_mt *mt)
{
    for (int k = 0; k < OQL_MT_N; ++k) {
        const uint32_t y = (mt->word[k] & TOP_BIT) | (mt->word[(k + 1) % OQL_MT_N] & LOW_BITS);
        mt->word[k] =
            mt->word[(k + MIDDLE) % OQL_MT_N] ^ (y >> 1) ^ ((y & 1u) != 0 ? TWIST : 0);
    }
    mt->next = 0;
}

uint32_t oql_mt_u32(oql_mt *mt)
{
    if (mt->next >= OQL_MT_N) {
        next_words(mt);
    }
    uint32_t y = mt->word[mt->next++];
    y ^= y >> 11;
    y ^= (y << 7) & UINT32_C(0x9d2c5680);
    y ^= (y << 15) & UINT32_C(0xefc60000);
    return y ^ (y >> 18);
}

double oql_mt_uniform(oql_mt *mt)
{
    const uint32_t high = oql_mt_u32(mt) >> 5, low = oql_mt_u32(mt) >> 6;
    return ((double)high * 67108864.0 + (double)low) / 9007199254740992.0;
}
