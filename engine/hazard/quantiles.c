/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/quantiles.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define OQL_FEW    24 /* values that are sorted outright */
#define OQL_SAMPLE 31 /* values that the pivot is chosen from */

/* Wanted quantiles in ascending order, and where each result goes. */
typedef struct {
    double q[OQL_MOST_QUANTILES];
    size_t at[OQL_MOST_QUANTILES];
    double (*convert)(double);
    double *out;
    oql_weighted *work;
} wanted;

/* Values [v, v + n) of the sorted list: what stands before them weighs `before`, the largest of it
 * is `below` (first: there is none). */
typedef struct {
    oql_weighted *v;
    size_t n;
    double before, below;
    bool first;
} part;

/* NaN as share (a value without weight) counts as 1. */
static void put(const wanted *w, size_t k, double lower, double upper, double share)
{
    const double b = w->convert == NULL ? upper : w->convert(upper);
    double x = b;
    if (share < 1.0 && lower != upper) {
        const double a = w->convert == NULL ? lower : w->convert(lower);
        x = a + (share > 0.0 ? share : 0.0) * (b - a);
    }
    w->out[w->at[k]] = x;
}

static void sort_few(size_t n, oql_weighted *v)
{
    for (size_t i = 1; i < n; ++i) {
        const oql_weighted x = v[i];
        size_t k = i;
        for (; k > 0 && (v[k - 1].x > x.x || (v[k - 1].x == x.x && v[k - 1].weight > x.weight));
             --k) {
            v[k] = v[k - 1];
        }
        v[k] = x;
    }
}

/* Walk through sorted values, as oql_quantile does; quantiles k0 … k1 - 1 lie in the part. */
static void walk(const wanted *w, size_t k0, size_t k1, const part *p)
{
    double sum = p->before;
    size_t i = 0;
    for (size_t k = k0; k < k1; ++k) {
        while (i + 1 < p->n && !(w->q[k] < sum + p->v[i].weight)) {
            sum += p->v[i++].weight;
        }
        const double below = i > 0 ? p->v[i - 1].x : p->below;
        const bool none = i == 0 && p->first;
        put(w, k, none ? p->v[i].x : below, p->v[i].x,
            none ? 1.0 : (w->q[k] - sum) / p->v[i].weight);
    }
}

/* A value near the middle one of the quantiles. */
static double choose_pivot(const wanted *w, size_t k0, size_t k1, const part *p, double total)
{
    oql_weighted sample[OQL_SAMPLE];
    for (size_t i = 0; i < OQL_SAMPLE; ++i) {
        sample[i] = p->v[(2 * i + 1) * p->n / (2 * OQL_SAMPLE)];
    }
    sort_few(OQL_SAMPLE, sample);
    const double share = total > 0.0 ? (w->q[(k0 + k1) / 2] - p->before) / total : 0.5;
    const double at = share * OQL_SAMPLE;
    return sample[at > 0.0 ? (at < OQL_SAMPLE - 1 ? (size_t)at : OQL_SAMPLE - 1) : 0].x;
}

/* The values equal to the pivot: the lightest comes first and alone lies on a slope. */
static void among_equals(const wanted *w, size_t k0, size_t k1, double pivot, double lightest,
                         const part *left, double before)
{
    double below = left->below;
    for (size_t i = 0; i < left->n; ++i) {
        below = i == 0 || left->v[i].x > below ? left->v[i].x : below;
    }
    const bool none = left->n == 0 && left->first;
    for (size_t k = k0; k < k1; ++k) {
        put(w, k, none ? pivot : below, pivot, none ? 1.0 : (w->q[k] - before) / lightest);
    }
}

static double weigh(size_t n, const oql_weighted *v)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; ++i) {
        sum += v[i].weight;
    }
    return sum;
}

