/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/disagg_bins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hazard/worker.h"
#include "kernels/survival.h"

#define OQL_MOST_CELLS  1e6
#define OQL_MOST_EDGES  1e7
#define OQL_DEG_PER_KM  0.0089932     /* OpenQuake's constant */
#define OQL_RAD_PER_DEG 0.01745329252 /* with these digits the edges agree with its own */

static oql_status no_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the bins of the disaggregation");
}

static oql_status too_many(const char *key, double n, oql_err *err)
{
    return OQL_FAIL(err, OQL_ECONFIG, "%s gives %.3g bins, expected a larger width", key, n);
}

/* ---- edges ---- */

oql_status oql_uniform_edges(const char *key, double lowest, double highest, double width,
                             oql_arena *arena, oql_edges *out, oql_err *err)
{
    const double first = floor(lowest / width), last = ceil(highest / width);

    if (!(last - first < OQL_MOST_EDGES)) {
        return too_many(key, last - first, err);
    }
    const size_t n = (size_t)(last - first);
    double *edge = oql_arena_alloc(arena, n + 1, sizeof *edge);
    if (edge == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i <= n; ++i) {
        edge[i] = width * (first + (double)i);
    }
    *out = (oql_edges){n, edge};
    return OQL_OK;
}

/* Edges that the job gives for an axis. */
static bool given_edges(const oql_job *job, const char *axis, oql_edges *out)
{
    for (size_t i = 0; i < job->n_bin_edges; ++i) {
        const oql_job_edges *e = &job->disagg_bin_edges[i];
        if (strcmp(e->axis, axis) == 0 && e->edges.n > 1) {
            *out = (oql_edges){e->edges.n - 1, e->edges.x};
            return true;
        }
    }
    return false;
}

typedef struct {
    double least, most;
} span;

static void widen(span *s, double mag, double minimum)
{
    const double m = oql_round_mag(mag);
    if (m >= minimum) {
        s->least = fmin(s->least, m);
        s->most = fmax(s->most, m);
    }
}

/* The least magnitude that has an integration distance. */
static double least_magnitude(const oql_job *job, const char *trt)
{
    double least = 0.0;
    for (size_t i = 0; i < job->n_reaches; ++i) {
        if (strcmp(job->reaches[i].trt, trt) == 0) {
            return job->reaches[i].at[0].mag;
        }
        if (strcmp(job->reaches[i].trt, "default") == 0) {
            least = job->reaches[i].at[0].mag;
        }
    }
    return least;
}

/* Magnitudes of all ruptures of a group, whether a site feels them or not. */
static span magnitudes(const oql_inputs *in, const oql_group *g)
{
    const double minimum = least_magnitude(in->job, in->region[g->trt].name);
    span s = {HUGE_VAL, -HUGE_VAL};

    for (size_t i = 0; i < g->points.n_mfd; ++i) {
        for (size_t k = 0; k < g->points.mfds[i].n; ++k) {
            widen(&s, g->points.mfds[i].mag[k], minimum);
        }
    }
    for (size_t i = 0; i < g->n_fault; ++i) {
        for (size_t k = 0; k < g->fault[i].ruptures->n; ++k) {
            widen(&s, g->fault[i].ruptures->mag[k], minimum);
        }
    }
    return s;
}

static oql_status make_mag(const oql_job *job, span s, oql_arena *arena, oql_bins *b,
                           oql_err *err)
{
    const double width = job->mag_bin_width;

    if (given_edges(job, "mag", &b->mag)) {
        return OQL_OK;
    }
    double top = ceil(s.most / width);
    if (top == floor(s.least / width) || s.most >= nearbyint(width * top * 1e3) / 1e3) {
        top += 1.0; /* the largest magnitude is not on the last edge */
    }
    return oql_uniform_edges("mag_bin_width", s.least, width * (top - 0.5), width, arena,
                             &b->mag, err);
}

/* n + 1 edges around a site, reaching half_deg to both sides. */
static oql_status around(double center, double half_deg, double n, oql_arena *arena,
                         oql_edges *out, oql_err *err)
{
    const double slack = 0.001; /* so that the last edge is there */
    const double step = 2.0 * half_deg / n;
    const size_t count = (size_t)ceil((2.0 * half_deg + slack) / step);
    double *edge = oql_arena_alloc(arena, count, sizeof *edge);

    if (edge == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < count; ++i) {
        edge[i] = center + (-half_deg + (double)i * step);
    }
    *out = (oql_edges){count - 1, edge};
    return OQL_OK;
}

static bool crosses_date_line(const oql_edges *e)
{
    const double a = fmin(e->edge[0], e->edge[e->n]), b = fmax(e->edge[0], e->edge[e->n]);
    return a * b < 0.0 && b - a > 180.0;
}

