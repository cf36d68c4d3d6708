/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_REGION_MODELS_H
#define OQL_HAZARD_REGION_MODELS_H

#include "hazard/inputs.h"

/** Make the models of all regions of in->lt, and their leaves. A model that cannot be made is a problem,
 *  the others are still tried.
 *
 *  A model whose branch has the weight 0 for a measure is not asked for it: its curves are 0 there, as in
 *  OpenQuake, and it need not define the measure. (With sampling there are no weights for single
 *  measures.)
 */
oql_status oql_inputs_make_regions(oql_inputs *in, oql_problems *problems,
                                   oql_err *err) OQL_MUST_CHECK;

/** Number of measures that a branch of the ground-motion tree is asked for; their indices in ascending
 *  order (room for all measures of the job). */
size_t oql_branch_measures(const oql_inputs *in, const oql_gslt_branch *b, size_t *measure);

/** Put the rows of a model that is not asked for every measure where they belong: mean and sigma hold
 *  leaf->n_measure rows of length stride on entry and M on return, those not asked for such that no
 *  level is ever exceeded. */
void oql_leaf_spread(const oql_leaf *leaf, size_t n_imt, size_t stride, double *mean,
                     double *sigma);

#endif
