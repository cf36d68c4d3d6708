/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/cloud.h"
#include "geo/geodesy.h"
#include "geo/mesh_distance.h"
#include "hazard/worker.h"

/* Fault-like sources. For each site the distances to all windows of the surface are found at once,
 * sharing what they have in common. Then either
 *
 *   many ruptures of a magnitude:  lanes = ruptures of one site
 *   few of them, many sites:       lanes = sites of one rupture; distances of all (rupture, site)
 *                                  pairs are kept first
 */
enum { RRUP, RJB, RX, RY0, DISTANCES };

/* Ruptures of a fault that a tile takes. */
typedef struct {
    const oql_ready_fault *fault;
    size_t first, n;
} range;

static const oql_ctx_param params[DISTANCES] = {OQL_RRUP, OQL_RJB, OQL_RX, OQL_RY0};

/* Integration distance of rupture i. OpenQuake takes that of the first rupture whose magnitude has
 * the same two decimals (cut, not rounded), which matters where it depends on magnitude. */
static double reach_of(const oql_worker *w, const oql_fault *r, size_t i)
{
    size_t first = i;
    while (first > 0 && floor(r->mag[first - 1] * 100.0) == floor(r->mag[i] * 100.0)) {
        --first;
    }
    return oql_job_max_distance(w->setup->in->job, w->region->name, r->mag[first]);
}

static oql_status reserve(oql_worker *w, size_t n, oql_err *err)
{
    if (n <= w->cap_fault_dist) {
        return OQL_OK;
    }
    double *p = oql_calloc(n, sizeof *p);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu distances", n);
    }
    free(w->fault_dist);
    w->fault_dist = p;
    w->cap_fault_dist = n;
    return OQL_OK;
}

double oql_fault_bound_km(const oql_ready_fault *f, double lon, double lat, double depth)
{
    if (f->ruptures->kind == OQL_SURFACE_SECTIONS) {
        double least = HUGE_VAL;
        for (size_t k = 0; k < f->ruptures->n_section; ++k) {
            least = fmin(least, oql_kite_bound_km(f->ruptures->section[k], lon, lat, depth));
        }
        return least;
    }
    if (f->ruptures->kind == OQL_SURFACE_CLOUD) {
        return 0.0; /* nothing is known that is cheaper than the distance */
    }
    return f->geometry != NULL ? oql_mesh_geometry_bound_km(f->geometry, lon, lat, depth)
                               : oql_multi_planar_bound_km(f->planes, lon, lat, depth);
}

/* rx and ry0 (n) of the ruptures of sections. */
static oql_status section_coordinates(const range *g, double lon, double lat, double *rx,
                                      double *ry0, oql_err *err)
{
    const oql_fault *r = g->fault->ruptures;
    oql_trace_tuw *seen = oql_calloc(r->n_section, 2 * sizeof *seen); /* ahead, back */

    if (seen == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sections", r->n_section);
    }
    for (size_t s = 0; r->is_joined && s < r->n_section; ++s) {
        const oql_trace *top = oql_kite_get_top(r->section[s]);
        seen[2 * s] = oql_trace_ahead(top, lon, lat);
        seen[2 * s + 1] = oql_trace_back(top, r->reverse, lon, lat);
    }
    for (size_t k = 0; k < g->n; ++k) {
        const size_t i = g->first + k;
        if (!r->is_joined) {
            oql_kite_rx_ry0_km(r->section[r->member[r->first[i]]], lon, lat, &rx[k], &ry0[k]);
            continue;
        }
        oql_trace_sum sum = {0.0F, 0.0F, 0.0F};
        for (size_t m = r->first[i]; m < r->first[i + 1]; ++m) {
            const oql_trace_link *l = &r->link[m];
            oql_trace_add(&sum, seen[2 * (size_t)l->which + (l->back ? 1 : 0)], l->shift_km);
        }
        oql_trace_rx_ry0_km(&sum, r->u_max_km[i], &rx[k], &ry0[k]);
    }
    free(seen);
    return OQL_OK;
}

