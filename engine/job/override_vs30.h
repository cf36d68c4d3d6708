/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_OVERRIDE_VS30_H
#define OQL_JOB_OVERRIDE_VS30_H

#include "job/sites.h"

/** Apply override_vs30: a single value replaces vs30 everywhere; several values repeat each
 *  site whose vs30 is -999 (or the only site) once a value, named "2:C" after the site and the
 *  ASCE soil class. z1pt0 and z2pt5 then follow from vs30 where they were known.
 *
 *  Source    z1pt0: Chiou & Youngs (2014), doi:10.1193/072813EQS219M, eq. 1; z2pt5: Campbell &
 *            Bozorgnia (2014), doi:10.1193/062913EQS175M, eq. 33; both for regions other than
 *            Japan
 */
oql_status oql_sites_override_vs30(const oql_job *job, oql_sites *sites, oql_problems *problems,
                                   oql_err *err) OQL_MUST_CHECK;

#endif
