/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/point_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define OQL_DEG_PER_KM 0.0089932 /* OpenQuake's value; the cells hang on it */

typedef struct {
    size_t place;
    uint64_t cell;
} placed;

static int by_cell(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->cell != y->cell) {
        return x->cell < y->cell ? -1 : 1;
    }
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Index of the interval of a value: n intervals between lo and hi, the last one closed. */
static uint64_t interval(double x, double lo, double hi, double n)
{
    const double step = (hi - lo) / n;
    double k = floor((x - lo) / step);
    while (k > 0.0 && lo + k * step > x) {
        k -= 1.0;
    }
    while (k + 1.0 < n && lo + (k + 1.0) * step <= x) {
        k += 1.0;
    }
    return (uint64_t)fmin(k, n - 1.0);
}

/* Cell of each place, sorted by cell; false when the places do not span a rectangle. */
static bool assign(const oql_points *p, double spacing_km, placed *list)
{
    double lo[2] = {HUGE_VAL, HUGE_VAL}, hi[2] = {-HUGE_VAL, -HUGE_VAL}, lat = 0.0;
    for (size_t i = 0; i < p->n; ++i) {
        lo[0] = fmin(lo[0], p->lon_deg[i]);
        hi[0] = fmax(hi[0], p->lon_deg[i]);
        lo[1] = fmin(lo[1], p->lat_deg[i]);
        hi[1] = fmax(hi[1], p->lat_deg[i]);
        lat += p->lat_deg[i] / (double)p->n;
    }
    if (!(hi[0] > lo[0]) || !(hi[1] > lo[1])) {
        return false;
    }
    const double dy = spacing_km * OQL_DEG_PER_KM;
    const double dx = dy / cos(lat * 0x1.1df46a2529d39p-6);
    const double nx = ceil((hi[0] - lo[0]) / dx), ny = ceil((hi[1] - lo[1]) / dy);
    for (size_t i = 0; i < p->n; ++i) {
        const uint64_t x = interval(p->lon_deg[i], lo[0], hi[0], nx);
        const uint64_t y = interval(p->lat_deg[i], lo[1], hi[1], ny);
        list[i] = (placed){i, x * (uint64_t)ny + y};
    }
    qsort(list, p->n, sizeof *list, by_cell);
    return true;
}

static double total_rate(const oql_points *p, size_t i)
{
    const oql_mfd_bins *bins = &p->mfds[p->mfd[i]];
    double sum = 0.0;
    for (size_t b = 0; b < bins->n; ++b) {
        sum += bins->rate_per_yr[b];
    }
    return sum * p->factor[i];
}

/* Mean place and shape of the members: places and layer by rate, planes and depths by their own
 * weights, each member alike. */
static oql_status mean_cell(const oql_points *p, size_t n, const placed *list, oql_arena *arena,
                            oql_point_shape *shape, double *lon, double *lat, oql_err *err)
{
    oql_nodal_plane *plane = oql_arena_alloc(arena, 1, sizeof *plane);
    oql_hypo_depth *depth = oql_arena_alloc(arena, 1, sizeof *depth);
    double rate = 0.0, planes = 0.0, depths = 0.0;
    if (plane == NULL || depth == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the cells of ps_grid_spacing");
    }
    *shape = (oql_point_shape){.msr = p->shapes[p->shape[list[0].place]].msr,
                               .n_plane = 1,
                               .plane = plane,
                               .n_depth = 1,
                               .depth = depth};
    *lon = *lat = 0.0;
    for (size_t k = 0; k < n; ++k) {
        const size_t i = list[k].place;
        const oql_point_shape *s = &p->shapes[p->shape[i]];
        const double r = total_rate(p, i);
        *lon += r * p->lon_deg[i];
        *lat += r * p->lat_deg[i];
        shape->upper_depth_km += r * s->upper_depth_km;
        shape->lower_depth_km += r * s->lower_depth_km;
        shape->aspect_ratio += r * s->aspect_ratio;
        rate += r;
        for (size_t j = 0; j < s->n_plane; ++j) {
            plane->strike_deg += s->plane[j].weight * s->plane[j].strike_deg;
            plane->dip_deg += s->plane[j].weight * s->plane[j].dip_deg;
            plane->rake_deg += s->plane[j].weight * s->plane[j].rake_deg;
            planes += s->plane[j].weight;
        }
        for (size_t j = 0; j < s->n_depth; ++j) {
            depth->depth_km += s->depth[j].weight * s->depth[j].depth_km;
            depths += s->depth[j].weight;
        }
    }
    *lon /= rate;
    *lat /= rate;
    shape->upper_depth_km /= rate;
    shape->lower_depth_km /= rate;
    shape->aspect_ratio /= rate;
    *plane = (oql_nodal_plane){1.0, plane->strike_deg / planes, plane->dip_deg / planes,
                               plane->rake_deg / planes};
    *depth = (oql_hypo_depth){1.0, depth->depth_km / depths};
    return OQL_OK;
}

