/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SWEEP_SHARE_H
#define OQL_SWEEP_SHARE_H

#include "hazard/models.h"
#include "sweep/study.h"

/** Source models that points of a study have in common: read once, in the sweep's own process, and
 *  seen by the workers that it forks. They are kept until the last point that needs them has been
 *  started.
 *
 *  Threads   master thread
 */
typedef struct oql_share oql_share;

/** @param[in] key  (n) points with equal keys read the same models in the same way */
oql_status oql_share_create(size_t n, char (*const key)[65], oql_share **out,
                            oql_err *err) OQL_MUST_CHECK;
void oql_share_destroy(oql_share *s); /**< NULL is fine */

/** Models for point i, read now when another point that is left needs them, too; NULL when not:
 *  the point then reads its own. Borrowed until its last point is settled. */
oql_status oql_share_models(oql_share *s, size_t i, const oql_study_point *p,
                            const oql_models **out, oql_err *err) OQL_MUST_CHECK;

/** Point i needs its models no more: started, or not to be computed. Once for each point. */
void oql_share_settle(oql_share *s, size_t i);

#endif
