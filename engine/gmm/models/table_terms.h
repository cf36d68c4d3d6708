/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_TABLE_TERMS_H
#define OQL_GMM_MODELS_TABLE_TERMS_H

#include "gmm/lanes.h"
#include "gmm/table.h"

/** Evaluation of tabulated motion at the magnitude and the distances of a block.
 *
 *  Between magnitudes log10 of the motion is linear; between distances the motion, or for some models
 *  its logarithm over the logarithm of distance.
 */

enum { OQL_TABLE_MAX_DIST = 256 };

/** Where each lane falls among the distances, shared by all measures. */
typedef struct {
    size_t n_dist, mag_row;
    double mag_part; /**< from magnitude mag_row to the next */
    double *segment,
        *part;     /**< (stride) index of the distance below, and the part to the next */
    double *range; /**< (stride) -1 before the first distance, 1 beyond the last, else 0 */
} oql_table_place;

/** Magnitudes of tables are taken with two decimals. */
static inline double oql_round_to_hundredth(double mag)
{
    const double shifted = mag * 100.0 + OQL_ROUND_MAGIC;
    return (shifted - OQL_ROUND_MAGIC) / 100.0;
}

static inline double oql_table_log(bool log_distance, double x)
{
    return log_distance ? oql_log(oql_fmax(x, 1e-5)) : x;
}

/** Takes three rows of scratch. */
static inline oql_table_place oql_table_locate(const oql_gmm_table *t, const oql_ctx *ctx,
                                               const double *dist, bool log_distance)
{
    oql_table_place p = {.n_dist = t->n_dist};
    const double hundredth = oql_round_to_hundredth(ctx->mag);
    const double mag = oql_fmin(oql_fmax(hundredth, t->mag[0]), t->mag[t->n_mag - 1]);
    size_t above = 0, col;
    double node[OQL_TABLE_MAX_DIST];
    while (above < t->n_mag && t->mag[above] < hundredth) {
        ++above;
    }
    col = above == 0 ? t->n_mag - 1 : above - 1;
    while (p.mag_row + 2 < t->n_mag && mag > t->mag[p.mag_row + 1]) {
        ++p.mag_row;
    }
    if (t->n_mag > 1) {
        const double lo = t->mag[p.mag_row], hi = t->mag[p.mag_row + 1];
        p.mag_part = (mag - lo) / (hi - lo);
    }
    double *rows = oql_work_rows(ctx->work, 3, ctx->stride);
    p.segment = rows;
    p.part = rows + ctx->stride;
    p.range = rows + 2 * ctx->stride;
    for (size_t d = 0; d < t->n_dist; ++d) {
        node[d] = t->dist[d * t->n_mag + col];
    }
    for (size_t i = 0; i < ctx->n; ++i) {
        size_t lo = 0, hi = t->n_dist - 1;
        while (hi - lo > 1) {
            const size_t mid = (lo + hi) / 2;
            lo = node[mid] <= dist[i] ? mid : lo;
            hi = node[mid] <= dist[i] ? hi : mid;
        }
        const double a = oql_table_log(log_distance, node[lo]);
        const double b = oql_table_log(log_distance, node[hi]);
        const double x = oql_table_log(log_distance, dist[i]);
        const double near = log_distance ? node[0] : node[0] + 0.001;
        p.segment[i] = (double)lo;
        p.part[i] = oql_clip01((x - a) / (b - a));
        p.range[i] = dist[i] > node[t->n_dist - 1] + 0.001               ? 1.0
                     : (log_distance ? dist[i] <= near : dist[i] < near) ? -1.0
                                                                         : 0.0;
    }
    return p;
}

/** Values of one measure at the block's magnitude: (n_dist) from the table's (n_dist, n_mag). */
static inline void oql_table_at_mag(const oql_gmm_table *t, const oql_table_place *p,
                                    const double *log_value, double *at)
{
    for (size_t d = 0; d < t->n_dist; ++d) {
        const double *row = log_value + d * t->n_mag + p->mag_row;
        const double next = t->n_mag > 1 ? row[1] : row[0];
        at[d] = oql_exp10(row[0] + (next - row[0]) * p->mag_part);
    }
}

/** ln of the motion of one measure; beyond the table none (1e-20). */
static inline void oql_table_motion(const oql_gmm_table *t, const oql_ctx *ctx,
                                    const oql_table_place *p, const double *log_value,
                                    bool log_distance, double *mean)
{
    double at[OQL_TABLE_MAX_DIST];
    oql_table_at_mag(t, p, log_value, at);
    for (size_t d = 0; d < t->n_dist && log_distance; ++d) {
        at[d] = oql_log(at[d]);
    }
    for (size_t i = 0; i < ctx->n; ++i) {
        const size_t k = (size_t)p->segment[i];
        const double between = at[k] + (at[k + 1] - at[k]) * p->part[i];
        const double value = p->range[i] < 0.0 ? at[0] : between;
        mean[i] = log_distance ? value : oql_log(value);
        mean[i] = p->range[i] > 0.0 ? -46.051701859880914 : mean[i];
    }
}

/** Standard deviation, constant beyond the first and last distance. */
static inline void oql_table_sigma(const oql_gmm_table *t, const oql_ctx *ctx,
                                   const oql_table_place *p, const double *log_value,
                                   double *sigma)
{
    double at[OQL_TABLE_MAX_DIST];
    oql_table_at_mag(t, p, log_value, at);
    for (size_t i = 0; i < ctx->n; ++i) {
        const size_t k = (size_t)p->segment[i];
        sigma[i] = at[k] + (at[k + 1] - at[k]) * p->part[i];
    }
}

/** The column of distances that a table wants; OQL_EMODEL for an unknown name. */
static inline oql_status oql_table_metric(const oql_gmm_table *t, oql_ctx_param *p,
                                          oql_err *err)
{
    *p = oql_ctx_param_by_name(t->metric);
    if (*p == OQL_CTX_N || t->n_dist < 2 || t->n_dist > OQL_TABLE_MAX_DIST) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "table: distance \"%s\" with %zu values, expected a known distance and 2 "
            "to 256 values",
            t->metric, t->n_dist);
    }
    return OQL_OK;
}

#endif
