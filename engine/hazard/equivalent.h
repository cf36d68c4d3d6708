/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_EQUIVALENT_H
#define OQL_HAZARD_EQUIVALENT_H

#include "base/problems.h"
#include "base/status.h"
#include "hazard/inputs.h"

/** Job key reqv_file (reqv_hdf5): regions whose point-like sources are simplified, with a file of
 *  equivalent distances each.
 *
 *  In OpenQuake 3.25 all that the key does to classical calculations is to replace the nodal planes
 *  and the depths of these sources by their means and the scaling relation by PointMSR; sources
 *  named in reqv_ignore_sources stay as they are. The distances themselves are looked up for
 *  ruptures without a surface only, which no source makes any more. So it is here too: that is what
 *  its published results show.
 */

/** Report what is wrong with the files, the regions and reqv_ignore_sources. */
oql_status oql_equivalent_check(const oql_inputs *in, oql_problems *problems,
                                oql_err *err) OQL_MUST_CHECK;

/** Replace the sources of a group that are to be simplified; new ones live in in->arena. */
oql_status oql_equivalent_apply(const oql_inputs *in, oql_group *g,
                                oql_err *err) OQL_MUST_CHECK;

#endif
