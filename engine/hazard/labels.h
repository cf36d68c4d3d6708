/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_LABELS_H
#define OQL_HAZARD_LABELS_H

#include "hazard/inputs.h"

/** Ground-motion trees by site (job key site_labels): sites with the same label in the column ilabel of
 *  the site model share a tree, which is the <logicTree> of that logicTreeID; label 0 and the first
 *  tree are everybody else's.
 *
 *  All trees have the same regions with the same numbers of models, so that realization r means the
 *  r-th choice everywhere; weights and models are the label's. A region holds the models of all
 *  labels, each once, and its curves are computed at all sites:
 *
 *      realization r, region t, label b ─► model g of the label's tree ─► label[b].model[t][g] of the
 *                                                                         region
 */
struct oql_label {
    const char *name;
    oql_gslt *gslt; /**< of the first label in->gslt, owned there */
    oql_lt *lt;     /**< likewise */
    size_t **model; /**< (T, G) index of the model in its region; arena of the inputs */
};

/** Read the trees of the job's labels and make their realizations; the first label is the tree that
 *  in->lt was made from. Does nothing when the job has no labels. */
oql_status oql_labels_make(oql_inputs *in, size_t n_trt, const char *const *trt,
                           const oql_lt_options *options, oql_problems *problems,
                           oql_err *err) OQL_MUST_CHECK;
void oql_labels_clear(oql_inputs *in);

/** Models of region t: those of in->lt, then those that only labels have. Fills in label[b].model.
 *  @param[out] list, n  in the arena of the inputs */
oql_status oql_labels_models(oql_inputs *in, size_t t, const oql_gslt_branch ***list, size_t *n,
                             oql_err *err) OQL_MUST_CHECK;

/** Realizations for the weights of a label; without labels those of the job. */
static inline const oql_lt *oql_labels_lt(const oql_inputs *in, size_t label)
{
    return in->n_label == 0 ? in->lt : in->label[label].lt;
}

/** Label of a site, 0 without labels. */
static inline size_t oql_labels_of_site(const oql_inputs *in, size_t site)
{
    return in->n_label == 0 ? 0 : in->label_of_site[site];
}

/** Index of model g of region t for the sites of a label. */
static inline size_t oql_labels_model(const oql_inputs *in, size_t label, size_t t, size_t g)
{
    return in->n_label == 0 ? g : in->label[label].model[t][g];
}

#endif
