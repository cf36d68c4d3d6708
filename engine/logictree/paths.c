/* SPDX-License-Identifier: BSD-3-Clause */
#include "logictree/paths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "logictree/mt19937.h"

void oql_lt_paths_clear(oql_lt_paths *p)
{
    free(p->branch);
    free(p->weight);
    free(p->samples);
    *p = (oql_lt_paths){0};
}

static oql_status paths_alloc(oql_lt_paths *p, size_t n, size_t stride, oql_err *err)
{
    *p = (oql_lt_paths){.n = n, .stride = stride};
    if (stride > 0 && n > SIZE_MAX / sizeof(int32_t) / stride) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu logic-tree paths", n);
    }
    p->branch = malloc((n * stride + 1) * sizeof *p->branch);
    p->weight = malloc((n + 1) * sizeof *p->weight);
    p->samples = malloc((n + 1) * sizeof *p->samples);
    if (p->branch == NULL || p->weight == NULL || p->samples == NULL) {
        oql_lt_paths_clear(p);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu logic-tree paths", n);
    }
    return OQL_OK;
}

/* ---- sorting by the text of a path, which is never made ---- */
typedef struct {
    const oql_smlt *tree;
    const int32_t *path, *end;
    const char *s; /* rest of the current id */
} cursor;

static cursor start_at(const oql_smlt *tree, const int32_t *path, size_t from, size_t stride)
{
    cursor c = {tree, path + from, path + stride, ""};
    if (c.path < c.end && *c.path != OQL_LT_NONE) {
        c.s = tree->branches[*c.path].id;
    }
    return c;
}

/* Next byte of the ids joined with "~"; -1 at the end. */
static int next_byte(cursor *c)
{
    if (*c->s != '\0') {
        return (unsigned char)*c->s++;
    }
    if (c->path >= c->end || *c->path == OQL_LT_NONE) {
        return -1;
    }
    ++c->path;
    if (c->path >= c->end || *c->path == OQL_LT_NONE) {
        return -1;
    }
    c->s = c->tree->branches[*c->path].id;
    return '~';
}

static int compare(const oql_smlt *tree, const int32_t *a, const int32_t *b, size_t stride)
{
    size_t i = 0;
    while (i < stride && a[i] == b[i]) {
        if (a[i] == OQL_LT_NONE) {
            return 0;
        }
        ++i;
    }
    if (i == stride) {
        return 0;
    }
    /* one of them may end here: step back so that its "~" or end is compared */
    i = i > 0 ? i - 1 : 0;
    cursor x = start_at(tree, a, i, stride), y = start_at(tree, b, i, stride);
    for (;;) {
        const int p = next_byte(&x), q = next_byte(&y);
        if (p != q) {
            return p < q ? -1 : 1;
        }
        if (p == -1) {
            return 0;
        }
    }
}

/* Stable merge sort of row numbers, bottom up. */
static oql_status sort_rows(const oql_smlt *tree, const oql_lt_paths *p, size_t *rows,
                            oql_err *err)
{
    const size_t n = p->n;
    size_t *other = malloc((n + 1) * sizeof *other), *from = rows, *to = other;
    if (other == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for sorting %zu paths", n);
    }
    for (size_t i = 0; i < n; ++i) {
        rows[i] = i;
    }
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            const size_t mid = lo + width < n ? lo + width : n;
            const size_t hi = mid + width < n ? mid + width : n;
            size_t i = lo, j = mid;
            for (size_t k = lo; k < hi; ++k) {
                const bool left =
                    i < mid &&
                    (j >= hi || compare(tree, p->branch + from[i] * p->stride,
                                        p->branch + from[j] * p->stride, p->stride) <= 0);
                to[k] = left ? from[i++] : from[j++];
            }
        }
        size_t *const swap = from;
        from = to;
        to = swap;
    }
    if (from != rows) {
        memcpy(rows, from, n * sizeof *rows);
    }
    free(other);
    return OQL_OK;
}

