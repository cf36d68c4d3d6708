/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/complex_fault.h"
#include "geo/simple_fault.h"
#include "source/fault_surface.h"

/* Ruptures that float over a kite surface: windows of its mesh, each a surface of its own. */

/** Profiles of a surface that is described as a simple fault stand this much farther apart than
 *  the mesh points that are asked for, so that cutting them again gives as many. */
#define PROFILE_STRETCH 1.01
/** Steeper than this, kites cannot tell left from right. */
#define STEEPEST_DEG 89.9
/** Points of all rupture surfaces of a source, about 50 bytes each. */
#define MOST_POINTS 1e8

typedef struct {
    const oql_source *src;
    double along_km, down_km; /* mesh spacing */
    oql_mesh *mesh;
    oql_mfd_bins bins;
} kite_fault;

/* Node counts of the ruptures of a magnitude, and where they start. */
typedef struct {
    int32_t n_row, n_col, row_step, col_step;
} float_plan;

static oql_status mesh_of_profiles(kite_fault *k, size_t n, const oql_fault_edge *profile,
                                   oql_err *err)
{
    return oql_kite_mesh(n, profile, k->down_km, k->along_km, &k->mesh, err);
}

static oql_status mesh_of_given(kite_fault *k, oql_err *err)
{
    const oql_profiles *p = &k->src->geometry->kites[0];
    oql_fault_edge *edge = oql_calloc(p->n_line, sizeof *edge);

    if (edge == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu profiles", p->n_line);
    }
    for (size_t i = 0; i < p->n_line; ++i) {
        const oql_polyline *l = &p->lines[i];
        edge[i] = (oql_fault_edge){l->n, l->lon_deg, l->lat_deg, l->depth_km};
    }
    const oql_status st = mesh_of_profiles(k, p->n_line, edge, err);
    free(edge);
    return st;
}

/* The columns of a simple fault's mesh are the profiles. */
static oql_status mesh_of_simple(kite_fault *k, oql_err *err)
{
    const oql_fault_geometry *g = k->src->geometry;
    const double dip = fabs(g->dip_deg - 90.0) < 1e-5 ? STEEPEST_DEG : g->dip_deg;
    oql_mesh *m = NULL;
    oql_fault_edge *edge = NULL;
    double *x = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_simple_fault_mesh(g->lines[0].n, g->lines[0].lon_deg, g->lines[0].lat_deg,
                                  g->upper_depth_km, g->lower_depth_km, dip,
                                  k->along_km * PROFILE_STRETCH, &m, err));
    const size_t n_row = (size_t)m->n_row, n_col = (size_t)m->n_col, n = n_row * n_col;
    edge = oql_calloc(n_col, sizeof *edge);
    x = oql_calloc(n, 3 * sizeof *x);
    if (edge == NULL || x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%zu profiles", n_col);
        goto done;
    }
    for (size_t j = 0; j < n_col; ++j) {
        double *to = x + j * n_row;

        for (size_t i = 0; i < n_row; ++i) {
            to[i] = m->lon_deg[i * n_col + j];
            to[n + i] = m->lat_deg[i * n_col + j];
            to[2 * n + i] = m->depth_km[i * n_col + j];
        }
        edge[j] = (oql_fault_edge){n_row, to, to + n, to + 2 * n};
    }
    st = mesh_of_profiles(k, n_col, edge, err);
done:
    oql_mesh_destroy(m);
    free(edge);
    free(x);
    return st;
}

static void kite_fault_clear(kite_fault *k)
{
    oql_mesh_destroy(k->mesh);
    oql_mfd_bins_clear(&k->bins);
}

/* ---- size of ruptures ---- */

static double multiple(double x, double step, bool up)
{
    return (up ? ceil(x / step) : floor(x / step)) * step;
}

/* Length and width, multiples of the spacings, whose area and aspect ratio are nearest to what is
 * wanted: the measure is OpenQuake's. */