/* Distances to the sections, then of each rupture the least of its own. */
static oql_status section_distances(const oql_worker *w, const range *g, size_t k, double *dist,
                                    oql_err *err)
{
    const oql_fault *r = g->fault->ruptures;
    const oql_sites *sites = w->setup->in->sites;
    const double lon = sites->lon_deg[k], lat = sites->lat_deg[k], depth = sites->depth_km[k];
    const size_t n = r->n_section;
    double *d = oql_calloc(2 * n, sizeof *d);
    oql_status st = OQL_OK;

    if (d == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu distances", n);
    }
    if (w->col[OQL_RX] != NULL || w->col[OQL_RY0] != NULL) {
        OQL_TRY(section_coordinates(g, lon, lat, dist + RX * g->n, dist + RY0 * g->n, err));
    }
    for (size_t s = 0; s < n; ++s) {
        d[s] = oql_kite_rrup_km(r->section[s], lon, lat, depth, NULL);
        d[n + s] =
            w->col[OQL_RJB] != NULL ? oql_kite_rjb_km(r->section[s], lon, lat, depth) : 0.0;
    }
    for (size_t i = 0; i < g->n; ++i) {
        double rrup = HUGE_VAL, rjb = HUGE_VAL;
        for (size_t m = r->first[g->first + i]; m < r->first[g->first + i + 1]; ++m) {
            rrup = fmin(rrup, d[r->member[m]]);
            rjb = fmin(rjb, d[n + (size_t)r->member[m]]);
        }
        dist[RRUP * g->n + i] = rrup;
        dist[RJB * g->n + i] = rjb;
    }
done:
    free(d);
    return st;
}

/* What is asked of the windows of a mesh, the same at all sites; without outputs. */
static oql_window_query windows_of(const range *g)
{
    const oql_ready_fault *f = g->fault;
    const oql_fault *r = f->ruptures;
    return (oql_window_query){.n = g->n,
                              .row = r->row + g->first,
                              .col = r->col + g->first,
                              .n_row = r->n_row + g->first,
                              .n_col = r->n_col + g->first,
                              .strike_deg = r->strike_deg + g->first,
                              .outlines = f->outlines,
                              .outline = f->outline == NULL ? NULL : f->outline + g->first};
}

/* Distances of the n ruptures from site k (of the job): dist (DISTANCES, n). */
static oql_status distances(oql_worker *w, const range *g, size_t k, double *dist, oql_err *err)
{
    const oql_ready_fault *f = g->fault;
    const oql_sites *sites = w->setup->in->sites;
    const oql_fault *r = f->ruptures;
    const size_t n = g->n;
    const double lon = sites->lon_deg[k], lat = sites->lat_deg[k], depth = sites->depth_km[k];
    oql_status st = OQL_OK;

    if (f->geometry != NULL) {
        oql_window_query q = windows_of(g);
        q.rrup_km = dist + RRUP * n;
        q.rjb_km = w->col[OQL_RJB] ? dist + RJB * n : NULL;
        q.rx_km = w->col[OQL_RX] ? dist + RX * n : NULL;
        q.ry0_km = w->col[OQL_RY0] ? dist + RY0 * n : NULL;
        OQL_TRY(oql_window_site(w->windows, f->geometry, lon, lat, depth, err));
        OQL_TRY(oql_window_distances(w->windows, &q, err));
        goto done;
    }
    if (r->kind == OQL_SURFACE_SECTIONS) {
        return section_distances(w, g, k, dist, err);
    }
    double one[DISTANCES] = {0.0};
    if (r->kind == OQL_SURFACE_CLOUD) {
        const oql_window all = {0, 0, 1, r->mesh->n_col};
        one[RRUP] = oql_mesh_rrup_km(r->mesh, &all, lon, lat, depth);
        one[RJB] = w->col[OQL_RJB] ? oql_cloud_rjb_km(r->mesh, f->shape, lon, lat) : 0.0;
    } else {
        one[RRUP] = oql_multi_planar_rrup_km(f->planes, lon, lat, depth);
        one[RJB] = w->col[OQL_RJB] ? oql_multi_planar_rjb_km(f->planes, lon, lat, depth) : 0.0;
        oql_multi_planar_rx_ry0_km(f->planes, lon, lat, &one[RX], &one[RY0]);
    }
    for (size_t d = 0; d < DISTANCES; ++d) {
        for (size_t i = 0; i < n; ++i) {
            dist[d * n + i] = one[d];
        }
    }
done:
    return st;
}

/* Parameters that few models ask for: closest node and azimuth of the site, seen from the middle of the
 * top edge, from the strike. */
