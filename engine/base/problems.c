/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define OQL_MAX_PROBLEMS 1000
#define OQL_MAX_WORD     64

typedef struct {
    char *text;
    bool is_error;
} problem;

struct oql_problems {
    problem *list;
    size_t n, cap, errors, warnings;
};

oql_status oql_problems_create(oql_problems **out, oql_err *err)
{
    oql_problems *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the list of problems");
    }
    *out = p;
    return OQL_OK;
}

void oql_problems_destroy(oql_problems *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->n; ++i) {
        free(p->list[i].text);
    }
    free(p->list);
    free(p);
}

static OQL_PRINTF(5, 0) void add(oql_problems *p, bool is_error, const char *path, int line,
                                 const char *fmt, va_list args)
{
    char text[1024];
    int at = 0;

    *(is_error ? &p->errors : &p->warnings) += 1;
    if (path != NULL && line > 0) {
        at = snprintf(text, sizeof text, "%s:%d: ", path, line);
    } else if (path != NULL) {
        at = snprintf(text, sizeof text, "%s: ", path);
    }
    if (at < 0 || (size_t)at >= sizeof text) {
        at = 0;
    }
    (void)vsnprintf(text + at, sizeof text - (size_t)at, fmt, args);
    char *copy = NULL;
    if (p->n >= OQL_MAX_PROBLEMS ||
        oql_reserve(&p->list, &p->cap, p->n + 1, sizeof *p->list, NULL) != OQL_OK ||
        oql_strdup(text, &copy, NULL) != OQL_OK) {
        return; /* the count above still says that there are more */
    }
    p->list[p->n++] = (problem){copy, is_error};
}

void oql_problem_error(oql_problems *p, const char *path, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add(p, true, path, line, fmt, args);
    va_end(args);
}

void oql_problem_warning(oql_problems *p, const char *path, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add(p, false, path, line, fmt, args);
    va_end(args);
}

void oql_problem_from_err(oql_problems *p, const oql_err *err)
{
    oql_problem_error(p, NULL, 0, "%s", err->text);
}

size_t oql_problems_errors(const oql_problems *p)
{
    return p->errors;
}

size_t oql_problems_warnings(const oql_problems *p)
{
    return p->warnings;
}

const char *oql_problems_text(const oql_problems *p, size_t i, bool *is_error)
{
    if (i >= p->n) {
        return NULL;
    }
    *is_error = p->list[i].is_error;
    return p->list[i].text;
}

/* Levenshtein distance by the two-row recurrence (Wagner & Fischer 1974). */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[OQL_MAX_WORD + 1];
    const size_t nb = strlen(b);

    for (size_t j = 0; j <= nb; ++j) {
        row[j] = j;
    }
    for (size_t i = 1; a[i - 1] != '\0'; ++i) {
        size_t diag = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; ++j) {
            const size_t change = diag + (a[i - 1] != b[j - 1]);
            diag = row[j];
            const size_t insert = row[j - 1] + 1, erase = row[j] + 1;
            const size_t best = insert < erase ? insert : erase;
            row[j] = change < best ? change : best;
        }
    }
    return row[nb];
}

const char *oql_nearest_word(const char *word, const char *const *known, size_t n_known)
{
    const size_t n = strlen(word);
    size_t limit = n / 3 > 1 ? n / 3 : 1;
    const char *best = NULL;

    if (n == 0 || n > OQL_MAX_WORD) {
        return NULL;
    }
    for (size_t i = 0; i < n_known; ++i) {
        if (strlen(known[i]) > OQL_MAX_WORD) {
            continue;
        }
        const size_t d = edit_distance(word, known[i]);
        if (d <= limit && d > 0) {
            best = known[i];
            limit = d - 1;
            if (limit == 0) {
                break;
            }
        }
    }
    return best;
}
