/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/bundles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hazard/worker.h"

bool oql_source_is_bundled(const oql_source *src)
{
    /* Points of another occurrence model are a bundle of their own, since places of one range
     * share their kind; faults know theirs. */
    return src->atomic != NULL ||
           (oql_source_is_pointlike(src) && src->tom.kind == OQL_TOM_NEGATIVE_BINOMIAL);
}

/* ---- finding ---- */

/* Ranges of places and faults of the bundled sources, by source. */
static void set_ranges(oql_group *g, oql_part *of_source)
{
    for (size_t i = g->points.n; i-- > 0;) {
        oql_part *p = &of_source[g->points.source[i]];
        p->place1 = p->source == NULL ? i + 1 : p->place1;
        p->source = g->source[g->points.source[i]];
        p->place0 = i;
        if (!oql_source_is_bundled(p->source)) {
            g->n_free_place = i + 1;
            break;
        }
    }
    for (size_t i = g->n_fault; i-- > 0;) {
        oql_part *p = &of_source[g->fault[i].ruptures->source];
        p->fault1 = p->source == NULL ? i + 1 : p->fault1;
        p->source = g->source[g->fault[i].ruptures->source];
        p->fault0 = i;
        if (!oql_source_is_bundled(p->source)) {
            g->n_free_fault = i + 1;
            break;
        }
    }
}

static void check_bundled(const oql_source *src, oql_problems *problems)
{
    const oql_source_group *a = src->atomic;

    if (a != NULL && a->mutex_ruptures && src->type != OQL_SOURCE_NON_PARAMETRIC) {
        oql_problem_error(problems, src->path, src->line,
                          "source \"%s\": a %s in a group of mutually exclusive "
                          "ruptures, expected a nonParametricSeismicSource",
                          src->id, oql_source_type_name(src->type));
    }
    if (a != NULL && a->cluster && !(a->tom.occurrence_rate_per_yr > 0.0)) {
        oql_problem_error(problems, src->path, src->line,
                          "source \"%s\": its group is a cluster without rate, expected "
                          "occurrence_rate > 0",
                          src->id);
    }
}

/* In a bundle ruptures do not occur by themselves. */
static void set_occurrence(oql_group *g, const oql_part *p)
{
    const oql_source_group *a = p->source->atomic;

    for (size_t f = p->fault0; f < p->fault1 && a != NULL; ++f) {
        if (a->mutex_ruptures) {
            g->fault[f].occurrence.kind = OQL_OCCUR_MUTEX;
        } else if (a->cluster) {
            g->fault[f].occurrence.kind = OQL_OCCUR_ONCE;
        }
    }
}

oql_status oql_group_make_bundles(oql_inputs *in, oql_group *g, oql_problems *problems,
                                  oql_err *err)
{
    oql_part *part = oql_arena_alloc(in->arena, g->n_source + 1, sizeof *part);
    oql_bundle *bundle = oql_arena_alloc(in->arena, g->n_source + 1, sizeof *bundle);
    size_t n_part = 0;

    g->n_free_place = 0;
    g->n_free_fault = 0;
    if (part == NULL || bundle == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", g->n_source);
    }
    memset(part, 0, (g->n_source + 1) * sizeof *part);
    set_ranges(g, part);
    for (size_t i = 0; i < g->n_source; ++i) {
        const oql_source *src = g->source[i];
        if (!oql_source_is_bundled(src)) {
            continue;
        }
        oql_bundle *last = g->n_bundle > 0 ? &bundle[g->n_bundle - 1] : NULL;
        if (last == NULL || src->atomic == NULL || last->atomic != src->atomic) {
            last = &bundle[g->n_bundle++];
            *last = (oql_bundle){.atomic = src->atomic, .part = &part[n_part]};
        }
        part[n_part] = part[i]; /* n_part <= i */
        part[n_part].source = src;
        check_bundled(src, problems);
        set_occurrence(g, &part[n_part]);
        last->n_part += 1;
        n_part += 1;
    }
    g->bundle = bundle;
    return OQL_OK;
}

