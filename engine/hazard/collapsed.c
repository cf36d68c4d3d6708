/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/collapsed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hazard/collapsed_store.h"

#define OQL_FAMILY_MAX 32
/* Kinds of sites in a block that have responses of their own, and how many sites make one. */
#define OQL_SITE_KINDS  8
#define OQL_LEAST_SITES 16
/* Fewer are not worth the tables, which cost as much as some thousand contexts. */
#define OQL_LEAST_PLACES   24   /* of a shape in a tile, */
#define OQL_LEAST_CONTEXTS 2048 /* and times sites of the job */
/* A plane that is taken costs as much as these many values (models, measures, levels). */
#define OQL_LEAST_COLUMNS 256

typedef struct {
    double m[OQL_COLLAPSE_POINTS]; /* moments of the rates: sums of rate x^k */
} moments;

typedef struct {
    int32_t shape, variant;
    bool refused; /* planes are not to be collapsed */
    oql_response *response[OQL_SITE_KINDS];
    bool owned[OQL_SITE_KINDS]; /* a response that the store had no room for */
} plane_family;

/* What was taken and not yet added, by one distance. */
typedef struct {
    size_t n;
    uint8_t family[OQL_TAKE_MAX], bin[OQL_TAKE_MAX];
    float x[OQL_TAKE_MAX], x_sorted[OQL_TAKE_MAX];
    float rate[OQL_TAKE_MAX], rate_sorted[OQL_TAKE_MAX];
    uint32_t count[OQL_FAMILY_MAX][OQL_BIN_MAX];
} taken;

struct oql_collapse {
    oql_distance_bins bins;
    size_t n_bin; /* of the region */
    double mag;
    size_t n_row; /* distances, rows of oql_planar_out */
    int row[2];
    bool may, full;
    int8_t *kind_of_site; /* (block) sites of a kind have the same parameters; -1: of none */
    size_t n_kind, site_of_kind[OQL_SITE_KINDS];
    size_t n_family;
    plane_family family[OQL_FAMILY_MAX];
    moments *sum;     /* (OQL_FAMILY_MAX, 2, OQL_BIN_MAX) of the current site */
    uint32_t used;    /* bit of each family that took planes there */
    float *table_row; /* (columns) of one table */
    float *cut_sum;   /* (columns) of one bin */
    float *site_row;  /* (columns) of all leaves: what the site gets */
    taken taken[2];   /* by distance */
};

static bool may_collapse(const oql_setup *s)
{
    return s->in->job->collapse_ruptures && s->soil == NULL &&
           s->in->job->truncation_level_sigma >= 1.0;
}

static size_t n_value(const oql_setup *s, const oql_region *r)
{
    return r->n_leaf * s->n_imt * s->n_lvl;
}

static bool has_columns(const oql_setup *s, const oql_region *r)
{
    return n_value(s, r) >= OQL_LEAST_COLUMNS;
}

/* Responses of a group: families of shapes with enough places, times magnitudes. */
static double n_response(const oql_group *g, const oql_region *r)
{
    const oql_points *p = &g->points;
    double sum = 0.0;
    for (size_t i = 0, end; i < p->n; i = end) { /* places of a source follow each other */
        const oql_point_shape *shape = &p->shapes[p->shape[i]];
        double families = 0.0;
        int row[2];
        for (end = i + 1; end < p->n && p->shape[end] == p->shape[i]; ++end) {
        }
        for (size_t k = 0; k < shape->n_plane; ++k) {
            const bool vertical = shape->plane[k].dip_deg == 90.0;
            families +=
                oql_collapse_distances(r, vertical, row) > 0 ? (double)shape->n_depth : 0.0;
        }
        sum += end - i >= OQL_LEAST_PLACES ? families * (double)p->mfds[p->mfd[i]].n : 0.0;
    }
    return sum;
}

