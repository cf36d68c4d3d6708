/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/collapsed_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Width of a bin as a share of sqrt(r^2 + near^2): the third part of it, the distance of two points,
 * goes into the error of smooth functions with its fourth power. */
#ifndef OQL_BIN_SHARE
#define OQL_BIN_SHARE 0.12
#endif
#define OQL_BIN_NEAR_KM 5.0
#define OQL_BIN_STEP_KM 0.25 /* edges are multiples of it */

/* Largest fourth difference of a mean or sigma in a bin, ln units. A kink that changes the slope by j,
 * for one of ln distance, has at least j * share / 20. */
#define OQL_KINK 2e-5

/* ---- bins ---- */

static double point(size_t k)
{
    return 2.0 * (double)k / (OQL_COLLAPSE_POINTS - 1) - 1.0;
}

/* Coefficients of the polynomials of Lagrange, by multiplying their factors out. */
static void make_powers(double power[OQL_COLLAPSE_POINTS][OQL_COLLAPSE_POINTS])
{
    for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
        double c[OQL_COLLAPSE_POINTS] = {1.0};
        for (size_t i = 0, degree = 0; i < OQL_COLLAPSE_POINTS; ++i) {
            const double by = 1.0 / (point(k) - point(i));
            if (i == k) {
                continue;
            }
            ++degree;
            for (size_t j = degree + 1; j-- > 0;) {
                c[j] = by * ((j > 0 ? c[j - 1] : 0.0) - point(i) * c[j]);
            }
        }
        for (size_t j = 0; j < OQL_COLLAPSE_POINTS; ++j) {
            power[j][k] = c[j];
        }
    }
}

void oql_distance_bins_make(oql_distance_bins *b)
{
    size_t step = 0;
    for (b->n = 0; step < OQL_BIN_STEPS && b->n < OQL_BIN_MAX; ++b->n) {
        const double edge = (double)step * OQL_BIN_STEP_KM;
        const double width = OQL_BIN_SHARE * hypot(edge, OQL_BIN_NEAR_KM);
        size_t steps = (size_t)nearbyint(width / OQL_BIN_STEP_KM);
        steps = step + steps > OQL_BIN_STEPS ? OQL_BIN_STEPS - step : steps;
        b->half_km[b->n] = 0.5 * (double)steps * OQL_BIN_STEP_KM;
        b->by_half[b->n] = 1.0 / b->half_km[b->n];
        b->centre_km[b->n] = edge + b->half_km[b->n];
        memset(b->of_step + step, (int)b->n, steps);
        step += steps;
    }
    memset(b->of_step + step, OQL_BIN_MAX, sizeof b->of_step - step);
    make_powers(b->power);
}

size_t oql_distance_bins_find(const oql_distance_bins *b, double r_km)
{
    const double step = r_km * (1.0 / OQL_BIN_STEP_KM);
    return b->of_step[step < OQL_BIN_STEPS ? (size_t)step : OQL_BIN_STEPS];
}

/* ---- distances ---- */

size_t oql_collapse_distances(const oql_region *r, bool vertical, int row[2])
{
    static const struct {
        uint64_t needs;
        size_t n;
        int row[2];
    } rules[] = {
        {OQL_BIT(OQL_RRUP), 1, {OQL_ROW_RRUP, 0}},
        {OQL_BIT(OQL_RJB), 1, {OQL_ROW_RJB, 0}},
        {OQL_BIT(OQL_RHYPO), 1, {OQL_ROW_RHYPO, 0}},
        {OQL_BIT(OQL_REPI), 1, {OQL_ROW_REPI, 0}},
        {OQL_BIT(OQL_REPI) | OQL_BIT(OQL_RHYPO), 2, {OQL_ROW_REPI, OQL_ROW_RHYPO}},
        {OQL_BIT(OQL_RJB) | OQL_BIT(OQL_RRUP), 2, {OQL_ROW_RJB, OQL_ROW_RRUP}},
    };
    const uint64_t sides = OQL_BIT(OQL_RX) | OQL_BIT(OQL_RY0);
    const uint64_t all =
        OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_RJB) | OQL_BIT(OQL_REPI) | OQL_BIT(OQL_RHYPO) | sides;
    const uint64_t needs = r->needs & (vertical && !r->sided ? all & ~sides : all);
    for (size_t i = 0; i < OQL_COUNT(rules); ++i) {
        if (needs == rules[i].needs) {
            row[0] = rules[i].row[0];
            row[1] = rules[i].row[1];
            return rules[i].n;
        }
    }
    return 0;
}

