/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/nearest.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* An implicit tree: the points are ordered so that the middle of each range splits it at the
 * axis depth mod 3 (Bentley 1975, doi:10.1145/361002.361007).
 *
 *      [ left half: axis <= middle | middle | right half: axis >= middle ]
 */
typedef struct {
    double x[3];
    size_t id;
} node;

struct oql_nearest {
    size_t n;
    node *nodes;
};

typedef struct {
    const node *nodes;
    const double *at;
    double best_sq;
    size_t best;
} search;

/* By axis, then by index: a total order, so that the tree depends on the points alone. */
static int compare(const node *a, const node *b, int axis)
{
    if (a->x[axis] != b->x[axis]) {
        return a->x[axis] < b->x[axis] ? -1 : 1;
    }
    return (a->id > b->id) - (a->id < b->id);
}

static void swap(node *a, node *b)
{
    const node t = *a;
    *a = *b;
    *b = t;
}

/* Put the k-th of [low, high) in its place, smaller ones before it (Hoare 1961). */
static void select_kth(node *a, size_t low, size_t high, size_t k, int axis)
{
    while (high - low > 1) {
        const size_t mid = low + (high - low) / 2;
        /* the median of three as pivot, at the end */
        if (compare(&a[mid], &a[low], axis) < 0) {
            swap(&a[mid], &a[low]);
        }
        if (compare(&a[high - 1], &a[low], axis) < 0) {
            swap(&a[high - 1], &a[low]);
        }
        if (compare(&a[mid], &a[high - 1], axis) < 0) {
            swap(&a[mid], &a[high - 1]);
        }
        size_t split = low;
        for (size_t i = low; i + 1 < high; ++i) {
            if (compare(&a[i], &a[high - 1], axis) < 0) {
                swap(&a[i], &a[split++]);
            }
        }
        swap(&a[split], &a[high - 1]);
        if (split == k) {
            return;
        }
        if (k < split) {
            high = split;
        } else {
            low = split + 1;
        }
    }
}

static void arrange(node *a, size_t low, size_t high, int axis)
{
    if (high - low < 2) {
        return;
    }
    const size_t mid = low + (high - low) / 2;
    select_kth(a, low, high, mid, axis);
    arrange(a, low, mid, (axis + 1) % 3);
    arrange(a, mid + 1, high, (axis + 1) % 3);
}

oql_status oql_nearest_create(size_t n, const double (*xyz_km)[3], oql_nearest **out,
                              oql_err *err)
{
    oql_nearest *tree = calloc(1, sizeof *tree);
    node *nodes = n > SIZE_MAX / sizeof *nodes ? NULL : malloc(n * sizeof *nodes);

    *out = NULL;
    if (tree == NULL || nodes == NULL) {
        free(tree);
        free(nodes);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a tree of %zu points", n);
    }
    for (size_t i = 0; i < n; ++i) {
        memcpy(nodes[i].x, xyz_km[i], sizeof nodes[i].x);
        nodes[i].id = i;
    }
    arrange(nodes, 0, n, 0);
    tree->n = n;
    tree->nodes = nodes;
    *out = tree;
    return OQL_OK;
}

void oql_nearest_destroy(oql_nearest *tree)
{
    if (tree != NULL) {
        free(tree->nodes);
        free(tree);
    }
}

static void visit(search *s, size_t low, size_t high, int axis)
{
    if (low == high) {
        return;
    }
    const size_t mid = low + (high - low) / 2;
    const node *m = &s->nodes[mid];
    const double d[3] = {s->at[0] - m->x[0], s->at[1] - m->x[1], s->at[2] - m->x[2]};
    const double sq = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];

    if (sq < s->best_sq || (sq == s->best_sq && m->id < s->best)) {
        s->best_sq = sq;
        s->best = m->id;
    }
    const bool left = d[axis] <= 0.0;
    const int next = (axis + 1) % 3;
    visit(s, left ? low : mid + 1, left ? mid : high, next);
    if (d[axis] * d[axis] <= s->best_sq) {
        visit(s, left ? mid + 1 : low, left ? high : mid, next);
    }
}

size_t oql_nearest_find(const oql_nearest *tree, const double xyz_km[3], double *distance_km)
{
    search s = {tree->nodes, xyz_km, HUGE_VAL, 0};
    visit(&s, 0, tree->n, 0);
    *distance_km = sqrt(s.best_sq);
    return s.best;
}