static oql_status make_lon_lat(const oql_inputs *in, double reach_km, oql_arena *arena,
                               oql_bins *b, oql_err *err)
{
    const oql_sites *sites = in->sites;
    const double lat_half = fmin(reach_km * OQL_DEG_PER_KM, 90.0);
    const double n = ceil(reach_km * OQL_DEG_PER_KM / in->job->coordinate_bin_width_deg);
    oql_status st = OQL_OK;

    b->lon = oql_arena_alloc(arena, sites->n, sizeof *b->lon);
    b->lat = oql_arena_alloc(arena, sites->n, sizeof *b->lat);
    if (b->lon == NULL || b->lat == NULL) {
        return no_memory(err);
    }
    if (given_edges(in->job, "lon", &b->lon[0]) && given_edges(in->job, "lat", &b->lat[0])) {
        if (sites->n > 1) {
            return OQL_FAIL(
                err, OQL_ECONFIG,
                "disagg_bin_edges gives lon and lat for %zu sites, expected one site",
                sites->n);
        }
        return OQL_OK;
    }
    if (!(n < OQL_MOST_CELLS)) {
        return too_many("coordinate_bin_width", n, err);
    }
    for (size_t i = 0; i < sites->n; ++i) {
        const double lat = sites->lat_deg[i];
        const double half = fmin(reach_km * OQL_DEG_PER_KM / cos(lat * OQL_RAD_PER_DEG), 180.0);
        OQL_TRY(around(sites->lon_deg[i], half, n, arena, &b->lon[i], err));
        OQL_TRY(around(lat, lat_half, n, arena, &b->lat[i], err));
        if (b->lon[i].n != b->lon[0].n || b->lat[i].n != b->lat[0].n) {
            return OQL_FAIL(err, OQL_ECONFIG,
                            "coordinate_bin_width gives %zu and %zu bins of longitude at two "
                            "sites, expected the same number",
                            b->lon[0].n, b->lon[i].n);
        }
    }
done:
    return st;
}

static oql_status make_eps(const oql_job *job, oql_arena *arena, oql_bins *b, oql_err *err)
{
    const double t = job->truncation_level_sigma;

    b->truncation = t;
    if (!given_edges(job, "eps", &b->eps)) {
        const size_t n = (size_t)job->num_epsilon_bins;
        if (!((double)n < OQL_MOST_CELLS)) {
            return too_many("num_epsilon_bins", (double)n, err);
        }
        double *edge = oql_arena_alloc(arena, n + 1, sizeof *edge);
        if (edge == NULL) {
            return no_memory(err);
        }
        for (size_t i = 0; i <= n; ++i) {
            edge[i] = i == n ? t : -t + (double)i * (2.0 * t / (double)n);
        }
        b->eps = (oql_edges){n, edge};
    }
    b->band = oql_arena_alloc(arena, b->eps.n, sizeof(double));
    b->above = oql_arena_alloc(arena, b->eps.n + 1, sizeof(double));
    if (b->band == NULL || b->above == NULL) {
        return no_memory(err);
    }
    for (size_t e = b->eps.n; e-- > 0;) {
        b->band[e] =
            oql_survival_exact(t, b->eps.edge[e]) - oql_survival_exact(t, b->eps.edge[e + 1]);
        b->above[e] = b->above[e + 1] + b->band[e];
    }
    return OQL_OK;
}

/* Regions by name, as they come out of OpenQuake's store. */
static oql_status make_trt(const oql_inputs *in, const bool *used, oql_arena *arena,
                           oql_bins *b, oql_err *err)
{
    b->trt = oql_arena_alloc(arena, in->n_region + 1, sizeof *b->trt);
    b->region_trt = oql_arena_alloc(arena, in->n_region + 1, sizeof *b->region_trt);
    if (b->trt == NULL || b->region_trt == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < in->n_region; ++i) {
        size_t before = 0;
        b->region_trt[i] = SIZE_MAX;
        for (size_t k = 0; k < in->n_region; ++k) {
            before += used[k] && strcmp(in->region[k].name, in->region[i].name) < 0;
        }
        if (used[i]) {
            b->region_trt[i] = before;
            b->trt[before] = in->region[i].name;
            ++b->n_trt;
        }
    }
    return OQL_OK;
}