static void set_rare(oql_worker *w, const oql_ready_fault *f, size_t i, size_t k, size_t lane)
{
    const oql_sites *sites = w->setup->in->sites;
    const oql_fault *r = f->ruptures;
    const double lon = sites->lon_deg[k], lat = sites->lat_deg[k];
    double closest[3] = {0.0, 0.0, 0.0};

    if (w->col[OQL_CLON] == NULL && w->col[OQL_CLAT] == NULL) {
        return;
    }
    if (r->kind == OQL_SURFACE_SECTIONS) {
        double least = HUGE_VAL, at[3];
        for (size_t m = r->first[i]; m < r->first[i + 1]; ++m) {
            const double d =
                oql_kite_rrup_km(r->section[r->member[m]], lon, lat, sites->depth_km[k], at);
            if (d < least) {
                least = d;
                memcpy(closest, at, sizeof at);
            }
        }
    } else if (r->kind != OQL_SURFACE_PLANES) {
        const oql_window window =
            r->kind == OQL_SURFACE_CLOUD
                ? (oql_window){0, 0, 1, r->mesh->n_col}
                : (oql_window){r->row[i], r->col[i], r->n_row[i], r->n_col[i]};
        oql_mesh_closest(r->mesh, &window, lon, lat, sites->depth_km[k], closest);
    } else {
        double least = HUGE_VAL;
        for (size_t p = 0; p < r->n_plane; ++p) {
            const double d = oql_planar_rrup_km(&f->plane[p], lon, lat, sites->depth_km[k]);
            if (d < least) {
                least = d;
                oql_planar_closest(&f->plane[p], lon, lat, sites->depth_km[k], closest);
            }
        }
    }
    oql_ctx_put(w, OQL_CLON, lane, closest[0]);
    oql_ctx_put(w, OQL_CLAT, lane, closest[1]);
}

/* Parameters of rupture i (for site k: the distances to its hypocentre) into a lane. */
static void set_rupture(oql_worker *w, const oql_ready_fault *f, size_t i, size_t k,
                        size_t lane)
{
    const oql_fault *r = f->ruptures;
    const oql_sites *sites = w->setup->in->sites;
    const struct {
        oql_ctx_param param;
        const double *x;
    } column[] = {
        {OQL_RAKE, r->rake_deg},
        {OQL_DIP, r->dip_deg},
        {OQL_STRIKE, r->strike_deg},
        {OQL_ZTOR, r->ztor_km},
        {OQL_ZBOT, r->zbot_km},
        {OQL_WIDTH, r->width_km},
        {OQL_HYPO_LON, r->hypo_lon_deg},
        {OQL_HYPO_LAT, r->hypo_lat_deg},
        {OQL_HYPO_DEPTH, r->hypo_depth_km},
    };
    for (size_t c = 0; c < OQL_COUNT(column); ++c) {
        if (w->col[column[c].param] != NULL) {
            w->col[column[c].param][lane] = column[c].x[i];
        }
    }
    if (w->col[OQL_IN_CSHM] != NULL) {
        w->col[OQL_IN_CSHM][lane] = r->in_canterbury == NULL ? 0.0 : r->in_canterbury[i];
    }
    if (w->col[OQL_REPI] != NULL) {
        w->col[OQL_REPI][lane] = oql_geo_distance_km(r->hypo_lon_deg[i], r->hypo_lat_deg[i],
                                                     sites->lon_deg[k], sites->lat_deg[k]);
    }
    if (w->col[OQL_RHYPO] != NULL) {
        w->col[OQL_RHYPO][lane] =
            oql_geo_distance3_km(r->hypo_lon_deg[i], r->hypo_lat_deg[i], r->hypo_depth_km[i],
                                 sites->lon_deg[k], sites->lat_deg[k], sites->depth_km[k]);
    }
    set_rare(w, f, i, k, lane);
}

static void set_distances(oql_worker *w, const double *dist, size_t step, size_t lane)
{
    for (size_t d = 0; d < DISTANCES; ++d) {
        if (w->col[params[d]] != NULL) {
            w->col[params[d]][lane] = dist[d * step];
        }
    }
}

/* Lanes are ruptures: all those of one magnitude at site s of the block. */
static void site_lanes(oql_worker *w, const range *g, size_t s, const double *dist)
{
    const oql_fault *r = g->fault->ruptures;
    const size_t end = g->first + g->n;
    for (size_t i = g->first; i < end;) {
        const double mag = r->mag[i];
        const double reach = reach_of(w, r, i);
        oql_ctx_begin_site(w, s, oql_round_mag(mag));
        for (; i < end && r->mag[i] == mag; ++i) {
            const double *d = dist + (i - g->first);
            if (d[RRUP * g->n] <= reach && reach > 0.0 && r->rate_per_yr[i] > 0.0) {
                size_t lane = 0;
                (void)oql_ctx_lanes(w, 1, &lane);
                set_rupture(w, g->fault, i, w->site0 + s, lane);
                set_distances(w, d, g->n, lane);
                w->rate[lane] = r->rate_per_yr[i];
            }
        }
        oql_ctx_flush_site(w);
    }
    oql_ctx_end_sites(w, s, s + 1);
}