typedef struct {
    double mag, rate;
} bin;

static int by_mag(const void *a, const void *b)
{
    const bin *x = a, *y = b;
    return x->mag < y->mag ? -1 : x->mag > y->mag;
}

/* Rates of the members summed by magnitude. */
static oql_status sum_rates(const oql_points *p, size_t n, const placed *list, oql_arena *arena,
                            oql_mfd_bins *out, oql_err *err)
{
    size_t n_bin = 0, k = 0;
    for (size_t m = 0; m < n; ++m) {
        n_bin += p->mfds[p->mfd[list[m].place]].n;
    }
    bin *all = calloc(n_bin + 1, sizeof *all);
    out->mag = oql_arena_alloc(arena, n_bin, sizeof(double));
    out->rate_per_yr = oql_arena_alloc(arena, n_bin, sizeof(double));
    if (all == NULL || out->mag == NULL || out->rate_per_yr == NULL) {
        free(all);
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the cells of ps_grid_spacing");
    }
    for (size_t m = 0; m < n; ++m) {
        const size_t i = list[m].place;
        const oql_mfd_bins *bins = &p->mfds[p->mfd[i]];
        for (size_t b = 0; b < bins->n; ++b) {
            all[k++] = (bin){bins->mag[b], bins->rate_per_yr[b] * p->factor[i]};
        }
    }
    qsort(all, n_bin, sizeof *all, by_mag);
    out->n = 0;
    for (size_t b = 0; b < n_bin; ++b) {
        if (out->n == 0 || out->mag[out->n - 1] != all[b].mag) {
            out->mag[out->n++] = all[b].mag;
        }
        out->rate_per_yr[out->n - 1] += all[b].rate;
    }
    free(all);
    return OQL_OK;
}

static oql_status allocate(const oql_points *p, size_t n_cell, size_t n_many, oql_arena *arena,
                           oql_points *cells, oql_cells *out, oql_err *err)
{
    *cells = (oql_points){.n = n_cell, .n_shape = p->n_shape, .n_mfd = p->n_mfd};
    cells->lon_deg = oql_arena_alloc(arena, n_cell, sizeof(double));
    cells->lat_deg = oql_arena_alloc(arena, n_cell, sizeof(double));
    cells->factor = oql_arena_alloc(arena, n_cell, sizeof(double));
    cells->alone = oql_arena_alloc(arena, n_cell, sizeof *cells->alone);
    cells->shape = oql_arena_alloc(arena, n_cell, sizeof *cells->shape);
    cells->mfd = oql_arena_alloc(arena, n_cell, sizeof *cells->mfd);
    cells->source = oql_arena_alloc(arena, n_cell, sizeof *cells->source);
    cells->shapes = oql_arena_alloc(arena, p->n_shape + n_many, sizeof *cells->shapes);
    cells->mfds = oql_arena_alloc(arena, p->n_mfd + n_many, sizeof *cells->mfds);
    out->start = oql_arena_alloc(arena, n_cell + 1, sizeof *out->start);
    out->member = oql_arena_alloc(arena, p->n, sizeof *out->member);
    out->depth_km = oql_arena_alloc(arena, n_cell, sizeof(double));
    if (cells->lon_deg == NULL || cells->lat_deg == NULL || cells->factor == NULL ||
        cells->alone == NULL || cells->shape == NULL || cells->mfd == NULL ||
        cells->source == NULL || cells->shapes == NULL || cells->mfds == NULL ||
        out->start == NULL || out->member == NULL || out->depth_km == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the cells of ps_grid_spacing");
    }
    memcpy(cells->shapes, p->shapes, p->n_shape * sizeof *p->shapes);
    memcpy(cells->mfds, p->mfds, p->n_mfd * sizeof *p->mfds);
    return OQL_OK;
}