size_t oql_collapse_bytes(const oql_setup *s, size_t *worker)
{
    double all = 0.0, most = 0.0;
    *worker = 0;
    for (size_t g = 0; may_collapse(s) && g < s->in->n_group; ++g) {
        const oql_region *r = &s->in->region[s->in->group[g].trt];
        if (has_columns(s, r)) {
            const double one = (double)oql_response_bytes(s, r);
            const double n = n_response(&s->in->group[g], r);
            all += one * n;
            most = n > 0.0 && one > most ? one : most;
        }
    }
    const bool over = all > (double)OQL_STORE_BYTES;
    *worker = all > 0.0 ? sizeof(oql_collapse) + (over ? 4 * (size_t)most : 0) : 0;
    return over ? OQL_STORE_BYTES : (size_t)all;
}

oql_status oql_collapse_create(const oql_setup *s, oql_collapse **out, oql_err *err)
{
    size_t columns = 0;
    *out = NULL;
    for (size_t t = 0; may_collapse(s) && t < s->in->n_region; ++t) {
        const oql_region *r = &s->in->region[t];
        const size_t n = n_value(s, r) + OQL_SINGLE_WIDTH;
        columns = has_columns(s, r) && n > columns ? n : columns;
    }
    if (columns == 0) {
        return OQL_OK;
    }
    oql_collapse *c = *out = calloc(1, sizeof *c);
    if (c == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
    }
    oql_distance_bins_make(&c->bins);
    c->kind_of_site = oql_calloc(s->block_sites, sizeof *c->kind_of_site);
    c->sum = oql_calloc((size_t)OQL_FAMILY_MAX * 2 * OQL_BIN_MAX, sizeof *c->sum);
    c->table_row = oql_calloc(columns, sizeof *c->table_row);
    c->site_row = oql_calloc(columns, sizeof *c->site_row);
    c->cut_sum = oql_calloc(columns, sizeof *c->cut_sum);
    if (c->kind_of_site == NULL || c->sum == NULL || c->table_row == NULL ||
        c->site_row == NULL || c->cut_sum == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for collapsed ruptures");
    }
    return OQL_OK;
}

static void forget_families(oql_collapse *c)
{
    for (size_t k = 0; k < c->n_family; ++k) {
        for (size_t i = 0; i < OQL_SITE_KINDS; ++i) {
            if (c->family[k].owned[i]) {
                oql_response_destroy(c->family[k].response[i]);
            }
        }
    }
    c->n_family = 0;
    c->full = false;
}

void oql_collapse_destroy(oql_collapse *c)
{
    if (c != NULL) {
        forget_families(c);
        free(c->kind_of_site);
        free(c->sum);
        free(c->table_row);
        free(c->site_row);
        free(c->cut_sum);
        free(c);
    }
}

/* ---- what may be collapsed ---- */

/* Whether all columns that models ask for are the same for all planes of a family, or distances, or
 * the sites'. */
static bool has_known_columns(const oql_worker *w)
{
    static const oql_ctx_param known[] = {OQL_MAG,   OQL_RAKE, OQL_DIP,    OQL_STRIKE,
                                          OQL_ZTOR,  OQL_ZBOT, OQL_WIDTH,  OQL_HYPO_DEPTH,
                                          OQL_RRUP,  OQL_RJB,  OQL_RX,     OQL_RY0,
                                          OQL_RHYPO, OQL_REPI, OQL_IN_CSHM};
    uint64_t rest = w->region->needs;
    for (size_t i = 0; i < OQL_COUNT(known); ++i) {
        rest &= ~OQL_BIT(known[i]);
    }
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        if (oql_setup_has_site(w->setup, p)) {
            rest &= ~OQL_BIT(p);
        }
    }
    return rest == 0;
}

static bool are_alike(const oql_worker *w, size_t i, size_t k)
{
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        if ((w->region->needs & OQL_BIT(p)) != 0 && oql_setup_has_site(w->setup, p) &&
            w->site_col[p][i] != w->site_col[p][k]) {
            return false;
        }
    }
    return true;
}