static void solve(const wanted *w, size_t k0, size_t k1, part p)
{
    while (k0 < k1 && p.n > OQL_FEW) {
        const double pivot = choose_pivot(w, k0, k1, &p, weigh(p.n, p.v));
        size_t n_left = 0, n_right = 0;
        double lighter = 0.0, equal = 0.0, lightest = HUGE_VAL;
        for (size_t i = 0; i < p.n; ++i) { /* both stores always: no branch to guess */
            const oql_weighted x = p.v[i];
            p.v[n_left] = x;
            w->work[n_right] = x;
            n_left += x.x < pivot;
            n_right += x.x > pivot;
            lighter += x.x < pivot ? x.weight : 0.0;
            equal += x.x == pivot ? x.weight : 0.0;
            lightest = x.x == pivot && x.weight < lightest ? x.weight : lightest;
        }
        oql_weighted *right = p.v + (p.n - n_right);
        memcpy(right, w->work, n_right * sizeof *right);
        size_t in_left = k0, in_equal;
        while (in_left < k1 && w->q[in_left] < p.before + lighter) {
            ++in_left;
        }
        in_left = n_left == 0 ? k0 : in_left;
        in_equal = in_left;
        while (in_equal < k1 && w->q[in_equal] < p.before + lighter + equal) {
            ++in_equal;
        }
        in_equal = n_right == 0 ? k1 : in_equal;
        const part left = {p.v, n_left, p.before, p.below, p.first};
        among_equals(w, in_left, in_equal, pivot, lightest, &left, p.before + lighter);
        solve(w, k0, in_left, left);
        k0 = in_equal;
        p = (part){right, n_right, p.before + lighter + equal, pivot, false};
    }
    if (k0 < k1) {
        sort_few(p.n, p.v);
        walk(w, k0, k1, &p);
    }
}

/* ---- many values: a histogram first ---- */

enum { BUCKETS = 1024, LANES = 8 }; /* at most */

/* Order of doubles as unsigned numbers, the two zeros being one. */
static uint64_t key_of(double x)
{
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    return (bits >> 63) != 0 ? ~bits : bits | UINT64_C(1) << 63;
}

/* Buckets of equal width in the bits of a double, thus nearly in its logarithm. */
typedef struct {
    size_t n; /* buckets: a power of two, about as many as values */
    uint64_t least;
    unsigned shift;
    double
        weight[2]
              [BUCKETS]; /* of the values of even and odd place: one waits less for the other */
    bool filled[BUCKETS], wanted[BUCKETS];
} histogram;

static void span(size_t n, const double *x, histogram *h)
{
    double low[LANES], high[LANES];
    for (size_t j = 0; j < LANES; ++j) {
        low[j] = high[j] = x[0];
    }
    for (size_t i = 0; i + LANES <= n; i += LANES) {
        for (size_t j = 0; j < LANES; ++j) {
            low[j] = x[i + j] < low[j] ? x[i + j] : low[j];
            high[j] = x[i + j] > high[j] ? x[i + j] : high[j];
        }
    }
    for (size_t i = n / LANES * LANES; i < n; ++i) {
        low[0] = x[i] < low[0] ? x[i] : low[0];
        high[0] = x[i] > high[0] ? x[i] : high[0];
    }
    for (size_t j = 1; j < LANES; ++j) {
        low[0] = low[j] < low[0] ? low[j] : low[0];
        high[0] = high[j] > high[0] ? high[j] : high[0];
    }
    h->least = key_of(low[0]);
    h->shift = 0;
    for (uint64_t width = key_of(high[0]) - h->least; width >= h->n; width >>= 1) {
        ++h->shift;
    }
}

