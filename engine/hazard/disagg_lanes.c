/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "hazard/disagg.h"

/* Mean and sigma of the model. OpenQuake disaggregates an averaged model by its mean mean and its
 * root mean square sigma, while its curves are averages of probabilities. True at the last part. */
static bool finish_model(oql_worker *w, size_t index, size_t n)
{
    const oql_setup *s = w->setup;
    const oql_leaf *leaf = &w->region->leaf[index];
    oql_collector *c = w->collector;
    const bool first = index == 0 || leaf[-1].model != leaf->model;
    const bool last = index + 1 == w->region->n_leaf || leaf[1].model != leaf->model;

    for (size_t m = 0; m < s->n_imt; ++m) {
        const double *mean = w->out.mean + m * n, *sigma = w->out.sigma + m * n;
        double *mean_sum = c->mean + m * n, *sigma_sum = c->sigma + m * n;
        for (size_t i = 0; i < n; ++i) {
            if (first && last) {
                mean_sum[i] = mean[i];
                sigma_sum[i] = sigma[i];
                continue;
            }
            mean_sum[i] = (first ? 0.0 : mean_sum[i]) + leaf->weight * mean[i];
            sigma_sum[i] = (first ? 0.0 : sigma_sum[i]) + leaf->weight * sigma[i] * sigma[i];
            sigma_sum[i] = last ? sqrt(sigma_sum[i]) : sigma_sum[i];
        }
    }
    return last;
}

/* OpenQuake keeps what it disaggregates in single precision, which decides on which side of an edge
 * a magnitude like 6.3 or a point straight below the site falls. */
static double single(double x)
{
    return (double)(float)x;
}

/* First of the cells (by epsilon) that a lane adds to; SIZE_MAX: above the last magnitude. */
static size_t cell_of(const oql_worker *w, size_t lane, size_t site, size_t *mag)
{
    const oql_bins *b = w->collector->bins;
    *mag = oql_bin_of_mag(&b->mag, single(w->ctx.mag));
    if (*mag >= b->n[OQL_AXIS_MAG]) {
        return SIZE_MAX;
    }
    const size_t dist = oql_bin_of(&b->dist, single(w->col[OQL_RRUP][lane]));
    const size_t lon = oql_bin_of_lon(&b->lon[site], single(w->col[OQL_CLON][lane]));
    const size_t lat = oql_bin_of(&b->lat[site], single(w->col[OQL_CLAT][lane]));
    size_t cell = *mag * b->n[OQL_AXIS_DIST] + dist;
    cell = cell * b->n[OQL_AXIS_LON] + lon;
    cell = cell * b->n[OQL_AXIS_LAT] + lat;
    return cell * b->n[OQL_AXIS_EPS];
}

static void add_lane(oql_worker *w, size_t slot, size_t lane, size_t site, size_t n)
{
    const oql_collector *c = w->collector;
    const oql_disagg_targets *t = c->targets;
    const size_t n_eps = c->bins->n[OQL_AXIS_EPS];
    size_t mag;
    const size_t cell = cell_of(w, lane, site, &mag);

    if (cell == SIZE_MAX) {
        return;
    }
    c->touched[site * c->bins->n[OQL_AXIS_MAG] + mag] = true;
    for (size_t k = 0; k < t->n_imt * t->n_poe; ++k) {
        const size_t m = k / t->n_poe;
        const double ln_iml = t->ln_iml[site * t->n_imt * t->n_poe + k];
        if (!isfinite(ln_iml)) {
            continue;
        }
        const double z = (ln_iml - c->mean[m * n + lane]) / c->sigma[m * n + lane];
        double *rate = c->rate +
                       ((site * c->n_slot + slot) * t->n_imt * t->n_poe + k) * c->bins->n_cell +
                       cell;
        oql_bins_epsilon(c->bins, z, c->star, c->poe);
        for (size_t e = 0; e < n_eps; ++e) {
            const double poe = c->share * c->poe[e];
            if (poe > 0.0) {
                rate[e] += w->occurrence == NULL
                               ? w->rate[lane] * poe
                               : oql_occurrence_term(w->occurrence, w->rate[lane], poe);
            }
        }
    }
}

void oql_disagg_collect(oql_worker *w, size_t leaf, size_t n, bool one_site)
{
    const size_t slot = w->collector->slot[w->region->leaf[leaf].model];

    if (slot == SIZE_MAX || !finish_model(w, leaf, n)) {
        return;
    }
    for (size_t i = 0; i < n; ++i) {
        if (w->rate[i] > 0.0) {
            add_lane(w, slot, i, w->site0 + (one_site ? w->site : i), n);
        }
    }
}
