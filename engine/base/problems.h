/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_BASE_PROBLEMS_H
#define OQL_BASE_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** A list of everything wrong with the inputs, so that a job with ten mistakes reports ten.
 *
 *  Readers add to it and go on reading; the caller prints it and decides. Each entry is an error
 *  (the job must not run) or a warning.
 *  Threads   one thread at a time
 */
typedef struct oql_problems oql_problems;

oql_status oql_problems_create(oql_problems **out, oql_err *err) OQL_MUST_CHECK;
void oql_problems_destroy(oql_problems *p); /**< NULL is fine */

/** Add one problem at path:line (path may be NULL, line 0 = whole file). The text says what was
 *  found and what was expected. Never fails: beyond 1000 entries only the counts grow. */
void oql_problem_error(oql_problems *p, const char *path, int line, const char *fmt, ...)
    OQL_PRINTF(4, 5);
void oql_problem_warning(oql_problems *p, const char *path, int line, const char *fmt, ...)
    OQL_PRINTF(4, 5);

/** Add the failure a function left in err, with its code's meaning kept in the text. */
void oql_problem_from_err(oql_problems *p, const oql_err *err);

size_t oql_problems_errors(const oql_problems *p);
size_t oql_problems_warnings(const oql_problems *p);

/** Entry i in the order added: "path:line: text". Borrowed until the list changes; NULL beyond. */
const char *oql_problems_text(const oql_problems *p, size_t i, bool *is_error);

/** The known word nearest to `word` by edit distance, or NULL when none is near enough (a third of
 *  its length, at least 1); for "unknown key …, did you mean …". */
const char *oql_nearest_word(const char *word, const char *const *known, size_t n_known);

#endif