/* Sort the sites of the block, those at the surface, by their parameters. */
static void find_kinds(oql_worker *w)
{
    oql_collapse *c = w->collapse;
    size_t n[OQL_SITE_KINDS] = {0};
    c->n_kind = 0;
    for (size_t i = 0; i < w->n_site; ++i) {
        size_t k = 0;
        while (k < c->n_kind && !are_alike(w, i, c->site_of_kind[k])) {
            ++k;
        }
        if (w->site_xyz[i].depth_km != 0.0 || k == OQL_SITE_KINDS) {
            c->kind_of_site[i] = -1;
            continue;
        }
        if (k == c->n_kind) {
            c->site_of_kind[c->n_kind++] = i;
        }
        ++n[k];
        c->kind_of_site[i] = (int8_t)k;
    }
    size_t kept = 0;
    int8_t to[OQL_SITE_KINDS];
    for (size_t k = 0; k < c->n_kind; ++k) {
        const bool enough = n[k] >= OQL_LEAST_SITES || n[k] == w->n_site;
        to[k] = (int8_t)(enough ? (int)kept : -1);
        c->site_of_kind[kept] = c->site_of_kind[k];
        kept += enough;
    }
    c->n_kind = kept;
    for (size_t i = 0; i < w->n_site; ++i) {
        c->kind_of_site[i] = (int8_t)(c->kind_of_site[i] < 0 ? -1 : to[c->kind_of_site[i]]);
    }
}

void oql_collapse_begin_tile(oql_worker *w)
{
    oql_collapse *c = w->collapse;
    if (c == NULL) {
        return;
    }
    c->n_bin = oql_collapse_n_bin(&c->bins, w->setup, w->region);
    c->may = w->occurrence == NULL && w->collector == NULL &&
             has_columns(w->setup, w->region) && has_known_columns(w);
    if (c->may) {
        find_kinds(w);
        c->may = c->n_kind > 0;
    }
}

void oql_collapse_begin(oql_worker *w, double mag)
{
    if (w->collapse != NULL) {
        w->collapse->mag = mag;
        forget_families(w->collapse);
    }
}

bool oql_collapse_is_worth(const oql_worker *w, size_t n_place, size_t n_variant)
{
    const oql_collapse *c = w->collapse;
    return c != NULL && c->may && n_variant <= OQL_FAMILY_MAX && n_place >= OQL_LEAST_PLACES &&
           n_place * w->setup->in->sites->n >= OQL_LEAST_CONTEXTS;
}

int oql_collapse_family(oql_worker *w, int32_t shape, int32_t variant,
                        const oql_plane_kind *kind)
{
    oql_collapse *c = w->collapse;
    oql_collapse_case at = {
        .w = w, .bins = &c->bins, .n_bin = c->n_bin, .kind = *kind, .mag = c->mag};
    oql_err ignored;
    for (size_t k = 0; k < c->n_family; ++k) {
        if (c->family[k].shape == shape && c->family[k].variant == variant) {
            return c->family[k].refused ? -1 : (int)k;
        }
    }
    at.n_row = oql_collapse_distances(w->region, kind->dip == 90.0, at.row);
    if (at.n_row == 0) {
        return -1;
    }
    const bool other = c->n_row != at.n_row || memcmp(c->row, at.row, sizeof at.row) != 0;
    if (c->n_family == OQL_FAMILY_MAX || (c->n_family > 0 && other)) {
        c->full = true;
        return -1;
    }
    c->n_row = at.n_row;
    memcpy(c->row, at.row, sizeof at.row);
    plane_family *k = &c->family[c->n_family];
    *k = (plane_family){.shape = shape, .variant = variant};
    ++c->n_family;
    for (size_t i = 0; i < c->n_kind && !k->refused; ++i) {
        at.site = c->site_of_kind[i];
        k->refused = oql_collapse_store_get(w->setup->responses, &at, &k->response[i],
                                            &k->owned[i], &ignored) != OQL_OK || /* no memory */
                     k->response[i]->refused;
    }
    return k->refused ? -1 : (int)c->n_family - 1;
}