static oql_status dimensions(const kite_fault *k, double area_km2, double *length_km,
                             double *width_km, oql_err *err)
{
    const double given = k->src->aspect_ratio;
    const double aspect = fmod(given, 1.0) < 0.01 ? given + 0.05 : given;
    double best = HUGE_VAL;

    *length_km = *width_km = 0.0;
    if (!(multiple(sqrt(area_km2 * aspect), k->along_km, false) > 0.0)) {
        return OQL_OK; /* shorter than a cell: OpenQuake finds no place for it */
    }
    for (int c = 0; c < 4; ++c) { /* length up, down, up, down; width up, down of each length */
        const double length = multiple(sqrt(area_km2 * aspect), k->along_km, c % 2 == 0);
        const double of = multiple(sqrt(area_km2 * aspect), k->along_km, c < 2);
        const double width = multiple(of / aspect, k->down_km, c % 2 == 0);
        const double off =
            sqrt(fabs(length * width - area_km2)) + fabs(length / width - aspect) * k->along_km;

        if (off < best) {
            best = off;
            *length_km = length;
            *width_km = width;
        }
    }
    const double error = fabs(*length_km * *width_km - area_km2) / area_km2;
    const bool thin = fabs(*width_km - k->down_km) < 1e-10 || !(*width_km > 1e-10);
    const bool shallow = fabs(*length_km - k->along_km) < 1e-10 && error > 0.3;

    if (thin || shallow || !(*length_km > 1e-10) || error > 0.25) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "mesh spacing %g km along strike and %g km down dip is too large for "
                        "ruptures of %g km2: they would be %g x %g km, expected a smaller one",
                        k->along_km, k->down_km, area_km2, *length_km, *width_km);
    }
    return OQL_OK;
}

/* Step between places: a part of the rupture's nodes, made smaller until the last place is at the
 * end. */
static int32_t step_of(int32_t n_node, double part, int32_t most)
{
    int32_t step = (int32_t)floor((double)n_node * part);

    step = step < 1 ? 1 : step;
    while (step > 1 && most >= 0 && most % step != 0) {
        --step;
    }
    return step;
}

static oql_status plan_magnitude(const kite_fault *k, double mag, float_plan *p, oql_err *err)
{
    const oql_source *s = k->src;
    double length = 0.0, width = 0.0;
    oql_status st = OQL_OK;

    OQL_TRY(dimensions(k, oql_msr_area_km2(s->msr, mag, s->rake_deg), &length, &width, err));
    p->n_col = (int32_t)fmin(nearbyint(length / k->along_km), 1e8) + 1;
    p->n_row = (int32_t)fmin(nearbyint(width / k->down_km), 1e8) + 1;
    const double down = s->float_x > 0.0 ? s->float_y : 0.0;
    p->col_step = step_of(p->n_col, s->float_x, k->mesh->n_col - p->n_col);
    p->row_step = step_of(p->n_row, down, k->mesh->n_row - p->n_row);
done:
    return st;
}

static bool is_whole(const oql_mesh *m, const oql_window *w)
{
    for (int32_t i = w->row; i < w->row + w->n_row; ++i) {
        for (int32_t j = w->col; j < w->col + w->n_col; ++j) {
            if (isnan(m->lon_deg[(size_t)i * (size_t)m->n_col + (size_t)j])) {
                return false;
            }
        }
    }
    return true;
}

/* Points of a magnitude's ruptures when no node is missing anywhere. */
static double points_of(const oql_mesh *m, const float_plan *p)
{
    if (p->n_row > m->n_row || p->n_col > m->n_col) {
        return 0.0;
    }
    return (floor((m->n_row - p->n_row) / (double)p->row_step) + 1.0) * p->n_row *
           (floor((m->n_col - p->n_col) / (double)p->col_step) + 1.0) * p->n_col;
}