double oql_bundle_ruptures(const oql_group *g, const oql_bundle *b)
{
    double n = 0.0;

    for (size_t i = 0; i < b->n_part; ++i) {
        const oql_part *p = &b->part[i];
        for (size_t k = p->place0; k < p->place1; ++k) {
            const oql_point_shape *s = &g->points.shapes[g->points.shape[k]];
            n += (double)g->points.mfds[g->points.mfd[k]].n * (double)(s->n_plane * s->n_depth);
        }
        for (size_t f = p->fault0; f < p->fault1; ++f) {
            n += (double)g->fault[f].ruptures->n;
        }
    }
    return n;
}

/* ---- computing ---- */

oql_status oql_tile_part(oql_worker *w, const oql_part *p, oql_err *err)
{
    oql_occurrence o =
        oql_occurrence_of(p->source, 0, w->setup->in->job->investigation_time_yr);
    oql_status st = OQL_OK;

    if (p->source->atomic != NULL && p->source->atomic->cluster) {
        o.kind = OQL_OCCUR_ONCE;
    }
    if (p->place1 > p->place0) {
        w->occurrence = o.kind == OQL_OCCUR_POISSON ? NULL : &o;
        oql_tile_points(w, p->place0, p->place1);
        w->occurrence = NULL;
    }
    for (size_t f = p->fault0; f < p->fault1; ++f) {
        OQL_TRY(oql_tile_fault(w, &w->group->fault[f], err));
    }
done:
    return st;
}

/* prob: (n) of the bundle so far; part: (n) rates, or probabilities of exclusive ruptures, of one
 * more source. */
static void combine(const oql_bundle *b, const oql_part *p, double time_yr, size_t n,
                    const double *part, double *prob)
{
    const oql_source_group *a = b->atomic;

    for (size_t i = 0; i < n; ++i) {
        if (a->mutex_ruptures) {
            prob[i] += (1.0 - prob[i]) * part[i];
        } else if (a->mutex_sources) {
            prob[i] += p->source->mutex_weight * -expm1(-part[i] * time_yr);
        } else { /* a cluster: all its ruptures occur */
            prob[i] += (1.0 - prob[i]) * -expm1(-part[i] * time_yr);
        }
    }
}

static void add_bundle(const oql_bundle *b, double time_yr, size_t n, const double *prob,
                       double *rates)
{
    const oql_source_group *a = b->atomic;
    /* OpenQuake's grp_probability reaches exclusive sources and ruptures only. */
    const double share = a->mutex_sources || a->mutex_ruptures ? a->probability : 1.0;

    for (size_t i = 0; i < n; ++i) {
        const double p = share * prob[i];
        if (a->cluster) {
            rates[i] += a->tom.occurrence_rate_per_yr * p;
        } else {
            rates[i] += -log1p(-fmin(p, 1.0 - 1.11e-16)) / time_yr;
        }
    }
}

oql_status oql_tile_bundle(oql_worker *w, const oql_bundle *b, oql_err *err)
{
    const oql_setup *s = w->setup;
    const size_t n = w->region->n_model * s->n_imt * s->n_lvl * w->stride;
    const double time_yr = s->in->job->investigation_time_yr;
    double *const rates = w->rates;
    double *part = NULL, *prob = NULL;
    oql_status st = OQL_OK;

    if (b->atomic == NULL) {
        for (size_t i = 0; i < b->n_part; ++i) {
            OQL_TRY(oql_tile_part(w, &b->part[i], err));
        }
        goto done;
    }
    part = oql_calloc(n, sizeof *part);
    prob = oql_calloc(n, sizeof *prob);
    if (part == NULL || prob == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the rates of a tile");
        goto done;
    }
    for (size_t i = 0; i < b->n_part; ++i) {
        memset(part, 0, n * sizeof *part);
        w->rates = part;
        OQL_TRY(oql_tile_part(w, &b->part[i], err));
        combine(b, &b->part[i], time_yr, n, part, prob);
    }
    add_bundle(b, time_yr, n, prob, rates);
done:
    w->rates = rates;
    free(part);
    free(prob);
    return st;
}