bool oql_collapse_is_full(const oql_worker *w)
{
    return w->collapse != NULL && w->collapse->full;
}

unsigned oql_collapse_wants(const oql_worker *w)
{
    static const unsigned want[] = {0U,           OQL_WANT_RJB,  OQL_WANT_RX,
                                    OQL_WANT_RY0, OQL_WANT_REPI, OQL_WANT_RHYPO};
    const oql_collapse *c = w->collapse;
    return want[c->row[0]] | (c->n_row < 2 ? 0U : want[c->row[1]]);
}

/* ---- planes ---- */

/* At the current site, which is of some kind. */
static const oql_response *response_of(const oql_worker *w, size_t family)
{
    const oql_collapse *c = w->collapse;
    return c->family[family].response[c->kind_of_site[w->site]];
}

static moments *sums(const oql_collapse *c, size_t family, size_t distance)
{
    return c->sum + (family * 2 + distance) * OQL_BIN_MAX;
}

/* Cut-off values of the n planes of a bin. */
static void add_cut(oql_worker *w, const oql_collapse_table *t, size_t bin, size_t n,
                    const float *x, const float *rate)
{
    oql_collapse *c = w->collapse;
    const size_t cut = t->cut_first[bin], n_cut = t->cut_first[bin + 1] - cut;
    const uint32_t *at = t->cut_at + cut;
    w->setup->kernels->add_clipped(n_cut, n_cut, t->cut + cut * OQL_COLLAPSE_POINTS, n, x, rate,
                                   c->cut_sum);
    for (size_t k = 0; k < n_cut; ++k) {
        c->site_row[at[k]] += c->cut_sum[k];
    }
}

static void add_to_moments(moments *to, size_t n, const float *x, const float *rate)
{
    double m[OQL_COLLAPSE_POINTS] = {0};
    for (size_t i = 0; i < n; ++i) {
        const double t = (double)x[i];
        double rx = (double)rate[i];
        for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
            m[k] += rx;
            rx *= t;
        }
    }
    for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
        to->m[k] += m[k];
    }
}

static void add_taken(oql_worker *w, size_t distance)
{
    oql_collapse *c = w->collapse;
    taken *t = &c->taken[distance];
    uint32_t sum = 0;
    for (size_t k = 0; k < c->n_family; ++k) {
        for (size_t b = 0; b < c->n_bin; ++b) {
            const uint32_t n = t->count[k][b];
            t->count[k][b] = sum;
            sum += n;
        }
    }
    for (size_t i = 0; i < t->n; ++i) {
        const size_t at = t->count[t->family[i]][t->bin[i]]++;
        t->x_sorted[at] = t->x[i];
        t->rate_sorted[at] = t->rate[i];
    }
    size_t first = 0;
    for (size_t k = 0; k < c->n_family; ++k) {
        if (c->family[k].refused) {
            continue;
        }
        const oql_collapse_table *table = &response_of(w, k)->table[distance];
        moments *to = sums(c, k, distance);
        for (size_t b = 0; b < c->n_bin; ++b) {
            const size_t end = t->count[k][b];
            t->count[k][b] = 0;
            if (end > first && table->n_leaf > 0) {
                add_to_moments(&to[b], end - first, t->x_sorted + first,
                               t->rate_sorted + first);
                if (table->cut_first[b + 1] > table->cut_first[b]) {
                    add_cut(w, table, b, end - first, t->x_sorted + first,
                            t->rate_sorted + first);
                }
            }
            first = end;
        }
    }
    t->n = 0;
}

static void put(taken *t, uint8_t family, uint8_t bin, double x, double rate)
{
    t->family[t->n] = family;
    t->bin[t->n] = bin;
    t->x[t->n] = (float)x;
    t->rate[t->n] = (float)rate;
    ++t->n;
    ++t->count[family][bin];
}