/* Lanes are sites: dist (site, DISTANCES, rupture); sites out of reach have rrup = INFINITY. */
static void rupture_lanes(oql_worker *w, const range *g, const double *dist)
{
    const oql_fault *r = g->fault->ruptures;
    const uint64_t constant = OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_STRIKE) |
                              OQL_BIT(OQL_ZTOR) | OQL_BIT(OQL_ZBOT) | OQL_BIT(OQL_WIDTH) |
                              OQL_BIT(OQL_HYPO_LON) | OQL_BIT(OQL_HYPO_LAT) |
                              OQL_BIT(OQL_HYPO_DEPTH);
    for (size_t i = g->first; i < g->first + g->n; ++i) {
        const double reach = reach_of(w, r, i);
        if (!(reach > 0.0) || !(r->rate_per_yr[i] > 0.0)) {
            continue;
        }
        for (size_t lane = 0; lane < w->stride; ++lane) {
            const size_t s = lane < w->n_site ? lane : w->n_site - 1;
            const double *d = dist + s * DISTANCES * g->n + (i - g->first);
            const bool felt = lane < w->n_site && d[RRUP * g->n] <= reach;
            set_rupture(w, g->fault, i, w->site0 + s, lane);
            set_distances(w, d, g->n, lane);
            if (!felt) { /* any finite distance: the lane has rate 0 */
                for (size_t k = 0; k < DISTANCES; ++k) {
                    if (w->col[params[k]] != NULL) {
                        w->col[params[k]][lane] = reach;
                    }
                }
            }
            w->rate[lane] = felt ? r->rate_per_yr[i] : 0.0;
        }
        oql_ctx_flush_sites(w, oql_round_mag(r->mag[i]), constant);
    }
}

static size_t count_magnitudes(const oql_fault *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; ++i) {
        n += i == 0 || r->mag[i] != r->mag[i - 1];
    }
    return n;
}

oql_status oql_tile_fault(oql_worker *w, const oql_ready_fault *fault, oql_err *err)
{
    return oql_tile_ruptures(w, fault, 0, fault->ruptures->n, err);
}

oql_status oql_tile_ruptures(oql_worker *w, const oql_ready_fault *fault, size_t first,
                             size_t end, oql_err *err)
{
    const oql_fault *r = fault->ruptures;
    const oql_sites *sites = w->setup->in->sites;
    const range g = {fault, first, end - first};
    oql_status st = OQL_OK;

    if (g.n == 0) {
        return OQL_OK;
    }
    w->occurrence = fault->occurrence.kind == OQL_OCCUR_POISSON ? NULL : &fault->occurrence;
    const double reach = oql_job_reach_km(w->setup->in->job, w->region->name);
    const bool by_rupture = r->n < OQL_LANES * count_magnitudes(r) && w->n_site >= OQL_LANES;
    OQL_TRY(reserve(w, DISTANCES * g.n * (by_rupture ? w->n_site : 1), err));
    if (fault->geometry != NULL) {
        const oql_window_query q = windows_of(&g);
        OQL_TRY(oql_window_announce(w->windows, &q, err));
    }
    bool any = false;
    for (size_t s = 0; s < w->n_site; ++s) {
        const size_t k = w->site0 + s;
        double *dist = w->fault_dist + (by_rupture ? s * DISTANCES * g.n : 0);
        if (oql_fault_bound_km(fault, sites->lon_deg[k], sites->lat_deg[k],
                               sites->depth_km[k]) > reach) {
            for (size_t i = 0; by_rupture && i < g.n; ++i) {
                dist[RRUP * g.n + i] = HUGE_VAL;
            }
            continue;
        }
        any = true;
        OQL_TRY(distances(w, &g, k, dist, err));
        if (!by_rupture) {
            site_lanes(w, &g, s, dist);
        }
    }
    if (any && by_rupture) {
        rupture_lanes(w, &g, w->fault_dist);
    }
done:
    w->occurrence = NULL;
    return st;
}
