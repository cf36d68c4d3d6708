/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_TESTS_LOGICTREE_TREES_H
#define OQL_TESTS_LOGICTREE_TREES_H

#include "logictree/realizations.h"

/** Small trees for the tests, described in rows, one a branch. */

typedef struct {
    const char *set; /**< id of the set; a new one begins where it changes */
    oql_uncertainty type;
    const char *apply_branches; /**< one or two ids separated by a blank, or NULL */
    const char *apply_source;   /**< one id or NULL */
    const char *id;
    const char *file; /**< or NULL */
    double value;
    double weight;
} smlt_row;

typedef struct {
    const char *trt;
    const char *model;
    double weight;
    const char *imt; /**< with a weight of its own, or NULL */
    double imt_weight;
} gslt_row;

/** Trees that have not been finished yet; a failing step fails the test. */
oql_smlt *make_smlt(size_t n, const smlt_row *rows);
oql_gslt *make_gslt(size_t n, const gslt_row *rows);

/** Finish and expect no problem. */
void finish_trees(oql_smlt *smlt, oql_gslt *gslt);

/** Whether some problem contains both texts. */
bool has_problem(const oql_problems *problems, const char *a, const char *b);

#endif