/* A context at given distances: on the surface to the rupture, in space to it. */
static void put_point(const oql_collapse_case *c, double surface, double space)
{
    oql_worker *w = c->w;
    const oql_plane_kind *k = &c->kind;
    size_t lane;
    (void)oql_ctx_lanes(w, 1, &lane);
    oql_ctx_put(w, OQL_RAKE, lane, k->rake);
    oql_ctx_put(w, OQL_DIP, lane, k->dip);
    oql_ctx_put(w, OQL_STRIKE, lane, k->strike);
    oql_ctx_put(w, OQL_ZTOR, lane, k->ztor);
    oql_ctx_put(w, OQL_ZBOT, lane, k->zbot);
    oql_ctx_put(w, OQL_WIDTH, lane, k->width);
    oql_ctx_put(w, OQL_HYPO_DEPTH, lane, k->hypo_depth);
    oql_ctx_put(w, OQL_IN_CSHM, lane, 0.0);
    oql_ctx_put(w, OQL_RJB, lane, surface);
    oql_ctx_put(w, OQL_RX, lane, surface); /* of no effect, as ry0 */
    oql_ctx_put(w, OQL_RY0, lane, surface);
    oql_ctx_put(w, OQL_REPI, lane, surface);
    oql_ctx_put(w, OQL_RRUP, lane, space);
    oql_ctx_put(w, OQL_RHYPO, lane, space);
    w->rate[lane] = 1.0;
}

typedef struct {
    const oql_collapse_case *c;
    oql_response *r;
    bool surface, space; /* which the leaf looks at */
    bool both;           /* some leaf looks at both */
} sharing;

enum { OQL_TRIALS = 3 }; /* as it is, another distance on the surface, another in space */

static bool differs(double a, double b)
{
    return !(fabs(a - b) <= 1e-10 * (1.0 + fabs(a)));
}

static void share_leaf(void *user, const oql_leaf *leaf, size_t m, const double *mean,
                       const double *sigma)
{
    sharing *s = user;
    const oql_region *r = s->c->w->region;
    const size_t n = s->c->n_bin * OQL_TRIALS;
    s->surface = s->surface && m > 0;
    s->space = s->space && m > 0;
    for (size_t i = 0; i < n; i += OQL_TRIALS) {
        s->surface =
            s->surface || differs(mean[i], mean[i + 1]) || differs(sigma[i], sigma[i + 1]);
        s->space = s->space || differs(mean[i], mean[i + 2]) || differs(sigma[i], sigma[i + 2]);
    }
    if (m + 1 == s->c->w->setup->n_imt) {
        oql_collapse_table *t = &s->r->table[s->space ? 1 : 0];
        t->leaf[t->n_leaf++] = (size_t)(leaf - r->leaf);
        s->both = s->both || (s->surface && s->space);
    }
}

/* Share the leaves among the tables, by the distance that each looks at. */
static void share(const oql_collapse_case *c, oql_response *r)
{
    sharing s = {.c = c, .r = r};
    oql_worker *w = c->w;
    if (c->n_row == 1) {
        for (size_t i = 0; i < w->region->n_leaf; ++i) {
            r->table[0].leaf[r->table[0].n_leaf++] = i;
        }
        return;
    }
    const double depth = c->row[1] == OQL_ROW_RHYPO ? c->kind.hypo_depth : c->kind.ztor;
    oql_ctx_begin_site(w, c->site, oql_round_mag(c->mag));
    for (size_t b = 0; b < c->n_bin; ++b) {
        const double at = c->bins->centre_km[b];
        put_point(c, at, hypot(at, depth));
        put_point(c, 1.03 * at, hypot(at, depth));
        put_point(c, at, 1.03 * hypot(at, depth));
    }
    oql_ctx_probe_site(w, share_leaf, &s);
    r->refused = s.both;
}

