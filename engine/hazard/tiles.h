/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_TILES_H
#define OQL_HAZARD_TILES_H

#include "hazard/worker.h"

/** Private to the room: how the work of a job is cut into tiles, and what a tile is expected to cost.
 *
 *      group × block of sites = unit ─► chunks, each of pieces of sources that the block can feel
 *
 *  Sources are taken in lumps (neighbouring places, a fault, a bundle); a lump farther from a block
 *  than the maximum distance is left out. All tiles should cost about the same, a small share of the
 *  whole job, so that any number of cores ends together; but more than the memory that each of them
 *  must clear and add, and with enough ruptures of a magnitude to fill the lanes of the kernels; so
 *  sites are parted first. Cut from the problem, never from the machine: the cost is that of the machine
 *  on which the constants were fitted (bench/fit).
 */

/** What the cost of a tile is a sum of; the constants (ns each) are in costs.def. */
typedef enum {
#define OQL_COST(name, ns, text) OQL_COST_##name,
#include "hazard/costs.def"
#undef OQL_COST
    OQL_COSTS
} oql_cost_term;

typedef struct oql_cost {
    double n[OQL_COSTS];
} oql_cost;

double oql_cost_seconds(const oql_cost *cost);
const char *oql_cost_name(oql_cost_term term);

/** Part of the sources of a group. */
typedef enum { OQL_PIECE_PLACES, OQL_PIECE_RUPTURES, OQL_PIECE_BUNDLE } oql_piece_kind;
typedef struct {
    oql_piece_kind kind;
    size_t index;      /**< of the fault or bundle */
    size_t first, end; /**< places of the group, or ruptures of the fault */
} oql_piece;

/** The tiles of a unit: its sources in chunks, each at parts of its sites. Chunk k has the pieces
 *  start[k] … start[k + 1] - 1; tile t is chunk t / n_part at part t % n_part, the sites
 *  part_sites (t % n_part) and following of the block. */
typedef struct {
    size_t n, cap_start, n_piece, cap_piece;
    size_t *start; /**< (n + 1) */
    oql_piece *piece;
    size_t cap_cost;
    oql_cost *cost; /**< (n) expected of one tile of the chunk */
    size_t n_part, part_sites;
} oql_chunks;

typedef struct oql_tiling oql_tiling;

oql_status oql_tiling_create(const oql_setup *setup, oql_tiling **out,
                             oql_err *err) OQL_MUST_CHECK;
void oql_tiling_destroy(oql_tiling *t); /**< NULL is fine */

/** Cost expected of the whole job. */
const oql_cost *oql_tiling_cost(const oql_tiling *t);

/** Cut the unit of a group and a block. *out zeroed by the caller, cleared by oql_chunks_clear. */
oql_status oql_tiling_cut(const oql_tiling *t, size_t group, size_t block, oql_chunks *out,
                          oql_err *err) OQL_MUST_CHECK;
void oql_chunks_clear(oql_chunks *c);

/** Compute a piece with a worker that has begun its tile. */
oql_status oql_tile_piece(oql_worker *w, const oql_piece *p, oql_err *err) OQL_MUST_CHECK;

#endif
