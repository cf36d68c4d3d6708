/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_BUNDLES_H
#define OQL_HAZARD_BUNDLES_H

#include "hazard/inputs.h"

/** Sources that cannot be added one by one, computed as one item of a group:
 *
 *      mutually exclusive sources    P = Σ w_s P_s
 *      mutually exclusive ruptures   P = 1 - Π (1 - P_s), P_s = Σ w_r P_r
 *      clusters                      P = 1 - Π (1 - P_r), the whole occurring at a rate λ
 *
 *  P being the probability of exceedance in the investigation time T (of a cluster: given that it
 *  occurs). The bundle then adds the rate -ln(1 - P) / T, a cluster λ P, to the others.
 *  DEVIATION: OpenQuake cuts the Poisson series of a cluster after 19 occurrences; the closed form
 *  differs only where λ T is well above 1.
 */

/** Whether a source is computed as part of a bundle and not by itself. */
bool oql_source_is_bundled(const oql_source *src);

/** The job's reader of arrays beside source models. */
const oql_array_reader *oql_source_arrays(void);

/** Collect the sections of all geometry models; an id that comes twice goes to `problems`. */
oql_status oql_inputs_collect_sections(oql_inputs *in, oql_problems *problems,
                                       oql_err *err) OQL_MUST_CHECK;

/** Find the bundles of a group whose points and faults are filled, those of bundled sources after
 *  all others. Mistakes of the inputs go to `problems`. */
oql_status oql_group_make_bundles(oql_inputs *in, oql_group *g, oql_problems *problems,
                                  oql_err *err) OQL_MUST_CHECK;

/** Ruptures of a bundle, to cut tiles of equal work. */
double oql_bundle_ruptures(const oql_group *g, const oql_bundle *b);

struct oql_worker;

/** Add all ruptures of one of its sources to the worker's tile, as if they were independent. */
oql_status oql_tile_part(struct oql_worker *w, const oql_part *p, oql_err *err) OQL_MUST_CHECK;

/** Add the rates of a bundle to the worker's tile. */
oql_status oql_tile_bundle(struct oql_worker *w, const oql_bundle *b,
                           oql_err *err) OQL_MUST_CHECK;

#endif
