/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_KERNELS_ISA_H
#define OQL_KERNELS_ISA_H

#include <stdbool.h>

/** Name of the instruction-set level in use: that of oql_kernels_best(). Static. */
const char *oql_isa_name(void);

/** True when this processor can run code of level "v1", "v3" or "v4". */
bool oql_isa_supported(const char *name);

#endif
