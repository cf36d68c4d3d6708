/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/by_src.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"
#include "hazard/bundles.h"
#include "hazard/labels.h"

#define OQL_PART_RUPTURES 4000.0 /* less is not worth a part of its own */
#define OQL_BATCH         64     /* parts whose rates are held at once */
#define OQL_MOST_BYTES    ((double)8e9)

static oql_status no_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the rates by source");
}

/* ---- names ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t find_name(const oql_source_names *names, const char *name)
{
    const char **at = bsearch(&name, names->name, names->n, sizeof *names->name, by_name);
    return at == NULL ? 0 : (size_t)(at - names->name);
}

/* The name of source i, with the first source of its bundle as OpenQuake has it. */
static const char *name_of(const oql_source *src, oql_arena *arena)
{
    return oql_arena_strndup(arena, src->id, strcspn(src->id, "!:;."));
}

oql_status oql_source_names_make(const oql_inputs *in, oql_arena *arena, oql_source_names *out,
                                 oql_err *err)
{
    size_t n = 0, k = 0;
    *out = (oql_source_names){0};
    for (size_t g = 0; g < in->n_group; ++g) {
        n += in->group[g].n_source;
    }
    out->name = oql_arena_alloc(arena, n + 1, sizeof *out->name);
    out->of = oql_arena_alloc(arena, in->n_group + 1, sizeof *out->of);
    const char **each = oql_arena_alloc(arena, n + 1, sizeof *each);
    if (out->name == NULL || out->of == NULL || each == NULL) {
        return no_memory(err);
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        for (size_t i = 0; i < in->group[g].n_source; ++i) {
            each[k] = name_of(in->group[g].source[i], arena);
            if (each[k] == NULL) {
                return no_memory(err);
            }
            out->name[k] = each[k];
            ++k;
        }
    }
    qsort(out->name, n, sizeof *out->name, by_name);
    for (size_t i = 0; i < n; ++i) {
        if (i == 0 || strcmp(out->name[i], out->name[out->n - 1]) != 0) {
            out->name[out->n++] = out->name[i];
        }
    }
    k = 0;
    for (size_t g = 0; g < in->n_group; ++g) {
        out->of[g] = oql_arena_alloc(arena, in->group[g].n_source + 1, sizeof **out->of);
        if (out->of[g] == NULL) {
            return no_memory(err);
        }
        for (size_t i = 0; i < in->group[g].n_source; ++i) {
            out->of[g][i] = find_name(out, each[k++]);
        }
    }
    return OQL_OK;
}

/* ---- parts ---- */

typedef struct {
    oql_source_part *list;
    size_t n, cap;
    double weight; /* of the last part */
    bool open;     /* whether the last part takes more */
} parts;

/* The last part, when it is of that name and not full, else a new one. */
static oql_status part_of(parts *p, size_t group, size_t name, double weight, double most,
                          oql_source_part **out, oql_err *err)
{
    oql_status st = OQL_OK;
    if (!p->open || p->list[p->n - 1].name != name || p->weight + weight > most) {
        OQL_TRY(oql_reserve(&p->list, &p->cap, p->n + 1, sizeof *p->list, err));
        p->list[p->n++] = (oql_source_part){.name = name, .group = group};
        p->weight = 0.0;
        p->open = true;
    }
    p->weight += weight;
    *out = &p->list[p->n - 1];
done:
    return st;
}

static double place_ruptures(const oql_points *p, size_t i)
{
    const oql_point_shape *s = &p->shapes[p->shape[i]];
    return (double)p->mfds[p->mfd[i]].n * (double)(s->n_plane * s->n_depth);
}

static oql_status cut_group(parts *p, const oql_inputs *in, size_t index,
                            const oql_source_names *names, double most, oql_err *err)
{
    const oql_group *g = &in->group[index];
    const size_t *of = names->of[index];
    oql_source_part *part = NULL;
    oql_status st = OQL_OK;

    p->open = false;
    for (size_t i = 0; i < g->n_free_place; ++i) {
        OQL_TRY(part_of(p, index, of[g->points.source[i]], place_ruptures(&g->points, i), most,
                        &part, err));
        part->place0 = part->place1 == 0 ? i : part->place0;
        part->place1 = i + 1;
    }
    p->open = false;
    for (size_t i = 0; i < g->n_free_fault; ++i) {
        const oql_fault *f = g->fault[i].ruptures;
        OQL_TRY(part_of(p, index, of[f->source], (double)f->n, most, &part, err));
        part->fault0 = part->fault1 == 0 ? i : part->fault0;
        part->fault1 = i + 1;
    }
    for (size_t i = 0; i < g->n_bundle; ++i) {
        size_t first = 0; /* source of the bundle */
        while (g->source[first] != g->bundle[i].part[0].source) {
            ++first;
        }
        p->open = false;
        OQL_TRY(part_of(p, index, of[first], 1.0, most, &part, err));
        part->bundle0 = i;
        part->bundle1 = i + 1;
    }
done:
    return st;
}