/* ---- tables ---- */

static size_t columns_of(const oql_setup *s, size_t n_leaf)
{
    const size_t n = n_leaf * s->n_imt * s->n_lvl;
    return (n + OQL_SINGLE_WIDTH - 1) / OQL_SINGLE_WIDTH * OQL_SINGLE_WIDTH;
}

size_t oql_collapse_n_bin(const oql_distance_bins *b, const oql_setup *s, const oql_region *r)
{
    const size_t last = oql_distance_bins_find(b, oql_job_reach_km(s->in->job, r->name));
    return last < b->n ? last + 1 : b->n;
}

size_t oql_response_bytes(const oql_setup *s, const oql_region *r)
{
    oql_distance_bins b;
    oql_distance_bins_make(&b);
    return sizeof(oql_response) + oql_collapse_n_bin(&b, s, r) * columns_of(s, r->n_leaf) *
                                      (OQL_COLLAPSE_POINTS + 1) * sizeof(float);
}

/* A cut-off value: the polynomial of a (leaf, measure, level) in a bin. */
typedef struct {
    uint32_t bin, at;
    float c[OQL_COLLAPSE_POINTS];
} cut_value;

typedef struct {
    oql_collapse_table *t;
    const oql_collapse_case *c;
    size_t first, end; /* bins in the lanes */
    double *poe;       /* (L, OQL_CTX_LANES) */
    cut_value *cut;    /* (n_cut) */
    size_t n_cut, cap_cut;
    bool no_memory;
} filling;

/* The larger of the two fourth differences of a bin's points. A kink shows in one of them wherever it
 * is; in the fifth, or in one alone, it may cancel. */
static double roughness(const double *y)
{
    double
        d[OQL_COLLAPSE_POINTS]; /* from the first: what is constant is smooth, however large */
    for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
        d[k] = y[k] - y[0];
    }
    const double a = d[4] - 4.0 * (d[1] + d[3]) + 6.0 * d[2];
    const double b = (d[1] + d[5]) - 4.0 * (d[2] + d[4]) + 6.0 * d[3];
    return fabs(a) > fabs(b) ? fabs(a) : fabs(b);
}

/* P without its cuts at -t and t, going on above one and below zero. */
typedef struct {
    double tail, norm; /* erfc and erf of t / sqrt(2) */
} uncut;

static const double root = 0.70710678118654752440; /* of 1/2 */

static double uncut_at(const uncut *u, double z)
{
    return 0.5 * (erfc(z * root) - u->tail) / u->norm;
}

/* The value of a column in bin b by its polynomial instead of the rows. */
static void put_cut(filling *f, size_t b, size_t column, size_t at,
                    const double v[OQL_COLLAPSE_POINTS])
{
    oql_collapse_table *t = f->t;
    if (f->n_cut == f->cap_cut) {
        const size_t cap = f->cap_cut == 0 ? 256 : 2 * f->cap_cut;
        cut_value *more = realloc(f->cut, cap * sizeof *more);
        f->no_memory = f->no_memory || more == NULL;
        if (more == NULL) {
            return;
        }
        f->cut = more;
        f->cap_cut = cap;
    }
    cut_value *to = &f->cut[f->n_cut++];
    to->bin = (uint32_t)b;
    to->at = (uint32_t)at;
    for (size_t j = 0; j < OQL_COLLAPSE_POINTS; ++j) {
        double c = 0.0;
        for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
            c += f->c->bins->power[j][k] * v[k];
        }
        to->c[j] = (float)c;
        t->rows[(b * OQL_COLLAPSE_POINTS + j) * t->columns + column] = 0.0F;
    }
}

/* What the ends of the distributions at a bin's points span, t standard deviations from the mean. */
static void find_ends(const double *mean, const double *sigma, double t, double end[2])
{
    end[0] = HUGE_VAL;
    end[1] = -HUGE_VAL;
    for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
        const double at = mean[k] + t * sigma[k];
        end[0] = at < end[0] ? at : end[0];
        end[1] = at > end[1] ? at : end[1];
    }
}