static void fill(size_t n, const double *x, const double *weight, histogram *h,
                 uint16_t *bucket)
{
    const uint64_t least = h->least;
    const unsigned shift = h->shift;
    memset(h->weight[0], 0, h->n * sizeof h->weight[0][0]);
    memset(h->weight[1], 0, h->n * sizeof h->weight[1][0]);
    memset(h->filled, 0, h->n * sizeof h->filled[0]);
    memset(h->wanted, 0, h->n * sizeof h->wanted[0]);
    for (size_t i = 0; i < n; ++i) {
        bucket[i] = (uint16_t)((key_of(x[i]) - least) >> shift);
    }
    for (size_t i = 0; i < n; ++i) {
        h->weight[i & 1][bucket[i]] += weight[i];
        h->filled[bucket[i]] = true;
    }
}

/* Quantiles k0 ... k1 - 1 lie in a bucket; the values before it weigh `before`. */
typedef struct {
    size_t k0, k1, bucket, lower; /* lower: the nearest filled one below, or the same */
    double before;
} place;

static size_t find_places(const wanted *w, size_t n_q, histogram *h, place *at)
{
    size_t n = 0, k = 0, last = h->n - 1, lower = 0;
    double sum = 0.0;
    bool any = false;
    while (!h->filled[last]) {
        --last;
    }
    for (size_t b = 0; b <= last && k < n_q; ++b) {
        if (!h->filled[b]) {
            continue;
        }
        const double next = sum + (h->weight[0][b] + h->weight[1][b]);
        size_t end = k;
        while (end < n_q && (b == last || w->q[end] < next)) {
            ++end;
        }
        if (end > k) {
            at[n++] = (place){k, end, b, any ? lower : b, sum};
            h->wanted[b] = h->wanted[at[n - 1].lower] = true;
        }
        k = end;
        lower = b;
        any = true;
        sum = next;
    }
    return n;
}

/* The few values near the quantiles are picked out and searched as ever. */
static void by_histogram(wanted *w, size_t n, const double *x, const double *weight, size_t n_q,
                         oql_weighted *memory)
{
    histogram h;
    place at[OQL_MOST_QUANTILES];
    oql_weighted *near = memory + n, *v = memory;
    uint16_t *bucket = (uint16_t *)(void *)w->work;
    size_t n_near = 0;
    for (h.n = 64; h.n < n && h.n < BUCKETS; h.n *= 2) {
    }
    span(n, x, &h);
    fill(n, x, weight, &h, bucket);
    const size_t n_at = find_places(w, n_q, &h, at);
    for (size_t i = 0; i < n; ++i) { /* stored always: no branch to guess */
        near[n_near] = (oql_weighted){x[i], weight[i]};
        n_near += h.wanted[bucket[i]];
    }
    for (size_t p = 0; p < n_at; ++p) {
        part found = {v, 0, at[p].before, 0.0, true};
        for (size_t i = 0; i < n_near; ++i) {
            const size_t b = (size_t)((key_of(near[i].x) - h.least) >> h.shift);
            if (b == at[p].bucket) {
                v[found.n++] = near[i];
            } else if (b == at[p].lower) {
                found.below = found.first || near[i].x > found.below ? near[i].x : found.below;
                found.first = false;
            }
        }
        solve(w, at[p].k0, at[p].k1, found);
    }
}

void oql_quantiles(size_t n, const double *x, const double *weight, oql_weighted *memory,
                   size_t n_q, const double *q, double (*convert)(double), size_t stride,
                   double *out)
{
    enum { MANY = 128 };
    wanted w = {.convert = convert, .out = out, .work = memory + 2 * n};
    for (size_t i = 0; i < n_q; ++i) {
        size_t k = i;
        for (; k > 0 && w.q[k - 1] > q[i]; --k) {
            w.q[k] = w.q[k - 1];
            w.at[k] = w.at[k - 1];
        }
        w.q[k] = q[i];
        w.at[k] = i * stride;
    }
    if (n >= MANY) {
        by_histogram(&w, n, x, weight, n_q, memory);
        return;
    }
    for (size_t i = 0; i < n; ++i) {
        memory[i] = (oql_weighted){x[i], weight[i]};
    }
    solve(&w, 0, n_q, (part){memory, n, 0.0, 0.0, true});
}