static oql_status check_size(oql_bins *b, oql_err *err)
{
    static const char *const key[OQL_AXES] = {"mag_bin_width", "distance_bin_width",
                                              "coordinate_bin_width", "coordinate_bin_width",
                                              "num_epsilon_bins"};
    const size_t n[OQL_AXES] = {b->mag.n, b->dist.n, b->lon[0].n, b->lat[0].n, b->eps.n};
    double cells = (double)b->n_trt;
    size_t worst = 0;

    for (size_t a = 0; a < OQL_AXES; ++a) {
        b->n[a] = n[a];
        cells *= (double)n[a];
        worst = n[a] > n[worst] ? a : worst;
    }
    if (cells > OQL_MOST_CELLS) {
        const bool is_coordinate =
            (double)n[OQL_AXIS_LON] * (double)n[OQL_AXIS_LAT] > (double)n[worst];
        worst = is_coordinate ? OQL_AXIS_LON : worst;
        return OQL_FAIL(
            err, OQL_ECONFIG,
            "the disaggregation has %.0f bins (mag %zu, dist %zu, lon %zu, lat %zu, "
            "eps %zu, regions %zu), expected at most %.0f: change %s",
            cells, n[0], n[1], n[2], n[3], n[4], b->n_trt, OQL_MOST_CELLS, key[worst]);
    }
    b->n_cell = n[0] * n[1] * n[2] * n[3] * n[4];
    return OQL_OK;
}

static oql_status make_all(const oql_inputs *in, oql_arena *arena, oql_bins *out, oql_err *err)
{
    const oql_job *job = in->job;
    bool *used = oql_arena_alloc(arena, in->n_region + 1, sizeof *used);
    span all = {HUGE_VAL, -HUGE_VAL};
    double reach = 0.0;
    oql_status st = OQL_OK;

    *out = (oql_bins){0};
    if (used == NULL) {
        return no_memory(err);
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        const span s = magnitudes(in, &in->group[g]);
        all.least = fmin(all.least, s.least);
        all.most = fmax(all.most, s.most);
        used[in->group[g].trt] = used[in->group[g].trt] || s.most >= s.least;
    }
    if (!(all.most >= all.least)) {
        return OQL_FAIL(err, OQL_ECONFIG, "no rupture to disaggregate, expected at least one");
    }
    for (size_t i = 0; i < job->n_reaches; ++i) {
        const oql_job_reach *r = &job->reaches[i];
        reach = fmax(reach, r->at[r->n - 1].dist_km);
    }
    OQL_TRY(make_trt(in, used, arena, out, err));
    OQL_TRY(make_mag(job, all, arena, out, err));
    if (!given_edges(job, "dist", &out->dist)) {
        const double width = job->distance_bin_width_km; /* not given: a single bin */
        OQL_TRY(oql_uniform_edges("distance_bin_width", 0.0, reach,
                                  isnan(width) ? reach : width, arena, &out->dist, err));
    }
    OQL_TRY(make_lon_lat(in, reach, arena, out, err));
    OQL_TRY(make_eps(job, arena, out, err));
    OQL_TRY(check_size(out, err));
done:
    return st;
}

/* ---- finding the bin ---- */

/* Edges that are below x, or also those equal to x. */
static size_t edges_below(const oql_edges *e, double x, bool or_equal)
{
    size_t lo = 0, hi = e->n + 1;
    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        if (e->edge[mid] < x || (or_equal && e->edge[mid] == x)) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

size_t oql_bin_of_mag(const oql_edges *e, double mag)
{
    const size_t k = edges_below(e, mag, false);
    return k == 0 ? 0 : k - 1;
}

size_t oql_bin_of(const oql_edges *e, double x)
{
    const size_t k = edges_below(e, x, true);
    return k == 0 || k > e->n ? e->n - 1 : k - 1;
}

/* Angle from a to b, positive to the east, -180 … 180. */
static double eastward(double a, double b)
{
    const double d = b - a + 180.0;
    return d - 360.0 * floor(d / 360.0) - 180.0;
}

size_t oql_bin_of_lon(const oql_edges *e, double lon)
{
    size_t k = 0;
    if (!crosses_date_line(e)) {
        return oql_bin_of(e, lon);
    }
    for (size_t i = 0; i < e->n; ++i) {
        if (eastward(lon, e->edge[i + 1]) > 0.0 &&
            (i == 0 || eastward(e->edge[i], lon) >= 0.0)) {
            k = i;
        }
    }
    return k;
}

void oql_bins_epsilon(const oql_bins *b, double z, bool star, double *poe)
{
    const size_t n = b->eps.n;
    const size_t k = edges_below(&b->eps, z, false); /* z is in bin k - 1 */

    for (size_t e = 0; e < n; ++e) {
        poe[e] = 0.0;
    }
    if (star) {
        if (z >= b->eps.edge[0] && z < b->eps.edge[n]) {
            poe[k == 0 ? n - 1 : k - 1] = oql_survival_exact(b->truncation, z);
        }
        return;
    }
    for (size_t e = k; e < n; ++e) {
        poe[e] = b->band[e];
    }
    if (k > 0 && k <= n) {
        poe[k - 1] = oql_survival_exact(b->truncation, z) - b->above[k];
    }
}

oql_status oql_bins_make(const oql_inputs *in, oql_arena *arena, oql_bins *out, oql_err *err)
{
    oql_err why = {0};
    const oql_status st = make_all(in, arena, out, &why);

    return st == OQL_OK ? OQL_OK : OQL_FAIL(err, st, "%s: %s", in->job->path, why.text);
}