/* Levels that the distribution is cut at, above or below, somewhere in a bin. */
static void find_cuts(filling *f, const oql_leaf *leaf, size_t column, size_t m,
                      const double *mean, const double *sigma)
{
    const oql_setup *s = f->c->w->setup;
    const size_t index = (size_t)(leaf - f->c->w->region->leaf);
    const double *y = s->ln_iml + m * s->n_lvl, t = s->survival.t;
    const uncut p = {erfc(t * root), erf(t * root)};
    for (size_t b = f->first; b < f->end;
         ++b, mean += OQL_COLLAPSE_POINTS, sigma += OQL_COLLAPSE_POINTS) {
        double high[2], low[2];
        find_ends(mean, sigma, t, high);
        find_ends(mean, sigma, -t, low);
        for (size_t l = 0; l < s->n_lvl; ++l) {
            double v[OQL_COLLAPSE_POINTS];
            if (!(y[l] > high[0] && y[l] < high[1]) && !(y[l] > low[0] && y[l] < low[1])) {
                continue;
            }
            for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
                v[k] = uncut_at(&p, (y[l] - mean[k]) / sigma[k]);
            }
            put_cut(f, b, column + l, (index * s->n_imt + m) * s->n_lvl + l, v);
        }
    }
}

/* Where the leaf is among those of the table, or n_leaf. */
static size_t find_leaf(const oql_collapse_table *t, size_t leaf)
{
    size_t k = 0;
    while (k < t->n_leaf && t->leaf[k] != leaf) {
        ++k;
    }
    return k;
}

static void fill_measure(void *user, const oql_leaf *leaf, size_t m, const double *mean,
                         const double *sigma)
{
    filling *f = user;
    oql_collapse_table *t = f->t;
    oql_worker *w = f->c->w;
    const oql_setup *s = w->setup;
    const size_t n = (f->end - f->first) * OQL_COLLAPSE_POINTS, stride = w->ctx.stride;
    const size_t k = find_leaf(t, (size_t)(leaf - w->region->leaf));
    if (k == t->n_leaf) {
        return;
    }
    const size_t column = (k * s->n_imt + m) * s->n_lvl;
    memset(f->poe, 0, s->n_lvl * stride * sizeof *f->poe);
    s->kernels->exceed_many_sites(&s->survival, stride, mean, sigma, w->rate, s->n_lvl,
                                  s->ln_iml + m * s->n_lvl, f->poe, stride, w->scratch);
    for (size_t i = 0; i < n; ++i) {
        float *row = t->rows + (f->first * OQL_COLLAPSE_POINTS + i) * t->columns + column;
        for (size_t l = 0; l < s->n_lvl; ++l) {
            row[l] = (float)f->poe[l * stride + i];
        }
    }
    for (size_t b = f->first; b < f->end; ++b) {
        const size_t i = (b - f->first) * OQL_COLLAPSE_POINTS;
        t->exact[b] = t->exact[b] || !(roughness(mean + i) <= OQL_KINK) ||
                      !(roughness(sigma + i) <= OQL_KINK);
    }
    find_cuts(f, leaf, column, m, mean, sigma);
}