/* Sorted copy of the rows, equal ones merged. */
static oql_status merge_rows(const oql_smlt *tree, const oql_lt_paths *in, oql_lt_paths *out,
                             oql_err *err)
{
    oql_status st = OQL_OK;
    oql_lt_paths p = {0};
    const size_t stride = in->stride;
    size_t *rows = malloc((in->n + 1) * sizeof *rows), n = 0;
    if (rows == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for sorting %zu paths", in->n);
        goto done;
    }
    OQL_TRY(sort_rows(tree, in, rows, err));
    OQL_TRY(paths_alloc(&p, in->n, stride, err));
    for (size_t i = 0; i < in->n; ++i) {
        const int32_t *row = in->branch + rows[i] * stride;
        if (n > 0 && compare(tree, p.branch + (n - 1) * stride, row, stride) == 0) {
            p.weight[n - 1] += in->weight[rows[i]];
            p.samples[n - 1] += in->samples[rows[i]];
            continue;
        }
        memcpy(p.branch + n * stride, row, stride * sizeof *row);
        p.weight[n] = in->weight[rows[i]];
        p.samples[n] = in->samples[rows[i]];
        ++n;
    }
    p.n = n;
    *out = p;
    p = (oql_lt_paths){0};
done:
    free(rows);
    oql_lt_paths_clear(&p);
    return st;
}

/* Weight of a path, multiplied from the last branch to the first as OpenQuake does. */
static double path_weight(const oql_smlt *tree, const int32_t *path, size_t stride)
{
    size_t n = 0;
    double w = 1.0;
    while (n < stride && path[n] != OQL_LT_NONE) {
        ++n;
    }
    while (n-- > 0) {
        w *= tree->branches[path[n]].weight;
    }
    return w;
}

/* Depth first, from branch to branch: the path is its own stack. */
oql_status oql_lt_enumerate(const oql_smlt *tree, oql_lt_paths *out, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t stride = tree->depth;
    oql_lt_paths all = {0};
    int32_t *path = calloc(stride + 1, sizeof *path);
    size_t depth = 0, n = 0;
    if (path == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for logic-tree paths");
        goto done;
    }
    OQL_TRY(paths_alloc(&all, (size_t)tree->n_paths, stride, err));
    path[0] = tree->sets[0].first;
    for (;;) {
        for (int32_t c; (c = tree->branches[path[depth]].child) != OQL_LT_NONE;) {
            path[++depth] = tree->sets[c].first;
        }
        int32_t *row = all.branch + n * stride;
        for (size_t i = 0; i < stride; ++i) {
            row[i] = i <= depth ? path[i] : OQL_LT_NONE;
        }
        all.weight[n] = path_weight(tree, row, stride);
        all.samples[n] = 1;
        ++n;
        for (;;) { /* the next sibling of the deepest branch that has one */
            const oql_smlt_set *set = &tree->sets[tree->branches[path[depth]].set];
            if (path[depth] + 1 < set->first + set->n) {
                ++path[depth];
                break;
            }
            if (depth == 0) {
                goto sorted;
            }
            --depth;
        }
    }
sorted:
    OQL_TRY(merge_rows(tree, &all, out, err));
done:
    oql_lt_paths_clear(&all);
    free(path);
    return st;
}

/* ---- sampling ---- */
bool oql_lt_is_early(oql_lt_sampling method)
{
    return method == OQL_LT_EARLY_WEIGHTS || method == OQL_LT_EARLY_LATIN;
}

static bool is_latin(oql_lt_sampling method)
{
    return method == OQL_LT_EARLY_LATIN || method == OQL_LT_LATE_LATIN;
}

typedef struct {
    double u;
    size_t row;
} ranked;

static int by_value(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->u < y->u || x->u > y->u) {
        return x->u < y->u ? -1 : 1;
    }
    return x->row < y->row ? -1 : x->row > y->row;
}