oql_status oql_source_parts_make(const oql_inputs *in, const oql_source_names *names,
                                 double most, oql_arena *arena, oql_source_part **out,
                                 size_t *n, oql_err *err)
{
    parts p = {0};
    oql_status st = OQL_OK;

    for (size_t g = 0; g < in->n_group; ++g) {
        OQL_TRY(cut_group(&p, in, g, names, most, err));
    }
    *out = oql_arena_alloc(arena, p.n + 1, sizeof **out);
    if (*out == NULL) {
        st = no_memory(err);
        goto done;
    }
    if (p.n > 0) {
        memcpy(*out, p.list, p.n * sizeof **out);
    }
    *n = p.n;
done:
    free(p.list);
    return st;
}

oql_status oql_source_part_do(oql_worker *w, const oql_source_part *p, oql_err *err)
{
    const oql_group *g = w->group;
    oql_status st = OQL_OK;
    if (p->place1 > p->place0) {
        oql_tile_points(w, p->place0, p->place1);
    }
    for (size_t f = p->fault0; f < p->fault1; ++f) {
        OQL_TRY(oql_tile_fault(w, &g->fault[f], err));
    }
    for (size_t b = p->bundle0; b < p->bundle1; ++b) {
        OQL_TRY(oql_tile_bundle(w, &g->bundle[b], err));
    }
done:
    return st;
}

double oql_group_model_weight(const oql_inputs *in, const oql_group *group, size_t g,
                              size_t label)
{
    const oql_lt *lt = oql_labels_lt(in, label);
    const size_t t = (size_t)group->trt;
    double sum = 0.0;
    for (size_t i = 0; i < oql_lt_n_models(lt, t); ++i) {
        if (oql_labels_model(in, label, t, i) != g) {
            continue;
        }
        for (size_t s = 0; s < group->n_smr; ++s) {
            sum += oql_lt_model_weight(lt, (size_t)group->smr[s], t, i);
        }
    }
    return sum;
}

/* ---- rates ---- */

typedef struct {
    const oql_setup *setup;
    const oql_source_part *part; /* (n_part) */
    size_t n_part;
    double *weight;   /* (labels, n_group, max models) */
    size_t max_model; /* of a region */
    size_t n_row;     /* M * L */
    oql_worker **worker;
    int n_thread;
    double *rates; /* (threads, max models, M, L, stride) */
    double *mean;  /* (OQL_BATCH, block, M, L) */
    double *sum;   /* (block, M, L, U) */
} by_src;

/* Mean over the models of a group, weights of the label of each site; out (n_site, M, L). */
static void weigh(const by_src *b, size_t group, size_t site0, size_t n_site, size_t stride,
                  const double *rates, double *out)
{
    const oql_inputs *in = b->setup->in;
    const size_t n_model = in->region[in->group[group].trt].n_model;
    for (size_t i = 0; i < n_site; ++i) {
        const size_t label = oql_labels_of_site(in, site0 + i);
        const double *w = b->weight + (label * in->n_group + group) * b->max_model;
        for (size_t r = 0; r < b->n_row; ++r) {
            double x = 0.0;
            for (size_t g = 0; g < n_model; ++g) {
                x += w[g] * rates[(g * b->n_row + r) * stride + i];
            }
            out[i * b->n_row + r] = x;
        }
    }
}

static oql_status do_batch(by_src *b, size_t first, size_t n, size_t site0, size_t n_site,
                           oql_err *err)
{
    const oql_setup *s = b->setup;
    const size_t stride = (n_site + OQL_LANES - 1) / OQL_LANES * OQL_LANES;
    const size_t n_rate = b->max_model * b->n_row * s->block_sites;
    const int threads = b->n_thread;
    oql_err why[OQL_BATCH] = {{0}};

#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) default(none)               \
    shared(b, s, first, n, site0, n_site, stride, n_rate, why)
    for (size_t i = 0; i < n; ++i) {
        const int me = omp_get_thread_num();
        const oql_source_part *p = &b->part[first + i];
        double *rates = b->rates + (size_t)me * n_rate;
        memset(rates, 0, n_rate * sizeof *rates);
        oql_worker_begin(b->worker[me], &s->in->group[p->group], site0, n_site, rates);
        if (oql_source_part_do(b->worker[me], p, &why[i]) == OQL_OK) {
            weigh(b, p->group, site0, n_site, stride, rates,
                  b->mean + i * s->block_sites * b->n_row);
        }
    }
    for (size_t i = 0; i < n; ++i) {
        if (why[i].code != OQL_OK) {
            *err = why[i];
            return why[i].code;
        }
    }
    return OQL_OK;
}