/* The cut-off values bin by bin, those of a bin filled up to whole vectors. */
static oql_status sort_cuts(const filling *f, oql_collapse_table *t, oql_err *err)
{
    uint32_t n[OQL_BIN_MAX] = {0};
    for (size_t i = 0; i < f->n_cut; ++i) {
        ++n[f->cut[i].bin];
    }
    t->cut_first[0] = 0;
    for (size_t b = 0; b < f->c->n_bin; ++b) {
        const uint32_t whole = (n[b] + OQL_SINGLE_WIDTH - 1) / OQL_SINGLE_WIDTH;
        t->cut_first[b + 1] = t->cut_first[b] + whole * OQL_SINGLE_WIDTH;
        n[b] = 0;
    }
    const size_t all = t->cut_first[f->c->n_bin];
    t->cut = oql_calloc(all * OQL_COLLAPSE_POINTS, sizeof *t->cut);
    t->cut_at = oql_calloc(all, sizeof *t->cut_at);
    if (t->cut == NULL || t->cut_at == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
    }
    for (size_t i = 0; i < f->n_cut; ++i) {
        const cut_value *v = &f->cut[i];
        const size_t first = t->cut_first[v->bin], stride = t->cut_first[v->bin + 1] - first;
        const size_t k = n[v->bin]++;
        t->cut_at[first + k] = v->at;
        for (size_t j = 0; j < OQL_COLLAPSE_POINTS; ++j) {
            t->cut[first * OQL_COLLAPSE_POINTS + j * stride + k] = v->c[j];
        }
    }
    return OQL_OK;
}

static oql_status fill_table(const oql_collapse_case *c, oql_collapse_table *t, oql_err *err)
{
    const size_t most = OQL_CTX_LANES / OQL_COLLAPSE_POINTS;
    filling f = {.t = t, .c = c};
    oql_status st = OQL_OK;

    t->columns = columns_of(c->w->setup, t->n_leaf);
    t->exact = oql_calloc(c->n_bin, sizeof *t->exact);
    t->cut_first = oql_calloc(c->n_bin + 1, sizeof *t->cut_first);
    t->rows = oql_calloc(c->n_bin * OQL_COLLAPSE_POINTS * t->columns, sizeof *t->rows);
    f.poe = oql_calloc(c->w->setup->n_lvl * OQL_CTX_LANES, sizeof *f.poe);
    if (t->exact == NULL || t->cut_first == NULL || t->rows == NULL || f.poe == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
        goto done;
    }
    for (f.first = 0; f.first < c->n_bin; f.first = f.end) {
        f.end = f.first + most < c->n_bin ? f.first + most : c->n_bin;
        oql_ctx_begin_site(c->w, c->site, oql_round_mag(c->mag));
        for (size_t b = f.first; b < f.end; ++b) {
            for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
                const double r = c->bins->centre_km[b] + point(k) * c->bins->half_km[b];
                put_point(c, r, r); /* the other distance is of no effect */
            }
        }
        oql_ctx_probe_site(c->w, fill_measure, &f);
    }
    if (f.no_memory) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
        goto done;
    }
    OQL_TRY(sort_cuts(&f, t, err));
done:
    free(f.poe);
    free(f.cut);
    return st;
}

static size_t bytes_of(const oql_response *r, size_t n_bin)
{
    size_t sum = sizeof *r;
    for (size_t i = 0; !r->refused && i < r->n_table; ++i) {
        const oql_collapse_table *t = &r->table[i];
        sum += n_bin * OQL_COLLAPSE_POINTS * t->columns * sizeof(float);
        sum += t->cut_first[n_bin] * (OQL_COLLAPSE_POINTS * sizeof(float) + sizeof(uint32_t));
    }
    return sum;
}

oql_status oql_response_make(const oql_collapse_case *c, oql_response **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_response *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
    }
    r->n_table = c->n_row;
    for (size_t i = 0; i < r->n_table; ++i) {
        r->table[i].row = c->row[i];
        r->table[i].leaf = oql_calloc(c->w->region->n_leaf, sizeof *r->table[i].leaf);
        if (r->table[i].leaf == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
            goto done;
        }
    }
    share(c, r);
    for (size_t i = 0; !r->refused && i < r->n_table; ++i) {
        OQL_TRY(fill_table(c, &r->table[i], err));
    }
    r->bytes = bytes_of(r, c->n_bin);
    *out = r;
    r = NULL;
done:
    oql_response_destroy(r);
    return st;
}

void oql_response_destroy(oql_response *r)
{
    for (size_t i = 0; r != NULL && i < r->n_table; ++i) {
        oql_collapse_table *t = &r->table[i];
        free(t->leaf);
        free(t->exact);
        free(t->rows);
        free(t->cut_first);
        free(t->cut);
        free(t->cut_at);
    }
    free(r);
}
