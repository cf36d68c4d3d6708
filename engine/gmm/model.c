/* SPDX-License-Identifier: BSD-3-Clause */
/* An instance: a class, the state its arguments gave, one prepared row a measure, and the models it
 * is built from.
 *
 *   oql_gmm ── state (class->state_size)
 *           ── rows  (M, row_stride)
 *           ── child[]  owned; part[] borrows from child[]
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gmm/args.h"
#include "gmm/mixture.h"
#include "gmm/registry.h"

typedef struct {
    const oql_gmm *gmm; /* one of the children */
    double weight;
} part;

struct oql_gmm {
    const oql_gmm_class *class;
    size_t n_imt;
    oql_imt *imt; /* (n_imt) */
    void *state;
    unsigned char *rows; /* (n_imt, row_stride) */
    size_t row_stride;
    uint64_t needs;
    const char *component;
    oql_gmm **child;
    size_t n_child, cap_child;
    part *part;
    size_t n_part, cap_part;
};

/* Arguments of the alias that the tree's own arguments do not replace, then the tree's own. */
static oql_status merge_alias(oql_arena *arena, const oql_gmm_spec *spec,
                              const oql_gmm_alias *alias, const oql_gmm_spec **out,
                              oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_gmm_spec *base = NULL;
    const size_t size = strlen(alias->class) + strlen(alias->args) + 8;
    char *text = oql_arena_alloc(arena, size, 1);
    oql_gmm_spec *merged = oql_arena_alloc(arena, 1, sizeof *merged);
    if (text == NULL || merged == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    (void)snprintf(text, size, "[%s]\n%s", alias->class, alias->args);
    OQL_TRY(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, spec->path, spec->line, &base, err));
    oql_gmm_arg *args = oql_arena_alloc(arena, base->n_args + spec->n_args + 1, sizeof *args);
    if (args == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    size_t n = 0;
    for (size_t i = 0; i < base->n_args; ++i) {
        if (oql_gmm_spec_get(spec, base->args[i].key) == NULL) {
            args[n++] = base->args[i];
        }
    }
    for (size_t i = 0; i < spec->n_args; ++i) {
        args[n++] = spec->args[i];
    }
    *merged = *spec;
    merged->name = alias->class;
    merged->n_args = n;
    merged->args = args;
    *out = merged;
done:
    return st;
}

static oql_status alloc_instance(const oql_gmm_class *c, size_t n_imt, const oql_imt *imt,
                                 oql_gmm **out, oql_err *err)
{
    oql_gmm *g = oql_calloc(1, sizeof *g);
    if (g == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    g->class = c;
    g->component = c->info.component;
    g->n_imt = n_imt;
    g->needs = c->info.needs;
    g->row_stride = (c->row_size + OQL_ALIGN - 1) / OQL_ALIGN * OQL_ALIGN;
    g->imt = oql_calloc(n_imt, sizeof *imt);
    g->state = oql_calloc(1, c->state_size);
    g->rows = oql_calloc(n_imt, g->row_stride);
    *out = g;
    if (g->imt == NULL || g->state == NULL || g->rows == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    if (n_imt > 0) {
        memcpy(g->imt, imt, n_imt * sizeof *imt);
    }
    return OQL_OK;
}

/* Whether the class declares the kind of a measure among its words. */
static bool declares(const oql_gmm_info *info, const oql_imt *imt)
{
    const char *name = oql_imt_name(imt->kind);
    const size_t n = strlen(name);
    for (const char *p = info->measures; (p = strstr(p, name)) != NULL; p += n) {
        if ((p == info->measures || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' ')) {
            return true;
        }
    }
    return info->measures[0] == '\0';
}

static oql_status check_measures(const oql_gmm_info *info, const oql_gmm_spec *spec,
                                 size_t n_imt, const oql_imt *imt, oql_err *err)
{
    for (size_t m = 0; m < n_imt; ++m) {
        if (!declares(info, &imt[m])) {
            return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: %s is not defined, expected %s",
                            spec->path == NULL ? "" : spec->path, spec->line, spec->name,
                            imt[m].text, info->measures);
        }
    }
    return OQL_OK;
}

static oql_status init_instance(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    if (g->class->init == NULL) {
        OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    } else {
        OQL_TRY(g->class->init(g, spec, err));
    }
    for (size_t m = 0; m < g->n_imt && g->class->prepare != NULL; ++m) {
        oql_err why = {0};
        st = g->class->prepare(g, &g->imt[m], g->rows + m * g->row_stride, &why);
        if (st != OQL_OK) {
            return OQL_FAIL(err, st, "%s:%d: %s: %s", spec->path == NULL ? "" : spec->path,
                            spec->line, spec->name, why.text);
        }
    }
done:
    return st;
}

/* A model used by another may be asked for what it does not declare but can compute. */
static oql_status create(const oql_gmm_spec *spec, size_t n_imt, const oql_imt *imt,
                         bool is_child, oql_gmm **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_arena *arena = NULL;
    oql_gmm *g = NULL;

    *out = NULL;
    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gmm_spec_unmix(arena, spec, &spec, err));
    const oql_gmm_entry *e = oql_gmm_entry_find(spec->name);
    if (e == NULL) {
        st = oql_gmm_refuse_name(spec->path, spec->line, spec->name, err);
        goto done;
    }
    if (e->alias != NULL) {
        OQL_TRY(merge_alias(arena, spec, e->alias, &spec, err));
    }
    if (!is_child) {
        OQL_TRY(check_measures(&e->class->info, spec, n_imt, imt, err));
    }
    OQL_TRY(alloc_instance(e->class, n_imt, imt, &g, err));
    OQL_TRY(init_instance(g, spec, err));
    *out = g;
    g = NULL;
done:
    oql_gmm_destroy(g);
    oql_arena_destroy(arena);
    return st;
}

oql_status oql_gmm_create(const oql_gmm_spec *spec, size_t n_imt, const oql_imt *imt,
                          oql_gmm **out, oql_err *err)
{
    return create(spec, n_imt, imt, false, out, err);
}

void oql_gmm_destroy(oql_gmm *g)
{
    if (g == NULL) {
        return;
    }
    if (g->class->clear != NULL && g->state != NULL) {
        g->class->clear(g);
    }
    for (size_t i = 0; i < g->n_child; ++i) {
        oql_gmm_destroy(g->child[i]);
    }
    free(g->child);
    free(g->part);
    free(g->imt);
    free(g->state);
    free(g->rows);
    free(g);
}

void oql_gmm_eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    g->class->eval(g, ctx, out);
}

