/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/curves.h"

#include <math.h>
#include <stdlib.h>

#define OQL_LARGEST_RATE 100.0
#define OQL_LEAST_POE    1e-30

double oql_rate_from_poe(double poe)
{
    const double rate = -log1p(-poe);
    return rate < OQL_LARGEST_RATE ? rate : OQL_LARGEST_RATE;
}

double oql_poe_from_rate(double rate)
{
    return -expm1(-rate);
}

double oql_mean(size_t n, const double *x, const double *weight)
{
    double sum = 0.0, total = 0.0;
    for (size_t i = 0; i < n; ++i) {
        sum += weight[i] * x[i];
        total += weight[i];
    }
    return total > 0.0 ? sum / total : 0.0;
}

double oql_standard_deviation(size_t n, const double *x, const double *weight)
{
    const double mean = oql_mean(n, x, weight);
    double sum = 0.0;
    for (size_t i = 0; i < n; ++i) {
        sum += weight[i] * (x[i] - mean) * (x[i] - mean);
    }
    return sqrt(sum);
}

static int compare(const void *a, const void *b)
{
    const oql_weighted *x = a, *y = b;
    if (x->x != y->x) {
        return x->x < y->x ? -1 : 1;
    }
    return x->weight < y->weight ? -1 : x->weight > y->weight;
}

void oql_weighted_sort(size_t n, oql_weighted *v)
{
    qsort(v, n, sizeof *v, compare);
}

double oql_quantile(size_t n, const oql_weighted *sorted, double q)
{
    double sum = sorted[0].weight;
    if (q <= sum) {
        return sorted[0].x;
    }
    for (size_t i = 1; i < n; ++i) {
        const double next = sum + sorted[i].weight;
        if (q < next) {
            const double share = (q - sum) / (next - sum);
            return sorted[i - 1].x + share * (sorted[i].x - sorted[i - 1].x);
        }
        sum = next;
    }
    return sorted[n - 1].x;
}

static double at_least(double poe)
{
    return poe > OQL_LEAST_POE ? poe : OQL_LEAST_POE;
}

double oql_map_value(size_t n, const double *iml, const double *curve, double poe)
{
    const double want = log(poe), highest = log(at_least(curve[0]));

    if (want > highest) {
        return 0.0;
    }
    if (want == highest) {
        return iml[0];
    }
    /* the lowest level whose probability is not above the one wanted ends the segment */
    size_t l = 1;
    while (l < n && at_least(curve[l]) > poe) {
        ++l;
    }
    if (l == n) {
        return iml[n - 1];
    }
    const double above = log(at_least(curve[l - 1])), below = log(at_least(curve[l]));
    const double share = above > below ? (want - below) / (above - below) : 0.0;
    return exp(log(iml[l]) + share * (log(iml[l - 1]) - log(iml[l])));
}
