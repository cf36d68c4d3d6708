/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_NRML_SOURCE_MODEL_H
#define OQL_NRML_SOURCE_MODEL_H

#include <stddef.h>

#include "base/problems.h"
#include "base/status.h"
#include "source/source.h"

/** Read a source model, NRML 0.4 or 0.5, in one streaming pass: memory is that of the model,
 *  not of the text.
 *
 *  Mistakes in sources go to `problems`, each as path:line with what was found and expected,
 *  and reading goes on, so that one run shows all; the sources concerned are left out. When
 *  problems got errors the function still returns OQL_OK and a model (of the good sources):
 *  the caller must look at oql_problems_errors. Valid but not implemented source types are
 *  problems too.
 *
 *  @param[in]     path      of the XML file
 *  @param[in]     settings  mesh spacings, bin width, filters
 *  @param[in,out] problems  collects mistakes; required
 *  @param[out]    out       owned by the caller, oql_source_model_destroy; NULL on failure
 *
 *  Errors  OQL_EIO cannot read; OQL_EMODEL not XML, truncated, not a source model; OQL_ENOMEM
 *  Threads reentrant
 */
oql_status oql_nrml_read_sources(const char *path, const oql_source_settings *settings,
                                 oql_problems *problems, oql_source_model **out,
                                 oql_err *err) OQL_MUST_CHECK;

/** The same from memory; `label` takes the place of the path in messages. */
oql_status oql_nrml_read_sources_memory(const char *label, const void *data, size_t n_bytes,
                                        const oql_source_settings *settings,
                                        oql_problems *problems, oql_source_model **out,
                                        oql_err *err) OQL_MUST_CHECK;

#endif