static oql_status do_block(by_src *b, size_t n_name, size_t site0, size_t n_site, oql_err *err)
{
    const size_t n_value = n_site * b->n_row;
    oql_status st = OQL_OK;

    memset(b->sum, 0, n_value * n_name * sizeof *b->sum);
    for (size_t first = 0; first < b->n_part; first += OQL_BATCH) {
        const size_t left = b->n_part - first, n = left < OQL_BATCH ? left : OQL_BATCH;
        OQL_TRY(do_batch(b, first, n, site0, n_site, err));
        for (size_t i = 0; i < n; ++i) {
            const double *mean = b->mean + i * b->setup->block_sites * b->n_row;
            const size_t name = b->part[first + i].name;
            for (size_t v = 0; v < n_value; ++v) {
                b->sum[v * n_name + name] += mean[v];
            }
        }
    }
done:
    return st;
}

static oql_status prepare(by_src *b, size_t n_name, oql_arena *arena, oql_err *err)
{
    const oql_setup *s = b->setup;
    const oql_inputs *in = s->in;
    const size_t n_label = in->n_label == 0 ? 1 : in->n_label, threads = (size_t)b->n_thread;
    oql_status st = OQL_OK;

    if ((double)s->block_sites * (double)b->n_row * (double)n_name * sizeof(double) >
        OQL_MOST_BYTES) {
        return OQL_FAIL(err, OQL_ECONFIG,
                        "disagg_by_src: %zu sources times %zu levels times %zu sites need more "
                        "than %.0f GB, expected fewer levels",
                        n_name, b->n_row, s->block_sites, OQL_MOST_BYTES / 1e9);
    }
    b->max_model = s->max_leaf;
    b->weight = oql_calloc(n_label * in->n_group * b->max_model, sizeof(double));
    b->rates = oql_calloc(threads * b->max_model * b->n_row * s->block_sites, sizeof(double));
    b->mean = oql_calloc(OQL_BATCH * s->block_sites * b->n_row, sizeof(double));
    b->sum = oql_calloc(s->block_sites * b->n_row * n_name, sizeof(double));
    b->worker = oql_arena_alloc(arena, threads, sizeof *b->worker);
    if (b->weight == NULL || b->rates == NULL || b->mean == NULL || b->sum == NULL ||
        b->worker == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < threads; ++i) {
        OQL_TRY(oql_worker_create(s, &b->worker[i], err));
    }
    for (size_t l = 0; l < n_label; ++l) {
        for (size_t g = 0; g < in->n_group; ++g) {
            for (size_t k = 0; k < in->region[in->group[g].trt].n_model; ++k) {
                b->weight[(l * in->n_group + g) * b->max_model + k] =
                    oql_group_model_weight(in, &in->group[g], k, l);
            }
        }
    }
done:
    return st;
}

oql_status oql_mean_rates_by_src(const oql_setup *setup, oql_store *store, int n_thread,
                                 oql_err *err)
{
    const oql_inputs *in = setup->in;
    oql_arena *arena = NULL;
    oql_source_names names;
    oql_source_part *part = NULL;
    by_src b = {.setup = setup,
                .n_row = setup->n_imt * setup->n_lvl,
                .n_thread = n_thread > 0 ? n_thread : omp_get_max_threads()};
    oql_status st = OQL_OK;

    if (!in->job->disagg_by_src || in->n_group == 0) {
        return OQL_OK;
    }
    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_source_names_make(in, arena, &names, err));
    OQL_TRY(oql_source_parts_make(in, &names, OQL_PART_RUPTURES, arena, &part, &b.n_part, err));
    b.part = part;
    if (names.n == 0) {
        goto done;
    }
    OQL_TRY(prepare(&b, names.n, arena, err));
    OQL_TRY(oql_layout_set(store, "source_ids", &names.n, names.name, err));
    const size_t dims[4] = {in->sites->n, setup->n_imt, setup->n_lvl, names.n};
    OQL_TRY(oql_layout_set(store, "mean_rates_by_src", dims, NULL, err));
    for (size_t site0 = 0; site0 < in->sites->n; site0 += setup->block_sites) {
        const size_t left = in->sites->n - site0;
        const size_t n = left < setup->block_sites ? left : setup->block_sites;
        const size_t start[4] = {site0, 0, 0, 0};
        const size_t count[4] = {n, setup->n_imt, setup->n_lvl, names.n};
        OQL_TRY(do_block(&b, names.n, site0, n, err));
        OQL_TRY(
            oql_store_write(store, "mean_rates_by_src", OQL_F64, 0, start, count, b.sum, err));
    }
done:
    for (int i = 0; b.worker != NULL && i < b.n_thread; ++i) {
        oql_worker_destroy(b.worker[i]);
    }
    free(b.weight);
    free(b.rates);
    free(b.mean);
    free(b.sum);
    oql_arena_destroy(arena);
    return st;
}