/* All places of a rupture where no node is missing. */
static oql_status float_windows(const kite_fault *k, const float_plan *p, oql_windows *out,
                                oql_err *err)
{
    const oql_mesh *m = k->mesh;
    oql_status st = OQL_OK;

    out->n = 0;
    if (p->n_row < 2 || p->n_col < 2) {
        return OQL_OK;
    }
    for (int32_t j = 0; j + p->n_col <= m->n_col; j += p->col_step) {
        for (int32_t i = 0; i + p->n_row <= m->n_row; i += p->row_step) {
            const oql_window w = {i, j, p->n_row, p->n_col};

            if (is_whole(m, &w)) {
                OQL_TRY(oql_reserve(&out->w, &out->cap, out->n + 1, sizeof *out->w, err));
                out->w[out->n++] = w;
            }
        }
    }
done:
    return st;
}

/* ---- magnitudes ---- */

static double two_decimals(double mag)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%.2f", mag);
    return strtod(text, NULL);
}

/* OpenQuake splits these sources by magnitude, written with two decimals. Bins without a place for
 * their ruptures are lost, those of equal magnitude are joined. A source with places for one
 * magnitude only is not split. */
static oql_status join_bins(kite_fault *k, oql_err *err)
{
    oql_windows w = {0};
    oql_mfd_bins *b = &k->bins;
    double *mag = oql_calloc(b->n, 2 * sizeof *mag), *rate = mag != NULL ? mag + b->n : NULL;
    float_plan p, last = {0};
    double points = 0.0;
    size_t n = 0;
    oql_status st = OQL_OK;

    if (mag == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu magnitudes", b->n);
    }
    for (size_t i = 0; i < b->n; ++i) {
        const double rounded = two_decimals(b->mag[i]);
        size_t j = 0;

        OQL_TRY(plan_magnitude(k, b->mag[i], &p, err));
        points += memcmp(&p, &last, sizeof p) != 0 ? points_of(k->mesh, &p) : 0.0;
        last = p;
        if (points > MOST_POINTS) {
            st =
                OQL_FAIL(err, OQL_EMODEL,
                         "the ruptures that float over %d x %d points of a kite surface have "
                         "more than %.0g points together, expected at most that many: increase "
                         "rupture_mesh_spacing or floating_x_step",
                         (int)k->mesh->n_row, (int)k->mesh->n_col, MOST_POINTS);
            goto done;
        }
        OQL_TRY(float_windows(k, &p, &w, err));
        if (w.n == 0) {
            continue;
        }
        while (j < n && mag[j] != rounded) {
            ++j;
        }
        if (j == n) {
            mag[n++] = rounded;
        }
        rate[j] += b->rate_per_yr[i];
    }
    if (n > 1) {
        memcpy(b->mag, mag, n * sizeof *mag);
        memcpy(b->rate_per_yr, rate, n * sizeof *rate);
        b->n = n;
    }
done:
    free(mag);
    free(w.w);
    return st;
}

static oql_status open_kite_fault(kite_fault *k, const oql_source *src, oql_err *err)
{
    oql_status st = OQL_OK;

    *k = (kite_fault){.src = src,
                      .along_km = src->geometry->spacing_km,
                      .down_km = src->geometry->spacing_km / src->aspect_ratio};
    OQL_TRY(oql_mfd_make_bins(src->mfd, &k->bins, err));
    OQL_TRY(src->geometry->kind == OQL_GEOM_SIMPLE ? mesh_of_simple(k, err)
                                                   : mesh_of_given(k, err));
    OQL_TRY(join_bins(k, err));
    oql_mfd_sort_bins(&k->bins);
done:
    return st;
}

/* ---- ruptures ---- */

/* Surfaces of the windows, appended to the sections of f. */
static oql_status add_sections(const kite_fault *k, const oql_windows *w, oql_fault *f,
                               size_t *cap, oql_err *err)
{
    oql_mesh *m = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_reserve(&f->section, cap, f->n_section + w->n, sizeof *f->section, err));
    for (size_t i = 0; i < w->n; ++i) {
        OQL_TRY(oql_kite_mesh_window(k->mesh, &w->w[i], &m, err));
        OQL_TRY(oql_kite_create(m, &f->section[f->n_section], err));
        m = NULL;
        f->n_section += 1;
    }
