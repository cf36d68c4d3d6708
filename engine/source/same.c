/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "source/source.h"

/* Bits are compared, so that NaN (undefined) equals itself; -0 and 0 count as different, which
 * costs a second computation at worst. */
static bool same_values(size_t n, const double *a, const double *b)
{
    if (a == b || n == 0) {
        return true;
    }
    return a != NULL && b != NULL && memcmp(a, b, n * sizeof *a) == 0;
}

static bool same_value(double a, double b)
{
    return same_values(1, &a, &b);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_column(const oql_mfd_column *a, const oql_mfd_column *b)
{
    return a->n == b->n && same_values(a->n, a->value, b->value);
}

static bool same_multi(const oql_mfd_multi *a, const oql_mfd_multi *b)
{
    if (a == b) {
        return true;
    }
    if (a == NULL || b == NULL || a->kind != b->kind || a->size != b->size ||
        a->change.type != NULL || b->change.type != NULL ||
        (a->start == NULL) != (b->start == NULL)) {
        return false;
    }
    if (a->start != NULL) {
        const size_t n = a->start[a->size];
        if (memcmp(a->start, b->start, (a->size + 1) * sizeof *a->start) != 0 ||
            !same_values(n, a->mag, b->mag) ||
            !same_values(n, a->rate_per_yr, b->rate_per_yr)) {
            return false;
        }
    }
    return same_column(&a->min_mag, &b->min_mag) && same_column(&a->max_mag, &b->max_mag) &&
           same_column(&a->bin_width, &b->bin_width) && same_column(&a->a_val, &b->a_val) &&
           same_column(&a->b_val, &b->b_val) && same_column(&a->char_mag, &b->char_mag) &&
           same_column(&a->char_rate, &b->char_rate) &&
           same_column(&a->moment_rate, &b->moment_rate);
}

static bool same_mfd(const oql_mfd *a, const oql_mfd *b)
{
    if (a == b) {
        return true;
    }
    return a != NULL && b != NULL && a->kind == b->kind && a->n == b->n &&
           same_value(a->min_mag, b->min_mag) && same_value(a->max_mag, b->max_mag) &&
           same_value(a->bin_width, b->bin_width) && same_value(a->a_val, b->a_val) &&
           same_value(a->b_val, b->b_val) && same_value(a->corner_mag, b->corner_mag) &&
           same_value(a->char_mag, b->char_mag) &&
           same_value(a->char_rate_per_yr, b->char_rate_per_yr) &&
           same_value(a->slip_rate_mm_per_yr, b->slip_rate_mm_per_yr) &&
           same_value(a->rigidity_gpa, b->rigidity_gpa) && same_values(a->n, a->mag, b->mag) &&
           same_values(a->n, a->rate_per_yr, b->rate_per_yr) && same_multi(a->multi, b->multi);
}

static bool same_msr(const oql_msr *a, const oql_msr *b)
{
    return a == b || (a != NULL && b != NULL && oql_msr_is_equal(a, b));
}

static bool same_tom(const oql_tom *a, const oql_tom *b)
{
    return a->kind == b->kind && same_value(a->mu, b->mu) && same_value(a->alpha, b->alpha) &&
           same_value(a->occurrence_rate_per_yr, b->occurrence_rate_per_yr);
}

static bool same_planes(const oql_nodal_planes *a, const oql_nodal_planes *b)
{
    if (a == b) {
        return true;
    }
    bool same = a != NULL && b != NULL && a->n == b->n;
    for (size_t i = 0; same && i < a->n; ++i) {
        const oql_nodal_plane *p = &a->plane[i], *q = &b->plane[i];
        same = same_value(p->weight, q->weight) && same_value(p->strike_deg, q->strike_deg) &&
               same_value(p->dip_deg, q->dip_deg) && same_value(p->rake_deg, q->rake_deg);
    }
    return same;
}

static bool same_depths(const oql_hypo_depths *a, const oql_hypo_depths *b)
{
    if (a == b) {
        return true;
    }
    bool same = a != NULL && b != NULL && a->n == b->n;
    for (size_t i = 0; same && i < a->n; ++i) {
        same = same_value(a->depth[i].weight, b->depth[i].weight) &&
               same_value(a->depth[i].depth_km, b->depth[i].depth_km);
    }
    return same;
}

static bool same_lines(size_t n, const oql_polyline *a, const oql_polyline *b)
{
    bool same = a == b || n == 0 || (a != NULL && b != NULL);
    for (size_t i = 0; same && a != b && i < n; ++i) {
        same = a[i].n == b[i].n && same_values(a[i].n, a[i].lon_deg, b[i].lon_deg) &&
               same_values(a[i].n, a[i].lat_deg, b[i].lat_deg) &&
               same_values(a[i].n, a[i].depth_km, b[i].depth_km);
    }
    return same;
}

static bool same_geometry(const oql_fault_geometry *a, const oql_fault_geometry *b)
{
    if (a == b) {
        return true;
    }
    if (a == NULL || b == NULL || a->kind != b->kind || a->n_line != b->n_line ||
        a->n_plane != b->n_plane || a->n_kite != b->n_kite ||
        !same_value(a->upper_depth_km, b->upper_depth_km) ||
        !same_value(a->lower_depth_km, b->lower_depth_km) ||
        !same_value(a->dip_deg, b->dip_deg) || !same_value(a->spacing_km, b->spacing_km)) {
        return false;
    }
    bool same = same_lines(a->n_line, a->lines, b->lines);
    for (size_t i = 0; same && i < a->n_plane; ++i) {
        const oql_plane *p = &a->planes[i], *q = &b->planes[i];
        same = same_values(4, p->lon_deg, q->lon_deg) &&
               same_values(4, p->lat_deg, q->lat_deg) &&
               same_values(4, p->depth_km, q->depth_km);
    }
    for (size_t i = 0; same && i < a->n_kite; ++i) {
        same = a->kites[i].n_line == b->kites[i].n_line &&
               same_lines(a->kites[i].n_line, a->kites[i].lines, b->kites[i].lines);
    }
    return same;
}

static bool same_hypocentres(const oql_source *a, const oql_source *b)
{
    bool same = a->n_hypo == b->n_hypo && a->n_slip == b->n_slip;
    for (size_t i = 0; same && i < a->n_hypo; ++i) {
        same = same_value(a->hypos[i].along_strike, b->hypos[i].along_strike) &&
               same_value(a->hypos[i].down_dip, b->hypos[i].down_dip) &&
               same_value(a->hypos[i].weight, b->hypos[i].weight);
    }
    for (size_t i = 0; same && i < a->n_slip; ++i) {
        same = same_value(a->slips[i].slip_deg, b->slips[i].slip_deg) &&
               same_value(a->slips[i].weight, b->slips[i].weight);
    }
    return same;
}

bool oql_source_is_same(const oql_source *a, const oql_source *b)
{
    if (a == b) {
        return true;
    }
    /* Sources that list their ruptures and members of atomic groups are not looked into. */
    if (a->ruptures != NULL || b->ruptures != NULL || a->multi != NULL || b->multi != NULL ||
        a->atomic != NULL || b->atomic != NULL) {
        return false;
    }
    return a->type == b->type && same_text(a->id, b->id) && same_text(a->trt, b->trt) &&
           same_mfd(a->mfd, b->mfd) && same_msr(a->msr, b->msr) &&
           same_value(a->aspect_ratio, b->aspect_ratio) && same_tom(&a->tom, &b->tom) &&
           same_value(a->mutex_weight, b->mutex_weight) &&
           same_value(a->upper_depth_km, b->upper_depth_km) &&
           same_value(a->lower_depth_km, b->lower_depth_km) &&
           same_planes(a->planes, b->planes) && same_depths(a->depths, b->depths) &&
           same_value(a->lon_deg, b->lon_deg) && same_value(a->lat_deg, b->lat_deg) &&
           (a->places == NULL) == (b->places == NULL) &&
           same_lines(a->places != NULL, a->places, b->places) &&
           same_value(a->discretization_km, b->discretization_km) &&
           same_geometry(a->geometry, b->geometry) && same_value(a->rake_deg, b->rake_deg) &&
           same_hypocentres(a, b);
}
