/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/validity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/geodesy.h"

enum { SAMPLE = 32, SAMPLE_OF_FAULT = 4 };

/* What a model is asked for; empty when lo > hi. */
typedef struct {
    oql_range mag, depth_km, dist_km;
} extent;

static const extent nothing = {{HUGE_VAL, -HUGE_VAL}, {HUGE_VAL, -HUGE_VAL}, {HUGE_VAL, -1.0}};

typedef struct {
    const oql_gmm_info *info;
    extent used;
} use;

typedef struct {
    use *use;
    size_t n, cap;
} uses;

static void include(oql_range *r, double x)
{
    r->lo = fmin(r->lo, x);
    r->hi = fmax(r->hi, x);
}

static void include_extent(extent *to, const extent *e)
{
    to->mag = (oql_range){fmin(to->mag.lo, e->mag.lo), fmax(to->mag.hi, e->mag.hi)};
    to->depth_km = (oql_range){fmin(to->depth_km.lo, e->depth_km.lo),
                               fmax(to->depth_km.hi, e->depth_km.hi)};
    to->dist_km =
        (oql_range){fmin(to->dist_km.lo, e->dist_km.lo), fmax(to->dist_km.hi, e->dist_km.hi)};
}

/* ---- what ruptures and sites there are ---- */

/* Length of a rupture, all styles: Wells & Coppersmith (1994), doi:10.1785/BSSA0840040974. */
static double length_km(double mag)
{
    return pow(10.0, 0.59 * mag - 2.44);
}

/* Distances from a rupture to a sample of the sites, where they are within its reach. The nearest
 * point of the rupture is not farther from its hypocentre than its length. */
static void include_sites(const oql_inputs *in, const char *trt, double lon, double lat,
                          double mag, extent *e)
{
    const double reach = oql_job_max_distance(in->job, trt, mag), length = length_km(mag);
    const size_t n = in->sites->n, step = n / SAMPLE + 1;
    for (size_t i = 0; i < n; i += step) {
        const double d =
            oql_geo_distance_km(lon, lat, in->sites->lon_deg[i], in->sites->lat_deg[i]);
        if (d <= reach && d > length) {
            include(&e->dist_km, d - length);
        }
    }
}

static void include_points(const oql_inputs *in, const char *trt, const oql_points *p,
                           extent *e)
{
    for (size_t s = 0; s < p->n_shape; ++s) {
        for (size_t k = 0; k < p->shapes[s].n_depth; ++k) {
            include(&e->depth_km, p->shapes[s].depth[k].depth_km);
        }
    }
    for (size_t f = 0; f < p->n_mfd; ++f) {
        for (size_t k = 0; k < p->mfds[f].n; ++k) {
            if (p->mfds[f].rate_per_yr[k] > 0.0 &&
                oql_job_max_distance(in->job, trt, p->mfds[f].mag[k]) > 0.0) {
                include(&e->mag, p->mfds[f].mag[k]);
            }
        }
    }
    for (size_t i = 0; i < p->n; i += p->n / SAMPLE + 1) {
        const oql_mfd_bins *b = &p->mfds[p->mfd[i]];
        if (b->n > 0) {
            include_sites(in, trt, p->lon_deg[i], p->lat_deg[i], b->mag[0], e);
        }
    }
}

static void include_fault(const oql_inputs *in, const char *trt, const oql_fault *f, extent *e)
{
    for (size_t i = 0; i < f->n; ++i) {
        if (f->rate_per_yr[i] > 0.0 && oql_job_max_distance(in->job, trt, f->mag[i]) > 0.0) {
            include(&e->mag, f->mag[i]);
            include(&e->depth_km, f->hypo_depth_km[i]);
        }
    }
    for (size_t i = 0; i < f->n; i += f->n / SAMPLE_OF_FAULT + 1) {
        include_sites(in, trt, f->hypo_lon_deg[i], f->hypo_lat_deg[i], f->mag[i], e);
    }
}

static extent extent_of_region(const oql_inputs *in, int32_t trt)
{
    const char *name = in->region[trt].name;
    extent e = nothing;
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_group *group = &in->group[g];
        if (group->trt != trt) {
            continue;
        }
        include_points(in, name, group->cells != NULL ? &group->cells->places : &group->points,
                       &e);
        for (size_t k = 0; k < group->n_fault; ++k) {
            if (group->fault[k].ruptures != NULL) {
                include_fault(in, name, group->fault[k].ruptures, &e);
            }
        }
    }
    return e;
}

/* ---- what models allow ---- */

static bool is_stated(oql_range r)
{
    return r.lo != 0.0 || r.hi != 0.0;
}

static bool leaves(oql_range used, oql_range valid)
{
    const double slack = 1e-6;
    return used.lo <= used.hi && is_stated(valid) &&
           (used.lo < valid.lo - slack || used.hi > valid.hi + slack);
}

static oql_status add_use(uses *u, const oql_gmm *g, const extent *e, oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_gmm_info *info = oql_gmm_get_info(g);
    if (!is_stated(info->mag) && !is_stated(info->dist_km) && !is_stated(info->depth_km)) {
        for (size_t i = 0; i < oql_gmm_n_children(g); ++i) {
            OQL_TRY(add_use(u, oql_gmm_child(g, i), e, err));
        }
        return OQL_OK;
    }
    for (size_t i = 0; i < u->n; ++i) {
        if (u->use[i].info == info) {
            include_extent(&u->use[i].used, e);
            return OQL_OK;
        }
    }
    OQL_TRY(oql_reserve(&u->use, &u->cap, u->n + 1, sizeof *u->use, err));
    u->use[u->n++] = (use){info, *e};
done:
    return st;
}

/* "magnitudes 4.1 to 8.3 (valid 5 to 8)", appended when it is outside. */
static void describe(const char *what, const char *unit, oql_range used, oql_range valid,
                     size_t size, char *text)
{
    const size_t n = strlen(text);
    char to[32] = " on";
    if (isfinite(valid.hi)) {
        (void)snprintf(to, sizeof to, " to %g", valid.hi);
    }
    if (leaves(used, valid)) {
        (void)snprintf(text + n, size - n, "%s%s %.4g to %.4g%s (valid %s%g%s)",
                       n == 0 ? "" : ", ", what, used.lo, used.hi, unit,
                       isfinite(valid.hi) ? "" : "from ", valid.lo, to);
    }
}

static void warn(const use *u, oql_problems *problems)
{
    const oql_gmm_info *info = u->info;
    char text[240] = "";
    describe("magnitudes", "", u->used.mag, info->mag, sizeof text, text);
    describe("distances", " km", u->used.dist_km, info->dist_km, sizeof text, text);
    describe("depths", " km", u->used.depth_km, info->depth_km, sizeof text, text);
    if (text[0] != '\0') {
        oql_problem_warning(problems, NULL, 0, "%s is used outside its range of validity: %s",
                            info->name, text);
    }
}

oql_status oql_validity_warn(const oql_inputs *in, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    uses u = {0};
    for (size_t t = 0; in->sites != NULL && t < in->n_region; ++t) {
        const extent e = extent_of_region(in, (int32_t)t);
        for (size_t g = 0; g < in->region[t].n_model; ++g) {
            if (in->region[t].model[g] != NULL) {
                OQL_TRY(add_use(&u, in->region[t].model[g], &e, err));
            }
        }
    }
    for (size_t i = 0; i < u.n; ++i) {
        warn(&u.use[i], problems);
    }
done:
    free(u.use);
    return st;
}