done:
    oql_mesh_destroy(m);
    return st;
}

/* Ruptures of one magnitude over the sections from `first` on; each hypocentre is the node in the
 * middle. */
static oql_status add_ruptures(oql_fault *f, double mag, double rate, double rake_deg,
                               size_t first, size_t n, oql_err *err)
{
    oql_status st = OQL_OK;

    for (size_t i = 0; i < n; ++i) {
        const oql_mesh *m = oql_kite_get_mesh(f->section[first + i]);
        const size_t row = (size_t)nearbyint(m->n_row / 2.0);
        const size_t at = row * (size_t)m->n_col + (size_t)nearbyint(m->n_col / 2.0);
        const size_t r = f->n;

        f->mag[r] = mag;
        f->rate_per_yr[r] = rate / (double)n;
        f->rake_deg[r] = rake_deg;
        f->member[r] = (int32_t)(first + i);
        f->first[r + 1] = r + 1;
        OQL_TRY(oql_sections_set_rupture(f, r, NULL, err));
        f->hypo_lon_deg[r] = m->lon_deg[at];
        f->hypo_lat_deg[r] = m->lat_deg[at];
        f->hypo_depth_km[r] = m->depth_km[at];
        f->n += 1;
    }
done:
    return st;
}

static oql_status grow(oql_fault *f, size_t *cap, size_t need, oql_err *err)
{
    size_t cap_first = *cap, cap_member = *cap;
    oql_status st = OQL_OK;

    OQL_TRY(oql_reserve(&f->first, &cap_first, need + 1, sizeof *f->first, err));
    OQL_TRY(oql_reserve(&f->member, &cap_member, need + 1, sizeof *f->member, err));
    *cap = cap_first < cap_member ? cap_first : cap_member;
    if (f->n == 0) {
        f->first[0] = 0;
    }
done:
    return st;
}

static oql_status fill_floating(const kite_fault *k, oql_fault *f, oql_err *err)
{
    oql_windows w = {0};
    float_plan last = {0}, p;
    size_t cap_section = 0, cap_rupture = 0, cap_member = 0, first = 0;
    oql_status st = OQL_OK;

    for (size_t b = 0; b < k->bins.n; ++b) {
        OQL_TRY(plan_magnitude(k, k->bins.mag[b], &p, err));
        if (memcmp(&p, &last, sizeof p) !=
            0) { /* else the surfaces are those of the last one */
            OQL_TRY(float_windows(k, &p, &w, err));
            first = f->n_section;
            OQL_TRY(add_sections(k, &w, f, &cap_section, err));
            last = p;
        }
        OQL_TRY(oql_fault_grow(f, &cap_rupture, f->n + w.n, err));
        OQL_TRY(grow(f, &cap_member, f->n + w.n, err));
        OQL_TRY(add_ruptures(f, k->bins.mag[b], k->bins.rate_per_yr[b], k->src->rake_deg, first,
                             w.n, err));
    }
    OQL_TRY(grow(f, &cap_member, f->n, err)); /* a source without ruptures has its arrays too */
done:
    free(w.w);
    return st;
}

oql_status oql_kite_fault_ruptures(const oql_source *src, int32_t source, oql_fault **out,
                                   oql_err *err)
{
    kite_fault k = {0};
    oql_fault *f = calloc(1, sizeof *f);
    oql_status st = OQL_OK;

    if (f == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "fault %s", src->id);
    }
    OQL_TRY(open_kite_fault(&k, src, err));
    f->kind = OQL_SURFACE_SECTIONS;
    f->source = source;
    OQL_TRY(fill_floating(&k, f, err));
    *out = f;
    f = NULL;
done:
    kite_fault_clear(&k);
    oql_fault_destroy(f);
    return st;
}
