/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_INTENSITY_H
#define OQL_GMM_MODELS_INTENSITY_H

#include "gmm/models/terms.h"

/** The prepare of models of macroseismic intensity, whose few numbers stand in the code. */
static inline oql_status oql_prepare_mmi(const oql_gmm *g, const oql_imt *imt, void *row,
                                         oql_err *err)
{
    (void)row;
    return imt->kind == OQL_IMT_MMI
               ? OQL_OK
               : OQL_FAIL(err, OQL_EMODEL, "%s is not defined by %s, which has MMI alone",
                          imt->text, oql_gmm_get_info(g)->name);
}

#endif
