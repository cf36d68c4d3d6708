/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/share.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hazard/inputs.h"

typedef struct {
    size_t n_left; /* points */
    oql_models *models;
} group;

struct oql_share {
    size_t *of;   /* (n) group of each point */
    group *group; /* (n), as many as points at most */
    size_t n_group;
};

typedef struct {
    const char *key;
    size_t i;
} entry;

static int by_key(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->key, ((const entry *)b)->key);
}

oql_status oql_share_create(size_t n, char (*const key)[65], oql_share **out, oql_err *err)
{
    oql_status st = OQL_OK;
    entry *list = oql_calloc(n, sizeof *list);
    oql_share *s = calloc(1, sizeof *s);

    *out = NULL;
    if (s != NULL) {
        s->of = oql_calloc(n, sizeof *s->of);
        s->group = oql_calloc(n, sizeof *s->group);
    }
    if (list == NULL || s == NULL || s->of == NULL || s->group == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu points", n);
        goto done;
    }
    for (size_t i = 0; i < n; ++i) {
        list[i] = (entry){key[i], i};
    }
    qsort(list, n, sizeof *list, by_key);
    for (size_t i = 0; i < n; ++i) {
        s->n_group += i == 0 || strcmp(list[i].key, list[i - 1].key) != 0;
        s->of[list[i].i] = s->n_group - 1;
        ++s->group[s->n_group - 1].n_left;
    }
    *out = s;
    s = NULL;
done:
    free(list);
    oql_share_destroy(s);
    return st;
}

void oql_share_destroy(oql_share *s)
{
    for (size_t g = 0; s != NULL && g < s->n_group; ++g) {
        oql_models_destroy(s->group[g].models);
    }
    if (s != NULL) {
        free(s->of);
        free(s->group);
    }
    free(s);
}

oql_status oql_share_models(oql_share *s, size_t i, const oql_study_point *p,
                            const oql_models **out, oql_err *err)
{
    group *g = &s->group[s->of[i]];
    oql_err why = {0};

    *out = g->models;
    if (g->models != NULL || g->n_left < 2) {
        return OQL_OK;
    }
    oql_status st = oql_models_create(&g->models, err);
    if (st == OQL_OK) {
        st = oql_inputs_share_models(p->job_path, p->n_over, p->over, g->models, &why);
        /* a mistake is the point's: its worker finds it again and tells */
        st = st == OQL_ENOMEM ? OQL_FAIL(err, st, "%s", why.text) : OQL_OK;
    }
    *out = g->models;
    return st;
}

void oql_share_settle(oql_share *s, size_t i)
{
    group *g = &s->group[s->of[i]];
    if (--g->n_left == 0) {
        oql_models_destroy(g->models);
        g->models = NULL;
    }
}
