/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_ARGS_H
#define OQL_GMM_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/gmmspec.h"
#include "base/status.h"

/** Arguments of a model as data: a table of rules says which keys there are and where in the
 *  instance state each value goes. State that no argument sets keeps what init put there before
 *  (the default).
 *
 *      static const oql_arg_rule rules[] = {
 *          {"ergodic", OQL_ARG_IS_BOOL, offsetof(state, ergodic), NULL},
 *          {"theta6_adjustment", OQL_ARG_IS_NUMBER, offsetof(state, theta6), NULL},
 *          {"region", OQL_ARG_IS_CHOICE, offsetof(state, region), "GLO JPN TWN"},
 *      };
 */
typedef enum {
    OQL_ARG_IS_NUMBER, /**< to a double */
    OQL_ARG_IS_BOOL,   /**< to a bool; the integers 0 and 1 count */
    OQL_ARG_IS_CHOICE, /**< a text out of `words`, to an int: its index */
    OQL_ARG_IS_OTHER   /**< allowed here and read by the caller itself */
} oql_arg_kind;

typedef struct {
    const char *key;
    oql_arg_kind kind;
    size_t offset;     /**< of the destination in the state */
    const char *words; /**< OQL_ARG_IS_CHOICE: the words, space separated */
} oql_arg_rule;

/** Index of text among space-separated words, or -1. */
static inline int oql_arg_word(const char *words, const char *text)
{
    const size_t len = strlen(text);
    int index = 0;

    for (const char *w = words; *w != '\0'; ++index) {
        const size_t n = strcspn(w, " ");
        if (n == len && memcmp(w, text, n) == 0) {
            return index;
        }
        w += n;
        w += strspn(w, " ");
    }
    return -1;
}

/** One value into the state. Errors: OQL_EMODEL when it has not the rule's type. */
static inline oql_status oql_arg_store(const oql_gmm_spec *spec, const oql_arg_rule *r,
                                       const oql_gmm_value *v, void *state, oql_err *err)
{
    char *const to = (char *)state + r->offset;
    double number;
    int index;
    bool flag;

    switch (r->kind) {
    case OQL_ARG_IS_NUMBER:
        if (!oql_gmm_value_number(v, &number)) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: argument %s: expected a number", spec->name,
                            r->key);
        }
        memcpy(to, &number, sizeof(number));
        return OQL_OK;
    case OQL_ARG_IS_BOOL:
        if (v->type == OQL_ARG_BOOL) {
            flag = v->as.boolean;
        } else if (v->type == OQL_ARG_INT && (v->as.integer == 0 || v->as.integer == 1)) {
            flag = v->as.integer == 1;
        } else {
            return OQL_FAIL(err, OQL_EMODEL, "%s: argument %s: expected true or false",
                            spec->name, r->key);
        }
        memcpy(to, &flag, sizeof(flag));
        return OQL_OK;
    case OQL_ARG_IS_CHOICE:
        index = v->type == OQL_ARG_STRING ? oql_arg_word(r->words, v->as.string) : -1;
        if (index < 0) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s: argument %s: found \"%s\", expected one of %s", spec->name,
                            r->key, v->type == OQL_ARG_STRING ? v->as.string : "not a text",
                            r->words);
        }
        memcpy(to, &index, sizeof(index));
        return OQL_OK;
    case OQL_ARG_IS_OTHER:
        break;
    }
    return OQL_OK;
}

/** Read all arguments of a spec by n rules into the state.
 *
 *  Errors  OQL_EMODEL for a key without a rule or a value of the wrong type (names both)
 */
static inline oql_status oql_args_read(const oql_gmm_spec *spec, size_t n,
                                       const oql_arg_rule *rule, void *state, oql_err *err)
{
    for (size_t i = 0; i < spec->n_args; ++i) {
        size_t k = 0;
        oql_status st;

        while (k < n && strcmp(rule[k].key, spec->args[i].key) != 0) {
            ++k;
        }
        if (k == n) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: unknown argument %s", spec->name,
                            spec->args[i].key);
        }
        st = oql_arg_store(spec, &rule[k], &spec->args[i].value, state, err);
        if (st != OQL_OK) {
            return st;
        }
    }
    return OQL_OK;
}

#endif
