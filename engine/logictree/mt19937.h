/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_LOGICTREE_MT19937_H
#define OQL_LOGICTREE_MT19937_H

#include <stdint.h>

/** Mersenne twister MT19937, for the random streams that logic-tree sampling has in OpenQuake.
 *
 *  Seeding with one integer is init_genrand of the 2002 code; doubles have 53 random bits. So
 *  oql_mt_seed(s) then oql_mt_uniform() … is what numpy.random.seed(s); uniform(size=n) gives.
 *  Threads   a state belongs to one thread
 *  Source    Matsumoto & Nishimura (1998), doi:10.1145/272991.272995, and its 2002
 *  initialisation
 */
#define OQL_MT_N 624

typedef struct {
    uint32_t word[OQL_MT_N];
    int next; /**< next word to give out, OQL_MT_N = make new ones first */
} oql_mt;

void oql_mt_seed(oql_mt *mt, uint32_t seed);
uint32_t oql_mt_u32(oql_mt *mt);
double oql_mt_uniform(oql_mt *mt); /**< within [0, 1) */

#endif