void oql_collapse_take(oql_worker *w, const oql_planes_at *p, size_t first, size_t end,
                       uint8_t *felt)
{
    oql_collapse *c = w->collapse;
    if (c->kind_of_site[w->site] < 0) {
        return;
    }
    for (size_t i = first; i < end; ++i) {
        if (!felt[i] || p->family[i] < 0 || c->taken[0].n == OQL_TAKE_MAX) {
            continue;
        }
        const oql_response *response = response_of(w, (size_t)p->family[i]);
        double r[2] = {0.0, 0.0};
        size_t bin[2] = {0, 0};
        bool exact = false;
        for (size_t d = 0; d < c->n_row; ++d) {
            r[d] = p->distance[(size_t)c->row[d] * p->cap + i];
            bin[d] = oql_distance_bins_find(&c->bins, r[d]);
            exact = exact || bin[d] >= c->n_bin || response->table[d].exact[bin[d]];
        }
        if (exact) {
            continue;
        }
        for (size_t d = 0; d < c->n_row; ++d) {
            const double x = (r[d] - c->bins.centre_km[bin[d]]) * c->bins.by_half[bin[d]];
            put(&c->taken[d], (uint8_t)p->family[i], (uint8_t)bin[d], x, p->rate[i]);
        }
        felt[i] = 0;
        c->used |= 1U << p->family[i];
    }
    w->n_ctx += c->taken[0].n;
    w->n_collapsed += c->taken[0].n;
    for (size_t d = 0; d < c->n_row; ++d) {
        if (c->taken[d].n > 0) {
            add_taken(w, d);
        }
    }
}

/* ---- smooth values ---- */

/* Those of all bins of a table. */
static void add_smooth(oql_worker *w, const oql_collapse_table *t, moments *sum)
{
    oql_collapse *c = w->collapse;
    const oql_setup *s = w->setup;
    const size_t cell = s->n_imt * s->n_lvl;
    memset(c->table_row, 0, t->columns * sizeof *c->table_row);
    for (size_t b = 0; b < c->n_bin; ++b) {
        const double *m = sum[b].m;
        if (!(m[0] > 0.0)) {
            continue;
        }
        float weight[OQL_COLLAPSE_POINTS];
        for (size_t k = 0; k < OQL_COLLAPSE_POINTS; ++k) {
            double at = 0.0;
            for (size_t j = 0; j < OQL_COLLAPSE_POINTS; ++j) {
                at += c->bins.power[j][k] * m[j];
            }
            weight[k] = (float)at;
        }
        s->kernels->add_rows(t->columns, weight, t->rows + b * OQL_COLLAPSE_POINTS * t->columns,
                             c->table_row);
        memset(&sum[b], 0, sizeof sum[b]);
    }
    for (size_t i = 0; i < t->n_leaf; ++i) {
        const float *from = c->table_row + i * cell;
        float *to = c->site_row + t->leaf[i] * cell;
        for (size_t k = 0; k < cell; ++k) {
            to[k] += from[k];
        }
    }
}

void oql_collapse_close_site(oql_worker *w)
{
    oql_collapse *c = w->collapse;
    if (c == NULL || c->used == 0) {
        return;
    }
    const size_t cell = w->setup->n_imt * w->setup->n_lvl;
    for (size_t k = 0; k < c->n_family; ++k) {
        for (size_t d = 0; d < c->n_row && (c->used >> k & 1U) != 0; ++d) {
            const oql_collapse_table *t = &response_of(w, k)->table[d];
            if (t->n_leaf > 0) {
                add_smooth(w, t, sums(c, k, d));
            }
        }
    }
    for (size_t i = 0; i < w->region->n_leaf; ++i) {
        const oql_leaf *leaf = &w->region->leaf[i];
        double *row = w->rows + (w->site * w->region->n_model + (size_t)leaf->model) * cell;
        float *from = c->site_row + i * cell;
        for (size_t k = 0; k < cell; ++k) {
            row[k] += leaf->weight * (double)from[k];
            from[k] = 0.0F;
        }
    }
    c->used = 0;
    w->row_used[w->site] = true;
}