/* A column becomes (position i of the sorted order + u_i) / n: one number in each n-th of (0,
 * 1). */
static oql_status make_latin(size_t n, size_t k, double *u, oql_err *err)
{
    ranked *rank = malloc((n + 1) * sizeof *rank);
    if (rank == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu samples", n);
    }
    for (size_t j = 0; j < k; ++j) {
        for (size_t i = 0; i < n; ++i) {
            rank[i] = (ranked){u[i * k + j], i};
        }
        qsort(rank, n, sizeof *rank, by_value);
        for (size_t i = 0; i < n; ++i) {
            u[i * k + j] = ((double)rank[i].row + u[i * k + j]) / (double)n;
        }
    }
    free(rank);
    return OQL_OK;
}

oql_status oql_lt_random(size_t n, size_t k, uint32_t seed, oql_lt_sampling method,
                         double **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_mt mt;
    double *u = oql_calloc(n, k * sizeof *u);
    if (u == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu samples", n);
        goto done;
    }
    oql_mt_seed(&mt, seed);
    for (size_t i = 0; i < n * k; ++i) {
        u[i] = oql_mt_uniform(&mt);
    }
    if (is_latin(method)) {
        OQL_TRY(make_latin(n, k, u, err));
    }
    *out = u;
    u = NULL;
done:
    free(u);
    return st;
}

/* With late methods the parts end at 1/n, 1/n + 1/n, 1/n + 2/n … below 1, rounded as numpy's
 * arange(1/n, 1, 1/n) rounds them: a number next to an edge must fall on the same side. */
static size_t pick_equal(double u, size_t n)
{
    const double part = 1.0 / (double)n, count = ceil((1.0 - part) / part);
    size_t i = 0;
    while (i + 1 < n && (double)i < count && part + (double)i * part < u) {
        ++i;
    }
    return i;
}

size_t oql_lt_pick(double u, size_t n, const double *weight, size_t stride,
                   oql_lt_sampling method)
{
    if (!oql_lt_is_early(method)) {
        return pick_equal(u, n);
    }
    double sum = 0.0;
    for (size_t i = 0; i + 1 < n; ++i) {
        sum += *(const double *)(const void *)((const char *)weight + i * stride);
        if (sum >= u) {
            return i;
        }
    }
    return n - 1; /* also when rounding leaves the sum of all weights below u */
}

oql_status oql_lt_sample_paths(const oql_smlt *tree, const oql_lt_options *options,
                               oql_lt_paths *out, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t n = options->n_samples, k = tree->n_real_sets, stride = tree->depth;
    const bool early = oql_lt_is_early(options->sampling);
    double *u = NULL;
    oql_lt_paths all = {0};
    OQL_TRY(oql_lt_random(n, k, options->seed, options->sampling, &u, err));
    OQL_TRY(paths_alloc(&all, n, stride, err));
    for (size_t i = 0; i < n; ++i) {
        int32_t *row = all.branch + i * stride;
        size_t depth = 0;
        double w = 1.0;
        for (int32_t s = 0; s != OQL_LT_NONE; ++depth) {
            const oql_smlt_set *set = &tree->sets[s];
            const size_t b = oql_lt_pick(u[i * k + (size_t)set->ordinal], (size_t)set->n,
                                         &tree->branches[set->first].weight,
                                         sizeof *tree->branches, options->sampling);
            row[depth] = set->first + (int32_t)b;
            w *= tree->branches[row[depth]].weight;
            s = tree->branches[row[depth]].child;
        }
        for (; depth < stride; ++depth) {
            row[depth] = OQL_LT_NONE;
        }
        all.weight[i] = early ? 1.0 / (double)n : w;
        all.samples[i] = 1;
    }
    OQL_TRY(merge_rows(tree, &all, out, err));
done:
    oql_lt_paths_clear(&all);
    free(u);
    return st;
}