/* OpenQuake keeps the members of a cell in single precision. */
static void round_members(oql_points *places, size_t n, const placed *list)
{
    for (size_t k = 0; k < n; ++k) {
        const size_t i = list[k].place;
        places->lon_deg[i] = (double)(float)places->lon_deg[i];
        places->lat_deg[i] = (double)(float)places->lat_deg[i];
    }
}

static oql_status add_cell(const oql_points *p, size_t n, const placed *list, oql_arena *arena,
                           size_t c, oql_points *cells, oql_cells *out, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t first = list[0].place;

    out->start[c + 1] = out->start[c] + n;
    for (size_t k = 0; k < n; ++k) {
        out->member[out->start[c] + k] = list[k].place;
    }
    cells->source[c] = p->source[first];
    cells->lon_deg[c] = p->lon_deg[first];
    cells->lat_deg[c] = p->lat_deg[first];
    cells->alone[c] = n == 1 && p->alone[first];
    cells->factor[c] = n == 1 ? p->factor[first] : 1.0;
    cells->shape[c] = p->shape[first];
    cells->mfd[c] = p->mfd[first];
    if (n > 1) {
        oql_point_shape *shape = &cells->shapes[cells->n_shape];
        OQL_TRY(
            mean_cell(p, n, list, arena, shape, &cells->lon_deg[c], &cells->lat_deg[c], err));
        OQL_TRY(sum_rates(p, n, list, arena, &cells->mfds[cells->n_mfd], err));
        cells->shape[c] = (int32_t)cells->n_shape++;
        cells->mfd[c] = (int32_t)cells->n_mfd++;
        out->depth_km[c] = shape->depth[0].depth_km;
    }
done:
    return st;
}

oql_status oql_cells_make(oql_points *points, double spacing_km, oql_arena *arena,
                          oql_cells **out, oql_err *err)
{
    oql_status st = OQL_OK;
    size_t n_cell = 0, n_many = 0;
    oql_points made = {0};
    placed *list = calloc(points->n + 1, sizeof *list);
    oql_cells *cells = oql_arena_alloc(arena, 1, sizeof *cells);

    *out = NULL;
    if (list == NULL || cells == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for the cells of ps_grid_spacing");
        goto done;
    }
    if (points->n < 2 || !assign(points, spacing_km, list)) {
        goto done;
    }
    for (size_t i = 0; i < points->n; ++i) {
        const bool first = i == 0 || list[i].cell != list[i - 1].cell;
        n_cell += first;
        n_many += !first && (i == 1 || list[i - 1].cell != list[i - 2].cell);
    }
    OQL_TRY(allocate(points, n_cell, n_many, arena, &made, cells, err));
    for (size_t i = 0, c = 0, end; i < points->n; i = end, ++c) {
        for (end = i + 1; end < points->n && list[end].cell == list[i].cell; ++end) {
        }
        OQL_TRY(add_cell(points, end - i, list + i, arena, c, &made, cells, err));
        if (end - i > 1) {
            round_members(points, end - i, list + i);
        }
    }
    cells->places = *points;
    *points = made;
    *out = cells;
done:
    free(list);
    return st;
}