uint64_t oql_gmm_needs(const oql_gmm *g)
{
    return g->needs;
}

bool oql_gmm_is_sided(const oql_gmm *g)
{
    bool sided = g->class->info.sided;
    for (size_t i = 0; i < g->n_child; ++i) {
        sided = sided || oql_gmm_is_sided(g->child[i]);
    }
    return sided;
}

size_t oql_gmm_work_bytes(const oql_gmm *g, size_t stride)
{
    /* A body takes fewer than 64 rows and a few for each measure; a parent also keeps the answers
     * of its children while the next child is running. */
    size_t rows = 64 + 8 * g->n_imt, deepest = 0;
    for (size_t i = 0; i < g->n_child; ++i) {
        const size_t below =
            oql_gmm_work_bytes(g->child[i], stride) / (stride * sizeof(double));
        rows += 6 * g->child[i]->n_imt;
        deepest = below > deepest ? below : deepest;
    }
    return (rows + deepest) * stride * sizeof(double);
}

const oql_gmm_info *oql_gmm_get_info(const oql_gmm *g)
{
    return &g->class->info;
}

const char *oql_gmm_component(const oql_gmm *g)
{
    return g->component;
}

void oql_gmm_take_component(oql_gmm *g, const oql_gmm *child)
{
    g->component = child->component;
}

size_t oql_gmm_n_children(const oql_gmm *g)
{
    return g->n_child;
}

const oql_gmm *oql_gmm_child(const oql_gmm *g, size_t i)
{
    return g->child[i];
}

size_t oql_gmm_parts(const oql_gmm *g)
{
    return g->n_part == 0 ? 1 : g->n_part;
}

const oql_gmm *oql_gmm_part(const oql_gmm *g, size_t i, double *weight)
{
    if (g->n_part == 0) {
        *weight = 1.0;
        return g;
    }
    *weight = g->part[i].weight;
    return g->part[i].gmm;
}

/* ---- for the families ---- */

size_t oql_gmm_n_imt(const oql_gmm *g)
{
    return g->n_imt;
}

const oql_imt *oql_gmm_imt(const oql_gmm *g, size_t m)
{
    return &g->imt[m];
}

const void *oql_gmm_variant(const oql_gmm *g)
{
    return g->class->variant;
}

void *oql_gmm_state(oql_gmm *g)
{
    return g->state;
}

const void *oql_gmm_state_c(const oql_gmm *g)
{
    return g->state;
}

const void *oql_gmm_row(const oql_gmm *g, size_t m)
{
    return g->rows + m * g->row_stride;
}

void oql_gmm_add_needs(oql_gmm *g, uint64_t params)
{
    g->needs |= params;
}

void oql_gmm_drop_needs(oql_gmm *g, uint64_t params)
{
    g->needs &= ~params;
}

oql_status oql_gmm_add_child(oql_gmm *g, const oql_gmm_spec *spec, size_t n_imt,
                             const oql_imt *imt, const oql_gmm **child, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_gmm *c = NULL;
    OQL_TRY(oql_reserve(&g->child, &g->cap_child, g->n_child + 1, sizeof(oql_gmm *), err));
    OQL_TRY(create(spec, n_imt, imt, true, &c, err));
    g->child[g->n_child++] = c;
    g->needs |= c->needs;
    *child = c;
done:
    return st;
}

oql_status oql_gmm_add_child_named(oql_gmm *g, const char *name, size_t n_imt,
                                   const oql_imt *imt, const oql_gmm **child, oql_err *err)
{
    const oql_gmm_spec spec = {.name = name, .text = name, .path = ""};
    return oql_gmm_add_child(g, &spec, n_imt, imt, child, err);
}

oql_status oql_gmm_add_part(oql_gmm *g, const oql_gmm *child, double weight, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_reserve(&g->part, &g->cap_part, g->n_part + 1, sizeof(part), err));
    g->part[g->n_part++] = (part){child, weight};
done:
    return st;
}
