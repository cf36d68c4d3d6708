/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_LOGICTREE_LINKER_H
#define OQL_LOGICTREE_LINKER_H

#include "logictree/logictree.h"

/** Private to the room: hang the sets below the branches they apply to, add dummy sets, count
 *  the paths (n_paths, depth). Adds problems: duplicate branch ids, unknown names in
 *  applyToBranches, branches that have a set already. OQL_ENOMEM only. */
oql_status oql_smlt_link(oql_smlt *tree, oql_problems *problems, oql_err *err) OQL_MUST_CHECK;

#endif
